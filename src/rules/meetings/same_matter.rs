#![doc = include_str!("same_matter.md")]

use std::collections::BTreeMap;

use super::index::Index;
use super::likeness::{SAME_MATTER, Subject, common, same_matter};
use super::{held, named, ordinary, show_sitting};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::cost;
use crate::facts::meeting::organizer::root;
use crate::facts::meeting::when::days_between;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M501: two or more sittings of one organ on one ordinary matter.
pub static RULE: Rule = Rule {
    code: "M501",
    name: "same-matter",
    title: "同一事项重复开会",
    severity: Severity::Error,
    page: include_str!("same_matter.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let days = ctx.limit("same_matter_days") as i64;
    for subjects in by_organ(corpus, ctx.config).values() {
        for (members, words) in groups(subjects, days) {
            report(ctx, &members, &words);
        }
    }
}

/// Ordinary sittings by the organ that holds them, in order of date.
pub(super) fn by_organ<'a>(
    corpus: &'a Corpus,
    config: &'a Config,
) -> BTreeMap<String, Vec<Subject<'a>>> {
    let mut organs: BTreeMap<String, Vec<Subject<'_>>> = BTreeMap::new();
    for sitting in
        held(corpus, config).filter(|sitting| ordinary(sitting) && sitting.date.is_some())
    {
        if let Some(organ) = &sitting.organizer {
            organs.entry(root(organ)).or_default().push(Subject::of(sitting, config));
        }
    }
    organs
}

/// Sittings of one organ that deal with one matter, each group in order of date, with the words they share.
///
/// A sitting joins the first group with a member near in time and of its matter.
pub(super) fn groups<'s, 'a>(
    subjects: &'s [Subject<'a>],
    days: i64,
) -> Vec<(Vec<&'s Subject<'a>>, Vec<String>)> {
    let mut groups: Vec<(Vec<&Subject<'a>>, Vec<String>)> = Vec::new();
    let mut index = Index::default();
    // The group each subject joined, and the first subject still near in time.
    let (mut joined, mut first): (Vec<usize>, usize) = (Vec::new(), 0);
    for subject in subjects {
        while subjects.get(first).is_some_and(|early| !near(early, subject, days)) {
            first += 1;
        }
        let mut found = index.near(first, (&subject.own, &subject.runs), SAME_MATTER);
        found.sort_by_key(|at| joined.get(*at));
        let mut found = found.iter().filter_map(|at| Some((subjects.get(*at)?, *joined.get(*at)?)));
        let fit = found.find(|(other, _)| same_matter(other, subject));
        let at = fit.map_or(groups.len(), |(_, at)| at);
        if let Some(((other, _), group)) = fit.zip(groups.get_mut(at)) {
            group.0.push(subject);
            if group.1.is_empty() {
                group.1 = common(other, subject);
            }
        } else {
            groups.push((vec![subject], Vec::new()));
        }
        joined.push(at);
        index.add(&subject.own, &subject.runs);
    }
    groups.retain(|(members, _)| members.len() > 1);
    groups
}

/// Is the later one held within the days?
fn near(early: &Subject<'_>, late: &Subject<'_>, days: i64) -> bool {
    let dates = early.sitting.date.zip(late.sitting.date);
    dates.is_some_and(|(a, b)| days_between(a, b).abs() <= days)
}

fn report(ctx: &mut Context<'_>, members: &[&Subject<'_>], words: &[String]) {
    let Some((first, later)) = members.split_first() else { return };
    let organ = first.sitting.organizer.clone().unwrap_or_default();
    let words = words.join("、");
    let saving = later.iter().map(|member| member.sitting.person_hours()).sum::<Option<f64>>();
    let list: Vec<String> = members.iter().take(8).map(|member| named(member.sitting)).collect();
    let reason =
        format!("{organ}就同一事项（{words}）先后召开{}次会议：{}", members.len(), list.join("、"));
    for (at, member) in later.iter().enumerate() {
        let before = members.get(at).map(|member| named(member.sitting)).unwrap_or_default();
        let message = format!("同一事项（{words}）此前已开过会（{before}），这是第{}次", at + 2);
        let finding = ctx.flag_sitting(member.sitting, message);
        finding.detail("matter", words.clone()).detail("times", members.len());
        // The first and the one before suffice: each earlier one has a finding of its own.
        show_sitting(finding, first.sitting);
        if let Some(other) = members.get(at).filter(|_| at > 0) {
            show_sitting(finding, other.sitting);
        }
    }
    let range = cost::hours(later.iter().map(|member| member.sitting), ctx.config);
    let ids = members.iter().map(|member| member.sitting.id.clone()).collect();
    ctx.group(ids, reason, saving).range = Some(range);
}
