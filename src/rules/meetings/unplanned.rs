#![doc = include_str!("unplanned.md")]

use super::index::{Index, Least};
use super::{held, ordinary, show};
use crate::corpus::Corpus;
use crate::facts::meeting::matter::{self, Grams};
use crate::finding::{Confidence, Severity};
use crate::register::Kind;
use crate::rules::{Check, Context, Rule};

/// M511: not in the year's meeting plan, when one is given.
pub static RULE: Rule = Rule {
    code: "M511",
    name: "unplanned",
    title: "计划外会议",
    severity: Severity::Info,
    page: include_str!("unplanned.md"),
    check: Check::Corpus(run),
};

/// Names alike from here on are the planned meeting.
const PLANNED: f64 = 0.5;

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let registers = corpus.registers.iter().filter(|register| register.kind == Kind::Plan);
    let rows = registers.flat_map(|register| &register.rows);
    let planned: Vec<Grams> = rows
        .filter_map(|row| row.cell("会议名称").or_else(|| row.cell("会议名称/督查名称")))
        .map(|title| Grams::of(&matter::words(title)))
        .collect();
    if planned.is_empty() {
        return;
    }
    let mut index = Index::default();
    for plan in &planned {
        index.add(plan, &[]);
    }
    let least = Least { share: PLANNED, weight: 0.0, runs: usize::MAX };
    for sitting in held(corpus, ctx.config).filter(|sitting| ordinary(sitting)) {
        let names = sitting.mentions.iter().map(|mention| Grams::of(&mention.matter));
        let mut names = names.filter(|grams| grams.total() > 0.0).peekable();
        let planned = |name: Grams| {
            let near = index.near(0, (&name, &[]), least);
            let mut near = near.into_iter().filter_map(|at| planned.get(at));
            near.any(|plan| plan.alike(&name) >= PLANNED)
        };
        if names.peek().is_none() || names.any(planned) {
            continue;
        }
        let finding =
            ctx.flag_sitting(sitting, "年度会议计划里没有找到这次会议，请核实是否补报审批");
        finding.confidence = Confidence::Medium;
        show(finding, sitting, "title", "会议名称");
    }
}
