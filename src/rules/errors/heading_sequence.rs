#![doc = include_str!("heading_sequence.md")]

use std::ops::Range;

use crate::document::{Block, BlockKind, Document, WarningKind, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// E803: outline numbers that jump, repeat, or stand in the wrong order of levels.
pub static RULE: Rule = Rule {
    code: "E803",
    name: "heading-sequence",
    title: "标题序号",
    severity: Severity::Error,
    page: include_str!("heading_sequence.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    // Where the file lost its automatic numbers, what is left proves nothing.
    let lost = [WarningKind::LostNumbering, WarningKind::Truncated, WarningKind::Damaged];
    if document.warnings.iter().any(|warning| lost.contains(&warning.kind)) {
        return;
    }
    for stretch in stretches(document) {
        let labels = labels(document, stretch);
        for fault in faults(document, &labels) {
            // Without a number it may be a web page that lost lines on its way here.
            let formal = document.elements.number.is_some();
            let span = document.span(fault.label.block, fault.label.bytes.clone());
            let finding = ctx.flag(document, span, fault.message);
            finding.severity = if formal { fault.severity } else { Severity::Warning };
            finding.confidence = fault.confidence;
            finding.detail("should_be", fault.should_be);
        }
    }
}

/// The document's own body, and each document issued inside: each has a sequence of its own.
fn stretches(document: &Document) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (index, block) in document.blocks.iter().enumerate() {
        let issued = document.issued.iter().position(|issued| issued.blocks.contains(&index));
        let key = (block.zone == Zone::Body || block.zone == Zone::Issued)
            .then_some((block.zone == Zone::Issued, issued));
        match (key, stretches.last_mut()) {
            (None, _) => {}
            (Some(_), Some(stretch)) if key == last => stretch.end = index + 1,
            (Some(_), _) => stretches.push(index..index + 1),
        }
        last = key.or(last);
    }
    stretches
}

#[derive(Debug, Clone, PartialEq)]
struct Label {
    block: usize,
    bytes: Range<usize>,
    level: u8,
    value: u32,
    heading: bool,
}

struct Fault<'a> {
    label: &'a Label,
    message: String,
    should_be: String,
    severity: Severity,
    confidence: Confidence,
}

/// Labels at the beginning of blocks; a chapter or an article begins anew, shown by level 0.
fn labels(document: &Document, stretch: Range<usize>) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut open = 0_i32;
    for index in stretch {
        let Some(block) = document.blocks.get(index) else { continue };
        // Within “…” another document's text is quoted.
        if open <= 0 && text_block(block) {
            labels.extend(label(&block.text, index, block.kind == BlockKind::Heading));
        }
        let count = |c: char| i32::try_from(block.text.matches(c).count()).unwrap_or(0);
        open = (open + count('“') - count('”')).max(0);
    }
    labels
}

fn text_block(block: &Block) -> bool {
    matches!(block.zone, Zone::Body | Zone::Issued)
        && matches!(block.kind, BlockKind::Heading | BlockKind::Paragraph)
}

fn label(text: &str, block: usize, heading: bool) -> Option<Label> {
    let body = text.trim_start();
    let lead = text.len() - body.len();
    if begins_anew(body) {
        return Some(Label { block, bytes: lead..lead, level: 0, value: 0, heading });
    }
    let bracketed = body.starts_with(['（', '(']);
    let skip = if bracketed { body.chars().next().map_or(0, char::len_utf8) } else { 0 };
    let inner = body.get(skip..)?;
    let numeral = inner.find(|c: char| !is_numeral(c)).unwrap_or(inner.len());
    let value = number(inner.get(..numeral)?)?;
    let arabic = inner.starts_with(|c: char| c.is_ascii_digit());
    let mut after = inner.get(numeral..)?.chars();
    let (mark, next) = (after.next()?, after.next());
    let level = match (bracketed, arabic) {
        (true, false) if matches!(mark, '）' | ')') => 2,
        (true, true) if matches!(mark, '）' | ')') => 4,
        (false, false) if mark == '、' && !next.is_some_and(is_numeral) => 1,
        (false, true)
            if matches!(mark, '．' | '.' | '、') && !next.is_some_and(|c| c.is_ascii_digit()) =>
        {
            3
        }
        _ => return None,
    };
    let end = lead + skip + numeral + mark.len_utf8();
    Some(Label { block, bytes: lead..end, level, value, heading })
}

/// 第一章, 第三条, 附则: lower levels begin again under it.
fn begins_anew(text: &str) -> bool {
    text.strip_prefix('第').is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| is_numeral(c) || c == '百' || c == '零');
        rest.starts_with(['章', '节', '条', '编', '部', '篇'])
    })
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

/// The value of 十二 or 12, up to 99.
fn number(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok().filter(|value| (1..100).contains(value));
    }
    let digit = |text: &str| match text.chars().collect::<Vec<_>>()[..] {
        [c] => "一二三四五六七八九".chars().position(|known| known == c).map(|at| at as u32 + 1),
        _ => None,
    };
    match text.split_once('十') {
        None => digit(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            let ones = if ones.is_empty() { 0 } else { digit(ones)? };
            Some(tens * 10 + ones)
        }
    }
}

