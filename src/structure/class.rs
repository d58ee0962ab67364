//! The class a document counts under (口径), by title, number and shape.

use super::cues::{CLASSES, KINDS, ends, holds, starts};
use super::title;
use crate::document::{Class, Elements};

/// What besides the elements tells the class.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// It bears a number, or a place for one.
    pub(super) numbered: bool,
    /// It bears an issuer's mark (XX文件, XX公告) or an issuer above the title.
    pub(super) masthead: bool,
    /// Words alone above the title: 便函.
    pub(super) marks: String,
    /// The first words of the body.
    pub(super) opening: String,
}

/// The class of a document.
pub(super) fn class(elements: &Elements, shape: &Shape) -> Class {
    let title = elements.title.as_deref().unwrap_or_default();
    let kind = elements.kind.as_deref().unwrap_or_default();
    if elements.secrecy.is_some() {
        return Class::Classified;
    }
    if kind == "纪要" {
        return Class::Minutes;
    }
    if is_slip(title, &shape.marks) || is_consultation(title) {
        return Class::OffScope;
    }
    match kind {
        "请示" | "议案" => return Class::Upward,
        "报告" if is_upward(elements, shape) => return Class::Upward,
        "" if title.ends_with("汇报") && is_upward(elements, shape) => return Class::Upward,
        "批复" => return Class::Reply,
        _ if calls_meeting(title, kind, &shape.opening) => return Class::MeetingNotice,
        _ if is_personnel(title, elements.number.as_deref()) => return Class::Personnel,
        "函" | "" if replies(title, &shape.opening) => return Class::Reply,
        "函" if shape.numbered || shape.masthead => return Class::Parallel,
        _ => {}
    }
    if shape.numbered {
        return Class::InScope;
    }
    unnumbered(elements, kind, shape)
}

fn unnumbered(elements: &Elements, kind: &str, shape: &Shape) -> Class {
    let published = matches!(kind, "公告" | "通告" | "公报" | "命令" | "决定" | "决议");
    if published {
        return if shape.masthead { Class::InScope } else { Class::Other };
    }
    let told = matches!(kind, "通知" | "通报" | "函");
    let addressed = !elements.recipients.is_empty()
        && !elements
            .recipients
            .iter()
            .all(|name| name.starts_with("各位") || name.starts_with("尊敬"));
    if told || (addressed && kind != "报告") { Class::OffScope } else { Class::Other }
}

/// 便函, 提示, 督办单, 简报.
fn is_slip(title: &str, marks: &str) -> bool {
    let bare = title::bare(title);
    ends(bare, &KINDS.marks.slips)
        || ends(bare, &KINDS.marks.bulletins)
        || marks.contains("便函")
        || (bare.contains("简报") && title::kind(title).is_none())
        || (ends(marks, &KINDS.marks.slips) && title::kind(title).is_none())
}

fn is_consultation(title: &str) -> bool {
    let matter = title.split_once("关于").map_or(title, |(_, matter)| matter);
    let stem = title::kind(matter).and_then(|kind| title::bare(matter).strip_suffix(kind));
    let stem = stem.unwrap_or(matter).trim_end_matches('的');
    starts(matter, &CLASSES.consult)
        || ends(stem, &CLASSES.consult)
        || (title.contains("征求") && (stem.ends_with("意见") || stem.ends_with("建议")))
}

/// A 报告 goes up when it bears a number or an addressee; reports to the public and speeches do not.
fn is_upward(elements: &Elements, shape: &Shape) -> bool {
    let spoken =
        elements.recipients.iter().any(|name| name.starts_with("各位") || name.starts_with("同志"));
    !spoken && (shape.numbered || !elements.recipients.is_empty())
}

/// 任免 notices, by their matter or the code of their number (政人).
fn is_personnel(title: &str, number: Option<&str>) -> bool {
    let matter = title.rsplit_once("关于").map_or(title, |(_, matter)| matter);
    let code: String =
        number.unwrap_or_default().chars().take_while(|c| c.is_alphabetic()).collect();
    let named =
        holds(matter, &CLASSES.personnel) && !matter.contains("办法") && !matter.contains("规定");
    let stem = ["的通知", "的决定", "通知"].iter().find_map(|tail| matter.strip_suffix(tail));
    let person = ["同志", "职务", "任免"].iter().any(|word| matter.contains(word))
        || stem.is_some_and(|stem| stem.ends_with("任职") || stem.ends_with("免职"));
    named && person
        || (code.ends_with("政人") || ends(&code, &CLASSES.personnel_codes)) && (person || named)
}

/// Answers: 批复 and the 函 that answers a 函.
fn replies(title: &str, opening: &str) -> bool {
    let bare = title::bare(title);
    ends(bare, &CLASSES.replies)
        || (opening.contains("收悉")
            && (opening.contains("函复") || opening.contains("答复") || opening.contains("复函")))
}

