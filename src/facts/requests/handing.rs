//! The verb that hands something in, and whether it is demanded of the addressees.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::super::clauses::{clauses, is_blot};
use super::super::dates::{self, Issue};
use super::super::parties::{Party, Scene, Subject};
use super::matter::CUES;
use crate::lexicon::Lexicon;

/// A handing-in verb that is demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verb {
    /// Its first byte.
    pub(super) at: usize,
    /// It is done whenever something happens.
    pub(super) event: bool,
}

/// 报市局, 报我办, 报上一级…: the single verb with whom it goes to.
const REPORT_TO: &str = "报(?:至|到|给|送至|[^，。；告请批销警刊价酬到废表纸道名考账税关]{0,18}?(?:局|委|委员会|厅|办|办公室|科|处|组|组织部|宣传部|部门|中心|政府|邮箱|支队|大队|所|站|院|机构|党委|单位|(?:商务|司法|公安|财政|教育|民政|建设|农业农村|资源|环境|水利|交通运输|科技|信息化|国务|保障|应急管理|主管)部|备案|审核|汇总|留存|备查|群|公司))";

/// 发…邮箱, 发…群.
const SEND_TO: &str =
    "(?:发|传|送)(?:至|到|送)?[^，。；]{0,14}(?:邮箱|QQ群|微信群|工作群|钉钉群|信箱)";

/// 报参会名单, 报方案: the verb with what is handed in.
const REPORT_WHAT: &str = "报[^，。；告请批销警刊价酬废纸道名考账税关]{0,10}?(?:名单|回执|材料|总结|方案|情况|清单|台账|数据|数字|进度|进展|报表|汇总表|小结|户数|人数|件数)";

/// 向…报告, 及时报告.
const TELL: &str = "向[^，。；]{1,15}?(?:书面|专题|专项|请示|如实|及时)?报告|(?:及时|立即|第一时间|随时|如实|逐级|按规定|按程序|马上)(?:向[^，。；]{1,15}?)?(?:请示)?报告|(?:事先|事前|提前)报告[^，。；的制]{2,}|报告(?:市|县|省|区|当地|上级|上一级|同级|我|本|属地|国务院)[^，。；]{0,12}|跟踪和?反馈";

/// 于3月20日前提供资料: providing is a demand only where papers are to be there by a day.
const PROVIDE: &str = "提供[^，。；为向给供者的]{0,12}?(?:材料|资料|清单|名单|台账|数据|报表|复印件)(?:$|[，。；、（])";

/// 于3月20日前交局财务股, 3月20日前送市财政局: 交 and 送 hand in only where an office takes it by a day.
const HAND_TO: &str = "前(?:一并|统一|书面|汇总后?|集中|[^，。；、前]{1,6}并)?(?:交|送|传|告知)(?:至|到|给|回)?[^，。；、清纳]{0,12}?(?:局|委|委员会|厅|办|办公室|科|股|处|室|组|部门|中心|政府|站)(?:$|[，。；（])";

/// 于9月15日前在系统填写评估报告, 3月20日前填写自查表: filled in by a day, it goes to whoever set the day.
const FILL_IN: &str =
    "前[^，。；、]{0,16}填写[^，。；的]{0,12}?(?:表|报告|问卷|数据|信息|情况)(?:$|[，。；（])";

/// 将自查表送市局综合科; patients and strays go elsewhere.
const HAND_OVER: &str = "[将把][^，。；]{1,20}?(?:交|送|传|发)(?:至|到|给|回)?[^，。；、清纳]{0,12}?(?:局|委|办|办公室|科|股|处|室)(?:$|[，。；（])";

/// Memory for the states of `VERB`: in the usual 2 MB it forgets and builds them again without end.
const VERB_STATES: usize = 16 << 20;

static VERB: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let mut verbs: Vec<&str> = CUES.verbs.iter().map(String::as_str).collect();
    verbs.sort_by_key(|verb| std::cmp::Reverse(verb.len()));
    let verb = format!(
        "{}|{TELL}|{SEND_TO}|{REPORT_TO}|{REPORT_WHAT}|{PROVIDE}|{HAND_TO}|{HAND_OVER}|{FILL_IN}",
        verbs.join("|")
    );
    RegexBuilder::new(&verb).dfa_size_limit(VERB_STATES).build().ok()
});

/// Words without which `VERB` cannot match.
static HINTS: LazyLock<Lexicon> = LazyLock::new(|| {
    let verbs = CUES.verbs.iter().map(String::as_str);
    Lexicon::new(
        verbs
            .chain([
                "报", "邮箱", "信箱", "群", "反馈", "提供", "交", "送", "传", "发", "告知", "填写",
            ])
            .enumerate(),
    )
});

/// May a sentence or segment ask for something to be handed in? A cheap look before the patterns.
pub(super) fn may_ask(words: &str) -> bool {
    HINTS.any(words)
}

