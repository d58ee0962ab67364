//! Outline labels 一、（一）1.（1）, chapters, and which blocks are headings.

use super::line::{Line, is_blank};

/// Longest heading, in characters.
const LONGEST_HEADING: usize = 50;

/// The level of the label a text begins with: 1 一、 2 （一） 3 1. 4 （1）; 0 without one.
pub(super) fn level(text: &str) -> u8 {
    label(text).map_or(0, |(level, _)| level)
}

/// The level of the label a text begins with, and its bytes.
pub(super) fn label(text: &str) -> Option<(u8, usize)> {
    let body = text.trim_start_matches(is_blank);
    let lead = text.len() - body.len();
    let first = body.chars().next()?;
    let bracketed = matches!(first, '（' | '(');
    let inner = if bracketed { body.get(first.len_utf8()..)? } else { body };
    let inner = inner.trim_start();
    let chinese = run(inner, |c| "一二三四五六七八九十百零".contains(c));
    let arabic = run(inner, |c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let (numeral, digits) = if chinese > 0 { (chinese, false) } else { (arabic, true) };
    if numeral == 0 || inner.get(..numeral)?.chars().count() > if digits { 2 } else { 5 } {
        return None;
    }
    let after = inner.get(numeral..)?.trim_start();
    let mark = after.chars().next()?;
    let level = match (bracketed, digits) {
        (true, false) if matches!(mark, '）' | ')') => 2,
        (true, true) if matches!(mark, '）' | ')') => 4,
        (false, false) if matches!(mark, '、' | '．' | '.') => 1,
        (false, true) if numbered(after) => 3,
        _ => return None,
    };
    Some((level, lead + body.len() - after.len() + mark.len_utf8()))
}

/// Whether a text is a chapter or section head of a regulation: 第一章　总则.
pub(super) fn is_chapter(text: &str) -> bool {
    let body = text.trim_matches(is_blank);
    let Some(rest) = body.strip_prefix('第') else { return matches!(body, "附则" | "总则") };
    let rest = rest.trim_start();
    let numeral = run(rest, |c| "一二三四五六七八九十百零".contains(c) || c.is_ascii_digit());
    numeral > 0
        && body.chars().count() <= 40
        && !body.ends_with(['。', '；', '：'])
        && rest.get(numeral..).is_some_and(|after| {
            ["章", "节", "编", "部分", "篇"].iter().any(|unit| after.trim_start().starts_with(unit))
        })
}

/// Whether a text is an article of a regulation: 第一条　为了…
pub(super) fn is_article(text: &str) -> bool {
    let Some(rest) = text.trim_start_matches(is_blank).strip_prefix('第') else { return false };
    let numeral = run(rest, |c| "一二三四五六七八九十百零".contains(c) || c.is_ascii_digit());
    numeral > 0 && rest.get(numeral..).is_some_and(|after| after.starts_with('条'))
}

/// Whether block `at` is nothing but a heading, seen with the blocks around it.
///
/// A short labelled block followed by its own sibling is an item of a list and not a heading.
pub(super) fn is_heading(lines: &[Line<'_>], at: usize) -> bool {
    let Some(line) = lines.get(at).filter(|line| !line.table) else { return false };
    if is_chapter(line.text) || is_decimal(line) {
        return true;
    }
    let level = level(line.text);
    let shape = heading_shape(line, level);
    if level == 0 || shape == Shape::Other {
        return false;
    }
    let next = lines.get(at + 1).map_or(0, |line| self::level(line.text));
    let above = at.checked_sub(1).and_then(|above| lines.get(above));
    let item = above.is_some_and(|above| {
        self::level(above.text) == level && heading_shape(above, level) == shape
    });
    let leads = if next == 0 { !item } else { next > level };
    leads && (shape == Shape::Bare || is_custom(lines, at, level))
}

/// What a labelled block looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Short, no full stop: 一、总体要求.
    Bare,
    /// Short, with a full stop: （一）加强领导。
    Stopped,
    /// Running text.
    Other,
}

fn heading_shape(line: &Line<'_>, level: u8) -> Shape {
    let (compact, count) = (line.compact.as_ref(), line.count());
    if count == 0 || count > LONGEST_HEADING {
        return Shape::Other;
    }
    let inner = compact.strip_suffix(['。', '．']).unwrap_or(compact);
    let stopped = inner.len() < compact.len();
    let broken =
        inner.contains(['。', '；', '！']) || inner.ends_with(['：', ':', '，', '、', ';']);
    let brief = level <= 2 && count <= 28 && !inner.contains('，');
    match stopped {
        false if !broken => Shape::Bare,
        true if !broken && brief => Shape::Stopped,
        _ => Shape::Other,
    }
}

/// Whether the document writes headings of this level with a full stop: the nearest sibling does so too.
fn is_custom(lines: &[Line<'_>], at: usize, level: u8) -> bool {
    const FAR: usize = 40;
    let sibling = |line: &&Line<'_>| self::level(line.text) == level;
    let start = at.saturating_sub(FAR);
    let before = lines.get(start..at).unwrap_or_default().iter().rev().find(sibling);
    let after = || lines.iter().skip(at + 1).take(FAR).find(sibling);
    before.or_else(after).is_some_and(|line| heading_shape(line, level) == Shape::Stopped)
}

/// 5.1　粮食储备: the outline of emergency plans and standards.
fn is_decimal(line: &Line<'_>) -> bool {
    let text = line.text.trim_matches(is_blank);
    let numeral = run(text, |c| c.is_ascii_digit() || c == '.');
    let Some((number, name)) = text.split_at_checked(numeral) else { return false };
    let parts = number.split('.').filter(|part| (1..=2).contains(&part.len())).count();
    (2..=4).contains(&parts)
        && parts == number.split('.').count()
        && name.starts_with(is_blank)
        && line.short()
        && line.count() <= 30
        && !line.closed()
}

/// 1. 1、 1． but neither 1.5 nor 2026.3.
fn numbered(after: &str) -> bool {
    let mut chars = after.chars();
    let mark = chars.next();
    matches!(mark, Some('、' | '．'))
        || (mark == Some('.') && !chars.next().is_some_and(|c| c.is_ascii_digit()))
}

fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !of(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Paragraph, ParagraphKind};

    fn check(text: &str, expect: u8) {
        assert_eq!(level(text), expect, "{text}");
    }

    #[test]
    fn labels() {
        check("一、总体要求", 1);
        check("　　二十一、附则", 1);
        check("（三）加强监管", 2);
        check("(十二) 加强监管", 2);
        check("1.专家组", 3);
        check("12．专家组", 3);
        check("３、专家组", 3);
        check("（1）名单", 4);
        check("1.5万亩", 0);
        check("2026年3月", 0);
        check("2026.3.5", 0);
        check("一是加强领导", 0);
        check("一季度", 0);
        check("（此件公开发布）", 0);
        check("", 0);
    }

    fn headings(texts: &[&str]) -> Vec<bool> {
        let paragraph = |text: &&str| Paragraph {
            text: (*text).to_owned(),
            kind: ParagraphKind::Text,
            page: None,
        };
        let paragraphs: Vec<_> = texts.iter().map(paragraph).collect();
        let lines = super::super::line::lines(&paragraphs);
        (0..lines.len()).map(|at| is_heading(&lines, at)).collect()
    }

    #[test]
    fn headings_and_items() {
        assert_eq!(
            headings(&[
                "一、总体要求",
                "全市上下共同努力。",
                "二、保障",
                "（一）加强领导。",
                "专人负责。",
                "（二）落实经费。",
                "列入预算。"
            ]),
            [true, false, true, true, false, true, false]
        );
        assert_eq!(headings(&["1.营业执照", "2.身份证", "3.申请表", "以上材料一份。"]), [false; 4]);
        assert_eq!(
            headings(&["5.1　粮食储备", "1.5　万亩", "2026.3.5　会议"]),
            [true, true, false]
        );
        let long = "各级要落实责任，".repeat(60);
        assert_eq!(headings(&["一、总体要求", &long]), [true, false]);
        assert_eq!(
            headings(&["（一）听取汇报，研究问题。", "（二）领导讲话。", "会议开半天。"]),
            [false; 3]
        );
        assert_eq!(headings(&["一、同意建设该站。", "二、投资三百万元。"]), [false; 2]);
        assert_eq!(
            headings(&["第一章　总则", "第一条　为了规范管理，制定本办法。"]),
            [true, false]
        );
    }
}
