//! Word documents set as GB/T 9704 sets official ones: page, margins, page numbers, headings, tables whose heading rows
//! repeat, and bars. Fonts are named, not carried: an office has 小标宋, 仿宋, 黑体 and 楷体.
//!
//! docx-rs writes the parts; what it has no way to say is put right in `finish`.

mod bars;
mod finish;
mod order;
mod table;

pub(super) use bars::{Bar, Bars};
pub(super) use table::{Column, Look, Table};

use docx_rs as word;
use docx_rs::{AlignmentType, Docx, Footer, PageMargin, PageNum, Paragraph, Run};
use std::io;

/// Twentieths of a point a millimetre is.
const MILLIMETRE: f64 = 1440.0 / 25.4;
/// Width of the type area, 156 mm.
const WIDE: f64 = 156.0 * MILLIMETRE;

/// A document being written.
pub(super) struct Paper {
    docx: Docx,
    title: String,
    tables: usize,
    /// What pictures show, in their order, for those who hear them.
    spoken: Vec<String>,
}

impl Paper {
    /// A document that begins with its title.
    pub(super) fn new(title: &str) -> Self {
        let docx = Docx::new()
            .page_size(11906, 16838)
            .page_margin(PageMargin {
                top: twips(37.0),
                left: twips(28.0),
                bottom: twips(35.0),
                right: twips(26.0),
                header: twips(15.0),
                footer: twips(22.0),
                gutter: 0,
            })
            .footer(page_number(AlignmentType::Right))
            .even_footer(page_number(AlignmentType::Left));
        let paper = Self { docx, title: title.to_owned(), tables: 0, spoken: Vec::new() };
        paper.styled("Title", title)
    }

    /// 一、
    pub(super) fn heading(self, text: &str) -> Self {
        self.styled("Heading1", text)
    }

    /// （一）
    pub(super) fn subheading(self, text: &str) -> Self {
        self.styled("Heading2", text)
    }

    /// A paragraph of the text; lines of their own become paragraphs of their own.
    pub(super) fn text(self, text: &str) -> Self {
        text.lines().fold(self, |paper, line| paper.styled("Body", line))
    }

    /// Smaller words about what stands beside them.
    pub(super) fn note(self, text: &str) -> Self {
        text.lines().fold(self, |paper, line| paper.styled("Note", line))
    }

    /// A table that is the document, without a name of its own.
    pub(super) fn unnumbered(mut self, table: &Table) -> Self {
        self.docx = self.docx.add_table(table.build());
        self
    }

    /// A table under its number and name.
    pub(super) fn table(mut self, name: &str, table: &Table) -> Self {
        self.tables += 1;
        let caption = format!("表{}　{name}", self.tables);
        let mut paper = self.styled("Caption", &caption);
        paper.docx = paper.docx.add_table(table.build());
        paper
    }

    /// Bars under their name.
    pub(super) fn bars(self, name: &str, bars: &Bars) -> Self {
        let mut paper = self.styled("Caption", name);
        paper.spoken.extend(bars.spoken());
        paper.docx = paper.docx.add_table(bars.build());
        paper
    }

    /// The finished file.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        finish::pack(self.docx, &self.title, &self.spoken)
    }

    fn styled(mut self, style: &str, text: &str) -> Self {
        self.docx = self.docx.add_paragraph(paragraph(style, text));
        self
    }
}

/// A paragraph of one run.
fn paragraph(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(Run::new().add_text(plain(text)))
}

/// Text without the characters XML has no way to hold.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\t').collect()
}

/// — 1 —, one character in from the outer edge.
fn page_number(side: AlignmentType) -> Footer {
    let dash = |text: &str| Run::new().add_text(text);
    let (left, right) = match side {
        AlignmentType::Right => (0, 280),
        _ => (280, 0),
    };
    let line = Paragraph::new()
        .style("PageNumber")
        .align(side)
        .indent(Some(left), None, Some(right), None)
        .add_run(dash("— "))
        .add_page_num(PageNum::new())
        .add_run(dash(" —"));
    Footer::new().add_paragraph(line)
}

fn twips(millimetres: f64) -> i32 {
    (millimetres * MILLIMETRE).round() as i32
}
