//! Tables: CSV, XLSX and XLS, as a register where the header names one, else as a document of table rows.
//!
//! Cells are read one by one under a budget: a sheet of five kilobytes can claim seventeen thousand million cells.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, Xls};

use super::doc::compound::{self, Compound};
use super::package::damaged;
use super::text::{clean, invisible, truncated};
use super::{Extract, Input, MAX_TEXT, Opened, Refusal, claims, guard, header};
use crate::document::{Format, Paragraph, ParagraphKind, UnreadableKind, Warning};

mod book;
mod cells;
mod dates;
mod grid;
#[cfg(test)]
mod oracle;

pub(super) use grid::{Grid, Row};

const MAX_CELLS: usize = 2_000_000;

/// Text with a comma or a tab between cells; `None` where it is neither named a table nor looks like a register.
pub(super) fn csv(opened: &Opened, text: &str, named: bool) -> Option<Input> {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let most = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|&mark| head.bytes().filter(|&byte| byte == mark).count());
    let delimiter = most.filter(|&mark| head.as_bytes().contains(&mark)).unwrap_or(b',');
    let mut sheet = Sheet::default();
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    for (row, record) in rows.records().map_while(Result::ok).enumerate() {
        // Text that is no table is given up at once: it may be a whole book.
        if row == header::DEPTH && !named && header::find(&sheet.grid, &opened.name).is_none() {
            return None;
        }
        for (column, cell) in record.iter().enumerate() {
            sheet.put(row as u32, column as u32, cell);
        }
        if sheet.full {
            break;
        }
    }
    if let Some(register) = header::register(opened, &[&sheet.grid]) {
        return Some(Input::Register(register));
    }
    named.then(|| document(opened, Format::Csv, &[sheet]))
}

/// A workbook of Excel 2007 or later.
pub(super) fn xlsx(opened: &Opened) -> Result<Input, Refusal> {
    Ok(book_input(opened, Format::Xlsx, &book::read(&opened.bytes)?))
}

/// A workbook of Excel 97–2003, or of WPS (.et).
pub(super) fn xls(opened: &Opened) -> Result<Input, Refusal> {
    let container = Compound::open(&opened.bytes).ok_or_else(damaged)?;
    let book = container.stream("Workbook").or_else(|| container.stream("Book"));
    let book = book.ok_or_else(damaged)?;
    if claims::absurd(&book) {
        let message = "工作簿里的单元格位置异常，展开后过大，没有读取；请用 Office 或 WPS 打开后另存为 xlsx 再检查";
        return Err((UnreadableKind::TooLarge, message.to_owned()));
    }
    // calamine follows a circle of sectors until memory ends, so it is given a container without one.
    let book = compound::container("Workbook", &book);
    let mut book = guard::foreign(|| {
        Xls::new(Cursor::new(book)).map_err(|error| match error {
            calamine::XlsError::Password => encrypted(),
            _ => damaged(),
        })
    })?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        let mut sheet = Sheet::after(sheets.last());
        for (row, column, value) in range.used_cells() {
            sheet.put(top + row as u32, left + column as u32, &xls_cell(value));
            if sheet.full {
                break;
            }
        }
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let merged: Vec<_> = merged.iter().map(|region| (region.start, region.end)).collect();
        sheet.settle(&merged);
        sheets.push(sheet);
    }
    Ok(book_input(opened, Format::Xls, &sheets))
}

fn encrypted() -> Refusal {
    (UnreadableKind::Encrypted, "工作簿设了打开密码，请取消密码后再检查".to_owned())
}

fn book_input(opened: &Opened, format: Format, sheets: &[Sheet]) -> Input {
    let grids: Vec<_> = sheets.iter().map(Sheet::spread).collect();
    match header::register(opened, &grids) {
        Some(register) => Input::Register(register),
        None => document(opened, format, sheets),
    }
}

/// Every row a table paragraph, its cells joined by tabs.
fn document(opened: &Opened, format: Format, sheets: &[Sheet]) -> Input {
    let warnings: Vec<Warning> =
        sheets.iter().find(|sheet| sheet.full).map(|_| truncated()).into_iter().collect();
    let mut paragraphs = Vec::new();
    for sheet in sheets {
        let cells = sheet.grid.rows().flat_map(Row::cells);
        let columns: BTreeSet<u32> = cells.map(|(column, _)| column).collect();
        for row in sheet.grid.rows() {
            let kind = if row.len() > 1 { ParagraphKind::Table } else { ParagraphKind::Text };
            paragraphs.push(Paragraph { text: line(row, &columns), kind, page: None });
        }
    }
    opened.document(format, Extract { paragraphs, pages: None, warnings })
}

/// A row's cells joined by tabs, each under its column's header unless the sheet is too wide for that.
fn line(row: Row<'_>, columns: &BTreeSet<u32>) -> String {
    if row.len() == 1 || columns.len() > 64 {
        return row.cells().map(|(_, text)| text).collect::<Vec<_>>().join("\t");
    }
    let mut text = columns.iter().map(|&column| row.get(column)).collect::<Vec<_>>().join("\t");
    text.truncate(text.trim_end().len());
    text
}

