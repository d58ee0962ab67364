//! `jianfu learn`: writes the table of passages that recur in a ledger's documents, for a person to decide on.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, anyhow};

use super::args::LearnArgs;
use super::{CLEAN, FAILED, output, setup};
use crate::config::passages::{self, Passage};
use crate::extract::reread;
use crate::facts::Reading;
use crate::ingest;
use crate::learn;
use crate::ledger::Ledger;
use crate::render;

/// Lost files named one by one; more are only counted.
const NAMED: usize = 10;

pub(super) fn run(args: &LearnArgs) -> anyhow::Result<u8> {
    let ledger = Ledger::open_existing(&args.ledger)?;
    let readings: Vec<Reading> = ledger.load()?.into_iter().map(|stored| stored.reading).collect();
    let config = setup::config_of_ledger(&args.place, &ledger)?;
    setup::mention_stale(&ledger)?;
    let decided = decided(args.output.as_deref())?;
    let again = |reading: &Reading| {
        reread(&reading.source, &config).filter(|found| found.sha256 == reading.sha256)
    };
    let mut learned = learn::learn(&readings, &config, &again);
    keep(&mut learned.passages, decided);
    let mut out = output::open(args.output.as_deref())?;
    render::passages::write(&learned.passages, &mut out)?;
    out.flush()?;
    for source in learned.gone.iter().take(NAMED) {
        output::complain(&format!("没有读“{source}”：不在原处，或者记入台账以后改过"));
    }
    output::complain(&format!(
        "读了 {} 份文件（另有 {} 份不在原处或者改过），找到惯用段落 {} 段；请在“决定”一列写“用”或“不用”，再在 jianfu.toml 里写 passages",
        learned.read,
        learned.gone.len(),
        learned.passages.len()
    ));
    Ok(if learned.gone.is_empty() { CLEAN } else { FAILED })
}

/// The decisions of the table that is about to be written anew.
fn decided(path: Option<&Path>) -> anyhow::Result<Vec<Passage>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("读不了“{}”", path.display()));
        }
    };
    let table = ingest::plain(&bytes)
        .ok_or_else(|| anyhow!("{}：不是文本文件，没有改写", path.display()))?;
    // Decisions are a person's work: a table that cannot be read is not written over.
    let known = passages::parse(&table).map_err(|error| anyhow!("{}：{error}", path.display()))?;
    Ok(known.into_iter().filter(|passage| passage.decided.is_some()).collect())
}

/// Puts earlier decisions into the new table; passages decided on that no longer recur stay at its end.
fn keep(passages: &mut Vec<Passage>, decided: Vec<Passage>) {
    let mut decided: BTreeMap<String, Passage> =
        decided.into_iter().map(|passage| (passage.key(), passage)).collect();
    for passage in passages.iter_mut() {
        if let Some(known) = decided.remove(&passage.key()) {
            passage.decided = known.decided;
        }
    }
    passages.extend(decided.into_values());
}
