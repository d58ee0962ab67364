//! `jianfu check`: drafts before publication; nothing is recorded.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{CheckArgs, Common, FailOn, Format, Judging};
use super::{CLEAN, FAILED, FOUND, baseline, output, setup, watch};
use crate::audit::{self, Request};
use crate::config::Config;
use crate::extract;
use crate::ingest::{self, Entry};
use crate::ledger::Ledger;
use crate::render::{assessment, docx, github, html, json, junit, sarif, text};
use crate::report::{Report, Selection};

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<u8> {
    if args.watch {
        return watch::run(args);
    }
    if args.common.format == Format::Docx {
        reviewed_paths(args)?;
    }
    let config = match &args.stdin_filename {
        Some(name) => named_stdin(name, args)?,
        None => setup::config(&args.common, &args.paths)?,
    };
    let request = request(&args.paths, &args.against, &args.judging)?;
    setup::threads(&args.common)?;
    let background = args.ledger.as_deref().map(Ledger::open_existing).transpose()?;
    background.as_ref().map_or(Ok(()), setup::mention_stale)?;
    let bar = setup::progress(&args.common);
    let mut report = audit::check(&request, &config, background.as_ref(), &bar)?;
    bar.finish_and_clear();
    baseline::apply(&args.judging, &request.selection, &args.common, &mut report)?;
    let compared = args.ledger.is_some() || !args.against.is_empty();
    let desk = html::Desk {
        reread: &|source: &str| extract::reread(source, &config),
        selection: &request.selection,
        recorded: args.ledger.is_some(),
        compared: compared || report.documents.len() > 1,
    };
    if args.common.format == Format::Docx {
        return review(&report, &desk, args);
    }
    let mut out = output::open(args.common.output.as_deref())?;
    match args.common.format {
        Format::Json => json::check(&report, &mut out)?,
        Format::Text | Format::Docx => text::check(&report, style(&args.common), &mut out)?,
        Format::Sarif => sarif::write(&report, &mut out)?,
        Format::Github => github::write(&report, &mut out)?,
        Format::Html => html::check(&report, &desk, &mut out)?,
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

/// Where the reviewed draft and its assessment go: files, and neither the draft itself.
fn reviewed_paths(args: &CheckArgs) -> anyhow::Result<[PathBuf; 2]> {
    let Some(path) = args.common.output.clone() else {
        bail!("docx 格式要用 --output 写明批注后的草稿存到哪里，如 -o 审核稿.docx");
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let paths = [path.with_file_name(format!("{stem}-一致性评估表.docx")), path];
    let same = |draft: &String| {
        let draft = fs::canonicalize(draft).ok();
        draft.is_some() && paths.iter().any(|path| fs::canonicalize(path).ok() == draft)
    };
    if args.paths.iter().any(same) {
        bail!("--output 不能是草稿本身，原稿不改动；请换一个文件名");
    }
    let [assessment, draft] = paths;
    Ok([draft, assessment])
}

/// Writes the draft with its comments and the assessment beside it; nothing is written where one of them cannot be made.
fn review(report: &Report, desk: &html::Desk<'_>, args: &CheckArgs) -> anyhow::Result<u8> {
    if report.documents.is_empty() && !report.unreadable.is_empty() {
        return Ok(verdict(report, args.judging.fail_on));
    }
    let draft =
        docx::review(report, |source| Ok(ingest::open(&Entry { name: source.to_owned() })?))?;
    let table = assessment::write(report, desk)?;
    let paths = reviewed_paths(args)?;
    for (path, bytes) in paths.iter().zip([draft, table]) {
        fs::write(path, bytes).with_context(|| {
            format!("写不了“{}”，请检查文件夹是否存在、有没有写入权限", path.display())
        })?;
    }
    if !args.common.quiet {
        let [draft, table] = paths.each_ref().map(|path| path.display());
        output::complain(&format!("已写出：{draft}（加批注的草稿）、{table}（一致性评估表）"));
    }
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
