//! `jianfu check --watch`: looks at a folder again and again, and checks what has changed.
//!
//! By looking, not by the system's notices: those do not come from the network drives offices keep their drafts on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::args::{CheckArgs, Format};
use super::check::{failing, request, style};
use super::{baseline, output, setup};
use crate::desk::{Desk, belongs};
use crate::ingest;
use crate::ledger::Ledger;
use crate::render::{json, text};
use crate::report::Report;

/// Between two looks; a file must not have changed for one of them.
const PAUSE: Duration = Duration::from_millis(500);

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<u8> {
    refuse(args)?;
    let stopped = stop()?;
    let config = setup::config(&args.common, &args.paths)?;
    let request = request(&args.paths, &args.against, &args.judging)?;
    setup::threads(&args.common)?;
    let background = args.ledger.as_deref().map(Ledger::open_existing).transpose()?;
    background.as_ref().map_or(Ok(()), setup::mention_stale)?;
    let mut desk = Desk::new(&request, &config, background.as_ref())?;
    let mut out = output::open(args.common.output.as_deref())?;
    let (mut watcher, mut code) = (Watcher::default(), super::CLEAN);
    if !args.common.quiet {
        output::complain("有改动就重新审核；按 Ctrl-C 结束");
    }
    while !stopped.load(Ordering::Relaxed) {
        let change = watcher.look(stamps(&args.paths));
        if !change.is_empty() {
            let mut report = desk.renew(&change.ready, &change.gone)?;
            // Ctrl-C reaches the parsers too: what they could not finish says nothing of the file.
            if stopped.load(Ordering::Relaxed) {
                break;
            }
            baseline::apply(&args.judging, &request.selection, &args.common, &mut report)?;
            code = failing(&report, args.judging.fail_on);
            write(&mut report, &change, args, &mut out)?;
            out.flush()?;
        }
        thread::sleep(PAUSE);
    }
    Ok(code)
}

/// What cannot be had while watching.
fn refuse(args: &CheckArgs) -> anyhow::Result<()> {
    if !matches!(args.common.format, Format::Text | Format::Json) {
        bail!("--watch 的格式只有 text 和 json（json 每次改动一行）");
    }
    if let Some(path) = args.paths.iter().find(|path| !Path::new(path).exists()) {
        bail!("--watch 要看的“{path}”不存在，请写文件夹或文件的路径");
    }
    Ok(())
}

/// Set when the user or the system asks to end.
fn stop() -> anyhow::Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stopped)).context("无法接收 Ctrl-C")?;
    }
    Ok(stopped)
}

/// Shows what the change brought.
fn write(
    report: &mut Report,
    change: &Change,
    args: &CheckArgs,
    out: &mut dyn std::io::Write,
) -> anyhow::Result<()> {
    report.keep_only(&|source| change.ready.iter().any(|file| belongs(source, file)));
    for file in &report.unreadable {
        output::complain(&format!("读不出：{file}"));
    }
    if args.common.format == Format::Json {
        return Ok(json::check_line(report, out)?);
    }
    for file in &change.gone {
        writeln!(out, "━━ {file}\n   已删除或移走\n")?;
    }
    if !change.ready.is_empty() {
        text::check(report, style(&args.common), out)?;
    }
    Ok(())
}

/// What tells that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
}

fn stamps(paths: &[String]) -> BTreeMap<String, Stamp> {
    let stamp = |name: String| {
        let about = fs::metadata(&name).ok()?;
        let stamp = Stamp { size: about.len(), modified: about.modified().ok() };
        about.is_file().then_some((name, stamp))
    };
    ingest::names(paths).into_iter().filter_map(stamp).collect()
}

/// What one look found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Change {
    /// Files new or changed, and done being written.
    ready: Vec<String>,
    /// Files checked before and gone now.
    gone: Vec<String>,
}

impl Change {
    fn is_empty(&self) -> bool {
        self.ready.is_empty() && self.gone.is_empty()
    }
}

/// Remembers what was seen, so that a change is told once and only when it is over.
#[derive(Debug, Default)]
struct Watcher {
    checked: BTreeMap<String, Stamp>,
    last: BTreeMap<String, Stamp>,
}

impl Watcher {
    /// Compares what is there now with the last look. A file half written, or taken away for a moment while an editor puts
    /// the new one in its place, has to look the same twice.
    fn look(&mut self, seen: BTreeMap<String, Stamp>) -> Change {
        let settled = |name: &String| self.last.get(name) == seen.get(name);
        let new = seen.iter().filter(|(name, stamp)| self.checked.get(*name) != Some(stamp));
        let ready = new.filter(|(name, _)| settled(name)).map(|(name, _)| name.clone()).collect();
        let gone = self.checked.keys().filter(|name| !seen.contains_key(*name) && settled(name));
        let change = Change { ready, gone: gone.cloned().collect() };
        for name in &change.gone {
            self.checked.remove(name);
        }
        let ready = change.ready.iter().filter_map(|name| Some((name.clone(), *seen.get(name)?)));
        self.checked.extend(ready);
        self.last = seen;
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each look is the sizes seen, written 甲3 乙5; what comes of it is 甲 for ready and -甲 for gone.
    fn check(looks: &[(&str, &str)]) {
        let mut watcher = Watcher::default();
        for (index, (seen, expect)) in looks.iter().enumerate() {
            let seen = seen.split_whitespace().map(|file| {
                let (name, size) = file.split_at('甲'.len_utf8());
                let size = size.parse().expect("a size");
                (name.to_owned(), Stamp { size, modified: None })
            });
            let change = watcher.look(seen.collect());
            let gone = change.gone.iter().map(|name| format!("-{name}"));
            let told: Vec<_> = change.ready.iter().cloned().chain(gone).collect();
            assert_eq!(told.join(" "), *expect, "look {index} of {looks:?}");
        }
    }

    #[test]
    fn changes_are_told_once_and_when_over() {
        check(&[("甲1", ""), ("甲1", "甲"), ("甲1", ""), ("甲2", ""), ("甲2", "甲"), ("甲2", "")]);
        // Written bit by bit.
        check(&[("甲1", ""), ("甲2", ""), ("甲3", ""), ("甲3", "甲")]);
        // Replaced: away for one look.
        check(&[("甲1", ""), ("甲1", "甲"), ("", ""), ("甲2", ""), ("甲2", "甲")]);
        check(&[("甲1", ""), ("甲1", "甲"), ("", ""), ("甲1", ""), ("甲1", "")]);
        // Really gone, and back.
        check(&[("甲1 乙1", ""), ("甲1 乙1", "乙 甲"), ("乙1", ""), ("乙1", "-甲"), ("乙1", "")]);
        check(&[("甲1", ""), ("甲1", "甲"), ("", ""), ("", "-甲"), ("甲1", ""), ("甲1", "甲")]);
        // Changed and changed back before it settled: nothing to say.
        check(&[("甲1", ""), ("甲1", "甲"), ("甲2", ""), ("甲1", ""), ("甲1", "")]);
        check(&[("", ""), ("", "")]);
    }
}
