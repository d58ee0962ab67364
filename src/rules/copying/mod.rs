//! 照搬照转: text that stands in another document.

pub mod copied_from_peer;
pub mod copied_from_superior;
pub mod foreign_residue;
pub mod renamed_copy;
pub mod repeated_framing;
pub mod yearly_clone;

use crate::corpus::Corpus;
use crate::corpus::copying::{Copy, Passage, Relation};
use crate::facts::{Quote, Reading};
use crate::finding::{Finding, Severity};
use crate::rules::Context;
use crate::rules::form::{duplicate_received, reissued};
use crate::rules::supporting::no_local_refinement;

/// Body characters below which shares mean nothing.
const SMALLEST: usize = 60;
/// Share from which two files of one title, number, date and issuer are one document.
const IDENTICAL: f64 = 0.98;
/// Passages shown as evidence.
const SHOWN: usize = 10;

/// Does this rule compare two texts? Then only a run that has the files can say it anew.
pub fn needs_texts(rule: &str) -> bool {
    let others = [&reissued::RULE, &duplicate_received::RULE, &no_local_refinement::RULE];
    rule.starts_with('C') || others.iter().any(|other| other.code == rule)
}

/// Each child's greatest copy of one relation by `share`, in order of child.
pub(crate) fn greatest(
    corpus: &Corpus,
    relation: Relation,
    share: impl Fn(&Copy) -> f64,
) -> Vec<&Copy> {
    let fit = |copy: &&Copy| {
        copy.relation == relation && copy.size >= SMALLEST && !one_document(corpus, copy)
    };
    let mut greatest: Vec<&Copy> = Vec::new();
    for copy in corpus.copies.iter().filter(fit) {
        match greatest.last_mut().filter(|last| last.child == copy.child) {
            Some(last) if share(copy) > share(last) => *last = copy,
            Some(_) => {}
            None => greatest.push(copy),
        }
    }
    greatest
}

/// Are both the same document, kept twice? Everything it says of itself is equal, and so is the text.
fn one_document(corpus: &Corpus, copy: &Copy) -> bool {
    let (Some(child), Some(parent)) = (corpus.reading(&copy.child), corpus.reading(&copy.parent))
    else {
        return false;
    };
    let (ours, theirs) = (&child.elements, &parent.elements);
    copy.share >= IDENTICAL
        && ours.title.is_some()
        && ours.number.is_some()
        && ours.date.is_some()
        && (&ours.title, &ours.number, ours.date, &ours.issuers)
            == (&theirs.title, &theirs.number, theirs.date, &theirs.issuers)
}

/// Reports a copy at its longest passage, with the places on both sides.
pub(crate) fn report<'c>(
    ctx: &'c mut Context<'_>,
    corpus: &Corpus,
    copy: &Copy,
    message: String,
) -> Option<&'c mut Finding> {
    let child = corpus.reading(&copy.child)?;
    let (longest, _) = copy.passages.first()?;
    let finding = ctx.flag_quote(child, &quote(longest), message);
    for (at, (own, other)) in copy.passages.iter().take(SHOWN).enumerate() {
        finding.proved_by(&copy.child, &quote(own), &format!("第{}处：本文", at + 1));
        finding.proved_by(&copy.parent, &quote(other), &format!("第{}处：对照文件", at + 1));
    }
    Some(finding)
}

fn quote(passage: &Passage) -> Quote {
    Quote { span: passage.span, text: passage.text.clone() }
}

/// How people name a document: 《title》（number）, else its path.
pub(crate) fn called(corpus: &Corpus, source: &str) -> String {
    let elements = corpus.reading(source).map(|reading: &Reading| &reading.elements);
    let title = elements.and_then(|elements| elements.title.as_deref());
    let number = elements.and_then(|elements| elements.number.as_deref());
    match (title, number) {
        (Some(title), Some(number)) => format!("《{title}》（{number}）"),
        (Some(title), None) => format!("《{title}》"),
        _ => format!("“{source}”"),
    }
}

/// 照搬 or something that may be: what was copied, and why it is judged so.
pub(crate) struct Verdict {
    /// 规定动作, 适度借鉴 or 照搬.
    pub name: &'static str,
    /// Why.
    pub reason: String,
    /// How grave.
    pub severity: Severity,
}

/// Judges a share against the warning and the error line; `None` below both.
pub(crate) fn verdict(copy: &Copy, share: f64, warning: f64, error: f64) -> Option<Verdict> {
    if share < warning {
        return None;
    }
    let percent = percent(share);
    let (name, reason, severity) = if copy.tabled > 0.5 {
        let reason = "相同的文字一半以上在表格里，多为统一规定的表式".to_owned();
        ("规定动作", reason, Severity::Info)
    } else if share >= error {
        let reason = format!("重复{percent}，除题名和引文外大部分文字未改");
        ("照搬", reason, Severity::Error)
    } else if copy.specific >= LOCAL {
        let reason = format!("新写部分有{}处本地的数字、时限或者名称", copy.specific);
        ("适度借鉴", reason, Severity::Warning)
    } else {
        let reason = "新写部分几乎没有本地的数字、时限和名称".to_owned();
        ("照搬", reason, Severity::Warning)
    };
    Some(Verdict { name, reason, severity })
}

/// Numbers, dates and names that make new text local.
const LOCAL: usize = 5;

/// Sets severity and the values every copying rule documents.
pub(crate) fn judge(finding: &mut Finding, copy: &Copy, share: f64, verdict: Verdict) {
    finding.severity = verdict.severity;
    finding
        .detail("share", rounded(share))
        .detail("verdict", verdict.name)
        .detail("reason", verdict.reason)
        .detail("of", copy.parent.as_str());
}

/// A share to three places, so that the same figure is shown everywhere.
pub(crate) fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

/// A share in words: 73%.
pub(crate) fn percent(share: f64) -> String {
    format!("{}%", (share * 100.0).round())
}
