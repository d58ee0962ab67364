//! M 会议: sittings of one organ or of organs of one level, side by side.
//!
//! A superior's meeting is never judged here; it is only what an own meeting repeats.

pub mod annual_cap;
mod index;
mod likeness;
pub mod mergeable;
pub mod no_meeting;
pub mod no_substance;
pub mod overlong;
pub mod oversize;
pub mod principals;
mod proposal;
#[cfg(test)]
mod reference;
pub mod relayed;
pub mod same_matter;
pub mod too_deep;
pub mod unplanned;

use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::document::Level;
use crate::facts::Quote;
use crate::finding::Finding;

/// Held sittings of our own office or below it, in order of date.
fn held<'a>(corpus: &'a Corpus, config: &'a Config) -> impl Iterator<Item = &'a Sitting> {
    let own = move |sitting: &&Sitting| sitting.counts() && !above(sitting, config);
    corpus.sittings.iter().filter(own)
}

/// Is this the meeting of an organ above ours?
fn above(sitting: &Sitting, config: &Config) -> bool {
    let own = config.organs.jurisdiction().level.unwrap_or(Level::City);
    sitting.level < own
}

/// An ordinary sitting: neither of a rule-based series nor a declared emergency.
fn ordinary(sitting: &Sitting) -> bool {
    sitting.class != SittingClass::Statutory && !sitting.emergency()
}

/// 3月5日《…》, as findings name a sitting.
fn named(sitting: &Sitting) -> String {
    let day = sitting.date.map(|date| date.strftime("%-m月%-d日").to_string()).unwrap_or_default();
    format!("{day}“{}”", sitting.title)
}

/// Shows the first paper's words of `field`; its name where it has none.
fn show(finding: &mut Finding, sitting: &Sitting, field: &str, note: &str) {
    if let Some((mention, quote)) = sitting.proof(field).or_else(|| sitting.proof("title")) {
        finding.proved_by(&mention.source, quote, note);
    }
}

/// Shows that another sitting was held: its name and day.
fn show_sitting(finding: &mut Finding, sitting: &Sitting) {
    if let Some((mention, title)) = sitting.proof("title") {
        let quote = Quote { span: title.span, text: title.text.clone() };
        finding.proved_by(&mention.source, &quote, &format!("另一次会议：{}", named(sitting)));
    }
}
