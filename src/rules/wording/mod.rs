//! 文风: empty sentences, stock phrases, padded openings and closings, length.

use crate::document::{Document, Span, counts};
use crate::facts::Quote;
use crate::facts::Reading;
use crate::facts::roles::{Part, stock};
use crate::rules::Context;

pub mod empty_sentence;
pub mod over_length;
pub mod padded_closing;
pub mod padded_opening;
pub mod recurring_passage;
pub mod repeated_in_document;
pub mod stock_phrases;

/// Body characters under which no share is worth a warning.
const SHORT: usize = 300;

/// Sentences quoted as proof at most.
const PROOFS: usize = 5;

/// Warns of a part's padding where it is longer than the limits; `names` are the limits of characters and of share.
fn warn_of_padding(context: &mut Context<'_>, document: &Document, reading: &Reading, part: Part) {
    let (name, limits, chars) = match part {
        Part::Opening => (
            "开头的背景、意义、指导思想和原则",
            ["opening_chars", "opening_share"],
            reading.metrics.opening_chars,
        ),
        Part::Closing => (
            "结尾的保障要求和号召",
            ["closing_chars", "closing_share"],
            reading.metrics.closing_chars,
        ),
        Part::Body => return,
    };
    let body = reading.metrics.chars;
    if body < SHORT {
        return;
    }
    let share = chars as f64 / body as f64;
    let (most_chars, most_share) = (context.limit(limits[0]), context.limit(limits[1]));
    let long = chars as f64 > most_chars;
    // A share is no proof by itself where the padding is a sentence or two.
    let large = share > most_share && chars >= SHORT / 4;
    if !long && !large {
        return;
    }
    let spans: Vec<Span> = padded(reading, part);
    let Some(first) = spans.first() else { return };
    let against = if long { format!("{most_chars:.0} 字") } else { percent(most_share) };
    let message = format!("{name}共 {chars} 字，占正文 {}，超过提醒线 {against}", percent(share));
    let finding = context.flag(document, *first, message);
    finding.detail("chars", chars);
    finding.detail("share", (share * 1000.0).round() / 1000.0);
    for span in spans.iter().skip(1).take(PROOFS) {
        let quote = Quote { span: *span, text: document.quote(*span) };
        finding.proved_by(&document.path, &quote, "同属这一部分");
    }
}

/// The sentences of a part, in order.
fn padded(reading: &Reading, part: Part) -> Vec<Span> {
    reading
        .sentences
        .iter()
        .filter(|judged| judged.part == part)
        .map(|judged| judged.span)
        .collect()
}

/// A share as a clerk reads it.
fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// Characters that count.
fn size(text: &str) -> usize {
    text.chars().filter(|&c| counts(c)).count()
}

/// Stock phrases of some words that are more than padding word groups, as bytes.
fn stock_phrases_of(words: &str) -> Vec<std::ops::Range<usize>> {
    let grave = |entry: usize| stock::entries().get(entry).is_some_and(|entry| entry.grade >= 2);
    stock::find(words)
        .into_iter()
        .filter(|hit| grave(hit.entry))
        .map(|hit| hit.start..hit.end)
        .collect()
}
