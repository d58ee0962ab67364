//! The report as files people hand in: the tables of one format against those of another, read back by readers of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use jianfu::document::ParagraphKind;
use jianfu::ingest::{self, Input, Opened};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::report::{audited, cells, jianfu, json, monthly, text};

/// Tables by name, heading row first.
type Tables = BTreeMap<String, Vec<Vec<String>>>;

const MONTH: [&str; 2] = ["--month", "2026-03"];

/// The report written to a file.
fn file(folder: &Path, format: &str, month: &str) -> Vec<u8> {
    let name = format!("月报.{format}");
    let done = jianfu(folder, &monthly(&["--month", month, "--format", format, "--output", &name]));
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    fs::read(folder.join(name)).expect("the file is written")
}

/// Paragraphs as our own reader gives them.
fn paragraphs(bytes: &[u8]) -> Vec<(ParagraphKind, String)> {
    let Ok(Input::Document(source)) = ingest::parse(Opened::of_bytes("月报.docx", bytes.to_vec()))
    else {
        panic!("the reader takes the document");
    };
    assert!(source.warnings.is_empty(), "{:?}", source.warnings);
    source.paragraphs.into_iter().map(|it| (it.kind, it.text)).collect()
}

/// 表3　… and the rows after it; what goes on in a second table is put side by side again.
fn of_docx(bytes: &[u8]) -> Tables {
    let mut tables = Tables::new();
    let mut open: Option<(String, usize, usize)> = None;
    for (kind, text) in paragraphs(bytes) {
        if kind != ParagraphKind::Table {
            let title = text.split_once('　').filter(|(number, _)| number.starts_with('表'));
            open = title.map(|(_, title)| match title.strip_suffix("（续）") {
                Some(first) => (first.to_owned(), 0, 1),
                None => (title.to_owned(), 0, 0),
            });
            continue;
        }
        let Some((title, line, skip)) = &mut open else { continue };
        let rows = tables.entry(title.clone()).or_default();
        let cells = text.split('\t').skip(*skip).map(str::to_owned);
        match rows.get_mut(*line) {
            Some(row) => row.extend(cells),
            None => rows.push(cells.collect()),
        }
        *line += 1;
    }
    tables
}

fn of_html(page: &str) -> Tables {
    let mut tables = Tables::new();
    let (mut title, mut row, mut cell) = (String::new(), Vec::new(), None);
    let body = page.split_once("</style>").expect("a style sheet").1;
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    loop {
        match reader.read_event().expect("tags are sound") {
            Event::Start(tag) if ["caption", "th", "td"].contains(&tag.name().as_ref()) => {
                cell = Some(String::new());
            }
            Event::Text(text) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&text);
                }
            }
            Event::End(tag) => match (tag.name().as_ref(), cell.take()) {
                ("caption", Some(text)) => title = text,
                ("th" | "td", Some(text)) => row.push(text),
                ("tr", _) if !title.is_empty() => {
                    tables.entry(title.clone()).or_default().push(std::mem::take(&mut row));
                }
                ("tr", _) => row.clear(),
                ("table", _) => title.clear(),
                (_, open) => cell = open,
            },
            Event::Eof => return tables,
            _ => {}
        }
    }
}

#[test]
fn the_document_has_every_table_of_the_page() {
    let (folder, _) = audited();
    for month in ["2026-03", "2026-04", "2025-12"] {
        let docx = of_docx(&file(folder.path(), "docx", month));
        let args = monthly(&["--month", month, "--format", "html"]);
        let html = of_html(&text(folder.path(), &args));
        assert!(html.len() >= 3, "{:?}", html.keys());
        for (title, rows) in &html {
            assert_eq!(docx.get(title), Some(rows), "{month} {title}");
        }
    }
}

