//! Makes one sitting of the papers that speak of it: which paper is believed for which field.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::same::Group;
use super::{Sitting, SittingClass, Status};
use crate::config::Config;
use crate::document::Level;
use crate::facts::meeting::organizer::core_parent;
use crate::facts::meeting::{Form, Mention, Paper};

/// Unites the mentions of one group.
pub(crate) fn sitting(mentions: &[Mention], group: &Group, levels: &Levels<'_>) -> Sitting {
    let picked = group.members.iter().zip(&group.reasons);
    let mut parts: Vec<(Mention, String)> =
        picked.filter_map(|(&at, why)| Some((mentions.get(at)?.clone(), why.clone()))).collect();
    parts.sort_by(|a, b| (&a.0.source, &a.0.title).cmp(&(&b.0.source, &b.0.title)));
    let (mentions, reasons): (Vec<Mention>, Vec<String>) = parts.into_iter().unzip();
    let said: Vec<&Mention> = mentions.iter().collect();
    let organizer = organizer(&said);
    let (status, date) = status(&said);
    let title = title(&said);
    let matter =
        pick(&said, NAMED, |mention| (!mention.matter.is_empty()).then(|| mention.matter.join("")));
    let matter = matter.unwrap_or_else(|| title.clone());
    let reach = said.iter().filter_map(|mention| mention.reach).max();
    let level = levels.of_sitting(organizer.as_deref(), &title);
    let own = organizer.as_deref().and_then(|organ| levels.of_organ(organ));
    let mut sitting = Sitting {
        id: String::new(),
        title,
        matter,
        organizer,
        level,
        date,
        start: pick(&said, WHEN, |mention| {
            mention
                .start
                .filter(|_| date.is_none() || mention.date == date || mention.date.is_none())
        }),
        minutes: pick(&said, HELD, |mention| mention.minutes),
        people: pick(&said, HELD, |mention| mention.people),
        form: form(&said),
        reach: reach.max(own),
        class: SittingClass::Special,
        status,
        sources: mentions.iter().map(|mention| mention.source.clone()).collect(),
        reasons,
        mentions,
    };
    sitting.class = class(&sitting);
    sitting.id = id(&sitting);
    sitting
}

/// Who is believed first for a name, for the day, and for what was actually held.
const NAMED: [Paper; 6] =
    [Paper::Notice, Paper::Agenda, Paper::Change, Paper::Minutes, Paper::Cancellation, Paper::Row];
const WHEN: [Paper; 6] =
    [Paper::Change, Paper::Row, Paper::Minutes, Paper::Notice, Paper::Agenda, Paper::Cancellation];
const HELD: [Paper; 6] =
    [Paper::Row, Paper::Minutes, Paper::Change, Paper::Notice, Paper::Agenda, Paper::Cancellation];

fn pick<T>(
    said: &[&Mention],
    order: [Paper; 6],
    field: impl Fn(&Mention) -> Option<T>,
) -> Option<T> {
    let of = |paper| said.iter().filter(move |mention| mention.paper == paper);
    order.into_iter().flat_map(of).find_map(|mention| field(mention))
}

fn title(said: &[&Mention]) -> String {
    let name = |mention: &Mention| (!mention.matter.is_empty()).then(|| mention.title.clone());
    let any =
        || pick(said, NAMED, |mention| (!mention.title.is_empty()).then(|| mention.title.clone()));
    pick(said, NAMED, name).or_else(any).unwrap_or_else(|| "（未写会议名称）".to_owned())
}

/// A paper that names the organizer goes before one whose issuer is taken for it; the ledger names it always.
fn organizer(said: &[&Mention]) -> Option<String> {
    let stated = |mention: &Mention| mention.organizer.clone().filter(|_| mention.organizer_stated);
    let first = pick(said, NAMED, stated);
    first.or_else(|| pick(said, NAMED, |mention| mention.organizer.clone()))
}

