#![doc = include_str!("needless_forwarding.md")]

use crate::corpus::Corpus;
use crate::corpus::mandates::reached;
use crate::facts::Quote;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// P305.
pub static RULE: Rule = Rule {
    code: "P305",
    name: "needless-forwarding",
    title: "层层转发",
    severity: Severity::Warning,
    page: include_str!("needless_forwarding.md"),
    check: Check::Corpus(run),
};

fn run(context: &mut Context<'_>, corpus: &Corpus) {
    for mandate in corpus.mandates.iter().filter(|mandate| mandate.forwards) {
        let superior = mandate.source.as_deref().and_then(|source| corpus.reading(source));
        let (Some(child), Some(superior)) = (corpus.reading(&mandate.child), superior) else {
            continue;
        };
        let covered = reached(superior).intersection(&reached(child)).next().is_some();
        if !covered || corpus.compared_only(&mandate.child) {
            continue;
        }
        let recipients = superior.elements.recipients.join("、");
        let message = format!("转发的文件主送“{recipients}”，已经发到本文件的主送一级，不必再转发");
        let finding = context.flag_quote(child, &mandate.basis, message);
        finding.confidence = Confidence::Medium;
        let quote = Quote { text: recipients, ..Quote::default() };
        finding.proved_by(&superior.source, &quote, "上级文件的主送机关");
    }
}
