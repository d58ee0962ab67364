//! Patterns that are cheap to have and to try: a cue is looked for first, and only a text that holds one meets the expression.
//!
//! The expressions work on characters, not on bytes: `[^，。；]{0,18}` costs eighteen steps here, where an engine of
//! bytes unrolls the whole of Unicode eighteen times, which took most of a cold start. Matching is slower, so a pattern
//! names its cues; one that most sentences would pass belongs to the `regex` crate.

mod heads;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use regex_lite::{Captures, Match, Regex, Replacer};

pub(crate) use heads::Heads;

/// A regular expression that is built when the first text with one of its cues is met.
///
/// `\p{Han}` and `\s` mean what they mean in `regex`; other classes are those of `regex-lite`.
pub(crate) struct Pattern {
    cues: &'static [&'static str],
    source: Source,
    regex: OnceLock<Option<Regex>>,
}

enum Source {
    Written(&'static str),
    Joined(fn() -> String),
}

impl Pattern {
    /// A pattern; every match holds one of `cues`. Without cues every text is tried.
    pub(crate) const fn new(cues: &'static [&'static str], source: &'static str) -> Self {
        Self { cues, source: Source::Written(source), regex: OnceLock::new() }
    }

    /// The same, its expression put together when it is needed.
    pub(crate) const fn joined(cues: &'static [&'static str], source: fn() -> String) -> Self {
        Self { cues, source: Source::Joined(source), regex: OnceLock::new() }
    }

    /// Does it match anywhere?
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.expression(text).is_some_and(|regex| regex.is_match(text))
    }

    /// The first match.
    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.expression(text)?.find(text)
    }

    /// Every match, none overlapping another.
    pub(crate) fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        self.expression(text).into_iter().flat_map(|regex| regex.find_iter(text))
    }

    /// The first match with its groups.
    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.expression(text)?.captures(text)
    }

    /// Every match with its groups.
    pub(crate) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.expression(text).into_iter().flat_map(|regex| regex.captures_iter(text))
    }

    /// The text with its first match replaced.
    pub(crate) fn replace<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        self.expression(text).map_or(Cow::Borrowed(text), |regex| regex.replace(text, by))
    }

    /// The text with every match replaced.
    pub(crate) fn replace_all<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        self.expression(text).map_or(Cow::Borrowed(text), |regex| regex.replace_all(text, by))
    }

    /// The stretches of the text between matches.
    pub(crate) fn split<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let end = std::iter::once(text.len()..text.len());
        let ends = self.find_iter(text).map(|found| found.range()).chain(end);
        let mut from = 0;
        ends.map(move |end| {
            text.get(std::mem::replace(&mut from, end.end)..end.start).unwrap_or_default()
        })
    }

    /// The expression, if the text may match.
    fn expression(&self, text: &str) -> Option<&Regex> {
        let may = self.cues.is_empty() || self.cues.iter().any(|cue| text.contains(cue));
        // A forgotten cue would lose matches unseen: every test looks for one.
        debug_assert!(
            may || !self.built().is_some_and(|regex| regex.is_match(text)),
            "{text} matches without a cue of {:?}",
            self.cues
        );
        if may { self.built() } else { None }
    }

    /// An expression that does not compile matches nothing, and every test that meets it fails.
    fn built(&self) -> Option<&Regex> {
        let build = || {
            let regex = Regex::new(&spelled(&match self.source {
                Source::Written(source) => source.to_owned(),
                Source::Joined(join) => join(),
            }));
            debug_assert!(regex.is_ok(), "{:?}: {regex:?}", self.cues);
            regex.ok()
        };
        self.regex.get_or_init(build).as_ref()
    }
}

/// Many words looked for at once: the leftmost first, the longest at one place.
pub(crate) struct Words(Option<CharwiseDoubleArrayAhoCorasick<()>>);

impl Words {
    /// Prepares words; no words are never found.
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let words: BTreeSet<&str> = words.filter(|word| !word.is_empty()).collect();
        let longest =
            CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest);
        Self(longest.build_with_values(words.into_iter().map(|word| (word, ()))).ok())
    }

    /// The places of the words, none overlapping another.
    pub(crate) fn find_iter(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let found = self.0.as_ref().map(|automaton| automaton.leftmost_find_iter(text));
        found.into_iter().flatten().map(|hit| hit.start()..hit.end())
    }

    /// The text with each word replaced.
    pub(crate) fn replace(&self, text: &str, by: impl Fn(&str) -> String) -> String {
        let (mut out, mut from) = (String::with_capacity(text.len()), 0);
        for range in self.find_iter(text) {
            out.push_str(text.get(from..range.start).unwrap_or_default());
            from = range.end;
            out.push_str(&by(text.get(range).unwrap_or_default()));
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }
}

