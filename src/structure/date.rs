//! Dates as documents are dated: 2026年3月5日, 二〇二六年三月五日, 2026-03-05.

use std::ops::Range;

use jiff::civil::Date;

use crate::pattern::Pattern;

/// A date found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// The date; `None` where it is left blank or no such day exists.
    pub(super) date: Option<Date>,
}

static DATE: Pattern = Pattern::joined(&["月", "-", ".", "/", "－"], || {
    let digit = "[0-9０-９〇○ＯOo零一二三四五六七八九十廿卅元]";
    let blank = r"[\s_＿Xx×*]";
    format!(
        "((?:{digit}|{blank}){{2,8}})年((?:{digit}|{blank}){{0,5}})月((?:{digit}|{blank}){{0,6}})日|([12][0-9]{{3}})[-./－]([0-9]{{1,2}})[-./－]([0-9]{{1,2}})"
    )
});

/// The first date of a text.
pub(super) fn find(text: &str) -> Option<Dated> {
    if !text.contains(['年', '-', '.', '/', '－']) {
        return None;
    }
    let found = DATE.captures(text)?;
    let part =
        |long, short| found.get(long).or_else(|| found.get(short)).map_or("", |m| m.as_str());
    let whole = found.get(0)?;
    let lead = whole.as_str().len() - whole.as_str().trim_start().len();
    let (year, month, day) = (number(part(1, 4)), number(part(2, 5)), number(part(3, 6)));
    let date = match (year, month, day) {
        (Some(year), Some(month), Some(day)) => Date::new(year as i16, month as i8, day as i8)
            .ok()
            .filter(|_| year >= 1900 && month < 100 && day < 100),
        _ => None,
    };
    Some(Dated { range: whole.start() + lead..whole.end(), date })
}

/// Whether a text is a month and a day without a year, as slips are dated: 3月8日.
pub(super) fn is_day(compact: &str) -> bool {
    let month = compact.strip_suffix('日').and_then(|text| text.split_once('月'));
    month.is_some_and(|(month, day)| {
        let short = |text: &str| (1..=2).contains(&text.chars().count()) && number(text).is_some();
        short(month) && short(day)
    })
}

/// Whether a text ends as a date does: cheap enough to ask of every line.
pub(super) fn may_end(text: &str) -> bool {
    let last = text.trim_end_matches(super::line::is_blank).chars().next_back();
    last.is_some_and(|c| c.is_numeric() || "日）)。〕]".contains(c))
}

/// The date of a line that is nothing but a date, brackets aside.
pub(super) fn whole(text: &str) -> Option<Dated> {
    if text.len() > 120 || !may_end(text) {
        return None;
    }
    let dated = find(text)?;
    let rest = [text.get(..dated.range.start)?, text.get(dated.range.end..)?].concat();
    let bare = rest.chars().all(|c| c.is_whitespace() || "（）()〔〕[]。".contains(c));
    bare.then_some(dated)
}

/// Reads 2026, ２０２６, 二〇二六, 二十三, 十.
fn number(text: &str) -> Option<u32> {
    let digits: Vec<u32> =
        text.chars().filter(|c| !c.is_whitespace()).map(value).collect::<Option<_>>()?;
    if digits.is_empty() || digits.len() > 5 {
        return None;
    }
    if !digits.contains(&10) {
        return digits.iter().try_fold(0_u32, |sum, digit| Some(sum * 10 + digit));
    }
    let ten = digits.iter().position(|digit| *digit == 10)?;
    let tens = if ten == 0 { 1 } else { *digits.get(ten - 1)? };
    let ones = digits.get(ten + 1).copied().unwrap_or(0);
    Some(tens * 10 + ones)
}

fn value(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c as u32 - '0' as u32,
        '０'..='９' => c as u32 - '０' as u32,
        '〇' | '○' | 'Ｏ' | 'O' | 'o' | '零' => 0,
        '一' | '元' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let got = whole(text).and_then(|dated| dated.date).map(|date| date.to_string());
        assert_eq!(got.as_deref(), expect, "{text}");
    }

    #[test]
    fn whole_lines() {
        check("2026年3月5日", Some("2026-03-05"));
        check("２０２６ 年 ３ 月 ５ 日", Some("2026-03-05"));
        check("二〇二六年三月五日", Some("2026-03-05"));
        check("二○二六年十二月三十一日", Some("2026-12-31"));
        check("二O二六年十月二十日", Some("2026-10-20"));
        check("（2026年3月5日）", Some("2026-03-05"));
        check("2026-03-05", Some("2026-03-05"));
        check("2026年2月30日", None);
        check("2026年　月　日", None);
        assert!(is_day("3月5日") && is_day("12月31日") && !is_day("3月5日前"));
        check("3月5日前报送", None);
        check("自2026年3月5日起施行", None);
    }
}
