//! `jianfu learn`: passages that recur in a ledger's documents, names, numbers and dates masked, with how many documents and
//! departments hold each.
//!
//! Groups of clauses are counted level by level: a group can only recur if both shorter groups within it do.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::config::Config;
use crate::config::passages::{MASK, Passage};
use crate::document::{Class, Document, counts};
use crate::facts::wording::{self, Stretch};
use crate::facts::{Reading, masking};
use crate::privacy;

/// What was learned.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// Recurring passages, most documents first.
    pub passages: Vec<Passage>,
    /// Documents read again.
    pub read: usize,
    /// Sources that are gone or changed since they were recorded.
    pub gone: Vec<String>,
}

/// Fewest letters of a passage worth showing.
const LONG: usize = 18;
/// Most clauses of a passage.
const CLAUSES: usize = 12;
/// A group is left out where a longer one stands in at least this share of its documents.
const HELD: f64 = 0.8;
/// Documents named with a passage.
const NAMED: usize = 3;

/// Finds the passages of the documents of a ledger, in order of source. `again` reads one anew.
pub fn learn(
    readings: &[Reading],
    config: &Config,
    again: &(dyn Fn(&Reading) -> Option<Document> + Sync),
) -> Learned {
    let open: Vec<&Reading> =
        readings.iter().filter(|reading| reading.class != Class::Classified).collect();
    let laid: Vec<Option<Text>> =
        open.par_iter().map(|reading| Some(Text::new(&again(reading)?, reading, config))).collect();
    let mut learned = Learned::default();
    let mut texts = Vec::new();
    for (reading, text) in open.iter().zip(laid) {
        match text {
            Some(text) => texts.push(text),
            None => learned.gone.push(reading.source.clone()),
        }
    }
    learned.read = texts.len();
    let least = Least {
        documents: config.limit("passage_documents"),
        departments: config.limit("passage_departments"),
    };
    learned.passages = passages(&texts, &least);
    learned
}

/// One document's clauses.
struct Text {
    source: String,
    department: Option<String>,
    stretches: Vec<(Stretch, Vec<String>)>,
}

impl Text {
    fn new(document: &Document, reading: &Reading, config: &Config) -> Self {
        let names = masking::names(document, config);
        let with_words = |stretch: Stretch| {
            let words = words(document, &stretch);
            (stretch, words)
        };
        let stretches = wording::stretches(document, &reading.judged(document), &names);
        Self {
            source: reading.source.clone(),
            department: reading.department.clone(),
            stretches: stretches.into_iter().map(with_words).collect(),
        }
    }
}

/// Each clause as it is shown: punctuation kept, one mark for each thing masked, personal numbers starred.
fn words(document: &Document, stretch: &Stretch) -> Vec<String> {
    let text = document.blocks.get(stretch.block).map_or("", |block| block.text.as_str());
    let chars: Vec<char> = text.chars().collect();
    let ends = stretch.clauses.iter().skip(1).copied().chain([stretch.letters.len()]);
    let clause = |(start, end): (&usize, usize)| {
        let from = stretch.places.get(*start).copied().unwrap_or(0);
        let last = stretch.places.get(end.saturating_sub(1)).copied().unwrap_or(from);
        let kept: BTreeSet<usize> =
            stretch.places.get(*start..end).unwrap_or_default().iter().copied().collect();
        let mut shown = String::new();
        for (at, &c) in chars.iter().enumerate().take(last + 1).skip(from) {
            if kept.contains(&at) || !counts(c) {
                shown.push(c);
            } else if !shown.ends_with(MASK) {
                shown.push(MASK);
            }
        }
        // What ends the clause belongs to it.
        shown.extend(chars.get(last + 1).filter(|c| !counts(**c) && !c.is_whitespace()));
        privacy::mask(&shown)
    };
    stretch.clauses.iter().zip(ends).map(clause).collect()
}

struct Least {
    documents: f64,
    departments: f64,
}

/// Where a group of clauses begins: text, stretch, clause.
type Place = (usize, usize, usize);

/// How often a group of clauses stands in the texts.
struct Group {
    first: Place,
    clauses: usize,
    texts: Vec<usize>,
    departments: BTreeSet<usize>,
}

impl Group {
    fn recurs(&self, least: &Least) -> bool {
        self.texts.len() as f64 >= least.documents
            && self.departments.len() as f64 >= least.departments
    }
}

