//! Registers kept beside the documents: meeting ledger, incoming and outgoing register, yearly plan, quotas.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A table whose header names the columns of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// The path as the user gave it.
    pub source: String,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// Which register it is.
    pub kind: Kind,
    /// Its data rows, in order.
    pub rows: Vec<Row>,
    /// Registers of other kinds in the same file, on sheets of their own; these have no others in turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Self>,
}

/// Which register a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Meetings held: 会议名称, 召开时间 ….
    Meetings,
    /// Documents that came in: 收文单位, 来文单位 ….
    Received,
    /// Documents that went out: 文号, 标题, 发文单位 ….
    Issued,
    /// Meetings and inspections planned: 会议名称/督查名称.
    Plan,
    /// Yearly control numbers: 部门, 年度控制数.
    Quota,
}

/// One data row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// 1-based number among the data rows of its file.
    pub number: usize,
    /// Cells by canonical column name (`会议名称`, `召开时间` …), trimmed; empty cells left out.
    pub cells: BTreeMap<String, String>,
}

impl Register {
    /// It and the others in its file, each by itself.
    pub fn each(mut self) -> impl Iterator<Item = Self> {
        let others = std::mem::take(&mut self.others);
        std::iter::once(self).chain(others)
    }

    /// How findings and sittings name a row: `会议台账.csv#12`, with the register's path as given.
    pub fn reference(&self, row: &Row) -> String {
        format!("{}#{}", self.source, row.number)
    }
}

impl Row {
    /// The cell under a canonical column name.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }
}
