//! Every argument of every subcommand, with its help in Chinese.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::ledger::LedgerCommand;
use super::report;
use crate::finding::Severity;
use crate::monthly::Month;

pub(super) const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// 减负：审核公文和会议，发现空话套话、照搬照抄、重复开会和无依据的配套文件；全程离线，任何内容都不出本机
#[derive(Debug, Parser)]
#[command(
    name = "jianfu",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
#[command(
    help_template = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
    override_usage = "jianfu 命令 [参数]…",
    subcommand_help_heading = "命令"
)]
#[command(
    after_help = "退出码：0 没有问题；1 有达到 --fail-on 级别的问题；2 没能完成，或有文件读不出"
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    /// 显示帮助
    #[arg(short = 'h', long, global = true, action = ArgAction::Help, help_heading = "其他")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "其他")]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 发文前审核：一份或多份草稿，不留任何记录
    #[command(help_template = TEMPLATE, override_usage = "jianfu check 路径… [选项]")]
    Check(CheckArgs),
    /// 整体审计：文件夹里的全部公文、登记簿和会议台账，结果记入台账库，可中断续做
    #[command(help_template = TEMPLATE, override_usage = "jianfu audit 路径… --ledger 台账库 [选项]")]
    Audit(AuditArgs),
    /// 减负月报：各单位发文、会议、报送、督查检查的数量和同比，得分，错情通报，可合并的会议，会议月历
    #[command(help_template = TEMPLATE, override_usage = "jianfu report --ledger 台账库 --month 2026-10 [选项]")]
    Report(ReportArgs),
    /// 任务清单：谁、做什么、何时完成、出自哪份文件
    #[command(help_template = TEMPLATE, override_usage = "jianfu tasks --ledger 台账库 [选项]")]
    Tasks(TasksArgs),
    /// 管理台账库：检查、导出、导入、去掉记录、压缩
    #[command(subcommand, help_template = TEMPLATE, override_usage = "jianfu ledger 命令 台账库 …", subcommand_help_heading = "命令")]
    Ledger(LedgerCommand),
    /// 看程序读出了什么：版头、标题、主送、段落、句子
    #[command(help_template = TEMPLATE, override_usage = "jianfu extract 路径… [选项]")]
    Extract(ExtractArgs),
    /// 列出全部规则；给出编号则显示该规则的说明、依据、例子和改法
    #[command(help_template = TEMPLATE, override_usage = "jianfu rules [编号] [选项]")]
    Rules(RulesArgs),
    /// 从台账里的文件找出反复出现的惯用段落，写成一张供人决定的表
    #[command(help_template = TEMPLATE, override_usage = "jianfu learn --ledger 台账库 [选项]")]
    Learn(LearnArgs),
    /// 在当前文件夹写一份带说明的 jianfu.toml
    #[command(help_template = TEMPLATE, override_usage = "jianfu init [选项]")]
    Init(InitArgs),
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// 配置文件；不写则从第一个路径起逐级向上找 jianfu.toml
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) config: Option<PathBuf>,
    /// 规则包：national-2024（默认）、national-2019、city-2021，或一个 .toml 文件
    #[arg(long, value_name = "名称", help_heading = "选项")]
    pub(super) pack: Option<String>,
    /// 输出格式：text 文字（默认）、json、sarif、github、junit、html、docx（只用于 check；docx 是把批注写进草稿，须写 -o，旁边另存一份一致性评估表）
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "格式", help_heading = "选项", hide_default_value = true, hide_possible_values = true)]
    pub(super) format: Format,
    /// 输出到文件；不写则输出到屏幕
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub(super) output: Option<PathBuf>,
    /// 同时处理的文件数；不写则用全部处理器
    #[arg(long, value_name = "数", help_heading = "选项", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// 不显示进度
    #[arg(short, long, help_heading = "选项")]
    pub(super) quiet: bool,
    /// 颜色：auto 自动（默认）、always 总是、never 不用
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "方式", help_heading = "选项", hide_default_value = true, hide_possible_values = true)]
    pub(super) color: Color,
}

