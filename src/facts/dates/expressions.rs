//! The expressions themselves: a day, then perhaps a time of day, then perhaps the word that makes it a deadline.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::{CLOSING, Due, Issue, Mark};
use crate::pattern::Pattern;

static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let numeral = "[0-9一二两三四五六七八九十]{1,3}";
    Regex::new(&format!(
        concat!(
            "(?P<y>[0-9]{{4}})[年./-](?P<m>[0-9]{{1,2}})[月./-](?P<d>[0-9]{{1,2}})日?",
            "|(?:(?P<y2>[0-9]{{4}})年|(?P<yw>今年|本年|当年|明年|次年))?(?P<m2>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:(?P<d2>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}}日)日?|(?P<part>底|末|初|上旬|中旬|下旬))",
            "|(?:(?P<y3>[0-9]{{4}})|(?P<yw3>今|本|当|明|次))?年(?:底|末)",
            "|(?P<mw>本|当|下|次)?月(?:底|末)",
            "|(?P<rel>今日|今天|当日|当天|即日|本日|今晚|明日|明天|次日|翌日|第二天|明早|后日|后天)",
            "|(?P<wk>本|这|下)?(?:周|星期)(?P<wd>[一二三四五六日天])",
            "|(?P<n>{0})个?(?P<unit>工作日|日|天|小时|周|星期|月)(?:之?内|以内|时间内)",
            "|(?:(?P<yq>[0-9]{{4}})年|(?P<ywq>今年|本年|明年))?第?(?P<q>[一二三四1-4])季度(?:末|底)?",
            "|(?P<bare>[0-9]{{1,2}})日",
        ),
        numeral
    ))
    .ok()
});

static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "^(?:（(?:星期|周)[一二三四五六日天]）|\\((?:星期|周)[一二三四五六日天]\\)|(?:星期|周)[一二三四五六日天])?[ 　]*",
        "(?:(?P<half>凌晨|早上|上午|中午|下午|晚上|晚)?[ 　]*(?P<h>[0-9]{1,2})(?:[:：](?P<min>[0-9]{2})|[时点](?:(?P<min2>[0-9]{1,2})分|(?P<thirty>半)|整)?)",
        "|(?P<half2>上午|中午|下午)?(?P<off>下班)?)",
    ))
    .ok()
});

static LIMIT: Pattern =
    Pattern::new(&[], "^(?:（[^）]{1,12}）)?(?:之前|以前|前|截止|止|之内|以内|内)");

static HOUR_ONLY: Pattern = Pattern::new(
    &["前"],
    "(?P<all>(?:凌晨|早上|上午|中午|下午|晚上)?[0-9]{1,2}(?:[:：][0-9]{2}|[时点](?:[0-9]{1,2}分|半)?)|下班)(?:之前|以前|前)",
);

/// The dates of a text, in order of place. Recurring ones (每月5日) are no dates.
pub fn find(text: &str, issue: Issue<'_>) -> Vec<Mark> {
    let Some(day) = DAY.as_ref() else { return Vec::new() };
    let mut marks: Vec<Mark> = Vec::new();
    for captures in day.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let covered = marks.last().is_some_and(|mark| mark.range.end > whole.start());
        if covered || recurs(text, whole.start()) {
            continue;
        }
        marks.push(mark(text, &captures, issue));
    }
    if marks.is_empty() {
        marks.extend(hour_only(text, issue.date));
    }
    marks
}

/// 每月5日, 每周五, 每年2月底: the word before says that it comes again.
fn recurs(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let near: String = before.chars().rev().take(6).collect();
    let tail: String = near.chars().rev().collect();
    let words = [
        "每",
        "每月",
        "每年",
        "每季度",
        "每季",
        "每季度末",
        "每学期",
        "次月",
        "每个月",
        "每季度末月",
        "每月的",
    ];
    words.iter().any(|word| tail.ends_with(word))
}

