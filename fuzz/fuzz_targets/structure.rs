//! Any text down the line to its findings: no panic, every place inside its block.
#![no_main]

use std::sync::LazyLock;

use jianfu::config::Config;
use jianfu::ingest::{self, Input, Opened};
use jianfu::{facts, rules, structure};
use libfuzzer_sys::fuzz_target;

static CONFIG: LazyLock<Config> =
    LazyLock::new(|| Config::parse("", None).expect("the default pack is right"));

fuzz_target!(|text: &str| {
    let Ok(Input::Document(source)) =
        ingest::parse(Opened::of_bytes("fuzz.txt", text.as_bytes().to_vec()))
    else {
        return;
    };
    let document = structure::parse(source, &CONFIG);
    let reading = facts::distil(&document, &CONFIG);
    for finding in rules::check(&document, &reading, &CONFIG) {
        let block =
            document.blocks.get(finding.span.block).map_or(0, |block| block.text.chars().count());
        assert!(finding.span.start <= finding.span.end && finding.span.end <= block);
    }
});
