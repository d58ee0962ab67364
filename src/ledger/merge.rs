//! Two ledgers made one, and records taken out: each all or nothing, and each says exactly what it did.

use std::collections::BTreeSet;

use rusqlite::{Connection, TransactionBehavior};

use super::{Error, Ledger, Results, Stored, commit, results, rows, seal};

/// What an import did, source by source, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Documents taken.
    pub documents: BTreeSet<String>,
    /// Registers taken.
    pub registers: BTreeSet<String>,
    /// Files that could not be read, taken as such.
    pub unreadable: BTreeSet<String>,
    /// Of the documents and registers taken, those that stand in place of a record with other bytes.
    pub replaced: BTreeSet<String>,
    /// Documents and registers recorded here already from the same bytes.
    pub same: BTreeSet<String>,
    /// Documents and registers recorded here from other bytes; the record here stays.
    pub differing: BTreeSet<String>,
    /// Documents and registers another version of the program read; their files must be read again.
    pub stale: BTreeSet<String>,
}

/// What to do with a source of the other ledger.
enum Verdict {
    Take,
    Leave,
}

impl Ledger {
    /// Takes what another ledger has and this one has not. Where both have a source, recorded from different bytes, this
    /// ledger's record stays unless `replace` is set. All in one transaction.
    ///
    /// # Errors
    /// When the other ledger cannot be read or this one not be written; then nothing is taken.
    pub fn merge(&mut self, other: &Self, replace: bool) -> Result<Merged, Error> {
        let mut merged =
            Merged { stale: other.stale()?.into_iter().collect(), ..Merged::default() };
        let Self { connection, path } = self;
        let at = |error| Error::at(path, &error);
        // Begun as a writer: one begun as a reader could not go on once another process had written.
        let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(at)?;
        for (source, sha256, key) in other.read(rows::identities)? {
            let here = rows::sha256(&transaction, &source).map_err(at)?;
            if matches!(merged.judge(&source, &sha256, here, replace), Verdict::Leave) {
                continue;
            }
            if let Some(Stored { reading, findings }) = other.lookup(&source, &sha256, &key)? {
                let (reading, findings) = seal(&reading, &findings);
                rows::put_document(&transaction, &key, &reading, &findings).map_err(at)?;
                merged.documents.insert(source);
            } else if let Some(register) = other.register(&source)? {
                rows::put_register(&transaction, &key, &register).map_err(at)?;
                merged.registers.insert(source);
            }
        }
        for refused in other.load_unreadable()? {
            if rows::known_at_all(&transaction, &refused.source_path).map_err(at)? {
                continue;
            }
            rows::put_unreadable(&transaction, &refused).map_err(at)?;
            merged.unreadable.insert(refused.source_path);
        }
        // What needed both texts cannot be worked out from the records, so it comes along.
        let results = results::get(&transaction).map_err(at)?;
        let results =
            without(results, &merged.replaced).beside(other.results()?, &merged.documents);
        results::put(&transaction, &results).map_err(at)?;
        commit(transaction).map_err(at)?;
        Ok(merged)
    }

    /// Takes sources out: documents withdrawn, files recorded by mistake; with them every finding that quotes them. Where
    /// one of them is not recorded, nothing is taken out and the unknown ones are returned.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing is taken out.
    pub fn forget(&mut self, sources: &BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
        let mut unknown = BTreeSet::new();
        for source in sources {
            if !self.read(|from| rows::known_at_all(from, source))? {
                unknown.insert(source.clone());
            }
        }
        if unknown.is_empty() {
            self.write(|to| {
                sources.iter().try_for_each(|source| rows::forget(to, source))?;
                results::put(to, &without(results::get(to)?, sources))
            })?;
        }
        Ok(unknown)
    }

