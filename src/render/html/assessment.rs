//! The 一致性评估表 at the end of each draft: question, the tool's answer, the evidence, room for the reviewer.

use std::io::{self, Write};

use super::answers::{Answer, QUESTIONS, Question, answer};
use super::notes::{Note, link, set_aside};
use super::{Desk, escape};
use crate::report::Audited;

/// Findings a question shows; more are only counted.
const SHOWN: usize = 4;
/// Characters of the flagged words a row shows.
const WORDS: usize = 40;

/// Writes the table of one draft.
pub(super) fn write(
    audited: &Audited,
    notes: &[Note<'_>],
    desk: &Desk<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<div class=\"assessment\">\n<h3>为基层减负一致性评估表</h3>")?;
    writeln!(
        out,
        "<p class=\"small\">依据：《整治形式主义为基层减负若干规定》（2024）。工具意见只是线索：“是”指发现这类问题，\
        “否”指没有发现，“需核实”指凭文字不能确定；是否属实，由审核人判断。</p>"
    )?;
    writeln!(
        out,
        "<table><thead><tr><th>序号</th><th>评估内容</th><th>工具意见</th><th>证据</th><th>审核人意见</th></tr></thead>\n<tbody>"
    )?;
    for (at, question) in QUESTIONS.iter().enumerate() {
        let asked = |note: &&Note<'_>| question.rules.contains(&note.finding.rule.as_str());
        let found: Vec<&Note<'_>> = notes.iter().filter(asked).collect();
        let answered = answer(question, audited, &found, desk);
        row(at + 1, question, &answered, &found, out)?;
    }
    writeln!(out, "</tbody></table>")?;
    writeln!(
        out,
        "<p class=\"decision\">审核结论：<i></i>符合　<i></i>修改后印发　<i></i>不予印发</p>\n\
        <p class=\"decision\">审核人：<u></u>　　日期：<u></u></p>\n</div>"
    )
}

fn row(
    number: usize,
    question: &Question,
    (answer, because): &(Answer, String),
    found: &[&Note<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let (word, class) = match answer {
        Answer::Yes => ("是", "yes"),
        Answer::No => ("否", "no"),
        Answer::Check => ("需核实", "unsure"),
    };
    writeln!(
        out,
        "<tr><td>{}</td><td><b>{}</b><br>{}</td><td class=\"{class}\">{word}</td><td>",
        number, question.topic, question.asks
    )?;
    if !because.is_empty() {
        writeln!(out, "<p>{}</p>", escape(because))?;
    }
    for note in found.iter().take(SHOWN) {
        evidence(note, out)?;
    }
    if found.len() > SHOWN {
        writeln!(out, "<p>另有 {} 处，见正文旁注</p>", found.len() - SHOWN)?;
    }
    writeln!(out, "</td><td class=\"box\"><i></i>同意　<i></i>不同意</td></tr>")
}

fn evidence(note: &Note<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = note.finding;
    let link = link(note);
    let mut words: String = finding.text.chars().take(WORDS).collect();
    if words.len() < finding.text.len() {
        words.push('…');
    }
    write!(out, "<p>{link}　{} {}", finding.rule, escape(&finding.message))?;
    if !words.is_empty() && !finding.message.contains(&finding.text) {
        write!(out, "“{}”", escape(&words))?;
    }
    if let Some(why) = set_aside(finding) {
        write!(out, "（{}）", escape(&why))?;
    }
    writeln!(out, "</p>")
}
