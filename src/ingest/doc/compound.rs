//! The container of old Office files: streams by name, their sectors chained in a table.

const END: u32 = 0xffff_fffa;
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
        open.small = open.chain(root?);
        Some(open)
    }

    /// A stream's bytes.
    pub(in super::super) fn stream(&self, wanted: &str) -> Option<Vec<u8>> {
        let (_, start, size) = self.entries.iter().find(|(name, ..)| name == wanted)?;
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
        let sectors = places
            .into_iter()
            .filter(|place| *place < END)
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
