//! What the ledger holds as CSV tables, for office IT and spreadsheets: UTF-8 with a byte order mark, Chinese headers.

use std::io::{self, Write};

use super::Stored;
use crate::corpus::sittings::{Sitting, SittingClass, Status};
use crate::document::{Class, Format};
use crate::facts::meeting::Form;
use crate::finding::{Finding, Severity, State};

/// One row a document.
///
/// # Errors
/// When `to` cannot be written.
pub fn documents(stored: &[Stored], to: &mut dyn Write) -> io::Result<()> {
    let header = [
        "路径",
        "格式",
        "单位",
        "成文日期",
        "口径",
        "文种",
        "发文字号",
        "标题",
        "主送",
        "正文字数",
        "页数",
        "要求报送次数",
        "问题条数",
    ];
    table(to, &header, stored.iter().map(document_row))
}

/// One row a finding, of documents and of sittings alike.
///
/// # Errors
/// When `to` cannot be written.
pub fn findings(findings: &[Finding], to: &mut dyn Write) -> io::Result<()> {
    let header =
        ["规则", "轻重", "文件或会议", "页", "问题", "原文", "依据", "改法", "状态", "豁免理由"];
    table(to, &header, findings.iter().map(finding_row))
}

/// One row a sitting.
///
/// # Errors
/// When `to` cannot be written.
pub fn sittings(sittings: &[Sitting], to: &mut dyn Write) -> io::Result<()> {
    let header = [
        "编号",
        "会议名称",
        "主办单位",
        "日期",
        "开始时间",
        "时长（小时）",
        "人数",
        "人·小时",
        "形式",
        "类别",
        "状态",
        "出处",
    ];
    table(to, &header, sittings.iter().map(sitting_row))
}

fn table(
    to: &mut dyn Write,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    // Without the mark, spreadsheets take UTF-8 for GBK.
    to.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    writer.flush()
}

/// A cell that a spreadsheet would run as a formula is marked as text.
fn harmless(cell: &str) -> String {
    let mark = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("{mark}{cell}")
}

fn document_row(stored: &Stored) -> Vec<String> {
    let (reading, elements) = (&stored.reading, &stored.reading.elements);
    vec![
        reading.source.clone(),
        format(reading.format).to_owned(),
        reading.department.clone().unwrap_or_default(),
        shown(elements.date),
        class(reading.class).to_owned(),
        shown(elements.kind.as_ref()),
        shown(elements.number.as_ref()),
        shown(elements.title.as_ref()),
        elements.recipients.join("、"),
        reading.metrics.chars.to_string(),
        reading.metrics.pages.to_string(),
        reading.requests.len().to_string(),
        stored.findings.len().to_string(),
    ]
}

fn finding_row(finding: &Finding) -> Vec<String> {
    let severity = match finding.severity {
        Severity::Error => "错误",
        Severity::Warning => "提醒",
        Severity::Info => "提示",
    };
    let state = match finding.state {
        State::New => "新发现",
        State::Baseline => "基线内",
        State::Exempt => "已豁免",
    };
    vec![
        finding.rule.clone(),
        severity.to_owned(),
        finding.subject.clone(),
        shown(finding.page),
        finding.message.clone(),
        finding.text.clone(),
        finding.basis.clone(),
        finding.advice.clone(),
        state.to_owned(),
        shown(finding.exemption.as_ref().map(|exemption| &exemption.reason)),
    ]
}

fn sitting_row(sitting: &Sitting) -> Vec<String> {
    let class = match sitting.class {
        SittingClass::Statutory => "法定或例行",
        SittingClass::Citywide => "全市性",
        SittingClass::Departmental => "部门系统",
        SittingClass::Special => "专项",
    };
    let status = match sitting.status {
        Status::Held => "召开",
        Status::Cancelled => "取消",
        Status::Rescheduled => "改期",
    };
    let form = match sitting.form {
        Form::InPerson => "现场",
        Form::Video => "视频",
        Form::Mixed => "现场加视频",
    };
    vec![
        sitting.id.clone(),
        sitting.title.clone(),
        shown(sitting.organizer.as_ref()),
        shown(sitting.date),
        shown(sitting.start.map(|time| time.strftime("%H:%M").to_string())),
        shown(sitting.minutes.map(|minutes| format!("{:.2}", f64::from(minutes) / 60.0))),
        shown(sitting.people),
        shown(sitting.person_hours().map(|hours| format!("{hours:.2}"))),
        form.to_owned(),
        class.to_owned(),
        status.to_owned(),
        sitting.sources.join("、"),
    ]
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn class(class: Class) -> &'static str {
    match class {
        Class::InScope => "口径内",
        Class::OffScope => "口径外",
        Class::Upward => "请示报告",
        Class::Parallel => "函",
        Class::Reply => "批复复函",
        Class::Minutes => "纪要",
        Class::MeetingNotice => "会议通知",
        Class::Personnel => "任免",
        Class::Classified => "涉密",
        Class::Other => "其他",
    }
}

fn format(format: Format) -> &'static str {
    match format {
        Format::Txt => "txt",
        Format::Md => "md",
        Format::Docx => "docx",
        Format::Doc => "doc",
        Format::Wps => "wps",
        Format::Rtf => "rtf",
        Format::Html => "html",
        Format::Pdf => "pdf",
        Format::Ofd => "ofd",
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
        Format::Xls => "xls",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{finding, reading};

    #[test]
    fn cells_are_quoted_and_harmless() {
        let mut document = reading("a,b.txt");
        document.elements.title = Some("=HYPERLINK(\"x\")".to_owned());
        let stored = [Stored { findings: vec![finding("a,b.txt")], reading: document }];
        let mut bytes = Vec::new();
        documents(&stored, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().unwrap().starts_with("\u{feff}路径,格式,单位"));
        assert_eq!(
            lines.next().unwrap(),
            "\"a,b.txt\",txt,澜溪市水利局,2026-03-05,口径内,通知,澜水发〔2026〕3号,\"'=HYPERLINK(\"\"x\"\")\",青禾县水利局,1200,3,0,1"
        );
        let mut bytes = Vec::new();
        findings(&[finding("a.txt")], &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("W103,提醒,a.txt,,开头铺垫过长,为深入贯彻,"), "{text}");
    }
}
