//! Person-time of a sitting with travel, as a range where a figure is missing.
//!
//! The lower end counts only what is known. The upper end takes the regulations' cap for a missing figure, as if the sitting had not been
//! over it; both ends count travel by the lowest level attending, at the hours the rule pack or the office gives.

use super::{Sitting, SittingClass};
use crate::config::Config;
use crate::document::Level;
use crate::facts::meeting::Form;

/// Person-minutes of one sitting, from and to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// With only what is known.
    pub low: u64,
    /// With the cap for what is missing.
    pub high: u64,
    /// How many people came is not told.
    pub people_missing: bool,
    /// How long it took is not told.
    pub minutes_missing: bool,
}

impl Cost {
    /// What a sitting costs.
    pub fn of(sitting: &Sitting, config: &Config) -> Self {
        let (near, far) = travel(sitting, config);
        let people = sitting.people.map(u64::from);
        let minutes = sitting.minutes.map(u64::from);
        let (crowd, long) = caps(sitting, config);
        Self {
            low: people.unwrap_or(0) * (minutes.unwrap_or(0) + near),
            high: people.unwrap_or(crowd) * (minutes.unwrap_or(long) + far),
            people_missing: people.is_none(),
            minutes_missing: minutes.is_none(),
        }
    }

    /// Which figures are missing, as a reader is told.
    pub fn missing(&self) -> Option<&'static str> {
        match (self.people_missing, self.minutes_missing) {
            (true, true) => Some("人数和时长"),
            (true, false) => Some("人数"),
            (false, true) => Some("时长"),
            (false, false) => None,
        }
    }
}

/// Person-hours of several sittings together, from and to.
pub fn hours<'a>(sittings: impl Iterator<Item = &'a Sitting>, config: &Config) -> (f64, f64) {
    let costs = sittings.map(|sitting| Cost::of(sitting, config));
    let (low, high) = costs.fold((0, 0), |(low, high), cost| (low + cost.low, high + cost.high));
    (low as f64 / 60.0, high as f64 / 60.0)
}

/// Minutes on the way there and back that each who attends spends, from and to.
pub fn travel(sitting: &Sitting, config: &Config) -> (u64, u64) {
    let hours = match sitting.reach {
        Some(Level::City) => config.limit("travel_hours_city"),
        Some(Level::County) => config.limit("travel_hours_county"),
        Some(Level::Township) => config.limit("travel_hours_township"),
        _ => 0.0,
    };
    match sitting.form {
        Form::Video => (0, 0),
        // Some sit in the main hall, some at home: how many is not told.
        Form::Mixed => (0, minutes(hours)),
        Form::InPerson => (minutes(hours), minutes(hours)),
    }
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
            let cost = Cost::of(&sitting, &config);
            assert_eq!(cost.missing().is_some(), people.is_none() || minutes.is_none());
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
