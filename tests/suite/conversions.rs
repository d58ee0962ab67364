//! The same paper in another format says the same: samples converted by LibreOffice (`tools/samples/convert.py`).

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use jianfu::facts::Reading;
use jianfu::ingest::{self, Input, Opened};

use crate::office;

const CONVERTED: &str = "tests/fixtures/converted";
const SAMPLES: &str = "samples/文件";

fn reading(path: &Path) -> Reading {
    let bytes = fs::read(path).expect("a readable fixture");
    match ingest::parse(Opened::of_bytes(&path.to_string_lossy(), bytes)) {
        Ok(Input::Document(source)) => office::read(source, &office::config()).1,
        other => panic!("{}: no document, {other:?}", path.display()),
    }
}

/// The sample a fixture was made of.
fn original(stem: &OsStr) -> PathBuf {
    let months = fs::read_dir(SAMPLES).expect("the samples").filter_map(Result::ok);
    let mut texts = months.map(|month| month.path().join(stem).with_extension("txt"));
    texts.find(|path| path.exists()).expect("the sample of a fixture")
}

/// What must not change with the format.
fn said(reading: Reading) -> impl PartialEq + std::fmt::Debug {
    let meeting = reading.meeting.map(|meeting| (meeting.matter, meeting.date, meeting.venue));
    let requests: Vec<_> =
        reading.requests.into_iter().map(|request| (request.quote.text, request.due)).collect();
    (reading.elements, reading.department, reading.class, meeting, requests)
}

#[test]
fn formats_agree() {
    let mut paths: Vec<PathBuf> = fs::read_dir(CONVERTED)
        .expect("the converted samples")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert_eq!(paths.len(), 24, "six samples in four formats");
    for path in paths {
        let text = original(path.file_stem().expect("a name"));
        assert_eq!(said(reading(&path)), said(reading(&text)), "{}", path.display());
    }
}
