//! The samples down the whole line: whole outputs against snapshots, and what must never leave the program.

use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn run(args: &[&str]) -> String {
    let done = Command::new(cargo_bin("jianfu"))
        .args(args)
        .current_dir(ROOT)
        .output()
        .expect("the binary runs");
    String::from_utf8(done.stdout).expect("the output is UTF-8")
}

#[test]
fn audit_text() {
    let folder = TempDir::new().expect("a temporary folder");
    let ledger = folder.path().join("库.db").display().to_string();
    insta::assert_snapshot!("audit.txt", run(&["audit", "samples", "--ledger", &ledger]));
}

#[test]
fn audit_json() {
    let folder = TempDir::new().expect("a temporary folder");
    let ledger = folder.path().join("库.db").display().to_string();
    insta::assert_snapshot!(
        "audit.json",
        run(&["audit", "samples", "--ledger", &ledger, "--format", "json"])
    );
}

#[test]
fn extract_text() {
    let path = "samples/文件/2026-03/32-农村供水管护实施方案.docx";
    insta::assert_snapshot!("extract.txt", run(&["extract", path, "--why"]));
}

#[test]
fn classified_text_and_personal_data_never_leave() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("库.db");
    let ledger = path.display().to_string();
    let mut shown = String::new();
    for format in ["text", "json"] {
        shown += &run(&["audit", "samples", "--ledger", &ledger, "--format", format]);
        shown += &run(&["check", "samples", "--format", format]);
        shown += &run(&["extract", "samples", "--format", format]);
    }
    let stored = std::fs::read(&path).expect("the ledger is readable");
    let stored = String::from_utf8_lossy(&stored);
    for secret in [
        "这是一份虚构的示例",
        "关于示例事项的通知",
        "990101198903070016",
        "990102199206140024",
        "19900000101",
    ] {
        assert!(!shown.contains(secret), "{secret} was shown");
        assert!(!stored.contains(secret), "{secret} was stored");
    }
}
