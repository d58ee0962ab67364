//! Two texts laid side by side: what stands in both, and how it was altered.

use std::cell::OnceCell;

use super::framing::Frame;
use super::quoting;
use super::runs::{self, Runs, Stretch};
use super::text::{Part, Text};
use super::{Copy, Passage, Relation};
use crate::document::{Document, Span};

/// The copying side, made ready once for all that it is compared with.
pub(super) struct Child<'a> {
    pub(super) document: &'a Document,
    pub(super) text: &'a Text,
    pub(super) frame: &'a Frame,
    /// Its own place names.
    names: &'a [String],
    /// Its characters that masking leaves.
    masked: &'a [char],
    /// The same for looking up, made when first asked for.
    runs: OnceCell<Runs<'a>>,
}

/// A pair compared, and which of the child's characters are copied.
pub(super) struct Found {
    pub(super) copy: Copy,
    pub(super) plain: Vec<bool>,
    pub(super) masked: Vec<bool>,
}

/// A word that masking leaves out, changed from one text to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The copied document's word.
    pub other: String,
    /// The copying document's.
    pub own: String,
    /// In how many places.
    pub times: usize,
}

impl Renamed {
    /// Is more changed than numbers and dates: a place, a unit, a level?
    pub fn names(&self) -> bool {
        let name = |text: &str| text.chars().filter(|c| !DATING.contains(*c)).collect::<String>();
        let (own, other) = (name(&self.own), name(&self.other));
        !own.is_empty() && !other.is_empty() && own != other
    }
}

/// What numbers and dates are written with.
const DATING: &str =
    "0123456789０１２３４５６７８９年月日度旬上中下底初末份第一二三四五六七八九十百零〇○";

/// Most passages kept of one pair.
const PASSAGES: usize = 20;
/// Share of the child below which it is not asked how much of the parent it took.
const ASKED: f64 = 0.1;
/// Share of each other from which on two texts may be one.
const SAME: f64 = 0.95;

impl<'a> Child<'a> {
    /// `masked` is what masking leaves of `text`, `names` among the rest.
    pub(super) fn new(
        document: &'a Document,
        text: &'a Text,
        frame: &'a Frame,
        (names, masked): (&'a [String], &'a [char]),
    ) -> Self {
        Self { document, text, frame, names, masked, runs: OnceCell::new() }
    }
}

/// Measures and aligns one pair.
pub(super) fn compare(child: &Child<'_>, parent: &(Document, Text), relation: Relation) -> Found {
    let (text, other) = (child.text, &parent.1);
    let plain = Runs::new(&other.chars).covered(&text.chars);
    let theirs = other.masked();
    let runs = Runs::new(&theirs);
    let masked = unmask(text, &runs.covered(child.masked), &plain);
    let stretches = runs.stretches(child.masked);
    let tabled = (0..masked.len()).filter(|&at| masked[at] && text.tabled[at]).count();
    let copied = masked.iter().filter(|&&covered| covered).count();
    let mut passages: Vec<(Passage, Passage)> = stretches
        .iter()
        .flat_map(|&stretch| pieces(text, other, stretch))
        .map(|(own, theirs)| (passage(child.document, own), passage(&parent.0, theirs)))
        .collect();
    passages.sort_by_key(|(own, _)| (std::cmp::Reverse(own.span.end - own.span.start), own.span));
    let framing = (relation == Relation::Superior)
        .then(|| child.frame.measure(text, &masked, &passages))
        .flatten();
    passages.truncate(PASSAGES);
    let (share, masked_share) = (text.share(&plain), text.share(&masked));
    let taken = if masked_share < ASKED { 0.0 } else { taken(child, other, &theirs) };
    let copy = Copy {
        child: String::new(),
        parent: String::new(),
        relation,
        share,
        masked_share,
        taken,
        untouched: share.min(taken) >= SAME && untouched(child, parent),
        renamed: renamed(text, other, &stretches),
        joint: None,
        alike: Vec::new(),
        prescribed: prescribed(&parent.0, &passages),
        tabled: tabled as f64 / copied.max(1) as f64,
        specific: specific(text, &masked),
        size: text.size(),
        framing,
        passages,
    };
    Found { copy, plain, masked }
}

