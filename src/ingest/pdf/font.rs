//! From the bytes a text operator shows to characters and widths.
//!
//! Composite fonts are read here and not by the font crate: text needs their maps only, never their outlines, and
//! the crate forgets the Adobe character collections when the font is embedded. Simple fonts are left to the crate.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use encoding_rs::GB18030;
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_font::{CMapResolverFn, FontCache, FontGlyph, FontQuery, FontResolverFn, GlyphId};
use hayro_syntax::object::{self, Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use super::budget::Budget;

/// Fonts of one file.
const FONTS: usize = 1000;

/// What one code of a string stands for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shown {
    /// Its characters; `None` where the font does not say.
    pub text: Option<Text>,
    /// Its advance in thousandths of the font size: along the line, or down it in vertical fonts.
    pub advance: f64,
    /// Whether word spacing applies: the single byte 32.
    pub space: bool,
}

/// One character mostly, a few where a glyph is a ligature.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text {
    /// The usual case.
    One(char),
    /// Ligatures.
    Many(Arc<str>),
}

/// One font of a file.
#[derive(Debug)]
pub(super) struct PdfFont {
    kind: Kind,
    /// Text runs down the page.
    pub vertical: bool,
}

#[derive(Debug)]
enum Kind {
    Composite(Box<Composite>),
    Simple(Box<Simple>),
}

/// Loads each font of a file once.
pub(super) struct Fonts<'a> {
    simple: FontCache<'a>,
    programs: FontResolverFn,
    maps: CMapResolverFn,
    loaded: HashMap<(usize, usize), Option<Arc<PdfFont>>>,
    /// The same by reference: reading a font's dictionary again means skipping its long width lists again.
    by_reference: HashMap<ObjectIdentifier, Option<Arc<PdfFont>>>,
}

impl<'a> Fonts<'a> {
    /// No font yet.
    pub(super) fn new() -> Self {
        Self {
            simple: FontCache::new(),
            programs: Arc::new(|query| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(wanted) => wanted.pick_standard_font().get_font_data(),
                })
            }),
            maps: Arc::new(load_embedded),
            loaded: HashMap::new(),
            by_reference: HashMap::new(),
        }
    }

    /// The font a page calls by a name.
    pub(super) fn named(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'a>,
        budget: &mut Budget,
    ) -> Option<Arc<PdfFont>> {
        let Some(reference) = resources.fonts.get_ref(name.as_ref()) else {
            return self.load(&resources.get_font(name)?, budget);
        };
        let id = ObjectIdentifier::from(reference);
        if let Some(known) = self.by_reference.get(&id) {
            return known.clone();
        }
        let font = resources.get_font(name).and_then(|dict| self.load(&dict, budget));
        self.by_reference.insert(id, font.clone());
        font
    }

    /// The font a dictionary describes.
    fn load(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> Option<Arc<PdfFont>> {
        let key = (dict.data().as_ptr().addr(), dict.data().len());
        if let Some(known) = self.loaded.get(&key) {
            return known.clone();
        }
        let composite = dict.get::<Name<'_>>("Subtype").is_some_and(|name| &*name == b"Type0");
        let font = if composite {
            Composite::new(dict, budget).map(|font| PdfFont {
                vertical: font.vertical,
                kind: Kind::Composite(Box::new(font)),
            })
        } else {
            self.simple(dict, budget)
                .map(|font| PdfFont { vertical: false, kind: Kind::Simple(Box::new(font)) })
        };
        let font = font.map(Arc::new);
        self.loaded.insert(key, font.clone());
        font
    }

    fn simple(&self, dict: &Dict<'a>, budget: &mut Budget) -> Option<Simple> {
        if self.loaded.len() > FONTS || !budget.in_time() || program_swells(dict, budget) {
            return None;
        }
        let font = self.simple.font(dict, &self.programs, &self.maps)?;
        let table = (0..=255_u32).map(|code| {
            let text = match font.glyph(GlyphId::NOTDEF, code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            let advance = font.code_advance(code).x;
            Shown { text: text.and_then(readable), advance, space: code == 32 }
        });
        Some(Simple { table: table.collect(), gbk: is_gbk(dict) })
    }
}

impl PdfFont {
    /// Hands every code of a string to `each`, in order, until it says stop.
    pub(super) fn show(&self, bytes: &[u8], mut each: impl FnMut(&Shown) -> bool) {
        match &self.kind {
            Kind::Composite(font) => font.show(bytes, &mut each),
            Kind::Simple(font) => font.show(bytes, &mut each),
        }
    }
}

/// A font of single bytes.
#[derive(Debug)]
struct Simple {
    table: Vec<Shown>,
    /// Old Chinese software shows GBK bytes through a Latin font that is not embedded.
    gbk: bool,
}

impl Simple {
    fn show(&self, bytes: &[u8], each: &mut dyn FnMut(&Shown) -> bool) {
        let mut rest = bytes;
        while let Some((&first, tail)) = rest.split_first() {
            let second = tail.first().copied().filter(|_| self.gbk && first >= 0x81);
            if let Some((second, text)) =
                second.and_then(|second| Some((second, gbk_char(first, second)?)))
            {
                let advance = self.advance(first) + self.advance(second);
                rest = tail.get(1..).unwrap_or_default();
                if !each(&Shown { text: Some(Text::One(text)), advance, space: false }) {
                    return;
                }
                continue;
            }
            rest = tail;
            if !self.table.get(usize::from(first)).is_none_or(&mut *each) {
                return;
            }
        }
    }

    fn advance(&self, byte: u8) -> f64 {
        self.table.get(usize::from(byte)).map_or(500.0, |shown| shown.advance)
    }
}

/// A font of character collections (Type0).
#[derive(Debug)]
struct Composite {
    encoding: CMap,
    two_bytes: bool,
    to_unicode: Option<CMap>,
    /// The collection its CIDs belong to, and that collection's map once it is asked for: it is slow to load.
    family: Option<CidFamily>,
    by_cid: OnceCell<Option<CMap>>,
    code_is: CodeIs,
    widths: Widths,
    vertical: bool,
    /// What was looked up before, by code and length.
    seen: RefCell<HashMap<(u32, u8), Option<Shown>>>,
}

/// What the codes of a predefined encoding are in themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum CodeIs {
    Utf16,
    Gbk,
    Other,
}

