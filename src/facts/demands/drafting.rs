//! A drafting verb with the paper it makes, and whether the sentence demands it of somebody below.

use std::iter::successors;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::dates::{self, Issue};
use super::super::parties::{Party, Scene, Subject};
use super::phrase::{Phrase, Shape};
use crate::lexicon::Lexicon;
use crate::pattern::Pattern;

/// A demand to draft, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    /// Bytes of verb and paper.
    pub(super) range: Range<usize>,
    /// The paper.
    pub(super) product: String,
    /// Who is to draft it.
    pub(super) subject: Option<Subject>,
}

#[derive(Deserialize, Default)]
pub(super) struct Cues {
    pub(super) verbs: Vec<String>,
    pub(super) weak_verbs: Vec<String>,
    pub(super) products: Vec<String>,
    pub(super) weak_products: Vec<String>,
    pub(super) further_products: Vec<String>,
    pub(super) modifiers: Vec<String>,
    pub(super) not_papers: Vec<String>,
    pub(super) negations: Vec<String>,
    permissions: Vec<String>,
    pub(super) past: Vec<String>,
    conditions: Vec<String>,
    nouns: Vec<String>,
    modals: Vec<String>,
    not_modals: Vec<String>,
    pub(super) reported: Vec<String>,
    pub(super) according: Vec<String>,
}

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/demands.toml")).unwrap_or_default()
});

/// 制定……实施方案
static ACTIVE: LazyLock<Shape> = LazyLock::new(|| Shape {
    papers: words_of(&[&CUES.products, &CUES.weak_products], &[]),
    links: &["了"],
    reach: 40,
});

/// 具体办法由……另行制定
static PASSIVE: Pattern = Pattern::joined(&["由"], || {
    let papers = alternatives(&[&CUES.products, &CUES.weak_products]);
    let by = "(?:另行|自行|抓紧|尽快|研究|负责|会同[^，。；]{1,30}?|商[^，。；]{1,20}?|结合[^，。；]{1,20}?|根据[^，。；]{1,20}?|统一|牵头|依法)*";
    format!(
        "(?P<paper>{papers})(?:(?:和|及|、)(?:程序|流程|条件|范围|目录|步骤))?[，]?(?:应当?|可以?|均|分别|原则上)?由(?P<actor>[^，。；：]{{2,40}}?){by}(?:制定|制订|规定|出台|拟定|拟订|编制|起草)"
    )
});

/// 将本地实施方案报…
static HANDED: Pattern = Pattern::joined(&["将", "把"], || {
    let papers = alternatives(&[&CUES.products]);
    format!(
        "[将把](?P<mid>[^，。；：]{{0,16}}?)(?P<paper>{papers})(?:（[^）]*）)?(?:及[^，。；]{{1,12}})?(?:书面|正式|盖章后|统一|电子版)?(?:上报|报送|报|提交|送)"
    )
});

/// Words without which no pattern here or in `further` can match: the papers, and the verbs around them.
static PAPERS: LazyLock<Lexicon> =
    LazyLock::new(|| words_of(&[&CUES.products, &CUES.weak_products, &CUES.further_products], &[]));
static VERBS: LazyLock<Lexicon> =
    LazyLock::new(|| words_of(&[&CUES.verbs], &["规定", "报", "提交", "送"]));

/// Words of several lists, to be looked for in one pass.
pub(super) fn words_of(lists: &[&Vec<String>], more: &[&str]) -> Lexicon {
    let words = lists.iter().flat_map(|list| list.iter().map(String::as_str));
    Lexicon::new(words.chain(more.iter().copied()).enumerate())
}

/// May the sentence speak of drafting? A cheap look before the patterns: most sentences name no paper.
pub(super) fn may_draft(words: &str) -> bool {
    PAPERS.any(words) && VERBS.any(words)
}

/// Does the text speak of drafting a paper at all?
pub fn drafts(text: &str) -> bool {
    let words = ACTIVE.words(text);
    let first = words.phrase(0);
    let mut phrases = successors(first, |before| words.phrase(before.range.end));
    phrases.any(|phrase| paper(&phrase).is_some()) || PASSIVE.is_match(text)
}

/// The first demand of a masked sentence; `before` is the sentence before it in its paragraph.
pub(super) fn find(text: &str, scene: &Scene, before: &str) -> Option<Draft> {
    passive(text, scene).or_else(|| active(text, scene, before)).or_else(|| handed(text, scene))
}

fn passive(text: &str, scene: &Scene) -> Option<Draft> {
    PASSIVE.captures_iter(text).find_map(|captures| {
        let whole = captures.get(0)?;
        let actor = captures.name("actor")?.as_str();
        let subject = scene.subject(actor)?;
        let condition =
            text.get(whole.end()..).is_some_and(|rest| rest.starts_with(['的', '后', '了']));
        let denied =
            holds(&CUES.negations, whole.as_str()) || holds(&CUES.permissions, whole.as_str());
        let product = captures.name("paper")?.as_str().to_owned();
        (subject.party == Party::Lower && !denied && !condition).then(|| Draft {
            range: whole.range(),
            product,
            subject: Some(subject),
        })
    })
}

fn active(text: &str, scene: &Scene, before: &str) -> Option<Draft> {
    let words = ACTIVE.words(text);
    let first = words.phrase(0);
    successors(first, |before| words.phrase(before.verb_end)).find_map(|phrase| {
        let verb = phrase.range.start;
        let product = paper(&phrase)?;
        let possible = phrase.link.is_empty() && demanded(text, &phrase.range);
        let subject = if possible { drafter(text, verb, scene, before)? } else { return None };
        let told = subject.is_some() || scene.addressed() && has_modal(text, verb);
        (told && !facility(subject.as_ref(), text, &phrase.range)).then_some(Draft {
            range: phrase.range,
            product,
            subject,
        })
    })
}

