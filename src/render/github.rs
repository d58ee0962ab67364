//! `--format github`: workflow commands, one a finding, which GitHub Actions and Gitea show beside the changed lines.
//!
//! Exempted and baseline findings are counted in the last line, not annotated: they do not ask anybody to act.

use std::io::{self, Write};

use super::catalogue::severity;
use super::place::{Place, placed};
use crate::document::Unreadable;
use crate::finding::{Finding, Severity, State};
use crate::privacy::mask;
use crate::report::Report;
use crate::rules;

/// Writes every finding that counts as one annotation.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (place, finding) in placed(report).filter(|(_, finding)| finding.state == State::New) {
        annotate(&place, finding, out)?;
    }
    for file in &report.unreadable {
        refuse(file, out)?;
    }
    summary(report, out)
}

fn annotate(place: &Place<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    write!(out, "::{command} file={},line={}", property(place.file), place.line)?;
    if let Some((start, end)) = place.columns {
        write!(out, ",endLine={},col={start},endColumn={end}", place.line)?;
    }
    let title = rules::ALL.iter().find(|rule| rule.code == finding.rule).map_or("", |it| it.title);
    write!(out, ",title={}", property(&format!("{} {title}", finding.rule)))?;
    writeln!(out, "::{}", data(&message(finding)))
}

/// What is wrong, the words, the proofs, the basis and what to do: one line each.
fn message(finding: &Finding) -> String {
    let mut lines = vec![mask(&finding.message)];
    if !finding.text.is_empty() {
        lines.push(format!("原文：{}", mask(&finding.text)));
    }
    for proof in &finding.evidence {
        lines.push(format!("佐证：{}（{}）：{}", proof.note, proof.source, mask(&proof.text)));
    }
    for (name, text) in [("依据", &finding.basis), ("建议", &finding.advice)] {
        if !text.is_empty() {
            lines.push(format!("{name}：{text}"));
        }
    }
    lines.join("\n")
}

fn refuse(file: &Unreadable, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "::error file={},title={}::{}",
        property(&file.source_path),
        property("读不出"),
        data(&file.message)
    )
}

/// One plain line for the log.
fn summary(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let count = |level| format!("{} {} 处", severity(level), report.count(level));
    let state = |state| report.findings().filter(|finding| finding.state == state).count();
    write!(out, "减负检查：{} 份文件，", report.documents.len())?;
    write!(out, "{}，{}，", count(Severity::Error), count(Severity::Warning))?;
    writeln!(
        out,
        "{}；已豁免 {} 处，基线内 {} 处，读不出 {} 份",
        count(Severity::Info),
        state(State::Exempt),
        state(State::Baseline),
        report.unreadable.len()
    )
}

/// Escapes the text after the last `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a `key=value`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(data("占 30%\r\n::error::假"), "占 30%25%0D%0A::error::假");
        assert_eq!(property("甲,乙:丙%.txt"), "甲%2C乙%3A丙%25.txt");
    }
}
