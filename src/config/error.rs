//! What is wrong with a configuration: the file, the line, and in Chinese what to do.

use std::fmt;

/// A fault at its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The file as the user knows it, or the pack.
    pub place: String,
    /// 1-based line, where the fault has one.
    pub line: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The text is not TOML.
    #[error("{0}")]
    Syntax(String),
    /// A key nobody knows.
    #[error("配置项“{key}”不认识{}", nearest.as_ref().map_or(String::new(), |known| format!("，是否想写“{known}”？")))]
    UnknownKey {
        /// The key as written, with its table.
        key: String,
        /// The nearest known one, if any is near.
        nearest: Option<String>,
    },
    /// A value of the wrong type or form.
    #[error("配置项“{key}”的值不对：{message}")]
    BadValue {
        /// The key with its table.
        key: String,
        /// What is wrong.
        message: String,
    },
    /// A value of a shared layer that does not say where it comes from.
    #[error(
        "“{0}”没有写出处：供下级引用的配置，每个数都要写 source，或在文件开头写 source = \"文件名\""
    )]
    NoSource(String),
    /// A pack nobody knows.
    #[error(
        "没有名为“{0}”的规则包；可用的有 national-2024、national-2019、city-2021，或写一个 .toml 文件的路径"
    )]
    UnknownPack(String),
    /// A file that `extends`, `pack` or the command line names, and that cannot be read.
    #[error("读不了配置文件“{file}”：{message}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        message: String,
    },
    /// Layers that rest on each other.
    #[error("extends 绕回了自身：{0}")]
    Cycle(String),
    /// More layers than any office has.
    #[error("extends 超过 {0} 层，请检查是否写错")]
    TooDeep(usize),
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{} 第 {line} 行：{}", self.place, self.fault),
            None => write!(out, "{}：{}", self.place, self.fault),
        }
    }
}
