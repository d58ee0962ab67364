//! The monthly report as Markdown, for pasting into a document.

use std::io::{self, Write};

use super::grid::Grid;
use super::{Node, Part, WEEKDAYS, corner, sections, slot};
use crate::monthly::{Day, Monthly};

/// Writes the report.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(monthly: &Monthly, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}", sections::title(monthly))?;
    for section in sections::of(monthly) {
        writeln!(out, "\n## {}", section.title)?;
        for part in &section.parts {
            write_part(part, out)?;
        }
    }
    Ok(())
}

fn write_part(part: &Part<'_>, out: &mut dyn Write) -> io::Result<()> {
    match part {
        Part::Text(text) => {
            let paragraphs = text.lines().map(escape).collect::<Vec<_>>();
            writeln!(out, "\n{}", paragraphs.join("\n\n"))
        }
        Part::Heading(title) => writeln!(out, "\n### {}", escape(title)),
        Part::Table(grid) => table(grid, out),
        Part::List(nodes, _) => {
            writeln!(out)?;
            nodes.iter().try_for_each(|node| item(node, 0, out))
        }
        Part::Calendar(calendar) => {
            row(WEEKDAYS.map(str::to_owned), "\n", out)?;
            row(WEEKDAYS.map(|_| "---".to_owned()), "", out)?;
            calendar.weeks.iter().try_for_each(|week| {
                row(week.each_ref().map(|day| day.as_ref().map(cell).unwrap_or_default()), "", out)
            })
        }
        Part::Chart(_) => Ok(()),
    }
}

fn table(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    row(grid.columns.iter().map(|column| column.name.to_owned()), "\n", out)?;
    let rules = grid.columns.iter();
    row(rules.map(|column| if column.number { "---:" } else { "---" }.to_owned()), "", out)?;
    grid.rows
        .iter()
        .try_for_each(|cells| row(cells.iter().map(|cell| escape(&cell.to_string())), "", out))
}

fn row(
    cells: impl IntoIterator<Item = String>,
    before: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let cells: Vec<_> = cells.into_iter().collect();
    writeln!(out, "{before}| {} |", cells.join(" | "))
}

fn cell(day: &Day) -> String {
    let sittings = day.sittings.iter().map(|sitting| escape(&slot(sitting)));
    [corner(day)].into_iter().chain(sittings).collect::<Vec<_>>().join("<br>")
}

fn item(node: &Node, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}- {}", "  ".repeat(depth), escape(&node.text))?;
    node.below.iter().try_for_each(|below| item(below, depth + 1, out))
}

/// Words of documents must stay words: no emphasis, links, HTML or table cells of their own.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        assert_eq!(escape("a|b<script>*"), "a\\|b&lt;script&gt;\\*");
    }
}
