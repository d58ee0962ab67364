#![doc = include_str!("renamed_copy.md")]

use super::{called, greatest, judge, percent, report, rounded, verdict};
use crate::corpus::Corpus;
use crate::corpus::copying::Relation;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// C202: a superior document with places, units, levels, dates and numbers replaced.
pub static RULE: Rule = Rule {
    code: "C202",
    name: "renamed-copy",
    title: "上下一般粗",
    severity: Severity::Error,
    page: include_str!("renamed_copy.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let (warning, gain) = (ctx.limit("copied_warning"), ctx.limit("masked_gain"));
    let (plain_error, error) = (ctx.limit("copied_error"), ctx.limit("masked_error"));
    for copy in greatest(corpus, Relation::Superior, |copy| copy.masked_share) {
        let Some(verdict) = verdict(copy, copy.masked_share, warning, error) else { continue };
        // Where C201 already says as much, this would say it twice.
        let worth = match super::verdict(copy, copy.share, warning, plain_error) {
            None => true,
            Some(said) => {
                said.severity < verdict.severity && copy.masked_share - copy.share >= gain
            }
        };
        if !worth {
            continue;
        }
        let message = format!(
            "换掉地名、单位、层级、日期和数字以后，正文{}与上级文件{}相同（不换时{}）：{}。",
            percent(copy.masked_share),
            called(corpus, &copy.parent),
            percent(copy.share),
            verdict.name
        );
        if let Some(finding) = report(ctx, corpus, copy, message) {
            judge(finding, copy, copy.masked_share, verdict);
            finding.detail("plain_share", rounded(copy.share));
        }
    }
}
