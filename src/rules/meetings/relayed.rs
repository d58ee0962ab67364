#![doc = include_str!("relayed.md")]

use std::collections::BTreeSet;

use super::index::{Index, Least};
use super::{above, held, named, show, show_sitting};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, cost};
use crate::document::Level;
use crate::facts::meeting::Substance;
use crate::facts::meeting::matter::{self, Grams};
use crate::facts::meeting::when::days_between;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M503: a meeting that repeats a superior's which already reached this level.
pub static RULE: Rule = Rule {
    code: "M503",
    name: "relayed",
    title: "层层开会",
    severity: Severity::Warning,
    page: include_str!("relayed.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let config = ctx.config;
    let mut superiors = Superiors::of(corpus, config);
    for sitting in held(corpus, config).filter(|sitting| !sitting.emergency()) {
        let Some(upper) = superiors.repeated_by(sitting, ctx) else { continue };
        let message = format!(
            "上级会议（{}）已开到{}，本次会议没有新的措施",
            named(upper),
            level_name(upper.reach)
        );
        let finding = ctx.flag_sitting(sitting, message);
        finding.detail("superior", upper.title.clone());
        show(finding, upper, "reach", "上级会议已开到这一级");
        show_sitting(finding, upper);
        show(finding, sitting, "agenda", "本次会议的内容");
        let organ = sitting.organizer.clone().unwrap_or_default();
        let reason =
            format!("{organ}在{}之后又召开{}，内容没有新的措施", named(upper), named(sitting));
        let range = cost::hours([sitting].into_iter(), config);
        let members = vec![upper.id.clone(), sitting.id.clone()];
        ctx.group(members, reason, sitting.person_hours()).range = Some(range);
    }
}

/// Meetings of the organs above us, in order of date.
pub(super) struct Superiors<'a> {
    sittings: Vec<(&'a Sitting, Grams)>,
    index: Index,
}

/// Names alike from here on let a meeting follow another, at the least.
const FOLLOWS: f64 = 0.5;

impl<'a> Superiors<'a> {
    pub(super) fn of(corpus: &'a Corpus, config: &Config) -> Self {
        let above = |sitting: &&Sitting| {
            sitting.counts() && above(sitting, config) && sitting.date.is_some()
        };
        let mut index = Index::default();
        let mut sittings = Vec::new();
        for sitting in corpus.sittings.iter().filter(above) {
            let matter = matter_of(sitting);
            index.add(&matter, &[]);
            sittings.push((sitting, matter));
        }
        Self { sittings, index }
    }

    /// The first of them that `own` repeats, where it had already reached those who now meet again.
    pub(super) fn repeated_by(&mut self, own: &Sitting, ctx: &Context<'_>) -> Option<&'a Sitting> {
        let days = ctx.limit("relay_days") as i64;
        let held = own.date?;
        let since = |upper: &Sitting| upper.date.map_or(i64::MAX, |date| days_between(date, held));
        let first = self.sittings.partition_point(|(upper, _)| since(upper) > days);
        let own_matter = matter_of(own);
        let relays = own.mentions.iter().filter_map(|mention| mention.relays.as_deref());
        let relays: Vec<Grams> = relays.map(|name| Grams::of(&matter::words(name))).collect();
        let least = Least { share: FOLLOWS, weight: 0.0, runs: usize::MAX };
        let mut found = BTreeSet::new();
        for name in relays.iter().chain([&own_matter]) {
            found.extend(self.index.near(first, (name, &[]), least));
        }
        let mut found = found.into_iter().filter_map(|at| self.sittings.get(at));
        let repeated = found.find(|(upper, theirs)| {
            since(upper) >= 0
                && reached(upper, own)
                && follows(theirs, &own_matter, &relays)
                && !adds(upper, own)
        });
        repeated.map(|(upper, _)| *upper)
    }

    /// The same with each of them looked at.
    #[cfg(test)]
    pub(super) fn every_repeated_by(
        &self,
        own: &Sitting,
        ctx: &Context<'_>,
    ) -> Option<&'a Sitting> {
        let own_matter = matter_of(own);
        let relays = own.mentions.iter().filter_map(|mention| mention.relays.as_deref());
        let relays: Vec<Grams> = relays.map(|name| Grams::of(&matter::words(name))).collect();
        let repeated = self.sittings.iter().find(|(upper, theirs)| {
            let dates = upper.date.zip(own.date);
            let after = dates.map(|(first, second)| days_between(first, second));
            after.is_some_and(|days| (0..=ctx.limit("relay_days") as i64).contains(&days))
                && reached(upper, own)
                && follows(theirs, &own_matter, &relays)
                && !adds(upper, own)
        });
        repeated.map(|(upper, _)| *upper)
    }
}

/// Did the superior's meeting reach a level below its own and below that of `own`?
fn reached(upper: &Sitting, own: &Sitting) -> bool {
    upper.reach.is_some_and(|reach| reach > upper.level && reach > own.level)
}

fn matter_of(sitting: &Sitting) -> Grams {
    let words: Vec<String> =
        sitting.mentions.iter().flat_map(|mention| mention.matter.clone()).collect();
    Grams::of(&words)
}

/// The own meeting names the superior's, or deals with its matter.
fn follows(theirs: &Grams, own: &Grams, relays: &[Grams]) -> bool {
    let alike = own.alike(theirs);
    let named =
        relays.iter().any(|name| name.is_empty() && alike >= FOLLOWS || name.alike(theirs) >= 0.6);
    named || alike >= 0.8 && own.total() >= 1.0
}

/// Does the own meeting decide anything the superior's did not?
fn adds(upper: &Sitting, own: &Sitting) -> bool {
    let theirs: Vec<String> = upper
        .mentions
        .iter()
        .chain(&own.mentions)
        .flat_map(|mention| {
            let upper_said = upper.mentions.iter().any(|known| known.source == mention.source);
            let topics = if upper_said { mention.topics.clone() } else { Vec::new() };
            mention.matter.iter().cloned().chain(topics).collect::<Vec<_>>()
        })
        .collect();
    let theirs = Grams::of(&theirs);
    let items = own.mentions.iter().flat_map(|mention| &mention.agenda);
    items.filter(|item| item.substance == Substance::Decides).any(|item| {
        let made = [
            "研究", "审议", "审定", "表决", "签订", "下达", "分解", "确定", "议定", "核定", "标准",
        ];
        let own_words = Grams::of(&matter::words(&item.text));
        let new = own_words.total() >= 1.5 && own_words.within(&theirs) < 0.4;
        new && made.iter().any(|word| item.text.contains(word))
            || new && own_words.total() >= 6.0 && own_words.within(&theirs) < 0.2
    })
}

fn level_name(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::City) => "市级",
        Some(Level::County) => "县级",
        Some(_) => "乡镇",
        None => "本级",
    }
}
