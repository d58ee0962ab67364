//! Tests of the ledger: what goes in comes out, whatever happens in between.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::*;
use crate::document::{Elements, Format, Span, UnreadableKind};
use crate::facts::fingerprint::Fingerprint;
use crate::facts::metrics::Metrics;
use crate::facts::roles::{Judged, Part, Role};
use crate::finding::{Confidence, Severity, State};
use crate::register::{Kind, Row};

pub(crate) fn reading(source: &str) -> Reading {
    Reading {
        source: source.to_owned(),
        format: Format::Txt,
        sha256: format!("{:064x}", xxh3_128(source.as_bytes())),
        elements: Elements {
            issuers: vec!["澜溪市水利局".to_owned()],
            number: Some("澜水发〔2026〕3号".to_owned()),
            title: Some("关于做好防汛工作的通知".to_owned()),
            kind: Some("通知".to_owned()),
            recipients: vec!["青禾县水利局".to_owned()],
            date: Some("2026-03-05".parse().unwrap()),
            ..Elements::default()
        },
        department: Some("澜溪市水利局".to_owned()),
        class: Class::InScope,
        metrics: Metrics { chars: 1200, pages: 3, sentences: 40, ..Metrics::default() },
        sentences: Vec::new(),
        fingerprint: Fingerprint((0..300).map(|n| n * 14_000_000 + 7).collect()),
        citations: Vec::new(),
        demands: Vec::new(),
        requests: Vec::new(),
        tasks: Vec::new(),
        forms: Vec::new(),
        filing: None,
        meeting: None,
        warnings: Vec::new(),
    }
}

pub(crate) fn finding(subject: &str) -> Finding {
    Finding {
        subject: subject.to_owned(),
        rule: "W103".to_owned(),
        severity: Severity::Warning,
        confidence: Confidence::High,
        message: "开头铺垫过长".to_owned(),
        span: Span { block: 3, start: 0, end: 5 },
        text: "为深入贯彻".to_owned(),
        line: String::new(),
        line_start: 0,
        page: None,
        basis: "依据".to_owned(),
        advice: "改法".to_owned(),
        evidence: Vec::new(),
        details: BTreeMap::from([("share".to_owned(), 0.723_456_789_012_345_6_f64.into())]),
        state: State::New,
        exemption: None,
    }
}

pub(crate) fn register(source: &str) -> Register {
    let cells = BTreeMap::from([("会议名称".to_owned(), "防汛会商会".to_owned())]);
    let rows = vec![Row { number: 1, cells }];
    let (kind, others) = (Kind::Meetings, Vec::new());
    Register { source: source.to_owned(), sha256: "ab".repeat(32), kind, rows, others }
}

pub(crate) fn unreadable(source: &str) -> Unreadable {
    Unreadable {
        source_path: source.to_owned(),
        kind: UnreadableKind::Encrypted,
        message: "文件有密码".to_owned(),
    }
}

pub(crate) fn fresh() -> (tempfile::TempDir, PathBuf, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let ledger = Ledger::create_or_open(&path).unwrap();
    (folder, path, ledger)
}

