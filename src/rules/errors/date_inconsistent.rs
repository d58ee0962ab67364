#![doc = include_str!("date_inconsistent.md")]

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use regex_lite::Captures;

use crate::document::{BlockKind, Class, Document, Span, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::pattern::Pattern;
use crate::rules::{Check, Context, Rule};

/// E805: dates that do not exist or contradict each other.
pub static RULE: Rule = Rule {
    code: "E805",
    name: "date-inconsistent",
    title: "日期矛盾",
    severity: Severity::Error,
    page: include_str!("date_inconsistent.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, reading: &Reading) {
    for fault in in_text(document) {
        report(ctx, document, fault);
    }
    let Some(issued) = document.elements.date else { return };
    let faults =
        [printed(document, issued), numbered(document, issued), met(document, reading, issued)];
    for fault in faults.into_iter().flatten() {
        report(ctx, document, fault);
    }
}

struct Fault {
    span: Span,
    message: String,
    should_be: String,
    severity: Severity,
    confidence: Confidence,
}

impl Fault {
    fn new(span: Span, message: String, should_be: String) -> Self {
        let (severity, confidence) = (Severity::Error, Confidence::High);
        Self { span, message, should_be, severity, confidence }
    }

    fn doubtful(mut self) -> Self {
        (self.severity, self.confidence) = (Severity::Warning, Confidence::Medium);
        self
    }
}

fn report(ctx: &mut Context<'_>, document: &Document, fault: Fault) {
    let finding = ctx.flag(document, fault.span, fault.message);
    (finding.severity, finding.confidence) = (fault.severity, fault.confidence);
    finding.detail("should_be", fault.should_be);
}

static DAY: Pattern = Pattern::new(
    &["月"],
    concat!(
        r"(?:(?P<y>[12][0-9]{3})年)?(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日",
        r"(?:[（(]?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])(?:[）)]|[，,、\s]|[上下晚]午?))?",
        r"(?P<limit>(?:下班|[0-9]{1,2}[:：时点][0-9]{0,2}分?)?(?:以前|之前|前))?",
    ),
);

static RANGE: Pattern = Pattern::new(
    &[],
    r"^(?:[12][0-9]{3}年)?(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日(?:至|—|－|-|～|~)(?P<e>[0-9]{1,2})日",
);

fn in_text(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        if block.zone == Zone::Outside {
            continue;
        }
        for found in DAY.captures_iter(&block.text) {
            let place = Place { document, block: index, text: &block.text };
            let fault = place
                .impossible(&found)
                .or_else(|| place.weekday(&found))
                .or_else(|| place.reversed(&found));
            let past = || (block.zone == Zone::Body).then(|| place.past(&found)).flatten();
            faults.extend(fault.or_else(past));
        }
    }
    faults
}

/// One paragraph in which dates are looked at.
struct Place<'a> {
    document: &'a Document,
    block: usize,
    text: &'a str,
}

