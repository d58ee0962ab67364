//! One finding with its sentence, the flagged words underlined at the right columns.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::Style;
use crate::finding::{Finding, Severity, State};
use crate::privacy::mask;
use crate::render::catalogue::severity;

/// Display columns of a line; longer sentences are trimmed around the flagged words.
const WIDTH: usize = 110;

pub(super) fn write(
    finding: &Finding,
    source: Option<&str>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let line = mask(&finding.line);
    let flagged = flagged(finding, &line);
    let message = mask(&finding.message);
    let snippet = Snippet::source(line.as_str())
        .line_start(finding.span.block + 1)
        .annotation(AnnotationKind::Primary.span(flagged));
    let mut group = level(finding.severity)
        .primary_title(message.as_str())
        .id(finding.rule.as_str())
        .element(snippet);
    let notes = notes(finding, source);
    for (name, text) in &notes {
        group = group.element(Level::NOTE.with_name(*name).message(text.as_str()));
    }
    let renderer = if style.coloured { Renderer::styled() } else { Renderer::plain() };
    // Lines and marks of one cell everywhere: a Chinese console draws box characters two cells wide.
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    writeln!(out, "{}\n", renderer.render(&[group]))
}

fn level(level: Severity) -> Level<'static> {
    let name = severity(level);
    match level {
        Severity::Error => Level::ERROR.with_name(name),
        Severity::Warning => Level::WARNING.with_name(name),
        Severity::Info => Level::INFO.with_name(name),
    }
}

/// Byte range of the flagged words within the line shown; the whole line where they are not in it.
fn flagged(finding: &Finding, line: &str) -> Range<usize> {
    let byte = |chars: usize| line.char_indices().nth(chars).map_or(line.len(), |(at, _)| at);
    let start = finding.span.start.saturating_sub(finding.line_start);
    let end = finding.span.end.saturating_sub(finding.line_start);
    match byte(start)..byte(end) {
        range if range.is_empty() => 0..line.len(),
        range => range,
    }
}

fn place(finding: &Finding, source: &str) -> String {
    let page = finding.page.map_or(String::new(), |page| format!("第{page}页"));
    format!("{source} {page}第{}段第{}字", finding.span.block + 1, finding.span.start + 1)
}

fn notes(finding: &Finding, source: Option<&str>) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    notes.extend(source.map(|source| ("位置", place(finding, source))));
    for proof in &finding.evidence {
        notes.push(("佐证", format!("{}（{}）：{}", proof.note, proof.source, mask(&proof.text))));
    }
    if let Some(exemption) = finding.exemption.as_ref().filter(|_| finding.state == State::Exempt) {
        notes.push(("豁免", format!("{}（{}批准）", exemption.reason, exemption.approver)));
    }
    if finding.state == State::Baseline {
        notes.push(("基线", "已列入基线，不计入结果".to_owned()));
    }
    notes.push(("依据", finding.basis.clone()));
    notes.push(("建议", finding.advice.clone()));
    notes.retain(|(_, text)| !text.is_empty());
    notes
}