/// The recurring passages of some texts, most documents first.
fn passages(texts: &[Text], least: &Least) -> Vec<Passage> {
    let departments = departments(texts);
    let mut kept: Vec<Group> = Vec::new();
    let mut below: HashMap<u64, Group> = HashMap::new();
    for clauses in 1..=CLAUSES {
        let mut groups = count(texts, &departments, clauses, &below);
        groups.retain(|_, group| group.recurs(least));
        let held = held(texts, &groups, &below);
        let mut done: Vec<(u64, Group)> = std::mem::take(&mut below)
            .into_iter()
            .filter(|(hash, _)| !held.contains(hash))
            .collect();
        done.sort_by_key(|(_, group)| group.first);
        kept.extend(done.into_iter().map(|(_, group)| group));
        if groups.is_empty() {
            break;
        }
        below = groups;
    }
    let mut rest: Vec<Group> = below.into_values().collect();
    rest.sort_by_key(|group| group.first);
    kept.append(&mut rest);
    let mut passages: Vec<Passage> = kept.iter().filter_map(|group| shown(texts, group)).collect();
    passages.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.text.cmp(&b.text)));
    passages.dedup_by(|a, b| a.text == b.text);
    passages
}

/// A number for each text's department; texts of no known one share the number of nobody.
fn departments(texts: &[Text]) -> Vec<Option<usize>> {
    let names: BTreeSet<&str> =
        texts.iter().filter_map(|text| text.department.as_deref()).collect();
    let numbers: BTreeMap<&str, usize> =
        names.into_iter().enumerate().map(|(number, name)| (name, number)).collect();
    let number = |text: &Text| numbers.get(text.department.as_deref()?).copied();
    texts.iter().map(number).collect()
}

/// Groups of `clauses` clauses whose shorter groups recur, by hash.
fn count(
    texts: &[Text],
    departments: &[Option<usize>],
    clauses: usize,
    below: &HashMap<u64, Group>,
) -> HashMap<u64, Group> {
    let mut groups: HashMap<u64, Group> = HashMap::new();
    for (number, text) in texts.iter().enumerate() {
        for (at, (stretch, _)) in text.stretches.iter().enumerate() {
            for clause in 0..(stretch.clauses.len() + 1).saturating_sub(clauses) {
                let known = |from: usize| below.contains_key(&hash(stretch, from, clauses - 1));
                if clauses > 1 && !(known(clause) && known(clause + 1)) {
                    continue;
                }
                let first = (number, at, clause);
                let group = groups.entry(hash(stretch, clause, clauses)).or_insert_with(|| Group {
                    first,
                    clauses,
                    texts: Vec::new(),
                    departments: BTreeSet::new(),
                });
                if group.texts.last() != Some(&number) {
                    group.texts.push(number);
                    group.departments.extend(departments.get(number).copied().flatten());
                }
            }
        }
    }
    groups
}

/// Groups one clause shorter that the longer ones make needless.
fn held(
    texts: &[Text],
    longer: &HashMap<u64, Group>,
    shorter: &HashMap<u64, Group>,
) -> BTreeSet<u64> {
    let mut held = BTreeSet::new();
    let mut groups: Vec<&Group> = longer.values().collect();
    groups.sort_by_key(|group| group.first);
    for group in groups {
        let (text, at, clause) = group.first;
        let Some((stretch, _)) = texts.get(text).and_then(|text| text.stretches.get(at)) else {
            continue;
        };
        for from in [clause, clause + 1] {
            let hash = hash(stretch, from, group.clauses - 1);
            let most = shorter.get(&hash).map_or(0, |group| group.texts.len());
            if group.texts.len() as f64 >= HELD * most as f64 {
                held.insert(hash);
            }
        }
    }
    held
}

/// The letters of a group of clauses.
fn letters(stretch: &Stretch, clause: usize, clauses: usize) -> &[char] {
    let start = stretch.clauses.get(clause).copied().unwrap_or(0);
    let end = stretch.clauses.get(clause + clauses).copied().unwrap_or(stretch.letters.len());
    stretch.letters.get(start..end).unwrap_or_default()
}

fn hash(stretch: &Stretch, clause: usize, clauses: usize) -> u64 {
    let words: String = letters(stretch, clause, clauses).iter().collect();
    xxh3_64(words.as_bytes())
}

