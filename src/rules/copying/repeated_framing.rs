#![doc = include_str!("repeated_framing.md")]

use super::{called, greatest, judge, percent, quote, rounded, verdict};
use crate::corpus::Corpus;
use crate::corpus::copying::Relation;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// C203: the opening or the principles are the superior document's.
pub static RULE: Rule = Rule {
    code: "C203",
    name: "repeated-framing",
    title: "重复上级总体要求",
    severity: Severity::Warning,
    page: include_str!("repeated_framing.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let (share, size) = (ctx.limit("framing_share"), ctx.limit("framing_chars"));
    let warning = ctx.limit("copied_warning");
    let framing_share = |copy: &crate::corpus::copying::Copy| {
        copy.framing.as_ref().map_or(0.0, |framing| framing.share)
    };
    for copy in greatest(corpus, Relation::Superior, framing_share) {
        let Some(framing) = &copy.framing else { continue };
        // Where the whole document is reported, its framing need not be.
        let whole = verdict(copy, copy.masked_share, warning, warning).is_some();
        if whole || framing.share < share || (framing.size as f64) < size {
            continue;
        }
        let (Some(child), Some((longest, _))) =
            (corpus.reading(&copy.child), framing.passages.first())
        else {
            continue;
        };
        let message = format!(
            "开头、指导思想、基本原则等总体要求共{}字，{}与上级文件{}相同（名称、数字不计）。",
            framing.size,
            percent(framing.share),
            called(corpus, &copy.parent)
        );
        let finding = ctx.flag_quote(child, &quote(longest), message);
        for (at, (own, other)) in framing.passages.iter().enumerate() {
            finding.proved_by(&copy.child, &quote(own), &format!("第{}处：本文", at + 1));
            finding.proved_by(&copy.parent, &quote(other), &format!("第{}处：对照文件", at + 1));
        }
        let verdict = super::Verdict {
            name: "照搬",
            reason: "总体要求部分除名称、数字外未作改动，其余部分另有内容".to_owned(),
            severity: Severity::Warning,
        };
        judge(finding, copy, framing.share, verdict);
        finding.detail("chars", framing.size).detail("document_share", rounded(copy.masked_share));
    }
}
