//! The monthly report as a finished Word document: what the office hands in.

use std::io::{self, Write};

use super::grid::{self, Cell, Chart, Grid};
use super::{Part, WEEKDAYS, corner, sections, slot};
use crate::monthly::{Calendar, Day, Monthly};
use crate::render::word::{Bar, Bars, Column, Look, Paper, Table};

/// Millimetres a day of the calendar is high at least.
const DAY: f64 = 15.0;
/// The numbers of second-level headings.
const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// Writes the document.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(monthly: &Monthly, out: &mut dyn Write) -> io::Result<()> {
    let mut paper = Paper::new(&sections::title(monthly));
    for section in sections::of(monthly) {
        paper = paper.heading(&section.title);
        let mut numerals = NUMERALS.into_iter();
        for part in &section.parts {
            paper = match part {
                Part::Heading(title) => {
                    paper.subheading(&format!("（{}）{title}", numerals.next().unwrap_or_default()))
                }
                part => add(paper, part),
            };
        }
    }
    out.write_all(&paper.text(SIGNED).finish()?)
}

/// Who answers for the report is not known to the program.
const SIGNED: &str = "填报单位（盖章）：\n填报人：　　　　　审核人：　　　　　日期：";

fn add(paper: Paper, part: &Part<'_>) -> Paper {
    match part {
        Part::Heading(title) => paper.subheading(title),
        Part::Text(text) => paper.text(text),
        Part::Table(grid) => chart(table(paper, grid), grid),
        Part::Chart(grid) => chart(paper, grid),
        Part::List(_, grids) => grids.iter().fold(paper, table),
        Part::Calendar(calendar) => paper.table("会议月历", &month(calendar)),
    }
}

/// A table, in two where it is too wide for a portrait page.
fn table(paper: Paper, grid: &Grid) -> Paper {
    let all = grid.columns.len();
    let Some(turn) = grid.turn.filter(|turn| *turn < all) else {
        return paper.table(grid.title, &columns(grid, 0..all));
    };
    let paper = paper.table(grid.title, &columns(grid, 0..turn));
    paper.table(&format!("{}（续）", grid.title), &columns(grid, turn..all))
}

/// Some columns beside the names.
fn columns(grid: &Grid, range: std::ops::Range<usize>) -> Table {
    let kept = |at: usize| at == 0 || range.contains(&at);
    let column = |column: &grid::Column| Column {
        name: column.name.to_owned(),
        share: column.width,
        look: if column.number { Look::Right } else { Look::Left },
    };
    let keep = |row: &Vec<Cell>| {
        let cells = row.iter().enumerate().filter(|(at, _)| kept(*at));
        cells.map(|(_, cell)| cell.to_string()).collect()
    };
    let columns = grid.columns.iter().enumerate().filter(|(at, _)| kept(*at));
    Table {
        columns: columns.map(|(_, it)| column(it)).collect(),
        rows: grid.rows.iter().map(keep).collect(),
        sum: grid.sum,
        tall: None,
        whole: false,
    }
}

fn chart(paper: Paper, grid: &Grid) -> Paper {
    let Some(chart) = grid.chart.filter(|_| !grid.rows.is_empty()) else { return paper };
    let drawn = grid.bars(&chart);
    let bars = Bars {
        series: grid.series(&chart),
        longest: Chart::longest(&drawn),
        rows: drawn.into_iter().map(bar).collect(),
    };
    paper.bars(chart.title, &bars)
}

fn bar(bar: grid::Bar<'_>) -> Bar {
    let number = |cell: Option<&Cell>| {
        let cell = cell?;
        Some((cell.value()?, cell.to_string()))
    };
    Bar { name: bar.name, values: bar.values.into_iter().map(number).collect() }
}

fn month(calendar: &Calendar) -> Table {
    let column = |name: &str| Column { name: name.to_owned(), share: 1, look: Look::Left };
    let weeks = calendar.weeks.iter();
    let rows = weeks.map(|week| week.iter().map(|it| it.as_ref().map(cell).unwrap_or_default()));
    Table {
        columns: WEEKDAYS.map(column).into(),
        rows: rows.map(Iterator::collect).collect(),
        sum: false,
        tall: Some(DAY),
        whole: true,
    }
}

fn cell(day: &Day) -> String {
    let sittings = day.sittings.iter().map(slot);
    [corner(day)].into_iter().chain(sittings).collect::<Vec<_>>().join("\n")
}
