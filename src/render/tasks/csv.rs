//! The task ledger as CSV that office programs open as it is: UTF-8 with a byte order mark.

use std::io::{self, Write};

use csv::Writer;

use super::{COLUMNS, cells};
use crate::tasks::Listing;

/// Characters with which a cell would be taken for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a header and one row an entry.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for entry in listing.entries() {
        rows.write_record(cells(entry).map(harmless))?;
    }
    rows.flush()
}

/// A document's words must not run as a formula in the reader's program.
pub(crate) fn harmless(cell: String) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed() {
        assert_eq!(harmless("=HYPERLINK(1)".to_owned()), "'=HYPERLINK(1)");
        assert_eq!(harmless("市水利局".to_owned()), "市水利局");
    }
}
