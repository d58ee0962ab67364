#![doc = include_str!("over_length.md")]

use crate::document::{Class, Document, Span};
use crate::facts::Reading;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// W106.
pub static RULE: Rule = Rule {
    code: "W106",
    name: "over-length",
    title: "篇幅超限",
    severity: Severity::Warning,
    page: include_str!("over_length.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let Some((name, key)) = measure(reading) else { return };
    let (chars, pages) = (reading.metrics.chars, reading.metrics.pages);
    let (most, most_pages) = (context.limit(key), context.limit("pages"));
    let long = chars as f64 > most;
    // Pages the file itself does not tell are only characters counted again.
    let thick = document.pages.is_some() && f64::from(pages) > most_pages;
    let message = match (long, thick) {
        (true, _) => format!("{name}正文 {chars} 字，超过 {most:.0} 字"),
        (_, true) => format!("{name}共 {pages} 页，超过 {most_pages:.0} 页"),
        _ => return,
    };
    let finding = context.flag(document, place(document), message);
    finding.detail("chars", chars);
    finding.detail("pages", pages);
    finding.detail("class", name);
}

/// The document's class for length, and the limit it falls under; none for texts no length is set for.
fn measure(reading: &Reading) -> Option<(&'static str, &'static str)> {
    let kind = reading.elements.kind.as_deref().unwrap_or_default();
    let title = reading.elements.title.as_deref().unwrap_or_default();
    match (reading.class, kind) {
        (_, "请示") => Some(("请示", "length_request")),
        (Class::Upward, "报告") => Some(("报告", "length_report")),
        // Rules, statutes, plans of years and lists are as long as their matter; no limit is set for them.
        _ if RULES.iter().any(|word| title.contains(word)) => None,
        (Class::InScope | Class::OffScope, "通知" | "意见" | "决定" | "通报") => {
            let special = SPECIAL.iter().any(|word| title.contains(word));
            let class = [("综合性文件", "length_general"), ("专项工作文件", "length_special")];
            Some(class[usize::from(special)])
        }
        _ => None,
    }
}

/// Titles of texts no length is set for.
const RULES: [&str; 16] = [
    "办法",
    "条例",
    "规定",
    "细则",
    "规则",
    "章程",
    "标准",
    "指南",
    "规范",
    "目录",
    "名单",
    "预案",
    "规划",
    "纲要",
    "清单",
    "政府工作报告",
];

/// Titles that plainly speak of one task; without such a word the more generous limit holds.
const SPECIAL: [&str; 12] = [
    "专项",
    "整治",
    "排查",
    "检查",
    "实施方案",
    "工作方案",
    "行动方案",
    "试点",
    "活动",
    "春季",
    "汛期",
    "开展",
];

/// The title, else the first block of the body.
fn place(document: &Document) -> Span {
    let title = document.places.title.first().copied();
    title.unwrap_or_else(|| {
        let first = document.body().next();
        first.map_or_else(Span::default, |(at, block)| document.span(at, 0..block.text.len()))
    })
}
