#![doc = include_str!("oversize.md")]

use super::{held, show};
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M506: more people than the limit of the class.
pub static RULE: Rule = Rule {
    code: "M506",
    name: "oversize",
    title: "规模超限",
    severity: Severity::Warning,
    page: include_str!("oversize.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    for sitting in held(corpus, ctx.config) {
        let Some(people) = sitting.people else { continue };
        let (limit, class) = limit(ctx, sitting);
        if f64::from(people) <= limit {
            continue;
        }
        let finding =
            ctx.flag_sitting(sitting, format!("参会{people}人，超过{class}{limit}人的上限"));
        finding.detail("people", people).detail("limit", limit);
        show(finding, sitting, "people", "参会人数");
    }
}

/// The limit of the sitting's class, never above the general one.
fn limit(ctx: &Context<'_>, sitting: &Sitting) -> (f64, &'static str) {
    let general = ctx.limit("meeting_people");
    match sitting.class {
        SittingClass::Departmental => {
            (general.min(ctx.limit("meeting_people_departmental")), "部门会议")
        }
        SittingClass::Special if small(&sitting.title) => {
            (general.min(ctx.limit("meeting_people_special")), "专题、座谈类会议")
        }
        _ => (general, "会议"),
    }
}

/// 座谈、研讨、论证: what 会议费管理办法 calls meetings of the fourth class.
fn small(title: &str) -> bool {
    ["座谈", "研讨", "论证", "评审", "专题会", "协调会"].iter().any(|word| title.contains(word))
}
