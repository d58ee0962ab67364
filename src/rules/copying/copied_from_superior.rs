#![doc = include_str!("copied_from_superior.md")]

use std::collections::BTreeSet;

use super::{
    called, greatest, judge, moderate, percent, report, rounded, sources, standing, taken_verdict,
    weigh, weighed_verdict,
};
use crate::corpus::Corpus;
use crate::corpus::copying::{Copy, Relation};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// C201: most of the body stands word for word in a superior document.
pub static RULE: Rule = Rule {
    code: "C201",
    name: "copied-from-superior",
    title: "照搬上级文件",
    severity: Severity::Error,
    page: include_str!("copied_from_superior.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let (warning, error) = (ctx.limit("copied_warning"), ctx.limit("copied_error"));
    for copy in greatest(corpus, Relation::Superior, |copy| copy.share) {
        let weighed = weigh(copy, warning, |copy| copy.share, |joint| joint.share);
        let Some(verdict) = weighed_verdict(copy, weighed, warning, error) else { continue };
        let message = format!(
            "正文{}的文字与{}相同：{}。",
            percent(weighed.share),
            sources(corpus, copy, weighed.several, |copy| copy.share),
            verdict.name
        );
        if let Some(finding) = report(ctx, corpus, copy, message) {
            judge(finding, copy, weighed.share, moderate(corpus, copy, verdict));
        }
    }
    taken_whole(ctx, corpus);
}

/// Less than half of the document, but most of the superior: taken in whole, with other text beside it.
fn taken_whole(ctx: &mut Context<'_>, corpus: &Corpus) {
    let warning = ctx.limit("copied_warning");
    let (taken, least) = (ctx.limit("taken_parent"), ctx.limit("taken_child"));
    let reported = |copy: &Copy| {
        let joint = copy.joint.as_ref().map_or(0.0, |joint| joint.masked_share);
        copy.masked_share.max(joint) >= warning
    };
    let superior = |copy: &&Copy| copy.relation == Relation::Superior;
    let whole: BTreeSet<&str> = corpus
        .copies
        .iter()
        .filter(superior)
        .filter(|copy| reported(copy))
        .map(|copy| copy.child.as_str())
        .collect();
    let of = |copy: &Copy| if copy.masked_share < least { 0.0 } else { copy.taken };
    for copy in greatest(corpus, Relation::Superior, of) {
        if of(copy) < taken || whole.contains(copy.child.as_str()) {
            continue;
        }
        let verdict = taken_verdict(copy);
        let message = format!(
            "{}{}的{}写进了本文，占本文正文{}（名称、数字不计）：{}。",
            standing(corpus, copy),
            called(corpus, &copy.parent),
            percent(copy.taken),
            percent(copy.masked_share),
            verdict.name
        );
        if let Some(finding) = report(ctx, corpus, copy, message) {
            judge(finding, copy, copy.share, verdict);
            finding.detail("taken", rounded(copy.taken));
        }
    }
}
