#![doc = include_str!("duplicate_received.md")]

use crate::corpus::Corpus;
use crate::corpus::copying::Relation;
use crate::finding::Severity;
use crate::rules::copying::{called, greatest, percent, report, rounded};
use crate::rules::{Check, Context, Rule};

/// F404: two offices send near-identical documents to the same recipients.
pub static RULE: Rule = Rule {
    code: "F404",
    name: "duplicate-received",
    title: "多头发文",
    severity: Severity::Warning,
    page: include_str!("duplicate_received.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let least = ctx.limit("duplicate_share");
    for copy in greatest(corpus, Relation::Duplicate, |copy| copy.share) {
        if copy.share < least || copy.tabled > 0.5 {
            continue;
        }
        let name = called(corpus, &copy.parent);
        let share = percent(copy.share);
        let message = format!("与其他单位发给同一批收文单位的{name}内容重复（正文{share}相同）。");
        let Some(finding) = report(ctx, corpus, copy, message) else { continue };
        finding.detail("share", rounded(copy.share)).detail("of", copy.parent.as_str());
        let reason = format!("发给相同的收文单位，正文重复{share}");
        ctx.group(vec![copy.parent.clone(), copy.child.clone()], reason, None);
    }
}
