//! What a file is, by its content: office systems save HTML as .doc and clerks rename everything.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::{Refusal, package};
use crate::document::UnreadableKind;

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Docx,
    Xlsx,
    Ofd,
    Pdf,
    Doc,
    Xls,
    Rtf,
    Html,
    Mhtml,
    FlatXml,
    Text,
    /// Something else, by its usual name.
    Other(&'static str),
}

/// How far into a file its nature shows.
const HEAD: usize = 4096;
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// First bytes of files that hold no text to read, and what they are called.
const OTHERS: [(&[u8], &str); 13] = [
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"BM", "图片（BMP）"),
    (b"II*\0", "图片（TIFF）"),
    (b"MM\0*", "图片（TIFF）"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"AT&TFORM", "DjVu 图像"),
    (b"SQLite format 3\0", "数据库文件"),
];

/// Tells what bytes are; refuses what is damaged or locked before any parser sees it.
pub(super) fn content(bytes: &[u8]) -> Result<Content, Refusal> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if is_zip(head) {
        return package::kind(bytes);
    }
    if head.starts_with(OLE) {
        return compound(bytes);
    }
    if contains(head.get(..1024).unwrap_or(head), b"%PDF-") {
        return Ok(Content::Pdf);
    }
    let other = OTHERS.iter().find(|(magic, _)| head.starts_with(magic));
    match other {
        // Two letters prove little: a text may begin with them too.
        Some((magic, _)) if magic.len() == 2 && !head.contains(&0) => Ok(markup(head)),
        Some((_, name)) => Ok(Content::Other(name)),
        None => Ok(markup(head)),
    }
}

/// Whether bytes begin as a zip package does.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// What a zip package is by the names of its parts; `None` for an archive of files.
pub(super) fn names<'a>(names: impl Iterator<Item = &'a str>) -> Option<Content> {
    let (mut types, mut word, mut sheet) = (false, false, false);
    for name in names {
        let name = name.trim_start_matches('/').to_ascii_lowercase();
        match name.as_str() {
            "ofd.xml" => return Some(Content::Ofd),
            "mimetype" => return Some(Content::Other("OpenDocument 或 EPUB 文件")),
            "xl/workbook.bin" => return Some(Content::Other("二进制 Excel 工作簿（xlsb）")),
            "ppt/presentation.xml" => return Some(Content::Other("演示文稿（pptx）")),
            "[content_types].xml" | "_rels/.rels" => types = true,
            _ => {}
        }
        word |= name.starts_with("word/");
        sheet |= name.starts_with("xl/");
    }
    match (types, word, sheet) {
        (_, _, true) if types => Some(Content::Xlsx),
        (true, _, _) | (_, true, _) => Some(Content::Docx),
        _ => None,
    }
}

/// The refusal of something that is no text, by its usual name.
pub(super) fn unsupported(name: &str) -> Refusal {
    let message = if name.starts_with("图片") {
        format!("这是{name}，读不出文字；请先做文字识别（OCR），存成 docx 或 txt 再检查")
    } else if name.ends_with("压缩包") {
        format!("这是{name}，暂不支持；请解压，或改用 zip 打包")
    } else {
        format!("这是{name}，暂不支持；请另存为 docx、xlsx、pdf 或 txt 再检查")
    };
    (UnreadableKind::Unsupported, message)
}

/// An OLE container: the names of its streams tell whose it is.
fn compound(bytes: &[u8]) -> Result<Content, Refusal> {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        // Directory entries are 128 bytes long and aligned to that.
        bytes.chunks(128).any(|entry| entry.starts_with(&wide))
    };
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err((
            UnreadableKind::Encrypted,
            "文件设了打开密码，请在 Office 或 WPS 里取消密码后再检查".to_owned(),
        ));
    }
    if has("WordDocument") {
        return Ok(Content::Doc);
    }
    if has("Workbook") || has("Book") {
        return Ok(Content::Xls);
    }
    if has("PowerPoint Document") {
        return Ok(Content::Other("演示文稿（ppt）"));
    }
    if has("Root Entry") {
        return Ok(Content::Other("旧版 Office 复合文件"));
    }
    Err((
        UnreadableKind::Damaged,
        "文件已损坏，缺少目录；请用 Office 或 WPS 打开修复并另存后再检查".to_owned(),
    ))
}

/// Markup that passes for a document, or plain text.
fn markup(head: &[u8]) -> Content {
    let text = ascii(head);
    let start = text.trim_start();
    let has = |mark: &str| text.contains(mark);
    if start.starts_with("{\\rt") {
        return Content::Rtf;
    }
    if start.starts_with("mime-version:") || has("content-type: multipart/related") {
        return Content::Mhtml;
    }
    if has("schemas.microsoft.com/office/2006/xmlpackage")
        || has("schemas.microsoft.com/office/word/2003/wordml")
    {
        return Content::FlatXml;
    }
    let tags = ["<html", "<!doctype html", "<body", "<head>", "<table", "<meta "];
    if start.starts_with('<') && tags.iter().any(|tag| has(tag)) {
        return Content::Html;
    }
    if start.starts_with("<?xml") {
        return Content::Other("XML 数据文件");
    }
    Content::Text
}

/// The head as lower-case text, good enough to see ASCII marks in any encoding.
fn ascii(head: &[u8]) -> String {
    let text = match head {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => UTF_16LE.decode(head).0,
        [0xfe, 0xff, ..] | [0, b'<', ..] => UTF_16BE.decode(head).0,
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        _ => String::from_utf8_lossy(head),
    };
    text.to_ascii_lowercase()
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_not_name() {
        let check = |bytes: &[u8], expect| assert_eq!(content(bytes), Ok(expect), "{bytes:?}");
        check(b"%PDF-1.7\n", Content::Pdf);
        check(b"{\\rtf1\\ansi", Content::Rtf);
        check(b"\xef\xbb\xbf<html><body>", Content::Html);
        check(b"<?xml version=\"1.0\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">", Content::FlatXml);
        check(b"MIME-Version: 1.0\r\n", Content::Mhtml);
        check(b"\x89PNG\r\n", Content::Other("图片（PNG）"));
        check("关于召开会议的通知".as_bytes(), Content::Text);
        check("BMW 车辆采购的通知".as_bytes(), Content::Text);
        check(b"", Content::Text);
    }

    #[test]
    fn packages_by_their_parts() {
        let check = |names: &[&str], expect| {
            assert_eq!(super::names(names.iter().copied()), expect, "{names:?}");
        };
        check(&["[Content_Types].xml", "word/document.xml"], Some(Content::Docx));
        check(&["[Content_Types].xml", "xl/workbook.xml"], Some(Content::Xlsx));
        check(&["OFD.xml", "Doc_0/Document.xml"], Some(Content::Ofd));
        check(&["通知.docx", "附件/台账.xlsx"], None);
    }
}
