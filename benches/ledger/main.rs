//! What a ledger of a city's papers costs: recording them, a re-run with one in a hundred changed, and a month's report.
//!
//! `cargo bench --bench ledger` measures 2,000 documents; `JIANFU_DOCUMENTS=1000000 cargo bench --bench ledger` a million, which
//! takes some minutes and 10 GB of disk in the system's folder for temporary files (`TMPDIR`).

#![expect(clippy::print_stdout, reason = "a measurement says what it measured")]

mod city;

use std::time::{Duration, Instant};
use std::{env, fs, io};

use jianfu::config::Config;
use jianfu::ledger::{self, Ledger, Results, Rollup};
use jianfu::monthly::{self, Month, Query};
use jianfu::report::{self, Selection};
use jianfu::{recall, render};
use jiff::civil::{Date, date};

const TODAY: Date = date(2027, 1, 15);

fn main() {
    // Under `cargo test --benches` nothing is measured, only run.
    let asked = env::var("JIANFU_DOCUMENTS").ok().and_then(|text| text.parse().ok());
    let documents: usize = asked.unwrap_or(2_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("台账.db");
    let config = Config::parse("", None).expect("the default pack is right");
    println!("{documents} documents");

    let key = ledger::key(&config);
    let mut store = Ledger::create_or_open(&path).expect("a new ledger");
    let first = record(&mut store, &key, documents, 1);
    say("first run: record every document", first);
    let rolled = sum_up(documents, &config);
    let settled = settle(&mut store, &rolled, &config);
    say("first run: results and roll-ups", settled);
    store.close().expect("closed");
    let size = fs::metadata(&path).expect("the ledger stands").len();
    println!("{:>10} MB on disk", size >> 20);

    let mut store = Ledger::create_or_open(&path).expect("the ledger");
    let clock = Instant::now();
    let known = store.known(&key).expect("what is known");
    assert_eq!(known.len(), documents);
    say("re-run: what is known", clock.elapsed());
    let mut again = clock.elapsed();
    drop(known);
    let changed = record(&mut store, &key, documents, 100);
    say("re-run: record one in a hundred", changed);
    let settled_again = settle(&mut store, &rolled, &config);
    say("re-run: results and roll-ups", settled_again);
    again += changed + settled_again;
    let share = again.as_secs_f64() / (first + settled).as_secs_f64();
    println!("{:>10.2} % of the first run", share * 100.0);
    store.close().expect("closed");

    for format in ["json", "text"] {
        let best = (0..3).map(|_| report(&path, &config, format)).min().unwrap_or_default();
        say(&format!("a month's report, {format}, best of 3"), best);
    }
    if documents <= 200_000 {
        let store = Ledger::open_existing(&path).expect("the ledger");
        let clock = Instant::now();
        assert_eq!(store.load().expect("readings").len(), documents);
        say("every reading back, for a comparison", clock.elapsed());
    }
}

fn say(what: &str, took: Duration) {
    println!("{:>10.3} s  {what}", took.as_secs_f64());
}

/// Records every `step`-th document; making them up is not counted.
fn record(store: &mut Ledger, key: &str, documents: usize, step: usize) -> Duration {
    let mut took = Duration::ZERO;
    for at in 0..city::MONTHS {
        let mut month = city::month(at, documents);
        if step > 1 {
            month.readings.iter_mut().for_each(|it| it.metrics.chars += 1);
        }
        let clock = Instant::now();
        for (reading, findings) in month.readings.iter().zip(&month.findings).step_by(step) {
            store.record(key, reading, findings).expect("recorded");
        }
        took += clock.elapsed();
    }
    took
}

/// Each month summed up by the audit's own tally; the months of different years have nothing in common.
fn sum_up(documents: usize, config: &Config) -> Rollup {
    let mut rolled = Rollup::default();
    for at in 0..city::MONTHS {
        let month = city::month(at, documents);
        let (corpus, groups) = city::corpus(&month, at);
        let findings = month.findings.into_iter().flatten().collect();
        let found = (findings, groups);
        let report = report::assemble(&corpus, found, config, &Selection::default(), TODAY);
        let Rollup { rows, sittings, groups, received } = monthly::roll_up(&report);
        rolled.rows.extend(rows);
        rolled.sittings.extend(sittings);
        rolled.groups.extend(groups);
        rolled.received.extend(received);
    }
    rolled
}

fn settle(store: &mut Ledger, rolled: &Rollup, config: &Config) -> Duration {
    let clock = Instant::now();
    let stamp = recall::stamp(config, TODAY);
    store.replace_results(&Results::default(), Some((rolled, &stamp))).expect("recorded");
    clock.elapsed()
}

/// What `jianfu report` does between reading its arguments and ending.
fn report(path: &std::path::Path, config: &Config, format: &str) -> Duration {
    let clock = Instant::now();
    let store = Ledger::open_existing(path).expect("the ledger");
    assert!(store.stale().expect("an answer").is_empty());
    let month = Month::parse("2026-10").expect("a month");
    let ground = recall::month(&store, month, config, TODAY).expect("the roll-up");
    let asked = Query {
        month,
        department: None,
        quotas: monthly::quotas(config, &store.load_registers().expect("registers")),
    };
    let monthly = monthly::of(&ground, &asked, config).expect("a report");
    let counted = monthly.total.now.as_ref().map_or(0, |now| now.row.documents.total());
    assert!(counted > 0 && monthly.lines.iter().all(|line| line.last_year.is_some()));
    match format {
        "json" => render::report::json::write(&monthly, &mut io::sink()),
        _ => render::report::text::write(&monthly, &mut io::sink()),
    }
    .expect("a sink takes it");
    clock.elapsed()
}
