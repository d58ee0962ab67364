//! Days, times and durations as meeting papers write them.
//!
//! Text is folded first (full-width digits, colons and brackets become ASCII, one character for one), so that
//! positions stay valid. A day without a year takes the year that brings it nearest to the day of issue.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan};
use regex::Regex;
use regex_lite::Captures;

use crate::pattern::Pattern;

/// Minutes of half a working day: how 会期半天 is counted.
const HALF_DAY: u32 = 240;

/// Folds full-width digits, letters and marks to ASCII, one character for one.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＋' | '／' | '．' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        '：' | '∶' => ':',
        '（' => '(',
        '）' => ')',
        '　' | '\t' | '\u{a0}' => ' ',
        '～' | '－' | '—' | '–' | '〜' | '~' => '-',
        _ => c,
    }
}

/// A number in digits or Chinese numerals up to 99, and years digit by digit.
pub(crate) fn number(text: &str) -> Option<u32> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let digit = |c| match c {
        '〇' | '零' | '○' => Some(0),
        '两' => Some(2),
        _ => "一二三四五六七八九".chars().position(|known| known == c).map(|at| at as u32 + 1),
    };
    if let Some((tens, ones)) = text.split_once('十') {
        let tens = if tens.is_empty() { 1 } else { digit(tens.chars().next()?)? };
        let ones = if ones.is_empty() { 0 } else { digit(ones.chars().next()?)? };
        return Some(tens * 10 + ones);
    }
    text.chars().try_fold(0, |sum, c| Some(sum * 10 + digit(c)?))
}

static DATE: Pattern = Pattern::joined(
    &["月", "周", "星期", "今", "明", "后天", "20"],
    || {
        let n = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}";
        format!(
            r"(?:(?P<y>[0-9]{{4}}|[二一〇零○][〇零○一二三四五六七八九]{{3}}) ?年 ?)?(?P<m>{n}) ?月 ?(?P<d>{n}) ?[日号]|(?P<y2>20[0-9]{{2}})[-/.](?P<m2>[0-9]{{1,2}})[-/.](?P<d2>[0-9]{{1,2}})|(?P<rel>本周|这周|下周|本星期|下星期)(?P<w>[一二三四五六日天])|(?P<near>今天|今日|今晚|今早|明天|明日|明晚|明早|后天)|(?P<same>本月) ?(?P<d3>{n}) ?[日号]"
        )
    },
);

/// Every day named in folded `text`, with the bytes it stands in.
pub(crate) fn dates(text: &str, issued: Option<Date>) -> Vec<(Range<usize>, Date)> {
    let found = DATE.captures_iter(text).filter_map(|hit| {
        let whole = hit.get(0)?;
        Some((whole.range(), resolve(&hit, issued)?))
    });
    found.collect()
}

fn resolve(hit: &Captures<'_>, issued: Option<Date>) -> Option<Date> {
    let part = |name: &str| hit.name(name).and_then(|found| number(found.as_str()));
    if let (Some(year), Some(month), Some(day)) = (part("y2"), part("m2"), part("d2")) {
        return civil(year, month, day);
    }
    if let (Some(month), Some(day)) = (part("m"), part("d")) {
        return match part("y") {
            Some(year) => civil(year, month, day),
            None => nearest(issued?, month, day),
        };
    }
    let issued = issued?;
    if let Some(day) = part("d3") {
        return civil(issued.year() as u32, issued.month() as u32, day);
    }
    if let Some(near) = hit.name("near") {
        let ahead = match near.as_str() {
            "今天" | "今日" | "今晚" | "今早" => 0,
            "后天" => 2,
            _ => 1,
        };
        return shifted(issued, ahead);
    }
    let weekday = "一二三四五六日".find(hit.name("w")?.as_str()).map_or(6, |at| at as i64 / 3);
    let monday = shifted(issued, -i64::from(issued.weekday().to_monday_zero_offset()))?;
    let week = if hit.name("rel")?.as_str().starts_with('下') { 7 } else { 0 };
    shifted(monday, week + weekday)
}

