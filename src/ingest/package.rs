//! A zip package of parts, as DOCX, XLSX and OFD are: parts by name, each within limits.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use zip::ZipArchive;
use zip::result::ZipError;

use super::{Refusal, sniff};
use crate::document::UnreadableKind;

const MAX_PARTS: usize = 10_000;
const MAX_PART: u64 = 256 << 20;
const MAX_PACKAGE: u64 = 512 << 20;
/// How much room a part is given at once on the word of the package.
const ROOM: u64 = 16 << 20;

/// An open package. Part names are kept in lower case with `/`: some writers use `\` or another case.
pub(crate) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: BTreeMap<String, usize>,
    left: u64,
}

/// What a zip package is; refuses archives and broken packages.
pub(super) fn kind(bytes: &[u8]) -> Result<sniff::Content, Refusal> {
    let package = Package::open(bytes)?;
    sniff::names(package.names.keys().map(String::as_str)).ok_or_else(|| {
        let message = "这是压缩包，但不是 Office 文档；如果是 zip，请把文件名改成 .zip，或解压后检查里面的文件";
        (UnreadableKind::Unsupported, message.to_owned())
    })
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
        if zip.len() > MAX_PARTS {
            return Err(too_large());
        }
        let mut names = BTreeMap::new();
        let mut size = 0u64;
        for index in 0..zip.len() {
            let Ok(about) = zip.by_index_data(index) else { continue };
            size = size.saturating_add(about.size());
            names.entry(normal(&String::from_utf8_lossy(about.name_raw()))).or_insert(index);
        }
        if size > MAX_PACKAGE {
            return Err(too_large());
        }
        Ok(Self { zip, names, left: MAX_PACKAGE })
    }

    /// Whether a part exists.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
    }

    /// A part's bytes; `None` where there is no such part.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(&index) = self.names.get(&normal(name)) else { return Ok(None) };
        let limit = MAX_PART.min(self.left);
        let part = self.zip.by_index(index).map_err(|error| refusal(&error))?;
        if part.size() > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(part.size().min(ROOM) as usize);
        let read = part.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unread(&error))?;
        let read = read as u64;
        if read > limit {
            return Err(too_large());
        }
        self.left -= read;
        Ok(Some(bytes))
    }

    /// A part's XML as text, whatever encoding it is in; `None` where there is no such part.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        Ok(self.bytes(name)?.map(xml_text))
    }
}

fn unread(error: &io::Error) -> Refusal {
    if error.kind() == io::ErrorKind::OutOfMemory { too_large() } else { damaged() }
}

/// A part's name in the one spelling parts are kept by.
pub(crate) fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// XML bytes as text: by mark, by the look of its first `<`, by its declaration, else UTF-8.
pub(super) fn xml_text(bytes: Vec<u8>) -> String {
    let encoding = match bytes.as_slice() {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => UTF_16LE,
        [0xfe, 0xff, ..] | [0, b'<', ..] => UTF_16BE,
        _ => declared(&bytes),
    };
    if encoding == UTF_8 {
        return match String::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
    }
    encoding.decode(&bytes).0.into_owned()
}

fn declared(bytes: &[u8]) -> &'static Encoding {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let label = head
        .split_once("encoding=")
        .and_then(|(_, rest)| rest.get(1..))
        .and_then(|rest| rest.split(['"', '\'']).next());
    label.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8)
}

pub(crate) fn damaged() -> Refusal {
    (
        UnreadableKind::Damaged,
        "文件不完整或已损坏，请重新下载，或用 Office、WPS 打开修复并另存后再检查".to_owned(),
    )
}

fn too_large() -> Refusal {
    (
        UnreadableKind::TooLarge,
        "文件展开后过大或部件过多，可能是恶意文件，没有读取；请确认来源，或拆分后再检查".to_owned(),
    )
}

fn refusal(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            (UnreadableKind::Encrypted, "文件设了密码，请去掉密码后再检查".to_owned())
        }
        ZipError::UnsupportedArchive(_) => (
            UnreadableKind::Unsupported,
            "文件用了不支持的压缩方式，请用 Office 或 WPS 另存后再检查".to_owned(),
        ),
        _ => damaged(),
    }
}
