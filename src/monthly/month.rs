//! A month and its neighbours.

use std::fmt;

use jiff::civil::Date;

/// One month of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// Reads `2026-10`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() > 2 || !plain(year) || !plain(month) {
            return None;
        }
        let month = Self { year: year.parse().ok()?, month: month.parse().ok()? };
        (month.year > 0 && (1..=12).contains(&month.month)).then_some(month)
    }

    /// The month of a day.
    pub fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// The name it has in totals, `2026-10`.
    pub fn key(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Its number in the year.
    pub fn number(self) -> i8 {
        self.month
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.month {
            1 => Self { year: self.year - 1, month: 12 },
            month => Self { month: month - 1, ..self },
        }
    }

    /// The same month last year.
    #[must_use]
    pub fn year_ago(self) -> Self {
        Self { year: self.year - 1, ..self }
    }

    /// Is `other` of the same year and not later?
    pub fn ends_year_of(self, other: Self) -> bool {
        other.year == self.year && other.month <= self.month
    }

    /// January to this month.
    pub fn year_so_far(self) -> impl Iterator<Item = Self> {
        (1..=self.month).map(move |month| Self { month, ..self })
    }

    /// Its first day.
    pub fn first(self) -> Option<Date> {
        Date::new(self.year, self.month, 1).ok()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}年{}月", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_counted() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(Month::parse(text).map(Month::key).as_deref(), expect, "{text}");
        };
        check("2026-10", Some("2026-10"));
        check("2026-1", Some("2026-01"));
        check("2026-13", None);
        check("2026-00", None);
        check("26-10", None);
        check("2026", None);
        check("2026-+1", None);
        let january = Month::parse("2026-01").unwrap();
        assert_eq!(january.previous().key(), "2025-12");
        assert_eq!(january.year_ago().key(), "2025-01");
        assert!(january.ends_year_of(january) && !january.ends_year_of(january.previous()));
    }
}
