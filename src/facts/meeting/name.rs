//! The meeting's name and what kind of paper speaks of it, from the title; from the opening where the title is bare.

use super::Paper;
use super::cues::{any, cues};
use super::sheet::Sheet;
use super::when::fold;
use crate::document::{Class, Document};
use crate::pattern::Pattern;

/// A meeting paper recognised by its title and class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// What kind of paper.
    pub paper: Paper,
    /// The meeting's name, folded.
    pub name: String,
    /// It asks to attend or watch another organ's meeting.
    pub relay: bool,
}

static CALLS: Pattern = Pattern::new(
    &["通知", "函", "公告", "预告"],
    r"(?:关于|^)(?:做好|联合|共同|集中|拟|分别)?(?P<verb>召开|举行|举办|召集|组织召开|(?:认真)?组织(?:参加|收看|收听收看|收听|观看|好)|参加|收看|收听收看|收听|观看|出席)(?P<name>.+?)(?:的)?(?:有关(?:事项|事宜)|相关(?:事项|事宜)|有关安排)?(?:的)?(?:紧急|预备?|补充|会议|预)?(?:通知|函|公告|邀请函|预告)$",
);
static MOVES: Pattern = Pattern::new(
    &[
        "取消",
        "停开",
        "不再召开",
        "暂停召开",
        "暂缓召开",
        "推迟",
        "延期",
        "提前",
        "调整",
        "变更",
        "更改",
        "改变",
        "更正",
        "改期",
        "有变",
    ],
    r"关于(?:(?P<verb>取消|停开|不再召开|暂停召开|暂缓召开|推迟召开|延期召开|提前召开|推迟|延期|提前|调整|变更|更改|改变|更正)(?:召开|举行)?(?:原定(?:于)?)?(?:[0-9]{1,2}月[0-9]{1,2}日)?(?:召开)?(?:的)?(?P<name>.+?)(?:的)?(?:召开|举行)?(?:的)?(?:会议)?(?:召开)?(?:时间|地点|日期|时间地点|时间和地点|时间、地点|时间及地点|会期|形式|议程|安排|有关事项|有关安排)*|(?P<name2>.+?)(?:会议)?(?:召开|举行)?(?:的)?(?:时间|地点|日期|形式|会期|、|和|及|有关事项|有关安排)*(?:的)?(?P<verb2>调整|变更|改期|延期|推迟|提前|取消|停开|更改|有变)(?:召开|举行)?(?:时间)?(?:的)?(?:有关(?:事项|事宜))?)(?:的)?(?:紧急|补充)?(?:通知|函|公告|说明)$",
);
static MINUTES: Pattern = Pattern::new(
    &["纪要"],
    r"^(?:关于(?:印发)?[《<]?)?(?P<name>.*?)(?:会议)?纪要[》>]?(?:的通知)?(?:\(.*\)|第?[0-9]+[次期号]|\(.*)?$",
);
static AGENDA: Pattern = Pattern::new(
    &["议程", "日程", "议题安排"],
    r"^(?P<name>.+?会议?)(?:会议)?(?:议程|日程|日程安排|议程安排|议题安排)$",
);
const NO_CALL: &[&str] = &[
    "精神的",
    "会议精神",
    "筹备",
    "讲话",
    "实施方案",
    "工作方案",
    "会议制度",
    "议事规则",
    "报送",
    "征集",
    "材料",
    "整改",
    "管理办法",
    "表彰",
    "任务分解",
    "交办",
    "座次",
];
static SERIAL: Pattern = Pattern::new(&["第"], r"第 ?([0-9]+|[一二三四五六七八九十百]+) ?次");

/// Does this document call, change, cancel or record a meeting?
pub(crate) fn of_document(document: &Document, sheet: &Sheet) -> Option<Named> {
    let title: String =
        fold(document.elements.title.as_deref()?).chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(hit) = MOVES.captures(&title) {
        let verb = hit.name("verb").or(hit.name("verb2"))?.as_str();
        let name = hit.name("name").or(hit.name("name2"))?.as_str();
        if meets(&whole(tidy(name), &title))
            || title.contains("会议") && document.class == Class::MeetingNotice
        {
            let paper = if ["取消", "停开", "不再召开", "暂停召开"].contains(&verb) {
                Paper::Cancellation
            } else {
                Paper::Change
            };
            return Some(Named { paper, name: whole(tidy(name), &title), relay: false });
        }
    }
    if title.contains("纪要") && document.class != Class::Upward {
        return minutes(&title, sheet);
    }
    let named = call(&title, document.class)?;
    Some(Named { paper: shifted(sheet).unwrap_or(named.paper), ..full(named, sheet) })
}

