//! The words the parts are told by: `dictionaries/kinds.toml` and `dictionaries/cues/*.toml`, parsed once.

use std::sync::LazyLock;

use serde::Deserialize;

/// Words of `dictionaries/kinds.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Kinds {
    #[serde(rename = "kinds")]
    pub(super) fifteen: Vec<String>,
    pub(super) other: Vec<Other>,
    pub(super) marks: Marks,
}

/// An ending whose kind is written otherwise, or that is no kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Other {
    pub(super) ending: String,
    pub(super) kind: String,
}

/// Names of papers besides the fifteen kinds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Marks {
    pub(super) bulletins: Vec<String>,
    pub(super) heads: Vec<String>,
    pub(super) slips: Vec<String>,
    pub(super) versions: Vec<String>,
    pub(super) instruments: Vec<String>,
    pub(super) lists: Vec<String>,
}

/// Words of `dictionaries/cues/structure.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Parts {
    pub(super) furniture: Vec<String>,
    pub(super) copies: Vec<String>,
    pub(super) copies_other: Vec<String>,
    pub(super) attachment: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) fields: Vec<String>,
    pub(super) leads: Vec<String>,
    pub(super) addressees: Vec<String>,
    pub(super) telegram: Vec<String>,
}

/// Words of `dictionaries/cues/classes.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Classes {
    pub(super) meetings: Vec<String>,
    pub(super) calls: Vec<String>,
    pub(super) changes: Vec<String>,
    pub(super) about: Vec<String>,
    pub(super) attend: Vec<String>,
    pub(super) personnel: Vec<String>,
    pub(super) personnel_codes: Vec<String>,
    pub(super) consult: Vec<String>,
    pub(super) replies: Vec<String>,
}

pub(super) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    toml::from_str(include_str!("../../dictionaries/kinds.toml")).unwrap_or_default()
});

pub(super) static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../dictionaries/cues/structure.toml")).unwrap_or_default()
});

pub(super) static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    toml::from_str(include_str!("../../dictionaries/cues/classes.toml")).unwrap_or_default()
});

/// Whether `text` begins with one of `words`.
pub(super) fn starts(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.starts_with(word.as_str()))
}

/// Whether `text` ends with one of `words`.
pub(super) fn ends(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.ends_with(word.as_str()))
}

/// Whether `text` holds one of `words`.
pub(super) fn holds(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries_are_read() {
        assert_eq!(KINDS.fifteen.len(), 15);
        assert!(!KINDS.other.is_empty() && !KINDS.marks.slips.is_empty());
        assert!(!PARTS.leads.is_empty() && !PARTS.furniture.is_empty());
        assert!(!CLASSES.meetings.is_empty() && !CLASSES.replies.is_empty());
    }
}
