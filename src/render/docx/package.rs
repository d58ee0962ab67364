//! The package around the draft: refused where a comment would break a seal, else copied part by part, untouched.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use anyhow::{Context, bail};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::tree::Tree;
use crate::ingest::docx::parts::{Parts, relations_of};
use crate::ingest::package::normal;
use crate::ingest::xml::{Step, Xml, attribute, local};

const TYPES: &str = "[Content_Types].xml";
const COMMENTS: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// Refuses a signed or protected draft: writing into it would break the seal somebody set on purpose.
pub(super) fn unsealed(bytes: &[u8], parts: &mut Parts<'_>, main: &str) -> anyhow::Result<()> {
    let zip = ZipArchive::new(Cursor::new(bytes)).context(UNREADABLE)?;
    let mut names = zip.file_names_raw().map(|name| normal(&String::from_utf8_lossy(name)));
    let sealed = names.any(|name| name.starts_with("_xmlsignatures/"));
    let origin = parts.relations("").map_err(refused)?.contains_key("origin");
    if sealed || origin {
        bail!(
            "草稿带有电子签名，加批注会使签名失效，没有处理；请用没有签名的草稿，或改用 --format html"
        );
    }
    let settings = parts.beside(main).map_err(refused)?.remove("settings").unwrap_or_default();
    for name in settings.into_iter().chain(["word/settings.xml".to_owned()]) {
        if parts.text(&name).map_err(refused)?.is_some_and(|text| protected(&text)) {
            bail!(
                "草稿设了编辑保护，不能加批注；请先在 Word 或 WPS 里“停止保护”，或改用 --format html"
            );
        }
    }
    Ok(())
}

/// Whether the settings forbid editing.
fn protected(settings: &str) -> bool {
    let mut xml = Xml::new(settings);
    while let Ok(step) = xml.next() {
        match step {
            Step::Open(open) if local(&open) == "documentProtection" => {
                return attribute(&open, "enforcement")
                    .is_some_and(|value| !matches!(value.as_str(), "0" | "false" | "off"));
            }
            // A password asked for before editing; a mere recommendation carries none.
            Step::Open(open)
                if local(&open) == "writeProtection"
                    && attribute(&open, "hash").or(attribute(&open, "hashValue")).is_some() =>
            {
                return true;
            }
            Step::End { .. } => return false,
            _ => {}
        }
    }
    false
}

/// Where comments of the main part go: the part's name, its text if it exists, and what must be said of a new one.
pub(super) struct Home {
    pub(super) existing: Option<String>,
    /// Changed parts by name.
    changed: BTreeMap<String, String>,
    part: String,
    main: String,
}

/// Finds the comments part, or makes room for one.
pub(super) fn home(parts: &mut Parts<'_>, main: &str, strict: bool) -> anyhow::Result<Home> {
    let mut home = Home {
        existing: None,
        changed: BTreeMap::new(),
        part: String::new(),
        main: main.to_owned(),
    };
    let (folder, relations) = relations_of(main);
    let related = parts.relations(main).map_err(refused)?.remove("comments").unwrap_or_default();
    for name in related {
        if let Some(text) = parts.text(&name).map_err(refused)? {
            (home.part, home.existing) = (name, Some(text));
            return Ok(home);
        }
    }
    let mut names = (0..).map(|at: u32| match at {
        0 => "comments.xml".to_owned(),
        at => format!("comments{at}.xml"),
    });
    let apart = if folder.is_empty() { "" } else { "/" };
    let free = names.find(|name| {
        parts.bytes(&format!("{folder}{apart}{name}")).is_ok_and(|bytes| bytes.is_none())
    });
    let name = free.context(UNREADABLE)?;
    home.part = format!("{folder}{apart}{name}");
    let types = parts.text(TYPES).map_err(refused)?.context(UNREADABLE)?;
    let told = format!("PartName=\"/{}\" ContentType=\"{COMMENTS}\"/>", home.part);
    home.changed.insert(TYPES.to_owned(), appended(&types, "Override", &told)?);
    let empty = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
    let known = parts.text(&relations).map_err(refused)?.unwrap_or_else(|| empty.to_owned());
    let kind = if strict { STRICT } else { TRANSITIONAL };
    let id = free_id(&known);
    let told = format!("Id=\"{id}\" Type=\"{kind}/comments\" Target=\"{name}\"/>");
    home.changed.insert(relations, appended(&known, "Relationship", &told)?);
    Ok(home)
}

