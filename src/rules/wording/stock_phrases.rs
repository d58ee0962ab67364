#![doc = include_str!("stock_phrases.md")]

use super::{PROOFS, SHORT, stock_phrases_of};
use crate::document::{Document, Span};
use crate::facts::roles::Role;
use crate::facts::{Quote, Reading};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// W102.
pub static RULE: Rule = Rule {
    code: "W102",
    name: "stock-phrases",
    title: "套话密度",
    severity: Severity::Warning,
    page: include_str!("stock_phrases.md"),
    check: Check::Document(run),
};

/// Places under which a short document is not called dense.
const FEW: usize = 8;

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let chars = reading.metrics.chars;
    if chars < SHORT {
        return;
    }
    let places = places(document, reading);
    let density = places.len() as f64 * 1000.0 / chars as f64;
    let limit = context.limit("stock_density");
    let Some(first) = places.first().filter(|_| density > limit && places.len() >= FEW) else {
        return;
    };
    let message =
        format!("全文套话 {} 处，每千字 {density:.1} 处，超过提醒线 {limit:.0} 处", places.len());
    let finding = context.flag(document, *first, message);
    finding.detail("count", places.len());
    finding.detail("density", (density * 10.0).round() / 10.0);
    for span in places.iter().skip(1).take(PROOFS) {
        let quote = Quote { span: *span, text: document.quote(*span) };
        finding.proved_by(&document.path, &quote, "也是套话");
    }
}

/// Stock phrases outside political formulae, which are measured by place and never counted as talk.
fn places(document: &Document, reading: &Reading) -> Vec<Span> {
    let mut places = Vec::new();
    for (sentence, judged) in document.sentences.iter().zip(&reading.sentences) {
        if judged.role == Role::Formula {
            continue;
        }
        let from = sentence.bytes.start;
        for range in stock_phrases_of(document.words(sentence)) {
            places.push(document.span(sentence.span.block, from + range.start..from + range.end));
        }
    }
    places
}
