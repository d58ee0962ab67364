//! Words: the only file that names jieba.
//!
//! The dictionary takes a tenth of a second to load, so it is loaded by the first text cut: only a rule with a doubtful hit asks.

use std::sync::LazyLock;

use jieba_rs::Jieba;

static SEGMENTER: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Loads the dictionary anew and drops it: what the first cut of a process pays, for benchmarks.
pub fn load() {
    drop(Jieba::new());
}

/// Words of any text.
pub fn words(text: &str) -> Vec<&str> {
    SEGMENTER.cut(text, false).into_iter().map(|token| token.word).collect()
}
