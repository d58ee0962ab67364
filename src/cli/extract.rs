//! `jianfu extract`: what the tool read.

use anyhow::bail;

use super::args::{ExtractArgs, Format};
use super::{CLEAN, FAILED, output, setup};
use crate::extract;
use crate::render::{json, text};

pub(super) fn run(args: &ExtractArgs) -> anyhow::Result<u8> {
    let config = setup::config(&args.common, &args.paths)?;
    let format = args.common.format;
    if !matches!(format, Format::Json | Format::Text) {
        bail!("extract 只有 text 和 json 两种输出格式");
    }
    setup::threads(&args.common)?;
    let bar = setup::progress(&args.common);
    let (documents, unreadable) = extract::extract(&args.paths, &config, &bar);
    bar.finish_and_clear();
    let mut out = output::open(args.common.output.as_deref())?;
    match format {
        Format::Json => json::extract(&documents, &unreadable, &mut out)?,
        _ => text::extract(&documents, args.why, &mut out)?,
    }
    out.flush()?;
    for file in &unreadable {
        output::complain(&format!("读不出：{file}"));
    }
    Ok(if unreadable.is_empty() { CLEAN } else { FAILED })
}
