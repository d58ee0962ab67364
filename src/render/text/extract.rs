//! What the tool read, for the screen.

use std::io::{self, Write};

use crate::document::{BlockKind, Class, Document, Span};
use crate::extract::Extracted;
use crate::facts::roles::{Part, Role};
use crate::privacy::mask;

/// Writes elements, blocks and sentences of each document; with `why`, where each element was found.
///
/// # Errors
/// When `out` cannot be written.
pub fn extract(documents: &[Extracted], why: bool, out: &mut dyn Write) -> io::Result<()> {
    for extracted in documents {
        one(extracted, why, out)?;
    }
    Ok(())
}

fn one(extracted: &Extracted, why: bool, out: &mut dyn Write) -> io::Result<()> {
    let Extracted { document, reading } = extracted;
    writeln!(out, "━━ {}", document.path)?;
    if reading.class == Class::Classified {
        let mark = reading.elements.secrecy.as_deref().unwrap_or("涉密");
        return writeln!(out, "   标有“{mark}”，不读取、不保存、不显示内容\n");
    }
    for warning in &document.warnings {
        writeln!(out, "   注意：{}", warning.message)?;
    }
    elements(document, why, out)?;
    writeln!(
        out,
        "\n   正文 {} 字，{} 页，{} 句\n",
        reading.metrics.chars, reading.metrics.pages, reading.metrics.sentences
    )?;
    let mut judged = document.sentences.iter().zip(&reading.sentences).peekable();
    for (index, block) in document.blocks.iter().enumerate() {
        writeln!(out, "{:>4} {}　{}", index + 1, kind(block.kind), mask(&block.text))?;
        while let Some((sentence, judged)) =
            judged.next_if(|(sentence, _)| sentence.span.block == index)
        {
            writeln!(
                out,
                "       {}{}　{}",
                role(judged.role),
                part(judged.part),
                mask(document.words(sentence))
            )?;
        }
    }
    writeln!(out)
}

fn elements(document: &Document, why: bool, out: &mut dyn Write) -> io::Result<()> {
    let found = &document.elements;
    let places = &document.places;
    let one = |place: Option<Span>| place.into_iter().collect::<Vec<_>>();
    let rows = [
        ("发文机关", found.issuers.join("、"), places.signature.clone()),
        ("规范名称", document.department.clone().unwrap_or_default(), Vec::new()),
        ("发文字号", found.number.clone().unwrap_or_default(), one(places.number)),
        ("标题", found.title.clone().unwrap_or_default(), places.title.clone()),
        ("文种", found.kind.clone().unwrap_or_default(), Vec::new()),
        ("主送", found.recipients.join("、"), one(places.recipients)),
        ("成文日期", found.date.map(|date| date.to_string()).unwrap_or_default(), one(places.date)),
        ("紧急程度", found.urgency.clone().unwrap_or_default(), Vec::new()),
        ("签发人", found.signatory.clone().unwrap_or_default(), one(places.signatory)),
        ("附件", found.attachments.join("、"), places.attachments.clone()),
        ("抄送", found.copies_to.join("、"), Vec::new()),
        ("统计类别", class(document.class).to_owned(), Vec::new()),
    ];
    for (name, value, spans) in rows.iter().filter(|(_, value, _)| !value.is_empty()) {
        let reason = if why { reason(document, spans) } else { String::new() };
        writeln!(out, "   {name}：{}{reason}", mask(value))?;
    }
    Ok(())
}

fn reason(document: &Document, spans: &[Span]) -> String {
    if spans.is_empty() {
        return "　（由其他要素推定）".to_owned();
    }
    let places = spans
        .iter()
        .map(|&span| format!("第{}段“{}”", span.block + 1, mask(&document.quote(span))));
    format!("　（见{}）", places.collect::<Vec<_>>().join("、"))
}

/// The Chinese name of a class.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::InScope => "口径内文件",
        Class::OffScope => "口径外文件",
        Class::Upward => "上行文",
        Class::Parallel => "函",
        Class::Reply => "批复、复函",
        Class::Minutes => "纪要",
        Class::MeetingNotice => "会议通知",
        Class::Personnel => "任免",
        Class::Classified => "涉密",
        Class::Other => "其他",
    }
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Masthead => "版头",
        BlockKind::Title => "标题",
        BlockKind::Recipients => "主送",
        BlockKind::Heading => "小标",
        BlockKind::Paragraph => "正文",
        BlockKind::Table => "表格",
        BlockKind::Attachment => "附件",
        BlockKind::Signature => "署名",
        BlockKind::Date => "日期",
        BlockKind::Footer => "版记",
        BlockKind::Other => "其他",
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Empty => "空话",
        Role::Formula => "指导语",
        Role::Substantive => "实质",
        Role::Structural => "结构",
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Opening => "·戴帽",
        Part::Body => "",
        Part::Closing => "·穿靴",
    }
}
