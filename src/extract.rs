//! What the tool reads in a document, without judging it; and one document read again, to show places in it.

use indicatif::ProgressBar;
use rayon::prelude::*;

use crate::config::Config;
use crate::document::{Document, Unreadable};
use crate::facts::{self, Reading};
use crate::ingest::{self, Entry, Input};
use crate::structure;

/// A document with what the tool read in it, for `extract`.
pub struct Extracted {
    /// The document.
    pub document: Document,
    /// What was distilled from it.
    pub reading: Reading,
}

/// Reads documents and says what was read; judges nothing.
pub fn extract(
    paths: &[String],
    config: &Config,
    bar: &ProgressBar,
) -> (Vec<Extracted>, Vec<Unreadable>) {
    let (entries, mut unreadable) = ingest::walk(paths);
    bar.set_length(entries.len() as u64);
    let one = |entry: &Entry| {
        let read = ingest::read(entry);
        bar.inc(1);
        read
    };
    let mut documents = Vec::new();
    for read in entries.par_iter().map(one).collect::<Vec<_>>() {
        match read {
            Ok(Input::Document(source)) => {
                let document = structure::parse(source, config);
                let reading = facts::distil(&document, config);
                documents.push(Extracted { document, reading });
            }
            Ok(Input::Register(_)) => {}
            Err(refused) => unreadable.push(refused),
        }
    }
    (documents, unreadable)
}

/// Reads one document again, to show places in it.
pub fn reread(source: &str, config: &Config) -> Option<Document> {
    match ingest::read(&Entry { name: source.to_owned() }) {
        Ok(Input::Document(source)) => Some(structure::parse(source, config)),
        _ => None,
    }
}
