//! A table's chart as inline SVG: a row's bars beneath each other, their numbers beside them; a row without records says so.

use std::fmt::Write;

use super::MISSING;
use super::grid::{Cell, Chart, Grid};
use super::html::escape;

/// Width of the picture, and of the names before the bars.
const WIDTH: usize = 900;
const NAMES: usize = 230;
/// Widest bar; the number stands after it.
const LONGEST: usize = WIDTH - NAMES - 80;
const BAR: usize = 14;
/// Space between two rows of bars.
const GAP: usize = 10;
/// Characters of a name that fit before the bars.
const FIT: usize = 16;
/// Looks of the series, in order.
const LOOKS: [&str; 2] = ["in", "off"];

/// Draws the chart.
pub(super) fn draw(grid: &Grid, chart: &Chart) -> String {
    let bars = grid.bars(chart);
    let series = grid.series(chart);
    let row = series.len() * (BAR + 2) + GAP;
    let top = if series.len() > 1 { 28 } else { 6 };
    let longest = Chart::longest(&bars);
    let height = bars.len() * row + top;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">",
        escape(&spoken(grid, chart))
    );
    if series.len() > 1 {
        legend(&mut svg, &series);
    }
    for (at, bar) in bars.iter().enumerate() {
        let top = at * row + top;
        let middle = top + (row - GAP) / 2 + 4;
        let mut short: String = bar.name.chars().take(FIT).collect();
        if short.len() < bar.name.len() {
            short.push('…');
        }
        words(&mut svg, (NAMES - 8, middle), " text-anchor=\"end\"", &short);
        if bar.values.iter().all(Option::is_none) {
            words(&mut svg, (NAMES, middle), " class=\"none\"", MISSING);
            continue;
        }
        for (order, cell) in bar.values.iter().enumerate() {
            let look = LOOKS.get(order).unwrap_or(&"off");
            draw_bar(&mut svg, top + order * (BAR + 2), *cell, (look, longest));
        }
    }
    svg.push_str("</svg>");
    svg
}

/// The chart for those who hear it.
fn spoken(grid: &Grid, chart: &Chart) -> String {
    let series = grid.series(chart);
    let rows = grid.bars(chart).into_iter().map(|bar| {
        let values = series.iter().zip(bar.values).map(|(name, cell)| {
            format!("{name}{}", cell.map_or(MISSING.to_owned(), Cell::to_string))
        });
        format!("{}{}", bar.name, values.collect::<Vec<_>>().join("、"))
    });
    format!("{}：{}", chart.title, rows.collect::<Vec<_>>().join("；"))
}

fn legend(svg: &mut String, series: &[&str]) {
    for (at, (class, name)) in LOOKS.into_iter().zip(series).enumerate() {
        let x = NAMES + at * 120;
        // Writing to a String cannot fail.
        let _ =
            write!(svg, "<rect x=\"{x}\" y=\"4\" width=\"14\" height=\"14\" class=\"{class}\"/>");
        words(svg, (x + 20, 16), "", name);
    }
}

fn draw_bar(svg: &mut String, top: usize, cell: Option<&Cell>, look: (&str, f64)) {
    let (class, longest) = look;
    let Some(cell) = cell else {
        words(svg, (NAMES, top + BAR - 2), " class=\"none\"", MISSING);
        return;
    };
    let share = if longest > 0.0 { cell.value().unwrap_or(0.0) / longest } else { 0.0 };
    let width = (share * LONGEST as f64).round() as usize;
    let _ = write!(
        svg,
        "<rect x=\"{NAMES}\" y=\"{top}\" width=\"{width}\" height=\"{BAR}\" class=\"{class}\"/>"
    );
    words(svg, (NAMES + width + 5, top + BAR - 2), " class=\"number\"", &cell.to_string());
}

fn words(svg: &mut String, (x, y): (usize, usize), look: &str, text: &str) {
    let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\"{look}>{}</text>", escape(text));
}
