//! How far a document refines the one it implements: which of its sentences are new, and whether they name anything of its own.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::config::Config;
use crate::document::{Document, counts};
use crate::facts::clauses::mask;
use crate::facts::masking;
use crate::facts::roles::{Judged, Role};

/// A document's sentences against the superior's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refinement {
    /// Sentences that say something.
    pub sentences: usize,
    /// Those the superior does not have.
    pub new: usize,
    /// New ones that name a local unit or place, a number or a date.
    pub local: usize,
}

impl Refinement {
    /// Share of new sentences, 0 to 1.
    pub fn share(self) -> f64 {
        self.new as f64 / self.sentences.max(1) as f64
    }
}

/// Characters compared at a time, names and numbers masked.
const GRAM: usize = 5;
/// From this share of its characters on, a sentence is the superior's.
const KNOWN: f64 = 0.6;
/// A sentence of fewer characters says nothing of its own.
const SHORT: usize = 10;

type Gram = [char; GRAM];

/// Compares a document with its superior, sentence by sentence. `roles` are the child's, one a sentence.
pub(super) fn measure(
    child: &Document,
    roles: &[Judged],
    superior: &Document,
    config: &Config,
) -> Refinement {
    let names = masking::names(child, config);
    let theirs = masking::names(superior, config);
    let blocks = superior.blocks.iter();
    let known: BTreeSet<Gram> = blocks.flat_map(|block| grams(&block.text, &theirs)).collect();
    let aligned = roles.len() == child.sentences.len();
    let mut found = Refinement { sentences: 0, new: 0, local: 0 };
    for (index, sentence) in child.sentences.iter().enumerate() {
        let words = child.words(sentence);
        let structural =
            aligned && roles.get(index).is_some_and(|judged| judged.role == Role::Structural);
        let own = grams(words, &names);
        if structural || words.chars().filter(|&c| counts(c)).count() < SHORT || own.is_empty() {
            continue;
        }
        found.sentences += 1;
        let shared = own.iter().filter(|gram| known.contains(*gram)).count();
        if (shared as f64) < KNOWN * own.len() as f64 {
            found.new += 1;
            found.local += usize::from(is_local(words, &names));
        }
    }
    found
}

/// The masked characters of a text, five at a time.
fn grams(text: &str, names: &[String]) -> Vec<Gram> {
    let masked = masking::ranges(text, names);
    let kept: Vec<char> = text
        .char_indices()
        .filter(|(at, c)| counts(*c) && !masked.iter().any(|range| range.contains(at)))
        .map(|(_, c)| c)
        .collect();
    kept.windows(GRAM).filter_map(|window| window.try_into().ok()).collect()
}

/// 市公厕服务中心, 柳渡镇人民政府: an organ of this place.
static ORGAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "[市县区州乡镇]\\p{Han}{2,9}(?:局|办|委|中心|公司|集团|站|所|大队|支队|政府|学校|医院)",
    )
    .ok()
});

/// Does a sentence name a place, an organ, a number or a date? Titles and the number of a heading do not count.
fn is_local(words: &str, names: &[String]) -> bool {
    let plain = mask(words);
    let body = plain.trim_start_matches(|c: char| c.is_ascii_digit() || ".．、（）()".contains(c));
    let digits = body.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let placed = names.iter().any(|name| body.contains(name.as_str()));
    digits || placed || ORGAN.as_ref().is_some_and(|regex| regex.is_match(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_local() {
        let names = [String::from("澜溪")];
        let check = |text: &str, expect: bool| assert_eq!(is_local(text, &names), expect, "{text}");
        check("各单位要结合实际抓好落实。", false);
        check("2.各单位要结合实际抓好落实。", false);
        check("对照《实施方案》第3条抓好落实。", true);
        check("市公厕服务中心每天巡查两次。", true);
        check("澜溪老街的公厕由物业管护。", true);
        check("补助每座800元。", true);
    }
}
