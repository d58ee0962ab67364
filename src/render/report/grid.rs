//! Tables of the report. Cells know whether they are numbers, so that a workbook can reckon with them; every other format
//! shows the same number in the same words.

use std::fmt;

use super::MISSING;
use crate::score::points;

/// Characters a column of numbers is wide.
const NARROW: usize = 10;

/// A table; its first column holds names.
pub(super) struct Grid {
    /// Its name, no other table of the report has the same.
    pub(super) title: &'static str,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// The last row sums the others.
    pub(super) sum: bool,
    /// Where a portrait page goes on with a second table.
    pub(super) turn: Option<usize>,
    /// What is drawn of it.
    pub(super) chart: Option<Chart>,
}

/// One column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Characters it is wide, against the other columns.
    pub(super) width: usize,
    pub(super) number: bool,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Words(String),
    Number(f64, Shape),
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// 12
    Whole,
    /// +3, -2, 0
    Signed,
    /// 165.5
    Tenths,
    /// 165.5＋: at least so much.
    AtLeast,
    /// +12.5%
    Change,
    /// 12.50%
    Rate,
    /// 0.25
    Hundredths,
    /// 93.5, as scores are written.
    Points,
}

/// Bars: a row of the table each, a series a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chart {
    pub(super) title: &'static str,
    pub(super) columns: &'static [usize],
    /// Rows drawn at most.
    pub(super) most: usize,
}

/// One row of a chart: its name and the cell of each series; none where there is no record.
pub(super) struct Bar<'a> {
    pub(super) name: String,
    pub(super) values: Vec<Option<&'a Cell>>,
}

impl Grid {
    /// A table without sum, turn and chart.
    pub(super) fn new(title: &'static str, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Self {
        Self { title, columns, rows, sum: false, turn: None, chart: None }
    }

    /// The rows its chart draws.
    pub(super) fn bars(&self, chart: &Chart) -> Vec<Bar<'_>> {
        let rows = self.rows.len().saturating_sub(usize::from(self.sum)).min(chart.most);
        let drawn = self.rows.iter().take(rows);
        drawn
            .map(|row| {
                let cells = chart.columns.iter().map(|at| row.get(*at));
                let known = cells.map(|cell| cell.filter(|cell| cell.value().is_some()));
                let name = row.first().map(Cell::to_string).unwrap_or_default();
                Bar { name, values: known.collect() }
            })
            .collect()
    }

    /// Names of the chart's series.
    pub(super) fn series(&self, chart: &Chart) -> Vec<&'static str> {
        let columns = chart.columns.iter().filter_map(|at| self.columns.get(*at));
        columns.map(|column| column.name).collect()
    }
}

impl Chart {
    /// The longest bar's number.
    pub(super) fn longest(bars: &[Bar<'_>]) -> f64 {
        let values = bars.iter().flat_map(|bar| &bar.values).flatten();
        values.filter_map(|cell| cell.value()).fold(0.0, f64::max)
    }
}

/// A column of numbers.
pub(super) fn number(name: &'static str) -> Column {
    Column { name, width: NARROW.max(name.chars().count() * 2 + 2), number: true }
}

/// A column of words.
pub(super) fn words(name: &'static str, width: usize) -> Column {
    Column { name, width, number: false }
}

impl Cell {
    /// Words.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A count, or that there is no record.
    pub(super) fn count(count: Option<usize>) -> Self {
        count.map_or_else(Self::missing, |count| Self::Number(count as f64, Shape::Whole))
    }

    /// Hundredths of a point.
    pub(super) fn points(points: u32) -> Self {
        Self::Number(f64::from(points) / 100.0, Shape::Points)
    }

    /// There is no record.
    pub(super) fn missing() -> Self {
        Self::words(MISSING)
    }

    /// There is nothing to say: no quota, no score.
    pub(super) fn dash() -> Self {
        Self::words("—")
    }

    /// The number, if it is one.
    pub(super) fn value(&self) -> Option<f64> {
        match self {
            Self::Words(_) => None,
            Self::Number(value, _) => Some(*value),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Number(value, shape) = self else {
            let Self::Words(text) = self else { return Ok(()) };
            return out.write_str(text);
        };
        match shape {
            Shape::Signed if *value != 0.0 => write!(out, "{value:+.0}"),
            Shape::Whole | Shape::Signed => write!(out, "{value:.0}"),
            Shape::Tenths => write!(out, "{value:.1}"),
            Shape::AtLeast => write!(out, "{value:.1}＋"),
            Shape::Change => write!(out, "{:+.1}%", value * 100.0),
            Shape::Rate => write!(out, "{:.2}%", value * 100.0),
            Shape::Hundredths => write!(out, "{value:.2}"),
            Shape::Points => out.write_str(&points((value * 100.0).round() as u32)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_shape() {
        let check = |value, shape, expect: &str| {
            assert_eq!(Cell::Number(value, shape).to_string(), expect);
        };
        check(12.0, Shape::Whole, "12");
        check(0.0, Shape::Signed, "0");
        check(3.0, Shape::Signed, "+3");
        check(-2.0, Shape::Signed, "-2");
        check(165.5, Shape::Tenths, "165.5");
        check(165.5, Shape::AtLeast, "165.5＋");
        check(-0.25, Shape::Change, "-25.0%");
        check(0.125, Shape::Rate, "12.50%");
        check(0.25, Shape::Hundredths, "0.25");
        check(93.5, Shape::Points, &points(9350));
        assert_eq!(Cell::count(None).to_string(), "无数据");
    }

    #[test]
    fn rows_without_records_are_drawn_as_such() {
        let columns = vec![words("单位", 20), number("口径内"), number("口径外")];
        let row = |name: &str, a, b| vec![Cell::words(name), Cell::count(a), Cell::count(b)];
        let rows =
            vec![row("甲", Some(2), Some(0)), row("乙", None, None), row("合计", Some(2), Some(0))];
        let grid = Grid { sum: true, ..Grid::new("表", columns, rows) };
        let chart = Chart { title: "图", columns: &[1, 2], most: 9 };
        let bars = grid.bars(&chart);
        assert_eq!(bars.len(), 2, "the sum is no bar");
        assert!(bars[0].values.iter().all(Option::is_some));
        assert!(bars[1].values.iter().all(Option::is_none));
        assert!((Chart::longest(&bars) - 2.0).abs() < f64::EPSILON);
        assert_eq!(grid.series(&chart), ["口径内", "口径外"]);
    }
}
