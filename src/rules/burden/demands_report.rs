#![doc = include_str!("demands_report.md")]

use crate::document::Document;
use crate::facts::Reading;
use crate::facts::requests::Matter;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// R602.
pub static RULE: Rule = Rule {
    code: "R602",
    name: "demands-report",
    title: "要求报送落实情况",
    severity: Severity::Warning,
    page: include_str!("demands_report.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let asked = reading
        .requests
        .iter()
        .filter(|request| request.matter == Matter::Progress && !request.exempt);
    for request in asked {
        context.flag(document, request.quote.span, "要求下级报送落实情况或报表材料");
    }
}
