#![doc = include_str!("same_matter.md")]

use std::collections::BTreeMap;

use super::likeness::{Subject, same_matter};
use super::{held, named, ordinary, show_sitting};
use crate::corpus::Corpus;
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
    let mut organs: BTreeMap<String, Vec<Subject<'_>>> = BTreeMap::new();
    for sitting in
        held(corpus, ctx.config).filter(|sitting| ordinary(sitting) && sitting.date.is_some())
    {
        if let Some(organ) = &sitting.organizer {
            organs.entry(root(organ)).or_default().push(Subject::of(sitting));
        }
    }
    for subjects in organs.values() {
        for (members, words) in groups(subjects, ctx) {
            report(ctx, &members, &words);
        }
    }
}

/// Sittings of one organ that deal with one matter, each group in order of date, with the words they share.
fn groups<'s, 'a>(
    subjects: &'s [Subject<'a>],
    ctx: &Context<'_>,
) -> Vec<(Vec<&'s Subject<'a>>, Vec<String>)> {
    let days = ctx.limit("same_matter_days") as i64;
    let mut groups: Vec<(Vec<&Subject<'a>>, Vec<String>)> = Vec::new();
    for subject in subjects {
        let near = |other: &&&Subject<'a>| {
            let dates = other.sitting.date.zip(subject.sitting.date);
            dates.is_some_and(|(a, b)| days_between(a, b).abs() <= days)
        };
        let fit = groups.iter().enumerate().find_map(|(at, (members, _))| {
            let shared = members
                .iter()
                .filter(near)
                .find_map(|other| same_matter(other, subject, ctx.config));
            shared.map(|words| (at, words))
        });
        match fit.and_then(|(at, words)| Some((groups.get_mut(at)?, words))) {
            Some((group, words)) => {
                group.0.push(subject);
                if group.1.is_empty() {
                    group.1 = words;
                }
            }
            None => groups.push((vec![subject], Vec::new())),
        }
    }
    groups.retain(|(members, _)| members.len() > 1);
    groups
}

fn report(ctx: &mut Context<'_>, members: &[&Subject<'_>], words: &[String]) {
    let Some((first, later)) = members.split_first() else { return };
    let organ = first.sitting.organizer.clone().unwrap_or_default();
    let words = words.join("、");
    let hours: Vec<f64> = later.iter().filter_map(|member| member.sitting.person_hours()).collect();
    let saving = (!hours.is_empty()).then(|| hours.iter().sum());
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
    ctx.group(members.iter().map(|member| member.sitting.id.clone()).collect(), reason, saving);
}
