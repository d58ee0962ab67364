#![doc = include_str!("no_substance.md")]

use super::{held, show};
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::facts::meeting::{Paper, Substance};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M504: nothing is decided, deployed or assigned.
pub static RULE: Rule = Rule {
    code: "M504",
    name: "no-substance",
    title: "无实质内容",
    severity: Severity::Warning,
    page: include_str!("no_substance.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    for sitting in held(corpus, ctx.config).filter(|sitting| hollow(sitting)) {
        let items: Vec<&str> = sitting
            .mentions
            .iter()
            .flat_map(|mention| &mention.agenda)
            .map(|item| item.text.as_str())
            .collect();
        let message = format!("议程只有{}，没有研究决定、部署或交办的事项", items.join("；"));
        let finding = ctx.flag_sitting(sitting, message);
        show(finding, sitting, "agenda", "全部议程");
    }
}

/// Is every item of every agenda 传达、学习、通报、表态 or 讲话? Minutes that record decisions speak for the sitting.
fn hollow(sitting: &Sitting) -> bool {
    let minutes = sitting.mentions.iter().any(|mention| mention.paper == Paper::Minutes);
    let mut items = sitting.mentions.iter().flat_map(|mention| &mention.agenda).peekable();
    let statutory = sitting.class == SittingClass::Statutory;
    items.peek().is_some()
        && !minutes
        && !statutory
        && items.all(|item| item.substance == Substance::Ritual)
}