fn handed(text: &str, scene: &Scene) -> Option<Draft> {
    let captures = HANDED.captures(text)?;
    let (whole, paper, mid) = (captures.get(0)?, captures.name("paper")?, captures.name("mid")?);
    let subject = drafter(text, whole.start(), scene, "")?;
    let local = holds(&CUES.modifiers, mid.as_str()) || holds(&CUES.modifiers, paper.as_str());
    let fine = local
        && !ends(&CUES.not_papers, mid.as_str())
        && demanded(text, &whole.range())
        && has_modal(text, whole.start());
    fine.then(|| Draft { range: whole.range(), product: paper.as_str().to_owned(), subject })
}

/// The paper of an active match, where it is an official document and not a site's working plan.
pub(super) fn paper(phrase: &Phrase<'_>) -> Option<String> {
    let Phrase { verb, mid, paper, .. } = *phrase;
    let local = holds(&CUES.modifiers, mid) || holds(&CUES.modifiers, paper);
    let weak = is(&CUES.weak_verbs, verb) || is(&CUES.weak_products, paper);
    // 细化分工、落实工作措施: the paper belongs to the second verb.
    let crossed =
        is(&CUES.weak_verbs, verb) && mid.contains('、') && is(&CUES.weak_products, paper);
    let own = crossed
        || mid.starts_with("文件")
        || mid.ends_with('本')
        || mid.ends_with("如下")
        || mid.starts_with('的')
        || mid.starts_with("以下");
    let site = ends(&CUES.not_papers, mid)
        && !["配套", "政策", "实施", "若干", "具体"].iter().any(|word| paper.starts_with(word));
    if own || (weak && !local) || site || mid.contains("预案") {
        return None;
    }
    let modifier = mid.rsplit(['的', '、', '，', ' ']).next().unwrap_or_default();
    let named =
        if modifier.chars().count() <= 6 { format!("{modifier}{paper}") } else { paper.to_owned() };
    Some(named)
}

/// Nothing before or after the words turns the demand into a ban, a permission, a report or a condition.
fn demanded(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let clause = before.rsplit(['，', '。', '；', '：']).next().unwrap_or_default();
    let near = tail(clause, 14);
    let after = text.get(range.end..).unwrap_or_default();
    let whole = text.get(range.clone()).unwrap_or_default();
    let negated = holds(&CUES.negations, near.replace("未来", "").as_str());
    let allowed = holds(&CUES.permissions, clause) || holds(&CUES.permissions, previous(before));
    let done = holds(&CUES.past, near);
    let aside = holds(&CUES.conditions, &format!("{near}{whole}"));
    let noun = CUES.nouns.iter().any(|word| after.starts_with(word.as_str()));
    let fate = after.starts_with("已") || after.starts_with("由我") || after.contains("另行通知");
    !(negated || allowed || done || aside || noun || fate)
}

/// The clause before the last one, where permission may stand: 鼓励有条件的县，制定….
fn previous(before: &str) -> &str {
    let mut clauses = before.rsplit(['，', '。', '；', '：']);
    clauses.next();
    clauses
        .next()
        .filter(|clause| clause.starts_with("鼓励") || clause.starts_with("支持"))
        .unwrap_or_default()
}

/// Who drafts: `None` where it is not somebody below; `Some(None)` where the sentence names nobody.
#[expect(
    clippy::option_option,
    reason = "nobody named and somebody not below are different answers"
)]
fn drafter(text: &str, verb: usize, scene: &Scene, before: &str) -> Option<Option<Subject>> {
    let named = scene.subject(text.get(..verb)?);
    let subject = named.or_else(|| scene.subject(before));
    match subject {
        Some(subject) => (subject.party == Party::Lower).then_some(Some(subject)),
        None => Some(None),
    }
}

/// Is it said that it must be done, in the verb's clause or the one before it?
fn has_modal(text: &str, verb: usize) -> bool {
    let before = text.get(..verb).unwrap_or_default();
    let mut commas = before.rmatch_indices(['，', '；']).map(|(at, _)| at);
    let start = commas.nth(1).unwrap_or(0);
    let mut clean = before.get(start..).unwrap_or(before).to_owned();
    for word in &CUES.not_modals {
        clean = clean.replace(word.as_str(), "");
    }
    holds(&CUES.modals, &clean)
        || dates::find(before, Issue::unknown()).iter().any(|mark| mark.limit)
}

/// Sites and schools keep emergency plans and internal rules of their own because the law says so.
fn facility(subject: Option<&Subject>, text: &str, range: &Range<usize>) -> bool {
    let sites =
        ["学校", "校", "园", "医院", "医疗机构", "单位", "场所", "景区", "站", "企业", "公司"];
    let site = subject.is_some_and(|subject| {
        sites.iter().any(|site| subject.text.trim_end_matches('）').ends_with(site))
    });
    let whole = text.get(range.clone()).unwrap_or_default();
    site && (whole.contains("制度") || whole.contains("应急") || whole.contains("计划"))
}

pub(super) fn alternatives(lists: &[&Vec<String>]) -> String {
    let mut words: Vec<&str> =
        lists.iter().flat_map(|list| list.iter().map(String::as_str)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.join("|")
}

pub(super) fn holds(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

pub(super) fn ends(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.ends_with(word.as_str()))
}

pub(super) fn is(words: &[String], text: &str) -> bool {
    words.iter().any(|word| word == text)
}

/// The last `count` characters.
pub(super) fn tail(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or(text)
}
