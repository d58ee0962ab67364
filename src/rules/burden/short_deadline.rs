#![doc = include_str!("short_deadline.md")]

use jiff::civil::Date;

use crate::document::Document;
use crate::facts::Reading;
use crate::facts::dates::Due;
use crate::facts::requests::{Period, Request};
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// R601.
pub static RULE: Rule = Rule {
    code: "R601",
    name: "short-deadline",
    title: "报送时限过短",
    severity: Severity::Error,
    page: include_str!("short_deadline.md"),
    check: Check::Document(run),
};

fn run(context: &mut Context<'_>, document: &Document, reading: &Reading) {
    let Some(issued) = reading.elements.date else { return };
    let once = |request: &&Request| {
        !request.exempt && request.period.is_none_or(|period| period == Period::Event)
    };
    for request in reading.requests.iter().filter(once) {
        let (Some(due), Some(tenths)) = (request.due, request.hours_tenths) else { continue };
        // A deadline before the day of issue is a slip in the dates, and E805's business.
        if tenths < 0 {
            continue;
        }
        judge(context, document, request, (issued, due, tenths));
    }
}

fn judge(
    context: &mut Context<'_>,
    document: &Document,
    request: &Request,
    (issued, due, tenths): (Date, Due, i64),
) {
    let hours = tenths as f64 / 10.0;
    let days = context.config.calendar.between(issued, due.date());
    let severity = if hours < context.limit("deadline_error_hours") {
        Severity::Error
    } else if f64::from(days) < context.limit("deadline_warning_days") {
        Severity::Warning
    } else {
        return;
    };
    let message = if severity == Severity::Error {
        format!("成文当日9时起算，到报送截止只有{hours}小时")
    } else {
        format!("从成文日到报送截止只有{days}个工作日{}", unproved(context, due.date()))
    };
    let proved = context.config.calendar.knows(due.date());
    let finding = context.flag(document, request.quote.span, message);
    finding.severity = severity;
    finding.detail("hours", hours);
    finding.detail("working_days", days);
    if severity == Severity::Warning {
        finding.confidence = if proved { Confidence::Medium } else { Confidence::Low };
    }
}

/// What to add where the holidays of that year are not written down.
fn unproved(context: &Context<'_>, day: Date) -> String {
    let known = context.config.calendar.knows(day);
    let year = day.year();
    if known {
        String::new()
    } else {
        format!("（{year}年放假安排未收录，只按周末计算，请核实）")
    }
}
