//! What was judged: volume, scores, errors, meetings that could be spared.

use super::super::{Grid, MISSING, Node, Part, slot};
use super::numbers::name;
use crate::monthly::{DEFINITION, Entry, ErrorClass, Faults, Line, Merge, Monthly, Slot, Traced};
use crate::render::catalogue::severity;
use crate::rules;
use crate::score::{Cause, Deduction, points};

/// V001 and V002.
pub(super) fn volume(monthly: &Monthly) -> Vec<Part<'_>> {
    let basis = "V001 超控制数：口径内本年累计多于年度控制数，或多于上年同期（只减不增）。V002 口径外增长：口径内比上年同期减少而口径外增加。上年1月至本月中任何一个月没有记录的，不与上年同期比较；上级机关的发文不作判断。";
    let list = if monthly.volume.is_empty() {
        vec![Node::leaf("没有超过控制数或上年同期的单位（无数据的未作判断）。")]
    } else {
        let notes = monthly.volume.iter();
        notes
            .map(|it| Node::leaf(format!("{}　{}：{}", it.rule, it.department, it.message)))
            .collect()
    };
    vec![Part::List(list), Part::Text(basis.to_owned())]
}

/// Each score with its deductions, each deduction with what it rests on.
pub(super) fn scores(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.grades.is_empty() {
        return vec![Part::Text(format!("{MISSING}：本月没有可以计分的单位。"))];
    }
    let list = monthly.grades.iter().map(score).collect();
    vec![Part::List(list), Part::Text(monthly.formula.clone())]
}

fn score(traced: &Traced) -> Node {
    let grade = &traced.grade;
    let deductions = grade.deductions.iter().map(|it| deduction(it, traced));
    Node {
        text: format!("{}　得{}分", grade.department, points(grade.score)),
        below: deductions.collect(),
    }
}

fn deduction(deduction: &Deduction, traced: &Traced) -> Node {
    let rule = rules::ALL.iter().find(|rule| rule.code == deduction.rule);
    let title = rule.map_or("", |rule| rule.title);
    let capped = if deduction.points < deduction.uncapped {
        format!("（各条合计{}分，按该类上限扣）", points(deduction.uncapped))
    } else {
        String::new()
    };
    let cause = |cause: &Cause| {
        let named = traced.names.get(&cause.subject).unwrap_or(&cause.subject);
        // A sitting has no paragraphs: its findings stand at no place.
        let place = if named.starts_with('《') || *named == cause.subject {
            format!("第{}段", cause.span.block + 1)
        } else {
            String::new()
        };
        Node::leaf(format!("{named}{place}：{}（{}分）", cause.message, points(cause.points)))
    };
    Node {
        text: format!("{} {title}　扣{}分{capped}", deduction.rule, points(deduction.points)),
        below: deduction.because.iter().map(cause).collect(),
    }
}

/// Rates by department, then the errors by class.
pub(super) fn bulletin(monthly: &Monthly) -> Vec<Part<'_>> {
    let bulletin = &monthly.bulletin;
    let Some(total) = &bulletin.total else {
        return vec![Part::Text(format!("{MISSING}：台账中没有本月的文件。"))];
    };
    let units = bulletin.units.iter().map(|(department, faults)| {
        let line = Line { department: department.clone(), ..Line::default() };
        faulty(name(&line), faults)
    });
    let mut rows: Vec<_> = units.collect();
    if monthly.department.is_none() {
        rows.push(faulty("合计".to_owned(), total));
    }
    let head = vec!["单位", "总件数", "出错件数", "差错率", "扣分之和", "扣分率"];
    let mut list: Vec<Node> = bulletin.classes.iter().map(class).collect();
    if list.is_empty() {
        list.push(Node::leaf("本月没有发现错情。"));
    }
    vec![
        Part::Text(DEFINITION.to_owned()),
        Part::Table(Grid { head, rows, sum: monthly.department.is_none() }),
        Part::List(list),
    ]
}

fn faulty(name: String, faults: &Faults) -> Vec<String> {
    let hundredths = |number: usize| format!("{}.{:02}", number / 100, number % 100);
    let rate = faults.error_rate().map_or(MISSING.to_owned(), |rate| hundredths(rate) + "%");
    let points_each = faults.point_rate().map_or(MISSING.to_owned(), hundredths);
    vec![
        name,
        faults.documents.to_string(),
        faults.faulty.to_string(),
        rate,
        points(faults.points),
        points_each,
    ]
}

fn class(class: &ErrorClass) -> Node {
    Node {
        text: format!("{} {}（{}处）", class.rule, class.title, class.entries.len()),
        below: class.entries.iter().map(|entry| Node::leaf(error(entry))).collect(),
    }
}

/// ××局《…》（×府发〔2026〕5号）第2段“…”：…；应为“…”。
fn error(entry: &Entry) -> String {
    let whose = entry.department.as_deref().unwrap_or("未识别单位");
    let paper = match (&entry.title, &entry.number) {
        (Some(title), Some(number)) => format!("《{title}》（{number}）"),
        (Some(title), None) => format!("《{title}》（无文号）"),
        (None, _) => entry.source.clone(),
    };
    let words = if entry.text.is_empty() { String::new() } else { format!("“{}”", entry.text) };
    let doubt = if entry.doubtful { "，需核实" } else { "" };
    let line = format!(
        "{whose}{paper}第{}段{words}：{}（{}{doubt}）",
        entry.paragraph,
        entry.message,
        severity(entry.severity)
    );
    match &entry.should_be {
        Some(right) => format!("{line}，应为“{right}”"),
        None => line,
    }
}

/// Groups with what they would save.
pub(super) fn merges(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.merges.is_empty() {
        return vec![Part::Text("没有发现可以合并或精简的会议。".to_owned())];
    }
    let saved: Vec<f64> = monthly.merges.iter().filter_map(|merge| merge.saving).collect();
    let sum = match saved.as_slice() {
        [] => "参会人数或时长不明，无法估算可节省的人·小时。".to_owned(),
        saved => format!(
            "共{}组，其中{}组可以估算，合并后约可省{:.1}人·小时（其余各组人数或时长不明）。",
            monthly.merges.len(),
            saved.len(),
            saved.iter().sum::<f64>()
        ),
    };
    let sum = if saved.len() == monthly.merges.len() {
        sum.replace("（其余各组人数或时长不明）", "")
    } else {
        sum
    };
    vec![Part::Text(sum), Part::List(monthly.merges.iter().map(merge).collect())]
}

fn merge(merge: &Merge) -> Node {
    let member = |member: &Slot| {
        let day = member.date.map_or("日期不明".to_owned(), |date| date.to_string());
        let organizer = member.organizer.as_deref().unwrap_or("未识别单位");
        Node::leaf(format!("{day} {}　{organizer}", slot(member)))
    };
    let mut below: Vec<Node> = merge.members.iter().map(member).collect();
    if let Some(hours) = merge.saving {
        below.push(Node::leaf(format!("合并后约可省{hours:.1}人·小时")));
    } else if let Some((from, to)) = merge.range.filter(|_| merge.plan.is_empty()) {
        below.push(Node::leaf(format!("人数或时长未写全，可省{from:.1}至{to:.1}人·小时")));
    }
    below.extend(merge.plan.iter().cloned().map(Node::leaf));
    Node {
        text: format!("［组{}］{} {}：{}", merge.number, merge.rule, merge.title, merge.reason),
        below,
    }
}
