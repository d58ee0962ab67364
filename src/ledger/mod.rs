//! The ledger: what was read, kept between runs in one SQLite file, one transaction a document.
//!
//! It stores Readings (but for the roles of their sentences) and findings, never a document's text; of a classified document only its mark. A kill between transactions
//! loses nothing: the next run finds what was recorded and goes on.

#[cfg(test)]
mod crash;
mod error;
mod merge;
mod results;
mod rollup;
mod rows;
mod schema;
mod traces;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags, Transaction};
use xxhash_rust::xxh3::xxh3_128;

pub use error::Error;
pub use merge::Merged;
pub use rollup::{Rolled, Rollup};

use crate::config::Config;
use crate::document::{Class, Unreadable};
use crate::facts::Reading;
use crate::facts::trace::Trace;
use crate::finding::{Finding, Group};
use crate::register::Register;

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    path: PathBuf,
}

/// One document as the ledger keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// What was read.
    pub reading: Reading,
    /// What the sentence and document rules said.
    pub findings: Vec<Finding>,
}

/// What the last audit found by laying everything side by side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// Findings of the corpus rules.
    pub findings: Vec<Finding>,
    /// Documents and sittings that belong together.
    pub groups: Vec<Group>,
}

/// What a document is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Titled {
    /// Its title.
    pub title: Option<String>,
    /// Its 发文字号.
    pub number: Option<String>,
}

impl Results {
    /// These results, and of earlier ones those about documents this comparison did not judge, `beside` it.
    #[must_use]
    pub fn beside(mut self, earlier: Self, beside: &BTreeSet<String>) -> Self {
        let about = |finding: &Finding| beside.contains(&finding.subject);
        self.findings.extend(earlier.findings.into_iter().filter(about));
        let among = |group: &Group| group.members.iter().all(|member| beside.contains(member));
        let kept = earlier.groups.into_iter().filter(among);
        let kept: Vec<_> = kept.filter(|group| !self.groups.contains(group)).collect();
        self.groups.extend(kept);
        self
    }
}

/// Rows of each table of a ledger that is sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents.
    pub documents: usize,
    /// Findings of single documents.
    pub findings: usize,
    /// Registers.
    pub registers: usize,
    /// Files that could not be read.
    pub unreadable: usize,
    /// Documents and registers another version of the program read; they are read again by the next audit.
    pub stale: usize,
}

