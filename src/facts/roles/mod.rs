//! What each sentence does: empty, formula, substantive or structural; opening, body or closing.
//!
//! A linear model judges (`model`), plain obligations overrule it (`obliges`), and every empty sentence says why.

pub mod features;
pub mod look;
pub mod model;
pub mod shape;
pub mod stock;

mod cues;
mod parts;
mod why;

use serde::{Deserialize, Serialize};

use crate::document::{BlockKind, Document, Sentence, Span};
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
    let seen = document.sentences.iter().zip(&rows).zip(&features);
    let roles: Vec<Role> = seen
        .map(|((sentence, row), features)| decide(document, sentence, &row.look, features))
        .collect();
    let parts = parts::assign(document, &roles);
    let judged = document.sentences.iter().zip(&rows).zip(roles).zip(parts);
    let judged = judged.map(|(((sentence, row), role), part)| {
        let why = (role == Role::Empty).then(|| why::empty(&row.look));
        Judged { span: sentence.span, role, part, why }
    });
    judged.collect()
}

/// The role of one sentence: what its block proves, else what the model finds likeliest.
fn decide(document: &Document, sentence: &Sentence, look: &Look<'_>, seen: &[Feature]) -> Role {
    if let Some(block) = document.blocks.get(sentence.span.block) {
        match block.kind {
            BlockKind::Heading | BlockKind::Title
                if sentence.bytes.len() == block.text.trim().len() =>
            {
                return Role::Structural;
            }
            BlockKind::Table => return Role::Substantive,
            _ => {}
        }
    }
    settle(look, &model::model().scores(seen))
}

/// How much surer (in log odds) the model must be of an empty sentence that has no, one or more words of talk in it.
const SURER: [f32; 3] = [1.6, 0.4, 0.0];

/// The likeliest role, where the words do not prove it wrong.
pub fn settle(look: &Look<'_>, scores: &Scores) -> Role {
    let role = likeliest(scores);
    let sure = || {
        let [empty, others @ ..] = scores;
        let next = others.iter().copied().fold(f32::MIN, f32::max);
        SURER.get(talk(look)).is_none_or(|least| empty - next >= *least)
    };
    match role {
        Role::Empty if obliges(look) || forbids(look.text) || !sure() => Role::Substantive,
        Role::Substantive if all_talk(look) => Role::Empty,
        role => role,
    }
}

fn likeliest(scores: &Scores) -> Role {
    let best = ROLES.iter().zip(scores).max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or(Role::Substantive, |(role, _)| *role)
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
    fn talks() {
        let check =
            |words: &str, expect: usize| assert_eq!(talk(&Look::at(words)), expect, "{words}");
        check("加工间与生活区分开，地面硬化，有防蝇防鼠设施。", 0);
        check("近期居民反映夜间施工扰民，集中在老城片区。", 0);
        check("提升管护水平。", 1);
        check("进一步完善工作机制，不断提升服务水平。", 2);
    }
}
