#![doc = include_str!("misused_word.md")]

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::{Block, BlockKind, Document, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::pattern::Heads;
use crate::rules::{Check, Context, Rule};
use crate::segment;

/// E808: a word written with a wrong character.
pub static RULE: Rule = Rule {
    code: "E808",
    name: "misused-word",
    title: "错别字",
    severity: Severity::Error,
    page: include_str!("misused_word.md"),
    check: Check::Document(run),
};

/// Begins to load the segmenter's dictionary if this rule will ask it, so that it is there when the facts are.
pub(crate) fn prepare(document: &Document) {
    let asks = |block: &Block| read(block) && !doubtful(&block.text).is_empty();
    if !segment::is_prepared() && document.blocks.iter().any(asks) {
        segment::prepare();
    }
}

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    for (index, block) in document.blocks.iter().enumerate().filter(|(_, block)| read(block)) {
        for (range, entry) in find(&block.text) {
            let span = document.span(index, range);
            let message = format!("“{}”应为“{}”。", entry.wrong, entry.right);
            let finding = ctx.flag(document, span, message);
            if entry.kind == Kind::Context {
                (finding.severity, finding.confidence) = (Severity::Warning, Confidence::Medium);
            }
            finding.detail("should_be", entry.right);
        }
    }
}

fn read(block: &Block) -> bool {
    !matches!(block.zone, Zone::Outside)
        && !matches!(block.kind, BlockKind::Masthead | BlockKind::Footer)
}

/// One line of the dictionary.
struct Entry {
    wrong: &'static str,
    right: &'static str,
    kind: Kind,
    /// Longer words that hold the wrong one and are right.
    allowed: Vec<&'static str>,
    /// One of these must stand in the same clause.
    near: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Never a word.
    Never,
    /// A word, wrong in the context given.
    Context,
}

/// The dictionary's lines in order of the wrong words. A line is taken apart only when its word is met: a check of one
/// short draft should not pay for the whole dictionary.
static DICTIONARY: LazyLock<Heads<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../../dictionaries/confusions.tsv").lines();
    Heads::new(lines.filter(|line| !line.starts_with('#')).map(|line| (line, line)))
});

/// wrong, right, kind, allowed, near, hit example, allowed example; tab between, | within.
fn entry(line: &'static str) -> Option<Entry> {
    let mut columns = line.split('\t');
    let (wrong, right) = (columns.next()?, columns.next()?);
    let kind = if columns.next()? == "境" { Kind::Context } else { Kind::Never };
    let mut words = || -> Vec<&'static str> {
        columns.next().unwrap_or_default().split('|').filter(|word| !word.is_empty()).collect()
    };
    let (allowed, near) = (words(), words());
    (!wrong.is_empty()).then_some(Entry { wrong, right, kind, allowed, near })
}

/// The wrong words of a text and their bytes.
fn find(text: &str) -> Vec<(Range<usize>, Entry)> {
    let mut found = doubtful(text);
    found.retain(|(range, _)| whole(text, range));
    found
}

/// Those that are wrong unless they are parts of two words.
fn doubtful(text: &str) -> Vec<(Range<usize>, Entry)> {
    // Of words that begin alike the longest counts, and it stands last.
    let mut places: Vec<(usize, &'static str)> = DICTIONARY
        .places(text)
        .filter(|(at, line)| text.get(*at..).is_some_and(|rest| rest.starts_with(wrong(line))))
        .map(|(at, line)| (at, *line))
        .collect();
    places.reverse();
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some((at, line)) = places.pop() {
        if at < from || places.last().is_some_and(|(next, _)| *next == at) {
            continue;
        }
        from = at + wrong(line).len();
        let range = at..from;
        if let Some(entry) = entry(line)
            && !excused(text, &range, &entry)
            && !titled(text, at)
        {
            found.push((range, entry));
        }
    }
    found
}

/// A line's wrong word.
fn wrong(line: &str) -> &str {
    line.split('\t').next().unwrap_or(line)
}

/// It is part of a right word, or not in the context in which it is wrong.
fn excused(text: &str, range: &Range<usize>, entry: &Entry) -> bool {
    let held = entry.allowed.iter().any(|word| {
        word.match_indices(entry.wrong).any(|(at, _)| {
            range
                .start
                .checked_sub(at)
                .and_then(|start| text.get(start..start + word.len()))
                .is_some_and(|around| around == *word)
        })
    });
    held || !(entry.near.is_empty() || entry.near.iter().any(|word| clause(text, range, word)))
}

/// Does `word` stand in the clause of the place? `^` asks for it right behind, `$` right before.
fn clause(text: &str, range: &Range<usize>, word: &str) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    if let Some(word) = word.strip_prefix('^') {
        return match word {
            // A digit: 截止4月30日.
            "0" => after.starts_with(|c: char| c.is_ascii_digit()),
            _ => after.starts_with(word),
        };
    }
    if let Some(word) = word.strip_suffix('$') {
        return before.ends_with(word);
    }
    let marks = ['。', '；', '，', '：', '！', '？'];
    before.rsplit(marks).next().is_some_and(|part| part.contains(word))
        || after.split(marks).next().is_some_and(|part| part.contains(word))
}

/// Inside 《…》 the text is another's.
fn titled(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.matches('《').count() > before.matches('》').count()
}

/// Not the end of one known word and the beginning of another (发布|署名).
fn whole(text: &str, range: &Range<usize>) -> bool {
    const AROUND: usize = 8;
    let before = text.get(..range.start).unwrap_or_default();
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let after = text.get(range.end..).unwrap_or_default();
    let end = range.end + after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let mut at = start;
    for word in segment::words(text.get(start..end).unwrap_or_default()) {
        let (from, to) = (at, at + word.len());
        at = to;
        let (touches, within) =
            (from < range.end && to > range.start, from >= range.start && to <= range.end);
        if touches && !within {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const DICTIONARY_TEXT: &str = include_str!("../../../dictionaries/confusions.tsv");

    fn columns(line: &str) -> Vec<&str> {
        line.split('\t').collect()
    }

    /// Every entry hits its example and lets pass what it allows; where none is given, the two words themselves are taken.
    #[test]
    fn entries_hold() {
        let mut wrong = Vec::new();
        for line in DICTIONARY_TEXT.lines().filter(|line| !line.starts_with('#')) {
            let columns = columns(line);
            let given = |at: usize, other: usize| {
                columns.get(at).copied().filter(|text| !text.is_empty()).unwrap_or(columns[other])
            };
            let (hit, allow) = (given(5, 0), given(6, 1));
            let flags = |text: &str| find(text).iter().any(|(_, entry)| entry.wrong == columns[0]);
            if !flags(hit) {
                wrong.push(format!("{}: does not hit {hit}", columns[0]));
            }
            if !find(allow).is_empty() {
                wrong.push(format!("{}: hits {allow}", columns[0]));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn entries_are_sorted_and_unique() {
        let words: Vec<&str> = DICTIONARY_TEXT
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| columns(line)[0])
            .collect();
        let mut sorted = words.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(words, sorted);
        assert!(words.len() >= 1500, "{}", words.len());
    }
}
