//! What a comment says: rule and level, what is wrong, why, the basis, the advice. Personal numbers are masked.

use std::fmt::Write;

use super::tree::{Naming, Tree};
use crate::finding::{Confidence, Evidence, Finding, State};
use crate::ingest::docx::trace::REVIEWER;
use crate::privacy::mask;
use crate::render::catalogue::severity;
use crate::rules::{self, page};

const INITIALS: &str = "JF";
/// Most proofs told in one comment; a comment is read in a margin.
const PROOFS: usize = 5;

/// The comments part with comments added; a new part where there is none.
pub(super) fn part(
    existing: Option<&Tree<'_>>,
    naming: &Naming,
    comments: &[Comment<'_>],
) -> String {
    let Some(tree) = existing else {
        let (prefix, space) = (&naming.prefix, &naming.space);
        let name = prefix.trim_end_matches(':');
        let bound = Naming { declare: String::new(), ..naming.clone() };
        return format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<{prefix}comments xmlns:{name}=\"{space}\">{}</{prefix}comments>",
            written(comments, &bound)
        );
    };
    let own = written(comments, &Naming::of(tree));
    let Some(root) = tree.nodes.first() else { return String::new() };
    let (before, after) = (tree.text(0..root.close.start), root.close.start..tree.xml.len());
    if root.close.is_empty() {
        let opened = before.trim_end_matches("/>");
        return format!("{opened}>{own}</{}>{}", tree.written(root), tree.text(after));
    }
    format!("{before}{own}{}", tree.text(after))
}

/// A finding and the id of the comment on it.
pub(super) struct Comment<'a> {
    pub(super) id: u32,
    pub(super) finding: &'a Finding,
}

fn written(comments: &[Comment<'_>], naming: &Naming) -> String {
    let Naming { prefix, declare, .. } = naming;
    let mut out = String::new();
    for Comment { id, finding } in comments {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "<{prefix}comment{declare} {prefix}id=\"{id}\" {prefix}author=\"{REVIEWER}\" {prefix}initials=\"{INITIALS}\">"
        );
        for line in lines(finding) {
            let _ = write!(
                out,
                "<{prefix}p><{prefix}r><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}r></{prefix}p>",
                escape(&mask(&line))
            );
        }
        let _ = write!(out, "</{prefix}comment>");
    }
    out
}

fn lines(finding: &Finding) -> Vec<String> {
    let rule = rules::ALL.iter().find(|rule| rule.code == finding.rule);
    let title = rule.map_or("", |rule| rule.title);
    let level = severity(finding.severity);
    let unsure = if finding.confidence == Confidence::Low { "，需核实" } else { "" };
    let mut lines = vec![
        format!("【{level}】{} {title}{unsure}", finding.rule),
        format!("问题：{}", finding.message),
    ];
    lines.extend(finding.evidence.iter().take(PROOFS).map(why));
    if finding.evidence.is_empty() {
        let about = rule.map(|rule| page::section(rule.page, "说明")).unwrap_or_default();
        let about: String = first_paragraph(about);
        lines.extend((!about.is_empty()).then(|| format!("规则说明：{about}")));
    }
    let more = finding.evidence.len().saturating_sub(PROOFS);
    lines.extend((more > 0).then(|| format!("为什么：另有 {more} 处佐证，见文字或网页结果")));
    let last = [("依据", &finding.basis), ("建议", &finding.advice)];
    lines.extend(
        last.iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}：{text}")),
    );
    lines.extend(set_aside(finding));
    lines
}

fn why(proof: &Evidence) -> String {
    let words = if proof.text.is_empty() { String::new() } else { format!("：{}", proof.text) };
    format!("为什么：{}（{}）{words}", proof.note, proof.source)
}

/// The first paragraph of a page's section, as plain text.
fn first_paragraph(text: &str) -> String {
    let first = text.split("\n\n").next().unwrap_or_default();
    first.lines().map(str::trim).collect::<String>().replace(['`', '*'], "")
}

/// Why a finding does not count.
fn set_aside(finding: &Finding) -> Option<String> {
    match (finding.state, &finding.exemption) {
        (State::New, _) => None,
        (State::Baseline, _) => Some("已列入基线，不计入结果".to_owned()),
        (State::Exempt, Some(why)) => {
            Some(format!("已豁免：{}（{}批准）", why.reason, why.approver))
        }
        (State::Exempt, None) => Some("已豁免".to_owned()),
    }
}

/// Text as XML: signs escaped, what XML forbids left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' | '\n' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_added_to_those_there() {
        let check = |existing: &str, expect: &str| {
            let tree = Tree::read(existing).expect("a part");
            assert_eq!(part(Some(&tree), &Naming::of(&tree), &[]), expect);
        };
        check("<w:comments xmlns:w=\"u\"/>", "<w:comments xmlns:w=\"u\"></w:comments>");
        let one = "<w:comments xmlns:w=\"u\"><w:comment w:id=\"3\"/></w:comments>";
        check(one, one);
    }
}
