//! Departments by month, scores and the receiver's side as contract.md spells them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::{Report, Tallied};
use crate::score::Deduction;
use crate::totals::{self, Documents};

#[derive(Serialize)]
pub(super) struct Department<'a> {
    #[serde(rename = "department")]
    name: Option<&'a str>,
    month: Option<&'a str>,
    documents: BTreeMap<&'static str, usize>,
    joint: usize,
    chars: usize,
    pages: usize,
    meetings: usize,
    meeting_people: u64,
    person_hours: f64,
    meetings_unmeasured: usize,
    report_requests: usize,
    inspections: usize,
    findings: &'a BTreeMap<String, usize>,
    score: Option<f64>,
    deductions: Vec<Deducted<'a>>,
}

#[derive(Serialize)]
struct Deducted<'a> {
    rule: &'a str,
    points: f64,
    because: Vec<Because<'a>>,
}

#[derive(Serialize)]
struct Because<'a> {
    subject: &'a str,
    block: usize,
    start: usize,
    end: usize,
    points: f64,
    message: &'a str,
}

#[derive(Serialize)]
pub(super) struct Received<'a> {
    unit: &'a str,
    month: Option<&'a str>,
    documents: usize,
    duplicates: usize,
    meetings: usize,
    report_requests: usize,
}

/// Every row, with its score where it bears a department and a month.
pub(super) fn departments(report: &Report) -> Vec<Department<'_>> {
    report.totals.iter().map(Department::new).collect()
}

/// The receiver's side.
pub(super) fn received(report: &Report) -> Vec<Received<'_>> {
    report.received.iter().map(Received::new).collect()
}

impl<'a> Department<'a> {
    fn new(tallied: &'a Tallied) -> Self {
        let Tallied { row, grade } = tallied;
        Self {
            name: row.department.as_deref(),
            month: row.month.as_deref(),
            documents: documents(&row.documents),
            joint: row.joint,
            chars: row.chars,
            pages: row.pages,
            meetings: row.meetings,
            meeting_people: row.meeting_people,
            person_hours: row.person_hours(),
            meetings_unmeasured: row.unmeasured,
            report_requests: row.report_requests,
            inspections: row.inspections,
            findings: &row.findings,
            score: grade.as_ref().map(|grade| hundredths(grade.score)),
            deductions: grade
                .iter()
                .flat_map(|grade| &grade.deductions)
                .map(Deducted::new)
                .collect(),
        }
    }
}

impl<'a> Deducted<'a> {
    fn new(deduction: &'a Deduction) -> Self {
        let because = deduction.because.iter().map(|cause| Because {
            subject: &cause.subject,
            block: cause.span.block,
            start: cause.span.start,
            end: cause.span.end,
            points: hundredths(cause.points),
            message: &cause.message,
        });
        Self {
            rule: &deduction.rule,
            points: hundredths(deduction.points),
            because: because.collect(),
        }
    }
}

impl<'a> Received<'a> {
    fn new(row: &'a totals::Received) -> Self {
        Self {
            unit: &row.unit,
            month: row.month.as_deref(),
            documents: row.documents,
            duplicates: row.duplicates,
            meetings: row.meetings,
            report_requests: row.report_requests,
        }
    }
}

fn documents(counted: &Documents) -> BTreeMap<&'static str, usize> {
    let mut by_name: BTreeMap<_, _> =
        counted.0.iter().map(|(class, count)| (class.name(), *count)).collect();
    by_name.insert("in_scope", counted.in_scope());
    by_name.insert("off_scope", counted.off_scope());
    by_name.insert("total", counted.total());
    by_name
}

fn hundredths(points: u32) -> f64 {
    f64::from(points) / 100.0
}
