//! The monthly report as one page: no script, nothing fetched, printing well on A4.

use std::io::{self, Write};

use super::grid::{Cell, Grid};
use super::{Node, Part, WEEKDAYS, corner, sections, slot, svg};
use crate::monthly::{Calendar, Day, Monthly};

const STYLE: &str = include_str!("report.css");

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(monthly: &Monthly, out: &mut dyn Write) -> io::Result<()> {
    let title = escape(&sections::title(monthly));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    )?;
    for section in sections::of(monthly) {
        writeln!(out, "<section>\n<h2>{}</h2>", escape(&section.title))?;
        for part in &section.parts {
            write_part(part, out)?;
        }
        writeln!(out, "</section>")?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

fn write_part(part: &Part<'_>, out: &mut dyn Write) -> io::Result<()> {
    match part {
        Part::Text(text) => {
            text.lines().try_for_each(|line| writeln!(out, "<p>{}</p>", escape(line)))
        }
        Part::Heading(title) => writeln!(out, "<h3>{}</h3>", escape(title)),
        Part::Table(grid) => {
            table(grid, out)?;
            chart(grid, out)
        }
        Part::Chart(grid) => chart(grid, out),
        Part::List(nodes, _) => list(nodes, out),
        Part::Calendar(calendar) => month(calendar, out),
    }
}

fn chart(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    let Some(chart) = grid.chart.filter(|_| !grid.rows.is_empty()) else { return Ok(()) };
    writeln!(out, "<figure>\n<figcaption>{}</figcaption>", escape(chart.title))?;
    writeln!(out, "{}\n</figure>", svg::draw(grid, &chart))
}

fn table(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    let title = escape(grid.title);
    writeln!(
        out,
        "<div class=\"wide\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\"><table>\n<caption>{title}</caption>\n<thead><tr>"
    )?;
    for column in &grid.columns {
        write!(out, "<th scope=\"col\">{}</th>", escape(column.name))?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for (line, row) in grid.rows.iter().enumerate() {
        let sums = grid.sum && line + 1 == grid.rows.len();
        write!(out, "<tr{}>", if sums { " class=\"sum\"" } else { "" })?;
        for (at, cell) in row.iter().map(Cell::to_string).enumerate() {
            let cell = escape(&cell);
            match at {
                0 => write!(out, "<th scope=\"row\">{cell}</th>")?,
                _ => write!(out, "<td>{cell}</td>")?,
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></div>")
}

fn list(nodes: &[Node], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<ul>")?;
    for node in nodes {
        write!(out, "<li>{}", escape(&node.text))?;
        if !node.below.is_empty() {
            list(&node.below, out)?;
        }
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ul>")
}

fn month(calendar: &Calendar, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<div class=\"wide\" role=\"region\" aria-label=\"会议月历\" tabindex=\"0\"><table class=\"month\">\n<thead><tr>"
    )?;
    for name in WEEKDAYS {
        write!(out, "<th scope=\"col\">{name}</th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for week in &calendar.weeks {
        writeln!(out, "<tr>")?;
        for cell in week {
            match cell {
                Some(cell) => day(cell, out)?,
                None => write!(out, "<td class=\"out\"></td>")?,
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></div>")
}

fn day(day: &Day, out: &mut dyn Write) -> io::Result<()> {
    let class = match (&day.free, day.working) {
        (Some(_), _) => " class=\"free\"",
        (None, false) => " class=\"rest\"",
        (None, true) => "",
    };
    write!(out, "<td{class}><b>{}</b>", escape(&corner(day)))?;
    for sitting in &day.sittings {
        let class = if sitting.groups.is_empty() { "" } else { " class=\"group\"" };
        write!(out, "<p{class}>{}</p>", escape(&slot(sitting)))?;
    }
    writeln!(out, "</td>")
}

/// Words of documents must stay words.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
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
        assert_eq!(escape("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
    }
}
