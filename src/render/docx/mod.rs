//! `--format docx`: the draft itself with a review comment at the exact words of each finding.
//!
//! Comments are cut into the XML of the main part; text, elements and all other parts stay as they were, and the result
//! is read again before it is handed out. Signed, protected and classified drafts are refused.

mod comment;
mod marks;
mod package;
mod tree;

use std::ops::Range;

use anyhow::{bail, ensure};

use crate::document::{Class, Format, ParagraphKind, Span, WarningKind};
use crate::finding::Finding;
use crate::ingest::docx::parts::Parts;
use crate::ingest::docx::trace::{self, Traced};
use crate::ingest::package::Package;
use crate::ingest::{self, Input, Opened};
use crate::report::{Audited, Report};
use comment::Comment;
use marks::Marks;
use package::{UNREADABLE, refused};
use tree::{Naming, Tree};

/// The report's only draft with its findings as comments; `open` gives the draft's bytes.
///
/// # Errors
/// When there is not exactly one draft, it is no DOCX, is classified, signed, protected or damaged, or has changed since
/// it was checked. Each says so in Chinese.
pub fn review(
    report: &Report,
    open: impl FnOnce(&str) -> anyhow::Result<Opened>,
) -> anyhow::Result<Vec<u8>> {
    let [audited] = report.documents.as_slice() else {
        bail!("docx 格式一次只能审一份草稿，这次有 {} 份；请只写一个文件", report.documents.len());
    };
    commentable(audited)?;
    let draft = open(&audited.reading.source)?;
    ensure!(
        draft.sha256 == audited.reading.sha256,
        "草稿在检查过程中被改动了，请保存关闭后再检查一次"
    );
    let meetings = report.meetings.iter();
    let sittings = meetings.filter(|met| met.sitting.sources.contains(&audited.reading.source));
    let sittings: Vec<_> = sittings.flat_map(|met| &met.findings).collect();
    let reviewed = commented(draft.bytes(), &audited.findings, &sittings)?;
    ensure!(
        texts(&draft.name, draft.bytes()) == texts(&draft.name, &reviewed),
        "加批注后读回的文字与草稿不一致，没有写出；请改用 --format html，并把这份文件的情况告诉维护人员"
    );
    Ok(reviewed)
}

/// Refuses drafts no comment may be or can be put into.
fn commentable(audited: &Audited) -> anyhow::Result<()> {
    let reading = &audited.reading;
    if reading.class == Class::Classified {
        bail!("草稿标有密级，不处理其内容，不能加批注；涉密文件请按保密规定人工审核");
    }
    if reading.format != Format::Docx {
        bail!(
            "只有 docx 草稿才能加批注，“{}”不是；请用 Word 或 WPS 另存为 docx，或改用 --format html",
            reading.source
        );
    }
    if reading.warnings.iter().any(|warning| warning.kind == WarningKind::Damaged) {
        bail!(UNREADABLE);
    }
    Ok(())
}

fn commented(bytes: &[u8], own: &[Finding], sittings: &[&Finding]) -> anyhow::Result<Vec<u8>> {
    let package = Package::open(bytes).map_err(|_| {
        anyhow::anyhow!(
            "草稿名为 docx，实际不是（可能是 OA 导出的 XML）；请用 Word 或 WPS 另存为 docx 再检查"
        )
    })?;
    let mut parts = Parts::Zip(package);
    let traced = trace::read(bytes).map_err(refused)?;
    package::unsealed(bytes, &mut parts, &traced.part)?;
    if own.is_empty() && sittings.is_empty() {
        return Ok(bytes.to_vec());
    }
    let tree = Tree::read(&traced.xml).map_err(refused)?;
    let naming = Naming::of(&tree);
    let home = package::home(&mut parts, &traced.part, naming.space.contains("purl.oclc.org"))?;
    let existing = home.existing.as_deref().map(Tree::read).transpose().map_err(refused)?;
    let first =
        tree.highest("comment").max(existing.as_ref().and_then(|tree| tree.highest("comment")));
    let free = first.map_or(0, |id| id.saturating_add(1));
    let (mut marks, mut comments) = (Marks::new(&tree), Vec::new());
    let places = own.iter().map(|finding| (finding, finding.span));
    let places = places.chain(sittings.iter().map(|finding| (*finding, Span::default())));
    for (id, (finding, span)) in (free..).zip(places) {
        let put = anchors(&traced, &tree, span).any(|place| marks.put(id, &place));
        ensure!(put, "草稿的正文里没有可以加批注的文字；请改用 --format html");
        comments.push(Comment { id, finding });
    }
    let part = comment::part(existing.as_ref(), &naming, &comments);
    let main = marks.write(&naming);
    drop(existing);
    home.pack(bytes, main, part)
}

/// Places in the main part for a comment on `span`, best first: the words themselves, their paragraph, the mark of the
/// note they stand in, the nearest paragraph.
fn anchors<'a>(
    traced: &'a Traced,
    tree: &'a Tree<'_>,
    span: Span,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let paragraph = traced.paragraphs.get(span.block).map(Vec::as_slice).unwrap_or_default();
    let words = paragraph.get(span.start..span.end.min(paragraph.len())).unwrap_or_default();
    let note = traced.notes.get(&span.block).and_then(|(kind, id)| {
        let reference = format!("{kind}Reference");
        let mut nodes = tree.nodes.iter();
        nodes.find(|node| node.name == reference && node.id.as_ref() == Some(id))
    });
    let after = traced.paragraphs.iter().skip(span.block);
    let before = traced.paragraphs.iter().take(span.block).rev();
    let near = after.chain(before).filter_map(|places| around(places));
    let note = note.map(|node| node.open.start..node.close.end);
    [around(words), around(paragraph), note].into_iter().flatten().chain(near)
}

/// The bytes from the first to the last of some characters.
fn around(places: &[Option<Range<usize>>]) -> Option<Range<usize>> {
    let known = || places.iter().flatten();
    let start = known().map(|place| place.start).min()?;
    Some(start..known().map(|place| place.end).max()?)
}

/// Every paragraph as read.
fn texts(name: &str, bytes: &[u8]) -> Option<Vec<(ParagraphKind, String)>> {
    match ingest::parse(Opened::of_bytes(name, bytes.to_vec())) {
        Ok(Input::Document(source)) => Some(
            source
                .paragraphs
                .into_iter()
                .map(|paragraph| (paragraph.kind, paragraph.text))
                .collect(),
        ),
        _ => None,
    }
}
