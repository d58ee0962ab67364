//! When two sittings deal with one matter: by the things they name, not by the shape of their papers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::index::Least;
use crate::config::Config;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::facts::meeting::matter::{self, Grams};
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
/// Runs that name and agenda must share besides.
const RUNS: usize = 4;

/// What two of one matter share at the least: names alike by half share half of the shorter one.
pub(super) const SAME_MATTER: Least = Least { share: ALIKE_BACKED, weight: 0.0, runs: RUNS };
/// What related matters share at the least.
pub(super) const RELATED: Least = Least { share: 0.0, weight: RELATED_WEIGHT, runs: RUNS };
/// Weight of shared pairs from which names tell of related matters.
const RELATED_WEIGHT: f64 = 0.5;

/// A sitting prepared for comparison.
pub(super) struct Subject<'a> {
    /// The sitting.
    pub sitting: &'a Sitting,
    /// The name of the matter.
    pub name: Grams,
    /// The name with the organ's own field of work made light: it does not tell its matters apart.
    pub own: Grams,
    body: Grams,
    /// Every four characters in a row of name and agenda, names of organs and attendees left out, ascending.
    pub runs: Vec<Run>,
    /// Those of the agenda alone.
    pub agenda: Vec<Run>,
    /// Lines of work its name falls into.
    pub fields: Vec<usize>,
    words: Vec<&'a str>,
    marks: Marks,
}

/// Four characters in a row.
pub(super) type Run = [char; 4];

/// What of a sitting's name makes different matters of equal words.
struct Marks {
    periods: BTreeSet<String>,
    years: BTreeSet<String>,
    places: BTreeSet<String>,
    /// Whether it closes a phase of work or opens one.
    phase: Option<bool>,
    conveys: bool,
    /// The level of the meeting it conveys, 全国 or 全省.
    scales: BTreeSet<String>,
    /// 研究…有关问题, 专题会议: one question a meeting.
    one_question: bool,
}

impl<'a> Subject<'a> {
    /// Prepares a sitting.
    pub(super) fn of(sitting: &'a Sitting, config: &Config) -> Self {
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
        let organ = sitting.organizer.clone().unwrap_or_default();
        let attendees = sitting.mentions.iter().flat_map(|mention| &mention.attendees);
        let noise = runs(attendees.map(String::as_str).chain([organ.as_str()]));
        let named = runs(name.iter().map(String::as_str));
        let mut runs = runs(words.iter().copied());
        runs.retain(|run| noise.binary_search(run).is_err());
        let mut agenda = runs.clone();
        agenda.retain(|run| named.binary_search(run).is_err());
        let alone = words.len() == name.len() && words.iter().zip(&name).all(|(a, b)| a == b);
        let name = Grams::of(&name);
        let body = if alone {
            name.clone()
        } else {
            Grams::of(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        let own = if bureau(&organ) { name.dimmed(&Grams::of(&[organ])) } else { name.clone() };
        let marks = Marks::of(sitting, config);
        let fields = matter::fields(&sitting.title);
        Self { sitting, name, own, body, runs, agenda, fields, words, marks }
    }
}

impl Marks {
    fn of(sitting: &Sitting, config: &Config) -> Self {
        static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
            when::compile(
                "[一二三四]季度|[上下]半年|[0-9]{1,2}月份?|第[一二三四五六七八九十0-9]+[批期轮组片阶]|[春夏秋冬]季|[东西南北]片区?",
            )
        });
        static YEAR: LazyLock<Regex> = LazyLock::new(|| when::compile("20[0-9]{2}"));
        let title = sitting.title.as_str();
        let found = |pattern: &Regex| -> BTreeSet<String> {
            pattern.find_iter(title).map(|hit| hit.as_str().to_owned()).collect()
        };
        let place = config.organs.jurisdiction();
        let places = place.counties.iter().chain(&place.townships);
        let scales = ["全国", "全省"].into_iter().filter(|word| title.contains(word));
        Self {
            periods: found(&PERIOD),
            years: found(&YEAR),
            places: places.filter(|name| title.contains(name.as_str())).cloned().collect(),
            phase: phase(title),
            conveys: conveys(title),
            scales: scales.map(str::to_owned).collect(),
            one_question: title.contains("有关问题") || title.contains("专题会"),
        }
    }

    /// Different years, periods, places, phases or levels make different matters of equal words.
    fn told_apart(&self, other: &Self) -> bool {
        let differ = |x: &BTreeSet<String>, y: &BTreeSet<String>| {
            !x.is_empty() && !y.is_empty() && x.is_disjoint(y)
        };
        let phases = matches!((self.phase, other.phase), (Some(x), Some(y)) if x != y);
        let conveying = self.conveys || other.conveys;
        conveying && (self.conveys != other.conveys || differ(&self.scales, &other.scales))
            || phases
            || differ(&self.periods, &other.periods)
            || differ(&self.years, &other.years)
            || differ(&self.places, &other.places)
    }
}

/// An organ with a whole field of work; a commission or headquarters exists for its matter.
fn bureau(organ: &str) -> bool {
    organ.ends_with(['局', '厅']) || organ.contains("卫生健康委") || organ.contains("发展和改革委")
}

/// Every four characters in a row of some words, ascending.
fn runs<'w>(words: impl Iterator<Item = &'w str>) -> Vec<Run> {
    let mut runs = Vec::new();
    for word in words {
        let chars: Vec<char> = word.chars().collect();
        runs.extend(chars.windows(4).filter_map(|window| Run::try_from(window).ok()));
    }
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// How many runs two ascending lists share.
fn both(a: &[Run], b: &[Run]) -> usize {
    let (mut at, mut count) = (0, 0);
    for run in a {
        while b.get(at).is_some_and(|other| other < run) {
            at += 1;
        }
        count += usize::from(b.get(at) == Some(run));
    }
    count
}

/// Do two sittings deal with one matter?
pub(super) fn same_matter(a: &Subject<'_>, b: &Subject<'_>) -> bool {
    if a.marks.told_apart(&b.marks) {
        return false;
    }
    let names = a.own.alike(&b.own);
    let special = [a, b]
        .iter()
        .any(|one| one.sitting.class == SittingClass::Special && one.marks.one_question);
    if special && names < ALIKE_SPECIAL {
        return false;
    }
    let bare = a.agenda.is_empty() || b.agenda.is_empty();
    if names >= ALIKE || names >= ALIKE_BARE && bare {
        return true;
    }
    if names >= ALIKE_BACKED && both(&a.agenda, &b.agenda) >= 2 {
        return true;
    }
    let shared = both(&a.runs, &b.runs);
    let share = shared as f64 / a.runs.len().min(b.runs.len()).max(1) as f64;
    let within = |one: &Subject<'_>, other: &Subject<'_>| {
        one.own.total() >= 2.0 && one.own.within(&other.body) >= WITHIN
    };
    shared >= 5 && share >= 0.3 || shared >= RUNS && (within(a, b) || within(b, a))
}

/// Do the two deal with related matters: do they name any thing in common, or belong to one line of work?
pub(super) fn related(a: &Subject<'_>, b: &Subject<'_>) -> bool {
    let (shared, named) = a.name.shared(&b.name);
    let line = a.fields.iter().any(|field| b.fields.contains(field));
    line || named >= 0.9 || shared >= RELATED_WEIGHT || both(&a.agenda, &b.agenda) >= RUNS
}

/// The longest stretches both name, for the reader.
pub(super) fn common(a: &Subject<'_>, b: &Subject<'_>) -> Vec<String> {
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
