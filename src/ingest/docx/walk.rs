//! Goes through one part, element by element, and keeps what would be printed.

use std::collections::BTreeSet;

use quick_xml::events::BytesStart;

use super::super::table::Table;
use super::super::text::clean;
use super::super::xml::{Step, Xml, attribute, local, number, on};
use super::super::{MAX_TEXT, Refusal};
use super::numbering::Numbering;
use super::paragraph::Open;
use super::styles::Styles;
use super::trace::{self, Trace};
use crate::document::{Paragraph, ParagraphKind};

const MAX_PARAGRAPHS: usize = 2_000_000;

/// What has been read of a document, over all its parts.
pub(super) struct Walker {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) damaged: bool,
    pub(super) full: bool,
    /// Embedded foreign parts seen.
    pub(super) chunks: usize,
    /// Where characters came from, where somebody asks.
    pub(super) trace: Option<Trace>,
    styles: Styles,
    numbering: Numbering,
    text: usize,
    asides: BTreeSet<String>,
    kind: Option<ParagraphKind>,
    place: Place,
}

/// Where in the part the walker is.
#[derive(Default)]
struct Place {
    tags: Vec<Tag>,
    /// Depth inside an element that is passed over.
    skipped: usize,
    open: Vec<Open>,
    runs: Vec<Run>,
    tables: Vec<Table>,
    /// For each open field, whether its instruction is still being given.
    fields: Vec<Field>,
    /// For each open choice of renderings, whether one was taken.
    choices: Vec<bool>,
    /// Text of a paragraph whose end was deleted: it runs on into the next.
    carried: String,
}

#[derive(Default, Clone, Copy)]
struct Run {
    hidden: bool,
}

#[derive(Default)]
struct Field {
    result: bool,
    instruction: String,
}

/// Elements that matter, by what they do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    List,
    Text,
    Instruction,
    Table,
    Row,
    RowProperties,
    Cell,
    Alternate,
    Other,
}

impl Walker {
    pub(super) fn new(styles: Styles, numbering: Numbering) -> Self {
        let (paragraphs, place) = (Vec::new(), Place::default());
        Self {
            paragraphs,
            damaged: false,
            full: false,
            chunks: 0,
            trace: None,
            styles,
            numbering,
            text: 0,
            asides: BTreeSet::new(),
            kind: None,
            place,
        }
    }

    /// Reads one part. Damage ends the part, not the document.
    pub(super) fn part(&mut self, text: &str, kind: ParagraphKind) -> Result<(), Refusal> {
        self.place = Place::default();
        self.kind = Some(kind).filter(|kind| *kind == ParagraphKind::Aside);
        self.trace.iter_mut().for_each(|trace| trace.note = None);
        let mut xml = Xml::new(text);
        while !self.full {
            let step = xml.next()?;
            if let Some(trace) = &mut self.trace {
                trace.at = xml.place();
            }
            match step {
                Step::Open(open) => self.open(&open),
                Step::Close => self.close(),
                Step::Text(text) => self.write_text(&text),
                Step::End { whole } => {
                    self.damaged |= !whole;
                    break;
                }
            }
        }
        while !self.place.tags.is_empty() {
            self.place.skipped = 0;
            self.close();
        }
        self.carry_out();
        Ok(())
    }

    fn open(&mut self, open: &BytesStart<'_>) {
        if self.place.skipped > 0 {
            self.place.skipped += 1;
            return;
        }
        let name = local(open);
        let parent = self.place.tags.last().copied().unwrap_or(Tag::Other);
        let tag = tag(name);
        // Almost every element is a known one, which is never passed over.
        if tag == Tag::Other && self.passes_over(name, parent, open) {
            self.place.skipped = 1;
            return;
        }
        self.place.tags.push(tag);
        match tag {
            Tag::Paragraph => self.place.open.push(Open::default()),
            Tag::Run => self.place.runs.push(Run { hidden: self.hidden() }),
            Tag::Table => self.place.tables.push(Table::default()),
            Tag::Row => self.in_table(Table::open_row),
            Tag::Cell => self.in_table(Table::open_cell),
            Tag::Alternate => self.place.choices.push(false),
            Tag::Text if parent == Tag::List => {
                let label = attribute(open, "val");
                self.paragraph(|paragraph| paragraph.label = label);
            }
            Tag::Other => self.property(name, parent, open),
            _ => {}
        }
    }

