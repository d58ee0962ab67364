//! The tables of a ledger for other programs: documents, facts, findings, sittings and tasks, as CSV or Parquet.
//!
//! Columns keep their names and meaning; `docs/ledger.md` describes them, and a test keeps it true. Of a classified document nothing
//! leaves but that there is one: neither its text nor its path nor its hash. Personal numbers leave masked.

pub mod csv;
pub mod parquet;
mod tables;

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::document::Class;
use crate::privacy::mask;
use crate::report::Report;

/// Every table, in the order they are written.
pub static TABLES: [Table; 5] =
    [tables::DOCUMENTS, tables::FACTS, tables::FINDINGS, tables::SITTINGS, tables::TASKS];

/// One table.
pub struct Table {
    /// Name of its file, without the ending.
    pub name: &'static str,
    /// Its Chinese name.
    pub title: &'static str,
    /// What a row is, in Chinese.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    rows: fn(&Source<'_>, &mut Sink<'_>) -> io::Result<()>,
}

/// One column.
pub struct Column {
    /// Its name, for programs.
    pub name: &'static str,
    /// Its Chinese heading, for people.
    pub title: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// What they say, in Chinese.
    pub about: &'static str,
}

/// What the cells of a column are. Any of them may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Number,
    /// A number with a fraction.
    Real,
    /// Yes or no.
    Flag,
    /// A day.
    Day,
}

/// One cell; the kind is its column's.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words, already masked.
    Text(Option<String>),
    /// A whole number.
    Number(Option<i64>),
    /// A number with a fraction.
    Real(Option<f64>),
    /// Yes or no.
    Flag(Option<bool>),
    /// A day.
    Day(Option<Date>),
}

/// Where rows go, one by one.
type Sink<'a> = dyn FnMut(Vec<Cell>) -> io::Result<()> + 'a;

/// What the rows are made of.
pub struct Source<'a> {
    report: &'a Report,
    /// What stands for the path of each classified document.
    hidden: BTreeMap<&'a str, String>,
}

impl<'a> Source<'a> {
    /// Prepares a report for export.
    pub fn new(report: &'a Report) -> Self {
        let documents = report.documents.iter().map(|audited| &audited.reading);
        let classified = documents.filter(|reading| reading.class == Class::Classified);
        let hidden = classified
            .enumerate()
            .map(|(at, reading)| (reading.source.as_str(), format!("（涉密文件{}）", at + 1)));
        Self { report, hidden: hidden.collect() }
    }

    /// How a path leaves.
    fn path(&self, source: &str) -> Cell {
        match self.hidden.get(source) {
            Some(stand_in) => Cell::Text(Some(stand_in.clone())),
            None => Cell::text(source),
        }
    }
}

impl Table {
    /// Hands every row to `sink`, and says how many there were.
    ///
    /// # Errors
    /// Those of `sink`.
    fn each(&self, source: &Source<'_>, sink: &mut Sink<'_>) -> io::Result<usize> {
        let mut count = 0;
        (self.rows)(source, &mut |row| {
            count += 1;
            sink(row)
        })?;
        Ok(count)
    }
}

impl Kind {
    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Text => "文字",
            Self::Number => "整数",
            Self::Real => "小数",
            Self::Flag => "是否",
            Self::Day => "日期",
        }
    }
}

impl Cell {
    /// Words, masked.
    fn text(text: &str) -> Self {
        Self::Text(Some(mask(text)))
    }

    fn maybe(text: Option<&str>) -> Self {
        Self::Text(text.map(mask))
    }

    fn list(items: &[String]) -> Self {
        Self::Text((!items.is_empty()).then(|| mask(&items.join("；"))))
    }

    fn count(number: usize) -> Self {
        Self::Number(i64::try_from(number).ok())
    }

    /// The name an enum has in JSON.
    fn name(value: &impl Serialize) -> Self {
        let value = serde_json::to_value(value).ok();
        Self::Text(value.and_then(|value| value.as_str().map(str::to_owned)))
    }
}

/// Writes the description of every column, as it stands in the documentation.
///
/// # Errors
/// When `out` cannot be written.
pub fn describe(out: &mut dyn Write) -> io::Result<()> {
    for table in &TABLES {
        writeln!(out, "### {}（{}）\n\n{}\n", table.name, table.title, table.about)?;
        writeln!(out, "| 列名 | 表头 | 类型 | 说明 |\n|---|---|---|---|")?;
        for column in table.columns {
            let Column { name, title, kind, about } = column;
            writeln!(out, "| `{name}` | {title} | {} | {about} |", kind.title())?;
        }
        writeln!(out)?;
    }
    Ok(())
}
