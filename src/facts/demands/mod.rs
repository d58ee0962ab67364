//! Sentences that make lower units draft plans, rules or measures of their own (配套文件).
//!
//! Not: titles quoted, what the issuer drafts itself, what it only allows, and the working plans of sites and enterprises.

mod authority;
mod drafting;
mod further;
mod phrase;

use serde::{Deserialize, Serialize};

use super::Quote;
use super::clauses::mask;
use super::parties::{Party, Scene};
use crate::config::Config;
use crate::document::{BlockKind, Class, Document, Level, Sentence, Zone};

pub use drafting::drafts;

/// One demand for a supporting document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// Where, and the sentence.
    pub quote: Quote,
    /// Whether a superior asked for it.
    pub authority: Authority,
    /// The words that quote the superior's demand for `Authority::Cited`; the words that merely point to a superior otherwise.
    pub cited: Option<String>,
    /// What is to be drafted: 实施方案, 细则, 办法 ….
    pub product: String,
    /// Who is to draft it, as written; none where the sentence names nobody.
    pub drafter: Option<String>,
    /// Levels of the drafter, highest first; empty where the words do not tell.
    pub levels: Vec<Level>,
    /// Whether somebody must draft it.
    #[serde(default)]
    pub force: Force,
}

/// Whether somebody must draft a supporting document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// Lower units or addressees are told to.
    #[default]
    Required,
    /// A published policy encourages, delegates or announces it; nobody below is ordered to.
    Left,
}

/// Whether a superior asked for the supporting document demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Nothing in the text says so.
    None,
    /// The text quotes a superior's demand.
    Cited,
    /// The superior's own text was found and asks for it.
    Verified,
}

/// Finds the demands, in order of place.
pub fn find(document: &Document, config: &Config) -> Vec<Demand> {
    if matches!(document.class, Class::Upward | Class::Personnel) {
        return Vec::new();
    }
    let scene = Scene::of(document, config);
    let mut found = Vec::new();
    let mut previous: Option<&Sentence> = None;
    for sentence in &document.sentences {
        let kind = document.blocks.get(sentence.span.block).map(|block| block.kind);
        let same_block = previous.filter(|before| before.span.block == sentence.span.block);
        let before = same_block.map(|before| document.words(before)).unwrap_or_default();
        let words = document.words(sentence);
        let running =
            !matches!(kind, Some(BlockKind::Heading | BlockKind::Title | BlockKind::Table));
        if (running || sentence_like(words)) && drafting::may_draft(words) {
            let demand = judge(document, sentence, before, &scene);
            found.extend(demand.or_else(|| left(document, sentence, &scene)));
        }
        previous = Some(sentence);
    }
    found
}

/// A heading that runs on into a demand is long and ends like a sentence.
fn sentence_like(words: &str) -> bool {
    words.chars().count() > 20
}

fn judge(document: &Document, sentence: &Sentence, before: &str, scene: &Scene) -> Option<Demand> {
    let words = document.words(sentence);
    let quote = Quote { span: sentence.span, text: words.to_owned() };
    read(words, before, scene).map(|demand| Demand { quote, ..demand })
}

/// A paper a published policy leaves for later. A notice to named addressees is judged by its demands alone.
fn left(document: &Document, sentence: &Sentence, scene: &Scene) -> Option<Demand> {
    let zone = document.blocks.get(sentence.span.block).map(|block| block.zone);
    let words = document.words(sentence);
    if scene.addressed() && zone != Some(Zone::Issued) || words.chars().count() < 12 {
        return None;
    }
    let draft = further::find(&mask(words), scene)?;
    Some(Demand {
        quote: Quote { span: sentence.span, text: words.to_owned() },
        authority: Authority::None,
        cited: None,
        product: draft.product,
        drafter: None,
        levels: Vec::new(),
        force: Force::Left,
    })
}

