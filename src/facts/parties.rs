//! Whom a sentence tells to do something: a lower unit or addressee, the issuer itself, an organ beside or above it, or people outside.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::clauses::clauses;
use crate::config::Config;
use crate::document::{Document, Level};

/// How somebody stands to the issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// A lower unit, or one the document is addressed to.
    Lower,
    /// The issuer.
    Own,
    /// An organ of the issuer's own level that it does not command.
    Beside,
    /// A superior.
    Above,
    /// Enterprises, applicants, citizens.
    Outside,
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The words.
    pub text: String,
    /// How they stand to the issuer.
    pub party: Party,
}

#[derive(Deserialize, Default)]
struct Cues {
    organs: Vec<String>,
    outside: Vec<String>,
    own: Vec<String>,
    below: Vec<String>,
    public: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../dictionaries/cues/parties.toml")).unwrap_or_default()
});

/// Does a letter under this salutation go to residents, parents or the like?
pub fn is_public(recipient: &str) -> bool {
    CUES.public.iter().any(|word| recipient.ends_with(word.as_str()))
}

/// What stands before a subject in its clause.
static LEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^(?:[ 　]|第[一二三四五六七八九十百0-9]+条|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[(（]?[0-9]+[)）.．、]|[一二三四五六七八九十]+是|请|并|同时|另外|此外|其中|原则上|今后|要求|责成|由|以及|和|根据(?:此|上述)?|据此|为此|因此|对于|凡|但|但是|需|必要时|从[0-9]{4}年起|（）)+",
    )
    .ok()
});

/// Where a subject ends and what it has to do begins.
static MODAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "要(?:[^素闻道求点件]|$)|应(?:[^急]|$)|须|需要|必须|务必|将|于(?:每|本|今|明|当|次|同|[0-9])|在(?:[0-9每本规系今明此上下]|工作)|自[0-9本即印收]|按(?:照|要求|规定|月|季|时|期|年|程序|周|日|本|职)|根据|结合|参照|依据|对(?:本|照|辖|所|存|发|该|其|符合|标)|向|每(?:日|天|周|月|季|年|半|学|逢|个)|及时|立即|定期|会同|负责|可(?:以|根|结|参|按|自)|研究|抓紧|尽快|尽早|加快|统一|汇总|组织|制定|制订|出台|拟定|拟订|编制|起草|另行|自行|分别|报|填|提交|反馈|上传|上报|呈|不再|不得|无需|已|认真|务求|牵头|配合|积极|切实|高度|具体|全面|一律|(?:[0-9]{4}年)?[0-9]{1,2}月|[0-9]{1,2}日|今[日天年]|明[日天]|请|通过|同步|逐级|统筹|严格|主动|完善|进一步|细化|指导|督促|鼓励|支持|初核|初审|(?:审核|审查|复核|签署|盖章|同意)后",
    )
    .ok()
});

/// Papers and figures do nothing: 企业名单请于……前反馈 names nobody who acts.
const THINGS: [&str; 14] = [
    "名单",
    "清单",
    "台账",
    "报表",
    "明细表",
    "汇总表",
    "情况",
    "材料",
    "资料",
    "数据",
    "信息",
    "报告",
    "凭证",
    "扫描件",
];

/// How one document's issuer stands to others.
pub struct Scene {
    own: Vec<String>,
    level: Option<Level>,
    commands: bool,
    recipients: String,
}

impl Scene {
    /// Takes the issuer and the addressees of a document.
    pub fn of(document: &Document, config: &Config) -> Self {
        let elements = &document.elements;
        let level = elements.level.or_else(|| {
            let lead = elements.issuers.first()?;
            config.organs.level(lead).or_else(|| levels(lead).into_iter().next_back())
        });
        let names = elements.issuers.iter().chain(document.department.as_ref());
        Self {
            own: names.flat_map(|name| short_forms(name, level)).collect(),
            level,
            commands: elements.issuers.first().is_none_or(|lead| governs(lead)),
            recipients: elements.recipients.join("，"),
        }
    }

    /// A scene for tests of single sentences.
    #[cfg(test)]
    pub(super) fn test(issuer: &str, level: Level, recipients: &str) -> Self {
        Self {
            own: short_forms(issuer, Some(level)),
            level: Some(level),
            commands: governs(issuer),
            recipients: recipients.to_owned(),
        }
    }

    /// Does the document name addressees at all?
    pub fn addressed(&self) -> bool {
        !self.recipients.is_empty()
    }

    /// Who is to do what begins at the end of `before`: the nearest clause, going back, that opens with somebody.
    pub fn subject(&self, before: &str) -> Option<Subject> {
        let ranges = clauses(before);
        ranges.into_iter().rev().find_map(|range| self.opening(before.get(range)?))
    }

