//! The whole line on one screen: paths in, report out. Parallelism lives here and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::sync_channel;
use std::thread;

use indicatif::ProgressBar;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::corpus;
use crate::document::{Document, Unreadable};
use crate::facts::{self, Reading};
use crate::ingest::{self, Entry, Input};
use crate::ledger::{self, Ledger, Results};
use crate::register::Register;
use crate::report::{self, Count, Report, Selection};
use crate::run::{Outcome, Run};
use crate::{rules, structure};

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

/// A document with what the tool read in it, for `extract`.
pub struct Extracted {
    /// The document.
    pub document: Document,
    /// What was distilled from it.
    pub reading: Reading,
}

/// What a ledger has read already: SHA-256 by source.
pub(crate) type Known = BTreeMap<String, String>;

/// Checks drafts against each other, `request.against` and the ledger; records nothing.
///
/// # Errors
/// When the ledger cannot be read.
pub fn check(
    request: &Request,
    config: &Config,
    ledger: Option<&Ledger>,
    bar: &ProgressBar,
) -> Result<Report, ledger::Error> {
    let mut run = Run::default();
    walk(&request.paths, &Known::new(), config, bar, |outcome| {
        run.keep(outcome);
        Ok(())
    })?;
    Background::read(request, config, ledger, bar)?.beside(&mut run);
    Ok(conclude(run, request, config).0)
}

/// Audits a tree: every file new or changed since the last run is read and recorded, one transaction each; then all
/// documents of the ledger are laid side by side.
///
/// # Errors
/// When the ledger cannot be read or written.
pub fn audit(
    request: &Request,
    config: &Config,
    mut ledger: Option<&mut Ledger>,
    bar: &ProgressBar,
) -> Result<Report, ledger::Error> {
    let key = ledger::key(config);
    let known = ledger.as_ref().map_or(Ok(Known::new()), |ledger| ledger.known(&key))?;
    let mut run = Run::default();
    walk(&request.paths, &known, config, bar, |outcome| {
        if let Some(ledger) = ledger.as_deref_mut() {
            match &outcome {
                Outcome::Same(_) => {}
                Outcome::Document(read) => ledger.record(&key, &read.0, &read.1)?,
                Outcome::Register(register) => ledger.record_register(&key, register)?,
                Outcome::Unreadable(refused) => ledger.record_unreadable(refused)?,
            }
        }
        run.keep(outcome);
        Ok(())
    })?;
    if let Some(ledger) = ledger.as_deref() {
        run.take_recorded(ledger)?;
    }
    let against: BTreeSet<_> = run.against.iter().cloned().collect();
    let read = run.readings.iter().map(|reading| reading.source.clone());
    let own: BTreeSet<_> = read.filter(|source| !against.contains(source)).collect();
    let (report, results) = conclude(run, request, config);
    if let Some(ledger) = ledger {
        // Documents recorded earlier were not compared anew: what was found of them still holds.
        let beside = ledger.sources()?.into_iter().filter(|source| !own.contains(source)).collect();
        let results = results.beside(ledger.results()?, &beside);
        ledger.replace_results(&results)?;
    }
    Ok(report)
}

/// The report of everything a ledger holds, without the files. Nothing is read anew: what was found by laying two texts
/// side by side is taken from the last audit, everything else is worked out as an audit does.
///
/// # Errors
/// When the ledger cannot be read.
pub fn recall(ledger: &Ledger, config: &Config, today: Date) -> Result<Report, ledger::Error> {
    let (mut readings, mut findings) = (Vec::new(), Vec::new());
    for mut stored in ledger.load()? {
        readings.push(stored.reading);
        findings.append(&mut stored.findings);
    }
    let registers = ledger.load_registers()?;
    let corpus = corpus::gather(readings, registers, Vec::new(), config, &|_: &str| None);
    let (mut found, mut groups) = rules::compare(&corpus, config);
    let kept = ledger.results()?;
    let told = |rule: &str| rules::copying::needs_texts(rule);
    found.retain(|finding| !told(&finding.rule));
    groups.retain(|group| !told(&group.rule));
    findings.append(&mut found);
    let known = |source: &String| corpus.reading(source).is_some();
    let earlier = kept.findings.into_iter();
    findings.extend(earlier.filter(|it| told(&it.rule) && known(&it.subject)));
    let earlier = kept.groups.into_iter();
    groups.extend(earlier.filter(|it| told(&it.rule) && it.members.iter().all(known)));
    let mut report =
        report::assemble(&corpus, (findings, groups), config, &Selection::default(), today);
    report.unreadable = ledger.load_unreadable()?;
    Ok(report)
}

