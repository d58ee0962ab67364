#![doc = include_str!("too_deep.md")]

use super::{held, show};
use crate::corpus::Corpus;
use crate::document::Level;
use crate::facts::meeting::Form;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M505: a meeting of the city reaching townships or villages.
pub static RULE: Rule = Rule {
    code: "M505",
    name: "too-deep",
    title: "开会层级过低",
    severity: Severity::Error,
    page: include_str!("too_deep.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    for sitting in held(corpus, ctx.config).filter(|sitting| !sitting.emergency()) {
        let holder = sitting.level;
        let deep =
            sitting.reach.is_some_and(|reach| matches!(reach, Level::Township | Level::Unit));
        if !deep || !matches!(holder, Level::Province | Level::City) {
            continue;
        }
        let whose = if holder == Level::City { "市级" } else { "省级" };
        let video = sitting.form == Form::Video;
        let how = if video {
            "以视频形式开到了乡镇（街道）"
        } else {
            "让乡镇（街道）人员到会"
        };
        let finding = ctx.flag_sitting(sitting, format!("{whose}会议{how}"));
        finding.severity = if video { Severity::Info } else { Severity::Error };
        finding.detail("form", if video { "video" } else { "in_person" });
        show(finding, sitting, "reach", "参会范围");
    }
}
