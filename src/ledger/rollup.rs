//! Months and departments summed up, so that a report need not read every document again.
//!
//! A roll-up is written in one transaction with the results it rests on, and names the revision of the records it was made of: a
//! later change to any record makes it unusable until the next audit, never wrong.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::results::put_groups;
use super::rows::{Outcome, all, json, parse};
use crate::corpus::sittings::Sitting;
use crate::finding::{Finding, Group};
use crate::score::Grade;
use crate::totals::{self, Received, Row};

/// Everything a monthly report needs of all months, or (see [`super::Ledger::month`]) of one month with the sums of the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rollup {
    /// Department by month.
    pub rows: Vec<Rolled>,
    /// Sittings, without what each paper says of them.
    pub sittings: Vec<Sitting>,
    /// Sittings that belong together.
    pub groups: Vec<Group>,
    /// What each unit received.
    pub received: Vec<Received>,
}

/// One department's month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rolled {
    /// The numbers.
    pub row: Row,
    /// Its score.
    pub grade: Option<Grade>,
    /// Errors (E) of its documents that count, in order of document and place.
    pub faults: Vec<Finding>,
}

/// What a row counts.
#[derive(Default, Serialize, Deserialize)]
struct Subjects {
    sources: BTreeSet<String>,
    sittings: BTreeSet<String>,
}

/// The texts of one row, and whether one is new.
type Texts = (String, String, Option<String>, String);

/// Writes a roll-up of the records as they stand, in place of an earlier one; only what differs.
pub(super) fn put(to: &Connection, rollup: &Rollup, stamp: &str) -> Outcome<()> {
    put_rows(to, &rollup.rows)?;
    put_sittings(to, &rollup.sittings)?;
    put_groups(to, "merged", &rollup.groups)?;
    to.execute("DELETE FROM received", [])?;
    let mut insert = to.prepare_cached("INSERT INTO received VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for it in &rollup.received {
        let [documents, duplicates, meetings, requests] =
            [it.documents, it.duplicates, it.meetings, it.report_requests].map(|n| n as i64);
        insert.execute(params![it.unit, it.month, documents, duplicates, meetings, requests])?;
    }
    to.execute("UPDATE state SET settled = revision, stamp = ?1", [stamp]).map(drop)
}

fn put_rows(to: &Connection, rows: &[Rolled]) -> Outcome<()> {
    let mut recorded = recorded_rows(to)?;
    let mut delete = to.prepare_cached("DELETE FROM total WHERE rowid = ?1")?;
    let mut insert = to.prepare_cached(
        "INSERT INTO total VALUES
         (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    for rolled in rows {
        let it = &rolled.row;
        let texts = texts(rolled)?;
        match recorded.remove(&(it.department.clone(), it.month.clone())) {
            Some((_, same)) if same == texts => continue,
            Some((rowid, _)) => drop(delete.execute([rowid])?),
            None => {}
        }
        let (total, subjects, grade, faults) = texts;
        insert.execute(params![
            it.department,
            it.month,
            it.documents.in_scope() as i64,
            it.documents.off_scope() as i64,
            it.documents.total() as i64,
            it.chars as i64,
            it.pages as i64,
            it.meetings as i64,
            it.meeting_people as i64,
            it.person_minutes as i64,
            it.report_requests as i64,
            it.inspections as i64,
            rolled.grade.as_ref().map(|grade| grade.score),
            total,
            subjects,
            grade,
            faults,
        ])?;
    }
    recorded.into_values().try_for_each(|(rowid, _)| delete.execute([rowid]).map(drop))
}

type Key = (Option<String>, Option<String>);

fn recorded_rows(from: &Connection) -> Outcome<BTreeMap<Key, (i64, Texts)>> {
    from.prepare_cached(
        "SELECT department, month, rowid, total, subjects, grade, faults FROM total",
    )?
    .query_map([], |row| {
        let texts = (row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?);
        Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, texts)))
    })?
    .collect()
}

