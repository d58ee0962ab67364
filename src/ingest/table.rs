//! A table while it is being read, and what it becomes: rows of cells, or the paragraphs it only frames.

use crate::document::{Paragraph, ParagraphKind};

/// A table still open.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Cell>>,
    row: Vec<Cell>,
    deleted: bool,
}

type Cell = Vec<Paragraph>;

impl Table {
    pub(super) fn open_row(&mut self) {
        self.row = Vec::new();
        self.deleted = false;
    }

    pub(super) fn open_cell(&mut self) {
        self.row.push(Vec::new());
    }

    /// The row was deleted in a tracked change.
    pub(super) fn delete_row(&mut self) {
        self.deleted = true;
    }

    pub(super) fn put(&mut self, paragraph: Paragraph) {
        match self.row.last_mut() {
            Some(cell) => cell.push(paragraph),
            // Text between cells belongs to no cell; it is kept as a row of its own.
            None => self.rows.push(vec![vec![paragraph]]),
        }
    }

    pub(super) fn close_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if !self.deleted && row.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(row);
        }
    }

    /// A whole row at once, for formats that tell a row only by its end.
    pub(super) fn add_row(&mut self, cells: Vec<Vec<Paragraph>>) {
        self.open_row();
        self.row = cells;
        self.close_row();
    }

    /// The table as paragraphs. A table that never has two filled cells side by side is a frame around running text
    /// (a red head, a whole page), and its paragraphs stay what they were.
    pub(super) fn finish(mut self) -> Vec<Paragraph> {
        self.close_row();
        let filled = |row: &Vec<Cell>| row.iter().filter(|cell| !cell.is_empty()).count();
        if self.rows.iter().all(|row| filled(row) <= 1) {
            return self.rows.into_iter().flatten().flatten().collect();
        }
        self.rows.iter().map(|row| line(row)).collect()
    }
}

fn line(row: &[Cell]) -> Paragraph {
    let cell = |cell: &Cell| {
        let texts: Vec<_> =
            cell.iter().map(|paragraph| paragraph.text.trim().replace('\t', " ")).collect();
        texts.join(" ")
    };
    let mut text = row.iter().map(cell).collect::<Vec<_>>().join("\t");
    text.truncate(text.trim_end().len());
    Paragraph { text, kind: ParagraphKind::Table, page: None }
}
