//! An inverted index over fingerprints: which documents hold much of another's text, without comparing all pairs.
//!
//! Six bytes a posting in flat arrays, and none for a hash that a single document holds: a million documents of two thousand
//! characters fit in two gigabytes, fingerprints apart (`cargo bench --bench index` measures it).

use std::borrow::Cow;

use rayon::prelude::*;

use crate::facts::fingerprint::Fingerprint;

/// Which documents hold which hash. A document is known by its place among those indexed.
pub struct Index {
    /// Postings by the first `PART_BITS` of their hash, so that the parts are built side by side.
    parts: Vec<Part>,
    /// The greatest hash each document's sample would still hold.
    reaches: Vec<u32>,
    /// The least of them.
    shortest: u32,
}

/// Postings of one range of hashes, ascending by hash, then document.
#[derive(Default)]
struct Part {
    /// Bits of a hash that number its bucket.
    bits: u32,
    /// Where each bucket begins below, and one past the last.
    starts: Vec<u32>,
    /// Buckets one after the other.
    postings: Vec<Posting>,
    /// One bit for each range of hashes: is any of them here? Small enough to be near at hand, where buckets are not.
    held: Vec<u64>,
}

/// A hash in a document: in six bytes, side by side, as memory is waited for at every look.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Posting {
    /// The bits of the hash that its bucket does not tell.
    rest: u16,
    /// The document: its low and high half.
    document: [u16; 2],
}

/// The documents that hold one hash, and what sharing it weighs.
struct List<'a> {
    hash: u32,
    documents: &'a [Posting],
    weight: f64,
}

/// The posting lists of a text, ascending by hash.
struct Lists<'a> {
    all: Vec<List<'a>>,
    /// What the lists up to each weigh together.
    known: Vec<f64>,
    /// Lists that cannot make a document a candidate, even together.
    common: Vec<usize>,
    /// What the common lists up to each weigh together.
    idle: Vec<f64>,
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
/// Ranges a hash held is told by, at least: one in so many others is taken for one of them.
const RANGES: usize = 8;
/// Documents up to which a list is read through: to leave it for later spares nothing.
const SHORT: usize = 8;
/// By how much sums of the same weights may differ, added up in another order.
const SLIP: f64 = 1e-6;

impl Index {
    /// Indexes documents by their fingerprints, to be asked for those of them that are `asked`: what none of these holds is left
    /// out, and so is what a single document holds, for then it is its own.
    pub fn new(prints: &[&Fingerprint], asked: &[&Fingerprint]) -> Self {
        let sieve = Sieve::new(asked);
        let sifted: Vec<_> = prints.par_iter().map(|print| sieve.sift(&print.0)).collect();
        let parts =
            (0..1_u32 << PART_BITS).into_par_iter().map(|number| Part::new(&sifted, number));
        let parts = parts.collect();
        let reaches: Vec<u32> = prints.iter().map(|print| print.reach()).collect();
        let shortest = reaches.iter().min().copied().unwrap_or(u32::MAX);
        Self { parts, reaches, shortest }
    }

    /// Documents that share two hashes or more with a text and hold `least` of it, in order of place; the text itself may be
    /// among them.
    pub fn candidates(&self, print: &Fingerprint, least: f64) -> Vec<Candidate> {
        let lists = Lists::new(self.rarest(print), least, self.shortest);
        let mut common = lists.common.iter().peekable();
        let mut hits: Vec<(u32, u32)> = Vec::new();
        for (number, list) in lists.all.iter().enumerate() {
            if common.next_if(|&&common| common == number).is_none() {
                hits.extend(list.documents.iter().map(|held| (held.document(), number as u32)));
            }
        }
        // Stable, so the lists of a document stay in the order of their hashes.
        radsort::sort_by_key(&mut hits, |&(document, _)| document);
        let hits = hits.chunk_by(|a, b| a.0 == b.0);
        hits.filter_map(|hits| {
            let &(document, _) = hits.first()?;
            lists.candidate(hits, *self.reaches.get(document as usize)?, least)
        })
        .collect()
    }

