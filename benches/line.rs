//! Speed as ratios taken in one run: the whole line against plain segmentation of the same text, and a cold `check`
//! against an empty program and the load of the segmenter's dictionary.
//!
//! `JIANFU_TEXTS=folder cargo bench` measures on the .txt files of another folder than the samples.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use criterion::{Criterion, Throughput, criterion_group};
use jianfu::config::Config;
use jianfu::ingest::{self, Input, Opened};
use jianfu::{facts, rules, segment, structure};
use jieba_rs::Jieba;

fn texts(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is readable")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            let bytes = fs::read(&path).expect("a readable file");
            // Only UTF-8, so that both sides see the same bytes.
            if std::str::from_utf8(&bytes).is_ok() {
                found.push(bytes);
            }
        }
    }
}

fn whole_line(bytes: &[u8], config: &Config) -> usize {
    let Ok(Input::Document(source)) = ingest::parse(Opened::of_bytes("例.txt", bytes.to_vec()))
    else {
        return 0;
    };
    let document = structure::parse(source, config);
    let reading = facts::distil(&document, config);
    rules::check(&document, &reading, config).len()
}

fn line(criterion: &mut Criterion) {
    let mut found = Vec::new();
    let folder =
        env::var_os("JIANFU_TEXTS").map_or_else(|| PathBuf::from("samples"), PathBuf::from);
    texts(&folder, &mut found);
    let config = Config::parse("", None).expect("the default pack is right");
    let mut group = criterion.benchmark_group("line");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(found.iter().map(|bytes| bytes.len() as u64).sum()));
    // Known words only, and with unknown words guessed, which is what `cut` of Python's jieba does unasked.
    let jieba = Jieba::new();
    for (name, guess) in [("plain segmentation", false), ("segmentation with guesses", true)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
                found.iter().map(|bytes| jieba.cut(text(bytes), guess).len()).sum::<usize>()
            });
        });
    }
    group.bench_function("whole line", |bencher| {
        bencher.iter(|| {
            found.iter().map(|bytes| whole_line(black_box(bytes), &config)).sum::<usize>()
        });
    });
    group.finish();
}

/// Builds a program that does nothing, so that starting a process is not counted against ours.
fn empty_program() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
    fs::write(&source, "fn main() {}\n").expect("a writable folder");
    let built = Command::new("rustc")
        .arg("-O")
        .arg("-o")
        .arg(&program)
        .arg(&source)
        .status()
        .expect("rustc runs");
    assert!(built.success(), "the empty program is built");
    program
}

fn cold(criterion: &mut Criterion) {
    let empty = empty_program();
    let program = env!("CARGO_BIN_EXE_jianfu");
    let draft = "samples/文件/2026-04/18-窗口服务通报.txt";
    let notice = "samples/文件/2026-03/06-自建房整治部署会通知.txt";
    let mut group = criterion.benchmark_group("cold");
    group.sample_size(20);
    let mut start = |name: &str, program: &Path, args: &[&str]| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| Command::new(program).args(args).output().expect("the program runs"));
        });
    };
    start("empty program", &empty, &[]);
    start("jianfu rules", Path::new(program), &["rules"]);
    start("jianfu check, a draft", Path::new(program), &["check", draft]);
    start("jianfu check, a meeting notice", Path::new(program), &["check", notice]);
    // A process of its own, for a second load in one process finds the dictionary unpacked and the memory at hand.
    let this = env::current_exe().expect("this program has a path");
    group.bench_function("dictionary load", |bencher| {
        let mut command = Command::new(&this);
        let load = command.env(LOAD, "1");
        bencher.iter(|| load.output().expect("the program runs"));
    });
    group.finish();
}

/// Set for a process that is to load the dictionary and end.
const LOAD: &str = "JIANFU_BENCH_LOAD";

criterion_group!(benches, line, cold);

fn main() {
    if env::var_os(LOAD).is_some() {
        segment::load();
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
