//! Parsers in child processes: the same words as without, a hostile file's end is its own, and nobody is left behind.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use indicatif::ProgressBar;
use jianfu::document::UnreadableKind;
use jianfu::extract;
use jianfu::ingest::{self, Opened};
use jianfu::render::json;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const LINES: [&str; 4] = [
    "澜溪市水利局关于停止清源街泵站运行的通知",
    "望桥区水利局：",
    "清源街泵站2026年5月6日8时停止运行，停水时间不超过2小时。",
    "澜溪市水利局",
];

/// A folder with the same notice in several formats, each read by another parser, and files that are none.
fn desk() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let put = |name: &str, bytes: &[u8]| {
        fs::write(folder.path().join(name), bytes).expect("a file");
    };
    let paragraphs =
        |before: &str, after: &str| LINES.map(|line| [before, line, after].concat()).concat();
    put("甲.txt", paragraphs("", "\n").as_bytes());
    put("乙.html", format!("<html><body>{}</body></html>", paragraphs("<p>", "</p>")).as_bytes());
    let escaped = |line: &str| {
        let units = line.encode_utf16().map(|unit| format!("\\u{}?", unit.cast_signed()));
        units.collect::<Vec<_>>().concat()
    };
    let body = LINES.map(|line| escaped(line) + "\\par\n").concat();
    put("丙.rtf", format!("{{\\rtf1\\ansi\\uc1 {body}}}").as_bytes());
    for name in ["丁.docx", "戊.docx"] {
        docx(&folder.path().join(name), &paragraphs("<w:p><w:r><w:t>", "</w:t></w:r></w:p>"), 0);
    }
    put("己.pdf", b"%PDF-1.7\nno more");
    put("庚.docx", b"PK\x03\x04 no more");
    folder
}

/// A document with these paragraphs and one of so many million characters.
fn docx(path: &Path, body: &str, long: usize) {
    let mut zip = ZipWriter::new(File::create(path).expect("a file"));
    let mut part = |name: &str, texts: &[&str]| {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        for text in texts {
            zip.write_all(text.as_bytes()).expect("the disk takes it");
        }
    };
    part("[Content_Types].xml", &["<Types/>"]);
    let million = "a".repeat(1_000_000);
    let mut main = vec!["<w:document xmlns:w=\"w\"><w:body>", body, "<w:p><w:r><w:t>"];
    main.extend(vec![million.as_str(); long]);
    main.push("</w:t></w:r></w:p></w:body></w:document>");
    part("word/document.xml", &main);
    zip.finish().expect("a package");
}

#[test]
fn children_say_what_this_process_says() {
    let desk = desk();
    let path = desk.path().to_string_lossy().into_owned();
    let config = crate::office::config();
    let (documents, unreadable) =
        extract::extract(std::slice::from_ref(&path), &config, &ProgressBar::hidden());
    assert_eq!((documents.len(), unreadable.len()), (5, 2));
    let mut expect = Vec::new();
    json::extract(&documents, &unreadable, &mut expect).expect("memory takes it");
    let settings = desk.path().join("jianfu.toml");
    fs::write(&settings, crate::office::CONFIG).expect("a file");
    for jobs in ["1", "2"] {
        let output = Command::new(cargo_bin("jianfu"))
            .args(["extract", &path, "--format", "json", "--jobs", jobs])
            .output()
            .expect("the binary runs");
        let got = String::from_utf8_lossy(&output.stdout);
        assert_eq!(got, String::from_utf8_lossy(&expect), "{jobs} jobs");
    }
}

/// Seeds of the fuzz targets, found cases among them: workbooks on which calamine panics or lays out endless cells.
#[test]
fn no_seed_breaks_a_parser() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mut read = 0;
    for folder in fs::read_dir(seeds).expect("a folder").flatten() {
        for file in fs::read_dir(folder.path()).expect("a folder").flatten() {
            let name = file.path().to_string_lossy().into_owned();
            let bytes = fs::read(file.path()).expect("a seed");
            let refused = ingest::parse(Opened::of_bytes(&name, bytes)).err();
            let crashed = refused.is_some_and(|refused| refused.kind == UnreadableKind::Crashed);
            assert!(!crashed, "{name}");
            read += 1;
        }
    }
    assert!(read > 20, "{read} seeds");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::process::Stdio;
    use std::thread;
    use std::time::{Duration, Instant};

    use serde_json::Value;

    use super::*;

    #[test]
    fn a_file_that_kills_its_reader_costs_one_line() {
        let desk = desk();
        // 60 MB of text where 150 MB are allowed in all, the program itself included.
        docx(&desk.path().join("丁丁.docx"), "", 60);
        let answers = ["1", "2"].map(|jobs| {
            let line = "ulimit -v 150000; exec \"$0\" extract . --format json --jobs \"$1\"";
            let output = Command::new("sh")
                .args(["-c", line, &cargo_bin("jianfu").to_string_lossy(), jobs])
                .current_dir(desk.path())
                .output()
                .expect("the binary runs");
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            assert_eq!(children(desk.path()), 0);
            serde_json::from_slice::<Value>(&output.stdout).expect("one answer")
        });
        // Where memory ends is the allocator's affair: the reader refuses the file or is ended. Either way it costs one line.
        let [answer, again] = &answers;
        assert_eq!(answer["documents"], again["documents"]);
        assert_eq!(answer["documents"].as_array().map(Vec::len), Some(5), "{answer:#}");
        let lost = answer["unreadable"].as_array().expect("a list");
        assert_eq!(lost.len(), 3, "{lost:#?}");
        let line = lost.iter().find(|file| file["source"] == "./丁丁.docx").expect("it is named");
        assert!(line["kind"] == "crashed" || line["kind"] == "too_large", "{line}");
    }

    #[test]
    fn children_go_when_their_parent_is_killed() {
        let desk = desk();
        // Standard input stays open, so the program waits for it with its children idle.
        let mut parent = Command::new(cargo_bin("jianfu"))
            .args(["extract", "丁.docx", "-", "--jobs", "2"])
            .current_dir(desk.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the binary runs");
        assert!(soon(|| children(desk.path()) == 1), "no child was started");
        parent.kill().expect("it can be ended");
        parent.wait().expect("it ended");
        assert!(soon(|| children(desk.path()) == 0), "a child outlived its parent");
    }

    fn soon(true_now: impl Fn() -> bool) -> bool {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if true_now() {
                return true;
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// How many parsers run in a folder.
    fn children(folder: &Path) -> usize {
        let processes = fs::read_dir("/proc").expect("a process table").flatten();
        processes
            .filter(|process| {
                let at = |name: &str| process.path().join(name);
                let here = fs::read_link(at("cwd")).is_ok_and(|place| place == folder);
                let line = fs::read(at("cmdline")).unwrap_or_default();
                here && line.ends_with(b"__parse\0")
            })
            .count()
    }
}
