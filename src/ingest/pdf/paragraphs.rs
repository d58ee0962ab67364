//! From lines to paragraphs: an indent, a short line before, a change of size or a wide gap begins a new one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::layout::{Block, Line, Sheet};
use super::rows::is_wide;
use crate::document::{Paragraph, ParagraphKind};

/// A line begins a paragraph when it starts this many ems right of the margin.
const INDENT: f32 = 1.4;
/// A line ends its paragraph when it stops this many ems short of the margin.
const SHORT: f32 = 2.2;
/// Sizes differ when they differ by this share.
const SIZE: f32 = 0.08;
/// A gap this many times the usual one parts paragraphs.
const GAP: f32 = 1.45;

/// Lines of which one alone may show where the margin is: about two pages of GB/T 9704.
const FEW: usize = 40;

/// Outline numbers that begin a line of their own: 一、 （一） 第三条 附件.
static MARKER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十百零〇]+[条章节]|附件)").ok()
});

/// Joins the lines of all pages into paragraphs.
pub(super) fn assemble(sheets: &[Sheet]) -> Vec<Paragraph> {
    let body = body_size(sheets);
    let common = Common::new(sheets, body);
    let mut joined: Vec<Paragraph> = Vec::new();
    let mut last: Option<(&Line, Margins)> = None;
    for block in sheets.iter().flat_map(|sheet| &sheet.blocks) {
        let margins = common.of(block, body);
        for line in &block.lines {
            let goes_on = last.as_ref().is_some_and(|last| continues(last, (line, &margins), body));
            match joined.last_mut() {
                Some(paragraph) if goes_on => join(&mut paragraph.text, &line.text),
                _ => joined.push(begin(line)),
            }
            last = Some((line, margins));
        }
    }
    joined
}

fn begin(line: &Line) -> Paragraph {
    let kind = if line.table { ParagraphKind::Table } else { ParagraphKind::Text };
    Paragraph { text: line.text.clone(), kind, page: Some(line.page) }
}

/// Adds a line to a text: without a space between ideographs, with one between words.
pub(super) fn join(text: &mut String, next: &str) {
    let (before, after) = (text.chars().next_back(), next.chars().next());
    let (Some(before), Some(after)) = (before, after) else {
        text.push_str(next);
        return;
    };
    let hyphened = before == '-' && after.is_ascii_lowercase();
    if hyphened {
        text.pop();
    } else if !is_wide(before) && !is_wide(after) && !before.is_whitespace() {
        let number =
            before.is_ascii_digit() && (after.is_ascii_digit() || after == '.' || after == '%');
        if !number {
            text.push(' ');
        }
    }
    text.push_str(next);
}

/// The edges of a block's text and the distance of its lines.
#[derive(Debug, Clone, Copy)]
struct Margins {
    left: f32,
    right: f32,
    pitch: f32,
}

/// Margins of the whole file, for blocks too short to show their own; books mirror them on even pages.
#[derive(Debug)]
struct Common {
    odd: Option<(f32, f32)>,
    even: Option<(f32, f32)>,
}

impl Common {
    fn new(sheets: &[Sheet], body: f32) -> Self {
        let side = |parity: u32| {
            let blocks = sheets.iter().flat_map(|sheet| &sheet.blocks).filter(|b| !b.column);
            let lines =
                blocks.flat_map(|block| &block.lines).filter(|line| line.page % 2 == parity);
            edges(lines, body)
        };
        Self { odd: side(1), even: side(0) }
    }

    fn of(&self, block: &Block, body: f32) -> Margins {
        let odd = block.lines.first().is_some_and(|line| line.page % 2 == 1);
        let common = if odd { self.odd.or(self.even) } else { self.even.or(self.odd) };
        let pitch = pitch(&block.lines);
        let own = edges(block.lines.iter(), body);
        let (left, right) = match (own, common) {
            (Some(own), _) if block.column => own,
            (Some(own), Some(common)) => {
                let near = |a: f32, b: f32| (a - b).abs() < 1.2 * body;
                let many = block.lines.len() >= 6;
                (
                    if many && near(own.0, common.0) { own.0 } else { common.0 },
                    if many && near(own.1, common.1) { own.1 } else { common.1 },
                )
            }
            (Some(edges), None) | (None, Some(edges)) => edges,
            (None, None) => extent(&block.lines),
        };
        Margins { left, right, pitch }
    }
}