#[test]
fn what_goes_in_comes_out() {
    let (_folder, path, mut ledger) = fresh();
    let (a, b) = (reading("a.txt"), reading("乙.docx"));
    ledger.record("k", &b, &[]).unwrap();
    // What it does not keep: the roles of sentences.
    let judged = Judged { span: Span::default(), role: Role::Empty, part: Part::Body, why: None };
    let whole = Reading { sentences: vec![judged], ..a.clone() };
    ledger.record("k", &whole, &[finding("a.txt"), finding("a.txt")]).unwrap();
    ledger.record_register("k", &register("台账.csv")).unwrap();
    ledger.record_unreadable(&unreadable("c.pdf")).unwrap();
    let group = Group {
        rule: "F404".to_owned(),
        members: vec!["a.txt".to_owned()],
        reason: "相同".to_owned(),
        ..Group::default()
    };
    let results = Results { findings: vec![finding("x")], groups: vec![group] };
    ledger.replace_results(&results, None).unwrap();
    ledger.replace_results(&results, None).unwrap();
    ledger.close().unwrap();
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "one file, no log");

    let ledger = Ledger::open_existing(&path).unwrap();
    let traces = ledger.traces().unwrap();
    let marks: Vec<_> = traces.iter().map(|trace| (&*trace.source, &trace.fingerprint)).collect();
    assert_eq!(marks, [("a.txt", &a.fingerprint), ("乙.docx", &b.fingerprint)]);
    assert_eq!(traces[0].marks, crate::facts::trace::marks(&a));
    let sources = ["乙.docx", "没有", "a.txt"].map(str::to_owned);
    assert_eq!(ledger.readings(&sources).unwrap(), [b.clone(), a.clone()]);
    let expect = [
        Stored { reading: a.clone(), findings: vec![finding("a.txt"), finding("a.txt")] },
        Stored { reading: b, findings: Vec::new() },
    ];
    assert_eq!(ledger.load().unwrap(), expect);
    assert_eq!(ledger.lookup("a.txt", &a.sha256, "k").unwrap().as_ref(), Some(&expect[0]));
    assert_eq!(ledger.lookup("a.txt", &a.sha256, "other").unwrap(), None);
    assert_eq!(ledger.lookup("a.txt", "00", "k").unwrap(), None);
    assert_eq!(ledger.known("k").unwrap().len(), 3);
    assert!(ledger.known("other").unwrap().is_empty());
    assert_eq!(ledger.load_registers().unwrap(), [register("台账.csv")]);
    assert_eq!(ledger.load_unreadable().unwrap(), [unreadable("c.pdf")]);
    assert_eq!(ledger.results().unwrap(), results);
    let counts = Counts { documents: 2, findings: 2, registers: 1, unreadable: 1, stale: 0 };
    assert_eq!(ledger.verify().unwrap(), counts);
}

#[test]
fn a_path_holds_one_thing_at_a_time() {
    let (_folder, _, mut ledger) = fresh();
    ledger.record("k", &reading("a"), &[finding("a")]).unwrap();
    ledger.record_unreadable(&unreadable("a")).unwrap();
    assert_eq!(ledger.load().unwrap().len(), 1, "what was read before stays");
    ledger.record("k2", &reading("a"), &[]).unwrap();
    assert!(ledger.load_unreadable().unwrap().is_empty());
    assert!(ledger.load().unwrap()[0].findings.is_empty());
    ledger.record_register("k", &register("a")).unwrap();
    assert!(ledger.load().unwrap().is_empty());
    ledger.forget(&BTreeSet::from(["a".to_owned()])).unwrap();
    assert!(ledger.load_registers().unwrap().is_empty());
}

#[test]
fn of_a_classified_document_only_the_mark_is_kept() {
    let (_folder, path, mut ledger) = fresh();
    // Read before its mark was recognised; afterwards nothing of it may be left in the file.
    ledger.record("k", &reading("密.txt"), &[finding("密.txt")]).unwrap();
    let mut secret = reading("密.txt");
    secret.class = Class::Classified;
    secret.elements.secrecy = Some("秘密".to_owned());
    let mut marked = finding("密.txt");
    marked.rule = "D901".to_owned();
    ledger.record("k", &secret, &[finding("密.txt"), marked]).unwrap();
    let stored = ledger.load().unwrap().remove(0);
    assert_eq!(stored.reading.elements.secrecy.as_deref(), Some("秘密"));
    assert_eq!((stored.reading.elements.title, stored.findings.len()), (None, 1));
    assert_eq!(stored.findings[0].text, "秘密");
    ledger.close().unwrap();
    let bytes = fs::read(&path).unwrap();
    for text in ["防汛工作", "为深入贯彻", "澜水发"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}

/// The file and its log as a kill at this moment would leave them, opened anew.
fn after_kill(path: &Path) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["台账.db", "台账.db-wal"] {
        let from = path.with_file_name(name);
        if from.exists() {
            fs::copy(from, folder.path().join(name)).unwrap();
        }
    }
    let ledger = Ledger::create_or_open(&folder.path().join("台账.db")).unwrap();
    (folder, ledger)
}