/// `date` moved by some days.
pub(crate) fn shifted(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// Days from `a` to `b`.
pub(crate) fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

fn civil(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn nearest(issued: Date, month: u32, day: u32) -> Option<Date> {
    let year = issued.year() as u32;
    [year - 1, year, year + 1]
        .into_iter()
        .filter_map(|year| civil(year, month, day))
        .min_by_key(|date| days_between(issued, *date).abs())
}

static TIME: Pattern = Pattern::joined(&[":", "时", "点"], || {
    let n = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}";
    format!(
        r"(?P<half>上午|下午|晚上|晚|中午|早上|早晨|凌晨|傍晚)? ?(?P<h>{n}) ?(?::(?P<m>[0-9]{{2}})|[时点](?:(?P<m2>{n}) ?分?|(?P<s>半))?)"
    )
});
/// What is said after a time that is not the start of the meeting.
static NOT_START: Pattern = Pattern::new(
    &[],
    "^(?:之前|以前|前|[^,，。;；:]{0,8}(?:报到|签到|入场|入会|集合|调试|联调|点名|就座|就坐|到达|乘车|出发))",
);

/// When a meeting starts, and how long it lasts where a range is given (9:00-11:30).
pub(crate) fn clock(text: &str) -> Option<(Time, Option<u32>)> {
    let hits: Vec<_> = TIME
        .captures_iter(text)
        .filter_map(|hit| Some((hit.get(0)?.range(), moment(&hit)?)))
        .collect();
    let start = |(range, _): &&(Range<usize>, Time)| {
        !NOT_START.is_match(text.get(range.end..).unwrap_or_default())
    };
    let (range, time) = hits.iter().find(start).or(hits.first())?;
    let ended = hits.iter().find(|(later, _)| {
        later.start > range.end
            && text
                .get(range.end..later.start)
                .is_some_and(|gap| matches!(gap.trim(), "-" | "至" | "到"))
    });
    let lasts = ended.and_then(|(_, end)| {
        let total = |t: &Time| i32::from(t.hour()) * 60 + i32::from(t.minute());
        let mut minutes = total(end) - total(time);
        if minutes < 0 && end.hour() < 12 {
            minutes += 12 * 60;
        }
        u32::try_from(minutes).ok().filter(|minutes| *minutes > 0)
    });
    Some((*time, lasts))
}

fn moment(hit: &Captures<'_>) -> Option<Time> {
    let part = |name: &str| hit.name(name).and_then(|found| number(found.as_str()));
    let mut hour = part("h")?;
    let minute = part("m").or(part("m2")).unwrap_or(if hit.name("s").is_some() { 30 } else { 0 });
    let half = hit.name("half").map_or("", |found| found.as_str());
    if matches!(half, "下午" | "晚上" | "晚" | "傍晚") && hour < 12 || half == "中午" && hour < 3
    {
        hour += 12;
    }
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

static LENGTH: Pattern = Pattern::joined(&["小时", "钟头", "分钟", "天", "半日"], || {
    let n = r"[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八]";
    format!(
        r"(?P<h>{n}) ?个?(?P<half>半)?(?:小时|钟头)(?P<half2>半)?(?:零?(?P<m>[0-9]{{1,2}}) ?分钟?)?|(?P<mm>[0-9]{{1,3}}|[一二三四五六七八九]?十[一二三四五六七八九]?) ?分钟|(?P<hh>半)(?:个?)小时|(?P<halfday>半天|半日)|(?P<d>{n}) ?天(?P<dhalf>半)?"
    )
});
static LENGTH_CUE: Pattern = Pattern::new(
    &[
        "会期",
        "时长",
        "历时",
        "用时",
        "会议时间约",
        "会议预计",
        "会议大约",
        "会议约",
        "预计时间",
        "预计会议",
        "为期",
        "持续",
        "控制在",
    ],
    "(?:(?:^|[,，。;；]|会议)时间(?:严格)?控制在|会期|时长|历时|用时|会议时间约|会议预计|会议大约|会议约|预计时间|预计会议|为期|持续)[^,，。;；0-9半一二两三四]{0,6}$",
);

/// Characters before a length that its cue may stand in.
const CUE: usize = 11;

/// How long a meeting lasts, from a field that speaks of nothing else.
pub(crate) fn length(text: &str) -> Option<u32> {
    LENGTH.captures(text).and_then(|hit| minutes(&hit))
}

/// How long a meeting lasts, from running text: only after words such as 会期 or 历时.
pub(crate) fn length_in(text: &str) -> Option<u32> {
    let cued = |hit: &Captures<'_>| {
        let before = hit.get(0).and_then(|m| text.get(..m.start())).unwrap_or_default();
        LENGTH_CUE.is_match(last(before, CUE))
    };
    LENGTH.captures_iter(text).find(cued).and_then(|hit| minutes(&hit))
}

/// The last `count` characters of a text.
fn last(text: &str, count: usize) -> &str {
    let from = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    text.get(from..).unwrap_or_default()
}

fn minutes(hit: &Captures<'_>) -> Option<u32> {
    let real = |name: &str| {
        let text = hit.name(name)?.as_str();
        text.parse::<f64>().ok().or_else(|| number(text).map(f64::from))
    };
    if hit.name("halfday").is_some() {
        return Some(HALF_DAY);
    }
    if hit.name("hh").is_some() {
        return Some(30);
    }
    if let Some(days) = real("d") {
        let half = if hit.name("dhalf").is_some() { 0.5 } else { 0.0 };
        return Some(((days + half) * 2.0 * f64::from(HALF_DAY)) as u32);
    }
    if let Some(minutes) = real("mm") {
        return Some(minutes as u32);
    }
    let half = hit.name("half").or(hit.name("half2")).map_or(0.0, |_| 0.5);
    Some(((real("h")? + half) * 60.0 + real("m").unwrap_or(0.0)).round() as u32)
}

/// Which week of its month a day stands in: weeks run Monday to Sunday from the month's first Monday.
pub(crate) fn week_of_month(date: Date) -> Option<u32> {
    let monday = date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()?;
    Some((monday.day() as u32 - 1) / 7 + 1)
}

/// A regex written in the code; one that does not compile matches nothing, and its test fails.
pub(crate) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|_| never())
}

