//! The month in a paragraph, measure by measure beside other periods, and month by month.

use super::super::grid::{Cell, Chart, Grid, Shape, number, words};
use super::super::{MISSING, Part};
use super::units::CLASSES;
use crate::monthly::{Cost, Month, Monthly, Period};
use crate::totals::Row;

/// Everything of the first section.
pub(super) fn of(monthly: &Monthly) -> Vec<Part<'_>> {
    vec![
        Part::Text(lead(monthly)),
        Part::Text(coverage(monthly)),
        Part::Heading("本月主要数量"),
        Part::Table(measures(monthly)),
        Part::Text(cost(monthly.total.cost.as_ref())),
        Part::Heading("本年各月数量"),
        Part::Table(months(monthly)),
    ]
}

/// The month as a report begins.
fn lead(monthly: &Monthly) -> String {
    let total = &monthly.total;
    let whose = monthly.department.as_deref().map_or("各单位", |name| name);
    if total.now.is_none() {
        return format!("台账中没有{whose}{}的文件和会议。", monthly.month);
    }
    let papers = |period: &Option<Period>, of: &dyn Fn(&Row) -> usize| {
        Period::of_documents(period.as_ref(), of)
            .map_or(MISSING.to_owned(), |count| format!("{count}件"))
    };
    let beside = |of: &dyn Fn(&Row) -> usize| {
        format!(
            "{}（上月{}，上年同月{}）",
            papers(&total.now, of),
            papers(&total.before, of),
            papers(&total.ago, of)
        )
    };
    let sent = if Period::of_documents(total.now.as_ref(), |_| ()).is_none() {
        format!("发文{MISSING}")
    } else {
        format!(
            "印发口径内文件{}、口径外文件{}，另有单列的请示报告、函、纪要等{}",
            beside(&|row| row.documents.in_scope()),
            beside(&|row| row.documents.off_scope()),
            papers(&total.now, &apart)
        )
    };
    format!("{}，{whose}{sent}；{}。", monthly.month, met(total.now.as_ref()))
}

fn met(now: Option<&Period>) -> String {
    let met = Period::of_sittings(now, |row| {
        let doubt =
            if row.unmeasured > 0 { "（人数或时长不明的会议未计）" } else { "" };
        format!("召开会议{}次，共{:.1}人·小时{doubt}", row.meetings, row.person_hours())
    });
    let asked = Period::of_documents(now, |row| {
        format!("，要求报送{}次，督查检查考核{}次", row.report_requests, row.inspections)
    });
    met.unwrap_or_else(|| format!("会议{MISSING}")) + &asked.unwrap_or_default()
}

/// Documents of the classes listed on their own.
fn apart(row: &Row) -> usize {
    CLASSES.iter().map(|(class, _)| row.documents.of(*class)).sum()
}

/// All departments, one measure a row, one period a column.
fn measures(monthly: &Monthly) -> Grid {
    let total = &monthly.total;
    let periods = [&total.now, &total.before, &total.ago, &total.year, &total.last_year];
    let row = |name: &str, of: &dyn Fn(Option<&Period>) -> Cell| {
        let cells = periods.map(|period| of(period.as_ref()));
        [Cell::words(name)].into_iter().chain(cells).collect::<Vec<_>>()
    };
    let papers = |name: &str, of: &dyn Fn(&Row) -> usize| {
        row(name, &|period| Cell::count(Period::of_documents(period, of)))
    };
    let met = |name: &str, of: &dyn Fn(&Row) -> usize| {
        row(name, &|period| Cell::count(Period::of_sittings(period, of)))
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
        met("会议（次）", &|row| row.meetings),
        met("会议人次", &|row| row.meeting_people as usize),
        row("会议人·小时", &spent),
        met("人数或时长不明的会议（次）", &|row| row.unmeasured),
    ]);
    let mut columns = vec![words("指标", 28)];
    columns.extend(["本月", "上月", "上年同月", "本年累计", "上年同期"].map(number));
    Grid::new("本月主要数量", columns, rows)
}

fn spent(period: Option<&Period>) -> Cell {
    let hours = Period::of_sittings(period, Row::person_hours);
    hours.map_or_else(Cell::missing, |hours| Cell::Number(hours, Shape::Tenths))
}

/// One month a row.
fn months(monthly: &Monthly) -> Grid {
    let rows = monthly.trend.iter().map(|(month, period)| {
        let period = period.as_ref();
        let papers = |of: fn(&Row) -> usize| Cell::count(Period::of_documents(period, of));
        vec![
            Cell::words(format!("{}月", month.number())),
            papers(|row| row.documents.in_scope()),
            papers(|row| row.documents.off_scope()),
            papers(apart),
            papers(|row| row.documents.total()),
            Cell::count(Period::of_sittings(period, |row| row.meetings)),
            spent(period),
            papers(|row| row.report_requests),
            papers(|row| row.inspections),
        ]
    });
    let mut columns = vec![words("月份", 9)];
    let names = ["口径内", "口径外", "单列", "文件合计", "会议", "人·小时", "要求报送", "督查检查"];
    columns.extend(names.map(number));
    let chart = Chart { title: "本年各月发文（件）", columns: &[1, 2], most: 12 };
    Grid { chart: Some(chart), ..Grid::new("本年各月数量", columns, rows.collect()) }
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
    let range =
        if cost.low == cost.high { format!("{low:.1}") } else { format!("{low:.1}—{high:.1}") };
    let text = format!(
        "本月会议含路途共占用{range}人·小时。路途按参会最低层级和规则包中的往返小时数计算（配置中travel_hours_开头的几项，默认为0，即不计路途），视频会不计路途，现场加视频的会议按全部在现场算上限。"
    );
    if cost.unmeasured == 0 {
        return text;
    }
    let doubt = format!(
        "有{}次会议人数或时长不明（缺人数的{}次，缺时长的{}次）：下限只计已知部分，上限按规则包中该类会议的人数和时长上限计。",
        cost.unmeasured, cost.without_people, cost.without_minutes
    );
    text + &doubt
}
