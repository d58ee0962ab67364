#![doc = include_str!("overlong.md")]

use super::{held, show};
use crate::corpus::Corpus;
use crate::corpus::sittings::{Sitting, SittingClass};
use crate::facts::meeting::Form;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// M507: too long a meeting, too long a speech, too many speakers.
pub static RULE: Rule = Rule {
    code: "M507",
    name: "overlong",
    title: "时间超限",
    severity: Severity::Warning,
    page: include_str!("overlong.md"),
    check: Check::Corpus(run),
};

fn run(ctx: &mut Context<'_>, corpus: &Corpus) {
    for sitting in held(corpus, ctx.config) {
        let mut why = Vec::new();
        length(ctx, sitting, &mut why);
        speeches(ctx, sitting, &mut why);
        if why.is_empty() {
            continue;
        }
        let finding = ctx.flag_sitting(sitting, why.join("；"));
        if let Some(minutes) = sitting.minutes {
            finding.detail("minutes", minutes);
        }
        show(finding, sitting, "speech", "会期和发言安排");
        show(finding, sitting, "date", "会议时间");
    }
}

/// Congresses, their standing committees and plenary sessions sit as long as law and charter have them.
const CHARTERED: [&str; 6] = ["代表大会", "人大常委会", "常委会第", "政协", "次全体会议", "全会"];

fn length(ctx: &Context<'_>, sitting: &Sitting, why: &mut Vec<String>) {
    let Some(minutes) = sitting.minutes.map(f64::from) else { return };
    let seated = CHARTERED.iter().any(|name| sitting.title.contains(name));
    // A course of classes lasts as long as its lessons, and a contest as long as its rounds.
    let taught = ["培训班", "轮训班", "研修班", "读书班", "竞赛", "比赛"]
        .iter()
        .any(|name| sitting.title.ends_with(name));
    if sitting.class == SittingClass::Statutory && seated || taught {
        return;
    }
    let hours = ctx.limit("meeting_hours");
    if minutes > hours * 60.0 {
        why.push(format!("会期{:.1}小时，超过{hours}小时", minutes / 60.0));
    } else if sitting.form == Form::Video && minutes > ctx.limit("video_minutes") {
        why.push(format!("视频会议{minutes}分钟，超过{}分钟", ctx.limit("video_minutes")));
    }
}

fn speeches(ctx: &Context<'_>, sitting: &Sitting, why: &mut Vec<String>) {
    let longest = sitting.mentions.iter().filter_map(|mention| mention.speech).max();
    let speakers = sitting.mentions.iter().filter_map(|mention| mention.speakers).max();
    if let Some(minutes) =
        longest.filter(|&minutes| f64::from(minutes) > ctx.limit("speech_minutes"))
    {
        why.push(format!("讲话安排{minutes}分钟，超过{}分钟", ctx.limit("speech_minutes")));
    }
    if let Some(count) = speakers.filter(|&count| f64::from(count) > ctx.limit("meeting_speakers"))
    {
        why.push(format!("安排{count}人发言，超过{}人", ctx.limit("meeting_speakers")));
    }
}
