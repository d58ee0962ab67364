//! OFD: packages, or the parts of one (entry, document, first page, template) with `\0` between.
#![no_main]

use jianfu_fuzz::{package, parse};
use libfuzzer_sys::fuzz_target;

const PARTS: [&str; 4] = [
    "OFD.xml",
    "Doc_0/Document.xml",
    "Doc_0/Pages/Page_0/Content.xml",
    "Doc_0/Tpls/Tpl_0/Content.xml",
];

fuzz_target!(|bytes: &[u8]| parse("例.ofd", &package(&PARTS, &[], bytes)));
