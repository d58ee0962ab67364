//! `--format junit`: one test suite a document, one test case a finding, for the test view of a CI server.
//!
//! Findings at or above `--fail-on` are failures; exempted and baseline findings are skipped tests with their reason.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::catalogue::severity;
use crate::finding::{Finding, Severity, State};
use crate::privacy::mask;
use crate::report::Report;
use crate::rules;

/// Writes the report; findings at or above `fail_on` that count are failures, none where it is `None`.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(report: &Report, fail_on: Option<Severity>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(report, fail_on);
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = suites.iter().flat_map(|suite| &suite.cases);
    xml.write_event(Event::Start(counted(BytesStart::new("testsuites"), "减负检查", all)))?;
    for suite in &suites {
        let start = counted(BytesStart::new("testsuite"), &suite.name, suite.cases.iter());
        xml.write_event(Event::Start(start))?;
        for case in &suite.cases {
            write_case(case, &suite.name, &mut xml)?;
        }
        xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    writeln!(out)
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    outcome: Outcome,
}

enum Outcome {
    /// Nothing found, or something below the threshold: what there is to say.
    Passed(String),
    /// Kind, headline, details.
    Failed(&'static str, String, String),
    /// Could not be read: kind, why.
    Broken(String, String),
    /// Why it does not count.
    Skipped(String),
}

fn suites(report: &Report, fail_on: Option<Severity>) -> Vec<Suite> {
    let suite = |name: &str, findings: &[Finding]| {
        let mut cases: Vec<_> = findings.iter().map(|finding| judge(finding, fail_on)).collect();
        if cases.is_empty() {
            cases.push(Case {
                name: "未发现问题".to_owned(),
                outcome: Outcome::Passed(String::new()),
            });
        }
        Suite { name: visible(name), cases }
    };
    let documents =
        report.documents.iter().map(|audited| suite(&audited.reading.source, &audited.findings));
    let meetings = report.meetings.iter().filter(|met| !met.findings.is_empty());
    let meetings =
        meetings.map(|met| suite(&format!("会议：{}", met.sitting.title), &met.findings));
    let unreadable = report.unreadable.iter().map(|file| {
        let outcome = Outcome::Broken(format!("{:?}", file.kind), visible(&file.message));
        Suite {
            name: visible(&file.source_path),
            cases: vec![Case { name: "读取文件".to_owned(), outcome }],
        }
    });
    documents.chain(meetings).chain(unreadable).collect()
}

fn judge(finding: &Finding, fail_on: Option<Severity>) -> Case {
    let title = rules::ALL.iter().find(|rule| rule.code == finding.rule).map_or("", |it| it.title);
    let name = format!("{} {title}（第{}段）", finding.rule, finding.span.block + 1);
    let outcome = match (finding.state, &finding.exemption) {
        (State::Exempt, Some(why)) => {
            Outcome::Skipped(format!("已豁免：{}（{}批准）", why.reason, why.approver))
        }
        (State::Exempt, None) => Outcome::Skipped("已豁免".to_owned()),
        (State::Baseline, _) => Outcome::Skipped("已列入基线".to_owned()),
        (State::New, _) if fail_on.is_some_and(|level| finding.severity >= level) => {
            Outcome::Failed(
                severity(finding.severity),
                visible(&mask(&finding.message)),
                details(finding),
            )
        }
        (State::New, _) => {
            let headline = mask(&finding.message);
            let text = format!("{}：{headline}\n{}", severity(finding.severity), details(finding));
            Outcome::Passed(visible(&text))
        }
    };
    Case { name, outcome }
}

fn details(finding: &Finding) -> String {
    let mut lines = vec![format!("原文：{}", mask(&finding.text))];
    for proof in &finding.evidence {
        lines.push(format!("佐证：{}（{}）：{}", proof.note, proof.source, mask(&proof.text)));
    }
    lines.push(format!("依据：{}", finding.basis));
    lines.push(format!("建议：{}", finding.advice));
    visible(&lines.join("\n"))
}

/// The name and the four counts every reader of the format looks at.
fn counted<'a, 'c>(
    mut start: BytesStart<'a>,
    name: &str,
    cases: impl Iterator<Item = &'c Case>,
) -> BytesStart<'a> {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed(_) => {}
            Outcome::Failed(..) => failures += 1,
            Outcome::Broken(..) => errors += 1,
            Outcome::Skipped(_) => skipped += 1,
        }
    }
    start.push_attribute(("name", name));
    for (key, count) in
        [("tests", tests), ("failures", failures), ("errors", errors), ("skipped", skipped)]
    {
        start.push_attribute((key, u32::to_string(&count).as_str()));
    }
    start
}

fn write_case(case: &Case, suite: &str, xml: &mut Writer<impl Write>) -> io::Result<()> {
    let attributes = [("classname", suite), ("name", case.name.as_str())];
    let element = xml.create_element("testcase").with_attributes(attributes);
    match &case.outcome {
        Outcome::Passed(text) if text.is_empty() => element.write_empty(),
        Outcome::Passed(text) => element.write_inner_content(|inner| {
            inner.create_element("system-out").write_text_content(BytesText::new(text)).map(drop)
        }),
        Outcome::Failed(kind, message, text) => element.write_inner_content(|inner| {
            let failure = inner.create_element("failure");
            let failure = failure.with_attributes([("type", *kind), ("message", message.as_str())]);
            failure.write_text_content(BytesText::new(text)).map(drop)
        }),
        Outcome::Broken(kind, message) => element.write_inner_content(|inner| {
            let attributes = [("type", kind.as_str()), ("message", message.as_str())];
            inner.create_element("error").with_attributes(attributes).write_empty().map(drop)
        }),
        Outcome::Skipped(why) => element.write_inner_content(|inner| {
            let skipped = inner.create_element("skipped");
            skipped.with_attribute(("message", why.as_str())).write_empty().map(drop)
        }),
    }
    .map(drop)
}

/// Leaves out the characters XML 1.0 cannot hold.
fn visible(text: &str) -> String {
    let legal = |c: &char| {
        matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().filter(legal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_break_the_file() {
        assert_eq!(visible("甲\u{1}乙\u{b}\n丙\u{ffff}"), "甲乙\n丙");
    }
}
