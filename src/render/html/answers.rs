//! The questions of the 一致性评估表 and what the tool can answer to each.
//!
//! 是 only where a finding says so with some certainty; 否 only where the text was wholly read and the rules were run; else 需核实.

use super::Desk;
use super::notes::Note;
use crate::corpus::mandates::{Mandate, Requested};
use crate::document::{Class, WarningKind};
use crate::facts::Reading;
use crate::finding::Confidence;
use crate::report::Audited;
use crate::rules;

/// Findings a question shows; more are only counted.
const SHOWN: usize = 4;

/// One question of the assessment.
pub(in crate::render) struct Question {
    /// What it is about.
    pub(in crate::render) topic: &'static str,
    /// What is asked; 是 means a burden.
    pub(in crate::render) asks: &'static str,
    /// Rules whose findings answer it.
    rules: &'static [&'static str],
    needs: Needs,
}

/// What a 否 rests on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// The draft's own text.
    Text,
    /// Other documents to compare with.
    Others,
    /// The office's own documents and meetings.
    Ledger,
    /// Papers the tool does not see.
    Papers,
}

/// The tool's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Answer {
    Yes,
    No,
    Check,
}

/// A question with its answer and what speaks for it.
pub(in crate::render) struct Asked<'a> {
    pub(in crate::render) question: &'static Question,
    pub(in crate::render) answer: Answer,
    /// What to say where no finding speaks, or what was counted.
    pub(in crate::render) because: String,
    found: Vec<&'a Note<'a>>,
}

impl Answer {
    /// As the table has it.
    pub(in crate::render) fn word(self) -> &'static str {
        match self {
            Self::Yes => "是",
            Self::No => "否",
            Self::Check => "需核实",
        }
    }
}

impl<'a> Asked<'a> {
    /// The findings to show.
    pub(in crate::render) fn shown(&self) -> impl Iterator<Item = &'a Note<'a>> {
        self.found.iter().take(SHOWN).copied()
    }

    /// How many more there are.
    pub(in crate::render) fn more(&self) -> usize {
        self.found.len().saturating_sub(SHOWN)
    }
}

/// Every question, answered for one draft.
pub(in crate::render) fn asked<'a>(
    audited: &Audited,
    notes: &'a [Note<'a>],
    desk: &Desk<'_>,
) -> Vec<Asked<'a>> {
    let one = |question: &'static Question| {
        let meant = |note: &&Note<'_>| question.rules.contains(&note.finding.rule.as_str());
        let found: Vec<&Note<'_>> = notes.iter().filter(meant).collect();
        let (answer, because) = answer(question, audited, &found, desk);
        Asked { question, answer, because, found }
    };
    QUESTIONS.iter().map(one).collect()
}

