//! From a path to what the file held: the only stage that does IO, and the only one that fails, per file.
//!
//! Content decides how a file is read, never its name. Every format has limits, and a parser that breaks down costs
//! its own file only: the program runs parsers in child processes (`worker`).

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::document::{
    Format, Paragraph, ParagraphKind, Source, Unreadable, UnreadableKind, Warning,
};
use crate::register::Register;

mod archive;
mod claims;
mod doc;
pub(crate) mod docx;
mod guard;
mod header;
mod html;
mod ofd;
pub(crate) mod package;
pub(crate) mod pdf;
mod rtf;
mod sheet;
mod sniff;
mod stdin;
mod table;
mod text;
mod walk;
pub mod worker;
pub(crate) mod xml;

pub use stdin::name as name_stdin;
pub use walk::{names, walk};

/// Files over this size are refused before they are read.
const MAX_FILE: u64 = 512 << 20;
/// Characters of the longest paragraph kept whole.
const MAX_PARAGRAPH: usize = 20_000;
/// Reading stops when a file has given this much text.
const MAX_TEXT: usize = 64 << 20;

/// What one file turned out to be.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Input {
    /// A document.
    Document(Source),
    /// A register.
    Register(Register),
}

/// One file to read, found by walking the paths given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// How reports name it: the path as given, `archive.zip!entry` inside archives, `-` for standard input.
    pub name: String,
}

/// A file's bytes, before anybody asks what they mean.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The entry's name.
    pub name: String,
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    bytes: Arc<[u8]>,
}

/// What a reader got out of one file; the name and the hash are added by `parse`.
#[derive(Debug, Default)]
pub(crate) struct Extract {
    /// Paragraphs and table rows in reading order.
    pub(crate) paragraphs: Vec<Paragraph>,
    /// Pages, where the file itself says so.
    pub(crate) pages: Option<u32>,
    /// What could not be read or is doubtful.
    pub(crate) warnings: Vec<Warning>,
}

/// Why a reader gave up: the kind, and one Chinese sentence with what to do.
pub(crate) type Refusal = (UnreadableKind, String);

impl Opened {
    /// Bytes already in memory, named as reports shall name them.
    pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Self {
        Self::of_shared(name, bytes.into())
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn of_shared(name: &str, bytes: Arc<[u8]>) -> Self {
        Self { name: name.to_owned(), sha256: digest(&bytes), bytes }
    }
}

/// The characters of a plain text file the user edits beside the configuration, in whatever encoding an editor saved it.
pub fn plain(bytes: &[u8]) -> Option<String> {
    text::decode(bytes).ok().map(|(text, _)| text)
}

/// Reads one entry: `open`, then `parse`.
///
/// # Errors
/// When the file cannot be opened or its content is no text the tool knows.
pub fn read(entry: &Entry) -> Result<Input, Unreadable> {
    parse(open(entry)?)
}

/// Fetches an entry's bytes and their hash without looking at what they mean.
///
/// # Errors
/// When the file is missing, may not be opened, is over the size limit or stands in a broken archive.
pub fn open(entry: &Entry) -> Result<Opened, Unreadable> {
    let (name, bytes) = match entry.name.as_str() {
        name if stdin::is(name) => (stdin::shown(), stdin::bytes()),
        name => (name, walk::bytes(name)),
    };
    bytes.map(|bytes| Opened::of_shared(name, bytes)).map_err(|refusal| refused(name, refusal))
}

/// Finds out what opened bytes are, and reads them.
///
/// # Errors
/// When the content is empty, damaged, encrypted, over a limit or no text the tool knows, or when its parser breaks down.
#[expect(clippy::needless_pass_by_value, reason = "bytes are of no use after they are parsed")]
pub fn parse(opened: Opened) -> Result<Input, Unreadable> {
    worker::parse(&opened)
        .unwrap_or_else(|| parse_here(&opened))
        .map_err(|refusal| refused(&opened.name, refusal))
}

/// Reads in this process.
fn parse_here(opened: &Opened) -> Result<Input, Refusal> {
    guard::run(|| dispatch(opened)).and_then(|input| check_text(input, opened))
}

fn dispatch(opened: &Opened) -> Result<Input, Refusal> {
    let bytes = opened.bytes.as_ref();
    let (format, extract) = match sniff::content(bytes)? {
        sniff::Content::Docx => (Format::Docx, docx::read(bytes)?),
        sniff::Content::FlatXml => {
            (Format::Docx, docx::read_flat(&package::xml_text(bytes.to_vec()))?)
        }
        sniff::Content::Xlsx => return sheet::xlsx(opened),
        sniff::Content::Xls => return sheet::xls(opened),
        sniff::Content::Text => return text::read(opened),
        sniff::Content::Doc => (ole_format(&opened.name), doc::read(bytes)?),
        sniff::Content::Rtf => (Format::Rtf, rtf::read(bytes)),
        sniff::Content::Html => (Format::Html, html::read(bytes)?),
        sniff::Content::Mhtml => (Format::Html, html::read_archive(bytes)?),
        sniff::Content::Ofd => (Format::Ofd, ofd::read(bytes)?),
        sniff::Content::Pdf => (Format::Pdf, pdf::read(bytes)?),
        sniff::Content::Other(name) => return Err(sniff::unsupported(name)),
    };
    Ok(opened.document(format, extract))
}

/// WPS writes the same container under its own ending.
fn ole_format(name: &str) -> Format {
    let wps = Path::new(name).extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("wps") || ending.eq_ignore_ascii_case("wpt")
    });
    if wps { Format::Wps } else { Format::Doc }
}

