//! The linear model of roles: one row of weights a feature, four scores a sentence.
//!
//! The weights (`dictionaries/weights/roles.tsv`) are learned by `examples/train_roles.rs`; the file says how.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::Role;
use super::features::{Feature, Key, code};

/// The roles in the order of scores.
pub const ROLES: [Role; 4] = [Role::Empty, Role::Formula, Role::Substantive, Role::Structural];

/// One score a role.
pub type Scores = [f32; 4];

/// Weights by feature.
#[derive(Default)]
pub struct Model(HashMap<u64, Scores, BuildHasherDefault<Same>>);

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_str!("../../../dictionaries/weights/roles.tsv")));

/// The model compiled in.
pub fn model() -> &'static Model {
    &MODEL
}

impl Model {
    /// Reads a weights file: feature, then a hundredth for each role; `@` begins a name, `#` a remark.
    pub fn parse(text: &str) -> Self {
        let mut model = Self::default();
        // Room for the rows and the beginnings they lack.
        model.0.reserve(text.len() / 16);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            model.read(line);
        }
        model
    }

    /// Reads one line. The beginnings of a known group get a row too, so that a group with an unknown beginning need not be
    /// looked up.
    fn read(&mut self, line: &str) -> Option<()> {
        let mut cells = line.split('\t');
        let name = cells.next()?;
        let mut scores = Scores::default();
        for score in &mut scores {
            *score = f32::from(cells.next()?.parse::<i16>().ok()?) / 100.0;
        }
        let key = written(name);
        self.0.insert(key, scores);
        if !name.starts_with('@') {
            for beginning in [key >> 16, key >> 32].into_iter().filter(|&group| group > 0) {
                self.0.entry(beginning).or_default();
            }
        }
        Some(())
    }

    /// The scores of a sentence; the groups that begin at one character are expected one after another, shortest first.
    pub fn scores(&self, features: &[Feature]) -> Scores {
        let mut total = Scores::default();
        let mut unknown = None;
        for feature in features {
            if let Key::Gram(gram) = feature.key
                && unknown == Some(gram >> 16)
            {
                unknown = Some(gram);
                continue;
            }
            match self.0.get(&feature.key.id()) {
                Some(weights) => {
                    for (sum, weight) in total.iter_mut().zip(weights) {
                        *sum += weight * feature.value;
                    }
                }
                None => unknown = Some(feature.key.id()),
            }
        }
        total
    }
}

impl Key {
    /// The number the model knows the feature by.
    pub fn id(self) -> u64 {
        match self {
            Self::Named(name) => name_id(name),
            Self::Gram(gram) => gram,
        }
    }

    /// The feature as the weights file writes it.
    pub fn write(self) -> String {
        match self {
            Self::Named(name) => format!("@{name}"),
            Self::Gram(gram) => [gram >> 48, gram >> 32, gram >> 16, gram]
                .into_iter()
                .map(|code| code & 0xFFFF)
                .filter(|&code| code > 0)
                .filter_map(|code| char::from_u32(code as u32))
                .collect(),
        }
    }
}

fn name_id(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

/// The number of a feature as the weights file writes it.
fn written(text: &str) -> u64 {
    match text.strip_prefix('@') {
        Some(name) => name_id(name),
        None => text.chars().fold(0, |gram, c| (gram << 16) | u64::from(code(c))),
    }
}

/// The numbers are spread well enough already.
#[derive(Default)]
pub struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
