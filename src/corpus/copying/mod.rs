//! Who copied whom: candidates by fingerprint, then both texts aligned.

mod framing;
mod joint;
mod pair;
mod quoting;
mod relation;
mod runs;
mod text;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

pub use framing::Framing;
pub use joint::Joint;
pub use pair::Renamed;
pub use relation::Relation;
use relation::relation;

use self::framing::Frame;
use self::pair::{Child, Found, compare};
use self::text::{Part, Text};
use super::index::{Candidate, Index};
use super::{Corpus, Reread};
use crate::config::Config;
use crate::document::{Document, Span};
use crate::facts::{Reading, masking};

/// One document's text found in another.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// The copying document.
    pub child: String,
    /// The document copied.
    pub parent: String,
    /// What the copied document is to the copying one.
    pub relation: Relation,
    /// Share of the child's body as contract.md defines it.
    pub share: f64,
    /// The same after masking.
    pub masked_share: f64,
    /// Share of the parent's body whose paragraphs stand whole in the child, masked; 0 where the child has little of it.
    pub taken: f64,
    /// Are both texts the same, and no name, date or number changed anywhere?
    pub untouched: bool,
    /// Words changed where the masked texts agree, the most frequent first.
    pub renamed: Vec<Renamed>,
    /// On the greatest copy of a superior: what others add to it.
    pub joint: Option<Joint>,
    /// On the greatest copy of a superior: others that hold the same text.
    pub alike: Vec<String>,
    /// Does the parent ask for most of what was copied to be used as it stands?
    pub prescribed: bool,
    /// Share of the copied characters that stand in tables.
    pub tabled: f64,
    /// Numbers, dates and names in the part of the child that was not copied.
    pub specific: usize,
    /// Body characters of the child that were weighed.
    pub size: usize,
    /// The child's framing in the parent; `None` where it has none, or the parent is no superior.
    pub framing: Option<Framing>,
    /// Aligned passages, longest first: child, parent.
    pub passages: Vec<(Passage, Passage)>,
}

/// One side of an aligned passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where.
    pub span: Span,
    /// The words there.
    pub text: String,
}

/// Most documents one is aligned with.
const PARENTS: usize = 6;
/// With so few documents given for comparison every one is aligned, so that small shares are exact too.
const FEW: usize = 8;
/// Estimated containment below which a document of the same corpus is not aligned.
const LIKELY: f64 = 0.12;
/// The same for documents given for comparison.
const POSSIBLE: f64 = 0.03;

/// Finds the copies among the documents of a corpus, in order of child, then share.
pub fn align(corpus: &Corpus, config: &Config, reread: &Reread<'_>) -> Vec<Copy> {
    let pairs = pairs(corpus, config);
    let mut shelf = Shelf { config, reread, parents: BTreeMap::new() };
    let mut copies = Vec::new();
    for children in pairs.chunk_by(|a, b| a.0 == b.0) {
        let Some(child) = corpus.readings.get(children[0].0) else { continue };
        let Some(document) = reread(&child.source) else { continue };
        let names = masking::names(&document, config);
        let text = Text::new(&document, Part::Body, &names);
        let frame = Frame::new(&document, &child.judged(&document), &text);
        let masked = text.masked();
        let laid = Child::new(&document, &text, &frame, (&names, &masked));
        let relays = quoting::relays(&document);
        let mut found: Vec<Found> = Vec::with_capacity(children.len());
        for &(_, parent, relation) in children {
            let Some(source) = corpus.readings.get(parent).map(|reading| &reading.source) else {
                continue;
            };
            let Some(other) = shelf.fetch(source) else { continue };
            if relays && quoting::names(child, corpus.readings.get(parent)) {
                continue;
            }
            let mut pair = compare(&laid, other, relation);
            child.source.clone_into(&mut pair.copy.child);
            source.clone_into(&mut pair.copy.parent);
            found.push(pair);
        }
        found.sort_by(|a, b| order(&a.copy, &b.copy));
        joint::unite(&mut found, &text);
        copies.extend(found.into_iter().map(|pair| pair.copy));
    }
    copies.sort_by(order);
    copies
}

/// In order of child, then share.
fn order(a: &Copy, b: &Copy) -> Ordering {
    let share = |copy: &Copy| copy.share.max(copy.masked_share);
    let by_share = || share(b).total_cmp(&share(a));
    a.child.cmp(&b.child).then_with(by_share).then_with(|| a.parent.cmp(&b.parent))
}

