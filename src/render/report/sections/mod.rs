//! The report's sections in their order.

mod judged;
mod numbers;

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
        ("总体情况", numbers::overview(monthly)),
        ("各单位情况", numbers::departments(monthly)),
        ("与上月、上年同期和控制数比较", numbers::comparison(monthly)),
        ("总量控制", judged::volume(monthly)),
        ("得分和扣分明细", judged::scores(monthly)),
        ("错情通报", judged::bulletin(monthly)),
        ("可以合并或精简的会议", judged::merges(monthly)),
        ("会议月历", calendar(monthly)),
        ("收文单位负担", numbers::received(monthly)),
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

fn calendar(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.calendar.sittings() == 0 {
        return vec![Part::Text("台账中没有本月召开的会议。".to_owned())];
    }
    let note = "“休”为休息日（按国务院办公厅公布的放假安排），“无会日”按本单位配置；［组1］表示属于上一部分编号为1的一组会议。";
    vec![
        Part::Text(format!("本月召开会议{}次。{note}", monthly.calendar.sittings())),
        Part::Calendar(&monthly.calendar),
    ]
}