fn status(said: &[&Mention]) -> (Status, Option<Date>) {
    let of = |paper: Paper| said.iter().filter(move |mention| mention.paper == paper);
    let held = of(Paper::Minutes).chain(of(Paper::Row)).find_map(|mention| mention.date);
    if held.is_none() && of(Paper::Cancellation).next().is_some() {
        return (Status::Cancelled, pick(said, WHEN, |mention| mention.date));
    }
    let change = of(Paper::Change).max_by_key(|mention| (mention.issued, mention.date));
    let Some(change) = change else {
        return (Status::Held, pick(said, HELD, |mention| mention.date));
    };
    let date = change.date.or(held);
    let old = change.moved_from.or_else(|| of(Paper::Notice).find_map(|mention| mention.date));
    let old_start = of(Paper::Notice).find_map(|mention| mention.start);
    let moved =
        date != old || change.start.is_some() && old_start.is_some() && change.start != old_start;
    // A change that names no day leaves the old one only where it does not move the meeting at all.
    let stays = change.date.is_none() && change.moved_from.is_none();
    let date = if stays { date.or(old) } else { date };
    (if moved && !stays { Status::Rescheduled } else { Status::Held }, date)
}

fn form(said: &[&Mention]) -> Form {
    let row = pick(said, HELD, |mention| {
        (mention.paper == Paper::Row && mention.form_stated).then_some(mention.form)
    });
    row.or_else(|| pick(said, NAMED, |mention| mention.form_stated.then_some(mention.form)))
        .unwrap_or(Form::InPerson)
}

/// Levels of the organs that hold meetings, each looked up once: an organ holds many.
pub(crate) struct Levels<'a> {
    own: Option<Level>,
    organs: BTreeMap<&'a str, Option<Level>>,
}

impl<'a> Levels<'a> {
    /// Looks up every organizer.
    pub(crate) fn of(mentions: &'a [Mention], config: &Config) -> Self {
        let organs: BTreeSet<&str> =
            mentions.iter().filter_map(|mention| mention.organizer.as_deref()).collect();
        let organs = organs.into_iter().map(|organ| (organ, config.organs.level(organ))).collect();
        Self { own: config.organs.jurisdiction().level, organs }
    }

    /// Level of an organ; the office's own where its name does not tell.
    fn of_organ(&self, organ: &str) -> Option<Level> {
        self.organs.get(organ).copied().flatten().or(self.own)
    }

    /// Level of who holds a meeting; by the meeting's name where the organizer is not known.
    fn of_sitting(&self, organizer: Option<&str>, title: &str) -> Level {
        let named = organizer.and_then(|organ| self.organs.get(organ).copied().flatten());
        let scale = [("全国", Level::Central), ("全省", Level::Province)]
            .into_iter()
            .find(|(word, _)| organizer.is_none() && title.starts_with(word));
        named.or(scale.map(|(_, level)| level)).or(self.own).unwrap_or(Level::City)
    }
}

fn class(sitting: &Sitting) -> SittingClass {
    if sitting.series().is_some() {
        return SittingClass::Statutory;
    }
    let special = &crate::facts::meeting::special_names();
    if special.iter().any(|word| sitting.title.contains(word.as_str())) {
        return SittingClass::Special;
    }
    let organ = sitting.organizer.as_deref().unwrap_or_default();
    let government =
        organ.ends_with("人民政府") || organ.starts_with("中共") && !organ.ends_with('部');
    match (government, core_parent(organ).is_some()) {
        (true, false) => SittingClass::Citywide,
        (_, true) => SittingClass::Special,
        _ => SittingClass::Departmental,
    }
}

fn id(sitting: &Sitting) -> String {
    let organ = sitting.organizer.as_deref().unwrap_or_default();
    let date = sitting.date.map(|date| date.to_string()).unwrap_or_default();
    let hash = xxh3_64(format!("{organ}\n{date}\n{}", sitting.matter).as_bytes());
    format!("m-{:012x}", hash >> 16)
}

/// Gives sittings that share an id one of their own, in their order.
pub(crate) fn distinguish(sittings: &mut [Sitting]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for sitting in sittings {
        let count = seen.entry(sitting.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            sitting.id = format!("{}-{count}", sitting.id);
        }
    }
}