#[test]
fn a_kill_at_any_boundary_keeps_what_was_recorded() {
    let (_folder, path, mut ledger) = fresh();
    let names = ["a", "b", "c", "d"];
    for (done, name) in names.iter().enumerate() {
        let (_copy, killed) = after_kill(&path);
        assert_eq!(killed.verify().unwrap().documents, done);
        assert_eq!(killed.known("k").unwrap().into_keys().collect::<Vec<_>>(), names[..done]);
        ledger.record("k", &reading(name), &[finding(name)]).unwrap();
    }
    // Killed, then run again to the end: the same as a run that was never killed.
    for stop in 0..names.len() {
        let (_folder, path, mut first) = fresh();
        names[..stop]
            .iter()
            .for_each(|name| first.record("k", &reading(name), &[finding(name)]).unwrap());
        let (_copy, mut second) = after_kill(&path);
        let known = second.known("k").unwrap();
        for name in names.iter().filter(|name| !known.contains_key(**name)) {
            second.record("k", &reading(name), &[finding(name)]).unwrap();
        }
        assert_eq!(second.load().unwrap(), ledger.load().unwrap());
    }
}

#[test]
fn a_kill_inside_a_transaction_leaves_nothing_of_it() {
    let (_folder, path, mut ledger) = fresh();
    ledger.record("k", &reading("a"), &[finding("a")]).unwrap();
    let transaction = ledger.connection.transaction().unwrap();
    rows::put_document(&transaction, "k", &reading("b"), &[finding("b")]).unwrap();
    rows::forget(&transaction, "a").unwrap();
    let (_copy, killed) = after_kill(&path);
    assert_eq!(killed.verify().unwrap().documents, 1);
    drop(transaction);
    assert_eq!(ledger.load().unwrap()[0].reading, reading("a"));

    let results = Results { findings: vec![finding("x")], ..Results::default() };
    ledger.replace_results(&results, None).unwrap();
    let transaction = ledger.connection.transaction().unwrap();
    results::put(&transaction, &Results::default()).unwrap();
    let (_copy, killed) = after_kill(&path);
    assert_eq!(killed.results().unwrap(), results);
    drop(transaction);
    assert_eq!(ledger.results().unwrap(), results);
}

/// Not a test of its own: what the next test starts in another process and kills.
#[test]
#[ignore = "run by the test of the kill"]
fn written_until_killed() {
    let Some(path) = std::env::var_os("JIANFU_TEST_LEDGER") else { return };
    let mut ledger = Ledger::create_or_open(Path::new(&path)).unwrap();
    for n in 0..100_000 {
        let name = format!("{n:06}");
        ledger.record("k", &reading(&name), &[finding(&name)]).unwrap();
    }
}

#[test]
fn a_killed_process_leaves_a_sound_ledger() {
    let (_folder, path, ledger) = fresh();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "ledger::tests::written_until_killed"])
        .env("JIANFU_TEST_LEDGER", &path)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while ledger.known("k").unwrap().len() < 30 {
        assert!(child.try_wait().unwrap().is_none(), "still writing");
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(ledger);
    child.kill().unwrap();
    child.wait().unwrap();
    let ledger = Ledger::create_or_open(&path).unwrap();
    let counts = ledger.verify().unwrap();
    assert!(counts.documents >= 30 && counts.documents == counts.findings);
    for (n, stored) in ledger.load().unwrap().iter().enumerate() {
        let name = format!("{n:06}");
        assert_eq!(stored, &Stored { reading: reading(&name), findings: vec![finding(&name)] });
    }
}

