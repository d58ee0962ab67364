//! One sentence looked up once: its shape, its cue words, its stock phrases. Features, decision and reason all read this.

use super::cues;
use super::shape::{self, Shape};
use super::stock;
use crate::lexicon::Hit;

/// A sentence and what stands in it.
#[derive(Debug, Clone)]
pub struct Look<'a> {
    /// Its words.
    pub text: &'a str,
    /// What can be seen without knowing words.
    pub shape: Shape,
    /// Cue words; a hit's entry is the number of its set.
    pub(super) cues: Vec<Hit>,
    /// Stock phrases that do not overlap.
    pub(super) stock: Vec<Hit>,
}

/// How much of a sentence is stock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Weight {
    /// Highest grade found.
    pub(super) best: u8,
    /// Share of its bytes inside stock phrases.
    pub(super) share: f32,
}

impl<'a> Look<'a> {
    /// Looks at a sentence.
    pub fn at(text: &'a str) -> Self {
        let shape = shape::look(text);
        Self { text, shape, cues: cues::hits(text), stock: stock::find(text) }
    }

    /// Names nothing that could be counted: no figure, date, title or Latin letter.
    pub(super) fn bare(&self) -> bool {
        let shape = &self.shape;
        shape.figures + shape.dates + shape.titles == 0 && !shape.latin
    }

    /// Has it a word of one of the cue sets named?
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.count(names) > 0
    }

    /// How many words of the cue sets named stand in it.
    pub(super) fn count(&self, names: &[&str]) -> usize {
        let sets = cues::sets();
        let wanted =
            |hit: &&Hit| sets.get(hit.entry).is_some_and(|set| names.contains(&set.as_str()));
        self.cues.iter().filter(wanted).count()
    }

    /// Weighs its stock phrases.
    pub(super) fn weight(&self) -> Weight {
        let bytes: usize = self.stock.iter().map(|hit| hit.end - hit.start).sum();
        Weight {
            best: self.stock.iter().map(|hit| stock::grade(hit.entry)).max().unwrap_or(0),
            share: bytes as f32 / self.text.len().max(1) as f32,
        }
    }
}
