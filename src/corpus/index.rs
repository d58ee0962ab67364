//! An inverted index over fingerprints: which documents hold much of another's text, without comparing all pairs.
//!
//! Six bytes a posting in flat arrays: a million documents of two thousand characters fit in two gigabytes, fingerprints
//! apart (`cargo bench --bench index` measures it).

use std::borrow::Cow;

use rayon::prelude::*;

use crate::facts::fingerprint::Fingerprint;

/// Which documents hold which hash. A document is known by its place among those indexed.
pub struct Index {
    /// Postings by the first `PART_BITS` of their hash, so that the parts are built side by side.
    parts: Vec<Part>,
    /// Bits of a hash that number its bucket.
    bits: u32,
    /// The greatest hash each document's sample would still hold.
    reaches: Vec<u32>,
}

/// Postings of one range of hashes, ascending by hash, then document.
#[derive(Default)]
struct Part {
    /// Where each bucket begins in the arrays below, and one past the last.
    starts: Vec<u32>,
    /// The bits of each posting's hash that its bucket does not tell.
    rests: Vec<u16>,
    /// Each posting's document.
    documents: Vec<u32>,
}

/// The documents that hold one hash, and what sharing it weighs.
struct List<'a> {
    hash: u32,
    documents: &'a [u32],
    weight: f64,
}

/// A document that seems to hold another's text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Its place among the documents indexed.
    pub document: usize,
    /// Hashes shared.
    pub shared: usize,
    /// Estimated share of the asking document's text, rare passages weighing more.
    pub containment: f64,
}

/// Most postings looked at for one document; the rarest hashes go first. Keeps the whole linear in the number of documents.
const BUDGET: usize = 8_000;
/// Hashes shared by which a document is a candidate: one may be a formula, or chance.
const LEAST: usize = 2;
/// First bits of a hash that number its part.
const PART_BITS: u32 = 3;
/// Fewest and most bits that number a bucket: what is left of a hash fits in 16 bits.
const BITS: (u32, u32) = (16, 24);
/// Postings in a bucket, about.
const BUCKET: usize = 8;

impl Index {
    /// Indexes documents by their fingerprints, to be asked for the texts `asked`: what none of them holds is left out.
    pub fn new(prints: &[&Fingerprint], asked: &[&Fingerprint]) -> Self {
        let sieve = Sieve::new(asked);
        let sifted: Vec<_> = prints.par_iter().map(|print| sieve.sift(&print.0)).collect();
        let postings: usize = sifted.iter().map(|hashes| hashes.len()).sum();
        let bits = (postings / BUCKET).max(1).ilog2().clamp(BITS.0, BITS.1);
        let parts = (0..1_u32 << PART_BITS)
            .into_par_iter()
            .map(|number| Part::new(&sifted, number, bits))
            .collect();
        let reaches = prints.iter().map(|print| print.reach()).collect();
        Self { parts, bits, reaches }
    }

    /// Documents that share two hashes or more with a text, in order of place; the text itself too, if it is indexed.
    pub fn candidates(&self, print: &Fingerprint) -> Vec<Candidate> {
        let lists = self.rarest(print);
        let hits = lists.iter().enumerate().flat_map(|(number, list)| {
            list.documents.iter().map(move |&document| (document, number as u32))
        });
        let mut hits: Vec<(u32, u32)> = hits.collect();
        // Stable, so weights are added up in the order of the hashes.
        radsort::sort_by_key(&mut hits, |&(document, _)| document);
        // What the lists before each weigh together.
        let known: Vec<f64> = lists
            .iter()
            .scan(0.0, |sum, list| {
                *sum += list.weight;
                Some(*sum)
            })
            .collect();
        let candidate = |chunk: &[(u32, u32)]| {
            let document = chunk.first()?.0 as usize;
            let reach = self.reaches.get(document)?;
            let reached = lists.partition_point(|list| list.hash <= *reach);
            let all = reached.checked_sub(1).and_then(|last| known.get(last)).unwrap_or(&0.0);
            let weights = chunk.iter().filter_map(|&(_, list)| lists.get(list as usize));
            let shared: f64 = weights.map(|list| list.weight).sum();
            Some(Candidate { document, shared: chunk.len(), containment: shared / all.max(1e-9) })
        };
        let hits = hits.chunk_by(|a, b| a.0 == b.0);
        hits.filter(|chunk| chunk.len() >= LEAST).filter_map(candidate).collect()
    }

