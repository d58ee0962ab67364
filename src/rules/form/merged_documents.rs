#![doc = include_str!("merged_documents.md")]

use std::collections::BTreeSet;

use crate::document::{Class, Document, Span};
use crate::facts::Reading;
use crate::facts::citations::{Citation, Role};
use crate::facts::masking;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// F402.
pub static RULE: Rule = Rule {
    code: "F402",
    name: "merged-documents",
    title: "多文合一",
    severity: Severity::Warning,
    page: include_str!("merged_documents.md"),
    check: Check::Document(run),
};

/// Kinds of paper and stock words, which say nothing of the matter.
const KINDS: [&str; 27] = [
    "实施方案",
    "工作方案",
    "行动方案",
    "方案",
    "实施细则",
    "细则",
    "管理办法",
    "实施办法",
    "暂行办法",
    "办法",
    "实施意见",
    "意见",
    "若干措施",
    "措施",
    "管理规定",
    "规定",
    "制度",
    "计划",
    "规程",
    "规则",
    "（试行）",
    "（暂行）",
    "进一步",
    "加强",
    "关于",
    "管理",
    "工作",
];
/// Two matters that share more pairs of characters than this are one.
const RELATED: f64 = 0.2;

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    if !matches!(document.class, Class::InScope | Class::OffScope) {
        return;
    }
    let names = masking::names(document, context.config);
    let Some((span, papers)) = issued(document, reading) else { return };
    let matters: Vec<BTreeSet<(char, char)>> =
        papers.iter().map(|title| matter(title, &names)).collect();
    // A matter of two characters (犬只) tells enough beside one that says more.
    let told = matters.iter().all(|matter| !matter.is_empty())
        && matters.iter().any(|matter| matter.len() >= 2);
    let apart = matters
        .iter()
        .enumerate()
        .all(|(at, one)| matters.iter().skip(at + 1).all(|other| shared(one, other) < RELATED));
    if told && apart {
        let list = format!("《{}》", papers.join("》《"));
        let message = format!("一份通知印发{}件互不相干的文件：{list}", papers.len());
        let finding = context.flag(document, span, message);
        finding.confidence = Confidence::Medium;
        finding.detail("papers", papers.len());
    }
}

/// The papers one sentence issues together, where they are several: 《…》《…》和《…》, with nothing between.
fn issued(document: &Document, reading: &Reading) -> Option<(Span, Vec<String>)> {
    document.sentences.iter().find_map(|sentence| {
        let words = document.words(sentence);
        if !["印发", "下发", "发布", "公布"].iter().any(|word| words.contains(word)) {
            return None;
        }
        let holds = |citation: &&Citation| {
            let span = citation.quote.span;
            span.block == sentence.span.block
                && sentence.span.start <= span.start
                && span.end <= sentence.span.end
        };
        let cited: Vec<&Citation> = reading.citations.iter().filter(holds).collect();
        let rows = cited.chunk_by(|one, next| joined(document, one.quote.span, next.quote.span));
        let announced =
            ["予印发", "予以印发", "印发给", "一并印发"].iter().any(|end| words.contains(end));
        rows.filter(|row| announced || row.iter().any(|citation| citation.role == Role::Issues))
            .filter(|row| row.iter().all(|citation| citation.role != Role::Basis))
            .map(titles)
            .find(|papers| papers.len() >= 2)
            .map(|papers| (sentence.span, papers))
    })
}

fn titles(row: &[&Citation]) -> Vec<String> {
    let mut papers: Vec<String> = Vec::new();
    for title in row.iter().filter_map(|citation| citation.title.clone()) {
        if !papers.contains(&title) {
            papers.push(title);
        }
    }
    papers
}

/// Do two citations follow one another as members of one list?
fn joined(document: &Document, one: Span, next: Span) -> bool {
    let between = Span { block: one.block, start: one.end, end: next.start };
    let text = document.quote(between);
    let text = text.trim();
    text.chars().all(|c| "、和及以与，".contains(c))
}

/// Pairs of neighbouring characters of a title's matter.
fn matter(title: &str, names: &[String]) -> BTreeSet<(char, char)> {
    let masked = masking::ranges(title, names);
    let kept =
        title.char_indices().filter(|(at, _)| !masked.iter().any(|range| range.contains(at)));
    let mut plain: String = kept.map(|(_, c)| c).collect();
    for kind in KINDS {
        plain = plain.replace(kind, " ");
    }
    plain.chars().zip(plain.chars().skip(1)).filter(|(a, b)| *a != ' ' && *b != ' ').collect()
}

fn shared(one: &BTreeSet<(char, char)>, other: &BTreeSet<(char, char)>) -> f64 {
    let least = one.len().min(other.len()).max(1);
    one.intersection(other).count() as f64 / least as f64
}