/// The verb of a masked segment that asks the addressees to hand something in; `before` is what stands before the segment.
pub(super) fn find(text: &str, before: &str, scene: &Scene) -> Option<Verb> {
    // A sentence of many segments has its hint in one or two.
    let regex = VERB.as_ref().filter(|_| may_ask(text))?;
    let candidates =
        regex.find_iter(text).filter(|found| demanded(text, found.start(), found.end()));
    let mut asked =
        candidates.filter(|found| asked_of_addressees(text, found.start(), before, scene));
    let found = asked.next()?;
    let tells = found.as_str().contains("报告") && !found.as_str().contains("零报告");
    let at_once = ["及时", "立即", "第一时间", "随时", "遇有", "一旦", "发现"]
        .iter()
        .any(|word| text.contains(word));
    let event = tells || at_once;
    Some(Verb { at: found.start(), event })
}

/// The verb is a demand and not a noun, a ban, a report of what was done or a step of approval.
fn demanded(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let clause = before.rsplit(['，', '：']).next().unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let rest = after.split('，').next().unwrap_or_default();
    let verb = text.get(start..end).unwrap_or_default();
    let compound = clause.ends_with([
        '申', '通', '举', '预', '警', '情', '简', '日', '周', '海', '专', '公', '回', '投', '电',
        '直', '瞒', '谎', '漏', '迟', '汇',
    ]) && verb.starts_with('报')
        && !clause.ends_with("汇")
        && !clause.ends_with("电话")
        && !day_before(clause);
    // 科学报国, 报恩: nothing is handed in. 报国务院 is.
    let devoted =
        verb.starts_with("报国") && !verb.starts_with("报国务院") && !verb.starts_with("报国家");
    // 报名 asks only where nothing hangs on it: not 报名信息, 报名表.
    let bare = rest.chars().next().is_none_or(|next| "；、（）参或及和。".contains(next));
    let noun = verb == "报名" && !bare || starts(&CUES.nouns, after) && !verb.contains("零报告");
    // 精简材料报送, 待你省上报后: the act is named, not demanded.
    let named = ["材料", "信息", "数据", "报表"].iter().any(|thing| clause.ends_with(thing))
        && !["将", "把", "请", "、", "于"].iter().any(|word| clause.contains(word))
        || clause.starts_with('待') && rest.ends_with('后');
    let denied = CUES.negations.iter().any(|word| near(clause, 5).contains(word.as_str()));
    let done = CUES.past.iter().any(|word| clause.ends_with(word.as_str()))
        || clause.ends_with("经市")
        || verb.ends_with("报告如下");
    let approval = holds(&CUES.approvals, &format!("{verb}{rest}")) && !forwarded(clause, before);
    // 轨迹截图发工作群: a trace of having been there, which R604 and R605 judge.
    let trace = verb.ends_with('群')
        && ["截图", "打卡", "签到", "定位"].iter().any(|word| clause.contains(word));
    !(compound
        || trace
        || devoted
        || noun
        || named
        || denied
        || done
        || approval
        || below_the_line(text, clause))
}

/// 区老龄办初核后，报…核准: a lower unit gathers cases and hands them up again and again; one's own plan goes up once.
fn forwarded(clause: &str, before: &str) -> bool {
    let earlier = before.strip_suffix(clause).unwrap_or(before);
    let last =
        earlier.trim_end_matches(['，', '：']).rsplit(['，', '：']).next().unwrap_or_default();
    let checks = ["初核后", "初审后", "审核后", "审查后", "汇总后", "初审意见后", "审核通过后"];
    checks.iter().any(|word| last.ends_with(word) || clause.contains(word))
}

/// 3月18日报: the 日 before 报 ends a date and does not make 日报.
fn day_before(clause: &str) -> bool {
    clause.strip_suffix('日').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
}

/// A ban that governs the whole segment: 严禁要求基层报送…, 不要求各地报送….
fn below_the_line(text: &str, clause: &str) -> bool {
    let bans = [
        "严禁",
        "禁止",
        "不要求",
        "不得要求",
        "不得向",
        "不再要求",
        "不得以",
        "杜绝",
        "切忌",
        "不得让",
        "取消",
    ];
    let asked = clause
        .find("不得")
        .is_some_and(|at| clause.get(at..).is_some_and(|rest| rest.contains("要求")));
    asked
        || bans.iter().any(|ban| clause.contains(ban))
        || bans.iter().any(|ban| text.starts_with(ban))
}

