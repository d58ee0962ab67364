#![doc = include_str!("trace_material.md")]

use super::traces::{fingertip, material};
use crate::document::{Document, Sentence};
use crate::facts::parties::{Party, Scene};
use crate::facts::roles::Judged;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// R604.
pub static RULE: Rule = Rule {
    code: "R604",
    name: "trace-material",
    title: "过度留痕",
    severity: Severity::Warning,
    page: include_str!("trace_material.md"),
    check: Check::Sentence(run),
};

fn run(context: &mut Context<'_>, document: &Document, sentence: &Sentence, _judged: &Judged) {
    let words = document.words(sentence);
    // What is asked of phones is R605's; one sentence is flagged once.
    let Some(thing) = material(words).filter(|_| fingertip(words).is_none()) else { return };
    let subject = Scene::of(document, context.config).subject(words);
    if subject.is_some_and(|subject| matches!(subject.party, Party::Outside | Party::Own)) {
        return;
    }
    let finding = context.flag(document, sentence.span, format!("要求以“{thing}”留痕作证"));
    finding.detail("material", thing);
}