    /// Rewrites the file without the room that records taken out have left; says how many bytes it had and has.
    ///
    /// # Errors
    /// When there is no room for a second copy or the ledger is in use; then it stays as it was.
    pub fn compact(&mut self) -> Result<(u64, u64), Error> {
        let size = |from: &Connection| -> rusqlite::Result<u64> {
            let pages: i64 = from.pragma_query_value(None, "page_count", |row| row.get(0))?;
            let bytes: i64 = from.pragma_query_value(None, "page_size", |row| row.get(0))?;
            Ok((pages * bytes).unsigned_abs())
        };
        let before = self.read(size)?;
        self.read(|of| of.execute_batch("VACUUM"))?;
        Ok((before, self.read(size)?))
    }

    fn read<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        ask(&self.connection).map_err(|error| self.at(&error))
    }
}

impl Merged {
    fn judge(
        &mut self,
        source: &str,
        sha256: &str,
        here: Option<(String, bool)>,
        replace: bool,
    ) -> Verdict {
        let list = match here {
            _ if self.stale.contains(source) => return Verdict::Leave,
            None => return Verdict::Take,
            // Of what an older version read here a current reading is better.
            Some((here, false)) if here == sha256 => return Verdict::Take,
            Some((here, true)) if here == sha256 => &mut self.same,
            Some(_) if replace => {
                self.replaced.insert(source.to_owned());
                return Verdict::Take;
            }
            Some(_) => &mut self.differing,
        };
        list.insert(source.to_owned());
        Verdict::Leave
    }
}

