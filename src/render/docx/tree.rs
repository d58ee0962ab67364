//! The elements of an XML text by their places in it: enough to know where a mark may be put, nothing is changed here.

use std::ops::Range;

use crate::ingest::Refusal;
use crate::ingest::package::damaged;
use crate::ingest::xml::{Step, Xml, attribute, local};

/// One element.
#[derive(Debug)]
pub(super) struct Node {
    /// Its name without prefix.
    pub(super) name: String,
    /// Its `id` attribute.
    pub(super) id: Option<String>,
    /// What a `fldChar` does.
    pub(super) field: Option<String>,
    /// The element it stands in.
    pub(super) parent: Option<usize>,
    /// The bytes of its opening tag.
    pub(super) open: Range<usize>,
    /// The bytes of its closing tag; empty where the element is written as one tag.
    pub(super) close: Range<usize>,
}

/// All elements in order.
pub(super) struct Tree<'a> {
    pub(super) xml: &'a str,
    pub(super) nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    /// Reads a whole, well-formed text.
    pub(super) fn read(text: &'a str) -> Result<Self, Refusal> {
        let (mut xml, mut nodes, mut path) = (Xml::new(text), Vec::<Node>::new(), Vec::new());
        loop {
            match xml.next()? {
                Step::Open(open) => {
                    let node = Node {
                        name: local(&open).to_owned(),
                        id: attribute(&open, "id"),
                        field: attribute(&open, "fldCharType"),
                        parent: path.last().copied(),
                        open: xml.place(),
                        close: 0..0,
                    };
                    path.push(nodes.len());
                    nodes.push(node);
                }
                Step::Close => {
                    let node = path.pop().and_then(|index| nodes.get_mut(index));
                    node.ok_or_else(damaged)?.close = xml.place();
                }
                Step::Text(_) => {}
                Step::End { whole: true } if !nodes.is_empty() => {
                    return Ok(Self { xml: text, nodes });
                }
                Step::End { .. } => return Err(damaged()),
            }
        }
    }

    /// The elements around a byte, outermost first.
    pub(super) fn around(&self, byte: usize) -> Vec<usize> {
        let before = self.nodes.partition_point(|node| node.open.start <= byte);
        let mut at = before.checked_sub(1);
        let mut path = Vec::new();
        while let Some((index, node)) = at.and_then(|index| Some((index, self.nodes.get(index)?))) {
            if byte < node.close.end {
                path.push(index);
            }
            at = node.parent;
        }
        path.reverse();
        path
    }

    /// The elements directly inside one.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = &Node> {
        let end = self.nodes.get(index).map_or(0, |node| node.close.end);
        let inside = self.nodes.iter().skip(index + 1);
        inside
            .take_while(move |node| node.open.start < end)
            .filter(move |node| node.parent == Some(index))
    }

    /// The words of a place.
    pub(super) fn text(&self, place: Range<usize>) -> &'a str {
        self.xml.get(place).unwrap_or_default()
    }

    /// An element's name as written, with its prefix.
    pub(super) fn written(&self, node: &Node) -> &'a str {
        let tag = self.text(node.open.clone()).trim_start_matches('<');
        let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
        tag.get(..end.unwrap_or(tag.len())).unwrap_or_default()
    }

    /// The highest number used as an id by any element whose name begins so.
    pub(super) fn highest(&self, name: &str) -> Option<u32> {
        let ids = self.nodes.iter().filter(|node| node.name.starts_with(name));
        ids.filter_map(|node| node.id.as_deref()?.trim().parse().ok()).max()
    }
}

/// How new elements of the main namespace are named in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Naming {
    /// `w:`.
    pub(super) prefix: String,
    /// What each new element must declare, where the part itself binds no prefix: ` xmlns:w="…"`.
    pub(super) declare: String,
    /// The namespace.
    pub(super) space: String,
}

impl Naming {
    /// The naming in force in a part: attributes need a prefix even where elements have none.
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let root = tree.nodes.first().map(|node| tree.text(node.open.clone())).unwrap_or_default();
        let bound = bindings(root);
        let written = tree.nodes.first().map(|node| tree.written(node)).unwrap_or_default();
        let own = written.rsplit_once(':').map_or("", |(prefix, _)| prefix);
        let space = bound.iter().find(|(prefix, _)| prefix == own).map(|(_, space)| space.clone());
        let space = space.unwrap_or_default();
        let named = bound.iter().find(|(prefix, to)| !prefix.is_empty() && *to == space);
        let prefix =
            if own.is_empty() { named.map(|(prefix, _)| prefix.as_str()) } else { Some(own) };
        match prefix {
            Some(prefix) => Self { prefix: format!("{prefix}:"), declare: String::new(), space },
            None => Self { prefix: "w:".into(), declare: format!(" xmlns:w=\"{space}\""), space },
        }
    }

    /// An empty element with an id.
    pub(super) fn mark(&self, name: &str, id: u32) -> String {
        let Self { prefix, declare, .. } = self;
        format!("<{prefix}{name}{declare} {prefix}id=\"{id}\"/>")
    }
}

/// Prefixes a tag binds, and the namespaces it binds them to, as written.
fn bindings(tag: &str) -> Vec<(String, String)> {
    let Ok(Step::Open(open)) = Xml::new(tag).next() else { return Vec::new() };
    let mut attributes = open.attributes();
    let bound = attributes.with_checks(false).flatten().filter_map(|attribute| {
        let key = attribute.key.into_inner();
        let prefix = key.strip_prefix("xmlns:").or((key == "xmlns").then_some(""))?;
        Some((prefix.to_owned(), attribute.value.to_string()))
    });
    bound.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_elements_are_named_as_the_part_does() {
        let check = |root: &str, prefix: &str, declare: &str| {
            let naming = Naming::of(&Tree::read(root).expect("a part"));
            assert_eq!((naming.prefix.as_str(), naming.declare.as_str()), (prefix, declare));
        };
        check("<w:document xmlns:w=\"u\"/>", "w:", "");
        check("<ns0:document xmlns:ns0=\"u\" xmlns:w=\"v\"></ns0:document>", "ns0:", "");
        check("<document xmlns=\"u\" xmlns:q=\"u\"/>", "q:", "");
        check("<document xmlns=\"u\"/>", "w:", " xmlns:w=\"u\"");
    }
}
