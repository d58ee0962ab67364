#![doc = include_str!("number_format.md")]

use regex_lite::Captures;

use crate::document::{Block, BlockKind, Document, Span, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::pattern::Pattern;
use crate::rules::{Check, Context, Rule};

/// E801: the document's own number is not written as GB/T 9704-2012 has it.
pub static RULE: Rule = Rule {
    code: "E801",
    name: "number-format",
    title: "发文字号格式",
    severity: Severity::Error,
    page: include_str!("number_format.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let Some((span, written)) = own_number(document) else { return };
    let Some((should_be, faults)) = corrected(&written) else { return };
    if faults.is_empty() {
        return;
    }
    let message = format!("发文字号{}，应写作“{should_be}”。", faults.join("、"));
    let finding = ctx.flag(document, span, message);
    finding.detail("should_be", should_be);
    if faults.iter().all(|fault| TYPESETTING.contains(fault)) {
        finding.severity = Severity::Warning;
        finding.confidence = Confidence::Medium;
    }
}

/// Faults that a text copied from a PDF may have and its original not.
const TYPESETTING: [&str; 2] = [SPACED, WIDE];
const SPACED: &str = "中间有空格";
const WIDE: &str = "用了全角数字";

/// A number however badly written: 机关代字, year in some brackets, 第, serial, 号.
static NUMBER: Pattern = Pattern::new(
    &[],
    concat!(
        r"(?P<code>[\p{Han}A-Za-z]{1,14}(?P<gap1>\s*))",
        r"(?P<open>[〔\[［【（(﹝〈<])(?P<gap2>\s*)(?P<year>[0-9０-９]{2,4})(?P<gap3>\s*)年?(?P<close>[〕\]］】）)﹞〉>])",
        r"(?P<gap4>\s*)(?P<ordinal>第?)(?P<gap5>\s*)(?P<serial>[0-9０-９]{1,5})(?P<gap6>\s*)(?P<end>号?)",
    ),
);

/// The document's own number and its place: where the structure found it, else a line of the head that is nothing else.
fn own_number(document: &Document) -> Option<(Span, String)> {
    if let Some(span) = document.places.number {
        return Some((span, document.quote(span)));
    }
    document.blocks.iter().enumerate().find_map(|(index, block)| {
        let found = head_line(block).then(|| NUMBER.find(&block.text)).flatten()?;
        let rest = block.text[found.end()..].trim();
        let alone = block.text[..found.start()].trim().is_empty()
            && (rest.is_empty() || rest.starts_with("签发人"));
        alone.then(|| (document.span(index, found.range()), found.as_str().to_owned()))
    })
}

fn head_line(block: &Block) -> bool {
    block.zone == Zone::Head && matches!(block.kind, BlockKind::Masthead | BlockKind::Other)
}

/// The number as it should be, and what is wrong with it; `None` where it is no number with a year in brackets.
fn corrected(written: &str) -> Option<(String, Vec<&'static str>)> {
    let parts = NUMBER.captures(written.trim())?;
    let (year, serial) = (half_width(&parts["year"]), half_width(&parts["serial"]));
    let full_year = match year.len() {
        4 => year.clone(),
        2 => format!("20{year}"),
        _ => return None,
    };
    let number = serial.trim_start_matches('0');
    let code: String = parts["code"].chars().filter(|c| !c.is_whitespace()).collect();
    if number.is_empty() {
        return None;
    }
    Some((format!("{code}〔{full_year}〕{number}号"), faults(&parts, &serial)))
}

fn faults(parts: &Captures<'_>, serial: &str) -> Vec<&'static str> {
    let empty = |name: &str| parts.name(name).is_none_or(|part| part.is_empty());
    let tortoise = matches!(&parts["open"], "〔" | "﹝") && matches!(&parts["close"], "〕" | "﹞");
    let spaced = (1..=6).any(|gap| !empty(&format!("gap{gap}")));
    let wide = parts["year"].chars().chain(parts["serial"].chars()).any(|c| !c.is_ascii());
    let checks = [
        (!tortoise, "年份没有用六角括号“〔〕”"),
        (parts["year"].chars().count() != 4, "年份没有标全称"),
        (!empty("ordinal"), "多了“第”字"),
        (serial.starts_with('0'), "编了虚位"),
        (empty("end"), "缺“号”字"),
        (spaced, SPACED),
        (wide, WIDE),
    ];
    checks.into_iter().filter_map(|(wrong, fault)| wrong.then_some(fault)).collect()
}

fn half_width(digits: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        _ => c,
    };
    digits.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrects() {
        let check = |written: &str, expect: &str, count: usize| {
            let (should_be, faults) = corrected(written).expect(written);
            assert_eq!((should_be.as_str(), faults.len()), (expect, count), "{written}");
        };
        check("澜政办发〔2026〕9号", "澜政办发〔2026〕9号", 0);
        check("澜政办发﹝2026﹞9号", "澜政办发〔2026〕9号", 0);
        check("澜政办发[2026]9号", "澜政办发〔2026〕9号", 1);
        check("澜政办发（2026）9号", "澜政办发〔2026〕9号", 1);
        check("澜政办发〔2026〕第9号", "澜政办发〔2026〕9号", 1);
        check("澜政办发〔2026〕009号", "澜政办发〔2026〕9号", 1);
        check("澜政办发〔26〕9号", "澜政办发〔2026〕9号", 1);
        check("澜政办发〔2026〕 9 号", "澜政办发〔2026〕9号", 1);
        check("澜政办发〔2026〕9", "澜政办发〔2026〕9号", 1);
        check("澜政办发〔２０２６〕９号", "澜政办发〔2026〕9号", 1);
        check("澜政办发[2026]第 09号", "澜政办发〔2026〕9号", 4);
        assert_eq!(corrected("第12号"), None);
        assert_eq!(corrected("2026年第6号"), None);
    }
}
