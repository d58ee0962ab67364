//! A table as CSV that office programs open as it is: UTF-8 with a byte order mark, Chinese headings.

use std::io::{self, Write};

use csv::Writer;

use super::{Cell, Source, Table};
use crate::render::tasks::csv::harmless;

/// Writes a header and every row; says how many rows there were.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(table: &Table, source: &Source<'_>, mut out: impl Write) -> io::Result<usize> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = Writer::from_writer(out);
    rows.write_record(table.columns.iter().map(|column| column.title))?;
    let count = table.each(source, &mut |row| {
        rows.write_record(row.into_iter().map(written)).map_err(io::Error::from)
    })?;
    rows.flush()?;
    Ok(count)
}

fn written(cell: Cell) -> String {
    let some = match cell {
        Cell::Text(text) => text.map(harmless),
        Cell::Number(number) => number.map(|number| number.to_string()),
        Cell::Real(number) => number.map(|number| number.to_string()),
        Cell::Flag(flag) => flag.map(|flag| if flag { "是" } else { "否" }.to_owned()),
        Cell::Day(day) => day.map(|day| day.to_string()),
    };
    some.unwrap_or_default()
}
