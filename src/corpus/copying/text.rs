//! A document's characters laid out for comparison: what counts, what is quoted, what masking leaves.

use super::quoting::Quoting;
use crate::document::{Block, BlockKind, Document, Span, Zone, counts};
use crate::facts::masking;

/// The characters that count of a document, each with its place.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The characters.
    pub(super) chars: Vec<char>,
    /// Block and character within it.
    pub(super) places: Vec<(usize, usize)>,
    /// Does the character enter the shares? Titles and clauses quoted do not.
    pub(super) weighed: Vec<bool>,
    /// Does it stand in a table?
    pub(super) tabled: Vec<bool>,
    /// Does it stand in the body?
    body: Vec<bool>,
    /// Indices of the characters masking leaves.
    pub(super) kept: Vec<usize>,
}

/// Share of a paragraph from which on it is copied whole.
const WHOLE: f64 = 0.8;

/// Which part of a document is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The body, for the copying side.
    Body,
    /// Everything but page furniture, for the side copied from.
    Whole,
}

impl Text {
    /// Lays out a part of a document; `names` are masked.
    pub(super) fn new(document: &Document, part: Part, names: &[String]) -> Self {
        let covering = covers(document);
        let mut text = Self::default();
        let mut quoting = Quoting::default();
        for (index, block) in document.blocks.iter().enumerate() {
            let body = in_body(block) || (covering && enclosed(block));
            if body || (part == Part::Whole && block.zone != Zone::Outside) {
                text.append(index, block, names, &quoting.within(&block.text));
                text.body.resize(text.chars.len(), body);
            }
        }
        text
    }

    /// Characters that enter the shares.
    pub(super) fn size(&self) -> usize {
        self.weighed.iter().filter(|&&weighed| weighed).count()
    }

    /// Share of the body's characters that count and are among `covered`.
    pub(super) fn share(&self, covered: &[bool]) -> f64 {
        let enters = |&at: &usize| self.weighed[at] && self.body[at];
        let size = (0..self.chars.len()).filter(enters).count();
        let both = (0..self.chars.len()).filter(enters).filter(|&at| covered[at]).count();
        both as f64 / size.max(1) as f64
    }

    /// Which characters stand in paragraphs that are copied whole, or nearly.
    pub(super) fn whole_blocks(&self, covered: &[bool]) -> Vec<bool> {
        let mut whole = vec![false; self.chars.len()];
        let mut from = 0;
        for block in self.places.chunk_by(|a, b| a.0 == b.0) {
            let range = from..from + block.len();
            from = range.end;
            let copied = covered[range.clone()].iter().filter(|&&copied| copied).count();
            if copied as f64 >= WHOLE * block.len() as f64 {
                whole[range].fill(true);
            }
        }
        whole
    }

    /// What masking leaves out of the characters marked, word by word, in order of the alphabet.
    pub(super) fn names(&self, marked: &[bool]) -> Vec<&[char]> {
        let mut gone = vec![true; self.chars.len()];
        for &at in &self.kept {
            gone[at] = false;
        }
        let stands = |at: usize| (gone[at], self.places[at].0);
        let places: Vec<usize> = (0..self.chars.len()).collect();
        let words = places.chunk_by(|&a, &b| stands(a) == stands(b));
        let words = words.filter(|word| word.first().is_some_and(|&at| gone[at] && marked[at]));
        let mut names: Vec<&[char]> =
            words.filter_map(|word| self.chars.get(*word.first()?..=*word.last()?)).collect();
        names.sort_unstable();
        names
    }

    /// The masked characters before the `at`th that masking leaves, within its block.
    pub(super) fn gap(&self, at: usize) -> &[char] {
        let (Some(before), Some(&end)) = (at.checked_sub(1), self.kept.get(at)) else {
            return &[];
        };
        let from = self.kept[before] + 1;
        if self.places[from].0 == self.places[self.kept[before]].0 {
            &self.chars[from..end]
        } else {
            &[]
        }
    }

    /// The block of the `at`th character that masking leaves.
    pub(super) fn block(&self, at: usize) -> usize {
        self.places[self.kept[at]].0
    }

    /// The characters masking leaves, in order.
    pub(super) fn masked(&self) -> Vec<char> {
        self.kept.iter().filter_map(|&at| self.chars.get(at).copied()).collect()
    }

    /// The place of characters `first..=last`, which must stand in one block.
    pub(super) fn span(&self, first: usize, last: usize) -> Span {
        let (block, start) = self.places[first];
        Span { block, start, end: self.places[last].1 + 1 }
    }

    fn append(
        &mut self,
        index: usize,
        block: &Block,
        names: &[String],
        quotes: &[std::ops::Range<usize>],
    ) {
        let masks = masking::ranges(&block.text, names);
        let mut quotes = quotes.iter().peekable();
        let mut masks = masks.iter().peekable();
        for (position, (byte, c)) in block.text.char_indices().enumerate() {
            while quotes.next_if(|range| range.end <= byte).is_some() {}
            while masks.next_if(|range| range.end <= byte).is_some() {}
            if !counts(c) {
                continue;
            }
            if !masks.peek().is_some_and(|range| range.contains(&byte)) {
                self.kept.push(self.chars.len());
            }
            self.chars.push(c);
            self.places.push((index, position));
            self.weighed.push(!quotes.peek().is_some_and(|range| range.contains(&byte)));
            self.tabled.push(block.kind == BlockKind::Table);
        }
    }
}

fn in_body(block: &Block) -> bool {
    matches!(block.zone, Zone::Body | Zone::Issued)
}

/// Running text behind the signature.
fn enclosed(block: &Block) -> bool {
    matches!(block.zone, Zone::Annex | Zone::Tail)
        && matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading)
}

/// Characters of a body that may be a mere covering note, and how many times longer what it covers must be.
const NOTE: usize = 200;
const TIMES: usize = 3;
/// Characters too few for a body of its own.
const SCRAP: usize = 80;
/// Words of a note that issues what follows it.
const ISSUING: [&str; 6] = ["印发", "公布", "发布", "转发", "施行", "下发"];

/// Is the body only a note that covers the text proper, as an order covers its regulation? Then that text is what was written.
fn covers(document: &Document) -> bool {
    let size = |block: &Block| block.text.chars().filter(|&c| counts(c)).count();
    let total = |keep: fn(&Block) -> bool| -> usize {
        document.blocks.iter().filter(|block| keep(block)).map(size).sum()
    };
    let says = |word: &str| document.body().any(|(_, block)| block.text.contains(word));
    let body = total(in_body);
    let note = body < SCRAP || (body < NOTE && ISSUING.into_iter().any(says));
    note && total(enclosed) >= body.max(1) * TIMES
}
