//! The monthly report for the screen.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, Table, Width, presets};

use super::grid::{Cell, Grid};
use super::{Node, Part, WEEKDAYS, corner, sections, slot};
use crate::monthly::{Calendar, Day, Monthly};

/// Columns a day's cell takes.
const DAY: u16 = 16;

/// Writes the report.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(monthly: &Monthly, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n", sections::title(monthly))?;
    for section in sections::of(monthly) {
        writeln!(out, "━━ {}\n", section.title)?;
        for part in &section.parts {
            write_part(part, out)?;
        }
    }
    Ok(())
}

fn write_part(part: &Part<'_>, out: &mut dyn Write) -> io::Result<()> {
    match part {
        Part::Text(text) => writeln!(out, "{text}\n"),
        Part::Heading(title) => writeln!(out, "─ {title}\n"),
        Part::Table(grid) => writeln!(out, "{}\n", table(grid).trim_fmt()),
        Part::List(nodes, _) => {
            nodes.iter().try_for_each(|node| item(node, 0, out))?;
            writeln!(out)
        }
        Part::Calendar(calendar) => writeln!(out, "{}\n", month(calendar)),
        Part::Chart(_) => Ok(()),
    }
}

fn table(grid: &Grid) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_BORDERS_ONLY)
        .set_header(grid.columns.iter().map(|column| column.name));
    for row in &grid.rows {
        table.add_row(row.iter().map(Cell::to_string));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn item(node: &Node, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let mark = if depth == 0 { "" } else { "· " };
    writeln!(out, "{}{mark}{}", "  ".repeat(depth), node.text)?;
    node.below.iter().try_for_each(|below| item(below, depth + 1, out))
}

fn month(calendar: &Calendar) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL).set_header(WEEKDAYS);
    for week in &calendar.weeks {
        table.add_row(week.iter().map(|day| day.as_ref().map(cell).unwrap_or_default()));
    }
    table.set_constraints(WEEKDAYS.map(|_| ColumnConstraint::Absolute(Width::Fixed(DAY))));
    table
}

fn cell(day: &Day) -> String {
    let sittings = day.sittings.iter().map(slot);
    [corner(day)].into_iter().chain(sittings).collect::<Vec<_>>().join("\n")
}
