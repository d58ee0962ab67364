//! Documents side by side: who copied whom, who asked for what, which papers speak of one sitting.

pub mod copying;
pub mod index;
pub mod mandates;
pub mod related;
pub mod sittings;

use crate::config::Config;
use crate::document::Document;
use crate::facts::Reading;
use crate::register::Register;

/// Everything known side by side.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Readings in order of their source, each source once.
    pub readings: Vec<Reading>,
    /// Registers in order of their source.
    pub registers: Vec<Register>,
    /// Sources there only to be compared with, ascending: given with `--against`, or recorded earlier.
    pub against: Vec<String>,
    /// Those of them that the user names as what the drafts are to be held against, ascending.
    pub named: Vec<String>,
    /// Documents a ledger has that nothing in the run has to do with.
    pub elsewhere: related::Elsewhere,
    /// Sittings in order of date, then id.
    pub sittings: Vec<sittings::Sitting>,
    /// Documents that share text, in order of child, then share.
    pub copies: Vec<copying::Copy>,
    /// What each document implements and whether that asks for it, in order of child.
    pub mandates: Vec<mandates::Mandate>,
}

/// What documents and registers of a run are laid beside.
#[derive(Debug, Default)]
pub struct Beside {
    /// Sources given with `--against`.
    pub named: Vec<String>,
    /// Sources a ledger has, and the run has not.
    pub recorded: Vec<String>,
    /// Documents a ledger has that nothing in the run has to do with.
    pub elsewhere: related::Elsewhere,
}

/// Reads a document again to show the two places of a match; `None` where it is gone or changed.
pub type Reread<'a> = dyn Fn(&str) -> Option<Document> + Sync + 'a;

/// Lays the readings side by side. Deterministic: sorted first, so the order they came in changes nothing.
pub fn gather(
    mut readings: Vec<Reading>,
    registers: Vec<Register>,
    beside: Beside,
    config: &Config,
    reread: &Reread<'_>,
) -> Corpus {
    readings.sort_by(|a, b| a.source.cmp(&b.source));
    readings.dedup_by(|a, b| a.source == b.source);
    let mut registers: Vec<_> = registers.into_iter().flat_map(Register::each).collect();
    registers.sort_by(|a, b| (&a.source, a.kind).cmp(&(&b.source, b.kind)));
    let Beside { mut named, recorded, elsewhere } = beside;
    named.sort();
    let mut against = [named.as_slice(), &recorded].concat();
    against.sort();
    let mut corpus = Corpus { readings, registers, against, named, elsewhere, ..Corpus::default() };
    corpus.sittings = sittings::join(&corpus.readings, &corpus.registers, config);
    corpus.mandates = mandates::resolve(&corpus.readings, config);
    corpus.copies = copying::align(&corpus, config, reread);
    copying::note(&mut corpus);
    mandates::refine(&mut corpus, config, reread);
    corpus
}

impl Corpus {
    /// The reading of a source.
    pub fn reading(&self, source: &str) -> Option<&Reading> {
        let index =
            self.readings.binary_search_by(|reading| reading.source.as_str().cmp(source)).ok()?;
        self.readings.get(index)
    }

    /// Is this source only there to be compared with?
    pub fn compared_only(&self, source: &str) -> bool {
        self.against.binary_search_by(|known| known.as_str().cmp(source)).is_ok()
    }

    /// Does any paper or row of the run speak of this sitting, and not only what it is compared with?
    pub fn own_sitting(&self, sitting: &sittings::Sitting) -> bool {
        sitting.sources.iter().any(|source| {
            let file = source.rsplit_once('#').map_or(source.as_str(), |(file, _)| file);
            !self.compared_only(source) && !self.compared_only(file)
        })
    }

    /// Did the user name it as what the drafts are to be held against?
    pub fn named(&self, source: &str) -> bool {
        self.named.binary_search_by(|known| known.as_str().cmp(source)).is_ok()
    }
}
