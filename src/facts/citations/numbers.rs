//! 发文字号 in running text, in every bracket people write, and one normal form to compare them.

use std::ops::Range;

use super::CUES;
use crate::pattern::{Pattern, is_han};

/// A 发文字号 in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Its bytes.
    pub range: Range<usize>,
    /// As written, words run together with it left out.
    pub text: String,
}

/// The brackets that open the year.
const OPEN: [char; 9] = ['〔', '[', '［', '【', '（', '(', '﹝', '〈', '<'];
/// Characters an organ's sign may have, words run together with it included.
const SIGN: usize = 16;

/// What follows the opening bracket.
static YEAR_AND_SERIAL: Pattern = Pattern::new(
    &[],
    r"^[ 　]?(?:19|20)[0-9]{2}[ 　]?年?[〕\]］】）)﹞〉>][ 　]?第?[ 　]?[0-9]{1,5}[ 　]?号",
);

/// The numbers of a text, in order of place.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    for (at, open) in text.match_indices(OPEN) {
        let free = found.last().map_or(0, |last| last.range.end);
        let Some(end) = serial_end(text, at + open.len()) else { continue };
        let Some((from, sign)) = text.get(free..at).and_then(sign) else { continue };
        let start = free + from + lead(sign);
        let number = text.get(start..end).map(str::to_owned);
        found.extend(number.map(|text| Number { range: start..end, text }));
    }
    found
}

/// The organ's sign, or what may be one, at the end of a text, with the byte it begins at.
fn sign(before: &str) -> Option<(usize, &str)> {
    let words = before.strip_suffix([' ', '　']).unwrap_or(before);
    let signs =
        words.chars().rev().take(SIGN).take_while(|c| c.is_ascii_alphabetic() || is_han(*c));
    let (count, bytes) = signs.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
    let from = words.len() - bytes;
    words.get(from..).filter(|_| count >= 2).map(|sign| (from, sign))
}

/// Where the number ends whose year begins at `from`.
fn serial_end(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let year = rest.strip_prefix([' ', '　']).unwrap_or(rest);
    // Most brackets open no year.
    if !year.starts_with("19") && !year.starts_with("20") {
        return None;
    }
    YEAR_AND_SERIAL.find(rest).map(|found| from + found.end())
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

/// A normal number, and what is left when words before its organ sign are cut off: 省厅岚水发〔2026〕6号 → 岚水发〔2026〕6号.
pub fn suffixes(number: &str) -> impl Iterator<Item = &str> {
    let cuts = number.char_indices().map(|(at, _)| at).take(SIGN);
    cuts.filter_map(|at| number.get(at..)).take_while(|rest| !rest.starts_with('〔'))
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