/// Reads documents and says what was read; judges nothing.
pub fn extract(
    paths: &[String],
    config: &Config,
    bar: &ProgressBar,
) -> (Vec<Extracted>, Vec<Unreadable>) {
    let (entries, mut unreadable) = ingest::walk(paths);
    bar.set_length(entries.len() as u64);
    let one = |entry: &Entry| {
        let read = ingest::read(entry);
        bar.inc(1);
        read
    };
    let mut documents = Vec::new();
    for read in entries.par_iter().map(one).collect::<Vec<_>>() {
        match read {
            Ok(Input::Document(source)) => {
                let document = structure::parse(source, config);
                let reading = facts::distil(&document, config);
                documents.push(Extracted { document, reading });
            }
            Ok(Input::Register(_)) => {}
            Err(refused) => unreadable.push(refused),
        }
    }
    (documents, unreadable)
}

/// Reads one document again, to show places in it.
pub fn reread(source: &str, config: &Config) -> Option<Document> {
    match ingest::read(&Entry { name: source.to_owned() }) {
        Ok(Input::Document(source)) => Some(structure::parse(source, config)),
        _ => None,
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
    /// Reads `request.against` and takes what the ledger has.
    pub(crate) fn read(
        request: &Request,
        config: &Config,
        ledger: Option<&Ledger>,
        bar: &ProgressBar,
    ) -> Result<Self, ledger::Error> {
        let mut named = Run::default();
        walk(&request.against, &Known::new(), config, bar, |outcome| {
            named.keep(outcome);
            Ok(())
        })?;
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

/// Sends every entry down the line in parallel and hands each outcome to `keep` on this thread, as it comes.
pub(crate) fn walk(
    paths: &[String],
    known: &Known,
    config: &Config,
    bar: &ProgressBar,
    mut keep: impl FnMut(Outcome) -> Result<(), ledger::Error>,
) -> Result<(), ledger::Error> {
    let (entries, refused) = ingest::walk(paths);
    bar.inc_length(entries.len() as u64);
    refused.into_iter().try_for_each(|refused| keep(Outcome::Unreadable(refused)))?;
    let (sender, outcomes) = sync_channel(64);
    thread::scope(|scope| {
        // The sender moves into the thread, so that the channel closes when the last file is done.
        scope.spawn(move || {
            // A closed channel means the ledger failed: the error is on its way up, the rest need not be read.
            let _ = entries
                .par_iter()
                .try_for_each_with(sender, |sender, entry| sender.send(line(entry, known, config)));
        });
        for outcome in outcomes {
            bar.inc(1);
            keep(outcome)?;
        }
        Ok(())
    })
}

/// One file's way: open, read, structure, segment, distil, check.
fn line(entry: &Entry, known: &Known, config: &Config) -> Outcome {
    let opened = match ingest::open(entry) {
        Ok(opened) if known.get(&entry.name) == Some(&opened.sha256) => {
            return Outcome::Same(entry.name.clone());
        }
        Ok(opened) => opened,
        Err(refused) => return Outcome::Unreadable(refused),
    };
    match ingest::parse(opened) {
        Ok(Input::Document(source)) => {
            let document = structure::parse(source, config);
            let reading = facts::distil(&document, config);
            let findings = rules::check(&document, &reading, config);
            Outcome::Document(Box::new((reading, findings)))
        }
        Ok(Input::Register(register)) => Outcome::Register(register),
        Err(refused) => Outcome::Unreadable(refused),
    }
}

/// Lays everything side by side, compares, and puts the report together; beside it what the comparison found, for the ledger.
pub(crate) fn conclude(mut run: Run, request: &Request, config: &Config) -> (Report, Results) {
    let again = |source: &str| reread(source, config);
    let corpus = corpus::gather(run.readings, run.registers, run.against, config, &again);
    let (mut found, groups) = rules::compare(&corpus, config);
    let mut results =
        Results { findings: found.clone(), groups: groups.clone(), totals: Vec::new() };
    found.append(&mut run.findings);
    let mut report =
        report::assemble(&corpus, (found, groups), config, &request.selection, request.today);
    run.unreadable.sort_by(|a, b| a.source_path.cmp(&b.source_path));
    report.unreadable = run.unreadable;
    report.read = Count { fresh: run.fresh, same: run.same.len() };
    results.totals = report.totals.iter().map(|tallied| tallied.row.clone()).collect();
    (report, results)
}
