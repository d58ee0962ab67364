//! The nouns of the line: what a file held (`Source`), what it means (`Document`), and places in it (`Span`).
//!
//! Nothing here reads, judges or prints. Positions count Unicode scalar values ("characters" below) within one block's text.

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The file format a text came from, by content and not by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each variant is the format's usual file ending")]
pub enum Format {
    Txt,
    Md,
    Docx,
    Doc,
    Wps,
    Rtf,
    Html,
    Pdf,
    Ofd,
    Csv,
    Xlsx,
    Xls,
}

/// What one file held, before anybody asks what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The path as the user gave it, `archive.zip!entry` inside archives.
    pub path: String,
    /// The format found by content.
    pub format: Format,
    /// SHA-256 of the file's bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Paragraphs and table rows in reading order; none is empty or holds a line break.
    pub paragraphs: Vec<Paragraph>,
    /// Pages, where the file itself says so.
    pub pages: Option<u32>,
    /// What could not be read or is doubtful.
    pub warnings: Vec<Warning>,
}

/// One paragraph or one table row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The text, numbering label included; cells of a table row are joined by a tab.
    pub text: String,
    /// Running text or something beside it.
    pub kind: ParagraphKind,
    /// 1-based page, where the format has pages.
    pub page: Option<u32>,
}

/// Where a paragraph stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParagraphKind {
    /// Running text, text boxes included.
    Text,
    /// One row of a table.
    Table,
    /// Page headers, footers, footnotes and endnotes.
    Aside,
}

/// Something about a file that a reader must know before trusting the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What kind of doubt, for programs.
    pub kind: WarningKind,
    /// The same in Chinese, for people.
    pub message: String,
    /// 1-based pages concerned, where known.
    pub pages: Option<Vec<u32>>,
}

/// Kinds of doubt about a file that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// Pages that are pictures: no text was read from them.
    ScannedPages,
    /// A font without a map to characters: text may be missing.
    UnmappedFont,
    /// An embedded foreign part (altChunk) that was not read.
    AltChunk,
    /// Numbering that could not be computed.
    LostNumbering,
    /// Bytes that are no text in the encoding found.
    Encoding,
    /// The file is damaged; what could be read was read.
    Damaged,
    /// A limit on size, depth or pages cut the reading short.
    Truncated,
}

/// A file that could not be read at all: one line in the report, never the end of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{source_path}：{message}")]
pub struct Unreadable {
    /// The path as the user gave it.
    pub source_path: String,
    /// Why, for programs.
    pub kind: UnreadableKind,
    /// Why and what to do, in Chinese.
    pub message: String,
}

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadableKind {
    /// It does not exist.
    Missing,
    /// The system refuses to open it.
    Denied,
    /// It holds no bytes.
    Empty,
    /// Its content is no format the tool reads.
    Unsupported,
    /// It is damaged beyond reading.
    Damaged,
    /// It needs a password.
    Encrypted,
    /// It is over a limit on size, depth, ratio or pages.
    TooLarge,
    /// Its parser was stopped (time, memory) or broke down.
    Crashed,
}

/// A document with its parts named, by GB/T 9704-2012.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The path as the user gave it.
    pub path: String,
    /// The format found by content.
    pub format: Format,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// Pages, where the file itself says so.
    pub pages: Option<u32>,
    /// Every paragraph in reading order, with its part in the document.
    pub blocks: Vec<Block>,
    /// What the document says of itself.
    pub elements: Elements,
    /// Where it says so.
    pub places: Places,
    /// Canonical name of the lead issuer.
    pub department: Option<String>,
    /// The class it counts under.
    pub class: Class,
    /// Sentences of blocks in `Zone::Body` and `Zone::Issued`, in order.
    pub sentences: Vec<Sentence>,
    /// Documents issued inside this one (印发《…》), by the blocks they fill.
    pub issued: Vec<Issued>,
    /// Doubts about the file.
    pub warnings: Vec<Warning>,
}

/// One paragraph with its part in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Outline level 1–4 of a heading (一、 （一） 1. （1）), 0 elsewhere.
    pub level: u8,
    /// Which stretch of the document it stands in.
    pub zone: Zone,
    /// Its text.
    pub text: String,
    /// 1-based page, where known.
    pub page: Option<u32>,
}

/// What a block is (contract.md, `blocks`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own, see the glossary")]
pub enum BlockKind {
    Masthead,
    Title,
    Recipients,
    Heading,
    Paragraph,
    Table,
    Attachment,
    Signature,
    Date,
    Footer,
    Other,
}

/// Which stretch of the document a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Masthead, title and recipients.
    Head,
    /// Between recipients and signature.
    Body,
    /// Signature, date, attachment list and the 抄送/印发 footer.
    Tail,
    /// A document issued or forwarded inside this one.
    Issued,
    /// Attachments: tables, forms, lists.
    Annex,
    /// Running heads, page numbers, web page furniture.
    Outside,
}

