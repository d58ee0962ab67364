//! The task ledger: every task of every document, in order of its deadline, seen from one day.
//!
//! Whether a task is done no document says; "overdue" here means only that its day has passed.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::config::Config;
use crate::facts::Reading;
use crate::facts::tasks::Task;
use crate::totals::{expand, from_here, identity};

/// Days ahead that count as soon unless somebody asks for others.
pub const SOON: u16 = 7;

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The day the deadlines are seen from.
    pub today: Date,
    /// Only what is due by this many days from then, what is overdue included.
    pub within: Option<u16>,
    /// Only tasks of this unit: its canonical name, or part of the name as written.
    pub unit: Option<String>,
}

/// The tasks asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// What was asked for.
    pub query: Query,
    /// Tasks due on a day, in order of day, document, place.
    pub dated: Vec<Entry>,
    /// Tasks that recur or have no end, in order of document and place.
    pub recurring: Vec<Entry>,
    /// Tasks of which the document names no deadline, likewise; none where days were asked for.
    pub open: Vec<Entry>,
}

/// One task with the document it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 责任单位, as written.
    pub owner: Vec<String>,
    /// 配合单位, as written.
    pub with: Vec<String>,
    /// What is to be done, in the document's words.
    pub text: String,
    /// By when.
    pub due: Due,
    /// How that lies from today.
    pub state: State,
    /// Path of the document.
    pub source: String,
    /// 1-based paragraph in it.
    pub paragraph: usize,
    /// First character of the words in that paragraph; tells tasks of one paragraph apart.
    pub start: usize,
    /// Title of the document.
    pub title: Option<String>,
    /// 发文字号.
    pub number: Option<String>,
    /// Canonical name of the issuer.
    pub department: Option<String>,
    /// 成文日期.
    pub issued: Option<Date>,
}

/// By when a task is to be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// By a day.
    Day(Date),
    /// Again and again, in the document's words: 每月5日前, 长期坚持.
    Recurring(String),
    /// The document names no day.
    Open,
}

/// How a deadline lies from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its day has passed, so many days ago.
    Overdue(u32),
    /// Due today or within the days that count as soon: so many days ahead.
    Soon(u32),
    /// Later.
    Later(u32),
    /// It has no day.
    Undated,
}

/// Lists the tasks of all readings; a document kept in several copies is listed once.
pub fn list(readings: &[Reading], query: Query, config: &Config) -> Listing {
    let mut seen = BTreeSet::new();
    let (mut dated, mut recurring, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for reading in readings.iter().filter(|reading| seen.insert(identity(reading))) {
        for task in reading.tasks.iter().filter(|task| concerns(task, reading, &query, config)) {
            let entry = entry(reading, task, &query);
            match (&entry.due, entry.state) {
                (Due::Day(_), State::Later(_)) | (Due::Open, _) if query.within.is_some() => {}
                (Due::Day(_), _) => dated.push(entry),
                (Due::Recurring(_), _) => recurring.push(entry),
                (Due::Open, _) => open.push(entry),
            }
        }
    }
    for entries in [&mut dated, &mut recurring, &mut open] {
        entries.sort_by(|a, b| order(a).cmp(&order(b)));
    }
    Listing { query, dated, recurring, open }
}

impl Listing {
    /// Every entry: dated, recurring, without a deadline.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.dated.iter().chain(&self.recurring).chain(&self.open)
    }

    /// How many are overdue, and how many due soon.
    pub fn pressing(&self) -> (usize, usize) {
        let count = |wanted: fn(&State) -> bool| {
            self.dated.iter().filter(|entry| wanted(&entry.state)).count()
        };
        (
            count(|state| matches!(state, State::Overdue(_))),
            count(|state| matches!(state, State::Soon(_))),
        )
    }
}

/// Days in order, recurring tasks after them, tasks without a day last.
fn order(entry: &Entry) -> (Option<Date>, &str, usize, usize) {
    let day = match entry.due {
        Due::Day(day) => Some(day),
        _ => None,
    };
    (day, &entry.source, entry.paragraph, entry.start)
}