fn faults<'a>(document: &Document, labels: &'a [Label]) -> Vec<Fault<'a>> {
    let mut found = Vec::new();
    // The last label of each level under the present parent, and anywhere before.
    let (mut here, mut ever): ([Option<&Label>; 5], [Option<&Label>; 5]) = ([None; 5], [None; 5]);
    // Numbers at which a list was left for another that began at 1 (a box or a quotation), to be taken up later.
    let mut left: [Vec<u32>; 5] = Default::default();
    for (at, label) in labels.iter().enumerate() {
        let level = usize::from(label.level);
        if let Some(fault) = inverted(labels, at) {
            found.push(fault);
        } else if level > 0
            && !left[level].contains(&label.value.saturating_sub(1))
            && let Some(fault) = judge(document, label, here[level], ever[level])
        {
            found.push(fault);
        }
        if label.value == 1 {
            left[level].extend(here[level].map(|last| last.value));
        }
        here[level] = Some(label);
        ever[level] = Some(label);
        left.iter_mut().skip(level + 1).for_each(Vec::clear);
        here.iter_mut().skip(level + 1).for_each(|lower| *lower = None);
        if level == 0 {
            (here, ever) = ([None; 5], [None; 5]);
        }
    }
    found
}

/// Judges a label by the one before it.
fn judge<'a>(
    document: &Document,
    label: &'a Label,
    here: Option<&Label>,
    ever: Option<&Label>,
) -> Option<Fault<'a>> {
    let value = label.value;
    let follows = |last: Option<&Label>| last.is_some_and(|last| last.value + 1 == value);
    if value == 1 || follows(here) || follows(ever) {
        return None;
    }
    // A first item that is not 1 may continue a list written into running text or a table.
    let last = here?;
    let (level, heading) = (label.level, label.heading && last.heading);
    let certain = heading && level <= 2;
    let severity = if certain { Severity::Error } else { Severity::Warning };
    let confidence = if certain { Confidence::High } else { Confidence::Medium };
    let should_be = written(level, last.value + 1);
    let shown = written(level, value);
    let message = if value > last.value {
        let missing = last.value + 1..value;
        if missing.clone().any(|value| stands_between(document, last, label, value)) {
            return None;
        }
        format!(
            "序号“{}”之后是“{shown}”，中间跳号，应为“{should_be}”。",
            written(level, last.value)
        )
    } else if value == last.value {
        format!("序号“{shown}”重复，应为“{should_be}”。")
    } else if value + 1 == last.value || value > 2 {
        format!(
            "序号“{}”之后又是“{shown}”，次序颠倒，应为“{should_be}”。",
            written(level, last.value)
        )
    } else {
        return None;
    };
    Some(Fault { label, message, should_be, severity, confidence })
}

/// The missing number is written into a line between, in whatever form.
fn stands_between(document: &Document, last: &Label, label: &Label, value: u32) -> bool {
    let chinese = chinese(value);
    let forms = [
        format!("{chinese}、"),
        format!("{chinese}．"),
        format!("{chinese}."),
        format!("（{chinese}）"),
        format!("({chinese})"),
        format!("{chinese}）"),
        format!("{value}."),
        format!("{value}．"),
        format!("{value}、"),
        format!("（{value}）"),
        format!("({value})"),
        format!("{chinese}是"),
    ];
    document
        .blocks
        .iter()
        .take(label.block)
        .skip(last.block)
        .any(|block| forms.iter().any(|form| block.text.contains(form.as_str())))
}

/// 1. （一）（二） 2. （一）: the deeper sign leads, the shallower stands under it.
fn inverted(labels: &[Label], at: usize) -> Option<Fault<'_>> {
    let label = labels.get(at)?;
    let parent = at.checked_sub(1).and_then(|above| labels.get(above))?;
    let under = label.level > 0 && label.level < parent.level && label.value == 1;
    if !under || parent.value < 2 {
        return None;
    }
    let before = labels.get(..at - 1)?;
    let run = before.iter().rev().take_while(|one| one.level == label.level).count();
    let top = before.len().checked_sub(run + 1).and_then(|top| before.get(top))?;
    let counted = before.iter().skip(before.len() - run).zip(1..).all(|(one, n)| one.value == n);
    let siblings = top.level == parent.level && top.value + 1 == parent.value;
    if run == 0 || !counted || !siblings {
        return None;
    }
    let (upper, lower) = (written(parent.level, parent.value), written(label.level, 1));
    Some(Fault {
        label,
        message: format!(
            "层次用反：“{upper}”的下面用了“{lower}”，依次应为“一、”“（一）”“1.”“（1）”。"
        ),
        should_be: written(parent.level + u8::from(parent.level < 4), 1),
        severity: Severity::Warning,
        confidence: Confidence::High,
    })
}

fn written(level: u8, value: u32) -> String {
    match level {
        1 => format!("{}、", chinese(value)),
        2 => format!("（{}）", chinese(value)),
        3 => format!("{value}."),
        _ => format!("（{value}）"),
    }
}

fn chinese(value: u32) -> String {
    let digit = |n: u32| "一二三四五六七八九".chars().nth(n.saturating_sub(1) as usize);
    let (tens, ones) = (value / 10, value % 10);
    let mut out = String::new();
    if tens > 1 {
        out.extend(digit(tens));
    }
    if tens > 0 {
        out.push('十');
    }
    if ones > 0 {
        out.extend(digit(ones));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_labels() {
        let check = |text: &str, expect: Option<(u8, u32)>| {
            let got = label(text, 0, false).map(|label| (label.level, label.value));
            assert_eq!(got, expect, "{text}");
        };
        check("一、总体要求", Some((1, 1)));
        check("（十二）加强监管", Some((2, 12)));
        check("3.专家组", Some((3, 3)));
        check("（1）名单", Some((4, 1)));
        check("第三条　供水单位", Some((0, 0)));
        check("一、二级响应", None);
        check("2026.3.5", None);
        check("一是加强领导", None);
        check("2026年", None);
    }

    #[test]
    fn writes_numbers() {
        for value in 1..100 {
            assert_eq!(number(&chinese(value)), Some(value));
        }
    }
}
