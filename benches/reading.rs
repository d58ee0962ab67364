//! Reading alone, in this process: file bytes to paragraphs of text, under the limits of the product.
//!
//! `benches/peers.py` puts it beside other tools. `JIANFU_FILES=list cargo bench --bench reading` reads the files that are
//! named in `list`, one a line, and prints how many were read, the processor seconds of one pass in the quickest of some rounds, and
//! the characters found. Without a list it reads the samples.

// A measurement speaks on standard output.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use jianfu::ingest::{self, Input, Opened};

/// Rounds over all files; the quickest counts, since other programs only slow it.
const ROUNDS: usize = 5;
/// How long a round lasts at least.
const ROUND: Duration = Duration::from_millis(500);

fn main() {
    let paths = match env::var_os("JIANFU_FILES") {
        Some(list) => {
            fs::read_to_string(list).expect("a list").lines().map(PathBuf::from).collect()
        }
        None => samples(Path::new("samples")),
    };
    let mut best = f64::MAX;
    let mut found = (0, 0);
    for _ in 0..ROUNDS {
        // The system counts in steps of some milliseconds, so a round is many passes.
        let (began, before, mut passes) = (Instant::now(), used(), 0_u32);
        while passes == 0 || began.elapsed() < ROUND {
            let read = paths.iter().filter_map(|path| characters(path));
            found = read.fold((0, 0), |all, one| (all.0 + 1, all.1 + one));
            passes += 1;
        }
        best = best.min((used() - before) / f64::from(passes));
    }
    println!("{} {best:.6} {}", found.0, found.1);
}

/// The characters a file's paragraphs or rows hold; `None` where it could not be read.
fn characters(path: &Path) -> Option<usize> {
    let bytes = fs::read(path).ok()?;
    let count = |text: &String| text.chars().count();
    match ingest::parse(Opened::of_bytes(&path.to_string_lossy(), bytes)).ok()? {
        Input::Document(source) => {
            Some(source.paragraphs.iter().map(|paragraph| count(&paragraph.text)).sum())
        }
        Input::Register(register) => {
            let rows = register.each().flat_map(|register| register.rows);
            Some(rows.flat_map(|row| row.cells.into_values()).map(|cell| count(&cell)).sum())
        }
    }
}

/// Processor seconds of this thread so far; where the system does not tell them, the time by the clock.
fn used() -> f64 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let nanoseconds = fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |count| count / 1e9)
}

fn samples(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is readable").flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { samples(&path) } else { vec![path] };
    paths.into_iter().flat_map(below).collect()
}
