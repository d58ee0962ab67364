//! Department by month: how many documents, characters, meetings, person-hours and reports demanded; and the receiver's side.
//!
//! Every number comes with the documents and sittings it counts. Nothing is dropped: what bears no department or no date stands in a row
//! of its own. The definitions are those of [`BASIS`], which every report prints.

pub(crate) mod inspections;
mod issued;
mod received;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use received::{Received, receive};
pub(crate) use received::{expand, from_here};

use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, Status};
use crate::document::Class;
use crate::facts::Reading;
use crate::facts::requests::{Matter, Request};
use crate::finding::{Finding, Severity, State};

/// What the numbers mean, printed with every report.
pub const BASIS: &str = "\
口径内：编有发文字号、下发或公开发布的红头文件。口径外：不编文号的部署性文件，以及便函、提示、督办单、简报、征求意见等。请示和报告、函、批复和复函、纪要、任免、会议通知、涉密文件各单列一类，只计入合计。
联合发文只给主办单位计一件，协办单位另列“协办”。同一份文件的多个副本（文号和标题相同，或内容完全相同）只计一件。只作比对用的文件不计。发文登记中有而未见正文的，按登记计一件，字数和页数不计。
按成文日期归月；未识别出单位或日期的，单列“未识别单位”“无日期”，不并入其他行。涉密文件不读正文，列入“未识别单位”。
会议按实际召开的月份计入主办单位；取消的不计；改期的按改后日期计一次。会议人次和人·小时只合计人数、时长已知的会议，未知的场次另列。
要求报送次数不含会议报名、对征求意见稿的答复、突发事件报告和法定统计。督查检查考核次数按文件标题认定（开展某项督查、检查、考核的通知或方案），转发、迎检、自查和对个人的考核不计。";

/// One department in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Canonical name; none for what bears no department.
    pub department: Option<String>,
    /// `2026-03`; none for what bears no date.
    pub month: Option<String>,
    /// Documents by class.
    pub documents: Documents,
    /// Documents issued jointly with another department in the lead; in none of the other numbers.
    pub joint: usize,
    /// Further copies of documents already counted; in none of the other numbers.
    pub copies: usize,
    /// Documents with at least one error of the E family (出错件数).
    pub faulty: usize,
    /// Body characters.
    pub chars: usize,
    /// Pages.
    pub pages: usize,
    /// Sittings held.
    pub meetings: usize,
    /// People at them, where known.
    pub meeting_people: u64,
    /// People times minutes, where both are known.
    pub person_minutes: u64,
    /// Sittings of which people or duration are unknown.
    pub unmeasured: usize,
    /// Reports, forms, lists or materials demanded.
    pub report_requests: usize,
    /// Inspections, checks and assessments launched, by the titles of the documents.
    pub inspections: usize,
    /// Findings that count, by rule.
    pub findings: BTreeMap<String, usize>,
    /// The documents counted: paths, and register rows of documents known only from a register.
    pub sources: BTreeSet<String>,
    /// The sittings counted, by id.
    pub sittings: BTreeSet<String>,
}

/// Documents by class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documents(pub BTreeMap<Class, usize>);

/// Tallies everything by department and month, in that order; rows without a department come last.
pub fn tally(corpus: &Corpus, findings: &[Finding], config: &Config) -> Vec<Row> {
    let mut rows = Rows::default();
    let mut seen = BTreeSet::new();
    for reading in counted(corpus) {
        let month = reading.elements.date.map(month);
        let row = rows.at(reading.department.clone(), month.clone());
        if seen.insert(identity(reading)) {
            add_document(row, reading);
            for organ in partners(reading, config) {
                rows.at(Some(organ), month.clone()).joint += 1;
            }
        } else {
            row.copies += 1;
        }
    }
    for entry in issued::unseen(corpus, config) {
        let row = rows.at(entry.department, entry.month);
        row.documents.add(entry.class);
        row.sources.insert(entry.source);
    }
    for sitting in corpus.sittings.iter().filter(|sitting| was_held(sitting, corpus)) {
        let row = rows.at(sitting.organizer.clone(), sitting.date.map(month));
        add_sitting(row, sitting);
    }
    add_findings(&mut rows, corpus, findings);
    rows.in_order()
}

/// Does a finding count: new, neither exempt nor in the baseline?
pub fn weighs(finding: &Finding) -> bool {
    finding.state == State::New
}

/// The month of a day, `2026-03`.
pub fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

impl Documents {
    /// Documents of one class.
    pub fn of(&self, class: Class) -> usize {
        self.0.get(&class).copied().unwrap_or(0)
    }

    /// 口径内.
    pub fn in_scope(&self) -> usize {
        self.of(Class::InScope)
    }

    /// 口径外.
    pub fn off_scope(&self) -> usize {
        self.of(Class::OffScope)
    }

    /// Documents of every class.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    fn add(&mut self, class: Class) {
        *self.0.entry(class).or_default() += 1;
    }
}

impl Row {
    /// Person-hours of the sittings whose people and duration are known.
    pub fn person_hours(&self) -> f64 {
        self.person_minutes as f64 / 60.0
    }