fn mark(text: &str, captures: &Captures<'_>, issue: Issue<'_>) -> Mark {
    let range = captures.get(0).map(|found| found.range()).unwrap_or_default();
    let rest = text.get(range.end..).unwrap_or_default();
    let date = resolve(captures, text.get(..range.start).unwrap_or_default(), issue);
    let (mut end, mut due) = (range.end, date);
    let clock = TIME.as_ref().filter(|_| captures.name("n").is_none());
    if let Some(time) = clock.and_then(|regex| regex.captures(rest)) {
        // The words are read even where the day of issue is unknown: they still make a deadline.
        let day = date.map_or(Date::MIN, Due::date);
        if let Some(moment) = moment(day, &time) {
            end += time.get(0).map_or(0, |found| found.len());
            due = date.and(Some(moment));
        }
    }
    let within = captures.name("n").is_some();
    let after = text.get(end..).unwrap_or_default();
    let limit = LIMIT.find(after);
    end += limit.map_or(0, |found| found.len());
    Mark { range: range.start..end, due, limit: within || limit.is_some() }
}

/// 请于17:00前报送, with no day: the day of issue.
fn hour_only(text: &str, issued: Option<Date>) -> Option<Mark> {
    let captures = HOUR_ONLY.captures(text)?;
    let (whole, all) = (captures.get(0)?, captures.name("all")?);
    if super::period(text).is_some() {
        return None;
    }
    let time = TIME.as_ref()?.captures(all.as_str())?;
    Some(Mark { range: whole.range(), due: moment(issued?, &time), limit: true })
}

fn moment(day: Date, time: &Captures<'_>) -> Option<Due> {
    let number = |name: &str| time.name(name).and_then(|found| found.as_str().parse::<i8>().ok());
    let half = |name: &str| time.name(name).map(|found| found.as_str());
    let Some(hour) = number("h") else {
        let noon = matches!(half("half2"), Some("上午" | "中午"));
        let named = half("half2").is_some() || time.name("off").is_some();
        let at = if noon { day.at(12, 0, 0, 0) } else { day.to_datetime(CLOSING) };
        return named.then_some(Due::Moment(at));
    };
    let minute = if time.name("thirty").is_some() {
        30
    } else {
        number("min").or(number("min2")).unwrap_or(0)
    };
    let afternoon = matches!(half("half"), Some("下午" | "晚上" | "晚")) && hour < 12;
    let noon = half("half") == Some("中午") && hour < 11;
    let hour = if afternoon || noon { hour + 12 } else { hour };
    if hour == 24 && minute == 0 {
        return Some(Due::Moment(day.tomorrow().ok()?.at(0, 0, 0, 0)));
    }
    (hour < 24 && (0..60).contains(&minute)).then(|| Due::Moment(day.at(hour, minute, 0, 0)))
}

fn resolve(captures: &Captures<'_>, before: &str, issue: Issue<'_>) -> Option<Due> {
    let issued = issue.date;
    let text = |name: &str| captures.name(name).map(|found| found.as_str());
    let number = |name: &str| text(name).and_then(|digits| digits.parse::<i16>().ok());
    if let (Some(year), Some(month), Some(day)) = (number("y"), number("m"), number("d")) {
        return Date::new(year, month as i8, day as i8).ok().map(Due::Day);
    }
    let counted = |name: &str| {
        text(name).and_then(|word| numeral(word.trim_end_matches('日'))).map(|number| number as i16)
    };
    if let Some(month) = counted("m2") {
        let year = number("y2").or_else(|| named_year(text("yw")?, issued));
        return in_month(year, month as i8, (counted("d2"), text("part")), issued).map(Due::Day);
    }
    if let Some(count) = text("n").and_then(numeral) {
        return within(count, text("unit")?, before, issue);
    }
    if let Some(quarter) = text("q").and_then(numeral) {
        let year = number("yq").or_else(|| named_year(text("ywq").unwrap_or("今年"), issued))?;
        let last = Date::new(year, i8::try_from(quarter * 3).ok()?, 1).ok()?;
        return Some(Due::Day(last.last_of_month()));
    }
    if let Some(word) = text("rel") {
        return relative(word, before, issued?).map(Due::Day);
    }
    if let Some(name) = text("wd") {
        return weekday(name, text("wk"), issued?).map(Due::Day);
    }
    if let Some(day) = number("bare") {
        return bare(day as i8, issued?).map(Due::Day);
    }
    let whole = text("0").or_else(|| captures.get(0).map(|found| found.as_str()))?;
    if whole.contains('年') {
        let year = number("y3").or_else(|| named_year(text("yw3").unwrap_or("今"), issued))?;
        return Date::new(year, 12, 31).ok().map(Due::Day);
    }
    let next = matches!(text("mw"), Some("下" | "次"));
    let month = if next { issued?.checked_add(1.month()).ok()? } else { issued? };
    Some(Due::Day(month.last_of_month()))
}

