//! Where output goes: standard output or a file; complaints to standard error.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::Context;

use super::args::Color;

/// Opens what `--output` names, else standard output.
pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Box<dyn Write>> {
    let Some(path) = path else { return Ok(Box::new(BufWriter::new(io::stdout().lock()))) };
    let file = File::create(path).with_context(|| {
        format!("写不了“{}”，请检查文件夹是否存在、有没有写入权限", path.display())
    })?;
    Ok(Box::new(BufWriter::new(file)))
}

/// Prints one message to standard error.
pub(super) fn complain(message: &str) {
    // When standard error itself is gone there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{message}");
}

/// Should the output be coloured?
pub(super) fn coloured(color: Color, path: Option<&Path>) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            path.is_none() && io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
        }
    }
}