fn entry(reading: &Reading, task: &Task, query: &Query) -> Entry {
    let due = match task.due.as_deref() {
        None => Due::Open,
        Some(text) => text.parse().map_or_else(|_| Due::Recurring(text.to_owned()), Due::Day),
    };
    let elements = &reading.elements;
    Entry {
        owner: task.owner.clone(),
        with: task.with.clone(),
        text: task.quote.text.clone(),
        state: state(&due, query),
        due,
        source: reading.source.clone(),
        paragraph: task.quote.span.block + 1,
        start: task.quote.span.start,
        title: elements.title.clone(),
        number: elements.number.clone(),
        department: reading.department.clone(),
        issued: elements.date,
    }
}

fn state(due: &Due, query: &Query) -> State {
    let Due::Day(day) = due else { return State::Undated };
    let days = i64::from(query.today.until(*day).map_or(0, |span| span.get_days()));
    let soon = i64::from(query.within.unwrap_or(SOON));
    match days {
        days if days < 0 => State::Overdue(days.unsigned_abs() as u32),
        days if days <= soon => State::Soon(days as u32),
        days => State::Later(days as u32),
    }
}

/// Is the unit asked for among those responsible: as written, by its full name, or as one of 各县（区）…?
fn concerns(task: &Task, reading: &Reading, query: &Query, config: &Config) -> bool {
    let Some(unit) = query.unit.as_deref().map(str::trim) else { return true };
    let full = config.organs.canonical(unit);
    let here = from_here(reading, config);
    let meant = |name: &String| name.contains(unit) || *name == full;
    task.owner.iter().any(|owner| {
        meant(owner)
            || meant(&config.organs.canonical(owner))
            || here && members(owner, config).iter().any(meant)
    })
}

/// The organs a group of places stands for; 各县（区） alone means their governments.
fn members(owner: &str, config: &Config) -> Vec<String> {
    let governed =
        ["", "人民政府"].iter().find_map(|organ| expand(&format!("{owner}{organ}"), config));
    governed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_seen_from_today() {
        let query = |within| Query { today: date(2026, 3, 10), within, unit: None };
        let check = |day: Date, within, expect| {
            assert_eq!(state(&Due::Day(day), &query(within)), expect, "{day}");
        };
        check(date(2026, 3, 9), None, State::Overdue(1));
        check(date(2025, 3, 10), None, State::Overdue(365));
        check(date(2026, 3, 10), None, State::Soon(0));
        check(date(2026, 3, 17), None, State::Soon(7));
        check(date(2026, 3, 18), None, State::Later(8));
        check(date(2026, 4, 9), Some(30), State::Soon(30));
    }

    #[test]
    fn units_are_found_by_every_name() {
        let config = Config::parse(
            "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\ncounties = [\"望桥区\", \"青禾县\"]",
            None,
        )
        .unwrap();
        let mut reading = crate::ledger::tests::reading("通知.txt");
        let mut check = |issuer: &str, owner: &str, unit: &str, expect: bool| {
            reading.department = Some(issuer.to_owned());
            let owner = vec![owner.to_owned()];
            let quote = crate::facts::Quote::default();
            let task = Task { quote, owner, with: Vec::new(), due: None };
            let query =
                Query { today: date(2026, 3, 10), within: None, unit: Some(unit.to_owned()) };
            assert_eq!(concerns(&task, &reading, &query, &config), expect, "{unit}");
        };
        let ours = "澜溪市人民政府办公室";
        check(ours, "市水利局", "澜溪市水利局", true);
        check(ours, "澜溪市水利局", "市水利局", true);
        check(ours, "市水利局", "水利", true);
        check(ours, "市财政局", "市水利局", false);
        check(ours, "各县（区）水利局", "望桥区水利局", true);
        check(ours, "各县（区）水利局", "望桥区财政局", false);
        check(ours, "各县（区）", "望桥区", true);
        check(ours, "各县（区）", "青禾县人民政府", true);
        check("云岭市人民政府", "各县（区）", "望桥区", false);
    }
}
