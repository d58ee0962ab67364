//! One finding as a note beside the text; basis and advice once a rule, after the text.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::escape;
use crate::finding::{Confidence, Evidence, Finding, Severity, State};
use crate::render::catalogue::severity;
use crate::report::{Audited, Met, Report};
use crate::rules;

/// Characters of the flagged words a line shows.
const WORDS: usize = 40;

/// A finding with the name and the anchor it has on the page.
pub(in crate::render) struct Note<'a> {
    pub(in crate::render) finding: &'a Finding,
    pub(in crate::render) label: String,
    pub(super) id: String,
    /// It is about a sitting the draft speaks of, not about its words.
    pub(in crate::render) of_sitting: bool,
}

/// The notes of a draft: its own findings in order, then those about its sittings.
pub(in crate::render) fn gather<'a>(
    audited: &'a Audited,
    draft: usize,
    report: &'a Report,
) -> Vec<Note<'a>> {
    let own = audited.findings.iter().enumerate().map(|(at, finding)| Note {
        finding,
        label: (at + 1).to_string(),
        id: format!("d{draft}f{}", at + 1),
        of_sitting: false,
    });
    let concerns = |met: &&Met| met.sitting.sources.contains(&audited.reading.source);
    let sittings = report.meetings.iter().filter(concerns).flat_map(|met| &met.findings);
    let sittings = sittings.enumerate().map(|(at, finding)| Note {
        finding,
        label: format!("会议{}", at + 1),
        id: format!("d{draft}m{}", at + 1),
        of_sitting: true,
    });
    own.chain(sittings).collect()
}

/// Writes one note.
pub(super) fn write(note: &Note<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = note.finding;
    let title = rules::ALL.iter().find(|rule| rule.code == finding.rule).map_or("", |it| it.title);
    writeln!(out, "<aside class=\"{}\" id=\"{}\">", class(finding), note.id)?;
    writeln!(
        out,
        "<h3><small>把握{}</small>{}　{}　{} {title}</h3>",
        sure(finding.confidence),
        note.label,
        severity(finding.severity),
        finding.rule
    )?;
    writeln!(out, "<p>{}</p>", escape(&finding.message))?;
    let (own, others): (Vec<_>, Vec<_>) = finding
        .evidence
        .iter()
        .filter(|proof| !aligned(finding, proof))
        .partition(|proof| proof.source == finding.subject);
    for proof in others {
        writeln!(out, "<p class=\"small\">佐证：{}</p>", escape(&told(proof)))?;
    }
    if !own.is_empty() {
        writeln!(out, "<p class=\"small\">文中另有 {} 处，同号标出</p>", own.len())?;
    }
    if let Some(why) = set_aside(finding) {
        writeln!(out, "<p class=\"small\">{}</p>", escape(&why))?;
    }
    writeln!(out, "</aside>")
}

/// Writes what each rule found in a draft rests on and asks for, once a rule.
pub(super) fn reasons(notes: &[Note<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, Vec<&Note<'_>>> = BTreeMap::new();
    for note in notes {
        rules.entry(&note.finding.rule).or_default().push(note);
    }
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>依据和改法</h3>\n<table class=\"reasons\"><thead>")?;
    writeln!(
        out,
        "<tr><th scope=\"col\">问题</th><th scope=\"col\">依据</th><th scope=\"col\">改法</th></tr></thead>\n<tbody>"
    )?;
    for known in rules::ALL {
        let Some(notes) = rules.get(known.code) else { continue };
        let Some(finding) = notes.first().map(|note| note.finding) else { continue };
        let links = notes.iter().map(|note| link(note)).collect::<Vec<_>>().join("、");
        let (basis, advice) = (escape(&finding.basis), escape(&finding.advice));
        writeln!(
            out,
            "<tr><td><b>{} {}</b><br>{links}</td><td>{basis}</td><td>{advice}</td></tr>",
            known.code, known.title
        )?;
    }
    writeln!(out, "</tbody></table>")
}

/// A link to a note.
pub(super) fn link(note: &Note<'_>) -> String {
    format!("<a href=\"#{}\">第{}条</a>", note.id, note.label).replace("第会议", "会议第")
}

/// A finding in a line: its rule, what it says, the words.
pub(in crate::render) fn proof(finding: &Finding) -> String {
    let mut words: String = finding.text.chars().take(WORDS).collect();
    if words.len() < finding.text.len() {
        words.push('…');
    }
    let said = words.is_empty() || finding.message.contains(&finding.text);
    let words = if said { String::new() } else { format!("“{words}”") };
    let why = set_aside(finding).map(|why| format!("（{why}）")).unwrap_or_default();
    format!("{} {}{words}{why}", finding.rule, finding.message)
}

/// Does the proof stand in the side-by-side view?
fn aligned(finding: &Finding, proof: &Evidence) -> bool {
    super::copies::pairs(finding).any(|(own, other)| own == proof || other == proof)
}

fn told(proof: &Evidence) -> String {
    format!("{}（{}）：{}", proof.note, proof.source, proof.text)
}

/// Why a finding does not count.
fn set_aside(finding: &Finding) -> Option<String> {
    match (finding.state, &finding.exemption) {
        (State::New, _) => None,
        (State::Baseline, _) => Some("已列入基线，不计入".to_owned()),
        (State::Exempt, Some(why)) => {
            Some(format!("已豁免：{}（{}批准）", why.reason, why.approver))
        }
        (State::Exempt, None) => Some("已豁免".to_owned()),
    }
}

fn class(finding: &Finding) -> &'static str {
    match (finding.state, finding.severity) {
        (State::Baseline | State::Exempt, _) => "known",
        (State::New, Severity::Info) => "info",
        (State::New, Severity::Warning) => "warning",
        (State::New, Severity::Error) => "error",
    }
}

fn sure(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "低，需核实",
        Confidence::Medium => "中",
        Confidence::High => "高",
    }
}
