//! `jianfu tasks`: the task ledger, seen from today.

use std::io::IsTerminal;

use super::args::{TaskFormat, TasksArgs};
use super::{CLEAN, output, setup};
use crate::ledger::Ledger;
use crate::render::tasks::{csv, ics, json, text, xlsx};
use crate::tasks::{self, Query};

pub(super) fn run(args: &TasksArgs) -> anyhow::Result<u8> {
    if args.format == TaskFormat::Xlsx && args.output.is_none() && std::io::stdout().is_terminal() {
        anyhow::bail!("xlsx 不能显示在屏幕上，请用 --output 写到文件，如 --output 任务.xlsx");
    }
    let ledger = Ledger::open_existing(&args.ledger)?;
    let readings: Vec<_> = ledger.load()?.into_iter().map(|stored| stored.reading).collect();
    let config = setup::config_of_ledger(&args.place, &ledger)?;
    let query = Query {
        today: args.today.unwrap_or_else(setup::today),
        within: args.due_within,
        unit: args.unit.clone(),
    };
    setup::mention_stale(&ledger)?;
    let listing = tasks::list(&readings, query, &config);
    let mut out = output::open(args.output.as_deref())?;
    match args.format {
        TaskFormat::Text => text::write(&listing, &mut out)?,
        TaskFormat::Json => json::write(&listing, &mut out)?,
        TaskFormat::Csv => csv::write(&listing, &mut out)?,
        TaskFormat::Xlsx => xlsx::write(&listing, &mut out)?,
        TaskFormat::Ics => ics::write(&listing, &mut out)?,
    }
    out.flush()?;
    Ok(CLEAN)
}
