//! The container of old Office files: streams by name, their sectors chained in a table.

use std::iter;

/// Numbers from here on name no sector: a sector of the table, the last of a chain, one not in use.
const END: u32 = 0xffff_fffa;
const TABLE: u32 = 0xffff_fffd;
const LAST: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
const LARGE: usize = 4096;
const SMALL: usize = 64;
/// Streams below this lie in small sectors inside the root's stream.
const CUTOFF: usize = 4096;
const MAX_STREAM: usize = 256 << 20;

/// An open container.
pub(in super::super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<(String, u32, usize)>,
}

impl<'a> Compound<'a> {
    pub(in super::super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = 1usize
            .checked_shl(u32::from(u16_at(bytes, 30)?))
            .filter(|size| matches!(size, 512 | 4096))?;
        let mut open = Self {
            bytes,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        open.table = open.sectors_of_table()?;
        let directory = open.chain(u32_at(bytes, 48)?);
        let mut root = None;
        for entry in directory.chunks_exact(128) {
            let (start, size) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
            match entry.get(66) {
                Some(2) => open.entries.push((name(entry)?, start, size)),
                Some(5) if root.is_none() => root = Some(start),
                _ => {}
            }
        }
        open.small_table = open
            .chain(u32_at(bytes, 60)?)
            .chunks_exact(4)
            .filter_map(|word| u32_at(word, 0))
            .collect();
        open.small = root.map(|root| open.chain(root)).unwrap_or_default();
        Some(open)
    }

    /// A stream's bytes.
    pub(in super::super) fn stream(&self, wanted: &str) -> Option<Vec<u8>> {
        let (_, start, size) =
            self.entries.iter().find(|(name, ..)| name.eq_ignore_ascii_case(wanted))?;
        let mut bytes = if *size < CUTOFF { self.small_chain(*start) } else { self.chain(*start) };
        bytes.truncate(*size);
        Some(bytes)
    }

    fn sectors_of_table(&self) -> Option<Vec<u32>> {
        let mut places: Vec<u32> =
            (0..109).filter_map(|at| u32_at(self.bytes, 76 + at * 4)).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let per_sector = self.sector / 4 - 1;
        for _ in 0..self.bytes.len() / self.sector {
            let Some(sector) = self.sector_at(next).filter(|_| next < END) else { break };
            places.extend((0..per_sector).filter_map(|at| u32_at(sector, at * 4)));
            next = u32_at(sector, per_sector * 4)?;
        }
        // No more of them than the file has sectors: the same one may be named over and over.
        let sectors = places
            .into_iter()
            .filter(|place| *place < END)
            .take(self.bytes.len() / self.sector)
            .filter_map(|place| self.sector_at(place));
        Some(
            sectors
                .flat_map(|sector| sector.chunks_exact(4))
                .filter_map(|word| u32_at(word, 0))
                .collect(),
        )
    }

    fn sector_at(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The sectors chained from one on; a chain never has more than the file has sectors, so a circle ends.
    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut bytes, mut next) = (Vec::new(), start);
        for _ in 0..=self.bytes.len() / self.sector {
            let Some(sector) = self.sector_at(next).filter(|_| next < END) else { break };
            bytes.extend_from_slice(sector);
            match self.table.get(next as usize) {
                Some(&then) if bytes.len() < MAX_STREAM => next = then,
                _ => break,
            }
        }
        bytes
    }

    fn small_chain(&self, start: u32) -> Vec<u8> {
        let (mut bytes, mut next) = (Vec::new(), start);
        for _ in 0..=self.small.len() / SMALL {
            let from = next as usize * SMALL;
            let Some(sector) =
                self.small.get(from..from.saturating_add(SMALL)).filter(|_| next < END)
            else {
                break;
            };
            bytes.extend_from_slice(sector);
            match self.small_table.get(next as usize) {
                Some(&then) => next = then,
                None => break,
            }
        }
        bytes
    }
}

/// A container of one stream, for a reader that would follow the chains of any other without end.
pub(in super::super) fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    // A stream below the cutoff would have to lie in small sectors.
    let size = stream.len().max(CUTOFF);
    let sectors = size.div_ceil(LARGE);
    // The directory is the first sector, the table comes next, the stream after it.
    let named = LARGE / 4;
    // Of the sectors a sector of the table names, one is its own.
    let tables = (1 + sectors).div_ceil(named - 1);
    let table = [LAST]
        .into_iter()
        .chain(iter::repeat_n(TABLE, tables))
        .chain((2 + tables..1 + tables + sectors).map(|next| next as u32))
        .chain([LAST]);
    let mut table: Vec<u32> = table.collect();
    table.resize(tables * LARGE / 4, FREE);
    let start = (1 + tables) as u32;
    let directory = [entry("Root Entry", 5, 0, 0), entry(name, 2, start, size)].concat();
    let parts = [header(tables as u32), directory, words(table), stream.to_vec()];
    let mut bytes = parts.into_iter().fold(Vec::new(), |mut bytes, part| {
        bytes.resize(bytes.len().next_multiple_of(LARGE), 0);
        bytes.extend(part);
        bytes
    });
    bytes.resize((2 + tables + sectors) * LARGE, 0);
    bytes
}

/// Sectors of 4096 bytes: then the header alone names a table for the longest stream read.
fn header(tables: u32) -> Vec<u8> {
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.resize(24, 0);
    header.extend([0x3e, 0, 4, 0, 0xfe, 0xff, 12, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    header.extend(words([1, tables, 0, 0, CUTOFF as u32, LAST, 0, LAST, 0]));
    header.extend(words((0..109).map(|at| if at < tables { 1 + at } else { FREE })));
    header
}

fn entry(name: &str, kind: u8, start: u32, size: usize) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = entry.len() as u8 + 2;
    entry.resize(64, 0);
    entry.extend([length, 0, kind, 1]);
    entry.extend(words([FREE, FREE, if kind == 5 { 1 } else { FREE }]));
    entry.resize(116, 0);
    entry.extend(words([start, size as u32, 0]));
    entry
}

fn words(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
    words.into_iter().flat_map(u32::to_le_bytes).collect()
}

fn name(entry: &[u8]) -> Option<String> {
    let size = usize::from(u16_at(entry, 64)?).saturating_sub(2).min(62);
    let units: Vec<u16> =
        entry.get(..size)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Two bytes, low one first.
pub(in super::super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes, low one first.
pub(in super::super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        for size in [0, 1, 4095, 4096, 4097, 9_000, 4096 * 1022, 4096 * 1022 + 1, 9_000_000] {
            let stream: Vec<u8> = (0..size).map(|at| at as u8).collect();
            let bytes = container("Workbook", &stream);
            let open = Compound::open(&bytes).expect("a container");
            let mut expect = stream;
            expect.resize(size.max(CUTOFF), 0);
            assert!(open.stream("WORKBOOK") == Some(expect), "{size}");
            assert_eq!(open.stream("Book"), None);
        }
    }
}
