//! Where the parts of a document are: by relationships and content types, with the usual places to fall back on.

use std::collections::BTreeMap;

use super::super::Refusal;
use super::super::package::Package;
use super::super::xml::{Step, Xml, attribute, local};

/// The parts of a document, zipped or in one XML text.
pub(crate) enum Parts<'a> {
    Zip(Package<'a>),
    Flat(BTreeMap<String, String>),
}

impl Parts<'_> {
    /// A part's XML; `None` where there is no such part.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        match self {
            Self::Zip(package) => package.text(name),
            Self::Flat(parts) => Ok(parts.get(&name.to_ascii_lowercase()).cloned()),
        }
    }

    /// A part's bytes; `None` where there is no such part.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        match self {
            Self::Zip(package) => package.bytes(name),
            Self::Flat(parts) => {
                Ok(parts.get(&name.to_ascii_lowercase()).map(|text| text.clone().into_bytes()))
            }
        }
    }

    /// The name of the main part.
    pub(crate) fn main(&mut self) -> Result<Option<String>, Refusal> {
        let mut named = self.relations("")?.remove("officedocument").unwrap_or_default();
        named.extend(self.by_content_type()?);
        named.push("word/document.xml".to_owned());
        Ok(named.into_iter().find(|name| self.has(name)))
    }

    /// Parts the main part relates to, by kind of relation; the usual names where the relations are lost.
    pub(crate) fn beside(&mut self, main: &str) -> Result<BTreeMap<String, Vec<String>>, Refusal> {
        let mut found = self.relations(main)?;
        for kind in ["styles", "numbering", "footnotes", "endnotes", "comments"] {
            let usual = format!("word/{kind}.xml");
            if !found.contains_key(kind) && self.has(&usual) {
                found.insert(kind.to_owned(), vec![usual]);
            }
        }
        Ok(found)
    }

    /// Pages as the program that saved the file counted them.
    pub(super) fn pages(&mut self) -> Option<u32> {
        let text = self.text("docProps/app.xml").ok().flatten()?;
        let (_, rest) = text.split_once("Pages>")?;
        rest.split('<').next()?.trim().parse().ok().filter(|pages| *pages > 0)
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Zip(package) => package.has(name),
            Self::Flat(parts) => parts.contains_key(&name.to_ascii_lowercase()),
        }
    }

    /// Parts a part relates to, by kind of relation; `""` is the package.
    pub(crate) fn relations(
        &mut self,
        part: &str,
    ) -> Result<BTreeMap<String, Vec<String>>, Refusal> {
        let (folder, name) = relations_of(part);
        let Some(text) = self.text(&name)? else { return Ok(BTreeMap::new()) };
        let (mut xml, mut found) = (Xml::new(&text), BTreeMap::<String, Vec<String>>::new());
        loop {
            match xml.next()? {
                Step::Open(open) if local(&open) == "Relationship" => {
                    let (Some(kind), Some(target)) =
                        (attribute(&open, "Type"), attribute(&open, "Target"))
                    else {
                        continue;
                    };
                    if attribute(&open, "TargetMode").is_some_and(|mode| mode == "External") {
                        continue;
                    }
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
                    found.entry(kind).or_default().push(resolve(folder, &target));
                }
                Step::End { .. } => return Ok(found),
                _ => {}
            }
        }
    }

    fn by_content_type(&mut self) -> Result<Option<String>, Refusal> {
        let Some(text) = self.text("[Content_Types].xml")? else { return Ok(None) };
        let mut xml = Xml::new(&text);
        loop {
            match xml.next()? {
                Step::Open(open) if local(&open) == "Override" => {
                    let kind = attribute(&open, "ContentType").unwrap_or_default();
                    if kind.ends_with("main+xml")
                        && (kind.contains("wordprocessingml") || kind.contains("ms-word"))
                    {
                        return Ok(attribute(&open, "PartName")
                            .map(|name| name.trim_start_matches('/').to_owned()));
                    }
                }
                Step::End { .. } => return Ok(None),
                _ => {}
            }
        }
    }
}

/// A part's folder, and the part that holds its relations.
pub(crate) fn relations_of(part: &str) -> (&str, String) {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let apart = if folder.is_empty() { "" } else { "/" };
    (folder, format!("{folder}{apart}_rels/{file}.rels"))
}

/// A relationship's target as a part name.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => drop(path.pop()),
            "." | "" => {}
            part => path.push(part),
        }
    }
    path.join("/")
}

/// The parts of a flat package by lower-case name; `None` where the text is no flat package.
pub(super) fn flat(text: &str) -> Option<BTreeMap<String, String>> {
    let mut parts = BTreeMap::new();
    let mut rest = text;
    let prefix = text
        .split_once(":package")
        .and_then(|(before, _)| before.rsplit_once('<'))
        .map_or("pkg", |(_, prefix)| prefix);
    let (part_mark, data_open, data_close) =
        (format!("<{prefix}:part "), format!("<{prefix}:xmlData"), format!("</{prefix}:xmlData>"));
    while let Some((_, after)) = rest.split_once(part_mark.as_str()) {
        let (head, body) = after.split_once('>').unwrap_or((after, ""));
        let name = head
            .split_once("name=")
            .and_then(|(_, rest)| rest.get(1..))
            .and_then(|rest| rest.split(['"', '\'']).next());
        let own = body.split_once(part_mark.as_str()).map_or(body, |(own, _)| own);
        let data = own
            .split_once(data_open.as_str())
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(_, rest)| rest);
        if let (Some(name), Some(data)) = (name, data) {
            let data = data.split_once(data_close.as_str()).map_or(data, |(data, _)| data);
            parts.insert(name.trim_start_matches('/').to_ascii_lowercase(), data.to_owned());
        }
        rest = body;
    }
    Some(parts).filter(|parts| !parts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved() {
        let check =
            |folder: &str, target: &str, expect: &str| assert_eq!(resolve(folder, target), expect);
        check("word", "styles.xml", "word/styles.xml");
        check("word", "../custom/a.xml", "custom/a.xml");
        check("word", "/word/numbering.xml", "word/numbering.xml");
        check("", "word\\document2.xml", "word/document2.xml");
    }
}
