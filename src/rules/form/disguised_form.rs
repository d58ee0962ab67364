#![doc = include_str!("disguised_form.md")]

use crate::document::{Document, Span};
use crate::facts::parties::{Party, Scene};
use crate::facts::{Reading, clauses::mask};
use crate::finding::{Confidence, Severity};
use crate::rules::burden::traces::fingertip;
use crate::rules::{Check, Context, Rule};

/// F401.
pub static RULE: Rule = Rule {
    code: "F401",
    name: "disguised-form",
    title: "白头件下达任务",
    severity: Severity::Warning,
    page: include_str!("disguised_form.md"),
    check: Check::Document(run),
};

/// What such papers call themselves, at the end of the title.
const SHAPES: [&str; 21] = [
    "工作提示",
    "温馨提示",
    "提示函",
    "提醒函",
    "提示单",
    "提醒单",
    "督办单",
    "交办单",
    "工作单",
    "任务单",
    "督办函",
    "便函",
    "告知单",
    "提示",
    "提醒",
    "转办单",
    "督办通知单",
    "督办通知",
    "督查通知单",
    "交办通知单",
    "提示通知单",
];
/// Warnings of danger go out at once and need no form.
const DANGER: [&str; 12] = [
    "预警",
    "天气",
    "气象",
    "汛",
    "雨",
    "雪",
    "寒潮",
    "台风",
    "火险",
    "地质灾害",
    "应急响应",
    "疫情",
];
/// Words that oblige.
const ORDERS: [&str; 8] = ["要", "应", "须", "必须", "务必", "不得", "请", "严禁"];

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let elements = &document.elements;
    let title = elements.title.as_deref().unwrap_or_default();
    let number = elements.number.as_deref().unwrap_or_default();
    let bare = title.trim_end_matches(['）', ')', '】', ' ']);
    let shape = SHAPES.iter().copied().find(|shape| bare.ends_with(shape));
    // A letter without force that bears 便函 in its number is one by its own words.
    let shape = shape
        .filter(|_| number.is_empty() || number.contains('便'))
        .or_else(|| (number.contains("便函") || number.contains("便〔")).then_some("便函"));
    let danger = DANGER.iter().any(|word| title.contains(word));
    let (Some(shape), false) = (shape, danger || elements.recipients.is_empty()) else { return };
    let scene = Scene::of(document, context.config);
    if !scene.addressed() || !below(document, &scene) {
        return;
    }
    let Some(span) = order(document, reading, &scene) else { return };
    let message = format!("以“{shape}”的形式向下级下达任务，没有按正式公文行文和统计");
    context.flag(document, span, message).confidence = Confidence::Medium;
}

/// Are lower units among the addressees?
fn below(document: &Document, scene: &Scene) -> bool {
    document.elements.recipients.iter().any(|name| scene.party(name) == Some(Party::Lower))
}

/// The first sentence that orders: one that wants something handed in or a paper drafted, a task, or what those below must do.
fn order(document: &Document, reading: &Reading, scene: &Scene) -> Option<Span> {
    let asked = reading.requests.iter().map(|request| request.quote.span);
    let demanded = reading.demands.iter().map(|demand| demand.quote.span);
    let tasks = reading.tasks.iter().map(|task| task.quote.span);
    let commanded = document.sentences.iter().filter(|sentence| {
        let words = mask(document.words(sentence));
        let at = ORDERS.iter().filter_map(|word| words.find(word)).filter(|&at| at > 0).min();
        let subject = at.and_then(|at| scene.subject(words.get(..at)?));
        subject.is_some_and(|subject| subject.party == Party::Lower)
    });
    // 下载…、打卡、集赞: what phones must do is ordered, whatever it is called.
    let clicked = document.sentences.iter().filter(|it| fingertip(document.words(it)).is_some());
    let said = commanded.chain(clicked).map(|sentence| sentence.span);
    asked.chain(demanded).chain(tasks).chain(said).min()
}
