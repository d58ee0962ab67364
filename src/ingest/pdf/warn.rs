//! What a reader must know about pages that gave no text or not all of it.

use super::glyph::Canvas;
use crate::document::{Warning, WarningKind};

/// A page with a picture on so much of it and almost no text is a scan.
const PICTURE: f32 = 0.3;
/// A page number and a stamp are no text.
const FEW: usize = 12;
/// Text turned into outlines: so many curves and no glyphs.
const CURVES: u32 = 2000;

/// Doubts gathered page by page.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    scans: Vec<u32>,
    outlines: Vec<u32>,
    unmapped: Vec<u32>,
    cut_pages: Vec<u32>,
    read: Option<usize>,
    no_end: bool,
}

impl Doubts {
    /// A file without its end mark was cut off on its way.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let tail = bytes.get(bytes.len().saturating_sub(2048)..).unwrap_or_default();
        let no_end = !tail.windows(5).any(|window| window == b"%%EOF");
        Self { no_end, ..Self::default() }
    }

    /// Looks at one drawn page.
    pub(super) fn note(&mut self, canvas: &Canvas, page: u32) {
        let glyphs = canvas.glyphs.len();
        let unmapped = canvas.unmapped as usize;
        if unmapped > 0 && unmapped * 10 > glyphs + unmapped {
            self.unmapped.push(page);
        } else if glyphs < FEW && canvas.picture > PICTURE {
            self.scans.push(page);
        } else if glyphs < FEW && canvas.curves > CURVES {
            self.outlines.push(page);
        }
        if canvas.cut {
            self.cut_pages.push(page);
        }
    }

    /// Notes that reading stopped after so many pages.
    pub(super) fn note_cut(&mut self, read: usize) {
        self.read = Some(read);
    }

    /// All that is to be said, worst first.
    pub(super) fn warnings(self, empty: bool) -> Vec<Warning> {
        let mut all = Vec::new();
        let mut say = |kind, pages: Vec<u32>, what: &str| {
            if !pages.is_empty() {
                let message = format!("第{}页{what}", ranges(&pages));
                all.push(Warning { kind, message, pages: Some(pages) });
            }
        };
        say(WarningKind::ScannedPages, self.scans, "为扫描图像，未读出文字，请先作文字识别（OCR）");
        say(
            WarningKind::ScannedPages,
            self.outlines,
            "的文字已转为图形，未读出文字，请用原始文件重新导出",
        );
        say(
            WarningKind::UnmappedFont,
            self.unmapped,
            "的字体没有字符对照表，部分或全部文字未读出，请用原始文件重新导出",
        );
        say(WarningKind::Truncated, self.cut_pages, "内容过多或嵌套过深，只读出一部分");
        if let Some(read) = self.read {
            let message = format!("文件过大或过于复杂，读到第{read}页为止，可能没有读全");
            all.push(Warning { kind: WarningKind::Truncated, message, pages: None });
        }
        if self.no_end {
            let message = "文件结尾缺失，可能没有下载完整，只读出保存下来的部分".to_owned();
            all.push(Warning { kind: WarningKind::Damaged, message, pages: None });
        }
        if empty && all.is_empty() {
            let message = "没有读出文字：各页都没有文字内容".to_owned();
            all.push(Warning { kind: WarningKind::Damaged, message, pages: None });
        }
        all
    }
}

/// `1–3、5`.
fn ranges(pages: &[u32]) -> String {
    let runs = pages.chunk_by(|a, b| a + 1 == *b);
    let written = runs.filter_map(|run| match run {
        [] => None,
        [one] => Some(one.to_string()),
        [first, .., last] => Some(format!("{first}–{last}")),
    });
    written.collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_in_ranges() {
        let mut doubts = Doubts::new(b"%%EOF");
        for page in [1, 2, 3, 5] {
            doubts.note(&Canvas { picture: 0.9, ..Canvas::default() }, page);
        }
        let warnings = doubts.warnings(true);
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].message.starts_with("第1–3、5页为扫描图像，未读出文字"));
    }

    #[test]
    fn an_empty_document_is_said() {
        assert_eq!(Doubts::new(b"%%EOF").warnings(true).len(), 1);
        assert_eq!(Doubts::new(b"cut off").warnings(false)[0].kind, WarningKind::Damaged);
    }
}
