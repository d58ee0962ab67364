//! An inverted index over fingerprints: which documents hold much of another's text, without comparing all pairs.

use crate::facts::fingerprint::Fingerprint;

/// Postings of all documents, ascending by hash, then document.
pub struct Index<'a> {
    prints: Vec<&'a Fingerprint>,
    postings: Vec<(u32, u32)>,
}

/// The documents that hold one hash, and what sharing it weighs.
struct List<'a> {
    hash: u32,
    postings: &'a [(u32, u32)],
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
const BUDGET: usize = 20_000;

impl<'a> Index<'a> {
    /// Indexes documents; a document is known by its place in `prints`.
    pub fn new(prints: Vec<&'a Fingerprint>) -> Self {
        let mut postings: Vec<(u32, u32)> = prints
            .iter()
            .enumerate()
            .flat_map(|(document, print)| print.0.iter().map(move |&hash| (hash, document as u32)))
            .collect();
        postings.sort_unstable();
        Self { prints, postings }
    }

    /// Documents that share hashes with document `asking`, itself left out, in order of place.
    pub fn candidates(&self, asking: usize) -> Vec<Candidate> {
        let Some(print) = self.prints.get(asking) else { return Vec::new() };
        let lists = self.rarest(print);
        let mut hits: Vec<(usize, f64)> = Vec::new();
        for list in &lists {
            hits.extend(
                list.postings.iter().map(|&(_, document)| (document as usize, list.weight)),
            );
        }
        // A stable sort, so that sums are taken in one order whatever the input's.
        hits.sort_by_key(|&(document, _)| document);
        hits.chunk_by(|a, b| a.0 == b.0)
            .filter(|chunk| chunk[0].0 != asking)
            .map(|chunk| {
                let document = chunk[0].0;
                let reach = self.prints[document].reach();
                let known = lists.partition_point(|list| list.hash <= reach);
                let all: f64 = lists[..known].iter().map(|list| list.weight).sum();
                let shared: f64 = chunk.iter().map(|&(_, weight)| weight).sum();
                Candidate { document, shared: chunk.len(), containment: shared / all.max(1e-9) }
            })
            .collect()
    }

    /// The posting lists of a document's hashes, the commonest beyond the budget left out, ascending by hash.
    fn rarest(&self, print: &Fingerprint) -> Vec<List<'_>> {
        let total = self.prints.len() as f64;
        let weight = |postings: &[(u32, u32)]| (1.0 + total / postings.len().max(1) as f64).ln();
        let list = |&hash: &u32| {
            let postings = self.postings(hash);
            List { hash, postings, weight: weight(postings) }
        };
        let mut lists: Vec<List<'_>> = print.0.iter().map(list).collect();
        lists.sort_by_key(|list| (list.postings.len(), list.hash));
        let mut spent = 0;
        lists.retain(|list| {
            spent += list.postings.len();
            spent <= BUDGET
        });
        lists.sort_unstable_by_key(|list| list.hash);
        lists
    }

    fn postings(&self, hash: u32) -> &[(u32, u32)] {
        let start = self.postings.partition_point(|&(known, _)| known < hash);
        let length = self.postings[start..].partition_point(|&(known, _)| known == hash);
        &self.postings[start..start + length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_containment() {
        let print = |range: std::ops::Range<u32>| Fingerprint(range.map(|n| n * 1000).collect());
        let prints = [print(0..100), print(50..450), print(2000..2100), print(75..100)];
        let index = Index::new(prints.iter().collect());
        let of = |asking: usize| -> Vec<(usize, usize)> {
            index.candidates(asking).iter().map(|found| (found.document, found.shared)).collect()
        };
        assert_eq!(of(0), [(1, 50), (3, 25)]);
        assert_eq!(of(2), []);
        // A short document wholly inside a long one.
        assert_eq!(of(3), [(0, 25), (1, 25)]);
        assert!(index.candidates(3).iter().all(|found| found.containment > 0.99));
    }
}
