//! The reader of .xlsx beside calamine, on workbooks made at random and on one that another library wrote.

use std::io::{Cursor, Write};

use calamine::{DataRef, Reader, Xlsx};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

type Shown = Vec<(u32, Vec<(u32, String)>)>;

fn shown(sheets: &[Sheet]) -> Vec<(Shown, Shown)> {
    let rows = |grid: &Grid| -> Shown {
        let cells =
            |row: Row<'_>| row.cells().map(|(column, text)| (column, text.to_owned())).collect();
        grid.rows().map(|row| (row.number(), cells(row))).collect()
    };
    sheets.iter().map(|sheet| (rows(&sheet.grid), rows(sheet.spread()))).collect()
}

/// What calamine reads, told as the reader tells it.
fn calamine(bytes: &[u8]) -> Vec<Sheet> {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut sheet = Sheet::default();
        let mut cells = book.worksheet_cells_reader(&name).expect("a sheet");
        while let Some(cell) = cells.next_cell().expect("a cell") {
            let (row, column) = cell.get_position();
            sheet.put(row, column, &told(cell.get_value()));
        }
        drop(cells);
        let merged = book.merge_cells_by_sheet_name(&name).expect("merged cells");
        let merged: Vec<_> = merged.iter().map(|region| (region.start, region.end)).collect();
        sheet.settle(&merged);
        sheets.push(sheet);
    }
    sheets
}

fn told(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain(*number),
        DataRef::Bool(truth) => yes_no(*truth),
        DataRef::DateTime(moment) => date(moment),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Number formats of styles 0 to 7: two of the built-in ones, then those with a code.
const STYLES: [(u32, &str); 8] = [
    (0, ""),
    (14, ""),
    (46, ""),
    (164, "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"),
    (165, "[h]&quot;小时&quot;"),
    (166, "0.00_);[红色]\\(0.00\\)"),
    (167, "h:mm AM/PM"),
    (168, "&quot;第&quot;0&quot;day&quot;"),
];

const STRINGS: &str = "<sst><si><t>会议名称</t></si><si><t xml:space=\"preserve\"> 防汛 &amp; 抗旱 </t></si>\
    <si><r><rPr><b/></rPr><t>望桥区</t></r><r><t xml:space=\"preserve\"> 水务局</t></r><rPh sb=\"0\" eb=\"1\"><t>wang</t></rPh></si>\
    <si/><si><t>一行_x000D_二行</t></si><si><t>&#x4e00;<![CDATA[二<三]]></t></si></sst>";

fn book(sheet: &str, since_1904: bool) -> Vec<u8> {
    let formats = STYLES
        .iter()
        .filter(|(_, code)| !code.is_empty())
        .map(|(number, code)| format!("<numFmt numFmtId=\"{number}\" formatCode=\"{code}\"/>"))
        .collect::<Vec<_>>()
        .concat();
    let styles = STYLES.map(|(number, _)| format!("<xf numFmtId=\"{number}\"/>")).concat();
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{kind}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"r\"><workbookPr date1904=\"{since_1904}\"/><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{kind}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>{styles}</cellXfs><dxfs><dxf><numFmt numFmtId=\"0\" formatCode=\"yyyy\"/></dxf></dxfs></styleSheet>"
            ),
        ),
        ("xl/sharedStrings.xml", STRINGS.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in parts {
        zip.start_file(name, stored).expect("a new part");
        zip.write_all(text.as_bytes()).expect("memory takes it");
    }
    zip.finish().expect("a package").into_inner()
}

/// What stands between `<c` and `</c>` behind the place of the cell.
fn content() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just(String::new()),
        "[甲乙丙 \\n&;a-z0-9_x.]{1,8}",
        Just("一_x000A_二".to_owned()),
        Just("_xD83D__xDE00_".to_owned()),
    ];
    let text = text.prop_map(|text| text.replace('&', "&amp;"));
    let number = prop_oneof![
        (0..60_000_u32).prop_map(|number| number.to_string()),
        (0.0..60_000.0_f64).prop_map(|number| number.to_string()),
        (-1e12..1e12_f64).prop_map(|number| format!("{number:e}")),
        Just("0.375".to_owned()),
        Just("文字".to_owned()),
    ];
    prop_oneof![
        (0..8, number).prop_map(|(style, number)| format!(" s=\"{style}\"><v>{number}</v>")),
        (0..6).prop_map(|string| format!(" t=\"s\"><v>{string}</v>")),
        text.clone().prop_map(|text| format!(" t=\"inlineStr\"><is><t>{text}</t></is>")),
        text.clone().prop_map(|text| format!(
            " t=\"inlineStr\"><is><r><t>{text}</t></r><r><rPr/><t xml:space=\"preserve\"> {text}</t></r></is>"
        )),
        text.prop_map(|text| format!(" t=\"str\"><f>A1&amp;\"甲\"</f><v>{text}</v>")),
        (0..2).prop_map(|truth| format!(" t=\"b\"><v>{truth}</v>")),
        Just(" t=\"e\"><f>1/0</f><v>#DIV/0!</v>".to_owned()),
        Just(" t=\"d\"><v>2026-03-05T09:00:00</v>".to_owned()),
        Just(" s=\"1\"><f>TODAY()</f><v>46086</v>".to_owned()),
        Just(" s=\"3\">".to_owned()),
    ]
}

