//! The ledger's statements for single records: what is written and read, table by table. Those for results of audits and for
//! roll-ups stand in files of their own.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Counts, Stored, Titled, traces};
use crate::document::Unreadable;
use crate::facts::{self, Reading};
use crate::finding::Finding;
use crate::register::Register;
use crate::totals;

pub(super) type Outcome<T> = rusqlite::Result<T>;

pub(super) fn put_document(
    to: &Connection,
    key: &str,
    reading: &Reading,
    findings: &[Finding],
) -> Outcome<()> {
    touch(to)?;
    for table in ["finding", "register", "unreadable"] {
        delete(to, table, &reading.source)?;
    }
    let elements = &reading.elements;
    // A document read again keeps its place: its rows are changed, not taken out of every index and put in anew.
    to.prepare_cached(
        "INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (source) DO UPDATE SET
         (sha256, key, version, department, month, class, kind, number, title, date, chars, pages)
         = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        reading.source,
        reading.sha256,
        key,
        facts::VERSION,
        reading.department,
        elements.date.map(totals::month),
        name(&reading.class)?,
        elements.kind,
        elements.number,
        elements.title,
        elements.date.map(|date| date.to_string()),
        reading.metrics.chars as i64,
        reading.metrics.pages,
    ])?;
    traces::put(to, reading)?;
    let mut insert = to.prepare_cached("INSERT INTO finding VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (ordinal, finding) in findings.iter().enumerate() {
        let severity = name(&finding.severity)?;
        insert.execute(params![
            reading.source,
            ordinal as i64,
            finding.rule,
            severity,
            finding.message,
            json(finding)?
        ])?;
    }
    Ok(())
}

pub(super) fn put_register(to: &Connection, key: &str, register: &Register) -> Outcome<()> {
    forget(to, &register.source)?;
    let mut insert =
        to.prepare_cached("INSERT INTO register VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    insert.execute(params![
        register.source,
        register.sha256,
        key,
        facts::VERSION,
        kinds(register)?,
        register.rows.len() as i64,
        json(register)?,
    ])?;
    Ok(())
}

/// The kinds of a file's registers, joined by commas: a ledger of meetings is `meetings` only where it is nothing else.
fn kinds(register: &Register) -> Outcome<String> {
    let others = register.others.iter().map(|other| other.kind);
    let names: Outcome<Vec<_>> =
        std::iter::once(register.kind).chain(others).map(|kind| name(&kind)).collect();
    Ok(names?.join(","))
}

pub(super) fn put_unreadable(to: &Connection, unreadable: &Unreadable) -> Outcome<()> {
    to.prepare_cached("INSERT OR REPLACE INTO unreadable VALUES (?1, ?2, ?3, ?4)")?.execute(
        params![
            unreadable.source_path,
            name(&unreadable.kind)?,
            unreadable.message,
            json(unreadable)?,
        ],
    )?;
    Ok(())
}

/// Notes that a record has changed: roll-ups made before hold no longer.
pub(super) fn touch(to: &Connection) -> Outcome<()> {
    to.prepare_cached("UPDATE state SET revision = revision + 1")?.execute([]).map(drop)
}

pub(super) fn forget(to: &Connection, source: &str) -> Outcome<()> {
    touch(to)?;
    let mut tables = ["finding", "reading", "trace", "document", "register", "unreadable"].iter();
    tables.try_for_each(|table| delete(to, table, source))
}

fn delete(to: &Connection, table: &str, source: &str) -> Outcome<()> {
    let mut delete = to.prepare_cached(&format!("DELETE FROM {table} WHERE source = ?1"))?;
    delete.execute([source]).map(drop)
}

