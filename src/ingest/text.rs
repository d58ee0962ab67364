//! Plain text in whatever encoding an office saved it: UTF-8, GBK and its kin, UTF-16, with or without a mark.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::{Extract, Input, MAX_TEXT, Opened, Refusal, sheet};
use crate::document::{Format, Paragraph, ParagraphKind, UnreadableKind, Warning, WarningKind};

/// How much of a file the encoding is judged by; a whole book adds nothing.
const SAMPLE: usize = 1 << 20;
/// Over one undecodable character in this many a file is no text; under it, text with a fault.
const MAX_FAULTS: usize = 50;

/// Reads plain text: a register or table where it is one, else one paragraph a line.
pub(super) fn read(opened: &Opened) -> Result<Input, Refusal> {
    let ending = opened
        .name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default();
    let (text, mut warnings) = decode(&opened.bytes)?;
    let table = matches!(ending.as_str(), "csv" | "tsv");
    if let Some(input) = sheet::csv(opened, &text, table) {
        return Ok(input);
    }
    let format =
        if matches!(ending.as_str(), "md" | "markdown") { Format::Md } else { Format::Txt };
    let mut paragraphs = paragraphs(&text, &mut warnings);
    if format == Format::Md {
        paragraphs = paragraphs.into_iter().filter_map(unmarked).collect();
    }
    Ok(opened.document(format, Extract { paragraphs, pages: None, warnings }))
}

/// Bytes as text, with a warning where some bytes are none.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Vec<Warning>), Refusal> {
    let encoding = encoding(bytes);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    // A file of sound UTF-8 that holds U+FFFD was damaged before it was saved: what is left of it is still text.
    let sound = std::str::from_utf8(bytes).is_ok();
    let junk = |c: char| {
        c == '\u{fffd}' && !sound
            || c.is_control()
                && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{85}')
    };
    let (mut all, mut bad) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        bad += usize::from(junk(c));
    }
    if bad > all / MAX_FAULTS + 4 || bad * 2 > all {
        return Err((UnreadableKind::Unsupported, "内容不是文字，也不是能识别的文档格式；请确认文件没有损坏，或用原来的软件打开后另存为 docx 再检查".to_owned()));
    }
    let mut warnings = Vec::new();
    if text.contains('\u{fffd}') {
        let message =
            format!("有 {} 处文字无法识别编码，可能缺字", text.matches('\u{fffd}').count());
        warnings.push(Warning { kind: WarningKind::Encoding, message, pages: None });
    }
    Ok((text.into_owned(), warnings))
}

/// The ladder: mark, strict UTF-8, the look of UTF-16, then statistics. GBK is always read as GB18030, its superset,
/// for the rare characters of names.
fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if let Some(encoding) = wide(sample) {
        return encoding;
    }
    if almost_utf8(sample) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    // Office papers here are Chinese: a guess of another East Asian or Western code is trusted only where GB18030 fails.
    if guess == GBK || !GB18030.decode_without_bom_handling(sample).1 { GB18030 } else { guess }
}

