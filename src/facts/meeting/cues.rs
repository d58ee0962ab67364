//! The words meeting papers are read by, from `dictionaries/`, parsed when the first such paper is met.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::when::fold;

/// `dictionaries/cues/meetings.toml`, folded.
pub(crate) struct Cues {
    /// Which field each name opens, by the name's first character, longer names first: every line of every document asks.
    fields: BTreeMap<char, Vec<(String, Field)>>,
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
    /// People of a kind, who differ from meeting to meeting.
    pub anybody: Vec<String>,
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
    attendance: BTreeMap<String, Vec<String>>,
    agenda: BTreeMap<String, Vec<String>>,
    phase: BTreeMap<String, Vec<String>>,
}

fn prepare(text: &str) -> Cues {
    // A test checks that the dictionary parses; were it damaged, no meeting would be read.
    let written: Written = toml::from_str(text).unwrap_or_default();
    let take = |table: &BTreeMap<String, Vec<String>>, key: &str| -> Vec<String> {
        table.get(key).into_iter().flatten().map(|word| fold(word)).collect()
    };
    let mut named = BTreeMap::new();
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
        named.extend(take(&written.labels, key).into_iter().map(|word| (word, field)));
    }
    let mut fields: BTreeMap<char, Vec<(String, Field)>> = BTreeMap::new();
    for (name, field) in named {
        if let Some(first) = name.chars().next() {
            fields.entry(first).or_default().push((name, field));
        }
    }
    for names in fields.values_mut() {
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }
    Cues {
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
        anybody: take(&written.attendance, "anybody"),
        ritual: take(&written.agenda, "ritual"),
        decide: take(&written.agenda, "decide"),
        convey: take(&written.agenda, "convey"),
        opening: take(&written.phase, "opening"),
        closing: take(&written.phase, "closing"),
        fields,
    }
}

/// A field's name at the start of a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// Which field it opens.
    pub field: Field,
    /// A colon ends it, not just a space or the line.
    pub colon: bool,
    /// The byte its field's words begin at.
    pub end: usize,
}

/// The field's name a line begins with, after its numbering.
pub(crate) fn label(line: &str) -> Option<Label> {
    let rest = unnumbered(line.trim_start_matches(is_mark)).trim_start_matches(is_mark);
    cues().fields.get(&rest.chars().next()?)?.iter().find_map(|(name, field)| {
        let after = spread(rest, name)?;
        let after = after
            .strip_prefix('(')
            .and_then(|inside| inside.split_once(')'))
            .map_or(after, |(_, after)| after);
        let (colon, text) = ended(after)?;
        Some(Label { field: *field, colon, end: line.len() - text.len() })
    })
}

/// Is this neither letter nor digit nor an opening bracket?
fn is_mark(c: char) -> bool {
    !is_letter(c) && !c.is_numeric() && c != '('
}

/// Is this a letter? Letters in circles are list marks.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, '\u{24b6}'..='\u{24e9}')
}

/// What stands behind a number such as 3 or (十二.
fn unnumbered(line: &str) -> &str {
    let open = line.strip_prefix('(').unwrap_or(line);
    let most = if open.starts_with(|c: char| c.is_ascii_digit()) { 2 } else { 3 };
    let digit = |c: &char| match most {
        2 => c.is_ascii_digit(),
        _ => "一二三四五六七八九十".contains(*c),
    };
    let number: usize = open.chars().take(most).take_while(digit).map(char::len_utf8).sum();
    if number == 0 { line } else { open.get(number..).unwrap_or_default() }
}

/// What stands behind `name`; spaces inside a short name (时 间) are how clerks stretch it.
fn spread<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = line;
    for (index, c) in name.chars().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        rest = rest.strip_prefix(c)?;
    }
    Some(rest)
}

/// What a field's name ends with (a colon, 为, two spaces or the line itself): is it a colon, and what follows?
fn ended(after: &str) -> Option<(bool, &str)> {
    let text = after.trim_start_matches(' ');
    if let Some(text) = text.strip_prefix([':', '。']) {
        return Some((
            after.trim_start_matches(' ').starts_with(':'),
            text.trim_start_matches(' '),
        ));
    }
    if let Some(text) = after.strip_prefix('为') {
        return Some((false, text.strip_prefix(':').unwrap_or(text)));
    }
    (text.is_empty() || after.starts_with("  ")).then_some((false, text))
}

/// Is any of `words` in `text`?
pub(crate) fn any(words: &[impl AsRef<str>], text: &str) -> bool {
    words.iter().any(|word| text.contains(word.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (line, want) in [
            ("一、会议时间:3月5日", Some((Field::Time, true, "3月5日"))),
            ("◎会议时间: 3月5日", Some((Field::Time, true, "3月5日"))),
            ("ⓐ 12. 会议时间 :3月5日", Some((Field::Time, true, "3月5日"))),
            ("(一)参会人员", Some((Field::People, false, ""))),
            ("(十二)参会人员(共30人)  各科室", Some((Field::People, false, "各科室"))),
            ("1、时 间:3月5日", Some((Field::Time, true, "3月5日"))),
            ("一、会议内容。研究", Some((Field::Content, false, "研究"))),
            ("会议内容为通报旱情", Some((Field::Content, false, "通报旱情"))),
            ("时间紧、任务重", None),
            ("参会人员 各科室", None),
            ("(会议时间:3月5日", None),
            ("123会议时间:3月5日", None),
            ("", None),
        ] {
            let found = label(line).map(|label| (label.field, label.colon, &line[label.end..]));
            assert_eq!(found, want, "{line}");
        }
    }
}
