//! Stock phrases (`dictionaries/stock/*.toml`): graded, each with an example that hits and one that is allowed.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::lexicon::{Hit, Lexicon};

/// One entry of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The phrase, with `(甲|乙)` and `…`.
    pub say: String,
    /// 1 padding word group, 2 stock phrase, 3 nothing but talk.
    pub grade: u8,
    /// Words in which it is found.
    pub hit: String,
    /// Near words in which it is not.
    pub allow: String,
}

#[derive(Deserialize, Default)]
struct Book {
    #[serde(default)]
    phrase: Vec<Entry>,
}

/// The dictionary's files, by name.
pub const FILES: [(&str, &str); 7] = [
    ("attitude", include_str!("../../../dictionaries/stock/attitude.toml")),
    ("duty", include_str!("../../../dictionaries/stock/duty.toml")),
    ("leadership", include_str!("../../../dictionaries/stock/leadership.toml")),
    ("meaning", include_str!("../../../dictionaries/stock/meaning.toml")),
    ("momentum", include_str!("../../../dictionaries/stock/momentum.toml")),
    ("publicity", include_str!("../../../dictionaries/stock/publicity.toml")),
    ("supervision", include_str!("../../../dictionaries/stock/supervision.toml")),
];

static STOCK: LazyLock<(Vec<Entry>, Lexicon)> = LazyLock::new(|| {
    let books = FILES.iter().map(|(_, text)| toml::from_str::<Book>(text).unwrap_or_default());
    let entries: Vec<Entry> = books.flat_map(|book| book.phrase).collect();
    let lexicon =
        Lexicon::new(entries.iter().enumerate().map(|(at, entry)| (at, entry.say.as_str())));
    (entries, lexicon)
});

/// Every entry.
pub fn entries() -> &'static [Entry] {
    &STOCK.0
}

/// Stock phrases of a text that do not overlap.
pub fn find(text: &str) -> Vec<Hit> {
    STOCK.1.find(text)
}

/// The grade of an entry, by number.
pub(super) fn grade(entry: usize) -> u8 {
    entries().get(entry).map_or(0, |entry| entry.grade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_word() {
        for (name, text) in FILES {
            assert!(toml::from_str::<Book>(text).is_ok(), "{name} is no dictionary");
        }
        let mut broken = Vec::new();
        for (at, entry) in entries().iter().enumerate() {
            let found = |text: &str| STOCK.1.all(text).iter().any(|hit| hit.entry == at);
            if !found(&entry.hit) || found(&entry.allow) || !(1..=3).contains(&entry.grade) {
                broken.push((&entry.say, found(&entry.hit), found(&entry.allow)));
            }
        }
        assert!(broken.is_empty(), "{broken:#?}");
    }

    #[test]
    fn sayings_are_unique() {
        let mut sayings: Vec<&str> = entries().iter().map(|entry| entry.say.as_str()).collect();
        sayings.sort_unstable();
        assert!(sayings.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
