#![doc = include_str!("upward_form.md")]

use std::sync::LazyLock;

use serde::Deserialize;

use super::red_head;
use crate::document::{BlockKind, Class, Document, Span, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// E810: a 请示 or 报告 that lacks what upward documents need, or asks for more than it may.
pub static RULE: Rule = Rule {
    code: "E810",
    name: "upward-form",
    title: "上行文格式",
    severity: Severity::Warning,
    page: include_str!("upward_form.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    if document.class != Class::Upward {
        return;
    }
    let kind = document.elements.kind.as_deref().unwrap_or_default();
    if red_head(document) {
        unsigned(ctx, document, kind);
    }
    match kind {
        "请示" => {
            several(ctx, document);
            if document.elements.number.is_some() {
                contact(ctx, document);
            }
        }
        "报告" => begs(ctx, document),
        _ => {}
    }
}

/// No 签发人 beside the number.
fn unsigned(ctx: &mut Context<'_>, document: &Document, kind: &str) {
    let Some(span) = document.places.number else { return };
    let named = document.elements.signatory.is_some()
        || document.blocks.iter().take(20).any(|block| {
            let compact: String = block.text.chars().filter(|c| !c.is_whitespace()).collect();
            compact.contains("签发")
        });
    if !named {
        let message = format!("{kind}是上行文，没有标注签发人。");
        ctx.flag(document, span, message).detail("should_be", "发文字号右侧标注“签发人：×××”");
    }
}

/// A title that names two matters.
fn several(ctx: &mut Context<'_>, document: &Document) {
    let title = document.elements.title.as_deref().unwrap_or_default();
    let Some(span) = document.places.title.first() else { return };
    let twice =
        ["和关于", "及关于", "与关于", "、关于", "并关于"].iter().any(|word| title.contains(word));
    if twice || CUES.several.iter().any(|word| title.contains(word.as_str())) {
        let finding = ctx.flag(document, *span, "请示应当一文一事，标题列了不止一事。");
        finding.confidence = Confidence::Medium;
        finding.detail("should_be", "一事一文，分开请示");
    }
}

/// A report that ends by asking for a decision.
fn begs(ctx: &mut Context<'_>, document: &Document) {
    let last: Vec<usize> = document
        .blocks
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, block)| block.zone == Zone::Body && block.kind == BlockKind::Paragraph)
        .map(|(index, _)| index)
        .take(3)
        .collect();
    for index in last {
        let Some(block) = document.blocks.get(index) else { continue };
        let found = CUES.begs.iter().find_map(|words| {
            let at = block.text.find(words.as_str())?;
            let quoted = block.text.get(..at).is_some_and(|before| before.ends_with(['“', '《']));
            (!quoted).then(|| document.span(index, at..at + words.len()))
        });
        if let Some(span) = found {
            tell(ctx, document, span);
            return;
        }
    }
}

fn tell(ctx: &mut Context<'_>, document: &Document, span: Span) {
    let finding = ctx.flag(document, span, "报告不得夹带请示事项。");
    finding.severity = Severity::Error;
    finding.detail("should_be", "特此报告（需要上级答复的另行请示）");
}

/// A 请示 without anybody to ask back.
fn contact(ctx: &mut Context<'_>, document: &Document) {
    let named = |text: &str| CUES.contact.iter().any(|word| text.contains(word.as_str()));
    let Some(span) = document.places.title.first() else { return };
    if !document.blocks.iter().any(|block| named(&block.text)) {
        let finding = ctx.flag(document, *span, "请示没有在附注处注明联系人。");
        finding.severity = Severity::Info;
        finding.detail("should_be", "（联系人：×××，电话：××××）");
    }
}

#[derive(Default, Deserialize)]
struct Cues {
    begs: Vec<String>,
    several: Vec<String>,
    contact: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/errors.toml")).unwrap_or_default()
});
