#![doc = include_str!("no_deadline.md")]

use super::lacking;
use crate::document::{Document, Span};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// T702.
pub static RULE: Rule = Rule {
    code: "T702",
    name: "no-deadline",
    title: "任务无时限",
    severity: Severity::Info,
    page: include_str!("no_deadline.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let title = document.elements.title.as_deref().unwrap_or_default();
    // （2026—2028年）, 三年行动: the title sets the end for all.
    if title.contains("年）") || ["三年", "五年", "年度"].iter().any(|word| title.contains(word))
    {
        return;
    }
    let found = lacking(document, reading, context.config, |item| item.dated);
    let Some((items, without)) = found else { return };
    let message = format!("{items}项任务中有{without}项没有写明时限或者频次");
    let place = document.places.title.first().copied().unwrap_or(Span::default());
    let finding = context.flag(document, place, message);
    finding.confidence = Confidence::Medium;
    finding.detail("items", items);
    finding.detail("without", without);
}
