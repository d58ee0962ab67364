//! One sitting is one sitting, however many papers speak of it.

pub mod cost;
mod same;
mod unite;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::document::Level;
use crate::facts::Reading;
use crate::facts::meeting::{self, Form, Mention};
use crate::register::{Kind, Register};

/// One meeting, with every paper that speaks of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// Stable id: organizer, date and matter hashed.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it is about, template words left out.
    pub matter: String,
    /// Canonical organizer.
    pub organizer: Option<String>,
    /// Level of who holds it; our own where neither organizer nor name tells.
    pub level: Level,
    /// Day it was held or is to be held.
    pub date: Option<Date>,
    /// When it starts.
    pub start: Option<Time>,
    /// How long, in minutes.
    pub minutes: Option<u32>,
    /// How many people.
    pub people: Option<u32>,
    /// In person, by video or both.
    pub form: Form,
    /// Lowest level attending.
    pub reach: Option<Level>,
    /// Its class (contract.md, `meeting.class`).
    pub class: SittingClass,
    /// Whether it counts.
    pub status: Status,
    /// Papers and rows, ascending.
    pub sources: Vec<String>,
    /// What each of them says, in the order of `sources`.
    pub mentions: Vec<Mention>,
    /// Why each of them belongs here, in the order of `sources`.
    pub reasons: Vec<String>,
}

/// Class of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SittingClass {
    /// 法定、例会: fixed by rule.
    Statutory,
    /// 全市性.
    Citywide,
    /// 部门系统.
    Departmental,
    /// 专项、专题.
    Special,
}

/// Whether a sitting was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the contract's")]
pub enum Status {
    Held,
    Cancelled,
    Rescheduled,
}

impl Sitting {
    /// Person-hours of attendance, where people and duration are both known.
    pub fn person_hours(&self) -> Option<f64> {
        Some(f64::from(self.people?) * f64::from(self.minutes?) / 60.0)
    }

    /// Where it is held, by the first paper that says so.
    pub fn venue(&self) -> Option<&str> {
        self.mentions.iter().find_map(|mention| mention.venue.as_deref())
    }

    /// Did it take place, on the first or another day?
    pub fn counts(&self) -> bool {
        self.status != Status::Cancelled
    }

    /// The rule-based series it belongs to, by the first paper that says so.
    pub fn series(&self) -> Option<&str> {
        self.mentions.iter().find_map(|mention| mention.series.as_deref())
    }

    /// Does any paper declare an emergency?
    pub fn emergency(&self) -> bool {
        self.mentions.iter().any(|mention| mention.emergency)
    }

    /// The first paper that shows the words of `field`.
    pub fn proof(&self, field: &str) -> Option<(&Mention, &crate::facts::Quote)> {
        self.mentions.iter().find_map(|mention| Some((mention, mention.proof(field)?)))
    }
}

/// Joins the papers and ledger rows that speak of one sitting.
pub fn join(readings: &[Reading], registers: &[Register], config: &Config) -> Vec<Sitting> {
    let said = readings.iter().filter_map(|reading| reading.meeting.clone());
    let seen = readings.iter().filter_map(|reading| reading.department.clone()).collect();
    join_mentions(said.collect(), &seen, registers, config)
}

/// Joins mentions already read with the rows of meeting ledgers; `seen` are the departments whose papers are at hand.
pub(crate) fn join_mentions(
    said: Vec<Mention>,
    seen: &BTreeSet<String>,
    registers: &[Register],
    config: &Config,
) -> Vec<Sitting> {
    let mut mentions: Vec<Mention> = Vec::new();
    for mut mention in said {
        mentions.extend(mention.then.take().map(|own| *own));
        mentions.push(mention);
    }
    for register in registers.iter().filter(|register| register.kind == Kind::Meetings) {
        mentions.extend(meeting::of_register(register, config));
    }
    rename(&mut mentions, seen, config);
    mentions.sort_by(|a, b| (&a.source, &a.title).cmp(&(&b.source, &b.title)));
    let groups = same::group(&mentions);
    let levels = unite::Levels::of(&mentions, config);
    let mut sittings: Vec<Sitting> =
        groups.into_iter().map(|group| unite::sitting(&mentions, &group, &levels)).collect();
    sittings.sort_by(|a, b| (a.date, &a.id, &a.sources).cmp(&(b.date, &b.id, &b.sources)));
    unite::distinguish(&mut sittings);
    sittings
}

