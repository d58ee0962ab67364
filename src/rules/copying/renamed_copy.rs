#![doc = include_str!("renamed_copy.md")]

use super::{greatest, judge, moderate, percent, report, rounded, sources, weigh, weighed_verdict};
use crate::corpus::Corpus;
use crate::corpus::copying::{Copy, Relation, Renamed};
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
        let plain = weigh(copy, warning, |copy| copy.share, |joint| joint.share);
        let weighed = weigh(copy, warning, |copy| copy.masked_share, |joint| joint.masked_share);
        let Some(verdict) = weighed_verdict(copy, weighed, warning, error) else { continue };
        // Where C201 already says as much, this would say it twice.
        let worth = match weighed_verdict(copy, plain, warning, plain_error) {
            None => true,
            Some(said) => said.severity < verdict.severity && weighed.share - plain.share >= gain,
        };
        if !worth {
            continue;
        }
        let message = format!(
            "换掉地名、单位、层级、日期和数字以后，正文{}与{}相同（不换时{}）：{}。{}",
            percent(weighed.share),
            sources(corpus, copy, weighed.several, |copy| copy.masked_share),
            percent(plain.share),
            verdict.name,
            changes(copy)
        );
        if let Some(finding) = report(ctx, corpus, copy, message) {
            judge(finding, copy, weighed.share, moderate(corpus, copy, verdict));
            finding.detail("plain_share", rounded(plain.share)).detail("renamed", renamed(copy));
        }
    }
}

/// Most changes said in the message, and most kept in the details.
const SAID: usize = 4;
const KEPT: usize = 20;

/// 改动的是：全省改为全市、3200改为410。
fn changes(copy: &Copy) -> String {
    let words = copy.renamed.iter().filter(|it| !it.own.is_empty() && !it.other.is_empty());
    let said: Vec<String> =
        words.take(SAID).map(|it| format!("“{}”改为“{}”", it.other, it.own)).collect();
    let all: usize = copy.renamed.iter().map(|it| it.times).sum();
    if said.is_empty() {
        return String::new();
    }
    format!("相同部分改动{all}处，如{}。", said.join("、"))
}

fn renamed(copy: &Copy) -> Vec<serde_json::Value> {
    let value =
        |it: &Renamed| serde_json::json!({ "from": it.other, "to": it.own, "times": it.times });
    copy.renamed.iter().take(KEPT).map(value).collect()
}
