//! The monthly report as a workbook: a sheet a table, numbers as numbers, charts of Excel's own, ready to print on A4.

use std::io::{self, Write};

use rust_xlsxwriter::{
    Chart as Drawing, ChartDataLabel, ChartFormat, ChartSolidFill, Color, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::grid::{Bar, Cell, Chart, Column, Grid, Shape};
use super::{MISSING, Part, WEEKDAYS, corner, sections, slot};
use crate::monthly::{Calendar, Day, Monthly};

/// Rows above the first of a table: its name and its heading.
const FIRST: u32 = 2;
/// Points a line of text is high, and the most lines a row shows.
const LINE: f64 = 15.0;
const TALLEST: usize = 20;
/// Characters a day of the calendar is wide, and a line of the explanations.
const DAY: usize = 18;
const WIDE: usize = 110;
const COLOURS: [u32; 2] = [0x9C_2B23, 0xA8_6A0A];
const A4: u8 = 9;

/// Writes the workbook.
///
/// # Errors
/// When `out` cannot be written, or a table is larger than a workbook can be.
pub fn write(monthly: &Monthly, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&workbook(monthly).map_err(io::Error::other)?)
}

fn workbook(monthly: &Monthly) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = sections::title(monthly);
    // The month asked about, not the clock: the same question gives the same bytes.
    let month = monthly.month;
    let dated = ExcelDateTime::from_ymd(month.year().unsigned_abs(), month.number() as u8, 1)?;
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&dated));
    let sections = sections::of(monthly);
    let parts = || sections.iter().flat_map(|section| &section.parts);
    for part in parts() {
        match part {
            Part::Table(grid) | Part::Chart(grid) => table(&mut book, &title, grid)?,
            Part::List(_, grids) => {
                grids.iter().try_for_each(|grid| table(&mut book, &title, grid))?;
            }
            Part::Calendar(calendar) => month_sheet(&mut book, &title, calendar)?,
            Part::Heading(_) | Part::Text(_) => {}
        }
    }
    let sheet = book.add_worksheet();
    explain(sheet, &sections)?;
    paged(sheet, &title, None)?;
    book.save_to_buffer()
}

/// A table on its own sheet, its chart below.
fn table(book: &mut Workbook, title: &str, grid: &Grid) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(grid.title)?;
    sheet.write_string_with_format(0, 0, format!("{title}　{}", grid.title), &heading())?;
    let head = ruled().set_bold().set_background_color(Color::RGB(0x00E9_EEF4));
    let head = head.set_align(FormatAlign::Center).set_text_wrap();
    for (at, column) in (0..).zip(&grid.columns) {
        sheet.set_column_width(at, column.width as f64)?;
        sheet.write_string_with_format(FIRST - 1, at, column.name, &head)?;
    }
    for (at, row) in (FIRST..).zip(&grid.rows) {
        let sums = grid.sum && at + 1 == FIRST + grid.rows.len() as u32;
        write_row(sheet, at, (row, &grid.columns), sums)?;
    }
    sheet.set_freeze_panes(FIRST, 1)?;
    paged(sheet, title, Some(FIRST - 1))?;
    let Some(chart) = grid.chart.filter(|_| !grid.rows.is_empty()) else { return Ok(()) };
    let drawing = draw(grid, &chart);
    sheet.insert_chart(FIRST + 1 + grid.rows.len() as u32, 0, &drawing)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    (row, columns): (&[Cell], &[Column]),
    sums: bool,
) -> Result<(), XlsxError> {
    let lines =
        row.iter().zip(columns).map(|(cell, column)| lines(&cell.to_string(), column.width));
    sheet.set_row_height(at, lines.max().unwrap_or(1).min(TALLEST) as f64 * LINE)?;
    for ((order, cell), column) in (0..).zip(row).zip(columns) {
        let mut look = ruled().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        if sums {
            look = look.set_bold().set_background_color(Color::RGB(0x00F4_F6F8));
        }
        if column.number {
            look = look.set_align(FormatAlign::Right);
        }
        match cell {
            Cell::Number(value, shape) => {
                let look = look.set_num_format(number_format(*shape));
                sheet.write_number_with_format(at, order, *value, &look)?;
            }
            Cell::Words(text) => {
                sheet.write_string_with_format(at, order, text, &look)?;
            }
        }
    }
    Ok(())
}

/// How Excel writes a number in its shape.
fn number_format(shape: Shape) -> &'static str {
    match shape {
        Shape::Whole => "0",
        Shape::Signed => "+0;-0;0",
        Shape::Tenths => "0.0",
        Shape::AtLeast => "0.0\"＋\"",
        Shape::Change => "+0.0%;-0.0%;+0.0%",
        Shape::Rate => "0.00%",
        Shape::Hundredths => "0.00",
        Shape::Points => "General",
    }
}

