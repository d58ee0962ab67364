#![doc = include_str!("yearly_clone.md")]

use super::{called, greatest, judge, percent, report, verdict};
use crate::corpus::Corpus;
use crate::corpus::copying::Relation;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// C205: an earlier year's document of the same issuer with dates and numbers replaced.
pub static RULE: Rule = Rule {
    code: "C205",
    name: "yearly-clone",
    title: "年年雷同",
    severity: Severity::Warning,
    page: include_str!("yearly_clone.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let warning = ctx.limit("yearly_warning");
    for copy in greatest(corpus, Relation::EarlierYear, |copy| copy.masked_share) {
        let Some(verdict) = verdict(copy, copy.masked_share, warning, warning) else { continue };
        let name = called(corpus, &copy.parent);
        let share = percent(copy.masked_share);
        let message = format!("换掉日期和数字以后，正文{share}与本单位往年的{name}相同。");
        let Some(finding) = report(ctx, corpus, copy, message) else { continue };
        judge(finding, copy, copy.masked_share, verdict);
        finding.severity = finding.severity.min(Severity::Warning);
        let reason = format!("正文重复{share}");
        ctx.group(vec![copy.parent.clone(), copy.child.clone()], reason, None);
    }
}
