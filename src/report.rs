//! What a run found, put together once: findings sorted to their documents and sittings, exemptions applied, nothing formatted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::config::{Config, Exempt, nearest};
use crate::corpus::Corpus;
use crate::corpus::mandates::Mandate;
use crate::corpus::sittings::Sitting;
use crate::document::{Class, Unreadable};
use crate::facts::Reading;
use crate::finding::{Finding, Group, Severity, State};
use crate::rules;
use crate::score::{self, Grade};
use crate::totals::{self, Received, Row};

/// Everything a run has to say.
#[derive(Debug, Default)]
pub struct Report {
    /// Documents of the paths asked for, by path.
    pub documents: Vec<Audited>,
    /// Files that could not be read, by path.
    pub unreadable: Vec<Unreadable>,
    /// Sittings, by date and id.
    pub meetings: Vec<Met>,
    /// Documents or sittings that belong together.
    pub groups: Vec<Group>,
    /// Exemptions that matched nothing or have run out.
    pub stale: Vec<Exempt>,
    /// Department by month, with its score.
    pub totals: Vec<Tallied>,
    /// What each unit received.
    pub received: Vec<Received>,
    /// The scoring formula in force.
    pub formula: String,
    /// Files read in this run, and files unchanged since the ledger read them.
    pub read: Count,
}

/// Files of one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Read in this run.
    pub fresh: usize,
    /// Unchanged since the ledger read them.
    pub same: usize,
}

/// One department's month.
#[derive(Debug)]
pub struct Tallied {
    /// The numbers.
    pub row: Row,
    /// Its score, where it bears a department and a month.
    pub grade: Option<Grade>,
}

/// One document with what was found in it.
#[derive(Debug)]
pub struct Audited {
    /// What was read.
    pub reading: Reading,
    /// By place, then rule.
    pub findings: Vec<Finding>,
    /// Whether anyone asked for it, where it implements another document.
    pub mandate: Option<Mandate>,
}

/// One sitting with what was found about it.
#[derive(Debug)]
pub struct Met {
    /// The sitting.
    pub sitting: Sitting,
    /// By rule.
    pub findings: Vec<Finding>,
}

impl Met {
    /// The first paper that speaks of it, else the first row of a register (`台账.csv#12`).
    pub fn paper(&self) -> &str {
        let row = |source: &&String| {
            source.rsplit_once('#').is_some_and(|(_, row)| row.parse::<usize>().is_ok())
        };
        let sources = &self.sitting.sources;
        let paper = sources.iter().find(|source| !row(source));
        paper.or(sources.first()).map_or("", String::as_str)
    }
}

/// Which rules were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Codes or their beginnings to keep; none means all.
    pub select: Vec<String>,
    /// Codes or their beginnings to leave out.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Checks that every code begins some rule's.
    ///
    /// # Errors
    /// Names the code nobody knows and the nearest known one.
    pub fn check(&self) -> Result<(), String> {
        for code in self.select.iter().chain(&self.ignore) {
            if !rules::ALL.iter().any(|rule| rule.code.starts_with(code.as_str())) {
                let codes: Vec<_> = rules::ALL.iter().map(|rule| rule.code).collect();
                let hint = nearest(code, &codes)
                    .map_or(String::new(), |near| format!("，是否想写“{near}”？"));
                return Err(format!("没有编号为“{code}”的规则{hint}（全部规则见 jianfu rules）"));
            }
        }
        Ok(())
    }

    /// Was this rule asked for?
    pub fn keeps(&self, rule: &str) -> bool {
        let named = |codes: &[String]| codes.iter().any(|code| rule.starts_with(code.as_str()));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// Puts a run's results together. `today` decides which exemptions have run out.
pub fn assemble(
    corpus: &Corpus,
    found: (Vec<Finding>, Vec<Group>),
    config: &Config,
    selection: &Selection,
    today: Date,
) -> Report {
    let (mut findings, mut groups) = found;
    let stale = exempt(&mut findings, corpus, config, today);
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    // Totals and scores rest on every finding: leaving a rule out of the view must not raise anybody's score.
    let totals = tally(corpus, &findings, config);
    let received = totals::receive(corpus, &groups, config);
    findings.retain(|finding| selection.keeps(&finding.rule));
    groups.retain(|group| selection.keeps(&group.rule));
    let mut by_subject: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        by_subject.entry(finding.subject.clone()).or_default().push(finding);
    }
    let mut take = |subject: &str| by_subject.remove(subject).unwrap_or_default();
    let own = corpus.readings.iter().filter(|reading| !corpus.compared_only(&reading.source));
    let documents = own.map(|reading| Audited {
        findings: take(&reading.source),
        mandate: corpus.mandates.iter().find(|mandate| mandate.child == reading.source).cloned(),
        reading: reading.clone(),
    });
    let documents: Vec<Audited> = documents.collect();
    // Meetings of which only the ledger speaks are no concern of this run's.
    let held: Vec<_> =
        corpus.sittings.iter().filter(|sitting| corpus.own_sitting(sitting)).collect();
    let judged = documents.iter().map(|audited| &audited.reading.source);
    let judged: BTreeSet<_> = judged.chain(held.iter().map(|sitting| &sitting.id)).collect();
    groups.retain(|group| group.members.iter().any(|member| judged.contains(member)));
    let meetings = held
        .into_iter()
        .map(|sitting| Met { findings: take(&sitting.id), sitting: sitting.clone() });
    let meetings = meetings.collect();
    Report {
        documents,
        meetings,
        groups,
        stale,
        totals,
        received,
        formula: score::formula(config),
        ..Report::default()
    }
}

