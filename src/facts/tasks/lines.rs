//! Responsibility lines, and the names in them.

use std::sync::LazyLock;

use super::super::dates::Issue;
use regex::Regex;

use super::due;
use crate::pattern::Pattern;

/// What a responsibility line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// 责任单位 / 牵头单位.
    pub(super) owner: Vec<String>,
    /// 配合单位.
    pub(super) with: Vec<String>,
    /// 完成时限.
    pub(super) due: Option<String>,
    /// The sentence holds nothing but the line.
    pub(super) bare: bool,
}

static OWNER: Pattern = Pattern::new(
    &[
        "单位：",
        "单位:",
        "部门：",
        "部门:",
        "处室：",
        "处室:",
        "科室：",
        "科室:",
        "责任人：",
        "责任人:",
    ],
    "(?:牵头|责任|主办|承办|主责|实施|落实)(?:单位|部门|处室|科室)(?:及责任人)?[：:](?P<names>(?:[^；;（）()。：:\\[\\]【】［］]|（[^）]*）)+)",
);

static WITH: Pattern = Pattern::new(
    &["配合", "协办", "参与", "参加", "协同"],
    "(?:配合|协办|参与|参加|协同)(?:单位|部门|处室|科室)?[：:](?P<names>(?:[^；;（）()。：:\\[\\]【】［］]|（[^）]*）)+)",
);

static UNTIL: Pattern = Pattern::new(
    &["时限：", "时限:", "时间：", "时间:", "期限：", "期限:", "要求：", "要求:"],
    "(?:完成|办结|整改|落实|推进)?(?:时限|时间|期限)(?:要求)?[：:](?P<due>[^；;）。]+)",
);

/// （市财政局牵头，市教育局配合）, （市教育局、市财政局按职责分工负责）
static BRACKET: Pattern = Pattern::new(
    &["牵头", "负责"],
    "[（(](?P<owner>(?:[^（）()，；]|（[^）]*）){2,60}?)(?:等)?(?:分别|共同)?(?:牵头|按职责分工负责|按职责负责|负责)(?:[，；](?P<with>(?:[^（）()]|（[^）]*）){2,80}?)(?:等)?(?:按职责分工)?(?:配合|参与|协助|负责))?(?:[，；](?P<due>[^（）()]{2,30}))?[）)]",
);

/// 由市教育局牵头，市财政局配合，…; 由市水利局负责，….
static LED: Pattern = Pattern::new(
    &["牵头", "主办", "负责"],
    "由(?P<owner>[^，。；：由]{2,40}?)(?:牵头|主办|负责)(?:，(?:会同|与)?(?P<with>[^，。；]{2,60}?)(?:按职责)?(?:配合|参与|协助|协办))?[，；]",
);

static ACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("完成|建立|组织|开展|制定|制订|出台|报送|上报|报市|报县|报省|报区|建成|实现|落实|公布|公示|核查|排查|整改|安装|更换|检查|修复|验收|拨付|启动|印发|编制|补齐|到位|录入|汇总|办结|提交|清理|培训|开通|覆盖|达到|移交|消除|改造|提出|统计|通报|抽查|巡查|核对|新建|新增|改建|扩建|实施|组建|升级|搭建|配备|发放|兑付|签订|布设|疏通|加固|搬迁|关停|淘汰|销号|办理|核实|摸清|摸底|反馈|清运|划定|聘请|评估|登记").ok()
});

/// Reads a responsibility line in a sentence.
pub(super) fn read(words: &str, issue: Issue<'_>) -> Option<Line> {
    let named = |pattern: &Pattern, name: &str| {
        let captures = pattern.captures(words)?;
        Some((captures.get(0)?.start(), captures.name(name)?.as_str().to_owned()))
    };
    if let Some((start, owner)) = named(&OWNER, "names") {
        let with = named(&WITH, "names").map(|(_, list)| names(&list)).unwrap_or_default();
        let until = named(&UNTIL, "due").map(|(_, text)| kept(&text, issue));
        return Some(Line { owner: names(&owner), with, due: until, bare: is_bare(words, start) });
    }
    let Some(captures) = BRACKET.captures(words) else { return led(words, issue) };
    let owner = names(captures.name("owner")?.as_str());
    let with = captures.name("with").map(|list| names(list.as_str())).unwrap_or_default();
    let inside = captures.name("due").map(|found| found.as_str().to_owned());
    let until = named(&UNTIL, "due").map(|(_, text)| text).or(inside);
    let until = until.map(|text| kept(&text, issue));
    let start = captures.get(0)?.start();
    (!owner.is_empty()).then(|| Line { owner, with, due: until, bare: is_bare(words, start) })
}

/// 由……牵头，……配合 at the head of a sentence that says what is done and by when.
fn led(words: &str, issue: Issue<'_>) -> Option<Line> {
    let captures = LED.captures(words)?;
    let owner = names(captures.name("owner")?.as_str());
    let with = captures.name("with").map(|list| names(list.as_str())).unwrap_or_default();
    let due = due(words, issue)?;
    (!owner.is_empty()).then_some(Line { owner, with, due: Some(due), bare: false })
}

