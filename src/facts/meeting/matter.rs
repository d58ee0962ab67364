//! What a meeting is about: its name without template words, other names of one matter brought together.
//!
//! Works on character pairs weighted by dictionaries, so no segmenter is loaded. Similarity is of named things, not of text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::when::fold;
use crate::pattern::{Pattern, Words};

/// Weight of a pair that only names a field of work (安全).
const DOMAIN: f64 = 0.5;
/// Weight of a pair that stands in any matter (管理).
const LIGHT: f64 = 0.1;
/// Share of its weight that a word of the organizer's own field keeps.
const DIMMED: f64 = 0.3;
/// Pairs across the end of a weighted word say half as much.
const ACROSS: f64 = 0.6;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Written {
    words: Vec<String>,
    domain: Vec<String>,
    light: Vec<String>,
    groups: Vec<Vec<String>>,
}

struct Lexicon {
    template: Words,
    domain: Vec<String>,
    light: Vec<String>,
    alias: Words,
    canonical: BTreeMap<String, String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    // A test checks that these parse; damaged ones would leave every word in.
    let read = |text: &str| toml::from_str::<Written>(text).unwrap_or_default();
    let template = read(include_str!("../../../dictionaries/matter-template.toml"));
    let weights = read(include_str!("../../../dictionaries/matter-domain.toml"));
    let synonyms = read(include_str!("../../../dictionaries/matter-synonyms.toml"));
    let mut canonical = BTreeMap::new();
    for group in &synonyms.groups {
        if let Some(first) = group.first() {
            canonical.extend(group.iter().map(|word| (word.clone(), first.clone())));
        }
    }
    Lexicon {
        template: Words::new(template.words.iter().map(String::as_str)),
        domain: weights.domain,
        light: weights.light,
        alias: Words::new(canonical.keys().map(String::as_str)),
        canonical,
    }
});

static CALENDAR: Pattern = Pattern::new(
    &[],
    r"[0-9]{4}(?:-[0-9]{4})?年度?|[0-9]{1,2}月份?|[0-9]{1,2}日|第[0-9一二三四五六七八九十百]+[次届季期]|[0-9.]+|星期.|上午|下午|十[四五六]五",
);
static ORGAN: Pattern = Pattern::new(
    &[],
    r"^(?:中共)?\p{Han}{0,8}?[省市县区](?:人民政府|政府|委员会|委)?(?:办公室)?(?:\p{Han}{2,8}局)?关于(?:召开)?|^(?:中共)?\p{Han}{2,6}?[省市县区](?:人民政府|政府|委)(?:办公室)?",
);

/// Content stretches of a name or an agenda: template words, dates and marks cut out, other names brought together.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = fold(text);
    let text = ORGAN.replace(&text, "");
    let text = CALENDAR.replace_all(&text, " ");
    let lexicon = &*LEXICON;
    let text = lexicon.alias.replace(&text, |word| {
        // Marked so that a template word inside the canonical name is not cut.
        lexicon.canonical.get(word).map_or(word.to_owned(), |name| format!("\u{1}{name}\u{2}"))
    });
    let mut out = Vec::new();
    for part in text.split(['\u{1}', '\u{2}']).enumerate() {
        let (at, part) = part;
        if at % 2 == 1 {
            out.push(part.to_owned());
        } else {
            let rest = lexicon.template.replace(part, |_| " ".to_owned());
            out.extend(rest.split(|c: char| !c.is_alphabetic()).map(str::to_owned));
        }
    }
    for word in &mut out {
        let body = ["委员会", "协会", "社会", "联合会"].iter().any(|end| word.ends_with(end));
        if !body && word.ends_with('会') {
            word.pop();
        }
    }
    out.retain(|word| word.chars().count() >= 2);
    out
}

/// Lines of work, each the names of matters that one group of people has in hand.
static FIELDS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    #[derive(Deserialize, Default)]
    struct Fields {
        fields: Vec<Vec<String>>,
    }
    let text = include_str!("../../../dictionaries/matter-fields.toml");
    toml::from_str::<Fields>(text).unwrap_or_default().fields
});

/// The lines of work a meeting's name falls into, by number.
pub(crate) fn fields(name: &str) -> Vec<usize> {
    let names = |field: &Vec<String>| field.iter().any(|matter| name.contains(matter.as_str()));
    FIELDS.iter().enumerate().filter(|(_, field)| names(field)).map(|(at, _)| at).collect()
}

/// Two characters in a row.
pub(crate) type Pair = (char, char);

/// Character pairs of content stretches with their weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Grams(Vec<(Pair, f64)>);

impl Grams {
    /// The pairs of `words`.
    pub(crate) fn of(words: &[String]) -> Self {
        let mut pairs = BTreeMap::new();
        for word in words {
            let chars: Vec<char> = word.chars().collect();
            let weights = weights(word, chars.len());
            for (pair, weight) in chars.windows(2).zip(weights) {
                if let [a, b] = *pair {
                    let known: &mut f64 = pairs.entry((a, b)).or_insert(weight);
                    *known = known.max(weight);
                }
            }
        }
        Self(pairs.into_iter().collect())
    }

