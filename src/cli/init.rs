//! `jianfu init`: writes a commented jianfu.toml.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use toml::Value;

use super::args::InitArgs;
use super::{CLEAN, output};
use crate::config::{Config, TEMPLATE};

const NAME: &str = "jianfu.toml";

pub(super) fn run(args: &InitArgs) -> anyhow::Result<u8> {
    let text = text(args.extends.as_deref());
    // A file that cannot be read later is not written at all.
    Config::load(Some((Path::new(NAME), &text)), None, &|path| fs::read_to_string(path))?;
    let mut options = OpenOptions::new();
    options.write(true);
    if args.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let mut file = options.open(NAME).context(
        "写不了 jianfu.toml：当前文件夹里已有一份（要重写请加 --force），或没有写入权限",
    )?;
    file.write_all(text.as_bytes())?;
    output::complain("已写好 jianfu.toml，请按里面的说明填写本单位所在地");
    Ok(CLEAN)
}

/// The example, resting on the layer asked for.
fn text(extends: Option<&str>) -> String {
    let Some(beneath) = extends else { return TEMPLATE.to_owned() };
    let line = |line: &str| match line.strip_prefix("# extends = ") {
        Some(_) => format!("extends = {}\n", Value::from(beneath)),
        None => format!("{line}\n"),
    };
    TEMPLATE.lines().map(line).collect()
}
