//! The score of a department's month: 100 minus deductions, floor 0, every point traced to the findings it rests on.
//!
//! No person is scored and nothing is ranked here. What a finding costs is data in the rule pack.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::document::Span;
use crate::finding::{Confidence, Finding, Severity};
use crate::totals::{Row, weighs};

/// A full score, in hundredths of a point.
pub const FULL: u32 = 10_000;

/// The score of one department in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// Canonical name.
    pub department: String,
    /// `2026-03`.
    pub month: String,
    /// Hundredths of a point, from 0 to [`FULL`].
    pub score: u32,
    /// What was deducted, in order of rule.
    pub deductions: Vec<Deduction>,
}

/// What one rule deducted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    /// Rule code.
    pub rule: String,
    /// Hundredths of a point deducted, after the family's cap.
    pub points: u32,
    /// Hundredths of a point its findings cost, before the cap.
    pub uncapped: u32,
    /// The findings it rests on, in order of subject and place.
    pub because: Vec<Cause>,
}

/// A finding a deduction rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cause {
    /// Path of the document, or id of the sitting.
    pub subject: String,
    /// Where in it.
    pub span: Span,
    /// Hundredths of a point it costs, before the cap.
    pub points: u32,
    /// What is wrong.
    pub message: String,
}

/// Grades every row that bears a department and a month, in the order of the rows. Other rows cannot be anybody's score.
pub fn grade(rows: &[Row], findings: &[Finding], config: &Config) -> Vec<Grade> {
    let mut by_subject: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| cost(finding, config) > 0) {
        by_subject.entry(&finding.subject).or_default().push(finding);
    }
    rows.iter().filter_map(|row| grade_row(row, &by_subject, config)).collect()
}

/// The formula with the weights in force, for every report that shows a score.
pub fn formula(config: &Config) -> String {
    let mut text = String::from(
        "得分＝100分－扣分，最低0分；按单位、按月计算，精确到0.01分。\n扣分＝各条问题的分值之和：",
    );
    let by_severity = [("错误", Severity::Error), ("提醒", Severity::Warning)];
    for (name, severity) in by_severity {
        // Writing to a String cannot fail.
        let _ = write!(text, "{name}每条{}分，", points(config.points("", severity)));
    }
    text.push_str("提示不扣分；把握不大（需要佐证）的、已豁免的、列入基线的也不扣分。\n");
    let special: Vec<_> = config
        .special_points()
        .map(|(rule, cost)| format!("{rule}每条{}分", points(cost)))
        .collect();
    if !special.is_empty() {
        let _ = writeln!(text, "单独规定分值的：{}。", special.join("，"));
    }
    let caps: Vec<_> = FAMILIES
        .iter()
        .map(|(family, name)| format!("{name}（{family}）{}分", points(config.cap(*family))))
        .collect();
    let _ = writeln!(text, "每类扣分上限：{}。", caps.join("，"));
    text.push_str(
        "会议的问题只扣主办单位；联合发文的问题只扣主办单位；同一份文件的多个副本只扣一次。\n每项扣分都列出所依据的问题。分值和上限可由单位在 jianfu.toml 的 [score.points]、[score.cap] 改写。\n得分只用于查找问题、改进工作，不排名，不对个人计分。",
    );
    text
}

/// Hundredths as people write points: 2, 0.5, 12.34.
pub fn points(hundredths: u32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => format!("{whole}"),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

/// Families of rules, by the first letter of their codes.
pub const FAMILIES: [(char, &str); 10] = [
    ('W', "文风"),
    ('C', "照搬照转"),
    ('P', "配套文件"),
    ('F', "发文形式"),
    ('M', "会议"),
    ('R', "报送与督查"),
    ('T', "任务闭环"),
    ('E', "错情"),
    ('D', "保密与隐私"),
    ('V', "总量"),
];

fn grade_row(
    row: &Row,
    by_subject: &BTreeMap<&str, Vec<&Finding>>,
    config: &Config,
) -> Option<Grade> {
    let (department, month) = (row.department.clone()?, row.month.clone()?);
    let mut causes: BTreeMap<&str, Vec<Cause>> = BTreeMap::new();
    let subjects = row.sources.iter().chain(&row.sittings);
    for finding in subjects.filter_map(|subject| by_subject.get(subject.as_str())).flatten() {
        causes.entry(&finding.rule).or_default().push(Cause {
            subject: finding.subject.clone(),
            span: finding.span,
            points: cost(finding, config),
            message: finding.message.clone(),
        });
    }
    let deductions = deduct(causes, config);
    let lost = deductions.iter().fold(0, |lost: u32, rule| lost.saturating_add(rule.points));
    Some(Grade { department, month, score: FULL.saturating_sub(lost), deductions })
}

/// Rules draw on their family's cap in order of code.
fn deduct(causes: BTreeMap<&str, Vec<Cause>>, config: &Config) -> Vec<Deduction> {
    let mut left: BTreeMap<Option<char>, u32> = BTreeMap::new();
    let mut deductions = Vec::new();
    for (rule, mut because) in causes {
        because.sort();
        let family = rule.chars().next();
        let room =
            left.entry(family).or_insert_with(|| family.map_or(0, |family| config.cap(family)));
        let uncapped =
            because.iter().fold(0, |total: u32, cause| total.saturating_add(cause.points));
        let points = uncapped.min(*room);
        *room -= points;
        deductions.push(Deduction { rule: rule.to_owned(), points, uncapped, because });
    }
    deductions
}

/// Hundredths of a point a finding costs: nothing where the rule itself is not sure, or where the finding does not count.
pub(crate) fn cost(finding: &Finding, config: &Config) -> u32 {
    if weighs(finding) && finding.confidence != Confidence::Low {
        config.points(&finding.rule, finding.severity)
    } else {
        0
    }
}

#[cfg(test)]
#[path = "score/tests.rs"]
mod tests;
