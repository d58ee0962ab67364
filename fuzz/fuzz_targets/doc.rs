//! OLE containers of Word, WPS and whatever calls itself so.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| jianfu_fuzz::parse("例.doc", bytes));