    /// The posting lists of a document's hashes, the commonest beyond the budget left out, ascending by hash.
    fn rarest(&self, print: &Fingerprint) -> Vec<List<'_>> {
        let total = self.reaches.len() as f64;
        // Buckets first, then what is in them: memory is waited for once for all hashes, not once for each.
        let buckets: Vec<_> =
            print.0.iter().map(|&hash| self.part(hash).bucket(hash, self.bits)).collect();
        let list = |(&hash, bucket)| {
            let documents = self.part(hash).documents(hash, self.bits, bucket);
            let weight = (1.0 + total / documents.len().max(1) as f64).ln();
            List { hash, documents, weight }
        };
        let mut lists: Vec<List<'_>> = print.0.iter().zip(buckets).map(list).collect();
        lists.sort_by_key(|list| (list.documents.len(), list.hash));
        let mut spent = 0;
        lists.retain(|list| {
            spent += list.documents.len();
            spent <= BUDGET
        });
        lists.sort_unstable_by_key(|list| list.hash);
        lists
    }

    /// The part of a hash.
    fn part(&self, hash: u32) -> &Part {
        &self.parts[(hash >> (32 - PART_BITS)) as usize]
    }
}

impl Part {
    /// Gathers the postings of the hashes whose first bits are `number`.
    fn new(prints: &[Cow<'_, [u32]>], number: u32, bits: u32) -> Self {
        let size: usize = prints.iter().map(|print| stretch(print, number).len()).sum();
        let mut postings: Vec<(u32, u32)> = Vec::with_capacity(size);
        for (document, print) in prints.iter().enumerate() {
            postings.extend(stretch(print, number).iter().map(|&hash| (hash, document as u32)));
        }
        // By hash in linear time; stable, so documents stay ascending.
        radsort::sort_by_key(&mut postings, |&(hash, _)| hash);
        Self::pack(&postings, bits)
    }

    /// Puts sorted postings into the flat arrays.
    fn pack(postings: &[(u32, u32)], bits: u32) -> Self {
        let left = 32 - bits;
        let buckets = 1_usize << (bits - PART_BITS);
        let mut part = Self { starts: Vec::with_capacity(buckets + 1), ..Self::default() };
        part.rests.reserve_exact(postings.len());
        part.documents.reserve_exact(postings.len());
        for run in postings.chunk_by(|a, b| a.0 == b.0) {
            let bucket = run.first().map_or(0, |&(hash, _)| (hash >> left) as usize);
            while part.starts.len() <= bucket & (buckets - 1) {
                part.starts.push(part.documents.len() as u32);
            }
            // A hash beyond the budget is never looked at: that it is one is all that need be known.
            for &(hash, document) in run.iter().take(BUDGET + 1) {
                part.rests.push((hash & ((1 << left) - 1)) as u16);
                part.documents.push(document);
            }
        }
        part.starts.resize(buckets + 1, part.documents.len() as u32);
        part.rests.shrink_to_fit();
        part.documents.shrink_to_fit();
        part
    }

    /// Where the bucket of a hash begins and ends.
    fn bucket(&self, hash: u32, bits: u32) -> (usize, usize) {
        let bucket = (hash >> (32 - bits)) as usize & (self.starts.len() - 2);
        (self.starts[bucket] as usize, self.starts[bucket + 1] as usize)
    }

    /// The documents of a hash, out of its bucket.
    fn documents(&self, hash: u32, bits: u32, (first, last): (usize, usize)) -> &[u32] {
        let rest = (hash & ((1 << (32 - bits)) - 1)) as u16;
        let rests = &self.rests[first..last];
        let from = rests.partition_point(|&known| known < rest);
        let length = rests[from..].partition_point(|&known| known == rest);
        &self.documents[first + from..first + from + length]
    }
}

/// First halves of hashes that are asked for: one bit each, as a few drafts ask for a few hashes of millions.
struct Sieve {
    bits: Vec<u64>,
    set: usize,
}

impl Sieve {
    fn new(asked: &[&Fingerprint]) -> Self {
        let mut bits = vec![0_u64; 1 << 10];
        for &hash in asked.iter().flat_map(|print| &print.0) {
            if let Some(word) = bits.get_mut((hash >> 22) as usize) {
                *word |= 1 << (hash >> 16 & 63);
            }
        }
        let set = bits.iter().map(|word| word.count_ones() as usize).sum();
        Self { bits, set }
    }

