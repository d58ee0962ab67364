//! The task ledger as a workbook: tasks with a day, recurring ones and those without a day on a sheet each.

use std::io::{self, Write};

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::{COLUMNS, NOTE, cells, summary};
use crate::tasks::{Due, Entry, Listing, State};

const WIDTHS: [f64; COLUMNS.len()] = [12.0, 18.0, 22.0, 22.0, 60.0, 20.0, 36.0, 20.0, 12.0, 36.0];
/// First row of a sheet below its summary and header.
const FIRST: u32 = 2;

/// Points a line of text is high, and the most lines a row shows.
const LINE: f64 = 15.0;
const TALLEST: usize = 20;

/// Writes the workbook.
///
/// # Errors
/// When `out` cannot be written, or the listing is larger than a workbook can be.
pub fn write(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&workbook(listing).map_err(io::Error::other)?)
}

fn workbook(listing: &Listing) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day asked about, not the clock: the same question gives the same bytes.
    let today = date(listing.query.today)?;
    book.set_properties(&DocProperties::new().set_title("任务清单").set_creation_datetime(&today));
    let mut sheets = vec![("有期限的任务", &listing.dated), ("定期和长期任务", &listing.recurring)];
    if listing.query.within.is_none() {
        sheets.push(("未写明时限", &listing.open));
    }
    for (name, entries) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        fill(sheet, &format!("{}。{NOTE}", summary(listing)), entries)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, note: &str, entries: &[Entry]) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00D9_E2EC));
    sheet.write_string(0, 0, note)?;
    for (column, (name, width)) in (0..).zip(COLUMNS.iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(1, column, *name, &head)?;
    }
    for (row, entry) in (FIRST..).zip(entries) {
        line(sheet, row, entry)?;
    }
    sheet.set_freeze_panes(FIRST, 0)?;
    let last = FIRST + (entries.len() as u32).saturating_sub(1);
    sheet.autofilter(1, 0, last, COLUMNS.len() as u16 - 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(1, 1)?;
    Ok(())
}

fn line(sheet: &mut Worksheet, row: u32, entry: &Entry) -> Result<(), XlsxError> {
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let text = match entry.state {
        State::Overdue(_) => text.set_font_color(Color::RGB(0x00B0_1E1E)),
        State::Soon(_) => text.set_font_color(Color::RGB(0x008A_5A00)),
        _ => text,
    };
    let day = text.clone().set_num_format("yyyy-mm-dd");
    let cells = cells(entry);
    let lines = cells.iter().zip(WIDTHS).map(|(cell, width)| lines(cell, width)).max();
    sheet.set_row_height(row, lines.unwrap_or(1).min(TALLEST) as f64 * LINE)?;
    for (column, cell) in (0..).zip(cells) {
        let known = match (column, &entry.due) {
            (0, Due::Day(day)) => Some(*day),
            (8, _) => entry.issued,
            _ => None,
        };
        match known {
            Some(known) => {
                sheet.write_datetime_with_format(row, column, date(known)?, &day)?;
            }
            None => {
                sheet.write_string_with_format(row, column, cell, &text)?;
            }
        }
    }
    Ok(())
}

/// Lines a cell's text takes in a column; a CJK character is as wide as two digits. Not every program works heights out itself.
fn lines(text: &str, width: f64) -> usize {
    let taken: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    (taken as f64 / (width - 1.0)).ceil().max(1.0) as usize
}

fn date(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month() as u8, day.day() as u8)
}