/// Calls organizers that ledgers write short by the names their own papers bear.
fn rename(mentions: &mut [Mention], seen: &BTreeSet<String>, config: &Config) {
    let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
    for mention in mentions.iter_mut().filter(|mention| mention.paper == meeting::Paper::Row) {
        let Some(organ) = &mention.organizer else { continue };
        let better =
            known.entry(organ.clone()).or_insert_with(|| config.organs.as_seen(organ, seen));
        if let Some(better) = better {
            mention.organizer = Some(better.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::facts::meeting::Paper;
    use crate::register::Row;

    fn config() -> Config {
        let text = "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\ncounties = [\"望桥区\"]";
        Config::parse(text, None).unwrap()
    }

    /// A paper: source, kind, name, organizer, day of March 2026.
    fn paper(source: &str, paper: Paper, name: &str, organizer: &str, day: i8) -> Mention {
        let mut mention = Mention::bare(source, paper);
        mention.title = name.to_owned();
        mention.matter = meeting::matter::words(name);
        mention.organizer = Some(organizer.to_owned());
        mention.date = Some(date(2026, 3, day));
        mention.issued = Some(date(2026, 3, 1));
        mention
    }

    fn ledger(rows: &[(&str, &str, &str)]) -> Register {
        let cells = |&(name, held, organ): &(&str, &str, &str)| {
            [("会议名称", name), ("召开时间", held), ("主办单位", organ)]
                .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
                .into()
        };
        let row = |(at, row)| Row { number: at + 1, cells: cells(row) };
        let rows = rows.iter().enumerate().map(row).collect();
        Register {
            source: "台账.csv".to_owned(),
            sha256: String::new(),
            others: Vec::new(),
            kind: Kind::Meetings,
            rows,
        }
    }

    fn sources(sittings: &[Sitting]) -> Vec<Vec<&str>> {
        sittings.iter().map(|it| it.sources.iter().map(String::as_str).collect()).collect()
    }

    const MANAGEMENT: &str = "澜溪市城市管理局";

    #[test]
    fn short_ledger_names_join_their_notices() {
        let said = vec![
            paper("a", Paper::Notice, "全市文明城市创建工作会议", MANAGEMENT, 20),
            paper("b", Paper::Notice, "公共停车场建设观摩会", MANAGEMENT, 20),
        ];
        let rows = ledger(&[
            ("停车场观摩", "2026-03-20 15:00", MANAGEMENT),
            ("创文会议", "2026年3月20日10:00", MANAGEMENT),
        ]);
        let sittings = join_mentions(said, &BTreeSet::new(), &[rows], &config());
        let mut got = sources(&sittings);
        got.sort();
        assert_eq!(got, [["a", "台账.csv#2"], ["b", "台账.csv#1"]]);
    }

    #[test]
    fn a_changed_day_is_one_sitting() {
        let name = "公共停车场建设会议";
        let mut change = paper("c", Paper::Change, name, MANAGEMENT, 30);
        change.moved_from = Some(date(2026, 3, 25));
        let said = vec![paper("a", Paper::Notice, name, MANAGEMENT, 25), change];
        let rows = ledger(&[(name, "2026-03-30 09:00", MANAGEMENT)]);
        let sittings = join_mentions(said, &BTreeSet::new(), &[rows], &config());
        assert_eq!(sources(&sittings), [["a", "c", "台账.csv#1"]]);
        assert_eq!(sittings[0].status, Status::Rescheduled);
        assert_eq!(sittings[0].date, Some(date(2026, 3, 30)));
    }

    #[test]
    fn a_cancelled_sitting_does_not_count() {
        let name = "公共停车场建设会议";
        let said = vec![
            paper("a", Paper::Notice, name, MANAGEMENT, 25),
            paper("b", Paper::Cancellation, name, MANAGEMENT, 25),
        ];
        let sittings = join_mentions(said, &BTreeSet::new(), &[], &config());
        assert_eq!(sittings.len(), 1);
        assert!(!sittings[0].counts());
    }

    #[test]
    fn levels_and_numbers_keep_sittings_apart() {
        let rows = ledger(&[
            ("全省防汛视频会议", "2026-03-10 09:00", "省防汛抗旱指挥部"),
            ("全市防汛视频会议", "2026-03-10 10:40", "市防汛抗旱指挥部"),
            ("市政府第3次常务会议", "2026-03-10 15:00", "市政府"),
            ("市政府第4次常务会议", "2026-03-10 16:00", "市政府"),
        ]);
        assert_eq!(join_mentions(Vec::new(), &BTreeSet::new(), &[rows], &config()).len(), 4);
    }

    #[test]
    fn order_changes_nothing() {
        let said: Vec<Mention> = ["a", "b", "c", "d"]
            .into_iter()
            .zip(["公共停车场建设会议", "停车场建设会议", "燃气安全会议", "城镇燃气会议"])
            .map(|(source, name)| paper(source, Paper::Notice, name, MANAGEMENT, 20))
            .collect();
        let forward = join_mentions(said.clone(), &BTreeSet::new(), &[], &config());
        let backward =
            join_mentions(said.into_iter().rev().collect(), &BTreeSet::new(), &[], &config());
        assert_eq!(forward, backward);
    }
}
