//! Tables: XLS as it is, XLSX packages, or the parts of one (sheet, shared strings, styles) with `\0` between.
#![no_main]

use jianfu_fuzz::{package, parse};
use libfuzzer_sys::fuzz_target;

const PARTS: [&str; 3] = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"];
const FIXED: [(&str, &str); 3] = [
    ("[Content_Types].xml", "<Types/>"),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        parse("台账.xls", bytes);
    } else {
        parse("台账.xlsx", &package(&PARTS, &FIXED, bytes));
    }
});
