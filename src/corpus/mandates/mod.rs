//! Did anyone ask for this document? Each document against the one it implements.
//!
//! A document implements a superior's when its basis line or title names it and it is itself a plan, rules, measures,
//! opinions or a notice of carrying out; laws cited as legal basis do not make it one.

mod index;
mod refinement;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Corpus, Reread};
use crate::config::Config;
use crate::document::{Class, Level};
use crate::facts::citations::{Citation, Role};
use crate::facts::demands::{Demand, Force};
use crate::facts::parties::{governs, levels};
use crate::facts::{Quote, Reading, titles};

pub use index::Index;
pub use refinement::Refinement;

/// A document, the one it implements, and whether that asks this level for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// The implementing document.
    pub child: String,
    /// Title of the implemented one, where known.
    pub title: Option<String>,
    /// Number of the implemented one, where known.
    pub number: Option<String>,
    /// Its path, where it was found.
    pub source: Option<String>,
    /// Whether it asks this level for a document.
    pub requested: Requested,
    /// The words that ask, for `Requested::Yes`.
    pub quote: Option<String>,
    /// Where the child names it.
    pub basis: Quote,
    /// Where the superior asks, for `Requested::Yes`.
    pub proof: Option<Quote>,
    /// The child only passes it on (转发).
    pub forwards: bool,
    /// How far it refines the one it implements, where that was found.
    pub refinement: Option<Refinement>,
}

/// Whether a superior asked for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the contract's")]
pub enum Requested {
    Yes,
    No,
    Unknown,
}

#[derive(Deserialize, Default)]
struct Cues {
    papers: Vec<String>,
    carries_out: Vec<String>,
    laws: Vec<String>,
    everyone: Vec<String>,
    permits: Vec<String>,
    wrapping: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/mandates.toml")).unwrap_or_default()
});

/// Resolves every document's superior among the readings.
pub fn resolve(readings: &[Reading], config: &Config) -> Vec<Mandate> {
    let index = Index::new(readings);
    readings.iter().filter_map(|child| mandate(child, &index, config)).collect()
}

/// Compares each document with the superior found, and notes the share of new sentences in its metrics.
pub fn refine(corpus: &mut Corpus, config: &Config, reread: &Reread<'_>) {
    let mut mandates = std::mem::take(&mut corpus.mandates);
    for mandate in mandates.iter_mut().filter(|mandate| !mandate.forwards) {
        let Some(source) = &mandate.source else { continue };
        let place = corpus.readings.binary_search_by(|reading| reading.source.cmp(&mandate.child));
        let Some(child) = place.ok().and_then(|at| corpus.readings.get_mut(at)) else { continue };
        let Some((own, superior)) = reread(&child.source).zip(reread(source)) else { continue };
        let found = refinement::measure(&own, &child.judged(&own), &superior, config);
        child.metrics.new_share = (found.sentences > 0).then(|| found.share());
        mandate.refinement = Some(found);
    }
    corpus.mandates = mandates;
}

/// What one document implements. Of several superiors, one that asks goes before one that does not, a found one before
/// one that was not.
fn mandate(child: &Reading, index: &Index<'_>, config: &Config) -> Option<Mandate> {
    if !matches!(child.class, Class::InScope | Class::OffScope | Class::Other) {
        return None;
    }
    let level = level_of(child, config)?;
    let candidates = bases(child).into_iter().filter_map(|citation| {
        let found = index.superior(child, citation, config);
        match found {
            Some(superior) => (implements(child) || same_matter(child, superior))
                .then(|| weigh(child, level, citation, superior)),
            None => (implements(child) && points_up(child, citation, level, config))
                .then(|| unknown(child, citation)),
        }
    });
    candidates.min_by_key(|mandate| mandate.requested as u8)
}

/// The citations that may name what is implemented: the basis line, the title, the forwarded document.
fn bases(child: &Reading) -> Vec<&Citation> {
    let told = child
        .citations
        .iter()
        .filter(|citation| matches!(citation.role, Role::Basis | Role::Forwards));
    let mut blocks = BTreeSet::new();
    let near = |citation: &&Citation| {
        blocks.insert(citation.quote.span.block);
        blocks.len() <= 3
    };
    told.filter(near).filter(|citation| !is_law(citation)).collect()
}

/// A law, regulation or standard without a number is a legal basis and not an order from above.
fn is_law(citation: &Citation) -> bool {
    let Some(title) = citation.title.as_deref() else { return false };
    let law = CUES.laws.iter().any(|end| title.ends_with(end.as_str()))
        || title.starts_with("中华人民共和国");
    law && citation.number.is_none() && citation.role == Role::Basis
}

