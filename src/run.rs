//! What a run is asked for and has gathered so far, from files and from the ledger, and the report made of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::corpus::Beside;
use crate::corpus::related::Elsewhere;
use crate::document::Unreadable;
use crate::facts::Reading;
use crate::facts::trace::Trace;
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
        let Beside { named, recorded, .. } = &self.beside;
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
        let own = identities(&self.readings);
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

/// Documents that are only there to be compared with: those named, and a ledger of which only the traces are in memory.
#[derive(Default)]
pub(crate) struct Background<'a> {
    named: (Vec<Reading>, Vec<Register>),
    recorded: Option<(&'a Ledger, Arc<[Trace]>)>,
    unreadable: Vec<Unreadable>,
}

impl<'a> Background<'a> {
    /// What was read of `--against`, and what the ledger has.
    pub(crate) fn new(named: Run, ledger: Option<&'a Ledger>) -> Result<Self, ledger::Error> {
        let traced = |ledger: &'a Ledger| Ok((ledger, ledger.traces()?.into()));
        let recorded = ledger.map(traced).transpose()?;
        let Run { readings, registers, unreadable, .. } = named;
        Ok(Self { named: (readings, registers), recorded, unreadable })
    }

    /// Lays beside a run's own documents those named, and of the ledger's those they have to do with.
    pub(crate) fn beside(&self, run: &mut Run) -> Result<(), ledger::Error> {
        let (drafts, listed) = (run.readings.len(), !run.registers.is_empty());
        run.compare_with(self.named.0.clone(), self.named.1.clone(), false);
        run.unreadable.extend(self.unreadable.iter().cloned());
        let Some((ledger, traces)) = &self.recorded else { return Ok(()) };
        // A row of a register may be about any document.
        if listed {
            let all = ledger.load()?.into_iter().map(|stored| stored.reading).collect();
            run.compare_with(all, ledger.load_registers()?, true);
            return Ok(());
        }
        let mut elsewhere = Elsewhere::new(Arc::clone(traces), &identities(&run.readings));
        let (drafts, named) = run.readings.split_at(drafts);
        let meetings = drafts.iter().any(|draft| draft.meeting.is_some());
        let related = ledger.readings(&elsewhere.take_related(drafts, named))?;
        let registers =
            if meetings { ledger.load_registers()? } else { ledger.load_other_registers()? };
        run.compare_with(related, registers, true);
        run.beside.elsewhere = elsewhere;
        Ok(())
    }
}

/// Paths and bytes of documents.
fn identities(readings: &[Reading]) -> BTreeSet<String> {
    readings.iter().flat_map(|own| [own.source.clone(), own.sha256.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use indicatif::ProgressBar;

    use super::*;
    use crate::audit;
    use crate::config::Config;
    use crate::render::json;

    /// The invented city's papers that are plain text, and its configuration.
    fn samples() -> (Run, Config) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let config = std::fs::read_to_string(root.join("jianfu.toml")).unwrap();
        let config = Config::parse(&config, None).unwrap();
        let texts =
            ignore::Walk::new(&root).filter_map(Result::ok).map(ignore::DirEntry::into_path);
        let texts = texts.filter(|path| path.extension().is_some_and(|it| it == "txt"));
        let paths: Vec<String> = texts.map(|path| path.display().to_string()).collect();
        (audit::gather(&paths, &config, &ProgressBar::hidden()).unwrap(), config)
    }

    fn told(run: Run, config: &Config) -> String {
        let (report, _) = audit::conclude(run, &Request::default(), config);
        let mut out = Vec::new();
        json::check(&report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_few_related_documents_tell_as_much_as_the_whole_ledger() {
        let (all, config) = samples();
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::create_or_open(&folder.path().join("台账.db")).unwrap();
        for reading in &all.readings {
            ledger.record("k", reading, &[]).unwrap();
        }
        let background = Background::new(Run::default(), Some(&ledger)).unwrap();
        let mut laid = 0;
        for reading in &all.readings {
            let draft = || Run { readings: vec![reading.clone()], ..Run::default() };
            let (mut narrow, mut whole) = (draft(), draft());
            background.beside(&mut narrow).unwrap();
            let recorded = ledger.load().unwrap().into_iter().map(|stored| stored.reading);
            whole.compare_with(recorded.collect(), Vec::new(), true);
            laid += narrow.readings.len();
            let (narrow, whole) = (told(narrow, &config), told(whole, &config));
            let differing = narrow.lines().zip(whole.lines()).find(|(a, b)| a != b);
            assert_eq!(differing, None, "{}", reading.source);
            assert_eq!(narrow.len(), whole.len(), "{}", reading.source);
        }
        let most = all.readings.len() * all.readings.len();
        assert!(laid * 2 < most, "{laid} of {most} laid out");
    }
}