#[derive(Debug, Args)]
pub(super) struct Judging {
    /// 只用这些规则，写编号或编号的开头，逗号分隔：W,C201
    #[arg(long, value_name = "编号", value_delimiter = ',', help_heading = "选项")]
    pub(super) select: Vec<String>,
    /// 不用这些规则
    #[arg(long, value_name = "编号", value_delimiter = ',', help_heading = "选项")]
    pub(super) ignore: Vec<String>,
    /// 有该级别及以上的问题时退出码为 1：error 错误（默认）、warning 提醒、info 提示、never 从不
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "级别", help_heading = "选项", hide_default_value = true, hide_possible_values = true)]
    pub(super) fail_on: FailOn,
    /// 基线文件：列在里面的已知问题只标注、不计入结果
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) baseline: Option<PathBuf>,
    /// 写 --baseline 文件：不存在则新建、列入全部现有问题；已存在则只删去不再出现的，不加新的
    #[arg(long, requires = "baseline", help_heading = "选项")]
    pub(super) write_baseline: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// 文件、文件夹、压缩包（.zip），或 - 表示标准输入
    #[arg(required = true, value_name = "路径", help_heading = "参数")]
    pub(super) paths: Vec<String>,
    /// 用来比对的上级文件或往年文件（文件或文件夹），可写多个
    #[arg(long, value_name = "路径", num_args = 1.., help_heading = "选项")]
    pub(super) against: Vec<String>,
    /// 已有的台账库，用来比对；不会写入
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) ledger: Option<PathBuf>,
    /// 标准输入（-）代表的文件名，供编辑器用：结果里显示它，按它的扩展名识别，从它所在文件夹向上找 jianfu.toml
    #[arg(long, value_name = "文件名", conflicts_with = "watch", help_heading = "选项")]
    pub(super) stdin_filename: Option<String>,
    /// 一直看着这些路径，文件一存盘就重新审核，按 Ctrl-C 结束
    #[arg(long, conflicts_with = "write_baseline", help_heading = "选项")]
    pub(super) watch: bool,
    #[command(flatten)]
    pub(super) judging: Judging,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// 文件、文件夹、压缩包（.zip），登记簿和会议台账（.csv、.xlsx）
    #[arg(required = true, value_name = "路径", help_heading = "参数")]
    pub(super) paths: Vec<String>,
    /// 台账库；不存在则新建。不写则只出结果，不留记录
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) ledger: Option<PathBuf>,
    #[command(flatten)]
    pub(super) judging: Judging,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Where the configuration of a command on a ledger comes from.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// 配置文件；不写则从台账里的文件或台账所在文件夹起逐级向上找 jianfu.toml
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) config: Option<PathBuf>,
    /// 规则包：national-2024（默认）、national-2019、city-2021，或一个 .toml 文件
    #[arg(long, value_name = "名称", help_heading = "选项")]
    pub(super) pack: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// 台账库，由 jianfu audit 生成
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) ledger: PathBuf,
    /// 月份，如 2026-10
    #[arg(long, value_name = "月份", help_heading = "选项", value_parser = report::month)]
    pub(super) month: Month,
    /// 只报这个单位，全称或常用简称；不写则报全部单位
    #[arg(long, value_name = "单位", help_heading = "选项")]
    pub(super) department: Option<String>,
    /// 输出格式：text 文字（默认）、json、md、html 单个网页文件、docx 公文格式、xlsx 表格（docx、xlsx 须写 -o）
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "格式", help_heading = "选项", hide_default_value = true, hide_possible_values = true)]
    pub(super) format: ReportFormat,
    /// 输出到文件；不写则输出到屏幕
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub(super) output: Option<PathBuf>,
    /// The day that decides which exemptions have run out; for tests.
    #[arg(long, hide = true)]
    pub(super) today: Option<Date>,
    #[command(flatten)]
    pub(super) place: Place,
}

#[derive(Debug, Args)]
pub(super) struct TasksArgs {
    /// 台账库，由 jianfu audit 生成
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) ledger: PathBuf,
    /// 只列这些天内到期的（含已过期限的），如 7d、2w；定期任务另列，不按天数筛选
    #[arg(long, value_name = "天数", help_heading = "选项", value_parser = report::days)]
    pub(super) due_within: Option<u16>,
    /// 只列这个责任单位的：全称、简称，或名称的一部分；“各县（区）”等统称含其中各单位
    #[arg(long, value_name = "单位", help_heading = "选项")]
    pub(super) unit: Option<String>,
    /// 输出格式：text 文字（默认）、json、csv、xlsx 表格、ics 日历
    #[arg(long, value_enum, default_value_t = TaskFormat::Text, value_name = "格式", help_heading = "选项", hide_default_value = true, hide_possible_values = true)]
    pub(super) format: TaskFormat,
    /// 输出到文件；不写则输出到屏幕
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub(super) output: Option<PathBuf>,
    /// The day the deadlines are seen from; for tests.
    #[arg(long, hide = true)]
    pub(super) today: Option<Date>,
    #[command(flatten)]
    pub(super) place: Place,
}

#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// 台账库，由 jianfu audit 生成；文件须还在原处，要重新读
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) ledger: PathBuf,
    /// 输出到文件；已有这张表的，保留其中已作的决定。不写则输出到屏幕
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) place: Place,
}

#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// 文件、文件夹、压缩包（.zip），或 - 表示标准输入
    #[arg(required = true, value_name = "路径", help_heading = "参数")]
    pub(super) paths: Vec<String>,
    /// 说明每个要素是在哪里找到的
    #[arg(long, help_heading = "选项")]
    pub(super) why: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// 规则编号，如 W101
    #[arg(value_name = "编号", help_heading = "参数")]
    pub(super) code: Option<String>,
    /// 输出到文件；不写则输出到屏幕
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub(super) output: Option<PathBuf>,
    /// 本单位实际执行的规则：是否启用、级别、分值、限值，由哪一层配置的哪一行规定
    #[arg(long, help_heading = "选项")]
    pub(super) effective: bool,
    /// 配置文件，用于 --effective；不写则从当前文件夹起逐级向上找 jianfu.toml
    #[arg(long, value_name = "文件", requires = "effective", help_heading = "选项")]
    pub(super) config: Option<PathBuf>,
    /// 规则包，用于 --effective
    #[arg(long, value_name = "名称", requires = "effective", help_heading = "选项")]
    pub(super) pack: Option<String>,
    /// 输出格式：text 文字（默认）、md 全部规则的说明、json（用于 --effective）
    #[arg(long, value_enum, default_value_t = Listing::Text, value_name = "格式", help_heading = "选项", hide_default_value = true, hide_possible_values = true)]
    pub(super) format: Listing,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// 上一层的配置文件或规则包，写进 extends
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) extends: Option<String>,
    /// 已有 jianfu.toml 时也重写
    #[arg(long, help_heading = "选项")]
    pub(super) force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Sarif,
    Github,
    Junit,
    Html,
    Docx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Text,
    Json,
    Md,
    Html,
    Docx,
    Xlsx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TaskFormat {
    Text,
    Json,
    Csv,
    Xlsx,
    Ics,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Listing {
    Text,
    Md,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// The least grave severity that fails; none where nothing does.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}
