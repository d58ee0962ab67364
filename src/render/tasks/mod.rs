//! `jianfu tasks`: one file a format; the words and columns they share stand here.

pub mod csv;
pub mod ics;
pub mod json;
pub mod text;
pub mod xlsx;

use crate::tasks::{Due, Entry, Listing, State};

/// Headings of the columns of tables.
const COLUMNS: [&str; 10] = [
    "完成时限",
    "状态",
    "责任单位",
    "配合单位",
    "任务",
    "来文单位",
    "文件标题",
    "发文字号",
    "成文日期",
    "出处",
];

/// What every listing says of itself, so that nobody reads more into it.
const NOTE: &str = "任务和时限取自文件原文，相对日期按成文日期推算。“已过期限”只表示时限已过，是否完成请以办理情况为准。";

/// One entry's cells, in the order of [`COLUMNS`].
fn cells(entry: &Entry) -> [String; COLUMNS.len()] {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        due(entry),
        state(entry.state),
        entry.owner.join("、"),
        entry.with.join("、"),
        entry.text.clone(),
        optional(&entry.department),
        optional(&entry.title),
        optional(&entry.number),
        entry.issued.map_or_else(String::new, |date| date.to_string()),
        place(entry),
    ]
}

fn due(entry: &Entry) -> String {
    match &entry.due {
        Due::Day(day) => day.to_string(),
        Due::Recurring(text) => text.clone(),
        Due::Open => "未写明".to_owned(),
    }
}

fn state(state: State) -> String {
    match state {
        State::Overdue(days) => format!("已过期限{days}天"),
        State::Soon(0) => "今天到期".to_owned(),
        State::Soon(days) => format!("即将到期，还有{days}天"),
        State::Later(days) => format!("还有{days}天"),
        State::Undated => String::new(),
    }
}

/// The path and the paragraph.
fn place(entry: &Entry) -> String {
    format!("{} 第{}段", entry.source, entry.paragraph)
}

/// What was listed, in one line.
fn summary(listing: &Listing) -> String {
    let (overdue, soon) = listing.pressing();
    let days = listing.query.within.unwrap_or(crate::tasks::SOON);
    let line = format!(
        "截至{}：有具体日期的任务{}项，其中已过期限{overdue}项、{days}天内到期{soon}项；定期和长期任务{}项",
        listing.query.today,
        listing.dated.len(),
        listing.recurring.len()
    );
    match listing.query.within {
        Some(_) => line,
        None => format!("{line}；未写明时限的{}项", listing.open.len()),
    }
}
