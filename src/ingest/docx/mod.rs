//! DOCX by a streaming reader of our own: what Word would print, and nothing it would not.
//!
//! Numbering labels are computed, deletions and hidden text left out, text boxes and tables kept in reading order.
//! Element names are matched without their prefix, so strict and oddly prefixed files read the same.

use super::package::{Package, damaged};
use super::sniff::{self, Content};
use super::{Extract, Refusal, html, rtf};
use crate::document::{Paragraph, ParagraphKind, UnreadableKind, Warning, WarningKind};

mod numbering;
mod numerals;
mod paragraph;
pub(crate) mod parts;
mod styles;
pub(crate) mod trace;

#[cfg(test)]
mod tests;
mod walk;

use parts::Parts;
use walk::Walker;

/// Parts beside the main one whose text is read, in this order.
const ASIDES: [&str; 5] = ["footnotes", "endnotes", "header", "footer", "comments"];

/// Reads a zipped document.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    document(Parts::Zip(Package::open(bytes)?))
}

/// Reads a document saved as one XML file: flat OPC, or the XML of Word 2003.
pub(super) fn read_flat(text: &str) -> Result<Extract, Refusal> {
    if let Some(parts) = parts::flat(text) {
        return document(Parts::Flat(parts));
    }
    let mut walker = Walker::new(styles::Styles::default(), numbering::Numbering::default());
    walker.part(text, ParagraphKind::Text)?;
    finish(walker, None)
}

fn document(mut parts: Parts<'_>) -> Result<Extract, Refusal> {
    walk(&mut parts, None).and_then(|(walker, pages)| finish(walker, pages))
}

/// Reads all parts, keeping a trace of places where one is asked for.
fn walk(
    parts: &mut Parts<'_>,
    trace: Option<trace::Trace>,
) -> Result<(Walker, Option<u32>), Refusal> {
    let main = parts.main()?.ok_or_else(no_text)?;
    let beside = parts.beside(&main)?;
    let mut part = |kind: &str| match beside.get(kind).and_then(|names| names.first()) {
        Some(name) => parts.text(name),
        None => Ok(None),
    };
    let styles = part("styles")?.map(|text| styles::read(&text)).unwrap_or_default();
    let numbering =
        part("numbering")?.map(|text| numbering::read(&text, &styles)).unwrap_or_default();
    let mut walker = Walker::new(styles, numbering);
    walker.trace = trace;
    let text = parts.text(&main)?.ok_or_else(no_text)?;
    walker.part(&text, ParagraphKind::Text)?;
    drop(text);
    for name in ASIDES.iter().filter_map(|kind| beside.get(*kind)).flatten() {
        // A broken note costs the note.
        match parts.text(name) {
            Ok(Some(text)) => walker.part(&text, ParagraphKind::Aside)?,
            Ok(None) => {}
            Err(_) => walker.damaged = true,
        }
    }
    if walker.chunks > 0 {
        for name in beside.get("afchunk").into_iter().flatten() {
            let read = parts.bytes(name).ok().flatten().and_then(|bytes| chunk(&bytes));
            walker.paragraphs.extend(read.unwrap_or_default());
        }
    }
    Ok((walker, parts.pages()))
}

/// The text of an embedded foreign part: HTML, RTF or plain; a whole document inside is not opened.
fn chunk(bytes: &[u8]) -> Option<Vec<Paragraph>> {
    let extract = match sniff::content(bytes).ok()? {
        Content::Html | Content::Text => html::read(bytes).ok()?,
        Content::Mhtml => html::read_archive(bytes).ok()?,
        Content::Rtf => rtf::read(bytes),
        _ => return None,
    };
    Some(extract.paragraphs)
}

fn no_text() -> Refusal {
    (
        UnreadableKind::Damaged,
        "文档缺少正文部分，可能没有保存完整；请用 Office 或 WPS 打开修复并另存后再检查".to_owned(),
    )
}

fn finish(walker: Walker, pages: Option<u32>) -> Result<Extract, Refusal> {
    if walker.damaged && walker.paragraphs.is_empty() {
        return Err(damaged());
    }
    let mut warnings = Vec::new();
    let mut warn = |when: bool, kind, message: &str| {
        if when {
            warnings.push(Warning { kind, message: message.to_owned(), pages: None });
        }
    };
    warn(
        walker.damaged,
        WarningKind::Damaged,
        "文件有损坏，只读出了一部分；请用 Office 或 WPS 打开修复并另存后再检查",
    );
    warn(
        walker.chunks > 0,
        WarningKind::AltChunk,
        "文档里嵌有外部文档块（altChunk），读出的文字放在文末，可能不全；请用 Office 打开后另存再检查",
    );
    warn(walker.full, WarningKind::Truncated, "文字过多，后面的没有读取；请拆分后再检查");
    Ok(Extract { paragraphs: walker.paragraphs, pages, warnings })
}
