//! 错情通报: the errors of a month by class, and 差错率 and 扣分率 as the SASAC's assessment of documents defines them.

use std::collections::BTreeMap;

use super::{Ground, Line, Period};
use crate::config::Config;
use crate::finding::{Confidence, Finding, Severity};
use crate::rules;
use crate::score::cost;

/// What the two rates mean and where they come from.
pub const DEFINITION: &str = "差错率＝出错件数÷总件数；扣分率＝扣分之和÷总件数（国务院国资委中央企业公文质量评价办法的定义）。总件数为该单位本月全部公文（口径内、口径外和单列各类），出错件数为至少有一处错误级错情的文件数，扣分之和按错情类（E）每条问题的分值相加，不封顶。";

/// The errors of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bulletin {
    /// By class, in order of rule.
    pub classes: Vec<ErrorClass>,
    /// By department, in the order of the report.
    pub units: Vec<(Option<String>, Faults)>,
    /// All departments together.
    pub total: Option<Faults>,
}

/// Documents, faulty documents and points, for the rates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// Documents.
    pub documents: usize,
    /// Documents with at least one error.
    pub faulty: usize,
    /// Hundredths of a point of all errors.
    pub points: u32,
}

/// The errors of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorClass {
    /// Rule code.
    pub rule: String,
    /// Its Chinese name.
    pub title: &'static str,
    /// In order of department, then path and place.
    pub entries: Vec<Entry>,
}

/// One error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Canonical name.
    pub department: Option<String>,
    /// Title of the document.
    pub title: Option<String>,
    /// 发文字号.
    pub number: Option<String>,
    /// Path.
    pub source: String,
    /// 1-based paragraph.
    pub paragraph: usize,
    /// The words at fault.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// What it should be, where the rule can say.
    pub should_be: Option<String>,
    /// How grave.
    pub severity: Severity,
    /// The text only hints at it.
    pub doubtful: bool,
}

impl Faults {
    /// Faulty documents in hundredths of a percent; none without documents.
    pub fn error_rate(&self) -> Option<usize> {
        rounded(self.faulty * 10_000, self.documents)
    }

    /// Hundredths of a point a document; none without documents.
    pub fn point_rate(&self) -> Option<usize> {
        rounded(self.points as usize, self.documents)
    }
}

fn rounded(of: usize, by: usize) -> Option<usize> {
    (of * 2 + by).checked_div(by * 2)
}

/// Gathers the errors of the documents the lines count.
pub(super) fn of(lines: &[Line], ground: &Ground, config: &Config) -> Bulletin {
    let mut bulletin = Bulletin::default();
    let mut classes: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for line in lines {
        let Some(Period { row, documents: true, .. }) = &line.now else { continue };
        let own = row.sources.iter().filter_map(|source| ground.faults.get(source));
        let found: Vec<&Finding> = own.flatten().collect();
        let points = found.iter().map(|finding| cost(finding, config)).sum();
        let faults = Faults { documents: row.documents.total(), faulty: row.faulty, points };
        bulletin.units.push((line.department.clone(), faults));
        let total = bulletin.total.get_or_insert_default();
        total.documents += faults.documents;
        total.faulty += faults.faulty;
        total.points += faults.points;
        for finding in found {
            let class = classes.entry(finding.rule.clone()).or_default();
            class.push(entry(line, ground, finding));
        }
    }
    let named = |rule: &str| rules::ALL.iter().find(|known| known.code == rule);
    bulletin.classes = classes
        .into_iter()
        .map(|(rule, entries)| ErrorClass {
            title: named(&rule).map_or("", |rule| rule.title),
            rule,
            entries,
        })
        .collect();
    bulletin
}

fn entry(line: &Line, ground: &Ground, finding: &Finding) -> Entry {
    let titled = ground.titles.get(&finding.subject).cloned().unwrap_or_default();
    Entry {
        department: line.department.clone(),
        title: titled.title,
        number: titled.number,
        source: finding.subject.clone(),
        paragraph: finding.span.block + 1,
        text: finding.text.clone(),
        message: finding.message.clone(),
        should_be: finding.details.get("should_be").and_then(|it| it.as_str()).map(str::to_owned),
        severity: finding.severity,
        doubtful: finding.confidence == Confidence::Low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_exact_and_never_made_of_nothing() {
        let check = |documents, faulty, points, expect| {
            let faults = Faults { documents, faulty, points };
            assert_eq!((faults.error_rate(), faults.point_rate()), expect);
        };
        check(8, 1, 200, (Some(1250), Some(25)));
        check(3, 1, 100, (Some(3333), Some(33)));
        check(3, 2, 200, (Some(6667), Some(67)));
        check(5, 0, 0, (Some(0), Some(0)));
        check(0, 0, 0, (None, None));
    }
}
