//! The doorway: everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    jianfu::cli::run()
}
