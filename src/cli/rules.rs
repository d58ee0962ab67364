//! `jianfu rules [CODE]`: the catalogue, or one rule's page; needs no dictionary and no file. With `--effective` also what
//! this office's configuration makes of the rules.

use std::io::Write;
use std::path::Path;

use anyhow::bail;

use super::args::{Listing, RulesArgs};
use super::{CLEAN, output, setup};
use crate::config::nearest;
use crate::render::{catalogue, effective};
use crate::rules::{self, Rule};

pub(super) fn run(args: &RulesArgs) -> anyhow::Result<u8> {
    if args.effective {
        return in_force(args);
    }
    let page = args.code.as_deref().map(find).transpose()?.map(|rule| rule.page);
    if args.format == Listing::Json {
        bail!("json 格式只用于 --effective：jianfu rules --effective --format json");
    }
    let mut out = output::open(args.output.as_deref())?;
    match (page, args.format) {
        (Some(page), _) => write!(out, "{page}")?,
        (None, Listing::Md) => catalogue::pages(&mut out)?,
        (None, _) => catalogue::list(&mut out)?,
    }
    out.flush()?;
    Ok(CLEAN)
}

/// What holds here, and why.
fn in_force(args: &RulesArgs) -> anyhow::Result<u8> {
    let rule = args.code.as_deref().map(find).transpose()?;
    if args.format == Listing::Md {
        bail!("--effective 的格式只有 text 和 json");
    }
    let found = args.config.clone().or_else(|| setup::upward(Path::new(".")));
    let config = setup::load(found.as_deref(), args.pack.as_deref())?;
    let chosen: Vec<&Rule> = rule.map_or_else(|| rules::ALL.to_vec(), |rule| vec![rule]);
    let mut out = output::open(args.output.as_deref())?;
    match args.format {
        Listing::Json => effective::json(&config, &chosen, rule.is_none(), &mut out)?,
        _ => effective::text(&config, &chosen, rule.is_none(), &mut out)?,
    }
    out.flush()?;
    Ok(CLEAN)
}

fn find(code: &str) -> anyhow::Result<&'static Rule> {
    let code = code.to_uppercase();
    if let Some(rule) = rules::ALL.iter().find(|rule| rule.code == code) {
        return Ok(rule);
    }
    let codes: Vec<_> = rules::ALL.iter().map(|rule| rule.code).collect();
    match nearest(&code, &codes) {
        Some(near) => {
            bail!("没有编号为“{code}”的规则，是否想写“{near}”？（全部规则见 jianfu rules）")
        }
        None => bail!("没有编号为“{code}”的规则（全部规则见 jianfu rules）"),
    }
}