#[test]
fn only_what_changed_is_written_again() {
    let (_folder, _, mut ledger) = fresh();
    let names: Vec<String> = (0..50).map(|n| format!("{n}.txt")).collect();
    let mut results = Results {
        findings: names.iter().flat_map(|name| [finding(name), finding(name)]).collect(),
        ..Results::default()
    };
    ledger.replace_results(&results, None).unwrap();
    let changes = |ledger: &Ledger| ledger.connection.total_changes();
    let before = changes(&ledger);
    ledger.replace_results(&results, None).unwrap();
    assert_eq!(changes(&ledger) - before, 1, "the revision");
    results.findings[7].message = "另一句".to_owned();
    results.findings.remove(0);
    let before = changes(&ledger);
    ledger.replace_results(&results, None).unwrap();
    assert_eq!(changes(&ledger) - before, 1 + 2 + 1 + 2 + 2);
    let mut expect = results.findings.clone();
    expect.sort_by(|a, b| a.subject.cmp(&b.subject));
    assert!(ledger.results().unwrap().findings == expect);
}

#[test]
fn many_may_create_one_ledger_at_once() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.db");
        std::thread::scope(|scope| {
            for name in ["a", "b", "c"] {
                let path = &path;
                scope.spawn(move || {
                    let mut ledger = Ledger::create_or_open(path).unwrap();
                    ledger.record("k", &reading(name), &[]).unwrap();
                    ledger.close().unwrap();
                });
            }
        });
        assert_eq!(Ledger::open_existing(&path).unwrap().verify().unwrap().documents, 3);
    }
}

fn refusal(path: &Path, expect: &str) {
    let before = fs::read(path).ok();
    for opened in [Ledger::create_or_open(path), Ledger::open_existing(path)] {
        let message = opened.map(drop).unwrap_err().to_string();
        assert!(message.contains(expect), "{message}");
    }
    assert_eq!(fs::read(path).ok(), before, "left as it was");
}

#[test]
fn what_is_no_ledger_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("通知.txt"), "关于做好防汛工作的通知".repeat(100)).unwrap();
    refusal(&file("通知.txt"), "不是减负台账");
    let other = Connection::open(file("其他.db")).unwrap();
    other.execute_batch("CREATE TABLE a (b)").unwrap();
    refusal(&file("其他.db"), "不是减负台账");
    refusal(folder.path(), "不是减负台账");
    let (_folder, path, ledger) = fresh();
    ledger.connection.pragma_update(None, "user_version", 99).unwrap();
    ledger.close().unwrap();
    refusal(&path, "结构第99版");
}

#[test]
fn a_missing_ledger_is_created_only_by_an_audit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("无.db");
    let message = Ledger::open_existing(&path).unwrap_err().to_string();
    assert!(message.contains("没有找到台账") && !path.exists(), "{message}");
    let nowhere = folder.path().join("没有").join("台账.db");
    let message = Ledger::create_or_open(&nowhere).unwrap_err().to_string();
    assert!(message.contains("不存在"), "{message}");
    fs::write(&path, "").unwrap();
    assert!(Ledger::open_existing(&path).is_err());
    assert!(Ledger::create_or_open(&path).is_ok(), "an empty file becomes a ledger");
}

#[test]
fn damage_is_reported_and_never_a_panic() {
    let (_folder, path, mut ledger) = fresh();
    (0..40).for_each(|n| ledger.record("k", &reading(&format!("{n}.txt")), &[]).unwrap());
    ledger.close().unwrap();
    let whole = fs::read(&path).unwrap();
    let check = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let outcome = Ledger::open_existing(&path).and_then(|ledger| ledger.verify());
        let message = outcome.map(drop).unwrap_err().to_string();
        assert!(message.contains("已损坏") || message.contains("不是减负台账"), "{message}");
    };
    check(&whole[..whole.len() / 2]);
    check(&whole[..50]);
    let mut bytes = whole.clone();
    bytes[4096..].fill(0xA5);
    check(&bytes);
    fs::write(&path, &whole).unwrap();
    let ledger = Ledger::open_existing(&path).unwrap();
    ledger
        .connection
        .execute("UPDATE reading SET reading = '{' WHERE source = '3.txt'", [])
        .unwrap();
    assert!(matches!(ledger.load(), Err(Error::Damaged { .. })));
}

