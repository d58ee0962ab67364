//! Documents known only from a register of issued documents: numbers that stand in no document read.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{counted, month};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::document::Class;
use crate::register::{Kind, Row};

/// A document of which only the register speaks.
pub(super) struct Entry {
    /// The register row.
    pub(super) source: String,
    /// Canonical issuer.
    pub(super) department: Option<String>,
    /// Month of issue.
    pub(super) month: Option<String>,
    /// As far as number, title and secrecy tell.
    pub(super) class: Class,
}

/// Register entries whose number (or, without one, whose title) no document counted bears; each once.
pub(super) fn unseen(corpus: &Corpus, config: &Config) -> Vec<Entry> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for reading in counted(corpus) {
        let elements = &reading.elements;
        seen.extend(elements.number.iter().chain(&elements.title).map(|text| plain(text)));
    }
    let mut entries = Vec::new();
    for register in corpus.registers.iter().filter(|register| register.kind == Kind::Issued) {
        if corpus.compared_only(&register.source) {
            continue;
        }
        for row in &register.rows {
            let Some(name) = row.cell("文号").or(row.cell("标题")) else { continue };
            if seen.insert(plain(name)) {
                entries.push(Entry {
                    source: register.reference(row),
                    department: row.cell("发文单位").map(|name| config.organs.canonical(name)),
                    month: row.cell("日期").and_then(day).map(month),
                    class: class(row),
                });
            }
        }
    }
    entries
}

/// A number or title as it compares: brackets of one kind, no white space.
pub(super) fn plain(text: &str) -> String {
    let bracket = |c| match c {
        '[' | '［' | '【' | '（' | '(' => '〔',
        ']' | '］' | '】' | '）' | ')' => '〕',
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(bracket).collect()
}

/// The day a register cell tells: 2026-03-09, 2026/3/9, 2026年3月9日, 20260309, with or without a time of day.
pub(super) fn day(cell: &str) -> Option<Date> {
    let mut numbers = cell.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let first = numbers.next()?;
    let (year, month, day) = match first.len() {
        8 => (first.get(..4)?, first.get(4..6)?, first.get(6..)?),
        4 => (first, numbers.next()?, numbers.next()?),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Endings of a title that put a document in a class of its own.
const ENDINGS: [(&str, Class); 8] = [
    ("请示", Class::Upward),
    ("报告", Class::Upward),
    ("批复", Class::Reply),
    ("复函", Class::Reply),
    ("函", Class::Parallel),
    ("纪要", Class::Minutes),
    ("任职的通知", Class::Personnel),
    ("任免的通知", Class::Personnel),
];

/// Words in a 密级 cell that say there is none.
const OPEN: [&str; 6] = ["", "无", "公开", "非密", "否", "普通"];

fn class(row: &Row) -> Class {
    let title = row.cell("标题").unwrap_or_default();
    if !OPEN.contains(&row.cell("密级").unwrap_or_default()) {
        return Class::Classified;
    }
    if let Some((_, class)) = ENDINGS.iter().find(|(ending, _)| title.ends_with(ending)) {
        return *class;
    }
    let names = title.contains("任免") || title.contains("任职") || title.contains("免职");
    if names && title.ends_with("通知") {
        return Class::Personnel;
    }
    if title.contains("召开") && title.contains('会') && title.ends_with("通知") {
        return Class::MeetingNotice;
    }
    if row.cell("文号").is_some() { Class::InScope } else { Class::OffScope }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_every_usual_form_are_days() {
        let check = |cell: &str, expect: Option<&str>| {
            assert_eq!(day(cell).map(|day| day.to_string()).as_deref(), expect, "{cell}");
        };
        check("2026-03-09", Some("2026-03-09"));
        check("2026/3/9", Some("2026-03-09"));
        check("2026年3月9日", Some("2026-03-09"));
        check("2026.3.9 09:00", Some("2026-03-09"));
        check("20260309", Some("2026-03-09"));
        check("3月9日", None);
        check("2026-13-09", None);
        check("", None);
    }

    #[test]
    fn a_register_row_is_classed_by_what_it_says() {
        let check = |cells: &[(&str, &str)], expect| {
            let cells = cells.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            assert_eq!(class(&Row { number: 1, cells }), expect);
        };
        let number = ("文号", "岚府发〔2026〕3号");
        check(&[number, ("标题", "关于印发防汛预案的通知")], Class::InScope);
        check(&[("标题", "关于报送台账的通知")], Class::OffScope);
        check(&[number, ("标题", "关于修复堤防的请示")], Class::Upward);
        check(&[number, ("标题", "关于商请支持的函")], Class::Parallel);
        check(&[number, ("标题", "关于李某等任职的通知")], Class::Personnel);
        check(&[number, ("标题", "关于召开防汛会议的通知")], Class::MeetingNotice);
        check(&[number, ("标题", "关于印发防汛预案的通知"), ("密级", "秘密")], Class::Classified);
        check(&[number, ("标题", "关于印发防汛预案的通知"), ("密级", "公开")], Class::InScope);
    }
}
