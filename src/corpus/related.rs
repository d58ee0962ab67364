//! Which of the documents a ledger holds a draft has to do with, by their traces alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::copying::likely_among;
use super::index::Index;
use crate::facts::Reading;
use crate::facts::fingerprint::Fingerprint;
use crate::facts::trace::{Trace, sought};

/// Documents known by their traces only. They are not laid out, but how common a passage is depends on them too.
#[derive(Debug, Clone, Default)]
pub struct Elsewhere {
    traces: Arc<[Trace]>,
    /// Places of those that are laid out, or left out.
    taken: BTreeSet<usize>,
}

impl Elsewhere {
    /// All of a ledger's documents, but for those with the path or the bytes of one of `own`.
    pub fn new(traces: Arc<[Trace]>, own: &BTreeSet<String>) -> Self {
        let known = |trace: &Trace| own.contains(&trace.source) || own.contains(&trace.sha256);
        let taken = traces.iter().enumerate().filter(|(_, trace)| known(trace));
        let taken = taken.map(|(at, _)| at).collect();
        Self { traces, taken }
    }

    /// Takes out the documents that drafts have to do with and gives their sources, ascending: those with a mark a draft seeks, and
    /// those that seem to hold its text. `beside` are other documents to be compared with.
    pub fn take_related(&mut self, drafts: &[Reading], beside: &[Reading]) -> Vec<String> {
        let wanted: BTreeSet<u64> = drafts.iter().flat_map(sought).collect();
        let left = (0..self.traces.len()).filter(|at| !self.taken.contains(at));
        let left: Vec<(usize, &Trace)> =
            left.filter_map(|at| Some((at, self.traces.get(at)?))).collect();
        let marked = left.iter().enumerate();
        let marked =
            marked.filter(|(_, (_, trace))| trace.marks.iter().any(|it| wanted.contains(it)));
        let mut related: BTreeSet<usize> = marked.map(|(place, _)| place).collect();

        let asked: Vec<_> = drafts.iter().map(|draft| &draft.fingerprint).collect();
        let mut prints: Vec<&Fingerprint> =
            left.iter().map(|(_, trace)| &trace.fingerprint).collect();
        prints.extend(drafts.iter().chain(beside).map(|reading| &reading.fingerprint));
        let index = Index::new(&prints, &asked);
        let least = likely_among(prints.len());
        let holding = asked.iter().flat_map(|draft| index.candidates(draft, least));
        let holding = holding.map(|it| it.document);
        related.extend(holding.filter(|&place| place < left.len()));

        let places = related.iter().filter_map(|&place| left.get(place));
        let (places, sources): (Vec<_>, Vec<_>) =
            places.map(|(at, trace)| (*at, trace.source.clone())).unzip();
        self.taken.extend(places);
        sources
    }

    /// How many are not laid out.
    pub fn len(&self) -> usize {
        self.traces.len() - self.taken.len()
    }

    /// Are all laid out?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The samples of those that are not laid out.
    pub fn fingerprints(&self) -> impl Iterator<Item = &Fingerprint> {
        let left = self.traces.iter().enumerate().filter(|(at, _)| !self.taken.contains(at));
        left.map(|(_, trace)| &trace.fingerprint)
    }
}
