//! Archives: the list of their members and the bytes of each.
#![no_main]

use std::fs;
use std::sync::LazyLock;

use jianfu::ingest;
use libfuzzer_sys::fuzz_target;

/// One file a process, written over and over.
static PLACE: LazyLock<String> = LazyLock::new(|| {
    let name = format!("jianfu-fuzz-{}.zip", std::process::id());
    std::env::temp_dir().join(name).to_string_lossy().into_owned()
});

fuzz_target!(|bytes: &[u8]| {
    fs::write(PLACE.as_str(), bytes).expect("the disk takes it");
    let (entries, _) = ingest::walk(&[PLACE.clone()]);
    for entry in entries.iter().take(8) {
        let _ = ingest::open(entry);
    }
});
