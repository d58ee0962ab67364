//! `jianfu report`: the monthly burden-reduction report, from the ledger alone.

use anyhow::bail;

use super::args::{ReportArgs, ReportFormat};
use super::{CLEAN, output, setup};
use crate::ledger::Ledger;
use crate::monthly::{self, Month};
use crate::recall;
use crate::register::Register;
use crate::render::report::{docx, html, json, markdown, text, xlsx};

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<u8> {
    let file = match args.format {
        ReportFormat::Docx => Some("docx"),
        ReportFormat::Xlsx => Some("xlsx"),
        _ => None,
    };
    if let (Some(kind), None) = (file, &args.output) {
        bail!("{kind} 不能显示在屏幕上，请用 --output 写到文件，如 -o 月报.{kind}");
    }
    let ledger = Ledger::open_existing(&args.ledger)?;
    let config = setup::config_of_ledger(&args.place, &ledger)?;
    setup::mention_stale(&ledger)?;
    let today = args.today.unwrap_or_else(setup::today);
    let ground = recall::month(&ledger, args.month, &config, today)?;
    let asked = monthly::Query {
        month: args.month,
        department: args.department.as_deref(),
        quotas: monthly::quotas(
            &config,
            &ledger.load_registers()?.into_iter().flat_map(Register::each).collect::<Vec<_>>(),
        ),
    };
    let monthly = monthly::of(&ground, &asked, &config).map_err(anyhow::Error::msg)?;
    let mut out = output::open(args.output.as_deref())?;
    match args.format {
        ReportFormat::Text => text::write(&monthly, &mut out)?,
        ReportFormat::Json => json::write(&monthly, &mut out)?,
        ReportFormat::Md => markdown::write(&monthly, &mut out)?,
        ReportFormat::Html => html::write(&monthly, &mut out)?,
        ReportFormat::Docx => docx::write(&monthly, &mut out)?,
        ReportFormat::Xlsx => xlsx::write(&monthly, &mut out)?,
    }
    out.flush()?;
    Ok(CLEAN)
}

/// `2026-10`.
pub(super) fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "月份写作 2026-10".to_owned())
}

/// `7`, `7d`, `7天`, `2w`, `2周`.
pub(super) fn days(text: &str) -> Result<u16, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let times = match text.get(digits.len()..).unwrap_or_default() {
        "" | "d" | "天" | "日" => 1,
        "w" | "周" => 7,
        _ => 0,
    };
    match digits.parse::<u16>().ok().and_then(|number| number.checked_mul(times)) {
        Some(days) if times > 0 => Ok(days),
        _ => Err("天数写作 7d 或 2w".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_days() {
        let check = |text: &str, expect: Option<u16>| {
            assert_eq!(days(text).ok(), expect, "{text}");
        };
        check("7d", Some(7));
        check("7", Some(7));
        check("10天", Some(10));
        check("2w", Some(14));
        check("2周", Some(14));
        check("7x", None);
        check("d", None);
        check("", None);
        check("99999d", None);
    }
}
