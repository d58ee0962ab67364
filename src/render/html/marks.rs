//! One paragraph with marks at the flagged words; marks may overlap, and the gravest shows.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::escape;
use super::notes::Note;
use crate::finding::{Finding, Severity, State};
use crate::privacy::mask;

/// Words of one paragraph that a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// First character and the one past the last.
    place: (usize, usize),
    /// Which of the draft's findings.
    note: usize,
    look: Look,
}

/// How a mark looks; later ones cover earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Known,
    Proof,
    Info,
    Warning,
    Error,
}

impl Mark {
    /// The marks of a paragraph: what findings flag, and other words of the draft that prove them.
    pub(super) fn of_block(findings: &[Finding], block: usize) -> Vec<Self> {
        let mut marks = Vec::new();
        for (at, finding) in findings.iter().enumerate() {
            let mut add = |span: crate::document::Span, look| {
                let mark = Self { place: (span.start, span.end), note: at, look };
                if span.block == block && span.start < span.end && !marks.contains(&mark) {
                    marks.push(mark);
                }
            };
            add(finding.span, look(finding));
            for proof in &finding.evidence {
                if proof.source == finding.subject && proof.span != finding.span {
                    add(proof.span, Look::Proof);
                }
            }
        }
        marks
    }
}

fn look(finding: &Finding) -> Look {
    match (finding.state, finding.severity) {
        (State::Baseline | State::Exempt, _) => Look::Known,
        (State::New, Severity::Info) => Look::Info,
        (State::New, Severity::Warning) => Look::Warning,
        (State::New, Severity::Error) => Look::Error,
    }
}

/// The paragraph's text as HTML: personal data masked, marks set, each mark's number at its end.
pub(super) fn write(text: &str, marks: &[Mark], notes: &[Note<'_>]) -> String {
    let chars: Vec<char> = mask(text).chars().collect();
    let mut cuts: BTreeSet<usize> = [0, chars.len()].into();
    for mark in marks {
        cuts.extend([mark.place.0.min(chars.len()), mark.place.1.min(chars.len())]);
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let mut html = String::new();
    for (start, end) in cuts.iter().zip(cuts.iter().skip(1)) {
        let words: String = chars.iter().skip(*start).take(end - start).collect();
        let words = escape(&words.replace('\t', "　│　"));
        let covers = |mark: &&Mark| mark.place.0 <= *start && *end <= mark.place.1;
        // Writing to a `String` cannot fail.
        let _ = match marks.iter().filter(covers).map(|mark| mark.look).max() {
            Some(look) => write!(html, "<mark class=\"{}\">{words}</mark>", class(look)),
            None => write!(html, "{words}"),
        };
        for mark in marks.iter().filter(|mark| mark.place.1.min(chars.len()) == *end) {
            let id = notes.get(mark.note).map_or("", |note| note.id.as_str());
            let _ = write!(html, "<sup><a href=\"#{id}\">{}</a></sup>", mark.note + 1);
        }
    }
    html
}

fn class(look: Look) -> &'static str {
    match look {
        Look::Known => "known",
        Look::Proof => "proof",
        Look::Info => "info",
        Look::Warning => "warning",
        Look::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_overlap() {
        let mark = |start, end, note, look| Mark { place: (start, end), note, look };
        let html =
            write("甲乙丙<丁", &[mark(1, 3, 0, Look::Info), mark(2, 9, 1, Look::Error)], &[]);
        assert_eq!(
            html,
            "甲<mark class=\"info\">乙</mark><mark class=\"error\">丙</mark>\
            <sup><a href=\"#\">1</a></sup><mark class=\"error\">&lt;丁</mark>\
            <sup><a href=\"#\">2</a></sup>"
        );
        assert_eq!(write("", &[], &[]), "");
        assert_eq!(write("号13900000012", &[], &[]), "号139****0012");
    }
}
