//! Forms to be filled in: the header rows of empty or sample tables in attachments.

use serde::{Deserialize, Serialize};

use super::Quote;
use crate::document::{Block, BlockKind, Document, Span, Zone};

/// One form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its name where one stands over it, and where.
    pub quote: Quote,
    /// Its columns, without white space, in order; 序号 and 备注 left out.
    pub columns: Vec<String>,
}

/// Fewest columns that make a form worth comparing.
const COLUMNS: usize = 4;
/// Columns every form has.
const COMMON: [&str; 6] = ["序号", "备注", "签字", "盖章", "编号", "合计"];
/// Words of the names of forms.
const NAMES: [&str; 8] = ["统计表", "汇总表", "情况表", "登记表", "进度表", "台账", "清单", "表"];

/// Finds the forms, in order of place.
pub fn find(document: &Document) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut inside = false;
    let mut name: Option<(usize, &Block)> = None;
    for (index, block) in document.blocks.iter().enumerate() {
        let row = block.kind == BlockKind::Table || block.text.contains('\t');
        if row && !inside && block.zone != Zone::Outside {
            forms.extend(form((index, block), name));
        }
        if !row && names(&block.text) {
            name = Some((index, block));
        } else if !row && !block.text.contains(['：', ':']) {
            name = None;
        }
        inside = row;
    }
    forms
}

fn form(header: (usize, &Block), name: Option<(usize, &Block)>) -> Option<Form> {
    let cells = header.1.text.split('\t').map(|cell| cell.split_whitespace().collect::<String>());
    let columns: Vec<String> =
        cells.filter(|cell| !cell.is_empty() && !COMMON.contains(&cell.as_str())).collect();
    let plain = columns
        .iter()
        .all(|column| column.chars().count() <= 16 && !column.chars().any(|c| c.is_ascii_digit()));
    // Without a name a table may be anything.
    let (index, block) = name?;
    let span = Span { block: index, start: 0, end: block.text.chars().count() };
    let quote = Quote { span, text: block.text.clone() };
    (plain && columns.len() >= COLUMNS).then_some(Form { quote, columns })
}

/// Is this line the name of a form?
fn names(text: &str) -> bool {
    let text = text.trim_end_matches(['）', ')', ' ', '　']);
    text.chars().count() <= 40
        && !text.ends_with('。')
        && NAMES.iter().any(|name| text.contains(name))
}
