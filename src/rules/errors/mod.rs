//! 错情: what the zero-error office sends back.

pub mod attachment_mismatch;
pub mod citation_mismatch;
pub mod date_inconsistent;
pub mod heading_sequence;
pub mod misused_word;
pub mod number_format;
pub mod punctuation;
pub mod recipients;
pub mod signature_date;
pub mod sums;
pub mod title_kind;
pub mod upward_form;

use crate::document::{BlockKind, Document, WarningKind};

/// Does it stand under an organ's red head (澜溪市教育局文件) and bear a number, whole as its file was?
fn red_head(document: &Document) -> bool {
    let lost = [WarningKind::Truncated, WarningKind::Damaged, WarningKind::ScannedPages];
    document.elements.number.is_some()
        && !document.warnings.iter().any(|warning| lost.contains(&warning.kind))
        && document
            .blocks
            .iter()
            .any(|block| block.kind == BlockKind::Masthead && block.text.trim().ends_with("文件"))
}