/// 完成时限：2026年4月30日。 alone in its sentence.
pub(super) fn deadline(words: &str, issue: Issue<'_>) -> Option<String> {
    let captures = UNTIL.captures(words)?;
    let alone = is_bare(words, captures.get(0)?.start());
    alone.then(|| kept(captures.name("due").map_or("", |found| found.as_str()), issue))
}

/// The byte where an act begins; 统计局 and 组织部 are no acts.
pub(super) fn act(text: &str) -> Option<usize> {
    let organ =
        |rest: &str| rest.starts_with(['局', '部', '委', '厅', '站']) || rest.starts_with("中心");
    let mut acts = ACT.as_ref()?.find_iter(text);
    acts.find(|found| !text.get(found.end()..).is_some_and(organ)).map(|found| found.start())
}

fn is_bare(words: &str, start: usize) -> bool {
    words.get(..start).unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).count() < 4
}

/// A deadline as the ledger keeps it: the day or period where it can be told, else the words.
pub(super) fn kept(text: &str, issue: Issue<'_>) -> String {
    let dated = format!("{}前", text.trim().trim_end_matches('前'));
    due(&dated, issue).unwrap_or_else(|| text.trim().to_owned())
}

/// The organs of a list, brackets kept whole.
pub(super) fn names(list: &str) -> Vec<String> {
    // 责任单位：市水务局，配合单位：…: what follows is no name any more.
    let ends =
        ["，配合", "、配合单位", "，协办", "，参与", "，完成", "，时限", "，责任人", "，办结"];
    let end = ends.iter().filter_map(|word| list.find(word)).min().unwrap_or(list.len());
    let list = list.get(..end).unwrap_or(list);
    let mut found = Vec::new();
    let mut name = String::new();
    let mut depth = 0_usize;
    for c in list.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, '、' | '，' | ',' | ' ' | '　') {
            found.push(std::mem::take(&mut name));
        } else {
            name.push(c);
        }
    }
    found.push(name);
    let clean = |name: String| {
        let name =
            name.trim().trim_end_matches('等').trim_start_matches("由").trim_start_matches("请");
        name.trim_end_matches("按职责分工负责").trim_end_matches("牵头").to_owned()
    };
    let names = found.into_iter().flat_map(|name| apart(&name)).map(clean);
    names.filter(|name| (2..=30).contains(&name.chars().count())).collect()
}

/// 石坞县和市水务局 are two; 市文化和旅游局 is one: what stands before 和 is an organ by itself, or it is not.
fn apart(name: &str) -> Vec<String> {
    let organs = [
        "局",
        "委",
        "办",
        "办公室",
        "厅",
        "政府",
        "部门",
        "单位",
        "县",
        "区",
        "镇",
        "乡",
        "街道",
        "中心",
        "公司",
    ];
    let joint = ["以及", "和", "及", "与"].iter().find_map(|joint| {
        let (one, other) = name.split_once(joint)?;
        let ends = |text: &str| organs.iter().any(|end| text.ends_with(end));
        (ends(one) && ends(other.trim_end_matches('等'))).then_some([one, other])
    });
    joint.map_or_else(|| vec![name.to_owned()], |pair| pair.map(str::to_owned).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines() {
        let check = |text: &str, owner: &[&str], with: &[&str], due: Option<&str>, bare: bool| {
            let line = read(text, Issue::on("2026-03-11")).unwrap();
            assert_eq!(line.owner, owner, "{text}");
            assert_eq!(line.with, with, "{text}");
            assert_eq!((line.due.as_deref(), line.bare), (due, bare), "{text}");
        };
        check(
            "（责任单位：市财政局、市教育局；配合单位：各县（区）人民政府；完成时限：2026年6月底）",
            &["市财政局", "市教育局"],
            &["各县（区）人民政府"],
            Some("2026-06-30"),
            true,
        );
        check(
            "新建公厕30座。（市住房城乡建设局牵头，市财政局、各县（区）人民政府配合）",
            &["市住房城乡建设局"],
            &["市财政局", "各县（区）人民政府"],
            None,
            false,
        );
        check(
            "责任单位：社会事业科；完成时限：长期坚持",
            &["社会事业科"],
            &[],
            Some("长期坚持"),
            true,
        );
        check(
            "更换管网（青禾县、石坞县和市水务局负责）。",
            &["青禾县", "石坞县", "市水务局"],
            &[],
            None,
            false,
        );
        check("建设驿站（市文化和旅游局负责）。", &["市文化和旅游局"], &[], None, false);
        check("更换管网12公里（市水务局负责）。", &["市水务局"], &[], None, false);
        assert_eq!(read("要提高认识（详见附件）。", Issue::unknown()), None);
    }
}
