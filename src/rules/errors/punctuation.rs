#![doc = include_str!("punctuation.md")]

use std::ops::Range;

use crate::document::{Block, BlockKind, Document, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// E807: punctuation that is doubled, needless, half-width or unpaired.
pub static RULE: Rule = Rule {
    code: "E807",
    name: "punctuation",
    title: "标点符号",
    severity: Severity::Error,
    page: include_str!("punctuation.md"),
    check: Check::Document(run),
};

/// Places of one habit shown in one document.
const SHOWN: usize = 3;

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let mut faults: Vec<(usize, Fault)> = Vec::new();
    for (index, block) in document.blocks.iter().enumerate().filter(|(_, block)| read(block)) {
        let chars: Vec<char> = block.text.chars().collect();
        let found = [doubled(&chars), listed(&chars), half_width(&chars)].concat();
        faults.extend(found.into_iter().map(|fault| (index, fault)));
        if block.kind != BlockKind::Table {
            let next = following(document, index);
            faults.extend(unpaired(&chars, next).into_iter().map(|fault| (index, fault)));
        }
    }
    faults.extend(quotes(document));
    faults.sort_by_key(|(block, fault)| (*block, fault.range.start));
    report(ctx, document, faults);
}

fn report(ctx: &mut Context<'_>, document: &Document, faults: Vec<(usize, Fault)>) {
    let mut seen = [0_usize; 6];
    let mut total = [0_usize; 6];
    for (_, fault) in &faults {
        total[fault.habit as usize] += 1;
    }
    for (block, fault) in faults {
        let habit = fault.habit as usize;
        seen[habit] += 1;
        let limited = fault.habit != Habit::Doubled;
        if limited && seen[habit] > SHOWN {
            continue;
        }
        let more = if limited && seen[habit] == SHOWN { total[habit] - SHOWN } else { 0 };
        let also =
            if more > 0 { format!("（另有{more}处相同情形）") } else { String::new() };
        let span = crate::document::Span { block, start: fault.range.start, end: fault.range.end };
        let finding = ctx.flag(document, span, format!("{}{also}。", fault.message));
        (finding.severity, finding.confidence) = fault.habit.weight();
        finding.detail("should_be", fault.should_be);
        if more > 0 {
            finding.detail("more", more);
        }
    }
}

fn read(block: &Block) -> bool {
    matches!(block.zone, Zone::Body | Zone::Issued | Zone::Annex)
        && matches!(block.kind, BlockKind::Heading | BlockKind::Paragraph | BlockKind::Table)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    Doubled,
    Listed,
    Quotes,
    Half,
    Unpaired,
    Title,
}

