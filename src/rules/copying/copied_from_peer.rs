#![doc = include_str!("copied_from_peer.md")]

use super::{called_of, greatest, judge, percent, report, verdict};
use crate::corpus::Corpus;
use crate::corpus::copying::{Copy, Relation};
use crate::facts::citations::Role;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// C204: another office's document with the names replaced.
pub static RULE: Rule = Rule {
    code: "C204",
    name: "copied-from-peer",
    title: "抄袭其他单位",
    severity: Severity::Error,
    page: include_str!("copied_from_peer.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let error = ctx.limit("peer_error");
    for copy in greatest(corpus, Relation::Peer, |copy| copy.masked_share) {
        if inherited(corpus, copy) {
            continue;
        }
        let Some(verdict) = verdict(copy, copy.masked_share, error, error) else { continue };
        let name = called_of(corpus, &copy.parent);
        let share = percent(copy.masked_share);
        let common = common_basis(corpus, copy);
        let doubt = if common {
            "两件引用同一上级文件，也可能都出自它，请核对"
        } else if same_day(corpus, copy) {
            "两件同日发出，看不出谁照谁，请核对"
        } else {
            verdict.name
        };
        let message =
            format!("换掉名称、日期和数字以后，正文{share}与同级单位的{name}相同：{doubt}。");
        let Some(finding) = report(ctx, corpus, copy, message) else { continue };
        judge(finding, copy, copy.masked_share, verdict);
        if common || same_day(corpus, copy) {
            finding.severity = finding.severity.min(Severity::Warning);
            finding.confidence = Confidence::Low;
        }
        let reason = format!("正文重复{share}");
        ctx.group(vec![copy.parent.clone(), copy.child.clone()], reason, None);
    }
}

/// Did both take the text from a superior document? Then neither copied the other.
fn inherited(corpus: &Corpus, copy: &Copy) -> bool {
    corpus.copies.iter().any(|other| {
        other.child == copy.child
            && other.relation == Relation::Superior
            && other.masked_share >= 0.7 * copy.masked_share
    })
}

/// Were both issued on one day? Then neither can be said to be the first.
fn same_day(corpus: &Corpus, copy: &Copy) -> bool {
    let date = |source: &str| corpus.reading(source).and_then(|reading| reading.elements.date);
    date(&copy.child) == date(&copy.parent)
}

/// Do both carry out one document that is not among those compared?
fn common_basis(corpus: &Corpus, copy: &Copy) -> bool {
    let bases = |source: &str| {
        let citations = corpus.reading(source).map_or(&[][..], |reading| &reading.citations);
        citations.iter().filter(|citation| citation.role == Role::Basis)
    };
    bases(&copy.child).any(|ours| {
        bases(&copy.parent).any(|theirs| {
            (ours.title.is_some() && ours.title == theirs.title)
                || (ours.number.is_some() && ours.number == theirs.number)
        })
    })
}
