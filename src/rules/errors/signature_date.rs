#![doc = include_str!("signature_date.md")]

use std::sync::LazyLock;

use serde::Deserialize;

use super::red_head;
use crate::document::{Block, BlockKind, Class, Document, Span, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// E811: no date, no signature, or another organ's under a red head.
pub static RULE: Rule = Rule {
    code: "E811",
    name: "signature-date",
    title: "署名和日期",
    severity: Severity::Warning,
    page: include_str!("signature_date.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let ruled = matches!(
        document.class,
        Class::InScope | Class::Upward | Class::Parallel | Class::Reply | Class::MeetingNotice
    );
    let title = document.elements.title.as_deref().unwrap_or_default();
    let free = CUES.unsigned.iter().any(|word| title.ends_with(word.as_str()));
    if !ruled || free || !red_head(document) {
        return;
    }
    let Some(number) = document.places.number else { return };
    undated(ctx, document, number);
    if document.places.signature.is_empty() {
        unsigned(ctx, document, number);
    } else {
        strange(ctx, document);
    }
}

/// Nowhere under the title stands a date of its own.
fn undated(ctx: &mut Context<'_>, document: &Document, number: Span) {
    let own = |block: &Block| {
        let text: String = block.text.chars().filter(|c| !c.is_whitespace()).collect();
        let short = text.chars().count() <= 30;
        short && text.contains('年') && text.trim_end_matches(['）', ')']).ends_with('日')
    };
    let dated = document.places.date.is_some()
        || document.elements.date.is_some()
        || document.blocks.iter().any(own);
    if !dated {
        let finding = ctx.flag(document, number, "文件没有成文日期。");
        (finding.severity, finding.confidence) = (Severity::Error, Confidence::Medium);
        finding.detail("should_be", "在署名之下写成文日期");
    }
}

fn unsigned(ctx: &mut Context<'_>, document: &Document, number: Span) {
    // A date alone under the text proves that the end is there and bears no name.
    let Some(date) = document.places.date else { return };
    let above = document.blocks.iter().take(date.block).rev();
    let mut above = above.filter(|block| block.zone != Zone::Outside);
    let ended = above.next().is_some_and(|block| {
        block.text.trim_end().ends_with(['。', '）', '”']) && block.zone != Zone::Head
    });
    let alone =
        document.blocks.get(date.block).is_some_and(|b| b.text.trim().chars().count() <= 14);
    if ended && alone {
        let finding = ctx.flag(document, number, "文件没有发文机关署名。");
        finding.confidence = Confidence::Medium;
        finding.detail("should_be", masthead(document).join("　"));
    }
}

/// Organs that the red head names, as written.
fn masthead(document: &Document) -> Vec<String> {
    let mut organs = Vec::new();
    for block in document.blocks.iter().filter(|block| block.kind == BlockKind::Masthead) {
        let text = block.text.trim();
        // The number's line is part of the masthead too.
        if text.contains(['〔', '[', '：', '号', '★', '（']) || text.chars().count() < 4 {
            continue;
        }
        let text = text.strip_suffix("文件").unwrap_or(text);
        organs.extend(text.split_whitespace().map(str::to_owned));
    }
    organs
}

/// The organs signed are not those of the red head.
fn strange(ctx: &mut Context<'_>, document: &Document) {
    let organs = &ctx.config.organs;
    let head: Vec<String> = masthead(document).iter().map(|name| organs.canonical(name)).collect();
    let signed: Vec<(Span, String)> = document
        .places
        .signature
        .iter()
        .flat_map(|span| {
            let text = document.quote(*span);
            let names: Vec<String> = text.split_whitespace().map(|n| organs.canonical(n)).collect();
            names.into_iter().map(|name| (*span, name))
        })
        .collect();
    let full = |name: &str| organs.level(name).is_some() && organs.place(name).is_some();
    if head.is_empty() || !head.iter().all(|n| full(n)) || !signed.iter().all(|(_, n)| full(n)) {
        return;
    }
    let Some((span, first)) = signed.first() else { return };
    let alike = |a: &str, b: &str| a == b || a.contains(b) || b.contains(a);
    let shared = head.iter().any(|name| signed.iter().any(|(_, signer)| alike(name, signer)));
    if !shared {
        let message = format!("署名“{first}”与发文机关标志“{}”不是同一机关。", head.join("、"));
        let finding = ctx.flag(document, *span, message);
        finding.confidence = Confidence::Medium;
        finding.detail("should_be", head.join("　"));
        return;
    }
    let lacking: Vec<&str> = head
        .iter()
        .filter(|name| !signed.iter().any(|(_, signer)| alike(name, signer)))
        .map(String::as_str)
        .collect();
    if !lacking.is_empty() {
        let message = format!("联合行文的署名缺“{}”。", lacking.join("、"));
        let finding = ctx.flag(document, *span, message);
        finding.confidence = Confidence::Medium;
        finding.detail("should_be", head.join("　"));
    }
}

#[derive(Default, Deserialize)]
struct Cues {
    unsigned: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/errors.toml")).unwrap_or_default()
});
