//! `jianfu ledger`: look after the ledger file itself: verify, export, import, forget, compact.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::HumanBytes;
use jiff::civil::Date;

use super::args::{Place, TEMPLATE};
use super::{CLEAN, FOUND, output, setup};
use crate::ledger::{Ledger, Merged};
use crate::recall::recall;
use crate::render::export::{Source, TABLES, csv, parquet};

#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    /// 检查台账库是否完好，并说明里面有多少内容
    #[command(help_template = TEMPLATE, override_usage = "jianfu ledger verify 台账库")]
    Verify {
        /// 台账库，由 jianfu audit 生成
        #[arg(value_name = "台账库", help_heading = "参数")]
        ledger: PathBuf,
    },
    /// 导出公文、要点、问题、会议、任务五张表；涉密文件只有代号，个人信息已遮盖
    #[command(help_template = TEMPLATE, override_usage = "jianfu ledger export 台账库 --to 文件夹 [选项]")]
    Export(ExportArgs),
    /// 并入另一个台账库：本台账没有的收进来，已有的不动
    #[command(help_template = TEMPLATE, override_usage = "jianfu ledger import 台账库 另一个台账库 [选项]")]
    Import {
        /// 收入到这个台账库；没有则新建
        #[arg(value_name = "台账库", help_heading = "参数")]
        ledger: PathBuf,
        /// 从这个台账库导入；它不会被改动
        #[arg(value_name = "另一个台账库", help_heading = "参数")]
        other: PathBuf,
        /// 同一路径、内容不同的，以导入的为准；不写则保留本台账的
        #[arg(long, help_heading = "选项")]
        replace: bool,
    },
    /// 从台账库中去掉某些文件的记录，引用它们的问题一并去掉；文件本身不动
    #[command(help_template = TEMPLATE, override_usage = "jianfu ledger forget 台账库 文件…")]
    Forget {
        /// 台账库
        #[arg(value_name = "台账库", help_heading = "参数")]
        ledger: PathBuf,
        /// 台账中的文件路径，与报告中写的一致
        #[arg(required = true, value_name = "文件", help_heading = "参数")]
        sources: Vec<String>,
    },
    /// 压缩台账库，收回去掉记录后空出的空间
    #[command(help_template = TEMPLATE, override_usage = "jianfu ledger compact 台账库")]
    Compact {
        /// 台账库
        #[arg(value_name = "台账库", help_heading = "参数")]
        ledger: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// 台账库，由 jianfu audit 生成
    #[arg(value_name = "台账库", help_heading = "参数")]
    ledger: PathBuf,
    /// 导出到这个文件夹；没有则新建，已有的同名表重写
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    to: PathBuf,
    /// 格式：csv（默认，可用 WPS、Excel 打开）、parquet（供数据平台）
    #[arg(long, value_enum, default_value_t = ExportFormat::Csv, value_name = "格式", help_heading = "选项", hide_default_value = true, hide_possible_values = true)]
    format: ExportFormat,
    /// The day that decides which exemptions have run out; for tests.
    #[arg(long, hide = true)]
    today: Option<Date>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    Csv,
    Parquet,
}

pub(super) fn run(command: &LedgerCommand) -> anyhow::Result<u8> {
    match command {
        LedgerCommand::Verify { ledger } => verify(ledger),
        LedgerCommand::Export(args) => export(args),
        LedgerCommand::Import { ledger, other, replace } => import(ledger, other, *replace),
        LedgerCommand::Forget { ledger, sources } => forget(ledger, sources),
        LedgerCommand::Compact { ledger } => compact(ledger),
    }
}

fn verify(path: &Path) -> anyhow::Result<u8> {
    let counts = Ledger::open_existing(path)?.verify()?;
    let mut lines = vec![format!(
        "台账完好：公文 {} 份，单份文件的问题 {} 条，登记表 {} 张，读不出的文件 {} 份",
        counts.documents, counts.findings, counts.registers, counts.unreadable
    )];
    if counts.stale > 0 {
        lines.push(format!(
            "其中 {} 份是旧版程序读取的，报告不计入；请重新运行 jianfu audit",
            counts.stale
        ));
    }
    say(&lines)
}

