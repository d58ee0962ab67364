//! Dates and deadlines in running text, resolved against the day of issue; and how often something recurs.
//!
//! The day of issue begins at 09:00; a day without a time of day ends with office hours at 18:00.

mod expressions;
mod period;
#[cfg(test)]
mod table_of_truth;
pub mod working;

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

pub use expressions::find;
pub use period::{Period, period, phrase};
use working::Calendar;

use crate::config::Config;
use crate::document::Document;

/// Start of office hours: what is issued on a day counts from then.
pub const OPENING: Time = Time::constant(9, 0, 0, 0);
/// End of office hours: what is due on a day is due then.
pub const CLOSING: Time = Time::constant(18, 0, 0, 0);

/// What deadlines are counted from: the day of issue, and the calendar that says which days are working days.
#[derive(Debug, Clone, Copy)]
pub struct Issue<'a> {
    /// The day of issue, where the paper says it.
    pub date: Option<Date>,
    /// Working days.
    pub calendar: &'a Calendar,
}

impl<'a> Issue<'a> {
    /// The issue of a document, by the office's calendar.
    pub fn of(document: &Document, config: &'a Config) -> Self {
        Self { date: document.elements.date, calendar: &config.calendar }
    }

    /// Of words by themselves: what hangs on the day of issue is found, but not resolved.
    pub fn unknown() -> Self {
        Self { date: None, calendar: Calendar::built_in() }
    }

    /// An issue on a day, for tests.
    #[cfg(test)]
    pub(crate) fn on(date: &str) -> Self {
        Self { date: Some(date.parse().expect("a day")), ..Self::unknown() }
    }
}

/// A deadline as far as the text tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// A day.
    Day(Date),
    /// A day and a time of day.
    Moment(DateTime),
}

/// A date in running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its bytes in the text, the word 前 included.
    pub range: Range<usize>,
    /// The day or moment; `None` where it hangs on an event or the day of issue is unknown.
    pub due: Option<Due>,
    /// It is a deadline: 前、以前、内、截止 follow it.
    pub limit: bool,
}

impl Due {
    /// The day.
    pub fn date(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Moment(moment) => moment.date(),
        }
    }

    /// The moment; a bare day ends with office hours.
    pub fn moment(self) -> DateTime {
        match self {
            Self::Day(date) => date.to_datetime(CLOSING),
            Self::Moment(moment) => moment,
        }
    }

    /// Tenths of hours from the opening of the day of issue.
    pub fn tenths_from(self, issued: Date) -> i64 {
        let span = self.moment().duration_since(issued.to_datetime(OPENING));
        span.as_mins().saturating_mul(10) / 60
    }
}

impl std::fmt::Display for Due {
    /// `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, as the contract has it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(date) => write!(out, "{date}"),
            Self::Moment(moment) => write!(out, "{}", moment.strftime("%Y-%m-%dT%H:%M")),
        }
    }
}