fn call(title: &str, class: Class) -> Option<Named> {
    if let Some(hit) = AGENDA.captures(title) {
        return Some(Named {
            paper: Paper::Agenda,
            name: tidy(hit.name("name")?.as_str()),
            relay: false,
        });
    }
    if let Some(hit) = CALLS.captures(title) {
        let name = hit.name("name")?.as_str();
        let verb = hit.name("verb")?.as_str();
        if meets(name) && (class == Class::MeetingNotice || !any(NO_CALL, after_meeting(name))) {
            let relay = verb.contains("参加")
                || verb.contains("收")
                || verb.contains("观看")
                || verb.contains("出席");
            return Some(Named { paper: Paper::Notice, name: tidy(name), relay });
        }
    }
    if class != Class::MeetingNotice {
        return None;
    }
    let bare = title.trim_end_matches("通知").trim_end_matches("会议").trim_end_matches('的');
    let name = bare.rsplit_once("关于").map_or(bare, |(_, name)| name);
    Some(Named { paper: Paper::Notice, name: tidy(name), relay: false })
}

/// What stands after the last word for meeting: 会议精神, 会议材料.
fn after_meeting(name: &str) -> &str {
    name.rfind('会').and_then(|at| name.get(at..)).unwrap_or(name)
}

/// Does a name end with a meeting, not with a body (委员会) or people of one (委员会组成人员)?
fn meets(name: &str) -> bool {
    static BODY: Pattern = Pattern::new(
        &["会"],
        "(?:委员|协|社|工|基金|商|学|联合|理事|运动|博览|展览|展销|音乐|晚|机|董事|监事|红十字|农|居委|村委)会$",
    );
    // 委员会成员单位联席会议 is a meeting; 委员会组成人员 are people.
    static PEOPLE: Pattern = Pattern::new(
        &["人员", "成员", "机构", "办公室", "规则", "制度", "名单"],
        "人员|成员|机构|办公室|规则|制度|名单",
    );
    let end = name.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    let tail = name.get(end..).unwrap_or(name);
    let Some(at) = tail.rfind('会') else { return false };
    let to = end + at + '会'.len_utf8();
    !BODY.is_match(name.get(..to).unwrap_or(name))
        && !PEOPLE.is_match(name.get(to..).unwrap_or_default())
}

fn minutes(title: &str, sheet: &Sheet) -> Option<Named> {
    let hit = MINUTES.captures(title)?;
    let mut name = tidy(hit.name("name")?.as_str());
    if !name.contains('会') {
        name.push_str("会议");
    }
    Some(full(Named { paper: Paper::Minutes, name, relay: false }, sheet))
}

/// Completes a bare name (专题会议, 推进会) from the opening: 召开2026年…会议, 研究….
fn full(named: Named, sheet: &Sheet) -> Named {
    static HELD: Pattern = Pattern::new(
        &["召开", "举行"],
        r"(?:召开|举行)(?:了)?(?P<name>[^,。;]{2,50}?(?:会议|大会|座谈会|推进会|调度会|部署会|现场会|协调会|例会|专题会|办公会|动员会|[^员协学商工社]会议?))(?P<more>[,。;]?(?:专题)?(?:研究|讨论|传达学习|听取)[^,。;]{4,40})?",
    );
    static STUDY: Pattern =
        Pattern::new(&["研究"], r"^ *(?P<name>(?:专题)?研究[^,。;]{4,30}(?:问题|事宜|工作|事项))$");
    static NUMBERED: Pattern = Pattern::new(
        &[],
        r"^(?:[0-9]{1,2}[.、]|[一二三四五六七八九十]{1,2}、|\([0-9一二三四五六七八九十]{1,2}\)) *",
    );
    static BARE: Pattern =
        Pattern::new(&["会议"], "(?:局|委员会|政府|办公室|厅|中心|指挥部)(?:专题|工作)?会议$");
    let bare = super::matter::words(&named.name).is_empty() || BARE.is_match(&named.name);
    // 第41次常务会议 is a name of its own; 常务会议 alone is not.
    let numbered = SERIAL.is_match(&named.name);
    if !bare && (numbered || !named.name.contains("常务会议")) || numbered && statutory(&named.name)
    {
        return named;
    }
    let topic = sheet.text(super::cues::Field::Content);
    let topic = topic.split(['。', ';', '；']).next().unwrap_or_default().trim();
    let topic = NUMBERED.find(topic).map_or(topic, |mark| topic.get(mark.end()..).unwrap_or(topic));
    if (4..30).contains(&topic.chars().count()) && !super::matter::words(topic).is_empty() {
        return Named { name: format!("{topic}会议"), ..named };
    }
    let opening = sheet.all.iter().take(5);
    for piece in opening {
        if let Some(hit) = STUDY.captures(piece.text.trim()) {
            let name = hit.name("name").map_or("", |m| m.as_str());
            return Named { name: format!("{name}{}", kind(&named.name)), ..named };
        }
        let Some(hit) = HELD.captures(&piece.text) else { continue };
        let held = hit.name("name").map_or("", |m| m.as_str());
        let more = hit.name("more").map_or("", |m| m.as_str().trim_start_matches([',', '。', ';']));
        if !super::matter::words(held).is_empty() || SERIAL.is_match(held) {
            return Named { name: tidy(held), ..named };
        }
        if !more.is_empty() && !super::matter::words(more).is_empty() {
            return Named {
                name: format!("{}{}", more.trim_start_matches('了'), kind(&named.name)),
                ..named
            };
        }
    }
    named
}

