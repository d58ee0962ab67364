//! What a check of one draft beside a ledger costs: on a desk already laid, and from a cold start.
//!
//! `cargo bench --bench desk` lays a Word draft of 3,000 characters beside 10,000 recorded documents (`JIANFU_DOCUMENTS`
//! for another number); `cargo test --benches` only runs it, beside 200.

#![expect(clippy::print_stdout, reason = "a measurement says what it measured")]

#[path = "ledger/city.rs"]
#[expect(dead_code, reason = "the other half is for the ledger's own measurement")]
mod city;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use docx_rs::{Docx, Paragraph, Run};
use jianfu::audit::Request;
use jianfu::config::Config;
use jianfu::desk::Desk;
use jianfu::facts::Reading;
use jianfu::ledger::{self, Ledger};
use jianfu::segment;

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let asked = std::env::var("JIANFU_DOCUMENTS").ok().and_then(|text| text.parse().ok());
    let documents = asked.unwrap_or(if measured { 10_000 } else { 200 });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (draft, store) = (folder.path().join("稿.docx"), folder.path().join("台账.db"));
    let chars = write(&draft);
    let config = Config::parse("", None).expect("the default pack is right");
    record(&store, &config, documents);
    println!("a draft of {chars} characters beside {documents} documents");

    let rounds = if measured { 30 } else { 1 };
    warm(&draft, &store, &config, rounds);
    cold(&draft, &store, rounds);
}

/// The draft changes and is checked again, by the same process.
fn warm(draft: &Path, store: &Path, config: &Config, rounds: usize) {
    let ledger = Ledger::open_existing(store).expect("the ledger");
    let request = Request::default();
    let mut desk = Desk::new(&request, config, Some(&ledger)).expect("the ledger can be read");
    let file = [draft.display().to_string()];
    let mut check = || {
        let report = desk.renew(&file, &[]).expect("a report");
        assert_eq!(report.documents.len(), 1, "{:?}", report.unreadable);
        report
    };
    check();
    say("warm check", rounds, || drop(black_box(check())));
}

/// A new process for each check, and what of it the dictionary takes.
fn cold(draft: &Path, store: &Path, rounds: usize) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_jianfu"));
    let run = |arguments: &[&std::ffi::OsStr]| {
        let done = Command::new(&program).args(arguments).output().expect("the program runs");
        assert!(done.status.code().is_some_and(|code| code < 2), "{done:?}");
    };
    say("cold check without a ledger", rounds, || run(&["check".as_ref(), draft.as_ref()]));
    let beside = ["check".as_ref(), draft.as_ref(), "--ledger".as_ref(), store.as_ref()];
    say("cold check beside the ledger", rounds, || run(&beside));
    say("dictionary load", rounds, segment::load);
}

/// Prints the least and the middle of several runs.
fn say(what: &str, rounds: usize, mut run: impl FnMut()) {
    let time = || {
        let clock = Instant::now();
        run();
        clock.elapsed()
    };
    let mut times: Vec<Duration> = std::iter::repeat_with(time).take(rounds).collect();
    times.sort_unstable();
    let ms = |at: usize| times.get(at).map_or(0.0, |took| took.as_secs_f64() * 1000.0);
    println!("{:>8.1} ms least, {:>8.1} ms middle  {what}", ms(0), ms(times.len() / 2));
}

/// Records a city's documents. Each shares a passage with the one before, as offices' documents do.
fn record(path: &Path, config: &Config, documents: usize) {
    let key = ledger::key(config);
    let mut store = Ledger::create_or_open(path).expect("a new ledger");
    let months = (0..city::MONTHS).flat_map(|at| city::month(at, documents).readings);
    for reading in months {
        store.record(&key, &shared(reading), &[]).expect("recorded");
    }
    store.close().expect("closed");
}

/// One hash in five is of a formula that a hundred documents have.
fn shared(mut reading: Reading) -> Reading {
    for hash in reading.fingerprint.0.iter_mut().step_by(5) {
        *hash = *hash / 1_000_003 * 1_000_003;
    }
    reading.fingerprint.0.sort_unstable();
    reading.fingerprint.0.dedup();
    reading
}

/// Writes a draft that cites recorded documents and asks for something in every section; gives its characters.
fn write(path: &Path) -> usize {
    let mut lines = vec![
        "澜溪市水利局关于开展农村供水管网检修的通知".to_owned(),
        "各县（区）水利局：".to_owned(),
        "根据《关于做好第12项重点工作的通知》（澜发〔2025〕12号）要求，现就有关事项通知如下。"
            .to_owned(),
    ];
    let mut at = 0;
    while lines.iter().map(|line| line.chars().count()).sum::<usize>() < 2_950 {
        at += 1;
        lines.push(format!("（{at}）第{at}片区管网。"));
        lines.push(format!(
            "青禾县第{at}片区有主管网{}公里、支管网{}公里，使用{}年以上的更换，渗漏的在{}月{}日前修复；每处记明位置、管径和修复日期，由第{at}水管站王工核对，市水利局抽查其中{}处。",
            at * 3 + 1, at * 7 + 2, at % 9 + 6, at % 12 + 1, at % 27 + 1, at % 5 + 2
        ));
    }
    lines.extend(["澜溪市水利局".to_owned(), "2026年11月3日".to_owned()]);
    let chars = lines.iter().map(|line| line.chars().count()).sum();
    let paragraph = |line: String| Paragraph::new().add_run(Run::new().add_text(line));
    let document =
        lines.into_iter().fold(Docx::new(), |docx, line| docx.add_paragraph(paragraph(line)));
    let file = fs::File::create(path).expect("a writable folder");
    document.build().pack(file).expect("a draft");
    chars
}
