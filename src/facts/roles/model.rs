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
        let row = |line: &str| {
            let mut cells = line.split('\t');
            let key = written(cells.next()?);
            let mut scores = Scores::default();
            for score in &mut scores {
                *score = cells.next()?.parse::<f32>().ok()? / 100.0;
            }
            Some((key, scores))
        };
        Self(text.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect())
    }

    /// The scores of a sentence.
    pub fn scores(&self, features: &[Feature]) -> Scores {
        let mut total = Scores::default();
        for feature in features {
            if let Some(weights) = self.0.get(&feature.key.id()) {
                for (sum, weight) in total.iter_mut().zip(weights) {
                    *sum += weight * feature.value;
                }
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