fn statutory(name: &str) -> bool {
    cues().statutory.iter().any(|word| name.contains(word.as_str()))
}

/// The kind of meeting a bare name ends with, without the organ before it.
fn kind(name: &str) -> &str {
    name.rsplit("人民政府").next().unwrap_or(name)
}

/// A notice under an ordinary title that moves or cancels a meeting in its first lines.
fn shifted(sheet: &Sheet) -> Option<Paper> {
    static MOVED: Pattern = Pattern::new(
        &["原"],
        r"原(?:定|计划|拟)[^。;]{2,60}?(?P<to>取消|不再召开|停开|调整|改为|改期|改在|改至|推迟|延期|变更|提前)",
    );
    let hit = sheet.all.iter().take(4).find_map(|piece| MOVED.captures(&piece.text))?;
    let to = hit.name("to")?.as_str();
    Some(if ["取消", "不再召开", "停开"].contains(&to) {
        Paper::Cancellation
    } else {
        Paper::Change
    })
}

fn tidy(name: &str) -> String {
    let name = name.trim().trim_start_matches(['《', '好']).trim_end_matches(['》', '的']);
    name.trim_end_matches("有关事项").to_owned()
}

/// The name with the 会议 the pattern took for 会议时间.
fn whole(name: String, title: &str) -> String {
    let longer = format!("{name}会议");
    if !name.ends_with('会') && title.contains(&longer) { longer } else { name }
}

/// The rule-based series a meeting belongs to, with its number or month: 常务会议·12.
pub(crate) fn series(name: &str, body: &str) -> Option<String> {
    static EVERY: Pattern = Pattern::new(
        &["每月", "每周", "每季", "每旬", "每半年", "按月", "按季", "按周"],
        "(?:制度|规定|办法|规则|要求)[^。;]{0,20}(?:每月|每周|每季|每旬|按月|按季|按周)|(?:每月|每周|每季度|每旬|每半年)[^。;]{0,12}(?:召开|调度|例会|一次)",
    );
    let words = cues();
    if super::conveys(name) {
        return None;
    }
    let kind = words.statutory.iter().find(|word| name.contains(word.as_str()));
    let regular = words.regular.iter().find(|word| name.contains(word.as_str()));
    let every = || EVERY.is_match(body).then(|| "例会".to_owned());
    let kind = kind.or(regular).cloned().or_else(every)?;
    let number = SERIAL.captures(name).and_then(|hit| super::when::number(hit.get(1)?.as_str()));
    Some(match number {
        Some(number) => format!("{kind}·{number}"),
        None => kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        for (title, class, want) in [
            (
                "澜溪市体育局关于召开全市游泳馆开放会议的通知",
                Class::MeetingNotice,
                Some("全市游泳馆开放会议"),
            ),
            ("关于召开渡口渡船部署会的紧急通知", Class::Other, Some("渡口渡船部署会")),
            ("关于组织收看全省抗旱视频会议的通知", Class::OffScope, Some("全省抗旱视频会议")),
            ("关于贯彻落实全省防汛会议精神的通知", Class::InScope, None),
            ("关于召开全省会议精神宣讲活动的通知", Class::InScope, None),
            ("关于做好防汛工作的通知", Class::InScope, None),
            ("会议通知", Class::MeetingNotice, Some("")),
            (
                "关于召开市减灾委员会成员单位联席会议的通知",
                Class::MeetingNotice,
                Some("市减灾委员会成员单位联席会议"),
            ),
            ("关于召回市减灾委员会组成人员的通知", Class::InScope, None),
        ] {
            let found = call(title, class).map(|named| named.name);
            assert_eq!(found.as_deref(), want, "{title}");
        }
    }

    #[test]
    fn moves() {
        for (title, want) in [
            ("关于调整市减灾委员会全体会议时间的通知", "市减灾委员会全体会议"),
            ("关于取消柑橘冻害救治观摩会的通知", "柑橘冻害救治观摩会"),
            ("关于全市教育工作会议延期召开的通知", "全市教育工作会议"),
            ("关于推迟召开全市信访工作会议的通知", "全市信访工作会议"),
            ("关于变更招商推进会地点的通知", "招商推进会"),
            ("关于取消市减灾委员会成员单位联席会议的通知", "市减灾委员会成员单位联席会议"),
            ("关于全市统计工作会议改期的通知", "全市统计工作会议"),
        ] {
            let hit = MOVES.captures(title).unwrap();
            let name = hit.name("name").or(hit.name("name2")).unwrap().as_str();
            assert_eq!(whole(tidy(name), title), want, "{title}");
            assert!(meets(&whole(tidy(name), title)), "{title}");
        }
    }

    #[test]
    fn serial_meetings() {
        for (name, want) in [
            ("市政府第12次常务会议", Some("常务会议·12")),
            ("7月份招商签约项目例会", Some("例会")),
            ("全市安全生产第二次推进会", None),
            ("市委常委会会议", Some("常委会会议")),
        ] {
            assert_eq!(series(name, "").as_deref(), want, "{name}");
        }
    }
}