/// The assessment required of drafts by the 2024 regulation, question by question.
static QUESTIONS: &[Question] = &[
    Question::of("发文立项", "是否没有列入计划、未经立项", &[], Needs::Papers),
    Question::of("配套文件", "是否属于上级没有要求的配套文件", &["P302", "P303"], Needs::Others),
    Question::of("配套文件", "是否要求下级制定配套文件", &["P301"], Needs::Text),
    Question::of(
        "照搬照转",
        "是否照搬照抄上级或其他单位的文件",
        &["C201", "C202", "C203", "C204", "C205", "C206"],
        Needs::Others,
    ),
    Question::of(
        "重复发文",
        "是否重复发文、多头发文或层层转发",
        &["F403", "F404", "P305"],
        Needs::Ledger,
    ),
    Question::of("分工类文件", "是否单独印发分工方案、任务分解", &["P304"], Needs::Text),
    Question::of("专班机构", "是否用文件设立领导小组、工作专班", &["F406"], Needs::Text),
    Question::of("篇幅", "是否超过字数或页数限制", &["W106"], Needs::Text),
    Question::of(
        "文风",
        "是否有空话套话、穿靴戴帽、文内重复",
        &["W101", "W102", "W103", "W104", "W105", "W107"],
        Needs::Text,
    ),
    Question::of("发文形式", "是否“红头”改“白头”或多文合一", &["F401", "F402"], Needs::Text),
    Question::of("发文权限", "是否由部门向下级党委、政府发指令性文件", &["F405"], Needs::Text),
    Question::of(
        "报送要求",
        "是否要求报送落实情况、材料或报表",
        &["R601", "R602", "R603", "R608"],
        Needs::Text,
    ),
    Question::of(
        "留痕和指尖负担",
        "是否要求照片、台账等留痕材料，或打卡、接龙、下载程序",
        &["R604", "R605"],
        Needs::Text,
    ),
    Question::of(
        "会议",
        "是否重复开会、可以合并，或规模、时长、层级、参会要求不当",
        &["M501", "M502", "M503", "M504", "M505", "M506", "M507", "M508", "M509", "M510", "M511"],
        Needs::Ledger,
    ),
    Question::of(
        "督查检查考核",
        "是否变相督查，或督查检查考核未列入计划",
        &["R606", "R607"],
        Needs::Papers,
    ),
    Question::of("考核方式", "是否以发文、开会论成效", &["P306"], Needs::Text),
    Question::of("任务落实", "是否有任务没有责任单位或时限", &["T701", "T702"], Needs::Text),
];

impl Question {
    const fn of(
        topic: &'static str,
        asks: &'static str,
        rules: &'static [&'static str],
        needs: Needs,
    ) -> Self {
        Self { topic, asks, rules, needs }
    }
}

/// The answer to a question, and what to say where no finding speaks for it.
fn answer(
    question: &Question,
    audited: &Audited,
    found: &[&Note<'_>],
    desk: &Desk<'_>,
) -> (Answer, String) {
    let reading = &audited.reading;
    if reading.class == Class::Classified {
        return (Answer::Check, "本件标有密级，正文没有读取".to_owned());
    }
    if !found.is_empty() {
        let certain = found.iter().any(|note| note.finding.confidence > Confidence::Low);
        return (if certain { Answer::Yes } else { Answer::Check }, measured(question, reading));
    }
    let run = |code: &&&str| {
        desk.selection.keeps(code) && rules::ALL.iter().any(|rule| rule.code == **code)
    };
    let ran = question.rules.iter().filter(run).count();
    if question.needs == Needs::Papers {
        return (Answer::Check, "文中看不出，请对照计划和审批材料".to_owned());
    }
    if ran == 0 {
        return (Answer::Check, "本次没有检查这一项".to_owned());
    }
    if let Some(said) = in_part(reading) {
        return (Answer::Check, said.to_owned());
    }
    if question.rules.contains(&"P302") {
        return mandated(audited.mandate.as_ref());
    }
    if question.rules.contains(&"M501") && reading.meeting.is_none() {
        return (Answer::No, "本件不是会议通知或纪要".to_owned());
    }
    if question.needs == Needs::Ledger && !desk.recorded {
        return (Answer::Check, "没有台账可以比对（用 --ledger 给出）".to_owned());
    }
    let unfound = audited.mandate.as_ref().filter(|mandate| mandate.source.is_none());
    if let Some(mandate) = unfound.filter(|_| question.needs == Needs::Others) {
        return (Answer::Check, format!("没有找到{}的原文，不能比对", called(mandate)));
    }
    if question.needs == Needs::Others && !desk.compared {
        return (Answer::Check, "没有可以比对的文件（用 --against 或 --ledger 给出）".to_owned());
    }
    let measured = measured(question, reading);
    let said = if measured.is_empty() {
        "未发现".to_owned()
    } else {
        format!("{measured}；未发现")
    };
    (Answer::No, said)
}

/// Why silence proves nothing: part of the file was not read.
fn in_part(reading: &Reading) -> Option<&'static str> {
    let partial =
        reading.warnings.iter().any(|warning| !matches!(warning.kind, WarningKind::LostNumbering));
    partial.then_some("已读部分未发现；文件有没有读到的内容，请核对原件")
}

