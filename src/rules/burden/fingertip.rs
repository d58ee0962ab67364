#![doc = include_str!("fingertip.md")]

use super::traces::fingertip;
use crate::document::{Document, Sentence};
use crate::facts::roles::Judged;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// R605.
pub static RULE: Rule = Rule {
    code: "R605",
    name: "fingertip",
    title: "指尖负担",
    severity: Severity::Warning,
    page: include_str!("fingertip.md"),
    check: Check::Sentence(run),
};

fn run(context: &mut Context<'_>, document: &Document, sentence: &Sentence, _judged: &Judged) {
    if let Some(thing) = fingertip(document.words(sentence)) {
        let finding =
            context.flag(document, sentence.span, format!("“{thing}”属于指尖上的形式主义"));
        finding.detail("thing", thing);
    }
}
