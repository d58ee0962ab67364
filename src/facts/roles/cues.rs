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
    families: Vec<String>,
    headings: Lexicon,
    /// Feature names made of a prefix and a set or family name.
    joined: BTreeMap<(&'static str, String), String>,
}

impl Cues {
    fn load() -> Self {
        let text = include_str!("../../../dictionaries/cues/roles.toml");
        let written: Written = toml::from_str(text).unwrap_or_default();
        let lexicon = Lexicon::new(numbered(&written.sets));
        let headings = Lexicon::new(numbered(&written.headings));
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
        let families = written.headings.into_keys().collect();
        Self { sets, lexicon, families, headings, joined }
    }

    fn joined(&'static self, prefix: &'static str, name: &str) -> &'static str {
        self.joined.get(&(prefix, name.to_owned())).map_or("unknown", String::as_str)
    }
}

/// Every word with the number of the set it is in.
fn numbered(sets: &BTreeMap<String, Vec<String>>) -> impl Iterator<Item = (usize, &str)> {
    sets.values()
        .enumerate()
        .flat_map(|(set, words)| words.iter().map(move |word| (set, word.as_str())))
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
    let longest = |hit: &Hit| (hit.end - hit.start, hit.start, hit.entry);
    let best = CUES.headings.all(heading).into_iter().max_by_key(longest)?;
    CUES.families.get(best.entry).map(String::as_str)
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