/// A group as a row of the table; `None` where it is too short to be worth one.
fn shown(texts: &[Text], group: &Group) -> Option<Passage> {
    let (text, at, clause) = group.first;
    let (stretch, words) = texts.get(text)?.stretches.get(at)?;
    let letters = letters(stretch, clause, group.clauses);
    let text = words.get(clause..clause + group.clauses)?.concat();
    let text = text.trim_matches(|c: char| matches!(c, '，' | '；' | '：' | ' ')).to_owned();
    let sources = group.texts.iter().take(NAMED).filter_map(|&text| texts.get(text));
    let passage = Passage {
        decided: None,
        documents: group.texts.len(),
        departments: group.departments.len(),
        text,
        sources: sources.map(|text| text.source.as_str()).collect::<Vec<_>>().join("；"),
    };
    // A passage shown otherwise than it is compared (a starred number) could not be found again.
    let true_to_text = passage.key().chars().eq(letters.iter().copied());
    (letters.len() >= LONG && true_to_text).then_some(passage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::distil;
    use crate::ingest::{self, Input, Opened};
    use crate::structure;

    fn desk(texts: &[(&str, String)]) -> Vec<(Reading, Document)> {
        let config = Config::parse("", None).unwrap();
        let read = |(name, text): &(&str, String)| {
            let opened = Opened::of_bytes(name, text.clone().into_bytes());
            let Ok(Input::Document(source)) = ingest::parse(opened) else { panic!("{text}") };
            let document = structure::parse(source, &config);
            (distil(&document, &config), document)
        };
        texts.iter().map(read).collect()
    }

    fn run(desk: &[(Reading, Document)]) -> Learned {
        let config = Config::parse("", None).unwrap();
        let readings: Vec<Reading> = desk.iter().map(|(reading, _)| reading.clone()).collect();
        learn(&readings, &config, &|reading| {
            let found = desk.iter().find(|(known, _)| known.source == reading.source);
            found.map(|(_, document)| document.clone())
        })
    }

    /// A document of a bureau: its own work, then `passage`.
    fn paper(bureau: &str, number: usize, passage: &str) -> String {
        let work = ["检修泵站", "清理沟渠", "更换水表", "检测水质", "登记水井", "疏通涵洞"];
        format!(
            "澜溪市{bureau}文件\n澜字〔2026〕{number}号\n澜溪市{bureau}关于{}的通知\n各县（区）{bureau}：\n望桥区{bureau}于4月{}日前{}{}处。{passage}\n澜溪市{bureau}\n2026年3月{}日\n",
            work[number % 6],
            number + 1,
            work[number % 6],
            number * 7 + 3,
            number + 1
        )
    }

    const HABIT: &str = "各单位要倒排工期，于5月20日前把进度表贴在公示栏，做到进度人人知晓，逾期的由分管领导向全体干部说明。";

    #[test]
    fn learns_what_departments_share() {
        let bureaus = ["水利局", "林业局", "民政局"];
        let own = |at: usize| {
            // Every paper has another date in it.
            HABIT.replace("5月20日", &format!("5月{}日", at + 10))
        };
        let texts: Vec<(String, String)> =
            (0..6).map(|at| (format!("{at}.txt"), paper(bureaus[at % 3], at, &own(at)))).collect();
        let texts: Vec<(&str, String)> =
            texts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        let learned = run(&desk(&texts));
        assert_eq!(learned.read, 6);
        let shown: Vec<_> = learned
            .passages
            .iter()
            .map(|it| (it.text.as_str(), it.documents, it.departments))
            .collect();
        let habit = "各单位要倒排工期，于□前把进度表贴在公示栏，做到进度人人知晓，逾期的由分管领导向全体干部说明。";
        assert_eq!(shown, [(habit, 6, 3)]);
        assert_eq!(learned.passages[0].sources, "0.txt；1.txt；2.txt");
        // Four documents, or two departments, are no habit.
        assert_eq!(run(&desk(&texts[..4])).passages, []);
        let two: Vec<(&str, String)> = texts
            .iter()
            .enumerate()
            .map(|(at, (name, _))| (*name, paper(bureaus[at % 2], at, HABIT)))
            .collect();
        assert_eq!(run(&desk(&two)).passages, []);
    }

    #[test]
    fn leaves_what_law_words() {
        let bureaus = ["水利局", "林业局", "民政局", "教育局"];
        let fixed = "本通知自印发之日起施行，有效期五年，此前规定与本通知不一致的以本通知为准。市领导强调：“各单位要倒排工期，把进度表贴在公示栏，做到进度人人知晓。”";
        let texts: Vec<(String, String)> =
            (0..8).map(|at| (format!("{at}.txt"), paper(bureaus[at % 4], at, fixed))).collect();
        let texts: Vec<(&str, String)> =
            texts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        assert_eq!(run(&desk(&texts)).passages, []);
    }

    #[test]
    fn says_what_is_gone() {
        let desk = desk(&[("0.txt", paper("水利局", 1, HABIT))]);
        let readings = vec![desk[0].0.clone()];
        let config = Config::parse("", None).unwrap();
        let learned = learn(&readings, &config, &|_| None);
        assert_eq!((learned.read, learned.gone), (0, vec!["0.txt".to_owned()]));
    }
}
