//! The 一致性评估表 of one draft as a Word document of its own, to be filled in, signed and kept with the draft: the same
//! questions, answers and evidence as at the end of the page.

use std::io;

use super::html::Desk;
use super::html::answers::{Asked, asked};
use super::html::notes::{self, Note};
use super::word::{Column, Look, Paper, Table};
use crate::privacy::mask;
use crate::report::{Audited, Report};

/// Millimetres a question is high at least, so that there is room to write.
const ROOM: f64 = 12.0;
/// The name and the shares of the columns.
const COLUMNS: [(&str, usize, Look); 5] = [
    ("序号", 6, Look::Centre),
    ("评估内容", 20, Look::Left),
    ("工具意见", 10, Look::Centre),
    ("证据", 40, Look::Left),
    ("审核人意见", 16, Look::Left),
];
const BOX: &str = "□同意\n□不同意\n理由：";

/// The table of the report's first draft.
///
/// # Errors
/// When the report has no draft, or the document cannot be packed.
pub fn write(report: &Report, desk: &Desk<'_>) -> io::Result<Vec<u8>> {
    let draft = report.documents.first().ok_or_else(|| io::Error::other("没有草稿"))?;
    let notes = notes::gather(draft, 1, report);
    let rows = asked(draft, &notes, desk);
    let table = Table {
        columns: COLUMNS
            .map(|(name, share, look)| Column { name: name.into(), share, look })
            .into(),
        rows: (1..).zip(&rows).map(|(number, row)| cells(number, row)).collect(),
        sum: false,
        tall: Some(ROOM),
        whole: false,
    };
    Paper::new(TITLE)
        .note(&about(draft))
        .note(&format!("{BASIS}“审核人意见”一栏请打勾，不同意的写明理由。"))
        .unnumbered(&table)
        .note("审核结论：□符合　　□修改后印发　　□不予印发")
        .note("审核人：＿＿＿＿＿＿＿＿　　　　日期：＿＿＿＿＿＿＿＿")
        .finish()
}

/// What the table is called.
pub(super) const TITLE: &str = "为基层减负一致性评估表";
/// What it rests on and how far an answer goes.
pub(super) const BASIS: &str = "依据：《整治形式主义为基层减负若干规定》（2024）。工具意见只是线索：“是”指发现这类问题，“否”指没有发现，“需核实”指凭文字不能确定；是否属实，由审核人判断。";

/// Which draft it is about; the sum tells the version.
fn about(draft: &Audited) -> String {
    let reading = &draft.reading;
    let unknown = || "（未识别）".to_owned();
    let title = reading.elements.title.clone().unwrap_or_else(unknown);
    let number = reading.elements.number.clone().unwrap_or_else(unknown);
    let sum: String = reading.sha256.chars().take(16).collect();
    mask(&format!(
        "送审文件：{title}\n发文字号：{number}\n文件：{}（SHA-256 前16位：{sum}）",
        reading.source
    ))
}

fn cells(number: usize, row: &Asked<'_>) -> Vec<String> {
    let question = format!("{}\n{}", row.question.topic, row.question.asks);
    let mut evidence: Vec<String> = Vec::new();
    if !row.because.is_empty() {
        evidence.push(row.because.clone());
    }
    evidence.extend(row.shown().map(proof));
    if row.more() > 0 {
        evidence.push(format!("另有 {} 处，见审核稿批注", row.more()));
    }
    vec![
        number.to_string(),
        question,
        row.answer.word().to_owned(),
        mask(&evidence.join("\n")),
        BOX.to_owned(),
    ]
}

/// 第4段　W101 …“…”
fn proof(note: &Note<'_>) -> String {
    let span = note.finding.span;
    let proof = notes::proof(note.finding);
    match (note.of_sitting, span.start == span.end) {
        (true, _) => format!("{}　{proof}", note.label),
        // It is about the whole.
        (false, true) => proof,
        (false, false) => format!("第{}段　{proof}", span.block + 1),
    }
}
