//! The cue words of roles (`dictionaries/cues/roles.toml`), looked for in one pass; what a heading speaks of.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::lexicon::{Hit, Lexicon};

static CUES: LazyLock<Cues> = LazyLock::new(Cues::load);

#[derive(Deserialize, Default)]
struct Written {
    sets: BTreeMap<String, Vec<String>>,
    headings: BTreeMap<String, Vec<String>>,
}

struct Cues {
    sets: Vec<String>,
    lexicon: Lexicon,
    headings: Vec<(String, Vec<String>)>,
    /// Feature names made of a prefix and a set or family name.
    joined: BTreeMap<(&'static str, String), String>,
}

impl Cues {
    fn load() -> Self {
        let text = include_str!("../../../dictionaries/cues/roles.toml");
        let written: Written = toml::from_str(text).unwrap_or_default();
        let phrases = written.sets.values().enumerate();
        let phrases = phrases.flat_map(|(set, words)| words.iter().map(move |w| (set, w.as_str())));
        let lexicon = Lexicon::new(phrases);
        let mut joined = BTreeMap::new();
        let mut join = |prefix: &'static str, name: &str| {
            joined.insert((prefix, name.to_owned()), format!("{prefix}:{name}"));
        };
        for name in written.sets.keys() {
            join("dense", name);
        }
        for name in written.headings.keys().map(String::as_str).chain(["none"]) {
            for prefix in ["near", "top", "bare-near", "bare-top"] {
                join(prefix, name);
            }
        }
        let sets = written.sets.into_keys().collect();
        Self { sets, lexicon, headings: written.headings.into_iter().collect(), joined }
    }

    fn joined(&'static self, prefix: &'static str, name: &str) -> &'static str {
        self.joined.get(&(prefix, name.to_owned())).map_or("unknown", String::as_str)
    }
}

/// Names of the cue sets, in order.
pub(super) fn sets() -> &'static [String] {
    &CUES.sets
}

/// The feature name of how dense a set's words stand.
pub(super) fn density(set: &str) -> &'static str {
    CUES.joined("dense", set)
}

/// The feature name of standing under a heading of a family.
pub(super) fn under(prefix: &'static str, family: Option<&'static str>) -> &'static str {
    CUES.joined(prefix, family.unwrap_or("none"))
}

/// Cue words of a text; a hit's entry is the number of its set.
pub(super) fn hits(text: &str) -> Vec<Hit> {
    CUES.lexicon.all(text)
}

/// What a heading's section speaks of: the family with the longest word in it, of those the last.
pub(super) fn family(heading: &str) -> Option<&'static str> {
    let best = CUES.headings.iter().filter_map(|(name, words)| {
        let found = words.iter().filter_map(|w| heading.rfind(w.as_str()).map(|at| (w.len(), at)));
        found.max().map(|found| (found, name.as_str()))
    });
    best.max_by_key(|(found, _)| *found).map(|(_, name)| name)
}

/// Which sets have a word in a text, asked by name.
pub(super) fn found(text: &str) -> impl Fn(&str) -> bool {
    let seen: Vec<usize> = hits(text).iter().map(|hit| hit.entry).collect();
    move |set| {
        let number = sets().iter().position(|name| name == set);
        number.is_some_and(|number| seen.contains(&number))
    }
}

/// How many words of the sets named stand in a text.
pub(super) fn count(text: &str, names: &[&str]) -> usize {
    let wanted = |entry: usize| sets().get(entry).is_some_and(|set| names.contains(&set.as_str()));
    hits(text).iter().filter(|hit| wanted(hit.entry)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families() {
        let check =
            |heading: &str, expect: Option<&str>| assert_eq!(family(heading), expect, "{heading}");
        check("四、保障措施", Some("safeguard"));
        check("三、加强领导，明确职责", Some("safeguard"));
        check("一、总体要求", Some("guiding"));
        check("二、主要任务", Some("task"));
        check("（一）申报条件", Some("procedure"));
        check("附记", None);
    }
}
