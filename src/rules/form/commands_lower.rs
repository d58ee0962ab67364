#![doc = include_str!("commands_lower.md")]

use std::sync::LazyLock;

use regex::Regex;

use crate::config::Config;
use crate::document::{Class, Document, Level, Sentence, Span};
use crate::facts::clauses::{mask, segments};
use crate::facts::parties::{Party, Scene, levels};
use crate::facts::{Quote, Reading};
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// F405.
pub static RULE: Rule = Rule {
    code: "F405",
    name: "commands-lower-government",
    title: "部门向下级党委政府下指令",
    severity: Severity::Error,
    page: include_str!("commands_lower.md"),
    check: Check::Document(run),
};

/// Party committees and governments as addressees; their offices and departments are not meant.
static RULERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:人民政府|政府|党委|党工委|[县区市]委|镇党委|乡党委)(?:（[^）]*）)?$").ok()
});

/// 经市政府同意, 报市委批准: then the department speaks for its superior.
static CONSENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "(?:经|报经|报|根据|按照|受)[^，。；]{0,24}?(?:政府|党委|[省市县区]委|国务院|中央|领导)[^，。；]{0,16}?(?:同意|批准|授权|委托|批示|研究决定|审定|部署)",
        "|(?:经|报经)[^，。；]{0,16}(?:同意|批准|授权)",
    ))
    .ok()
});

/// Words that oblige.
static OBLIGES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("要(?:[^求素点闻]|$)|应当|须|必须|务必|不得|严禁|应(?:于|在|将|按|及时|立即)").ok()
});

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let Some(level) = commander(document, context.config) else { return };
    let Some(recipients) = document.places.recipients else { return };
    let below: Vec<&String> =
        document.elements.recipients.iter().filter(|name| rules_below(name, level)).collect();
    let Some(named) = below.first() else { return };
    let consent = |text: &str| CONSENT.as_ref().is_some_and(|regex| regex.is_match(text));
    if document.blocks.iter().any(|block| consent(&block.text)) {
        return;
    }
    let scene = Scene::of(document, context.config);
    let order = document.sentences.iter().find(|sentence| commands(document, sentence, &scene));
    let asked = reading.requests.first().map(|request| request.quote.clone());
    let Some(quote) = order.map(|sentence| quoted(document, sentence)).or(asked) else { return };
    let span = within(document, recipients, named);
    let message = format!("部门向下级“{named}”提出指令性要求，文中没有写明已经本级党委、政府同意");
    let finding = context.flag(document, span, message);
    if order.is_none() {
        finding.severity = Severity::Warning;
        finding.confidence = Confidence::Medium;
    }
    finding.proved_by(&reading.source, &quote, "指令性要求");
}

/// The level of an issuer that may not command governments below: a department or a body of coordination, alone or with its like.
fn commander(document: &Document, config: &Config) -> Option<Level> {
    let elements = &document.elements;
    let downward = matches!(document.class, Class::InScope | Class::OffScope);
    let kind = elements.kind.as_deref();
    let letter = matches!(kind, Some("函" | "公告" | "通告" | "公报" | "纪要"));
    if !downward
        || letter
        || elements.issuers.is_empty()
        || elements.issuers.iter().any(|name| !subordinate(name))
    {
        return None;
    }
    let lead = elements.issuers.first()?;
    let level = elements.level.or_else(|| config.organs.level(lead))?;
    (level > Level::Central && level < Level::Township).then_some(level)
}

/// A department or body of coordination. A 指挥部 commands by law in an emergency; whoever cannot be told apart is let pass.
fn subordinate(name: &str) -> bool {
    let rulers = [
        "政府",
        "政府办公室",
        "政府办公厅",
        "党委",
        "委办公室",
        "委办公厅",
        "中共",
        "人大",
        "政协",
        "法院",
        "检察院",
        "指挥部",
        "指挥部办公室",
        "纪委",
        "监委",
        "组织部",
    ];
    let bodies = ["领导小组", "领导小组办公室", "联席会议", "联席会议办公室", "专班", "工作专班"];
    let body = bodies.iter().any(|end| name.ends_with(end));
    let department =
        ["局", "厅", "委员会", "中心", "委", "处"].iter().any(|end| name.ends_with(end));
    body || department && !rulers.iter().any(|word| name.ends_with(word) || name.starts_with(word))
}

/// A party committee or government below `level`.
fn rules_below(name: &str, level: Level) -> bool {
    // 各乡镇人民政府、街道办事处 stand in one breath.
    name.split('、').any(|name| {
        let lower = levels(name).into_iter().next().is_some_and(|highest| highest > level);
        lower && RULERS.as_ref().is_some_and(|regex| regex.is_match(name))
    })
}

/// Does a sentence oblige those below: they are its subject, and a word obliges them?
fn commands(document: &Document, sentence: &Sentence, scene: &Scene) -> bool {
    let words = mask(document.words(sentence));
    segments(&words).into_iter().filter_map(|range| words.get(range)).any(|text| {
        let Some(found) = OBLIGES.as_ref().and_then(|regex| regex.find(text)) else { return false };
        let subject = text.get(..found.start()).and_then(|before| scene.subject(before));
        subject.is_some_and(|subject| {
            let governed = ["政府", "各县", "各乡", "各镇", "各地", "各市", "各区", "党委", "你"];
            subject.party == Party::Lower && governed.iter().any(|word| subject.text.contains(word))
        })
    })
}

fn quoted(document: &Document, sentence: &Sentence) -> Quote {
    Quote { span: sentence.span, text: document.words(sentence).to_owned() }
}

/// The recipient's own words within the line of recipients.
fn within(document: &Document, recipients: Span, named: &str) -> Span {
    let Some(block) = document.blocks.get(recipients.block) else { return recipients };
    block
        .text
        .find(named)
        .map_or(recipients, |at| document.span(recipients.block, at..at + named.len()))
}
