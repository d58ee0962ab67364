//! Person-hours of a month's sittings with travel, as a range where a figure is missing.

use crate::config::Config;
use crate::corpus::sittings::cost;
use crate::report::Report;
use crate::totals::Row;

/// Person-minutes, from and to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// With only what is known.
    pub low: u64,
    /// With the cap for what is missing.
    pub high: u64,
    /// Sittings of which people or duration are missing.
    pub unmeasured: usize,
    /// Those of which the people are missing.
    pub without_people: usize,
    /// Those of which the duration is missing.
    pub without_minutes: usize,
}

impl Cost {
    pub(super) fn add(&mut self, other: &Self) {
        self.low += other.low;
        self.high += other.high;
        self.unmeasured += other.unmeasured;
        self.without_people += other.without_people;
        self.without_minutes += other.without_minutes;
    }

    /// Hours, from and to.
    pub fn hours(&self) -> (f64, f64) {
        (self.low as f64 / 60.0, self.high as f64 / 60.0)
    }
}

/// The cost of a row's sittings.
pub(super) fn of(row: &Row, report: &Report, config: &Config) -> Cost {
    let mut sum = Cost::default();
    let sittings = report.meetings.iter().map(|met| &met.sitting);
    for sitting in sittings.filter(|sitting| row.sittings.contains(&sitting.id)) {
        let one = cost::Cost::of(sitting, config);
        sum.add(&Cost {
            low: one.low,
            high: one.high,
            unmeasured: usize::from(one.missing().is_some()),
            without_people: usize::from(one.people_missing),
            without_minutes: usize::from(one.minutes_missing),
        });
    }
    sum
}
