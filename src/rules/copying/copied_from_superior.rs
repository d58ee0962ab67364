#![doc = include_str!("copied_from_superior.md")]

use super::{called, greatest, judge, percent, report, verdict};
use crate::corpus::Corpus;
use crate::corpus::copying::Relation;
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
        let Some(verdict) = verdict(copy, copy.share, warning, error) else { continue };
        let message = format!(
            "正文{}的文字与上级文件{}相同：{}。",
            percent(copy.share),
            called(corpus, &copy.parent),
            verdict.name
        );
        if let Some(finding) = report(ctx, corpus, copy, message) {
            judge(finding, copy, copy.share, verdict);
        }
    }
}
