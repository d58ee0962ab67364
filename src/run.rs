//! What a run is asked for and has gathered so far, from files and from the ledger, and the report made of it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::corpus::Beside;
use crate::document::Unreadable;
use crate::facts::Reading;
use crate::finding::Finding;
use crate::ledger::{self, Ledger};
use crate::register::Register;
use crate::report::Selection;

/// What to read, what to compare it with, and how to judge it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files, folders, archives, `-`.
    pub paths: Vec<String>,
    /// The same, only there to be compared with.
    pub against: Vec<String>,
    /// Which rules were asked for.
    pub selection: Selection,
    /// The day that decides which exemptions have run out.
    pub today: Date,
}

/// One file's way through the line.
#[derive(Clone)]
pub(crate) enum Outcome {
    /// Unchanged since the ledger read it.
    Same(String),
    /// A document, distilled and checked.
    Document(Box<(Reading, Vec<Finding>)>),
    /// A register.
    Register(Register),
    /// A file that could not be read.
    Unreadable(Unreadable),
}

impl Outcome {
    /// Records it, in one transaction.
    pub(crate) fn record(&self, ledger: &mut Ledger, key: &str) -> Result<(), ledger::Error> {
        match self {
            Self::Same(_) => Ok(()),
            Self::Document(read) => ledger.record(key, &read.0, &read.1),
            Self::Register(register) => ledger.record_register(key, register),
            Self::Unreadable(refused) => ledger.record_unreadable(refused),
        }
    }
}

/// What a run has gathered so far.
#[derive(Default)]
pub(crate) struct Run {
    /// Documents of the run, and documents only there to be compared with.
    pub(crate) readings: Vec<Reading>,
    /// What the sentence and document rules said of the run's own documents.
    pub(crate) findings: Vec<Finding>,
    /// Registers, likewise.
    pub(crate) registers: Vec<Register>,
    /// Sources only there to be compared with.
    pub(crate) beside: Beside,
    /// Sources of the run unchanged since the ledger read them.
    pub(crate) same: BTreeSet<String>,
    /// Files read in this run.
    pub(crate) fresh: usize,
    /// Files that could not be read.
    pub(crate) unreadable: Vec<Unreadable>,
}

impl Run {
    /// Keeps one file's outcome.
    pub(crate) fn keep(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Same(source) => drop(self.same.insert(source)),
            Outcome::Document(read) => {
                self.fresh += 1;
                let (reading, mut findings) = *read;
                self.readings.push(reading);
                self.findings.append(&mut findings);
            }
            Outcome::Register(register) => {
                self.fresh += 1;
                self.registers.push(register);
            }
            Outcome::Unreadable(refused) => self.unreadable.push(refused),
        }
    }

    /// Sources of the run's own documents and registers.
    pub(crate) fn own(&self) -> BTreeSet<String> {
        let Beside { named, recorded } = &self.beside;
        let against: BTreeSet<_> = named.iter().chain(recorded).collect();
        let read = self.readings.iter().map(|reading| &reading.source);
        let read = read.chain(self.registers.iter().map(|register| &register.source));
        read.filter(|source| !against.contains(source)).cloned().collect()
    }

    /// Takes what the ledger has of this run's unchanged files, and the rest of it to be compared with.
    pub(crate) fn take_recorded(&mut self, ledger: &Ledger) -> Result<(), ledger::Error> {
        let mut others = Vec::new();
        for stored in ledger.load()? {
            if self.same.contains(&stored.reading.source) {
                self.readings.push(stored.reading);
                self.findings.extend(stored.findings);
            } else {
                others.push(stored.reading);
            }
        }
        let read: BTreeSet<_> =
            self.registers.iter().map(|register| register.source.clone()).collect();
        let recorded = ledger
            .load_registers()?
            .into_iter()
            .filter(|register| !read.contains(&register.source));
        let (own, registers): (Vec<_>, _) =
            recorded.partition(|register| self.same.contains(&register.source));
        self.registers.extend(own);
        self.compare_with(others, registers, true);
        Ok(())
    }

    /// Adds documents that are only there to be compared with. Of a ledger's documents, those with the very bytes of
    /// one of the run's own files are left out: else a draft recorded under another name would be its own source.
    pub(crate) fn compare_with(
        &mut self,
        readings: Vec<Reading>,
        registers: Vec<Register>,
        recorded: bool,
    ) {
        let own: BTreeSet<_> =
            self.readings.iter().flat_map(|own| [own.source.clone(), own.sha256.clone()]).collect();
        let known = |reading: &Reading| {
            own.contains(&reading.source) || recorded && own.contains(&reading.sha256)
        };
        let new = readings.into_iter().filter(|reading| !known(reading));
        let before = self.readings.len();
        self.readings.extend(new);
        let to = if recorded { &mut self.beside.recorded } else { &mut self.beside.named };
        to.extend(self.readings[before..].iter().map(|reading| reading.source.clone()));
        to.extend(registers.iter().map(|register| register.source.clone()));
        self.registers.extend(registers);
    }
}

/// Documents that are only there to be compared with.
#[derive(Default, Clone)]
pub(crate) struct Background {
    named: (Vec<Reading>, Vec<Register>),
    recorded: (Vec<Reading>, Vec<Register>),
    unreadable: Vec<Unreadable>,
}

impl Background {
    /// What was read of `--against`, and what the ledger has.
    pub(crate) fn new(named: Run, ledger: Option<&Ledger>) -> Result<Self, ledger::Error> {
        let recorded = match ledger {
            Some(ledger) => (
                ledger.load()?.into_iter().map(|stored| stored.reading).collect(),
                ledger.load_registers()?,
            ),
            None => (Vec::new(), Vec::new()),
        };
        let Run { readings, registers, unreadable, .. } = named;
        Ok(Self { named: (readings, registers), recorded, unreadable })
    }

    /// Lays them beside a run's own documents.
    pub(crate) fn beside(mut self, run: &mut Run) {
        run.compare_with(self.named.0, self.named.1, false);
        run.unreadable.append(&mut self.unreadable);
        run.compare_with(self.recorded.0, self.recorded.1, true);
    }
}
