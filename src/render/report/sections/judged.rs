//! What was judged: volume, scores, errors.

use super::super::grid::{Cell, Grid, Shape, number, words};
use super::super::{MISSING, Node, Part};
use super::units::name;
use crate::monthly::{DEFINITION, Entry, ErrorClass, Faults, Monthly, Traced};
use crate::render::catalogue::severity;
use crate::rules;
use crate::score::{Cause, Deduction, points};

/// V001 to V003.
pub(super) fn volume(monthly: &Monthly) -> Vec<Part<'_>> {
    let basis = "V001 超控制数：口径内本年累计多于年度控制数，或多于上年同期（只减不增）。V002 口径外增长：口径内比上年同期减少而口径外增加。V003 涉密占比异常：按发文登记中的密级，涉密文件占比比上年同期明显上升，仅提示核实。上年1月至本月中任何一个月没有记录的，不与上年同期比较；上级机关的发文不作判断。";
    let basis = Part::Text(basis.to_owned());
    if monthly.volume.is_empty() {
        let none = "没有超过控制数或上年同期的单位（无数据的未作判断）。";
        return vec![Part::Text(none.to_owned()), basis];
    }
    let notes = monthly.volume.iter();
    let list = notes.clone().map(|it| format!("{}　{}：{}", it.rule, it.department, it.message));
    let rows =
        notes.map(|it| [it.department.as_str(), it.rule, &it.message].map(Cell::words).into());
    let columns = vec![words("单位", 24), words("规则", 12), words("情况", 60)];
    let grid = Grid::new("总量控制", columns, rows.collect());
    vec![Part::List(list.map(Node::leaf).collect(), vec![grid]), basis]
}

/// Each score with its deductions, each deduction with what it rests on.
pub(super) fn scores(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.grades.is_empty() {
        return vec![Part::Text(format!("{MISSING}：本月没有可以计分的单位。"))];
    }
    let list = monthly.grades.iter().map(score).collect();
    let columns = vec![
        words("单位", 24),
        number("得分"),
        words("扣分规则", 30),
        number("扣分"),
        number("各条合计"),
    ];
    let rows = monthly.grades.iter().flat_map(graded).collect();
    let sums = Grid::new("得分和扣分", columns, rows);
    let columns = vec![
        words("单位", 18),
        words("规则", 12),
        words("文件或会议", 36),
        words("位置", 12),
        words("问题", 44),
        number("分值"),
    ];
    let rows = monthly.grades.iter().flat_map(causes).collect();
    let details = Grid::new("扣分明细", columns, rows);
    vec![Part::List(list, vec![sums, details]), Part::Text(monthly.formula.clone())]
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
    let capped = if deduction.points < deduction.uncapped {
        format!("（各条合计{}分，按该类上限扣）", points(deduction.uncapped))
    } else {
        String::new()
    };
    let cause = |cause: &Cause| {
        let (named, place) = origin(cause, traced);
        Node::leaf(format!("{named}{place}：{}（{}分）", cause.message, points(cause.points)))
    };
    Node {
        text: format!("{}　扣{}分{capped}", called(&deduction.rule), points(deduction.points)),
        below: deduction.because.iter().map(cause).collect(),
    }
}

/// A deduction a row; a department without any has one row that says so.
fn graded(traced: &Traced) -> Vec<Vec<Cell>> {
    let grade = &traced.grade;
    let start = [Cell::words(grade.department.clone()), Cell::points(grade.score)];
    let row = |rule: &str, points, uncapped| {
        let own = [Cell::words(rule), Cell::points(points), Cell::points(uncapped)];
        start.clone().into_iter().chain(own).collect()
    };
    if grade.deductions.is_empty() {
        return vec![row("无扣分", 0, 0)];
    }
    let deductions = grade.deductions.iter();
    deductions.map(|it| row(&called(&it.rule), it.points, it.uncapped)).collect()
}

fn causes(traced: &Traced) -> Vec<Vec<Cell>> {
    let deductions = traced.grade.deductions.iter();
    let causes = deductions.flat_map(|it| it.because.iter().map(move |cause| (it, cause)));
    let row = |(deduction, cause): (&Deduction, &Cause)| {
        let (named, place) = origin(cause, traced);
        let own = [&traced.grade.department, &deduction.rule, &named, &place, &cause.message];
        own.map(Cell::words).into_iter().chain([Cell::points(cause.points)]).collect()
    };
    causes.map(row).collect()
}

