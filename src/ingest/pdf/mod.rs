//! Reads PDF: glyphs by running the operators of each page, then rows, columns, tables and paragraphs by our own rules.
//!
//! A page whose text cannot be had (a scan, a font without a character map) is named in a warning, never passed over.

mod budget;
mod columns;
mod content;
mod font;
mod glyph;
mod layout;
mod paragraphs;
mod path;
mod repair;
mod rows;
mod running;
mod tables;
mod warn;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::object::{Array, Dict, MaybeRef, ObjectIdentifier};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::budget::{Budget, swells};
use self::content::Drawer;
use self::font::Fonts;
use super::Extract;
use crate::document::{Paragraph, UnreadableKind};

/// Larger files are not opened.
const BYTES: usize = 512 << 20;
/// Pages read of one file.
const PAGES: usize = 3000;
/// What one table of objects may unpack to.
const OBJECTS: u64 = 192 << 20;

type Refusal = (UnreadableKind, String);

/// Reads a PDF file.
///
/// # Errors
/// When the bytes are no PDF that can be opened; the message says what to do.
pub(crate) fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    let broken = |_| {
        refuse(
            UnreadableKind::Crashed,
            "解析这个 PDF 时出错，请用 WPS 或 Acrobat 另存为新的 PDF 后再试",
        )
    };
    catch_unwind(AssertUnwindSafe(|| open(bytes).map(|pdf| extract(&pdf, bytes))))
        .map_err(broken)?
}

fn refuse(kind: UnreadableKind, message: &str) -> Refusal {
    (kind, message.to_owned())
}

fn open(bytes: &[u8]) -> Result<Pdf, Refusal> {
    use UnreadableKind::{Damaged, Empty, Encrypted, TooLarge, Unsupported};
    if bytes.is_empty() {
        return Err(refuse(Empty, "文件是空的，请重新导出或重新下载"));
    }
    if bytes.len() > BYTES || objects_swell(bytes) {
        return Err(refuse(TooLarge, "文件超过可处理的大小，请拆分后再试"));
    }
    let damaged =
        refuse(Damaged, "文件已损坏，打不开，请向来文单位重新索取，或用 WPS 打开后另存为新的 PDF");
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            refuse(Encrypted, "文件设有打开密码，请去掉密码后另存再试")
        }
        LoadPdfError::Decryption(_) => refuse(
            Unsupported,
            "文件的加密方式无法识别，请用 WPS 或 Acrobat 打开后另存为不加密的 PDF",
        ),
        LoadPdfError::Invalid => damaged.clone(),
    })?;
    if pdf.pages().is_empty() { Err(damaged) } else { Ok(pdf) }
}

/// The parser unpacks tables of objects whole, so they are measured before it sees the file.
fn objects_swell(bytes: &[u8]) -> bool {
    const SMALL: usize = 128 << 10;
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let (head, tail) = rest.split_at(at);
        let body = tail.get(6..).unwrap_or_default();
        let length = find(body, b"endstream").unwrap_or(body.len());
        let dict = head.get(head.len().saturating_sub(400)..).unwrap_or_default();
        let objects = find(dict, b"/ObjStm").is_some() || find(dict, b"/XRef").is_some();
        let data = body.get(..length).unwrap_or_default().trim_ascii_start();
        if objects && length > SMALL && swells(data, OBJECTS) {
            return true;
        }
        rest = body.get(length.saturating_add(9)..).unwrap_or_default();
    }
    false
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        if bytes.get(from + at..)?.starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

fn extract(pdf: &Pdf, bytes: &[u8]) -> Extract {
    let pages = pdf.pages();
    let off = layers_off(pdf);
    let (mut fonts, mut budget) = (Fonts::new(), Budget::new());
    let mut doubts = warn::Doubts::new(bytes);
    let mut sheets = Vec::new();
    for (page, number) in pages.iter().zip(1_u32..).take(PAGES) {
        if !budget.in_time() {
            break;
        }
        let mut drawer = Drawer { fonts: &mut fonts, budget: &mut budget, off: &off };
        let canvas = drawer.draw(page);
        doubts.note(&canvas, number);
        sheets.push(layout::page(canvas, number));
    }
    if sheets.len() < pages.len() || budget.cut() {
        doubts.note_cut(sheets.len());
    }
    running::strip(&mut sheets);
    let mut paragraphs = paragraphs::assemble(&sheets);
    paragraphs.retain(|paragraph| !paragraph.text.trim().is_empty());
    let warnings = doubts.warnings(paragraphs.is_empty());
    Extract { paragraphs, pages: u32::try_from(pages.len()).ok(), warnings }
}

/// A page drawn by another format's reader, in points from its upper left corner.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// Characters: what, start of the baseline, baseline, advance, height of the em.
    pub glyphs: Vec<(char, f32, f32, f32, f32)>,
    /// Straight lines along an axis: left, top, right, bottom.
    pub rulings: Vec<(f32, f32, f32, f32)>,
}

/// Finds the paragraphs on pages that are already drawn.
pub(super) fn lay_out(pages: Vec<Page>) -> Vec<Paragraph> {
    let canvas = |page: Page| {
        let glyph = |(text, x, y, width, size)| glyph::Glyph {
            text,
            x,
            y,
            width,
            size,
            flow: glyph::Flow::Turned(0),
            hidden: false,
        };
        let ruling = |(x0, y0, x1, y1)| glyph::Ruling { x0, y0, x1, y1 };
        glyph::Canvas {
            width: page.width,
            height: page.height,
            glyphs: page.glyphs.into_iter().map(glyph).collect(),
            rulings: page.rulings.into_iter().map(ruling).collect(),
            ..glyph::Canvas::default()
        }
    };
    let drawn =
        pages.into_iter().zip(1_u32..).map(|(page, number)| layout::page(canvas(page), number));
    let mut sheets: Vec<_> = drawn.collect();
    running::strip(&mut sheets);
    let mut paragraphs = paragraphs::assemble(&sheets);
    paragraphs.retain(|paragraph| !paragraph.text.trim().is_empty());
    paragraphs
}

/// Layers switched off when the file is opened: watermarks of another edition, drafts.
fn layers_off(pdf: &Pdf) -> Vec<ObjectIdentifier> {
    let xref = pdf.xref();
    let off = xref
        .get::<Dict<'_>>(xref.root_id())
        .and_then(|catalog| catalog.get::<Dict<'_>>("OCProperties"))
        .and_then(|layers| layers.get::<Dict<'_>>("D"))
        .and_then(|usual| usual.get::<Array<'_>>("OFF"));
    let items = off.iter().flat_map(Array::raw_iter).take(1000);
    items
        .filter_map(|item| match item {
            MaybeRef::Ref(layer) => Some(layer.into()),
            MaybeRef::NotRef(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
