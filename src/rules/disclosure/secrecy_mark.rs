#![doc = include_str!("secrecy_mark.md")]

use crate::document::{Document, Span};
use crate::facts::Reading;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// D901: the document bears a secrecy mark; nothing but the mark is shown.
pub static RULE: Rule = Rule {
    code: "D901",
    name: "secrecy-mark",
    title: "涉密标志",
    severity: Severity::Error,
    page: include_str!("secrecy_mark.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let Some(mark) = document.elements.secrecy.as_deref() else { return };
    let span = document.places.secrecy.map_or_else(Span::default, |place| Span {
        end: place.start + mark.chars().count(),
        ..place
    });
    let message =
        format!("本件标有密级“{mark}”，未读取、未保存、未显示正文，不得在非涉密设备上处理。");
    let finding = ctx.flag(document, span, message);
    mark.clone_into(&mut finding.text);
}
