//! Word 97–2003 and WPS documents (.doc, .wps): the text by its piece table, without what was deleted or hidden.
//!
//! Labels of automatic numbering are no text there and are not computed; the reader is warned.

use std::collections::BTreeSet;

use encoding_rs::WINDOWS_1252;

use super::table::Table;
use super::text::clean;
use super::{Extract, MAX_TEXT, Refusal, package::damaged};
use crate::document::{Paragraph, ParagraphKind, UnreadableKind, Warning, WarningKind};

pub(super) mod compound;
mod properties;

use compound::{Compound, u16_at, u32_at};
use properties::{GONE, IN_TABLE, LISTED, Marks, ROW_END};

/// Reads an OLE document.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    let container = Compound::open(bytes).ok_or_else(damaged)?;
    let file = container.stream("WordDocument").ok_or_else(damaged)?;
    let flags = u16_at(&file, 10).ok_or_else(damaged)?;
    if u16_at(&file, 0) != Some(0xa5ec) || u16_at(&file, 2).is_none_or(|version| version < 0xc0) {
        return Err((
            UnreadableKind::Unsupported,
            "这是 Word 97 以前的旧格式，请用 Word 或 WPS 打开后另存为 docx 再检查".to_owned(),
        ));
    }
    if flags & 0x0100 != 0 {
        return Err((
            UnreadableKind::Encrypted,
            "文件设了打开密码，请在 Word 或 WPS 里取消密码后再检查".to_owned(),
        ));
    }
    let table = container
        .stream(if flags & 0x0200 == 0 { "0Table" } else { "1Table" })
        .ok_or_else(damaged)?;
    let part = |at: usize| {
        let (start, size) = (u32_at(&file, at)? as usize, u32_at(&file, at + 4)? as usize);
        table.get(start..start.checked_add(size)?)
    };
    let pieces = part(0x01a2).and_then(pieces).ok_or_else(damaged)?;
    let characters = part(0x00fa).map(|plc| properties::characters(&file, plc)).unwrap_or_default();
    let paragraphs = part(0x0102).map(|plc| properties::paragraphs(&file, plc)).unwrap_or_default();
    let signs = signs(&file, &pieces, &characters, &paragraphs);
    Ok(assemble(&file, &signs, &paragraphs))
}

/// A piece of text: its characters, where in the file they begin, and whether each takes one byte.
struct Piece {
    size: usize,
    start: usize,
    narrow: bool,
}

/// The piece table behind any number of formatting blocks.
fn pieces(mut clx: &[u8]) -> Option<Vec<Piece>> {
    while *clx.first()? == 1 {
        clx = clx.get(3 + usize::from(u16_at(clx, 1)?)..)?;
    }
    let plc = clx.get(5..)?;
    let count = (u32_at(clx, 1)? as usize).min(plc.len()).checked_sub(4)? / 12;
    let piece = |at: usize| {
        let (from, to) = (u32_at(plc, at * 4)?, u32_at(plc, at * 4 + 4)?);
        let place = u32_at(plc, (count + 1) * 4 + at * 8 + 2)?;
        let narrow = place & 0x4000_0000 != 0;
        let start = (place & 0x3fff_ffff) as usize;
        Some(Piece {
            size: to.checked_sub(from)? as usize,
            start: if narrow { start / 2 } else { start },
            narrow,
        })
    };
    (0..count).map(piece).collect()
}

/// A character with the marks of its run and paragraph.
type Sign = (char, u8);

fn signs(file: &[u8], pieces: &[Piece], characters: &Marks, paragraphs: &Marks) -> Vec<Sign> {
    let mut signs = Vec::new();
    for piece in pieces {
        let width = if piece.narrow { 1 } else { 2 };
        let end = piece.size.saturating_mul(width).saturating_add(piece.start).min(file.len());
        let mut lead = None;
        for (index, unit) in
            file.get(piece.start..end).unwrap_or_default().chunks_exact(width).enumerate()
        {
            let place = (piece.start + index * width) as u32;
            let c = if piece.narrow {
                single(unit)
            } else {
                u16_at(unit, 0).map(u32::from).unwrap_or_default()
            };
            // Beyond the first plane a character takes two units; positions count units.
            let c = match (c, lead.take()) {
                (0xd800..0xdc00, _) => {
                    lead = Some(c);
                    0
                }
                (0xdc00..0xe000, Some(high)) => 0x1_0000 + ((high - 0xd800) << 10) + (c - 0xdc00),
                _ => c,
            };
            let c = char::from_u32(c).unwrap_or('\0');
            let paragraph = if matches!(c, '\r' | '\u{7}' | '\u{b}' | '\u{c}') {
                paragraphs.at(place)
            } else {
                0
            };
            signs.push((c, characters.at(place) | paragraph));
        }
        if signs.len() > MAX_TEXT {
            break;
        }
    }
    signs
}

