//! `jianfu rules [CODE]`: the catalogue, or one rule's page; needs no dictionary and no file.

use std::io::Write;

use anyhow::bail;

use super::args::{Listing, RulesArgs};
use super::{CLEAN, output};
use crate::config::nearest;
use crate::render::catalogue;
use crate::rules;

pub(super) fn run(args: &RulesArgs) -> anyhow::Result<u8> {
    let mut out = output::open(args.output.as_deref())?;
    match (&args.code, args.format) {
        (Some(code), _) => write!(out, "{}", page(code)?)?,
        (None, Listing::Text) => catalogue::list(&mut out)?,
        (None, Listing::Md) => catalogue::pages(&mut out)?,
    }
    out.flush()?;
    Ok(CLEAN)
}

fn page(code: &str) -> anyhow::Result<&'static str> {
    let code = code.to_uppercase();
    if let Some(rule) = rules::ALL.iter().find(|rule| rule.code == code) {
        return Ok(rule.page);
    }
    let codes: Vec<_> = rules::ALL.iter().map(|rule| rule.code).collect();
    match nearest(&code, &codes) {
        Some(near) => {
            bail!("没有编号为“{code}”的规则，是否想写“{near}”？（全部规则见 jianfu rules）")
        }
        None => bail!("没有编号为“{code}”的规则（全部规则见 jianfu rules）"),
    }
}
