//! A meeting paper laid out: which lines belong to time, place, agenda, attendees, and what stands before them.
//!
//! Headings come in any order and in many shapes (一、会议时间 / ◎会议时间： / 时间：); lines without one follow the last.

use std::collections::BTreeMap;

use super::cues::{Field, any, is_letter, label};
use super::when::fold;
use crate::document::{BlockKind, Document, Span};
use crate::facts::Quote;
use crate::pattern::Pattern;

/// A stretch of one block, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Index of the block.
    pub block: usize,
    /// Character of the block it begins at.
    pub start: usize,
    /// Its folded text.
    pub text: String,
}

/// The paper, laid out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    /// What stands before the first named field.
    pub preamble: Vec<Piece>,
    /// Lines of each field.
    pub fields: BTreeMap<Field, Vec<Piece>>,
    /// Every line of the body, in order.
    pub all: Vec<Piece>,
}

/// 3、某地分会场: what stands behind the list's mark.
static SUB_VENUE: Pattern = Pattern::new(
    &["会场"],
    r"^(?:[一二三四五]{1,2}[、.])?[^,。;:会]{0,10}(?:主|分)会场(?:\([^)]*\))?:(?P<rest>.*)$",
);
const PERSONS: &[&str] = &["负责", "人员", "成员", "单位", "领导", "同志", "局长", "主任", "干部"];
static RANK: Pattern = Pattern::new(
    &[],
    r"^ *(?P<a>[一二三四五六七八九十]{1,3}、)|^ *(?P<b>\([一二三四五六七八九十]{1,3}\))|^ *(?P<c>[0-9]{1,2}[、.．])|^ *(?P<d>\([0-9]{1,2}\))|^ *(?P<e>[◎●■★○◆▲·▪◇□☆※])|^ *(?P<f>[一二三四五六七八九十]是|第[一二三四五六七八九十]项?,|[①②③④⑤⑥⑦⑧⑨⑩])",
);
const ASIDE: &[&str] = &[
    "请",
    "联系人",
    "联系电话",
    "因故",
    "特此",
    "附件",
    "附:",
    "各单位",
    "参会人员请",
    "参会人员要",
    "参会人员须",
    "参会单位请",
    "会议不",
    "会议时间",
    "会议期间",
    "会期",
    "如有",
    "未尽",
];

/// Lays out a document's body.
pub(crate) fn lay_out(document: &Document) -> Sheet {
    let mut sheet = Sheet::default();
    let mut field: Option<Field> = None;
    let (mut rank, mut full): (Option<&'static str>, bool) = (None, false);
    for piece in document.blocks.iter().enumerate().filter_map(line).flat_map(|piece| cut(&piece)) {
        sheet.all.push(piece.clone());
        let opened = open(&piece);
        if let Some((opened, rest)) = opened {
            field = Some(opened);
            rank = rank_of(&piece.text).or(rank);
            full = !rest.text.trim().is_empty();
            sheet.fields.entry(opened).or_default().push(rest);
            continue;
        }
        let own = rank_of(&piece.text);
        let ends = own.is_some() && own == rank
            || own.is_none() && (is_aside(&piece.text) || full && field == Some(Field::Content));
        if field.is_some() && ends {
            field = Some(Field::Other);
        }
        // An agenda ends with its list, or with the line it was told in.
        full |= own.is_some();
        match field {
            Some(field) => sheet.fields.entry(field).or_default().push(piece),
            None => sheet.preamble.push(piece),
        }
    }
    sheet
}

fn line((index, block): (usize, &crate::document::Block)) -> Option<Piece> {
    let body = matches!(
        block.kind,
        BlockKind::Heading | BlockKind::Paragraph | BlockKind::Table | BlockKind::Other
    );
    let mut text = fold(&block.text);
    if block.kind == BlockKind::Table && block.text.contains('\t') {
        let cell = block.text.chars().position(|c| c == '\t');
        text = text
            .chars()
            .enumerate()
            .map(|(at, c)| if Some(at) == cell { ':' } else { c })
            .collect();
    }
    (body && !text.trim().is_empty()).then_some(Piece { block: index, start: 0, text })
}

/// Cuts a line before every further named field (时间：…；地点：…).
fn cut(piece: &Piece) -> Vec<Piece> {
    let mut starts = vec![0];
    for (at, mark) in
        piece.text.char_indices().filter(|(_, c)| matches!(c, '。' | ';' | '；' | ' '))
    {
        let after = at + mark.len_utf8();
        let rest = piece.text.get(after..).unwrap_or_default();
        if label(rest).is_some_and(|label| label.colon) {
            starts.push(after);
        }
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([piece.text.len()]).collect();
    let pieces = starts.iter().zip(ends).map(|(from, to)| piece.part(*from, to));
    pieces.collect()
}

/// The field a line opens, with what it says after the field's name.
fn open(piece: &Piece) -> Option<(Field, Piece)> {
    if let Some(label) = label(&piece.text) {
        return Some((label.field, piece.part(label.end, piece.text.len())));
    }
    let hit = SUB_VENUE.captures(piece.text.trim_start_matches(|c| !is_letter(c)))?;
    let persons = any(PERSONS, hit.name("rest")?.as_str());
    Some((if persons { Field::People } else { Field::Place }, piece.clone()))
}

fn is_aside(text: &str) -> bool {
    let text = text.trim_start_matches(' ');
    ASIDE.iter().any(|word| text.starts_with(word))
}

fn rank_of(text: &str) -> Option<&'static str> {
    let hit = RANK.captures(text)?;
    ["a", "b", "c", "d", "e", "f"].into_iter().find(|name| hit.name(name).is_some())
}

impl Piece {
    /// Bytes `from..to` of this piece.
    pub(crate) fn part(&self, from: usize, to: usize) -> Self {
        let before = self.text.get(..from).map_or(0, |before| before.chars().count());
        let text = self.text.get(from..to).unwrap_or_default().to_owned();
        Self { block: self.block, start: self.start + before, text }
    }

    /// The place of this piece with the document's own words.
    pub(crate) fn quote(&self, document: &Document) -> Quote {
        let lead = self.text.chars().take_while(|c| c.is_whitespace()).count();
        let end = self.start + self.text.trim_end().chars().count();
        let span =
            Span { block: self.block, start: self.start + lead, end: end.max(self.start + lead) };
        Quote { span, text: document.quote(span) }
    }

    /// Its sentences and `；`-parts.
    pub(crate) fn sentences(&self) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = 0;
        for (at, mark) in self.text.char_indices() {
            if matches!(mark, '。' | ';' | '；' | '!' | '！' | '?' | '？') {
                parts.push(self.part(from, at + mark.len_utf8()));
                from = at + mark.len_utf8();
            }
        }
        parts.push(self.part(from, self.text.len()));
        parts.retain(|part| !part.text.trim().is_empty());
        parts
    }
}

impl Sheet {
    /// The lines of a field, joined.
    pub(crate) fn text(&self, field: Field) -> String {
        let lines = self.fields.get(&field).into_iter().flatten();
        lines.map(|piece| piece.text.trim()).collect::<Vec<_>>().join("。")
    }

    /// The lines of a field.
    pub(crate) fn pieces(&self, field: Field) -> &[Piece] {
        self.fields.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Every sentence of the body.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = Piece> {
        self.all.iter().flat_map(Piece::sentences)
    }
}
