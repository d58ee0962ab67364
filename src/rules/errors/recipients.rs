#![doc = include_str!("recipients.md")]

use std::sync::LazyLock;

use serde::Deserialize;

use super::red_head;
use crate::document::{Class, Document, Span};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::pattern::Pattern;
use crate::rules::{Check, Context, Rule};

/// E809: no recipient where one must stand, several where one may, or a person.
pub static RULE: Rule = Rule {
    code: "E809",
    name: "recipients",
    title: "主送机关",
    severity: Severity::Warning,
    page: include_str!("recipients.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let elements = &document.elements;
    let kind = elements.kind.as_deref().unwrap_or_default();
    match kind {
        "通知" | "通报" => missing(ctx, document),
        "请示" | "报告" if document.class == Class::Upward => upward(ctx, document, kind),
        _ => {}
    }
}

/// A numbered red-head notice to nobody.
fn missing(ctx: &mut Context<'_>, document: &Document) {
    let elements = &document.elements;
    let down = document.class == Class::InScope && red_head(document);
    if !down || !elements.recipients.is_empty() || document.places.recipients.is_some() {
        return;
    }
    let title = elements.title.as_deref().unwrap_or_default();
    let Some(span) = document.places.title.first() else { return };
    if CUES.unaddressed.iter().any(|word| title.contains(word.as_str())) || addressed(document) {
        return;
    }
    let finding = ctx.flag(document, *span, "下行的通知、通报没有主送机关。");
    finding.confidence = Confidence::Medium;
    finding.detail("should_be", "补写主送机关");
}

/// A short line that ends in a colon above the first sentence may be recipients the structure did not know.
fn addressed(document: &Document) -> bool {
    let texts = document.blocks.iter().take(20).map(|block| block.text.trim());
    texts.filter(|text| text.chars().count() <= 120).any(|text| text.ends_with(['：', ':']))
}

fn upward(ctx: &mut Context<'_>, document: &Document, kind: &str) {
    let Some(span) = document.places.recipients else { return person_line(ctx, document, kind) };
    let names = &document.elements.recipients;
    let person = names.iter().find(|name| is_person(name));
    if let Some(person) = person {
        let message = format!("{kind}的主送写了个人“{person}”，应当主送机关。");
        flag(ctx, document, span, message, "主送上级机关，不写个人");
    } else if kind == "请示" && names.len() > 1 {
        let message = format!("请示主送了{}个机关，原则上只主送一个上级机关。", names.len());
        let should_be = names.first().map_or(String::new(), |name| format!("{name}："));
        flag(ctx, document, span, message, &should_be);
    }
}

/// 王河县长： under the title, which names no organ and so is no recipient to the structure.
fn person_line(ctx: &mut Context<'_>, document: &Document, kind: &str) {
    let Some(title) = document.places.title.last() else { return };
    let below = document.blocks.iter().enumerate().skip(title.block + 1).take(2);
    let line = below.map(|(index, block)| (index, block.text.trim())).find_map(|(index, text)| {
        let name = text.strip_suffix(['：', ':'])?;
        is_person(name).then(|| (index, name.to_owned()))
    });
    let Some((index, name)) = line else { return };
    let end = document.blocks.get(index).map_or(0, |block| block.text.len());
    let span = document.span(index, 0..end);
    let message = format!("{kind}的主送写了个人“{name}”，应当主送机关。");
    flag(ctx, document, span, message, "主送上级机关，不写个人");
}

fn flag(ctx: &mut Context<'_>, document: &Document, span: Span, message: String, should_be: &str) {
    ctx.flag(document, span, message).detail("should_be", should_be);
}

static PERSON: Pattern = Pattern::new(
    &[],
    r"^(?:尊敬的)?\p{Han}{0,8}?(?:书记|省长|市长|县长|区长|乡长|镇长|局长|厅长|主任|同志|先生|女士)$",
);

/// 王河县长, not 县长办公室 and not 区主任会议.
fn is_person(name: &str) -> bool {
    PERSON.is_match(name.trim())
        && !CUES.not_persons.iter().any(|word| name.contains(word.as_str()))
}

#[derive(Default, Deserialize)]
struct Cues {
    unaddressed: Vec<String>,
    not_persons: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/errors.toml")).unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons() {
        let check = |name: &str, expect: bool| assert_eq!(is_person(name), expect, "{name}");
        check("王河县长", true);
        check("李副市长", true);
        check("张青同志", true);
        check("青禾县人民政府", false);
        check("各位副主任", false);
        check("市政府办公室主任办公会", false);
    }
}
