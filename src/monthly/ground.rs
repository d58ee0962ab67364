//! What a monthly report is made of: taken from a whole report, or from the roll-ups of a ledger; the same either way.

use std::collections::{BTreeMap, BTreeSet};

use super::Month;
use crate::config::Config;
use crate::corpus::sittings::Sitting;
use crate::finding::{Finding, Group};
use crate::ledger::{Rolled, Rollup, Titled};
use crate::report::{Report, Tallied};
use crate::score;
use crate::totals::{Received, Row, weighs};

/// The numbers of every month and the particulars of one.
#[derive(Debug, Default)]
pub struct Ground {
    /// Department by month; only those of the month need name their documents and sittings.
    pub totals: Vec<Tallied>,
    /// Sittings of the month, and those of its groups.
    pub sittings: Vec<Sitting>,
    /// Sittings that belong together.
    pub groups: Vec<Group>,
    /// What each unit received in the month.
    pub received: Vec<Received>,
    /// Titles and numbers of the month's documents, by path.
    pub titles: BTreeMap<String, Titled>,
    /// Errors (E) of the month's documents that count, by path.
    pub faults: BTreeMap<String, Vec<Finding>>,
    /// The scoring formula in force.
    pub formula: String,
}

impl Ground {
    /// From everything a ledger holds, laid side by side anew.
    pub fn of_report(report: Report) -> Self {
        let mut ground = Self::default();
        for audited in report.documents {
            let elements = audited.reading.elements;
            let titled = Titled { title: elements.title, number: elements.number };
            let source = audited.reading.source;
            let faults: Vec<_> = audited.findings.into_iter().filter(is_fault).collect();
            if !faults.is_empty() {
                ground.faults.insert(source.clone(), faults);
            }
            ground.titles.insert(source, titled);
        }
        Self {
            totals: report.totals,
            sittings: report.meetings.into_iter().map(|met| met.sitting).collect(),
            groups: report.groups,
            received: report.received,
            formula: report.formula,
            ..ground
        }
    }

    /// From a roll-up of the month.
    pub fn of_rollup(rollup: Rollup, titles: BTreeMap<String, Titled>, config: &Config) -> Self {
        let mut ground = Self { titles, ..Self::default() };
        for Rolled { row, grade, faults } in rollup.rows {
            for fault in faults {
                ground.faults.entry(fault.subject.clone()).or_default().push(fault);
            }
            ground.totals.push(Tallied { row, grade });
        }
        Self {
            sittings: rollup.sittings,
            groups: rollup.groups,
            received: rollup.received,
            formula: score::formula(config),
            ..ground
        }
    }

    /// The sittings by their id.
    pub(super) fn by_id(&self) -> BTreeMap<&str, &Sitting> {
        self.sittings.iter().map(|sitting| (sitting.id.as_str(), sitting)).collect()
    }

    /// What the units received in a month.
    pub(super) fn received_in(&self, month: Month) -> impl Iterator<Item = &Received> {
        let key = month.key();
        self.received.iter().filter(move |row| row.month.as_deref() == Some(key.as_str()))
    }
}

/// The months of which a ledger has records, whoever they are about.
pub(super) struct Recorded {
    /// With documents.
    pub(super) documents: BTreeSet<Month>,
    /// With sittings.
    pub(super) sittings: BTreeSet<Month>,
}

impl Recorded {
    pub(super) fn of(totals: &[Tallied]) -> Self {
        let months = |has: fn(&Row) -> bool| {
            let rows = totals.iter().map(|tallied| &tallied.row).filter(|row| has(row));
            rows.filter_map(|row| Month::parse(row.month.as_deref()?)).collect()
        };
        Self {
            documents: months(|row| row.documents.total() > 0),
            sittings: months(|row| row.meetings > 0),
        }
    }
}

/// Is it an error of wording or form (错情) that counts?
fn is_fault(finding: &Finding) -> bool {
    finding.rule.starts_with('E') && weighs(finding)
}

/// A report summed up for the ledger; nothing of it is of one month only.
pub fn roll_up(report: &Report) -> Rollup {
    let faults: BTreeMap<&str, Vec<&Finding>> = report
        .documents
        .iter()
        .map(|audited| {
            let faults = audited.findings.iter().filter(|finding| is_fault(finding));
            (audited.reading.source.as_str(), faults.collect())
        })
        .collect();
    let rolled = |tallied: &Tallied| {
        let own = tallied.row.sources.iter().filter_map(|source| faults.get(source.as_str()));
        Rolled {
            row: tallied.row.clone(),
            grade: tallied.grade.clone(),
            faults: own.flatten().copied().cloned().collect(),
        }
    };
    let bare = |sitting: &Sitting| Sitting {
        mentions: Vec::new(),
        reasons: Vec::new(),
        ..sitting.clone()
    };
    let meetings = |group: &&Group| group.rule.starts_with('M');
    Rollup {
        rows: report.totals.iter().map(rolled).collect(),
        sittings: report.meetings.iter().map(|met| bare(&met.sitting)).collect(),
        groups: report.groups.iter().filter(meetings).cloned().collect(),
        received: report.received.clone(),
    }
}
