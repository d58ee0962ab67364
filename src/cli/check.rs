//! `jianfu check`: drafts before publication; nothing is recorded.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::args::{CheckArgs, Common, FailOn, Format, Judging};
use super::{CLEAN, FAILED, FOUND, baseline, output, setup, watch};
use crate::audit::{self, Request};
use crate::config::Config;
use crate::ingest::{self, Entry};
use crate::ledger::Ledger;
use crate::render::{docx, github, html, json, junit, sarif, text};
use crate::report::{Report, Selection};

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<u8> {
    if args.watch {
        return watch::run(args);
    }
    if args.common.format == Format::Docx {
        reviewed_path(args)?;
    }
    let config = match &args.stdin_filename {
        Some(name) => named_stdin(name, args)?,
        None => setup::config(&args.common, &args.paths)?,
    };
    let request = request(&args.paths, &args.against, &args.judging)?;
    setup::threads(&args.common)?;
    let background = args.ledger.as_deref().map(Ledger::open_existing).transpose()?;
    let bar = setup::progress(&args.common);
    let mut report = audit::check(&request, &config, background.as_ref(), &bar)?;
    bar.finish_and_clear();
    baseline::apply(&args.judging, &request.selection, &args.common, &mut report)?;
    if args.common.format == Format::Docx {
        return review(&report, args);
    }
    let mut out = output::open(args.common.output.as_deref())?;
    match args.common.format {
        Format::Json => json::check(&report, &mut out)?,
        Format::Text | Format::Docx => text::check(&report, style(&args.common), &mut out)?,
        Format::Sarif => sarif::write(&report, &mut out)?,
        Format::Github => github::write(&report, &mut out)?,
        Format::Html => {
            let compared = args.ledger.is_some() || !args.against.is_empty();
            let desk = html::Desk {
                reread: &|source: &str| audit::reread(source, &config),
                selection: &request.selection,
                recorded: args.ledger.is_some(),
                compared: compared || report.documents.len() > 1,
            };
            html::check(&report, &desk, &mut out)?;
        }
        Format::Junit => junit::write(&report, args.judging.fail_on.severity(), &mut out)?,
    }
    out.flush()?;
    Ok(verdict(&report, args.judging.fail_on))
}

/// Standard input stands for a file: its name is shown, and the configuration is found from where it would lie.
fn named_stdin(name: &str, args: &CheckArgs) -> anyhow::Result<Config> {
    if !args.paths.iter().any(|path| path == "-") {
        bail!("--stdin-filename 要与 - 同用，如 jianfu check - --stdin-filename 通知.txt");
    }
    ingest::name_stdin(name);
    let found = args.common.config.clone();
    let found = found.or_else(|| Path::new(name).ancestors().find_map(setup::upward));
    setup::load(found.as_deref(), args.common.pack.as_deref())
}

/// Where the reviewed draft goes: a file, and not the draft itself.
fn reviewed_path(args: &CheckArgs) -> anyhow::Result<&Path> {
    let Some(path) = args.common.output.as_deref() else {
        bail!("docx 格式要用 --output 写明批注后的草稿存到哪里，如 -o 审核稿.docx");
    };
    let same = |draft: &String| {
        let (draft, path) = (fs::canonicalize(draft), fs::canonicalize(path));
        matches!((draft, path), (Ok(draft), Ok(path)) if draft == path)
    };
    if args.paths.iter().any(same) {
        bail!("--output 不能是草稿本身，原稿不改动；请换一个文件名");
    }
    Ok(path)
}

/// Writes the draft with its comments; nothing is written where it cannot be.
fn review(report: &Report, args: &CheckArgs) -> anyhow::Result<u8> {
    if report.documents.is_empty() && !report.unreadable.is_empty() {
        return Ok(verdict(report, args.judging.fail_on));
    }
    let draft =
        docx::review(report, |source| Ok(ingest::open(&Entry { name: source.to_owned() })?))?;
    let path = reviewed_path(args)?;
    fs::write(path, draft).with_context(|| {
        format!("写不了“{}”，请检查文件夹是否存在、有没有写入权限", path.display())
    })?;
    Ok(verdict(report, args.judging.fail_on))
}

/// What to read and how to judge it.
pub(super) fn request(
    paths: &[String],
    against: &[String],
    judging: &Judging,
) -> anyhow::Result<Request> {
    let selection = Selection { select: upper(&judging.select), ignore: upper(&judging.ignore) };
    selection.check().map_err(anyhow::Error::msg)?;
    Ok(Request {
        paths: paths.to_vec(),
        against: against.to_vec(),
        selection,
        today: setup::today(),
    })
}

fn upper(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| code.trim().to_uppercase()).collect()
}

/// How text is to look.
pub(super) fn style(common: &Common) -> text::Style {
    text::Style { coloured: output::coloured(common.color, common.output.as_deref()) }
}

/// Names every unreadable file on standard error and gives the exit code.
pub(super) fn verdict(report: &Report, fail_on: FailOn) -> u8 {
    for file in &report.unreadable {
        output::complain(&format!("读不出：{file}"));
    }
    failing(report, fail_on)
}

/// The exit code a report comes to.
pub(super) fn failing(report: &Report, fail_on: FailOn) -> u8 {
    let fails = fail_on.severity().is_some_and(|severity| report.fails(severity));
    match (report.unreadable.is_empty(), fails) {
        (false, _) => FAILED,
        (true, true) => FOUND,
        (true, false) => CLEAN,
    }
}
