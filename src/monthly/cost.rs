//! Person-hours of a month's sittings with travel, as a range where a figure is missing.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::corpus::sittings::{Sitting, cost};
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
pub(super) fn of(row: &Row, sittings: &BTreeMap<&str, &Sitting>, config: &Config) -> Cost {
    let mut sum = Cost::default();
    for sitting in row.sittings.iter().filter_map(|id| sittings.get(id.as_str())) {
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
