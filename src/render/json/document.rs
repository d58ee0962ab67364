//! Documents, sittings and findings as contract.md spells them.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::Serialize;
use serde_json::Value;

use crate::corpus::mandates::{Mandate, Requested};
use crate::corpus::sittings::{Sitting, SittingClass, Status};
use crate::document::{BlockKind, Class, Elements, Format, Level, Span, Warning};
use crate::extract::Extracted;
use crate::facts::Reading;
use crate::facts::dates::Due;
use crate::facts::meeting::Form;
use crate::facts::metrics::Metrics;
use crate::facts::requests::{Period, Request};
use crate::facts::roles::{Part, Role};
use crate::facts::tasks::Task;
use crate::finding::{Confidence, Evidence, Exemption, Finding, Severity, State};
use crate::privacy::mask;
use crate::report::{Audited, Met};
use crate::rules;

#[derive(Serialize)]
pub(super) struct Document<'a> {
    source: &'a str,
    format: Format,
    sha256: &'a str,
    elements: &'a Elements,
    department: Option<&'a str>,
    class: Class,
    metrics: &'a Metrics,
    supporting: Option<Supporting<'a>>,
    tasks: Vec<Duty<'a>>,
    requests: Vec<Demanded>,
    warnings: &'a [Warning],
    findings: Vec<Found<'a>>,
}

/// A document as `extract` shows it: blocks and sentences too, but no findings.
#[derive(Serialize)]
pub(super) struct Full<'a> {
    #[serde(flatten)]
    document: Document<'a>,
    blocks: Vec<Block>,
    sentences: Vec<Sentence>,
}

#[derive(Serialize)]
struct Block {
    kind: BlockKind,
    level: u8,
    text: String,
    page: Option<u32>,
}

#[derive(Serialize)]
struct Sentence {
    #[serde(flatten)]
    span: Span,
    text: String,
    role: Role,
    part: Part,
}

#[derive(Serialize)]
struct Supporting<'a> {
    of: Superior<'a>,
    requested: Requested,
    quote: Option<&'a str>,
}

#[derive(Serialize)]
struct Superior<'a> {
    title: Option<&'a str>,
    number: Option<&'a str>,
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct Duty<'a> {
    text: String,
    owner: &'a [String],
    with: &'a [String],
    due: Option<&'a str>,
}

#[derive(Serialize)]
struct Demanded {
    text: String,
    due: Option<String>,
    hours: Option<f64>,
    period: Option<Period>,
}

#[derive(Serialize)]
pub(super) struct Found<'a> {
    rule: &'a str,
    name: &'static str,
    severity: Severity,
    confidence: Confidence,
    message: String,
    #[serde(flatten)]
    span: Span,
    text: String,
    page: Option<u32>,
    basis: &'a str,
    advice: &'a str,
    evidence: Vec<Proof<'a>>,
    details: &'a BTreeMap<String, Value>,
    state: State,
    exemption: &'a Option<Exemption>,
}

#[derive(Serialize)]
struct Proof<'a> {
    source: &'a str,
    #[serde(flatten)]
    span: Span,
    text: String,
    note: &'a str,
}

#[derive(Serialize)]
pub(super) struct Meeting<'a> {
    id: &'a str,
    title: &'a str,
    matter: &'a str,
    organizer: Option<&'a str>,
    date: Option<Date>,
    start: Option<String>,
    hours: Option<f64>,
    people: Option<u32>,
    form: Form,
    reach: Option<Level>,
    class: &'static str,
    status: &'static str,
    sources: &'a [String],
    findings: Vec<Found<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn new(audited: &'a Audited) -> Self {
        Self {
            supporting: audited.mandate.as_ref().map(Supporting::new),
            findings: audited.findings.iter().map(Found::new).collect(),
            ..Self::bare(&audited.reading)
        }
    }

    fn bare(reading: &'a Reading) -> Self {
        Self {
            source: &reading.source,
            format: reading.format,
            sha256: &reading.sha256,
            elements: &reading.elements,
            department: reading.department.as_deref(),
            class: reading.class,
            metrics: &reading.metrics,
            supporting: None,
            tasks: reading.tasks.iter().map(Duty::new).collect(),
            requests: reading.requests.iter().map(Demanded::new).collect(),
            warnings: &reading.warnings,
            findings: Vec::new(),
        }
    }
}

