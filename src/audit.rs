//! The whole line on one screen: paths in, report out. Files go down it in parallel; beside it only the copying index and `learn` do so.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::thread;

use indicatif::ProgressBar;
use rayon::prelude::*;

use crate::config::Config;
use crate::extract::reread;
use crate::ingest::{self, Entry, Input};
use crate::ledger::{self, Ledger, Results};
use crate::recall::settle;
use crate::report::{self, Count, Report};
pub use crate::run::Request;
use crate::run::{Background, Outcome, Run};
use crate::{corpus, facts, rules, structure};

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
    let mut run = gather(&request.paths, config, bar)?;
    let named = gather(&request.against, config, bar)?;
    Background::new(named, ledger)?.beside(&mut run)?;
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
            outcome.record(ledger, &key)?;
        }
        run.keep(outcome);
        Ok(())
    })?;
    if let Some(ledger) = ledger.as_deref() {
        run.take_recorded(ledger)?;
    }
    let own = run.own();
    let (report, results) = conclude(run, request, config);
    if let Some(ledger) = ledger {
        settle(ledger, (results, &report), &own, (request, config))?;
    }
    Ok(report)
}

/// Reads everything anew.
pub(crate) fn gather(
    paths: &[String],
    config: &Config,
    bar: &ProgressBar,
) -> Result<Run, ledger::Error> {
    let mut run = Run::default();
    walk(paths, &Known::new(), config, bar, |outcome| {
        run.keep(outcome);
        Ok(())
    })?;
    Ok(run)
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
            rules::prepare(&document, config);
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
    let corpus = corpus::gather(run.readings, run.registers, run.beside, config, &again);
    let (mut found, groups) = rules::compare(&corpus, config);
    let results = Results { findings: found.clone(), groups: groups.clone() };
    found.append(&mut run.findings);
    let mut report =
        report::assemble(&corpus, (found, groups), config, &request.selection, request.today);
    run.unreadable.sort_by(|a, b| a.source_path.cmp(&b.source_path));
    report.unreadable = run.unreadable;
    report.read = Count { fresh: run.fresh, same: run.same.len() };
    (report, results)
}
