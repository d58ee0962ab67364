//! The command line: one file a subcommand, Chinese help, exit codes 0 (clean), 1 (findings), 2 (could not run or something unreadable).

mod args;
mod audit;
mod baseline;
mod check;
mod extract;
mod init;
mod learn;
mod ledger;
mod output;
mod report;
mod rules;
mod setup;
mod tasks;
mod usage;
mod watch;

use std::env;
use std::process::ExitCode;

use clap::Parser;

use crate::ingest::worker;
use args::{Cli, Command};

/// Exit code when nothing at or above `--fail-on` was found.
const CLEAN: u8 = 0;
/// Exit code when something was.
const FOUND: u8 = 1;
/// Exit code when the run could not be done, or some input was unreadable.
const FAILED: u8 = 2;

/// Runs the program on its own arguments.
pub fn run() -> ExitCode {
    if env::args_os().nth(1).is_some_and(|argument| argument == worker::ARGUMENT) {
        return worker::serve();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(usage::explain(&error)),
    };
    let _parsers = worker::enable();
    let done = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Tasks(args) => tasks::run(&args),
        Command::Ledger(command) => ledger::run(&command),
        Command::Extract(args) => extract::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Init(args) => init::run(&args),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        // The reader of our output went away (`| head`): nothing is wrong.
        Err(error) if broken_pipe(&error) => ExitCode::from(CLEAN),
        Err(error) => {
            output::complain(&format!("错误：{error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

fn broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    let json = error.chain().filter_map(|cause| cause.downcast_ref::<serde_json::Error>());
    io.map(std::io::Error::kind)
        .chain(json.filter_map(serde_json::Error::io_error_kind))
        .any(|kind| kind == std::io::ErrorKind::BrokenPipe)
}