fn column(number: u32) -> String {
    let letter = |number: u32| char::from(b'A' + number as u8);
    match number {
        0..26 => letter(number).to_string(),
        _ => format!("{}{}", letter(number / 26 - 1), letter(number % 26)),
    }
}

/// A sheet of rows with or without numbers, cells with or without places, and merged cells.
fn sheet() -> impl Strategy<Value = String> {
    let cell = (any::<bool>(), 0..40_u32, content());
    let row = (any::<bool>(), prop::collection::vec(cell, 0..8));
    let region = ((0..9_u32, 0..9_u32), (0..9_u32, 0..4_u32));
    let rows = prop::collection::vec(row, 0..9);
    (rows, prop::collection::vec(region, 0..4)).prop_map(|(rows, regions)| {
        let mut text = "<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"x\"><x:cols><x:col/></x:cols><x:sheetData>".to_owned();
        for (number, (numbered, cells)) in (1..).zip(rows) {
            let number = number * 2;
            let row = if numbered { format!("<row r=\"{number}\">") } else { "<row>".to_owned() };
            text += &row;
            for (placed, at, content) in cells {
                let place = if placed && numbered { format!(" r=\"{}{number}\"", column(at)) } else { String::new() };
                text += &["<c", &place, &content, "</c>"].concat();
            }
            text += "</row>";
        }
        text += "</x:sheetData><mergeCells>";
        for ((top, left), (height, width)) in regions {
            let (from, to) = (column(left), column(left + width));
            let (top, bottom) = (top + 1, top + height + 1);
            let region = format!("<mergeCell ref=\"{from}{top}:{to}{bottom}\"/>");
            text += &region;
        }
        text + "</mergeCells></x:worksheet>"
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn workbooks_read_as_calamine_reads_them(sheet in sheet(), since_1904: bool) {
        let bytes = book(&sheet, since_1904);
        let read = book::read(&bytes).expect("a workbook");
        prop_assert_eq!(shown(&read), shown(&calamine(&bytes)));
    }
}

#[test]
fn a_written_workbook_reads_as_calamine_reads_it() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let merged = rust_xlsxwriter::Format::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 3, 0, "澜溪市", &merged).expect("cells");
    sheet.merge_range(0, 1, 0, 3, "会议台账", &merged).expect("cells");
    for row in 1..4_u32 {
        sheet.write_string(row, 1, "防汛调度会").expect("a cell");
        sheet.write_number_with_format(row, 2, 46086.375, &date).expect("a cell");
        sheet.write_boolean(row, 3, row == 2).expect("a cell");
        let sum = rust_xlsxwriter::Formula::new("=1+1").set_result("2");
        sheet.write_formula(row, 4, sum).expect("a cell");
    }
    book.add_worksheet().set_name("空表").expect("a name");
    let bytes = book.save_to_buffer().expect("a workbook");
    let read = shown(&book::read(&bytes).expect("a workbook"));
    assert_eq!(read, shown(&calamine(&bytes)));
    assert_eq!(read[0].1[2].1[0].1, "澜溪市");
    assert_eq!(read[0].1[2].1[2].1, "2026-03-05 09:00");
}

/// Sheets no writer makes, which must not cost more than themselves.
#[test]
fn odd_sheets_are_read_as_far_as_they_go() {
    let check = |sheet: &str, expect: &[&str]| {
        let read = book::read(&book(sheet, false)).expect("a workbook");
        let cells: Vec<_> =
            read[0].grid.rows().flat_map(Row::cells).map(|(_, text)| text).collect();
        assert_eq!(cells, expect, "{sheet}");
    };
    check("<worksheet><sheetData><row><c t=\"s\"><v>99</v></c><c><v>1</v></c>", &["1"]);
    check("<worksheet><sheetData><row><c><v>1</v></c><c r=\"ZZZZZZZZZ1\"><v>2</v>", &["1", "2"]);
    check("<row r=\"4294967295\"><c><v>1</v></c></row><row><c><v>2</v></c></row>", &["1", "2"]);
    check("<chartsheet/>", &[]);
}
