#![doc = include_str!("attachment_mismatch.md")]

use std::collections::BTreeSet;

use crate::document::{Block, BlockKind, Document, Span, WarningKind, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::pattern::Pattern;
use crate::rules::{Check, Context, Rule};

/// E804: attachments claimed, listed and present do not agree.
pub static RULE: Rule = Rule {
    code: "E804",
    name: "attachment-mismatch",
    title: "附件不符",
    severity: Severity::Error,
    page: include_str!("attachment_mismatch.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let known = Known::of(document);
    claims_without(ctx, document, &known);
    let lost = document.warnings.iter().any(|w| w.kind == WarningKind::LostNumbering);
    if !lost {
        gaps(ctx, document, &known);
    }
    absent(ctx, document, &known);
}

/// What the document lists and holds.
#[derive(Debug, Default)]
struct Known {
    /// Numbered items of the list with their places.
    listed: Vec<(u32, Span)>,
    /// Attachments listed, numbered or not.
    count: usize,
    /// Numbers of annexes that stand behind the text.
    present: BTreeSet<u32>,
    /// There is an annex, or a line that begins with 附件.
    any: bool,
}

static HEAD: Pattern =
    Pattern::new(&["附"], r"^\s*附(?:件|表|图)\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2})?");

static ITEM: Pattern =
    Pattern::new(&[], r"(?:^|[\s：:　])(?P<label>(?P<n>[0-9]{1,2})\s*[.．、])[^0-9]");

impl Known {
    fn of(document: &Document) -> Self {
        let mut known = Self { count: document.elements.attachments.len(), ..Self::default() };
        for (index, block) in document.blocks.iter().enumerate() {
            known.head(block);
            let listing = document.places.attachments.iter().any(|span| span.block == index);
            if listing {
                known.any = true;
                known.list(document, index, block);
            }
        }
        known.any |= known.count > 0 || document.blocks.iter().any(|b| b.zone == Zone::Annex);
        known
    }

    fn head(&mut self, block: &Block) {
        let Some(found) = HEAD.captures(&block.text) else {
            return;
        };
        let head = found.get(0).map_or(0, |head| head.end());
        let rest = block.text.get(head..).unwrap_or_default();
        // 附件 begins the line; 附件中… and 附件所列… are running text.
        if block.kind == BlockKind::Paragraph
            && rest.contains('。')
            && !rest.starts_with(['：', ':'])
        {
            return;
        }
        self.any = true;
        let number = found.get(1).and_then(|number| value(number.as_str()));
        self.present.extend(number);
    }

    fn list(&mut self, document: &Document, index: usize, block: &Block) {
        for found in ITEM.captures_iter(&block.text) {
            let (Some(label), Some(n)) = (found.name("label"), found.name("n")) else { continue };
            let Some(value) = value(n.as_str()) else { continue };
            self.listed.push((value, document.span(index, label.range())));
        }
    }
}

fn value(text: &str) -> Option<u32> {
    let known = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let chinese = || known.iter().position(|word| *word == text).map(|at| at as u32 + 1);
    text.parse().ok().or_else(chinese)
}

static CLAIM: Pattern = Pattern::new(
    &["附件", "附表"],
    r"(?P<see>(?:详见|附于|参见|参照|按照|见|按|填写|填报)?)附(?:件|表)\s*(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,2})?",
);

/// The text speaks of attachments that are neither listed nor present.
fn claims_without(ctx: &mut Context<'_>, document: &Document, known: &Known) {
    let mut told = BTreeSet::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let running = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading);
        if block.zone != Zone::Body || !running {
            continue;
        }
        for found in CLAIM.captures_iter(&block.text) {
            let Some(whole) = found.get(0) else { continue };
            let number = found.name("n").and_then(|n| value(n.as_str()));
            let see = found.name("see").is_some_and(|see| !see.is_empty());
            // A table of the text itself may be called 附表.
            if whole.as_str().contains('表') && (known.any || !see) {
                continue;
            }
            if !own(&block.text, whole.start(), whole.end()) || !(see || number.is_some()) {
                continue;
            }
            let Some(fault) = lacking(number, known, see) else { continue };
            if told.insert(number) {
                let start = found.name("n").filter(|_| known.any).map_or(whole.start(), |_| {
                    whole.start() + found.name("see").map_or(0, |see| see.len())
                });
                let span = document.span(index, start..whole.end());
                let finding = ctx.flag(document, span, fault.message);
                (finding.severity, finding.confidence) = (fault.severity, fault.confidence);
                finding.detail("should_be", fault.should_be);
                // On a web page the attachments are links that its text does not hold.
                if !known.any && !formal(document) {
                    (finding.severity, finding.confidence) = (Severity::Info, Confidence::Low);
                }
            }
        }
    }
}

