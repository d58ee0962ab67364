//! The monthly report for programs: `"schema": "jianfu-report/1"`. What the ledger has no record of is `null`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::monthly::{Bulletin, DEFINITION, Faults, Line, Merge, Monthly, Period, Slot, Traced};
use crate::totals;

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    month: String,
    department: Option<&'a str>,
    total: Unit<'a>,
    departments: Vec<Unit<'a>>,
    trend: BTreeMap<String, Option<Numbers<'a>>>,
    undated: Undated,
    volume: Vec<Note<'a>>,
    scores: Vec<Scored<'a>>,
    score_formula: &'a str,
    bulletin: Faulty<'a>,
    groups: Vec<Group<'a>>,
    calendar: Vec<Day<'a>>,
    received: Vec<Received<'a>>,
    scope: &'static str,
}

#[derive(Serialize)]
struct Unit<'a> {
    department: Option<&'a str>,
    now: Option<Numbers<'a>>,
    last_month: Option<Numbers<'a>>,
    same_month_last_year: Option<Numbers<'a>>,
    year_to_date: Option<Numbers<'a>>,
    last_year_to_date: Option<Numbers<'a>>,
    person_hours_with_travel: Option<[f64; 2]>,
    quota: Option<u32>,
    score: Option<f64>,
}

/// Without documents, or without sittings, of the period in the ledger the numbers that come from them are `null`.
#[derive(Serialize)]
struct Numbers<'a> {
    documents: Option<BTreeMap<&'static str, usize>>,
    joint: Option<usize>,
    chars: Option<usize>,
    pages: Option<usize>,
    report_requests: Option<usize>,
    inspections: Option<usize>,
    meetings: Option<usize>,
    meeting_people: Option<u64>,
    person_hours: Option<f64>,
    meetings_unmeasured: Option<usize>,
    findings: &'a BTreeMap<String, usize>,
}

#[derive(Serialize)]
struct Undated {
    documents: usize,
    meetings: usize,
}

#[derive(Serialize)]
struct Note<'a> {
    rule: &'static str,
    department: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Scored<'a> {
    department: &'a str,
    score: f64,
    deductions: Vec<Deduction<'a>>,
}

#[derive(Serialize)]
struct Deduction<'a> {
    rule: &'a str,
    points: f64,
    uncapped: f64,
    because: Vec<Because<'a>>,
}

#[derive(Serialize)]
struct Because<'a> {
    subject: &'a str,
    name: &'a str,
    block: usize,
    start: usize,
    end: usize,
    points: f64,
    message: &'a str,
}

#[derive(Serialize)]
struct Faulty<'a> {
    definition: &'static str,
    total: Option<Rates<'a>>,
    departments: Vec<Rates<'a>>,
    errors: Vec<Fault<'a>>,
}

#[derive(Serialize)]
struct Rates<'a> {
    department: Option<&'a str>,
    documents: usize,
    faulty: usize,
    points: f64,
    error_rate_percent: Option<f64>,
    points_per_document: Option<f64>,
}

#[derive(Serialize)]
struct Fault<'a> {
    rule: &'a str,
    department: Option<&'a str>,
    title: Option<&'a str>,
    number: Option<&'a str>,
    source: &'a str,
    block: usize,
    text: &'a str,
    message: &'a str,
    should_be: Option<&'a str>,
    severity: crate::finding::Severity,
}

#[derive(Serialize)]
struct Group<'a> {
    number: usize,
    rule: &'a str,
    reason: &'a str,
    members: Vec<Sitting<'a>>,
    saving: Option<Saving>,
    plan: &'a [String],
}

#[derive(Serialize)]
struct Saving {
    person_hours: Option<f64>,
    from: Option<f64>,
    to: Option<f64>,
}

#[derive(Serialize)]
struct Day<'a> {
    date: Date,
    working: bool,
    no_meeting: Option<&'a str>,
    meetings: Vec<Sitting<'a>>,
}

#[derive(Serialize)]
struct Sitting<'a> {
    id: &'a str,
    title: &'a str,
    organizer: Option<&'a str>,
    date: Option<Date>,
    start: Option<String>,
    people: Option<u32>,
    groups: &'a [usize],
}

#[derive(Serialize)]
struct Received<'a> {
    unit: &'a str,
    documents: usize,
    duplicates: usize,
    meetings: usize,
    report_requests: usize,
}

/// Writes the report.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(monthly: &Monthly, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &answer(monthly))?;
    writeln!(out)
}

fn answer(monthly: &Monthly) -> Answer<'_> {
    let trend = monthly.trend.iter().map(|(at, row)| (at.key(), row.as_ref().map(Numbers::new)));
    let (documents, meetings) = monthly.undated;
    let notes = monthly.volume.iter().map(|it| Note {
        rule: it.rule,
        department: &it.department,
        message: &it.message,
    });
    let days = monthly.calendar.weeks.iter().flatten().flatten().map(|day| Day {
        date: day.date,
        working: day.working,
        no_meeting: day.free.as_deref(),
        meetings: day.sittings.iter().map(Sitting::new).collect(),
    });
    Answer {
        schema: "jianfu-report/1",
        month: monthly.month.key(),
        department: monthly.department.as_deref(),
        total: Unit::new(&monthly.total),
        departments: monthly.lines.iter().map(Unit::new).collect(),
        trend: trend.collect(),
        undated: Undated { documents, meetings },
        volume: notes.collect(),
        scores: monthly.grades.iter().map(Scored::new).collect(),
        score_formula: &monthly.formula,
        bulletin: Faulty::new(&monthly.bulletin),
        groups: monthly.merges.iter().map(Group::new).collect(),
        calendar: days.collect(),
        received: monthly.received.iter().map(Received::new).collect(),
        scope: totals::BASIS,
    }
}

