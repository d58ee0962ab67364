//! What a rule says: a finding at exact words, its basis, evidence and advice; and groups of documents or sittings.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::Span;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Shown, never fails a check.
    Info,
    /// A reviewer must decide.
    Warning,
    /// Would be returned or punished.
    Error,
}

/// How sure the rule is, apart from how grave the finding would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The text hints at it.
    Low,
    /// The text says so, other readings are possible.
    Medium,
    /// The text proves it.
    High,
}

/// Whether a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It counts.
    New,
    /// Known before; listed in the baseline.
    Baseline,
    /// Exempted with a reason.
    Exempt,
}

/// One finding of one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Path of the document, or id of the sitting, it is about.
    pub subject: String,
    /// Rule code, `W101`.
    pub rule: String,
    /// How grave.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong, in one Chinese sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// The flagged words (masked where they are personal data).
    pub text: String,
    /// The sentence around the flagged words, for showing them in place.
    pub line: String,
    /// Character of the block at which `line` begins.
    pub line_start: usize,
    /// 1-based page, where known.
    pub page: Option<u32>,
    /// Instrument and clause it rests on.
    pub basis: String,
    /// What to do.
    pub advice: String,
    /// Other places that prove it.
    pub evidence: Vec<Evidence>,
    /// Rule-specific values, documented on the rule's page.
    pub details: BTreeMap<String, Value>,
    /// Whether it counts.
    pub state: State,
    /// Why it does not, if it does not.
    pub exemption: Option<Exemption>,
}

/// Another place that proves a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Path of the document, or register row (`台账.csv#12`).
    pub source: String,
    /// Where in it.
    pub span: Span,
    /// The words there.
    pub text: String,
    /// What they prove.
    pub note: String,
}

/// Why, by whom and until when a finding is let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// Why.
    pub reason: String,
    /// Who decided.
    pub approver: String,
    /// Last day it holds.
    pub until: Option<Date>,
}

/// Documents or sittings that belong together for a reason a rule names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Rule code.
    pub rule: String,
    /// Sitting ids or document paths, in order of time.
    pub members: Vec<String>,
    /// Why they belong together, in Chinese.
    pub reason: String,
    /// Person-hours that one sitting instead of several would have saved; none where a figure is missing.
    pub person_hours: Option<f64>,
    /// The same with travel, from and to.
    #[serde(default)]
    pub range: Option<(f64, f64)>,
    /// What to do instead, a line each: the time proposed, then the agenda.
    #[serde(default)]
    pub plan: Vec<String>,
}
