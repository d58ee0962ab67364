//! `jianfu report`: the monthly report once as sections of words and tables, then one file a format. Every number is made into words
//! once, so that all formats show the same.

pub mod docx;
mod grid;
pub mod html;
pub mod json;
pub mod markdown;
mod sections;
mod svg;
pub mod text;
pub mod xlsx;

use crate::monthly::{Calendar, Day, Slot};
use grid::Grid;

/// What stands where the ledger has no record.
const MISSING: &str = "无数据";
/// Headings of the calendar's columns.
const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// One numbered part of the report.
struct Section<'a> {
    title: String,
    parts: Vec<Part<'a>>,
}

/// What a section consists of.
enum Part<'a> {
    /// The heading of what follows.
    Heading(&'static str),
    /// A paragraph.
    Text(String),
    /// A table, with its chart where the format draws.
    Table(Grid),
    /// A chart whose numbers stand in the list after it, so that formats without pictures leave it out.
    Chart(Grid),
    /// A list of lists, and the same as tables for formats where long lists do not read well.
    List(Vec<Node>, Vec<Grid>),
    /// The month by day.
    Calendar(&'a Calendar),
}

/// One item of a list with what stands below it.
struct Node {
    text: String,
    below: Vec<Node>,
}

impl Node {
    fn leaf(text: impl Into<String>) -> Self {
        Self { text: text.into(), below: Vec::new() }
    }
}

/// The words in a day's corner: its number and what is special about it.
fn corner(day: &Day) -> String {
    let number = day.date.day();
    match (&day.free, day.working) {
        (Some(_), _) => format!("{number} 无会日"),
        (None, false) => format!("{number} 休"),
        (None, true) => number.to_string(),
    }
}

/// One sitting in a day's cell.
fn slot(slot: &Slot) -> String {
    let start = slot.start.map(|time| time.strftime("%H:%M ").to_string()).unwrap_or_default();
    let people = slot.people.map(|people| format!("（{people}人）")).unwrap_or_default();
    format!("{start}{}{people}{}", slot.title, marks(slot))
}

/// The groups a sitting belongs to: ［组1］.
fn marks(slot: &Slot) -> String {
    let marks: Vec<_> = slot.groups.iter().map(|number| format!("［组{number}］")).collect();
    marks.concat()
}
