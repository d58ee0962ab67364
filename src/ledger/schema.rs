//! The ledger's tables and how an older ledger becomes a current one: forward only, after a copy has been kept.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::error::Error;
use super::{commit, traces};

/// Every step from an empty file to the current tables. A step, once released, is never changed; a new one is added at the end.
pub(super) const STEPS: [&str; 3] =
    [include_str!("schema/1.sql"), include_str!("schema/2.sql"), include_str!("schema/3.sql")];

/// The step that kept traces apart, which SQL cannot work out.
const TRACES: usize = 3;

/// Marks a SQLite file as a ledger of this program ("JIAN").
const MARK: u32 = 0x4A49_414E;

/// What an SQLite file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing yet.
    Nothing,
    /// A ledger with this many steps taken.
    Ledger(u32),
    /// Another program's tables.
    Foreign,
}

/// Looks at a file without changing it.
pub(super) fn identify(connection: &Connection) -> rusqlite::Result<Found> {
    // In one transaction, lest another process create the tables between two questions.
    let connection = connection.unchecked_transaction()?;
    let mark: u32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(match (mark, version, tables) {
        (MARK, version, _) => Found::Ledger(version),
        (0, 0, 0) => Found::Nothing,
        _ => Found::Foreign,
    })
}

/// Takes the steps that are missing, all in one transaction; a ledger already in use is copied first.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    version: u32,
    steps: &[&str],
) -> Result<(), Error> {
    if version as usize == steps.len() {
        return Ok(());
    }
    if version > 0 {
        back_up(connection, path, version)?;
    }
    advance(connection, steps).map_err(|error| Error::at(path, &error))
}

fn advance(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again inside the transaction: another process may have taken the steps meanwhile.
    let taken: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in steps.iter().skip(taken as usize) {
        transaction.execute_batch(step)?;
    }
    if taken > 0 && (taken as usize) < TRACES && steps.len() >= TRACES {
        traces::fill(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", MARK)?;
    transaction.pragma_update(None, "user_version", taken.max(steps.len() as u32))?;
    commit(transaction)
}

fn back_up(connection: &Connection, path: &Path, version: u32) -> Result<(), Error> {
    let copy = free_name(path, version);
    let written = connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()]);
    written.map(drop).map_err(|error| Error::Backup { path: copy, detail: error.to_string() })
}

/// `台账.db.v1.bak`, or the first `台账.db.v1-2.bak`, `-3` … that does not stand yet.
fn free_name(path: &Path, version: u32) -> PathBuf {
    let named = |suffix: &str| PathBuf::from(format!("{}.v{version}{suffix}.bak", path.display()));
    let first = named("");
    if !first.exists() {
        return first;
    }
    let mut later = (2..=u16::MAX).map(|n| named(&format!("-{n}")));
    // Should all of them stand, the first is named, and SQLite refuses to write over it.
    later.find(|name| !name.exists()).unwrap_or(first)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::facts::{self, Reading};
    use crate::ledger::{Ledger, Stored, tests};

    /// A ledger as the first version left it, with one document.
    pub(in crate::ledger) fn first_version(path: &Path, reading: &Reading) -> Connection {
        let mut connection = Connection::open(path).unwrap();
        migrate(&mut connection, path, 0, &STEPS[..1]).unwrap();
        let text = serde_json::to_string(reading).unwrap();
        let row = (&reading.source, &reading.sha256, facts::VERSION, text);
        connection
            .execute(
                "INSERT INTO document VALUES (?1, ?2, 'k', ?3, NULL, '2026-03', 'in_scope',
                 NULL, NULL, NULL, NULL, 1200, 3, ?4)",
                row,
            )
            .unwrap();
        connection
    }

    fn version(path: &Path) -> Found {
        identify(&Connection::open(path).unwrap()).unwrap()
    }

    #[test]
    fn an_older_ledger_is_copied_then_brought_forward() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.db");
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, 0, &STEPS[..1]).unwrap();
        connection
            .execute("INSERT INTO unreadable VALUES ('a.doc', 'empty', '空文件', '{}')", [])
            .unwrap();
        let steps = [STEPS[0], "ALTER TABLE total ADD COLUMN note TEXT"];
        migrate(&mut connection, &path, 1, &steps).unwrap();
        connection.execute("UPDATE total SET note = ''", []).unwrap();
        assert_eq!(version(&path), Found::Ledger(2));
        let copy = folder.path().join("台账.db.v1.bak");
        assert_eq!(version(&copy), Found::Ledger(1));
        let kept = Connection::open(&copy).unwrap();
        let rows: u32 =
            kept.query_row("SELECT count(*) FROM unreadable", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
        assert_eq!(free_name(&path, 1), folder.path().join("台账.db.v1-2.bak"));
    }

    #[test]
    fn what_an_older_version_recorded_is_read_after_the_upgrade() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.db");
        let (reading, finding) = (tests::reading("a.txt"), tests::finding("a.txt"));
        let connection = first_version(&path, &reading);
        let text = serde_json::to_string(&finding).unwrap();
        let put = |sql: &str| connection.execute(sql, [&text]).unwrap();
        put("INSERT INTO finding VALUES ('a.txt', 0, 'W103', 'warning', '', ?1)");
        put("INSERT INTO compared VALUES (0, 'a.txt', 'W103', 'warning', '', ?1)");
        drop(connection);
        let ledger = Ledger::create_or_open(&path).unwrap();
        let stored = ledger.load().unwrap();
        assert!(stored == [Stored { reading, findings: vec![finding.clone()] }]);
        assert_eq!(ledger.results().unwrap().findings, [finding]);
        assert_eq!(ledger.verify().unwrap().documents, 1);
        assert!(ledger.month("2026-03", "").unwrap().is_none(), "nothing is summed up yet");
        assert_eq!(version(&folder.path().join("台账.db.v1.bak")), Found::Ledger(1));
    }

    #[test]
    fn a_step_that_fails_leaves_the_ledger_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.db");
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, 0, &STEPS[..1]).unwrap();
        let steps = [STEPS[0], "CREATE TABLE half (a); CREATE TABLE document (a);"];
        assert!(migrate(&mut connection, &path, 1, &steps).is_err());
        assert_eq!(version(&path), Found::Ledger(1));
        assert!(connection.prepare("SELECT * FROM half").is_err());
    }
}
