//! The table of recurring passages: tab-separated, for a spreadsheet, with a column to decide in.

use std::io::Write;

use csv::WriterBuilder;

use crate::config::passages::{COLUMNS, NO, Passage, YES};

/// What a person must know before deciding, above the table.
const NOTE: &str = "\u{feff}# 惯用段落：台账里反复出现的话，名称、数字、日期记作□。在“决定”一列写“用”（以后审核时由 W105 提示）或“不用”，空着的不用。\n";

/// Writes the table.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(passages: &[Passage], out: &mut impl Write) -> anyhow::Result<()> {
    out.write_all(NOTE.as_bytes())?;
    let mut table = WriterBuilder::new().delimiter(b'\t').from_writer(out);
    table.write_record(COLUMNS)?;
    for passage in passages {
        let decided = match passage.decided {
            Some(true) => YES,
            Some(false) => NO,
            None => "",
        };
        let (documents, departments) =
            (passage.documents.to_string(), passage.departments.to_string());
        table.write_record([decided, &documents, &departments, &passage.text, &passage.sources])?;
    }
    table.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::passages::parse;

    #[test]
    fn reads_back() {
        let passage = |decided| Passage {
            decided,
            documents: 6,
            departments: 4,
            text: "请\"各□\"按月\t通报".to_owned(),
            sources: "甲.txt；乙.txt".to_owned(),
        };
        let passages = [Some(true), Some(false), None].map(passage);
        let mut out = Vec::new();
        write(&passages, &mut out).unwrap();
        assert_eq!(parse(std::str::from_utf8(&out).unwrap()).unwrap(), passages);
    }
}
