//! A drafting verb with the paper it makes: 制定……实施方案, found by its words.
//!
//! One pattern for it would have to count to `reach` characters of any kind after every verb: slow to build and slow to run.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use super::drafting::{CUES, words_of};
use crate::lexicon::{Hit, Lexicon};

static VERBS: LazyLock<Lexicon> = LazyLock::new(|| words_of(&[&CUES.verbs], &[]));

/// A verb, what may follow it at once, and the papers looked for behind.
pub(super) struct Shape {
    /// The papers.
    pub(super) papers: Lexicon,
    /// Words that may hang on the verb, the likelier first; none of them is right too.
    pub(super) links: &'static [&'static str],
    /// Characters between verb and paper at most.
    pub(super) reach: usize,
}

/// The words of one sentence that may make phrases.
pub(super) struct Words<'a> {
    shape: &'a Shape,
    text: &'a str,
    verbs: Vec<Hit>,
    papers: Vec<Hit>,
}

/// A verb with its paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase<'a> {
    /// Bytes of all of it.
    pub(super) range: Range<usize>,
    /// One past the verb's last byte.
    pub(super) verb_end: usize,
    /// 制定, 出台 ….
    pub(super) verb: &'a str,
    /// The word that hangs on the verb, or nothing.
    pub(super) link: &'a str,
    /// What stands between.
    pub(super) mid: &'a str,
    /// 实施方案, 细则 ….
    pub(super) paper: &'a str,
}

impl Shape {
    /// Looks for verbs and papers.
    pub(super) fn words<'a>(&'a self, text: &'a str) -> Words<'a> {
        let mut verbs = VERBS.all(text);
        verbs.sort_by_key(|hit| (hit.start, Reverse(hit.end)));
        Words { shape: self, text, verbs, papers: self.papers.all(text) }
    }
}

impl<'a> Words<'a> {
    /// The first phrase whose verb begins at byte `from` or later; of verbs at one place the longest.
    pub(super) fn phrase(&self, from: usize) -> Option<Phrase<'a>> {
        let verbs = self.verbs.iter().filter(|verb| verb.start >= from);
        verbs.flat_map(|verb| self.linked(verb)).find_map(|(verb, link)| self.made(verb, link))
    }

    fn linked<'b>(&'b self, verb: &'b Hit) -> impl Iterator<Item = (&'b Hit, &'static str)> {
        let rest = self.text.get(verb.end..).unwrap_or_default();
        let links = self.shape.links.iter().copied().chain([""]);
        links.filter(move |link| rest.starts_with(link)).map(move |link| (verb, link))
    }

    /// The phrase with the nearest paper in reach.
    fn made(&self, verb: &Hit, link: &'static str) -> Option<Phrase<'a>> {
        let from = verb.end + link.len();
        let rest = self.text.get(from..)?;
        let near = rest.char_indices().take(self.shape.reach + 1);
        let (last, _) = near.take_while(|(_, c)| !ends_clause(*c)).last()?;
        let fits = |hit: &&Hit| (from..=from + last).contains(&hit.start);
        let paper =
            self.papers.iter().filter(fits).min_by_key(|hit| (hit.start, Reverse(hit.end)))?;
        Some(Phrase {
            range: verb.start..paper.end,
            verb_end: verb.end,
            verb: self.text.get(verb.start..verb.end)?,
            link,
            mid: self.text.get(from..paper.start)?,
            paper: self.text.get(paper.start..paper.end)?,
        })
    }
}

fn ends_clause(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '！' | '？')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_phrases() {
        let shape = Shape { papers: words_of(&[&CUES.products], &[]), links: &["了"], reach: 12 };
        let check = |text: &str, expect: Option<[&str; 4]>| {
            let found = shape.words(text).phrase(0);
            let found = found.map(|found| [found.verb, found.link, found.mid, found.paper]);
            assert_eq!(found, expect, "{text}");
        };
        check("抓紧制定公厕管护实施方案。", Some(["制定", "", "公厕管护", "实施方案"]));
        check("研究制定了公厕管护办法", Some(["研究制定", "了", "公厕管护", "办法"]));
        check("制定公厕管护，实施方案", None);
        check("制定十三个字以内才算够得着的那一份实施方案", None);
        check("实施方案由县局制定", None);
    }
}
