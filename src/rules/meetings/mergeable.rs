#![doc = include_str!("mergeable.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::index::Index;
use super::likeness::{RELATED, Subject, related, same_matter};
use super::proposal::Proposal;
use super::{held, named, ordinary, show_sitting};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::Sitting;
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

/// A sitting that could be merged with others.
pub(super) struct Candidate<'a> {
    /// The sitting, prepared.
    pub subject: Subject<'a>,
    units: BTreeSet<String>,
    conveys: bool,
    /// Where its organizer belongs, looked up once: it is asked for with every other candidate.
    place: Option<String>,
}

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let candidates = candidates(corpus, ctx.config);
    for group in groups(&candidates, ctx).iter().filter(|group| group.len() > 1) {
        report(ctx, group);
    }
}

/// Ordinary sittings whose attendees are told, in order of date.
pub(super) fn candidates<'a>(corpus: &'a Corpus, config: &'a Config) -> Vec<Candidate<'a>> {
    held(corpus, config)
        .filter(|sitting| ordinary(sitting) && sitting.date.is_some())
        .map(|sitting| Candidate {
            units: attendance_units(&sitting.mentions),
            conveys: conveys(&sitting.title),
            place: place(sitting, config),
            subject: Subject::of(sitting, config),
        })
        .filter(|candidate| !candidate.units.is_empty())
        .collect()
}

/// Every candidate in a group, alone or with others; it joins the latest group all of which it could be merged with.
pub(super) fn groups<'c, 'a>(
    candidates: &'c [Candidate<'a>],
    ctx: &Context<'_>,
) -> Vec<Vec<&'c Candidate<'a>>> {
    let days = ctx.limit("mergeable_days") as i64;
    let mut groups: Vec<Vec<&Candidate<'_>>> = Vec::new();
    let mut begun = Begun::default();
    // Candidates come in order of date, so only groups begun within the days can take one more.
    let mut first = 0;
    for candidate in candidates {
        let over = |group: &Vec<&Candidate<'_>>| {
            !group.first().is_some_and(|it| near(it, candidate, days))
        };
        while groups.get(first).is_some_and(over) {
            first += 1;
        }
        let fits = |at: &usize| {
            let group = groups.get(*at).map_or(&[][..], Vec::as_slice);
            group.iter().all(|other| mergeable(ctx, other, candidate, days))
        };
        if let Some(at) = begun.near(first, candidate).into_iter().rev().find(fits) {
            if let Some(group) = groups.get_mut(at) {
                group.push(candidate);
            }
        } else {
            begun.add(candidate);
            groups.push(vec![candidate]);
        }
    }
    groups
}

/// The first candidate of each group begun, to find those that deal with a related matter.
#[derive(Default)]
struct Begun<'a> {
    names: Index,
    /// Groups begun by a meeting that conveys, by its organizer.
    conveying: BTreeMap<Option<&'a str>, Vec<usize>>,
    /// Groups begun by a meeting of each line of work.
    lines: BTreeMap<usize, Vec<usize>>,
    count: usize,
}

impl<'a> Begun<'a> {
    fn add(&mut self, candidate: &Candidate<'a>) {
        let subject = &candidate.subject;
        self.names.add(&subject.name, &subject.agenda);
        for &line in &subject.fields {
            self.lines.entry(line).or_default().push(self.count);
        }
        if candidate.conveys {
            let organizer = subject.sitting.organizer.as_deref();
            self.conveying.entry(organizer).or_default().push(self.count);
        }
        self.count += 1;
    }

    /// Groups from number `first` on whose first meeting may be related, ascending.
    fn near(&mut self, first: usize, candidate: &Candidate<'a>) -> Vec<usize> {
        let subject = &candidate.subject;
        let mut found = self.names.near(first, (&subject.name, &subject.agenda), RELATED);
        let organizer = subject.sitting.organizer.as_deref();
        if let Some(conveying) = self.conveying.get(&organizer).filter(|_| candidate.conveys) {
            found.extend(conveying.iter().skip(conveying.partition_point(|at| *at < first)));
        }
        for groups in subject.fields.iter().filter_map(|line| self.lines.get(line)) {
            found.extend(groups.iter().skip(groups.partition_point(|at| *at < first)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn near(a: &Candidate<'_>, b: &Candidate<'_>, days: i64) -> bool {
    let dates = a.subject.sitting.date.zip(b.subject.sitting.date);
    dates.is_some_and(|(first, second)| days_between(first, second).abs() <= days)
}

pub(super) fn mergeable(
    ctx: &Context<'_>,
    a: &Candidate<'_>,
    b: &Candidate<'_>,
    days: i64,
) -> bool {
    let (x, y) = (a.subject.sitting, b.subject.sitting);
    if x.level != y.level || !near(a, b, days) || elsewhere(a, b) {
        return false;
    }
    let topic =
        a.conveys && b.conveys && x.organizer == y.organizer || related(&a.subject, &b.subject);
    topic
        && overlap(&a.units, &b.units) >= ctx.limit("mergeable_overlap")
        && (x.organizer != y.organizer || !same_matter(&a.subject, &b.subject))
}

/// Where the organizer of a sitting belongs.
fn place(sitting: &Sitting, config: &Config) -> Option<String> {
    config.organs.place(sitting.organizer.as_deref()?).map(str::to_owned)
}

/// Do the two belong to different places of one level? Then 各乡镇 are not the same people.
fn elsewhere(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    let places = a.place.as_deref().zip(b.place.as_deref());
    a.subject.sitting.organizer != b.subject.sitting.organizer
        && places.is_some_and(|(x, y)| !x.ends_with(y) && !y.ends_with(x))
}

/// Share of the fewer attendees that also attend the other.
fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / a.len().min(b.len()).max(1) as f64
}

fn report(ctx: &mut Context<'_>, group: &[&Candidate<'_>]) {
    let Some((first, later)) = group.split_first() else { return };
    let shared: Vec<String> = later
        .iter()
        .fold(first.units.clone(), |common, candidate| {
            common.intersection(&candidate.units).cloned().collect()
        })
        .into_iter()
        .collect();
    let whom = if shared.is_empty() {
        "参会人员大半相同".to_owned()
    } else {
        format!("都要参会的有：{}", shared.iter().take(6).cloned().collect::<Vec<_>>().join("、"))
    };
    let sittings: Vec<&Sitting> = group.iter().map(|candidate| candidate.subject.sitting).collect();
    let Some(proposal) = Proposal::of(&sittings, shared.len(), ctx.config) else { return };
    let list: Vec<String> = sittings.iter().map(|sitting| named(sitting)).collect();
    let reason = format!(
        "{}相隔不到{}天，{whom}，可合并为一次",
        list.join("、"),
        ctx.limit("mergeable_days")
    );
    let plan = proposal.lines();
    for candidate in later {
        let message = format!("可与{}合并召开，{whom}", named(first.subject.sitting));
        let finding = ctx.flag_sitting(candidate.subject.sitting, message);
        finding.detail("shared", shared.clone());
        proposal.detail(finding);
        finding.advice = format!("{}{}", finding.advice, plan.join("；"));
        show_sitting(finding, first.subject.sitting);
    }
    let members = sittings.iter().map(|sitting| sitting.id.clone()).collect();
    let group = ctx.group(members, reason, proposal.saving.person_hours);
    group.range = Some(proposal.saving.range);
    group.plan = plan;
}
