//! Words: the only file that names jieba.
//!
//! The dictionary takes a tenth of a second to load, so nothing is cut before somebody asks.

use std::sync::{LazyLock, OnceLock};

use jieba_rs::Jieba;

use crate::document::Document;

static SEGMENTER: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The words of a document's sentences: a side table filled on demand.
pub struct Tokens<'a> {
    document: &'a Document,
    cut: Vec<OnceLock<Vec<&'a str>>>,
}

/// Prepares the side table of a document; nothing is cut yet.
pub fn cut(document: &Document) -> Tokens<'_> {
    Tokens { document, cut: (0..document.sentences.len()).map(|_| OnceLock::new()).collect() }
}

impl<'a> Tokens<'a> {
    /// Words of sentence `index`, in order; empty where there is no such sentence.
    pub fn words(&self, index: usize) -> &[&'a str] {
        let (Some(slot), Some(sentence)) =
            (self.cut.get(index), self.document.sentences.get(index))
        else {
            return &[];
        };
        slot.get_or_init(|| words(self.document.words(sentence)))
    }
}

/// Loads the dictionary anew and drops it: what the first cut of a process pays, for benchmarks.
pub fn load() {
    drop(Jieba::new());
}

/// Words of any text.
pub fn words(text: &str) -> Vec<&str> {
    SEGMENTER.cut(text, false).into_iter().map(|token| token.word).collect()
}
