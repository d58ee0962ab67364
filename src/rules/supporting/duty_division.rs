#![doc = include_str!("duty_division.md")]

use crate::document::{Class, Document, Span};
use crate::facts::Reading;
use crate::facts::citations::Role;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// P304.
pub static RULE: Rule = Rule {
    code: "P304",
    name: "duty-division",
    title: "分工类文件",
    severity: Severity::Warning,
    page: include_str!("duty_division.md"),
    check: Check::Document(run),
};

/// Names of papers that only divide work; 分工 of a leadership is a list of who does what, not a paper on a matter.
const NAMES: [&str; 13] = [
    "分工方案",
    "任务分工",
    "任务分解",
    "责任分工",
    "职责分工",
    "重点任务分工",
    "分工落实",
    "责任分解",
    "工作分工",
    "目标分解",
    "分解方案",
    "任务清单分工",
    "分工的通知",
];
/// 领导班子成员分工, 市政府领导工作分工: a notice of who is in charge.
const PERSONS: [&str; 5] = ["领导", "班子", "成员", "市长", "县长"];

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    if !matches!(document.class, Class::InScope | Class::OffScope | Class::Other) {
        return;
    }
    let title = document.elements.title.as_deref().unwrap_or_default();
    let issued = reading.citations.iter().filter(|citation| citation.role == Role::Issues);
    let mut titles = std::iter::once(title).chain(issued.filter_map(|c| c.title.as_deref()));
    let Some(named) = titles.find_map(divides) else { return };
    let Some(span) = place(document, named) else { return };
    let message = format!("专为分工制发文件（“{named}”），分工可以写进原文件的相应条款");
    context.flag(document, span, message).confidence = Confidence::Medium;
}

/// The words of a title that say it divides work.
fn divides(title: &str) -> Option<&'static str> {
    let persons = PERSONS.iter().any(|word| title.contains(word));
    NAMES.iter().copied().find(|name| !persons && title.contains(name))
}

/// Where the title stands, else the first sentence that names the paper.
fn place(document: &Document, named: &str) -> Option<Span> {
    let holds = |span: &&Span| document.quote(**span).contains(named);
    let titled = document.places.title.iter().find(holds).copied();
    titled.or_else(|| {
        let sentence =
            document.sentences.iter().find(|sentence| document.words(sentence).contains(named));
        sentence.map(|sentence| sentence.span)
    })
}
