//! Which mentions speak of one sitting: day, organizer, matter, start and venue together, never likeness of text.
//!
//! Pairs are only looked at within one day (or between a change and what it changes), best first into a union–find that
//! refuses two rows of one ledger, two numbers of one series, and meetings of two levels.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};

use crate::facts::meeting::matter::Grams;
use crate::facts::meeting::organizer::root;
use crate::facts::meeting::when::days_between;
use crate::facts::meeting::{Mention, Paper};

/// Agreement from which two mentions are one sitting.
const JOINED: f64 = 0.6;
/// A change without the old day is looked for among notices of this many days before.
const CHANGE_DAYS: i64 = 60;

/// Members of one sitting with why each belongs to it.
pub(crate) struct Group {
    /// Indices into the mentions, ascending.
    pub members: Vec<usize>,
    /// Why, in the order of `members`.
    pub reasons: Vec<String>,
}

/// Groups the mentions of one sitting.
pub(crate) fn group(mentions: &[Mention]) -> Vec<Group> {
    let known: Vec<Known<'_>> = mentions.iter().map(Known::of).collect();
    let mut edges: Vec<Edge> = candidates(&known)
        .into_iter()
        .filter_map(|(a, b)| {
            compare(known.get(a)?, known.get(b)?).map(|(score, why)| Edge { score, a, b, why })
        })
        .collect();
    edges.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut clusters = Clusters::new(&known);
    let mut why: BTreeMap<usize, String> = BTreeMap::new();
    for edge in edges {
        if clusters.unite(edge.a, edge.b) {
            let other = |at: usize| mentions.get(at).map_or("", |mention| mention.paper.title());
            why.entry(edge.a)
                .or_insert_with(|| format!("与{}同一次会议：{}", other(edge.b), edge.why));
            why.entry(edge.b)
                .or_insert_with(|| format!("与{}同一次会议：{}", other(edge.a), edge.why));
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..mentions.len() {
        groups.entry(clusters.find(at)).or_default().push(at);
    }
    let reasons = |members: &[usize]| {
        let reason =
            |at: &usize| why.get(at).cloned().unwrap_or_else(|| "只有这一份材料".to_owned());
        members.iter().map(reason).collect()
    };
    groups.into_values().map(|members| Group { reasons: reasons(&members), members }).collect()
}

struct Edge {
    score: f64,
    a: usize,
    b: usize,
    why: String,
}

/// What of a mention the comparison needs, prepared once.
struct Known<'a> {
    mention: &'a Mention,
    grams: Grams,
    venue: Grams,
    root: Option<String>,
    scale: Option<&'static str>,
    number: Option<&'a str>,
    register: Option<&'a str>,
}

impl<'a> Known<'a> {
    fn of(mention: &'a Mention) -> Self {
        let scale = ["全国", "全省", "全市", "全县", "全区"];
        Self {
            mention,
            grams: Grams::of(&mention.matter),
            venue: Grams::of(&mention.venue.iter().cloned().collect::<Vec<_>>()),
            root: mention.organizer.as_deref().map(root),
            scale: scale.into_iter().find(|word| mention.title.contains(word)),
            number: mention.series.as_deref().filter(|series| series.contains('·')),
            register: mention.source.rsplit_once('#').map(|(file, _)| file),
        }
    }

    fn moves(&self) -> bool {
        matches!(self.mention.paper, Paper::Change | Paper::Cancellation)
    }
}

/// Pairs worth comparing, each once, the lower index first.
fn candidates(known: &[Known<'_>]) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for day in by_day(known).into_values() {
        let mut shelves: BTreeMap<(Option<&str>, Option<Time>), Vec<usize>> = BTreeMap::new();
        let mut homeless = Vec::new();
        for &at in &day {
            let Some(one) = known.get(at) else { continue };
            if let Some(root) = &one.root {
                shelves.entry((Some(root), None)).or_default().push(at);
            } else {
                homeless.push(at);
            }
            if one.mention.start.is_some() {
                shelves.entry((None, one.mention.start)).or_default().push(at);
            }
        }
        for shelf in shelves.values() {
            all_pairs(shelf, known, &mut pairs);
        }
        for &at in &homeless {
            let may_meet = |other: &&usize| {
                let both = known.get(at).zip(known.get(**other));
                **other != at && both.is_some_and(|(a, b)| !apart(a, b))
            };
            pairs.extend(day.iter().filter(may_meet).map(|&other| (at.min(other), at.max(other))));
        }
    }
    pairs.extend(undated(known));
    pairs
}

/// Pairs of one shelf. Rows of one ledger only meet where one was entered twice, so a day's rows are not held against each other.
fn all_pairs(shelf: &[usize], known: &[Known<'_>], pairs: &mut BTreeSet<(usize, usize)>) {
    let mut ledgers: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    let mut entries: BTreeMap<(&str, Entry<'_>), Vec<usize>> = BTreeMap::new();
    for &at in shelf {
        let Some(one) = known.get(at) else { continue };
        ledgers.entry(one.register).or_default().push(at);
        if let Some(ledger) = one.register {
            entries.entry((ledger, entry(one))).or_default().push(at);
        }
    }
    let papers = ledgers.remove(&None).unwrap_or_default();
    for twice in entries.into_values().chain([papers.clone()]) {
        for (at, &a) in twice.iter().enumerate() {
            pairs.extend(twice.iter().skip(at + 1).map(|&b| (a.min(b), a.max(b))));
        }
    }
    let mut others = papers;
    for rows in ledgers.into_values() {
        for &a in &rows {
            pairs.extend(others.iter().map(|&b| (a.min(b), a.max(b))));
        }
        others.extend(rows);
    }
}

/// What two rows of one ledger agree in where they are one row entered twice.
type Entry<'a> = (&'a str, Option<Date>, Option<Time>, Option<&'a str>);

fn entry<'a>(one: &Known<'a>) -> Entry<'a> {
    let mention = one.mention;
    (&mention.title, mention.date, mention.start, mention.organizer.as_deref())
}

fn by_day(known: &[Known<'_>]) -> BTreeMap<Date, Vec<usize>> {
    let mut days: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    for (at, one) in known.iter().enumerate() {
        let both = [one.mention.date, one.mention.moved_from];
        for day in both.into_iter().flatten().collect::<BTreeSet<_>>() {
            days.entry(day).or_default().push(at);
        }
    }
    days
}

/// Changes and papers without the old day, with other papers of the same organ.
fn undated(known: &[Known<'_>]) -> Vec<(usize, usize)> {
    let mut organs: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, one) in known.iter().enumerate() {
        if let Some(root) = &one.root {
            organs.entry(root).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for members in organs.values() {
        for &a in members {
            let Some(one) = known.get(a).filter(|one| lacks_day(one)) else { continue };
            let near = members
                .iter()
                .filter(|&&b| b != a && known.get(b).is_some_and(|other| near(one, other)));
            pairs.extend(near.map(|&b| (a.min(b), a.max(b))));
        }
    }
    pairs
}

fn lacks_day(one: &Known<'_>) -> bool {
    one.mention.date.is_none()
        || one.mention.paper == Paper::Change && one.mention.moved_from.is_none()
}

fn near(one: &Known<'_>, other: &Known<'_>) -> bool {
    let (Some(issued), Some(day)) =
        (one.mention.issued, other.mention.date.or(other.mention.issued))
    else {
        return false;
    };
    days_between(issued, day).abs() <= CHANGE_DAYS
}

/// How strongly two mentions speak of one sitting, and why; `None` where they cannot.
fn compare(a: &Known<'_>, b: &Known<'_>) -> Option<(f64, String)> {
    if a.mention.source == b.mention.source || conflict(a, b) {
        return None;
    }
    let days = same_day(a, b);
    let mut why = Vec::new();
    let mut score = match (&a.root, &b.root) {
        (Some(x), Some(y)) if x == y => {
            why.push("主办单位相同");
            0.4
        }
        (Some(_), Some(_)) => 0.0,
        _ => 0.15,
    };
    let matter = matter(a, b);
    score += 0.5 * matter;
    match days {
        Some(true) => why.push("日期相同"),
        // A changed day or no day at all: only the same matter of the same organ can tell.
        Some(false) | None if matter < 0.6 || score < 0.6 => return None,
        Some(false) | None => why.push(if a.moves() || b.moves() {
            "改期或取消的就是这次会议"
        } else {
            "其中一份未写日期"
        }),
    }
    if matter >= 0.5 {
        why.push("事项相同");
    }
    if a.number.is_some() && a.number == b.number {
        score += 0.5;
        why.push("会次相同");
    }
    score += hour(a, b, &mut why) + place(a, b, &mut why);
    if a.mention.people.is_some() && a.mention.people == b.mention.people {
        score += 0.1;
    }
    (score >= JOINED).then(|| (score, why.join("、")))
}

/// Two levels, two numbers of a series, or two rows of one ledger are never one sitting.
fn conflict(a: &Known<'_>, b: &Known<'_>) -> bool {
    let differ = |x: Option<&str>, y: Option<&str>| x.is_some() && y.is_some() && x != y;
    differ(a.scale, b.scale) || differ(a.number, b.number) || apart(a, b)
}

/// Two rows of one ledger, unless one was entered twice.
fn apart(a: &Known<'_>, b: &Known<'_>) -> bool {
    a.register.is_some() && a.register == b.register && entry(a) != entry(b)
}

/// The same day, a moved day counted as both; `None` where one has none.
fn same_day(a: &Known<'_>, b: &Known<'_>) -> Option<bool> {
    let (x, y) = (a.mention, b.mention);
    let day = x.date.or(x.moved_from).zip(y.date.or(y.moved_from))?;
    let equal = |p: Option<Date>, q: Option<Date>| p.is_some() && p == q;
    Some(
        day.0 == day.1
            || equal(x.moved_from, y.date)
            || equal(x.date, y.moved_from)
            || equal(x.moved_from, y.moved_from),
    )
    .filter(|same| *same || !(lacks_day(a) || lacks_day(b)))
    .map_or(Some(false), Some)
}

/// Likeness of the matters; a ledger's short name counts by how much of it stands in the other.
fn matter(a: &Known<'_>, b: &Known<'_>) -> f64 {
    let short = a.grams.total().min(b.grams.total());
    if short <= 0.0 {
        return 0.4;
    }
    let within = if short >= 0.9 { 0.9 * a.grams.shared(&b.grams).0 / short } else { 0.0 };
    a.grams.alike(&b.grams).max(within)
}

fn hour(a: &Known<'_>, b: &Known<'_>, why: &mut Vec<&'static str>) -> f64 {
    let (Some(x), Some(y)) = (a.mention.start, b.mention.start) else { return 0.0 };
    let apart = (i32::from(x.hour()) * 60 + i32::from(x.minute())
        - i32::from(y.hour()) * 60
        - i32::from(y.minute()))
    .abs();
    if apart <= 30 {
        why.push("开始时间相同");
        0.2
    } else if a.moves() || b.moves() {
        0.0
    } else {
        -0.3
    }
}

fn place(a: &Known<'_>, b: &Known<'_>, why: &mut Vec<&'static str>) -> f64 {
    let short = a.venue.total().min(b.venue.total());
    if short <= 0.0 {
        return 0.0;
    }
    if a.venue.shared(&b.venue).0 / short >= 0.5 {
        why.push("地点相同");
        return 0.2;
    }
    if a.moves() || b.moves() { 0.0 } else { -0.1 }
}

/// Union–find over mentions that keeps what may not meet apart.
struct Clusters<'a, 'b> {
    known: &'a [Known<'b>],
    parent: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl<'a, 'b> Clusters<'a, 'b> {
    fn new(known: &'a [Known<'b>]) -> Self {
        let members = (0..known.len()).map(|at| vec![at]).collect();
        Self { known, parent: (0..known.len()).collect(), members }
    }

    fn find(&self, mut at: usize) -> usize {
        while let Some(&up) = self.parent.get(at).filter(|&&up| up != at) {
            at = up;
        }
        at
    }

    /// Unites the clusters of two mentions; says whether anything changed.
    fn unite(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (a, b) = (a.min(b), a.max(b));
        if a == b || self.refused(a, b) {
            return false;
        }
        if let Some(slot) = self.parent.get_mut(b) {
            *slot = a;
        }
        let moved = self.members.get_mut(b).map(std::mem::take).unwrap_or_default();
        if let Some(list) = self.members.get_mut(a) {
            list.extend(moved);
        }
        true
    }

    fn refused(&self, a: usize, b: usize) -> bool {
        let list = |at: usize| {
            self.members.get(at).into_iter().flatten().filter_map(|&at| self.known.get(at))
        };
        list(a).any(|x| list(b).any(|y| conflict(x, y) || x.mention.source == y.mention.source))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;
    use crate::facts::meeting::matter;

    prop_compose! {
        fn any_mention()(
            source in 0..3_u8, name in 0..3_usize, organ in 0..3_usize, day in 1..4_i8, hour in 0..3_i8,
        ) -> Mention {
            let paper = if source == 0 { Paper::Notice } else { Paper::Row };
            let mut mention = Mention::bare("", paper);
            ["水库除险会议", "水库除险加固会议", "燃气管网会议"][name].clone_into(&mut mention.title);
            mention.matter = matter::words(&mention.title);
            mention.organizer = [None, Some("澜溪市水利局"), Some("澜溪市城市管理局")][organ].map(str::to_owned);
            mention.date = Some(date(2026, 3, day));
            mention.start = (hour > 0).then(|| time(8 + hour, 0, 0, 0));
            // The number is given where the mentions are numbered.
            ["通知", "甲.csv#", "乙.csv#"][source as usize].clone_into(&mut mention.source);
            mention
        }
    }

    proptest! {
        #[test]
        fn every_pair_of_a_day_that_may_join_is_compared(mut drawn in prop::collection::vec(any_mention(), 0..24)) {
            for (at, mention) in drawn.iter_mut().enumerate() {
                mention.source += &at.to_string();
            }
            let known: Vec<Known<'_>> = drawn.iter().map(Known::of).collect();
            let pairs = candidates(&known);
            for (a, one) in known.iter().enumerate() {
                for (b, other) in known.iter().enumerate().skip(a + 1) {
                    let shelf = one.root == other.root
                        || one.root.is_none()
                        || other.root.is_none()
                        || one.mention.start.is_some() && one.mention.start == other.mention.start;
                    let day = one.mention.date == other.mention.date;
                    if day && shelf && compare(one, other).is_some() {
                        prop_assert!(pairs.contains(&(a, b)), "{} {}", one.mention.source, other.mention.source);
                    }
                    prop_assert!(!pairs.contains(&(a, b)) || !apart(one, other));
                }
            }
        }
    }
}
