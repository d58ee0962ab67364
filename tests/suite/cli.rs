//! The command line as an office's IT sees it: exit codes, bad input, streams, resumption.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs the binary in `folder`.
pub(crate) fn jianfu(folder: &Path, args: &[&str]) -> Output {
    Command::new(cargo_bin("jianfu"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

pub(crate) fn desk(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

pub(crate) const CLEAN: &str = "澜溪市水利局文件\n澜水资〔2026〕3号\n澜溪市水利局关于停止清源街泵站运行的通知\n望桥区水利局：\n\
    清源街泵站2026年5月6日8时停止运行，原供水户改由东门水厂供水，停水时间不超过2小时。\n澜溪市水利局\n2026年4月28日\n";
pub(crate) const FAULTY: &str = "澜溪市水利局文件\n澜水资[2026]第3号\n澜溪市水利局关于停止清源街泵站运行的通知\n望桥区水利局：\n\
    清源街泵站2026年5月6日8时停止运行。\n澜溪市水利局\n2026年4月28日\n";

#[test]
fn exit_codes() {
    let desk =
        desk(&[("净.txt", CLEAN.as_bytes()), ("错.txt", FAULTY.as_bytes()), ("空.txt", b"")]);
    let run = |args: &[&str]| code(&jianfu(desk.path(), args));
    assert_eq!(run(&["check", "净.txt"]), 0);
    assert_eq!(run(&["check", "错.txt"]), 1);
    assert_eq!(run(&["check", "错.txt", "--fail-on", "never"]), 0);
    assert_eq!(run(&["check", "错.txt", "--ignore", "E801"]), 0);
    assert_eq!(run(&["check", "错.txt", "--select", "W"]), 0);
    assert_eq!(run(&["check", "空.txt"]), 2);
    assert_eq!(run(&["check", "没有.txt"]), 2);
    assert_eq!(run(&["check"]), 2);
    assert_eq!(run(&["--help"]), 0);
}

#[test]
fn bad_files_are_named_and_the_rest_is_done() {
    let desk = desk(&[
        ("空.txt", b""),
        ("垃圾.docx", &[0x07; 300]),
        ("空.pdf", b""),
        ("净.txt", CLEAN.as_bytes()),
    ]);
    let done = jianfu(
        desk.path(),
        &["check", "空.txt", "垃圾.docx", "空.pdf", "净.txt/里面", "净.txt", "--format", "json"],
    );
    assert_eq!(code(&done), 2);
    let answer = json(&done);
    assert_eq!(answer["documents"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["unreadable"].as_array().map(Vec::len), Some(4));
    for name in ["空.txt", "垃圾.docx", "空.pdf", "净.txt/里面"] {
        assert!(stderr(&done).contains(name), "{name} is not named: {}", stderr(&done));
    }
}

#[test]
fn unknown_key_names_the_nearest() {
    let desk = desk(&[
        ("净.txt", CLEAN.as_bytes()),
        ("jianfu.toml", "[jurisdiction]\nprovnce = \"岚川省\"\n".as_bytes()),
    ]);
    let done = jianfu(desk.path(), &["check", "净.txt"]);
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("jurisdiction.province"), "{}", stderr(&done));
}

#[test]
fn unknown_rule_is_refused() {
    let desk = desk(&[("净.txt", CLEAN.as_bytes())]);
    let done = jianfu(desk.path(), &["check", "净.txt", "--select", "E8O1"]);
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("E801"), "{}", stderr(&done));
}

#[test]
fn missing_ledger_is_said() {
    let desk = desk(&[("净.txt", CLEAN.as_bytes())]);
    let done = jianfu(desk.path(), &["check", "净.txt", "--ledger", "没有.db"]);
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("没有.db"), "{}", stderr(&done));
    assert!(!desk.path().join("没有.db").exists());
}

/// A notice of one office: number, what it is about, dated.
fn notice(serial: u32, about: &str, date: &str) -> String {
    format!(
        "澜溪市水利局文件\n澜水发〔2026〕{serial}号\n关于{about}的通知\n各县（区）水利局：\n青禾县泵站有水泵12台、闸门7座，3月20日前逐台试机、逐座启闭，漏水的更换密封圈，记下台号和日期。\n望桥区泵站有水泵9台、闸门4座，由区水利工程站检修，4月10日前修好，市水利局抽查其中3台。\n澜溪市水利局\n{date}\n"
    )
}

#[test]
fn a_notice_recorded_earlier_is_no_superior() {
    let (first, draft) = (
        notice(3, "检修泵站设备", "2026年3月1日"),
        notice(9, "再次做好检修泵站设备工作", "2026年3月12日"),
    );
    let desk = desk(&[("台账/旧.txt", first.as_bytes()), ("稿.txt", draft.as_bytes())]);
    let audited =
        jianfu(desk.path(), &["audit", "台账", "--ledger", "库.db", "--fail-on", "never"]);
    assert_eq!(code(&audited), 0, "{}", stderr(&audited));
    let check = ["check", "稿.txt", "--ledger", "库.db", "--format", "json"];
    let done = jianfu(desk.path(), &check);
    let answer = json(&done);
    let findings = answer["documents"][0]["findings"].as_array().expect("findings");
    let rules: Vec<_> = findings.iter().filter_map(|finding| finding["rule"].as_str()).collect();
    assert!(rules.contains(&"F403") && !rules.contains(&"C201"), "{rules:?}");

    // Recorded by an older version: not compared with, and said so.
    let base = rusqlite::Connection::open(desk.path().join("库.db")).expect("the ledger opens");
    base.execute_batch("UPDATE document SET version = 0; UPDATE trace SET version = 0")
        .expect("the version can be set");
    base.close().expect("the ledger closes");
    let done = jianfu(desk.path(), &check);
    assert!(stderr(&done).contains("旧版程序"), "{}", stderr(&done));
}

#[test]
fn newer_ledger_is_refused_untouched() {
    let desk = desk(&[("净.txt", CLEAN.as_bytes())]);
    assert_eq!(code(&jianfu(desk.path(), &["audit", "净.txt", "--ledger", "库.db"])), 0);
    let path = desk.path().join("库.db");
    let base = rusqlite::Connection::open(&path).expect("the ledger opens");
    base.pragma_update(None, "user_version", 9999).expect("the version can be set");
    base.close().expect("the ledger closes");
    let before = fs::read(&path).expect("the ledger is readable");
    let done = jianfu(desk.path(), &["audit", "净.txt", "--ledger", "库.db"]);
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("库.db"), "{}", stderr(&done));
    assert!(
        fs::read(&path).expect("the ledger is readable") == before,
        "the newer ledger was changed"
    );
}

#[test]
fn junk_ledger_is_refused_untouched() {
    let desk =
        desk(&[("净.txt", CLEAN.as_bytes()), ("库.db", "这不是台账库".repeat(99).as_bytes())]);
    let before = fs::read(desk.path().join("库.db")).expect("the file is readable");
    let done = jianfu(desk.path(), &["audit", "净.txt", "--ledger", "库.db"]);
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("库.db"), "{}", stderr(&done));
    assert!(fs::read(desk.path().join("库.db")).expect("the file is readable") == before);
}

