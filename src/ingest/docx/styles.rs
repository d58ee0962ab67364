//! Styles, as far as they change the text: hidden text, numbering, and the table of contents.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::super::xml::{Step, Xml, attribute, local, number, on};

/// Styles by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    hidden: Option<bool>,
    list: Option<i64>,
    level: Option<i64>,
    contents: bool,
}

/// A style chain longer than this goes in a circle.
const MAX_CHAIN: usize = 32;

impl Styles {
    /// Whether a style hides its text, if it or a style it builds on says anything of it.
    pub(super) fn hidden(&self, id: &str) -> Option<bool> {
        self.chain(id).find_map(|(_, style)| style.hidden)
    }

    /// The list a style belongs to, the level it names, and the style that says so.
    pub(super) fn list<'a>(&'a self, id: &'a str) -> Option<(i64, Option<i64>, &'a str)> {
        let level = self.chain(id).find_map(|(_, style)| style.level);
        self.chain(id).find_map(|(id, style)| style.list.map(|list| (list, level, id)))
    }

    /// Whether a style is one of the table of contents.
    pub(super) fn contents(&self, id: &str) -> bool {
        self.styles.get(id).is_some_and(|style| style.contents)
    }

    /// The style of paragraphs that name none.
    pub(super) fn default_id(&self) -> Option<&str> {
        self.default.as_deref()
    }

    fn chain<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = self.styles.get(id).map(|style| (id, style));
        std::iter::successors(first, |(_, style)| {
            let id = style.based_on.as_deref()?;
            self.styles.get(id).map(|style| (id, style))
        })
        .take(MAX_CHAIN)
    }
}

/// Reads the styles part; what is broken in it is left out.
pub(super) fn read(text: &str) -> Styles {
    let (mut xml, mut styles) = (Xml::new(text), Styles::default());
    let mut current: Option<(String, Style)> = None;
    let mut path: Vec<Place> = Vec::new();
    while let Ok(step) = xml.next() {
        match step {
            Step::Open(open) => {
                let name = local(&open);
                if is_elsewhere(name, &open) && xml.leap(&open) {
                    continue;
                }
                if name == "style" {
                    let id = attribute(&open, "styleId").unwrap_or_default();
                    let paragraph = attribute(&open, "type").is_none_or(|kind| kind == "paragraph");
                    if paragraph
                        && attribute(&open, "default")
                            .is_some_and(|value| value == "1" || value == "true")
                    {
                        styles.default = Some(id.clone());
                    }
                    current = Some((id, Style::default()));
                } else if let Some((_, style)) = &mut current {
                    property(style, name, path.last().copied().unwrap_or(Place::Other), &open);
                }
                path.push(place(name));
            }
            Step::Close => {
                if path.pop() == Some(Place::Style)
                    && let Some((id, style)) = current.take()
                {
                    styles.styles.insert(id, style);
                }
            }
            Step::Text(_) => {}
            Step::End { .. } => break,
        }
    }
    styles
}

/// Whether an element is a style of tables or the list of styles not used: neither says anything of a paragraph or a run,
/// and together they are most of the part.
fn is_elsewhere(name: &str, open: &BytesStart<'_>) -> bool {
    match name {
        "style" => attribute(open, "type").is_some_and(|kind| kind == "table"),
        "latentStyles" => true,
        _ => false,
    }
}

/// Elements whose children say something of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Style,
    Run,
    List,
    Other,
}

fn place(name: &str) -> Place {
    match name {
        "style" => Place::Style,
        "rPr" => Place::Run,
        "numPr" => Place::List,
        _ => Place::Other,
    }
}

fn property(style: &mut Style, name: &str, parent: Place, open: &BytesStart<'_>) {
    match (parent, name) {
        (Place::Style, "basedOn") => style.based_on = attribute(open, "val"),
        (Place::Style, "name") => {
            let name = attribute(open, "val").unwrap_or_default().to_ascii_lowercase();
            style.contents =
                name.strip_prefix("toc ").is_some_and(|rest| rest.parse::<u8>().is_ok());
        }
        (Place::Run, "vanish") => style.hidden = Some(on(open)),
        (Place::List, "numId") => style.list = number(open),
        (Place::List, "ilvl") => style.level = number(open),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_tables_are_leapt_over() {
        let text = r#"<w:styles><w:latentStyles/><w:latentStyles w:count="1"><w:lsdException/></w:latentStyles>
            <w:style w:type="table" w:styleId="t"><w:rPr><w:vanish/></w:rPr></w:style>
            <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
            <w:style w:type="table" w:styleId="u"/>
            <w:style w:type="character" w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#;
        let styles = read(text);
        assert_eq!(styles.hidden("t"), None);
        assert_eq!(styles.default_id(), Some("a"));
        assert_eq!(styles.list("b"), Some((3, None, "a")));
        assert_eq!(styles.hidden("b"), Some(true));
    }
}