    fn close(&mut self) {
        if self.place.skipped > 0 {
            self.place.skipped -= 1;
            return;
        }
        match self.place.tags.pop() {
            Some(Tag::Paragraph) => self.close_paragraph(),
            Some(Tag::Run) => drop(self.place.runs.pop()),
            Some(Tag::Alternate) => drop(self.place.choices.pop()),
            Some(Tag::Row) => self.in_table(Table::close_row),
            Some(Tag::Table) => {
                for paragraph in self.place.tables.pop().map(Table::finish).unwrap_or_default() {
                    self.keep(paragraph);
                }
            }
            _ => {}
        }
    }

    /// Whether an element and all in it is no text of the document: deleted, superseded, an instruction, a property.
    fn passes_over(&mut self, name: &str, parent: Tag, open: &BytesStart<'_>) -> bool {
        match name {
            // What this program noted in an earlier review is no text of the draft.
            "comment" => attribute(open, "author").is_some_and(|author| author == trace::REVIEWER),
            "del" | "moveFrom" => !matches!(parent, Tag::RunProperties | Tag::RowProperties),
            "annotation" => attribute(open, "type").is_some_and(|kind| kind.ends_with("Deletion")),
            "Choice" | "Fallback" if parent == Tag::Alternate => {
                self.place.choices.last_mut().is_none_or(|taken| std::mem::replace(taken, true))
            }
            "rt" | "rubyPr" | "delText" | "delInstrText" | "sdtPr" | "sdtEndPr" | "sectPr"
            | "tblPr" | "tblPrEx" | "tblGrid" | "tcPr" | "pPrChange" | "rPrChange"
            | "numberingChange" | "trPrChange" | "smartTagPr" | "customXmlPr" | "ffData"
            | "binData" | "docOleData" => true,
            _ => false,
        }
    }

    fn property(&mut self, name: &str, parent: Tag, open: &BytesStart<'_>) {
        match (name, parent) {
            ("pStyle", Tag::ParagraphProperties) => {
                let style = attribute(open, "val");
                self.paragraph(|paragraph| paragraph.style = style);
            }
            ("numId", Tag::List) => self.paragraph(|paragraph| paragraph.list = number(open)),
            ("ilvl", Tag::List) => self.paragraph(|paragraph| paragraph.level = number(open)),
            ("vanish", Tag::RunProperties) => self.vanish(on(open)),
            ("rStyle", Tag::RunProperties) => {
                if let Some(hidden) = attribute(open, "val").and_then(|id| self.styles.hidden(&id))
                {
                    self.vanish(hidden);
                }
            }
            ("del" | "moveFrom", Tag::RunProperties) if self.in_mark() => {
                self.paragraph(|paragraph| paragraph.deleted_mark = true);
            }
            ("del", Tag::RowProperties) => self.in_table(Table::delete_row),
            ("altChunk", _) => self.chunks += 1,
            ("footnote" | "endnote", _) if self.kind.is_some() => {
                let id = attribute(open, "id").unwrap_or_default();
                if let Some(trace) = &mut self.trace {
                    trace.note = Some((name.to_owned(), id));
                }
            }
            ("textpath", _) if self.kind.is_none() => {
                let text = attribute(open, "string").unwrap_or_default();
                self.emit(&text, ParagraphKind::Text);
            }
            _ => self.mark(name, open),
        }
    }

