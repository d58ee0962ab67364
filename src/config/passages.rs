//! The recurring passages an office has decided to avoid: the table `jianfu learn` writes and a person reviews.

use csv::{ReaderBuilder, StringRecord};

use crate::document::counts;

/// The table's columns.
pub const COLUMNS: [&str; 5] = ["决定", "文件数", "单位数", "段落", "出处"];
/// What stands under 决定 for a passage that is to be flagged.
pub const YES: &str = "用";
/// The same for one that is not; nothing means undecided.
pub const NO: &str = "不用";
/// What stands in a passage for names, numbers and dates.
pub const MASK: char = '□';

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Flag it? `None` while nobody has decided.
    pub decided: Option<bool>,
    /// Documents it stands in.
    pub documents: usize,
    /// Departments those are of.
    pub departments: usize,
    /// The words, names, numbers and dates masked.
    pub text: String,
    /// Documents it was found in, for the person who decides.
    pub sources: String,
}

impl Passage {
    /// What is compared: the characters that count.
    pub fn key(&self) -> String {
        self.text.chars().filter(|&c| counts(c)).collect()
    }
}

/// Reads the table.
///
/// # Errors
/// Says in Chinese which line is wrong, and how.
pub fn parse(text: &str) -> Result<Vec<Passage>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = ReaderBuilder::new();
    reader.delimiter(b'\t').comment(Some(b'#')).flexible(true);
    let mut reader = reader.from_reader(text.as_bytes());
    let headers = reader.headers().cloned().map_err(|error| error.to_string())?;
    let column = |name: &str| headers.iter().position(|header| header.trim() == name);
    let (Some(decided), Some(passage)) = (column("决定"), column("段落")) else {
        return Err("第一行应当是表头，含“决定”和“段落”两列，列之间用制表符隔开".to_owned());
    };
    let (documents, departments) = (column("文件数"), column("单位数"));
    let sources = column("出处");
    let mut passages = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let field = |at: Option<usize>| cell(&row, at);
        let decided = match field(Some(decided)) {
            YES => Some(true),
            NO => Some(false),
            "" => None,
            other => {
                return Err(format!(
                    "第{line}行：决定只能写“{YES}”“{NO}”或者空着，不能写“{other}”"
                ));
            }
        };
        let number = |at| field(at).parse().unwrap_or(0);
        passages.push(Passage {
            decided,
            documents: number(documents),
            departments: number(departments),
            text: field(Some(passage)).to_owned(),
            sources: field(sources).to_owned(),
        });
    }
    Ok(passages)
}

fn cell(row: &StringRecord, at: Option<usize>) -> &str {
    at.and_then(|at| row.get(at)).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_table() {
        let table = "# 说明\n决定\t文件数\t单位数\t段落\t出处\n用\t6\t3\t各□要按月通报，不得漏报\t甲.txt\n\t5\t3\t其他\t\n不用\t9\t4\t再其他\t\n";
        let passages = parse(table).unwrap();
        let decided: Vec<_> = passages.iter().map(|passage| passage.decided).collect();
        assert_eq!(decided, [Some(true), None, Some(false)]);
        assert_eq!((passages[0].documents, passages[0].departments), (6, 3));
        assert_eq!(passages[0].key(), "各要按月通报不得漏报");
        assert_eq!(parse("\u{feff}决定\t段落\n用\t一句话\n").unwrap().len(), 1);
        assert!(parse("段落\n一句话\n").is_err());
        assert!(parse("决定\t段落\n好\t一句话\n").unwrap_err().contains("第2行"));
    }
}
