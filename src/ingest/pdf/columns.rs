//! Columns: where consecutive rows leave the same gutter free and both sides read as prose, each side is read on its own.

use super::rows::{Row, size};

/// The narrowest gutter common to all rows, in ems.
const GUTTER: f32 = 0.6;
/// A narrower gap lies between words of one line, in ems.
const WORDS: f32 = 0.8;
/// Fewer rows are no column.
const ROWS: usize = 5;
/// Columns within columns.
const DEPTH: u8 = 3;
/// Width of one cell of the coverage count, in points.
const CELL: f32 = 2.0;

/// Rows read one after the other.
#[derive(Debug)]
pub(super) struct Part {
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
    /// They stand in one of several columns.
    pub column: bool,
}

/// Splits a page into parts in reading order.
pub(super) fn split(rows: Vec<Row>) -> Vec<Part> {
    split_at_depth(rows, 0)
}

fn split_at_depth(rows: Vec<Row>, depth: u8) -> Vec<Part> {
    let column = depth > 0;
    if depth >= DEPTH || rows.len() < ROWS {
        return vec![Part { rows, column }];
    }
    let Some((first, last, x)) = gutter(&rows) else { return vec![Part { rows, column }] };
    let mut above = rows;
    let below = above.split_off((last + 1).min(above.len()));
    let middle = above.split_off(first.min(above.len()));
    let mut parts = Vec::new();
    if !above.is_empty() {
        parts.extend(split_at_depth(above, depth));
    }
    let (left, right) = cut(middle, x);
    parts.extend(split_at_depth(left, depth + 1));
    parts.extend(split_at_depth(right, depth + 1));
    if !below.is_empty() {
        parts.extend(split_at_depth(below, depth));
    }
    parts
}

/// Cuts every row at `x`.
fn cut(rows: Vec<Row>, x: f32) -> (Vec<Row>, Vec<Row>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in rows {
        let (before, after): (Row, Row) = row.into_iter().partition(|glyph| glyph.x < x);
        left.extend(Some(before).filter(|row| !row.is_empty()));
        right.extend(Some(after).filter(|row| !row.is_empty()));
    }
    (left, right)
}

/// The longest run of rows with a common gutter: first row, last row, its middle.
fn gutter(rows: &[Row]) -> Option<(usize, usize, f32)> {
    let left = rows.iter().flatten().map(|glyph| glyph.x).fold(f32::MAX, f32::min);
    let right = rows.iter().flatten().map(|glyph| glyph.x + glyph.width).fold(f32::MIN, f32::max);
    let cells = ((right - left) / CELL).clamp(0.0, 4000.0) as usize;
    if cells < 20 {
        return None;
    }
    let covered: Vec<Vec<bool>> = rows.iter().map(|row| coverage(row, left, cells)).collect();
    let em = size(&rows.concat());
    let need = (GUTTER * em / CELL).floor().max(2.0) as usize;
    let mut best: Option<(usize, usize, usize)> = None;
    for start in (cells / 6..(cells * 5 / 6).saturating_sub(need)).step_by(2) {
        for (first, last) in free_runs(&covered, start, need) {
            let longer = best.is_none_or(|(from, to, _)| to - from < last - first);
            let x = left + (start as f32 + need as f32 / 2.0) * CELL;
            if longer && is_prose(rows.get(first..=last).unwrap_or_default(), x) {
                best = Some((first, last, start));
            }
        }
    }
    best.map(|(first, last, start)| (first, last, left + (start as f32 + need as f32 / 2.0) * CELL))
}

