//! Where a finding stands, for formats that know only files, lines and columns.
//!
//! A line is a paragraph (its index plus one), a column a character; a register's row lies one line below its header.

use crate::document::Span;
use crate::finding::{Evidence, Finding};
use crate::report::Report;

/// A place as programs for source code understand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// Path as the user gave it.
    pub(super) file: &'a str,
    /// 1-based.
    pub(super) line: usize,
    /// 1-based first column and the one past the last, where words are marked.
    pub(super) columns: Option<(usize, usize)>,
}

impl<'a> Place<'a> {
    /// The place of words in a document or of a register's row (`台账.csv#12`).
    pub(super) fn new(source: &'a str, span: Span) -> Self {
        let row = source.rsplit_once('#').and_then(|(file, row)| Some((file, row.parse().ok()?)));
        if let Some((file, row)) = row {
            return Self { file, line: usize::saturating_add(row, 1), columns: None };
        }
        let columns = (span.start < span.end).then_some((span.start + 1, span.end + 1));
        Self { file: source, line: span.block + 1, columns }
    }

    /// The place of a proof.
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        Self::new(&evidence.source, evidence.span)
    }
}

/// Every finding with its place, documents first; a sitting's findings stand at the first paper that speaks of it.
pub(super) fn placed(report: &Report) -> impl Iterator<Item = (Place<'_>, &Finding)> {
    let documents = report.documents.iter().flat_map(|audited| {
        let source = audited.reading.source.as_str();
        audited.findings.iter().map(move |finding| (Place::new(source, finding.span), finding))
    });
    let meetings = report.meetings.iter().flat_map(|met| {
        let place = Place { columns: None, ..Place::new(met.paper(), Span::default()) };
        met.findings.iter().map(move |finding| (place, finding))
    });
    documents.chain(meetings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let check =
            |source: &str, span: (usize, usize, usize), expect: (&str, usize, Option<_>)| {
                let span = Span { block: span.0, start: span.1, end: span.2 };
                let place = Place::new(source, span);
                assert_eq!((place.file, place.line, place.columns), expect, "{source}");
            };
        check("通知.txt", (4, 2, 6), ("通知.txt", 5, Some((3, 7))));
        check("通知.txt", (4, 0, 0), ("通知.txt", 5, None));
        check("会议台账.csv#12", (0, 0, 0), ("会议台账.csv", 13, None));
        check("通知#补充.txt", (0, 0, 1), ("通知#补充.txt", 1, Some((1, 2))));
    }
}
