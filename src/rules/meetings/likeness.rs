//! When two sittings deal with one matter: by the things they name, not by the shape of their papers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::config::Config;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::facts::meeting::matter::Grams;
use crate::facts::meeting::{conveys, phase, when};

/// Names alike from here on speak of one matter.
const ALIKE: f64 = 0.7;
/// Names alike from here on do where the agendas share something, or where no agenda is known.
const ALIKE_BACKED: f64 = 0.5;
const ALIKE_BARE: f64 = 0.6;
/// Meetings on one question each: only all but equal names are one matter.
const ALIKE_SPECIAL: f64 = 0.85;
/// The name of one stands in the agenda of the other.
const WITHIN: f64 = 0.75;

/// A sitting prepared for comparison.
pub(super) struct Subject<'a> {
    /// The sitting.
    pub sitting: &'a Sitting,
    name: Grams,
    /// The name with the organ's own field of work made light: it does not tell its matters apart.
    own: Grams,
    body: Grams,
    /// Every four characters in a row of name and agenda, names of organs and attendees left out.
    runs: BTreeSet<[char; 4]>,
    /// Those of the agenda alone.
    agenda: BTreeSet<[char; 4]>,
    words: Vec<&'a str>,
}

impl<'a> Subject<'a> {
    /// Prepares a sitting.
    pub(super) fn of(sitting: &'a Sitting) -> Self {
        let name: Vec<String> = sitting
            .mentions
            .iter()
            .max_by_key(|mention| mention.matter.iter().map(String::len).sum::<usize>())
            .map_or_else(Vec::new, |mention| mention.matter.clone());
        let words: Vec<&str> = sitting
            .mentions
            .iter()
            .flat_map(|mention| mention.matter.iter().chain(&mention.topics))
            .map(String::as_str)
            .collect();
        let body: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let organ = sitting.organizer.clone().unwrap_or_default();
        let attendees = sitting.mentions.iter().flat_map(|mention| &mention.attendees);
        let noise: Vec<&str> = attendees.map(String::as_str).chain([organ.as_str()]).collect();
        let noise = runs(&noise);
        let named: BTreeSet<_> =
            runs(&name.iter().map(String::as_str).collect::<Vec<_>>()).into_iter().collect();
        let runs: BTreeSet<_> = runs(&words).difference(&noise).copied().collect();
        let agenda = runs.difference(&named).copied().collect();
        let name = Grams::of(&name);
        let own = if bureau(&organ) { name.dimmed(&Grams::of(&[organ])) } else { name.clone() };
        Self { sitting, name, own, body: Grams::of(&body), runs, agenda, words }
    }
}

/// An organ with a whole field of work; a commission or headquarters exists for its matter.
fn bureau(organ: &str) -> bool {
    organ.ends_with(['局', '厅']) || organ.contains("卫生健康委") || organ.contains("发展和改革委")
}

/// Every four characters in a row of some words.
fn runs(words: &[&str]) -> BTreeSet<[char; 4]> {
    let mut runs = BTreeSet::new();
    for word in words {
        let chars: Vec<char> = word.chars().collect();
        runs.extend(chars.windows(4).filter_map(|window| <[char; 4]>::try_from(window).ok()));
    }
    runs
}

/// The words that show two sittings deal with one matter; `None` where they do not.
pub(super) fn same_matter(
    a: &Subject<'_>,
    b: &Subject<'_>,
    config: &Config,
) -> Option<Vec<String>> {
    if told_apart(a.sitting, b.sitting, config) {
        return None;
    }
    let names = a.own.alike(&b.own);
    let special = [a, b]
        .iter()
        .any(|one| one.sitting.class == SittingClass::Special && one_question(&one.sitting.title));
    if special && names < ALIKE_SPECIAL {
        return None;
    }
    let bare = a.agenda.is_empty() || b.agenda.is_empty();
    let backed = a.agenda.intersection(&b.agenda).count() >= 2;
    let shared = a.runs.intersection(&b.runs).count();
    let share = shared as f64 / a.runs.len().min(b.runs.len()).max(1) as f64;
    let within = |one: &Subject<'_>, other: &Subject<'_>| {
        one.own.total() >= 2.0 && one.own.within(&other.body) >= WITHIN
    };
    let crossed = (within(a, b) || within(b, a)) && shared >= 4;
    let same = names >= ALIKE
        || names >= ALIKE_BACKED && backed
        || names >= ALIKE_BARE && bare
        || crossed
        || shared >= 5 && share >= 0.3;
    same.then(|| common(a, b))
}