fn texts(rolled: &Rolled) -> Outcome<Texts> {
    let mut row = rolled.row.clone();
    let subjects = Subjects {
        sources: std::mem::take(&mut row.sources),
        sittings: std::mem::take(&mut row.sittings),
    };
    let grade = rolled.grade.as_ref().map(json).transpose()?;
    Ok((json(&row)?, json(&subjects)?, grade, json(&rolled.faults)?))
}

fn put_sittings(to: &Connection, sittings: &[Sitting]) -> Outcome<()> {
    let mut recorded: BTreeMap<String, String> = to
        .prepare_cached("SELECT id, sitting FROM sitting")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Outcome<_>>()?;
    let mut insert = to
        .prepare_cached("INSERT OR REPLACE INTO sitting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for sitting in sittings {
        let text = json(sitting)?;
        if recorded.remove(&sitting.id).is_some_and(|same| same == text) {
            continue;
        }
        insert.execute(params![
            sitting.id,
            sitting.date.map(totals::month),
            sitting.date.map(|date| date.to_string()),
            sitting.organizer,
            sitting.title,
            sitting.people,
            sitting.minutes,
            text,
        ])?;
    }
    let mut delete = to.prepare_cached("DELETE FROM sitting WHERE id = ?1")?;
    recorded.into_keys().try_for_each(|id| delete.execute([id]).map(drop))
}

/// Does the roll-up hold for the records as they stand, and under this stamp?
pub(super) fn holds(from: &Connection, stamp: &str) -> Outcome<bool> {
    let query = "SELECT 1 FROM state WHERE settled = revision AND stamp = ?1";
    from.prepare_cached(query)?.exists([stamp])
}

/// One month, with the sums of the other months: their rows name no documents, sittings and faults.
pub(super) fn month(from: &Connection, month: &str) -> Outcome<Rollup> {
    let groups: Vec<Group> = all(from, "SELECT merged FROM merged ORDER BY ordinal")?;
    let mut sittings = from
        .prepare_cached("SELECT sitting FROM sitting WHERE month = ?1 ORDER BY date, id")?
        .query_map([month], |row| parse::<Sitting>(row, 0))?
        .collect::<Outcome<Vec<_>>>()?;
    let mut held: BTreeSet<String> = sittings.iter().map(|sitting| sitting.id.clone()).collect();
    let groups: Vec<Group> = groups
        .into_iter()
        .filter(|group| group.members.iter().any(|member| held.contains(member)))
        .collect();
    let mut one = from.prepare_cached("SELECT sitting FROM sitting WHERE id = ?1")?;
    for member in groups.iter().flat_map(|group| &group.members) {
        if held.insert(member.clone()) {
            sittings.extend(one.query_row([member], |row| parse(row, 0)).optional()?);
        }
    }
    Ok(Rollup { rows: rows(from, month)?, sittings, groups, received: received(from, month)? })
}

fn rows(from: &Connection, month: &str) -> Outcome<Vec<Rolled>> {
    // Sums of every month, particulars of one; in the order of `totals::tally`.
    from.prepare_cached(
        "SELECT total, CASE WHEN month = ?1 THEN subjects END,
                CASE WHEN month = ?1 THEN grade END, CASE WHEN month = ?1 THEN faults END
         FROM total ORDER BY department IS NULL, department, month",
    )?
    .query_map([month], |row| {
        let mut own: Row = parse(row, 0)?;
        let subjects: Subjects = parse_some(row, 1)?.unwrap_or_default();
        (own.sources, own.sittings) = (subjects.sources, subjects.sittings);
        let faults = parse_some(row, 3)?.unwrap_or_default();
        Ok(Rolled { row: own, grade: parse_some(row, 2)?, faults })
    })?
    .collect()
}

fn parse_some<T: serde::de::DeserializeOwned>(
    row: &rusqlite::Row<'_>,
    column: usize,
) -> Outcome<Option<T>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => parse(row, column).map(Some),
    }
}

