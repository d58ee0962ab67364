//! HTML and MHTML as office systems save it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| jianfu_fuzz::parse("例.html", bytes));