/// What a document says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elements {
    /// Issuing organs as signed or as in the masthead, lead first.
    pub issuers: Vec<String>,
    /// 发文字号, as written.
    pub number: Option<String>,
    /// Title joined over its lines, without white space.
    pub title: Option<String>,
    /// 文种, one of the fifteen.
    pub kind: Option<String>,
    /// 主送.
    pub recipients: Vec<String>,
    /// 成文日期.
    pub date: Option<Date>,
    /// 密级: 绝密, 机密 or 秘密.
    pub secrecy: Option<String>,
    /// 紧急程度: 特急 or 加急.
    pub urgency: Option<String>,
    /// 抄送.
    pub copies_to: Vec<String>,
    /// Names of the attachments listed.
    pub attachments: Vec<String>,
    /// 签发人.
    pub signatory: Option<String>,
    /// Level of the lead issuer.
    pub level: Option<Level>,
}

/// Where the elements were found; `extract --why` prints it and the E rules point at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the place of the element of the same name")]
pub struct Places {
    pub number: Option<Span>,
    pub title: Vec<Span>,
    pub recipients: Option<Span>,
    pub date: Option<Span>,
    pub secrecy: Option<Span>,
    pub signature: Vec<Span>,
    pub signatory: Option<Span>,
    pub attachments: Vec<Span>,
}

/// Administrative level of an organ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the levels are the state's own; highest first")]
pub enum Level {
    Central,
    Province,
    City,
    County,
    Township,
    Unit,
}

/// The class a document counts under (contract.md, definitions of 口径).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 口径内: numbered red-head documents sent down or published.
    InScope,
    /// 口径外: unnumbered orders, 便函, 提示, 督办单, 简报, 征求意见.
    OffScope,
    /// 请示 and 报告.
    Upward,
    /// 函.
    Parallel,
    /// 批复 and answers to 函.
    Reply,
    /// 纪要.
    Minutes,
    /// 会议通知.
    MeetingNotice,
    /// 任免.
    Personnel,
    /// Bears a secrecy mark.
    Classified,
    /// Anything else: reports to the public, statistics, web pages.
    Other,
}

impl Class {
    /// The name it has in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::InScope => "in_scope",
            Self::OffScope => "off_scope",
            Self::Upward => "upward",
            Self::Parallel => "parallel",
            Self::Reply => "reply",
            Self::Minutes => "minutes",
            Self::MeetingNotice => "meeting_notice",
            Self::Personnel => "personnel",
            Self::Classified => "classified",
            Self::Other => "other",
        }
    }
}

/// A place: characters `start..end` of one block's text.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// Index into `Document::blocks`.
    pub block: usize,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// One sentence: ends at 。！？ or at its block's end, closing quotes and brackets included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its place in characters.
    pub span: Span,
    /// The same place in bytes of the block's text.
    pub bytes: Range<usize>,
}

/// A document issued or forwarded inside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its title without 《》.
    pub title: String,
    /// The blocks it fills, title included.
    pub blocks: Range<usize>,
}

impl Document {
    /// The words of a sentence.
    pub fn words(&self, sentence: &Sentence) -> &str {
        self.blocks
            .get(sentence.span.block)
            .and_then(|block| block.text.get(sentence.bytes.clone()))
            .unwrap_or_default()
    }

    /// The words at a place; empty where the place lies outside the text.
    pub fn quote(&self, span: Span) -> String {
        let Some(block) = self.blocks.get(span.block) else { return String::new() };
        block.text.chars().skip(span.start).take(span.end.saturating_sub(span.start)).collect()
    }

    /// The place of bytes `range` of block `block`, in characters.
    pub fn span(&self, block: usize, range: Range<usize>) -> Span {
        let text = self.blocks.get(block).map_or("", |block| block.text.as_str());
        let count = |upto: usize| text.get(..upto).unwrap_or(text).chars().count();
        Span { block, start: count(range.start), end: count(range.end) }
    }

    /// Blocks whose characters count as body: between recipients and signature, and documents issued inside.
    pub fn body(&self) -> impl Iterator<Item = (usize, &Block)> {
        self.blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| matches!(block.zone, Zone::Body | Zone::Issued))
    }
}

/// Characters that count: letters, digits and CJK; neither white space nor punctuation (contract.md, body characters).
pub fn counts(c: char) -> bool {
    // The characters and marks texts are made of, for which the standard library would search its tables.
    match c {
        '\u{4e00}'..='\u{9fff}' => true,
        '，' | '。' | '、' | '；' | '：' | '（' | '）' | '《' | '》' | '“' | '”' => {
            false
        }
        c => c.is_alphanumeric(),
    }
}