fn extent(lines: &[Line]) -> (f32, f32) {
    lines.iter().fold((f32::MAX, f32::MIN), |all, line| (all.0.min(line.x0), all.1.max(line.x1)))
}

/// The outermost places where several lines of body size start and end.
fn edges<'l>(lines: impl Iterator<Item = &'l Line>, body: f32) -> Option<(f32, f32)> {
    let lines: Vec<&Line> =
        lines.filter(|line| !line.table && same_size(line.size, body)).collect();
    let mut starts: Vec<f32> = lines.iter().map(|line| line.x0).collect();
    let mut ends: Vec<f32> = lines.iter().map(|line| -line.x1).collect();
    let left = outermost(&mut starts, body)?;
    let right = -outermost(&mut ends, body)?;
    Some((left, right))
}

/// The least value, in more than a few lines the least that a tenth of them share within half an em: a short paper may
/// have a single full line.
fn outermost(values: &mut [f32], em: f32) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    let need = if values.len() > FEW { values.len() / 10 } else { 1 };
    let mut from = 0;
    for (at, value) in values.iter().enumerate() {
        while values.get(from).is_some_and(|first| value - first > em * 0.5) {
            from += 1;
        }
        if at + 1 - from >= need {
            return values.get(from).copied();
        }
    }
    values.first().copied()
}

/// The middle distance between baselines.
fn pitch(lines: &[Line]) -> f32 {
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let mut steps: Vec<f32> = pairs.map(|(a, b)| b.y - a.y).filter(|step| *step > 1.0).collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().filter(|_| steps.len() >= 3).unwrap_or(f32::MAX)
}

/// The size most characters of the file have.
fn body_size(sheets: &[Sheet]) -> f32 {
    let mut weight: BTreeMap<u32, usize> = BTreeMap::new();
    for line in sheets.iter().flat_map(|s| &s.blocks).flat_map(|block| &block.lines) {
        if !line.table {
            *weight.entry((line.size * 2.0).round() as u32).or_default() += line.text.len();
        }
    }
    let most = weight.iter().max_by_key(|(size, weight)| (**weight, **size));
    most.map_or(12.0, |(size, _)| *size as f32 / 2.0)
}

fn same_size(one: f32, other: f32) -> bool {
    (one - other).abs() <= SIZE * one.max(other)
}

/// Whether a line goes on with the paragraph of the line before.
fn continues(before: &(&Line, Margins), now: (&Line, &Margins), body: f32) -> bool {
    let (prev, prev_margins) = (before.0, &before.1);
    let (line, margins) = now;
    if prev.table || line.table || !same_size(prev.size, line.size) {
        return false;
    }
    let same_page = prev.page == line.page && line.y > prev.y;
    let gap = line.y - prev.y;
    if same_page && (gap > GAP * margins.pitch || gap > 3.2 * line.size) {
        return false;
    }
    let em = line.size;
    let short = prev.x1 < prev_margins.right - SHORT * em;
    if short {
        return false;
    }
    let sentence_ended = prev.text.ends_with(['。', '；', '：', '！', '？']);
    let marked = MARKER.as_ref().is_some_and(|marker| marker.is_match(&line.text));
    if (marked && sentence_ended) || is_next_item(prev, line) {
        return false;
    }
    let indent = line.x0 - margins.left;
    if indent < INDENT * em {
        return true;
    }
    let prev_indent = prev.x0 - prev_margins.left;
    let hanging = prev_indent >= 2.8 * em && (prev_indent - indent).abs() < 0.3 * em;
    hanging || is_wrapped_title(prev, prev_margins, (line, margins), body)
}

