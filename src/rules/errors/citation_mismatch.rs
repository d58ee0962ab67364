#![doc = include_str!("citation_mismatch.md")]

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;
use crate::document::{Class, Span};
use crate::facts::citations::{Citation, normal};
use crate::facts::titles::bare;
use crate::facts::{Quote, Reading};
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// E806: a number cited with a title it does not belong to.
pub static RULE: Rule = Rule {
    code: "E806",
    name: "citation-mismatch",
    title: "引文与字号不符",
    severity: Severity::Error,
    page: include_str!("citation_mismatch.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let known = Known::of(corpus);
    for reading in &corpus.readings {
        if reading.class == Class::Classified || corpus.compared_only(&reading.source) {
            continue;
        }
        for citation in &reading.citations {
            if let Some(cited) = Cited::of(citation) {
                against_known(ctx, reading, &cited, &known);
            }
        }
        within(ctx, reading, &known);
        order(ctx, reading);
    }
}

/// A document or register row that bears a title and a number.
struct Paper {
    title: String,
    number: String,
    written: String,
    source: String,
}

/// The papers by normal number and by title.
#[derive(Default)]
struct Known {
    papers: Vec<Paper>,
    by_number: BTreeMap<String, Vec<usize>>,
    by_title: BTreeMap<String, Vec<usize>>,
}

impl Known {
    fn of(corpus: &Corpus) -> Self {
        let mut known = Self::default();
        for reading in corpus.readings.iter().filter(|one| one.class != Class::Classified) {
            let elements = &reading.elements;
            known.add(elements.title.as_deref(), elements.number.as_deref(), &reading.source);
        }
        for register in &corpus.registers {
            for row in &register.rows {
                known.add(row.cell("标题"), row.cell("文号"), &register.reference(row));
            }
        }
        known
    }

    fn add(&mut self, title: Option<&str>, number: Option<&str>, source: &str) {
        let (Some(title), Some(number)) = (title, number) else { return };
        let (title, key) = (bare(title), normal(number));
        if title.chars().count() < 6 || !key.contains('〔') {
            return;
        }
        let at = self.papers.len();
        self.by_number.entry(key.clone()).or_default().push(at);
        self.by_title.entry(title.clone()).or_default().push(at);
        let (written, source) = (number.to_owned(), source.to_owned());
        self.papers.push(Paper { title, number: key, written, source });
    }

    /// The papers of a title, cited with its issuer or without.
    fn titled(&self, title: &str) -> Vec<&Paper> {
        let exact: Vec<&Paper> = self.papers(self.by_title.get(title)).collect();
        if !exact.is_empty() || !title.starts_with("关于") || title.chars().count() < 12 {
            return exact;
        }
        // 甲关于转发乙关于……的通知 ends with the title and is not its paper.
        let own = |paper: &&Paper| {
            let head = paper.title.strip_suffix(title);
            head.is_some_and(|head| !head.contains("关于") && !head.contains("转发"))
        };
        self.papers.iter().filter(own).collect()
    }

    fn papers<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Paper> {
        places.into_iter().flatten().filter_map(|&at| self.papers.get(at))
    }
}

/// A title and a number cited together.
struct Cited {
    title: String,
    number: String,
    place: Quote,
}

impl Cited {
    fn of(citation: &Citation) -> Option<Self> {
        let (title, written) = (citation.title.as_deref()?, citation.number.as_deref()?);
        let quote = &citation.quote;
        let at = quote.text.rfind(written)?;
        let start = quote.span.start + quote.text.get(..at)?.chars().count();
        let end = start + written.chars().count();
        let place =
            Quote { span: Span { block: quote.span.block, start, end }, text: written.to_owned() };
        Some(Self { title: bare(title), number: normal(written), place })
    }
}

/// The number is another paper's, or the title bears another number.
fn against_known(ctx: &mut Context<'_>, reading: &Reading, cited: &Cited, known: &Known) {
    let owners: Vec<&Paper> = known.papers(known.by_number.get(&cited.number)).collect();
    // 《办法》（n号） cites the notice that issued it.
    if owners.iter().any(|paper| akin(&paper.title, &cited.title)) {
        return;
    }
    let titled = known.titled(&cited.title);
    let numbers: BTreeSet<&str> = titled.iter().map(|paper| paper.number.as_str()).collect();
    let (message, should_be, proof, certain) = match (owners.first(), titled.first()) {
        (owner, Some(paper)) if numbers.len() == 1 => {
            let whose = owner.map_or(String::new(), |owner| {
                format!("，{}是《{}》的字号", cited.place.text, owner.title)
            });
            let message = format!("所引《{}》的字号是{}{whose}。", cited.title, paper.written);
            // Without the other owner the title may also have been issued twice.
            let certain =
                owner.is_some() || issuer_and_year(&cited.number) == issuer_and_year(&paper.number);
            (message, paper.written.clone(), paper, certain)
        }
        (Some(owner), None) if cited.title.contains("关于") => {
            let message =
                format!("所引字号{}是《{}》的，与所引标题不符。", cited.place.text, owner.title);
            (message, String::new(), owner, false)
        }
        _ => return,
    };
    let finding = ctx.flag_quote(reading, &cited.place, message);
    if !certain {
        (finding.severity, finding.confidence) = (Severity::Warning, Confidence::Medium);
    }
    finding.detail("should_be", should_be);
    let quote =
        Quote { span: Span::default(), text: format!("《{}》{}", proof.title, proof.written) };
    let source = proof.source.clone();
    finding.proved_by(&source, &quote, "登记的标题与字号");
}

/// One title holds the other: a notice and what it issues, a title with and without its issuer.
fn akin(a: &str, b: &str) -> bool {
    a.contains(b) || b.contains(a)
}

/// 岚财库〔2025〕: organ's sign and year.
fn issuer_and_year(number: &str) -> &str {
    number.split_once('〕').map_or(number, |(head, _)| head)
}

/// One document cites one title with two serials of one organ and year, and nothing tells which is right.
fn within(ctx: &mut Context<'_>, reading: &Reading, known: &Known) {
    let mut first: BTreeMap<String, Cited> = BTreeMap::new();
    for cited in reading.citations.iter().filter_map(Cited::of) {
        if known.by_title.contains_key(&cited.title) {
            continue;
        }
        let Some(earlier) = first.get(&cited.title) else {
            first.insert(cited.title.clone(), cited);
            continue;
        };
        let same_series = issuer_and_year(&earlier.number) == issuer_and_year(&cited.number);
        if !same_series || earlier.number == cited.number {
            continue;
        }
        let message = format!(
            "同一标题《{}》前后引了两个字号：{}、{}。",
            cited.title, earlier.place.text, cited.place.text
        );
        let finding = ctx.flag_quote(reading, &cited.place, message);
        (finding.severity, finding.confidence) = (Severity::Warning, Confidence::High);
        finding.detail("should_be", earlier.place.text.clone());
        finding.proved_by(&reading.source, &earlier.place, "前面引的字号");
    }
}

/// 岚财库〔2025〕37号《关于……的通知》, （岚财库〔2025〕37号）《关于……的通知》: the title comes first.
fn order(ctx: &mut Context<'_>, reading: &Reading) {
    for pair in reading.citations.windows(2) {
        let [number, title] = pair else { continue };
        let (before, after) = (number.quote.span, title.quote.span);
        let reversed = number.title.is_none() && number.number.is_some() && title.number.is_none();
        // A word or mark between them makes two citations of two papers.
        if !reversed || before.block != after.block || before.end != after.start {
            continue;
        }
        let written = number.number.as_deref().unwrap_or(&number.quote.text);
        let name = title.title.as_deref().unwrap_or_default();
        let message = "引用公文应当先引标题、后引发文字号。";
        let finding = ctx.flag_quote(reading, &number.quote, message);
        (finding.severity, finding.confidence) = (Severity::Warning, Confidence::High);
        finding.detail("should_be", format!("《{name}》（{written}）"));
    }
}
