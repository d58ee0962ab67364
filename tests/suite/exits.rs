//! The exit code of every command in every case: 0 clean, 1 findings, 2 could not run or something was unreadable.

use std::path::Path;

use crate::cli::{CLEAN, FAULTY, code, desk, jianfu, stderr};

/// Arguments, apart by blanks, and the code they come to.
fn check(folder: &Path, table: &[(&str, i32)]) {
    for (line, expect) in table {
        let args: Vec<&str> = line.split_whitespace().collect();
        let done = jianfu(folder, &args);
        assert_eq!(code(&done), *expect, "jianfu {line}\n{}", stderr(&done));
        // Never 2 without a word.
        assert!(*expect != 2 || !stderr(&done).trim().is_empty(), "jianfu {line} says nothing");
    }
}

fn office() -> tempfile::TempDir {
    let desk = desk(&[
        ("净.txt", CLEAN.as_bytes()),
        ("错.txt", FAULTY.as_bytes()),
        ("坏/空.txt", b""),
        ("坏/净.txt", CLEAN.as_bytes()),
        ("无/照片.png", b"\x89PNG"),
        ("错.toml", b"limits = 1"),
        ("基线.json", b"{"),
        ("库/不是库.db", b"not a ledger"),
    ]);
    check(
        desk.path(),
        &[
            ("audit 净.txt --ledger 净.db", 0),
            ("audit 错.txt --ledger 错.db", 1),
            ("audit 坏 --ledger 坏.db", 2),
        ],
    );
    desk
}

#[test]
fn check_exits() {
    check(
        office().path(),
        &[
            ("check 净.txt", 0),
            ("check 错.txt", 1),
            ("check 净.txt 错.txt", 1),
            ("check 无", 0),
            ("check 坏", 2),
            ("check 坏 错.txt", 2),
            ("check 没有.txt", 2),
            ("check 净.txt --against 没有.txt", 2),
            ("check 净.txt --ledger 没有.db", 2),
            ("check 净.txt --ledger 库/不是库.db", 2),
            ("check 净.txt --config 没有.toml", 2),
            ("check 净.txt --config 错.toml", 2),
            ("check 净.txt --pack 没有", 2),
            ("check 错.txt --fail-on never", 0),
            ("check 错.txt --fail-on info", 1),
            ("check 坏 --fail-on never", 2),
            ("check 错.txt --select W", 0),
            ("check 错.txt --ignore E801", 0),
            ("check 错.txt --select X9", 2),
            ("check 错.txt --baseline 没有.json", 2),
            ("check 错.txt --baseline 基线.json", 2),
            ("check 错.txt --baseline 新.json --write-baseline", 0),
            ("check 错.txt --baseline 新.json", 0),
            ("check 错.txt --write-baseline", 2),
            ("check 错.txt --format docx", 2),
            ("check 错.txt --format docx --output 出.docx", 2),
            ("check 净.txt --format xml", 2),
            ("check 净.txt --output 没有/出.txt", 2),
            ("check 净.txt --output 出.txt", 0),
            ("check 错.txt --format sarif", 1),
            ("check 错.txt --format junit", 1),
            ("check 错.txt --format github", 1),
            ("check 错.txt --format html", 1),
            ("check 错.txt --format json", 1),
            ("check 净.txt --jobs 0", 2),
            ("check 净.txt --stdin-filename 甲.txt", 2),
            ("check 没有 --watch", 2),
            ("check", 2),
            ("check --help", 0),
        ],
    );
}

#[test]
fn audit_exits() {
    check(
        office().path(),
        &[
            ("audit 净.txt", 0),
            ("audit 错.txt", 1),
            ("audit 错.txt --fail-on never", 0),
            // What the ledger holds already counts again.
            ("audit 错.txt --ledger 错.db", 1),
            ("audit 坏 --ledger 坏.db", 2),
            ("audit 没有 --ledger 净.db", 2),
            ("audit 净.txt --ledger 没有/库.db", 2),
            ("audit 净.txt --ledger 库/不是库.db", 2),
            ("audit 净.txt --format sarif", 0),
            ("audit 净.txt --format docx", 2),
            ("audit 净.txt --format json --output 没有/出.json", 2),
            ("audit", 2),
        ],
    );
}

#[test]
fn report_and_tasks_exits() {
    check(
        office().path(),
        &[
            ("report --ledger 净.db --month 2026-04", 0),
            // A report tells; it does not judge.
            ("report --ledger 错.db --month 2026-04", 0),
            ("report --ledger 净.db --month 2026-04 --format html", 0),
            ("report --ledger 净.db --month 2026-13", 2),
            ("report --ledger 净.db", 2),
            ("report --month 2026-04", 2),
            ("report --ledger 没有.db --month 2026-04", 2),
            ("report --ledger 库/不是库.db --month 2026-04", 2),
            ("report --ledger 净.db --month 2026-04 --config 错.toml", 2),
            ("report --ledger 净.db --month 2026-04 --output 没有/月报.md", 2),
            ("tasks --ledger 净.db", 0),
            ("tasks --ledger 净.db --due-within 7d", 0),
            ("tasks --ledger 净.db --due-within 七天", 2),
            ("tasks --ledger 净.db --format xlsx --output 任务.xlsx", 0),
            ("tasks --ledger 没有.db", 2),
            ("tasks --ledger 库/不是库.db", 2),
            ("tasks --ledger 净.db --output 没有/任务.txt", 2),
            ("tasks", 2),
        ],
    );
}

#[test]
fn extract_rules_and_init_exits() {
    check(
        office().path(),
        &[
            ("extract 净.txt", 0),
            ("extract 错.txt --why", 0),
            ("extract 坏", 2),
            ("extract 没有.txt", 2),
            ("extract 净.txt --config 错.toml", 2),
            ("extract 净.txt --format sarif", 2),
            ("extract", 2),
            ("rules", 0),
            ("rules w101", 0),
            ("rules W999", 2),
            ("rules --format md", 0),
            ("rules --format json", 2),
            ("rules --output 没有/规则.md", 2),
            ("rules --effective", 0),
            ("rules --effective E801 --format json", 0),
            ("rules --effective E8O1", 2),
            ("rules --effective --config 没有.toml", 2),
            ("rules --effective --config 错.toml", 2),
            ("rules --config 错.toml", 2),
            ("init", 0),
            ("init", 2),
            ("init --force", 0),
            ("init --force --extends 没有.toml", 2),
            ("check 净.txt", 0),
        ],
    );
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    check(
        office().path(),
        &[("", 2), ("chek 净.txt", 2), ("check --no-such", 2), ("--help", 0), ("--version", 0)],
    );
}