/// Whether a title calls, changes or cancels a meeting.
fn calls_meeting(title: &str, kind: &str, opening: &str) -> bool {
    let matter = title.split_once("关于").map_or(title, |(_, matter)| matter);
    let told = kind == "通知" || (kind.is_empty() && title.contains("通知"));
    let told = told || (kind == "函" && matter.starts_with("召开"));
    if !told {
        return false;
    }
    let matter = title::bare(matter).trim_end_matches("通知").trim_end_matches('函');
    let matter = ["补充", "紧急", "预备", "预", "更正"]
        .iter()
        .find_map(|tail| matter.strip_suffix(tail))
        .unwrap_or(matter)
        .trim_end_matches('的');
    if matter.contains('《') || matter.contains("印发") || matter.contains("转发") {
        return false;
    }
    let called = CLASSES.calls.iter().filter_map(|verb| matter.find(verb.as_str())).min();
    let named = last_meeting(matter);
    match (called, named) {
        (Some(at), Some(end)) if at < end => !blocked(matter, at),
        (Some(0), None) => {
            const SAID: [&str; 4] = ["参会", "会期", "会议时间", "会议地点"];
            matter.starts_with("召开") || SAID.iter().any(|word| opening.contains(word))
        }
        (_, Some(end)) => end == matter.len() && !starts(matter, &CLASSES.about) || changes(matter),
        _ => false,
    }
}

/// Byte after the last meeting name in a text.
fn last_meeting(matter: &str) -> Option<usize> {
    const NOT: [&str; 10] = [
        "会议精神",
        "会议决定",
        "会议要求",
        "会议纪要",
        "会议制度",
        "会议管理",
        "会议费",
        "会议部署",
        "会议讲话",
        "大会精神",
    ];
    let names = CLASSES.meetings.iter().filter_map(|name| {
        let at = matter.rfind(name.as_str())?;
        let quoted =
            matter.get(at..).is_some_and(|rest| NOT.iter().any(|not| rest.starts_with(not)));
        (!quoted).then_some(at + name.len())
    });
    names.max()
}

/// 关于贯彻落实…, 关于做好召开…筹备工作: the verb is not the act of the notice.
fn blocked(matter: &str, verb: usize) -> bool {
    verb > 0
        && starts(matter, &CLASSES.about)
        && !holds(matter, &CLASSES.attend)
        && !holds(matter, &CLASSES.changes)
}

fn changes(matter: &str) -> bool {
    (holds(matter, &CLASSES.changes) && !starts(matter, &["印发".to_owned()]))
        || holds(matter, &CLASSES.attend)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, numbered: bool, expect: Class) {
        let elements = Elements {
            title: Some(title.to_owned()),
            kind: title::kind(title).map(str::to_owned),
            recipients: vec!["市直各部门".to_owned()],
            number: numbered.then(|| "澜政发〔2026〕3号".to_owned()),
            ..Elements::default()
        };
        let shape = Shape { numbered, ..Shape::default() };
        assert_eq!(class(&elements, &shape), expect, "{title}");
    }

    #[test]
    fn classes() {
        check("澜溪市人民政府关于加强城市管理的意见", true, Class::InScope);
        check("关于做好学生安全知识答题活动的通知", false, Class::OffScope);
        check("清明节令食品安全温馨提示", false, Class::OffScope);
        check("督办事项通知单", false, Class::OffScope);
        check("关于征求《管理办法（征求意见稿）》意见的函", true, Class::OffScope);
        check("关于建设水质监测站的请示", true, Class::Upward);
        check("关于整治情况的报告", true, Class::Upward);
        check("关于同意建设水质监测站的批复", true, Class::Reply);
        check("关于支持监测站建设的复函", true, Class::Reply);
        check("关于商请支持建设监测站的函", true, Class::Parallel);
        check("全市农田建设推进会议纪要", false, Class::Minutes);
        check("关于召开全市安全生产视频会议的通知", false, Class::MeetingNotice);
        check("关于召开全市安全生产视频会议有关事项的通知", true, Class::MeetingNotice);
        check("关于组织收看全省防汛工作视频会议的通知", false, Class::MeetingNotice);
        check("关于全市教育工作会议改期的通知", false, Class::MeetingNotice);
        check("关于取消小麦管护现场会的通知", false, Class::MeetingNotice);
        check("全市教育工作会议通知", false, Class::MeetingNotice);
        check("关于传达贯彻全省水利工作会议精神会议的通知", false, Class::MeetingNotice);
        check("关于贯彻落实全市教育工作会议精神的通知", true, Class::InScope);
        check("关于印发全市教育工作会议讲话的通知", true, Class::InScope);
        check("关于加强会议管理的通知", true, Class::InScope);
        check("关于公开征求《管理办法》意见的通知", true, Class::OffScope);
        check("关于广泛征求群众意见做好民生实事工作的通知", true, Class::InScope);
        check("会议补充通知", false, Class::MeetingNotice);
        check("关于举行防汛应急演练的通知", true, Class::InScope);
        check("关于举办业务培训班的通知", true, Class::InScope);
        check("关于召开代表大会的请示", true, Class::Upward);
        check("关于调整市安委会全体会议时间的通知", true, Class::MeetingNotice);
        check("关于工作进展情况的汇报", true, Class::Upward);
        check("关于第12号提案的答复", true, Class::Reply);
        check("关于成立食品安全委员会的通知", true, Class::InScope);
        check("关于张某某等同志职务任免的通知", true, Class::Personnel);
        check("中共澜溪市教育局党组关于李某任职的通知", true, Class::Personnel);
        check("关于印发《干部任免工作办法》的通知", true, Class::InScope);
        check("关于落实工作的若干措施", true, Class::InScope);
    }
}