/// 研究…有关问题, 专题会议: one question a meeting.
fn one_question(title: &str) -> bool {
    title.contains("有关问题") || title.contains("专题会")
}

/// Do the two deal with related matters: do they name any thing or field of work in common?
pub(super) fn related(a: &Subject<'_>, b: &Subject<'_>) -> bool {
    let (shared, named) = a.name.shared(&b.name);
    named >= 0.9 || shared >= 0.5 || a.agenda.intersection(&b.agenda).count() >= 4
}

/// Different years, periods, places, phases or levels make different matters of equal words.
fn told_apart(a: &Sitting, b: &Sitting, config: &Config) -> bool {
    static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
        when::compile(
            "[一二三四]季度|[上下]半年|[0-9]{1,2}月份?|第[一二三四五六七八九十0-9]+[批期轮组片阶]|[春夏秋冬]季|[东西南北]片区?",
        )
    });
    static YEAR: LazyLock<Regex> = LazyLock::new(|| when::compile("20[0-9]{2}"));
    let marks = |pattern: &Regex, sitting: &Sitting| -> BTreeSet<String> {
        pattern.find_iter(&sitting.title).map(|hit| hit.as_str().to_owned()).collect()
    };
    let differ = |x: BTreeSet<String>, y: BTreeSet<String>| {
        !x.is_empty() && !y.is_empty() && x.is_disjoint(&y)
    };
    let place = config.organs.jurisdiction();
    let places = |sitting: &Sitting| -> BTreeSet<String> {
        let all = place.counties.iter().chain(&place.townships);
        all.filter(|name| sitting.title.contains(name.as_str())).cloned().collect()
    };
    let phases = matches!((phase(&a.title), phase(&b.title)), (Some(x), Some(y)) if x != y);
    let scale = |sitting: &Sitting| -> BTreeSet<String> {
        let words = ["全国", "全省"];
        words.into_iter().filter(|word| sitting.title.contains(word)).map(str::to_owned).collect()
    };
    let conveying = conveys(&a.title) || conveys(&b.title);
    conveying && (conveys(&a.title) != conveys(&b.title) || differ(scale(a), scale(b)))
        || phases
        || differ(marks(&PERIOD, a), marks(&PERIOD, b))
        || differ(marks(&YEAR, a), marks(&YEAR, b))
        || differ(places(a), places(b))
}

/// The longest stretches both name, for the reader.
fn common(a: &Subject<'_>, b: &Subject<'_>) -> Vec<String> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for x in &a.words {
        for y in &b.words {
            let organ = a.sitting.organizer.as_deref().unwrap_or_default();
            let tells = |stretch: &String| {
                stretch.chars().count() >= 2
                    && !organ.contains(stretch.as_str())
                    && !stretch.ends_with('局')
            };
            if let Some(stretch) = longest(x, y).filter(tells) {
                let length = stretch.chars().count();
                found.insert(stretch, length);
            }
        }
    }
    let mut stretches: Vec<(usize, String)> =
        found.into_iter().map(|(text, length)| (length, text)).collect();
    stretches.sort_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)));
    let mut kept: Vec<String> = Vec::new();
    for (_, text) in stretches {
        if kept.len() < 4 && !kept.iter().any(|known| known.contains(&text)) {
            kept.push(text);
        }
    }
    kept
}

/// The longest common stretch of two words.
fn longest(a: &str, b: &str) -> Option<String> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut best: &[char] = &[];
    for start in 0..a.len() {
        let mut end = start + best.len() + 1;
        while let Some(window) =
            a.get(start..end).filter(|window| b.windows(window.len()).any(|other| other == *window))
        {
            best = window;
            end += 1;
        }
    }
    (!best.is_empty()).then(|| best.iter().collect())
}
