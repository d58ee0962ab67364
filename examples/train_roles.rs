//! Learns the weights of the roles model from labelled sentences and measures it by cross-validation.
//!
//! `cargo run --example train_roles -- SENTENCES.tsv [WEIGHTS.tsv [OTHER.tsv]]`: columns id (`document:number`), label (E P S N), …, sentence.
//! Without a second path nothing is written; a third is only measured. The result depends on the input alone: no random numbers, a fixed order.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use anyhow::{Context, Result};
use jianfu::facts::roles::features::{Feature, Key, Row, extract};
use jianfu::facts::roles::look::Look;
use jianfu::facts::roles::model::{Model, ROLES};
use jianfu::facts::roles::settle;

const LABELS: &str = "EPSN";
const FOLDS: usize = 5;
const ROUNDS: usize = 10;
const RATE: f32 = 0.05;
/// Pull towards zero, a step.
const SHRINK: f32 = 1.5e-4;
/// Parts in which examples are judged by the others before they are believed.
const PARTS: usize = 3;
/// An example to whose label the others give less than this chance is left out.
const DOUBT: f32 = 0.04;
/// Documents a character group must stand in.
const SPREAD: usize = 5;
/// Character groups kept.
const KEPT: usize = 11000;
/// How much likelier an empty sentence is taken to be than the examples say: annotators differ. By cross-validation F1 still rises
/// a little up to 2, but what it gains are accusations, and precision and accuracy fall: a false one costs a user.
const LEAN: f32 = 1.6;

struct Example {
    number: usize,
    document: usize,
    label: usize,
    words: String,
    features: Vec<(usize, f32)>,
}

type Weights = Vec<[f32; 4]>;

fn main() -> Result<()> {
    let mut paths = std::env::args().skip(1);
    let path = paths.next().context("which labelled sentences?")?;
    let text = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    let (examples, keys) = number(read(&text));
    say(&format!("sentences {}, features {}", examples.len(), keys.len()));
    validate(&examples, &keys);
    let all: Vec<&Example> = examples.iter().collect();
    let learned = page(&prune(learn(&all, keys.len()), &keys), &keys);
    if let Some(out) = paths.next() {
        std::fs::write(&out, &learned).with_context(|| out.clone())?;
    }
    if let Some(other) = paths.next() {
        let text = std::fs::read_to_string(&other).with_context(|| other.clone())?;
        measure(&Model::parse(&learned), &read(&text));
    }
    Ok(())
}

/// A sentence read: its document, its label, its words, its features.
type Sighted<'a> = (usize, usize, &'a str, Vec<Feature>);

fn read(text: &str) -> Vec<Sighted<'_>> {
    let mut documents: BTreeMap<&str, Vec<(usize, usize, &str)>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, label, .., sentence] = cells[..] else { continue };
        let Some((document, number)) = id.split_once(':') else { continue };
        let (Ok(number), Some(label)) = (number.parse(), LABELS.find(label)) else { continue };
        documents.entry(document).or_default().push((number, label, sentence));
    }
    let mut seen = Vec::new();
    for (document, rows) in documents.values().enumerate() {
        let total = rows.last().map_or(0, |row| row.0 + 1);
        let texts: Vec<Row<'_>> =
            rows.iter().map(|&(index, _, text)| Row { look: Look::at(text), index }).collect();
        for (row, features) in rows.iter().zip(extract(&texts, total)) {
            seen.push((document, row.1, row.2, features));
        }
    }
    seen
}

/// Examples with their features numbered, and what the numbers mean.
fn number(seen: Vec<Sighted<'_>>) -> (Vec<Example>, Vec<Key>) {
    let mut spread: BTreeMap<Key, (usize, usize)> = BTreeMap::new();
    for (document, _, _, features) in &seen {
        for feature in features {
            let entry = spread.entry(feature.key).or_insert((0, usize::MAX));
            if entry.1 != *document {
                *entry = (entry.0 + 1, *document);
            }
        }
    }
    let enough = |key: &Key, count: usize| matches!(key, Key::Named(_)) || count >= SPREAD;
    let keys: Vec<Key> = spread
        .iter()
        .filter(|(key, (count, _))| enough(key, *count))
        .map(|(key, _)| *key)
        .collect();
    let numbers: HashMap<u64, usize> =
        keys.iter().enumerate().map(|(at, key)| (key.id(), at)).collect();
    let known = |features: Vec<Feature>| {
        let found = features.iter().filter_map(|f| Some((*numbers.get(&f.key.id())?, f.value)));
        found.collect()
    };
    let examples = seen
        .into_iter()
        .enumerate()
        .map(|(number, (document, label, words, seen))| {
            let features = known(seen);
            Example { number, document, label, words: words.to_owned(), features }
        })
        .collect();
    (examples, keys)
}

/// Learns from the examples that can be believed: an annotator's slip between empty and substantive teaches the wrong thing.
fn learn(examples: &[&Example], features: usize) -> Weights {
    let mut believed: Vec<&Example> = Vec::with_capacity(examples.len());
    for part in 0..PARTS {
        let rest: Vec<&Example> =
            examples.iter().filter(|e| e.document % PARTS != part).copied().collect();
        let weights = fit(&rest, features);
        believed.extend(examples.iter().copied().filter(|e| e.document % PARTS == part).filter(
            |e| !matches!(e.label, 0 | 2) || chances(&weights, &e.features)[e.label] >= DOUBT,
        ));
    }
    believed.sort_by_key(|example| example.number);
    fit(&believed, features)
}

