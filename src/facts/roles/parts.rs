//! Padding by place: the opening before the tasks begin, the closing of safeguards and exhortations.
//!
//! A document issued inside another has an opening and a closing of its own. Only empty and formula sentences are padding;
//! headings, basis lines and whatever can be checked stand between them and are left out.

use std::ops::Range;

use super::{Part, Role, cues};
use crate::document::{BlockKind, Document};

/// Sentences that can be checked, in a row, after which the opening is over even under its own heading.
const SETTLED: usize = 3;
/// Where in a document a section of safeguards may be its closing, in tenths.
const LATE: usize = 5;

/// The part of each sentence of a document whose roles are known.
pub(super) fn assign(document: &Document, roles: &[Role]) -> Vec<Part> {
    let mut parts = vec![Part::Body; roles.len()];
    for unit in units(document) {
        let heads: Vec<Head> = unit.clone().filter_map(|at| head(document, at)).collect();
        let opening = unit.start..opening_end(&unit, &heads, roles);
        let closing = closing_start(&unit, &heads, roles).max(opening.end)..unit.end;
        for (range, part) in [(opening, Part::Opening), (closing, Part::Closing)] {
            for at in range {
                if let (Some(Role::Empty | Role::Formula), Some(slot)) =
                    (roles.get(at), parts.get_mut(at))
                    && !recorded(document, at)
                {
                    *slot = part;
                }
            }
        }
    }
    parts
}

/// Whether a sentence records what a meeting said (会议强调，……): the matter of minutes, however it sounds.
fn recorded(document: &Document, at: usize) -> bool {
    let words = document.sentences.get(at).map(|sentence| document.words(sentence));
    let said = words.and_then(|words| words.trim_start().strip_prefix("会议"));
    said.is_some_and(|rest| {
        ["指出", "强调", "要求", "认为"].iter().any(|verb| rest.starts_with(verb))
    })
}

/// A heading among the sentences.
struct Head {
    at: usize,
    level: u8,
    family: Option<&'static str>,
}

/// The document's own sentences and those of each document issued inside, as ranges.
fn units(document: &Document) -> Vec<Range<usize>> {
    let unit = |at: usize| {
        let block = document.sentences.get(at).map_or(0, |sentence| sentence.span.block);
        document.issued.iter().position(|issued| issued.blocks.contains(&block))
    };
    let mut units: Vec<Range<usize>> = Vec::new();
    for at in 0..document.sentences.len() {
        match units.last_mut() {
            Some(last) if unit(last.start) == unit(at) => last.end = at + 1,
            _ => units.push(at..at + 1),
        }
    }
    units
}

fn head(document: &Document, at: usize) -> Option<Head> {
    let sentence = document.sentences.get(at)?;
    let block = document.blocks.get(sentence.span.block)?;
    let words = document.words(sentence);
    let shape = super::shape::look(words);
    if !(block.kind == BlockKind::Heading || shape.heading) || !first(document, at) {
        return None;
    }
    let level = if block.level > 0 { block.level } else { shape.level };
    (level > 0).then(|| Head { at, level, family: cues::family(words) })
}

/// Whether a sentence is the first of its paragraph (which may begin with white space).
pub(super) fn first(document: &Document, at: usize) -> bool {
    let block = |at: usize| document.sentences.get(at).map(|sentence| sentence.span.block);
    at.checked_sub(1).and_then(block) != block(at)
}

/// Where the opening ends: at the first heading that speaks of something else, or at the first settled run of substance.
fn opening_end(unit: &Range<usize>, heads: &[Head], roles: &[Role]) -> usize {
    let top = heads.iter().map(|head| head.level).min();
    let leading =
        |head: &Head| matches!(head.family, Some("meaning" | "guiding" | "principle" | "goal"));
    let end = heads
        .iter()
        .find(|head| Some(head.level) == top && !leading(head))
        .map_or(unit.end, |head| head.at);
    let patience = if heads.iter().any(|head| head.at <= end) { SETTLED } else { 1 };
    let mut run = 0;
    for at in unit.start..end {
        match roles.get(at) {
            Some(Role::Substantive) => run += 1,
            Some(Role::Empty | Role::Formula) => run = 0,
            _ => {}
        }
        if run >= patience {
            return at;
        }
    }
    end
}

/// Where the closing begins: at the last late section of safeguards, or where nothing that can be checked follows.
fn closing_start(unit: &Range<usize>, heads: &[Head], roles: &[Role]) -> usize {
    let late = unit.start + unit.len() * LATE / 10;
    let top = heads.iter().map(|head| head.level).min();
    let last_top = heads.iter().rfind(|head| Some(head.level) == top);
    let section = last_top
        .filter(|head| head.at >= late && head.family == Some("safeguard"))
        .map_or(unit.end, |head| head.at);
    let tail = unit
        .clone()
        .rev()
        .take_while(|&at| roles.get(at).is_some_and(|role| *role != Role::Substantive))
        .last()
        .unwrap_or(unit.end);
    section.min(tail)
}
