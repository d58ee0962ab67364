//! Crashes at every boundary of a transaction: what stood before it stands after, and the resumed run ends as an undisturbed one.
//!
//! Only tests have this: a child process ends itself without warning at the boundary it is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::ProgressBar;
use jiff::civil::date;

use super::tests::{finding, reading};
use super::{Ledger, key};
use crate::audit::{Request, audit};
use crate::config::Config;
use crate::ledger::{Results, Stored};
use crate::{monthly, recall, render};

/// Which boundary to end at, counted from 1: before the first commit, after it, before the second …
const BOUNDARY: &str = "JIANFU_TEST_CRASH";
/// Where the child works.
const FOLDER: &str = "JIANFU_TEST_FOLDER";

static PASSED: AtomicUsize = AtomicUsize::new(0);

/// A boundary of a transaction: ends the process where it is told to.
pub(super) fn boundary() {
    let at = std::env::var(BOUNDARY).ok().and_then(|text| text.parse::<usize>().ok());
    if at == Some(PASSED.fetch_add(1, Ordering::SeqCst) + 1) {
        std::process::abort();
    }
}

/// Runs one of the ignored tests below in a child that ends at a boundary; says whether it came to its own end.
fn child(test: &str, folder: &Path, boundary: usize) -> bool {
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", &format!("ledger::crash::{test}")])
        .env(FOLDER, folder)
        .env(BOUNDARY, boundary.to_string())
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    done.success()
}

fn office() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let papers = folder.path().join("文件");
    fs::create_dir(&papers).unwrap();
    let notice = |number: u8, matter: &str| {
        format!(
            "澜溪市水利局文件\n澜水资[2026]第{number}号\n澜溪市水利局关于报送{matter}进度的通知\n望桥区水利局：\n\
             请于2026年3月{number}日前将{matter}进度报送市水利局。\n澜溪市水利局\n2026年3月1日\n"
        )
    };
    fs::write(papers.join("1.txt"), notice(5, "清淤")).unwrap();
    fs::write(papers.join("2.txt"), notice(6, "检修")).unwrap();
    fs::write(papers.join("空.txt"), "").unwrap();
    let register = "会议名称,召开时间,主办单位,人数\n防汛会商会,2026-03-20 09:00,澜溪市水利局,30\n";
    fs::write(papers.join("会议台账.csv"), register).unwrap();
    folder
}

fn config() -> Config {
    Config::parse("", None).unwrap()
}

fn run_audit(folder: &Path, ledger: &mut Ledger) {
    let request = Request {
        paths: vec![folder.join("文件").display().to_string()],
        today: date(2026, 4, 1),
        ..Request::default()
    };
    audit(&request, &config(), Some(ledger), &ProgressBar::hidden()).unwrap();
}

/// The report of the month as JSON, and whether it came from the roll-ups.
fn report(ledger: &Ledger) -> (String, bool) {
    let (config, today) = (config(), date(2026, 4, 1));
    let month = monthly::Month::parse("2026-03").unwrap();
    let ground = recall::month(ledger, month, &config, today).unwrap();
    let query = monthly::Query { month, department: None, quotas: BTreeMap::new() };
    let mut text = Vec::new();
    let monthly = monthly::of(&ground, &query, &config).unwrap();
    render::report::json::write(&monthly, &mut text).unwrap();
    let stamp = recall::stamp(&config, today);
    (String::from_utf8(text).unwrap(), ledger.month("2026-03", &stamp).unwrap().is_some())
}

#[test]
#[ignore = "run by the test of crashes"]
fn audited_until_the_crash() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let mut ledger = Ledger::create_or_open(&Path::new(&folder).join("台账.db")).unwrap();
    run_audit(Path::new(&folder), &mut ledger);
}

