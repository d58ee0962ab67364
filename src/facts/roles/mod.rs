//! What each sentence does: empty, formula, substantive or structural; opening, body or closing.
//!
//! A linear model judges (`model`), plain obligations overrule it (`obliges`), and every empty sentence says why.

pub mod features;
pub mod look;
pub mod model;
pub mod shape;
pub mod stock;

mod cues;
mod frame;
mod parts;
mod why;

use serde::{Deserialize, Serialize};

use crate::document::{BlockKind, Document, Span};
use features::{Feature, Row};
use look::Look;
use model::{ROLES, Scores};

/// One sentence, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Its place.
    pub span: Span,
    /// What it does.
    pub role: Role,
    /// Where it stands.
    pub part: Part,
    /// Why, in Chinese, for empty sentences.
    pub why: Option<String>,
}

/// What a sentence does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Its deletion loses nothing.
    Empty,
    /// A political guiding formula.
    Formula,
    /// It says something that can be checked.
    Substantive,
    /// Headings, transitions, 特此通知.
    Structural,
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// In the padded opening.
    Opening,
    /// Between.
    Body,
    /// In the padded closing.
    Closing,
}

/// Judges every sentence of `document`, in order; one entry a sentence.
pub fn judge(document: &Document) -> Vec<Judged> {
    let looks = document.sentences.iter().map(|sentence| Look::at(document.words(sentence)));
    let rows: Vec<Row<'_>> = looks.enumerate().map(|(index, look)| Row { look, index }).collect();
    let features = features::extract(&rows, rows.len());
    let roles: Vec<Role> =
        rows.iter().zip(&features).map(|(row, seen)| decide(document, row, seen)).collect();
    let parts = parts::assign(document, &roles);
    let judged = document.sentences.iter().zip(&rows).zip(roles).zip(parts);
    let judged = judged.map(|(((sentence, row), role), part)| {
        let why = (role == Role::Empty).then(|| why::empty(&row.look));
        Judged { span: sentence.span, role, part, why }
    });
    judged.collect()
}

/// The role of one sentence: what its block proves, else what the model finds likeliest.
fn decide(document: &Document, row: &Row<'_>, seen: &[Feature]) -> Role {
    let sentence = document.sentences.get(row.index);
    let block = sentence.and_then(|sentence| document.blocks.get(sentence.span.block));
    if let (Some(sentence), Some(block)) = (sentence, block) {
        match block.kind {
            BlockKind::Heading | BlockKind::Title
                if sentence.bytes.len() == block.text.trim().len() =>
            {
                return Role::Structural;
            }
            BlockKind::Table => return Role::Substantive,
            _ if begins(document, row.index) && frame::heads(&row.look) => {
                return Role::Structural;
            }
            _ => {}
        }
    }
    settle(&row.look, &model::model().scores(seen))
}

/// Whether a sentence begins a paragraph of several.
fn begins(document: &Document, at: usize) -> bool {
    let block = |at: usize| document.sentences.get(at).map(|sentence| sentence.span.block);
    parts::first(document, at) && block(at) == block(at + 1)
}

/// How much surer (in log odds) the model must be of an empty sentence that has no, one or more words of talk in it.
const SURER: [f32; 3] = [2.0, 0.2, 0.0];

/// The likeliest role, where the words do not prove it wrong.
pub fn settle(look: &Look<'_>, scores: &Scores) -> Role {
    if frame::leads(look) {
        return Role::Structural;
    }
    let role = likeliest(scores);
    let sure = || {
        let [empty, others @ ..] = scores;
        let next = others.iter().copied().fold(f32::MIN, f32::max);
        SURER.get(talk(look)).is_none_or(|least| empty - next >= *least)
    };
    match role {
        Role::Empty if binds(look) || !sure() => Role::Substantive,
        Role::Substantive if all_talk(look) => Role::Empty,
        role => role,
    }
}

fn likeliest(scores: &Scores) -> Role {
    let best = ROLES.iter().zip(scores).max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or(Role::Substantive, |(role, _)| *role)
}