/// What findings depend on besides the file: this very program and the configuration. A document recorded under another key is read again.
pub fn key(config: &Config) -> String {
    // The program's own bytes stand for its dictionaries and rules, which an office may change and build anew under the same version.
    let program =
        std::env::current_exe().and_then(std::fs::read).map_or(0, |bytes| xxh3_128(&bytes));
    let text = format!(
        "{} {} {program:x} {}",
        env!("CARGO_PKG_VERSION"),
        crate::facts::VERSION,
        config.fingerprint()
    );
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

impl Ledger {
    /// Opens a ledger for an audit, creating it where there is none and bringing an older one forward.
    ///
    /// # Errors
    /// When the place cannot be written, or the file is no ledger, a newer one, damaged or in use.
    pub fn create_or_open(path: &Path) -> Result<Self, Error> {
        if path.is_dir() {
            return Err(Error::NotLedger { path: path.to_owned() });
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(Error::NoFolder { folder: folder.to_owned() });
        }
        let ledger = Self::open(path, OpenFlags::SQLITE_OPEN_CREATE, true)?;
        match ledger.connection.is_readonly(MAIN_DB) {
            Ok(false) => Ok(ledger),
            _ => Err(Error::ReadOnly { path: path.to_owned() }),
        }
    }

    /// Opens a ledger for a report; creates nothing.
    ///
    /// # Errors
    /// When it is missing, no ledger, a newer one, damaged or in use.
    pub fn open_existing(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing { path: path.to_owned() });
        }
        if path.is_dir() {
            return Err(Error::NotLedger { path: path.to_owned() });
        }
        match Self::open(path, OpenFlags::empty(), false) {
            Err(Error::ReadOnly { .. }) if !log_of(path).exists() => Self::open_frozen(path),
            outcome => outcome,
        }
    }

    fn open(path: &Path, extra: OpenFlags, create: bool) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | extra;
        let connection = Connection::open_with_flags(path, flags);
        Self::examine(connection.map_err(|error| Error::at(path, &error))?, path, create)
    }

    /// On media where no log can stand beside the file: read as it is, since nobody can be writing to it.
    fn open_frozen(path: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let name = path.display().to_string().replace('\\', "/");
        let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let root = if name.chars().nth(1) == Some(':') { "/" } else { "" };
        let connection =
            Connection::open_with_flags(format!("file:{root}{name}?immutable=1"), flags);
        Self::examine(connection.map_err(|error| Error::at(path, &error))?, path, false)
    }

    fn examine(mut connection: Connection, path: &Path, create: bool) -> Result<Self, Error> {
        let at = |error| Error::at(path, &error);
        connection.busy_timeout(Duration::from_secs(error::PATIENCE)).map_err(at)?;
        let known = schema::STEPS.len() as u32;
        let version = match schema::identify(&connection).map_err(at)? {
            schema::Found::Ledger(found) if found > known => {
                return Err(Error::Newer { path: path.to_owned(), found, known });
            }
            schema::Found::Ledger(version) => version,
            schema::Found::Nothing if create => 0,
            _ => return Err(Error::NotLedger { path: path.to_owned() }),
        };
        if !connection.is_readonly(MAIN_DB).map_err(at)? {
            prepare(&connection).map_err(at)?;
            schema::migrate(&mut connection, path, version, &schema::STEPS)?;
        } else if version != known {
            return Err(Error::ReadOnly { path: path.to_owned() });
        }
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Documents and registers that need not be read again: source → SHA-256 of what was recorded under `key`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn known(&self, key: &str) -> Result<BTreeMap<String, String>, Error> {
        rows::known(&self.connection, key).map_err(|error| self.at(&error))
    }

    /// Records one document in one transaction, in place of what was recorded for its path before.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing of this document is recorded.
    pub fn record(
        &mut self,
        key: &str,
        reading: &Reading,
        findings: &[Finding],
    ) -> Result<(), Error> {
        let (reading, findings) = seal(reading, findings);
        self.write(|to| rows::put_document(to, key, &reading, &findings))
    }

    /// Records one register in one transaction.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn record_register(&mut self, key: &str, register: &Register) -> Result<(), Error> {
        self.write(|to| rows::put_register(to, key, register))
    }

    /// Records that a file could not be read. What an earlier run read of it stays; the next run tries again.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn record_unreadable(&mut self, unreadable: &Unreadable) -> Result<(), Error> {
        self.write(|to| rows::put_unreadable(to, unreadable))
    }

    /// Replaces the results of the last audit and, where they are of every record, the roll-up made with them under `stamp`;
    /// all in one transaction. Without a roll-up the earlier one holds no longer.
    ///
    /// # Errors
    /// When the ledger cannot be written; then the earlier results stand.
    pub fn replace_results(
        &mut self,
        results: &Results,
        rollup: Option<(&Rollup, &str)>,
    ) -> Result<(), Error> {
        self.write(|to| {
            results::put(to, results)?;
            rollup.map_or(Ok(()), |(rollup, stamp)| rollup::put(to, rollup, stamp))
        })
    }

    /// Sums of every month and the particulars of one; none where a record has changed since they were summed up, or where
    /// they were under another stamp.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn month(&self, month: &str, stamp: &str) -> Result<Option<Rollup>, Error> {
        // One transaction, lest an audit settle other records between the questions.
        let of = |from: &Connection| {
            let from = from.unchecked_transaction()?;
            rollup::holds(&from, stamp)?.then(|| rollup::month(&from, month)).transpose()
        };
        of(&self.connection).map_err(|error| self.at(&error))
    }

    /// Titles and numbers of the documents of a month, by source.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn titles(&self, month: &str) -> Result<BTreeMap<String, Titled>, Error> {
        rows::titles(&self.connection, month).map_err(|error| self.at(&error))
    }

    /// One document, if it was recorded from these very bytes under this key.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn lookup(&self, source: &str, sha256: &str, key: &str) -> Result<Option<Stored>, Error> {
        rows::document(&self.connection, source, sha256, key).map_err(|error| self.at(&error))
    }

    /// Every document, in order of source. Those another version of the program read are left out; see [`Ledger::stale`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn load(&self) -> Result<Vec<Stored>, Error> {
        rows::documents(&self.connection).map_err(|error| self.at(&error))
    }

    /// Paths of every document, ascending.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sources(&self) -> Result<Vec<String>, Error> {
        rows::sources(&self.connection).map_err(|error| self.at(&error))
    }

    /// The first paths of documents, ascending, at most so many.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn first_sources(&self, most: usize) -> Result<Vec<String>, Error> {
        rows::first_sources(&self.connection, most).map_err(|error| self.at(&error))
    }

    /// What every document is found by, in order of source; those another version read are left out.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn traces(&self) -> Result<Vec<Trace>, Error> {
        traces::all(&self.connection).map_err(|error| self.at(&error))
    }

    /// The documents of some sources, in their order; those not there any more are left out.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn readings(&self, sources: &[String]) -> Result<Vec<Reading>, Error> {
        let found = sources.iter().map(|source| traces::reading(&self.connection, source));
        let found: rusqlite::Result<Vec<_>> = found.filter_map(Result::transpose).collect();
        found.map_err(|error| self.at(&error))
    }

    /// Every register, in order of source; those another version read are left out.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn load_registers(&self) -> Result<Vec<Register>, Error> {
        rows::registers(&self.connection, true).map_err(|error| self.at(&error))
    }

    /// The same without those that are ledgers of meetings and nothing else: the longest, and no matter of most drafts.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn load_other_registers(&self) -> Result<Vec<Register>, Error> {
        rows::registers(&self.connection, false).map_err(|error| self.at(&error))
    }

    /// One register, if this version of the program read it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn register(&self, source: &str) -> Result<Option<Register>, Error> {
        rows::register(&self.connection, source).map_err(|error| self.at(&error))
    }

    /// Every file that could not be read, in order of source.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn load_unreadable(&self) -> Result<Vec<Unreadable>, Error> {
        rows::unreadable(&self.connection).map_err(|error| self.at(&error))
    }

    /// The results of the last audit; empty before the first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn results(&self) -> Result<Results, Error> {
        results::get(&self.connection).map_err(|error| self.at(&error))
    }

    /// Sources recorded by another version of the program, whose readings this one does not use.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn stale(&self) -> Result<Vec<String>, Error> {
        rows::stale(&self.connection).map_err(|error| self.at(&error))
    }

    /// Examines the whole file, and counts what it holds.
    ///
    /// # Errors
    /// When it is damaged or cannot be read.
    pub fn verify(&self) -> Result<Counts, Error> {
        let fault = rows::fault(&self.connection).map_err(|error| self.at(&error))?;
        if let Some(detail) = fault {
            return Err(Error::Damaged { path: self.path.clone(), detail });
        }
        self.load()?;
        rows::counts(&self.connection).map_err(|error| self.at(&error))
    }

    /// Closes it and folds the write-ahead log into the file, so that the one file can be copied or put on read-only media.
    /// While another process has it open, that one folds the log.
    ///
    /// # Errors
    /// When the system refuses the last write; what was recorded is still whole, with its log beside it.
    pub fn close(self) -> Result<(), Error> {
        let Self { connection, path } = self;
        if !connection.is_readonly(MAIN_DB).unwrap_or(true) {
            let folded =
                connection.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()));
            folded.map_err(|error| Error::at(&path, &error))?;
        }
        connection.close().map_err(|(_, error)| Error::at(&path, &error))
    }

    fn write(
        &mut self,
        put: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), Error> {
        let Self { connection, path } = self;
        let run = || {
            let transaction = connection.transaction()?;
            put(&transaction)?;
            commit(transaction)
        };
        run().map_err(|error| Error::at(path, &error))
    }

    fn at(&self, error: &rusqlite::Error) -> Error {
        Error::at(&self.path, error)
    }
}