impl<'a> Unit<'a> {
    fn new(line: &'a Line) -> Self {
        let numbers = |period: &'a Option<Period>| period.as_ref().map(Numbers::new);
        Self {
            department: line.department.as_deref(),
            now: numbers(&line.now),
            last_month: numbers(&line.before),
            same_month_last_year: numbers(&line.ago),
            year_to_date: numbers(&line.year),
            last_year_to_date: numbers(&line.last_year),
            person_hours_with_travel: line.cost.map(|cost| cost.hours().into()),
            quota: line.quota,
            score: line.score.map(hundredths),
        }
    }
}

impl<'a> Numbers<'a> {
    fn new(period: &'a Period) -> Self {
        let row = &period.row;
        let counted = &row.documents;
        let mut documents: BTreeMap<_, _> =
            counted.0.iter().map(|(class, count)| (class.name(), *count)).collect();
        documents.insert("in_scope", counted.in_scope());
        documents.insert("off_scope", counted.off_scope());
        documents.insert("total", counted.total());
        let (papers, met) = (period.documents, period.sittings);
        Self {
            documents: papers.then_some(documents),
            joint: papers.then_some(row.joint),
            chars: papers.then_some(row.chars),
            pages: papers.then_some(row.pages),
            report_requests: papers.then_some(row.report_requests),
            inspections: papers.then_some(row.inspections),
            meetings: met.then_some(row.meetings),
            meeting_people: met.then_some(row.meeting_people),
            person_hours: met.then(|| row.person_hours()),
            meetings_unmeasured: met.then_some(row.unmeasured),
            findings: &row.findings,
        }
    }
}

impl<'a> Scored<'a> {
    fn new(traced: &'a Traced) -> Self {
        let deductions = traced.grade.deductions.iter().map(|deduction| Deduction {
            rule: &deduction.rule,
            points: hundredths(deduction.points),
            uncapped: hundredths(deduction.uncapped),
            because: deduction
                .because
                .iter()
                .map(|cause| Because {
                    subject: &cause.subject,
                    name: traced.names.get(&cause.subject).map_or("", String::as_str),
                    block: cause.span.block,
                    start: cause.span.start,
                    end: cause.span.end,
                    points: hundredths(cause.points),
                    message: &cause.message,
                })
                .collect(),
        });
        Self {
            department: &traced.grade.department,
            score: hundredths(traced.grade.score),
            deductions: deductions.collect(),
        }
    }
}

impl<'a> Faulty<'a> {
    fn new(bulletin: &'a Bulletin) -> Self {
        let errors = bulletin.classes.iter().flat_map(|class| {
            class.entries.iter().map(|entry| Fault {
                rule: &class.rule,
                department: entry.department.as_deref(),
                title: entry.title.as_deref(),
                number: entry.number.as_deref(),
                source: &entry.source,
                block: entry.paragraph - 1,
                text: &entry.text,
                message: &entry.message,
                should_be: entry.should_be.as_deref(),
                severity: entry.severity,
            })
        });
        let units = bulletin.units.iter();
        Self {
            definition: DEFINITION,
            total: bulletin.total.as_ref().map(|faults| Rates::new(None, faults)),
            departments: units.map(|(name, faults)| Rates::new(name.as_deref(), faults)).collect(),
            errors: errors.collect(),
        }
    }
}

impl<'a> Rates<'a> {
    fn new(department: Option<&'a str>, faults: &Faults) -> Self {
        let rate = |rate: Option<usize>| rate.map(|rate| rate as f64 / 100.0);
        Self {
            department,
            documents: faults.documents,
            faulty: faults.faulty,
            points: hundredths(faults.points),
            error_rate_percent: rate(faults.error_rate()),
            points_per_document: rate(faults.point_rate()),
        }
    }
}

impl<'a> Group<'a> {
    fn new(merge: &'a Merge) -> Self {
        Self {
            number: merge.number,
            rule: &merge.rule,
            reason: &merge.reason,
            members: merge.members.iter().map(Sitting::new).collect(),
            saving: (merge.saving.is_some() || merge.range.is_some()).then(|| Saving {
                person_hours: merge.saving,
                from: merge.range.map(|(from, _)| from),
                to: merge.range.map(|(_, to)| to),
            }),
            plan: &merge.plan,
        }
    }
}

impl<'a> Sitting<'a> {
    fn new(slot: &'a Slot) -> Self {
        Self {
            id: &slot.id,
            title: &slot.title,
            organizer: slot.organizer.as_deref(),
            date: slot.date,
            start: slot.start.map(|time| time.strftime("%H:%M").to_string()),
            people: slot.people,
            groups: &slot.groups,
        }
    }
}

impl<'a> Received<'a> {
    fn new(row: &'a totals::Received) -> Self {
        Self {
            unit: &row.unit,
            documents: row.documents,
            duplicates: row.duplicates,
            meetings: row.meetings,
            report_requests: row.report_requests,
        }
    }
}

fn hundredths(points: u32) -> f64 {
    f64::from(points) / 100.0
}
