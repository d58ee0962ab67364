//! What is to be handed in: the names for a meeting, comments on a draft, a plan, or a report on the work.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::super::demands;

/// What is to be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Who comes to a meeting, and what they will say there.
    Attendance,
    /// Comments on a draft.
    Comments,
    /// A plan, rules or measures (配套文件).
    Plan,
    /// How the work is going: reports, forms, figures, materials.
    Progress,
    /// Anything else.
    Other,
}

#[derive(Deserialize, Default)]
pub(super) struct Cues {
    pub(super) verbs: Vec<String>,
    pub(super) objects: Vec<String>,
    pub(super) nouns: Vec<String>,
    pub(super) negations: Vec<String>,
    pub(super) past: Vec<String>,
    pub(super) approvals: Vec<String>,
    pub(super) modals: Vec<String>,
    pub(super) applications: Vec<String>,
    attendance: Vec<String>,
    comments: Vec<String>,
    emergencies: Vec<String>,
    statistics: Vec<String>,
    progress: Vec<String>,
}

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/requests.toml")).unwrap_or_default()
});

impl Matter {
    /// Reads the matter from the words of a request.
    pub(super) fn of(text: &str) -> Self {
        let holds = |words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
        if holds(&CUES.attendance) {
            Self::Attendance
        } else if holds(&CUES.comments) {
            Self::Comments
        } else if demands::drafts(text) {
            Self::Plan
        } else if holds(&CUES.progress) {
            Self::Progress
        } else {
            Self::Other
        }
    }
}

/// Emergency information and statutory statistics are reported because the law says so.
pub(super) fn exempt(text: &str) -> bool {
    CUES.emergencies.iter().chain(&CUES.statistics).any(|word| text.contains(word.as_str()))
}
