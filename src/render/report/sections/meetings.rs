//! Meetings that could be spared, and the month's calendar.

use super::super::grid::{Cell, Chart, Grid, Shape, number, words};
use super::super::{Node, Part, slot};
use super::units::name;
use crate::monthly::{Merge, Monthly, Slot};

/// Groups a chart draws.
const DRAWN: usize = 15;
/// Characters of a meeting's name beside a bar.
const SHORT: usize = 12;

/// Groups with what they would save.
pub(super) fn merges(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.merges.is_empty() {
        return vec![Part::Text("没有发现可以合并或精简的会议。".to_owned())];
    }
    let saved: Vec<f64> = monthly.merges.iter().filter_map(|merge| merge.saving).collect();
    let rest = if saved.len() == monthly.merges.len() {
        ""
    } else {
        "（其余各组人数或时长不明）"
    };
    let mut parts = match saved.as_slice() {
        [] => vec![Part::Text("参会人数或时长不明，无法估算可节省的人·小时。".to_owned())],
        saved => vec![
            Part::Text(format!(
                "共{}组，其中{}组可以估算，合并后约可省{:.1}人·小时{rest}。",
                monthly.merges.len(),
                saved.len(),
                saved.iter().sum::<f64>()
            )),
            Part::Chart(savings(&monthly.merges)),
        ],
    };
    let list = monthly.merges.iter().map(merge).collect();
    let mut grids = vec![members(&monthly.merges)];
    grids.extend(plans(&monthly.merges));
    parts.push(Part::List(list, grids));
    parts
}

/// One group a row, the greatest saving first.
fn savings(merges: &[Merge]) -> Grid {
    let mut known: Vec<_> = merges.iter().filter_map(|it| Some((it.saving?, it))).collect();
    known.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(one.number.cmp(&other.number)));
    let row = |(saving, merge): (f64, &Merge)| {
        let title = merge.members.first().map_or("", |member| member.title.as_str());
        let mut short: String = title.chars().take(SHORT).collect();
        if short.len() < title.len() {
            short.push('…');
        }
        vec![
            Cell::words(format!("组{} {short}", merge.number)),
            Cell::words(format!("{} {}", merge.rule, merge.title)),
            Cell::count(Some(merge.members.len())),
            Cell::Number(saving, Shape::Tenths),
        ]
    };
    let columns =
        vec![words("组", 28), words("规则", 24), number("会议次数"), number("可省人·小时")];
    let chart = Chart {
        title: "合并后可省的人·小时（由多到少）", columns: &[3], most: DRAWN
    };
    let rows = known.into_iter().map(row).collect();
    Grid { chart: Some(chart), ..Grid::new("各组可省的人·小时", columns, rows) }
}

/// One meeting of a group a row.
fn members(merges: &[Merge]) -> Grid {
    let columns = vec![
        words("组", 10),
        words("规则和理由", 38),
        words("日期", 20),
        words("会议", 36),
        words("组织单位", 20),
        number("人数"),
    ];
    let rows = merges.iter().flat_map(|merge| {
        merge.members.iter().enumerate().map(move |(at, member)| {
            let why = format!("{} {}：{}", merge.rule, merge.title, merge.reason);
            let saving = saving(merge).map(|words| format!("；{words}"));
            let why = if at == 0 { why + &saving.unwrap_or_default() } else { "同上".to_owned() };
            let people = member
                .people
                .map_or_else(|| Cell::words("不明"), |it| Cell::count(Some(it as usize)));
            let own = [format!("组{}", merge.number), why, day(member), timed(member)];
            let own = own.map(Cell::words).into_iter();
            own.chain([Cell::words(name(member.organizer.as_deref())), people]).collect()
        })
    });
    Grid::new("可以合并或精简的会议", columns, rows.collect())
}

fn merge(merge: &Merge) -> Node {
    let member = |member: &Slot| {
        let organizer = name(member.organizer.as_deref());
        Node::leaf(format!("{} {}　{organizer}", day(member), slot(member)))
    };
    let mut below: Vec<Node> = merge.members.iter().map(member).collect();
    below.extend(saving(merge).map(Node::leaf));
    below.extend(merge.plan.iter().cloned().map(Node::leaf));
    Node {
        text: format!("［组{}］{} {}：{}", merge.number, merge.rule, merge.title, merge.reason),
        below,
    }
}

/// What a group would save; a range goes without a plan only, which says it itself.
fn saving(merge: &Merge) -> Option<String> {
    let range = || merge.range.filter(|_| merge.plan.is_empty());
    let known = merge.saving.map(|hours| format!("合并后约可省{hours:.1}人·小时"));
    known.or_else(|| {
        range().map(|(from, to)| format!("人数或时长未写全，可省{from:.1}至{to:.1}人·小时"))
    })
}

/// What to do instead, a line a row; none where no group has a plan.
fn plans(merges: &[Merge]) -> Option<Grid> {
    let rows = merges.iter().flat_map(|merge| {
        merge.plan.iter().map(move |line| {
            vec![Cell::words(format!("组{}", merge.number)), Cell::words(line.clone())]
        })
    });
    let rows: Vec<_> = rows.collect();
    let columns = vec![words("组", 10), words("建议", 90)];
    (!rows.is_empty()).then(|| Grid::new("合并开会的建议", columns, rows))
}

fn day(slot: &Slot) -> String {
    slot.date.map_or("日期不明".to_owned(), |date| date.to_string())
}

fn timed(slot: &Slot) -> String {
    let start = slot.start.map(|time| time.strftime("%H:%M ").to_string()).unwrap_or_default();
    start + &slot.title
}

/// The month by day.
pub(super) fn calendar(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.calendar.sittings() == 0 {
        return vec![Part::Text("台账中没有本月召开的会议。".to_owned())];
    }
    let note = "“休”为休息日（按国务院办公厅公布的放假安排），“无会日”按本单位配置；［组1］表示属于上一部分编号为1的一组会议。";
    vec![
        Part::Text(format!("本月召开会议{}次。{note}", monthly.calendar.sittings())),
        Part::Calendar(&monthly.calendar),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn savings_and_plans_are_said_once() {
        let merge = |known, range, plan: &[&str]| Merge {
            number: 1,
            rule: "M501".to_owned(),
            title: "同一事项重复开会",
            reason: String::new(),
            members: Vec::new(),
            saving: known,
            range,
            plan: plan.iter().map(|line| (*line).to_owned()).collect(),
        };
        let check = |merge: &Merge, expect: Option<&str>, lines: usize| {
            assert_eq!(saving(merge).as_deref(), expect);
            let planned = plans(std::slice::from_ref(merge)).map_or(0, |grid| grid.rows.len());
            assert_eq!(planned, lines);
        };
        check(&merge(None, None, &[]), None, 0);
        check(
            &merge(Some(51.0), Some((51.0, 60.0)), &["合开一次"]),
            Some("合并后约可省51.0人·小时"),
            1,
        );
        let range = "人数或时长未写全，可省10.0至20.0人·小时";
        check(&merge(None, Some((10.0, 20.0)), &[]), Some(range), 0);
        check(&merge(None, Some((10.0, 20.0)), &["一", "二"]), None, 2);
    }
}