impl Place<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        self.document.span(self.block, from..to)
    }

    /// The whole match is a number cut out of a longer one.
    fn cut(&self, start: usize) -> bool {
        let before = self.text.get(..start).unwrap_or_default();
        before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '○' | 'Ｏ' | 'X' | '×'))
    }

    fn impossible(&self, found: &Captures<'_>) -> Option<Fault> {
        let (m, d) = (part(found, "m")?, part(found, "d")?);
        let start = found.get(0)?.start();
        if self.cut(start) {
            return None;
        }
        let year = part(found, "y");
        let longest = match m {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year.is_some_and(|year| !leap(year)) => 28,
            2 => 29,
            _ => 0,
        };
        if (1..=longest).contains(&d) {
            return None;
        }
        let day = found.name("d")?.end() + '日'.len_utf8();
        let written = self.text.get(start..day)?;
        let should_be = match longest {
            0 => "改为1月至12月".to_owned(),
            _ => format!("{m}月{longest}日（或核对后改正）"),
        };
        let fault =
            Fault::new(self.span(start, day), format!("没有“{written}”这一天。"), should_be);
        // A month over 12 is often a note's or a list's number run into the date.
        Some(if longest == 0 { fault.doubtful() } else { fault })
    }

    fn weekday(&self, found: &Captures<'_>) -> Option<Fault> {
        let written = found.name("w")?;
        let claimed = weekday(written.as_str())?;
        let whole = found.get(0)?;
        if self.cut(whole.start()) {
            return None;
        }
        let date = self.resolve(found)?;
        if date.weekday() == claimed {
            return None;
        }
        let shown = self.text.get(whole.start()..)?;
        let bracket = shown.find(['）', ')']).filter(|at| whole.start() + at < whole.end());
        let end = bracket.map_or(written.end(), |at| whole.start() + at + '）'.len_utf8());
        let end = if self.text.is_char_boundary(end) { end } else { written.end() };
        let right = chinese(date.weekday());
        let message = format!("{date}是星期{right}，不是星期{}。", written.as_str());
        let (m, d) = (date.month(), date.day());
        let fault = Fault::new(
            self.span(whole.start(), end),
            message,
            format!("{m}月{d}日（星期{right}）"),
        );
        Some(fault)
    }

    /// 4月10日至5日: the end lies before the beginning.
    fn reversed(&self, found: &Captures<'_>) -> Option<Fault> {
        let whole = found.get(0)?;
        let rest = self.text.get(whole.start()..)?;
        let range = RANGE.captures(rest)?;
        let (m, d, end) = (part(&range, "m")?, part(&range, "d")?, part(&range, "e")?);
        if self.cut(whole.start()) || end >= d {
            return None;
        }
        let all = range.get(0)?.as_str();
        let span = self.span(whole.start(), whole.start() + all.len());
        let message = format!("起止日期“{all}”颠倒：{m}月{end}日早于{m}月{d}日。");
        Some(Fault::new(span, message, format!("{m}月{end}日至{d}日（或核对后改正）")))
    }

    /// The date meant; without a year only a day of the half year after the issue is certain.
    fn resolve(&self, found: &Captures<'_>) -> Option<Date> {
        let (m, d) = (part(found, "m")?, part(found, "d")?);
        let day = |year: i32| date(year, m, d);
        if let Some(year) = part(found, "y") {
            return day(year);
        }
        let issued = self.document.elements.date?;
        let this = day(i32::from(issued.year()))?;
        let near = |date: Date| date >= issued && date <= issued.saturating_add(180.days());
        near(this)
            .then_some(this)
            .or_else(|| day(i32::from(issued.year()) + 1).filter(|d| near(*d)))
    }

    /// 请于3月20日前报送, in a paper of 24 March.
    fn past(&self, found: &Captures<'_>) -> Option<Fault> {
        let limit = found.name("limit")?;
        let issued = self.document.elements.date?;
        let whole = found.get(0)?;
        let (m, d) = (part(found, "m")?, part(found, "d")?);
        let date = date(part(found, "y").unwrap_or_else(|| i32::from(issued.year())), m, d)?;
        // Far back it is more likely a date of the next year.
        if date >= issued || date < issued.saturating_sub(90.days()) || self.cut(whole.start()) {
            return None;
        }
        let (before, after) = (self.text.get(..whole.start())?, self.text.get(limit.end()..)?);
        if !ordered(before, after) {
            return None;
        }
        let message = format!("要求的时限{date}早于成文日期{issued}。");
        let should_be = format!("改为{issued}之后的日期");
        let certain = part(found, "y").is_some();
        let fault = Fault::new(self.span(whole.start(), limit.end()), message, should_be);
        Some(if certain { fault } else { fault.doubtful() })
    }
}

/// Is something to be done by then? 请于…前将, 3月20日前报送; not 应于…前报送的, not 已.
fn ordered(before: &str, after: &str) -> bool {
    let sentence = before.rsplit(['。', '；', '！']).next().unwrap_or_default();
    let clause = before.rsplit(['。', '；', '，', '：', '！']).next().unwrap_or_default();
    let rest = after.split(['。', '；', '！']).next().unwrap_or_default();
    let near = rest.split('，').next().unwrap_or_default();
    let asks = ["请于", "请在", "务必于", "务必在", "务于", "须于", "须在"];
    let told = ["已", "截至", "根据", "按照", "此前", "原定", "逾期", "未", "对", "自"];
    let told_to = ["将", "报送", "上报", "报至", "反馈", "提交"];
    let bare = clause.trim().is_empty() || clause.ends_with('于') || clause.ends_with('在');
    let bid = bare && !near.contains('的') && told_to.iter().any(|word| near.starts_with(word));
    (bid || asks.iter().any(|word| clause.contains(word)))
        && !told.iter().any(|word| sentence.contains(word) || near.contains(word))
        && !near.contains("的单位")
        && !near.ends_with('的')
}

