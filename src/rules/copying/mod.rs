//! 照搬照转: text that stands in another document.

pub mod copied_from_peer;
pub mod copied_from_superior;
pub mod foreign_residue;
pub mod renamed_copy;
pub mod repeated_framing;
pub mod yearly_clone;

use crate::corpus::Corpus;
use crate::corpus::copying::{Copy, Joint, Passage, Relation, Renamed};
use crate::document::{Class, Elements};
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
/// Passages shown of each further document that text was taken from.
const ADDED: usize = 3;

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

/// Are both the same document, kept twice? What it says of itself is equal, and so is the text.
fn one_document(corpus: &Corpus, copy: &Copy) -> bool {
    let (Some(child), Some(parent)) = (corpus.reading(&copy.child), corpus.reading(&copy.parent))
    else {
        return false;
    };
    let (ours, theirs) = (&child.elements, &parent.elements);
    let equal = (&ours.title, &ours.number, ours.date, &ours.issuers)
        == (&theirs.title, &theirs.number, theirs.date, &theirs.issuers);
    let told = ours.title.is_some() && ours.date.is_some() && !ours.issuers.is_empty();
    // Who copies for another place changes its names. Where none is changed, only what a file says of itself tells two apart.
    let renamed = copy.renamed.iter().any(Renamed::names);
    (equal && told && copy.share >= IDENTICAL && !renamed)
        || (copy.untouched && (equal || addressed_alike(ours, theirs)))
}

/// Do two files speak to the same people, and does neither say anything of itself that the other denies?
fn addressed_alike(ours: &Elements, theirs: &Elements) -> bool {
    fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    let recipients = |elements: &Elements| elements.recipients.concat().replace('各', "");
    let issuers =
        ours.issuers.is_empty() || theirs.issuers.is_empty() || ours.issuers == theirs.issuers;
    issuers
        && agree(ours.title.as_ref(), theirs.title.as_ref())
        && agree(ours.number.as_ref(), theirs.number.as_ref())
        && agree(ours.date.as_ref(), theirs.date.as_ref())
        && !ours.recipients.is_empty()
        && recipients(ours) == recipients(theirs)
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
    let others = copy.joint.iter().flat_map(|joint| &joint.parents);
    let added = others.filter_map(|parent| pair(corpus, &copy.child, parent));
    let mut at = 0;
    for (pair, most) in [(copy, SHOWN)].into_iter().chain(added.map(|pair| (pair, ADDED))) {
        for (own, other) in pair.passages.iter().take(most) {
            at += 1;
            finding.proved_by(&pair.child, &quote(own), &format!("第{at}处：本文"));
            finding.proved_by(&pair.parent, &quote(other), &format!("第{at}处：对照文件"));
        }
    }
    for pair in copy.alike.iter().filter_map(|parent| pair(corpus, &copy.child, parent)) {
        if let Some((_, other)) = pair.passages.first() {
            finding.proved_by(&pair.parent, &quote(other), "相同的文字也见于这件文件");
        }
    }
    Some(finding)
}

fn pair<'c>(corpus: &'c Corpus, child: &str, parent: &str) -> Option<&'c Copy> {
    corpus.copies.iter().find(|copy| copy.child == child && copy.parent == parent)
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

/// The same, with its issuer before a title that does not say it.
pub(crate) fn called_of(corpus: &Corpus, source: &str) -> String {
    let reading = corpus.reading(source);
    let issuer = reading.and_then(|reading| reading.department.as_deref()).unwrap_or_default();
    let title = reading.and_then(|reading| reading.elements.title.as_deref()).unwrap_or_default();
    let name = called(corpus, source);
    if issuer.is_empty() || title.contains(issuer) { name } else { format!("{issuer}{name}") }
}

/// What a document given for comparison is called: only a level proves a superior.
pub(crate) fn standing(corpus: &Corpus, copy: &Copy) -> &'static str {
    let level = |source: &str| corpus.reading(source).and_then(|reading| reading.elements.level);
    match (level(&copy.child), level(&copy.parent)) {
        (Some(own), Some(other)) if other < own => "上级文件",
        _ => "对照文件",
    }
}

