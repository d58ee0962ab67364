#![doc = include_str!("unapproved_inspection.md")]

use crate::corpus::Corpus;
use crate::facts::Quote;
use crate::facts::meeting::matter::{self, Grams};
use crate::finding::{Confidence, Severity};
use crate::register::Kind;
use crate::rules::{Check, Context, Rule};
use crate::totals::inspections::launched;

/// R607.
pub static RULE: Rule = Rule {
    code: "R607",
    name: "unapproved-inspection",
    title: "未备案督查",
    severity: Severity::Warning,
    page: include_str!("unapproved_inspection.md"),
    check: Check::Corpus(run),
};

/// Names alike from here on are the planned inspection.
const PLANNED: f64 = 0.5;

fn run(context: &mut Context<'_>, corpus: &Corpus) {
    let plans = corpus.registers.iter().filter(|register| register.kind == Kind::Plan);
    let rows = plans.flat_map(|register| &register.rows);
    let planned: Vec<Grams> = rows
        .filter_map(|row| row.cell("督查名称"))
        .map(|title| Grams::of(&matter::words(title)))
        .collect();
    if planned.is_empty() {
        return;
    }
    for reading in corpus.readings.iter().filter(|reading| launched(reading)) {
        let Some(title) = reading.elements.title.as_deref() else { continue };
        let name = Grams::of(&matter::words(title));
        let known = planned.iter().any(|plan| plan.alike(&name) >= PLANNED);
        if known || reading.filing.is_some() || corpus.compared_only(&reading.source) {
            continue;
        }
        let quote = Quote { text: title.to_owned(), ..Quote::default() };
        let message = "年度督查检查考核计划里没有找到这一项，文中也没有计划编号或备案编号";
        context.flag_quote(reading, &quote, message).confidence = Confidence::Medium;
    }
}
