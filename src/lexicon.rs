//! Phrases with slots, found in one pass: the shape shared by the stock-phrase and cue dictionaries.
//!
//! A phrase is plain words; `(甲|乙)` gives alternatives and `…` stands for up to twelve characters of the same clause.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::pattern::Heads;

/// Characters a `…` may stand for.
const SLOT: usize = 12;

/// Phrases of many entries, ready to be looked for.
pub struct Lexicon(Heads<Head>);

/// The first words of phrases.
struct Head {
    words: String,
    /// What must follow them, and whose entry it is.
    tails: Vec<Tail>,
}

struct Tail {
    entry: usize,
    rest: Arc<[Piece]>,
}

/// One part of a phrase.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// One of these words, longest first; `$` is the end of the text.
    Words(Vec<String>),
    /// Up to `SLOT` characters of one clause.
    Slot,
}

/// One phrase found: bytes `start..end` of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The entry whose phrase it is.
    pub entry: usize,
}

impl Lexicon {
    /// Prepares phrases, each with the number of its entry.
    pub fn new<'a>(phrases: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut heads: BTreeMap<String, Vec<Tail>> = BTreeMap::new();
        for (entry, phrase) in phrases {
            let mut pieces = pieces(phrase);
            let starts = starts(&mut pieces);
            let rest: Arc<[Piece]> = pieces.into();
            for head in starts {
                heads.entry(head).or_default().push(Tail { entry, rest: Arc::clone(&rest) });
            }
        }
        let heads = heads.into_iter().map(|(words, tails)| (words.clone(), Head { words, tails }));
        Self(Heads::new(heads))
    }

    /// Is any phrase found?
    pub fn any(&self, text: &str) -> bool {
        self.found(text).next().is_some()
    }

    /// Every phrase found, overlapping ones included, in order of place.
    pub fn all(&self, text: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self.found(text).collect();
        hits.sort_unstable();
        hits
    }

    fn found<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit> + 'a {
        let heads = self.0.places(text).filter(move |(start, head)| {
            text.get(*start..).is_some_and(|rest| begins(rest, &head.words))
        });
        heads.flat_map(move |(start, head)| {
            let from = start + head.words.len();
            head.tails.iter().filter_map(move |tail| {
                let end = follow(text, from, &tail.rest)?;
                Some(Hit { start, end, entry: tail.entry })
            })
        })
    }

    /// The phrases found that do not overlap: leftmost first, longest at one place.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        apart(self.all(text))
    }
}

/// Leaves of overlapping hits the leftmost, and of those the longest.
pub fn apart(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.start, usize::MAX - hit.end, hit.entry));
    let mut free = 0;
    hits.retain(|hit| {
        let keep = hit.start >= free;
        if keep {
            free = hit.end;
        }
        keep
    });
    hits
}

/// Where `rest` ends, if it follows at `at`.
fn follow(text: &str, at: usize, rest: &[Piece]) -> Option<usize> {
    let Some((piece, later)) = rest.split_first() else { return Some(at) };
    let tail = text.get(at..)?;
    match piece {
        Piece::Words(words) => words.iter().find_map(|word| match word.as_str() {
            "$" => tail.is_empty().then_some(at),
            word => follow(text, begins(tail, word).then_some(at + word.len())?, later),
        }),
        Piece::Slot => tail
            .char_indices()
            .map(|(byte, c)| (byte, breaks(c)))
            .chain([(tail.len(), true)])
            .take(SLOT + 1)
            .scan(false, |over, (byte, breaks)| {
                let open = !*over;
                *over = breaks;
                open.then_some(byte)
            })
            .find_map(|byte| follow(text, at + byte, later)),
    }
}

/// Does `text` begin with `word`? Its first character is looked at in place, which settles nearly all.
fn begins(text: &str, word: &str) -> bool {
    let first = |text: &str| text.as_bytes().first_chunk::<3>().copied();
    (word.len() < 3 || first(text) == first(word)) && text.starts_with(word)
}

fn breaks(c: char) -> bool {
    matches!(c, '。' | '；' | '！' | '？' | '，' | '：')
}

/// The parts of a phrase as written.
fn pieces(phrase: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = phrase;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix('…') {
            pieces.push(Piece::Slot);
            rest = after;
        } else if let Some((inside, after)) =
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        {
            let mut words: Vec<String> = inside.split('|').map(str::to_owned).collect();
            words.sort_by_key(|word| usize::MAX - word.len());
            pieces.push(Piece::Words(words));
            rest = after;
        } else {
            let end = rest.find(['…', '(']).filter(|&end| end > 0).unwrap_or(rest.len());
            let end = end.max(c.len_utf8());
            pieces.push(Piece::Words(vec![rest[..end].to_owned()]));
            rest = &rest[end..];
        }
    }
    pieces
}

/// Takes from the front what every find must begin with: words of two or more characters, alternatives written out.
fn starts(pieces: &mut Vec<Piece>) -> BTreeSet<String> {
    let mut starts = BTreeSet::from([String::new()]);
    while starts.iter().any(|start| start.chars().count() < 2) {
        let Some(Piece::Words(words)) = pieces.first() else { break };
        let join =
            |start: &String| words.iter().map(|word| format!("{start}{word}")).collect::<Vec<_>>();
        starts = starts.iter().flat_map(join).collect();
        pieces.remove(0);
    }
    starts.remove("");
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(phrases: &[&str], text: &str, expect: &[&str]) {
        let lexicon = Lexicon::new(phrases.iter().copied().enumerate());
        let found: Vec<&str> =
            lexicon.find(text).iter().map(|hit| &text[hit.start..hit.end]).collect();
        assert_eq!(found, expect, "{phrases:?} in {text}");
        assert_eq!(lexicon.any(text), !expect.is_empty(), "{phrases:?} in {text}");
    }

    #[test]
    fn finds() {
        check(&["高度重视"], "请高度重视，高度重视。", &["高度重视", "高度重视"]);
        check(&["具有…意义"], "具有十分重要的意义。", &["具有十分重要的意义"]);
        check(&["具有…意义"], "具有法人资格，意义重大。", &[]);
        check(&["(切实|不断)增强…紧迫感"], "切实增强责任感和紧迫感", &["切实增强责任感和紧迫感"]);
        check(&["加强", "加强领导"], "加强领导", &["加强领导"]);
        check(&["落实(，|$)"], "抓好落实", &["落实"]);
        check(&["落实(，|$)"], "抓好落实好", &[]);
        check(
            &["(切实|)加强(组织|)领导"],
            "要加强领导，切实加强组织领导",
            &["加强领导", "切实加强组织领导"],
        );
        check(&[], "加强领导", &[]);
    }
}