/// Which cells a row fills; gaps between its words are filled too.
fn coverage(row: &Row, left: f32, cells: usize) -> Vec<bool> {
    let mut filled = vec![false; cells];
    let mut end = f32::MIN;
    for glyph in row {
        let small_gap = glyph.x - end < WORDS * glyph.size;
        let from = if small_gap { end.min(glyph.x) } else { glyph.x };
        let hangs = matches!(glyph.text, '，' | '。' | '、' | '；' | '：' | '”' | '）' | '》');
        end = glyph.x + if hangs { glyph.width / 2.0 } else { glyph.width };
        let from = ((from - left) / CELL).max(0.0) as usize;
        let to = (((end - left) / CELL).max(0.0) as usize + 1).min(cells);
        if let Some(part) = filled.get_mut(from..to) {
            part.fill(true);
        }
    }
    filled
}

/// Runs of at least `ROWS` rows that leave `need` cells from `start` free.
fn free_runs(covered: &[Vec<bool>], start: usize, need: usize) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = None;
    let free = |row: &Vec<bool>| row.get(start..start + need).is_some_and(|c| !c.contains(&true));
    for (at, is_free) in covered.iter().map(free).chain([false]).enumerate() {
        match (is_free, from) {
            (true, None) => from = Some(at),
            (false, Some(first)) => {
                if at - first >= ROWS {
                    runs.push((first, at - 1));
                }
                from = None;
            }
            _ => {}
        }
    }
    runs
}

/// Both sides have lines enough, and lines that run to their side's edge.
fn is_prose(rows: &[Row], x: f32) -> bool {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in rows {
        let at = row.partition_point(|glyph| glyph.x < x);
        let (before, after) = row.split_at(at);
        left.extend(extent(before));
        right.extend(extent(after));
    }
    [left, right].iter().all(|side| reads_as_prose(side))
}

/// Start, end, size and glyph count of a piece of a row.
fn extent(piece: &[super::glyph::Glyph]) -> Option<(f32, f32, f32, usize)> {
    let (first, last) = (piece.first()?, piece.last()?);
    Some((first.x, last.x + last.width, last.size, piece.len()))
}

fn reads_as_prose(side: &[(f32, f32, f32, usize)]) -> bool {
    if side.len() < 3 {
        return false;
    }
    let edge = side.iter().map(|line| line.1).fold(f32::MIN, f32::max);
    let start = side.iter().map(|line| line.0).fold(f32::MAX, f32::min);
    let full =
        side.iter().filter(|line| edge - line.1 < 1.6 * line.2 && line.0 - start < 3.0 * line.2);
    let glyphs: usize = side.iter().map(|line| line.3).sum();
    full.count() * 2 >= side.len() && glyphs >= side.len() * 8
}

#[cfg(test)]
mod tests {
    use super::super::glyph::{Flow, Glyph};
    use super::*;

    fn row(pieces: &[(&str, f32)]) -> Row {
        let glyph = |(text, x)| Glyph {
            text,
            x,
            y: 0.0,
            width: 10.0,
            size: 10.0,
            flow: Flow::Turned(0),
            hidden: false,
        };
        let piece = |(text, x): &(&str, f32)| {
            let x = *x;
            text.chars()
                .enumerate()
                .map(move |(at, c)| (c, x + at as f32 * 10.0))
                .collect::<Vec<_>>()
        };
        pieces.iter().flat_map(piece).map(glyph).collect()
    }

    fn check(rows: Vec<Row>, expect: &[(usize, bool)]) {
        let parts = split(rows);
        let found: Vec<_> = parts.iter().map(|part| (part.rows.len(), part.column)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn two_columns_under_a_title() {
        let mut rows = vec![row(&[("关于青禾县粮食生产情况的通报说明文字", 40.0)])];
        rows.extend(
            (0..6).map(|_| row(&[("十个字写满左边这一栏", 0.0), ("十个字写满右边这一栏", 120.0)])),
        );
        check(rows, &[(1, false), (6, true), (6, true)]);
    }

    #[test]
    fn cells_of_a_list_are_no_columns() {
        let words = ["县府办", "财政局", "松岭乡人民政府", "民政局", "石坞县", "水务局"];
        check(words.iter().map(|w| row(&[(w, 0.0), ("月底前", 140.0)])).collect(), &[(6, false)]);
    }
}
