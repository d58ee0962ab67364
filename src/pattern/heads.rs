//! Words found by their first two characters: ready at once, and most places of a text are passed over at a glance.

/// Values by the word each belongs to.
pub(crate) struct Heads<T> {
    /// Bits of the beginnings known.
    known: Box<[u64]>,
    /// Some word has one character only.
    single: bool,
    /// The beginnings in order, apart from the values so that a search stays within few lines of memory.
    keys: Vec<u64>,
    /// What belongs to each of the beginnings; of one beginning in the order given.
    values: Vec<T>,
}

/// Bits of the set of beginnings: few enough to stay at hand, many enough to tell nearly all beginnings apart.
const BITS: u32 = 16;

impl<T> Heads<T> {
    /// Sorts values by their words; an empty word is never found.
    pub(crate) fn new(words: impl Iterator<Item = (impl AsRef<str>, T)>) -> Self {
        let mut values: Vec<(u64, T)> = words
            .filter_map(|(word, value)| {
                let mut chars = word.as_ref().chars();
                Some((key(chars.next()?, chars.next()), value))
            })
            .collect();
        values.sort_by_key(|(key, _)| *key);
        let mut known = vec![0_u64; 1 << (BITS - 6)].into_boxed_slice();
        for (key, _) in &values {
            let bit = bit(*key);
            if let Some(bits) = known.get_mut(bit / 64) {
                *bits |= 1 << (bit % 64);
            }
        }
        let (keys, values): (Vec<u64>, Vec<T>) = values.into_iter().unzip();
        let single = keys.iter().any(|key| key >> 32 == 0);
        Self { known, single, keys, values }
    }

    /// Places of a text and the values whose words begin like it there, those of one character last; whether the whole
    /// word stands there is not asked.
    pub(crate) fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a T)> {
        let mut chars = text.char_indices();
        let mut before = chars.next();
        let pairs = std::iter::from_fn(move || {
            for (next, second) in chars.by_ref() {
                let (at, first) = before.replace((next, second))?;
                let key = key(first, Some(second));
                if self.knows(key) {
                    return Some((at, self.of(key)));
                }
            }
            None
        });
        let single = if self.single { text } else { "" };
        let single = single.char_indices().map(|(at, c)| (at, key(c, None)));
        let single = single.filter(|(_, key)| self.knows(*key)).map(|(at, key)| (at, self.of(key)));
        pairs.chain(single).flat_map(|(at, values)| values.iter().map(move |value| (at, value)))
    }

    fn knows(&self, key: u64) -> bool {
        let bit = bit(key);
        self.known.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    /// The values of one beginning.
    fn of(&self, key: u64) -> &[T] {
        let from = self.keys.partition_point(|known| *known < key);
        let rest = self.keys.get(from..).unwrap_or_default();
        let count = rest.iter().take_while(|known| **known == key).count();
        self.values.get(from..from + count).unwrap_or_default()
    }
}

/// A beginning as a number; a word of one character has nothing in the upper half.
fn key(first: char, second: Option<char>) -> u64 {
    u64::from(u32::from(first))
        | second.map_or(0, |second| (u64::from(u32::from(second)) + 1) << 32)
}

fn bit(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let words = ["会", "会议", "会议室", "开会", "", "会场"];
        let heads = Heads::new(words.into_iter().map(|word| (word, word)));
        let check = |text: &str, expect: &[(usize, &str)]| {
            let places: Vec<(usize, &str)> =
                heads.places(text).map(|(at, word)| (at, *word)).collect();
            assert_eq!(places, expect, "{text}");
        };
        check("开会", &[(0, "开会"), (3, "会")]);
        check("大会议", &[(3, "会议"), (3, "会议室"), (3, "会")]);
        check("开幕", &[]);
        check("", &[]);
    }
}
