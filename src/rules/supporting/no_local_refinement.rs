#![doc = include_str!("no_local_refinement.md")]

use crate::corpus::Corpus;
use crate::corpus::mandates::{Mandate, Refinement, Requested};
use crate::facts::{Quote, Reading};
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// P303.
pub static RULE: Rule = Rule {
    code: "P303",
    name: "no-local-refinement",
    title: "缺少本地细化",
    severity: Severity::Warning,
    page: include_str!("no_local_refinement.md"),
    check: Check::Corpus(run),
};

/// Share of new sentences below which nothing has been refined (rules.md).
const LEAST: f64 = 0.3;
/// A document of fewer sentences only covers another.
const SENTENCES: usize = 4;

fn run(context: &mut Context<'_>, corpus: &Corpus) {
    let asked = corpus.mandates.iter().filter(|mandate| {
        mandate.requested == Requested::Yes
            && !mandate.forwards
            && !corpus.compared_only(&mandate.child)
    });
    for mandate in asked {
        let (Some(child), Some(refinement)) = (corpus.reading(&mandate.child), mandate.refinement)
        else {
            continue;
        };
        if refinement.sentences >= SENTENCES
            && let Some(message) = verdict(refinement)
        {
            flag(context, (child, mandate), refinement, message);
        }
    }
}

/// What is wrong, where something is.
fn verdict(refinement: Refinement) -> Option<String> {
    let Refinement { sentences, new, local } = refinement;
    if refinement.share() < LEAST {
        return Some(format!(
            "上级要求制定，但{sentences}句中只有{new}句是上级文件没有的，缺少本地细化"
        ));
    }
    (local == 0).then(|| {
        format!("上级要求制定，但新写的{new}句都没有写明本地的单位、地点、数字或日期，缺少本地细化")
    })
}

fn flag(
    context: &mut Context<'_>,
    (child, mandate): (&Reading, &Mandate),
    refinement: Refinement,
    message: String,
) {
    let finding = context.flag_quote(child, &mandate.basis, message);
    finding.confidence = Confidence::Medium;
    finding.detail("new_share", (refinement.share() * 100.0).round() / 100.0);
    finding.detail("new_sentences", refinement.new);
    finding.detail("local_sentences", refinement.local);
    if let Some((source, proof)) = mandate.source.as_deref().zip(mandate.proof.as_ref()) {
        let proof: &Quote = proof;
        finding.proved_by(source, proof, "上级文件要求制定的原文");
    }
}
