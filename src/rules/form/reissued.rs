#![doc = include_str!("reissued.md")]

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::corpus::Corpus;
use crate::corpus::copying::{Copy, Relation};
use crate::document::{Class, Span};
use crate::facts::{Quote, Reading, titles};
use crate::finding::{Finding, Severity};
use crate::rules::copying::{called, greatest, percent, report, rounded};
use crate::rules::{Check, Context, Rule};

/// F403: the same issuer writes on the same matter again within a month.
pub static RULE: Rule = Rule {
    code: "F403",
    name: "reissued",
    title: "重复发文",
    severity: Severity::Warning,
    page: include_str!("reissued.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let days = ctx.limit("reissue_days");
    let alike = alike(corpus, ctx.limit("duplicate_share"));
    let series = series(corpus);
    let own = |reading: &&Reading| counted(reading) && !corpus.compared_only(&reading.source);
    for reading in corpus.readings.iter().filter(own) {
        let copy = alike.get(reading.source.as_str()).copied();
        let earlier = || namesake(&series, reading, days);
        let Some(parent) = copy.map(|copy| copy.parent.as_str()).or_else(earlier) else { continue };
        let message = format!("就同一事项再次发文，前一件是{}。", called(corpus, parent));
        let reported = match copy {
            Some(copy) => report(ctx, corpus, copy, message),
            None => Some(ctx.flag_quote(reading, &title(reading), message)),
        };
        let Some(finding) = reported else { continue };
        detail(finding, copy, parent);
        let members = vec![parent.to_owned(), reading.source.clone()];
        ctx.group(members, "同一单位就同一事项再次发文", None);
    }
}

/// Copies of the issuer's own recent documents, by child.
fn alike(corpus: &Corpus, least: f64) -> BTreeMap<&str, &Copy> {
    let copies = greatest(corpus, Relation::Reissued, |copy| copy.share).into_iter();
    let fit =
        |copy: &&Copy| copy.share >= least && copy.tabled <= 0.5 && same_numbers(corpus, copy);
    copies.filter(fit).map(|copy| (copy.child.as_str(), copy)).collect()
}

fn detail(finding: &mut Finding, alike: Option<&Copy>, parent: &str) {
    finding.detail("of", parent);
    if let Some(copy) = alike {
        let share = rounded(copy.share);
        finding.detail("share", share).detail("percent", percent(share));
    }
}

/// Documents sent out, meetings and personnel apart: those come in series of one form.
fn counted(reading: &Reading) -> bool {
    matches!(reading.class, Class::InScope | Class::OffScope)
}

/// A title of the same matter tells one from the next of a series: 3月 and 4月, 第1号 and 第2号.
fn same_numbers(corpus: &Corpus, copy: &Copy) -> bool {
    let numbers = |source: &str| {
        let title = corpus.reading(source).and_then(|reading| reading.elements.title.as_deref());
        title.map(|title| title.chars().filter(char::is_ascii_digit).collect::<String>())
    };
    numbers(&copy.child) == numbers(&copy.parent)
}

/// Department and matter.
type Series<'a> = BTreeMap<(&'a str, String), Vec<(Date, &'a Reading)>>;

/// Documents by department and matter, each series in order of time; also those a ledger has, as they were sent out too.
fn series(corpus: &Corpus) -> Series<'_> {
    let mut series = Series::new();
    let sent = |reading: &&Reading| counted(reading) && !corpus.named(&reading.source);
    for reading in corpus.readings.iter().filter(sent) {
        if let Some((key, date)) = place(reading) {
            series.entry(key).or_default().push((date, reading));
        }
    }
    for documents in series.values_mut() {
        documents.sort_by_key(|(date, reading)| (*date, &reading.source));
    }
    series
}

fn place(reading: &Reading) -> Option<((&str, String), Date)> {
    Some((
        (reading.department.as_deref()?, titles::matter(reading.elements.title.as_deref()?)?),
        reading.elements.date?,
    ))
}

/// The nearest earlier document of the same issuer to the same recipients whose title says the same matter.
fn namesake<'a>(series: &Series<'a>, reading: &Reading, days: f64) -> Option<&'a str> {
    let (key, date) = place(reading)?;
    let known = series.get(&(key.0, key.1))?;
    let earlier = known.iter().rev().filter(|(then, other)| {
        (*then, other.source.as_str()) < (date, reading.source.as_str())
            && f64::from((date - *then).get_days()) <= days
            && other.elements.recipients == reading.elements.recipients
            // One number is one document, kept twice.
            && (other.elements.number.is_none() || other.elements.number != reading.elements.number)
    });
    earlier.map(|(_, other)| other.source.as_str()).next()
}

fn title(reading: &Reading) -> Quote {
    let text = reading.elements.title.clone().unwrap_or_default();
    Quote { span: Span::default(), text }
}