/// Does the parent ask for most of what was copied to be used as it stands?
fn prescribed(parent: &Document, passages: &[(Passage, Passage)]) -> bool {
    let Some(from) = quoting::prescribes(parent) else { return false };
    let size = |span: Span| span.end - span.start;
    let all: usize = passages.iter().map(|(_, theirs)| size(theirs.span)).sum();
    let after = passages.iter().filter(|(_, theirs)| theirs.span.block >= from);
    after.map(|(_, theirs)| size(theirs.span)).sum::<usize>() * 2 > all
}

/// Share of the parent's body whose paragraphs stand whole in the child, masked.
fn taken(child: &Child<'_>, parent: &Text, masked: &[char]) -> f64 {
    let runs = child.runs.get_or_init(|| Runs::new(child.masked));
    let nothing = vec![false; parent.chars.len()];
    parent.share(&parent.whole_blocks(&unmask(parent, &runs.covered(masked), &nothing)))
}

/// Do the paragraphs that stand in both texts, annexes included, name the same places, units, levels, dates and numbers?
fn untouched(child: &Child<'_>, parent: &(Document, Text)) -> bool {
    let whole = Text::new(child.document, Part::Whole, child.names);
    let names = |own: &Text, other: &Text| {
        let shared = own.whole_blocks(&Runs::new(&other.chars).covered(&own.chars));
        own.names(&shared).into_iter().map(<[char]>::to_vec).collect::<Vec<_>>()
    };
    names(&whole, &parent.1) == names(&parent.1, &whole)
}

/// Which characters are copied once masking has been undone: a masked name inside a run is copied with it.
fn unmask(text: &Text, covered: &[bool], plain: &[bool]) -> Vec<bool> {
    let mut all = plain.to_vec();
    for (pair, kept) in covered.windows(2).zip(text.kept.windows(2)) {
        if pair[0] && pair[1] {
            all[kept[0]..=kept[1]].fill(true);
        }
    }
    all
}

/// Masked words outside what was copied.
pub(super) fn specific(text: &Text, copied: &[bool]) -> usize {
    let mut masked = vec![true; text.chars.len()];
    for &at in &text.kept {
        masked[at] = false;
    }
    let new = |at: usize| masked[at] && !copied[at];
    (0..masked.len()).filter(|&at| new(at) && (at == 0 || !new(at - 1))).count()
}

/// Masked words that stand at one place of the two texts and differ, the most frequent first.
fn renamed(own: &Text, other: &Text, stretches: &[Stretch]) -> Vec<Renamed> {
    let mut renamed: Vec<Renamed> = Vec::new();
    for stretch in stretches {
        for step in 1..stretch.length {
            let words = (own.gap(stretch.child + step), other.gap(stretch.parent + step));
            if words.0 == words.1 {
                continue;
            }
            let (own, other) = (words.0.iter().collect(), words.1.iter().collect());
            match renamed.iter_mut().find(|it| it.own == own && it.other == other) {
                Some(known) => known.times += 1,
                None => renamed.push(Renamed { other, own, times: 1 }),
            }
        }
    }
    renamed.sort_by_key(|it| std::cmp::Reverse(it.times));
    renamed
}

/// A stretch of masked text cut where either side passes to another block, short ends left out.
fn pieces(own: &Text, other: &Text, stretch: Stretch) -> Vec<(Span, Span)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for to in 1..=stretch.length {
        let (a, b) = (stretch.child, stretch.parent);
        let ends = to == stretch.length
            || own.block(a + to) != own.block(a + from)
            || other.block(b + to) != other.block(b + from);
        if ends {
            if to - from >= runs::RUN {
                let span = |text: &Text, at: usize| {
                    text.span(text.kept[at + from], text.kept[at + to - 1])
                };
                pieces.push((span(own, a), span(other, b)));
            }
            from = to;
        }
    }
    pieces
}

fn passage(document: &Document, span: Span) -> Passage {
    Passage { span, text: document.quote(span) }
}
