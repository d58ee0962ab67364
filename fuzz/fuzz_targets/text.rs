//! Plain text, Markdown and CSV in any encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["例.txt", "例.md", "台账.csv"] {
        jianfu_fuzz::parse(name, bytes);
    }
});
