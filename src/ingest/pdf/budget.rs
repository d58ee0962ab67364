//! What one PDF may cost: a small file can ask for gigabytes, billions of operators or endless nesting.
//!
//! The counts stop first, so a cut falls at the same place on every machine; the clock is the last resort.

use std::borrow::Cow;
use std::io::Read;
use std::time::{Duration, Instant};

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};

/// Bytes one stream may unpack to.
const STREAM: usize = 48 << 20;
/// Bytes all streams of a file may unpack to.
const BYTES: usize = 1 << 30;
/// Operators of all pages together.
const OPERATORS: u32 = 30_000_000;
/// Glyphs of all pages together.
const GLYPHS: u32 = 20_000_000;
/// Form `XObject`s drawn on all pages together.
const FORMS: u32 = 60_000;
/// The time one file may take.
const TIME: Duration = Duration::from_secs(20);
/// The clock is read once in so many operators.
const CLOCK_EVERY: u32 = 4096;

/// What is left to spend on one file.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: usize,
    operators: u32,
    glyphs: u32,
    forms: u32,
    until: Instant,
    spent: bool,
    cut: bool,
}

impl Budget {
    /// A full budget; the clock starts now.
    pub(super) fn new() -> Self {
        Self {
            bytes: BYTES,
            operators: OPERATORS,
            glyphs: GLYPHS,
            forms: FORMS,
            until: Instant::now() + TIME,
            spent: false,
            cut: false,
        }
    }

    /// Whether nothing more may be read.
    pub(super) fn spent(&self) -> bool {
        self.spent
    }

    /// Whether anything was left unread for want of budget.
    pub(super) fn cut(&self) -> bool {
        self.cut || self.spent
    }

    /// Notes that something was left out.
    pub(super) fn note_cut(&mut self) {
        self.cut = true;
    }

    /// Pays for one operator; `false` when the budget is spent.
    pub(super) fn operator(&mut self) -> bool {
        if self.operators.is_multiple_of(CLOCK_EVERY) {
            self.in_time();
        }
        take(&mut self.operators, &mut self.spent)
    }

    /// Looks at the clock.
    pub(super) fn in_time(&mut self) -> bool {
        self.spent |= Instant::now() > self.until;
        !self.spent
    }

    /// Pays for one glyph.
    pub(super) fn glyph(&mut self) -> bool {
        take(&mut self.glyphs, &mut self.spent)
    }

    /// Pays for drawing one form.
    pub(super) fn form(&mut self) -> bool {
        take(&mut self.forms, &mut self.spent)
    }

    /// Unpacks a stream as far as the budget goes; a damaged stream gives what stands before the damage.
    pub(super) fn unpack<'a>(&mut self, stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
        let limit = STREAM.min(self.bytes);
        let data = self.through_filters(stream, limit)?;
        self.bytes = self.bytes.saturating_sub(data.len());
        if self.bytes == 0 {
            self.spent = true;
        }
        Some(data)
    }

    fn through_filters<'a>(&mut self, stream: &Stream<'a>, limit: usize) -> Option<Cow<'a, [u8]>> {
        let raw = stream.raw_data();
        let filters = stream.filters();
        let plain_flate = filters.iter().all(|filter| *filter == Filter::FlateDecode);
        if !plain_flate || has_predictor(stream.dict()) {
            let ratio = filters.iter().fold(1_usize, |all, one| all.saturating_mul(growth(*one)));
            if raw.len().saturating_mul(ratio) > limit.saturating_mul(16) {
                self.cut = true;
                return None;
            }
            return stream.decoded_data().ok();
        }
        let mut data = raw;
        for _ in filters {
            let (next, whole) = inflate(&data, limit);
            self.cut |= !whole;
            data = Cow::Owned(next);
        }
        Some(data)
    }
}

/// Whether the bytes unpack to more than a reader should be handed whole; nothing is kept.
pub(super) fn swells(raw: &[u8], limit: u64) -> bool {
    let mut sink = std::io::sink();
    let counted = std::io::copy(&mut ZlibDecoder::new(raw).take(limit + 1), &mut sink);
    counted.is_ok_and(|count| count > limit)
}

fn take(left: &mut u32, spent: &mut bool) -> bool {
    match left.checked_sub(1) {
        Some(rest) => *left = rest,
        None => *spent = true,
    }
    !*spent
}

/// How many times its size a filter can make of its input, at worst.
fn growth(filter: Filter) -> usize {
    match filter {
        Filter::FlateDecode | Filter::LzwDecode => 1400,
        Filter::RunLengthDecode => 64,
        Filter::Ascii85Decode => 4,
        _ => 1,
    }
}

fn has_predictor(dict: &Dict<'_>) -> bool {
    let asks = |parms: &Dict<'_>| parms.get::<i32>("Predictor").is_some_and(|kind| kind > 1);
    ["DecodeParms", "DP"].iter().any(|key| match dict.get::<Object<'_>>(*key) {
        Some(Object::Dict(parms)) => asks(&parms),
        Some(Object::Array(list)) => any_dict(&list, asks),
        _ => false,
    })
}

fn any_dict(list: &Array<'_>, asks: impl Fn(&Dict<'_>) -> bool) -> bool {
    list.iter::<Object<'_>>().any(|item| item.into_dict().is_some_and(|parms| asks(&parms)))
}

/// Up to `limit` bytes, and whether that was all.
fn inflate(data: &[u8], limit: usize) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let room = limit as u64 + 1;
    let _ = ZlibDecoder::new(data).take(room).read_to_end(&mut out);
    if out.is_empty() && !data.is_empty() {
        let _ = DeflateDecoder::new(data).take(room).read_to_end(&mut out);
    }
    let whole = out.len() <= limit;
    out.truncate(limit);
    (out, whole)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn inflate_stops_at_the_limit() {
        let data = packed(&[b' '; 5000]);
        assert_eq!(inflate(&data, 6000).0.len(), 5000);
        assert_eq!(inflate(&data, 100), (vec![b' '; 100], false));
        assert!(swells(&data, 4999));
        assert!(!swells(&data, 5000));
    }

    #[test]
    fn a_cut_stream_gives_what_it_has() {
        let text: Vec<u8> = (0..4000_u32).flat_map(u32::to_le_bytes).collect();
        let data = packed(&text);
        let (half, _) = inflate(&data[..data.len() / 2], 1 << 20);
        assert!(!half.is_empty() && text.starts_with(&half));
    }

    #[test]
    fn operators_run_out() {
        let mut budget = Budget::new();
        budget.operators = 2;
        assert_eq!([(); 3].map(|()| budget.operator()), [true, true, false]);
        assert!(budget.spent() && budget.cut());
    }
}
