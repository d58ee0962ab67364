//! `jianfu audit`: a whole tree, cross-document findings, totals; recorded in the ledger, resumed after a kill.

use anyhow::bail;

use super::args::{AuditArgs, Format};
use super::check::{request, style, verdict};
use super::{baseline, output, setup};
use crate::audit;
use crate::ledger::Ledger;
use crate::render::{github, json, junit, sarif, text};

pub(super) fn run(args: &AuditArgs) -> anyhow::Result<u8> {
    match args.common.format {
        Format::Html => bail!("html 只用于 check：一份或几份草稿一页"),
        Format::Docx => bail!("docx 只用于 check：把批注写进一份草稿"),
        _ => {}
    }
    let config = setup::config(&args.common, &args.paths)?;
    let request = request(&args.paths, &[], &args.judging)?;
    setup::threads(&args.common)?;
    let mut ledger = args.ledger.as_deref().map(Ledger::create_or_open).transpose()?;
    let bar = setup::progress(&args.common);
    let mut report = audit::audit(&request, &config, ledger.as_mut(), &bar)?;
    bar.finish_and_clear();
    baseline::apply(&args.judging, &request.selection, &args.common, &mut report)?;
    if let Some(ledger) = ledger {
        ledger.close()?;
    }
    if !args.common.quiet {
        output::complain(&format!(
            "新读取 {} 份，未变化 {} 份",
            report.read.fresh, report.read.same
        ));
    }
    let mut out = output::open(args.common.output.as_deref())?;
    match args.common.format {
        Format::Json => json::audit(&report, &mut out)?,
        Format::Text | Format::Html | Format::Docx => {
            text::audit(&report, &config, style(&args.common), &mut out)?;
        }
        Format::Sarif => sarif::write(&report, &mut out)?,
        Format::Github => github::write(&report, &mut out)?,
        Format::Junit => junit::write(&report, args.judging.fail_on.severity(), &mut out)?,
    }
    out.flush()?;
    Ok(verdict(&report, args.judging.fail_on))
}
