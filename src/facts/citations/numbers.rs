//! 发文字号 in running text, in every bracket people write, and one normal form to compare them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::CUES;

/// A 发文字号 in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Its bytes.
    pub range: Range<usize>,
    /// As written, words run together with it left out.
    pub text: String,
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?P<organ>[\p{Han}A-Za-z]{2,16})[ 　]?[〔\[［【（(﹝〈<][ 　]?(?:19|20)[0-9]{2}[ 　]?年?[〕\]］】）)﹞〉>][ 　]?第?[ 　]?[0-9]{1,5}[ 　]?号",
    )
    .ok()
});

/// The numbers of a text, in order of place.
pub fn numbers(text: &str) -> Vec<Number> {
    let Some(regex) = NUMBER.as_ref() else { return Vec::new() };
    let read = |captures: regex::Captures<'_>| {
        let (whole, organ) = (captures.get(0)?, captures.name("organ")?);
        let range = whole.start() + lead(organ.as_str())..whole.end();
        Some(Number { text: text.get(range.clone())?.to_owned(), range })
    };
    regex.captures_iter(text).filter_map(read).collect()
}

/// Bytes of the words run together with the organ's sign: 根据省厅岚建发 → 根据省厅.
fn lead(organ: &str) -> usize {
    let ends = CUES
        .lead_ins
        .iter()
        .filter_map(|word| organ.rfind(word.as_str()).map(|at| at + word.len()));
    let cut = ends.filter(|&end| organ.len() - end >= "发发".len()).max().unwrap_or(0);
    // 〔2026〕8号和岚建发: the regex begins after 号.
    let rest = organ.get(cut..).unwrap_or_default();
    let joins = rest.starts_with(['和', '与', '及', '以', '见']) && rest.chars().count() > 3;
    cut + if joins { '和'.len_utf8() } else { 0 }
}

/// One form for all brackets: no white space, no 第, no leading zeros.
pub fn normal(number: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in number.chars() {
        match c {
            '〔' | '[' | '［' | '【' | '（' | '(' | '﹝' | '〈' | '<' => {
                out.push('〔');
                inside = true;
            }
            '〕' | ']' | '］' | '】' | '）' | ')' | '﹞' | '〉' | '>' => {
                out.push('〕');
                inside = false;
            }
            '第' => {}
            '年' if inside => {}
            '0' if out.ends_with('〕') => {}
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_the_words_run_together() {
        let check = |text: &str, expect: &[&str]| {
            let got: Vec<String> = numbers(text).into_iter().map(|number| number.text).collect();
            assert_eq!(got, expect, "{text}");
        };
        check(
            "按照岚政办发〔2026〕8号、澜政办发〔2026〕10号文件",
            &["岚政办发〔2026〕8号", "澜政办发〔2026〕10号"],
        );
        check(
            "岚政办发〔2026〕8号和澜政办发（2026）第010号",
            &["岚政办发〔2026〕8号", "澜政办发（2026）第010号"],
        );
        check("省政府办公厅岚政办发[2026]8号文件", &["岚政办发[2026]8号"]);
        check("2026年第8号公告", &[]);
    }

    #[test]
    fn one_form_for_all_brackets() {
        let check = |text: &str, expect: &str| assert_eq!(normal(text), expect, "{text}");
        check("澜政办发（2026）第010号", "澜政办发〔2026〕10号");
        check("澜政办发 [2026] 10 号", "澜政办发〔2026〕10号");
    }
}
