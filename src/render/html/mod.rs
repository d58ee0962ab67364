//! `--format html`: one page that needs nothing else. Each draft's text with marks at the exact words, the findings beside
//! it, copied passages beside their source, and the 一致性评估表 for the reviewer to sign. Prints on A4; no script.
//!
//! Personal data is masked; of a classified document nothing but its mark is shown.

pub(super) mod answers;
mod assessment;
mod copies;
mod marks;
pub(super) mod notes;

use std::io::{self, Write};

use super::catalogue::severity;
use crate::corpus::Reread;
use crate::document::{Block, BlockKind, Class, Document};
use crate::finding::{Finding, Severity, State};
use crate::privacy::mask;
use crate::report::{Audited, Report, Selection};
use marks::Mark;
use notes::Note;

/// What the page needs beside the report.
pub struct Desk<'a> {
    /// Reads a document again, for its text.
    pub reread: &'a Reread<'a>,
    /// The rules that were asked for.
    pub selection: &'a Selection,
    /// Was there anything to compare the drafts with?
    pub compared: bool,
    /// Was a ledger of the office's documents and meetings given?
    pub recorded: bool,
}

const STYLE: &str = include_str!("page.css");

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written.
pub fn check(report: &Report, desk: &Desk<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>减负审核</title>\n<style>\n{STYLE}</style>\n</head>\n<body>")?;
    writeln!(out, "<main>\n<h1>减负审核</h1>")?;
    overview(report, out)?;
    for (at, audited) in report.documents.iter().enumerate() {
        draft(audited, at + 1, report, desk, out)?;
    }
    let version = env!("CARGO_PKG_VERSION");
    writeln!(
        out,
        "</main>\n<footer>jianfu {version} 生成。工具只提供线索，是否属实由审核人判断。</footer>"
    )?;
    writeln!(out, "</body>\n</html>")
}

/// What was checked, what was not, and the numbers.
fn overview(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let count = |level| format!("{} {} 处", severity(level), report.count(level));
    let known = report.findings().filter(|finding| finding.state != State::New).count();
    write!(out, "<p>共 {} 份文件：{}，", report.documents.len(), count(Severity::Error))?;
    write!(out, "{}，{}", count(Severity::Warning), count(Severity::Info))?;
    if known > 0 {
        write!(out, "；已豁免或列入基线 {known} 处，只标注、不计入")?;
    }
    writeln!(out, "。</p>")?;
    if report.documents.len() > 1 {
        writeln!(out, "<ol class=\"contents\">")?;
        for (at, audited) in report.documents.iter().enumerate() {
            let count = audited.findings.iter().filter(|it| it.state == State::New).count();
            let name = escape(&name(audited));
            writeln!(out, "<li><a href=\"#d{}\">{name}</a>（{count} 处）</li>", at + 1)?;
        }
        writeln!(out, "</ol>")?;
    }
    for file in &report.unreadable {
        writeln!(out, "<p class=\"doubt\">读不出：{}</p>", escape(&file.to_string()))?;
    }
    for entry in &report.stale {
        let words = format!("豁免 {}（{}）已过期或不再对应任何问题", entry.rule, entry.reason);
        writeln!(out, "<p class=\"doubt\">{}</p>", escape(&words))?;
    }
    Ok(())
}

fn name(audited: &Audited) -> String {
    let elements = &audited.reading.elements;
    elements.title.clone().unwrap_or_else(|| audited.reading.source.clone())
}

/// One draft: what it is, its text with the findings, the copied passages, the assessment.
fn draft(
    audited: &Audited,
    number: usize,
    report: &Report,
    desk: &Desk<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let reading = &audited.reading;
    writeln!(out, "<section class=\"draft\" id=\"d{number}\">")?;
    writeln!(out, "<h2>{}</h2>", escape(&name(audited)))?;
    let facts = [Some(reading.source.as_str()), reading.elements.number.as_deref()];
    let facts: Vec<_> = facts.into_iter().flatten().map(escape).collect();
    writeln!(out, "<p class=\"facts\">{}</p>", facts.join("　"))?;
    for warning in &reading.warnings {
        writeln!(out, "<p class=\"doubt\">注意：{}</p>", escape(&warning.message))?;
    }
    let notes = notes::gather(audited, number, report);
    let document = (reading.class != Class::Classified)
        .then(|| (desk.reread)(&reading.source))
        .flatten()
        .filter(|document| document.sha256 == reading.sha256);
    match &document {
        Some(document) => text(document, &audited.findings, &notes, out)?,
        None => untold(audited, &notes, out)?,
    }
    if notes.iter().any(|note| note.of_sitting) {
        writeln!(out, "<h3>有关会议</h3>")?;
    }
    for note in notes.iter().filter(|note| note.of_sitting) {
        notes::write(note, out)?;
    }
    notes::reasons(&notes, out)?;
    copies::write(&notes, out)?;
    assessment::write(audited, &notes, desk, out)?;
    writeln!(out, "</section>")
}

/// Findings of a draft whose text is not shown.
fn untold(audited: &Audited, notes: &[Note<'_>], out: &mut dyn Write) -> io::Result<()> {
    let why = if audited.reading.class == Class::Classified {
        "本件标有密级，正文不读取、不显示。"
    } else {
        "原文不能再次读取（或已改动），下面只列问题。"
    };
    writeln!(out, "<p class=\"doubt\">{why}</p>")?;
    for note in notes.iter().filter(|note| !note.of_sitting) {
        notes::write(note, out)?;
    }
    Ok(())
}

/// The text, paragraph by paragraph, each followed by its findings, which the style sheet puts beside it.
fn text(
    document: &Document,
    findings: &[Finding],
    notes: &[Note<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<article>")?;
    for (at, block) in document.blocks.iter().enumerate() {
        for note in notes.iter().filter(|note| !note.of_sitting && note.finding.span.block == at) {
            notes::write(note, out)?;
        }
        let words = marks::write(&block.text, &Mark::of_block(findings, at), notes);
        writeln!(out, "<p class=\"{}\">{words}</p>", class(block))?;
    }
    writeln!(out, "</article>")
}

fn class(block: &Block) -> &'static str {
    match block.kind {
        BlockKind::Masthead => "masthead",
        BlockKind::Title => "title",
        BlockKind::Recipients => "recipients",
        BlockKind::Heading => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::Table => "table",
        BlockKind::Attachment => "attachment",
        BlockKind::Signature | BlockKind::Date => "signature",
        BlockKind::Footer => "foot",
        BlockKind::Other => "other",
    }
}

/// Text for the page: personal data masked, nothing that HTML could take for its own.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in mask(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() && c != '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(escape("<b title='\"'>&\u{1}"), "&lt;b title=&#39;&quot;&#39;&gt;&amp; ");
        assert_eq!(escape("电话13900000012"), "电话139****0012");
    }
}