fn named_year(word: &str, issued: Option<Date>) -> Option<i16> {
    let year = issued?.year();
    Some(if word.starts_with(['明', '次']) { year + 1 } else { year })
}

/// A day of a month; without a year the nearest that is not long past on the day of issue.
fn in_month(
    year: Option<i16>,
    month: i8,
    day: (Option<i16>, Option<&str>),
    issued: Option<Date>,
) -> Option<Date> {
    let make = |year: i16| {
        let first = Date::new(year, month, 1).ok()?;
        match day {
            (Some(day), _) => Date::new(year, month, day as i8).ok(),
            (None, Some("上旬" | "初")) => Date::new(year, month, 10).ok(),
            (None, Some("中旬")) => Date::new(year, month, 20).ok(),
            _ => Some(first.last_of_month()),
        }
    };
    if let Some(year) = year {
        return make(year);
    }
    let issued = issued?;
    let date = make(issued.year())?;
    let long_past = date < issued.saturating_sub(60.days());
    if long_past { make(issued.year() + 1) } else { Some(date) }
}

/// 5个工作日内: counted from issue, unless the words before hang it on another event (整改完成后).
fn within(count: u32, unit: &str, before: &str, issue: Issue<'_>) -> Option<Due> {
    let issued = issue.date?;
    let clause = before.rsplit(['，', '。', '；', '：', '、']).next().unwrap_or_default();
    let ours = [
        "印发",
        "发布",
        "下发",
        "收到",
        "接到",
        "本通知",
        "此通知",
        "接通知",
        "本文件",
        "本方案",
        "本意见",
        "发文",
        "自即日",
    ];
    let hangs = clause.contains('后')
        || clause.contains('起')
        || clause.ends_with('的')
        || clause.ends_with('在');
    // 2小时内书面报告: hours run from what happened, unless the paper says from its receipt.
    if (hangs || unit == "小时") && !ours.iter().any(|word| clause.contains(word)) {
        return None;
    }
    match unit {
        "工作日" => Some(Due::Day(issue.calendar.after(issued, count))),
        "小时" => {
            let start = issued.to_datetime(super::OPENING);
            start.checked_add(i64::from(count).hours()).ok().map(Due::Moment)
        }
        "月" => issued.checked_add(i64::from(count).months()).ok().map(Due::Day),
        "周" | "星期" => issued.checked_add(i64::from(count).weeks()).ok().map(Due::Day),
        _ => issued.checked_add(i64::from(count).days()).ok().map(Due::Day),
    }
}

/// 今日、次日、后天; 当日 and 次日 after another event are no dates of ours.
fn relative(word: &str, before: &str, issued: Date) -> Option<Date> {
    let clause = before.rsplit(['，', '。', '；', '：']).next().unwrap_or_default();
    let other = ["后", "的", "发生", "开始", "实行"].iter().any(|end| clause.ends_with(end));
    let days = match word {
        "今日" | "今天" | "即日" | "本日" | "今晚" => 0,
        "当日" | "当天" if !other => 0,
        "明日" | "明天" | "明早" => 1,
        "次日" | "翌日" | "第二天" if !other => 1,
        "后日" | "后天" => 2,
        _ => return None,
    };
    issued.checked_add(days.days()).ok()
}

/// 本周五, 下周一; a bare 周五 is the next one, the day of issue included.
fn weekday(name: &str, week: Option<&str>, issued: Date) -> Option<Date> {
    let wanted = match name {
        "一" => Weekday::Monday,
        "二" => Weekday::Tuesday,
        "三" => Weekday::Wednesday,
        "四" => Weekday::Thursday,
        "五" => Weekday::Friday,
        "六" => Weekday::Saturday,
        _ => Weekday::Sunday,
    };
    let monday =
        issued.checked_sub(i64::from(issued.weekday().to_monday_zero_offset()).days()).ok()?;
    let here = monday.checked_add(i64::from(wanted.to_monday_zero_offset()).days()).ok()?;
    let later = week == Some("下") || (week.is_none() && here < issued);
    if later { here.checked_add(7.days()).ok() } else { Some(here) }
}