#[test]
fn an_audit_survives_a_crash_at_every_boundary() {
    let office = office();
    let path = office.path().join("台账.db");
    assert!(child("audited_until_the_crash", office.path(), 0));
    let undisturbed = Ledger::create_or_open(&path).unwrap();
    let expect = (undisturbed.load().unwrap(), undisturbed.results().unwrap());
    let (expected, rolled) = report(&undisturbed);
    assert!(rolled && expect.0.len() == 2 && expected.contains("E801"));
    drop(undisturbed);

    let mut boundary = 1;
    loop {
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(office.path().join(format!("台账.db{ending}")));
        }
        if child("audited_until_the_crash", office.path(), boundary) {
            break;
        }
        let mut ledger = Ledger::create_or_open(&path).unwrap();
        let counts = ledger.verify().unwrap();
        // The first two boundaries are those of the tables' own transaction.
        let recorded = counts.documents + counts.registers + counts.unreadable;
        assert_eq!(recorded, (boundary / 2).saturating_sub(1).min(4), "boundary {boundary}");
        let known = ledger.known(&key(&config())).unwrap();
        assert_eq!(known.len(), counts.documents + counts.registers);
        // Even now what is recorded is reported rightly, only without roll-ups unless the last transaction was whole.
        let (_, rolled) = report(&ledger);
        assert_eq!(rolled, boundary == 12, "boundary {boundary}");
        run_audit(office.path(), &mut ledger);
        assert!((ledger.load().unwrap(), ledger.results().unwrap()) == expect);
        assert!(report(&ledger) == (expected.clone(), true), "boundary {boundary}");
        boundary += 1;
    }
    assert_eq!(boundary, 13, "tables, four files, results: two boundaries each");
}

#[test]
#[ignore = "run by the test of crashes"]
fn merged_until_the_crash() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let open = |name: &str| Ledger::create_or_open(&Path::new(&folder).join(name)).unwrap();
    let (mut here, there) = (open("甲.db"), open("乙.db"));
    here.merge(&there, false).unwrap();
    here.forget(&["共.txt".to_owned()].into()).unwrap();
}

#[test]
fn an_import_and_a_removal_are_done_whole_or_not_at_all() {
    let sources = |ledger: &Ledger| ledger.sources().unwrap();
    let expect = [&["共.txt"][..], &["乙1.txt", "乙2.txt", "共.txt"], &["乙1.txt", "乙2.txt"]];
    for boundary in 1..=5 {
        let folder = tempfile::tempdir().unwrap();
        let open = |name: &str| Ledger::create_or_open(&folder.path().join(name)).unwrap();
        let (mut here, mut there) = (open("甲.db"), open("乙.db"));
        here.record("k", &reading("共.txt"), &[]).unwrap();
        let results = Results { findings: vec![finding("共.txt")], ..Results::default() };
        here.replace_results(&results, None).unwrap();
        for name in ["共.txt", "乙1.txt", "乙2.txt"] {
            there.record("k", &reading(name), &[finding(name)]).unwrap();
        }
        drop((here, there));
        assert_eq!(child("merged_until_the_crash", folder.path(), boundary), boundary == 5);
        let here = open("甲.db");
        here.verify().unwrap();
        assert_eq!(sources(&here), expect[boundary / 2], "boundary {boundary}");
        assert_eq!(here.results().unwrap().findings.len(), usize::from(boundary < 4));
        assert_eq!(open("乙.db").sources().unwrap().len(), 3, "the other one is left alone");
    }
}

#[test]
#[ignore = "run by the test of crashes"]
fn opened_until_the_crash() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    Ledger::create_or_open(&Path::new(&folder).join("台账.db")).unwrap();
}

#[test]
fn an_upgrade_is_done_whole_or_not_at_all() {
    for boundary in 1..=3 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.db");
        super::schema::tests::first_version(&path, &reading("a.txt"));
        assert_eq!(child("opened_until_the_crash", folder.path(), boundary), boundary == 3);
        assert!(folder.path().join("台账.db.v1.bak").exists());
        let ledger = Ledger::create_or_open(&path).unwrap();
        assert!(
            ledger.load().unwrap() == [Stored { reading: reading("a.txt"), findings: Vec::new() }]
        );
        let backups = fs::read_dir(folder.path()).unwrap();
        let backups = backups
            .filter(|it| it.as_ref().unwrap().path().extension().is_some_and(|it| it == "bak"));
        assert_eq!(backups.count(), if boundary == 1 { 2 } else { 1 });
    }
}
