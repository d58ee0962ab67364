//! What a document says it repeats: titles, quotations, cited clauses, a superior's words passed on, texts to be used as they stand.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::document::Document;
use crate::facts::citations::{Citation, Role, normal};
use crate::facts::{Reading, masking};

#[derive(Deserialize, Default)]
struct Cues {
    set_forms: Vec<String>,
    relays: Vec<String>,
    prescribes: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/copying.toml")).unwrap_or_default()
});

/// Finds quoted text block by block.
#[derive(Default)]
pub(super) struct Quoting {
    /// Did the last block leave a quotation open?
    open: bool,
}

impl Quoting {
    /// 《titles》, quotations and cited clauses of a block, in bytes, ascending and apart.
    pub(super) fn within(&mut self, text: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = QUOTED
            .iter()
            .flat_map(|regex| regex.captures_iter(text))
            .flat_map(|captures| captures.iter().skip(1).flatten().collect::<Vec<_>>())
            .map(|found| found.range())
            .collect();
        ranges.extend(self.running(text));
        masking::apart(ranges)
    }

    /// A quotation of several paragraphs: each begins with “, only the last has ”.
    fn running(&mut self, text: &str) -> Option<Range<usize>> {
        let begins = text.trim_start().starts_with('“');
        let last = text.rfind(['“', '”']);
        let left = last.filter(|&at| text[at..].starts_with('“'));
        let continued = self.open && begins;
        self.open = left.is_some_and(|at| text[..at].ends_with(['：', ':']) || begins || continued);
        match left.filter(|_| self.open) {
            Some(at) => Some(at..text.len()),
            None => continued.then(|| 0..text.find('”').unwrap_or(text.len())),
        }
    }
}

static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(《(?:[^《》]|《[^《》]*》){1,120}》)",
        r"(?:(?:[（(][^（）()]{1,40}[）)])?第[一二三四五六七八九十百零〇0-9]+条(?:第[一二三四五六七八九十0-9]+[款项])*的?(?:规定|要求|明确)[，,：:]([^“”。]{10,600}))?",
        r"|“([^“”]{10,1000})”",
        // 本办法自……起施行，有效期……，由……负责解释: every instrument ends so.
        r"|(?:^|[。；\s])(本[^，。；]{2,8}(?:自[^，。；]{2,20}起(?:施行|实施|执行)|由[^，。；]{2,30}(?:负责|承担)(?:具体)?解释|有效期)[^。]*)",
    ))
    .ok()
});

/// Does a document say that it repeats another's words: 现将…原文转达如下?
pub(super) fn relays(document: &Document) -> bool {
    document.sentences.iter().any(|sentence| {
        let words = document.words(sentence);
        let cue = CUES.relays.iter().filter_map(|cue| words.find(cue.as_str())).min();
        cue.is_some_and(|at| words[at..].contains("如下"))
    })
}

/// Does a document name another, by title or number?
pub(super) fn names(child: &Reading, parent: Option<&Reading>) -> bool {
    parent.is_some_and(|parent| child.citations.iter().any(|citation| cites(citation, parent)))
}

/// Does a document carry out another, by name?
pub(super) fn rests_on(child: &Reading, parent: &Reading) -> bool {
    let basis = child.citations.iter().filter(|citation| citation.role == Role::Basis);
    let own = child.elements.title.as_deref();
    basis.filter(|citation| citation.title.as_deref() != own).any(|it| cites(it, parent))
}

/// Is this the document that a citation names?
pub(super) fn cites(citation: &Citation, other: &Reading) -> bool {
    let elements = &other.elements;
    let titles = (citation.title.as_deref(), elements.title.as_deref());
    let numbers = citation.number.as_deref().zip(elements.number.as_deref());
    numbers.is_some_and(|(cited, number)| normal(cited) == normal(number))
        || matches!(titles, (Some(cited), Some(title)) if same_title(cited, title))
}

/// Titles are cited with their issuer's full name, its short one or none.
fn same_title(cited: &str, title: &str) -> bool {
    let parts = (cited.split_once("关于"), title.split_once("关于"));
    let (Some((who, what)), Some((issuer, matter))) = parts else { return cited == title };
    // A document that passes another on is not that other.
    let passing =
        ["转发", "批转", "印发"].iter().any(|word| (who.contains(word)) != issuer.contains(word));
    what == matter && !passing && (who.ends_with(issuer) || issuer.ends_with(who))
}

/// Has a document a form and wording laid down for its kind?
pub(super) fn set_form(reading: &Reading) -> bool {
    let title = reading.elements.title.as_deref().unwrap_or_default();
    CUES.set_forms.iter().any(|word| title.contains(word.as_str()))
}

/// The block from which a document asks for its words to be used as they stand.
pub(super) fn prescribes(document: &Document) -> Option<usize> {
    let asks = |text: &str| CUES.prescribes.iter().any(|cue| text.contains(cue.as_str()));
    document.body().find(|(_, block)| asks(&block.text)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        let check = |blocks: &[&str], expect: &str| {
            let mut quoting = Quoting::default();
            let mut all = String::new();
            for block in blocks {
                for range in quoting.within(block) {
                    all.push_str(&block[range]);
                    all.push('/');
                }
            }
            assert_eq!(all, expect, "{blocks:?}");
        };
        check(&["根据《岚川省供水条例》办理。"], "《岚川省供水条例》/");
        check(
            &["《岚川省供水条例》第九条规定：水厂应当每日检测余氯和浊度。各县照办。"],
            "《岚川省供水条例》/水厂应当每日检测余氯和浊度/",
        );
        check(
            &["省厅提出，“先查漏点、再换管段、后调水压”的次序不变。"],
            "先查漏点、再换管段、后调水压/",
        );
        check(&["“十四五”期间换管。"], "");
        check(
            &["第九条　本办法自2026年5月1日起施行，有效期五年。", "本县自5月起实施夜间换管。"],
            "本办法自2026年5月1日起施行，有效期五年/",
        );
        check(
            &["来文写道：", "“一、水厂每日检测。", "“二、水费按月抄表。”", "以上请办。"],
            "“一、水厂每日检测。/“二、水费按月抄表。/",
        );
        check(&["来文写道：“一、水厂每日检测。", "二、各县换管。"], "“一、水厂每日检测。/");
    }

    #[test]
    fn numbers_are_one_however_written() {
        let mut parent = crate::ledger::tests::reading("上级.txt");
        let check = |cited: &str, number: &str, parent: &mut Reading, expect: bool| {
            parent.elements.number = Some(number.to_owned());
            let quote = crate::facts::Quote::default();
            let number = Some(cited.to_owned());
            let citation = Citation { quote, title: None, number, role: Role::Basis };
            assert_eq!(cites(&citation, parent), expect, "{cited} / {:?}", parent.elements.number);
        };
        check("岚水发〔2026〕6号", "岚水发〔2026〕6号", &mut parent, true);
        check("岚水发[2026]第6号", "岚水发〔2026〕6号", &mut parent, true);
        check("岚水发〔2026〕16号", "岚水发〔2026〕6号", &mut parent, false);
    }

    #[test]
    fn titles() {
        let check = |cited: &str, title: &str, expect: bool| {
            assert_eq!(same_title(cited, title), expect, "{cited} / {title}");
        };
        check("省水利厅关于加强管护的通知", "岚川省水利厅关于加强管护的通知", true);
        check("关于加强管护的通知", "岚川省水利厅关于加强检漏的通知", false);
        check("岚川省供水条例", "岚川省供水条例", true);
        check("民政厅关于清理社团的意见", "岚川省人民政府转发民政厅关于清理社团的意见", false);
    }
}