/// 20日前, with no month: this month, or the next where that day is past.
fn bare(day: i8, issued: Date) -> Option<Date> {
    let here = Date::new(issued.year(), issued.month(), day).ok();
    match here {
        Some(date) if date >= issued => Some(date),
        _ => {
            let next = issued.first_of_month().checked_add(1.month()).ok()?;
            Date::new(next.year(), next.month(), day).ok()
        }
    }
}

/// 十五, 5, 两 as a number below a hundred.
fn numeral(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| match c {
        '两' => Some(2),
        _ => "零一二三四五六七八九".chars().position(|known| known == c).map(|at| at as u32),
    };
    let Some((tens, ones)) = text.split_once('十') else { return digit(text.chars().next()?) };
    let tens = if tens.is_empty() { 1 } else { digit(tens.chars().next()?)? };
    let ones = if ones.is_empty() { 0 } else { digit(ones.chars().next()?)? };
    Some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::dates::working::Calendar;

    /// Issued on Wednesday, 2026-03-11.
    fn first(text: &str) -> String {
        let marks = find(text, Issue::on("2026-03-11"));
        let Some(mark) = marks.first() else { return "-".to_owned() };
        let due = mark.due.map_or("?".to_owned(), |due| due.to_string());
        format!("{due}{}", if mark.limit { " <" } else { "" })
    }

    #[test]
    fn resolves_deadlines() {
        let check = |text: &str, expect: &str| assert_eq!(first(text), expect, "{text}");
        check("请于2026年3月20日前报送", "2026-03-20 <");
        check("请于3月20日（星期五）下午5:30前报送", "2026-03-20T17:30 <");
        check("3月13日12:00前", "2026-03-13T12:00 <");
        check("3月13日上午12时前", "2026-03-13T12:00 <");
        check("3月13日下午3点半前", "2026-03-13T15:30 <");
        check("3月13日上午下班前", "2026-03-13T12:00 <");
        check("20日前报送", "2026-03-20 <");
        check("5日前报送", "2026-04-05 <");
        check("本周五下班前", "2026-03-13T18:00 <");
        check("下周一前", "2026-03-16 <");
        check("次日12时前", "2026-03-12T12:00 <");
        check("今日17时前", "2026-03-11T17:00 <");
        check("明日上午10时前", "2026-03-12T10:00 <");
        check("当日24时前", "2026-03-12T00:00 <");
        check("3个工作日内", "2026-03-16 <");
        check("自印发之日起30日内", "2026-04-10 <");
        check("整改完成后5个工作日内", "? <");
        check("月底前完成", "2026-03-31 <");
        check("下月底前完成", "2026-04-30 <");
        check("6月底前", "2026-06-30 <");
        check("今年年底前", "2026-12-31 <");
        check("2月底前", "2026-02-28 <");
        check("1月5日前", "2027-01-05 <");
        check("每月5日前", "-");
        check("每周五前", "-");
        check("17:00前报送", "2026-03-11T17:00 <");
        check("4月7日召开会议", "2026-04-07");
        check("应于六月底前上报", "2026-06-30 <");
        check("三月二十日前上报", "2026-03-20 <");
    }

    #[test]
    fn working_days_go_by_the_units_own_calendar() {
        let due = |calendar: &Calendar| {
            let issue = Issue { calendar, ..Issue::on("2026-03-11") };
            find("自印发之日起3个工作日内报送", issue).first().and_then(|mark| mark.due)
        };
        let day = |text: &str| text.parse().ok().map(Due::Day);
        let own = Calendar::parse("off = [\"2026-03-12..2026-03-13\"]").expect("a calendar");
        assert_eq!(due(Calendar::built_in()), day("2026-03-16"));
        assert_eq!(due(&own), day("2026-03-18"));
    }
}
