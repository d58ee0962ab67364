//! From one drawn page to its lines in reading order.

use super::columns;
use super::glyph::Canvas;
use super::repair;
use super::rows::{self, Row, Upright};
use super::tables::{self, Table};

/// One line of running text or one row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Its text; cells are joined by a tab.
    pub text: String,
    /// Its left end.
    pub x0: f32,
    /// Its right end.
    pub x1: f32,
    /// Its baseline, from the top.
    pub y: f32,
    /// The height of most of its characters.
    pub size: f32,
    /// 1-based page.
    pub page: u32,
    /// A row of a table.
    pub table: bool,
}

/// Lines that share their margins.
#[derive(Debug)]
pub(super) struct Block {
    /// The lines, from top to bottom.
    pub lines: Vec<Line>,
    /// One of several columns.
    pub column: bool,
}

/// One page in reading order.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its height.
    pub height: f32,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// Lays out one page.
pub(super) fn page(mut canvas: Canvas, number: u32) -> Sheet {
    canvas.glyphs.retain_mut(|glyph| match repair::character(glyph.text) {
        Some(text) => {
            glyph.text = text;
            true
        }
        None => false,
    });
    let mut sheet = Sheet { height: canvas.height, blocks: Vec::new() };
    for (at, part) in rows::upright(&mut canvas).into_iter().enumerate() {
        if at == 0 {
            sheet.height = part.height;
        }
        lay_out(part, number, &mut sheet.blocks);
    }
    sheet
}

fn lay_out(mut part: Upright, page: u32, blocks: &mut Vec<Block>) {
    let tables = tables::take(&part.rulings, &mut part.glyphs);
    let mut rows = rows::rows(part.glyphs);
    for table in tables {
        let at = rows.partition_point(|row| rows::baseline(row) < table.top);
        let below = rows.split_off(at);
        push_text(rows, page, blocks);
        blocks.push(Block { lines: table_lines(table, page), column: false });
        rows = below;
    }
    push_text(rows, page, blocks);
}

fn push_text(rows: Vec<Row>, page: u32, blocks: &mut Vec<Block>) {
    for part in columns::split(rows) {
        let lines: Vec<Line> = part.rows.iter().filter_map(|row| line(row, page)).collect();
        if !lines.is_empty() {
            blocks.push(Block { lines, column: part.column });
        }
    }
}

fn line(row: &Row, page: u32) -> Option<Line> {
    let (first, last) = (row.first()?, row.last()?);
    let indent = row.iter().take_while(|glyph| glyph.text == '\u{3000}').count();
    let x0 = row.get(indent).unwrap_or(first).x;
    Some(Line {
        text: repair::title_marks(rows::text(row).trim().to_owned()),
        x0,
        x1: last.x + last.width,
        y: rows::baseline(row),
        size: rows::size(row),
        page,
        table: false,
    })
    .filter(|line| !line.text.is_empty())
}

fn table_lines(table: Table, page: u32) -> Vec<Line> {
    let line = |cells: Vec<String>| Line {
        text: repair::title_marks(cells.join("\t")),
        x0: 0.0,
        x1: 0.0,
        y: table.top,
        size: 0.0,
        page,
        table: true,
    };
    table.rows.into_iter().map(line).collect()
}
