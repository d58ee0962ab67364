//! One child beside all its superiors: text put together from several of them, and text that stands in more than one.

use super::Relation;
use super::pair::{Found, specific};
use super::text::Text;

/// Several superiors' text in one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// Share of the child that stands in one of them or the other.
    pub share: f64,
    /// The same after masking.
    pub masked_share: f64,
    /// Numbers, dates and names in what none of them gave.
    pub specific: usize,
    /// The others that add to what the first gave, the greatest first.
    pub parents: Vec<String>,
}

/// Share of the child that another document must add.
const ADDS: f64 = 0.1;
/// From this share of the same characters on, it cannot be told which of two was copied.
const SAME: f64 = 0.9;

/// Notes on a child's greatest copy which other superiors hold the same text or add to it. `found` is sorted, greatest first.
pub(super) fn unite(found: &mut [Found], text: &Text) {
    let superior = |found: &&mut Found| found.copy.relation == Relation::Superior;
    let mut superiors = found.iter_mut().filter(superior);
    let Some(first) = superiors.next() else { return };
    let (mut plain, mut masked) = (first.plain.clone(), first.masked.clone());
    let mut parents = Vec::new();
    for other in superiors {
        let both = text.share(&merged(&first.masked, &other.masked, |a, b| a && b));
        if both >= SAME * first.copy.masked_share {
            first.copy.alike.push(other.copy.parent.clone());
            continue;
        }
        // Documents on one subject share phrases; what was put together shares paragraphs.
        let whole = text.whole_blocks(&other.masked);
        if text.share(&merged(&whole, &masked, |a, b| a && !b)) >= ADDS {
            plain = merged(&plain, &merged(&whole, &other.plain, |a, b| a && b), |a, b| a || b);
            masked = merged(&masked, &merged(&whole, &other.masked, |a, b| a && b), |a, b| a || b);
            parents.push(other.copy.parent.clone());
        }
    }
    if !parents.is_empty() {
        let (share, masked_share) = (text.share(&plain), text.share(&masked));
        let specific = specific(text, &masked);
        first.copy.joint = Some(Joint { share, masked_share, specific, parents });
    }
}

fn merged(one: &[bool], other: &[bool], with: fn(bool, bool) -> bool) -> Vec<bool> {
    one.iter().zip(other).map(|(&a, &b)| with(a, b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges() {
        let check = |with: fn(bool, bool) -> bool, expect: [bool; 2]| {
            assert_eq!(merged(&[true, true], &[true, false], with), expect);
        };
        check(|a, b| a && b, [true, false]);
        check(|a, b| a && !b, [false, true]);
        check(|a, b| a || b, [true, true]);
    }
}
