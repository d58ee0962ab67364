//! The baseline: findings a unit knows and has put off, by content and not by place, so that edits elsewhere change
//! nothing. It can only shrink: what no longer occurs goes, what is new never enters an existing file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::finding::{Finding, State};
use crate::privacy::mask;
use crate::report::{Report, Selection};

/// Findings known before, by document, rule and fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    #[serde(default)]
    known: BTreeSet<Known>,
}

/// One known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    document: String,
    rule: String,
    fingerprint: String,
    /// For people: the flagged words, masked and cut short.
    text: String,
}

/// What a run looked at, so that a baseline is shrunk only where the run can tell.
pub struct Scope<'a> {
    /// How the baseline names a source of the run.
    pub name: &'a dyn Fn(&str) -> String,
    /// Is a document of the baseline that the run did not read still there?
    pub exists: &'a dyn Fn(&str) -> bool,
    /// The rules the run was asked for.
    pub selection: &'a Selection,
}

const VERSION: u32 = 1;
/// Characters of the flagged words that a baseline shows.
const SHOWN: usize = 24;
const HEADER: &str = "# 减负检查基线：下列问题是已知的，检查时标注出来、不计入结果。\n\
    # 由 jianfu 写成，请勿手改；已改正的条目用 --write-baseline 清理，新问题不会自动列入。\n\n";

/// A fingerprint of each finding of one document or sitting, in their order: rule, masked words and which occurrence of
/// them it is; and the sitting's id, empty for a document. Edits elsewhere in the document do not change it.
pub fn fingerprints(findings: &[Finding], sitting: &str) -> Vec<String> {
    let mut seen: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut print = |finding| {
        let words: String = mask(words(finding)).chars().filter(|c| !c.is_whitespace()).collect();
        let count = seen.entry((finding.rule.as_str(), words.clone())).or_default();
        *count += 1;
        digest(&[&finding.rule, &words, &count.to_string(), sitting])
    };
    findings.iter().map(&mut print).collect()
}

/// What the finding is about in the document's own words.
fn words(finding: &Finding) -> &str {
    if finding.text.is_empty() { &finding.line } else { &finding.text }
}

fn digest(parts: &[&str]) -> String {
    let hash = Sha256::digest(format!("jianfu/{VERSION}\n{}", parts.join("\n")));
    let half: [u8; 16] = std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default());
    format!("{:032x}", u128::from_be_bytes(half))
}

impl Baseline {
    /// Reads a baseline file's text.
    ///
    /// # Errors
    /// When it is no baseline, or one of another version.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self =
            toml::from_str(text).map_err(|error| format!("不是基线文件：{}", error.message()))?;
        match baseline.version {
            VERSION => Ok(baseline),
            other => Err(format!("是第 {other} 版基线，本程序只认第 {VERSION} 版，请重新生成")),
        }
    }

    /// The file's text: sorted, the same for the same findings.
    ///
    /// # Errors
    /// When a value cannot be written as TOML.
    pub fn render(&self) -> Result<String, toml::ser::Error> {
        Ok(HEADER.to_owned() + &toml::to_string(self)?)
    }

    /// A first baseline: every finding that counts.
    pub fn take(report: &Report, scope: &Scope<'_>) -> Self {
        let mut known = BTreeSet::new();
        each(report, |source, findings, sitting| {
            let prints = fingerprints(findings, sitting);
            for (finding, print) in findings.iter().zip(prints) {
                if finding.state == State::New {
                    known.insert(Known::new((scope.name)(source), finding, print));
                }
            }
        });
        Self { version: VERSION, known }
    }

    /// Drops what no longer occurs, as far as the run can tell: entries of documents or rules it did not look at stay.
    pub fn shrink(&mut self, report: &Report, scope: &Scope<'_>) {
        let mut occurring = BTreeSet::new();
        let mut read = BTreeSet::new();
        each(report, |source, findings, sitting| {
            let name = (scope.name)(source);
            for (finding, print) in findings.iter().zip(fingerprints(findings, sitting)) {
                occurring.insert((name.clone(), finding.rule.clone(), print));
            }
            read.insert(name);
        });
        self.known.retain(|known| {
            let key = (known.document.clone(), known.rule.clone(), known.fingerprint.clone());
            let unseen = !read.contains(&known.document) && (scope.exists)(&known.document);
            occurring.contains(&key) || unseen || !scope.selection.keeps(&known.rule)
        });
    }

    /// Marks the findings that were known before and says how many of the entries that should occur did not.
    pub fn mark(&self, report: &mut Report, scope: &Scope<'_>) -> usize {
        let mut shrunk = self.clone();
        shrunk.shrink(report, scope);
        let known: BTreeSet<_> = self
            .known
            .iter()
            .map(|it| (it.document.as_str(), it.rule.as_str(), it.fingerprint.as_str()))
            .collect();
        each_mut(report, |source, findings, sitting| {
            let name = (scope.name)(source);
            let prints = fingerprints(findings, sitting);
            for (print, finding) in prints.into_iter().zip(findings.iter_mut()) {
                let listed =
                    known.contains(&(name.as_str(), finding.rule.as_str(), print.as_str()));
                if listed && finding.state == State::New {
                    finding.state = State::Baseline;
                }
            }
        });
        self.known.len() - shrunk.known.len()
    }

    /// How many findings it lists.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Does it list none?
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

