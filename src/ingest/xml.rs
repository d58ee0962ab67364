//! The little of XML the readers here need: events without prefixes, attributes by local name, no DTD, limited depth.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::Refusal;
use crate::document::UnreadableKind;

const MAX_DEPTH: usize = 512;

/// What comes next in an XML text.
pub(crate) enum Step<'a> {
    Open(BytesStart<'a>),
    Close,
    Text(Cow<'a, str>),
    /// The text ended as it should, or broke off.
    End {
        whole: bool,
    },
}

/// An XML text read step by step. An empty element opens and closes.
pub(crate) struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    place: Range<usize>,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, reader: reader(text), depth: 0, place: 0..0 }
    }

    /// Goes on behind the close of the element just opened, without a look at what is in it; whether there was one to leap
    /// to. Only for elements that never hold one of their own name; places count from there on.
    pub(super) fn leap(&mut self, open: &BytesStart<'_>) -> bool {
        let (before, inside) =
            self.text.split_at_checked(self.reader.buffer_position() as usize).unwrap_or_default();
        let close = format!("</{}>", open.name().into_inner());
        let after = inside.find(&close).and_then(|at| inside.get(at + close.len()..));
        let Some(after) = after.filter(|_| !before.ends_with("/>")) else { return false };
        self.go_on(after);
        true
    }

    /// The text of the element just opened, if it is plain and stands between exactly these two, the second of which closes
    /// the element; then goes on behind it. Places count from there on.
    pub(super) fn plain(&mut self, before: &str, after: &str) -> Option<&'a str> {
        let (opened, rest) = self.text.split_at_checked(self.reader.buffer_position() as usize)?;
        let rest = rest.strip_prefix(before).filter(|_| !opened.ends_with("/>"))?;
        let (text, rest) = rest.split_at_checked(rest.find('<')?)?;
        let rest = rest.strip_prefix(after)?;
        if text.bytes().any(|byte| matches!(byte, b'&' | b'\r')) {
            return None;
        }
        self.go_on(rest);
        Some(text)
    }

    /// Goes on with what stands behind the close of the element just opened.
    fn go_on(&mut self, behind: &'a str) {
        self.text = behind;
        self.reader = reader(behind);
        // What closes an element that was opened before is no fault.
        self.reader.config_mut().allow_unmatched_ends = true;
        self.depth = self.depth.saturating_sub(1);
    }

    /// Goes on behind the close of the element just opened.
    pub(super) fn skip(&mut self) -> Result<(), Refusal> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Step::Open(_) => open += 1,
                Step::Close => open -= 1,
                Step::Text(_) => {}
                Step::End { .. } => break,
            }
        }
        Ok(())
    }

    /// The bytes of the text that the last step was read from; nothing for the close of an empty element.
    pub(crate) fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// The next step; refuses a DTD, which no office writes and every attack needs, and absurd depth.
    pub(crate) fn next(&mut self) -> Result<Step<'a>, Refusal> {
        loop {
            let start = self.reader.buffer_position() as usize;
            let event = self.reader.read_event();
            self.place = start..self.reader.buffer_position() as usize;
            return Ok(match event {
                Ok(Event::Start(open)) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(hostile("嵌套过深"));
                    }
                    Step::Open(open)
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::Close
                }
                Ok(Event::Text(text)) => Step::Text(text.xml10_content()),
                Ok(Event::CData(text)) => Step::Text(text.xml10_content()),
                Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(c)) => Step::Text(c.to_string().into()),
                    _ => Step::Text(entity(&name.xml10_content()).into()),
                },
                Ok(Event::DocType(_)) => return Err(hostile("带有 DTD")),
                Ok(Event::Eof) => Step::End { whole: self.depth == 0 },
                Ok(_) => continue,
                Err(_) => Step::End { whole: false },
            });
        }
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader
}

fn hostile(how: &str) -> Refusal {
    (
        UnreadableKind::TooLarge,
        format!(
            "文件结构异常（{how}），可能是恶意文件，没有读取；请确认来源，或用 Office、WPS 另存后再检查"
        ),
    )
}

fn entity(name: &str) -> &'static str {
    match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// An element's name without prefix.
pub(crate) fn local<'a>(open: &'a BytesStart<'_>) -> &'a str {
    local_part(open.name().into_inner())
}

fn local_part(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// An attribute by its name without prefix.
pub(crate) fn attribute(open: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = open
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|known| local_part(known.key.into_inner()) == name)?;
    found.normalized_value(XmlVersion::Explicit1_0).ok().map(Cow::into_owned)
}

/// The `val` attribute as a number.
pub(super) fn number(open: &BytesStart<'_>) -> Option<i64> {
    attribute(open, "val")?.trim().parse().ok()
}

/// An on/off property: present means on, unless it says off.
pub(crate) fn on(open: &BytesStart<'_>) -> bool {
    !attribute(open, "val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"))
}
