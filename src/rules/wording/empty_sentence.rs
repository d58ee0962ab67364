#![doc = include_str!("empty_sentence.md")]

use super::{SHORT, percent, stock_phrases_of};
use crate::document::Document;
use crate::facts::roles::Role;
use crate::facts::{Reading, parties};
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// W101.
pub static RULE: Rule = Rule {
    code: "W101",
    name: "empty-sentence",
    title: "空话套话句",
    severity: Severity::Info,
    page: include_str!("empty_sentence.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    if to_the_public(document) {
        return;
    }
    let limit = context.limit("empty_share");
    let chars = reading.metrics.chars;
    let share = reading.metrics.empty_chars as f64 / chars.max(1) as f64;
    let mut heavy = chars >= SHORT && share > limit;
    let empty = reading.sentences.iter().filter(|judged| judged.role == Role::Empty);
    for judged in empty {
        let why = judged.why.clone().unwrap_or_default();
        // The warning about the whole document stands once, at the first of its empty sentences.
        let total =
            format!("；全文空话套话句占正文 {}，超过提醒线 {}", percent(share), percent(limit));
        let message = format!("删去不影响执行（{why}）{}", if heavy { &total } else { "" });
        let stock = stock_phrases_of(&document.quote(judged.span)).len();
        let finding = context.flag(document, judged.span, message);
        finding.confidence = if stock >= 2 { Confidence::High } else { Confidence::Medium };
        finding.detail("why", why);
        if heavy {
            finding.severity = Severity::Warning;
            finding.detail("share", (share * 1000.0).round() / 1000.0);
        }
        heavy = false;
    }
}

/// A letter to residents or parents warns and asks kindly; it is no document of office, and nobody carries it out.
fn to_the_public(document: &Document) -> bool {
    let recipients = &document.elements.recipients;
    !recipients.is_empty() && recipients.iter().all(|name| parties::is_public(name))
}
