//! What tells whether a draft has to do with a recorded document: kept apart from its Reading, which then need not be read.

use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{Outcome, json, parse};
use crate::facts::fingerprint::Fingerprint;
use crate::facts::trace::{self, Trace};
use crate::facts::{self, Reading};

/// Writes a Reading in two: its trace, and the rest without the roles of its sentences, which nothing asks for later.
pub(super) fn put(to: &Connection, reading: &Reading) -> Outcome<()> {
    let light =
        Reading { sentences: Vec::new(), fingerprint: Fingerprint::default(), ..reading.clone() };
    let mut insert = to.prepare_cached(
        "INSERT INTO reading VALUES (?1, ?2) ON CONFLICT (source) DO UPDATE SET reading = ?2",
    )?;
    insert.execute(params![reading.source, json(&light)?])?;
    let mut insert = to.prepare_cached(
        "INSERT INTO trace VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (source) DO UPDATE SET
         (version, sha256, fingerprint, marks) = (?2, ?3, ?4, ?5)",
    )?;
    insert.execute(params![
        reading.source,
        facts::VERSION,
        reading.sha256,
        bytes(&reading.fingerprint.0, u32::to_le_bytes),
        bytes(&trace::marks(reading), u64::to_le_bytes),
    ])?;
    Ok(())
}

/// The traces of all documents of the current version, in order of source.
pub(super) fn all(from: &Connection) -> Outcome<Vec<Trace>> {
    let mut select = from.prepare_cached(
        "SELECT source, sha256, fingerprint, marks FROM trace WHERE version = ?1 ORDER BY source",
    )?;
    let traces = select.query_map([facts::VERSION], |row| {
        Ok(Trace {
            source: row.get(0)?,
            sha256: row.get(1)?,
            fingerprint: fingerprint(row.get_ref(2)?.as_blob()?),
            marks: numbers(row.get_ref(3)?.as_blob()?, u64::from_le_bytes),
        })
    })?;
    traces.collect()
}

/// One Reading, if it is of the current version.
pub(super) fn reading(from: &Connection, source: &str) -> Outcome<Option<Reading>> {
    from.prepare_cached(
        "SELECT reading, fingerprint FROM reading JOIN trace USING (source)
         WHERE source = ?1 AND version = ?2",
    )?
    .query_row(params![source, facts::VERSION], |row| whole(row, 0))
    .optional()
}

/// A Reading from the two columns it is kept in.
pub(super) fn whole(row: &rusqlite::Row<'_>, column: usize) -> Outcome<Reading> {
    let reading: Reading = parse(row, column)?;
    Ok(Reading { fingerprint: fingerprint(row.get_ref(column + 1)?.as_blob()?), ..reading })
}

/// Gives the documents of an older ledger their traces.
pub(super) fn fill(to: &Connection) -> Outcome<()> {
    let mut select =
        to.prepare("SELECT reading FROM reading JOIN document USING (source) WHERE version = ?1")?;
    let mut rows = select.query([facts::VERSION])?;
    while let Some(row) = rows.next()? {
        put(to, &parse(row, 0)?)?;
    }
    Ok(())
}

fn fingerprint(bytes: &[u8]) -> Fingerprint {
    Fingerprint(numbers(bytes, u32::from_le_bytes))
}

fn bytes<T: Copy, const N: usize>(numbers: &[T], to: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|&number| to(number)).collect()
}

fn numbers<T, const N: usize>(bytes: &[u8], from: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().map(|&chunk| from(chunk)).collect()
}