/// The superiors a share is made up of: 上级文件《甲》, or how much of each.
pub(crate) fn sources(
    corpus: &Corpus,
    copy: &Copy,
    several: bool,
    share: impl Fn(&Copy) -> f64,
) -> String {
    let Some(joint) = copy.joint.as_ref().filter(|_| several) else {
        return format!("{}{}", standing(corpus, copy), called(corpus, &copy.parent));
    };
    let others = joint.parents.iter().filter_map(|parent| pair(corpus, &copy.child, parent));
    let named = std::iter::once(copy)
        .chain(others)
        .map(|pair| format!("{}{}", called(corpus, &pair.parent), percent(share(pair))));
    let named: Vec<String> = named.collect();
    format!("{}件文件（{}）", named.len(), named.join("、"))
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

/// What a verdict goes by.
#[derive(Clone, Copy)]
pub(crate) struct Weighed {
    /// Share copied.
    pub share: f64,
    /// Numbers, dates and names in the rest.
    pub specific: usize,
    /// Is it the share of several superiors?
    pub several: bool,
}

/// A copy's share: of one superior, or of several put together where no one of them reaches the line.
pub(crate) fn weigh(
    copy: &Copy,
    warning: f64,
    of: impl Fn(&Copy) -> f64,
    joint: impl Fn(&Joint) -> f64,
) -> Weighed {
    let alone = Weighed { share: of(copy), specific: copy.specific, several: false };
    let several = copy.joint.as_ref().map(|several| Weighed {
        share: joint(several),
        specific: several.specific,
        several: true,
    });
    several.filter(|it| alone.share < warning && it.share >= warning).unwrap_or(alone)
}

/// Judges a share against the warning and the error line; `None` below both.
pub(crate) fn verdict(copy: &Copy, share: f64, warning: f64, error: f64) -> Option<Verdict> {
    weighed_verdict(
        copy,
        Weighed { share, specific: copy.specific, several: false },
        warning,
        error,
    )
}

/// The same of a share that several documents may make up.
pub(crate) fn weighed_verdict(
    copy: &Copy,
    Weighed { share, specific, .. }: Weighed,
    warning: f64,
    error: f64,
) -> Option<Verdict> {
    if share < warning {
        return None;
    }
    let percent = percent(share);
    let (name, reason, severity) = if let Some(reason) = laid_down(copy) {
        ("规定动作", reason.to_owned(), Severity::Info)
    } else if share >= error {
        let reason = format!("重复{percent}，除题名和引文外大部分文字未改");
        ("照搬", reason, Severity::Error)
    } else if specific >= LOCAL {
        ("适度借鉴", local(specific), Severity::Warning)
    } else {
        ("照搬", NOTHING_LOCAL.to_owned(), Severity::Warning)
    };
    Some(Verdict { name, reason, severity })
}

/// A report upward that repeats what it was told to do says too little, but gives no order twice.
pub(crate) fn moderate(corpus: &Corpus, copy: &Copy, verdict: Verdict) -> Verdict {
    let upward = corpus.reading(&copy.child).is_some_and(|child| child.class == Class::Upward);
    if !upward || verdict.severity <= Severity::Warning {
        return verdict;
    }
    let reason = format!("{}；本文是上行文，不是再次部署", verdict.reason);
    Verdict { reason, severity: Severity::Warning, ..verdict }
}

/// Judges a copy that is less than the warning line of the child, but most of the superior.
pub(crate) fn taken_verdict(copy: &Copy) -> Verdict {
    let (name, reason, severity) = if let Some(reason) = laid_down(copy) {
        ("规定动作", reason.to_owned(), Severity::Info)
    } else if copy.specific >= LOCAL {
        ("适度借鉴", local(copy.specific), Severity::Info)
    } else {
        ("照搬", NOTHING_LOCAL.to_owned(), Severity::Warning)
    };
    Verdict { name, reason, severity }
}

const NOTHING_LOCAL: &str = "新写部分几乎没有本地的数字、时限和名称";

fn local(specific: usize) -> String {
    format!("新写部分有{specific}处本地的数字、时限或者名称")
}

/// Why a text is repeated as it must be.
fn laid_down(copy: &Copy) -> Option<&'static str> {
    if copy.tabled > 0.5 {
        return Some("相同的文字一半以上在表格里，多为统一规定的表式");
    }
    copy.prescribed.then_some("相同的文字一半以上是对照文件要求照原样使用的")
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
