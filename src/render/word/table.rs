//! A ruled table as wide as the type area; its first row is its heading and is repeated on every page.

use docx_rs::{
    AlignmentType, Paragraph, Shading, TableAlignmentType, TableCell, TableLayoutType, TableRow,
    VAlignType, WidthType,
};

use super::{WIDE, paragraph, word};

/// A table of words.
pub(in crate::render) struct Table {
    pub(in crate::render) columns: Vec<Column>,
    /// A cell's lines are paragraphs of their own.
    pub(in crate::render) rows: Vec<Vec<String>>,
    /// The last row sums the others.
    pub(in crate::render) sum: bool,
    /// Height of every row at least, in millimetres.
    pub(in crate::render) tall: Option<f64>,
    /// It stays on one page where it fits.
    pub(in crate::render) whole: bool,
}

/// One column.
pub(in crate::render) struct Column {
    pub(in crate::render) name: String,
    /// Its share of the width, against the other columns.
    pub(in crate::render) share: usize,
    pub(in crate::render) look: Look,
}

/// How a column's cells stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Look {
    Left,
    Centre,
    Right,
}

/// From so many columns on the letters are smaller.
const MANY: usize = 7;
const HEAD: &str = "E9EEF4";
const SUM: &str = "F4F6F8";

impl Table {
    pub(super) fn build(&self) -> word::Table {
        let widths = widths(&self.columns);
        let many = self.columns.len() >= MANY;
        let style = if many { "CellSmall" } else { "Cell" };
        let head =
            self.columns.iter().zip(&widths).map(|(column, width)| {
                cell([paragraph("CellHead", &column.name)], *width, Some(HEAD))
            });
        let align = if self.tall.is_some() { VAlignType::Top } else { VAlignType::Center };
        let mut rows = vec![TableRow::new(head.collect()).cant_split()];
        for (at, row) in self.rows.iter().enumerate() {
            let keep = self.whole && at + 1 < self.rows.len();
            let fill = (self.sum && at + 1 == self.rows.len()).then_some(SUM);
            let cells = row.iter().zip(&self.columns).zip(&widths);
            let cells = cells.map(|((text, column), width)| {
                aligned(lines(text, style, column.look, keep), *width, fill, align)
            });
            let row = TableRow::new(cells.collect()).cant_split();
            let height = self.tall.map(|height| super::twips(height) as f32);
            rows.push(height.into_iter().fold(row, TableRow::row_height));
        }
        word::Table::new(rows)
            .set_grid(widths)
            .layout(TableLayoutType::Fixed)
            .align(TableAlignmentType::Center)
            .width(WIDE as usize, WidthType::Dxa)
    }
}

/// Widths that fill the type area, in proportion.
fn widths(columns: &[Column]) -> Vec<usize> {
    let all: usize = columns.iter().map(|column| column.share).sum();
    columns.iter().map(|column| (WIDE * column.share as f64 / all as f64) as usize).collect()
}

fn lines(text: &str, style: &str, look: Look, keep: bool) -> impl Iterator<Item = Paragraph> {
    let align = match look {
        Look::Left => AlignmentType::Left,
        Look::Centre => AlignmentType::Center,
        Look::Right => AlignmentType::Right,
    };
    let lines: Vec<&str> = if text.is_empty() { vec![""] } else { text.lines().collect() };
    let paragraphs: Vec<_> =
        lines.into_iter().map(|line| paragraph(style, line).align(align).keep_next(keep)).collect();
    paragraphs.into_iter()
}

pub(super) fn cell(
    paragraphs: impl IntoIterator<Item = Paragraph>,
    width: usize,
    fill: Option<&str>,
) -> TableCell {
    aligned(paragraphs, width, fill, VAlignType::Center)
}

fn aligned(
    paragraphs: impl IntoIterator<Item = Paragraph>,
    width: usize,
    fill: Option<&str>,
    align: VAlignType,
) -> TableCell {
    let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(align);
    let shading = fill.map(|fill| Shading::new().fill(fill));
    let cell = shading.into_iter().fold(cell, TableCell::shading);
    paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
}
