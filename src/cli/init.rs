//! `jianfu init`: writes a commented jianfu.toml.

use std::fs::OpenOptions;
use std::io::Write;

use anyhow::Context;

use super::args::InitArgs;
use super::{CLEAN, output};
use crate::config::TEMPLATE;

const NAME: &str = "jianfu.toml";

pub(super) fn run(args: &InitArgs) -> anyhow::Result<u8> {
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
    file.write_all(TEMPLATE.as_bytes())?;
    output::complain("已写好 jianfu.toml，请按里面的说明填写本单位所在地");
    Ok(CLEAN)
}
