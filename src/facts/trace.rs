//! What of a recorded document tells whether a draft has anything to do with it, without reading the rest of it.
//!
//! A ledger holds ten thousand documents and a draft touches a few: those it cites, those that hold its text, those of its
//! series, and, if it speaks of a meeting, those that do. Each document has marks; a draft seeks marks. A rule that looks
//! other documents up in a new way adds its mark to both sides here.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::citations::{self, Role, suffixes};
use super::fingerprint::Fingerprint;
use super::{Reading, titles};

/// One document's marks and sample of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Its path.
    pub source: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Sampled hashes of its masked text.
    pub fingerprint: Fingerprint,
    /// What it is found by, hashed; ascending and unique.
    pub marks: Vec<u64>,
}

/// What a mark is a hash of.
#[derive(Clone, Copy)]
enum Kind {
    Number = 1,
    /// The normal title, of the document or of what it issues.
    Title,
    /// The title as it stands, from 关于 on.
    About,
    /// Department and matter.
    Matter,
    /// A column of a form to be filled in.
    Column,
    /// It speaks of a meeting.
    Meeting,
}

/// What a document is found by; ascending and unique.
pub fn marks(reading: &Reading) -> Vec<u64> {
    let mut marks = own(reading);
    let issued = reading.citations.iter().filter(|citation| citation.role == Role::Issues);
    marks.extend(issued.filter_map(|it| Some(title(it.title.as_deref()?))));
    marks.into_iter().collect()
}

/// What a draft looks for.
pub fn sought(reading: &Reading) -> BTreeSet<u64> {
    let mut sought = own(reading);
    for citation in &reading.citations {
        if let Some(number) = &citation.number {
            let number = citations::normal(number);
            sought.extend(suffixes(&number).map(|number| mark(Kind::Number, number)));
        }
        if let Some(cited) = &citation.title {
            sought.extend([title(cited), about(cited)]);
        }
    }
    sought
}

/// Marks of what a document itself is.
fn own(reading: &Reading) -> BTreeSet<u64> {
    let elements = &reading.elements;
    let mut marks = BTreeSet::new();
    if let Some(number) = &elements.number {
        marks.insert(mark(Kind::Number, &citations::normal(number)));
    }
    if let Some(own) = &elements.title {
        marks.extend([title(own), about(own)]);
        let department = reading.department.as_deref().unwrap_or_default();
        let matter = titles::matter(own).map(|matter| format!("{department}|{matter}"));
        marks.extend(matter.map(|matter| mark(Kind::Matter, &matter)));
    }
    let columns = reading.forms.iter().flat_map(|form| &form.columns);
    marks.extend(columns.map(|column| mark(Kind::Column, column)));
    if reading.meeting.is_some() {
        marks.insert(mark(Kind::Meeting, ""));
    }
    marks
}

fn title(title: &str) -> u64 {
    mark(Kind::Title, &titles::normal(title))
}

fn about(title: &str) -> u64 {
    mark(Kind::About, titles::about(&titles::bare(title)))
}

fn mark(kind: Kind, text: &str) -> u64 {
    xxh3_64_with_seed(text.as_bytes(), kind as u64)
}
