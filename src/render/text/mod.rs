//! `--format text`: what a clerk reads. Chinese, the sentence shown, the place, the basis, the advice.

mod extract;
mod snippet;
mod tables;

use std::io::{self, Write};

use super::catalogue::severity;
use crate::config::{Config, Exempt};
use crate::finding::{Finding, Group, Severity, State};
use crate::report::{Audited, Met, Report};

pub use extract::extract;

/// How text is to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Use terminal colours.
    pub coloured: bool,
}

/// Writes the answer of `check`.
///
/// # Errors
/// When `out` cannot be written.
pub fn check(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for audited in &report.documents {
        document(audited, style, out)?;
    }
    meetings(report, style, out)?;
    stale(&report.stale, out)?;
    summary(report, out)
}

/// Writes the answer of `audit`.
///
/// # Errors
/// When `out` cannot be written.
pub fn audit(
    report: &Report,
    config: &Config,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for audited in report.documents.iter().filter(|audited| !audited.findings.is_empty()) {
        document(audited, style, out)?;
    }
    meetings(report, style, out)?;
    groups(report, out)?;
    tables::totals(report, config, out)?;
    stale(&report.stale, out)?;
    summary(report, out)
}

fn document(audited: &Audited, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let elements = &audited.reading.elements;
    let shown = [elements.title.as_deref(), elements.number.as_deref()];
    let shown: Vec<_> = shown.into_iter().flatten().collect();
    writeln!(out, "━━ {}", audited.reading.source)?;
    if !shown.is_empty() {
        writeln!(out, "   {}", shown.join("　"))?;
    }
    for warning in &audited.reading.warnings {
        writeln!(out, "   注意：{}", warning.message)?;
    }
    if audited.findings.is_empty() {
        return writeln!(out, "   未发现问题\n");
    }
    writeln!(out)?;
    findings(&audited.findings, Some(&audited.reading.source), style, out)
}

fn meetings(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    report
        .meetings
        .iter()
        .filter(|met| !met.findings.is_empty())
        .try_for_each(|met| meeting(met, style, out))
}

fn meeting(met: &Met, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let sitting = &met.sitting;
    writeln!(out, "━━ 会议：{}", sitting.title)?;
    let date = sitting.date.map(|date| date.strftime("%Y年%-m月%-d日").to_string());
    let line: Vec<_> = [sitting.organizer.clone(), date].into_iter().flatten().collect();
    writeln!(out, "   {}（依据：{}）\n", line.join("　"), sitting.sources.join("、"))?;
    findings(&met.findings, None, style, out)
}

fn findings(
    findings: &[Finding],
    source: Option<&str>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in findings {
        snippet::write(finding, source, style, out)?;
    }
    Ok(())
}

fn groups(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if !report.groups.is_empty() {
        writeln!(out, "━━ 可以合并或精简的")?;
    }
    for group in &report.groups {
        together(group, report, out)?;
    }
    Ok(())
}

fn together(group: &Group, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "   {}　{}", group.rule, group.reason)?;
    for member in &group.members {
        let sitting =
            report.meetings.iter().find(|met| met.sitting.id == *member).map(|met| &met.sitting);
        match sitting {
            Some(sitting) => {
                let date =
                    sitting.date.map_or_else(|| "日期不明".to_owned(), |date| date.to_string());
                writeln!(out, "     · {date}　{}", sitting.title)?;
            }
            None => writeln!(out, "     · {member}")?,
        }
    }
    if let Some(hours) = group.person_hours {
        writeln!(out, "     合并后约可省 {hours:.0} 人·小时")?;
    } else if let Some((from, to)) = group.range.filter(|_| group.plan.is_empty()) {
        writeln!(out, "     人数或时长未写全，可省 {from:.0} 至 {to:.0} 人·小时")?;
    }
    for line in &group.plan {
        writeln!(out, "     {line}")?;
    }
    writeln!(out)
}

fn stale(entries: &[Exempt], out: &mut dyn Write) -> io::Result<()> {
    for entry in entries {
        let whom = entry.document.as_deref().unwrap_or("全部文件");
        let until = entry.until.as_deref().map_or(String::new(), |until| format!("，截至 {until}"));
        writeln!(
            out,
            "提醒：豁免 {}（{whom}{until}；{}，{}批准）已过期或不再对应任何问题，请从配置中删去",
            entry.rule, entry.reason, entry.approver
        )?;
    }
    Ok(())
}

fn summary(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let count = |level| format!("{} {} 处", severity(level), report.count(level));
    let exempt = report.findings().filter(|finding| finding.state == State::Exempt).count();
    write!(out, "共 {} 份文件：{}，", report.documents.len(), count(Severity::Error))?;
    write!(out, "{}，{}", count(Severity::Warning), count(Severity::Info))?;
    if exempt > 0 {
        write!(out, "；已豁免 {exempt} 处")?;
    }
    let known = report.findings().filter(|finding| finding.state == State::Baseline).count();
    if known > 0 {
        write!(out, "；基线内 {known} 处")?;
    }
    if report.classified() > 0 {
        write!(out, "；涉密文件 {} 份，只登记、未读取", report.classified())?;
    }
    if !report.unreadable.is_empty() {
        write!(out, "；{} 份读不出（原因见错误输出）", report.unreadable.len())?;
    }
    writeln!(out)
}
