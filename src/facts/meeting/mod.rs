//! The meeting a paper calls, changes, cancels or records; also a row of a meeting ledger.
//!
//! Statutes, news and plans that mention a meeting give none. A paper that asks to watch a superior's meeting speaks of
//! that meeting; a session of one's own announced in the same paper is kept under `then`.

mod attendance;
mod cues;
mod find;
pub(crate) mod matter;
mod name;
pub(crate) mod organizer;
mod row;
mod sheet;
pub(crate) mod when;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::document::Level;
use crate::facts::Quote;

pub use agenda::{Item, Substance};
pub use find::find;
pub use row::read as of_register;

mod agenda;

/// What one paper or ledger row says of one meeting.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing a paper says or does not say")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The paper's path or the row (`会议台账.csv#12`).
    pub source: String,
    /// What kind of paper.
    pub paper: Paper,
    /// Day the paper was issued.
    pub issued: Option<Date>,
    /// The meeting's name as written.
    pub title: String,
    /// Content words of the matter, template words left out.
    pub matter: Vec<String>,
    /// Content words of agenda and opening.
    pub topics: Vec<String>,
    /// Canonical organizer.
    pub organizer: Option<String>,
    /// The paper names the organizer; otherwise its issuer is taken.
    pub organizer_stated: bool,
    /// Day of the meeting.
    pub date: Option<Date>,
    /// The day it was to be held before a change.
    pub moved_from: Option<Date>,
    /// When it starts.
    pub start: Option<Time>,
    /// How long, in minutes.
    pub minutes: Option<u32>,
    /// How many people.
    pub people: Option<u32>,
    /// Where.
    pub venue: Option<String>,
    /// In person, by video or both.
    pub form: Form,
    /// The paper says so; otherwise in person is taken.
    pub form_stated: bool,
    /// Lowest level attending.
    pub reach: Option<Level>,
    /// Who attends, as written.
    pub attendees: Vec<String>,
    /// Agenda items, as written.
    pub agenda: Vec<Item>,
    /// Longest speech announced, in minutes.
    pub speech: Option<u32>,
    /// How many speakers are announced.
    pub speakers: Option<u32>,
    /// 主要负责人 of a lower level are required.
    pub principals: bool,
    /// Who chairs, or is the main speaker, as written.
    pub chair: Option<String>,
    /// An emergency is declared.
    pub emergency: bool,
    /// The rule-based series it belongs to, with its number: 常务会议·62, 例会.
    pub series: Option<String>,
    /// The superior's meeting this one conveys or follows, by name.
    pub relays: Option<String>,
    /// The organ's own session announced in the same paper.
    pub then: Option<Box<Mention>>,
    /// The words each field rests on: title, date, people, reach, form, agenda, speech, principals.
    pub proofs: BTreeMap<String, Quote>,
}

/// What kind of paper speaks of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Paper {
    Notice,
    Change,
    Cancellation,
    Minutes,
    Agenda,
    Row,
}

/// How a meeting is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the contract's")]
pub enum Form {
    InPerson,
    Video,
    Mixed,
}

impl Mention {
    /// A mention of which nothing is known but its source and kind.
    pub(crate) fn bare(source: &str, paper: Paper) -> Self {
        Self {
            source: source.to_owned(),
            paper,
            issued: None,
            title: String::new(),
            matter: Vec::new(),
            topics: Vec::new(),
            organizer: None,
            organizer_stated: false,
            date: None,
            moved_from: None,
            start: None,
            minutes: None,
            people: None,
            venue: None,
            form: Form::InPerson,
            form_stated: false,
            reach: None,
            attendees: Vec::new(),
            agenda: Vec::new(),
            speech: None,
            speakers: None,
            principals: false,
            chair: None,
            emergency: false,
            series: None,
            relays: None,
            then: None,
            proofs: BTreeMap::new(),
        }
    }

    /// The words a field rests on.
    pub fn proof(&self, field: &str) -> Option<&Quote> {
        self.proofs.get(field)
    }
}

impl Paper {
    /// What the paper is called in explanations.
    pub fn title(self) -> &'static str {
        match self {
            Self::Notice => "会议通知",
            Self::Change => "会议变更通知",
            Self::Cancellation => "会议取消通知",
            Self::Minutes => "会议纪要",
            Self::Agenda => "会议议程",
            Self::Row => "会议台账",
        }
    }
}

/// Does a meeting of this name only convey (传达学习…精神)?
pub(crate) fn conveys(title: &str) -> bool {
    let from = title.trim_start_matches("召开");
    cues::cues().convey.iter().any(|word| from.starts_with(word.as_str()))
}

/// The phase of work a meeting's name tells: `false` at its beginning or midway, `true` at its end.
pub(crate) fn phase(title: &str) -> Option<bool> {
    let words = cues::cues();
    if cues::any(&words.closing, title) {
        return Some(true);
    }
    cues::any(&words.opening, title).then_some(false)
}

pub(crate) use attendance::units as attendance_units;

/// Names of meetings on one question (专题会议, 座谈会).
pub(crate) fn special_names() -> &'static [String] {
    &cues::cues().special
}
