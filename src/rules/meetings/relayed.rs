#![doc = include_str!("relayed.md")]

use super::{above, held, level, named, show, show_sitting};
use crate::corpus::Corpus;
use crate::corpus::sittings::Sitting;
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
    let superiors: Vec<&Sitting> = corpus
        .sittings
        .iter()
        .filter(|sitting| sitting.counts() && above(sitting, config))
        .collect();
    for sitting in held(corpus, config).filter(|sitting| !sitting.emergency()) {
        let source = superiors.iter().find(|upper| repeats(ctx, upper, sitting));
        let Some(upper) = source else { continue };
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
        ctx.group(vec![upper.id.clone(), sitting.id.clone()], reason, sitting.person_hours());
    }
}

/// Does `own` repeat `upper`, which had already reached those who now meet again?
fn repeats(ctx: &Context<'_>, upper: &Sitting, own: &Sitting) -> bool {
    let Some((first, second)) = upper.date.zip(own.date) else { return false };
    let after = days_between(first, second);
    if !(0..=ctx.limit("relay_days") as i64).contains(&after) {
        return false;
    }
    let reached = upper
        .reach
        .is_some_and(|reach| reach > level(upper, ctx.config) && reach > level(own, ctx.config));
    reached && follows(upper, own) && !adds(upper, own)
}

/// The own meeting names the superior's, or deals with its matter.
fn follows(upper: &Sitting, own: &Sitting) -> bool {
    let grams = |sitting: &Sitting| -> Grams {
        let words: Vec<String> =
            sitting.mentions.iter().flat_map(|mention| mention.matter.clone()).collect();
        Grams::of(&words)
    };
    let theirs = grams(upper);
    let relays = own.mentions.iter().filter_map(|mention| mention.relays.as_deref());
    let named = relays.into_iter().any(|name| {
        let words = matter::words(name);
        words.is_empty() && grams(own).alike(&theirs) >= 0.5
            || Grams::of(&words).alike(&theirs) >= 0.6
    });
    named || grams(own).alike(&theirs) >= 0.8 && grams(own).total() >= 1.0
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