#[test]
fn standard_input_in_gb18030() {
    let (bytes, _, _) = encoding_rs::GB18030.encode(FAULTY);
    let mut child = Command::new(cargo_bin("jianfu"))
        .args(["check", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), &bytes)
        .expect("the pipe takes it");
    let done = child.wait_with_output().expect("the binary ends");
    assert_eq!(code(&done), 1);
    assert_eq!(json(&done)["documents"][0]["elements"]["number"], "澜水资[2026]第3号");
}

#[test]
fn threads_and_runs_change_no_byte() {
    let desk = desk(&[]);
    let samples = format!("{ROOT}/samples");
    let run = |jobs: &str, ledger: &str| {
        jianfu(
            desk.path(),
            &["audit", &samples, "--ledger", ledger, "--format", "json", "--jobs", jobs],
        )
    };
    let first = run("1", "一.db");
    let again = run("2", "一.db");
    assert!(first.stdout == run("2", "二.db").stdout, "two threads gave other bytes");
    assert!(first.stdout == again.stdout, "a second run gave other bytes");
    assert!(
        stderr(&again).contains("新读取 0 份"),
        "the second run read files again: {}",
        stderr(&again)
    );
}

#[test]
fn killed_audit_resumes_to_the_same_result() {
    let desk = desk(&[]);
    for number in 0..400 {
        let text = CLEAN
            .replace("3号", &format!("{}号", number + 1))
            .replace("2小时", &format!("{}小时", number + 2));
        fs::write(desk.path().join(format!("{number:03}.txt")), text).expect("a file");
    }
    let args = |ledger: &'static str| {
        ["audit", ".", "--ledger", ledger, "--format", "json", "--fail-on", "never"]
    };
    let ledgers = TempDir::new().expect("a temporary folder");
    let killed = ledgers.path().join("断.db");
    let mut child = Command::new(cargo_bin("jianfu"))
        .args(["audit", ".", "--format", "json", "--jobs", "1", "--ledger"])
        .arg(&killed)
        .current_dir(desk.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let recorded = || {
        let base = rusqlite::Connection::open_with_flags(
            &killed,
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
        )
        .ok()?;
        base.query_row("SELECT count(*) FROM document", [], |row| row.get::<_, u32>(0)).ok()
    };
    while recorded().unwrap_or(0) < 3 && child.try_wait().expect("the child can be asked").is_none()
    {
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("the child can be killed");
    child.wait().expect("the child ends");
    let base = rusqlite::Connection::open(&killed).expect("the ledger opens");
    let sound: String = base
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("the ledger can be checked");
    assert_eq!(sound, "ok");
    drop(base);
    let resumed = Command::new(cargo_bin("jianfu"))
        .args(["audit", ".", "--format", "json", "--fail-on", "never", "--ledger"])
        .arg(&killed)
        .current_dir(desk.path())
        .output()
        .expect("the binary runs");
    let undisturbed = jianfu(desk.path(), &args("../整.db"));
    assert_eq!(code(&resumed), 0);
    assert!(resumed.stdout == undisturbed.stdout, "the resumed run gave another result");
    let _ = fs::remove_file(desk.path().join("../整.db"));
}

#[test]
fn stale_exemption_is_said() {
    let toml = "[[exempt]]\nrule = \"E801\"\ndocument = \"净.txt\"\nreason = \"旧文号\"\napprover = \"甲\"\nuntil = \"2030-01-01\"\n";
    let desk = desk(&[("净.txt", CLEAN.as_bytes()), ("jianfu.toml", toml.as_bytes())]);
    let done = jianfu(desk.path(), &["check", "净.txt"]);
    assert!(String::from_utf8_lossy(&done.stdout).contains("不再对应任何问题"));
}

#[test]
fn exempted_error_does_not_fail() {
    let toml = "[[exempt]]\nrule = \"E801\"\ndocument = \"错.txt\"\nreason = \"旧文号\"\napprover = \"甲\"\nuntil = \"2999-01-01\"\n";
    let desk = desk(&[("错.txt", FAULTY.as_bytes()), ("jianfu.toml", toml.as_bytes())]);
    let done = jianfu(desk.path(), &["check", "错.txt"]);
    assert_eq!(code(&done), 0);
    let shown = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(shown.contains("旧文号") && shown.contains("甲批准"), "{shown}");
}

#[test]
fn init_writes_once() {
    let desk = desk(&[]);
    assert_eq!(code(&jianfu(desk.path(), &["init"])), 0);
    assert_eq!(code(&jianfu(desk.path(), &["init"])), 2);
    fs::write(desk.path().join("净.txt"), CLEAN).expect("a file");
    assert_eq!(
        code(&jianfu(desk.path(), &["check", "净.txt"])),
        0,
        "the template is a valid configuration"
    );
}

#[test]
fn rules_show_a_page() {
    let desk = desk(&[]);
    let done = jianfu(desk.path(), &["rules", "m501"]);
    assert!(String::from_utf8_lossy(&done.stdout).starts_with("# M501 同一事项重复开会"));
    assert_eq!(code(&jianfu(desk.path(), &["rules", "X999"])), 2);
}

#[test]
fn learns_passages_and_keeps_decisions() {
    let bureaus = ["水利局", "林业局", "民政局"];
    let habit =
        "各单位要倒排工期，把进度表贴在公示栏，做到进度人人知晓，逾期的由分管领导向全体干部说明。";
    let paper = |at: usize| {
        let bureau = bureaus[at % 3];
        format!(
            "澜溪市{bureau}文件\n澜字〔2026〕{at}号\n澜溪市{bureau}关于检修{at}号井的通知\n望桥区{bureau}：\n\
             {at}号井于4月{}日前检修。{habit}\n澜溪市{bureau}\n2026年3月5日\n",
            at + 1
        )
    };
    let papers: Vec<(String, String)> =
        (1..7).map(|at| (format!("文件/{at}.txt"), paper(at))).collect();
    let files: Vec<(&str, &[u8])> =
        papers.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let desk = desk(&files);
    let run = |args: &[&str]| jianfu(desk.path(), args);
    run(&["audit", "文件", "--ledger", "库.db"]);
    let table = desk.path().join("惯用段落.tsv");
    let learn = || run(&["learn", "--ledger", "库.db", "-o", "惯用段落.tsv"]);
    assert_eq!(code(&learn()), 0, "{}", stderr(&learn()));
    let written = fs::read_to_string(&table).expect("the table is written");
    assert!(written.contains("\n\t6\t3\t各单位要倒排工期"), "{written}");
    // Undecided, it is not used; decided on, it is, and learning again keeps the decision.
    fs::write(desk.path().join("jianfu.toml"), "passages = \"惯用段落.tsv\"\n").expect("a file");
    let check = || run(&["check", "文件/1.txt", "--select", "W105", "--fail-on", "info"]);
    assert_eq!(code(&check()), 0, "{}", stderr(&check()));
    // A spreadsheet saves in another encoding.
    let decided = written.replace("\n\t6\t3\t", "\n用\t6\t3\t");
    let utf16: Vec<u8> = decided.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&table, utf16).expect("a file");
    assert_eq!(code(&check()), 1, "{}", stderr(&check()));
    assert_eq!(code(&learn()), 0);
    assert!(
        fs::read_to_string(&table).expect("the table").contains("\n用\t6\t3\t各单位要倒排工期")
    );
    // What cannot be read is not written over; what is gone is said.
    fs::write(&table, "决定\t段落\n好\t一句话\n").expect("a file");
    assert_eq!(code(&learn()), 2);
    assert_eq!(fs::read_to_string(&table).expect("the table"), "决定\t段落\n好\t一句话\n");
    assert_eq!(code(&check()), 2, "a wrong table is an error");
    fs::write(desk.path().join("jianfu.toml"), "").expect("a file");
    fs::remove_file(&table).expect("removed");
    fs::remove_file(desk.path().join("文件/1.txt")).expect("removed");
    let done = learn();
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("文件/1.txt"), "{}", stderr(&done));
}