    /// Elements that stand for a character.
    fn mark(&mut self, name: &str, open: &BytesStart<'_>) {
        match name {
            // A tab stop of the paragraph's properties is no tab.
            "tab" | "ptab" if self.place.tags.contains(&Tag::Run) && !self.in_properties() => {
                self.write("\t");
            }
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "sym" => {
                let code =
                    attribute(open, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(c) = code.and_then(symbol) {
                    self.write(c.encode_utf8(&mut [0; 4]));
                }
            }
            "fldChar" => match attribute(open, "fldCharType").as_deref() {
                Some("begin") => self.place.fields.push(Field::default()),
                Some("separate") => {
                    self.place.fields.last_mut().into_iter().for_each(|field| field.result = true);
                }
                Some("end") => drop(self.place.fields.pop()),
                _ => {}
            },
            _ => {}
        }
    }

    fn write_text(&mut self, text: &str) {
        match self.place.tags.last() {
            Some(Tag::Text) if self.place.skipped == 0 => self.write(text),
            Some(Tag::Instruction) if self.place.skipped == 0 => {
                if let Some(field) =
                    self.place.fields.last_mut().filter(|field| field.instruction.len() < 64)
                {
                    field.instruction.push_str(text);
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        let hidden = self.place.runs.last().is_some_and(|run| run.hidden);
        if hidden || self.place.fields.iter().any(|field| !field.result) {
            return;
        }
        self.text += text.len();
        self.full |= self.text > MAX_TEXT;
        match self.trace.as_mut().filter(|_| self.kind.is_none()) {
            Some(trace) => {
                let text = trace.stand_in(text);
                self.paragraph(|paragraph| paragraph.text.push_str(&text));
            }
            None => self.paragraph(|paragraph| paragraph.text.push_str(text)),
        }
    }

    fn close_paragraph(&mut self) {
        let Some(mut paragraph) = self.place.open.pop() else { return };
        let contents =
            paragraph.contents(&self.styles) || self.place.fields.iter().any(Field::contents);
        // An instruction never reaches over a paragraph's end; a field left open there is a broken one.
        self.place.fields.iter_mut().for_each(|field| field.result = true);
        if paragraph.deleted_mark && self.place.open.is_empty() {
            self.place.carried.push_str(&paragraph.text);
            return;
        }
        if self.place.open.is_empty() && !self.place.carried.is_empty() {
            paragraph.text.insert_str(0, &std::mem::take(&mut self.place.carried));
        }
        paragraph.number(&self.styles, &mut self.numbering);
        self.emit(
            &paragraph.text,
            if contents { ParagraphKind::Aside } else { ParagraphKind::Text },
        );
    }

    /// One paragraph for each line of it.
    fn emit(&mut self, text: &str, kind: ParagraphKind) {
        for text in text.split(['\n', '\r', '\u{2028}']).map(clean).filter(|text| !text.is_empty())
        {
            self.keep(Paragraph { text, kind, page: None });
        }
    }

    fn keep(&mut self, mut paragraph: Paragraph) {
        if let Some(table) = self.place.tables.last_mut() {
            return table.put(paragraph);
        }
        self.full |= self.paragraphs.len() >= MAX_PARAGRAPHS;
        paragraph.kind = self.kind.unwrap_or(paragraph.kind);
        // The same head on first, odd and even pages is told once.
        if self.kind.is_none() || self.asides.insert(paragraph.text.clone()) {
            if let Some(trace) = &mut self.trace {
                trace.keep(self.paragraphs.len());
            }
            self.paragraphs.push(paragraph);
        }
    }

    fn carry_out(&mut self) {
        let carried = std::mem::take(&mut self.place.carried);
        self.emit(&carried, ParagraphKind::Text);
    }

    fn paragraph(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(paragraph) = self.place.open.last_mut() {
            change(paragraph);
        }
    }

    fn in_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.place.tables.last_mut() {
            change(table);
        }
    }

    fn hidden(&self) -> bool {
        self.place.open.last().is_some_and(|paragraph| paragraph.hidden(&self.styles))
    }

    /// Hides the open run, or, in the properties of a paragraph's end, the end only.
    fn vanish(&mut self, hidden: bool) {
        if self.in_mark() {
            self.paragraph(|paragraph| paragraph.hidden_mark = hidden);
        } else if let Some(run) = self.place.runs.last_mut() {
            run.hidden = hidden;
        }
    }

    /// Whether the property just opened is one of the run properties of a paragraph's end.
    fn in_mark(&self) -> bool {
        self.place.tags.iter().rev().nth(2) == Some(&Tag::ParagraphProperties)
    }

    fn in_properties(&self) -> bool {
        let nearest = self
            .place
            .tags
            .iter()
            .rev()
            .find(|tag| matches!(tag, Tag::Run | Tag::ParagraphProperties));
        nearest == Some(&Tag::ParagraphProperties)
    }
}

impl Field {
    fn contents(&self) -> bool {
        self.instruction.trim_start().starts_with("TOC")
    }
}

fn tag(name: &str) -> Tag {
    match name {
        "p" => Tag::Paragraph,
        "pPr" => Tag::ParagraphProperties,
        "r" => Tag::Run,
        "rPr" => Tag::RunProperties,
        "numPr" | "listPr" => Tag::List,
        "t" => Tag::Text,
        "instrText" => Tag::Instruction,
        "tbl" => Tag::Table,
        "tr" => Tag::Row,
        "trPr" => Tag::RowProperties,
        "tc" => Tag::Cell,
        "AlternateContent" => Tag::Alternate,
        _ => Tag::Other,
    }
}

/// A character of a symbol font as one every font has; unknown ones are left out.
fn symbol(code: u32) -> Option<char> {
    let sign = match code {
        0xF0FE | 0xF052 => '☑',
        0xF0FD | 0xF053 | 0xF054 => '☒',
        0xF0A3 | 0xF0A8 | 0xF06F | 0xF071 | 0xF030 => '□',
        0xF0FC | 0xF050 => '✓',
        0xF0FB | 0xF04F => '✗',
        0xF06C | 0xF0B7 | 0xF09F => '●',
        0xF06E => '■',
        0xE000..=0xF8FF => return None,
        code => char::from_u32(code)?,
    };
    Some(sign)
}
