//! Tables of numbers: overview, departments, comparison, receivers.

use super::super::{Bars, Grid, MISSING, Part};
use crate::document::Class;
use crate::monthly::{Cost, Line, Month, Monthly, Period};
use crate::score::points;
use crate::totals::Row;

/// Classes listed on their own, with their names.
const CLASSES: [(Class, &str); 8] = [
    (Class::Upward, "请示、报告"),
    (Class::Parallel, "函"),
    (Class::Reply, "批复、复函"),
    (Class::Minutes, "纪要"),
    (Class::MeetingNotice, "会议通知"),
    (Class::Personnel, "任免"),
    (Class::Classified, "涉密"),
    (Class::Other, "其他"),
];

/// All departments, one measure a row, one period a column.
pub(super) fn overview(monthly: &Monthly) -> Vec<Part<'_>> {
    let total = &monthly.total;
    let periods = [&total.now, &total.before, &total.ago, &total.year, &total.last_year];
    let row = |name: &str, of: &dyn Fn(&Option<Period>) -> String| {
        [name.to_owned()].into_iter().chain(periods.map(of)).collect::<Vec<_>>()
    };
    let papers = |name: &str, of: &dyn Fn(&Row) -> usize| {
        row(name, &|period| known(Period::of_documents(period.as_ref(), of)))
    };
    let met = |name: &str, of: &dyn Fn(&Row) -> String| {
        row(name, &|period| {
            Period::of_sittings(period.as_ref(), of).unwrap_or_else(|| MISSING.to_owned())
        })
    };
    let mut rows = vec![
        papers("口径内（件）", &|row| row.documents.in_scope()),
        papers("口径外（件）", &|row| row.documents.off_scope()),
    ];
    for (class, name) in CLASSES {
        rows.push(papers(&format!("单列：{name}（件）"), &|row| row.documents.of(class)));
    }
    rows.extend([
        papers("文件合计（件）", &|row| row.documents.total()),
        papers("正文字数", &|row| row.chars),
        papers("页数", &|row| row.pages),
        papers("要求报送（次）", &|row| row.report_requests),
        papers("督查检查考核（次）", &|row| row.inspections),
        met("会议（次）", &|row| row.meetings.to_string()),
        met("会议人次", &|row| row.meeting_people.to_string()),
        met("会议人·小时", &|row| hours(row.person_hours())),
        met("其中人数或时长不明的会议（次）", &|row| row.unmeasured.to_string()),
    ]);
    let head = vec!["指标", "本月", "上月", "上年同月", "本年累计", "上年同期"];
    let trend = monthly
        .trend
        .iter()
        .map(|(month, row)| (format!("{}月", month.number()), pair(row.as_ref())));
    vec![
        Part::Text(coverage(monthly)),
        Part::Table(Grid { head, rows, sum: false }),
        Part::Text(cost(total.cost.as_ref())),
        Part::Bars(Bars { caption: "本年各月发文（件）", rows: trend.collect() }),
    ]
}

/// One department a row.
pub(super) fn departments(monthly: &Monthly) -> Vec<Part<'_>> {
    let head = vec![
        "单位",
        "口径内",
        "口径外",
        "单列",
        "合计",
        "协办",
        "字数",
        "页数",
        "会议",
        "人次",
        "人·小时",
        "要求报送",
        "督查检查",
        "得分",
    ];
    let bars = monthly.lines.iter().filter(|line| line.now.is_some());
    let bars = bars.map(|line| (name(line), pair(line.now.as_ref()))).collect();
    let sum = monthly.department.is_none();
    let mut classes = vec!["单位"];
    classes.extend(CLASSES.map(|(_, name)| name));
    vec![
        Part::Table(Grid { head, rows: rows(monthly, department), sum }),
        Part::Bars(Bars { caption: "本月各单位发文（件）", rows: bars }),
        Part::Text("单列各类的件数：".to_owned()),
        Part::Table(Grid { head: classes, rows: rows(monthly, by_class), sum }),
    ]
}