/// The characters of `\p{Han}`, from … to.
const HAN: &[(char, char)] = &[
    ('\u{2e80}', '\u{2e99}'),
    ('\u{2e9b}', '\u{2ef3}'),
    ('\u{2f00}', '\u{2fd5}'),
    ('\u{3005}', '\u{3005}'),
    ('\u{3007}', '\u{3007}'),
    ('\u{3021}', '\u{3029}'),
    ('\u{3038}', '\u{303b}'),
    ('\u{3400}', '\u{4dbf}'),
    ('\u{4e00}', '\u{9fff}'),
    ('\u{f900}', '\u{fa6d}'),
    ('\u{fa70}', '\u{fad9}'),
    ('\u{16fe2}', '\u{16fe3}'),
    ('\u{16ff0}', '\u{16ff1}'),
    ('\u{20000}', '\u{2a6df}'),
    ('\u{2a700}', '\u{2b739}'),
    ('\u{2b740}', '\u{2b81d}'),
    ('\u{2b820}', '\u{2cea1}'),
    ('\u{2ceb0}', '\u{2ebe0}'),
    ('\u{2ebf0}', '\u{2ee5d}'),
    ('\u{2f800}', '\u{2fa1d}'),
    ('\u{30000}', '\u{3134a}'),
    ('\u{31350}', '\u{323af}'),
];

/// Is this a Chinese character, as `\p{Han}` has it?
pub(crate) fn is_han(c: char) -> bool {
    HAN.iter().any(|(from, to)| (*from..=*to).contains(&c))
}

/// The characters of `\s`.
const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{85}', '\u{85}'),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
];

/// Spells out the classes that the engine does not know or knows for ASCII only.
fn spelled(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let (mut rest, mut inside) = (source, false);
    while let Some(c) = rest.chars().next() {
        let class = [("\\p{Han}", HAN), ("\\s", SPACE)]
            .into_iter()
            .find_map(|(name, class)| rest.strip_prefix(name).map(|after| (class, after)));
        if let Some((class, after)) = class {
            let (open, close) = if inside { ("", "") } else { ("[", "]") };
            out.push_str(open);
            out.extend(class.iter().flat_map(|(from, to)| [*from, '-', *to]));
            out.push_str(close);
            rest = after;
            continue;
        }
        // What follows a backslash is taken along, so that \[ opens nothing.
        let taken =
            rest.char_indices().nth(1 + usize::from(c == '\\')).map_or(rest.len(), |(at, _)| at);
        inside = c == '[' || inside && c != ']';
        out.push_str(rest.get(..taken).unwrap_or_default());
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_regex_crate() {
        for class in ["\\p{Han}", "\\s"] {
            let ours = Regex::new(&format!("^{}$", spelled(class))).unwrap();
            let theirs = regex::Regex::new(&format!("^{class}$")).unwrap();
            for c in '\0'..=char::MAX {
                let text = c.to_string();
                assert_eq!(ours.is_match(&text), theirs.is_match(&text), "{class} {c:?}");
            }
        }
    }

    #[test]
    fn spells() {
        let han = spelled("\\p{Han}").trim_matches(['[', ']']).to_owned();
        let space = spelled("\\s").trim_matches(['[', ']']).to_owned();
        for (source, want) in [
            ("一[^，]{0,3}", "一[^，]{0,3}".to_owned()),
            ("\\p{Han}+", format!("[{han}]+")),
            ("[\\p{Han}、]\\[\\p{Han}", format!("[{han}、]\\[[{han}]")),
            ("[^\\]\\s]\\s", format!("[^\\]{space}][{space}]")),
        ] {
            assert_eq!(spelled(source), want);
        }
    }

    #[test]
    fn finds() {
        static HELD: Pattern =
            Pattern::new(&["召开", "举行"], "在(?P<at>[^，。]{2,9}?)(?:召开|举行)");
        static JOINED: Pattern = Pattern::joined(&[], || ["甲", "乙"].join("|"));
        for (text, want) in [
            ("在三楼会议室召开，在礼堂举行", vec!["三楼会议室", "礼堂"]),
            ("在三楼，召开", vec![]),
            ("在三楼会议室", vec![]),
        ] {
            let found: Vec<&str> = HELD
                .captures_iter(text)
                .filter_map(|hit| hit.name("at"))
                .map(|m| m.as_str())
                .collect();
            assert_eq!(found, want, "{text}");
            assert_eq!(HELD.is_match(text), !want.is_empty());
            assert_eq!(HELD.captures(text).is_some(), HELD.find(text).is_some());
        }
        assert_eq!(JOINED.replace_all("甲丙乙", ""), "丙");
        assert_eq!(JOINED.replace("甲丙乙", ""), "丙乙");
        assert_eq!(JOINED.find_iter("甲丙乙").count(), 2);
    }

    #[test]
    fn splits() {
        static SPLIT: Pattern = Pattern::new(&[], "[;；]|[一二]是");
        let parts: Vec<&str> = SPLIT.split("一是甲；二是乙").collect();
        assert_eq!(parts, ["", "甲", "", "乙"]);
    }

    #[test]
    fn words() {
        let words = Words::new(["会议", "工作会议", "", "会议室", "会议"].into_iter());
        assert_eq!(
            words.replace("工作会议在会议室开", |word| format!("<{word}>")),
            "<工作会议>在<会议室>开"
        );
        assert_eq!(Words::new([].into_iter()).find_iter("会议").count(), 0);
    }

    #[test]
    #[should_panic(expected = "without a cue")]
    #[cfg(debug_assertions)]
    fn a_forgotten_cue_is_seen() {
        static FORGOTTEN: Pattern = Pattern::new(&["召开"], "召开|举行");
        FORGOTTEN.is_match("举行");
    }
}
