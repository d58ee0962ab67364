//! Working days: weekends, and the State Council's holidays and make-up days of the years known.
//!
//! A year without a file counts Monday to Friday, holidays of fixed date left out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::Deserialize;

const YEARS: [&str; 3] = [
    include_str!("../../../dictionaries/holidays/2024.toml"),
    include_str!("../../../dictionaries/holidays/2025.toml"),
    include_str!("../../../dictionaries/holidays/2026.toml"),
];

#[derive(Deserialize)]
struct Year {
    off: Vec<String>,
    work: Vec<String>,
}

static CALENDAR: LazyLock<BTreeMap<Date, bool>> = LazyLock::new(|| {
    let years = YEARS.iter().filter_map(|text| toml::from_str::<Year>(text).ok());
    let mut calendar = BTreeMap::new();
    for year in years {
        calendar.extend(year.off.iter().flat_map(|range| days(range)).map(|day| (day, false)));
        calendar.extend(year.work.iter().flat_map(|range| days(range)).map(|day| (day, true)));
    }
    calendar
});

/// Is `day` a working day?
pub fn is_working(day: Date) -> bool {
    if let Some(&known) = CALENDAR.get(&day) {
        return known;
    }
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !matches!((day.month(), day.day()), (1 | 5, 1) | (10, 1..=3))
}

/// Working days after `from` up to and including `to`; 0 where `to` is not later.
pub fn between(from: Date, to: Date) -> u32 {
    let first = from.saturating_add(1.day());
    // Nobody asks about deadlines further away than this.
    first
        .series(1.day())
        .take_while(|day| *day <= to)
        .take(400)
        .filter(|&day| is_working(day))
        .count() as u32
}

/// The `count`th working day after `from`.
pub fn after(from: Date, count: u32) -> Date {
    let first = from.saturating_add(1.day());
    let mut working = first.series(1.day()).take(4000).filter(|&day| is_working(day));
    working.nth(count.saturating_sub(1) as usize).unwrap_or(from)
}

fn days(range: &str) -> Vec<Date> {
    let (from, to) = range.split_once("..").unwrap_or((range, range));
    let (Ok(from), Ok(to)) = (from.parse::<Date>(), to.parse::<Date>()) else { return Vec::new() };
    from.series(Span::new().days(1)).take_while(|day| *day <= to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_working_days() {
        let check = |from: &str, to: &str, expect: u32| {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(between(from, to), expect, "{from} → {to}");
        };
        check("2026-03-02", "2026-03-04", 2);
        check("2026-03-06", "2026-03-09", 1);
        check("2026-02-13", "2026-02-24", 2);
        check("2026-04-30", "2026-05-06", 1);
        check("2026-03-04", "2026-03-02", 0);
        check("2031-04-30", "2031-05-02", 1);
    }

    #[test]
    fn every_year_file_is_read() {
        assert_eq!(
            CALENDAR.keys().map(|day| day.year()).collect::<std::collections::BTreeSet<_>>().len(),
            YEARS.len()
        );
        assert_eq!(after("2026-03-06".parse().unwrap(), 3), "2026-03-11".parse().unwrap());
    }
}