pub(super) fn known(from: &Connection, key: &str) -> Outcome<BTreeMap<String, String>> {
    from.prepare_cached(
        "SELECT source, sha256 FROM document WHERE key = ?1 AND version = ?2
         UNION ALL SELECT source, sha256 FROM register WHERE key = ?1 AND version = ?2",
    )?
    .query_map(params![key, facts::VERSION], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

pub(super) fn document(
    from: &Connection,
    source: &str,
    sha256: &str,
    key: &str,
) -> Outcome<Option<Stored>> {
    let reading = from
        .prepare_cached(
            "SELECT reading, fingerprint FROM document JOIN reading USING (source) JOIN trace USING (source)
             WHERE source = ?1 AND document.sha256 = ?2 AND key = ?3 AND document.version = ?4",
        )?
        .query_row(params![source, sha256, key, facts::VERSION], |row| traces::whole(row, 0))
        .optional()?;
    let Some(reading) = reading else { return Ok(None) };
    let findings = from
        .prepare_cached("SELECT finding FROM finding WHERE source = ?1 ORDER BY ordinal")?
        .query_map([source], |row| parse(row, 0))?
        .collect::<Outcome<_>>()?;
    Ok(Some(Stored { reading, findings }))
}

/// Source, SHA-256 and key of every document and register of the current version, ascending.
pub(super) fn identities(from: &Connection) -> Outcome<Vec<(String, String, String)>> {
    from.prepare_cached(
        "SELECT source, sha256, key FROM document WHERE version = ?1
         UNION ALL SELECT source, sha256, key FROM register WHERE version = ?1 ORDER BY source",
    )?
    .query_map([facts::VERSION], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
    .collect()
}

/// SHA-256 of what a document or register was recorded from, and whether this version read it.
pub(super) fn sha256(from: &Connection, source: &str) -> Outcome<Option<(String, bool)>> {
    from.prepare_cached(
        "SELECT sha256, version = ?2 FROM document WHERE source = ?1
         UNION ALL SELECT sha256, version = ?2 FROM register WHERE source = ?1",
    )?
    .query_row(params![source, facts::VERSION], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()
}

/// Is anything recorded under this source, be it that it could not be read?
pub(super) fn known_at_all(from: &Connection, source: &str) -> Outcome<bool> {
    let mut refused = from.prepare_cached("SELECT 1 FROM unreadable WHERE source = ?1")?;
    Ok(sha256(from, source)?.is_some() || refused.exists([source])?)
}

pub(super) fn register(from: &Connection, source: &str) -> Outcome<Option<Register>> {
    from.prepare_cached("SELECT register FROM register WHERE source = ?1 AND version = ?2")?
        .query_row(params![source, facts::VERSION], |row| parse(row, 0))
        .optional()
}

pub(super) fn documents(from: &Connection) -> Outcome<Vec<Stored>> {
    let mut stored = from
        .prepare_cached(
            "SELECT reading, fingerprint FROM document JOIN reading USING (source) JOIN trace USING (source)
             WHERE document.version = ?1 ORDER BY source",
        )?
        .query_map([facts::VERSION], |row| {
            Ok(Stored { reading: traces::whole(row, 0)?, findings: Vec::new() })
        })?
        .collect::<Outcome<Vec<_>>>()?;
    let mut select =
        from.prepare_cached("SELECT source, finding FROM finding ORDER BY source, ordinal")?;
    let mut rows = select.query([])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        let source = row.get_ref(0)?.as_str()?;
        // Both queries are in order of source, so one pass joins them.
        while stored.get(at).is_some_and(|entry| entry.reading.source.as_str() < source) {
            at += 1;
        }
        if let Some(entry) = stored.get_mut(at).filter(|entry| entry.reading.source == source) {
            entry.findings.push(parse(row, 1)?);
        }
    }
    Ok(stored)
}

pub(super) fn sources(from: &Connection) -> Outcome<Vec<String>> {
    from.prepare_cached("SELECT source FROM document ORDER BY source")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The first sources, ascending.
pub(super) fn first_sources(from: &Connection, most: usize) -> Outcome<Vec<String>> {
    from.prepare_cached("SELECT source FROM document ORDER BY source LIMIT ?1")?
        .query_map([most as i64], |row| row.get(0))?
        .collect()
}

/// Title and number of every document of a month, by source.
pub(super) fn titles(from: &Connection, month: &str) -> Outcome<BTreeMap<String, Titled>> {
    from.prepare_cached("SELECT source, title, number FROM document WHERE month = ?1")?
        .query_map([month], |row| {
            Ok((row.get(0)?, Titled { title: row.get(1)?, number: row.get(2)? }))
        })?
        .collect()
}

pub(super) fn registers(from: &Connection, meetings: bool) -> Outcome<Vec<Register>> {
    from.prepare_cached(
        "SELECT register FROM register WHERE version = ?1 AND (?2 OR kind <> 'meetings')
         ORDER BY source",
    )?
    .query_map(params![facts::VERSION, meetings], |row| parse(row, 0))?
    .collect()
}

pub(super) fn unreadable(from: &Connection) -> Outcome<Vec<Unreadable>> {
    all(from, "SELECT unreadable FROM unreadable ORDER BY source")
}

pub(super) fn stale(from: &Connection) -> Outcome<Vec<String>> {
    from.prepare_cached(
        // Two ranges of the index instead of one walk through the table.
        "SELECT source FROM document WHERE version < ?1
         UNION SELECT source FROM document WHERE version > ?1
         UNION SELECT source FROM register WHERE version < ?1
         UNION SELECT source FROM register WHERE version > ?1 ORDER BY source",
    )?
    .query_map([facts::VERSION], |row| row.get(0))?
    .collect()
}

/// The first fault SQLite finds in the file, if any.
pub(super) fn fault(from: &Connection) -> Outcome<Option<String>> {
    let verdict: String = from.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((verdict != "ok").then_some(verdict))
}

pub(super) fn counts(from: &Connection) -> Outcome<Counts> {
    let count = |table: &str| -> Outcome<usize> {
        let query = format!("SELECT count(*) FROM {table}");
        from.query_row(&query, [], |row| row.get::<_, i64>(0)).map(|rows| rows as usize)
    };
    Ok(Counts {
        documents: count("document")?,
        findings: count("finding")?,
        registers: count("register")?,
        unreadable: count("unreadable")?,
        stale: stale(from)?.len(),
    })
}

pub(super) fn all<T: DeserializeOwned>(from: &Connection, query: &str) -> Outcome<Vec<T>> {
    from.prepare_cached(query)?.query_map([], |row| parse(row, 0))?.collect()
}

pub(super) fn parse<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Outcome<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| {
        let kind = rusqlite::types::Type::Text;
        rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
    })
}

pub(super) fn json<T: Serialize>(value: &T) -> Outcome<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// The name an enum has in JSON, without quotes.
pub(super) fn name<T: Serialize>(value: &T) -> Outcome<String> {
    json(value).map(|text| text.trim_matches('"').to_owned())
}
