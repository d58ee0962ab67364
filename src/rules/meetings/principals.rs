#![doc = include_str!("principals.md")]

use super::{held, show};
use crate::corpus::Corpus;
use crate::corpus::sittings::Sitting;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// M509: 主要负责人 of a lower level are required though the meeting is not chaired by one.
pub static RULE: Rule = Rule {
    code: "M509",
    name: "demands-principals",
    title: "要求一把手参会",
    severity: Severity::Warning,
    page: include_str!("principals.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    for sitting in held(corpus, ctx.config).filter(|sitting| !sitting.emergency()) {
        let Some((why, sure)) = reason(sitting) else { continue };
        let finding = ctx.flag_sitting(sitting, format!("要求下级主要负责同志参会，但{why}"));
        finding.confidence = if sure { Confidence::High } else { Confidence::Medium };
        show(finding, sitting, "principals", "参会要求");
    }
}

/// Why no 主要负责人 need come, and whether the papers say so outright.
fn reason(sitting: &Sitting) -> Option<(&'static str, bool)> {
    let asked = sitting.mentions.iter().find(|mention| mention.principals)?;
    let chairs = || sitting.mentions.iter().filter_map(|mention| mention.chair.as_deref());
    let items = || {
        sitting.mentions.iter().flat_map(|mention| &mention.agenda).map(|item| item.text.as_str())
    };
    let chief = ["主要领导", "主要负责同志", "市长", "市委书记", "县长", "县委书记", "省长"];
    let top = |text: &str| {
        chief.iter().any(|word| text.contains(word))
            && !text.contains('副')
            && !text.contains("分管")
    };
    let head = |text: &str| text.contains("讲话") && top(text);
    if chairs().any(top) || items().any(head) {
        return None;
    }
    let deputy = |text: &str| text.contains('副') || text.contains("分管");
    if chairs().any(deputy) {
        return Some(("会议由分管负责同志主持", true));
    }
    if items().any(|text| text.contains("讲话") && deputy(text)) {
        return Some(("会议由分管负责同志讲话", false));
    }
    let organ = sitting.organizer.as_deref()?;
    let bureau =
        organ.ends_with('局') || organ.contains("卫生健康委") || organ.contains("发展和改革委");
    let line = &asked.proof("principals")?.text;
    let government = line.split(['，', '；', '。', ',', ';']).any(|clause| {
        ["政府主要", "党委主要", "县委主要", "区委主要", "党政主要", "党政正职", "县长", "区长"]
            .iter()
            .any(|word| clause.contains(word) && !clause.contains('副'))
    });
    (bureau && government).then_some(("会议由部门召开", true))
}