impl Known {
    fn new(document: String, finding: &Finding, fingerprint: String) -> Self {
        let text = mask(words(finding)).chars().take(SHOWN).collect();
        Self { document, rule: finding.rule.clone(), fingerprint, text }
    }
}

/// Findings by the paper they stand in and, for a sitting's, its id.
fn each<'a>(report: &'a Report, mut visit: impl FnMut(&'a str, &'a [Finding], &'a str)) {
    for audited in &report.documents {
        visit(&audited.reading.source, &audited.findings, "");
    }
    for met in &report.meetings {
        visit(file(met.paper()), &met.findings, &met.sitting.id);
    }
}

fn each_mut(report: &mut Report, mut visit: impl FnMut(&str, &mut [Finding], &str)) {
    for audited in &mut report.documents {
        visit(&audited.reading.source, &mut audited.findings, "");
    }
    for met in &mut report.meetings {
        let paper = file(met.paper()).to_owned();
        visit(&paper, &mut met.findings, &met.sitting.id);
    }
}

/// A source without the row of a register: rows move when others are entered above them.
fn file(source: &str) -> &str {
    match source.rsplit_once('#') {
        Some((file, row)) if row.chars().all(|c| c.is_ascii_digit()) => file,
        _ => source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use crate::finding::{Confidence, Severity};

    fn finding(rule: &str, block: usize, text: &str) -> Finding {
        Finding {
            subject: "甲.txt".to_owned(),
            rule: rule.to_owned(),
            severity: Severity::Error,
            confidence: Confidence::High,
            message: "不妥".to_owned(),
            span: Span { block, start: 0, end: text.chars().count() },
            text: text.to_owned(),
            line: text.to_owned(),
            line_start: 0,
            page: None,
            basis: String::new(),
            advice: String::new(),
            evidence: Vec::new(),
            details: BTreeMap::new(),
            state: State::New,
            exemption: None,
        }
    }

    #[test]
    fn fingerprints_follow_the_words_and_not_the_place() {
        let before =
            fingerprints(&[finding("W101", 3, "高度重视。"), finding("E801", 4, "第3号")], "");
        let after = fingerprints(
            &[
                finding("W101", 1, "狠抓落实。"),
                finding("W101", 9, "高度　重视。"),
                finding("W101", 10, "高度重视。"),
                finding("E801", 12, "第3号"),
            ],
            "",
        );
        let sitting = fingerprints(&[finding("W101", 3, "高度重视。")], "a1");
        assert_ne!(before[0], sitting[0], "a sitting of the same name on another day is new");
        assert_eq!(before[0], after[1]);
        assert_eq!(before[1], after[3]);
        assert_ne!(after[1], after[2], "the second of two equal sentences is another finding");
        assert!(before[0].len() == 32 && before[0] != before[1]);
    }

    #[test]
    fn file_round_trip() {
        let known =
            Known::new("甲.txt".into(), &finding("D902", 0, "电话13900000012"), "00".into());
        assert_eq!(known.text, "电话139****0012");
        let baseline = Baseline { version: VERSION, known: [known].into() };
        let text = baseline.render().expect("it is TOML");
        assert_eq!(Baseline::parse(&text), Ok(baseline));
        assert!(Baseline::parse("version = 9").is_err_and(|said| said.contains("第 9 版")));
        assert!(Baseline::parse("没有").is_err());
    }

    #[test]
    fn register_rows_are_left_out() {
        assert_eq!(file("会议台账.csv#12"), "会议台账.csv");
        assert_eq!(file("通知#补充.txt"), "通知#补充.txt");
    }
}
