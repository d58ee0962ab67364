//! The report of everything a ledger holds, without the files.

use jiff::civil::Date;

use crate::config::Config;
use crate::corpus;
use crate::ledger::{self, Ledger};
use crate::report::{self, Report, Selection};
use crate::rules;

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