impl Composite {
    fn new(dict: &Dict<'_>, budget: &mut Budget) -> Option<Self> {
        let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let (encoding, name) = encoding(&dict.get::<Object<'_>>("Encoding")?, budget)?;
        let vertical = encoding.metadata().writing_mode == Some(WritingMode::Vertical);
        let to_unicode = dict
            .get::<Stream<'_>>("ToUnicode")
            .and_then(|stream| CMap::parse(&budget.unpack(&stream)?, load_embedded));
        let own = encoding.metadata().character_collection.as_ref().map(|all| all.family.clone());
        let family = own
            .filter(|family| *family != CidFamily::AdobeIdentity)
            .or_else(|| collection(&descendant));
        Some(Self {
            two_bytes: name.starts_with(b"Identity") || name.windows(4).any(|part| part == b"UCS2"),
            code_is: code_is(&name),
            encoding,
            to_unicode,
            family,
            by_cid: OnceCell::new(),
            widths: Widths::new(&descendant, vertical),
            vertical,
            seen: RefCell::default(),
        })
    }

    fn show(&self, bytes: &[u8], each: &mut dyn FnMut(&Shown) -> bool) {
        let mut seen = self.seen.borrow_mut();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (shown, length) = self.next(rest, &mut seen);
            rest = rest.get(length..).unwrap_or_default();
            if !each(&shown) {
                return;
            }
        }
    }

    fn next(&self, rest: &[u8], seen: &mut HashMap<(u32, u8), Option<Shown>>) -> (Shown, usize) {
        let mut code = 0;
        for (at, byte) in (1_u8..).zip(rest.iter().take(4)) {
            code = code << 8 | u32::from(*byte);
            if self.two_bytes && at == 1 && rest.len() > 1 {
                continue;
            }
            let known = seen.entry((code, at)).or_insert_with(|| self.look_up(code, at));
            if let Some(shown) = known {
                return (shown.clone(), usize::from(at));
            }
        }
        let skip =
            if rest.first().is_some_and(|byte| *byte < 0x80) && !self.two_bytes { 1 } else { 2 };
        (Shown { text: None, advance: self.widths.of(0), space: false }, skip)
    }

