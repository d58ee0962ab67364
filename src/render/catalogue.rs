//! The rules as a list for the screen and as one Markdown document (RULES.md).

use std::io::{self, Write};

use comfy_table::{Table, presets};

use crate::finding::Severity;
use crate::rules::{ALL, page};

/// The Chinese name of a severity.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "提醒",
        Severity::Info => "提示",
    }
}

/// Writes the catalogue, one line a rule.
///
/// # Errors
/// When `out` cannot be written.
pub fn list(out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["编号", "名称", "级别", "依据"]);
    for rule in ALL {
        table.add_row([rule.code, rule.title, severity(rule.severity), &page::basis(rule.page)]);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    writeln!(out, "\n用 jianfu rules 编号 查看一条规则的说明、例子和改法")
}

/// Writes every rule's page as one Markdown document.
///
/// # Errors
/// When `out` cannot be written.
pub fn pages(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# 规则\n\n本文由规则页生成（`jianfu rules --format md -o RULES.md`），请改规则页，不要改这里。\n"
    )?;
    for rule in ALL {
        writeln!(
            out,
            "- [{} {}](#{}-{})：{}",
            rule.code,
            rule.title,
            rule.code.to_lowercase(),
            rule.title,
            severity(rule.severity)
        )?;
    }
    for rule in ALL {
        writeln!(
            out,
            "\n{}",
            rule.page.trim().replace("\n## ", "\n### ").replacen("# ", "## ", 1)
        )?;
    }
    Ok(())
}