/// A chart over the table's own cells. Words take no length, and say themselves that there is no record.
fn draw(grid: &Grid, chart: &Chart) -> Drawing {
    let bars = grid.bars(chart);
    let last = FIRST + (bars.len() as u32).saturating_sub(1);
    let mut drawing = Drawing::new_bar();
    for (order, (at, colour)) in chart.columns.iter().zip(COLOURS).enumerate() {
        let at = *at as u16;
        let fill = ChartSolidFill::new().set_color(Color::RGB(colour)).to_owned();
        let series = drawing.add_series();
        series
            .set_name((grid.title, FIRST - 1, at))
            .set_categories((grid.title, FIRST, 0, last, 0))
            .set_values((grid.title, FIRST, at, last, at))
            .set_gap(60)
            .set_format(ChartFormat::new().set_solid_fill(&fill));
        series.set_data_label(ChartDataLabel::new().show_value());
        series.set_custom_data_labels(&labels(&bars, order));
    }
    drawing.title().set_name(chart.title);
    // The first row on top, as in the table.
    drawing.y_axis().set_reverse();
    drawing.x_axis().set_min(0).set_hidden(true).set_major_gridlines(false);
    if chart.columns.len() < 2 {
        drawing.legend().set_hidden();
    }
    let height = bars.len() * (12 + 18 * chart.columns.len()) + 110;
    drawing.set_width(900).set_height(height as u32).set_alt_text(chart.title);
    drawing
}

/// A label a bar of one series.
fn labels(bars: &[Bar<'_>], order: usize) -> Vec<ChartDataLabel> {
    let label = |bar: &Bar<'_>| {
        let mut label = ChartDataLabel::default();
        if bar.values.get(order).is_none_or(Option::is_none) {
            label.set_value(MISSING);
        }
        label.to_custom()
    };
    bars.iter().map(label).collect()
}

fn month_sheet(book: &mut Workbook, title: &str, calendar: &Calendar) -> Result<(), XlsxError> {
    const NAME: &str = "会议月历";
    let sheet = book.add_worksheet();
    sheet.set_name(NAME)?;
    sheet.write_string_with_format(0, 0, format!("{title}　{NAME}"), &heading())?;
    let head = ruled().set_bold().set_background_color(Color::RGB(0x00E9_EEF4));
    for (at, name) in (0..).zip(WEEKDAYS) {
        sheet.set_column_width(at, DAY as f64)?;
        sheet.write_string_with_format(FIRST - 1, at, name, &head)?;
    }
    for (at, week) in (FIRST..).zip(&calendar.weeks) {
        let cells = week.each_ref().map(|it| it.as_ref().map(day).unwrap_or_default());
        let tall = cells.iter().map(|cell| cell.lines().map(|line| lines(line, DAY)).sum());
        sheet.set_row_height(at, tall.max().unwrap_or(1).max(3) as f64 * LINE)?;
        for ((order, text), it) in (0..).zip(&cells).zip(week) {
            let rests = it.as_ref().is_some_and(|it| !it.working || it.free.is_some());
            let mut look = ruled().set_text_wrap().set_align(FormatAlign::Top);
            if rests {
                look = look.set_background_color(Color::RGB(0x00F1_F3F5));
            }
            sheet.write_string_with_format(at, order, text, &look)?;
        }
    }
    sheet.set_freeze_panes(FIRST, 0)?;
    paged(sheet, title, Some(FIRST - 1))
}

fn day(day: &Day) -> String {
    let sittings = day.sittings.iter().map(slot);
    [corner(day)].into_iter().chain(sittings).collect::<Vec<_>>().join("\n")
}

/// What the numbers mean, section by section.
fn explain(sheet: &mut Worksheet, sections: &[super::Section<'_>]) -> Result<(), XlsxError> {
    sheet.set_name("说明")?;
    sheet.set_column_width(0, WIDE as f64)?;
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    for section in sections {
        let texts = section.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.lines()),
            _ => None,
        });
        let lined: Vec<&str> = texts.flatten().collect();
        if lined.is_empty() {
            continue;
        }
        sheet.set_row_height(row, LINE * 1.5)?;
        sheet.write_string_with_format(row, 0, &section.title, &heading())?;
        row += 1;
        for line in lined {
            sheet.set_row_height(row, lines(line, WIDE) as f64 * LINE)?;
            sheet.write_string_with_format(row, 0, line, &plain)?;
            row += 1;
        }
    }
    Ok(())
}

/// A4 across, as wide as the page, heading rows repeated, pages numbered.
fn paged(sheet: &mut Worksheet, title: &str, heading: Option<u32>) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(format!("&L{title}　&A&R第&P页 共&N页"));
    if let Some(row) = heading {
        sheet.set_repeat_rows(row, row)?;
    }
    Ok(())
}

fn heading() -> Format {
    Format::new().set_bold().set_font_size(13)
}

fn ruled() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00C9_D1DA))
}

/// Lines a text takes in a column; a CJK character is as wide as two digits. Not every program works heights out itself.
fn lines(text: &str, width: usize) -> usize {
    let taken: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    taken.div_ceil(width.saturating_sub(1).max(1)).max(1)
}
