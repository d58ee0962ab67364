//! What every command needs before it starts: the configuration, the threads, the day, the progress line.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use super::args::{Common, Place};
use super::output;
use crate::config::{Config, nearest};
use crate::ingest;
use crate::ledger::Ledger;
use crate::rules;

const NAME: &str = "jianfu.toml";
/// Documents of a ledger whose folders are searched for a configuration.
const TRIED: usize = 50;

/// Finds and reads the configuration: `--config`, else `jianfu.toml` upward from the first path, else the pack alone.
pub(super) fn config(common: &Common, paths: &[String]) -> anyhow::Result<Config> {
    let found =
        common.config.clone().or_else(|| paths.first().and_then(|path| upward(Path::new(path))));
    load(found.as_deref(), common.pack.as_deref())
}

/// The same for a command on a ledger: `--config`, else upward from the first document of the ledger that still stands, as the audit
/// found it, else from the ledger itself. Says so where there is none, since names and limits may then differ from the audit's.
pub(super) fn config_of_ledger(place: &Place, ledger: &Ledger) -> anyhow::Result<Config> {
    let sources = ledger.first_sources(TRIED)?;
    let found = place
        .config
        .clone()
        .or_else(|| sources.iter().find_map(|source| upward(Path::new(source))))
        .or_else(|| upward(ledger.path()));
    if found.is_none() {
        output::complain(
            "提醒：没有找到 jianfu.toml，单位名称和限值按规则包默认；如审计时用了配置文件，请用 --config 指明同一个",
        );
    }
    load(found.as_deref(), place.pack.as_deref())
}

/// Says on standard error how many documents of a ledger an older version read, which no command but an audit uses.
pub(super) fn mention_stale(ledger: &Ledger) -> anyhow::Result<()> {
    let stale = ledger.stale()?;
    if !stale.is_empty() {
        output::complain(&format!(
            "提醒：台账中有 {} 份文件是旧版程序读取的，未计入；请重新运行 jianfu audit",
            stale.len()
        ));
    }
    Ok(())
}

/// Reads a configuration and all layers beneath it.
pub(super) fn load(found: Option<&Path>, pack: Option<&str>) -> anyhow::Result<Config> {
    let text = match found {
        Some(path) => fs::read_to_string(path)
            .with_context(|| format!("读不了配置文件“{}”", path.display()))?,
        None => String::new(),
    };
    let own = found.map(|path| (path, text.as_str()));
    let mut config = Config::load(own, pack, &|path| fs::read_to_string(path))?;
    known_rules(&config)?;
    if let Some(path) = config.calendar_file() {
        let text = fs::read_to_string(&path)
            .with_context(|| format!("读不了 [calendar] 写的节假日文件“{}”", path.display()))?;
        config.keep_calendar(&text).map_err(|error| anyhow!("{}：{error}", path.display()))?;
    }
    if let Some(path) = config.passages_file() {
        let bytes = fs::read(&path)
            .with_context(|| format!("读不了 passages 写的惯用段落表“{}”", path.display()))?;
        let text =
            ingest::plain(&bytes).ok_or_else(|| anyhow!("{}：不是文本文件", path.display()))?;
        config.use_passages(&text).map_err(|error| anyhow!("{}：{error}", path.display()))?;
    }
    Ok(config)
}

/// Every code the configuration writes is some rule's.
fn known_rules(config: &Config) -> anyhow::Result<()> {
    let codes: Vec<_> = rules::ALL.iter().map(|rule| rule.code).collect();
    let Some((code, origin)) = config.codes().into_iter().find(|(code, _)| !codes.contains(code))
    else {
        return Ok(());
    };
    let layer = config.layers.get(origin.layer).map_or("", |layer| layer.name.as_str());
    let line = origin.line.map_or(String::new(), |line| format!(" 第 {line} 行"));
    let near = nearest(code, &codes).map_or(String::new(), |near| format!("，是否想写“{near}”？"));
    bail!("{layer}{line}：没有编号为“{code}”的规则{near}（全部规则见 jianfu rules）")
}

/// The nearest `jianfu.toml` in a folder or above it.
pub(super) fn upward(path: &Path) -> Option<PathBuf> {
    let here = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let start = fs::canonicalize(here).ok()?;
    start.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file())
}

/// Sets the number of threads for the whole run.
pub(super) fn threads(common: &Common) -> anyhow::Result<()> {
    let count = common.jobs.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new().num_threads(count).build_global().context("无法启动工作线程")
}

/// The day today, by the machine's clock and zone.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}

/// A progress line on a terminal's standard error, shown after one second; nothing when piped or quiet.
pub(super) fn progress(common: &Common) -> ProgressBar {
    if common.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} 份，已用 {elapsed}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}
