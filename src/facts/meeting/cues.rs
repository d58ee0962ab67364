//! The words meeting papers are read by, from `dictionaries/`, parsed when the first such paper is met.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::when::{compile, fold};

/// `dictionaries/cues/meetings.toml`, folded.
pub(crate) struct Cues {
    /// Finds a field's name at the start of a line, after numbering.
    pub label: Regex,
    /// Which field each name opens.
    pub fields: BTreeMap<String, Field>,
    /// Meetings fixed by law or standing rules.
    pub statutory: Vec<String>,
    /// Meetings that return by rule.
    pub regular: Vec<String>,
    /// Names of meetings on one question.
    pub special: Vec<String>,
    /// Declared emergencies.
    pub emergency: Vec<String>,
    /// Words of a meeting by video.
    pub video: Vec<String>,
    /// Words of a meeting held both ways.
    pub mixed: Vec<String>,
    /// Phrases that give the form in running text.
    pub by: Vec<String>,
    /// 主要负责人 and the like.
    pub principals: Vec<String>,
    /// Words that look like a level and are none.
    pub ignore: Vec<String>,
    /// Words of a township or village attending.
    pub township: Vec<String>,
    /// Words of a county attending.
    pub county: Vec<String>,
    /// Words of cities attending a province's meeting.
    pub city: Vec<String>,
    /// Agenda words that decide nothing.
    pub ritual: Vec<String>,
    /// Agenda words that decide, deploy or assign.
    pub decide: Vec<String>,
    /// Names that only convey.
    pub convey: Vec<String>,
    /// Words of a beginning phase.
    pub opening: Vec<String>,
    /// Words of a closing phase.
    pub closing: Vec<String>,
}

/// The fields of a meeting notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Time,
    TimePlace,
    Place,
    Length,
    Content,
    People,
    Form,
    Other,
}

/// The words, ready to use.
pub(crate) fn cues() -> &'static Cues {
    static CUES: LazyLock<Cues> =
        LazyLock::new(|| prepare(include_str!("../../../dictionaries/cues/meetings.toml")));
    &CUES
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Written {
    labels: BTreeMap<String, Vec<String>>,
    series: BTreeMap<String, Vec<String>>,
    special: BTreeMap<String, Vec<String>>,
    emergency: BTreeMap<String, Vec<String>>,
    form: BTreeMap<String, Vec<String>>,
    principals: BTreeMap<String, Vec<String>>,
    reach: BTreeMap<String, Vec<String>>,
    agenda: BTreeMap<String, Vec<String>>,
    phase: BTreeMap<String, Vec<String>>,
}

fn prepare(text: &str) -> Cues {
    // A test checks that the dictionary parses; were it damaged, no meeting would be read.
    let written: Written = toml::from_str(text).unwrap_or_default();
    let take = |table: &BTreeMap<String, Vec<String>>, key: &str| -> Vec<String> {
        table.get(key).into_iter().flatten().map(|word| fold(word)).collect()
    };
    let mut fields = BTreeMap::new();
    for (key, field) in [
        ("other", Field::Other),
        ("time", Field::Time),
        ("time_place", Field::TimePlace),
        ("place", Field::Place),
        ("length", Field::Length),
        ("content", Field::Content),
        ("people", Field::People),
        ("form", Field::Form),
    ] {
        fields.extend(take(&written.labels, key).into_iter().map(|word| (word, field)));
    }
    Cues {
        label: label(&fields),
        statutory: take(&written.series, "statutory"),
        regular: take(&written.series, "regular"),
        special: take(&written.special, "names"),
        emergency: take(&written.emergency, "words"),
        video: take(&written.form, "video"),
        mixed: take(&written.form, "mixed"),
        by: take(&written.form, "by"),
        principals: take(&written.principals, "words"),
        ignore: take(&written.reach, "ignore"),
        township: take(&written.reach, "township"),
        county: take(&written.reach, "county"),
        city: take(&written.reach, "city"),
        ritual: take(&written.agenda, "ritual"),
        decide: take(&written.agenda, "decide"),
        convey: take(&written.agenda, "convey"),
        opening: take(&written.phase, "opening"),
        closing: take(&written.phase, "closing"),
        fields,
    }
}

fn label(fields: &BTreeMap<String, Field>) -> Regex {
    let mut names: Vec<&str> = fields.keys().map(String::as_str).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    // Spaces inside a short name (时 间) are how clerks stretch it.
    let spread: Vec<String> = names
        .iter()
        .map(|name| name.chars().map(String::from).collect::<Vec<_>>().join(" ?"))
        .collect();
    compile(&format!(
        r"^(?P<mark>[^\p{{L}}\p{{N}}(]*(?:\(?(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[)、.．]* ?)?[^\p{{L}}\p{{N}}(]*)(?P<name>{})(?:\([^)]*\))?(?P<end> *[:。] *|为(?:[:])?| *$|  +)",
        spread.join("|")
    ))
}

/// Is any of `words` in `text`?
pub(crate) fn any(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (line, want) in [
            ("一、会议时间:3月5日", Some("会议时间")),
            ("◎会议时间: 3月5日", Some("会议时间")),
            ("(一)参会人员", Some("参会人员")),
            ("1、时 间:3月5日", Some("时 间")),
            ("一、会议内容。研究", Some("会议内容")),
            ("时间紧、任务重", None),
            ("会议内容为通报旱情", Some("会议内容")),
        ] {
            let found =
                cues().label.captures(line).and_then(|hit| hit.name("name").map(|m| m.as_str()));
            assert_eq!(found, want, "{line}");
        }
    }
}
