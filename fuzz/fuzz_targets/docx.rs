//! DOCX: packages, or the parts of one (document, styles, numbering, footnotes) with `\0` between.
#![no_main]

use jianfu_fuzz::{package, parse};
use libfuzzer_sys::fuzz_target;

const PARTS: [&str; 5] = [
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
    "word/_rels/document.xml.rels",
];

fuzz_target!(|bytes: &[u8]| {
    parse("例.docx", &package(&PARTS, &[("[Content_Types].xml", "<Types/>")], bytes));
});
