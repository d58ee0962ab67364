//! The copying index at scale: `cargo bench --bench index`.
//!
//! Documents are made up: fingerprints as long as those of a report, a letter or a plan, a fifth of each shared with many
//! others (formulae), every tenth document two thirds another's. Each size is measured in a process of its own, so that its
//! peak memory and processor time are its own, fingerprints included. `JIANFU_SIZES=10000,100000` sets other sizes.
//! With `JIANFU_TEXTS=folder` it prints instead how many .txt documents the folder has and the processor seconds of finding
//! near-duplicates among them: fingerprints, index and alignment (`benches/peers.py`).

// A measurement speaks on standard output.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use jianfu::config::Config;
use jianfu::corpus::index::Index;
use jianfu::facts::fingerprint::{self, Fingerprint};
use jianfu::ingest::{self, Input, Opened};
use jianfu::{corpus, facts, structure};

/// Documents of each measurement, unless told otherwise.
const SIZES: &str = "10000,31623,100000,316228,1000000";
/// Set for a process that measures one size.
const ONE: &str = "JIANFU_INDEX_ONE";
/// Drafts that ask.
const ASKING: u64 = 1000;
/// Most documents that ask once, each with nothing of its own in the processor's caches: what every document's asking takes.
const EACH: u64 = 50_000;
/// Share of a text that a document must seem to hold to be told.
const LIKELY: f64 = 0.1;
/// Times each asks, a whole round apart; the quickest counts, since other programs only slow it.
const ROUNDS: u64 = 4;
/// Formulae of the whole corpus, each in one document of `COMMON / FORMULAE` on average.
const FORMULAE: u64 = 4000;

/// What one size took.
struct Measured {
    documents: f64,
    building: f64,
    asking: f64,
    slowest: f64,
    right: f64,
    memory: f64,
}

fn main() {
    if let Some(size) = env::var(ONE).ok().and_then(|size| size.parse().ok()) {
        measure(size);
        return;
    }
    if let Some(folder) = env::var_os("JIANFU_TEXTS") {
        compare(Path::new(&folder));
        return;
    }
    let sizes = env::var("JIANFU_SIZES").unwrap_or_else(|_| SIZES.to_owned());
    let program = env::current_exe().expect("this program has a path");
    println!(
        "文件数      建索引(处理器秒)  各查一次(处理器秒)  查一份：中位(毫秒)  最慢(毫秒)  找对来源  内存(MB)"
    );
    let mut rows: Vec<Measured> = Vec::new();
    for size in sizes.split(',') {
        let done = Command::new(&program).env(ONE, size.trim()).output().expect("it starts");
        let words = String::from_utf8_lossy(&done.stdout).into_owned();
        let row: Vec<f64> = words.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [documents, building, asking, median, slowest, right, memory] = row[..] else {
            panic!("{size}: {}", String::from_utf8_lossy(&done.stderr));
        };
        println!(
            "{documents:<10}  {building:<16.2}  {asking:<18.2}  {median:<18.3}  {slowest:<10.2}  {:<8.1}  {memory:.0}",
            right * 100.0
        );
        rows.push(Measured { documents, building, asking, slowest, right, memory });
    }
    if let (Some(first), Some(last)) = (rows.first(), rows.last())
        && first.documents < last.documents
    {
        let growth = |of: fn(&Measured) -> f64| {
            (of(last) / of(first)).ln() / (last.documents / first.documents).ln()
        };
        println!("增长指数：建索引 {:.2}，", growth(|row| row.building));
        println!("          内存 {:.2}，", growth(|row| row.memory));
        println!("          全部文件各查一次 {:.2}，", growth(|row| row.asking));
        println!("          全程 {:.2}", growth(|row| row.building + row.asking));
        let worst = rows.iter().map(|row| row.right).fold(1.0, f64::min);
        let slowest = rows.iter().map(|row| row.slowest).fold(0.0, f64::max);
        assert!(worst > 0.99, "copies are missed: {worst}");
        assert!(slowest > 0.0);
    }
}

