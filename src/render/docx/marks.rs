//! Puts comment marks into the main part: finds where each may stand, and splits a run where it must stand inside one.
//!
//! Words in a text box are marked at the paragraph the box hangs on; links, controls and fields are marked as a whole.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tree::{Naming, Node, Tree};

/// Elements inside a paragraph that marks may stand in as well as in the paragraph itself.
const TRANSPARENT: [&str; 3] = ["ins", "moveTo", "smartTag"];

/// Which end of the marked words a mark stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// A place for marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Between elements.
    Between,
    /// Between two elements of a run, which is split.
    Run(usize),
    /// Inside the text of a run, which is split with it.
    Text(usize, usize),
}

/// The marks that stand at one place.
#[derive(Debug)]
struct Slot {
    cut: Cut,
    ends: Vec<u32>,
    starts: Vec<u32>,
}

/// The main part with marks in it.
pub(super) struct Marks<'a> {
    tree: &'a Tree<'a>,
    fields: Vec<Range<usize>>,
    slots: BTreeMap<usize, Slot>,
}

impl<'a> Marks<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> Self {
        Self { tree, fields: fields(tree), slots: BTreeMap::new() }
    }

    /// Marks the words at `place` with a comment; says whether they stand anywhere a comment can.
    pub(super) fn put(&mut self, id: u32, place: &Range<usize>) -> bool {
        let last = self.tree.xml.get(..place.end).and_then(|text| text.chars().next_back());
        let last = place.end.saturating_sub(last.map_or(1, char::len_utf8)).max(place.start);
        let start = self.cut(place.start, place.start, Side::Before);
        let end = self.cut(last, place.end, Side::After);
        let (Some((start, first)), Some((end, second))) = (start, end) else { return false };
        self.slot(start, first).starts.push(id);
        self.slot(end, second).ends.push(id);
        true
    }

    fn slot(&mut self, byte: usize, cut: Cut) -> &mut Slot {
        let empty = Slot { cut, ends: Vec::new(), starts: Vec::new() };
        self.slots.entry(byte).or_insert(empty)
    }

    /// The place nearest to `byte` where the mark of the character around `inside` may stand.
    fn cut(&self, inside: usize, byte: usize, side: Side) -> Option<(usize, Cut)> {
        let path = self.tree.around(inside);
        let node = |at: usize| path.get(at).and_then(|&index| self.tree.nodes.get(index));
        let mut at = path.iter().position(|&index| self.named(index, "p"))? + 1;
        while node(at).is_some_and(|node| TRANSPARENT.contains(&node.name.as_str()))
            && node(at + 1).is_some()
        {
            at += 1;
        }
        let (outer, run) = (node(at)?, *path.get(at)?);
        if let Some(field) = self.fields.iter().find(|field| field.contains(&outer.open.start)) {
            return Some((edge(field, side), Cut::Between));
        }
        let whole = (edge(&(outer.open.start..outer.close.end), side), Cut::Between);
        let Some(inner) = node(at + 1).filter(|_| outer.name == "r") else { return Some(whole) };
        if inner.name == "t" && (inner.open.end < byte && byte < inner.close.start) {
            return Some((byte, Cut::Text(run, *path.get(at + 1)?)));
        }
        let own = edge(&(inner.open.start..inner.close.end), side);
        let at_end = match side {
            Side::Before => self.content(run).next().is_none_or(|first| first.open.start == own),
            Side::After => self.content(run).last().is_none_or(|last| last.close.end == own),
        };
        Some(if at_end { whole } else { (own, Cut::Run(run)) })
    }

    /// What a run holds beside its properties.
    fn content(&self, run: usize) -> impl Iterator<Item = &Node> {
        self.tree.children(run).filter(|node| node.name != "rPr")
    }

    fn named(&self, index: usize, name: &str) -> bool {
        self.tree.nodes.get(index).is_some_and(|node| node.name == name)
    }

    /// The part's XML with all marks in it.
    pub(super) fn write(&self, naming: &Naming) -> String {
        let mut edits: BTreeMap<usize, String> = BTreeMap::new();
        for (&byte, slot) in &self.slots {
            let marks = slot.marks(naming);
            let edit = match slot.cut {
                Cut::Between => marks,
                Cut::Run(run) => {
                    format!("</{}>{marks}{}", self.name(run), self.reopened(run))
                }
                Cut::Text(run, text) => {
                    let spaced = self.spaced(text);
                    if let (Some(node), true) = (self.tree.nodes.get(text), spaced) {
                        edits.insert(node.open.end - 1, SPACED.to_owned());
                    }
                    format!(
                        "</{}></{}>{marks}{}{}",
                        self.name(text),
                        self.name(run),
                        self.reopened(run),
                        self.opened(text, spaced)
                    )
                }
            };
            edits.insert(byte, edit);
        }
        let (mut written, mut done) = (String::with_capacity(self.tree.xml.len() * 2), 0);
        for (byte, edit) in edits {
            written.push_str(self.tree.text(done..byte));
            written.push_str(&edit);
            done = byte;
        }
        written.push_str(self.tree.text(done..self.tree.xml.len()));
        written
    }

    fn name(&self, index: usize) -> &str {
        self.tree.nodes.get(index).map(|node| self.tree.written(node)).unwrap_or_default()
    }

    /// The opening tag again.
    fn opened(&self, index: usize, spaced: bool) -> String {
        let Some(node) = self.tree.nodes.get(index) else { return String::new() };
        let tag = self.tree.text(node.open.clone());
        match tag.strip_suffix('>') {
            Some(tag) if spaced => format!("{tag}{SPACED}>"),
            _ => tag.to_owned(),
        }
    }

    /// The opening of a run again, with its properties.
    fn reopened(&self, run: usize) -> String {
        let properties = self.tree.children(run).find(|node| node.name == "rPr");
        let properties = properties.map(|node| self.tree.text(node.open.start..node.close.end));
        format!("{}{}", self.opened(run, false), properties.unwrap_or_default())
    }

    /// Must the parts of a split text say that their outer spaces count?
    fn spaced(&self, text: usize) -> bool {
        let beside = |byte: usize| {
            let before = self.tree.text(0..byte).chars().next_back();
            let after = self.tree.text(byte..self.tree.xml.len()).chars().next();
            [before, after].into_iter().flatten().any(char::is_whitespace)
        };
        let told = self.opened(text, false).contains("xml:space");
        let cut = |slot: &Slot| matches!(slot.cut, Cut::Text(_, own) if own == text);
        !told && self.slots.iter().any(|(&byte, slot)| cut(slot) && beside(byte))
    }
}

