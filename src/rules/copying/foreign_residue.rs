#![doc = include_str!("foreign_residue.md")]

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::{BlockKind, Class, Document, Level, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// C206: another place's or level's name where the document's own belongs.
pub static RULE: Rule = Rule {
    code: "C206",
    name: "foreign-residue",
    title: "残留他地名称",
    severity: Severity::Error,
    page: include_str!("foreign_residue.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let down = matches!(document.class, Class::InScope | Class::OffScope | Class::MeetingNotice);
    let Some(level) = document.elements.level.filter(|_| down) else { return };
    for (index, block) in document.blocks.iter().enumerate() {
        let running = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading);
        if block.zone != Zone::Body || !running {
            continue;
        }
        let text = block.text.as_str();
        let faults = [
            own_name(text, level),
            scope(text, level),
            place(ctx, document, text),
            sister(ctx, document, text),
        ];
        for fault in faults.into_iter().flatten() {
            let span = document.span(index, fault.range);
            let finding = ctx.flag(document, span, fault.message);
            (finding.severity, finding.confidence) = fault.weight;
            finding.detail("kind", fault.kind).detail("should_be", fault.should_be);
        }
    }
}

struct Fault {
    range: Range<usize>,
    kind: &'static str,
    message: String,
    should_be: String,
    weight: (Severity, Confidence),
}

/// What offices of a level call themselves, and what lower ones do.
fn names(level: Level) -> Option<(&'static str, &'static [&'static str])> {
    Some(match level {
        // 直辖市 call themselves 我市.
        Level::Province => ("我省（市、区）", &["我县", "我镇", "我乡"]),
        Level::City => ("我市", &["我县", "我镇", "我乡"]),
        Level::County => ("我县（市、区）", &["我镇", "我乡", "我村"]),
        _ => return None,
    })
}

/// 我县 in a city's paper.
fn own_name(text: &str, level: Level) -> Option<Fault> {
    let (own, lower) = names(level)?;
    let (at, word) = lower.iter().find_map(|word| Some((text.find(word)?, *word)))?;
    let reported = text.get(..at)?.contains(['：', '“', '《']) || text.starts_with('“');
    (!reported).then(|| Fault {
        range: at..at + word.len(),
        kind: "self",
        message: format!("本文由上级机关发出，却自称“{word}”，疑为套用下级文件未改净。"),
        should_be: own.to_owned(),
        weight: (Severity::Warning, Confidence::Medium),
    })
}

static ORDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[。；，])\s*(?P<all>(?P<scope>全省|全市)(?:各级各部门|各地各部门|各级|各地|各部门|各县|各市县)(?:\p{Han}{0,12}?(?:主管部门|部门|机关|单位))?)[^，。；]{0,6}(?:要|须|应|必须|应当|务必|会同|负责|每年|每季度|每月)",
    )
    .ok()
});

/// 全省各地要… in a city's paper that quotes nobody.
fn scope(text: &str, level: Level) -> Option<Fault> {
    let (above, own) = match level {
        Level::City => (&["全省"][..], "全市"),
        Level::County => (&["全省", "全市"][..], "全县（市、区）"),
        _ => return None,
    };
    let found = ORDER.as_ref()?.captures(text)?;
    let (all, scope) = (found.name("all")?, found.name("scope")?.as_str());
    let before = text.get(..all.start())?;
    let quoted = ["省", "市委", "市政府", "会议", "要求", "》", "“", "强调", "指出"];
    if !above.contains(&scope) || quoted.iter().any(|word| before.contains(word)) {
        return None;
    }
    Some(Fault {
        range: all.range(),
        kind: "scope",
        message: format!("本级文件直接要求“{}”，疑为照抄上级文件未改净。", all.as_str()),
        should_be: all.as_str().replacen(scope, own, 1),
        weight: (Severity::Warning, Confidence::Medium),
    })
}

static SENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:报送至|报送到|报送|报至|报到|上报至|上报|报)(?P<organ>\p{Han}{2,6}[县区市]\p{Han}{2,14}?(?:局|委员会|办公室|人民政府|中心|委))").ok()
});

/// 请石坞县各乡镇于8月底前完成 in a paper of 青禾县: no county orders its neighbour's townships.
fn sister(ctx: &Context<'_>, document: &Document, text: &str) -> Option<Fault> {
    const BELOW: [&str; 6] = ["各乡镇", "各镇", "各街道", "各村", "各部门", "县直各"];
    let (own, counties) = county(ctx, document)?;
    counties.iter().filter(|other| *other != own && !joint(document, other)).find_map(|other| {
        let told = BELOW.map(|below| format!("{other}{below}"));
        let (at, who) = told.iter().find_map(|who| Some((text.find(who.as_str())?, who)))?;
        let (before, rest) = (text.get(..at)?, text.get(at + who.len()..)?);
        let clause = rest.split(['。', '；', '，']).next()?;
        let opens =
            before.is_empty() || before.ends_with(['。', '；', '，', '请', '、', ' ', '　']);
        let orders = ["于", "要", "应", "须", "在", "务必", "按"]
            .iter()
            .any(|word| clause.starts_with(word));
        let told_of = ["学习", "借鉴", "通报", "会议", "对接", "“"].iter();
        let elsewhere = told_of.into_iter().any(|word| before.contains(word));
        (opens && orders && !elsewhere).then(|| Fault {
            range: at..at + who.len(),
            kind: "place",
            message: format!("本文是{own}的文件，却要求“{who}”，疑为套用他县文件未改净。"),
            should_be: who.replacen(other.as_str(), own, 1),
            weight: (Severity::Error, Confidence::High),
        })
    })
}

/// The county whose paper it is, and all the counties of the city.
fn county<'a>(ctx: &Context<'a>, document: &Document) -> Option<(&'a String, &'a [String])> {
    let counties = &ctx.config.organs.jurisdiction().counties;
    let department = document.department.as_deref()?;
    let own = counties.iter().find(|county| department.contains(county.as_str()))?;
    Some((own, counties))
}

/// Papers of two counties name each other.
fn joint(document: &Document, other: &str) -> bool {
    let elements = &document.elements;
    let names = elements.title.iter().chain(&elements.issuers).chain(&elements.recipients);
    names.into_iter().any(|name| name.contains(other))
}

static CHECKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"由(?P<organ>\p{Han}{2,6}[县区市]\p{Han}{1,14}?(?:局|委员会|办公室|人民政府|中心|委|站|所|队))(?:负责解释|解释|抽查|检查|核查|复查|验收|审核|审定|考核|评定|认定)").ok()
});

/// 报石坞县民政局, 由石坞县民政局验收 in a paper of 青禾县.
fn place(ctx: &Context<'_>, document: &Document, text: &str) -> Option<Fault> {
    let (own, counties) = county(ctx, document)?;
    let (sent, checked) = (SENT.as_ref()?, CHECKED.as_ref()?);
    let told = sent.captures_iter(text).map(|found| (found, "报"));
    let mut told = told.chain(checked.captures_iter(text).map(|found| (found, "由")));
    told.find_map(|(found, verb)| {
        let organ = found.name("organ")?;
        let other = counties.iter().find(|county| organ.as_str().starts_with(county.as_str()))?;
        (other != own && !joint(document, other)).then(|| Fault {
            range: organ.range(),
            kind: "place",
            message: format!(
                "本文是{own}的文件，却要求{verb}“{}”，疑为套用他县文件未改净。",
                organ.as_str()
            ),
            should_be: organ.as_str().replacen(other.as_str(), own, 1),
            weight: (Severity::Error, Confidence::High),
        })
    })
}
