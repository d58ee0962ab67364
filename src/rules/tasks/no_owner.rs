#![doc = include_str!("no_owner.md")]

use super::lacking;
use crate::document::{Document, Span};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// T701.
pub static RULE: Rule = Rule {
    code: "T701",
    name: "no-owner",
    title: "任务无责任单位",
    severity: Severity::Info,
    page: include_str!("no_owner.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let found = lacking(document, reading, context.config, |item| item.owned);
    let Some((items, without)) = found else { return };
    let message = format!("{items}项任务中有{without}项没有写明责任单位");
    let place = document.places.title.first().copied().unwrap_or(Span::default());
    let finding = context.flag(document, place, message);
    finding.confidence = Confidence::Medium;
    finding.detail("items", items);
    finding.detail("without", without);
}
