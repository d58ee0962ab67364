//! The month's sittings by day, and those that belong together.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use super::{Ground, Month};
use crate::config::Config;
use crate::corpus::sittings::Sitting;
use crate::rules;
use crate::rules::meetings::no_meeting;
use crate::totals::Row;

/// A month of days, Monday to Sunday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Weeks of seven days; days of other months are none.
    pub weeks: Vec<[Option<Day>; 7]>,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Neither a weekend nor a holiday.
    pub working: bool,
    /// Why it is kept free of meetings, if it is.
    pub free: Option<String>,
    /// Its sittings, in order of their start.
    pub sittings: Vec<Slot>,
}

/// One sitting on its day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The day; none where it is not known.
    pub date: Option<Date>,
    /// When it starts.
    pub start: Option<Time>,
    /// Its name.
    pub title: String,
    /// Canonical organizer.
    pub organizer: Option<String>,
    /// How many people.
    pub people: Option<u32>,
    /// Its id.
    pub id: String,
    /// Numbers of the groups it belongs to.
    pub groups: Vec<usize>,
}

/// Sittings that could have been fewer.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Its number in the report, from 1.
    pub number: usize,
    /// Rule code.
    pub rule: String,
    /// Its Chinese name.
    pub title: &'static str,
    /// Why they belong together.
    pub reason: String,
    /// The sittings, in order of time.
    pub members: Vec<Slot>,
    /// Person-hours saved, where people and duration are known.
    pub saving: Option<f64>,
    /// The same with travel, from and to.
    pub range: Option<(f64, f64)>,
    /// What to do instead, a line each.
    pub plan: Vec<String>,
}

/// Lays the sittings a row counts out over the days of the month.
pub(super) fn of(
    ground: &Ground,
    row: &Row,
    month: Month,
    beside: (&[Merge], &Config),
) -> Calendar {
    let (merges, config) = beside;
    let Some(first) = month.first() else { return Calendar::default() };
    let entries = config.list("no_meeting");
    let groups = numbers(merges);
    let mut days: BTreeMap<Date, Vec<&Sitting>> = BTreeMap::new();
    for sitting in ground.sittings.iter().filter(|it| row.sittings.contains(&it.id)) {
        if let Some(date) = sitting.date {
            days.entry(date).or_default().push(sitting);
        }
    }
    let mut weeks: Vec<[Option<Day>; 7]> = Vec::new();
    for date in first.series(1.day()).take_while(|date| Month::of(*date) == month) {
        let column = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        if column == 0 || weeks.is_empty() {
            weeks.push(Default::default());
        }
        let own = days.get(&date).map_or(&[][..], Vec::as_slice);
        let mut sittings: Vec<Slot> = own.iter().map(|sitting| slot(sitting, &groups)).collect();
        sittings.sort();
        let free = entries.iter().find_map(|entry| no_meeting::free(entry, date));
        let day = Day { date, working: config.calendar.is_working(date), free, sittings };
        if let Some(place) = weeks.last_mut().and_then(|week| week.get_mut(column)) {
            *place = Some(day);
        }
    }
    Calendar { weeks }
}

/// Groups of meetings with a sitting in the month, of the department asked for.
pub(super) fn merges(ground: &Ground, month: Month, department: Option<&str>) -> Vec<Merge> {
    let mut merges = Vec::new();
    let sittings = ground.by_id();
    for group in ground.groups.iter().filter(|group| group.rule.starts_with('M')) {
        let sitting = |id: &String| sittings.get(id.as_str()).copied();
        let members: Vec<&Sitting> = group.members.iter().filter_map(sitting).collect();
        let held = members.iter().any(|it| it.date.is_some_and(|date| Month::of(date) == month));
        let ours = department
            .is_none_or(|name| members.iter().any(|it| it.organizer.as_deref() == Some(name)));
        if held && ours {
            let title = rules::ALL.iter().find(|rule| rule.code == group.rule);
            merges.push(Merge {
                number: merges.len() + 1,
                rule: group.rule.clone(),
                title: title.map_or("", |rule| rule.title),
                reason: group.reason.clone(),
                members: members.into_iter().map(|sitting| slot(sitting, &Groups::new())).collect(),
                saving: group.person_hours,
                range: group.range,
                plan: group.plan.clone(),
            });
        }
    }
    merges
}

/// Numbers of the groups each sitting belongs to, by its id.
type Groups<'a> = BTreeMap<&'a str, Vec<usize>>;

fn numbers(merges: &[Merge]) -> Groups<'_> {
    let mut numbers = Groups::new();
    for merge in merges {
        for member in &merge.members {
            numbers.entry(&member.id).or_default().push(merge.number);
        }
    }
    // A sitting named twice in one group is in it once.
    numbers.values_mut().for_each(Vec::dedup);
    numbers
}

fn slot(sitting: &Sitting, groups: &Groups<'_>) -> Slot {
    Slot {
        date: sitting.date,
        start: sitting.start,
        title: sitting.title.clone(),
        organizer: sitting.organizer.clone(),
        people: sitting.people,
        id: sitting.id.clone(),
        groups: groups.get(sitting.id.as_str()).cloned().unwrap_or_default(),
    }
}

impl Calendar {
    /// How many sittings it shows.
    pub fn sittings(&self) -> usize {
        self.weeks.iter().flatten().flatten().map(|day| day.sittings.len()).sum()
    }
}
