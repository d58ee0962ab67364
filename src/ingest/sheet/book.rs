//! A workbook of Excel 2007 or later (.xlsx): its sheets in order, the texts they share, and which formats show dates.
//!
//! calamine, which reads the older workbooks, unfolds and parses every sheet twice, once for its merged cells, and copies
//! each event; that took three times as long. It is what the tests compare this with.

use std::collections::BTreeMap;

use calamine::ExcelDateTimeType;

use super::super::Refusal;
use super::super::docx::parts::{relations_of, resolve};
use super::super::package::{Package, damaged};
use super::super::xml::{Step, Xml, attribute, local};
use super::{Sheet, cells, dates};

/// What the cells of all sheets refer to.
#[derive(Default)]
pub(super) struct Book {
    /// Texts by number.
    pub(super) strings: Vec<String>,
    /// For each style, how it shows a number.
    pub(super) dates: Vec<Option<ExcelDateTimeType>>,
    /// Days are counted from 1904, as on old Macintoshes.
    pub(super) since_1904: bool,
}

/// Reads all sheets that have cells.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = relations(&mut package, "")?.remove("officedocument").unwrap_or_default();
    let main = main.into_values().next().unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let related = relations(&mut package, &main)?;
    let part = |kind: &str| related.get(kind).and_then(|parts| parts.values().next().cloned());
    let (strings, styles) = (part("sharedstrings"), part("styles"));
    let workbook = package.text(&main)?.ok_or_else(damaged)?;
    let (sheets, since_1904) = contents(&workbook)?;
    let mut book = Book { since_1904, ..Book::default() };
    if let Some(text) = package.text(strings.as_deref().unwrap_or("xl/sharedStrings.xml"))? {
        book.strings = cells::strings(&text)?;
    }
    if let Some(text) = package.text(styles.as_deref().unwrap_or("xl/styles.xml"))? {
        book.dates = formats(&text)?;
    }
    let mut read: Vec<Sheet> = Vec::new();
    let worksheets = related.get("worksheet");
    for name in sheets.iter().filter_map(|id| worksheets?.get(id)) {
        let Some(text) = package.text(name)? else { continue };
        let sheet = cells::read(&text, &book, Sheet::after(read.last()))?;
        let full = sheet.full;
        read.push(sheet);
        if full {
            break;
        }
    }
    Ok(read)
}

/// Parts a part relates to, by kind of relation, then by its name.
type Relations = BTreeMap<String, BTreeMap<String, String>>;

fn relations(package: &mut Package<'_>, part: &str) -> Result<Relations, Refusal> {
    let (folder, name) = relations_of(part);
    let mut found = Relations::new();
    let Some(text) = package.text(&name)? else { return Ok(found) };
    let mut xml = Xml::new(&text);
    loop {
        match xml.next()? {
            Step::Open(open) if local(&open) == "Relationship" => {
                let [id, kind, target] =
                    ["Id", "Type", "Target"].map(|name| attribute(&open, name));
                let (Some(kind), Some(target)) = (kind, target) else { continue };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
                found
                    .entry(kind)
                    .or_default()
                    .insert(id.unwrap_or_default(), resolve(folder, &target));
            }
            Step::End { .. } => return Ok(found),
            _ => {}
        }
    }
}

/// The sheets by the names of their relations, in order; whether days are counted from 1904.
fn contents(workbook: &str) -> Result<(Vec<String>, bool), Refusal> {
    let (mut xml, mut sheets, mut since_1904) = (Xml::new(workbook), Vec::new(), false);
    loop {
        match xml.next()? {
            Step::Open(open) if local(&open) == "sheet" => sheets.extend(attribute(&open, "id")),
            Step::Open(open) if local(&open) == "workbookPr" => {
                // An extension has an element of this name without the attribute.
                if let Some(value) = attribute(&open, "date1904") {
                    since_1904 = value == "1" || value == "true";
                }
            }
            Step::End { .. } => return Ok((sheets, since_1904)),
            _ => {}
        }
    }
}

/// For each style of a cell, how it shows a number.
fn formats(styles: &str) -> Result<Vec<Option<ExcelDateTimeType>>, Refusal> {
    let (mut xml, mut codes, mut shown) = (Xml::new(styles), BTreeMap::new(), Vec::new());
    let (mut depth, mut section) = (0_usize, String::new());
    loop {
        match xml.next()? {
            Step::Open(open) => {
                depth += 1;
                let number = || attribute(&open, "numFmtId")?.trim().parse::<u32>().ok();
                match (depth, local(&open), section.as_str()) {
                    (2, name, _) => section = name.to_owned(),
                    (3, "numFmt", "numFmts") => {
                        codes.extend(number().zip(attribute(&open, "formatCode")));
                    }
                    (3, "xf", "cellXfs") => shown.push(number()),
                    _ => {}
                }
            }
            Step::Close => depth = depth.saturating_sub(1),
            Step::Text(_) => {}
            Step::End { .. } => break,
        }
    }
    let code = |number: u32| codes.get(&number).map(String::as_str);
    Ok(shown.into_iter().map(|number| dates::shown(number?, code(number?))).collect())
}