/// Whether anyone asked for this document, where no finding doubts it.
fn mandated(mandate: Option<&Mandate>) -> (Answer, String) {
    let Some(mandate) = mandate else {
        return (Answer::No, "文中没有写明是贯彻落实哪一件上级文件".to_owned());
    };
    let called = called(mandate);
    match (mandate.requested, &mandate.quote) {
        (Requested::Yes, Some(quote)) => (Answer::No, format!("{called}要求制定：“{quote}”")),
        (Requested::Yes, None) => (Answer::No, format!("{called}要求制定")),
        (Requested::No, _) => (Answer::Check, format!("没有在{called}中找到制定要求")),
        (Requested::Unknown, _) => {
            (Answer::Check, format!("没有找到{called}的原文，不能确定它是否要求制定"))
        }
    }
}

/// The superior's document as people name it.
fn called(mandate: &Mandate) -> String {
    match (&mandate.title, &mandate.number) {
        (Some(title), Some(number)) => format!("《{title}》（{number}）"),
        (Some(title), None) => format!("《{title}》"),
        (None, Some(number)) => number.clone(),
        (None, None) => "上级文件".to_owned(),
    }
}

/// What the tool counted for a question.
fn measured(question: &Question, reading: &Reading) -> String {
    let metrics = &reading.metrics;
    match question.rules.first() {
        Some(&"W106") => format!("正文 {} 字、{} 页", metrics.chars, metrics.pages),
        Some(&"W101") if metrics.empty_chars > 0 && metrics.chars > 0 => {
            let share = metrics.empty_chars as f64 * 100.0 / metrics.chars as f64;
            format!("空话套话句占正文 {share:.0}%")
        }
        Some(&"C201") => match (metrics.copied_share, metrics.masked_share) {
            (Some(plain), Some(masked)) => format!(
                "与上级文件相同的文字最多占 {:.0}%，换掉名称、日期和数字后 {:.0}%",
                plain * 100.0,
                masked * 100.0
            ),
            _ => String::new(),
        },
        Some(&"R601") if !reading.requests.is_empty() => {
            format!("文中提出报送 {} 项", reading.requests.len())
        }
        Some(&"T701") if !reading.tasks.is_empty() => {
            format!("读出任务 {} 项", reading.tasks.len())
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_a_question_has_a_place_in_the_catalogue() {
        for code in QUESTIONS.iter().flat_map(|question| question.rules) {
            let family = code.chars().next().expect("a letter");
            assert!("WCPFMRT".contains(family) && code.len() == 4, "{code}");
        }
    }

    #[test]
    fn every_burden_rule_is_asked_about() {
        for rule in rules::ALL.iter().filter(|rule| !rule.code.starts_with(['E', 'D', 'V'])) {
            let asked = QUESTIONS.iter().any(|question| question.rules.contains(&rule.code));
            assert!(asked, "{} stands under no question", rule.code);
        }
    }

    #[test]
    fn mandates_answer_only_what_is_known() {
        assert_eq!(mandated(None).0, Answer::No);
        let mandate = |requested, quote: Option<&str>| Mandate {
            child: "乙.txt".to_owned(),
            title: Some("澜溪市供水管护办法".to_owned()),
            number: None,
            source: None,
            requested,
            quote: quote.map(str::to_owned),
            basis: crate::facts::Quote::default(),
            proof: None,
            forwards: false,
            refinement: None,
        };
        let answer = mandated(Some(&mandate(Requested::Yes, Some("各县制定实施细则"))));
        assert_eq!(answer.0, Answer::No);
        assert!(answer.1.contains("各县制定实施细则"));
        assert_eq!(mandated(Some(&mandate(Requested::Unknown, None))).0, Answer::Check);
    }
}