/// In and off scope beside other periods and the control number.
pub(super) fn comparison(monthly: &Monthly) -> Vec<Part<'_>> {
    let head = vec![
        "单位",
        "口径内本月",
        "上月",
        "上年同月",
        "本年累计",
        "上年同期",
        "增减件",
        "增减幅度",
        "年度控制数",
        "余额",
        "口径外本月",
        "口径外本年累计",
        "口径外上年同期",
    ];
    vec![Part::Table(Grid {
        head,
        rows: rows(monthly, compared),
        sum: monthly.department.is_none(),
    })]
}

/// What each unit received.
pub(super) fn received(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.received.is_empty() {
        return vec![Part::Text(format!(
            "{MISSING}：台账中没有本月的收文登记，也没有写明主送单位的文件。"
        ))];
    }
    let rows = monthly.received.iter().map(|row| {
        let numbers = [row.documents, row.duplicates, row.meetings, row.report_requests];
        [row.unit.clone()].into_iter().chain(numbers.map(|number| number.to_string())).collect()
    });
    let head =
        vec!["收文单位", "收文（件）", "其中重复（件）", "参加会议（次）", "被要求报送（次）"];
    vec![
        Part::Text("按收文登记和文件主送单位统计；“各县（市、区）”等统称按本地区划展开，展不开的按原文列。".to_owned()),
        Part::Table(Grid { head, rows: rows.collect(), sum: false }),
    ]
}

/// Person-hours: 165.5.
fn hours(hours: f64) -> String {
    format!("{hours:.1}")
}

/// A department's name, or what stands for none.
pub(super) fn name(line: &Line) -> String {
    line.department.clone().unwrap_or_else(|| "未识别单位".to_owned())
}

fn rows(monthly: &Monthly, cells: fn(&Line) -> Vec<String>) -> Vec<Vec<String>> {
    let named = |name: String, line: &Line| [name].into_iter().chain(cells(line)).collect();
    let mut rows: Vec<_> = monthly.lines.iter().map(|line| named(name(line), line)).collect();
    if monthly.department.is_none() {
        rows.push(named("合计".to_owned(), &monthly.total));
    }
    rows
}

fn department(line: &Line) -> Vec<String> {
    let papers = |of: fn(&Row) -> usize| known(Period::of_documents(line.now.as_ref(), of));
    let met = |of: fn(&Row) -> usize| known(Period::of_sittings(line.now.as_ref(), of));
    let spent = Period::of_sittings(line.now.as_ref(), |row| {
        let more = if row.unmeasured > 0 { "＋" } else { "" };
        hours(row.person_hours()) + more
    });
    vec![
        papers(|row| row.documents.in_scope()),
        papers(|row| row.documents.off_scope()),
        papers(|row| CLASSES.iter().map(|(class, _)| row.documents.of(*class)).sum()),
        papers(|row| row.documents.total()),
        papers(|row| row.joint),
        papers(|row| row.chars),
        papers(|row| row.pages),
        met(|row| row.meetings),
        met(|row| row.meeting_people as usize),
        spent.unwrap_or_else(|| MISSING.to_owned()),
        papers(|row| row.report_requests),
        papers(|row| row.inspections),
        line.score.map_or("—".to_owned(), points),
    ]
}

fn by_class(line: &Line) -> Vec<String> {
    let number =
        |class| known(Period::of_documents(line.now.as_ref(), |row| row.documents.of(class)));
    CLASSES.iter().map(|(class, _)| number(*class)).collect()
}

