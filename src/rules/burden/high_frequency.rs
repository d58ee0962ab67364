#![doc = include_str!("high_frequency.md")]

use crate::document::Document;
use crate::facts::Reading;
use crate::facts::requests::Period;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// R603.
pub static RULE: Rule = Rule {
    code: "R603",
    name: "high-frequency",
    title: "报送频次过高",
    severity: Severity::Error,
    page: include_str!("high_frequency.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    for request in &reading.requests {
        let Some((severity, words)) = request.period.and_then(grade) else { continue };
        let class = Cadence::of(document, &request.quote.text);
        let message = format!("要求{words}报送；{}", class.rule());
        let finding = context.flag(document, request.quote.span, message);
        let allowed = class == Cadence::Important && request.period == Some(Period::Monthly);
        finding.severity = if request.exempt || allowed { Severity::Info } else { severity };
        finding.detail("cadence", class.name());
        finding.detail("period", serde_json::to_value(request.period).unwrap_or_default());
    }
}

/// What a task's class allows: routine work quarterly, important tasks monthly, urgent matters each on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cadence {
    Routine,
    Important,
    Urgent,
}

impl Cadence {
    /// Reads the class from the urgency mark and from what the title and the demand call the work.
    fn of(document: &Document, request: &str) -> Self {
        let title = document.elements.title.as_deref().unwrap_or_default();
        let says = |words: &[&str]| {
            words.iter().any(|word| title.contains(word) || request.contains(word))
        };
        if document.elements.urgency.is_some() || says(&["紧急", "抢险", "应急响应"]) {
            Self::Urgent
        } else if says(&[
            "重要任务",
            "重点任务",
            "重大项目",
            "重点项目",
            "重点工作",
            "重大任务",
            "民生实事",
        ]) {
            Self::Important
        } else {
            Self::Routine
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Important => "important",
            Self::Urgent => "urgent",
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Routine => "常规工作按季报告",
            Self::Important => "重要任务按月报告",
            Self::Urgent => "紧急事项一事一报，不定期报",
        }
    }
}

/// How grave a period is, and its name.
fn grade(period: Period) -> Option<(Severity, &'static str)> {
    match period {
        Period::Daily => Some((Severity::Error, "每日")),
        Period::Weekly => Some((Severity::Error, "每周")),
        Period::TenDays => Some((Severity::Error, "每旬（半月）")),
        Period::Monthly => Some((Severity::Warning, "每月")),
        Period::Quarterly => Some((Severity::Info, "每季度")),
        Period::Yearly => Some((Severity::Info, "每年（半年、学期）")),
        Period::Event => None,
    }
}
