//! What the targets share: bytes to a parser, under the name that leads to it or inside the package it expects.

use std::io::{Cursor, Write};

use jianfu::ingest::{self, Opened};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Reads bytes as a file of this name: an answer or a refusal, never a panic. A parser's panic is caught for the user's
/// sake and told as a refusal, so it is looked for there.
pub fn parse(name: &str, bytes: &[u8]) {
    if let Err(refused) = ingest::parse(Opened::of_bytes(name, bytes.to_vec())) {
        let crashed = refused.kind == jianfu::document::UnreadableKind::Crashed;
        assert!(!crashed, "the parser broke down: {refused}");
    }
}

/// Bytes as a package: as they are where they are one already, else cut at `\0` into the parts named, which a fuzzer
/// that knows nothing of zip can reach.
pub fn package(parts: &[&str], fixed: &[(&str, &str)], bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let fixed = fixed.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, part) in fixed.chain(parts.iter().copied().zip(bytes.split(|&byte| byte == 0))) {
        zip.start_file(name, stored).expect("a new part");
        zip.write_all(part).expect("memory takes it");
    }
    zip.finish().expect("a package").into_inner()
}
