//! One sheet of an .xlsx workbook, cell by cell; and the texts its cells share.

use std::borrow::Cow;

use calamine::ExcelDateTime;

use super::super::Refusal;
use super::super::xml::{Step, Xml, attribute, local};
use super::book::Book;
use super::grid::Region;
use super::{Sheet, date, plain, yes_no};

/// Reads the cells of a sheet until its budget is used up.
pub(super) fn read(text: &str, book: &Book, sheet: Sheet) -> Result<Sheet, Refusal> {
    let mut reader =
        Reader { xml: Xml::new(text), book, sheet, row: 0, column: 0, text: String::new() };
    let mut merged = Vec::new();
    while !reader.sheet.full {
        match reader.xml.next()? {
            Step::Open(open) => match local(&open) {
                "row" => {
                    let number =
                        attribute(&open, "r").and_then(|number| number.trim().parse::<u32>().ok());
                    reader.row = number.map_or(reader.row, |number| number.saturating_sub(1));
                    reader.column = 0;
                    reader.row()?;
                    reader.row = reader.row.saturating_add(1);
                }
                "mergeCell" => merged.extend(attribute(&open, "ref").as_deref().and_then(region)),
                _ => {}
            },
            Step::End { .. } => break,
            _ => {}
        }
    }
    reader.sheet.settle(&merged);
    Ok(reader.sheet)
}

/// The texts that cells refer to by number.
pub(super) fn strings(text: &str) -> Result<Vec<String>, Refusal> {
    let (mut xml, mut strings) = (Xml::new(text), Vec::new());
    loop {
        match xml.next()? {
            Step::Open(open) if local(&open) == "si" => {
                if let Some(text) = xml.plain("<t>", "</t></si>") {
                    strings.push(unescaped(trimmed(text)).into_owned());
                    continue;
                }
                let mut string = String::new();
                rich(&mut xml, &mut string)?;
                strings.push(string);
            }
            Step::End { .. } => return Ok(strings),
            _ => {}
        }
    }
}

/// A text in one or several runs, up to the close of the element just opened; how it is pronounced is left out.
fn rich(xml: &mut Xml<'_>, text: &mut String) -> Result<(), Refusal> {
    loop {
        match xml.next()? {
            Step::Open(open) if local(&open) == "t" => {
                let kept = attribute(&open, "space").is_some_and(|space| space == "preserve");
                let start = text.len();
                content(xml, text)?;
                let own = text.get(start..).unwrap_or_default();
                let own = if kept { own } else { trimmed(own) };
                if own.len() < text.len() - start || own.contains("_x") {
                    let own = unescaped(own).into_owned();
                    text.truncate(start);
                    text.push_str(&own);
                }
            }
            Step::Open(open) if local(&open) == "r" => rich(xml, text)?,
            Step::Open(_) => xml.skip()?,
            Step::Close | Step::End { .. } => return Ok(()),
            Step::Text(_) => {}
        }
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// The text up to the close of the element just opened.
fn content(xml: &mut Xml<'_>, text: &mut String) -> Result<(), Refusal> {
    loop {
        match xml.next()? {
            Step::Open(_) => xml.skip()?,
            Step::Text(part) => text.push_str(&part),
            Step::Close | Step::End { .. } => return Ok(()),
        }
    }
}

/// A text with the `_x000D_` that writers put for characters XML has no room for.
fn unescaped(text: &str) -> Cow<'_, str> {
    // Few texts have one; this look is the quickest.
    if !text.contains('_') {
        return Cow::Borrowed(text);
    }
    let code = |at: usize| {
        let digits = text.get(at..at + 7)?.strip_prefix("_x")?.strip_suffix('_')?;
        let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)
    };
    let (mut units, mut shown, mut after) = (Vec::new(), String::new(), 0);
    for (at, _) in text.match_indices("_x") {
        let Some(unit) = code(at).filter(|_| at >= after) else { continue };
        if at > after {
            shown.push_str(&String::from_utf16_lossy(&units));
            units.clear();
            shown.push_str(text.get(after..at).unwrap_or_default());
        }
        units.push(unit);
        after = at + 7;
    }
    if after == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&String::from_utf16_lossy(&units));
    shown.push_str(text.get(after..).unwrap_or_default());
    Cow::Owned(shown)
}

struct Reader<'t> {
    xml: Xml<'t>,
    book: &'t Book,
    sheet: Sheet,
    row: u32,
    column: u32,
    /// Room for the text of a cell.
    text: String,
}

