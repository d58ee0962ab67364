//! `--format sarif`: SARIF 2.1.0, for code scanning views and for other programs. Lines are paragraphs, columns characters.
//!
//! Exempted and baseline findings stay in the file, marked as suppressed. Holds no time stamp: same input, same bytes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::place::{Place, placed};
use crate::baseline::fingerprints;
use crate::document::Unreadable;
use crate::finding::{Confidence, Evidence, Finding, Severity, State};
use crate::privacy::mask;
use crate::report::Report;
use crate::rules::{self, page};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT: &str = "%SRCROOT%";

/// Writes the report as one SARIF run.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run(report)] };
    serde_json::to_writer_pretty(&mut *out, &log).map_err(io::Error::from)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, BaseId>,
    invocations: [Invocation; 1],
    artifacts: Vec<Artifact<'a>>,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    full_name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct BaseId {
    description: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    locations: [Location; 1],
}

#[derive(Serialize)]
struct Artifact<'a> {
    location: ArtifactLocation,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    hashes: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    suppressions: Vec<Suppression>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Properties<'a> {
    confidence: Confidence,
    basis: &'a str,
    advice: &'a str,
    details: &'a BTreeMap<String, Value>,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    place: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text>,
}

fn run(report: &Report) -> Run<'_> {
    let description = Text { text: "运行 jianfu 时所在的文件夹".to_owned() };
    let driver = Driver {
        name: "jianfu",
        full_name: "减负：公文与会议减负检查",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules::ALL.iter().map(|rule| describe(rule)).collect(),
    };
    let read = report.documents.iter().map(|audited| Artifact {
        location: ArtifactLocation::new(&audited.reading.source),
        hashes: [("sha-256", audited.reading.sha256.as_str())].into(),
    });
    let prints = report
        .documents
        .iter()
        .map(|audited| (&audited.findings, ""))
        .chain(report.meetings.iter().map(|met| (&met.findings, met.sitting.id.as_str())))
        .flat_map(|(findings, sitting)| fingerprints(findings, sitting));
    Run {
        tool: Tool { driver },
        language: "zh-CN",
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: [(ROOT, BaseId { description })].into(),
        invocations: [Invocation {
            execution_successful: report.unreadable.is_empty(),
            tool_execution_notifications: report.unreadable.iter().map(refuse).collect(),
        }],
        artifacts: read.collect(),
        results: placed(report)
            .zip(prints)
            .map(|((place, finding), print)| outcome(&place, finding, print))
            .collect(),
    }
}

fn describe(rule: &rules::Rule) -> Descriptor {
    let said = page::section(rule.page, "说明").split("\n\n").next().unwrap_or_default();
    Descriptor {
        id: rule.code,
        name: rule.name,
        short_description: Text { text: rule.title.to_owned() },
        full_description: Text { text: if said.is_empty() { rule.title } else { said }.to_owned() },
        help: Help {
            text: format!("依据：{}\n改法：{}", page::basis(rule.page), page::advice(rule.page)),
            markdown: rule.page,
        },
        default_configuration: Configuration { level: level(rule.severity) },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn refuse(file: &Unreadable) -> Notification {
    let artifact_location = ArtifactLocation::new(&file.source_path);
    Notification {
        level: "error",
        message: Text { text: format!("读不出：{}", file.message) },
        locations: [Location {
            id: None,
            place: PhysicalLocation { artifact_location, region: None },
            message: None,
        }],
    }
}

fn outcome<'a>(place: &Place<'_>, finding: &'a Finding, print: String) -> Outcome<'a> {
    let related = finding.evidence.iter().enumerate().map(|(at, proof)| related(at, proof));
    Outcome {
        rule_id: &finding.rule,
        rule_index: rules::ALL.iter().position(|rule| rule.code == finding.rule),
        level: level(finding.severity),
        message: Text { text: mask(&finding.message) },
        locations: [Location {
            id: None,
            place: PhysicalLocation::new(place, &finding.text),
            message: None,
        }],
        partial_fingerprints: [("jianfu/v1", print)].into(),
        related_locations: related.collect(),
        suppressions: suppressions(finding),
        properties: Properties {
            confidence: finding.confidence,
            basis: &finding.basis,
            advice: &finding.advice,
            details: &finding.details,
        },
    }
}

fn related(at: usize, proof: &Evidence) -> Location {
    let note = if proof.note.is_empty() { "佐证" } else { &proof.note };
    Location {
        id: Some(at + 1),
        place: PhysicalLocation::new(&Place::of(proof), &proof.text),
        message: Some(Text { text: note.to_owned() }),
    }
}

/// Why a finding does not count; none for one that does.
fn suppressions(finding: &Finding) -> Vec<Suppression> {
    let justification = match (finding.state, &finding.exemption) {
        (State::New, _) => return Vec::new(),
        (State::Baseline, _) => "已列入基线".to_owned(),
        (State::Exempt, None) => "已豁免".to_owned(),
        (State::Exempt, Some(why)) => {
            let until = why.until.map_or(String::new(), |until| format!("，截至{until}"));
            format!("已豁免：{}（{}批准{until}）", why.reason, why.approver)
        }
    };
    vec![Suppression { kind: "external", status: "accepted", justification }]
}

impl PhysicalLocation {
    fn new(place: &Place<'_>, words: &str) -> Self {
        let snippet = (!words.is_empty()).then(|| Text { text: mask(words) });
        Self {
            artifact_location: ArtifactLocation::new(place.file),
            region: Some(Region {
                start_line: place.line,
                start_column: place.columns.map(|columns| columns.0),
                end_column: place.columns.map(|columns| columns.1),
                snippet,
            }),
        }
    }
}

impl ArtifactLocation {
    fn new(path: &str) -> Self {
        let path = path.replace('\\', "/");
        let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
        if drive {
            return Self {
                uri: format!("file:///{}", encode(&path).replacen("%3A", ":", 1)),
                uri_base_id: None,
            };
        }
        if path.starts_with('/') {
            return Self { uri: format!("file://{}", encode(&path)), uri_base_id: None };
        }
        let path = path.strip_prefix("./").unwrap_or(&path);
        Self { uri: encode(path), uri_base_id: Some(ROOT) }
    }
}

/// Percent-encodes everything but unreserved characters and slashes (RFC 3986).
fn encode(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        let check = |path: &str, uri: &str, based: bool| {
            let location = ArtifactLocation::new(path);
            assert_eq!((location.uri.as_str(), location.uri_base_id.is_some()), (uri, based));
        };
        check("./文 件/a.txt", "%E6%96%87%20%E4%BB%B6/a.txt", true);
        check("包.zip!a:b#1.txt", "%E5%8C%85.zip!a%3Ab%231.txt", true);
        check("/srv/a.txt", "file:///srv/a.txt", false);
        check(r"C:\公\a.txt", "file:///C:/%E5%85%AC/a.txt", false);
        check("-", "-", true);
    }
}