fn never() -> Regex {
    // `$^` is valid and matches nothing but an empty text.
    static NEVER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("$^").ok());
    NEVER.clone().unwrap_or_else(never)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn days() {
        let issued = Some(date(2026, 3, 20));
        for (text, want) in [
            ("定于3月27日（周五）下午", Some(date(2026, 3, 27))),
            ("二〇二六年四月二日", Some(date(2026, 4, 2))),
            ("2026-04-09 15:00", Some(date(2026, 4, 9))),
            ("１月５日", Some(date(2026, 1, 5))),
            ("下周三下午", Some(date(2026, 3, 25))),
            ("明日上午", Some(date(2026, 3, 21))),
            ("2月30日", None),
        ] {
            let found = dates(&fold(text), issued).first().map(|(_, day)| *day);
            assert_eq!(found, want, "{text}");
        }
        assert_eq!(dates("12月28日", Some(date(2027, 1, 4)))[0].1, date(2026, 12, 28));
    }

    #[test]
    fn times() {
        for (text, start, lasts) in [
            ("上午9:30", time(9, 30, 0, 0), None),
            ("下午3点半", time(15, 30, 0, 0), None),
            ("下午14:40", time(14, 40, 0, 0), None),
            ("10:00-11:30", time(10, 0, 0, 0), Some(90)),
            ("上午9:00报到，9:30开会", time(9, 30, 0, 0), None),
            ("下午2时至4时30分", time(14, 0, 0, 0), Some(150)),
        ] {
            assert_eq!(clock(&fold(text)), Some((start, lasts)), "{text}");
        }
    }

    #[test]
    fn lengths() {
        for (text, want) in [
            ("会期约1个半小时", Some(90)),
            ("会期半天", Some(240)),
            ("会议以视频形式召开,时间控制在60分钟以内", Some(60)),
            ("每人发言时间控制在8分钟以内", None),
            ("时长1小时30分", Some(90)),
            ("历时2小时10分钟", Some(130)),
            ("会期一天", Some(480)),
            ("会议时间约40分钟", Some(40)),
            ("会期2天半", Some(1200)),
            ("每人10分钟", None),
        ] {
            assert_eq!(length_in(text), want, "{text}");
        }
    }

    #[test]
    fn weeks() {
        assert_eq!(week_of_month(date(2026, 3, 11)), Some(2));
        assert_eq!(week_of_month(date(2026, 3, 2)), Some(1));
        assert_eq!(week_of_month(date(2026, 3, 1)), Some(4));
    }
}