impl Habit {
    fn weight(self) -> (Severity, Confidence) {
        match self {
            Self::Doubled | Self::Title => (Severity::Error, Confidence::High),
            // Usual in documents of every level until today: shown, never counted.
            Self::Quotes => (Severity::Info, Confidence::High),
            Self::Listed | Self::Half => (Severity::Warning, Confidence::High),
            Self::Unpaired => (Severity::Warning, Confidence::Medium),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    habit: Habit,
    range: Range<usize>,
    message: String,
    should_be: String,
}

fn words(chars: &[char], range: Range<usize>) -> String {
    chars.get(range).unwrap_or_default().iter().collect()
}

/// ，， 。。 、。 with the words before them, so that the place can be found.
fn doubled(chars: &[char]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let mark = |c: &&char| matches!(**c, '，' | '。' | '、' | '；' | '：');
        let run = chars.get(at..).unwrap_or_default().iter().take_while(mark).count();
        // 。。。 stands for an ellipsis, ：、 for a list left empty in a form.
        let empty = matches!(chars.get(at..at + 2), Some(['：', '、' | '：']));
        if run == 2 && at > 0 && !empty {
            let marks = words(chars, at..at + run);
            let from = (at - 2.min(at)..at).find(|&from| {
                chars.get(from..at).is_some_and(|words| words.iter().all(|c| han(*c)))
            });
            let from = from.unwrap_or(at);
            let keep = strongest(&marks);
            faults.push(Fault {
                habit: Habit::Doubled,
                range: from..at + run,
                message: format!("标点“{marks}”叠用，应为“{keep}”"),
                should_be: format!("{}{keep}", words(chars, from..at)),
            });
        }
        at += run.max(1);
    }
    faults
}

fn strongest(marks: &str) -> char {
    ['。', '；', '：', '，', '、'].into_iter().find(|mark| marks.contains(*mark)).unwrap_or('，')
}

/// 《甲》、《乙》 and “甲”、“乙”: the whole row is one finding.
fn listed(chars: &[char]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for (at, window) in chars.windows(3).enumerate() {
        let [close, '、', open] = *window else { continue };
        let (left, right) = match (close, open) {
            ('》', '《') => ('《', '》'),
            ('”', '“') => ('“', '”'),
            _ => continue,
        };
        let Some(end) = matching(chars, at + 2, left, right) else { continue };
        if let Some(last) = faults.last_mut().filter(|last| last.range.end == at + 1) {
            last.range.end = end;
            continue;
        }
        let Some(start) = chars.get(..at).and_then(|c| c.iter().rposition(|c| *c == left)) else {
            continue;
        };
        let (name, habit) =
            if left == '《' { ("书名号", Habit::Listed) } else { ("引号", Habit::Quotes) };
        faults.push(Fault {
            habit,
            range: start..end,
            message: format!("并列的{name}之间通常不用顿号"),
            should_be: String::new(),
        });
    }
    for fault in &mut faults {
        let text = words(chars, fault.range.clone());
        fault.should_be = text.replace("》、《", "》《").replace("”、“", "”“");
    }
    faults
}

/// One past the sign that closes the one at `open`.
fn matching(chars: &[char], open: usize, left: char, right: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in chars.iter().enumerate().skip(open) {
        if *c == left {
            depth += 1;
        } else if *c == right {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

/// Half-width marks with Chinese on both sides; brackets only where what they hold is Chinese.
fn half_width(chars: &[char]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        let Some(full) = full_width(c) else { continue };
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied().unwrap_or(' ');
        let after = chars.get(at + 1).copied().unwrap_or(' ');
        let range = match c {
            '(' => match matching(chars, at, '(', ')') {
                Some(end) if plain(chars, at + 1..end - 1) && text(before) => at..end,
                _ => continue,
            },
            _ if text(before) && text(after) => at..at + 1,
            _ => continue,
        };
        let shown = words(chars, range.clone());
        let should_be = if c == '(' {
            format!("（{}）", words(chars, range.start + 1..range.end - 1))
        } else {
            full.to_string()
        };
        let message = format!("汉字之间用了半角“{shown}”，应为“{should_be}”");
        faults.push(Fault { habit: Habit::Half, range, message, should_be });
    }
    faults
}

fn full_width(c: char) -> Option<char> {
    Some(match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        _ => return None,
    })
}

/// Chinese words and nothing else; （一） in half-width brackets is a label of old typewriters and let pass.
fn plain(chars: &[char], range: Range<usize>) -> bool {
    let inner = chars.get(range).unwrap_or_default();
    inner.len() > 1
        && inner.iter().all(|c| han(*c) || "，。、；：“”《》".contains(*c))
        && !inner.iter().all(|c| "一二三四五六七八九十".contains(*c))
}

fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn text(c: char) -> bool {
    han(c) || matches!(c, '”' | '》' | '“' | '《')
}

/// The text of the next block of running text: a line broken by its file may close there.
fn following(document: &Document, index: usize) -> &str {
    let next = document.blocks.get(index + 1).filter(|block| read(block));
    next.map_or("", |block| block.text.as_str())
}

/// 《》 and （） that lack their other half within the paragraph.
fn unpaired(chars: &[char], next: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (open, close) in [('《', '》'), ('（', '）')] {
        let mut stack: Vec<usize> = Vec::new();
        for (at, &c) in chars.iter().enumerate() {
            let c = match c {
                '(' => '（',
                ')' => '）',
                other => other,
            };
            if c == open {
                stack.push(at);
            } else if c == close && stack.pop().is_none() && !list_mark(chars, at) {
                faults.push(lonely(chars, at, open, true));
            }
        }
        // A paragraph that does not end was cut by its file; the other half may stand on the next line.
        let cut = !chars
            .iter()
            .rev()
            .find(|c| !c.is_whitespace())
            .is_some_and(|c| matches!(c, '。' | '；' | '：' | '！' | '？' | '”'));
        let closes_next =
            next.find(close).is_some_and(|at| next.find(open).is_none_or(|opens| at < opens));
        if !(cut || closes_next) {
            faults.extend(stack.into_iter().map(|at| lonely(chars, at, close, false)));
        }
    }
    faults.retain(|fault| !begins_cut(chars, fault));
    faults
}

/// A closing sign near the beginning of a line whose opening stands on the line above.
fn begins_cut(chars: &[char], fault: &Fault) -> bool {
    let closing = chars.get(fault.range.start).is_some_and(|c| matches!(c, '》' | '）' | ')'));
    closing && fault.range.start < 40
}

/// 1） a） 一） ①）: a list mark, not a closing bracket.
fn list_mark(chars: &[char], at: usize) -> bool {
    let before = chars.get(..at).unwrap_or_default();
    let mark = |c: &char| {
        c.is_ascii_alphanumeric() || "一二三四五六七八九十０１２３４５６７８９".contains(*c)
    };
    let run = before.iter().rev().take_while(|c| mark(c)).count();
    (1..=3).contains(&run)
}

fn lonely(chars: &[char], at: usize, missing: char, before: bool) -> Fault {
    let sign = chars.get(at).copied().unwrap_or(' ');
    let habit = if matches!(sign, '《' | '》') { Habit::Title } else { Habit::Unpaired };
    let side = if before { "前" } else { "后" };
    Fault {
        habit,
        range: at..at + 1,
        message: format!("“{sign}”不成对，缺{side}一半“{missing}”"),
        should_be: if before {
            format!("{missing}……{sign}")
        } else {
            format!("{sign}……{missing}")
        },
    }
}

/// “” over the whole text: a quotation may run over paragraphs, each of which may begin with “ again.
fn quotes(document: &Document) -> Vec<(usize, Fault)> {
    let mut faults = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (index, block) in document.blocks.iter().enumerate().filter(|(_, block)| read(block)) {
        let chars: Vec<char> = block.text.chars().collect();
        for (at, &c) in chars.iter().enumerate() {
            match (c, open) {
                ('“', Some((block, from))) if block == index => {
                    faults.push((index, lonely(&chars, from, '”', false)));
                    open = Some((index, at));
                }
                ('“', _) => open = Some((index, at)),
                // A quotation closed by the typewriter's sign is closed, but not as it should be.
                ('"', Some((block, _))) if block == index => {
                    faults.push((index, straight(at)));
                    open = None;
                }
                ('”', None) => faults.push((index, lonely(&chars, at, '“', true))),
                ('”', Some(_)) => open = None,
                _ => {}
            }
        }
    }
    faults
}

fn straight(at: usize) -> Fault {
    let message = "后引号用了半角，应为“””".to_owned();
    Fault { habit: Habit::Half, range: at..at + 1, message, should_be: "”".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let chars: Vec<char> = text.chars().collect();
        let faults =
            [doubled(&chars), listed(&chars), half_width(&chars), unpaired(&chars, "")].concat();
        let got: Vec<String> =
            faults.iter().map(|fault| words(&chars, fault.range.clone())).collect();
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn finds_faults() {
        check("不得挪用。。", &["挪用。。"]);
        check("转发给你们，，请遵照。", &["你们，，"]);
        check("等等。。。", &[]);
        check("《甲》、《乙》、《丙》", &["《甲》、《乙》、《丙》"]);
        check("《甲》（试行）、《乙》", &[]);
        check("“甲”、“乙”", &["“甲”、“乙”"]);
        check("核对,登记(含电话)", &[",", "(含电话)"]);
        check("8:30,9:30;A,B(1)", &[]);
        check("按照《办法的规定。", &["《"]);
        check("1）公布菜价；", &[]);
        check("一致（含电话。", &["（"]);
    }
}