#[test]
fn the_document_has_the_numbers_of_the_program_interface() {
    let (folder, _) = audited();
    let report = json(folder.path(), &monthly(&MONTH));
    let docx = of_docx(&file(folder.path(), "docx", "2026-03"));
    let list = |key: &str| report[key].as_array().expect(key);
    for unit in list("departments").iter().filter(|unit| !unit["now"].is_null()) {
        assert!(docx["各单位发文和会议"].contains(&cells(unit)), "{}", unit["department"]);
    }
    let causes = |score: &Value| {
        let deductions = score["deductions"].as_array().expect("deductions").clone();
        let because = deductions.iter().filter_map(|it| it["because"].as_array());
        because.map(Vec::len).sum::<usize>()
    };
    let because: usize = list("scores").iter().map(causes).sum();
    assert!(because > 0);
    assert_eq!(docx["扣分明细"].len(), because + 1);
    let errors = report["bulletin"]["errors"].as_array().expect("errors");
    assert_eq!(docx["错情明细"].len(), errors.len() + 1);
    for error in errors {
        let rows = &docx["错情明细"];
        let words = error["text"].as_str().expect("words");
        let right = error["should_be"].as_str().unwrap_or_default();
        assert!(rows.iter().any(|row| row[4] == words && row[6] == right), "{words}");
    }
    let members = |group: &Value| group["members"].as_array().map_or(0, Vec::len);
    let sittings: usize = list("groups").iter().map(members).sum();
    assert!(sittings > 0);
    assert_eq!(docx["可以合并或精简的会议"].len(), sittings + 1);
}

/// Sheets by name, heading row first; a number cell is a number.
fn of_xlsx(bytes: &[u8]) -> BTreeMap<String, Vec<Vec<Data>>> {
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let sheet = |name: String| {
        let range = book.worksheet_range(&name).expect("a sheet");
        let rows = range.rows().skip(1).map(<[Data]>::to_vec).collect();
        (name, rows)
    };
    names.into_iter().map(sheet).collect()
}

/// Is a cell of the workbook what the document has in words?
fn same(cell: &Data, words: &str) -> bool {
    match cell {
        Data::Float(value) => {
            let part = words.ends_with('%');
            let plain = words.trim_end_matches(['%', '＋']);
            let said: f64 = plain.parse().unwrap_or(f64::NAN);
            (value * if part { 100.0 } else { 1.0 } - said).abs() < 0.051
        }
        Data::String(text) => text == words && text.parse::<f64>().is_err(),
        Data::Empty => words.is_empty(),
        _ => false,
    }
}

#[test]
fn the_workbook_has_every_table_of_the_document() {
    let (folder, _) = audited();
    for month in ["2026-03", "2026-04", "2025-12"] {
        let docx = of_docx(&file(folder.path(), "docx", month));
        let xlsx = of_xlsx(&file(folder.path(), "xlsx", month));
        assert!(docx.len() >= 3, "{:?}", docx.keys());
        for (title, rows) in docx.iter().filter(|(title, _)| *title != "会议月历") {
            let sheet = xlsx.get(title).unwrap_or_else(|| panic!("no sheet {title}"));
            let table: Vec<_> = sheet
                .iter()
                .take_while(|row| row.iter().any(|cell| *cell != Data::Empty))
                .collect();
            assert_eq!(table.len(), rows.len(), "{title}");
            for (row, words) in table.iter().zip(rows) {
                let cells = row.iter().take(words.len());
                assert!(cells.zip(words).all(|(a, b)| same(a, b)), "{title}: {row:?} {words:?}");
            }
        }
    }
    let bytes = file(folder.path(), "xlsx", "2026-03");
    assert_eq!(bytes, file(folder.path(), "xlsx", "2026-03"), "the same bytes again");
}

