//! One paragraph seen as a line: trimmed, without white space, and the cheap questions every part of the parser asks.

use std::borrow::Cow;

use crate::document::{Paragraph, ParagraphKind};

/// Longest text, in bytes, that can be a title line, a signature or another short part.
const SHORT: usize = 360;

/// A paragraph with what the parts need to know of it.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// The paragraph's own text.
    pub(super) text: &'a str,
    /// The text without white space; empty where the line is too long to matter.
    pub(super) compact: Cow<'a, str>,
    /// Whether it is a table row.
    pub(super) table: bool,
    /// Whether it stands outside the running text (page heads, page numbers, web page furniture).
    pub(super) outside: bool,
}

/// Prepares the lines of a file.
pub(super) fn lines(paragraphs: &[Paragraph]) -> Vec<Line<'_>> {
    paragraphs.iter().map(line).collect()
}

fn line(paragraph: &Paragraph) -> Line<'_> {
    let text = paragraph.text.as_str();
    let trimmed = text.trim_matches(is_blank);
    let compact = match trimmed.len() {
        0 | SHORT.. => Cow::Borrowed(""),
        _ if trimmed.contains(is_blank) => Cow::Owned(squeeze(trimmed)),
        _ => Cow::Borrowed(trimmed),
    };
    Line {
        text,
        compact,
        table: paragraph.kind == ParagraphKind::Table,
        outside: paragraph.kind == ParagraphKind::Aside || is_page_mark(trimmed),
    }
}

impl Line<'_> {
    /// Number of characters without white space; 0 for a long line.
    pub(super) fn count(&self) -> usize {
        self.compact.chars().count()
    }

    /// Whether it is a short line.
    pub(super) fn short(&self) -> bool {
        !self.compact.is_empty()
    }

    /// Whether it ends as a sentence or clause does.
    pub(super) fn closed(&self) -> bool {
        self.compact.ends_with(['。', '！', '？', '；', '，', '、', '：', ':', ';', ','])
            || (self.text.len() >= SHORT)
    }
}

/// A page number between dashes, or a rule; nothing at all too.
fn is_page_mark(trimmed: &str) -> bool {
    let dash = |c: char| "-—–_=*·─━－●•~".contains(c);
    trimmed.len() <= 200
        && trimmed.chars().all(|c| dash(c) || c.is_numeric() || is_blank(c))
        && (trimmed.is_empty() || trimmed.starts_with(dash) && trimmed.ends_with(dash))
}

/// White space, invisible marks included.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// Text without white space.
pub(super) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).collect()
}

/// Words of a line parted by white space; a line of spaced letters (教 育 局) is one word.
pub(super) fn words(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(is_blank).filter(|part| !part.is_empty()).collect();
    let spaced = parts.iter().filter(|part| part.chars().count() <= 2).count();
    if parts.len() > 1 && spaced * 2 >= parts.len() {
        return vec![parts.concat()];
    }
    parts.into_iter().map(str::to_owned).collect()
}
