//! Working days: weekends, and the State Council's holidays and make-up days of the years known.
//!
//! A unit may add years or change days by a file of its own. A year nobody wrote down counts Monday to Friday, holidays of fixed date
//! left out; who asks can tell.

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
#[serde(default)]
#[derive(Default)]
struct Year {
    off: Vec<String>,
    work: Vec<String>,
}

static BUILT_IN: LazyLock<BTreeMap<Date, bool>> = LazyLock::new(|| {
    let years = YEARS.iter().filter_map(|text| toml::from_str::<Year>(text).ok());
    let mut calendar = BTreeMap::new();
    for year in years {
        calendar.extend(year.off.iter().flat_map(|range| days(range)).map(|day| (day, false)));
        calendar.extend(year.work.iter().flat_map(|range| days(range)).map(|day| (day, true)));
    }
    calendar
});

/// The years built in with what a unit's own file adds or changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    own: BTreeMap<Date, bool>,
}

/// The built-in years alone.
static BUILT_IN_ALONE: Calendar = Calendar { own: BTreeMap::new() };

impl Calendar {
    /// The built-in years alone, for whoever has no configuration.
    pub fn built_in() -> &'static Self {
        &BUILT_IN_ALONE
    }

    /// Reads a unit's own calendar, written as the years in `dictionaries/holidays`; what it says goes before the built-in years.
    ///
    /// # Errors
    /// Says in Chinese what is wrong: no TOML, an unknown key with the nearest known one, or a day that is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let mut own = BTreeMap::new();
        for (key, value) in &table {
            let work = match key.as_str() {
                "off" => false,
                "work" => true,
                _ => {
                    let near = crate::config::nearest(key, &["off", "work"]);
                    let near = near.map_or(String::new(), |near| format!("，是否想写“{near}”？"));
                    return Err(format!("“{key}”不认识{near}（只有 off 放假、work 调休上班两项）"));
                }
            };
            let wrong =
                || format!("{key} 应当是一个列表，如 [\"2027-01-01\", \"2027-02-06..2027-02-12\"]");
            for entry in value.as_array().ok_or_else(wrong)? {
                let entry = entry.as_str().ok_or_else(wrong)?;
                let days = days(entry);
                if days.is_empty() {
                    return Err(format!(
                        "{key} 里的“{entry}”不是日期，请写成 2027-01-01 或“起..止”的样子"
                    ));
                }
                own.extend(days.into_iter().map(|day| (day, work)));
            }
        }
        Ok(Self { own })
    }

    /// Is `day` a working day?
    pub fn is_working(&self, day: Date) -> bool {
        if let Some(&known) = self.own.get(&day).or_else(|| BUILT_IN.get(&day)) {
            return known;
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && !matches!((day.month(), day.day()), (1 | 5, 1) | (10, 1..=3))
    }

    /// Are the holidays of that day's year known? Where they are not, [`Calendar::is_working`] only knows weekends and fixed days.
    pub fn knows(&self, day: Date) -> bool {
        let (Ok(first), Ok(last)) = (Date::new(day.year(), 1, 1), Date::new(day.year(), 12, 31))
        else {
            return false;
        };
        [&self.own, &*BUILT_IN].into_iter().any(|days| days.range(first..=last).next().is_some())
    }

    /// Working days after `from` up to and including `to`; 0 where `to` is not later.
    pub fn between(&self, from: Date, to: Date) -> u32 {
        let first = from.saturating_add(1.day());
        // Nobody asks about deadlines further away than this.
        first
            .series(1.day())
            .take_while(|day| *day <= to)
            .take(400)
            .filter(|&day| self.is_working(day))
            .count() as u32
    }

    /// The `count`th working day after `from`.
    pub fn after(&self, from: Date, count: u32) -> Date {
        let first = from.saturating_add(1.day());
        let mut working = first.series(1.day()).take(4000).filter(|&day| self.is_working(day));
        working.nth(count.saturating_sub(1) as usize).unwrap_or(from)
    }
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
            assert_eq!(Calendar::default().between(from, to), expect, "{from} → {to}");
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
            BUILT_IN.keys().map(|day| day.year()).collect::<std::collections::BTreeSet<_>>().len(),
            YEARS.len()
        );
        let third = Calendar::built_in().after("2026-03-06".parse().unwrap(), 3);
        assert_eq!(third, "2026-03-11".parse().unwrap());
    }

    #[test]
    fn a_unit_adds_a_year_and_changes_a_day() {
        let text = "off = [\"2027-02-06..2027-02-12\", \"2026-03-13\"]\nwork = [\"2027-02-14\"]";
        let own = Calendar::parse(text).unwrap();
        let check = |day: &str, expect: bool| {
            assert_eq!(own.is_working(day.parse().unwrap()), expect, "{day}");
        };
        check("2027-02-08", false);
        check("2027-02-14", true);
        check("2026-03-13", false);
        check("2026-02-14", true);
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(own.knows(day("2027-06-01")) && !own.knows(day("2028-06-01")));
        assert!(!Calendar::default().knows(day("2027-06-01")));
    }

    #[test]
    fn a_wrong_calendar_says_what_is_wrong() {
        let check = |text: &str, expect: &str| {
            let error = Calendar::parse(text).unwrap_err();
            assert!(error.contains(expect), "{error}");
        };
        check("of = []", "是否想写“off”");
        check("off = [\"2027-02-30\"]", "不是日期");
        check("off = [\"2027-02-06..2027-02-01\"]", "不是日期");
        check("work = \"2027-02-06\"", "应当是一个列表");
    }
}
