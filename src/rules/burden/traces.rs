//! The wording R604 and R605 share: what is demanded as proof, and what is asked of people's phones.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::facts::clauses::{clauses, mask, segments};

#[derive(Deserialize, Default)]
struct Cues {
    materials: Vec<String>,
    asks: Vec<String>,
    not_asks: Vec<String>,
    fine: Vec<String>,
    negations: Vec<String>,
    fingertips: Vec<String>,
    fingertips_fine: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/traces.toml")).unwrap_or_default()
});

/// One pass over a sentence that lets nearly all of them go before anything is taken apart.
static MATERIAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| any_of(CUES.materials.iter().map(String::as_str).chain(["一式"])));
static FINGERTIP: LazyLock<Option<Regex>> =
    LazyLock::new(|| any_of(CUES.fingertips.iter().map(String::as_str)));

fn any_of<'a>(words: impl Iterator<Item = &'a str>) -> Option<Regex> {
    Regex::new(&words.map(regex::escape).collect::<Vec<_>>().join("|")).ok()
}

/// The first material a sentence demands as proof.
pub(super) fn material(words: &str) -> Option<&'static str> {
    if !MATERIAL.as_ref().is_none_or(|any| any.is_match(words)) {
        return None;
    }
    let masked = mask(words);
    if holds(&CUES.fine, &masked) || copies(&masked).is_none() && !holds(&CUES.materials, &masked) {
        return None;
    }
    stretches(&masked).find_map(|text| {
        // What is asked for and the asking stand in one clause, or in two neighbours.
        let clauses: Vec<&str> = clauses(text).into_iter().filter_map(|at| text.get(at)).collect();
        let asked = |at: usize| {
            let from = at.saturating_sub(1);
            clauses.iter().skip(from).take(at - from + 2).any(|clause| asks(clause))
        };
        let places = clauses.iter().enumerate();
        let found = places
            .filter(|(at, _)| asked(*at))
            .find_map(|(_, clause)| first(&CUES.materials, clause));
        found.or_else(|| copies(text).filter(|_| text.contains(['报', '交', '送'])))
    })
}

/// Does a clause ask for something? 交通 and 报道 hold the signs and ask nothing.
fn asks(clause: &str) -> bool {
    let plain =
        CUES.not_asks.iter().fold(clause.to_owned(), |text, word| text.replace(word.as_str(), ""));
    holds(&CUES.asks, &plain)
}

/// The first thing a sentence asks of people's phones.
pub(in crate::rules) fn fingertip(words: &str) -> Option<&'static str> {
    if !FINGERTIP.as_ref().is_none_or(|any| any.is_match(words)) {
        return None;
    }
    let masked = mask(words);
    if holds(&CUES.fingertips_fine, &masked) {
        return None;
    }
    stretches(&masked).find_map(|text| first(&CUES.fingertips, text))
}

/// The segments of a sentence that no word of refusal governs.
fn stretches(masked: &str) -> impl Iterator<Item = &str> {
    let all = segments(masked).into_iter().filter_map(move |range| masked.get(range));
    all.filter(|text| !holds(&CUES.negations, text))
}

/// 一式三份.
fn copies(text: &str) -> Option<&'static str> {
    ["一式二份", "一式两份", "一式三份", "一式四份", "一式五份", "一式六份"]
        .into_iter()
        .find(|words| text.contains(words))
}

fn first(words: &'static [String], text: &str) -> Option<&'static str> {
    let places = words.iter().filter_map(|word| Some((text.find(word.as_str())?, word.as_str())));
    places.min().map(|(_, word)| word)
}

fn holds(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}