#[test]
fn the_workbook_is_ready_to_print_and_draws_its_own_charts() {
    let (folder, _) = audited();
    let parts = parts(&file(folder.path(), "xlsx", "2026-03"));
    let of = |start: &str| {
        let own = parts.iter().filter(|(name, _)| name.starts_with(start) && kind(name) == "xml");
        own.map(|(_, part)| std::str::from_utf8(part).expect("UTF-8")).collect::<Vec<_>>()
    };
    for sheet in of("xl/worksheets/sheet") {
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\""));
        assert!(sheet.contains("fitToHeight=\"0\"") && sheet.contains("<cols>"));
    }
    let frozen = of("xl/worksheets/sheet").iter().filter(|it| it.contains("\"frozen\"")).count();
    assert_eq!(frozen + 1, of("xl/worksheets/sheet").len(), "all but the explanations");
    let charts = of("xl/charts/chart");
    assert_eq!(charts.len(), 3, "months, departments, meetings to merge");
    let months = charts.iter().find(|chart| chart.contains("本年各月发文")).expect("a chart");
    assert!(months.contains("本年各月数量"), "it reads the table's cells");
    assert!(months.contains("无数据"), "no record is said where the bar would be");
}

/// The ending of a part's name.
fn kind(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// The parts of a package.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).expect("a sound part");
        parts.insert(part.name().expect("a name").into_owned(), bytes);
    }
    parts
}

