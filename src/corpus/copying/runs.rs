//! Runs of text that stand in both documents.

/// Fewest characters of a run that counts as copied (contract.md, `copied_share`).
pub(super) const RUN: usize = 12;

/// The runs of the copied side, for looking up.
pub(super) struct Runs<'a> {
    text: &'a [char],
    /// Hash and start of every run of `RUN` characters, ascending.
    starts: Vec<(u64, u32)>,
}

/// A stretch equal on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// First character on the copying side.
    pub(super) child: usize,
    /// First character on the copied side.
    pub(super) parent: usize,
    /// How many characters.
    pub(super) length: usize,
}

/// Places of one run compared for the longest stretch; a run that stands in more places is a formula.
const TRIES: usize = 32;

impl<'a> Runs<'a> {
    /// Prepares the copied side.
    pub(super) fn new(text: &'a [char]) -> Self {
        let mut starts: Vec<(u64, u32)> =
            hashes(text).map(|(at, hash)| (hash, at as u32)).collect();
        starts.sort_unstable();
        Self { text, starts }
    }

    /// Which characters of `child` stand in some run that also stands in the copied side.
    pub(super) fn covered(&self, child: &[char]) -> Vec<bool> {
        let mut covered = vec![false; child.len()];
        let mut done = 0;
        for (at, hash) in hashes(child) {
            if self.places(hash).next().is_some() {
                covered[at.max(done)..at + RUN].fill(true);
                done = at + RUN;
            }
        }
        covered
    }

    /// Longest equal stretches, in order of the child, not overlapping there.
    pub(super) fn stretches(&self, child: &[char]) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut free = 0;
        for (at, hash) in hashes(child) {
            if at < free {
                continue;
            }
            let tries = self.places(hash).take(TRIES).map(|parent| self.extend(child, at, parent));
            let longest = tries
                .filter(|stretch| stretch.length >= RUN)
                .max_by_key(|stretch| (stretch.length, std::cmp::Reverse(stretch.parent)));
            if let Some(stretch) = longest {
                free = at + stretch.length;
                stretches.push(stretch);
            }
        }
        stretches
    }

    fn extend(&self, child: &[char], at: usize, parent: usize) -> Stretch {
        let pairs = child[at..].iter().zip(&self.text[parent..]);
        let length = pairs.take_while(|(a, b)| a == b).count();
        Stretch { child: at, parent, length }
    }

    fn places(&self, hash: u64) -> impl Iterator<Item = usize> + '_ {
        let first = self.starts.partition_point(|&(known, _)| known < hash);
        let rest = self.starts[first..].iter();
        rest.take_while(move |&&(known, _)| known == hash).map(|&(_, at)| at as usize)
    }
}

/// Hash of every run, rolling.
fn hashes(text: &[char]) -> impl Iterator<Item = (usize, u64)> + '_ {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let value = |c: char| u64::from(u32::from(c)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let leaving = (1..RUN).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    text.iter().enumerate().filter_map(move |(end, &c)| {
        if end >= RUN {
            hash = hash.wrapping_sub(value(text[end - RUN]).wrapping_mul(leaving));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(value(c));
        (end + 1 >= RUN).then(|| (end + 1 - RUN, hash))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers() {
        let check = |child: &str, parent: &str, expect: usize| {
            let (child, parent): (Vec<char>, Vec<char>) =
                (child.chars().collect(), parent.chars().collect());
            let runs = Runs::new(&parent);
            let covered = runs.covered(&child).into_iter().filter(|&covered| covered).count();
            let stretched: usize = runs.stretches(&child).iter().map(|found| found.length).sum();
            assert_eq!(covered, expect, "{child:?}");
            assert!(stretched <= covered && stretched + RUN > expect.min(stretched + 1));
        };
        check("甲乙丙丁戊己庚辛壬癸子丑", "零甲乙丙丁戊己庚辛壬癸子丑寅", 12);
        check("甲乙丙丁戊己庚辛壬癸子", "甲乙丙丁戊己庚辛壬癸子", 0);
        check("前前甲乙丙丁戊己庚辛壬癸子丑寅后", "甲乙丙丁戊己庚辛壬癸子丑寅", 13);
        check("", "", 0);
    }
}
