#![doc = include_str!("duplicate_form.md")]

use std::collections::BTreeSet;

use crate::corpus::Corpus;
use crate::facts::Reading;
use crate::facts::forms::Form;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// R608.
pub static RULE: Rule = Rule {
    code: "R608",
    name: "duplicate-form",
    title: "重复填表",
    severity: Severity::Info,
    page: include_str!("duplicate_form.md"),
    check: Check::Corpus(run),
};

/// Share of a form's columns that another asks for as well.
const REPEATED: f64 = 0.7;

fn run(context: &mut Context<'_>, corpus: &Corpus) {
    let with_forms: Vec<&Reading> =
        corpus.readings.iter().filter(|reading| !reading.forms.is_empty()).collect();
    for reading in with_forms.iter().filter(|reading| !corpus.compared_only(&reading.source)) {
        for form in &reading.forms {
            let earlier = with_forms.iter().filter(|other| precedes(other, reading));
            let mut others = earlier.flat_map(|other| other.forms.iter().map(move |f| (other, f)));
            let Some((other, theirs)) = others.find(|(_, theirs)| repeats(form, theirs)) else {
                continue;
            };
            let message = format!(
                "这张表的{}个栏目大多与另一份文件要求填报的“{}”相同",
                form.columns.len(),
                theirs.quote.text
            );
            let finding = context.flag_quote(reading, &form.quote, message);
            finding.confidence = Confidence::Medium;
            finding.detail("of", other.source.clone());
            finding.proved_by(&other.source, &theirs.quote, "栏目相同的表");
        }
    }
}

/// Was the other document issued before, and on another matter's paper? One paper sent twice is F403.
fn precedes(other: &Reading, reading: &Reading) -> bool {
    let order = (other.elements.date, &other.source) < (reading.elements.date, &reading.source);
    order && other.elements.title != reading.elements.title
}

fn repeats(form: &Form, other: &Form) -> bool {
    let ours: BTreeSet<&String> = form.columns.iter().collect();
    let theirs: BTreeSet<&String> = other.columns.iter().collect();
    ours.intersection(&theirs).count() as f64 >= REPEATED * ours.len() as f64
}
