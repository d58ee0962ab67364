#![doc = include_str!("personal_data.md")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::{Block, BlockKind, Document, Span};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::privacy::{self, Kind, Number};
use crate::rules::{Check, Context, Rule};

/// D902: personal numbers in a document, shown masked.
pub static RULE: Rule = Rule {
    code: "D902",
    name: "personal-data",
    title: "个人信息",
    severity: Severity::Warning,
    page: include_str!("personal_data.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let found: Vec<Vec<Number>> =
        document.blocks.iter().map(|block| privacy::find(&block.text)).collect();
    // One finding a value: the same number at a second place only raises the count.
    let mut seen: BTreeMap<(Kind, &str), usize> = BTreeMap::new();
    let mut values: Vec<Value> = Vec::new();
    for (index, numbers) in found.iter().enumerate() {
        for number in numbers {
            let Some(confidence) = personal(document, &found, index, number) else { continue };
            let key = (number.kind, number.digits.as_str());
            if let Some(known) = seen.get(&key).and_then(|&at| values.get_mut(at)) {
                known.times += 1;
                continue;
            }
            seen.insert(key, values.len());
            let span = document.span(index, number.bytes.clone());
            values.push(Value { kind: number.kind, span, confidence, times: 1 });
        }
    }
    for value in values {
        report(ctx, document, &value);
    }
}

/// One number, its first place, and how often it stands in the document.
struct Value {
    kind: Kind,
    span: Span,
    confidence: Confidence,
    times: usize,
}

fn report(ctx: &mut Context<'_>, document: &Document, value: &Value) {
    let name = value.kind.name();
    let masked = privacy::mask_as(&document.quote(value.span), value.kind);
    let message = format!("文中有{name}“{masked}”，印发或者公开前应当删除或者遮盖。");
    let finding = ctx.flag(document, value.span, message);
    finding.text.clone_from(&masked);
    finding.confidence = value.confidence;
    if value.confidence == Confidence::Low {
        finding.severity = Severity::Info;
    }
    finding.detail("masked", masked).detail("kind", name).detail("times", value.times);
}

/// How sure it is that a number is a private person's; `None` where it is none.
fn personal(
    document: &Document,
    found: &[Vec<Number>],
    index: usize,
    number: &Number,
) -> Option<Confidence> {
    let block = document.blocks.get(index)?;
    let before = block.text.get(..number.bytes.start).unwrap_or_default();
    let lead = lead(&document.blocks, found, index);
    let says = |words: &[String]| {
        words.iter().any(|word| block.text.contains(word.as_str()) || lead.contains(word.as_str()))
    };
    match number.kind {
        Kind::Identity if number.proved => Some(Confidence::High),
        Kind::Identity if before.contains("身份证") || lead.contains("身份证") => {
            Some(Confidence::Medium)
        }
        Kind::Identity => (!says(&CUES.corporate)).then_some(Confidence::Low),
        Kind::Mobile => mobile(before, &lead),
        // 账号 alone may be an organ's; a proved number that begins with 62 beside a person's is that person's card.
        Kind::Card => {
            let beside = found.get(index).is_some_and(|row| {
                row.iter().any(|other| matches!(other.kind, Kind::Identity | Kind::Mobile))
            });
            let union =
                block.text.get(number.bytes.clone()).is_some_and(|text| text.starts_with("62"));
            let account =
                ["账号", "帐号", "账户", "帐户"].iter().any(|word| block.text.contains(word));
            let told = says(&CUES.card) || (account && union && beside);
            (told && !says(&CUES.corporate)).then_some(Confidence::Medium)
        }
    }
}

/// A mobile phone is private unless it is published as the office's own contact.
fn mobile(before: &str, lead: &str) -> Option<Confidence> {
    let any = |words: &[String], text: &str| words.iter().any(|word| text.contains(word.as_str()));
    // 举报人张某（手机…） is a private person; 举报 alone gives the office's line.
    let before = before.replace("举报人", "").replace("投诉人", "");
    if any(&CUES.roster, lead) && !lead.contains("联系人") {
        return Some(Confidence::High);
    }
    // A long paragraph above is no heading of contacts, unless it leads over to what follows.
    let heads = lead.chars().count() <= 40 || lead.ends_with(['：', ':']);
    let official = any(&CUES.official, &before) || (heads && any(&CUES.official, lead));
    (!official).then_some(Confidence::Medium)
}

/// How many rows back the head of a list is looked for.
const LONGEST_LIST: usize = 400;

/// The words that introduce a row or item: the nearest lines above that are no rows of numbers themselves.
fn lead(blocks: &[Block], found: &[Vec<Number>], index: usize) -> String {
    let first = index.saturating_sub(LONGEST_LIST);
    if let Some(head) = column(blocks, found, first..index, index) {
        return head;
    }
    let row = |at: &usize| {
        let text = blocks[*at].text.trim();
        !found[*at].is_empty() || (dialled(text) && !cued(text)) || label(text)
    };
    let Some(above) = (first..index).rev().find(|at| !row(at)) else { return String::new() };
    // A table row above may be one without a number: go on to the table's first row.
    let table = |at: usize| blocks[at].kind == BlockKind::Table;
    let head = if table(above) && table(index) {
        (first..=above).rev().take_while(|&at| table(at)).last().unwrap_or(above)
    } else {
        above
    };
    let caption = head.checked_sub(1).map_or("", |at| blocks[at].text.as_str());
    let short = |text: &str| text.chars().count() <= 60;
    let mut lead = blocks[head].text.clone();
    if short(&lead) && short(caption) {
        lead.push('\n');
        lead.push_str(caption);
    }
    lead
}

/// Where a table was written out cell by cell, a line that is a number and nothing else: the nearest column head above.
fn column(
    blocks: &[Block],
    found: &[Vec<Number>],
    above: std::ops::Range<usize>,
    index: usize,
) -> Option<String> {
    let text = blocks[index].text.trim();
    let [number] = found[index].as_slice() else { return None };
    if number.bytes.len() < text.len() {
        return None;
    }
    let head = |text: &str| text.chars().count() <= 12 && cued(text);
    above.rev().map(|at| blocks[at].text.trim()).find(|text| head(text)).map(str::to_owned)
}

fn cued(text: &str) -> bool {
    CUES.official.iter().chain(&CUES.roster).any(|word| text.contains(word.as_str()))
}

/// A line with an office telephone in it.
fn dialled(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|run| (7..=8).contains(&run.len()))
}

/// A short line that only names the group of the next: 技术支持单位：.
fn label(text: &str) -> bool {
    text.chars().count() <= 12 && text.ends_with(['：', ':']) && !cued(text)
}

#[derive(Default, Deserialize)]
struct Cues {
    official: Vec<String>,
    roster: Vec<String>,
    card: Vec<String>,
    corporate: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/personal-numbers.toml")).unwrap_or_default()
});
