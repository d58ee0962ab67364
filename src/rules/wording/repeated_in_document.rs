#![doc = include_str!("repeated_in_document.md")]

use std::collections::BTreeMap;

use super::size;
use crate::document::{BlockKind, Document, Sentence, counts};
use crate::facts::{Quote, Reading};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// W107.
pub static RULE: Rule = Rule {
    code: "W107",
    name: "repeated-in-document",
    title: "文内重复",
    severity: Severity::Info,
    page: include_str!("repeated_in_document.md"),
    check: Check::Document(run),
};

/// Characters a sentence needs before its repetition is worth a word.
const LONG: usize = 24;

fn run(context: &mut Context<'_>, document: &Document, _reading: &Reading) {
    let mut seen: BTreeMap<String, &Sentence> = BTreeMap::new();
    for sentence in &document.sentences {
        let words = document.words(sentence);
        let table = document
            .blocks
            .get(sentence.span.block)
            .is_some_and(|block| block.kind == BlockKind::Table);
        if table || size(words) < LONG || owners(words) {
            continue;
        }
        let plain: String = words.chars().filter(|&c| counts(c)).collect();
        if let Some(first) = seen.get(&plain) {
            let quote = Quote { span: first.span, text: document.words(first).to_owned() };
            let finding = context.flag(document, sentence.span, "与前文一句完全相同，保留一处即可");
            finding.proved_by(&document.path, &quote, "前一处");
        } else {
            seen.insert(plain, sentence);
        }
    }
}

/// Lists of responsible units in brackets repeat by design.
fn owners(words: &str) -> bool {
    words.starts_with(['（', '(']) || words.starts_with("责任单位") || words.starts_with("牵头单位")
}