/// It is for a lower unit or an addressee to do, named or plainly meant.
fn asked_of_addressees(text: &str, start: usize, earlier: &str, scene: &Scene) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    let near = around(text, start);
    // 现征求意见。请于…前书面反馈: what is to come back was said before.
    let sought = ["征求", "提出意见"].iter().any(|word| earlier.contains(word));
    let object =
        holds(&CUES.objects, near) || hands_titled(near) || sought && rest.starts_with("反馈");
    if applicant(text) || answers_below(before, rest, scene) {
        return false;
    }
    if let Some(subject) = told(before, scene) {
        let hands = ["报", "上报", "呈", "向"].iter().any(|verb| rest.starts_with(verb));
        let applies = holds(&CUES.applications, text) && !official(&subject.text);
        return subject.party == Party::Lower && (object || hands) && !applies && !vague(rest);
    }
    if scene.subject(earlier).is_some_and(|subject| subject.party == Party::Outside)
        || holds(&CUES.applications, text)
    {
        return false;
    }
    let clock = dates::find(text, Issue::unknown()).iter().any(|mark| mark.limit)
        || dates::period(text).is_some();
    let modal = CUES.modals.iter().any(|word| before.contains(word.as_str()));
    let formal = ["报送", "上报", "报", "汇总报", "零报告", "发", "传", "向国务院", "向党中央"]
        .iter()
        .any(|verb| rest.starts_with(verb));
    let enrols = rest.starts_with("报名");
    let meant = if enrols { scene.addressed() } else { scene.addressed() || formal };
    let told = ["报告总理", "报告市长", "报告国务院"].iter().any(|word| rest.contains(word));
    // 请于3月12日前报送。: what is handed in was said before.
    let plain = ["报送", "上报"]
        .iter()
        .filter_map(|verb| rest.strip_prefix(verb))
        .any(|after| after.is_empty() || after.starts_with(['。', '，', '；']));
    let thing = object
        || plain && clock
        || told
        || enrols
        || rest.starts_with("反馈")
        || rest.starts_with('向');
    let answered = vague(rest) && !(object && clock);
    meant && thing && !answered && (clock || modal)
}

/// 确需占用林地的单位，应当向县林业局提交…，县林业局在3个工作日内答复: whoever wants something hands its papers in by
/// law, and the office that takes them must decide.
fn applicant(text: &str) -> bool {
    let wants = ["申请", "确需", "需要", "拟", "从事", "开办", "举办", "新设", "参加"];
    let decides = ["答复", "受理", "准予", "颁发", "核发", "办结", "作出决定", "发放"];
    let Some((before, after)) = text.split_once("提交").or_else(|| text.split_once("报送"))
    else {
        return false;
    };
    let first = before.split('，').next().unwrap_or_default();
    let described = first.contains('的') && wants.iter().any(|word| first.contains(word));
    before.contains('向') && described && decides.iter().any(|word| after.contains(word))
}

/// 直接向各县（区）反馈: what goes down to those below is nothing they hand in.
fn answers_below(before: &str, rest: &str, scene: &Scene) -> bool {
    let clause = before.rsplit(['，', '：']).next().unwrap_or_default();
    let whom = clause.rsplit_once('向').map(|(_, whom)| whom);
    ["反馈", "回复", "提供"].iter().any(|verb| rest.starts_with(verb))
        && whom.is_some_and(|whom| {
            whom.starts_with(['县', '区']) || scene.party(whom) == Some(Party::Lower)
        })
}

/// Who hands in. 我局起草了……，请于……前反馈: 请 speaks to the addressees, whoever acted before it.
fn told(before: &str, scene: &Scene) -> Option<Subject> {
    let subject = scene.subject(before)?;
    let ours = matches!(subject.party, Party::Own | Party::Above | Party::Beside);
    let asked = clauses(before).into_iter().rev().find_map(|range| {
        let from = before.get(range.start..)?;
        from.trim_start().starts_with('请').then_some(from)
    });
    match asked {
        Some(asked) if ours => scene.subject(asked),
        _ => Some(subject),
    }
}

/// Somebody in office, and not one who applies for something.
fn official(subject: &str) -> bool {
    let offices = ["各", "局", "部门", "政府", "乡镇", "街道", "委", "办", "县", "区", "你", "厅"];
    offices.iter().any(|office| subject.contains(office)) && !subject.ends_with("园区")
}

/// 予以反馈, 及时回复: an answer to somebody, and nothing that is handed in.
fn vague(rest: &str) -> bool {
    let clause = rest.split(['，', '；']).next().unwrap_or_default();
    ["反馈", "回复"].iter().any(|verb| {
        clause.strip_prefix(verb).is_some_and(|after| after.trim_matches(['。', ' ']).is_empty())
    })
}

/// A form or paper called by its title is handed in: 将《…表》报….
fn hands_titled(text: &str) -> bool {
    ["将", "把", "填写", "填好"]
        .iter()
        .filter_map(|word| text.split_once(word))
        .any(|(_, object)| object.starts_with(is_blot))
}

/// The clause of the verb and the one before it, where what is handed in stands; all that follows a colon too.
fn around(text: &str, verb: usize) -> &str {
    let before = text.get(..verb).unwrap_or_default();
    let mut commas = before.rmatch_indices('，').map(|(at, _)| at);
    // 印证材料，一式两份，3月20日前送市局: the clause between only says how many.
    let aside = usize::from(before.rsplit('，').nth(1).is_some_and(|it| it.starts_with("一式")));
    let start = commas.nth(1 + aside).unwrap_or(0);
    let rest = text.get(verb..).unwrap_or_default();
    let end = rest
        .find('，')
        .filter(|&comma| !rest.get(..comma).is_some_and(|clause| clause.contains('：')));
    text.get(start..verb + end.unwrap_or(rest.len())).unwrap_or(text)
}

fn starts(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.starts_with(word.as_str()))
}

fn holds(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// The last `count` characters.
fn near(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or(text)
}