    /// The hashes that may be asked for, and few others; all of them where nearly all may.
    fn sift<'a>(&self, hashes: &'a [u32]) -> Cow<'a, [u32]> {
        if self.set > 1 << 15 {
            return Cow::Borrowed(hashes);
        }
        let held = |&&hash: &&u32| {
            let word = self.bits.get((hash >> 22) as usize).copied().unwrap_or_default();
            word >> (hash >> 16 & 63) & 1 == 1
        };
        Cow::Owned(hashes.iter().filter(held).copied().collect())
    }
}

/// The hashes of a part: a fingerprint is ascending, so they stand together.
fn stretch(print: &[u32], number: u32) -> &[u32] {
    let part = |hash: u32| hash >> (32 - PART_BITS);
    let from = print.partition_point(|&hash| part(hash) < number);
    let length = print[from..].partition_point(|&hash| part(hash) == number);
    &print[from..from + length]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ops::Range;

    use super::*;

    fn index(prints: &[Fingerprint]) -> Index {
        let prints: Vec<_> = prints.iter().collect();
        Index::new(&prints, &prints)
    }

    #[test]
    fn estimates_containment() {
        let print = |range: Range<u32>| Fingerprint(range.map(|n| n * 1000).collect());
        let prints = [print(0..100), print(50..450), print(2000..2100), print(75..100)];
        let index = index(&prints);
        let of = |asking: usize| -> Vec<(usize, usize)> {
            let found = index.candidates(&prints[asking]);
            found.iter().map(|found| (found.document, found.shared)).collect()
        };
        assert_eq!(of(0), [(0, 100), (1, 50), (3, 25)]);
        assert_eq!(of(2), [(2, 100)]);
        // A short document wholly inside a long one.
        assert_eq!(of(3), [(0, 25), (1, 25), (3, 25)]);
        assert!(index.candidates(&prints[3]).iter().all(|found| found.containment > 0.99));
        // A draft that is not among them.
        let draft = index.candidates(&print(90..110));
        assert_eq!(draft.iter().map(|found| found.document).collect::<Vec<_>>(), [0, 1, 3]);
    }

    /// Hashes spread over the whole range, many of them shared.
    fn spread(document: u32) -> Fingerprint {
        let hash = |n: u32| n.wrapping_mul(0x9e37_79b9) ^ (n << 7);
        let own = (0..60).map(|n| hash(document * 60 + n));
        let shared = (0..40).map(|n| hash(1_000_000 + (document % 7) * 40 + n));
        let mut hashes: Vec<u32> = own.chain(shared).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Fingerprint(hashes)
    }

    #[test]
    fn holds_every_posting() {
        let prints: Vec<Fingerprint> = (0..3000).map(spread).collect();
        let mut expect: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (document, print) in prints.iter().enumerate() {
            for &hash in &print.0 {
                expect.entry(hash).or_default().push(document as u32);
            }
        }
        let index = index(&prints);
        let documents = |hash: u32| {
            let part = index.part(hash);
            part.documents(hash, index.bits, part.bucket(hash, index.bits))
        };
        assert!(expect.iter().all(|(&hash, known)| documents(hash) == known));
        let held: usize = index.parts.iter().map(|part| part.documents.len()).sum();
        assert_eq!(held, expect.values().map(Vec::len).sum::<usize>());
        assert!(
            (0..2000)
                .map(|n| n * 2_000_003)
                .all(|hash| { expect.contains_key(&hash) || documents(hash).is_empty() })
        );
    }

    #[test]
    fn looks_past_formulas() {
        // One formula in more documents than the budget allows, and each document's own words.
        let print = |document: u32| Fingerprint(vec![7, 1000 + document * 3, 1001 + document * 3]);
        let many = BUDGET as u32 + 50;
        let index = index(&(0..many).map(print).collect::<Vec<_>>());
        assert_eq!(index.parts[0].documents.len(), index.parts[0].rests.len());
        let (part, bits) = (index.part(7), index.bits);
        assert_eq!(part.documents(7, bits, part.bucket(7, bits)).len(), BUDGET + 1);
        let found = index.candidates(&print(many - 1));
        assert_eq!(found.iter().map(|found| found.shared).collect::<Vec<_>>(), [2]);
    }
}