/// Is the document a plan, rules, measures, opinions or a notice of carrying out, or does it issue or forward one?
fn implements(child: &Reading) -> bool {
    let title = child.elements.title.as_deref().unwrap_or_default();
    let named = |text: &str| CUES.papers.iter().any(|paper| core(text).ends_with(paper.as_str()));
    let carried = CUES.carries_out.iter().any(|words| title.contains(words.as_str()));
    let inside = child.citations.iter().filter(|citation| citation.role == Role::Issues);
    let mut papers = inside.filter_map(|citation| citation.title.as_deref());
    carried || title.contains("转发") || named(title) || papers.any(named)
}

/// The paper a title speaks of: 关于印发《……方案（试行）》的通知 → ……方案.
fn core(title: &str) -> &str {
    let mut rest = title.trim_end_matches("的通知").trim_end_matches(['》', '〉', '”']);
    while let Some(inner) = rest.strip_suffix(['）', ')']) {
        let Some(open) = inner.rfind(['（', '(']) else { break };
        rest = inner.get(..open).unwrap_or_default().trim_end_matches(['》', '〉', '”']);
    }
    rest
}

/// A plain 通知 that says again what a superior's said: the matters of both titles are nearly the same words.
fn same_matter(child: &Reading, superior: &Reading) -> bool {
    let matter = |reading: &Reading| {
        let title = titles::normal(reading.elements.title.as_deref().unwrap_or_default());
        CUES.wrapping.iter().fold(title, |title, word| title.replace(word.as_str(), ""))
    };
    let (ours, theirs) = (matter(child), matter(superior));
    ours.chars().count() >= 4 && shared_pairs(&ours, &theirs) >= 0.7
}

/// Pairs of neighbouring characters two texts share, of all they have (Dice): 1 for equal texts.
fn shared_pairs(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| text.chars().zip(text.chars().skip(1)).collect::<BTreeSet<_>>();
    let (one, other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * one.intersection(&other).count() as f64 / all as f64 }
}

fn weigh(child: &Reading, level: Level, citation: &Citation, superior: &Reading) -> Mandate {
    let asked = asks(superior, &[level]);
    Mandate {
        title: superior.elements.title.clone().or_else(|| citation.title.clone()),
        number: superior.elements.number.clone().or_else(|| citation.number.clone()),
        source: Some(superior.source.clone()),
        requested: if asked.is_some() { Requested::Yes } else { Requested::No },
        quote: asked.map(|demand| demand.quote.text.clone()),
        proof: asked.map(|demand| demand.quote.clone()),
        ..unknown(child, citation)
    }
}

fn unknown(child: &Reading, citation: &Citation) -> Mandate {
    let title = child.elements.title.as_deref().unwrap_or_default();
    Mandate {
        child: child.source.clone(),
        title: citation.title.clone(),
        number: citation.number.clone(),
        source: None,
        requested: Requested::Unknown,
        quote: None,
        basis: citation.quote.clone(),
        proof: None,
        forwards: citation.role == Role::Forwards && title.contains("转发"),
        refinement: None,
    }
}

/// The first demand of `superior` that is addressed to one of `levels`.
pub fn asks<'a>(superior: &'a Reading, levels: &[Level]) -> Option<&'a Demand> {
    let required = |demand: &&Demand| demand.force == Force::Required;
    superior.demands.iter().filter(required).find(|demand| {
        let drafter = demand.drafter.as_deref().unwrap_or_default();
        let everyone = CUES.everyone.iter().any(|word| drafter.contains(word.as_str()));
        let named = if demand.levels.is_empty() {
            reached(superior)
        } else {
            demand.levels.iter().copied().collect()
        };
        everyone || named.is_empty() || levels.iter().any(|level| named.contains(level))
    })
}

/// Where a superior allows or encourages papers below without asking for one.
pub fn allows(superior: &Reading) -> Option<&Demand> {
    let permits = |demand: &&Demand| {
        demand.force == Force::Left
            && CUES.permits.iter().any(|word| demand.quote.text.contains(word.as_str()))
    };
    superior.demands.iter().find(permits)
}

/// The levels a document is addressed to.
pub fn reached(reading: &Reading) -> BTreeSet<Level> {
    reading.elements.recipients.iter().flat_map(|name| levels(name)).collect()
}

