//! The report of everything a ledger holds, without the files: from the roll-ups of the last audit, or worked out anew.

use std::collections::BTreeSet;

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_128;

use crate::config::{Config, Exempt};
use crate::corpus::Beside;
use crate::ledger::{self, Ledger, Results};
use crate::monthly::{self, Ground, Month};
use crate::report::{self, Report, Selection};
use crate::run::Request;
use crate::{corpus, rules, score};

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
    let corpus = corpus::gather(readings, registers, Beside::default(), config, &|_: &str| None);
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

/// What a month's report is made of: the roll-up of the last audit where it holds, else everything laid side by side anew.
///
/// # Errors
/// When the ledger cannot be read.
pub fn month(
    ledger: &Ledger,
    month: Month,
    config: &Config,
    today: Date,
) -> Result<Ground, ledger::Error> {
    match ledger.month(&month.key(), &stamp(config, today))? {
        Some(rollup) => Ok(Ground::of_rollup(rollup, ledger.titles(&month.key())?, config)),
        None => recall(ledger, config, today).map(Ground::of_report),
    }
}

/// Records what an audit found by laying everything side by side, and sums up the months. `own` are the documents and registers
/// the audit judged; of those recorded earlier, which it did not judge, what was found holds.
///
/// # Errors
/// When the ledger cannot be read or written.
pub fn settle(
    ledger: &mut Ledger,
    audited: (Results, &Report),
    own: &BTreeSet<String>,
    asked: (&Request, &Config),
) -> Result<(), ledger::Error> {
    let ((results, report), (request, config)) = (audited, asked);
    let stamp = stamp(config, request.today);
    let mut beside: BTreeSet<String> = ledger.sources()?.into_iter().collect();
    beside.retain(|source| !own.contains(source));
    let results = results.beside(ledger.results()?, &beside);
    let registers = ledger.load_registers()?;
    let whole = beside.is_empty() && registers.iter().all(|it| own.contains(&it.source));
    if whole && request.selection == Selection::default() {
        return ledger.replace_results(&results, Some((&monthly::roll_up(report), &stamp)));
    }
    // The audit saw a part, or showed a part of what it found: summed up is what the ledger holds.
    ledger.replace_results(&results, None)?;
    let report = recall(ledger, config, request.today)?;
    ledger.replace_results(&results, Some((&monthly::roll_up(&report), &stamp)))
}

/// What a roll-up depends on besides the records: program, configuration, weights, and which exemptions have run out.
pub fn stamp(config: &Config, today: Date) -> String {
    let over = |entry: &Exempt| entry.until().is_some_and(|until| until < today);
    let exempt: Vec<_> = config.exempt.iter().map(|entry| (entry, over(entry))).collect();
    let judged = format!("{exempt:?}{}", score::formula(config));
    format!("{} {:032x}", ledger::key(config), xxh3_128(judged.as_bytes()))
}