/// Writes the shares found into the children's metrics: the greatest over their superiors.
pub fn note(corpus: &mut Corpus) {
    for copy in &corpus.copies {
        if copy.relation != Relation::Superior {
            continue;
        }
        let place = corpus.readings.binary_search_by(|reading| reading.source.cmp(&copy.child));
        let Some(reading) = place.ok().and_then(|at| corpus.readings.get_mut(at)) else { continue };
        let raise = |known: &mut Option<f64>, share: f64| {
            *known = Some(known.map_or(share, |known| known.max(share)));
        };
        raise(&mut reading.metrics.copied_share, copy.share);
        raise(&mut reading.metrics.masked_share, copy.masked_share);
    }
}

/// Pairs worth aligning: child, parent, what the parent is; in order of child.
fn pairs(corpus: &Corpus, config: &Config) -> Vec<(usize, usize, Relation)> {
    let own = corpus.readings.iter().filter(|reading| !corpus.compared_only(&reading.source));
    let own: Vec<_> = own.map(|reading| &reading.fingerprint).collect();
    let all = corpus.readings.iter().map(|reading| &reading.fingerprint);
    let index = Index::new(&all.chain(corpus.elsewhere.fingerprints()).collect::<Vec<_>>(), &own);
    let few = corpus.named.len() <= FEW;
    let asked = |(asking, child): (usize, &Reading)| {
        if corpus.compared_only(&child.source) {
            return Vec::new();
        }
        let mut found = likely(corpus, config, &index, child);
        found.sort_by(|(a, _), (b, _)| {
            b.containment.total_cmp(&a.containment).then(a.document.cmp(&b.document))
        });
        found.truncate(PARENTS);
        let mut pairs: Vec<_> =
            found.iter().map(|(candidate, what)| (asking, candidate.document, *what)).collect();
        if few {
            pairs.extend(given(corpus, config, asking));
        }
        pairs
    };
    corpus.readings.par_iter().enumerate().flat_map_iter(asked).collect()
}

/// Documents a child may have been copied from.
fn likely(
    corpus: &Corpus,
    config: &Config,
    index: &Index,
    child: &Reading,
) -> Vec<(Candidate, Relation)> {
    let few = corpus.named.len() <= FEW;
    let likely = likely_among(corpus.readings.len() + corpus.elsewhere.len());
    let least = if few { likely } else { likely.min(POSSIBLE) };
    let candidates = index.candidates(&child.fingerprint, least).into_iter();
    let fit = |candidate: Candidate| {
        let parent = corpus.readings.get(candidate.document)?;
        let given = corpus.named(&parent.source);
        let least = if given { POSSIBLE } else { likely };
        if candidate.containment < least || (given && few) {
            return None;
        }
        Some((candidate, relation(corpus, config, child, parent)?))
    };
    candidates.filter_map(fit).collect()
}

/// `LIKELY` for so many documents: among few a passage found in two of them weighs little beside one found in a single one.
pub(super) fn likely_among(documents: usize) -> f64 {
    let size = documents as f64;
    LIKELY * (size / 2.0).ln_1p() / size.ln_1p()
}

/// Every document given for comparison.
fn given<'a>(
    corpus: &'a Corpus,
    config: &'a Config,
    asking: usize,
) -> impl Iterator<Item = (usize, usize, Relation)> + 'a {
    corpus.named.iter().filter_map(move |source| {
        let child = corpus.readings.get(asking)?;
        let place = corpus.readings.binary_search_by(|reading| reading.source.cmp(source)).ok()?;
        let parent = corpus.readings.get(place)?;
        Some((asking, place, relation(corpus, config, child, parent)?))
    })
}

/// Documents copied from, laid out once and kept while they are likely to be asked for again.
struct Shelf<'a> {
    config: &'a Config,
    reread: &'a Reread<'a>,
    parents: BTreeMap<String, Option<(Document, Text)>>,
}

impl Shelf<'_> {
    /// Most documents kept.
    const ROOM: usize = 128;

    fn fetch(&mut self, source: &str) -> Option<&(Document, Text)> {
        if !self.parents.contains_key(source) {
            if self.parents.len() >= Self::ROOM {
                self.parents.clear();
            }
            let laid = (self.reread)(source).map(|document| {
                let names = masking::names(&document, self.config);
                let text = Text::new(&document, Part::Whole, &names);
                (document, text)
            });
            self.parents.insert(source.to_owned(), laid);
        }
        self.parents.get(source)?.as_ref()
    }
}