fn tally(corpus: &Corpus, findings: &[Finding], config: &Config) -> Vec<Tallied> {
    let rows = totals::tally(corpus, findings, config);
    let mut grades = score::grade(&rows, findings, config);
    let mut score_of = |row: &Row| {
        let own = |grade: &Grade| {
            Some(&grade.department) == row.department.as_ref()
                && Some(&grade.month) == row.month.as_ref()
        };
        grades.iter().position(own).map(|at| grades.remove(at))
    };
    rows.into_iter().map(|row| Tallied { grade: score_of(&row), row }).collect()
}

fn order(finding: &Finding) -> (&str, usize, usize, &str, usize, &str) {
    let span = finding.span;
    (&finding.subject, span.block, span.start, &finding.rule, span.end, &finding.message)
}

/// Marks exempted findings and returns the exemptions that have run out, or whose document is here and shows nothing to
/// exempt any more. An exemption of a document outside this run is nobody's business today.
fn exempt(findings: &mut [Finding], corpus: &Corpus, config: &Config, today: Date) -> Vec<Exempt> {
    let mut stale = Vec::new();
    for entry in &config.exempt {
        let over = entry.until().is_some_and(|until| until < today);
        let mut matched = false;
        for finding in findings.iter_mut().filter(|finding| covers(entry, finding, corpus)) {
            matched = true;
            if !over {
                finding.state = State::Exempt;
                finding.exemption = Some(entry.exemption());
            }
        }
        if over || !matched && present(entry, corpus) {
            stale.push(entry.clone());
        }
    }
    stale
}

/// Is the exemption's document among those of this run?
fn present(entry: &Exempt, corpus: &Corpus) -> bool {
    let Some(document) = &entry.document else { return false };
    let own = corpus.readings.iter().map(|reading| &reading.source);
    own.filter(|source| !corpus.compared_only(source)).any(|source| names(source, document))
}

fn covers(entry: &Exempt, finding: &Finding, corpus: &Corpus) -> bool {
    if entry.rule != finding.rule {
        return false;
    }
    let Some(document) = &entry.document else { return true };
    let sitting = corpus.sittings.iter().find(|sitting| sitting.id == finding.subject);
    let sources = sitting
        .map_or(std::slice::from_ref(&finding.subject), |sitting| sitting.sources.as_slice());
    sources.iter().any(|source| names(source, document))
}

/// Does `written` name this source: whole, or as its last path components?
fn names(source: &str, written: &str) -> bool {
    source == written
        || source.strip_suffix(written).is_some_and(|rest| rest.ends_with(['/', '\\', '!']))
}

impl Report {
    /// Leaves of the report what speaks of the documents `wanted` names.
    pub fn keep_only(&mut self, wanted: &dyn Fn(&str) -> bool) {
        let any = |sources: &[String]| sources.iter().any(|source| wanted(source));
        self.documents.retain(|audited| wanted(&audited.reading.source));
        self.unreadable.retain(|file| wanted(&file.source_path));
        self.meetings.retain(|met| any(&met.sitting.sources));
        let sittings: Vec<_> = self.meetings.iter().map(|met| met.sitting.id.clone()).collect();
        let about = |member: &String| wanted(member) || sittings.contains(member);
        self.groups.retain(|group| group.members.iter().any(about));
        let sources: Vec<_> = self.documents.iter().map(|it| it.reading.source.as_str()).collect();
        self.stale.retain(|entry| {
            let document = entry.document.as_deref();
            document.is_some_and(|document| sources.iter().any(|it| names(it, document)))
        });
    }

    /// Every finding, documents first.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let documents = self.documents.iter().flat_map(|audited| &audited.findings);
        documents.chain(self.meetings.iter().flat_map(|met| &met.findings))
    }

    /// How many findings of a severity count.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|finding| finding.severity == severity && finding.state == State::New)
            .count()
    }

    /// How many documents bear a secrecy mark.
    pub fn classified(&self) -> usize {
        self.documents.iter().filter(|audited| audited.reading.class == Class::Classified).count()
    }

    /// Is there a finding at or above `severity` that counts?
    pub fn fails(&self, severity: Severity) -> bool {
        self.findings().any(|finding| finding.state == State::New && finding.severity >= severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exemption_names_whole_components() {
        assert!(names("samples/文件/通知.txt", "通知.txt"));
        assert!(names("a.zip!通知.txt", "通知.txt"));
        assert!(!names("samples/文件/补充通知.txt", "通知.txt"));
    }

    #[test]
    fn selection_goes_by_beginnings() {
        let selection =
            Selection { select: vec!["W".into(), "C201".into()], ignore: vec!["W103".into()] };
        assert!(selection.keeps("W101") && selection.keeps("C201"));
        assert!(!selection.keeps("W103") && !selection.keeps("C202"));
    }
}