/// The 印发 line is older than the document.
fn printed(document: &Document, issued: Date) -> Option<Fault> {
    let footer = document.blocks.iter().enumerate().rev().find(|(_, block)| {
        block.kind == BlockKind::Footer && block.text.trim_end().ends_with("印发")
    });
    let (index, block) = footer?;
    let found = DAY.captures(&block.text)?;
    let date = date(part(&found, "y")?, part(&found, "m")?, part(&found, "d")?)?;
    // Another year's line belongs to another document.
    if date >= issued || date < issued.saturating_sub(366.days()) {
        return None;
    }
    let start = found.get(0)?.start();
    let span = document.span(index, start..block.text.trim_end().len());
    let message = format!("印发日期{date}早于成文日期{issued}。");
    let should_be =
        format!("印发日期不早于{}年{}月{}日", issued.year(), issued.month(), issued.day());
    Some(Fault::new(span, message, should_be))
}

static YEAR: Pattern = Pattern::new(&[], "[〔\\[（(【]([12][0-9]{3})[〕\\]）)】]");

/// The year of the number is not the date's.
fn numbered(document: &Document, issued: Date) -> Option<Fault> {
    let (number, span) = (document.elements.number.as_deref()?, document.places.number?);
    let year: i16 = YEAR.captures(number)?.get(1)?.as_str().parse().ok()?;
    if year == issued.year() {
        return None;
    }
    let message = format!("发文字号的年份{year}与成文日期{issued}的年份不符。");
    let should_be = number.replace(&year.to_string(), &issued.year().to_string());
    let fault = Fault::new(span, message, should_be);
    // Signed in December and numbered in January, or the other way round: some registers run so.
    let turn = (issued.year() - year == 1 && issued.month() <= 3)
        || (year - issued.year() == 1 && issued.month() == 12);
    Some(if turn { fault.doubtful() } else { fault })
}

/// The meeting a notice calls was before the notice.
fn met(document: &Document, reading: &Reading, issued: Date) -> Option<Fault> {
    let meeting = reading.meeting.as_ref().filter(|_| document.class == Class::MeetingNotice)?;
    let day = meeting.date.filter(|day| *day < issued)?;
    let told = ["取消", "推迟", "延期", "调整", "变更", "更正", "改期"];
    let title = document.elements.title.as_deref().unwrap_or_default();
    if day < issued.saturating_sub(60.days()) || told.iter().any(|word| title.contains(word)) {
        return None;
    }
    let words = [format!("{}月{}日", day.month(), day.day())];
    let (index, at) = document.blocks.iter().enumerate().find_map(|(index, block)| {
        let at = (block.zone == Zone::Body).then(|| block.text.find(&words[0])).flatten()?;
        Some((index, at))
    })?;
    let span = document.span(index, at..at + words[0].len());
    let message = format!("会议日期{day}早于通知的成文日期{issued}。");
    Some(Fault::new(span, message, format!("改为{issued}之后的日期")))
}

fn part(found: &Captures<'_>, name: &str) -> Option<i32> {
    found.name(name)?.as_str().parse().ok()
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn leap(year: i32) -> bool {
    date(year, 2, 29).is_some()
}

const DAYS: [(&str, Weekday); 8] = [
    ("一", Weekday::Monday),
    ("二", Weekday::Tuesday),
    ("三", Weekday::Wednesday),
    ("四", Weekday::Thursday),
    ("五", Weekday::Friday),
    ("六", Weekday::Saturday),
    ("日", Weekday::Sunday),
    ("天", Weekday::Sunday),
];

fn weekday(text: &str) -> Option<Weekday> {
    DAYS.iter().find(|(name, _)| *name == text).map(|(_, day)| *day)
}

fn chinese(day: Weekday) -> &'static str {
    DAYS.iter().find(|(_, known)| *known == day).map_or("日", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders() {
        let check = |before: &str, after: &str, expect: bool| {
            assert_eq!(ordered(before, after), expect, "{before}…{after}");
        };
        check("请于", "将材料报市局。", true);
        check("务必在", "完成。", true);
        check("", "出生的儿童已接种。", false);
        check("请在", "报送的单位核对。", false);
        check("各单位于", "报送名单。", true);
        check("", "报送的名单作废。", false);
        check("市局已要求请于", "报送。", false);
    }
}
