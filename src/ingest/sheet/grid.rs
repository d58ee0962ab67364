//! A sheet's filled cells: all text in one string, every cell a place in it.

/// A table, its cells in the order of rows and columns once it is settled.
#[derive(Debug, Default, Clone)]
pub(in super::super) struct Grid {
    text: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    start: u32,
    end: u32,
}

/// A row that has a filled cell.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Row<'g> {
    text: &'g str,
    cells: &'g [Cell],
}

/// The corners of merged cells, as row and column.
pub(super) type Region = ((u32, u32), (u32, u32));

impl Grid {
    /// Puts text into a cell, both counted from 0. Texts together stay below 4 GB, which the budget of a sheet sees to.
    pub(super) fn put(&mut self, row: u32, column: u32, text: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.cells.push(Cell { row, column, start, end: self.text.len() as u32 });
    }

    /// Puts cells in order that came in another; of two in one place the later stays.
    pub(super) fn settle(&mut self) {
        let key = |cell: &Cell| (cell.row, cell.column);
        if self.cells.is_sorted_by(|one, next| key(one) < key(next)) {
            return;
        }
        self.cells.sort_by_key(key);
        self.cells.dedup_by(|later, kept| {
            let same = key(later) == key(kept);
            if same {
                *kept = *later;
            }
            same
        });
    }

    /// The rows with a filled cell, from above.
    pub(in super::super) fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> {
        let rows = self.cells.chunk_by(|one, next| one.row == next.row);
        rows.map(|cells| Row { text: &self.text, cells })
    }

    /// The same with the value of a cell merged downwards in every filled row beside it; `None` where none is. At most as
    /// many are added as `budget` says.
    pub(super) fn filled(&self, merged: &[Region], budget: usize) -> Option<Self> {
        let rows: Vec<u32> = self.rows().map(Row::number).collect();
        let mut added = Vec::new();
        for &((top, column), (bottom, _)) in merged.iter().filter(|(from, to)| to.0 > from.0) {
            let found =
                self.cells.binary_search_by_key(&(top, column), |cell| (cell.row, cell.column));
            let Some(&value) = found.ok().and_then(|at| self.cells.get(at)) else { continue };
            let from = rows.partition_point(|&row| row <= top);
            let below =
                rows.get(from..).unwrap_or_default().iter().take_while(|&&row| row <= bottom);
            let room = budget.saturating_sub(added.len());
            added.extend(below.take(room).map(|&row| Cell { row, ..value }));
        }
        if added.is_empty() {
            return None;
        }
        // A value of the row's own is the later one, and stays; of merged ones the first.
        added.reverse();
        let mut filled = Self { text: self.text.clone(), cells: added };
        filled.cells.extend(&self.cells);
        filled.settle();
        Some(filled)
    }
}

impl<'g> Row<'g> {
    /// Its number, from 0.
    pub(in super::super) fn number(self) -> u32 {
        self.cells.first().map_or(0, |cell| cell.row)
    }

    /// How many filled cells it has.
    pub(super) fn len(self) -> usize {
        self.cells.len()
    }

    /// Columns, from 0, and what stands in them.
    pub(in super::super) fn cells(self) -> impl Iterator<Item = (u32, &'g str)> {
        self.cells.iter().map(move |cell| (cell.column, self.text(cell)))
    }

    /// What stands in a column; nothing where it is empty.
    pub(super) fn get(self, column: u32) -> &'g str {
        let found = self.cells.binary_search_by_key(&column, |cell| cell.column);
        found.ok().and_then(|at| self.cells.get(at)).map_or("", |cell| self.text(cell))
    }

    fn text(self, cell: &Cell) -> &'g str {
        self.text.get(cell.start as usize..cell.end as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(grid: &Grid) -> Vec<(u32, Vec<(u32, &str)>)> {
        grid.rows().map(|row| (row.number(), row.cells().collect())).collect()
    }

    #[test]
    fn cells_come_in_order_and_the_later_stays() {
        let mut grid = Grid::default();
        for (row, column, text) in
            [(2, 1, "丙"), (0, 3, "乙"), (2, 0, "丁"), (0, 3, "戊"), (0, 1, "甲")]
        {
            grid.put(row, column, text);
        }
        grid.settle();
        assert_eq!(
            shown(&grid),
            [(0, vec![(1, "甲"), (3, "戊")]), (2, vec![(0, "丁"), (1, "丙")])]
        );
        let row = grid.rows().next_back().expect("a row");
        assert_eq!((row.get(1), row.get(2), row.len()), ("丙", "", 2));
    }

    #[test]
    fn merged_cells_speak_for_rows_below() {
        let mut grid = Grid::default();
        for (row, column, text) in
            [(0, 0, "甲"), (0, 1, "乙"), (1, 1, "丙"), (3, 1, "丁"), (9, 1, "戊")]
        {
            grid.put(row, column, text);
        }
        let check = |merged: &[Region], budget: usize, expect: &[&str]| {
            let filled = grid.filled(merged, budget);
            let column = |column| move |row: Row<'_>| row.get(column).to_owned();
            let found = filled.as_ref().map(|grid| grid.rows().map(column(0)).collect::<Vec<_>>());
            assert_eq!(found.unwrap_or_default(), expect);
        };
        check(&[((0, 0), (3, 0))], 100, &["甲", "甲", "甲", ""]);
        check(&[((0, 0), (3, 0))], 1, &["甲", "甲", "", ""]);
        check(&[((0, 0), (0, 1)), ((5, 0), (9, 0))], 100, &[]);
        // What stands in a row itself stays.
        assert!(grid.filled(&[((0, 1), (9, 1))], 100).is_some_and(|grid| shown(&grid).len() == 4));
        let own = grid.filled(&[((0, 1), (9, 1))], 100).expect("filled");
        assert_eq!(own.rows().map(|row| row.get(1).to_owned()).collect::<String>(), "乙丙丁戊");
    }
}
