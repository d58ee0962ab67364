//! Tables by their ruling lines: lines that meet make a grid, missing walls make merged cells.
//!
//! Tables without vertical lines are left to the paragraph rules.

use super::glyph::{Glyph, Ruling};
use super::paragraphs::join;
use super::rows;

/// Lines this close are one, lines this close to a crossing meet.
const NEAR: f32 = 3.0;
/// Grid lines in one direction.
const LINES: usize = 400;
/// A line this much longer than the grid leaves a side of the table open.
const OPEN: f32 = 8.0;

/// One table of a page.
#[derive(Debug)]
pub(super) struct Table {
    /// Its upper edge.
    pub top: f32,
    /// Its rows, each with the text of its cells; cells merged from above are empty.
    pub rows: Vec<Vec<String>>,
}

/// Takes the tables out of a page: the glyphs left over are the running text.
pub(super) fn take(rulings: &[Ruling], glyphs: &mut Vec<Glyph>) -> Vec<Table> {
    let mut grids: Vec<Grid> =
        groups(rulings).iter().filter_map(|lines| Grid::new(lines)).collect();
    grids.sort_by(|a, b| a.area().total_cmp(&b.area()));
    let mut tables: Vec<Table> = grids.iter().filter_map(|grid| grid.fill(glyphs)).collect();
    tables.sort_by(|a, b| a.top.total_cmp(&b.top));
    tables
}

/// Ruling lines that meet, directly or through others.
fn groups(rulings: &[Ruling]) -> Vec<Vec<Ruling>> {
    let (level, upright): (Vec<Ruling>, Vec<Ruling>) =
        rulings.iter().partition(|line| line.is_level());
    let level = merge(level.into_iter().map(flip).collect()).into_iter().map(flip);
    let upright = merge(upright);
    let mut all: Vec<Ruling> = level.chain(upright).collect();
    all.truncate(LINES * 4);
    let mut group: Vec<usize> = (0..all.len()).collect();
    for (a, one) in all.iter().enumerate() {
        for (b, other) in all.iter().enumerate().skip(a + 1) {
            if one.is_level() != other.is_level() && meet(one, other) {
                let (from, to) = (root(&group, a), root(&group, b));
                if let Some(slot) = group.get_mut(from.max(to)) {
                    *slot = from.min(to);
                }
            }
        }
    }
    let mut groups: Vec<Vec<Ruling>> = vec![Vec::new(); all.len()];
    for (at, line) in all.iter().enumerate() {
        if let Some(slot) = groups.get_mut(root(&group, at)) {
            slot.push(*line);
        }
    }
    groups.retain(|lines| lines.len() >= 4);
    groups
}

fn flip(line: Ruling) -> Ruling {
    Ruling { x0: line.y0, y0: line.x0, x1: line.y1, y1: line.x1 }
}

/// Joins upright pieces that continue one another.
fn merge(mut pieces: Vec<Ruling>) -> Vec<Ruling> {
    pieces.sort_by(|a, b| (a.x0 + a.x1).total_cmp(&(b.x0 + b.x1)));
    let mut bands: Vec<Vec<Ruling>> = Vec::new();
    for piece in pieces {
        match bands.last_mut() {
            Some(band)
                if band.first().is_some_and(|first| middle(&piece) - middle(first) < NEAR) =>
            {
                band.push(piece);
            }
            _ => bands.push(vec![piece]),
        }
    }
    let mut merged: Vec<Ruling> = Vec::new();
    for mut band in bands {
        band.sort_by(|a, b| a.y0.total_cmp(&b.y0));
        let mut run: Option<Ruling> = None;
        for piece in band {
            match &mut run {
                Some(open) if piece.y0 <= open.y1 + NEAR => open.y1 = open.y1.max(piece.y1),
                _ => merged.extend(run.replace(piece)),
            }
        }
        merged.extend(run);
    }
    merged
}

fn middle(upright: &Ruling) -> f32 {
    f32::midpoint(upright.x0, upright.x1)
}