/// Where a cell stands, its type, and its style.
struct Head {
    place: (u32, u32),
    kind: Kind,
    style: Option<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Shared,
    Truth,
    Text,
    Inline,
    Error,
}

impl Reader<'_> {
    /// The cells of the row just opened.
    fn row(&mut self) -> Result<(), Refusal> {
        while !self.sheet.full {
            match self.xml.next()? {
                Step::Open(open) if local(&open) == "c" => {
                    let head = self.head(&open);
                    self.cell(&head)?;
                }
                Step::Open(_) => self.xml.skip()?,
                Step::Close | Step::End { .. } => break,
                Step::Text(_) => {}
            }
        }
        Ok(())
    }

    fn head(&mut self, open: &quick_xml::events::BytesStart<'_>) -> Head {
        let mut head = Head { place: (self.row, self.column), kind: Kind::Number, style: None };
        for known in open.attributes().with_checks(false).flatten() {
            let value = known.value.as_ref();
            match known.key.into_inner() {
                "r" => head.place = place(value).unwrap_or(head.place),
                "s" => head.style = Some(value.parse().unwrap_or(0)),
                "t" => {
                    head.kind = match value {
                        "s" => Kind::Shared,
                        "b" => Kind::Truth,
                        "str" | "d" => Kind::Text,
                        "inlineStr" | "is" => Kind::Inline,
                        "e" => Kind::Error,
                        _ => Kind::Number,
                    }
                }
                _ => {}
            }
        }
        self.column = head.place.1.saturating_add(1);
        head
    }

    /// The value of the cell just opened; a formula's is that last reckoned.
    fn cell(&mut self, head: &Head) -> Result<(), Refusal> {
        let (row, column) = head.place;
        // Nearly every cell is as simple as that, and is read several times faster so.
        let simple = match head.kind {
            Kind::Inline => {
                self.xml.plain("<is><t>", "</t></is></c>").map(|text| unescaped(trimmed(text)))
            }
            _ => self.xml.plain("<v>", "</v></c>").map(|text| value(text, head, self.book)),
        };
        if let Some(text) = simple {
            self.sheet.put(row, column, &text);
            return Ok(());
        }
        self.text.clear();
        let mut rich_text = head.kind == Kind::Inline;
        loop {
            match self.xml.next()? {
                Step::Open(open) => match local(&open) {
                    "is" => {
                        rich_text = true;
                        rich(&mut self.xml, &mut self.text)?;
                    }
                    "v" if head.kind != Kind::Inline => content(&mut self.xml, &mut self.text)?,
                    _ => self.xml.skip()?,
                },
                Step::Close | Step::End { .. } => break,
                Step::Text(_) => {}
            }
        }
        let text = self.text.as_str();
        let text = if rich_text { Cow::Borrowed(text) } else { value(text, head, self.book) };
        self.sheet.put(row, column, &text);
        Ok(())
    }
}

fn value<'t>(text: &'t str, head: &Head, book: &'t Book) -> Cow<'t, str> {
    let truth =
        |word: &str, digit: &str| text.trim() == digit || text.trim().eq_ignore_ascii_case(word);
    match head.kind {
        Kind::Shared => {
            let number = text.trim().parse::<usize>().ok();
            let string = number.and_then(|number| book.strings.get(number));
            Cow::Borrowed(string.map_or("", String::as_str))
        }
        Kind::Truth if truth("true", "1") => Cow::Owned(yes_no(true)),
        Kind::Truth if truth("false", "0") => Cow::Owned(yes_no(false)),
        Kind::Text => unescaped(text),
        Kind::Number => number(text, head.style, book),
        Kind::Inline | Kind::Error | Kind::Truth => Cow::Borrowed(""),
    }
}

fn number<'t>(text: &'t str, style: Option<usize>, book: &Book) -> Cow<'t, str> {
    let Ok(number) = text.trim().parse::<f64>() else { return Cow::Borrowed(text) };
    let shown = style.and_then(|style| book.dates.get(style).copied().flatten());
    Cow::Owned(match shown {
        Some(kind) => date(&ExcelDateTime::new(number, kind, book.since_1904)),
        None => plain(number),
    })
}

/// `B3` as row 2, column 1.
fn place(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = name.split_at_checked(letters)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// `A1:B2` as its corners.
fn region(name: &str) -> Option<Region> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    Some((place(from)?, place(to)?))
}