    fn look_up(&self, code: u32, length: u8) -> Option<Shown> {
        let cid = self.encoding.lookup_cid_code(code, length)?;
        let own = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code));
        let text = own
            .and_then(readable)
            .or_else(|| self.code_itself(code, length))
            .or_else(|| self.by_collection(cid).and_then(readable));
        let space = length == 1 && code == 32;
        Some(Shown { text, advance: self.widths.of(cid), space })
    }

    fn by_collection(&self, cid: u32) -> Option<BfString> {
        let load = || {
            let name = self.family.as_ref()?.ucs2_cmap()?;
            CMap::parse(load_embedded(name)?, load_embedded)
        };
        self.by_cid.get_or_init(load).as_ref()?.lookup_bf_string(cid)
    }

    fn code_itself(&self, code: u32, length: u8) -> Option<Text> {
        let bytes = code.to_be_bytes();
        let bytes = bytes.get(4 - usize::from(length.min(4))..)?;
        let character = match self.code_is {
            CodeIs::Utf16 if length == 2 => char::from_u32(code),
            CodeIs::Utf16 => {
                let units = [(code >> 16) as u16, code as u16];
                char::decode_utf16(units).next()?.ok()
            }
            CodeIs::Gbk => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .and_then(|text| only(&text)),
            CodeIs::Other => None,
        };
        character.and_then(|c| readable(BfString::Char(c)))
    }
}

/// Advances by CID, kept as ranges: a hostile range may span billions of CIDs.
#[derive(Debug)]
struct Widths {
    ranges: Vec<(u32, u32, f32)>,
    usual: f64,
}

impl Widths {
    fn new(descendant: &Dict<'_>, vertical: bool) -> Self {
        let number = |key: &str| descendant.get::<f32>(key).map(f64::from);
        let (key, usual) = if vertical {
            let down = descendant.get::<Array<'_>>("DW2").and_then(|a| a.iter::<f32>().nth(1));
            ("W2", down.map_or(-1000.0, f64::from))
        } else {
            ("W", number("DW").unwrap_or(1000.0))
        };
        let list = descendant.get::<Array<'_>>(key);
        let mut ranges = list.map(|list| ranges(&list, vertical)).unwrap_or_default();
        ranges.sort_by_key(|range| range.0);
        Self { ranges, usual }
    }

    fn of(&self, cid: u32) -> f64 {
        let after = self.ranges.partition_point(|range| range.0 <= cid);
        let range = after.checked_sub(1).and_then(|at| self.ranges.get(at));
        range.filter(|range| cid <= range.1).map_or(self.usual, |range| f64::from(range.2))
    }
}

/// `W` holds `first [w …]` and `first last w`; `W2` has three numbers where `W` has one, the advance first.
fn ranges(widths: &Array<'_>, vertical: bool) -> Vec<(u32, u32, f32)> {
    let step = if vertical { 3 } else { 1 };
    let mut found = Vec::new();
    let mut items = widths.iter::<Object<'_>>();
    while let Some(first) = items.next() {
        let Some(first) = first.into_number().map(|n| n.as_i64() as u32) else { break };
        match items.next() {
            Some(Object::Array(each)) => {
                let each = each.iter::<f32>().step_by(step);
                found.extend((first..).zip(each).map(|(cid, width)| (cid, cid, width)));
            }
            Some(Object::Number(until)) => {
                let Some(width) = items.next().and_then(Object::into_f32) else { break };
                found.push((first, until.as_i64() as u32, width));
                for _ in 1..step {
                    items.next();
                }
            }
            _ => break,
        }
    }
    found
}

