//! The task ledger for programs: `"schema": "jianfu-tasks/1"`.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::tasks::{Due, Entry, Listing, State};

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    today: Date,
    due_within: Option<u16>,
    unit: Option<&'a str>,
    tasks: Vec<Task<'a>>,
}

#[derive(Serialize)]
struct Task<'a> {
    text: &'a str,
    owner: &'a [String],
    with: &'a [String],
    /// `YYYY-MM-DD`, or the document's words of a recurring task, as contract.md has it.
    due: Option<String>,
    state: &'static str,
    days: Option<i64>,
    source: &'a str,
    block: usize,
    department: Option<&'a str>,
    title: Option<&'a str>,
    number: Option<&'a str>,
    date: Option<Date>,
}

/// Writes every entry: dated, recurring, without a day.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let answer = Answer {
        schema: "jianfu-tasks/1",
        today: listing.query.today,
        due_within: listing.query.within,
        unit: listing.query.unit.as_deref(),
        tasks: listing.entries().map(Task::new).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    writeln!(out)
}

impl<'a> Task<'a> {
    fn new(entry: &'a Entry) -> Self {
        let (state, days) = match entry.state {
            State::Overdue(days) => ("overdue", Some(-i64::from(days))),
            State::Soon(days) => ("soon", Some(i64::from(days))),
            State::Later(days) => ("later", Some(i64::from(days))),
            State::Undated if entry.due == Due::Open => ("open", None),
            State::Undated => ("recurring", None),
        };
        let due = match &entry.due {
            Due::Day(day) => Some(day.to_string()),
            Due::Recurring(text) => Some(text.clone()),
            Due::Open => None,
        };
        Self {
            text: &entry.text,
            owner: &entry.owner,
            with: &entry.with,
            due,
            state,
            days,
            source: &entry.source,
            block: entry.paragraph - 1,
            department: entry.department.as_deref(),
            title: entry.title.as_deref(),
            number: entry.number.as_deref(),
            date: entry.issued,
        }
    }
}