const SPACED: &str = " xml:space=\"preserve\"";

impl Slot {
    /// Comments that end here before those that begin.
    fn marks(&self, naming: &Naming) -> String {
        let Naming { prefix, declare, .. } = naming;
        let ends = self.ends.iter().map(|&id| {
            let (end, reference) =
                (naming.mark("commentRangeEnd", id), naming.mark("commentReference", id));
            format!("{end}<{prefix}r{declare}>{reference}</{prefix}r>")
        });
        let starts = self.starts.iter().map(|&id| naming.mark("commentRangeStart", id));
        ends.chain(starts).collect()
    }
}

fn edge(range: &Range<usize>, side: Side) -> usize {
    match side {
        Side::Before => range.start,
        Side::After => range.end,
    }
}

/// Fields that begin and end among the same siblings, from the run that begins each to the run that ends it; outer ones
/// first. A mark inside one would be lost when the field is brought up to date.
fn fields(tree: &Tree<'_>) -> Vec<Range<usize>> {
    let (mut begun, mut found) = (Vec::new(), Vec::new());
    for node in &tree.nodes {
        let Some(run) = node.parent.and_then(|index| tree.nodes.get(index)) else { continue };
        match node.field.as_deref() {
            Some("begin") => begun.push(run),
            Some("end") => {
                let Some(first) = begun.pop() else { continue };
                if first.parent == run.parent {
                    found.push(first.open.start..run.close.end);
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|field| (field.start, usize::MAX - field.end));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks the words between « and » of a body; `expect` shows marks as [n and n].
    fn check(body: &str, expect: &str) {
        let xml = |body: &str| format!("<w:document xmlns:w=\"u\">{body}</w:document>");
        let marked = xml(body);
        let (start, end) = (marked.find('«').expect("«"), marked.find('»').expect("»"));
        let plain = marked.replace(['«', '»'], "");
        let tree = Tree::read(&plain).expect("a part");
        let mut marks = Marks::new(&tree);
        assert!(marks.put(7, &(start..end - '«'.len_utf8())), "{body}");
        let written = marks
            .write(&Naming::of(&tree))
            .replace("<w:commentRangeStart w:id=\"7\"/>", "[")
            .replace(
                "<w:commentRangeEnd w:id=\"7\"/><w:r><w:commentReference w:id=\"7\"/></w:r>",
                "]",
            );
        assert_eq!(written, xml(expect), "{body}");
    }

    #[test]
    fn runs_are_split_where_words_stand_inside() {
        check("<w:p><w:r><w:t>«甲»</w:t></w:r></w:p>", "<w:p>[<w:r><w:t>甲</w:t></w:r>]</w:p>");
        check(
            "<w:p><w:r a=\"1\"><w:rPr><w:b/></w:rPr><w:t>前«甲»后</w:t></w:r></w:p>",
            "<w:p><w:r a=\"1\"><w:rPr><w:b/></w:rPr><w:t>前</w:t></w:r>[<w:r a=\"1\"><w:rPr><w:b/></w:rPr><w:t>甲</w:t></w:r>]<w:r a=\"1\"><w:rPr><w:b/></w:rPr><w:t>后</w:t></w:r></w:p>",
        );
        check(
            "<w:p><w:r><w:t>前 «甲»</w:t><w:tab/><w:t>后</w:t></w:r></w:p>",
            "<w:p><w:r><w:t xml:space=\"preserve\">前 </w:t></w:r>[<w:r><w:t xml:space=\"preserve\">甲</w:t></w:r>]<w:r><w:tab/><w:t>后</w:t></w:r></w:p>",
        );
        check(
            "<w:p><w:r><w:t>前«甲</w:t></w:r><w:ins><w:r><w:t>乙»后</w:t></w:r></w:ins></w:p>",
            "<w:p><w:r><w:t>前</w:t></w:r>[<w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r>]<w:r><w:t>后</w:t></w:r></w:ins></w:p>",
        );
    }

    #[test]
    fn ranges_are_widened_to_places_that_hold_marks() {
        check(
            "<w:p><w:hyperlink><w:r><w:t>前«甲</w:t></w:r></w:hyperlink><w:r><w:t>乙»后</w:t></w:r></w:p>",
            "<w:p>[<w:hyperlink><w:r><w:t>前甲</w:t></w:r></w:hyperlink><w:r><w:t>乙</w:t></w:r>]<w:r><w:t>后</w:t></w:r></w:p>",
        );
        check(
            "<w:p><w:sdt><w:sdtContent><w:r><w:t>前«甲»</w:t></w:r></w:sdtContent></w:sdt></w:p>",
            "<w:p>[<w:sdt><w:sdtContent><w:r><w:t>前甲</w:t></w:r></w:sdtContent></w:sdt>]</w:p>",
        );
        check(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>三«月»</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>",
            "<w:p>[<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>三月</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>]</w:p>",
        );
        check(
            "<w:p><w:r><w:t>前</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>框«内»</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
            "<w:p><w:r><w:t>前</w:t></w:r>[<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>]</w:p>",
        );
    }
}
