//! The 一致性评估表 at the end of each draft: question, the tool's answer, the evidence, room for the reviewer.

use std::io::{self, Write};

use super::answers::{Answer, Asked, asked};
use super::notes::{Note, link, proof};
use super::{Desk, escape};
use crate::render::assessment::{BASIS, TITLE};
use crate::report::Audited;

/// Writes the table of one draft.
pub(super) fn write(
    audited: &Audited,
    notes: &[Note<'_>],
    desk: &Desk<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<div class=\"assessment\">\n<h3>{TITLE}</h3>")?;
    writeln!(out, "<p class=\"small\">{BASIS}</p>")?;
    let heads = ["序号", "评估内容", "工具意见", "证据", "审核人意见"];
    let heads = heads.map(|head| format!("<th scope=\"col\">{head}</th>")).concat();
    writeln!(out, "<table><thead><tr>{heads}</tr></thead>\n<tbody>")?;
    for (number, asked) in (1..).zip(asked(audited, notes, desk)) {
        row(number, &asked, out)?;
    }
    writeln!(out, "</tbody></table>")?;
    writeln!(
        out,
        "<p class=\"decision\">审核结论：<i></i>符合　<i></i>修改后印发　<i></i>不予印发</p>\n\
        <p class=\"decision\">审核人：<u></u>　　日期：<u></u></p>\n</div>"
    )
}

fn row(number: usize, asked: &Asked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let class = match asked.answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Check => "unsure",
    };
    let (topic, asks, word) = (asked.question.topic, asked.question.asks, asked.answer.word());
    writeln!(
        out,
        "<tr><td>{number}</td><td><b>{topic}</b><br>{asks}</td><td class=\"{class}\">{word}</td><td>"
    )?;
    if !asked.because.is_empty() {
        writeln!(out, "<p>{}</p>", escape(&asked.because))?;
    }
    for note in asked.shown() {
        writeln!(out, "<p>{}　{}</p>", link(note), escape(&proof(note.finding)))?;
    }
    if asked.more() > 0 {
        writeln!(out, "<p>另有 {} 处，见正文旁注</p>", asked.more())?;
    }
    writeln!(out, "</td><td class=\"box\"><i></i>同意　<i></i>不同意</td></tr>")
}
