//! The report's sections in their order.

mod judged;
mod meetings;
mod overview;
mod units;

use super::{Part, Section};
use crate::monthly::Monthly;
use crate::totals;

/// The heading of the whole.
pub(super) fn title(monthly: &Monthly) -> String {
    let whose = monthly.department.as_deref().map_or(String::new(), |name| format!("{name}　"));
    format!("{whose}{}精文减会月报", monthly.month)
}

/// Every section, numbered.
pub(super) fn of(monthly: &Monthly) -> Vec<Section<'_>> {
    let mut parts = vec![
        ("总体情况", overview::of(monthly)),
        ("各单位情况", units::departments(monthly)),
        ("与上月、上年同期和控制数比较", units::comparison(monthly)),
        ("总量控制", judged::volume(monthly)),
        ("得分和扣分明细", judged::scores(monthly)),
        ("错情通报", judged::bulletin(monthly)),
        ("可以合并或精简的会议", meetings::merges(monthly)),
        ("会议月历", meetings::calendar(monthly)),
        ("收文单位负担", units::received(monthly)),
    ];
    if monthly.department.is_some() {
        // One department's numbers are the overview's.
        parts.remove(1);
    }
    parts.push((
        "统计口径",
        vec![Part::Text(totals::BASIS.to_owned()), Part::Text(NOTE.to_owned())],
    ));
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let numbered = numerals.into_iter().zip(parts);
    numbered
        .map(|(at, (title, parts))| Section { title: format!("{at}、{title}"), parts })
        .collect()
}

const NOTE: &str = "“无数据”指台账中没有该单位该时段的任何文件和会议，不等于零。本年累计、上年同期都从1月算到本月。";
