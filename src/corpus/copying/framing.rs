//! How much of a document's framing stands in a superior's: its opening, and what it says under 总体要求, 指导思想, 基本原则.

use std::sync::LazyLock;

use regex::Regex;

use super::Passage;
use super::text::Text;
use crate::document::{BlockKind, Document, Span};
use crate::facts::roles::{Judged, Part, Role};

/// The framing of a copying document.
#[derive(Debug, Clone, PartialEq)]
pub struct Framing {
    /// Share of its characters that stand in the other document, masked.
    pub share: f64,
    /// Its characters, without titles, quotations and political formulae.
    pub size: usize,
    /// What stands in both, longest first: child, parent.
    pub passages: Vec<(Passage, Passage)>,
}

/// Most passages kept.
const PASSAGES: usize = 5;

/// The characters of a document's framing.
pub(super) struct Frame(Vec<bool>);

impl Frame {
    /// Finds the framing among a document's characters. What the centre worded for everybody to repeat is not part of it.
    pub(super) fn new(document: &Document, judged: &[Judged], text: &Text) -> Self {
        let blocks = headed(document);
        let inside = |at: usize| {
            let (block, place) = text.places[at];
            let said = sentence(judged, block, place);
            let formula = said.is_some_and(|judged| judged.role == Role::Formula);
            let opening = said.is_some_and(|judged| {
                judged.part == Part::Opening && judged.role != Role::Structural
            });
            text.weighed[at] && !formula && (opening || blocks[block])
        };
        Self((0..text.chars.len()).map(inside).collect())
    }

    /// Measures it against what is copied; `None` where there is no framing.
    pub(super) fn measure(
        &self,
        text: &Text,
        copied: &[bool],
        passages: &[(Passage, Passage)],
    ) -> Option<Framing> {
        let size = self.0.iter().filter(|&&inside| inside).count();
        let both = self.0.iter().zip(copied).filter(|&(&a, &b)| a && b).count();
        let within = |span: Span| {
            let at = text.places.partition_point(|&place| place < (span.block, span.start));
            self.0.get(at).is_some_and(|&inside| inside)
        };
        let own = passages.iter().filter(|(own, _)| within(own.span)).take(PASSAGES);
        let share = both as f64 / size.max(1) as f64;
        (size > 0).then(|| Framing { share, size, passages: own.cloned().collect() })
    }
}

/// The sentence that holds a place.
fn sentence(judged: &[Judged], block: usize, place: usize) -> Option<&Judged> {
    let next = judged.partition_point(|it| (it.span.block, it.span.start) <= (block, place));
    let last = judged.get(next.checked_sub(1)?)?;
    (last.span.block == block && place < last.span.end).then_some(last)
}

/// Which blocks stand under a heading of framing.
fn headed(document: &Document) -> Vec<bool> {
    // The level of the heading that is open: `None` outside.
    let mut open: Option<u8> = None;
    let mut headed = Vec::with_capacity(document.blocks.len());
    for block in &document.blocks {
        let names = HEADING.as_ref().is_some_and(|regex| regex.is_match(&block.text));
        if block.kind == BlockKind::Heading {
            let deeper = open.is_some_and(|level| block.level > level);
            if !deeper {
                open = names.then_some(block.level);
            }
            headed.push(false);
        } else {
            // A run-in heading frames its own paragraph.
            headed.push(open.is_some() || names);
        }
    }
    headed
}

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[\s　]*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[)）、.．]{1,2}\s*)?",
        r"(?:总体要求|总体思路|指导思想|(?:基本|工作|主要)原则)(?:和(?:基本原则|工作原则|主要目标|工作目标|目标任务))?(?:[。：:\s]|$)",
    ))
    .ok()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        let check = |text: &str, expect: bool| {
            assert_eq!(HEADING.as_ref().unwrap().is_match(text), expect, "{text}");
        };
        check("一、总体要求", true);
        check("（一）指导思想。以水质达标为目标", true);
        check("1.基本原则：先易后难", true);
        check("二、总体要求和工作目标", true);
        check("总体要求是摸清底数。", false);
        check("一、主要目标", false);
    }
}
