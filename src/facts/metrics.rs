//! Counts and shares of one document.

use serde::{Deserialize, Serialize};

use super::roles::{Judged, Part, Role};
use crate::document::{Document, counts};

/// Counts in characters that count (letters, digits, CJK) and shares from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Body characters.
    pub chars: usize,
    /// Pages: the file's own, else 500 characters a page, rounded up.
    pub pages: u32,
    /// Sentences of the body.
    pub sentences: usize,
    /// Characters of empty sentences.
    pub empty_chars: usize,
    /// Characters of the padded opening.
    pub opening_chars: usize,
    /// Characters of the padded closing.
    pub closing_chars: usize,
    /// Share that stands in a superior document; set by the corpus stage.
    pub copied_share: Option<f64>,
    /// The same with names, levels, dates and numbers masked.
    pub masked_share: Option<f64>,
    /// Share of sentences that are new against the superior.
    pub new_share: Option<f64>,
}

/// Characters on a page where the file does not say how many pages it has (rules.md, W106).
const PAGE: usize = 500;

/// Measures a document whose sentences have been judged.
pub fn measure(document: &Document, sentences: &[Judged]) -> Metrics {
    let size = |text: &str| text.chars().filter(|&c| counts(c)).count();
    let chars = document.body().map(|(_, block)| size(&block.text)).sum();
    let total = |keep: &dyn Fn(&Judged) -> bool| {
        let pairs = document.sentences.iter().zip(sentences);
        pairs
            .filter(|(_, judged)| keep(judged))
            .map(|(sentence, _)| size(document.words(sentence)))
            .sum()
    };
    Metrics {
        chars,
        pages: document.pages.unwrap_or_else(|| chars.div_ceil(PAGE) as u32),
        sentences: sentences.len(),
        empty_chars: total(&|judged| judged.role == Role::Empty),
        opening_chars: total(&|judged| judged.part == Part::Opening),
        closing_chars: total(&|judged| judged.part == Part::Closing),
        ..Metrics::default()
    }
}
