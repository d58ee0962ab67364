//! Where in the main part's XML each character of a text came from.
//!
//! A traced reading is the usual reading of the same file with every visible character of the main part replaced by a
//! stand-in that names its place. What the reader then leaves out, carries over, joins or labels needs no bookkeeping:
//! a stand-in that arrives says where it came from, and a second, plain reading says what it reads as.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::Refusal;
use super::super::package::{Package, damaged};
use super::super::text::invisible;
use super::parts::Parts;
use crate::document::UnreadableKind;

/// The author of the comments this program writes.
pub(crate) const REVIEWER: &str = "减负审核";

/// Stand-ins are the characters outside the basic plane: none of them is white space or invisible.
const FIRST: u32 = 0x1_0000;

/// The main part of a document, and where each paragraph of its text stands in it.
pub(crate) struct Traced {
    /// The main part's name.
    pub(crate) part: String,
    /// Its XML, as text.
    pub(crate) xml: String,
    /// Each paragraph read, characters in order: the bytes of `xml` it came from; none for labels, spaces and other parts.
    pub(crate) paragraphs: Vec<Vec<Option<Range<usize>>>>,
    /// The kind and id of the note a paragraph belongs to, by index of the paragraph.
    pub(crate) notes: BTreeMap<usize, (String, String)>,
}

/// The places gathered while a document is read.
#[derive(Default)]
pub(super) struct Trace {
    /// The bytes of the step being read.
    pub(super) at: Range<usize>,
    /// The note being read.
    pub(super) note: Option<(String, String)>,
    places: Vec<(char, Range<usize>)>,
    notes: BTreeMap<usize, (String, String)>,
    full: bool,
}

/// Reads a zipped document twice, plainly and with places.
///
/// # Errors
/// When the document cannot be read, or is too long to be traced.
pub(crate) fn read(bytes: &[u8]) -> Result<Traced, Refusal> {
    let mut parts = Parts::Zip(Package::open(bytes)?);
    let (plain, _) = super::walk(&mut parts, None)?;
    let mut parts = Parts::Zip(Package::open(bytes)?);
    let (mut walker, _) = super::walk(&mut parts, Some(Trace::default()))?;
    let trace = walker.trace.take().unwrap_or_default();
    if trace.full {
        return Err((
            UnreadableKind::TooLarge,
            "文档过长，不能逐字加批注；请拆分后再检查".to_owned(),
        ));
    }
    let paragraphs: Vec<_> = plain
        .paragraphs
        .iter()
        .zip(&walker.paragraphs)
        .filter_map(|(plain, traced)| trace.resolve(&plain.text, &traced.text))
        .collect();
    let whole = plain.paragraphs.len() == walker.paragraphs.len();
    if !whole || paragraphs.len() != plain.paragraphs.len() {
        return Err(damaged());
    }
    let mut parts = Parts::Zip(Package::open(bytes)?);
    let part = parts.main()?.ok_or_else(damaged)?;
    let xml = parts.text(&part)?.ok_or_else(damaged)?;
    Ok(Traced { part, xml, paragraphs, notes: trace.notes })
}

impl Trace {
    /// The same text with a stand-in for each visible character.
    pub(super) fn stand_in(&mut self, text: &str) -> String {
        // Text behind references, CDATA and changed line ends has no byte of its own for each character.
        let plain = self.at.len() == text.len();
        let at = self.at.clone();
        let place = |byte: usize, c: char| match at.start + byte {
            start if plain => start..start + c.len_utf8(),
            _ => at.clone(),
        };
        text.char_indices()
            .map(|(byte, c)| {
                if c.is_whitespace() || invisible(c) {
                    return c;
                }
                let stand_in = char::from_u32(FIRST + self.places.len() as u32);
                self.full |= stand_in.is_none();
                self.places.extend(stand_in.map(|_| (c, place(byte, c))));
                stand_in.unwrap_or(c)
            })
            .collect()
    }

    /// Notes that the paragraph kept next belongs to the open note.
    pub(super) fn keep(&mut self, index: usize) {
        self.notes.extend(self.note.clone().map(|note| (index, note)));
    }

    /// Where each character came from; `None` where the two readings differ.
    fn resolve(&self, plain: &str, traced: &str) -> Option<Vec<Option<Range<usize>>>> {
        let place = |(plain, traced): (char, char)| {
            let known = (traced as u32).checked_sub(FIRST).map(|index| index as usize);
            match known.and_then(|index| self.places.get(index)) {
                Some((c, place)) if *c == plain => Some(Some(place.clone())),
                _ => (plain == traced).then_some(None),
            }
        };
        let same = plain.chars().count() == traced.chars().count();
        plain.chars().zip(traced.chars()).map(place).collect::<Option<Vec<_>>>().filter(|_| same)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::pack;
    use super::*;

    #[test]
    fn characters_name_their_bytes() {
        let check = |body: &str, expect: &[&[&str]]| {
            let main = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
            let traced = read(&pack(&[("word/document.xml", &main)])).expect("a document");
            let words = |places: &Vec<Option<Range<usize>>>| -> Vec<String> {
                let raw = |place: &Option<Range<usize>>| {
                    place.clone().map_or(String::new(), |place| traced.xml[place].to_owned())
                };
                places.iter().map(raw).collect()
            };
            assert_eq!(traced.paragraphs.iter().map(words).collect::<Vec<_>>(), expect, "{body}");
        };
        check("<w:p><w:r><w:t>甲 乙𬭎</w:t></w:r></w:p>", &[&["甲", "", "乙", "𬭎"]]);
        check(
            "<w:p><w:r><w:t>&lt;a<![CDATA[bc]]></w:t></w:r></w:p>",
            &[&["&lt;", "a", "<![CDATA[bc]]>", "<![CDATA[bc]]>"]],
        );
        check(
            "<w:p><w:r><w:noBreakHyphen/><w:br/><w:t>下</w:t></w:r></w:p>",
            &[&["<w:noBreakHyphen/>"], &["下"]],
        );
        check(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t> 甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            &[&["甲", "", "乙"]],
        );
    }
}