fn meet(one: &Ruling, other: &Ruling) -> bool {
    one.x0 <= other.x1 + NEAR
        && other.x0 <= one.x1 + NEAR
        && one.y0 <= other.y1 + NEAR
        && other.y0 <= one.y1 + NEAR
}

/// The first of a chain of cells or lines bound together.
fn root(bound: &[usize], mut at: usize) -> usize {
    while let Some(&up) = bound.get(at) {
        if up >= at {
            break;
        }
        at = up;
    }
    at
}

/// Lines that make at least two columns.
#[derive(Debug)]
struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// For each cell of the grid, by rows, the first cell it is merged with.
    cells: Vec<usize>,
}

impl Grid {
    fn new(lines: &[Ruling]) -> Option<Self> {
        let (level, upright): (Vec<&Ruling>, Vec<&Ruling>) =
            lines.iter().partition(|line| line.is_level());
        let mut xs: Vec<f32> = upright.iter().map(|line| middle(line)).collect();
        let mut ys: Vec<f32> = level.iter().map(|l| f32::midpoint(l.y0, l.y1)).collect();
        close_sides(&mut xs, level.iter().map(|line| (line.x0, line.x1)));
        close_sides(&mut ys, upright.iter().map(|line| (line.y0, line.y1)));
        if xs.len() < 3 || ys.len() < 2 || xs.len().max(ys.len()) > LINES {
            return None;
        }
        let mut grid = Self { xs, ys, cells: Vec::new() };
        grid.merge_cells(&level, &upright);
        Some(grid)
    }

    fn area(&self) -> f32 {
        let span = |all: &[f32]| all.last().unwrap_or(&0.0) - all.first().unwrap_or(&0.0);
        span(&self.xs) * span(&self.ys)
    }

    /// Neighbours with no line between them are one cell.
    fn merge_cells(&mut self, level: &[&Ruling], upright: &[&Ruling]) {
        let columns = self.xs.len() - 1;
        self.cells = (0..columns * (self.ys.len() - 1)).collect();
        for (row, band) in self.ys.windows(2).enumerate() {
            for (column, strip) in self.xs.windows(2).enumerate() {
                let at = row * columns + column;
                let [Some(&top), Some(&floor)] = [band.first(), band.last()] else { continue };
                let [Some(&left), Some(&wall)] = [strip.first(), strip.last()] else { continue };
                let (x, y) = (f32::midpoint(left, wall), f32::midpoint(top, floor));
                let walled = upright
                    .iter()
                    .any(|v| (middle(v) - wall).abs() <= NEAR && v.y0 <= y && y <= v.y1);
                let floored = level.iter().any(|h| {
                    (f32::midpoint(h.y0, h.y1) - floor).abs() <= NEAR && h.x0 <= x && x <= h.x1
                });
                if column + 1 < columns && !walled {
                    bind(&mut self.cells, at, at + 1);
                }
                if row + 2 < self.ys.len() && !floored {
                    bind(&mut self.cells, at, at + columns);
                }
            }
        }
    }

    /// Moves the glyphs inside the grid into its cells; `None` when there are none.
    fn fill(&self, glyphs: &mut Vec<Glyph>) -> Option<Table> {
        let mut contents: Vec<Vec<Glyph>> = vec![Vec::new(); self.cells.len()];
        glyphs.retain(|glyph| {
            let cell = self.cell_at(glyph.x + glyph.width / 2.0, glyph.y - glyph.size * 0.35);
            let slot = cell.and_then(|cell| contents.get_mut(cell));
            slot.map(|slot| slot.push(*glyph)).is_none()
        });
        let columns = self.xs.len() - 1;
        let mut texts = contents.into_iter().map(cell_text);
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (row, roots) in self.cells.chunks(columns).enumerate() {
            let mut cells = Vec::new();
            for (column, _) in roots.iter().enumerate() {
                let at = row * columns + column;
                let text = texts.next().unwrap_or_default();
                let first = root(&self.cells, at);
                let merged_from_left = column > 0 && first == root(&self.cells, at - 1);
                if !merged_from_left {
                    cells.push(text);
                }
            }
            rows.push(cells);
        }
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let top = self.ys.first().copied()?;
        (!rows.is_empty()).then_some(Table { top, rows })
    }

    fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let between = |lines: &[f32], value: f32| {
            let after = lines.partition_point(|line| *line <= value);
            after.checked_sub(1).filter(|at| at + 1 < lines.len())
        };
        let (column, row) = (between(&self.xs, x)?, between(&self.ys, y)?);
        Some(root(&self.cells, row * (self.xs.len() - 1) + column))
    }
}

/// Sorts grid lines, makes near ones one, and adds the edges a table drawn with open sides lacks.
fn close_sides(lines: &mut Vec<f32>, reach: impl Iterator<Item = (f32, f32)>) {
    let (from, to) = reach.fold((f32::MAX, f32::MIN), |all, r| (all.0.min(r.0), all.1.max(r.1)));
    lines.sort_by(f32::total_cmp);
    if lines.first().is_some_and(|first| first - from > OPEN) {
        lines.insert(0, from);
    }
    if lines.last().is_some_and(|last| to - last > OPEN) {
        lines.push(to);
    }
    lines.dedup_by(|next, kept| *next - *kept < NEAR);
}

fn bind(cells: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(cells, one), root(cells, other));
    if let Some(slot) = cells.get_mut(one.max(other)) {
        *slot = one.min(other);
    }
}

/// The lines of a cell, joined as lines of one paragraph are.
fn cell_text(glyphs: Vec<Glyph>) -> String {
    let mut text = String::new();
    for row in rows::rows(glyphs) {
        join(&mut text, &rows::text(&row));
    }
    text.replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use super::super::glyph::Flow;
    use super::*;

    fn line(x0: f32, y0: f32, x1: f32, y1: f32) -> Ruling {
        Ruling { x0, y0, x1, y1 }
    }

    fn word(text: &str, x: f32, y: f32) -> Vec<Glyph> {
        let glyph = |(at, text): (usize, char)| Glyph {
            text,
            x: x + at as f32 * 10.0,
            y,
            width: 10.0,
            size: 10.0,
            flow: Flow::Turned(0),
            hidden: false,
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn check(rulings: &[Ruling], words: &[(&str, f32, f32)], expect: &[&str]) {
        let mut glyphs: Vec<Glyph> = words.iter().flat_map(|w| word(w.0, w.1, w.2)).collect();
        let tables = take(rulings, &mut glyphs);
        let rows: Vec<String> =
            tables.iter().flat_map(|table| &table.rows).map(|row| row.join("|")).collect();
        assert_eq!(rows, expect);
    }

    #[test]
    fn a_grid_with_wrapped_and_merged_cells() {
        let levels = [0.0, 20.0, 60.0, 80.0].map(|y| line(0.0, y, 200.0, y));
        let sides = [
            line(0.0, 0.0, 0.0, 80.0),
            line(200.0, 0.0, 200.0, 80.0),
            line(100.0, 20.0, 100.0, 80.0),
        ];
        let rulings: Vec<Ruling> = levels.into_iter().chain(sides).collect();
        let words = [
            ("会议安排", 60.0, 15.0),
            ("全县防汛", 5.0, 35.0),
            ("调度会", 5.0, 50.0),
            ("水务局", 110.0, 42.0),
            ("春耕", 5.0, 75.0),
            ("外面", 300.0, 40.0),
        ];
        check(&rulings, &words, &["会议安排", "全县防汛调度会|水务局", "春耕|"]);
    }

    #[test]
    fn a_frame_is_no_table() {
        let frame = [
            line(0.0, 0.0, 200.0, 0.0),
            line(0.0, 90.0, 200.0, 90.0),
            line(0.0, 0.0, 0.0, 90.0),
            line(200.0, 0.0, 200.0, 90.0),
        ];
        check(&frame, &[("公告", 50.0, 40.0)], &[]);
    }
}
