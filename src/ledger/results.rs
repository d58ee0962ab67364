//! Statements of the results of the last audit. Only what changed is written: a re-run costs what changed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::Results;
use super::rows::{Outcome, all, json, name, touch};
use crate::finding::{Finding, Group};

pub(super) fn put(to: &Connection, results: &Results) -> Outcome<()> {
    touch(to)?;
    put_findings(to, &results.findings)?;
    put_groups(to, "grouped", &results.groups)
}

pub(super) fn get(from: &Connection) -> Outcome<Results> {
    Ok(Results {
        findings: all(from, "SELECT finding FROM compared ORDER BY subject, ordinal")?,
        groups: all(from, "SELECT grouped FROM grouped ORDER BY ordinal")?,
    })
}

fn put_findings(to: &Connection, findings: &[Finding]) -> Outcome<()> {
    let mut wanted: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        wanted.entry(&finding.subject).or_default().push(finding);
    }
    let gone = outdated(to, &mut wanted)?;
    let mut delete = to.prepare_cached("DELETE FROM compared WHERE subject = ?1")?;
    gone.iter().try_for_each(|subject| delete.execute([subject]).map(drop))?;
    let mut insert = to.prepare_cached("INSERT INTO compared VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (subject, findings) in wanted {
        for (ordinal, it) in findings.into_iter().enumerate() {
            let severity = name(&it.severity)?;
            let row = params![subject, ordinal as i64, it.rule, severity, it.message, json(it)?];
            insert.execute(row)?;
        }
    }
    Ok(())
}

/// Subjects whose recorded findings are others than the wanted ones; takes out of `wanted` what stands already.
fn outdated(
    from: &Connection,
    wanted: &mut BTreeMap<&str, Vec<&Finding>>,
) -> Outcome<BTreeSet<String>> {
    let mut select =
        from.prepare_cached("SELECT subject, finding FROM compared ORDER BY subject, ordinal")?;
    let mut rows = select.query([])?;
    let mut gone = BTreeSet::new();
    let mut settle = |subject: String, recorded: &[String]| -> Outcome<()> {
        let new = wanted.get(subject.as_str()).map_or(&[][..], Vec::as_slice);
        let new = new.iter().map(json).collect::<Outcome<Vec<_>>>()?;
        if new == recorded {
            wanted.remove(subject.as_str());
        } else {
            gone.insert(subject);
        }
        Ok(())
    };
    let mut open: Option<(String, Vec<String>)> = None;
    while let Some(row) = rows.next()? {
        let (subject, finding): (String, String) = (row.get(0)?, row.get(1)?);
        match &mut open {
            Some((same, recorded)) if *same == subject => recorded.push(finding),
            _ => {
                if let Some((subject, recorded)) = open.replace((subject, vec![finding])) {
                    settle(subject, &recorded)?;
                }
            }
        }
    }
    if let Some((subject, recorded)) = open {
        settle(subject, &recorded)?;
    }
    Ok(gone)
}

/// Makes the rows of a table of groups these, in this order.
pub(super) fn put_groups(to: &Connection, table: &str, groups: &[Group]) -> Outcome<()> {
    let recorded: Vec<String> = to
        .prepare_cached(&format!("SELECT {table} FROM {table} ORDER BY ordinal"))?
        .query_map([], |row| row.get(0))?
        .collect::<Outcome<_>>()?;
    let mut insert =
        to.prepare_cached(&format!("INSERT OR REPLACE INTO {table} VALUES (?1, ?2, ?3, ?4)"))?;
    for (ordinal, group) in groups.iter().enumerate() {
        let text = json(group)?;
        if recorded.get(ordinal) != Some(&text) {
            insert.execute(params![ordinal as i64, group.rule, group.reason, text])?;
        }
    }
    let more = format!("DELETE FROM {table} WHERE ordinal >= ?1");
    to.prepare_cached(&more)?.execute([groups.len() as i64]).map(drop)
}
