//! 版记 and 附注: 抄送, 印发, （联系人：…）, （此件公开发布）, and web page furniture after the text.

use super::cues::{PARTS, starts};
use super::line::{Line, squeeze};
use super::{date, recipients};
use crate::organs::Organs;

/// Whether a line belongs to the footer: 抄送：…, XX办公室　2026年3月5日印发, 共印50份.
pub(super) fn is_footer(line: &Line<'_>) -> bool {
    is_copies(line.text) || is_printed(line)
}

/// Whether a line names to whom copies go.
pub(super) fn is_copies(text: &str) -> bool {
    let text = head(text);
    let marked = |words: &[String]| {
        words.iter().any(|word| {
            text.strip_prefix(word.as_str())
                .is_some_and(|rest| word.ends_with('：') || rest.starts_with(['：', ':']))
        })
    };
    marked(&PARTS.copies) || marked(&PARTS.copies_other)
}

/// Whether a line is the 印发 line.
pub(super) fn is_printed(line: &Line<'_>) -> bool {
    let text = line.compact.as_ref();
    let printed = text.ends_with("印发") || text.ends_with("印制") || text.ends_with("印");
    let copies = text.starts_with("共印") && text.ends_with('份')
        || text.starts_with("（共印")
        || text.starts_with("校对") && line.count() <= 16;
    line.count() <= 60 && (copies || printed && date::find(line.text).is_some())
}

/// Whether a line is an 附注: （联系人：…）, （此件公开发布）.
pub(super) fn is_note(line: &Line<'_>) -> bool {
    let text = line.compact.as_ref();
    let inner = text.strip_prefix(['（', '(']).unwrap_or(text);
    let closed = inner.len() < text.len() && text.ends_with(['）', ')']);
    line.count() <= 120 && (starts(inner, &PARTS.notes) || closed)
}

/// Whether a line only says that its page bears no text: （此页无正文）.
pub(super) fn is_blank_page(line: &Line<'_>) -> bool {
    line.count() <= 10 && line.compact.contains("页无正文")
}

/// Organs named after 抄送, as written.
pub(super) fn copies(text: &str, organs: &Organs) -> Vec<String> {
    let text = squeeze(text);
    let known = PARTS.copies.iter().any(|word| text.starts_with(word.as_str()));
    let Some((_, list)) = text.split_once(['：', ':']).filter(|_| known) else {
        return Vec::new();
    };
    list.split('。').flat_map(|part| recipients::split(part, organs)).collect()
}

/// The office that printed the document: XX办公室　2026年3月5日印发.
pub(super) fn printer(line: &Line<'_>) -> Option<String> {
    let dated = date::find(line.text)?;
    let office = squeeze(line.text.get(..dated.range.start)?);
    (!office.is_empty()).then_some(office)
}

/// The first words of a line without white space.
fn head(text: &str) -> String {
    text.chars().filter(|c| !super::line::is_blank(*c)).take(8).collect()
}