    /// Adds another row's numbers, for sums over months or departments.
    pub fn absorb(&mut self, other: &Self) {
        for (class, number) in &other.documents.0 {
            *self.documents.0.entry(*class).or_default() += number;
        }
        for (rule, number) in &other.findings {
            *self.findings.entry(rule.clone()).or_default() += number;
        }
        self.joint += other.joint;
        self.copies += other.copies;
        self.faulty += other.faulty;
        self.chars += other.chars;
        self.pages += other.pages;
        self.meetings += other.meetings;
        self.meeting_people += other.meeting_people;
        self.person_minutes += other.person_minutes;
        self.unmeasured += other.unmeasured;
        self.report_requests += other.report_requests;
        self.inspections += other.inspections;
        self.sources.extend(other.sources.iter().cloned());
        self.sittings.extend(other.sittings.iter().cloned());
    }
}

/// One row of everything.
pub fn sum(rows: &[Row]) -> Row {
    let mut all = Row::default();
    for row in rows {
        all.absorb(row);
    }
    all
}

/// Rows under construction, by department and month.
#[derive(Default)]
struct Rows(BTreeMap<(Option<String>, Option<String>), Row>);

impl Rows {
    fn at(&mut self, department: Option<String>, month: Option<String>) -> &mut Row {
        let key = (department, month);
        self.0.entry(key).or_insert_with_key(|(department, month)| Row {
            department: department.clone(),
            month: month.clone(),
            ..Row::default()
        })
    }

    fn in_order(self) -> Vec<Row> {
        let mut rows: Vec<_> = self.0.into_values().collect();
        // Stable: only what bears no name or no date moves behind the rest.
        rows.sort_by_key(|row| row.department.is_none());
        rows
    }
}

/// Readings that count, in order of source.
fn counted(corpus: &Corpus) -> impl Iterator<Item = &Reading> {
    corpus.readings.iter().filter(|reading| !corpus.compared_only(&reading.source))
}

/// Two readings of one document bear the same number and title, or the same bytes.
pub(crate) fn identity(reading: &Reading) -> (Option<String>, String) {
    match (&reading.elements.number, &reading.elements.title) {
        (Some(number), Some(title)) => (Some(issued::plain(number)), title.clone()),
        _ => (None, reading.sha256.clone()),
    }
}

fn add_document(row: &mut Row, reading: &Reading) {
    row.documents.add(reading.class);
    row.chars += reading.metrics.chars;
    row.pages += reading.metrics.pages as usize;
    row.report_requests += demanded(reading);
    row.inspections += usize::from(inspections::launched(reading));
    row.sources.insert(reading.source.clone());
}

/// Reports a document demands: not answers to an invitation or a draft, emergencies or statutory statistics.
fn demanded(reading: &Reading) -> usize {
    let answers = |matter| matches!(matter, Matter::Attendance | Matter::Comments);
    let burdens = |request: &&Request| !request.exempt && !answers(request.matter);
    reading.requests.iter().filter(burdens).count()
}

/// Canonical names of the organs that issued a document jointly with its lead issuer.
fn partners(reading: &Reading, config: &Config) -> BTreeSet<String> {
    let others = reading.elements.issuers.iter().skip(1);
    let mut organs: BTreeSet<_> = others.map(|name| config.organs.canonical(name)).collect();
    if let Some(lead) = &reading.department {
        organs.remove(lead);
    }
    organs
}

/// Was it held, and is it known from more than papers given for comparison?
fn was_held(sitting: &Sitting, corpus: &Corpus) -> bool {
    sitting.status != Status::Cancelled && corpus.own_sitting(sitting)
}

fn add_sitting(row: &mut Row, sitting: &Sitting) {
    row.meetings += 1;
    row.meeting_people += u64::from(sitting.people.unwrap_or(0));
    match (sitting.people, sitting.minutes) {
        (Some(people), Some(minutes)) => {
            row.person_minutes += u64::from(people) * u64::from(minutes);
        }
        _ => row.unmeasured += 1,
    }
    row.sittings.insert(sitting.id.clone());
}

/// Gives each finding that counts to the row of its document or sitting; those of neither stand in the row without department and month.
/// Findings on copies and on documents given for comparison would count twice or not at all, so they are left to the list of findings.
fn add_findings(rows: &mut Rows, corpus: &Corpus, findings: &[Finding]) {
    let mut home = BTreeMap::new();
    for (key, row) in &rows.0 {
        let subjects = row.sources.iter().chain(&row.sittings);
        home.extend(subjects.map(|subject| (subject.clone(), key.clone())));
    }
    let mut faulty = BTreeSet::new();
    for finding in findings.iter().filter(|finding| weighs(finding)) {
        let (department, month) = match home.get(&finding.subject) {
            Some(key) => key.clone(),
            None if known(corpus, &finding.subject) => continue,
            None => (None, None),
        };
        let row = rows.at(department, month);
        *row.findings.entry(finding.rule.clone()).or_default() += 1;
        let error = finding.rule.starts_with('E') && finding.severity == Severity::Error;
        if error && faulty.insert(&finding.subject) {
            row.faulty += 1;
        }
    }
}

fn known(corpus: &Corpus, subject: &str) -> bool {
    corpus.reading(subject).is_some() || corpus.sittings.iter().any(|sitting| sitting.id == subject)
}

#[cfg(test)]
pub(crate) mod tests;
