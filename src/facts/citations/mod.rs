//! Documents a document cites: 《title》（number）, and in which role.

mod numbers;
mod titles;

use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use self::titles::{Titled, titles};
use super::Quote;
use crate::document::{Document, Span, Zone};

pub use numbers::{normal, numbers, suffixes};

/// One document cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Where, and the words.
    pub quote: Quote,
    /// Title without 《》, where given.
    pub title: Option<String>,
    /// 发文字号 as written, where given.
    pub number: Option<String>,
    /// What the citing document does with it.
    pub role: Role,
}

/// What the citing document does with the cited one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It carries it out: 根据 / 为贯彻落实 / 按照 … 要求.
    Basis,
    /// It passes it on: 转发.
    Forwards,
    /// It issues it: 印发.
    Issues,
    /// It ends it: 废止.
    Repeals,
    /// It only names it.
    Mentions,
}

#[derive(Deserialize, Default)]
struct Cues {
    basis: Vec<String>,
    requires: Vec<String>,
    forwards: Vec<String>,
    issues: Vec<String>,
    repeals: Vec<String>,
    lead_ins: Vec<String>,
    leads: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/citations.toml")).unwrap_or_default()
});

/// Finds the documents cited, in order of place.
pub fn find(document: &Document) -> Vec<Citation> {
    let mut citations: Vec<Citation> = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        if !matches!(block.zone, Zone::Body | Zone::Issued) {
            continue;
        }
        for found in in_text(&block.text) {
            let span = document.span(index, found.range.clone());
            let text = block.text.get(found.range).unwrap_or_default().to_owned();
            let quote = Quote { span, text };
            citations.push(Citation {
                quote,
                title: found.title,
                number: found.number,
                role: found.role,
            });
        }
    }
    if !citations.iter().any(|citation| citation.role == Role::Forwards) {
        citations.extend(forwarded_title(document));
    }
    citations
}

/// A转发B关于C的通知: the title itself names what is passed on, where the text does not.
fn forwarded_title(document: &Document) -> Option<Citation> {
    let title = document.elements.title.as_deref()?;
    let (_, rest) = title.split_once("转发")?;
    let inner = rest.trim_start_matches('《').split('》').next()?;
    if inner.chars().count() < 6 {
        return None;
    }
    let span = document.places.title.first().copied().unwrap_or(Span::default());
    let quote = Quote { span, text: title.to_owned() };
    Some(Citation { quote, title: Some(inner.to_owned()), number: None, role: Role::Forwards })
}

struct Found {
    range: Range<usize>,
    title: Option<String>,
    number: Option<String>,
    role: Role,
}

/// The citations of one paragraph.
fn in_text(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for Titled { range, title, note } in titles(text) {
        let number = note.and_then(|(note, end)| Some((numbers(note).into_iter().next()?, end)));
        // A note without a number (以下简称…) is no part of the citation.
        let range = range.start..number.as_ref().map_or(range.end, |(_, end)| *end);
        let number = number.map(|(number, _)| number.text);
        let role = role(text, &range);
        found.push(Found { range, title: Some(title.to_owned()), number, role });
    }
    for number in numbers(text) {
        let inside = |found: &Found| {
            found.range.start <= number.range.start && number.range.end <= found.range.end
        };
        if !found.iter().any(inside) {
            let role = role(text, &number.range);
            let range = bracketed(text, &number.range).unwrap_or(number.range);
            found.push(Found { range, title: None, number: Some(number.text), role });
        }
    }
    found.sort_by_key(|found| found.range.start);
    found
}

/// A number in brackets written before its title, 按照（n号）《…》, with its brackets. After a noun (省厅文件（n号）《…》)
/// the number is that paper's.
fn bracketed(text: &str, number: &Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..number.start)?.strip_suffix(['（', '('])?;
    let after = text.get(number.end..)?;
    let title = after.strip_prefix(['）', ')'])?;
    let led = before.is_empty()
        || before.ends_with(['，', '。', '；', '：'])
        || CUES.leads.iter().any(|lead| before.ends_with(lead.as_str()));
    let end = text.len() - title.len();
    (led && title.starts_with('《')).then_some(before.len()..end)
}

/// What the sentence around a citation says of it.
fn role(text: &str, range: &Range<usize>) -> Role {
    let before = text.get(..range.start).unwrap_or_default();
    let before = before.rsplit(['。', '；', '！']).next().unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let after = after.split(['。', '；', '！']).next().unwrap_or_default();
    let holds =
        |words: &[String], text: &str| words.iter().any(|word| text.contains(word.as_str()));
    let ends =
        |words: &[String]| words.iter().any(|word| before.trim_end().ends_with(word.as_str()));
    let clause = before.rsplit('，').next().unwrap_or_default();
    let passed_on = before.contains("现将") || before.contains("现把");
    if ends(&CUES.forwards) || (passed_on && holds(&CUES.forwards, after)) {
        Role::Forwards
    } else if ends(&CUES.issues) || (passed_on && holds(&CUES.issues, after)) {
        Role::Issues
    } else if holds(&CUES.repeals, after) {
        Role::Repeals
    } else if holds(&CUES.basis, clause) || required(after) {
        Role::Basis
    } else {
        Role::Mentions
    }
}

