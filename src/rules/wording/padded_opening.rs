#![doc = include_str!("padded_opening.md")]

use super::warn_of_padding;
use crate::document::Document;
use crate::facts::Reading;
use crate::facts::roles::Part;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// W103.
pub static RULE: Rule = Rule {
    code: "W103",
    name: "padded-opening",
    title: "戴帽",
    severity: Severity::Warning,
    page: include_str!("padded_opening.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    warn_of_padding(context, document, reading, Part::Opening);
}
