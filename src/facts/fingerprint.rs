//! Fingerprints of the masked text, by which copies find their source.
//!
//! Winnowing (Schleimer, Wilkerson, Aiken 2003): the smallest hash of every window of runs is kept, so two texts that share
//! `RUN + WINDOW - 1` characters share a hash. Long documents keep their `MOST` smallest hashes, a fair sample of all.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::masking;
use crate::config::Config;
use crate::document::{BlockKind, Document, Zone, counts};

/// Sampled hashes of runs of the masked text, ascending and unique.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(pub Vec<u32>);

/// Characters in a hashed run.
const RUN: usize = 8;
/// Runs in a window; every other window's smallest hash is new on average, one hash in 8 or 9 characters.
const WINDOW: usize = 16;
/// Most hashes kept.
const MOST: usize = 512;

/// Takes the fingerprint of a document's body and the running text of its annexes.
pub fn take(document: &Document, config: &Config) -> Fingerprint {
    let names = masking::names(document, config);
    let mut text = Vec::new();
    for block in &document.blocks {
        let running = block.zone == Zone::Annex && block.kind != BlockKind::Table;
        if running || matches!(block.zone, Zone::Body | Zone::Issued) {
            append(&block.text, &names, &mut text);
        }
    }
    Fingerprint(sample(&text))
}

impl Fingerprint {
    /// The greatest hash that this sample would still hold.
    pub fn reach(&self) -> u32 {
        if self.0.len() < MOST { u32::MAX } else { self.0.last().copied().unwrap_or(u32::MAX) }
    }
}

/// Appends the characters that count and are not masked.
fn append(text: &str, names: &[String], out: &mut Vec<char>) {
    let mut done = 0;
    for range in masking::ranges(text, names) {
        out.extend(text[done..range.start].chars().filter(|&c| counts(c)));
        done = range.end;
    }
    out.extend(text[done..].chars().filter(|&c| counts(c)));
}

/// Winnows the hashes of all runs and keeps the smallest `MOST`.
fn sample(text: &[char]) -> Vec<u32> {
    let hashes: Vec<u64> = text.windows(RUN).map(hash).collect();
    // The low half decides which hash a window keeps, the high half is kept: so what is kept spreads evenly.
    let low = |at: usize| hashes[at] as u32;
    let mut smallest: VecDeque<usize> = VecDeque::new();
    let mut kept = Vec::new();
    for at in 0..hashes.len() {
        while smallest.back().is_some_and(|&last| low(last) >= low(at)) {
            smallest.pop_back();
        }
        smallest.push_back(at);
        if smallest.front().is_some_and(|&first| first + WINDOW <= at) {
            smallest.pop_front();
        }
        if at + 1 >= WINDOW || at + 1 == hashes.len() {
            kept.extend(smallest.front().map(|&first| (hashes[first] >> 32) as u32));
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept.truncate(MOST);
    kept
}

fn hash(run: &[char]) -> u64 {
    let mut bytes = [0; RUN * 4];
    for (slot, c) in bytes.chunks_exact_mut(4).zip(run) {
        slot.copy_from_slice(&u32::from(*c).to_le_bytes());
    }
    xxh3_64(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: u32, length: u32) -> Vec<char> {
        let step = |at: u32| (at + seed * 7919).wrapping_mul(2_654_435_761) >> 19;
        (0..length).filter_map(|at| char::from_u32(0x4e00 + step(at))).collect()
    }

    #[test]
    fn samples() {
        let hashes = sample(&text(1, 1000));
        assert!((80..=170).contains(&hashes.len()), "{}", hashes.len());
        assert!(hashes.is_sorted_by(|a, b| a < b));
        assert_eq!(sample(&text(1, 20_000)).len(), MOST);
        // A shared stretch of RUN + WINDOW - 1 characters leaves a shared hash.
        let (mut one, mut other) = (text(1, 200), text(2, 200));
        one.extend(text(3, 23));
        one.extend(text(4, 100));
        other.extend(text(3, 23));
        other.extend(text(5, 100));
        let other = sample(&other);
        assert!(sample(&one).iter().any(|hash| other.contains(hash)));
        assert!(sample(&text(6, 7)).is_empty());
        assert_eq!(sample(&text(6, 8)).len(), 1);
    }
}
