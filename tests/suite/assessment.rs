//! The 一致性评估表 that is written beside a commented draft: the page's table, with room to decide.

use std::fs;
use std::path::Path;

use jianfu::document::ParagraphKind;
use jianfu::ingest::{self, Input, Opened};

use crate::report::jianfu;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const TABLE: &str = "审核稿-一致性评估表.docx";

/// Paragraphs and rows as our own reader gives them.
fn read(bytes: Vec<u8>) -> Vec<(ParagraphKind, String)> {
    match ingest::parse(Opened::of_bytes(TABLE, bytes)) {
        Ok(Input::Document(source)) => {
            source.paragraphs.into_iter().map(|it| (it.kind, it.text)).collect()
        }
        _ => panic!("the table is a document"),
    }
}

/// The cells of the page's table, one row a question, tags taken out.
fn rows(page: &str) -> Vec<Vec<String>> {
    let table = page.split_once("class=\"assessment\"").expect("the table").1;
    let rows = table.split("<tr><td>").skip(1);
    let plain = |cell: &str| {
        let cell = cell.replace("</p>", " ").replace("<br>", " ");
        let parts = cell.split('<').map(|part| part.split_once('>').map_or(part, |it| it.1));
        parts.collect::<String>().split_whitespace().collect::<String>()
    };
    rows.map(|row| row.split("</td>").take(4).map(|cell| plain(&format!(">{cell}"))).collect())
        .collect()
}

/// Places are links on the page and paragraphs in the document: both are left out.
fn unplaced(text: &str) -> String {
    let mut text = text.split_whitespace().collect::<String>();
    for mark in ["段", "条"] {
        while let Some(end) = text.find(mark) {
            let Some(start) = text[..end].rfind('第') else { break };
            let number = &text[start + '第'.len_utf8()..end];
            if !number.trim_start_matches("会议").bytes().all(|byte| byte.is_ascii_digit()) {
                break;
            }
            text.replace_range(start..end + mark.len(), "");
        }
    }
    text
}

#[test]
fn the_table_beside_the_draft_is_the_page_s() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = folder.path();
    let draft = Path::new(ROOT).join("samples/文件/2026-03/33-青禾县供水管护方案.docx");
    let superior = Path::new(ROOT).join("samples/文件/2026-03/02-省厅农村供水管护意见.txt");
    let [draft, superior] = [&draft, &superior].map(|path| path.to_str().expect("UTF-8"));
    let start = ["check", draft, "--against", superior, "--fail-on", "never"];
    let done = jianfu(at, &[&start[..], &["--format", "docx", "-o", "审核稿.docx"]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stderr).contains(TABLE), "the clerk is told");
    let bytes = fs::read(at.join(TABLE)).expect("the table is written");
    let page = jianfu(at, &[&start[..], &["--format", "html"]].concat()).stdout;
    let page = rows(&String::from_utf8(page).expect("UTF-8"));
    let read = read(bytes.clone());
    let table: Vec<Vec<&str>> = read
        .iter()
        .filter(|(kind, _)| *kind == ParagraphKind::Table)
        .skip(1)
        .map(|(_, row)| row.split('\t').collect())
        .collect();
    assert!(page.len() >= 17 && page.len() == table.len(), "{} {}", page.len(), table.len());
    let mut answers = std::collections::BTreeSet::new();
    for (row, wanted) in table.iter().zip(&page) {
        let [number, question, answer, evidence, decision] = row[..] else { panic!("{row:?}") };
        answers.insert(answer);
        assert_eq!((number, answer), (wanted[0].as_str(), wanted[2].as_str()), "{question}");
        assert_eq!(question.split_whitespace().collect::<String>(), wanted[1]);
        let told = unplaced(&evidence.replace("审核稿批注", "正文旁注"));
        assert_eq!(told, unplaced(&wanted[3]), "{question}");
        assert!(decision.contains("□同意") && decision.contains("□不同意"));
    }
    assert_eq!(answers.into_iter().collect::<Vec<_>>(), ["否", "是", "需核实"]);
    let text: String = read.iter().map(|(_, text)| text.as_str()).collect();
    for said in ["为基层减负一致性评估表", "送审文件", "审核结论", "审核人：", "2024"]
    {
        assert!(text.contains(said), "{said}");
    }
    let again =
        jianfu(at, &[&start[..], &["--format", "docx", "-o", "审核稿.docx", "-q"]].concat());
    assert!(again.stderr.is_empty(), "quiet");
    assert_eq!(fs::read(at.join(TABLE)).expect("the table"), bytes, "the same bytes again");
}

#[test]
fn the_table_never_takes_the_draft_s_place() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = folder.path();
    let draft = Path::new(ROOT).join("samples/文件/2026-03/34-应急预案修订通知.docx");
    fs::copy(&draft, at.join(TABLE)).expect("a copy");
    let done = jianfu(at, &["check", TABLE, "--format", "docx", "-o", "审核稿.docx"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("不能是草稿本身"));
    assert!(!at.join("审核稿.docx").exists(), "nothing half done");
    let same = fs::read(at.join(TABLE)).ok() == fs::read(&draft).ok();
    assert!(same, "the draft is as it was");
}