/// The document or sitting of a cause, and the paragraph.
fn origin(cause: &Cause, traced: &Traced) -> (String, String) {
    let named = traced.names.get(&cause.subject).unwrap_or(&cause.subject);
    // A sitting has no paragraphs: its findings stand at no place.
    let place = if named.starts_with('《') || *named == cause.subject {
        format!("第{}段", cause.span.block + 1)
    } else {
        String::new()
    };
    (named.clone(), place)
}

/// A rule's code and name.
fn called(code: &str) -> String {
    let rule = rules::ALL.iter().find(|rule| rule.code == code);
    format!("{code} {}", rule.map_or("", |rule| rule.title))
}

/// Rates by department, then the errors by class.
pub(super) fn bulletin(monthly: &Monthly) -> Vec<Part<'_>> {
    let bulletin = &monthly.bulletin;
    let Some(total) = &bulletin.total else {
        return vec![Part::Text(format!("{MISSING}：台账中没有本月的文件。"))];
    };
    let units = bulletin.units.iter();
    let mut rows: Vec<_> =
        units.map(|(department, faults)| faulty(name(department.as_deref()), faults)).collect();
    if monthly.department.is_none() {
        rows.push(faulty("合计".to_owned(), total));
    }
    let mut columns = vec![words("单位", 24)];
    columns.extend(["总件数", "出错件数", "差错率", "扣分之和", "扣分率"].map(number));
    let rates = Grid::new("差错率和扣分率", columns, rows);
    vec![
        Part::Text(DEFINITION.to_owned()),
        Part::Heading("差错率和扣分率"),
        Part::Table(Grid { sum: monthly.department.is_none(), ..rates }),
        Part::Heading("错情明细"),
        errors(&bulletin.classes),
    ]
}

fn errors(classes: &[ErrorClass]) -> Part<'static> {
    if classes.is_empty() {
        return Part::Text("本月没有发现错情。".to_owned());
    }
    let columns = vec![
        words("错情类别", 16),
        words("单位", 16),
        words("文件", 32),
        words("位置", 12),
        words("原文", 20),
        words("问题", 32),
        words("应为", 20),
    ];
    let rows = classes.iter().flat_map(|class| {
        class.entries.iter().map(|entry| {
            let kind = format!("{} {}", class.rule, class.title);
            let whose = name(entry.department.as_deref());
            let place = format!("第{}段", entry.paragraph);
            let right = entry.should_be.clone().unwrap_or_default();
            let cells = [kind, whose, paper(entry), place, entry.text.clone(), fault(entry), right];
            cells.map(Cell::words).into()
        })
    });
    let grid = Grid::new("错情明细", columns, rows.collect());
    Part::List(classes.iter().map(class).collect(), vec![grid])
}

fn faulty(name: String, faults: &Faults) -> Vec<Cell> {
    let rate = |rate: Option<usize>, by: f64, shape| {
        rate.map_or_else(Cell::missing, |rate| Cell::Number(rate as f64 / by, shape))
    };
    vec![
        Cell::words(name),
        Cell::count(Some(faults.documents)),
        Cell::count(Some(faults.faulty)),
        rate(faults.error_rate(), 10_000.0, Shape::Rate),
        Cell::points(faults.points),
        rate(faults.point_rate(), 100.0, Shape::Hundredths),
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
    let whose = name(entry.department.as_deref());
    let words = if entry.text.is_empty() { String::new() } else { format!("“{}”", entry.text) };
    let line = format!("{whose}{}第{}段{words}：{}", paper(entry), entry.paragraph, fault(entry));
    match &entry.should_be {
        Some(right) => format!("{line}，应为“{right}”"),
        None => line,
    }
}

/// The document at fault as people name it.
fn paper(entry: &Entry) -> String {
    match (&entry.title, &entry.number) {
        (Some(title), Some(number)) => format!("《{title}》（{number}）"),
        (Some(title), None) => format!("《{title}》（无文号）"),
        (None, _) => entry.source.clone(),
    }
}

fn fault(entry: &Entry) -> String {
    let doubt = if entry.doubtful { "，需核实" } else { "" };
    format!("{}（{}{doubt}）", entry.message, severity(entry.severity))
}
