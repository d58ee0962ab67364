//! The receiver's side: what reaches each unit in a month, from registers of incoming documents and from the documents' own recipients.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::issued::{day, plain};
use super::{counted, demanded, month, was_held};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::facts::Reading;
use crate::finding::Group;
use crate::register::Kind;

/// What one unit received in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The unit, or the wording of the 主送 where that names a group (市直各单位).
    pub unit: String,
    /// `2026-03`; none where neither register nor document tells.
    pub month: Option<String>,
    /// Documents received.
    pub documents: usize,
    /// Of these, such as repeat what another sender had sent before (F404).
    pub duplicates: usize,
    /// Sittings it was called to by a document addressed to it.
    pub meetings: usize,
    /// Reports demanded of it, emergencies and statutory statistics apart.
    pub report_requests: usize,
}

/// Tallies by unit and month, in that order.
pub fn receive(corpus: &Corpus, groups: &[Group], config: &Config) -> Vec<Received> {
    let deliveries = deliveries(corpus, config);
    let mut rows = Rows::default();
    for ((unit, _), delivery) in &deliveries {
        let row = rows.at(unit, delivery.date);
        row.documents += 1;
        row.report_requests += delivery.reading.map_or(0, demanded);
    }
    for group in groups.iter().filter(|group| group.rule == "F404") {
        add_duplicates(&mut rows, &deliveries, group);
    }
    for sitting in corpus.sittings.iter().filter(|sitting| was_held(sitting, corpus)) {
        let papers = sitting.sources.iter().filter_map(|source| corpus.reading(source));
        let units: BTreeSet<_> = papers.flat_map(|paper| addressees(paper, config)).collect();
        for unit in units {
            rows.at(&unit, sitting.date).meetings += 1;
        }
    }
    rows.0.into_values().collect()
}

#[derive(Default)]
struct Rows(BTreeMap<(String, Option<String>), Received>);

impl Rows {
    fn at(&mut self, unit: &str, date: Option<Date>) -> &mut Received {
        let key = (unit.to_owned(), date.map(month));
        self.0.entry(key).or_insert_with_key(|(unit, month)| Received {
            unit: unit.clone(),
            month: month.clone(),
            ..Received::default()
        })
    }
}

/// One document that reached one unit.
struct Delivery<'a> {
    date: Option<Date>,
    reading: Option<&'a Reading>,
}

/// By unit and document; a document both registered and read is one, dated by the register.
fn deliveries<'a>(corpus: &'a Corpus, config: &Config) -> BTreeMap<(String, String), Delivery<'a>> {
    let mut found = BTreeMap::new();
    let mut by_name: BTreeMap<String, &Reading> = BTreeMap::new();
    for reading in &corpus.readings {
        by_name.entry(name(reading)).or_insert(reading);
    }
    for register in corpus.registers.iter().filter(|register| register.kind == Kind::Received) {
        if corpus.compared_only(&register.source) {
            continue;
        }
        for row in &register.rows {
            let (Some(unit), Some(label)) =
                (row.cell("收文单位"), row.cell("文号").or(row.cell("标题")))
            else {
                continue;
            };
            let label = plain(label);
            let reading = by_name.get(&label).copied();
            let date = row.cell("收文日期").and_then(day);
            let key = (config.organs.canonical(unit), label);
            found.entry(key).or_insert(Delivery { date, reading });
        }
    }
    for reading in counted(corpus) {
        for unit in addressees(reading, config) {
            let date = reading.elements.date;
            found.entry((unit, name(reading))).or_insert(Delivery { date, reading: Some(reading) });
        }
    }
    found
}

/// What tells one document from another: its number, else its title, else its bytes.
fn name(reading: &Reading) -> String {
    let elements = &reading.elements;
    let name = elements.number.as_ref().or(elements.title.as_ref());
    name.map_or_else(|| reading.sha256.clone(), |name| plain(name))
}

/// Every member after the first that reached a unit repeats it for that unit.
fn add_duplicates(
    rows: &mut Rows,
    deliveries: &BTreeMap<(String, String), Delivery<'_>>,
    group: &Group,
) {
    let mut by_unit: BTreeMap<&str, Vec<(Option<Date>, &str)>> = BTreeMap::new();
    for ((unit, _), delivery) in deliveries {
        let Some(reading) = delivery.reading else { continue };
        if group.members.contains(&reading.source) {
            by_unit.entry(unit).or_default().push((delivery.date, &reading.source));
        }
    }
    for (unit, mut members) in by_unit {
        members.sort();
        for (date, _) in members.into_iter().skip(1) {
            rows.at(unit, date).duplicates += 1;
        }
    }
}

/// The units a document is addressed to. Groups of counties and townships are written out where an organ of this jurisdiction, or of one
/// above it, means its own.
fn addressees(reading: &Reading, config: &Config) -> BTreeSet<String> {
    let ours = from_here(reading, config);
    let recipients = reading.elements.recipients.iter();
    recipients
        .flat_map(|recipient| match expand(recipient, config) {
            Some(units) if ours => units,
            _ => vec![config.organs.canonical(recipient)],
        })
        .collect()
}

/// Is it issued by an organ of this jurisdiction, or of one above it?
pub(crate) fn from_here(reading: &Reading, config: &Config) -> bool {
    let jurisdiction = config.organs.jurisdiction();
    let mut names =
        jurisdiction.province.iter().chain(&jurisdiction.city).chain(&jurisdiction.counties);
    reading.department.as_ref().is_some_and(|organ| names.any(|name| organ.contains(name)))
}

/// 各县（市、区）人民政府 → each county's 人民政府; none for any other wording.
pub(crate) fn expand(recipient: &str, config: &Config) -> Option<Vec<String>> {
    let jurisdiction = config.organs.jurisdiction();
    let rest = recipient.strip_prefix('各')?;
    let (first, places) = match rest.chars().next()? {
        '县' | '区' | '旗' => ("县市区旗", &jurisdiction.counties),
        '乡' | '镇' | '街' => ("乡镇街道", &jurisdiction.townships),
        _ => return None,
    };
    let organ = rest.trim_start_matches(|c| first.contains(c) || "（）()、".contains(c));
    let named = |place: &String| config.organs.canonical(&format!("{place}{organ}"));
    (is_organ(organ) && !places.is_empty()).then(|| places.iter().map(named).collect())
}

/// Names one organ of each place, not a further group (有关单位, 各部门).
fn is_organ(organ: &str) -> bool {
    !organ.is_empty() && !["有关", "相关", "各", "直"].iter().any(|word| organ.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_places_are_written_out() {
        let config = Config::parse(
            "[jurisdiction]\nlevel = \"city\"\ncity = \"澜溪市\"\ncounties = [\"望桥区\", \"青禾县\"]\ntownships = [\"柳渡镇\"]",
            None,
        )
        .unwrap();
        let check = |recipient: &str, expect: &[&str]| {
            assert_eq!(expand(recipient, &config).unwrap_or_default(), expect, "{recipient}");
        };
        check("各县（市、区）人民政府", &["望桥区人民政府", "青禾县人民政府"]);
        check("各县（区）财政局", &["望桥区财政局", "青禾县财政局"]);
        check("各县区教育局", &["望桥区教育局", "青禾县教育局"]);
        check("各乡镇人民政府", &["柳渡镇人民政府"]);
        check("各县（市、区）有关单位", &[]);
        check("各有关单位", &[]);
        check("市直各单位", &[]);
        check("各市人民政府", &[]);
    }
}