impl<'a> Full<'a> {
    pub(super) fn new(extracted: &'a Extracted) -> Self {
        let Extracted { document, reading } = extracted;
        let sealed = reading.class == Class::Classified;
        let blocks = document.blocks.iter().filter(|_| !sealed).map(|block| Block {
            kind: block.kind,
            level: block.level,
            text: mask(&block.text),
            page: block.page,
        });
        let sentences = if sealed { Vec::new() } else { sentences(document, reading) };
        Self { document: Document::bare(reading), blocks: blocks.collect(), sentences }
    }
}

/// Every sentence with its role. Lines outside the running text (masthead, title, recipients, signature, forms) are not
/// cut into sentences: each is one structural line.
fn sentences(document: &crate::document::Document, reading: &Reading) -> Vec<Sentence> {
    let mut judged = document.sentences.iter().zip(&reading.sentences).peekable();
    let mut shown = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let before = shown.len();
        while let Some((sentence, judged)) =
            judged.next_if(|(sentence, _)| sentence.span.block == index)
        {
            let text = mask(document.words(sentence));
            shown.push(Sentence {
                span: sentence.span,
                text,
                role: judged.role,
                part: judged.part,
            });
        }
        if shown.len() == before {
            let span = Span { block: index, start: 0, end: block.text.chars().count() };
            let text = mask(&block.text);
            shown.push(Sentence { span, text, role: Role::Structural, part: Part::Body });
        }
    }
    shown
}

impl<'a> Supporting<'a> {
    fn new(mandate: &'a Mandate) -> Self {
        let of = Superior {
            title: mandate.title.as_deref(),
            number: mandate.number.as_deref(),
            source: mandate.source.as_deref(),
        };
        Self { of, requested: mandate.requested, quote: mandate.quote.as_deref() }
    }
}

impl<'a> Duty<'a> {
    fn new(task: &'a Task) -> Self {
        Self {
            text: mask(&task.quote.text),
            owner: &task.owner,
            with: &task.with,
            due: task.due.as_deref(),
        }
    }
}

impl Demanded {
    fn new(request: &Request) -> Self {
        let due = request.due.map(|due| match due {
            Due::Day(day) => day.to_string(),
            Due::Moment(moment) => moment.strftime("%Y-%m-%dT%H:%M").to_string(),
        });
        let hours = request.hours_tenths.map(|tenths| tenths as f64 / 10.0);
        Self { text: mask(&request.quote.text), due, hours, period: request.period }
    }
}

impl<'a> Found<'a> {
    pub(super) fn new(finding: &'a Finding) -> Self {
        let rule = rules::ALL.iter().find(|rule| rule.code == finding.rule);
        Self {
            rule: &finding.rule,
            name: rule.map_or("", |rule| rule.name),
            severity: finding.severity,
            confidence: finding.confidence,
            message: mask(&finding.message),
            span: finding.span,
            text: mask(&finding.text),
            page: finding.page,
            basis: &finding.basis,
            advice: &finding.advice,
            evidence: finding.evidence.iter().map(Proof::new).collect(),
            details: &finding.details,
            state: finding.state,
            exemption: &finding.exemption,
        }
    }
}

impl<'a> Proof<'a> {
    fn new(evidence: &'a Evidence) -> Self {
        Self {
            source: &evidence.source,
            span: evidence.span,
            text: mask(&evidence.text),
            note: &evidence.note,
        }
    }
}

impl<'a> Meeting<'a> {
    pub(super) fn new(met: &'a Met) -> Self {
        let sitting: &Sitting = &met.sitting;
        Self {
            id: &sitting.id,
            title: &sitting.title,
            matter: &sitting.matter,
            organizer: sitting.organizer.as_deref(),
            date: sitting.date,
            start: sitting.start.map(|time: Time| time.strftime("%H:%M").to_string()),
            hours: sitting.minutes.map(|minutes| f64::from(minutes) / 60.0),
            people: sitting.people,
            form: sitting.form,
            reach: sitting.reach,
            class: class(sitting.class),
            status: status(sitting.status),
            sources: &sitting.sources,
            findings: met.findings.iter().map(Found::new).collect(),
        }
    }
}

fn class(class: SittingClass) -> &'static str {
    match class {
        SittingClass::Statutory => "statutory",
        SittingClass::Citywide => "citywide",
        SittingClass::Departmental => "departmental",
        SittingClass::Special => "special",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Held => "held",
        Status::Cancelled => "cancelled",
        Status::Rescheduled => "rescheduled",
    }
}