fn single(unit: &[u8]) -> u32 {
    WINDOWS_1252.decode_without_bom_handling(unit).0.chars().next().map_or(0, u32::from)
}

fn assemble(file: &[u8], signs: &[Sign], marks: &Marks) -> Extract {
    let mut warnings = Vec::new();
    if marks.any(LISTED) {
        let message = "旧版文档里的自动编号（一、（一）第一条等）没有存成文字，读不出来；需要编号时请另存为 docx 再检查".to_owned();
        warnings.push(Warning { kind: WarningKind::LostNumbering, message, pages: None });
    }
    let mut rest = signs;
    let mut paragraphs = Vec::new();
    // Text, footnotes, headers, macros, notes to the editor, endnotes, text boxes, text boxes of headers.
    let sizes = [0x4c, 0x50, 0x54, 0x58, 0x5c, 0x60, 0x64, 0x68]
        .map(|at| u32_at(file, at).unwrap_or(0) as usize);
    let (mut boxes, mut asides, mut told) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (story, size) in sizes.into_iter().enumerate() {
        let (own, after) = rest.split_at(size.min(rest.len()));
        rest = after;
        match story {
            0 => paragraphs.extend(lines(own, ParagraphKind::Text)),
            3 => {}
            6 => boxes = lines(own, ParagraphKind::Text),
            // The same head on first, odd and even pages is told once.
            _ => asides.extend(
                lines(own, ParagraphKind::Aside)
                    .into_iter()
                    .filter(|aside| told.insert(aside.text.clone())),
            ),
        }
    }
    // A red head is often a text box; it stands before the text it heads.
    paragraphs.splice(0..0, boxes);
    paragraphs.extend(asides);
    Extract { paragraphs, pages: None, warnings }
}

fn lines(signs: &[Sign], kind: ParagraphKind) -> Vec<Paragraph> {
    let mut reader = Reader { kind, ..Reader::default() };
    for &(c, marks) in signs {
        reader.take(c, marks);
    }
    reader.end_line(0);
    reader.end_table();
    reader.done
}

/// Text on its way into paragraphs and table rows.
struct Reader {
    kind: ParagraphKind,
    done: Vec<Paragraph>,
    line: String,
    table: Option<Table>,
    cell: Vec<Paragraph>,
    row: Vec<Vec<Paragraph>>,
    /// For each open field, whether its instruction is still being given.
    fields: Vec<bool>,
}

impl Default for Reader {
    fn default() -> Self {
        let (done, line, table) = (Vec::new(), String::new(), None);
        Self {
            kind: ParagraphKind::Text,
            done,
            line,
            table,
            cell: Vec::new(),
            row: Vec::new(),
            fields: Vec::new(),
        }
    }
}

impl Reader {
    fn take(&mut self, c: char, marks: u8) {
        match c {
            '\u{13}' => self.fields.push(true),
            '\u{14}' => {
                self.fields.iter_mut().last().into_iter().for_each(|giving| *giving = false);
            }
            '\u{15}' => drop(self.fields.pop()),
            '\u{7}' => self.end_cell(marks),
            '\r' | '\u{b}' | '\u{c}' if marks & GONE == 0 => self.end_line(marks),
            _ if marks & GONE != 0 || self.fields.contains(&true) => {}
            '\u{1e}' => self.line.push('-'),
            c => self.line.push(c),
        }
    }

    fn end_line(&mut self, marks: u8) {
        let text = clean(&std::mem::take(&mut self.line));
        if marks & IN_TABLE == 0 && !(self.cell.is_empty() && self.row.is_empty()) {
            // Text after a row that never ended.
            self.end_row();
        }
        if text.is_empty() {
            return;
        }
        let paragraph = Paragraph { text, kind: self.kind, page: None };
        if marks & IN_TABLE != 0 {
            self.cell.push(paragraph);
        } else {
            self.end_table();
            self.done.push(paragraph);
        }
    }

    fn end_cell(&mut self, marks: u8) {
        if marks & ROW_END != 0 {
            return self.end_row();
        }
        self.end_line(IN_TABLE);
        self.row.push(std::mem::take(&mut self.cell));
    }

    fn end_row(&mut self) {
        self.row.extend(Some(std::mem::take(&mut self.cell)).filter(|cell| !cell.is_empty()));
        self.table.get_or_insert_default().add_row(std::mem::take(&mut self.row));
    }

    fn end_table(&mut self) {
        if let Some(table) = self.table.take() {
            self.done.extend(table.finish());
        }
    }
}
