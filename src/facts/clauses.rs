//! A sentence taken apart: quoted words masked, segments at ；, clauses at ，. Bytes stay where they were.

use std::ops::Range;

/// Quotations of at least this many characters are other people's sentences; shorter ones are terms.
const LONG_QUOTE: usize = 10;

/// The text with titles in 《》 and long quotations in “” blotted out, byte for byte.
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['《', '“']) {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let (length, hidden) = quoted(from);
        let piece = from.get(..length).unwrap_or(from);
        if hidden {
            out.extend(piece.chars().map(blot));
        } else {
            out.push_str(piece);
        }
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Bytes of the quotation `text` begins with, and whether it is to be hidden.
fn quoted(text: &str) -> (usize, bool) {
    let (open, close) = if text.starts_with('《') { ('《', '》') } else { ('“', '”') };
    let mut depth = 0_usize;
    for (count, (at, c)) in text.char_indices().enumerate() {
        depth = if c == open {
            depth + 1
        } else if c == close {
            depth.saturating_sub(1)
        } else {
            depth
        };
        if depth == 0 {
            return (at + c.len_utf8(), open == '《' || count > LONG_QUOTE);
        }
    }
    (open.len_utf8(), false)
}

/// A character of the same length that no pattern knows.
fn blot(c: char) -> char {
    match c.len_utf8() {
        1 => '_',
        2 => '¡',
        3 => '＿',
        _ => '𐀀',
    }
}

/// Is this the blot of a masked text?
pub fn is_blot(c: char) -> bool {
    matches!(c, '_' | '¡' | '＿' | '𐀀')
}

/// The stretches between ； (and 。 inside a block), in order.
pub fn segments(text: &str) -> Vec<Range<usize>> {
    pieces(text, &['；', ';', '。', '！', '？'])
}

/// The stretches between ，, in order.
pub fn clauses(text: &str) -> Vec<Range<usize>> {
    pieces(text, &['，', ',', '；', ';', '。', '：', ':'])
}

fn pieces(text: &str, ends: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        // 12:00 and 3,000 are no ends.
        let joined = matches!(c, ':' | ',' | '：')
            && text
                .get(at + c.len_utf8()..)
                .is_some_and(|rest| rest.starts_with(|d: char| d.is_ascii_digit()))
            && text.get(..at).is_some_and(|before| before.ends_with(|d: char| d.is_ascii_digit()));
        if ends.contains(&c) && !joined {
            found.push(start..at);
            start = at + c.len_utf8();
        }
    }
    found.push(start..text.len());
    found.retain(|piece| !piece.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_titles_and_long_quotations() {
        let check = |text: &str, expect: &str| {
            assert_eq!(mask(text), expect, "{text}");
            assert_eq!(mask(text).len(), text.len());
        };
        check("填写《公厕表》。", "填写＿＿＿＿＿。");
        check("实行“零报告”制度", "实行“零报告”制度");
        check("规定“各县应当制定公厕管护细则”，请", "规定＿＿＿＿＿＿＿＿＿＿＿＿＿＿，请");
        check("未闭合《公厕", "未闭合《公厕");
    }

    #[test]
    fn cuts_clauses() {
        let text = "请各县于12:00前报，联系人：张三";
        let got: Vec<&str> = clauses(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(got, ["请各县于12:00前报", "联系人", "张三"]);
    }
}