fn export(args: &ExportArgs) -> anyhow::Result<u8> {
    let ledger = Ledger::open_existing(&args.ledger)?;
    let config = setup::config_of_ledger(&args.place, &ledger)?;
    setup::mention_stale(&ledger)?;
    let report = recall(&ledger, &config, args.today.unwrap_or_else(setup::today))?;
    let source = Source::new(&report);
    let cannot = |path: &Path| {
        format!("写不了“{}”，请检查空间、文件夹和写入权限，是否正被其他程序打开", path.display())
    };
    fs::create_dir_all(&args.to).with_context(|| cannot(&args.to))?;
    let mut lines = Vec::new();
    for table in &TABLES {
        let ending = match args.format {
            ExportFormat::Csv => "csv",
            ExportFormat::Parquet => "parquet",
        };
        let path = args.to.join(format!("{}.{ending}", table.name));
        // Under another name until it is whole: a table that stands is never half of one.
        let part = args.to.join(format!("{}.{ending}.part", table.name));
        let file = BufWriter::new(File::create(&part).with_context(|| cannot(&part))?);
        let rows = match args.format {
            ExportFormat::Csv => csv::write(table, &source, file),
            ExportFormat::Parquet => parquet::write(table, &source, file),
        };
        let rows = rows.with_context(|| cannot(&part))?;
        fs::rename(&part, &path).with_context(|| cannot(&path))?;
        lines.push(format!("{} {rows} 行：{}", table.title, path.display()));
    }
    say(&lines)
}

fn import(path: &Path, other: &Path, replace: bool) -> anyhow::Result<u8> {
    if other.is_dir() {
        bail!("“{}”是文件夹。导出的表格只供查阅，不能导入；请写台账库文件本身", other.display());
    }
    let from = Ledger::open_existing(other)?;
    if fs::canonicalize(path).is_ok_and(|path| fs::canonicalize(other).is_ok_and(|it| it == path)) {
        bail!("两个路径是同一个台账库，没有可导入的");
    }
    let mut ledger = Ledger::create_or_open(path)?;
    let merged = ledger.merge(&from, replace)?;
    ledger.close()?;
    say(&imported(&merged))?;
    Ok(if merged.differing.is_empty() && merged.stale.is_empty() { CLEAN } else { FOUND })
}

fn imported(merged: &Merged) -> Vec<String> {
    let mut lines = vec![format!(
        "收入公文 {} 份、登记表 {} 张、读不出的文件 {} 份；原来就有、内容相同的 {} 份",
        merged.documents.len(),
        merged.registers.len(),
        merged.unreadable.len(),
        merged.same.len()
    )];
    let mut list = |about: &str, sources: &BTreeSet<String>| {
        if !sources.is_empty() {
            lines.push(format!("{about}，{} 份：", sources.len()));
            lines.extend(sources.iter().map(|source| format!("  {source}")));
        }
    };
    list("收入的公文", &merged.documents);
    list("收入的登记表", &merged.registers);
    list("其中替换了本台账原有记录的", &merged.replaced);
    list(
        "没有收入：本台账已有同一路径、内容不同的记录，保留本台账的（要以导入的为准，加 --replace）",
        &merged.differing,
    );
    list("没有收入：由旧版程序读取，请用新版程序对原文件重新审计", &merged.stale);
    lines
}

fn forget(path: &Path, sources: &[String]) -> anyhow::Result<u8> {
    // Opening for reading first: a mistyped path must not create a ledger.
    Ledger::open_existing(path)?;
    let mut ledger = Ledger::create_or_open(path)?;
    let sources: BTreeSet<String> = sources.iter().cloned().collect();
    let unknown = ledger.forget(&sources)?;
    if !unknown.is_empty() {
        let known = ledger.sources()?;
        let hint = |source: &String| {
            let near = known.iter().find(|known| known.ends_with(source.as_str()));
            near.map_or(String::new(), |near| format!("（是否想写“{near}”？）"))
        };
        let named: Vec<_> =
            unknown.iter().map(|source| format!("\n  {source}{}", hint(source))).collect();
        bail!("台账中没有这些文件，什么都没有去掉：{}", named.concat());
    }
    ledger.close()?;
    let backups = "升级前留下的备份（.bak）里如有这些记录，请一并处理";
    say(&[format!("已去掉 {} 份文件的记录；{backups}", sources.len())])
}

fn compact(path: &Path) -> anyhow::Result<u8> {
    Ledger::open_existing(path)?;
    let mut ledger = Ledger::create_or_open(path)?;
    let (before, after) = ledger.compact()?;
    ledger.close()?;
    say(&[format!("已压缩：{} → {}", HumanBytes(before), HumanBytes(after))])
}

fn say(lines: &[String]) -> anyhow::Result<u8> {
    let mut out = output::open(None)?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(CLEAN)
}