/// Ends a transaction; the one place where something recorded comes to stand.
fn commit(transaction: Transaction<'_>) -> rusqlite::Result<()> {
    #[cfg(test)]
    crash::boundary();
    transaction.commit()?;
    #[cfg(test)]
    crash::boundary();
    Ok(())
}

/// The write-ahead log beside a ledger.
fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Pages of 4 KB the log holds before they are folded into the file: 64 MB. With SQLite's own 1,000 an audit of many documents
/// folded the log, and waited for the disk, every hundred of them.
const LOG_PAGES: u32 = 16_384;

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        // Refused on file systems without shared memory, and while another process is just setting it. Every mode is sound, WAL is the quick one.
        drop(connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())));
    }
    // With WAL a killed process loses nothing; a power cut may lose the last documents, which the next run reads again.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is replaced is overwritten: a document found to be classified later leaves no trace in free pages.
    connection.pragma_update(None, "secure_delete", true)
}

/// The rule that reports a secrecy mark, the one finding kept of a classified document.
const MARKED: &str = "D901";

/// Of a classified document only its mark, whatever the caller hands in; any other as it is.
fn seal<'a>(
    reading: &'a Reading,
    findings: &'a [Finding],
) -> (Cow<'a, Reading>, Cow<'a, [Finding]>) {
    if reading.class != Class::Classified {
        return (Cow::Borrowed(reading), Cow::Borrowed(findings));
    }
    let secrecy = reading.elements.secrecy.clone();
    let sealed = Reading::sealed(&reading.source, reading.format, &reading.sha256, secrecy.clone());
    let mark = secrecy.unwrap_or_default();
    let keep = |finding: &Finding| {
        let mut kept = finding.clone();
        kept.text.clone_from(&mark);
        kept.line.clone_from(&mark);
        kept.line_start = kept.span.start;
        kept.evidence.clear();
        kept.details.clear();
        kept
    };
    let kept = findings.iter().filter(|finding| finding.rule == MARKED).map(keep).collect();
    (Cow::Owned(sealed), Cow::Owned(kept))
}

#[cfg(test)]
pub(crate) mod tests;
