#![doc = include_str!("recurring_passage.md")]

use crate::document::Document;
use crate::facts::wording::{Stretch, stretches};
use crate::facts::{Reading, masking};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// W105.
pub static RULE: Rule = Rule {
    code: "W105",
    name: "recurring-passage",
    title: "惯用段落",
    severity: Severity::Info,
    page: include_str!("recurring_passage.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let config = context.config;
    let mut known = config.passages().peekable();
    if known.peek().is_none() {
        return;
    }
    let names = masking::names(document, config);
    let laid: Vec<(Stretch, String)> = stretches(document, &reading.sentences, &names)
        .into_iter()
        .map(|stretch| {
            let words = stretch.letters.iter().collect();
            (stretch, words)
        })
        .collect();
    let mut found = Vec::new();
    for (key, passage) in known {
        for (stretch, words) in &laid {
            let Some(byte) = words.find(key) else { continue };
            let start = words[..byte].chars().count();
            let range = start..start + key.chars().count();
            found.extend(stretch.span(&range).map(|span| (span, passage)));
        }
    }
    // Of passages one within the other the longest.
    found.sort_by_key(|(span, _)| (span.block, span.start, usize::MAX - span.end));
    let mut free = (0, 0);
    for (span, passage) in found {
        if (span.block, span.start) < free {
            continue;
        }
        free = (span.block, span.end);
        let message = format!(
            "这段话（名称、数字、日期不计）在本单位台账的{}份文件、{}个单位里都有，已定为惯用段落",
            passage.documents, passage.departments
        );
        let finding = context.flag(document, span, message);
        finding.detail("documents", passage.documents).detail("departments", passage.departments);
    }
}