#[test]
fn a_full_disk_loses_nothing_recorded() {
    let (_folder, path, mut ledger) = fresh();
    ledger.record("k", &reading("a"), &[]).unwrap();
    let pages: u32 =
        ledger.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ledger.connection.pragma_update(None, "max_page_count", pages + 2).unwrap();
    let mut writes = (0..100).map(|n| ledger.record("k", &reading(&format!("b{n}")), &[]));
    let error = writes.find_map(Result::err).unwrap();
    assert!(matches!(error, Error::DiskFull { .. }), "{error}");
    let (_folder, _, mut other) = fresh();
    (0..20).for_each(|n| other.record("k", &reading(&format!("c{n}")), &[]).unwrap());
    let before = ledger.sources().unwrap();
    assert!(matches!(ledger.merge(&other, false), Err(Error::DiskFull { .. })));
    assert_eq!(ledger.sources().unwrap(), before, "nothing is taken by halves");
    drop(ledger);
    let ledger = Ledger::open_existing(&path).unwrap();
    assert!(ledger.verify().unwrap().documents >= 1);
    assert!(ledger.known("k").unwrap().contains_key("a"));
}

#[test]
fn a_ledger_in_use_is_waited_for_then_named() {
    let (_folder, path, mut ledger) = fresh();
    ledger.record("k", &reading("a"), &[]).unwrap();
    let mut other = Ledger::create_or_open(&path).unwrap();
    other.record("k", &reading("b"), &[]).unwrap();
    other.connection.busy_timeout(Duration::ZERO).unwrap();
    let transaction = ledger.connection.transaction().unwrap();
    rows::forget(&transaction, "a").unwrap();
    assert!(matches!(other.record("k", &reading("c"), &[]), Err(Error::Locked { .. })));
    assert!(matches!(other.compact(), Err(Error::Locked { .. })));
    assert_eq!(other.load().unwrap().len(), 2, "reading goes on");
    transaction.commit().unwrap();
    other.record("k", &reading("c"), &[]).unwrap();
    other.close().unwrap();
    assert_eq!(ledger.load().unwrap().len(), 2);
}

#[test]
fn a_closed_ledger_can_be_read_where_nothing_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账 #1 50%?.db");
    let mut ledger = Ledger::create_or_open(&path).unwrap();
    ledger.record("k", &reading("a"), &[]).unwrap();
    ledger.close().unwrap();
    let mut frozen = Ledger::open_frozen(&path).unwrap();
    assert_eq!(frozen.load().unwrap().len(), 1);
    assert!(matches!(frozen.record("k", &reading("b"), &[]), Err(Error::ReadOnly { .. })));
    frozen.close().unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn readings_of_another_version_are_named_not_used() {
    let (_folder, _, mut ledger) = fresh();
    ledger.record("k", &reading("旧"), &[finding("旧")]).unwrap();
    ledger.record("k", &reading("新"), &[finding("新")]).unwrap();
    ledger.connection.execute("UPDATE document SET version = 0 WHERE source = '旧'", []).unwrap();
    let stored = ledger.load().unwrap();
    assert_eq!((stored.len(), stored[0].findings.len()), (1, 1));
    assert_eq!(ledger.stale().unwrap(), ["旧"]);
    assert!(!ledger.known("k").unwrap().contains_key("旧"));
}

#[test]
fn the_key_follows_the_configuration() {
    let of = |text: &str| key(&Config::parse(text, None).unwrap());
    assert_eq!(of(""), of("# 说明"));
    assert_ne!(of(""), of("[limits]\nmeeting_people = 20"));
}