fn encoding(object: &Object<'_>, budget: &mut Budget) -> Option<(CMap, Vec<u8>)> {
    match object {
        Object::Name(name) => {
            let map = match CMapName::from_bytes(name) {
                CMapName::IdentityH => CMap::identity_h(),
                CMapName::IdentityV => CMap::identity_v(),
                other => CMap::parse(load_embedded(other)?, load_embedded)?,
            };
            Some((map, name.to_vec()))
        }
        Object::Stream(stream) => {
            Some((CMap::parse(&budget.unpack(stream)?, load_embedded)?, Vec::new()))
        }
        _ => None,
    }
}

fn collection(descendant: &Dict<'_>) -> Option<CidFamily> {
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<object::String<'_>>("Registry")?;
    let ordering = info.get::<object::String<'_>>("Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

fn code_is(name: &[u8]) -> CodeIs {
    if name.starts_with(b"Uni") && (has(name, b"UCS2") || has(name, b"UTF16")) {
        CodeIs::Utf16
    } else if name.starts_with(b"GB") {
        CodeIs::Gbk
    } else {
        CodeIs::Other
    }
}

fn has(name: &[u8], part: &[u8]) -> bool {
    name.windows(part.len()).any(|window| window == part)
}

/// A simple font whose name is in Chinese and whose glyphs are not in the file shows GBK.
fn is_gbk(dict: &Dict<'_>) -> bool {
    let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    let embedded =
        ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key));
    let name = dict.get::<Name<'_>>("BaseFont");
    let foreign = name.is_some_and(|name| {
        !name.is_ascii() || name.ends_with(b"_GB2312") || name.ends_with(b"GBK")
    });
    foreign && !embedded && !dict.contains_key("ToUnicode")
}

/// Whether the font program would unpack beyond what a font can be; the crate unpacks it without a limit.
fn program_swells(dict: &Dict<'_>, budget: &mut Budget) -> bool {
    let Some(descriptor) = dict.get::<Dict<'_>>("FontDescriptor") else { return false };
    let program = ["FontFile", "FontFile2", "FontFile3"]
        .iter()
        .find_map(|key| descriptor.get::<Stream<'_>>(*key));
    let map = dict.get::<Stream<'_>>("ToUnicode");
    let swells = program.into_iter().chain(map).any(|stream| {
        stream.raw_data().len() > 100_000
            && budget.unpack(&stream).is_none_or(|all| all.len() > 40 << 20)
    });
    if swells {
        budget.note_cut();
    }
    swells
}

fn gbk_char(first: u8, second: u8) -> Option<char> {
    let pair = [first, second];
    only(&GB18030.decode_without_bom_handling_and_without_replacement(&pair)?)
}

fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// A map may name no character at all: NUL, the replacement character.
fn readable(text: BfString) -> Option<Text> {
    let blank = |c: char| c == '\u{fffd}' || c == '\0' || c == '\u{ffff}';
    match text {
        BfString::Char(c) => (!blank(c)).then_some(Text::One(c)),
        BfString::String(all) => {
            let all: String = all.chars().filter(|c| !blank(*c)).take(32).collect();
            match only(&all) {
                Some(c) => Some(Text::One(c)),
                None => (!all.is_empty()).then(|| Text::Many(all.into())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_looked_up_in_ranges() {
        let widths = Widths { ranges: vec![(1, 1, 500.0), (10, u32::MAX, 250.0)], usual: 1000.0 };
        let found = [0, 1, 5, 10, 70_000].map(|cid| widths.of(cid) as u32);
        assert_eq!(found, [1000, 500, 1000, 250, 250]);
    }

    #[test]
    fn gbk_bytes_through_a_latin_font() {
        let table = (0..=255_u8)
            .map(|code| Shown {
                text: Some(Text::One(char::from(code))),
                advance: 500.0,
                space: code == 32,
            })
            .collect();
        let font = Simple { table, gbk: true };
        let mut text = String::new();
        font.show(&[0xB8, 0xDA, b'A', 0xB4, 0xA8], &mut |shown| {
            if let Some(Text::One(c)) = shown.text {
                text.push(c);
            }
            true
        });
        assert_eq!(text, "岗A川");
    }
}
