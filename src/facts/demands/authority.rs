//! Whose demand it is: a superior's words quoted or told, or merely a superior named.

use std::ops::{Range, RangeInclusive};

use super::super::parties::{Party, Scene};
use super::drafting::{CUES, drafts};
use crate::pattern::Pattern;

/// Characters of a quotation that may be a superior's demand: shorter ones are terms.
const QUOTED: RangeInclusive<usize> = 6..=200;

/// 关于……的要求
static ABOUT: Pattern = Pattern::joined(&["关于", "有关"], || {
    let reported = CUES.reported.join("|");
    format!("(?:关于|有关)(?P<words>[^，。；“”]{{4,60}}?)的(?:有关|相关|具体|工作)?(?:{reported})")
});

/// The stretches of a sentence that quote or tell a superior's demand to draft something.
pub(super) fn reported(words: &str, masked: &str, scene: &Scene) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !words.contains(['》', '号']) && !names_superior(masked, scene) {
        return found;
    }
    let telling = ABOUT.captures_iter(words);
    let telling = telling.filter_map(|captures| Some(captures.name("words")?.range()));
    let spoken = |range: &Range<usize>| words.get(range.clone()).is_some_and(drafts);
    found.extend(quotations(words).into_iter().chain(telling).filter(spoken));
    found.extend(told(words, masked, scene));
    found.sort_by_key(|range| range.start);
    found
}

/// What stands in “”, if it is long enough to be a demand: 规定“……”、“……”的要求.
fn quotations(words: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (open, mark) in words.match_indices('“') {
        let from = open + mark.len();
        let inside = words.get(from..).unwrap_or_default();
        let Some(length) = inside.find(['“', '”']) else { break };
        let inside = inside.split_at(length);
        if inside.1.starts_with('”') && QUOTED.contains(&inside.0.chars().count()) {
            found.push(from..from + length);
        }
    }
    found
}

/// 省厅要求县级……制定细则: the superior is the clause's subject, and what follows up to the comma is told.
fn told(words: &str, masked: &str, scene: &Scene) -> Option<Range<usize>> {
    let (at, word) =
        CUES.reported.iter().filter_map(|word| Some((masked.find(word.as_str())?, word))).min()?;
    let before = masked.get(..at)?;
    let original = words.get(..at)?;
    let clause_start = before.rfind(['，', '；', '。']).map_or(0, |comma| comma + '，'.len_utf8());
    let clause = original.get(clause_start..)?;
    let according = CUES.according.iter().any(|cue| clause.contains(cue.as_str()));
    let superior =
        clause.contains(['》', '号']) || names_superior(masked.get(clause_start..at)?, scene);
    let rest = masked.get(at + word.len()..)?;
    let length = rest.find(['，', '；', '。', '！']).unwrap_or(rest.len());
    let range = at + word.len()..at + word.len() + length;
    (superior && !according && drafts(words.get(range.clone())?)).then_some(range)
}

/// The masked text with the stretches told blotted out.
pub(super) fn without(masked: &str, told: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(masked.len());
    for (at, c) in masked.char_indices() {
        let inside = told.iter().any(|range| range.contains(&at));
        if inside && c.len_utf8() == 3 { out.push('＿') } else { out.push(c) }
    }
    out
}

/// 按照省厅通知要求 before the demand: it points to a superior without quoting what it demands.
pub(super) fn pointer(words: &str, masked: &str, demand: usize, scene: &Scene) -> Option<String> {
    let before = masked.get(..demand)?;
    let start = CUES.according.iter().filter_map(|cue| before.find(cue.as_str())).min()?;
    let clause = words.get(start..demand)?;
    let clause = clause.split(['，', '；']).next()?;
    let names = clause.contains(['》', '号']) || names_superior(clause, scene);
    let demands = CUES.reported.iter().any(|word| clause.contains(word.as_str()));
    (names && demands).then(|| clause.to_owned())
}

/// Does the clause name an organ above the issuer?
fn names_superior(clause: &str, scene: &Scene) -> bool {
    if clause.contains("上级") || clause.contains("国务院") || clause.contains("中央") {
        return true;
    }
    let words = ["要求", "规定", "明确", "提出", "通知", "文件", "关于", "三年", "专项"];
    let cut = words.iter().filter_map(|word| clause.find(word)).min().unwrap_or(clause.len());
    let subject = clause.get(..cut).unwrap_or_default();
    let subject = subject.rsplit(['，', '：']).next().unwrap_or_default();
    scene.party(subject.trim_start_matches(['按', '照', '根', '据'])) == Some(Party::Above)
}
