//! A unit's own holidays, from the file `jianfu.toml` names.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

const LEDGER: &str = "会议名称,召开时间,地点,主办单位,参会范围,人数,时长(小时),形式\n\
    全市林长制工作会议,2027-02-14 09:00,林业大楼,市林业局,县（区）林业局,40,2,现场\n";

/// Audits a ledger with a meeting on a Sunday of a year that is not built in.
fn audit(table: &str, holidays: Option<&str>) -> Output {
    let folder = TempDir::new().expect("a temporary folder");
    let config = format!("[jurisdiction]\nlevel = \"city\"\ncity = \"澜溪市\"\n{table}");
    fs::write(folder.path().join("jianfu.toml"), config).expect("a file");
    fs::create_dir(folder.path().join("台账")).expect("a folder");
    fs::write(folder.path().join("台账/会议台账.csv"), LEDGER).expect("a file");
    if let Some(text) = holidays {
        fs::write(folder.path().join("节假日.toml"), text).expect("a file");
    }
    run(folder.path())
}

fn run(folder: &Path) -> Output {
    Command::new(cargo_bin("jianfu"))
        .args(["audit", "台账", "--format", "json", "--fail-on", "never"])
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

/// Message and confidence of what M508 says of the meeting.
fn rest(output: &Output) -> Option<(String, String)> {
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = report["meetings"][0]["findings"].as_array()?;
    let finding = findings.iter().find(|finding| finding["rule"] == "M508")?;
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    Some((text("message"), text("confidence")))
}

const FILE: &str = "[calendar]\nfile = \"节假日.toml\"\n";

#[test]
fn a_make_up_day_of_the_own_file_is_worked() {
    let (message, confidence) = rest(&audit("", None)).expect("a Sunday");
    assert!(message.contains("2027年放假安排未收录"), "{message}");
    assert_eq!(confidence, "low");
    assert_eq!(rest(&audit(FILE, Some("work = [\"2027-02-14\"]"))), None);
    let other = audit(FILE, Some("off = [\"2027-02-06..2027-02-12\"]"));
    let (message, confidence) = rest(&other).expect("a Sunday");
    assert!(!message.contains("未收录"), "{message}");
    assert_eq!(confidence, "medium");
}

#[test]
fn a_calendar_that_cannot_be_used_stops_the_run() {
    let check = |table: &str, holidays: Option<&str>, expect: &str| {
        let output = audit(table, holidays);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expect), "{said}");
    };
    check(FILE, None, "节假日.toml");
    check(FILE, Some("of = []"), "是否想写“off”");
    check("[calendar]\nfle = \"节假日.toml\"\n", None, "是否想写“calendar.file”");
}
