//! Papers a published policy leaves for later: encouraged, delegated, or announced without a drafter.
//!
//! Nobody below is ordered to write them, so they are hints for a reviewer and never a demand that asks for a paper.

use std::iter::successors;
use std::sync::LazyLock;

use super::super::parties::{Party, Scene};
use super::drafting::{CUES, Draft, alternatives, ends, holds, is, paper, tail, words_of};
use super::phrase::{Phrase, Shape};
use crate::pattern::Pattern;

/// 制定……管理办法, by whomever; wider papers than a demand's: a plan of years or a system of rules is one more paper too.
static DRAFTED: LazyLock<Shape> = LazyLock::new(|| Shape {
    papers: words_of(&[&CUES.products, &CUES.weak_products, &CUES.further_products], &[]),
    links: &["、实施", "或者修订", "或者完善", "或修订", "或完善", "和完善"],
    reach: 60,
});

/// 具体办法由……另行制定, 管理办法另行制定.
static LEFT: Pattern = Pattern::joined(&["由", "另行", "自行"], || {
    let papers = alternatives(&[&CUES.products]);
    format!(
        "(?P<paper>{papers})[，]?(?:由[^，。；：]{{2,60}}?)?(?:另行|自行)(?:制定|制订|规定)|(?P<paper2>{papers})[，]?由[^，。；：]{{2,60}}?(?:制定|制订)(?:$|[，。；])"
    )
});

/// The first paper a masked sentence leaves for later.
pub(super) fn find(text: &str, scene: &Scene) -> Option<Draft> {
    if text.contains("据此制定") {
        return None;
    }
    left(text).or_else(|| drafted(text, scene))
}

fn left(text: &str) -> Option<Draft> {
    let captures = LEFT.captures(text)?;
    let product = captures.name("paper").or_else(|| captures.name("paper2"))?.as_str().to_owned();
    let whole = captures.get(0)?;
    let denied = holds(&CUES.negations, whole.as_str());
    (!denied).then(|| Draft { range: whole.range(), product, subject: None })
}

fn drafted(text: &str, scene: &Scene) -> Option<Draft> {
    let words = DRAFTED.words(text);
    let first = words.phrase(0);
    successors(first, |before| words.phrase(before.verb_end)).find_map(|phrase| {
        let verb = phrase.range.start;
        let fits = !is(&CUES.weak_verbs, phrase.verb) || phrase.paper.starts_with("配套");
        let product = further(&phrase).or_else(|| paper(&phrase)).filter(|_| fits)?;
        let due = to_come(text, verb, phrase.range.end, phrase.mid) && !outside(text, verb, scene);
        due.then_some(Draft { range: phrase.range, product, subject: None })
    })
}

/// A plan of years or a system of rules, where the verb itself drafts.
fn further(phrase: &Phrase<'_>) -> Option<String> {
    let Phrase { verb, mid, paper, .. } = *phrase;
    let drafts = ["制定", "制订", "编制", "出台"].iter().any(|word| verb.contains(word));
    let fits = CUES.further_products.iter().any(|word| word == paper) && drafts;
    (fits && !ends(&CUES.not_papers, mid.trim_end_matches("建设"))).then(|| paper.to_owned())
}

/// Neither this paper itself (制定本办法), nor one already made, banned, named by the way or part of a noun.
fn to_come(text: &str, verb: usize, end: usize, mid: &str) -> bool {
    let before = text.get(..verb).unwrap_or_default();
    let clause = before.rsplit(['，', '。', '；', '：']).next().unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let itself =
        ["以下", "如下", "若干", "下列", "所", "文件"].iter().any(|word| mid.contains(word))
            || mid.starts_with('的')
            || mid.starts_with('了')
            || after.contains("如下")
            || mid.starts_with('本') && !holds(&CUES.modifiers, mid)
            || clause.ends_with(['特', '现', '所'])
            || clause.ends_with("特此");
    let near = tail(clause, 14);
    let denied = clause.ends_with('不') || holds(&CUES.negations, &near.replace("未来", ""));
    let told = ["近年来", "以来", "先后", "用于", "明确", "指导", "拟"];
    let done = holds(&CUES.past, near)
        || told.iter().any(|word| near.contains(word))
        || ["近年来", "以来", "用于"].iter().any(|word| before.contains(word))
        || mid.contains("十个")
        || mid.contains("系列");
    let aside = ["在制定", "对制定", "经制定", "参与制定", "配合制定", "协助制定", "有权", "如果"]
        .iter()
        .any(|word| {
            near.contains(word)
                || text.get(verb.saturating_sub(3)..end).is_some_and(|near| near.starts_with(word))
        });
    let nouns =
        ["的", "时", "过程", "征求", "要求", "情况", "前", "清单", "汇编", "解读", "体系", "框架"];
    // 制定……规定，要听取意见: how to draft, and not that it shall be drafted.
    let topic = ["，要", "，应", "，须", "，必须"].iter().any(|word| after.starts_with(word));
    let noun = topic || nouns.iter().any(|word| after.starts_with(word));
    !(itself || denied || done || aside || noun)
}

/// Enterprises, schools' teachers and citizens write for themselves.
fn outside(text: &str, verb: usize, scene: &Scene) -> bool {
    let before = text.get(..verb).unwrap_or_default();
    let clause = before.rsplit(['，', '。', '；']).next().unwrap_or_default();
    let people = ["企业", "协会", "联盟", "公司", "师生", "机构", "社会团体", "高校", "医院"];
    let told =
        ["鼓励", "支持", "引导", "指导", "督促", "推动"].iter().any(|word| clause.contains(word));
    let subject = scene.subject(before);
    let places = ["各", "地方", "地区", "有条件的", "区", "县", "市", "镇"];
    // 鼓励各县建设……平台，制定……: those below are encouraged, whatever they build.
    let below = ["鼓励", "支持"]
        .iter()
        .filter_map(|word| before.rsplit_once(word))
        .any(|(_, rest)| places.iter().any(|word| rest.starts_with(word)));
    if below {
        return false;
    }
    subject.is_some_and(|subject| subject.party == Party::Outside)
        || told && people.iter().any(|word| before.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Level;

    #[test]
    fn reads_papers_left_for_later() {
        let scene = Scene::test("澜溪市人民政府办公室", Level::City, "");
        let check = |text: &str, expect: Option<&str>| {
            let got = find(text, &scene).map(|draft| draft.product);
            assert_eq!(got.as_deref().is_some(), expect.is_some(), "{text} {got:?}");
            let fits = got.zip(expect).is_none_or(|(got, expect)| got.ends_with(expect));
            assert!(fits, "{text}");
        };
        check("鼓励各县建设公厕服务平台，制定配套政策。", Some("配套政策"));
        check("具体办法由市财政局另行制定。", Some("办法"));
        check("各项补助资金管理办法另行制定。", Some("管理办法"));
        check("制定公厕建设专项规划，优化布局。", Some("规划"));
        check("出台公厕管护资金管理办法，规范使用。", Some("管理办法"));
        check("为规范公厕管护，制定本办法。", None);
        check("近年来，先后制定了一系列管护办法。", None);
        check("制定管护办法，应当听取村民意见。", None);
        check("鼓励企业、协会制定团体管护办法。", None);
        check("上级没有要求的，不制定配套政策。", None);
        check("资金用于编制公厕建设规划。", None);
    }
}
