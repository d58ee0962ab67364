#![doc = include_str!("unrequested_supporting.md")]

use crate::corpus::Corpus;
use crate::corpus::mandates::{Mandate, Requested, allows};
use crate::facts::{Quote, Reading};
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// P302.
pub static RULE: Rule = Rule {
    code: "P302",
    name: "unrequested-supporting",
    title: "未经要求的配套文件",
    severity: Severity::Error,
    page: include_str!("unrequested_supporting.md"),
    check: Check::Corpus(run),
};

fn run(context: &mut Context<'_>, corpus: &Corpus) {
    for mandate in corpus.mandates.iter().filter(|mandate| !mandate.forwards) {
        let Some(child) = corpus.reading(&mandate.child) else { continue };
        if corpus.compared_only(&mandate.child) {
            continue;
        }
        match mandate.requested {
            Requested::Yes => {}
            Requested::No => unrequested(context, child, mandate, corpus),
            Requested::Unknown => unproved(context, child, mandate),
        }
    }
}

fn unrequested(context: &mut Context<'_>, child: &Reading, mandate: &Mandate, corpus: &Corpus) {
    let message = format!("落实{}而制发，但该文件没有要求本级制定配套文件", name(mandate));
    let finding = context.flag_quote(child, &mandate.basis, message);
    finding.detail("requested", "no");
    if mandate.number.is_none() {
        finding.confidence = Confidence::Medium;
    }
    let superior = mandate.source.as_deref().and_then(|source| corpus.reading(source));
    if let Some(superior) = superior {
        let title = superior.elements.title.clone().unwrap_or_default();
        let quote = Quote { text: title, ..Quote::default() };
        finding.proved_by(&superior.source, &quote, "上级文件：全文没有要求本级制定配套文件的句子");
        if let Some(allowed) = allows(superior) {
            finding.severity = Severity::Warning;
            finding.confidence = Confidence::Medium;
            let note = "上级文件只是鼓励、允许制定，没有要求";
            finding.proved_by(&superior.source, &allowed.quote, note);
        }
    }
}

fn unproved(context: &mut Context<'_>, child: &Reading, mandate: &Mandate) {
    let message =
        format!("落实{}而制发；没有找到该文件，需要核实它是否要求本级制定配套文件", name(mandate));
    let finding = context.flag_quote(child, &mandate.basis, message);
    finding.severity = Severity::Info;
    finding.confidence = Confidence::Low;
    finding.detail("requested", "unknown");
}

fn name(mandate: &Mandate) -> String {
    let title = mandate.title.as_ref().map(|title| format!("《{title}》"));
    let number = mandate.number.as_ref();
    match (title, number) {
        (Some(title), Some(number)) => format!("{title}（{number}）"),
        (title, number) => title.or_else(|| number.cloned()).unwrap_or_default(),
    }
}
