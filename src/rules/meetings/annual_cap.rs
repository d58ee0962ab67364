#![doc = include_str!("annual_cap.md")]

use std::collections::BTreeMap;

use super::{held, named, show_sitting};
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::facts::meeting::matter::Grams;
use crate::facts::meeting::organizer::root;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M510: more than one system-wide working meeting a year.
pub static RULE: Rule = Rule {
    code: "M510",
    name: "annual-cap",
    title: "年度次数超限",
    severity: Severity::Warning,
    page: include_str!("annual_cap.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let mut years: BTreeMap<(String, i16), Vec<&Sitting>> = BTreeMap::new();
    for sitting in held(corpus, ctx.config).filter(|sitting| system_wide(sitting)) {
        if let (Some(organ), Some(date)) = (&sitting.organizer, sitting.date) {
            years.entry((root(organ), date.year())).or_default().push(sitting);
        }
    }
    let cap = ctx.limit("system_meetings");
    for ((_, year), sittings) in &years {
        for (at, sitting) in sittings.iter().enumerate() {
            if at as f64 + 1.0 <= cap {
                continue;
            }
            let first = sittings.first().map(|first| named(first)).unwrap_or_default();
            let message = format!(
                "{year}年第{}次全系统工作会议（第1次是{first}），每年不超过{cap}次",
                at + 1
            );
            let finding = ctx.flag_sitting(sitting, message);
            finding.detail("times", at + 1);
            for other in sittings.iter().take(at) {
                show_sitting(finding, other);
            }
        }
    }
}

/// 全市财政工作会议 of the finance bureau: the whole field of the organ, in a general working meeting.
fn system_wide(sitting: &Sitting) -> bool {
    let title = sitting.title.as_str();
    let general = ["工作会议", "工作会", "工作视频会", "工作电视电话会"]
        .iter()
        .any(|word| title.contains(word));
    let wide = ["全市", "全县", "全省", "全区", "全系统"].iter().any(|word| title.contains(word));
    let partial = ["推进", "调度", "座谈", "专题", "现场", "部署", "布置"]
        .iter()
        .any(|word| title.contains(word));
    if !general || !wide || partial || sitting.class != SittingClass::Departmental {
        return false;
    }
    let organ = Grams::of(&[sitting.organizer.clone().unwrap_or_default()]);
    let field = sitting
        .mentions
        .iter()
        .map(|mention| Grams::of(&mention.matter))
        .find(|grams| grams.total() > 0.0);
    field.is_some_and(|field| field.within(&organ) >= 0.99)
}