/// Results without findings about or quoting these sources, and without groups they belong to.
fn without(mut results: Results, sources: &BTreeSet<String>) -> Results {
    let names = |source: &String| {
        // A register row is named after its file: 台账.csv#12.
        let file = source.rsplit_once('#').map_or(source.as_str(), |(file, _)| file);
        sources.contains(source) || sources.contains(file)
    };
    results.findings.retain(|finding| {
        !names(&finding.subject) && !finding.evidence.iter().any(|it| names(&it.source))
    });
    results.groups.retain(|group| !group.members.iter().any(names));
    results
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Class;
    use crate::ledger::tests::{finding, fresh, reading, register, unreadable};

    fn set(sources: &[&str]) -> BTreeSet<String> {
        sources.iter().map(|source| (*source).to_owned()).collect()
    }

    #[test]
    fn what_is_missing_is_taken_and_the_rest_is_named() {
        let (_folder, _, mut here) = fresh();
        let (_folder, _, mut there) = fresh();
        let other = |source: &str| {
            let mut other = reading(source);
            other.sha256 = "0".repeat(64);
            other
        };
        here.record("k", &reading("同.txt"), &[]).unwrap();
        here.record("k", &reading("异.txt"), &[]).unwrap();
        here.record_unreadable(&unreadable("甲.pdf")).unwrap();
        there.record("k", &reading("同.txt"), &[]).unwrap();
        there.record("k", &other("异.txt"), &[finding("异.txt")]).unwrap();
        there.record("k", &reading("新.txt"), &[finding("新.txt")]).unwrap();
        there.record("k", &reading("旧.txt"), &[]).unwrap();
        there.record_register("k", &register("台账.csv")).unwrap();
        there.record_unreadable(&unreadable("甲.pdf")).unwrap();
        there.record_unreadable(&unreadable("乙.pdf")).unwrap();
        let old = "UPDATE document SET version = 0 WHERE source = '旧.txt'";
        there.connection.execute(old, []).unwrap();
        let about = Results {
            findings: vec![finding("新.txt"), finding("同.txt")],
            ..Results::default()
        };
        there.replace_results(&about, None).unwrap();

        let merged = here.merge(&there, false).unwrap();
        let expect = Merged {
            documents: set(&["新.txt"]),
            registers: set(&["台账.csv"]),
            unreadable: set(&["乙.pdf"]),
            replaced: set(&[]),
            same: set(&["同.txt"]),
            differing: set(&["异.txt"]),
            stale: set(&["旧.txt"]),
        };
        assert_eq!(merged, expect);
        let stored = here.load().unwrap();
        assert_eq!(stored.len(), 3);
        assert!(stored[1].reading == reading("异.txt"), "ours stays");
        assert_eq!(here.results().unwrap().findings, [finding("新.txt")]);
        assert!(here.known("k").unwrap().contains_key("新.txt"), "need not be read again");

        let again = here.merge(&there, false).unwrap();
        assert_eq!(
            (again.documents, again.same),
            (set(&[]), set(&["台账.csv", "同.txt", "新.txt"]))
        );
        let replaced = here.merge(&there, true).unwrap();
        assert_eq!(
            (&replaced.documents, &replaced.replaced),
            (&set(&["异.txt"]), &set(&["异.txt"]))
        );
        assert_eq!(here.lookup("异.txt", &"0".repeat(64), "k").unwrap().unwrap().findings.len(), 1);
    }

    #[test]
    fn text_of_a_classified_document_is_not_taken() {
        let (_folder, _, mut here) = fresh();
        let (_folder, _, there) = fresh();
        let mut secret = reading("密.docx");
        secret.class = Class::Classified;
        // As an intruder might have written it: with its text.
        rows::put_document(&there.connection, "k", &secret, &[finding("密.docx")]).unwrap();
        here.merge(&there, false).unwrap();
        let stored = here.load().unwrap().remove(0);
        assert_eq!((stored.reading.elements.title, stored.findings.len()), (None, 0));
    }

    #[test]
    fn nothing_is_taken_from_a_damaged_ledger() {
        let (_folder, _, mut here) = fresh();
        let (_folder, _, mut there) = fresh();
        there.record("k", &reading("a"), &[]).unwrap();
        there.record("k", &reading("b"), &[]).unwrap();
        there
            .connection
            .execute("UPDATE reading SET reading = '{' WHERE source = 'b'", [])
            .unwrap();
        let error = here.merge(&there, false).unwrap_err();
        assert!(error.to_string().contains(&there.path.display().to_string()), "{error}");
        assert!(here.load().unwrap().is_empty());
    }

    #[test]
    fn what_is_forgotten_leaves_no_trace() {
        let (_folder, path, mut ledger) = fresh();
        for source in ["a.txt", "b.txt", "c.txt"] {
            ledger.record("k", &reading(source), &[finding(source)]).unwrap();
        }
        let mut quoting = finding("b.txt");
        quoting.evidence.push(crate::finding::Evidence {
            source: "a.txt".to_owned(),
            span: quoting.span,
            text: "只见于甲文的一句话".to_owned(),
            note: String::new(),
        });
        let findings = vec![finding("a.txt"), quoting, finding("c.txt")];
        ledger.replace_results(&Results { findings, ..Results::default() }, None).unwrap();
        assert_eq!(ledger.forget(&set(&["a.txt", "无.txt"])).unwrap(), set(&["无.txt"]));
        assert_eq!(ledger.load().unwrap().len(), 3, "nothing is taken out by halves");
        assert_eq!(ledger.forget(&set(&["a.txt"])).unwrap(), set(&[]));
        assert_eq!(ledger.load().unwrap().len(), 2);
        assert_eq!(ledger.results().unwrap().findings, [finding("c.txt")]);
        ledger.close().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for text in ["a.txt", "只见于甲文"] {
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn compacting_gives_room_back() {
        let (_folder, _, mut ledger) = fresh();
        let names: BTreeSet<String> = (0..200).map(|n| format!("{n}.txt")).collect();
        for name in &names {
            ledger.record("k", &reading(name), &[]).unwrap();
        }
        let most: BTreeSet<String> = names.iter().skip(1).cloned().collect();
        ledger.forget(&most).unwrap();
        let (before, after) = ledger.compact().unwrap();
        assert!(after < before / 2, "{before} {after}");
        assert_eq!(ledger.verify().unwrap().documents, 1);
    }
}