fn compared(line: &Line) -> Vec<String> {
    let inside = |period: &Option<Period>| {
        Period::of_documents(period.as_ref(), |row| row.documents.in_scope())
    };
    let outside = |period: &Option<Period>| {
        Period::of_documents(period.as_ref(), |row| row.documents.off_scope())
    };
    let (year, last_year) = (inside(&line.year), inside(&line.last_year));
    let both = year.zip(last_year);
    let left = year.zip(line.quota).map(|(year, quota)| i64::from(quota) - year as i64);
    vec![
        known(inside(&line.now)),
        known(inside(&line.before)),
        known(inside(&line.ago)),
        known(year),
        known(last_year),
        both.map_or("—".to_owned(), |(year, last)| signed(year as i64 - last as i64)),
        both.and_then(change).unwrap_or_else(|| "—".to_owned()),
        line.quota.map_or("—".to_owned(), |quota| quota.to_string()),
        left.map_or("—".to_owned(), |left| left.to_string()),
        known(outside(&line.now)),
        known(outside(&line.year)),
        known(outside(&line.last_year)),
    ]
}

fn known(number: Option<usize>) -> String {
    number.map_or(MISSING.to_owned(), |number| number.to_string())
}

/// +3, -2, 0.
fn signed(number: i64) -> String {
    if number == 0 { number.to_string() } else { format!("{number:+}") }
}

/// +12.5%; none from nothing.
fn change((now, before): (usize, usize)) -> Option<String> {
    let by = now as f64 - before as f64;
    (before > 0).then(|| format!("{:+.1}%", by * 100.0 / before as f64))
}

fn pair(period: Option<&Period>) -> Option<(usize, usize)> {
    Period::of_documents(period, |row| (row.documents.in_scope(), row.documents.off_scope()))
}

/// Which months the numbers rest on.
fn coverage(monthly: &Monthly) -> String {
    let months = |wanted: fn(&Period) -> bool| {
        let known = monthly.trend.iter().filter(|(_, it)| it.as_ref().is_some_and(wanted));
        known.map(|(month, _): &(Month, _)| month.number().to_string()).collect::<Vec<_>>()
    };
    let all = monthly.trend.len();
    let kinds = [("文件", months(|it| it.documents)), ("会议", months(|it| it.sittings))];
    let mut said: Vec<String> = kinds
        .iter()
        .map(|(kind, months)| match months.len() {
            0 => format!("台账中没有本年1月至本月的{kind}，相应数字为“{MISSING}”。"),
            some if some == all => format!("台账中本年1月至本月各月都有{kind}。"),
            _ => format!(
                "台账中本年有{kind}的月份：{}月；其余月份{MISSING}，累计数不含。",
                months.join("、")
            ),
        })
        .collect();
    let (documents, meetings) = monthly.undated;
    if documents + meetings > 0 {
        said.push(format!("另有未识别日期的文件{documents}件、会议{meetings}次，不计入任何月份。"));
    }
    said.concat()
}

fn cost(cost: Option<&Cost>) -> String {
    let Some(cost) = cost else {
        return format!("会议人·小时（含路途）：{MISSING}。");
    };
    let (low, high) = cost.hours();
    let range = if cost.low == cost.high {
        hours(low)
    } else {
        format!("{}—{}", hours(low), hours(high))
    };
    let text = format!(
        "本月会议含路途共占用{range}人·小时。路途按参会最低层级和规则包中的往返小时数（travel_hours_city、travel_hours_county、travel_hours_township，默认为0即不计路途）计算，视频会不计路途，现场加视频的会议按全部在现场算上限。"
    );
    if cost.unmeasured == 0 {
        return text;
    }
    let doubt = format!(
        "有{}次会议人数或时长不明：下限只计已知部分，上限按规则包中该类会议的人数和时长上限计。",
        cost.unmeasured
    );
    text + &doubt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_signed_and_never_made_of_nothing() {
        assert_eq!(change((9, 8)).as_deref(), Some("+12.5%"));
        assert_eq!(change((6, 8)).as_deref(), Some("-25.0%"));
        assert_eq!(change((8, 8)).as_deref(), Some("+0.0%"));
        assert_eq!(change((8, 0)), None);
    }
}
