//! Running heads, running feet and page numbers: what the layout repeats on page after page is not the document's text.

use std::collections::BTreeMap;

use super::layout::{Line, Sheet};

/// The share of the page, above and below, where they stand.
const ZONE: f32 = 0.14;
/// Lines at each end of a page that can be one.
const LINES: usize = 3;
/// Baselines this close are the same place.
const PLACE: f32 = 3.0;

/// Takes them out of all pages.
pub(super) fn strip(sheets: &mut [Sheet]) {
    let repeated = repeated(sheets);
    for sheet in sheets {
        let height = sheet.height;
        for block in &mut sheet.blocks {
            block.lines.retain(|line| {
                let is_running =
                    is_page_number(&line.text) || repeated.iter().any(|known| known.is(line));
                line.table || !in_zone(line, height) || !is_running
            });
        }
        sheet.blocks.retain(|block| !block.lines.is_empty());
    }
}

/// A text seen again and again at one place.
#[derive(Debug)]
struct Repeated {
    text: String,
    y: f32,
}

impl Repeated {
    fn is(&self, line: &Line) -> bool {
        (self.y - line.y).abs() <= PLACE && key(&line.text) == self.text
    }
}

fn repeated(sheets: &[Sheet]) -> Vec<Repeated> {
    let mut seen: BTreeMap<String, Vec<f32>> = BTreeMap::new();
    for sheet in sheets {
        for line in ends(sheet) {
            seen.entry(key(&line.text)).or_default().push(line.y);
        }
    }
    let enough = |count: usize| count >= 2 && count * 5 >= sheets.len() * 2;
    let mut found = Vec::new();
    for (text, mut places) in seen {
        places.sort_by(f32::total_cmp);
        let clusters = places.chunk_by(|a, b| b - a <= PLACE);
        for cluster in clusters.filter(|cluster| enough(cluster.len())) {
            if let Some(y) = cluster.get(cluster.len() / 2) {
                found.push(Repeated { text: text.clone(), y: *y });
            }
        }
    }
    found
}

/// The lines of a page that can be heads or feet: the first and last few inside the zones.
fn ends(sheet: &Sheet) -> impl Iterator<Item = &Line> {
    let mut lines: Vec<&Line> = sheet
        .blocks
        .iter()
        .flat_map(|block| &block.lines)
        .filter(|line| !line.table && in_zone(line, sheet.height))
        .collect();
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    let from = lines.len().saturating_sub(LINES).max(LINES.min(lines.len()));
    let tail = lines.split_off(from);
    lines.truncate(LINES);
    lines.into_iter().chain(tail)
}

fn in_zone(line: &Line, height: f32) -> bool {
    line.y < height * ZONE || line.y > height * (1.0 - ZONE)
}

/// Page numbers change from page to page; numbers of attachments and chapters do too, and they must stay.
fn key(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if ["附", "第", "表"].iter().any(|start| text.starts_with(start)) {
        return text;
    }
    text.trim_matches(|c: char| c.is_ascii_digit() || is_dash(c)).to_owned()
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '－' | '―' | '─' | '·' | '•' | '~' | '/' | '|' | '．' | '.')
}

/// What page numbers are dressed with; a dash that a font could not map comes out as `?`.
fn is_ornament(c: char) -> bool {
    is_dash(c) || matches!(c, '?' | '？' | '*' | '＊' | '_' | '●' | '◆' | '※' | '<' | '>')
}

/// `— 3 —`, `第3页`, `第 3 页 共 9 页`, `3/9`, `iv`.
fn is_page_number(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !is_ornament(*c)).collect();
    let words = bare.replace("第", "").replace("页", "").replace("共", "");
    let paged = words.len() < bare.len();
    let arabic = words.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let roman = words.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'I' | 'V' | 'X'));
    let longest = if paged { 8 } else { 4 };
    let clause = bare.starts_with('第') && !bare.contains('页');
    let numeral = arabic || (roman && !paged);
    numeral && !clause && (1..=longest).contains(&words.chars().count())
}

#[cfg(test)]
mod tests {
    use super::super::layout::Block;
    use super::*;

    fn line(text: &str, y: f32) -> Line {
        Line { text: text.into(), x0: 0.0, x1: 100.0, y, size: 12.0, page: 1, table: false }
    }

    fn check(pages: &[&[(&str, f32)]], expect: &[&str]) {
        let sheet = |lines: &&[(&str, f32)]| Sheet {
            height: 800.0,
            blocks: vec![Block {
                lines: lines.iter().map(|(text, y)| line(text, *y)).collect(),
                column: false,
            }],
        };
        let mut sheets: Vec<Sheet> = pages.iter().map(sheet).collect();
        strip(&mut sheets);
        let blocks = sheets.iter().flat_map(|sheet| &sheet.blocks);
        let left: Vec<&str> =
            blocks.flat_map(|b| &b.lines).map(|line| line.text.as_str()).collect();
        assert_eq!(left, expect);
    }

    #[test]
    fn heads_feet_and_page_numbers_go() {
        check(
            &[
                &[("澜溪市政府公报", 40.0), ("正文一", 200.0), ("— 1 —", 760.0)],
                &[("澜溪市政府公报", 41.0), ("正文二", 200.0), ("— 2 —", 760.0)],
                &[("澜溪市政府公报", 40.0), ("2024", 200.0), ("第 3 页 共 3 页", 760.0)],
            ],
            &["正文一", "正文二", "2024"],
        );
    }

    #[test]
    fn attachment_numbers_stay() {
        check(&[&[("附件1", 40.0)], &[("附件2", 40.0)]], &["附件1", "附件2"]);
    }

    #[test]
    fn page_numbers_by_form() {
        for text in ["3", "－12－", "3/9", "第3页", "iv", "- 4 -", "?1?"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["第3条", "20241", "（三）", "3人", "", "——"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
