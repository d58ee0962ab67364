//! The office every test works in: the samples' jurisdiction; and the line run on texts in memory.

use std::collections::BTreeMap;

use jianfu::config::Config;
use jianfu::corpus::{self, Corpus};
use jianfu::document::{Document, Source};
use jianfu::facts::{self, Reading};
use jianfu::finding::Finding;
use jianfu::ingest::{self, Input};
use jianfu::{rules, structure};

/// The samples' invented city, as its `jianfu.toml` says.
pub(crate) const CONFIG: &str = r#"
    [jurisdiction]
    level = "city"
    province = "岚川省"
    city = "澜溪市"
    counties = ["望桥区", "青禾县", "石坞县"]
    townships = ["柳渡镇", "松岭乡"]
"#;

/// What the test office has learned and decided on, for W105.
pub(crate) const PASSAGES: &str = include_str!("../fixtures/惯用段落.tsv");

/// The configuration of the samples' invented city.
pub(crate) fn config() -> Config {
    let mut config = Config::parse(CONFIG, None).expect("the test office's configuration is right");
    config.use_passages(PASSAGES).expect("the test office's passages are right");
    config
}

/// Texts by file name, run down the whole line without a file system.
pub(crate) struct Desk {
    pub(crate) corpus: Corpus,
    pub(crate) findings: Vec<Finding>,
}

/// Lays named texts on the desk; names ending in .csv are read as registers.
pub(crate) fn desk(texts: &[(String, String)], config: &Config) -> Desk {
    let (mut readings, mut registers, mut findings, mut kept) =
        (Vec::new(), Vec::new(), Vec::new(), BTreeMap::new());
    for (name, text) in texts {
        match ingest::parse(ingest::Opened::of_bytes(name, text.as_bytes().to_vec())) {
            Ok(Input::Document(source)) => {
                let (document, reading) = read(source, config);
                findings.append(&mut rules::check(&document, &reading, config));
                readings.push(reading);
                kept.insert(name.clone(), document);
            }
            Ok(Input::Register(register)) => registers.push(register),
            Err(refused) => panic!("{name}: {refused}"),
        }
    }
    let corpus =
        corpus::gather(readings, registers, corpus::Beside::default(), config, &|source| {
            kept.get(source).cloned()
        });
    findings.extend(rules::compare(&corpus, config).0);
    Desk { corpus, findings }
}

/// One text down the line as far as its reading.
pub(crate) fn read(source: Source, config: &Config) -> (Document, Reading) {
    let document = structure::parse(source, config);
    let reading = facts::distil(&document, config);
    (document, reading)
}
