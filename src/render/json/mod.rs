//! `--format json`: the machine's view, `"schema": "jianfu/1"` (schema/jianfu-1.json). Its types are its own, so that the
//! core can change without breaking those who read it.

mod document;
mod totals;

use std::io::{self, Write};

use serde::Serialize;

use crate::document::Unreadable;
use crate::extract::Extracted;
use crate::finding::{Group, Severity};
use crate::report::Report;

const SCHEMA: &str = "jianfu/1";

#[derive(Serialize)]
struct Check<'a> {
    schema: &'static str,
    documents: Vec<document::Document<'a>>,
    unreadable: Vec<Refused<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Audit<'a> {
    #[serde(flatten)]
    check: Check<'a>,
    meetings: Vec<document::Meeting<'a>>,
    groups: Vec<Together<'a>>,
    departments: Vec<totals::Department<'a>>,
    received: Vec<totals::Received<'a>>,
    scope: &'static str,
    score_formula: String,
}

#[derive(Serialize)]
struct Extract<'a> {
    schema: &'static str,
    documents: Vec<document::Full<'a>>,
    unreadable: Vec<Refused<'a>>,
}

#[derive(Serialize)]
struct Refused<'a> {
    source: &'a str,
    kind: crate::document::UnreadableKind,
    message: &'a str,
}

#[derive(Serialize)]
struct Summary<'a> {
    documents: usize,
    unreadable: usize,
    classified_refused: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    exempt: usize,
    stale_exemptions: Vec<Stale<'a>>,
}

#[derive(Serialize)]
struct Stale<'a> {
    rule: &'a str,
    document: Option<&'a str>,
    reason: &'a str,
    approver: &'a str,
    until: Option<&'a str>,
}

#[derive(Serialize)]
struct Together<'a> {
    rule: &'a str,
    members: &'a [String],
    reason: &'a str,
    saving: Option<Saving>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    plan: &'a [String],
}

#[derive(Serialize)]
struct Saving {
    person_hours: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<f64>,
}

/// Writes the answer of `check`.
///
/// # Errors
/// When `out` cannot be written.
pub fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write(&checked(report), out)
}

/// Writes the answer of `check` on one line, for a program that reads answer after answer.
///
/// # Errors
/// When `out` cannot be written.
pub fn check_line(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &checked(report)).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes the answer of `audit`.
///
/// # Errors
/// When `out` cannot be written.
pub fn audit(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let answer = Audit {
        check: checked(report),
        meetings: report.meetings.iter().map(document::Meeting::new).collect(),
        groups: report.groups.iter().map(Together::new).collect(),
        departments: totals::departments(report),
        received: totals::received(report),
        scope: crate::totals::BASIS,
        score_formula: report.formula.clone(),
    };
    write(&answer, out)
}

/// Writes the answer of `extract`.
///
/// # Errors
/// When `out` cannot be written.
pub fn extract(
    documents: &[Extracted],
    unreadable: &[Unreadable],
    out: &mut dyn Write,
) -> io::Result<()> {
    let answer = Extract {
        schema: SCHEMA,
        documents: documents.iter().map(document::Full::new).collect(),
        unreadable: unreadable.iter().map(Refused::new).collect(),
    };
    write(&answer, out)
}

fn write(answer: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, answer).map_err(io::Error::from)?;
    writeln!(out)
}

fn checked(report: &Report) -> Check<'_> {
    Check {
        schema: SCHEMA,
        documents: report.documents.iter().map(document::Document::new).collect(),
        unreadable: report.unreadable.iter().map(Refused::new).collect(),
        summary: Summary {
            documents: report.documents.len(),
            unreadable: report.unreadable.len(),
            classified_refused: report.classified(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            exempt: report.findings().filter(|finding| finding.exemption.is_some()).count(),
            stale_exemptions: report.stale.iter().map(Stale::new).collect(),
        },
    }
}

impl<'a> Refused<'a> {
    fn new(file: &'a Unreadable) -> Self {
        Self { source: &file.source_path, kind: file.kind, message: &file.message }
    }
}

impl<'a> Stale<'a> {
    fn new(entry: &'a crate::config::Exempt) -> Self {
        Self {
            rule: &entry.rule,
            document: entry.document.as_deref(),
            reason: &entry.reason,
            approver: &entry.approver,
            until: entry.until.as_deref(),
        }
    }
}

impl<'a> Together<'a> {
    fn new(group: &'a Group) -> Self {
        Self {
            rule: &group.rule,
            members: &group.members,
            reason: &group.reason,
            saving: (group.person_hours.is_some() || group.range.is_some()).then(|| Saving {
                person_hours: group.person_hours,
                from: group.range.map(|(from, _)| from),
                to: group.range.map(|(_, to)| to),
            }),
            plan: &group.plan,
        }
    }
}
