//! A table as Parquet, for data platforms: every column optional, words as UTF-8 strings, days as dates.

use std::io::{self, Write};
use std::sync::Arc;

use jiff::civil::{Date, date};
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::{Cell, Column, Kind, Source, Table};

/// Rows of one row group: what is held in memory at a time.
const GROUP: usize = 65_536;

/// Writes every row; says how many there were.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(table: &Table, source: &Source<'_>, out: impl Write + Send) -> io::Result<usize> {
    let schema = Arc::new(schema(table).map_err(io_error)?);
    let properties = WriterProperties::builder()
        .set_created_by(format!("jianfu {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut file =
        SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(io_error)?;
    let mut columns: Vec<Vec<Cell>> = table.columns.iter().map(|_| Vec::new()).collect();
    let mut held = 0;
    let count = table.each(source, &mut |row| {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(cell);
        }
        held += 1;
        if held == GROUP {
            held = 0;
            write_group(&mut file, &mut columns).map_err(io_error)?;
        }
        Ok(())
    })?;
    write_group(&mut file, &mut columns).map_err(io_error)?;
    file.close().map_err(io_error)?;
    Ok(count)
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    }
}

fn schema(table: &Table) -> Result<Type> {
    let fields = table.columns.iter().map(|column| field(column).map(Arc::new));
    Type::group_type_builder(table.name).with_fields(fields.collect::<Result<_>>()?).build()
}

fn field(column: &Column) -> Result<Type> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()
}

/// Writes the rows held and lets them go. An empty group is left out, but for a table without rows the schema stands.
fn write_group(
    file: &mut SerializedFileWriter<impl Write + Send>,
    columns: &mut [Vec<Cell>],
) -> Result<()> {
    if columns.first().is_none_or(Vec::is_empty) {
        return Ok(());
    }
    let mut group = file.next_row_group()?;
    for cells in columns {
        let Some(mut column) = group.next_column()? else { break };
        write_column(column.untyped(), std::mem::take(cells))?;
        column.close()?;
    }
    group.close().map(drop)
}

fn write_column(column: &mut ColumnWriter<'_>, cells: Vec<Cell>) -> Result<()> {
    match column {
        ColumnWriter::ByteArrayColumnWriter(to) => put(to, cells, |cell| match cell {
            Cell::Text(text) => text.map(|text| ByteArray::from(text.into_bytes())),
            _ => None,
        }),
        ColumnWriter::Int64ColumnWriter(to) => put(to, cells, |cell| match cell {
            Cell::Number(number) => number,
            _ => None,
        }),
        ColumnWriter::DoubleColumnWriter(to) => put(to, cells, |cell| match cell {
            Cell::Real(number) => number,
            _ => None,
        }),
        ColumnWriter::BoolColumnWriter(to) => put(to, cells, |cell| match cell {
            Cell::Flag(flag) => flag,
            _ => None,
        }),
        ColumnWriter::Int32ColumnWriter(to) => put(to, cells, |cell| match cell {
            Cell::Day(day) => day.map(since_epoch),
            _ => None,
        }),
        // The schema has no column of any other type.
        _ => Ok(()),
    }
}

/// Writes the values that are there, and which ones they are.
fn put<T: DataType>(
    to: &mut ColumnWriterImpl<'_, T>,
    cells: Vec<Cell>,
    value: impl Fn(Cell) -> Option<T::T>,
) -> Result<()> {
    let cells: Vec<_> = cells.into_iter().map(value).collect();
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<_> = cells.into_iter().flatten().collect();
    to.write_batch(&values, Some(&levels), None).map(drop)
}

/// Days since 1 January 1970.
fn since_epoch(day: Date) -> i32 {
    date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}