    /// Somebody at the head of a clause.
    fn opening(&self, clause: &str) -> Option<Subject> {
        let lead = LEAD.as_ref()?.find(clause).map_or(0, |found| found.end());
        let from = clause.get(lead..)?;
        let end =
            MODAL.as_ref()?.find_iter(from).map(|found| found.start()).find(|&start| start > 0);
        let chunk = from.get(..end.unwrap_or(from.len()))?.trim();
        let party = self.party(chunk)?;
        Some(Subject { text: chunk.to_owned(), party })
    }

    /// How the organ or people named stand to the issuer; `None` where the words name nobody.
    pub fn party(&self, chunk: &str) -> Option<Party> {
        if chunk.is_empty() || chunk.chars().count() > 60 {
            return None;
        }
        let bare = strip_brackets(chunk);
        if THINGS.iter().any(|thing| bare.ends_with(thing)) {
            return None;
        }
        let ends = |words: &[String]| words.iter().any(|word| bare.ends_with(word.as_str()));
        let starts = |words: &[String]| words.iter().any(|word| bare.starts_with(word.as_str()));
        // 各县区农业部门和企业: told together, the department is meant.
        let together = starts(&CUES.below)
            && [
                "部门和",
                "部门、",
                "部门及",
                "局和",
                "局、",
                "局及",
                "政府和",
                "政府、",
                "单位和",
                "单位、",
                "单位及",
            ]
            .iter()
            .any(|joint| bare.contains(joint));
        let long =
            |word: &&String| word.chars().count() >= 3 || matches!(word.as_str(), "企业" | "公司");
        let opens = CUES.outside.iter().filter(long).any(|word| bare.starts_with(word.as_str()));
        if (ends(&CUES.outside) || opens) && !together {
            let tail: String = last(&bare, 2);
            let addressed = self.recipients.contains(&tail);
            return Some(if addressed { Party::Lower } else { Party::Outside });
        }
        if starts(&CUES.own) || self.is_own(&bare) {
            return Some(Party::Own);
        }
        if together || starts(&CUES.below) && (ends(&CUES.organs) || bare.starts_with(['各', '你']))
        {
            return Some(Party::Lower);
        }
        if !ends(&CUES.organs) || bare.chars().count() < 2 {
            return None;
        }
        Some(self.by_level(&bare))
    }

    fn is_own(&self, chunk: &str) -> bool {
        let plain = chunk.trim_start_matches(['由', '请']);
        self.own.iter().any(|name| plain.starts_with(name.as_str()))
    }

    fn by_level(&self, chunk: &str) -> Party {
        let named = levels(chunk);
        let addressed = chunk.chars().count() > 3 && self.recipients.contains(chunk);
        let (Some(level), Some(highest), Some(lowest)) =
            (self.level, named.iter().next(), named.iter().next_back())
        else {
            return Party::Lower;
        };
        if *lowest > level || addressed {
            Party::Lower
        } else if *highest < level {
            Party::Above
        } else if self.commands {
            Party::Lower
        } else {
            Party::Beside
        }
    }
}

/// Does an organ command the departments of its level? Governments, party committees and their offices do.
pub fn governs(name: &str) -> bool {
    let ends = [
        "政府",
        "政府办公室",
        "政府办公厅",
        "党委",
        "委员会办公室",
        "委员会办公厅",
        "委办公室",
        "委办公厅",
        "国务院",
        "国务院办公厅",
        "领导小组",
        "指挥部",
        "中央办公厅",
    ];
    ends.iter().any(|end| name.ends_with(end))
        || (name.starts_with("中共") && name.ends_with("委员会"))
}

/// The names a document calls its issuer by: 澜溪市财政局 → 市财政局, 财政局, 市局.
fn short_forms(name: &str, level: Option<Level>) -> Vec<String> {
    let mut forms = vec![name.to_owned()];
    let sign = match level {
        Some(Level::Province) => "省",
        Some(Level::City) => "市",
        Some(Level::County) => "县",
        Some(Level::Township) => "乡",
        _ => return forms,
    };
    let place = ["省", "自治区", "市", "州", "县", "区", "镇", "乡", "街道"];
    let cut = place.iter().filter_map(|end| Some(name.find(end)? + end.len())).min().unwrap_or(0);
    let Some(rest) = name.get(cut..).filter(|rest| cut > 0 && !rest.is_empty()) else {
        return forms;
    };
    let signs: &[&str] = if sign == "县" {
        &["县", "区", "市"]
    } else if sign == "乡" {
        &["乡", "镇", "街道"]
    } else {
        &[sign]
    };
    for sign in signs {
        forms.push(format!("{sign}{rest}"));
        forms.push(format!("{sign}{}", rest.replace("人民政府", "政府")));
        if let Some(tail) = rest.chars().last().filter(|tail| "局委厅".contains(*tail)) {
            forms.push(format!("{sign}{tail}"));
        }
        if rest.ends_with("委员会") {
            forms.push(format!("{sign}委"));
        }
    }
    if rest.chars().count() >= 3 && !rest.starts_with("人民政府") {
        forms.push(rest.to_owned());
    }
    forms.sort();
    forms.dedup();
    forms
}