/// A document without running text says so instead of passing as an empty one.
fn check_text(input: Input, opened: &Opened) -> Result<Input, Refusal> {
    let Input::Document(source) = &input else { return Ok(input) };
    let running = source.paragraphs.iter().any(|paragraph| paragraph.kind != ParagraphKind::Aside);
    if running || !source.warnings.is_empty() {
        return Ok(input);
    }
    let message = if opened.bytes.is_empty() {
        "文件是空的（0 字节），请确认是否上传或保存完整"
    } else {
        "文件里没有读到正文；如果内容是图片，请先做文字识别（OCR）再检查"
    };
    Err((UnreadableKind::Empty, message.to_owned()))
}

impl Opened {
    fn document(&self, format: Format, extract: Extract) -> Input {
        let Extract { paragraphs, pages, warnings } = extract;
        let paragraphs = paragraphs.into_iter().flat_map(divided).collect();
        let (path, sha256) = (self.name.clone(), self.sha256.clone());
        Input::Document(Source { path, format, sha256, paragraphs, pages, warnings })
    }
}

/// A paragraph in pieces of at most [`MAX_PARAGRAPH`] characters: no office writes a longer one, and places within it
/// would take ever longer to count.
fn divided(paragraph: Paragraph) -> Vec<Paragraph> {
    if paragraph.text.len() <= MAX_PARAGRAPH {
        return vec![paragraph];
    }
    let chars: Vec<char> = paragraph.text.chars().collect();
    let piece = |chars: &[char]| Paragraph {
        text: chars.iter().collect(),
        kind: paragraph.kind,
        page: paragraph.page,
    };
    chars.chunks(MAX_PARAGRAPH).map(piece).collect()
}

fn refused(name: &str, (kind, message): Refusal) -> Unreadable {
    Unreadable { source_path: name.to_owned(), kind, message }
}

fn digest(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::ParagraphKind;

    #[test]
    fn endless_paragraphs_are_divided() {
        let check = |count: usize, expect: &[usize]| {
            let text = "长".repeat(count);
            let whole = Paragraph { text, kind: ParagraphKind::Text, page: Some(3) };
            let sizes: Vec<_> =
                divided(whole).iter().map(|piece| piece.text.chars().count()).collect();
            assert_eq!(sizes, expect);
        };
        check(5, &[5]);
        check(MAX_PARAGRAPH, &[MAX_PARAGRAPH]);
        check(MAX_PARAGRAPH + 7, &[MAX_PARAGRAPH, 7]);
    }
}
