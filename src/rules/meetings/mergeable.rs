#![doc = include_str!("mergeable.md")]

use std::collections::BTreeSet;

use super::likeness::{Subject, related, same_matter};
use super::{held, level, named, ordinary, show_sitting};
use crate::corpus::Corpus;
use crate::facts::meeting::when::days_between;
use crate::facts::meeting::{attendance_units, conveys};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M502: sittings within a week that could have been one.
pub static RULE: Rule = Rule {
    code: "M502",
    name: "mergeable",
    title: "可合并会议",
    severity: Severity::Warning,
    page: include_str!("mergeable.md"),
    check: Check::Corpus(run),
};

struct Candidate<'a> {
    subject: Subject<'a>,
    units: BTreeSet<String>,
    conveys: bool,
}

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let days = ctx.limit("mergeable_days") as i64;
    let candidates: Vec<Candidate<'_>> = held(corpus, ctx.config)
        .filter(|sitting| ordinary(sitting) && sitting.date.is_some())
        .map(|sitting| Candidate {
            units: attendance_units(&sitting.mentions),
            conveys: conveys(&sitting.title),
            subject: Subject::of(sitting),
        })
        .filter(|candidate| !candidate.units.is_empty())
        .collect();
    let mut groups: Vec<Vec<&Candidate<'_>>> = Vec::new();
    for candidate in &candidates {
        let fits = |group: &&mut Vec<&Candidate<'_>>| {
            group.iter().all(|other| mergeable(ctx, other, candidate, days))
        };
        // Candidates come in order of date, so only groups begun within the days can take one more.
        let open = |group: &&mut Vec<&Candidate<'_>>| {
            let began = group.first().and_then(|first| first.subject.sitting.date);
            let dates = began.zip(candidate.subject.sitting.date);
            dates.is_some_and(|(began, date)| days_between(began, date) <= days)
        };
        match groups.iter_mut().rev().take_while(open).find(fits) {
            Some(group) => group.push(candidate),
            None => groups.push(vec![candidate]),
        }
    }
    for group in groups.iter().filter(|group| group.len() > 1) {
        report(ctx, group);
    }
}

fn mergeable(ctx: &Context<'_>, a: &Candidate<'_>, b: &Candidate<'_>, days: i64) -> bool {
    let (x, y) = (a.subject.sitting, b.subject.sitting);
    let Some((first, second)) = x.date.zip(y.date) else { return false };
    if days_between(first, second).abs() > days || level(x, ctx.config) != level(y, ctx.config) {
        return false;
    }
    let topic =
        a.conveys && b.conveys && x.organizer == y.organizer || related(&a.subject, &b.subject);
    topic
        && overlap(&a.units, &b.units) >= ctx.limit("mergeable_overlap")
        && (x.organizer != y.organizer || same_matter(&a.subject, &b.subject, ctx.config).is_none())
}

/// Share of the fewer attendees that also attend the other.
fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / a.len().min(b.len()).max(1) as f64
}

fn report(ctx: &mut Context<'_>, group: &[&Candidate<'_>]) {
    let Some((first, later)) = group.split_first() else { return };
    let everyone = group.iter().skip(1).fold(first.units.clone(), |common, candidate| {
        common.intersection(&candidate.units).cloned().collect()
    });
    let whom = everyone.into_iter().take(6).collect::<Vec<_>>().join("、");
    let whom = if whom.is_empty() {
        "参会人员大半相同".to_owned()
    } else {
        format!("都要参会的有：{whom}")
    };
    let list: Vec<String> =
        group.iter().map(|candidate| named(candidate.subject.sitting)).collect();
    let saved: Vec<f64> =
        later.iter().filter_map(|candidate| candidate.subject.sitting.person_hours()).collect();
    let saving = (!saved.is_empty()).then(|| saved.iter().sum::<f64>());
    let reason = format!(
        "{}相隔不到{}天，{whom}，可合并为一次",
        list.join("、"),
        ctx.limit("mergeable_days")
    );
    for candidate in later {
        let message = format!("可与{}合并召开，{whom}", named(first.subject.sitting));
        let finding = ctx.flag_sitting(candidate.subject.sitting, message);
        if let Some(hours) = saving {
            finding.detail("person_hours", (hours * 10.0).round() / 10.0);
        }
        show_sitting(finding, first.subject.sitting);
    }
    ctx.group(
        group.iter().map(|candidate| candidate.subject.sitting.id.clone()).collect(),
        reason,
        saving,
    );
}
