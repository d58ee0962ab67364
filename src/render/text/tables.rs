//! Totals by department and month, columns aligned for CJK.

use std::io::{self, Write};

use comfy_table::{CellAlignment, Table, presets};

use crate::config::Config;
use crate::report::{Report, Tallied};
use crate::score::{self, points};
use crate::totals;

/// Writes the totals, what they mean, and how each score comes about.
pub(super) fn totals(report: &Report, config: &Config, out: &mut dyn Write) -> io::Result<()> {
    if report.totals.is_empty() {
        return Ok(());
    }
    writeln!(out, "━━ 各单位各月发文和会议\n")?;
    let mut table = Table::new();
    table.load_style(presets::ASCII_BORDERS_ONLY_CONDENSED);
    table.set_header([
        "单位",
        "月份",
        "口径内",
        "口径外",
        "合计",
        "字数",
        "页数",
        "会议",
        "人次",
        "人·小时",
        "要求报送",
        "得分",
    ]);
    for tallied in &report.totals {
        table.add_row(row(tallied));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "{}\n", table.trim_fmt())?;
    writeln!(out, "{}\n", totals::BASIS)?;
    deductions(report, out)?;
    writeln!(out, "{}\n", score::formula(config))
}

fn row(tallied: &Tallied) -> Vec<String> {
    let Tallied { row, grade } = tallied;
    let hours = if row.unmeasured > 0 {
        format!("{:.1}＋", row.person_hours())
    } else {
        format!("{:.1}", row.person_hours())
    };
    vec![
        row.department.clone().unwrap_or_else(|| "未识别单位".to_owned()),
        row.month.clone().unwrap_or_else(|| "无日期".to_owned()),
        row.documents.in_scope().to_string(),
        row.documents.off_scope().to_string(),
        row.documents.total().to_string(),
        row.chars.to_string(),
        row.pages.to_string(),
        row.meetings.to_string(),
        row.meeting_people.to_string(),
        hours,
        row.report_requests.to_string(),
        grade.as_ref().map_or_else(|| "—".to_owned(), |grade| points(grade.score)),
    ]
}

fn deductions(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let graded = report.totals.iter().filter_map(|tallied| tallied.grade.as_ref());
    let graded: Vec<_> = graded.filter(|grade| !grade.deductions.is_empty()).collect();
    if !graded.is_empty() {
        writeln!(out, "扣分明细：")?;
    }
    for grade in graded {
        writeln!(out, "  {}　{}　得 {} 分", grade.department, grade.month, points(grade.score))?;
        for deduction in &grade.deductions {
            writeln!(out, "    {} 扣 {} 分", deduction.rule, points(deduction.points))?;
            for cause in &deduction.because {
                writeln!(out, "      · {}：{}", subject(report, &cause.subject), cause.message)?;
            }
        }
    }
    writeln!(out)
}

/// A sitting by its name and day, a document by its path.
fn subject(report: &Report, subject: &str) -> String {
    match report.meetings.iter().map(|met| &met.sitting).find(|sitting| sitting.id == subject) {
        Some(sitting) => match sitting.date {
            Some(date) => format!("{date}“{}”", sitting.title),
            None => format!("“{}”", sitting.title),
        },
        None => subject.to_owned(),
    }
}