fn formal(document: &Document) -> bool {
    document.elements.number.is_some()
        || document.blocks.iter().any(|block| block.kind == BlockKind::Masthead)
}

/// Is it this document's own attachment that is spoken of?
fn own(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let clause = before.rsplit(['。', '；', '，', '：']).next().unwrap_or_default();
    let foreign = ["》", "〕", "的", "号", "号）", "该通知", "原", "邮件", "《"];
    let after = text.get(end..).unwrap_or_default();
    let word = ["包", "形式", "上传", "名称", "中"].iter().any(|word| after.starts_with(word));
    let about = ["》", "〕", "通知的", "“"].iter().any(|word| clause.contains(word));
    let follows = foreign.iter().any(|word| clause.ends_with(word));
    !(word || about || follows)
}

struct Fault {
    message: String,
    should_be: String,
    severity: Severity,
    confidence: Confidence,
}

/// What is wrong with a claim of attachment `number`.
fn lacking(number: Option<u32>, known: &Known, see: bool) -> Option<Fault> {
    let name = number.map_or("附件".to_owned(), |n| format!("附件{n}"));
    if !known.any {
        return (see || number.is_some()).then(|| Fault {
            message: format!("正文说到“{name}”，但没有附件说明，文后也没有附件。"),
            should_be: "补列附件说明和附件，或者删去此句".to_owned(),
            severity: Severity::Warning,
            confidence: Confidence::Medium,
        });
    }
    let number = number?;
    let listed = known.listed.iter().any(|(n, _)| *n == number)
        || (known.listed.is_empty() && number as usize <= known.count.max(1));
    if listed || known.present.contains(&number) {
        return None;
    }
    // Without a list the annexes behind the text may be cut off; only a list proves.
    let certain = known.count > 0 && !known.listed.is_empty();
    let severity = if certain { Severity::Error } else { Severity::Warning };
    let confidence = if certain { Confidence::High } else { Confidence::Medium };
    Some(Fault {
        message: format!("正文说到“{name}”，附件说明没有列，文后也没有附。"),
        should_be: format!("补列附件说明和{name}，或者改正、删去此处"),
        severity,
        confidence,
    })
}

/// The list's own numbers jump or repeat.
fn gaps(ctx: &mut Context<'_>, document: &Document, known: &Known) {
    for pair in known.listed.windows(2) {
        let [(first, _), (second, span)] = pair else { continue };
        if *second == first + 1 || *second == 1 {
            continue;
        }
        let message = format!("附件说明的序号不连续：“{first}.”之后是“{second}.”。");
        let finding = ctx.flag(document, *span, message);
        finding.detail("should_be", format!("{}.", first + 1));
    }
}

/// Most attachments listed stand behind the text, one does not.
fn absent(ctx: &mut Context<'_>, document: &Document, known: &Known) {
    let last = known.listed.len();
    let here = known.listed.iter().filter(|(n, _)| known.present.contains(n)).count();
    if last < 3 || here + 1 != last {
        return;
    }
    // 附件1 may stand without its number; the last may be a file of its own.
    let lacking = known.listed.iter().find(|(n, _)| !known.present.contains(n));
    if let Some((number, span)) = lacking.filter(|(n, _)| *n > 1 && (*n as usize) < last) {
        let message = format!("附件说明列了附件{number}，其余附件都附在文后，独缺附件{number}。");
        let finding = ctx.flag(document, *span, message);
        (finding.severity, finding.confidence) = (Severity::Warning, Confidence::Medium);
        finding.detail("should_be", format!("补附附件{number}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_attachments() {
        let check = |text: &str, expect: bool| {
            let at = text.find("附件").expect(text);
            assert_eq!(own(text, at, at + "附件".len()), expect, "{text}");
        };
        check("名单见附件", true);
        check("按《办法》附件办理", false);
        check("该通知的附件", false);
        check("以附件形式上传", false);
    }
}
