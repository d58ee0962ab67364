//! Words: the only file that names jieba.
//!
//! The dictionary takes a tenth of a second to load, so it is loaded by the first text cut: only a rule with a doubtful hit asks.

use std::sync::{LazyLock, Once};
use std::thread;

use jieba_rs::Jieba;

static SEGMENTER: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Loads the dictionary anew and drops it: what the first cut of a process pays, for benchmarks.
pub fn load() {
    drop(Jieba::new());
}

static BEGUN: Once = Once::new();

/// Is the dictionary loaded, or being loaded, by `prepare`?
pub(crate) fn is_prepared() -> bool {
    BEGUN.is_completed()
}

/// Begins to load the dictionary beside whatever else is done, where a text will be cut.
pub(crate) fn prepare() {
    BEGUN.call_once(|| {
        // Where no thread is to be had, the first text cut loads it.
        drop(thread::Builder::new().spawn(|| LazyLock::force(&SEGMENTER)));
    });
}

/// Words of any text.
pub fn words(text: &str) -> Vec<&str> {
    SEGMENTER.cut(text, false).into_iter().map(|token| token.word).collect()
}
