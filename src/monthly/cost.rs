//! Person-hours of sittings with travel, as a range where a figure is missing.
//!
//! The lower end counts only what is known. The upper end takes the regulations' cap for a missing figure, as if no sitting had been
//! over it; both ends count travel by the lowest level attending, at the hours the rule pack or the office gives.

use crate::config::Config;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::document::Level;
use crate::facts::meeting::Form;
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
}

impl Cost {
    pub(super) fn add(&mut self, other: &Self) {
        self.low += other.low;
        self.high += other.high;
        self.unmeasured += other.unmeasured;
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
        sum.add(&one(sitting, config));
    }
    sum
}

fn one(sitting: &Sitting, config: &Config) -> Cost {
    let travel = travel(sitting.reach, config);
    let (near, far) = match sitting.form {
        Form::Video => (0, 0),
        // Some sit in the main hall, some at home: how many is not told.
        Form::Mixed => (0, travel),
        Form::InPerson => (travel, travel),
    };
    let people = sitting.people.map(u64::from);
    let minutes = sitting.minutes.map(u64::from);
    let (crowd, long) = caps(sitting, config);
    Cost {
        low: people.unwrap_or(0) * (minutes.unwrap_or(0) + near),
        high: people.unwrap_or(crowd) * (minutes.unwrap_or(long) + far),
        unmeasured: usize::from(people.is_none() || minutes.is_none()),
    }
}

/// Minutes of travel there and back for those of the lowest level attending.
fn travel(reach: Option<Level>, config: &Config) -> u64 {
    let hours = match reach {
        Some(Level::City) => config.limit("travel_hours_city"),
        Some(Level::County) => config.limit("travel_hours_county"),
        Some(Level::Township) => config.limit("travel_hours_township"),
        _ => 0.0,
    };
    minutes(hours)
}

/// The most people and minutes the regulations allow a sitting of this class.
fn caps(sitting: &Sitting, config: &Config) -> (u64, u64) {
    let people = match sitting.class {
        SittingClass::Citywide => config.limit("meeting_people"),
        SittingClass::Departmental => config.limit("meeting_people_departmental"),
        SittingClass::Statutory | SittingClass::Special => config.limit("meeting_people_special"),
    };
    let long = match sitting.form {
        Form::Video => config.limit("video_minutes") as u64,
        Form::InPerson | Form::Mixed => minutes(config.limit("meeting_hours")),
    };
    (people as u64, long)
}

fn minutes(hours: f64) -> u64 {
    (hours * 60.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sittings::Status;

    #[test]
    fn missing_figures_make_a_range() {
        let text = "[limits]\ntravel_hours_county = 2\n";
        let config = Config::parse(text, None).unwrap();
        let check = |people, minutes, form, reach, expect| {
            let sitting = Sitting {
                id: String::new(),
                title: String::new(),
                matter: String::new(),
                organizer: None,
                level: Level::City,
                date: None,
                start: None,
                minutes,
                people,
                form,
                reach,
                class: SittingClass::Special,
                status: Status::Held,
                sources: Vec::new(),
                mentions: Vec::new(),
                reasons: Vec::new(),
            };
            let cost = one(&sitting, &config);
            assert_eq!((cost.low, cost.high), expect);
        };
        let county = Some(Level::County);
        check(Some(10), Some(60), Form::InPerson, county, (1800, 1800));
        check(Some(10), Some(60), Form::InPerson, None, (600, 600));
        check(Some(10), Some(60), Form::Video, county, (600, 600));
        check(Some(10), Some(60), Form::Mixed, county, (600, 1800));
        check(Some(10), None, Form::InPerson, county, (1200, 3600));
        check(None, Some(60), Form::InPerson, None, (0, 3000));
        check(None, None, Form::Video, None, (0, 6000));
    }
}