/// 文件第四条要求…, 规定…: the words right after the citation tell what it requires.
fn required(after: &str) -> bool {
    // Another title that follows at once may hold such a word itself: 《…办法》《…规定》.
    let mut depth = 0_i32;
    let said = after.chars().filter(|&c| {
        depth += i32::from(c == '《');
        let outside = depth <= 0;
        depth -= i32::from(c == '》');
        outside
    });
    let near: String = said.take_while(|c| !"，。；：“".contains(*c)).take(16).collect();
    CUES.requires.iter().any(|word| near.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, &str, Role)]) {
        let found = in_text(text);
        let got: Vec<_> = found
            .iter()
            .map(|found| {
                (
                    found.title.as_deref().unwrap_or(""),
                    found.number.as_deref().unwrap_or(""),
                    found.role,
                )
            })
            .collect();
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn brackets_belong_to_a_number_before_its_title() {
        let check = |text: &str, expect: &str| {
            let found = in_text(text).into_iter().find(|found| found.title.is_none());
            let range = found.expect("a number alone").range;
            assert_eq!(&text[range], expect, "{text}");
        };
        check("按照（岚建发〔2026〕3号）《公厕通知》执行。", "（岚建发〔2026〕3号）");
        check("省建设厅(岚建发〔2026〕3号)《公厕通知》下发后，", "(岚建发〔2026〕3号)");
        check("省建设厅文件（岚建发〔2026〕3号）《公厕通知》下发后，", "岚建发〔2026〕3号");
        check("按照（岚建发〔2026〕3号）和《公厕通知》执行。", "岚建发〔2026〕3号");
        check("按照岚建发〔2026〕3号《公厕通知》执行。", "岚建发〔2026〕3号");
        check("按照“公厕通知”（岚建发〔2026〕3号）《附表》执行。", "岚建发〔2026〕3号");
    }

    #[test]
    fn finds_titles_numbers_and_roles() {
        check(
            "为贯彻落实《岚川省人民政府办公厅关于推进农村公厕管护的意见》（岚政办发〔2026〕5号）精神，制定本方案。",
            &[(
                "岚川省人民政府办公厅关于推进农村公厕管护的意见",
                "岚政办发〔2026〕5号",
                Role::Basis,
            )],
        );
        check(
            "现将《澜溪市公厕管护办法》印发给你们，请遵照执行。",
            &[("澜溪市公厕管护办法", "", Role::Issues)],
        );
        check(
            "现将《关于公厕管护的通知》（岚建发[2026]3号）转发给你们。",
            &[("关于公厕管护的通知", "岚建发[2026]3号", Role::Forwards)],
        );
        check(
            "根据省厅岚建发〔2026〕3号文件要求，做好以下工作。",
            &[("", "岚建发〔2026〕3号", Role::Basis)],
        );
        check(
            "岚建发〔2026〕3号文件规定具体办法由各市另行制定。",
            &[("", "岚建发〔2026〕3号", Role::Basis)],
        );
        check(
            "《澜溪市公厕管理规定》（澜政发〔2019〕3号）同时废止。",
            &[("澜溪市公厕管理规定", "澜政发〔2019〕3号", Role::Repeals)],
        );
        let reversed =
            [("", "岚建发〔2026〕3号", Role::Basis), ("关于公厕管护的通知", "", Role::Basis)];
        check("按照（岚建发〔2026〕3号）《关于公厕管护的通知》要求执行。", &reversed);
        let two =
            [("甲县犬只管理办法", "", Role::Mentions), ("甲县周转房使用规定", "", Role::Mentions)];
        check("《甲县犬只管理办法》《甲县周转房使用规定》已经同意。", &two);
        check("填写《公厕巡查表》。", &[("公厕巡查表", "", Role::Mentions)]);
        check(
            "按照《甲意见》（岚政发〔2026〕1号），市政府制定了《澜溪市实施方案》，现印发给你们。",
            &[("甲意见", "岚政发〔2026〕1号", Role::Basis), ("澜溪市实施方案", "", Role::Issues)],
        );
        check("关于印发《〈甲办法〉实施细则》的通知", &[("〈甲办法〉实施细则", "", Role::Issues)]);
    }
}