/// Multinomial logistic regression by `AdaGrad`, sentences taken in a fixed scattered order.
fn fit(examples: &[&Example], features: usize) -> Weights {
    let mut weights = vec![[0.0_f32; 4]; features];
    let mut squares = vec![[1e-3_f32; 4]; features];
    let count = examples.len();
    let stride = (7920..9000).find(|&n| gcd(n, count) == 1).unwrap_or(1);
    for round in 0..ROUNDS {
        for step in 0..count {
            let example = examples[(step * stride + round) % count];
            let mut chance = chances(&weights, &example.features);
            chance[example.label] -= 1.0;
            for &(at, value) in &example.features {
                for role in 0..4 {
                    let gradient = chance[role] * value + SHRINK * weights[at][role];
                    squares[at][role] += gradient * gradient;
                    weights[at][role] -= RATE * gradient / squares[at][role].sqrt();
                }
            }
        }
    }
    weights
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn chances(weights: &Weights, features: &[(usize, f32)]) -> [f32; 4] {
    let mut scores = [0.0_f32; 4];
    for &(at, value) in features {
        for role in 0..4 {
            scores[role] += weights[at][role] * value;
        }
    }
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers = scores.map(|score| (score - top).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// Keeps every named feature and the heaviest character groups.
fn prune(mut weights: Weights, keys: &[Key]) -> Weights {
    let weight = |row: &[f32; 4]| {
        let mean = row.iter().sum::<f32>() / 4.0;
        row.iter().map(|w| (w - mean).abs()).fold(0.0, f32::max)
    };
    let mut order: Vec<usize> =
        (0..keys.len()).filter(|&at| matches!(keys[at], Key::Gram(_))).collect();
    order.sort_by(|&a, &b| weight(&weights[b]).total_cmp(&weight(&weights[a])).then(a.cmp(&b)));
    for &at in order.iter().skip(KEPT) {
        weights[at] = [0.0; 4];
    }
    weights
}

/// Prints what the model would get right on documents it has not seen.
fn validate(examples: &[Example], keys: &[Key]) {
    let mut table = [[0_usize; 4]; 4];
    for fold in 0..FOLDS {
        let rest: Vec<&Example> =
            examples.iter().filter(|example| example.document % FOLDS != fold).collect();
        let weights = prune(learn(&rest, keys.len()), keys);
        for example in examples.iter().filter(|example| example.document % FOLDS == fold) {
            let chance = chances(&weights, &example.features);
            table[example.label][settled(&example.words, &lean(chance).map(f32::ln))] += 1;
        }
    }
    tell(&table);
}

/// The chances with the lean towards empty.
fn lean(mut chance: [f32; 4]) -> [f32; 4] {
    chance[0] *= LEAN;
    chance
}

/// The role the project would settle on, the words being known.
fn settled(words: &str, scores: &[f32; 4]) -> usize {
    let role = settle(&Look::at(words), scores);
    ROLES.iter().position(|&known| known == role).unwrap_or(2)
}

/// Prints what a written model gets right on other sentences.
fn measure(model: &Model, seen: &[Sighted<'_>]) {
    let mut table = [[0_usize; 4]; 4];
    for (_, label, words, features) in seen {
        table[*label][settled(words, &model.scores(features))] += 1;
    }
    tell(&table);
}

fn tell(table: &[[usize; 4]; 4]) {
    let right: usize = (0..4).map(|role| table[role][role]).sum();
    say(&format!("accuracy {:.3}", share(right, table.iter().flatten().sum())));
    for (role, name) in LABELS.chars().enumerate() {
        let got: usize = table.iter().map(|row| row[role]).sum();
        let want: usize = table[role].iter().sum();
        let (precision, recall) = (share(table[role][role], got), share(table[role][role], want));
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-6);
        say(&format!("{name}: P {precision:.3} R {recall:.3} F1 {f1:.3} {:?}", table[role]));
    }
}

fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn page(weights: &Weights, keys: &[Key]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (row, key) in weights.iter().zip(keys) {
        let mean = row.iter().sum::<f32>() / 4.0;
        let mut cells = row.map(|weight| ((weight - mean) * 100.0).round() as i32);
        if *key == Key::Named("bias") {
            cells[0] += (LEAN.ln() * 100.0).round() as i32;
        }
        if cells.iter().any(|&cell| cell != 0) {
            let [e, p, s, n] = cells;
            lines.push(format!("{}\t{e}\t{p}\t{s}\t{n}\n", key.write()));
        }
    }
    lines.sort();
    let mut page = String::from(HEADER);
    for line in lines {
        let _ = page.write_str(&line);
    }
    page
}

const HEADER: &str = "\
# 句子作用模型的权重：特征、空话、政治性指导语、实质内容、结构（单位：百分之一）。由程序写出，不要手改。
# 学法：从公开公文人工标注的七千余句中，由 examples/train_roles.rs 以多项逻辑回归学得；@ 开头的是具名特征，其余是一至三个字的字组，
# 每个字组至少见于五份文件；^ $ 表示句首句尾，0 表示一串数字，a 表示一串字母。改动线索词或套话词典后应重新训练。
";

#[expect(clippy::print_stderr, reason = "a program for its maintainers speaks on stderr")]
fn say(line: &str) {
    eprintln!("{line}");
}
