//! A document's own running wording with names, numbers and dates left out, in the stretches that may be compared with other
//! documents' for habit: no quotations, no cited titles, no wording fixed by law, no political formulae, no headings.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::masking;
use super::roles::{Judged, Role};
use crate::document::{Block, BlockKind, Document, Sentence, Span, Zone, counts};

/// Wording without a break: letters of one block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The block.
    pub block: usize,
    /// What masking leaves of the characters that count.
    pub letters: Vec<char>,
    /// Where each stands in the block.
    pub places: Vec<usize>,
    /// Indices of the letters that begin a clause.
    pub clauses: Vec<usize>,
}

#[derive(Deserialize, Default)]
struct Cues {
    fixed: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../dictionaries/cues/passages.toml")).unwrap_or_default()
});

/// The stretches of a document; `judged` are its sentences' roles, `names` are masked.
pub fn stretches(document: &Document, judged: &[Judged], names: &[String]) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let sentences: Vec<_> = document.sentences.iter().zip(judged).collect();
    for (index, block) in document.blocks.iter().enumerate() {
        if block.zone != Zone::Body || block.kind != BlockKind::Paragraph {
            continue;
        }
        let from = sentences.partition_point(|(sentence, _)| sentence.span.block < index);
        let own = sentences[from..].iter().take_while(|(s, _)| s.span.block == index);
        let mut open = Laying::new(index, block, names);
        for (sentence, judged) in own {
            let talk = matches!(judged.role, Role::Empty | Role::Substantive);
            if talk && !fixed(document.words(sentence)) {
                open.lay(sentence, &mut stretches);
            } else {
                open.close(&mut stretches);
            }
        }
        open.close(&mut stretches);
    }
    stretches
}

impl Stretch {
    /// The place of letters `range`, from its first letter to its last.
    pub fn span(&self, range: &Range<usize>) -> Option<Span> {
        let (first, last) =
            (self.places.get(range.start)?, self.places.get(range.end.checked_sub(1)?)?);
        Some(Span { block: self.block, start: *first, end: last + 1 })
    }
}

/// Is this a sentence that law or form has worded?
fn fixed(words: &str) -> bool {
    let article = words.starts_with('第') && words.chars().take(8).any(|c| c == '条');
    article || CUES.fixed.iter().any(|word| words.contains(word.as_str()))
}

/// A stretch being laid.
struct Laying<'a> {
    text: &'a str,
    masks: Vec<Range<usize>>,
    quotes: Vec<Range<usize>>,
    stretch: Stretch,
}

impl<'a> Laying<'a> {
    fn new(index: usize, block: &'a Block, names: &[String]) -> Self {
        let masks = masking::ranges(&block.text, names);
        let quotes = QUOTED.iter().flat_map(|regex| regex.find_iter(&block.text));
        let quotes = quotes.map(|found| found.range()).collect();
        let stretch = Stretch { block: index, ..Stretch::default() };
        Self { text: &block.text, masks, quotes, stretch }
    }

    fn lay(&mut self, sentence: &Sentence, done: &mut Vec<Stretch>) {
        let mut begins = true;
        let words = self.text.get(sentence.bytes.clone()).unwrap_or_default();
        for (number, (byte, c)) in words.char_indices().enumerate() {
            let byte = sentence.bytes.start + byte;
            if inside(&self.quotes, byte) {
                self.close(done);
                begins = true;
            } else if !counts(c) {
                begins |= matches!(c, '，' | '。' | '；' | '：' | '！' | '？' | ',' | ';' | ':');
            } else if !inside(&self.masks, byte) {
                if begins {
                    self.stretch.clauses.push(self.stretch.letters.len());
                    begins = false;
                }
                self.stretch.letters.push(c);
                self.stretch.places.push(sentence.span.start + number);
            }
        }
    }

    fn close(&mut self, done: &mut Vec<Stretch>) {
        let fresh = Stretch { block: self.stretch.block, ..Stretch::default() };
        let laid = std::mem::replace(&mut self.stretch, fresh);
        if !laid.letters.is_empty() {
            done.push(laid);
        }
    }
}

fn inside(ranges: &[Range<usize>], byte: usize) -> bool {
    let at = ranges.partition_point(|range| range.end <= byte);
    ranges.get(at).is_some_and(|range| range.contains(&byte))
}

/// Titles and quotations.
static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"《(?:[^《》]|《[^《》]*》){1,120}》|“[^“”]{8,400}”").ok());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::facts::distil;
    use crate::ingest::{self, Input, Opened};
    use crate::structure;

    fn check(text: &str, expect: &[&str]) {
        let config = Config::parse("", None).unwrap();
        let opened = Opened::of_bytes("例.txt", text.as_bytes().to_vec());
        let Ok(Input::Document(source)) = ingest::parse(opened) else { panic!("{text}") };
        let document = structure::parse(source, &config);
        let judged = distil(&document, &config).sentences;
        let laid = stretches(&document, &judged, &[]);
        let words: Vec<String> =
            laid.iter().map(|stretch| stretch.letters.iter().collect()).collect();
        assert_eq!(words, expect, "{text}");
    }

    #[test]
    fn lays_out() {
        check(
            "各单位要在5月3日前把管网图纸交档案馆，逾期的由科室负责人说明。",
            &["各单位要在前把管网图纸交档案馆逾期的由科室负责人说明"],
        );
        check(
            "施工单位按照《岚川省供水条例》清洗水池，水质不合格的停用。",
            &["施工单位按照", "清洗水池水质不合格的停用"],
        );
        check("本办法自印发之日起施行，有效期五年。", &[]);
    }
}
