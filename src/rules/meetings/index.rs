//! Which earlier meetings can deal with the matter of a later one, without holding it against each of them.
//!
//! An inverted index over the character pairs of names and the runs of agendas. It leaves out only what shares less than every
//! comparison asks for; what it gives must still be compared.

use std::collections::HashMap;

use super::likeness::Run;
use crate::facts::meeting::matter::{Grams, Pair};

/// Sums of weights are rounded; the comparison itself decides.
const ROUNDING: f64 = 1e-6;

/// Names and runs of meetings, known by the order they were added in.
#[derive(Default)]
pub(super) struct Index {
    pairs: HashMap<Pair, Vec<(usize, f64)>>,
    runs: HashMap<Run, Vec<usize>>,
    totals: Vec<f64>,
    /// What each shares with the one asked for; all zero between questions.
    shared: Vec<(f64, usize)>,
}

/// How much two must share to be compared: pairs of the name by weight, or a number of runs.
#[derive(Clone, Copy)]
pub(super) struct Least {
    /// Weight of shared pairs as a share of the shorter name's.
    pub share: f64,
    /// Weight of shared pairs whatever the length.
    pub weight: f64,
    /// Runs shared where the names share less.
    pub runs: usize,
}

impl Index {
    /// Adds the next meeting.
    pub(super) fn add(&mut self, name: &Grams, runs: &[Run]) {
        let number = self.totals.len();
        self.totals.push(name.total());
        self.shared.push((0.0, 0));
        for (pair, weight) in name.pairs() {
            self.pairs.entry(pair).or_default().push((number, weight));
        }
        for &run in runs {
            self.runs.entry(run).or_default().push(number);
        }
    }

    /// Meetings from number `first` on that share enough with a name and runs, ascending.
    pub(super) fn near(
        &mut self,
        first: usize,
        (name, runs): (&Grams, &[Run]),
        least: Least,
    ) -> Vec<usize> {
        let mut touched = Vec::new();
        let mut touch = |number: usize, weight: f64, runs: usize| {
            let Some(slot) = self.shared.get_mut(number) else { return };
            if *slot == (0.0, 0) {
                touched.push(number);
            }
            slot.0 += weight;
            slot.1 += runs;
        };
        for (pair, weight) in name.pairs() {
            let postings = self.pairs.get(&pair).map_or(&[][..], Vec::as_slice);
            let from = postings.partition_point(|&(number, _)| number < first);
            for &(number, theirs) in postings.iter().skip(from) {
                touch(number, weight.min(theirs), 0);
            }
        }
        for run in runs {
            let postings = self.runs.get(run).map_or(&[][..], Vec::as_slice);
            let from = postings.partition_point(|&number| number < first);
            for &number in postings.iter().skip(from) {
                touch(number, 0.0, 1);
            }
        }
        let total = name.total();
        touched.retain(|&number| {
            let shared = self.shared.get_mut(number).map(std::mem::take).unwrap_or_default();
            let short = self.totals.get(number).map_or(total, |theirs| theirs.min(total));
            let weight = (least.share * short).max(least.weight);
            shared.0 >= weight - ROUNDING || shared.1 >= least.runs
        });
        touched.sort_unstable();
        touched
    }
}