/// Builds the index of `size` documents, asks it, and prints what that took.
fn measure(size: u64) {
    let prints: Vec<Fingerprint> = (0..size).map(|document| print(document, size)).collect();
    let prints: Vec<&Fingerprint> = prints.iter().collect();
    let start = processor();
    let index = Index::new(&prints, &prints);
    let building = processor() - start;
    let each = every(&index, &prints);
    let asking = |turn: u64| turn * (size / ASKING.min(size));
    let mut times = vec![f64::INFINITY; ASKING.min(size) as usize];
    let (mut right, mut copies) = (0, 0);
    for round in 0..ROUNDS {
        for (turn, time) in (0..).zip(&mut times) {
            let start = Instant::now();
            let found = index.candidates(prints[asking(turn) as usize], LIKELY);
            *time = (start.elapsed().as_secs_f64() * 1000.0).min(*time);
            if let Some(source) = source(asking(turn), size).filter(|_| round == 0) {
                copies += 1;
                let best = found
                    .iter()
                    .filter(|found| found.document as u64 != asking(turn))
                    .max_by(|a, b| a.containment.total_cmp(&b.containment));
                right += u64::from(best.is_some_and(|best| best.document as u64 == source));
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let (median, slowest) = (times[times.len() / 2], times[times.len() - 1]);
    let right = right as f64 / f64::from(u32::try_from(copies.max(1)).unwrap_or(1));
    println!("{size} {building} {each} {median} {slowest} {right} {}", peak());
}

/// Processor seconds in which every document asks once; reckoned from `EACH` of them, spread evenly, where there are more.
fn every(index: &Index, prints: &[&Fingerprint]) -> f64 {
    let step = (prints.len() / EACH as usize).max(1);
    let start = processor();
    for print in prints.iter().step_by(step) {
        std::hint::black_box(index.candidates(print, LIKELY));
    }
    (processor() - start) * step as f64
}

/// Lays the texts of a folder side by side.
fn compare(folder: &Path) {
    let config = Config::parse("", None).expect("the default pack is right");
    let mut paths = Vec::new();
    gather(folder, &mut paths);
    paths.sort();
    let mut documents = BTreeMap::new();
    for path in paths {
        let name = path.display().to_string();
        let bytes = fs::read(&path).expect("a readable file");
        if let Ok(Input::Document(source)) = ingest::parse(Opened::of_bytes(&name, bytes)) {
            documents.insert(name, structure::parse(source, &config));
        }
    }
    let read = |document| facts::distil(document, &config);
    let readings: Vec<_> = documents.values().map(read).collect();
    let start = processor();
    for document in documents.values() {
        std::hint::black_box(fingerprint::take(document, &config));
    }
    let again = |source: &str| documents.get(source).cloned();
    let corpus = corpus::gather(readings, Vec::new(), corpus::Beside::default(), &config, &again);
    println!("{} {} {}", documents.len(), processor() - start, corpus.copies.len());
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            found.push(path);
        }
    }
}

/// The document another is made from: every tenth is a copy.
fn source(document: u64, size: u64) -> Option<u64> {
    // Of one of the nine after it, which is none.
    (document.is_multiple_of(10) && document + 9 < size).then(|| document + 1 + mix(document) % 9)
}

/// The fingerprint of a made-up document, ascending and unique.
fn print(document: u64, size: u64) -> Fingerprint {
    let length = 60 + mix(document ^ 0x5151) % 340;
    let mut hashes: BTreeSet<u32> = BTreeSet::new();
    for n in 0..length {
        let seed = (document << 16) | n;
        hashes.insert(if n % 5 == 0 {
            // Formulae differ in how common they are, as words do.
            let (a, b) = (mix(seed) % FORMULAE, mix(!seed) % FORMULAE);
            mix(u64::MAX - a.min(b)) as u32
        } else {
            mix(seed) as u32
        });
    }
    if let Some(source) = source(document, size) {
        let copied = print(source, size).0;
        let kept = hashes.len().min(copied.len() / 2);
        hashes = hashes.into_iter().take(kept).chain(copied).collect();
    }
    Fingerprint(hashes.into_iter().collect())
}

/// `SplitMix64`.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Seconds of processor time this process has used: what else runs on the machine does not lengthen them.
fn processor() -> f64 {
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    if ticks.len() == 2 { ticks.iter().sum::<f64>() / 100.0 } else { f64::NAN }
}

/// Most memory this process has held, in MB; not a number where the system does not tell.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
}