    /// The posting lists of a document's hashes, the commonest beyond the budget left out, ascending by hash.
    fn rarest<'s>(&'s self, print: &Fingerprint) -> Vec<List<'s>> {
        let total = self.reaches.len() as f64;
        // Step by step for all hashes, so that memory is waited for once for all of them, not once for each.
        let hashes = || print.0.iter().map(|&hash| (hash, self.part(hash)));
        let held: Vec<bool> = hashes().map(|(hash, part)| part.may_hold(hash)).collect();
        let bucket = |((hash, part), held): ((u32, &Part), bool)| held.then(|| part.bucket(hash));
        let buckets: Vec<_> = hashes().zip(held).map(bucket).collect();
        let open = |((_, part), bucket): ((u32, &'_ Part), &Option<(usize, usize)>)| {
            let first = bucket.and_then(|(first, _)| part.postings.get(first));
            first.map_or(u16::MAX, |first| first.rest)
        };
        let firsts: Vec<u16> = hashes().zip(&buckets).map(open).collect();
        let list = |(((hash, part), bucket), first): (((u32, &'s Part), Option<_>), u16)| {
            let documents = bucket.map_or(&[][..], |bucket| part.documents(hash, bucket, first));
            let weight = (1.0 + total / documents.len().max(1) as f64).ln();
            List { hash, documents, weight }
        };
        let mut lists: Vec<List<'s>> = hashes().zip(buckets).zip(firsts).map(list).collect();
        if lists.iter().map(|list| list.documents.len()).sum::<usize>() <= BUDGET {
            return lists;
        }
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

impl<'a> Lists<'a> {
    /// Sets apart lists of many documents, as many as may be: a document that holds no other hash of the text, be its sample as
    /// short as `shortest`, holds less than `least` of it.
    fn new(all: Vec<List<'a>>, least: f64, shortest: u32) -> Self {
        let known = running(all.iter().map(|list| list.weight));
        let first = all.partition_point(|list| list.hash <= shortest).saturating_sub(1);
        // What common lists up to each may still weigh.
        let mut room: Vec<f64> = known.iter().map(|known| least * known - SLIP).collect();
        let mut long: Vec<usize> = (0..all.len()).collect();
        long.retain(|&at| all[at].documents.len() > SHORT);
        long.sort_by_key(|&at| (usize::MAX - all[at].documents.len(), at));
        let mut common = Vec::new();
        for at in long {
            let weight = all[at].weight;
            let from = at.max(first);
            if room[from..].iter().all(|&room| room > weight) {
                room[from..].iter_mut().for_each(|room| *room -= weight);
                common.push(at);
            }
        }
        common.sort_unstable();
        let idle = running(common.iter().map(|&at| all[at].weight));
        Self { all, known, common, idle }
    }

    /// A document as a candidate, by its hits outside the common lists and how far its sample reaches.
    fn candidate(&self, hits: &[(u32, u32)], reach: u32, least: f64) -> Option<Candidate> {
        let &(document, _) = hits.first()?;
        let reached = self.all.partition_point(|list| list.hash <= reach);
        let all = upto(&self.known, reached);
        let weight = |&list: &usize| self.all.get(list).map_or(0.0, |list| list.weight);
        let mut shared: Vec<usize> = hits.iter().map(|&(_, list)| list as usize).collect();
        let common = self.common.partition_point(|&list| list < reached);
        let most = shared.iter().map(weight).sum::<f64>() + upto(&self.idle, common);
        if most < least * all - SLIP {
            return None;
        }
        let holding = self.common.iter().take(common).filter(|&&list| {
            let held = self.all.get(list).map_or(&[][..], |list| list.documents);
            held.binary_search_by_key(&document, |held| held.document()).is_ok()
        });
        shared.extend(holding);
        shared.sort_unstable();
        // In the order of the hashes, so that a weight is the same however it was found.
        let containment = shared.iter().map(weight).sum::<f64>() / all.max(1e-9);
        let found = shared.len() >= LEAST && containment >= least;
        found.then_some(Candidate {
            document: document as usize,
            shared: shared.len(),
            containment,
        })
    }
}

/// Sums of weights up to each.
fn running(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let add = |sum: &mut f64, weight: f64| {
        *sum += weight;
        Some(*sum)
    };
    weights.scan(0.0, add).collect()
}

/// The sum of the first weights.
fn upto(running: &[f64], number: usize) -> f64 {
    number.checked_sub(1).and_then(|last| running.get(last)).copied().unwrap_or_default()
}

impl Posting {
    fn new(rest: u16, document: u32) -> Self {
        Self { rest, document: [document as u16, (document >> 16) as u16] }
    }

    fn document(self) -> u32 {
        u32::from(self.document[0]) | u32::from(self.document[1]) << 16
    }
}

impl Part {
    /// Gathers the postings of the hashes whose first bits are `number`.
    fn new(prints: &[Cow<'_, [u32]>], number: u32) -> Self {
        let size: usize = prints.iter().map(|print| stretch(print, number).len()).sum();
        let mut postings: Vec<(u32, u32)> = Vec::with_capacity(size);
        for (document, print) in prints.iter().enumerate() {
            postings.extend(stretch(print, number).iter().map(|&hash| (hash, document as u32)));
        }
        // By hash in linear time; stable, so documents stay ascending.
        radsort::sort_by_key(&mut postings, |&(hash, _)| hash);
        Self::pack(&postings)
    }

    /// Puts sorted postings into the flat arrays.
    fn pack(postings: &[(u32, u32)]) -> Self {
        let runs = || postings.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
        // A hash beyond the budget is never looked at: that it is one is all that need be known.
        let kept = runs().map(|run| run.len().min(BUDGET + 1)).sum::<usize>();
        let ranges = (runs().count() * RANGES).next_power_of_two().clamp(64, 1 << (32 - PART_BITS));
        let bits = (kept / BUCKET).max(1).ilog2() + PART_BITS;
        let bits = bits.clamp(BITS.0, BITS.1);
        let left = 32 - bits;
        let buckets = 1_usize << (bits - PART_BITS);
        let mut part = Self {
            bits,
            starts: Vec::with_capacity(buckets + 1),
            postings: Vec::with_capacity(kept),
            held: vec![0; ranges / 64],
        };
        for run in runs() {
            let hash = run.first().map_or(0, |&(hash, _)| hash);
            let (word, bit) = part.range(hash);
            part.held[word] |= 1 << bit;
            let bucket = (hash >> left) as usize;
            while part.starts.len() <= bucket & (buckets - 1) {
                part.starts.push(part.postings.len() as u32);
            }
            let posting = |&(hash, document): &(u32, u32)| {
                Posting::new((hash & ((1 << left) - 1)) as u16, document)
            };
            part.postings.extend(run.iter().take(BUDGET + 1).map(posting));
        }
        part.starts.resize(buckets + 1, part.postings.len() as u32);
        part
    }

    /// May the hash be here? Most that are not are told apart.
    fn may_hold(&self, hash: u32) -> bool {
        let (word, bit) = self.range(hash);
        self.held[word] >> bit & 1 == 1
    }

    /// The bit of a hash's range: the number of ranges is a power of two.
    fn range(&self, hash: u32) -> (usize, u32) {
        let ranges = self.held.len() as u64 * 64;
        let range = (u64::from(hash << PART_BITS) * ranges) >> 32;
        ((range / 64) as usize, (range % 64) as u32)
    }

    /// Where the bucket of a hash begins and ends.
    fn bucket(&self, hash: u32) -> (usize, usize) {
        let bucket = (hash >> (32 - self.bits)) as usize & (self.starts.len() - 2);
        (self.starts[bucket] as usize, self.starts[bucket + 1] as usize)
    }

    /// The postings of a hash, out of its bucket; `lowest` is the first rest there.
    fn documents(&self, hash: u32, (first, last): (usize, usize), lowest: u16) -> &[Posting] {
        let rest = (hash & ((1 << (32 - self.bits)) - 1)) as u16;
        if rest < lowest {
            return &[];
        }
        let bucket = &self.postings[first..last];
        let from = bucket.partition_point(|known| known.rest < rest);
        let length = bucket[from..].partition_point(|known| known.rest == rest);
        &bucket[from..from + length]
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
        let mut prints = vec![print(0..100), print(50..450), print(2000..2100), print(75..100)];
        let of = |prints: &[Fingerprint], asking: usize| -> Vec<(usize, usize)> {
            let found = index(prints).candidates(&prints[asking], 0.0);
            let others = found.iter().filter(|found| found.document != asking);
            others.map(|found| (found.document, found.shared)).collect()
        };
        assert_eq!(of(&prints, 0), [(1, 50), (3, 25)]);
        assert_eq!(of(&prints, 2), []);
        // A short document wholly inside a long one.
        assert_eq!(of(&prints, 3), [(0, 25), (1, 25)]);
        let found = index(&prints).candidates(&prints[3], 0.0);
        assert!(found.iter().all(|found| found.containment > 0.99));
        // One that shares some hashes with one only, some with several.
        prints.push(print(90..110));
        assert_eq!(of(&prints, 4), [(0, 10), (1, 20), (3, 10)]);
    }

    /// A document of its own words, formulae common by their number, and a stretch of the one before; some beyond a sample.
    fn formal(document: u32) -> Fingerprint {
        let hash = |n: u32| n.wrapping_mul(0x9e37_79b9) ^ (n << 7);
        let length = if document % 50 == 7 { 900 } else { 40 + document % 90 };
        let own = (0..length).map(|n| hash(document * 1000 + n));
        let taken = (0..document * 7 % 60).map(|n| hash(document.saturating_sub(1) * 1000 + n));
        let formulae =
            (1..40).filter(|&n| document.is_multiple_of(n)).map(|n| hash(90_000_000 + n));
        let mut hashes: Vec<u32> = own.chain(taken).chain(formulae).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(512);
        Fingerprint(hashes)
    }

    #[test]
    fn loses_nothing_above_the_least_share() {
        let prints: Vec<Fingerprint> = (1..2000).map(formal).collect();
        assert!(prints.iter().any(|print| print.reach() < u32::MAX));
        let index = index(&prints);
        let (mut set_apart, mut told) = (0, 0);
        for print in &prints {
            let all = index.candidates(print, 0.0);
            for least in [0.02, 0.1, 0.4] {
                let lists = Lists::new(index.rarest(print), least, index.shortest);
                set_apart += lists.common.len();
                let expect = all.iter().filter(|found| found.containment >= least).copied();
                let found = index.candidates(print, least);
                told += found.len();
                assert_eq!(found, expect.collect::<Vec<_>>());
            }
        }
        assert!(set_apart > 3000 && told > 3000, "{set_apart} {told}");
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
    fn holds_every_shared_posting() {
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
            let held = part.documents(hash, part.bucket(hash), 0).iter();
            let held: Vec<u32> = held.map(|held| held.document()).collect();
            assert!(held.is_empty() || part.may_hold(hash));
            held
        };
        expect.retain(|_, known| known.len() > 1);
        assert!(expect.iter().all(|(&hash, known)| documents(hash) == *known));
        let held: usize = index.parts.iter().map(|part| part.postings.len()).sum();
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
        let print =
            |document: u32| Fingerprint(vec![7, 1000 + document / 2, 900_000 + document / 2]);
        let many = BUDGET as u32 + 50;
        let index = index(&(0..many).map(print).collect::<Vec<_>>());
        let part = index.part(7);
        assert_eq!(part.documents(7, part.bucket(7), 0).len(), BUDGET + 1);
        let found = index.candidates(&print(many - 1), 0.0);
        assert_eq!(found.iter().map(|found| found.shared).collect::<Vec<_>>(), [2, 2]);
    }
}