#[test]
fn the_document_is_set_as_official_ones_are() {
    let (folder, _) = audited();
    let bytes = file(folder.path(), "docx", "2026-03");
    assert_eq!(bytes, file(folder.path(), "docx", "2026-03"), "the same bytes again");
    let parts = parts(&bytes);
    let mut pictures = 0;
    for (name, part) in &parts {
        if kind(name) == "png" {
            pictures += 1;
            continue;
        }
        let part = std::str::from_utf8(part).expect("UTF-8");
        let mut reader = Reader::from_str(part);
        while !matches!(reader.read_event().expect(name), Event::Eof) {}
    }
    assert_eq!(pictures, 1, "the samples have no document off scope: one colour");
    let part = |name: &str| std::str::from_utf8(&parts[name]).expect("UTF-8");
    let main = part("word/document.xml");
    let tables = main.matches("<w:tbl>").count();
    assert!(tables > 10 && main.matches("<w:tblHeader/>").count() == tables);
    // A4; 37 mm above, 28 mm left, 26 mm right, 35 mm below.
    assert!(main.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\""));
    let margins = ["w:top=\"2098\"", "w:left=\"1587\"", "w:bottom=\"1984\"", "w:right=\"1474\""];
    assert!(margins.iter().all(|margin| main.contains(margin)));
    let used: Vec<_> = main.split("<w:pStyle w:val=\"").skip(1).collect();
    let styles = part("word/styles.xml");
    for style in used.iter().filter_map(|rest| rest.split('"').next()) {
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style} is no style");
    }
    for (style, font, size) in [
        ("Normal", "仿宋", "32"),
        ("Title", "方正小标宋简体", "44"),
        ("Heading1", "黑体", "32"),
        ("Heading2", "楷体", "32"),
    ] {
        let of = |id: &str| {
            let start = styles.find(&format!("w:styleId=\"{id}\"")).expect(id);
            styles[start..].split("</w:style>").next().expect(id).to_owned()
        };
        let defaults = styles.split("</w:docDefaults>").next().expect("defaults");
        let said = of(style);
        let found = |words: &str| said.contains(words) || defaults.contains(words);
        assert!(found(&format!("w:eastAsia=\"{font}\"")), "{style}");
        assert!(found(&format!("<w:sz w:val=\"{size}\"/>")), "{style}");
    }
    assert!(styles.contains("w:line=\"579\" w:lineRule=\"exact\""), "28.95 points");
    for footer in ["word/footer1.xml", "word/footer2.xml"] {
        assert!(part(footer).contains("PAGE") && part(footer).contains("— "), "{footer}");
    }
    assert!(part("word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    let pictures = main.matches("<wp:docPr ").count();
    assert!(pictures > 3 && main.matches(" descr=\"").count() == pictures);
    assert!(!main.contains(" descr=\"\""), "every picture says what it shows");
}

/// Elements whose children ECMA-376 part 1 puts in order, and that order.
const ORDERS: [(&str, &str); 6] = [
    (
        "pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    ),
    (
        "rPr",
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    ),
    (
        "tcPr",
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    ),
    (
        "tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    ),
    (
        "sectPr",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    ),
    (
        "style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal rsid pPr rPr tblPr trPr tcPr",
    ),
];

/// Whether the children of every such element of a part stand in order; how many were looked at.
fn in_order(part: &str) -> usize {
    let mut reader = Reader::from_str(part);
    let (mut open, mut seen) = (Vec::<(String, usize)>::new(), 0);
    loop {
        let (name, opens) = match reader.read_event().expect("sound XML") {
            Event::Start(tag) => (tag.name().as_ref().to_owned(), true),
            Event::Empty(tag) => (tag.name().as_ref().to_owned(), false),
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Eof => return seen,
            _ => continue,
        };
        let own = |name: &str| name.strip_prefix("w:").unwrap_or_default().to_owned();
        if let Some((parent, last)) = open.last_mut()
            && let Some((_, order)) = ORDERS.iter().find(|(known, _)| *known == own(parent))
        {
            let place = order.split(' ').position(|known| known == own(&name));
            let place = place.unwrap_or_else(|| panic!("{parent} has no {name}"));
            assert!(*last <= place, "{name} stands too late in {parent}");
            (*last, seen) = (place, seen + 1);
        }
        if opens {
            open.push((name, 0));
        }
    }
}

#[test]
fn properties_stand_in_the_order_of_the_standard() {
    let (folder, _) = audited();
    let report = file(folder.path(), "docx", "2026-03");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/文件/2026-03");
    let draft = samples.join("34-应急预案修订通知.docx").display().to_string();
    jianfu(folder.path(), &["check", &draft, "--format", "docx", "-o", "审核稿.docx"]);
    let table = fs::read(folder.path().join("审核稿-一致性评估表.docx")).expect("the table");
    for bytes in [report, table] {
        let parts = parts(&bytes);
        for name in ["document", "styles", "footer1", "footer2"] {
            let part = &parts[&format!("word/{name}.xml")];
            assert!(in_order(std::str::from_utf8(part).expect("UTF-8")) > 1, "{name}");
        }
    }
}

#[test]
fn missing_records_are_words_and_never_bars() {
    let (folder, _) = audited();
    let bytes = file(folder.path(), "docx", "2026-03");
    let rows = paragraphs(&bytes);
    assert!(rows.contains(&(ParagraphKind::Table, "1月\t无数据".to_owned())));
    let empty = file(folder.path(), "docx", "2025-12");
    let main = String::from_utf8(parts(&empty)["word/document.xml"].clone()).expect("UTF-8");
    assert!(!main.contains("<w:drawing>") && main.contains("无数据"));
    let done = jianfu(folder.path(), &monthly(&["--month", "2026-03", "--format", "docx"]));
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("--output"));
}

#[test]
fn pages_can_be_heard() {
    let (folder, _) = audited();
    let report = text(folder.path(), &monthly(&["--month", "2026-03", "--format", "html"]));
    let draft = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/文件/2026-03");
    let draft = draft.display().to_string();
    let check = jianfu(folder.path(), &["check", &draft, "--format", "html"]).stdout;
    let check = String::from_utf8(check).expect("UTF-8");
    for page in [&report, &check] {
        assert!(page.contains("<html lang=\"zh-CN\">"));
        assert_eq!(page.matches("<main>").count(), 1);
        let heads = page.split("<th").skip(1).filter(|rest| !rest.starts_with("ead"));
        assert!(heads.into_iter().all(|rest| rest.starts_with(" scope=")), "a head without scope");
        let levels = page.split("<h").skip(1).filter_map(|rest| {
            let level = rest.chars().next()?.to_digit(10)?;
            rest[1..].starts_with([' ', '>']).then_some(level)
        });
        let levels: Vec<_> = levels.collect();
        assert_eq!(levels.first(), Some(&1));
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
    let charts: Vec<_> = report.split("<svg ").skip(1).collect();
    assert_eq!(charts.len(), 3, "months, departments, meetings to merge");
    for chart in charts {
        let tag = chart.split('>').next().expect("a tag");
        let said = tag.split_once("aria-label=\"").expect("words").1;
        assert!(tag.contains("role=\"img\"") && said.contains('：'), "{tag}");
    }
}