/// Whether a line begins the next item of a list 1、 2、, the one before it having come to an end.
fn is_next_item(prev: &Line, line: &Line) -> bool {
    let digits = line.text.bytes().take_while(u8::is_ascii_digit).count();
    let item = (1..=2).contains(&digits)
        && line.text.get(digits..).is_some_and(|rest| rest.starts_with(['、', '．']));
    item && prev.text.ends_with(['。', '；', '：', '！', '？', '》'])
}

/// A centred title broken by the margin, not by its author: the first line fills the measure.
fn is_wrapped_title(
    prev: &Line,
    prev_margins: &Margins,
    now: (&Line, &Margins),
    body: f32,
) -> bool {
    let (line, margins) = now;
    let em = line.size;
    let centre =
        |line: &Line, margins: &Margins| (line.x0 - margins.left) - (margins.right - line.x1);
    em > body * 1.1
        && prev.x0 - prev_margins.left < 1.2 * em
        && prev_margins.right - prev.x1 < 1.2 * em
        && centre(line, margins).abs() < em
        && prev.page == line.page
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as `(indent in ems, length in ems, text)` in a measure of 28 ems.
    fn check(lines: &[(f32, f32, &str)], expect: &[&str]) {
        let line = |(at, (indent, length, text)): (usize, &(f32, f32, &str))| Line {
            text: (*text).to_owned(),
            x0: 50.0 + indent * 10.0,
            x1: 50.0 + (indent + length) * 10.0,
            y: 100.0 + at as f32 * 18.0,
            size: 10.0,
            page: 1,
            table: false,
        };
        let lines = lines.iter().enumerate().map(line).collect();
        let sheets = [Sheet { height: 800.0, blocks: vec![Block { lines, column: false }] }];
        let texts: Vec<String> = assemble(&sheets).into_iter().map(|p| p.text).collect();
        assert_eq!(texts, expect);
    }

    #[test]
    fn indents_and_short_lines_part_paragraphs() {
        check(
            &[
                (2.0, 26.0, "各乡镇要按照"),
                (0.0, 28.0, "统一部署抓好"),
                (0.0, 9.0, "落实。"),
                (2.0, 26.0, "县直各部门要"),
                (0.0, 28.0, "密切配合，"),
                (0.0, 28.0, "（一）不算新段"),
                (0.0, 28.0, "完成任务。"),
                (0.0, 28.0, "二、工作要求"),
            ],
            &[
                "各乡镇要按照统一部署抓好落实。",
                "县直各部门要密切配合，（一）不算新段完成任务。",
                "二、工作要求",
            ],
        );
    }

    #[test]
    fn a_single_full_line_shows_the_margin() {
        check(
            &[
                (0.0, 7.0, "澜溪市水利局"),
                (0.0, 9.0, "关于清淤的通知"),
                (0.0, 10.0, "各县（区）水利局："),
                (0.0, 28.0, "请于四月底前完成主要"),
                (0.0, 6.0, "河道清淤。"),
                (0.0, 10.0, "二〇二六年三月一日"),
            ],
            &[
                "澜溪市水利局",
                "关于清淤的通知",
                "各县（区）水利局：",
                "请于四月底前完成主要河道清淤。",
                "二〇二六年三月一日",
            ],
        );
    }

    #[test]
    fn items_of_a_list_stand_apart() {
        check(
            &[
                (0.0, 28.0, "1、会议时间见《通知》"),
                (0.0, 27.0, "2、各单位于3月5日前、"),
                (0.0, 28.0, "12、15日后分别报送。"),
                (0.0, 20.0, "3、其他事项。"),
            ],
            &[
                "1、会议时间见《通知》",
                "2、各单位于3月5日前、12、15日后分别报送。",
                "3、其他事项。",
            ],
        );
    }

    #[test]
    fn lines_are_joined_by_script() {
        let check = |before: &str, next: &str, expect: &str| {
            let mut text = before.to_owned();
            join(&mut text, next);
            assert_eq!(text, expect);
        };
        check("青禾", "县", "青禾县");
        check("water", "supply", "water supply");
        check("infor-", "mation", "information");
        check("20", "24年", "2024年");
        check("共3", "个", "共3个");
    }
}