/// The level of a document's lead issuer.
pub fn level_of(reading: &Reading, config: &Config) -> Option<Level> {
    let lead =
        reading.elements.issuers.first().map(String::as_str).or(reading.department.as_deref());
    let known = reading.elements.level.or_else(|| config.organs.level(lead?));
    known.or_else(|| levels(lead?).into_iter().next_back())
}

/// Does `superior` stand above `child`: a higher level, or the government over its department?
pub fn above(superior: &Reading, child: &Reading, config: &Config) -> bool {
    let (Some(theirs), Some(ours)) = (level_of(superior, config), level_of(child, config)) else {
        return false;
    };
    let rules =
        |reading: &Reading| reading.elements.issuers.first().is_some_and(|lead| governs(lead));
    theirs < ours || (theirs == ours && rules(superior) && !rules(child))
}

/// The superior was not found: do its title or number at least tell that it comes from above?
fn points_up(child: &Reading, citation: &Citation, level: Level, config: &Config) -> bool {
    let organ = citation.title.as_deref().and_then(|title| Some(title.split_once("关于")?.0));
    let organ = organ.filter(|organ| organ.chars().count() >= 3);
    let theirs = organ
        .and_then(|organ| config.organs.level(organ).or_else(|| levels(organ).into_iter().next()));
    if let Some(theirs) = theirs {
        return theirs < level;
    }
    let (Some(number), Some(own)) = (citation.number.as_deref(), child.elements.number.as_deref())
    else {
        return false;
    };
    number.chars().next() != own.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::demands::Authority;
    use crate::ledger::tests::reading;

    fn province(recipients: &str) -> Reading {
        let mut superior = reading("上级.txt");
        superior.elements.issuers = vec!["岚川省水利厅".to_owned()];
        superior.elements.level = Some(Level::Province);
        superior.elements.number = Some("岚水发〔2026〕6号".to_owned());
        superior.elements.title = Some("岚川省水利厅关于加强水库巡查的通知".to_owned());
        superior.elements.recipients = vec![recipients.to_owned()];
        superior.elements.date = "2026-02-05".parse().ok();
        superior
    }

    fn child(title: &str) -> Reading {
        let mut child = reading("本级.txt");
        child.elements.level = Some(Level::City);
        child.elements.title = Some(title.to_owned());
        let number = Some("省厅岚水发〔2026〕6号".to_owned());
        let quote = Quote { text: "岚水发〔2026〕6号".to_owned(), ..Quote::default() };
        child.citations = vec![Citation { quote, title: None, number, role: Role::Basis }];
        child
    }

    fn demand(drafter: &str) -> Demand {
        Demand {
            quote: Quote { text: format!("{drafter}要制定实施方案。"), ..Quote::default() },
            authority: Authority::None,
            cited: None,
            product: "实施方案".to_owned(),
            drafter: (!drafter.is_empty()).then(|| drafter.to_owned()),
            levels: levels(drafter).into_iter().collect(),
            force: Force::Required,
        }
    }

    #[test]
    fn weighs_what_the_superior_asks() {
        let check = |title: &str, asked: Option<&str>, expect: Option<Requested>| {
            let mut superior = province("各市（州）水利局");
            superior.demands = asked.map(demand).into_iter().collect();
            let readings = [superior, child(title)];
            let got = resolve(&readings, &Config::default());
            let got = got.iter().find(|mandate| mandate.child == "本级.txt");
            assert_eq!(got.map(|mandate| mandate.requested), expect, "{title} {asked:?}");
        };
        let plan = "澜溪市水利局关于印发《澜溪市水库巡查实施方案（2026—2028年）》的通知";
        check(plan, None, Some(Requested::No));
        check(plan, Some("各市（州）水利局"), Some(Requested::Yes));
        check(plan, Some("各县（市、区）水利局"), Some(Requested::No));
        check(plan, Some("各地"), Some(Requested::Yes));
        check(plan, Some(""), Some(Requested::Yes));
        check("澜溪市水利局关于进一步加强全市水库巡查的通知", None, Some(Requested::No));
        check("澜溪市水利局关于下达水库维修资金的通知", None, None);
    }

    #[test]
    fn a_superior_not_found_proves_nothing() {
        let readings = [child("澜溪市水利局关于印发《澜溪市水库巡查实施方案》的通知")];
        let got: Vec<_> = resolve(&readings, &Config::default())
            .iter()
            .map(|mandate| mandate.requested)
            .collect();
        assert_eq!(got, [Requested::Unknown]);
    }
}
