//! What clap says of a wrong command line, in Chinese.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{CLEAN, FAILED, output};

/// Prints help, version or what is wrong, and gives the exit code.
pub(super) fn explain(error: &clap::Error) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A closed pipe is the reader's choice, not a failure.
            let _ = error.print();
            CLEAN
        }
        _ => {
            output::complain(&format!(
                "错误：{}\n用 jianfu --help 或 jianfu 命令 --help 查看用法",
                message(error)
            ));
            FAILED
        }
    }
}

fn message(error: &clap::Error) -> String {
    let argument = text(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    let meant = |kind| match text(error, kind) {
        near if near.is_empty() => String::new(),
        near => format!("，是否想写“{near}”？"),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("不认识的选项“{argument}”{}", meant(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => {
            format!(
                "没有命令“{}”{}",
                text(error, ContextKind::InvalidSubcommand),
                meant(ContextKind::SuggestedSubcommand)
            )
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("选项“{argument}”后面缺少内容"),
        ErrorKind::InvalidValue => {
            format!(
                "选项“{argument}”不能是“{value}”，可以是：{}",
                text(error, ContextKind::ValidValue)
            )
        }
        ErrorKind::ValueValidation => format!("选项“{argument}”的值“{value}”不对"),
        ErrorKind::MissingRequiredArgument => format!("缺少必写的{argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写命令".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("“{argument}”不能重复写，或与别的选项冲突"),
        _ => format!("命令写法不对（{}）", error.kind()),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    }
}
