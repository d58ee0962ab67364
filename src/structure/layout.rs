//! The part of each line: filled in stage by stage, turned into blocks at the end.

use super::line::Line;
use super::masthead::{Head, Role};
use super::signature::Signature;
use super::{attachments, footer, outline};
use crate::document::{Block, BlockKind, Paragraph, Zone};

/// The part of each line.
#[derive(Debug)]
pub(super) struct Layout {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    kind: BlockKind,
    level: u8,
    zone: Zone,
}

impl Layout {
    /// A layout in which everything is body.
    pub(super) fn new(count: usize) -> Self {
        let part = Part { kind: BlockKind::Paragraph, level: 0, zone: Zone::Body };
        Self { parts: vec![part; count] }
    }

    /// The blocks of a file, each paragraph with its part.
    pub(super) fn blocks(self, paragraphs: Vec<Paragraph>) -> Vec<Block> {
        let parts = paragraphs.into_iter().zip(self.parts);
        parts
            .map(|(paragraph, part)| Block {
                kind: part.kind,
                level: part.level,
                zone: part.zone,
                text: paragraph.text,
                page: paragraph.page,
            })
            .collect()
    }

    /// Names one line.
    pub(super) fn put(&mut self, at: usize, kind: BlockKind, zone: Zone) {
        if let Some(part) = self.parts.get_mut(at) {
            part.kind = kind;
            part.zone = zone;
        }
    }

    /// Names the lines of the head.
    pub(super) fn head(&mut self, head: &Head) {
        let first = head.title.first().copied().unwrap_or(usize::MAX);
        for (at, role) in head.roles.iter().enumerate() {
            let (kind, zone) = match role {
                _ if head.title.contains(&at) => (BlockKind::Title, Zone::Head),
                Role::Outside => (BlockKind::Other, Zone::Outside),
                Role::Recipients => (BlockKind::Recipients, Zone::Head),
                Role::Dated => (BlockKind::Date, Zone::Head),
                Role::Titled | Role::Organ if at > first => (BlockKind::Other, Zone::Head),
                _ => (BlockKind::Masthead, Zone::Head),
            };
            self.put(at, kind, zone);
        }
    }

    /// Names the lines between head and tail; returns the first line after the body.
    pub(super) fn body(
        &mut self,
        lines: &[Line<'_>],
        from: usize,
        signature: Option<&Signature>,
    ) -> usize {
        let end = signature.map_or_else(|| unsigned_end(lines, from), |s| s.lines.start);
        let stop = attachments::list_start(lines, from, end).unwrap_or(end);
        for at in from..stop {
            let outside =
                lines.get(at).is_none_or(|line| line.outside || footer::is_blank_page(line));
            let kind = if outside { BlockKind::Other } else { self.running(lines, at) };
            self.put(at, kind, if outside { Zone::Outside } else { Zone::Body });
        }
        for at in stop..end {
            self.put(at, BlockKind::Attachment, Zone::Tail);
        }
        if let Some(signature) = signature {
            for at in signature.lines.clone() {
                self.put(at, BlockKind::Signature, Zone::Tail);
            }
            for at in signature.lines.end..signature.after {
                self.put(at, BlockKind::Date, Zone::Tail);
            }
        }
        end
    }

    /// The kind of a line of running text; its outline level is set.
    pub(super) fn running(&mut self, lines: &[Line<'_>], at: usize) -> BlockKind {
        let Some(line) = lines.get(at).filter(|line| !line.outside) else {
            return BlockKind::Other;
        };
        if line.table {
            return BlockKind::Table;
        }
        if let Some(part) = self.parts.get_mut(at) {
            part.level = outline::level(line.text);
        }
        if outline::is_heading(lines, at) { BlockKind::Heading } else { BlockKind::Paragraph }
    }

    /// Whether a line has been named so.
    pub(super) fn is(&self, at: usize, kind: BlockKind) -> bool {
        self.parts.get(at).is_some_and(|part| part.kind == kind)
    }

    /// The lines that are this part.
    pub(super) fn lines_of(&self, kind: BlockKind, zone: Zone) -> impl Iterator<Item = usize> {
        let parts = self.parts.iter().enumerate();
        parts.filter(move |(_, part)| part.kind == kind && part.zone == zone).map(|(at, _)| at)
    }
}

/// Where a body without signature ends: at an annex or at the footer.
fn unsigned_end(lines: &[Line<'_>], from: usize) -> usize {
    let stop = lines.iter().enumerate().skip(from).find(|(at, line)| {
        attachments::heads_annex(lines, *at) || (footer::is_footer(line) && !line.table)
    });
    stop.map_or(lines.len(), |(at, _)| at)
}
