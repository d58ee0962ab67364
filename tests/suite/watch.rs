//! `check --watch` as somebody at a desk sees it: each line read is awaited, nothing is timed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

use crate::cli::{CLEAN, FAULTY, code, desk, jianfu, stderr};

/// The program watching a folder; killed with the test.
struct Watch {
    program: Child,
    lines: BufReader<ChildStdout>,
}

impl Watch {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut program = Command::new(cargo_bin("jianfu"))
            .args(["check", ".", "--watch", "--quiet"])
            .args(args)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let lines = BufReader::new(program.stdout.take().expect("its output"));
        Self { program, lines }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        assert!(!line.is_empty(), "the program ended");
        line
    }

    /// Names of the documents in the next answer, with their counts of findings.
    fn answer(&mut self) -> Vec<(String, usize)> {
        let answer: Value = serde_json::from_str(&self.line()).expect("a line is an answer");
        let documents = answer["documents"].as_array().expect("documents").iter();
        let documents = documents.map(|document| {
            let name = document["source"].as_str().expect("a source");
            let found = document["findings"].as_array().expect("findings").len();
            (name.trim_start_matches("./").to_owned(), found)
        });
        documents.collect()
    }

    /// Presses Ctrl-C.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.program.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
        assert!(sent.success());
        self.program.wait().expect("it ends").code()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Gone already, as a rule.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[cfg(unix)]
#[test]
fn each_change_is_checked_alone() {
    let desk = desk(&[
        ("净.txt", CLEAN.as_bytes()),
        ("~$净.txt", FAULTY.as_bytes()),
        (".净.txt.swp", FAULTY.as_bytes()),
    ]);
    let named = |name: &str, found: usize| vec![(name.to_owned(), found)];
    let mut watch = Watch::start(desk.path(), &["--format", "json", "--select", "E801"]);
    assert_eq!(watch.answer(), named("净.txt", 0));
    fs::write(desk.path().join("错.txt"), FAULTY).expect("a draft is saved");
    assert_eq!(watch.answer(), named("错.txt", 1));
    // As Word saves: the new text under another name, then in place of the old.
    fs::write(desk.path().join("~$新.txt"), CLEAN).expect("a draft is saved");
    fs::rename(desk.path().join("~$新.txt"), desk.path().join("错.txt")).expect("it is renamed");
    assert_eq!(watch.answer(), named("错.txt", 0));
    fs::create_dir(desk.path().join("新")).expect("a folder");
    fs::write(desk.path().join("新/错.txt"), FAULTY).expect("a draft is saved");
    assert_eq!(watch.answer(), named("新/错.txt", 1));
    assert_eq!(watch.interrupt(), Some(1));
}

#[cfg(unix)]
#[test]
fn what_is_gone_no_longer_counts() {
    let desk = desk(&[("错.txt", FAULTY.as_bytes())]);
    let mut watch = Watch::start(desk.path(), &["--select", "E801"]);
    while !watch.line().contains("━━ ./错.txt") {}
    fs::remove_file(desk.path().join("错.txt")).expect("it is removed");
    while !watch.line().contains("已删除或移走") {}
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let desk = desk(&[("净.txt", CLEAN.as_bytes())]);
    let check = |args: &[&str], expect: &str| {
        let done = jianfu(desk.path(), &[&["check", "--watch"], args].concat());
        assert_eq!(code(&done), 2, "{args:?}");
        assert!(stderr(&done).contains(expect), "{}", stderr(&done));
    };
    check(&["没有"], "“没有”不存在");
    check(&["-"], "“-”不存在");
    check(&[".", "--format", "sarif"], "text 和 json");
    check(&[".", "--baseline", "基线.json", "--write-baseline"], "冲突");
}
