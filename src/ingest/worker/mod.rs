//! Parsers that a hostile file could bring down run in child processes of this program, under limits of time and memory.
//!
//! What stops a child costs the file it was reading, nothing else. A child reads one file after another; there are never
//! more of them than threads that parse. Library users, tests and benchmarks parse in their own process unless they call
//! `enable`, for the children are started from the running program.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use std::{env, io};

use super::{Input, Opened, Refusal, sniff};

mod child;
mod handle;
mod wire;

pub use child::serve;
use handle::{Handle, Loss};

/// The hidden argument that makes this program a parser; no subcommand begins like it.
pub const ARGUMENT: &str = "__parse";

/// One file may take this long; the slowest of ordinary files take a tenth of it on an old office machine.
const TIME: Duration = Duration::from_secs(20);
/// Address space of one child, for the file's bytes and everything made of them.
#[cfg(unix)]
const MEMORY: u64 = 3 << 29;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
static IDLE: Mutex<Vec<Handle>> = Mutex::new(Vec::new());

/// Children are in use; when it is dropped, those that wait for work are ended.
#[derive(Debug)]
pub struct Enabled(());

/// From now on parsers run in children of this program, which must answer `ARGUMENT` with `serve`.
pub fn enable() -> Enabled {
    // The link leads to the running program even after an update has put another one in its place.
    let linked = PathBuf::from("/proc/self/exe");
    let program = if linked.exists() { Some(linked) } else { env::current_exe().ok() };
    if let Some(program) = program {
        PROGRAM.get_or_init(|| program);
    }
    Enabled(())
}

impl Drop for Enabled {
    fn drop(&mut self) {
        idle(Vec::clear);
    }
}

/// Reads a file in a child; `None` where it needs none or none can be had.
pub(super) fn parse(opened: &Opened) -> Option<Result<Input, Refusal>> {
    let program = PROGRAM.get().filter(|_| risky(&opened.bytes))?;
    if let Some(used) = idle(Vec::pop)
        && let Ok(outcome) = ask(used, opened)
    {
        return Some(outcome);
    }
    // What a used child died of may be what it had read before. A new one proves that it is this file.
    let new = start(program).ok()?;
    Some(ask(new, opened).unwrap_or_else(|loss| Err(loss.refusal())))
}

/// Puts one file to a child, which is kept for the next if it lives. Out of time is out of time, whatever was before.
fn ask(mut handle: Handle, opened: &Opened) -> Result<Result<Input, Refusal>, Loss> {
    match handle.ask(opened, TIME) {
        Ok(outcome) => {
            idle(|idle| idle.push(handle));
            Ok(outcome)
        }
        Err(Loss::Time) => Ok(Err(Loss::Time.refusal())),
        Err(loss) => Err(loss),
    }
}

fn start(program: &PathBuf) -> io::Result<Handle> {
    // One at a time: where a pipe cannot be opened and closed to others in one step, another child would inherit it.
    static STARTING: Mutex<()> = Mutex::new(());
    let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    Handle::start(std::process::Command::new(program).arg(ARGUMENT))
}

fn idle<T>(with: impl FnOnce(&mut Vec<Handle>) -> T) -> T {
    with(&mut IDLE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Whether bytes go to a parser of some depth; plain text is read line by line, and other files are not read at all.
fn risky(bytes: &[u8]) -> bool {
    use sniff::Content::{Other, Text};
    sniff::is_zip(bytes) || !matches!(sniff::content(bytes), Ok(Text | Other(_)) | Err(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_here() {
        let check = |bytes: &[u8], expect: bool| assert_eq!(risky(bytes), expect, "{bytes:?}");
        check("关于召开会议的通知".as_bytes(), false);
        check("会议名称,召开时间\n".as_bytes(), false);
        check(b"", false);
        check(b"\x89PNG\r\n\x1a\n", false);
        check(b"PK\x03\x04", true);
        check(b"%PDF-1.7", true);
        check(b"{\\rtf1", true);
        check(b"<html><body>", true);
    }
}
