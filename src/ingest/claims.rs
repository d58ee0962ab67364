//! How much room an XLS workbook would take, before calamine lays out every cell between its outermost ones.
//!
//! A damaged or hostile file of a few kilobytes can claim thousands of millions of cells.

use super::doc::compound::{u16_at, u32_at};

/// Cells of the largest sheet the format can hold: 65 536 rows of 256 columns.
const LARGEST: u64 = 1 << 24;
/// Records looked at, over all sheets.
const RECORDS: usize = 20_000_000;

const SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const EXTENT: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const ROW_OF_NUMBERS: u16 = 0x00bd;
/// Number, label, rich label, truth, short number, shared label.
const CELLS: [u16; 6] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd];

/// Whether the stream of a workbook claims more cells than one sheet can have, or places its sheets nowhere.
pub(super) fn absurd(book: &[u8]) -> bool {
    Claims::default().of(book).is_none()
}

/// What the sheets seen so far claim.
#[derive(Default)]
struct Claims {
    cells: u64,
    records: usize,
}

impl Claims {
    /// Goes through all sheets; `None` where they claim too much.
    fn of(mut self, book: &[u8]) -> Option<()> {
        let starts = records(book).take_while(|&(kind, _)| kind != END);
        for (_, data) in starts.filter(|&(kind, _)| kind == SHEET) {
            self.sheet(book.get(u32_at(data, 0)? as usize..)?)?;
        }
        Some(())
    }

    fn sheet(&mut self, stream: &[u8]) -> Option<()> {
        let (mut values, mut formulas, mut depth) = (Extent::default(), Extent::default(), 0_usize);
        for (kind, data) in records(stream) {
            self.records += 1;
            if self.records > RECORDS {
                return None;
            }
            let place = || u16_at(data, 0).zip(u16_at(data, 2));
            match kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                EXTENT if claimed(data) > LARGEST => return None,
                FORMULA => {
                    formulas.take(place());
                    values.take(place());
                }
                ROW_OF_NUMBERS => {
                    values.take(place());
                    let last = data.len().checked_sub(2).and_then(|at| u16_at(data, at));
                    values.take(u16_at(data, 0).zip(last));
                }
                kind if CELLS.contains(&kind) => values.take(place()),
                _ => {}
            }
        }
        self.cells += values.size() + formulas.size();
        (self.cells <= LARGEST).then_some(())
    }
}

/// The outermost cells of a sheet.
#[derive(Default)]
struct Extent(Option<[u16; 4]>);

impl Extent {
    fn take(&mut self, place: Option<(u16, u16)>) {
        let Some((row, column)) = place else { return };
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn size(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

/// The cells a sheet says it has, in the short form of older files or the long one.
fn claimed(data: &[u8]) -> u64 {
    let short = |at: usize| u16_at(data, at).map(u64::from);
    let long = |at: usize| u32_at(data, at).map(u64::from);
    let (top, bottom, left, right) = if data.len() < 14 {
        (short(0), short(2), short(4), short(6))
    } else {
        (long(0), long(4), short(8), short(10))
    };
    let span = |from: Option<u64>, to: Option<u64>| {
        from.zip(to).map_or(0, |(from, to)| to.saturating_sub(from).saturating_add(1))
    };
    span(top, bottom).saturating_mul(span(left, right))
}

/// Records by kind, as far as they are whole.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, size) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
        let data = stream.get(4..4 + size)?;
        stream = stream.get(4 + size..)?;
        Some((kind, data))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, words: &[u16]) -> Vec<u8> {
        let head = [kind, (words.len() * 2) as u16];
        head.iter().chain(words).flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn absurd_claims_are_seen() {
        let check = |sheet: &[Vec<u8>], expect: bool| {
            let globals = [record(BEGIN, &[]), record(SHEET, &[16, 0]), record(END, &[])].concat();
            let book = [globals, record(BEGIN, &[]), sheet.concat(), record(END, &[])].concat();
            assert_eq!(absurd(&book), expect, "{sheet:?}");
        };
        let cell = |row, column| record(0x0203, &[row, column, 0, 0, 0, 0, 0]);
        check(&[cell(0, 0), cell(2000, 20)], false);
        check(&[cell(0, 0), cell(65535, 255)], false);
        check(&[cell(0, 0), cell(65535, 256)], true);
        check(&[cell(65535, 65535)], false);
        // An embedded chart ends before its sheet does.
        check(&[record(BEGIN, &[]), record(END, &[]), cell(0, 0), cell(9999, 9999)], true);
        check(&[record(EXTENT, &[0, 0, 2000, 0, 0, 30, 0])], false);
        check(&[record(EXTENT, &[0, 0, 0, 1, 0, 256, 0])], true);
        check(&[record(EXTENT, &[0, 0xffff, 0, 0xffff, 0])], true);
    }
}