/// A relation id nobody uses.
fn free_id(relations: &str) -> String {
    let free = |id: &String| {
        !relations.contains(&format!("\"{id}\"")) && !relations.contains(&format!("'{id}'"))
    };
    (1..u32::MAX).map(|at| format!("rIdJF{at}")).find(free).unwrap_or_default()
}

/// A list of empty elements with one more, named with the prefix of its root.
fn appended(xml: &str, name: &str, attributes: &str) -> anyhow::Result<String> {
    let tree = Tree::read(xml).map_err(refused)?;
    let root = tree.nodes.first().context(UNREADABLE)?;
    let written = tree.written(root);
    let prefix = written.rsplit_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    let (before, after) = (tree.text(0..root.close.start), tree.text(root.close.start..xml.len()));
    let element = format!("<{prefix}{name} {attributes}");
    Ok(if root.close.is_empty() {
        format!("{}>{element}</{written}>{after}", before.trim_end_matches("/>"))
    } else {
        format!("{before}{element}{after}")
    })
}

impl Home {
    /// The package with the changed main part and comments; every other part is copied as it lies.
    pub(super) fn pack(
        self,
        bytes: &[u8],
        main: String,
        comments: String,
    ) -> anyhow::Result<Vec<u8>> {
        let mut changed = self.changed;
        changed.insert(self.main, main);
        changed.insert(self.part, comments);
        let mut changed: BTreeMap<String, (String, String)> = changed
            .into_iter()
            .map(|(name, text)| (normal(&name), (name, in_utf8(text))))
            .collect();
        let mut old = ZipArchive::new(Cursor::new(bytes)).context(UNREADABLE)?;
        let mut new =
            ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + bytes.len() / 4)));
        let options = SimpleFileOptions::default();
        for index in 0..old.len() {
            let part = old.by_index_raw(index).context(UNREADABLE)?;
            let name = String::from_utf8_lossy(part.name_raw()).into_owned();
            match changed.remove(&normal(&name)) {
                Some((_, text)) => {
                    new.start_file(name, options)?;
                    new.write_all(text.as_bytes())?;
                }
                None => new.raw_copy_file(part)?,
            }
        }
        for (name, text) in changed.into_values() {
            new.start_file(name, options)?;
            new.write_all(text.as_bytes())?;
        }
        Ok(new.finish()?.into_inner())
    }
}

/// XML whose declaration says what it is now written in.
fn in_utf8(text: String) -> String {
    let Some((head, rest)) = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"))
    else {
        return text;
    };
    let head = head.to_ascii_lowercase();
    if !head.contains("encoding") || head.contains("utf-8") {
        return text;
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{rest}")
}

/// What is said of a package that could be read as text but not written into.
pub(super) const UNREADABLE: &str =
    "文档结构有损坏，不能加批注；请用 Word 或 WPS 打开修复并另存后再检查";

/// A reader's refusal as an error.
pub(super) fn refused((_, message): crate::ingest::Refusal) -> anyhow::Error {
    anyhow::Error::msg(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protection_counts_when_enforced() {
        let check = |inside: &str, expect: bool| {
            let settings = format!("<w:settings xmlns:w=\"u\">{inside}</w:settings>");
            assert_eq!(protected(&settings), expect, "{inside}");
        };
        check("<w:documentProtection w:edit=\"readOnly\" w:enforcement=\"1\"/>", true);
        check("<w:documentProtection w:edit=\"readOnly\" w:enforcement=\"true\"/>", true);
        check("<w:documentProtection w:edit=\"readOnly\" w:enforcement=\"0\"/>", false);
        check("<w:documentProtection w:edit=\"readOnly\"/>", false);
        check("<w:writeProtection w:recommended=\"1\"/>", false);
        check("<w:writeProtection w:hash=\"x\"/>", true);
        check("<w:zoom/>", false);
    }

    #[test]
    fn lists_grow_by_one() {
        let check = |xml: &str, expect: &str| {
            assert_eq!(appended(xml, "A", "x=\"1\"/>").expect("a list"), expect);
        };
        check("<L xmlns=\"u\"/>", "<L xmlns=\"u\"><A x=\"1\"/></L>");
        check("<p:L xmlns:p=\"u\"><p:A/></p:L>", "<p:L xmlns:p=\"u\"><p:A/><p:A x=\"1\"/></p:L>");
    }
}
