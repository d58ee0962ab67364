//! Documents by number and by title, so that a citation finds what it cites.

use std::collections::BTreeMap;

use super::above;
use crate::config::Config;
use crate::facts::citations::{Citation, Role, normal, suffixes};
use crate::facts::{Reading, titles};

/// The readings of a corpus by normal number and normal title.
pub struct Index<'a> {
    numbers: BTreeMap<String, Vec<&'a Reading>>,
    titles: BTreeMap<String, Vec<&'a Reading>>,
}

impl<'a> Index<'a> {
    /// Indexes readings.
    pub fn new(readings: &'a [Reading]) -> Self {
        let mut index = Self { numbers: BTreeMap::new(), titles: BTreeMap::new() };
        for reading in readings {
            if let Some(number) = &reading.elements.number {
                index.numbers.entry(normal(number)).or_default().push(reading);
            }
            let own = reading.elements.title.as_deref();
            let issued = reading.citations.iter().filter(|citation| citation.role == Role::Issues);
            for title in
                own.into_iter().chain(issued.filter_map(|citation| citation.title.as_deref()))
            {
                let known = index.titles.entry(titles::normal(title)).or_default();
                if known.last().is_none_or(|last| last.source != reading.source) {
                    known.push(reading);
                }
            }
        }
        index
    }

    /// The superior document a child cites: by number, else by title; it must stand above the child and not be later.
    pub fn superior(
        &self,
        child: &Reading,
        citation: &Citation,
        config: &Config,
    ) -> Option<&'a Reading> {
        let earlier = |reading: &&&Reading| {
            let dates = reading.elements.date.zip(child.elements.date);
            dates.is_none_or(|(theirs, ours)| theirs <= ours)
        };
        let fits = |reading: &&&Reading| {
            reading.source != child.source && above(reading, child, config) && earlier(reading)
        };
        let number = citation.number.as_deref().and_then(|number| self.by_number(number));
        if let Some(found) = number.and_then(|known| known.iter().find(fits)) {
            return Some(found);
        }
        let title = citation.title.as_deref()?;
        let known = self.titles.get(&titles::normal(title))?;
        known.iter().filter(fits).rfind(|reading| same_organ(title, reading)).copied()
    }

    fn by_number(&self, number: &str) -> Option<&Vec<&'a Reading>> {
        suffixes(&normal(number)).find_map(|rest| self.numbers.get(rest))
    }
}

/// A title that names its organ cites that organ's document and no other's.
fn same_organ(title: &str, reading: &Reading) -> bool {
    let Some((organ, _)) = title.split_once("关于") else { return true };
    let own = reading.elements.title.as_deref().unwrap_or_default();
    let signs = reading
        .elements
        .issuers
        .iter()
        .any(|issuer| organ.contains(issuer.as_str()) || issuer.contains(organ));
    organ.is_empty() || own.starts_with(organ) || signs
}