/// UTF-16 without a mark: Chinese text has its line ends, digits and full-width punctuation in tell-tale bytes.
fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    if sample.len() < 4 || sample.len() % 2 == 1 {
        return None;
    }
    let share = |encoding: &'static Encoding| {
        let (text, _, broken) = encoding.decode(sample);
        let likely = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | ' '..='~' | '\n' | '\r' | '\t');
        let known = text.chars().filter(|&c| likely(c)).count();
        let ends =
            text.chars().filter(|&c| matches!(c, '，' | '。' | '、' | '\n' | ' '..='~')).count();
        if broken || ends == 0 { 0 } else { known * 100 / text.chars().count().max(1) }
    };
    let (little, big) = (share(UTF_16LE), share(UTF_16BE));
    let zeros = sample.contains(&0);
    match (little.max(big), little >= big) {
        (best, true) if best >= 95 || zeros && best >= 80 => Some(UTF_16LE),
        (best, false) if best >= 95 || zeros && best >= 80 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 with a few broken bytes, as cut logs and bad exports have.
fn almost_utf8(sample: &[u8]) -> bool {
    let (text, _) = UTF_8.decode_without_bom_handling(sample);
    let broken = text.matches('\u{fffd}').count();
    let wide = text.chars().filter(|c| !c.is_ascii()).count() - broken;
    wide > 0 && broken * 50 <= wide
}

/// One paragraph for each line that is not empty.
fn paragraphs(text: &str, warnings: &mut Vec<Warning>) -> Vec<Paragraph> {
    let text = within_limit(text, warnings);
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(clean)
        .filter(|line| !line.is_empty())
        .map(|text| Paragraph { text, kind: ParagraphKind::Text, page: None })
        .collect()
}

/// A line of Markdown as it is shown: without the marks of headings, quotes and emphasis, rows of tables as rows.
fn unmarked(mut line: Paragraph) -> Option<Paragraph> {
    let text = line.text.trim();
    let bare = text.trim_start_matches(['#', '>', ' ']).trim_end_matches('#').trim_end();
    let marked = text.starts_with("# ") || text.starts_with("##") || text.starts_with("> ");
    if text.starts_with("```")
        || text.len() > 2 && text.chars().all(|c| matches!(c, '-' | '*' | '_' | '|' | ':' | ' '))
    {
        return None;
    }
    if let Some(row) = text.strip_prefix('|').and_then(|row| row.strip_suffix('|')) {
        line.text = row.split('|').map(str::trim).collect::<Vec<_>>().join("\t");
        line.kind = ParagraphKind::Table;
    } else if marked {
        line = Paragraph { text: bare.to_owned(), ..line };
    }
    line.text = line.text.replace("**", "");
    Some(line).filter(|line| !line.text.trim().is_empty())
}

/// The text as far as the limit, with a warning where it is longer.
fn within_limit<'a>(text: &'a str, warnings: &mut Vec<Warning>) -> &'a str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    warnings.push(truncated());
    let end = (0..=MAX_TEXT).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text.get(..end).unwrap_or(text)
}

/// The warning that a limit cut the reading short.
pub(super) fn truncated() -> Warning {
    let message = "文字超过 64 MB，后面的没有读取；请拆分后再检查".to_owned();
    Warning { kind: WarningKind::Truncated, message, pages: None }
}

/// A line without control characters and marks that show nothing; white space at the end is cut, at the start kept.
pub(super) fn clean(line: &str) -> String {
    let mut text: String = line.chars().filter(|&c| !invisible(c)).collect();
    text.truncate(text.trim_end().len());
    text
}

/// Whether a character prints nothing and is left out.
pub(super) fn invisible(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "各县（区）人民政府：请于2026年3月5日前报送。\r\n　　特此通知。";

    fn check(bytes: Vec<u8>, expect: &[&str]) {
        match read(&Opened::of_bytes("例.txt", bytes)) {
            Ok(Input::Document(source)) => {
                let texts: Vec<_> =
                    source.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
                assert_eq!(texts, expect);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let lines = ["各县（区）人民政府：请于2026年3月5日前报送。", "　　特此通知。"];
        let wide = |mark: &[u8], to: fn(u16) -> [u8; 2]| {
            [mark.to_vec(), LINE.encode_utf16().flat_map(to).collect()].concat()
        };
        check(LINE.as_bytes().to_vec(), &lines);
        check(format!("\u{feff}{LINE}").into_bytes(), &lines);
        check(GB18030.encode(LINE).0.into_owned(), &lines);
        check(wide(b"\xff\xfe", u16::to_le_bytes), &lines);
        check(wide(b"\xfe\xff", u16::to_be_bytes), &lines);
        check(wide(b"", u16::to_le_bytes), &lines);
        check(wide(b"", u16::to_be_bytes), &lines);
    }

    #[test]
    fn lines_are_paragraphs() {
        check(
            "标题\n\n \t\n正文\u{7}一\u{200b} 　\r附：\ttab".as_bytes().to_vec(),
            &["标题", "正文一", "附：\ttab"],
        );
        check(GB18030.encode("联系人：㐂某").0.into_owned(), &["联系人：㐂某"]);
    }

    #[test]
    fn markdown_is_shown_plain() {
        let text = "# 关于会议的通知\n\n**各县**：\n| 单位 | 时限 |\n|---|:-:|\n| 望桥区 | 3月 |\n---\n1. 甲\n";
        match read(&Opened::of_bytes("例.md", text.into())) {
            Ok(Input::Document(source)) => {
                let texts: Vec<_> =
                    source.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
                assert_eq!(
                    texts,
                    ["关于会议的通知", "各县：", "单位\t时限", "望桥区\t3月", "1. 甲"]
                );
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let bytes: Vec<u8> =
            (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let refused = read(&Opened::of_bytes("例.docx", bytes)).map_err(|(kind, _)| kind);
        assert_eq!(refused.err(), Some(UnreadableKind::Unsupported));
    }
}