    /// The same pairs, those that also stand in `field` made light.
    pub(crate) fn dimmed(&self, field: &Self) -> Self {
        let known =
            |pair: &(char, char)| field.0.binary_search_by(|(other, _)| other.cmp(pair)).is_ok();
        let light = |(pair, weight): &((char, char), f64)| {
            (*pair, if known(pair) { weight * DIMMED } else { *weight })
        };
        Self(self.0.iter().map(light).collect())
    }

    /// The pairs with their weights, ascending.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (Pair, f64)> {
        self.0.iter().copied()
    }

    /// Are there none?
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Total weight.
    pub(crate) fn total(&self) -> f64 {
        self.0.iter().map(|(_, weight)| weight).sum()
    }

    /// Weight of what both hold: all of it, and the part that names things.
    pub(crate) fn shared(&self, other: &Self) -> (f64, f64) {
        let (mut at, mut all, mut named) = (0, 0.0, 0.0);
        for (pair, weight) in &self.0 {
            while other.0.get(at).is_some_and(|(known, _)| known < pair) {
                at += 1;
            }
            if let Some((_, theirs)) = other.0.get(at).filter(|(known, _)| known == pair) {
                let weight = weight.min(*theirs);
                all += weight;
                named += if weight > ACROSS { weight } else { 0.0 };
            }
        }
        (all, named)
    }

    /// Likeness of two matters, 0 to 1: mostly how much of the shorter one stands in the longer.
    pub(crate) fn alike(&self, other: &Self) -> f64 {
        let (shared, named) = self.shared(other);
        let (mine, theirs) = (self.total(), other.total());
        let (short, long) = (mine.min(theirs), mine.max(theirs));
        if short <= 0.0 {
            return 0.0;
        }
        if named <= 0.0 && shared < 0.8 * long {
            return (shared / long).min(0.4);
        }
        shared / (0.75 * short + 0.25 * long)
    }

    /// How much of this one stands in `text`, 0 to 1.
    pub(crate) fn within(&self, text: &Self) -> f64 {
        let total = self.total();
        if total <= 0.0 { 0.0 } else { self.shared(text).0 / total }
    }
}

/// The weight of each pair of a word: light and domain words weigh less, and so do pairs across their ends.
fn weights(word: &str, len: usize) -> Vec<f64> {
    let mut inside = vec![1.0_f64; len];
    for (list, weight) in [(&LEXICON.domain, DOMAIN), (&LEXICON.light, LIGHT)] {
        for known in list {
            for (at, found) in word.match_indices(known.as_str()) {
                let from = word.get(..at).map_or(0, |before| before.chars().count());
                let to = from + found.chars().count();
                for slot in inside.iter_mut().take(to).skip(from) {
                    *slot = slot.min(weight);
                }
            }
        }
    }
    inside
        .windows(2)
        .map(|pair| match *pair {
            [a, b] if (a - b).abs() < f64::EPSILON => a,
            [a, b] => (a.min(b)).max(ACROSS * a.max(b)),
            _ => 1.0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> f64 {
        Grams::of(&words(a)).alike(&Grams::of(&words(b)))
    }

    #[test]
    fn lines_of_work() {
        let related = |a: &str, b: &str| fields(a).iter().any(|at| fields(b).contains(at));
        assert!(related("全市社区矫正工作座谈会", "全市安置帮教工作会议"));
        assert!(related("“枫桥经验”座谈会", "矛盾纠纷多元化解工作会"));
        assert!(!related("全市社区矫正工作座谈会", "全市法律援助工作会议"));
        assert!(FIELDS.len() > 40, "the dictionary parses");
    }

    #[test]
    fn same_matter() {
        for (a, b) in [
            ("全市公共停车场建设工作会议", "公共停车场建设推进会"),
            ("全市文明城市创建动员会", "创文工作推进会"),
            ("全市烟花爆竹安全管控部署会", "烟花爆竹禁放工作会议"),
        ] {
            assert!(alike(a, b) >= 0.5, "{a} / {b}: {}", alike(a, b));
        }
    }

    #[test]
    fn other_matter() {
        for (a, b) in [
            ("渡口渡船安全会议", "烟花爆竹安全会议"),
            ("职业技能等级认定会议", "零工市场建设会议"),
            ("全市安全生产工作会议", "危险化学品安全生产会议"),
            ("养老服务项目推进会", "家政服务项目推进会"),
            ("传达学习全省林草改革会议精神", "传达学习全市宣传思想会议精神"),
        ] {
            assert!(alike(a, b) < 0.5, "{a} / {b}: {}", alike(a, b));
        }
    }
}