/// Whether a sentence proves by its words that something follows from it, whatever else it says.
fn binds(look: &Look<'_>) -> bool {
    obliges(look) || forbids(look.text) || provides(look.text) || assigns(look.text)
}

/// Whether a sentence binds somebody to something by some time: such a sentence is never empty.
fn obliges(look: &Look<'_>) -> bool {
    let shape = &look.shape;
    let who = look.has(&["owner", "organ"]);
    let when = look.has(&["deadline"]) || shape.dates > 0;
    let what = shape.figures > 0 || look.has(&["procedure"]);
    when && (who || what) && (shape.figures + shape.dates > 0 || (who && what))
}

/// Whether a sentence forbids something: a line that can be checked.
fn forbids(words: &str) -> bool {
    ["不得", "禁止", "严禁", "不予", "不准", "不再"].iter().any(|word| words.contains(word))
}

/// Whether a sentence provides for a case: ……的，按……执行。
fn provides(words: &str) -> bool {
    let then = ["按", "由", "应", "不得", "给予", "可", "予以", "须", "从其", "以"];
    words.split("的，").skip(1).any(|rest| then.iter().any(|word| rest.starts_with(word)))
}

/// Whether a sentence ends by naming in brackets who does it: （县水利局牵头，各镇配合）
fn assigns(words: &str) -> bool {
    let words = words.trim_end_matches(['。', '；', ' ']);
    let bracket = words.strip_suffix('）').and_then(|rest| rest.rsplit_once('（'));
    bracket.is_some_and(|(_, who)| ["牵头", "负责", "配合"].iter().any(|part| who.contains(part)))
}

/// Words of talk, counted to two. A bare statement has none: nothing in it proves the charge.
fn talk(look: &Look<'_>) -> usize {
    match look.weight().best {
        2.. => 2,
        best => {
            let weak = look.count(&["vague", "degree", "meaning", "purpose"]);
            (weak + usize::from(best)).min(2)
        }
    }
}

/// Whether stock phrases of the gravest sort fill half a sentence that names nobody, no time, no number and no text.
fn all_talk(look: &Look<'_>) -> bool {
    let weight = look.weight();
    weight.best >= 3
        && weight.share >= 0.5
        && look.bare()
        && !forbids(look.text)
        && !look.has(&["owner", "organ", "deadline", "contact"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obligations() {
        let check =
            |words: &str, expect: bool| assert_eq!(obliges(&Look::at(words)), expect, "{words}");
        check("县水利局要于5月底前完成12座泵站检修。", true);
        check("望桥区教育局负责每月通报一次水质检测结果。", true);
        check("各单位要高度重视，切实加强组织领导，确保取得实效。", false);
        check("近年来，各镇高度重视农村供水工作，取得了明显成效。", false);
    }

    #[test]
    fn provisions() {
        let check = |words: &str, expect: bool| assert_eq!(provides(words), expect, "{words}");
        check("本办法与上级规定不一致的，按照从优、不重复的原则执行。", true);
        check("逾期未领取的，由镇政府收回。", true);
        check("要以更大的决心、更实的举措，推动工作。", false);
        check("要采取更有力的，更扎实的措施。", false);
    }

    #[test]
    fn assignments() {
        let check = |words: &str, expect: bool| assert_eq!(assigns(words), expect, "{words}");
        check("完善供水管护机制。（县水利局牵头，各镇配合）", true);
        check("加强宣传引导（县文旅局、各镇分工负责）。", true);
        check("加强宣传引导（包括新媒体）。", false);
        check("各镇要主动负责（全力以赴），狠抓落实。", false);
    }

    #[test]
    fn talks() {
        let check =
            |words: &str, expect: usize| assert_eq!(talk(&Look::at(words)), expect, "{words}");
        check("加工间与生活区分开，地面硬化，有防蝇防鼠设施。", 0);
        check("近期居民反映夜间施工扰民，集中在老城片区。", 0);
        check("提升管护水平。", 1);
        check("进一步完善工作机制，不断提升服务水平。", 2);
    }
}
