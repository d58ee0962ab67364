#![doc = include_str!("no_meeting.md")]

use jiff::civil::{Date, Weekday};

use super::{held, ordinary, show};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::facts::meeting::when::week_of_month;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// M508: held on a day or in a week kept free of meetings; weekends and evenings apart.
pub static RULE: Rule = Rule {
    code: "M508",
    name: "no-meeting-day",
    title: "占用无会日",
    severity: Severity::Warning,
    page: include_str!("no_meeting.md"),
    check: Check::Corpus(run),
};

const EVENING: i8 = 18;

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    let kept: Vec<String> = ctx.config.list("no_meeting").into_iter().map(str::to_owned).collect();
    for sitting in held(corpus, ctx.config).filter(|sitting| !sitting.emergency()) {
        let Some(date) = sitting.date else { continue };
        let day = kept
            .iter()
            .filter(|_| sitting.class != SittingClass::Statutory)
            .find_map(|entry| free(entry, date));
        if let Some(what) = day {
            let day = date.strftime("%-m月%-d日");
            let finding = ctx.flag_sitting(sitting, format!("{day}属于{what}"));
            finding.detail("kind", "no_meeting");
            show(finding, sitting, "date", "会议时间");
        } else if let Some(what) = rest(sitting, date, ctx.config).filter(|_| ordinary(sitting)) {
            let known = ctx.config.calendar.knows(date);
            let year = date.year();
            let doubt = if known {
                String::new()
            } else {
                format!("（{year}年放假安排未收录，是否调休上班请核实）")
            };
            let finding =
                ctx.flag_sitting(sitting, format!("在{what}开会{doubt}，请核实是否确有必要"));
            finding.severity = Severity::Info;
            finding.confidence = if known { Confidence::Medium } else { Confidence::Low };
            finding.detail("kind", "rest");
            show(finding, sitting, "date", "会议时间");
        }
    }
}

/// What an entry of `no_meeting` says of a day; `None` where it does not cover it.
pub(crate) fn free(entry: &str, date: Date) -> Option<String> {
    if let Some(week) = entry.strip_prefix("week-").and_then(|number| number.parse::<u32>().ok()) {
        return (week_of_month(date) == Some(week)).then(|| format!("每月第{week}周无会周"));
    }
    if let Some((from, to)) = entry.split_once("..") {
        let (from, to) = (from.parse::<Date>().ok()?, to.parse::<Date>().ok()?);
        return (from..=to).contains(&date).then(|| format!("{from}至{to}的无会期"));
    }
    if let Ok(day) = entry.parse::<Date>() {
        return (day == date).then(|| "无会日".to_owned());
    }
    let names = [
        ("monday", Weekday::Monday, "一"),
        ("tuesday", Weekday::Tuesday, "二"),
        ("wednesday", Weekday::Wednesday, "三"),
        ("thursday", Weekday::Thursday, "四"),
        ("friday", Weekday::Friday, "五"),
        ("saturday", Weekday::Saturday, "六"),
        ("sunday", Weekday::Sunday, "日"),
    ];
    let (_, day, name) = names.into_iter().find(|(word, ..)| word.eq_ignore_ascii_case(entry))?;
    (day == date.weekday()).then(|| format!("无会日（每周{name}）"))
}

/// 休息日 or 晚上, where the sitting took that time.
fn rest(sitting: &Sitting, date: Date, config: &Config) -> Option<&'static str> {
    if !config.calendar.is_working(date) {
        return Some("休息日");
    }
    sitting.start.is_some_and(|start| start.hour() >= EVENING).then_some("晚上")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn free_days() {
        for (entry, day, want) in [
            ("week-2", date(2026, 3, 11), true),
            ("week-2", date(2026, 3, 8), false),
            ("friday", date(2026, 3, 6), true),
            ("friday", date(2026, 3, 5), false),
            ("2026-03-01..2026-03-05", date(2026, 3, 5), true),
            ("2026-03-01..2026-03-05", date(2026, 3, 6), false),
            ("无会", date(2026, 3, 6), false),
        ] {
            assert_eq!(free(entry, day).is_some(), want, "{entry} {day}");
        }
    }
}