fn received(from: &Connection, month: &str) -> Outcome<Vec<Received>> {
    from.prepare_cached(
        "SELECT unit, month, documents, duplicates, meetings, requests FROM received
         WHERE month = ?1 ORDER BY unit",
    )?
    .query_map([month], |row| {
        let count = |column: usize| row.get::<_, i64>(column).map(|number| number as usize);
        Ok(Received {
            unit: row.get(0)?,
            month: row.get(1)?,
            documents: count(2)?,
            duplicates: count(3)?,
            meetings: count(4)?,
            report_requests: count(5)?,
        })
    })?
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{finding, fresh, reading, register};
    use crate::ledger::{Ledger, Results};

    #[test]
    fn a_roll_up_holds_until_a_record_changes() {
        let (_folder, _, mut ledger) = fresh();
        ledger.record("k", &reading("a"), &[]).unwrap();
        let row = Row {
            department: Some("澜溪市水利局".to_owned()),
            month: Some("2026-03".to_owned()),
            sources: ["a".to_owned()].into(),
            ..Row::default()
        };
        let rolled = Rolled { row, grade: None, faults: vec![finding("a")] };
        let rollup = Rollup { rows: vec![rolled], ..Rollup::default() };
        let settle = |ledger: &mut Ledger| {
            ledger.replace_results(&Results::default(), Some((&rollup, "s"))).unwrap();
        };
        let holds = |ledger: &Ledger| ledger.month("2026-03", "s").unwrap().is_some();
        assert!(!holds(&ledger), "nothing is summed up yet");
        settle(&mut ledger);
        assert_eq!(ledger.month("2026-03", "s").unwrap().unwrap(), rollup);
        assert_eq!(ledger.month("2026-03", "another").unwrap(), None);
        let other = ledger.month("2026-04", "s").unwrap().unwrap();
        assert!(other.rows[0].row.sources.is_empty() && other.rows[0].faults.is_empty());
        let changes: [&dyn Fn(&mut Ledger); 4] = [
            &|ledger| ledger.record("k", &reading("b"), &[]).unwrap(),
            &|ledger| ledger.record_register("k", &register("台账.csv")).unwrap(),
            &|ledger| drop(ledger.forget(&BTreeSet::from(["b".to_owned()])).unwrap()),
            &|ledger| ledger.replace_results(&Results::default(), None).unwrap(),
        ];
        for change in changes {
            assert!(holds(&ledger));
            change(&mut ledger);
            assert!(!holds(&ledger));
            settle(&mut ledger);
        }
    }

    #[test]
    fn two_read_while_one_writes() {
        let (_folder, path, mut ledger) = fresh();
        let writing = std::sync::atomic::AtomicBool::new(true);
        std::thread::scope(|scope| {
            let read = || {
                let reader = Ledger::open_existing(&path).unwrap();
                let (mut seen, mut rounds) = (0, 0);
                while writing.load(std::sync::atomic::Ordering::SeqCst) || rounds == 0 {
                    let now = reader.load().unwrap().len();
                    assert!(now >= seen, "nothing recorded goes away");
                    (seen, rounds) = (now, rounds + 1);
                    // The numbers and what they count are of one moment, whatever is written meanwhile.
                    if let Some(rollup) = reader.month("2026-03", "s").unwrap() {
                        assert_eq!(rollup.rows[0].row.chars, rollup.rows[0].row.sources.len());
                    }
                }
                assert_eq!(reader.load().unwrap().len(), 60);
            };
            let readers = [scope.spawn(read), scope.spawn(read)];
            let mut row = Row { month: Some("2026-03".to_owned()), ..Row::default() };
            for n in 0..60 {
                let name = format!("{n}.txt");
                ledger.record("k", &reading(&name), &[]).unwrap();
                row.sources.insert(name);
                row.chars = row.sources.len();
                let rolled = Rolled { row: row.clone(), ..Rolled::default() };
                let rollup = Rollup { rows: vec![rolled], ..Rollup::default() };
                ledger.replace_results(&Results::default(), Some((&rollup, "s"))).unwrap();
            }
            writing.store(false, std::sync::atomic::Ordering::SeqCst);
            for reader in readers {
                reader.join().unwrap();
            }
        });
    }
}
