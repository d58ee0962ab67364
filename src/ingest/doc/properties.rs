//! What the formatting of an old Word file says of stretches of text: deleted, hidden, in a table, the end of a row.
//!
//! Formatting stands in pages of 512 bytes; each lists stretches of the file and, for each, a run of short commands.

use super::compound::{u16_at, u32_at};

/// Stretches of the file with the marks they bear, in order.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<(u32, u32, u8)>);

/// Deleted in a tracked change, or hidden.
pub(super) const GONE: u8 = 1;
/// Inside a table.
pub(super) const IN_TABLE: u8 = 2;
/// The mark that ends a table row.
pub(super) const ROW_END: u8 = 4;
/// Numbered by a list.
pub(super) const LISTED: u8 = 8;

const PAGE: usize = 512;

impl Marks {
    /// The marks at a place of the file.
    pub(super) fn at(&self, place: u32) -> u8 {
        let after = self.0.partition_point(|(start, ..)| *start <= place);
        let found = after.checked_sub(1).and_then(|index| self.0.get(index));
        found.filter(|(_, end, _)| place < *end).map_or(0, |(.., marks)| *marks)
    }

    /// Whether any stretch bears a mark.
    pub(super) fn any(&self, mark: u8) -> bool {
        self.0.iter().any(|(.., marks)| marks & mark != 0)
    }
}

/// Marks of characters; `plc` lists the pages that hold them.
pub(super) fn characters(file: &[u8], plc: &[u8]) -> Marks {
    gather(file, plc, 1, |page, offset| {
        let size = usize::from(*page.get(offset)?);
        page.get(offset + 1..offset + 1 + size)
    })
}

/// Marks of paragraphs; `plc` lists the pages that hold them.
pub(super) fn paragraphs(file: &[u8], plc: &[u8]) -> Marks {
    gather(file, plc, 13, |page, offset| {
        let (skip, size) = match *page.get(offset)? {
            0 => (2, usize::from(*page.get(offset + 1)?) * 2),
            words => (1, usize::from(words) * 2 - 1),
        };
        // The style's number comes before the commands.
        page.get(offset + skip + 2..(offset + skip + size).min(PAGE))
    })
}

fn gather<'a>(
    file: &'a [u8],
    plc: &[u8],
    step: usize,
    commands: impl Fn(&'a [u8], usize) -> Option<&'a [u8]>,
) -> Marks {
    let count = plc.len().saturating_sub(4) / 8;
    let mut marks = Vec::new();
    for number in (0..count).filter_map(|at| u32_at(plc, (count + 1) * 4 + at * 4)) {
        let start = (number & 0x003f_ffff) as usize * PAGE;
        let Some(page) = file.get(start..start + PAGE) else { continue };
        let runs = usize::from(page.last().copied().unwrap_or(0));
        for run in 0..runs {
            let (Some(from), Some(to)) = (u32_at(page, run * 4), u32_at(page, run * 4 + 4)) else {
                break;
            };
            let Some(&offset) = page.get((runs + 1) * 4 + run * step) else { break };
            let found = if offset == 0 { None } else { commands(page, usize::from(offset) * 2) };
            let found = found.map_or(0, read);
            if found != 0 {
                marks.push((from, to, found));
            }
        }
    }
    marks.sort_unstable();
    Marks(marks)
}

fn read(mut commands: &[u8]) -> u8 {
    let mut marks = 0;
    while let Some(code) = u16_at(commands, 0) {
        let operand = commands.get(2..).unwrap_or_default();
        let first = operand.first().copied().unwrap_or(0);
        let mark = match code {
            0x0800 | 0x083c => GONE,
            0x2416 => IN_TABLE,
            0x2417 => ROW_END,
            0x460b => LISTED,
            _ => 0,
        };
        marks = if first == 0 { marks & !mark } else { marks | mark };
        let size = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            // The definition of a table gives its length in two bytes.
            _ if code == 0xd608 => usize::from(u16_at(operand, 0).unwrap_or(0)) + 1,
            _ => usize::from(first) + 1,
        };
        commands = operand.get(size..).unwrap_or_default();
    }
    marks
}