/// The demand of one sentence; `before` is the sentence before it in its paragraph.
fn read(words: &str, before: &str, scene: &Scene) -> Option<Demand> {
    let masked = mask(words);
    let reported = authority::reported(words, &masked, scene);
    let plain = authority::without(&masked, &reported);
    let draft = drafting::find(&plain, scene, before)?;
    let quoted = reported.first().and_then(|range| words.get(range.clone()));
    let earlier = authority::reported(before, &mask(before), scene);
    let cited = quoted.or_else(|| before.get(earlier.into_iter().next()?));
    let (authority, cited) = match cited {
        Some(quote) => (Authority::Cited, Some(quote.trim_matches(['“', '”', ' ']).to_owned())),
        None => (Authority::None, authority::pointer(words, &plain, draft.range.start, scene)),
    };
    let drafter =
        draft.subject.filter(|subject| subject.party == Party::Lower).map(|subject| subject.text);
    let levels = drafter.as_deref().map(super::parties::levels).unwrap_or_default();
    let levels = levels.into_iter().collect();
    Some(Demand {
        quote: Quote::default(),
        authority,
        cited,
        product: draft.product,
        drafter,
        levels,
        force: Force::Required,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<Authority>) {
        let scene = Scene::test("澜溪市农业农村局", Level::City, "各县（区）农业农村局");
        let sentences: Vec<&str> = text.split_inclusive('。').collect();
        let last = sentences.len() - 1;
        let before = if last > 0 { sentences[last - 1] } else { "" };
        let got = read(sentences[last], before, &scene).map(|demand| demand.authority);
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn finds_demands() {
        let demanded = [
            "各县（区）要结合实际，抓紧制定公厕管护实施方案，明确责任人。",
            "请各县（区）局于4月10日前出台本地细则，报市局备案。",
            "各县（区）人民政府要制定公厕建设具体方案。",
            "各县（区）局要尽快出台本县（区）清掏规程。",
            "各乡镇应当研究制定相应的配套管理措施。",
            "具体补助办法由各县（区）农业农村局另行制定。",
            "补助标准由各县（区）自行制定。",
            "补助的具体标准和程序，由各县（区）局另行制定。",
            "要结合实际制定具体实施方案。",
            "公厕保洁由村集体负责，县级农业农村部门要制定公厕管护办法，明确经费来源，确保公厕有人管。",
            "请各县（区）局于4月10日前将本地实施方案报市局。",
            "各县（区）农业农村局要完善配套政策，形成合力。",
            "按照《岚川省农业农村厅关于公厕管护的通知》（岚农发〔2026〕3号）要求，各县（区）要制定实施方案。",
        ];
        for text in demanded {
            check(text, Some(Authority::None));
        }
    }

    #[test]
    fn tells_a_quoted_superior() {
        let cited = [
            "岚农发〔2026〕3号文件第五条规定“县级农业农村部门应当制定公厕管护细则”，请各县（区）局据此出台细则。",
            "省农业农村厅要求各县（市、区）制定公厕管护实施方案。请各县（区）局于4月10日前制定方案，篇幅不超过两页。",
            "根据岚农发〔2026〕3号文件关于县级制定公厕管护方案的要求，请各县（区）局抓紧出台方案。",
        ];
        for text in cited {
            check(text, Some(Authority::Cited));
        }
    }

    #[test]
    fn lets_pass() {
        let quiet = [
            "省厅方案写明了各县任务，照此办理，不再制定方案。",
            "鼓励有条件的县（区）制定扶持办法。",
            "各县（区）可结合实际制定实施细则。",
            "根据《岚川省公厕管理办法》，制定本办法。",
            "市局研究制定了《澜溪市公厕管护实施方案》，现印发给你们。",
            "我局将制定全市公厕管护实施方案。",
            "各县（区）要认真落实《澜溪市公厕管护实施方案》。",
            "各公厕运营企业要制定应急预案和管理制度。",
            "各学校要制定演练方案，每学期演练一次。",
            "各县（区）要采取有力措施，确保公厕干净。",
            "岚农发〔2026〕3号文件要求市、县都制定实施细则。",
            "未制定实施方案的县（区），由市局约谈。",
            "具体办法由市农业农村局另行制定。",
            "各县（区）在制定实施方案时，要听取群众意见。",
            "施工单位要制定专项施工方案。",
        ];
        for text in quiet {
            check(text, None);
        }
    }
}