/// Words that hold a sign of level and mean something else.
const NOT_LEVELS: [&str; 29] = [
    "农业农村",
    "农村",
    "城乡",
    "部门",
    "县域",
    "市政",
    "国家税务",
    "市场",
    "城市",
    "都市",
    "区域",
    "地区",
    "园区",
    "开发区",
    "小区",
    "社区",
    "灾区",
    "林区",
    "库区",
    "景区",
    "校区",
    "牧区",
    "片区",
    "矿区",
    "省直管",
    "乡村",
    "乡愁",
    "示范区",
    "保护区",
];

/// The levels of the organs a stretch of text names, highest first.
pub fn levels(text: &str) -> BTreeSet<Level> {
    let mut found = BTreeSet::new();
    let mut plain = text.to_owned();
    for county in [
        "县（市、区）",
        "县（区、市）",
        "县(市、区)",
        "县（市）",
        "县（区）",
        "县(区)",
        "区（县）",
        "区、县（市）",
        "县市区",
        "市（区）",
        "区（市）",
        "市、区",
        "县级以上",
        "县级市",
    ] {
        plain = plain.replace(county, "县");
    }
    for city in
        ["设区的市", "地级市", "市（州）", "市（州、盟）", "市（地）", "市州", "地市", "州（市）"]
    {
        plain = plain.replace(city, "市");
    }
    if plain.contains("街道") || plain.contains("乡镇") {
        found.insert(Level::Township);
    }
    for word in NOT_LEVELS.iter().chain(&["街道", "乡镇"]) {
        plain = plain.replace(word, "");
    }
    let signs = [
        (
            Level::Central,
            &["国务院", "中央", "国家", "全国", "中共中央", "财政部", "教育部", "总局"][..],
        ),
        (Level::Province, &["省", "自治区", "直辖市"][..]),
        (Level::City, &["市", "自治州", "州"][..]),
        (Level::County, &["县", "区", "旗", "分局"][..]),
        (Level::Township, &["镇", "乡"][..]),
        (Level::Unit, &["村", "学校", "各校", "医院", "中学", "小学"][..]),
    ];
    let plain = plain.replace("自治区", "省");
    found.extend(
        signs
            .iter()
            .filter(|(_, words)| words.iter().any(|word| plain.contains(word)))
            .map(|(level, _)| *level),
    );
    found
}

fn strip_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

fn last(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_who_is_told() {
        let bureau = Scene::test("澜溪市财政局", Level::City, "各县（区）财政局");
        let check = |before: &str, expect: Option<Party>| {
            assert_eq!(bureau.subject(before).map(|subject| subject.party), expect, "{before}");
        };
        check("请各县（区）财政局于3月5日前将有关情况", Some(Party::Lower));
        check("各县（区）要结合实际，抓紧", Some(Party::Lower));
        check("市局汇总后于3月5日前", Some(Party::Own));
        check("我局将于3月5日前", Some(Party::Own));
        check("省财政厅将于3月底前", Some(Party::Above));
        check("市教育局要抓紧", Some(Party::Beside));
        check("施工单位应当在3日内", Some(Party::Outside));
        check("请于3月5日前将名单", None);
        check("企业名单及展品清单请于3月5日前", None);
        check("企业应当于3月5日前", Some(Party::Outside));
        check("青禾县财政局要尽快", Some(Party::Lower));
        check("市、县两级财政部门应当会同教育部门", Some(Party::Lower));
        let office = Scene::test("澜溪市人民政府办公室", Level::City, "市政府各部门");
        assert_eq!(office.subject("市教育局要抓紧").map(|s| s.party), Some(Party::Lower));
    }

    #[test]
    fn tells_levels_apart() {
        let check = |text: &str, expect: &[Level]| {
            assert_eq!(levels(text).into_iter().collect::<Vec<_>>(), expect, "{text}");
        };
        check("各市（州）、县（市、区）人民政府", &[Level::City, Level::County]);
        check("各县（市、区）市场监管局", &[Level::County]);
        check("各乡镇（街道）", &[Level::Township]);
        check("市、县两级教育行政部门", &[Level::City, Level::County]);
        check("自治区财政厅", &[Level::Province]);
    }
}
