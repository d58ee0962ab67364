//! The child: reads files from its standard input and writes what they held to its standard output.

use std::io::{self, BufReader};
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::thread;

use super::super::parse_here;
use super::wire;

/// Room for parsers that call themselves; much more than they are allowed to go down.
const STACK: usize = 16 << 20;

/// Serves files until standard input is closed, which ends it at once even in the middle of one: nobody waits for it.
pub fn serve() -> ExitCode {
    #[cfg(unix)]
    restrict();
    let (sender, files) = channel();
    let parser = thread::Builder::new().stack_size(STACK).spawn(move || {
        let mut output = io::stdout().lock();
        for opened in files {
            if wire::write_answer(&mut output, &parse_here(&opened)).is_err() {
                return;
            }
        }
    });
    if parser.is_err() {
        return ExitCode::FAILURE;
    }
    let mut input = BufReader::new(io::stdin().lock());
    while let Ok(opened) = wire::read_request(&mut input) {
        if sender.send(opened).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Takes from this process what a parser has no need of: boundless memory, and files with its memory in them.
#[cfg(unix)]
fn restrict() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    for (resource, most) in [(Resource::As, super::MEMORY), (Resource::Core, 0)] {
        let now = getrlimit(resource);
        // A lower limit set from outside stays.
        let least = |limit: Option<u64>| Some(limit.map_or(most, |limit| limit.min(most)));
        let limit = Rlimit { current: least(now.current), maximum: least(now.maximum) };
        // macOS has no such limit on memory; there time alone bounds a parser.
        let _ = setrlimit(resource, limit);
    }
}
