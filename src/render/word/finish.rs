//! What docx-rs has no way to say: heading rows that repeat, words for pictures, the document's title, the house styles,
//! the order of the standard; and the package compressed.

use std::io::{self, Cursor, Read, Write};

use docx_rs::Docx;
use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::order::ordered;

const STYLES: &str = include_str!("styles.xml");
const SETTINGS: &str = include_str!("settings.xml");
/// The same answer has the same bytes, so a document is not dated by the clock.
const DATED: &str = "2000-01-01T00:00:00Z";

/// The package of a document.
///
/// # Errors
/// When docx-rs or the archive refuses.
pub(super) fn pack(docx: Docx, title: &str, spoken: &[String]) -> io::Result<Vec<u8>> {
    let mut parts = docx.build();
    let main = in_order(parts.document)?;
    parts.document = described(&headed(&main), spoken).into_bytes();
    for footer in &mut parts.footers {
        *footer = in_order(std::mem::take(footer))?.into_bytes();
    }
    parts.styles = STYLES.into();
    parts.settings = SETTINGS.into();
    parts.doc_props.core = core(title).into_bytes();
    let mut packed = Cursor::new(Vec::new());
    parts.pack(&mut packed).map_err(io::Error::other)?;
    compressed(packed)
}

fn in_order(part: Vec<u8>) -> io::Result<String> {
    let part = String::from_utf8(part).map_err(io::Error::other)?;
    ordered(&part).map_err(io::Error::other)
}

/// Marks the first row of every table as its heading.
fn headed(main: &str) -> String {
    let mut tables = main.split("<w:tbl>");
    let before = tables.next().unwrap_or_default().to_owned();
    tables.fold(before, |text, table| {
        text + "<w:tbl>" + &table.replacen("<w:trPr>", "<w:trPr><w:tblHeader/>", 1)
    })
}

/// Numbers the pictures and says what they show.
fn described(main: &str, spoken: &[String]) -> String {
    let mut pictures = main.split("<wp:docPr id=\"1\" name=\"Figure\" />");
    let before = pictures.next().unwrap_or_default().to_owned();
    let words = spoken.iter().map(String::as_str).chain(std::iter::repeat(""));
    (1..).zip(pictures).zip(words).fold(before, |text, ((number, rest), words)| {
        let words = escape(words);
        format!("{text}<wp:docPr id=\"{number}\" name=\"图{number}\" descr=\"{words}\"/>{rest}")
    })
}

fn core(title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
        <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
        xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
        <dc:creator>jianfu</dc:creator><dc:language>zh-CN</dc:language>\
        <dcterms:created xsi:type=\"dcterms:W3CDTF\">{DATED}</dcterms:created>\
        <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{DATED}</dcterms:modified></cp:coreProperties>",
        escape(title)
    )
}

/// The same files, deflated.
fn compressed(packed: Cursor<Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut from = ZipArchive::new(packed)?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at)?;
        if part.is_dir() {
            continue;
        }
        to.start_file(
            part.name().map_err(io::Error::other)?.into_owned(),
            SimpleFileOptions::default(),
        )?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        to.write_all(&bytes)?;
    }
    Ok(to.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_one_heading_row() {
        let table = "<w:tbl><w:tr><w:trPr><w:cantSplit /></w:trPr></w:tr><w:tr><w:trPr></w:trPr></w:tr></w:tbl>";
        let headed = headed(&format!("<w:body>{table}{table}</w:body>"));
        assert_eq!(headed.matches("<w:tblHeader/>").count(), 2);
        assert!(headed.contains("<w:tr><w:trPr><w:tblHeader/><w:cantSplit />"));
    }

    #[test]
    fn pictures_are_numbered_and_described() {
        let picture = "<wp:docPr id=\"1\" name=\"Figure\" />";
        let text = described(&format!("{picture}—{picture}"), &["甲<1>".to_owned()]);
        assert!(text.starts_with("<wp:docPr id=\"1\" name=\"图1\" descr=\"甲&lt;1&gt;\"/>—"));
        assert!(text.ends_with("<wp:docPr id=\"2\" name=\"图2\" descr=\"\"/>"));
    }
}