/// A sheet as far as the budget of cells and text goes.
#[derive(Default)]
struct Sheet {
    grid: Grid,
    /// The same with values of merged cells repeated in every row they span, where any span several.
    filled: Option<Grid>,
    cells: usize,
    text: usize,
    full: bool,
}

impl Sheet {
    /// An empty sheet with what the one before it left of the budget.
    fn after(before: Option<&Self>) -> Self {
        let (cells, text) = before.map_or((0, 0), |sheet| (sheet.cells, sheet.text));
        Self { cells, text, ..Self::default() }
    }

    fn put(&mut self, row: u32, column: u32, cell: &str) {
        self.cells += 1;
        let cell = tidy(cell);
        self.text += cell.len();
        self.full = self.cells > MAX_CELLS || self.text > MAX_TEXT;
        if !cell.is_empty() {
            self.grid.put(row, column, &cell);
        }
    }

    /// All cells are there. One merged downwards speaks for every row beside it; rows without a value of their own stay
    /// empty.
    fn settle(&mut self, merged: &[grid::Region]) {
        self.grid.settle();
        self.filled = self.grid.filled(merged, MAX_CELLS);
    }

    /// The table as a register reads it.
    fn spread(&self) -> &Grid {
        self.filled.as_ref().unwrap_or(&self.grid)
    }
}

/// A cell's text without signs that show nothing, every gap a single space.
fn tidy(cell: &str) -> Cow<'_, str> {
    if !cell.contains(|c: char| c.is_whitespace() || invisible(c)) {
        return Cow::Borrowed(cell);
    }
    let words = cell.split_whitespace().map(clean).filter(|word| !word.is_empty());
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

fn xls_cell(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => plain(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(truth) => yes_no(*truth),
        Data::DateTime(moment) => date(moment),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn yes_no(truth: bool) -> String {
    if truth { "是" } else { "否" }.to_owned()
}

/// A number as the sheet shows it: without the noise of binary fractions.
fn plain(number: f64) -> String {
    format!("{}", (number * 1e9).round() / 1e9)
}

/// A typed date as `2026-03-05`, with a time where it has one; a time alone as `09:00`, a span of time in hours.
pub(super) fn date(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return plain(moment.as_f64() * 24.0);
    }
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    match (moment.as_f64() < 1.0, hour + minute) {
        (true, _) => format!("{hour:02}:{minute:02}"),
        (false, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (false, _) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::register::{Kind, Register};

    const LEDGER: &str = "会议名称,召开时间,主办单位,人数,时长(小时)\n防汛调度会,2026-03-05 09:00,澜溪市水务局,40,1.5\n春耕部署会,2026-03-12,青禾县农业农村局,25,\n";
    const XLS: &[u8] = include_bytes!("../../../tests/fixtures/meetings.xls");

    fn read(name: &str, bytes: &[u8]) -> Register {
        match parse(Opened::of_bytes(name, bytes.to_vec())) {
            Ok(Input::Register(register)) => register,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn xls_says_what_csv_says() {
        let (xls, csv) = (read("会议台账.xls", XLS), read("会议台账.csv", LEDGER.as_bytes()));
        assert_eq!((xls.kind, &xls.rows, &xls.others), (csv.kind, &csv.rows, &csv.others));
        assert_eq!(csv.rows.len(), 2);
    }

    /// The sectors of its directory go round in a circle.
    #[test]
    fn endless_directory_is_refused() {
        let bytes = include_bytes!("../../../fuzz/seeds/sheet/endless-cells.xls");
        let refused =
            parse(Opened::of_bytes("台账.xls", bytes.to_vec())).map_err(|refused| refused.kind);
        assert_eq!(refused, Err(UnreadableKind::Damaged));
    }

    #[test]
    fn sheets_of_other_kinds_are_registers_of_their_own() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let issued = "文号,标题,发文单位,日期\n澜政办发〔2026〕3号,关于春耕的通知,澜溪市人民政府办公室,2026-03-02\n";
        for (name, table) in
            [("会议", LEDGER), ("发文", issued), ("会议二", LEDGER), ("说明", "填表说明\n")]
        {
            let sheet = book.add_worksheet();
            sheet.set_name(name).expect("a name");
            for (row, line) in (0..).zip(table.lines()) {
                for (column, cell) in (0..).zip(line.split(',')) {
                    sheet.write_string(row, column, cell).expect("a cell");
                }
            }
        }
        let register = read("台账.xlsx", &book.save_to_buffer().expect("a workbook"));
        let found: Vec<_> = register
            .each()
            .map(|register| {
                (register.kind, register.rows.iter().map(|row| row.number).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(found, [(Kind::Meetings, vec![1, 2, 4, 5]), (Kind::Issued, vec![3])]);
    }
}
