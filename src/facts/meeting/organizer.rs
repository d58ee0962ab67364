//! Who holds a meeting: the organ named before 决定/定于/拟…召开, in the meeting's name, or the issuer.
//!
//! An inner office of a bureau or commission acts for it; the offices of party committees and governments are organs of their own.

use super::sheet::Sheet;
use crate::config::Config;
use crate::pattern::Pattern;

const ORGAN: &str = "(?:政府(?:办公室)?|办公室|办公厅|局|厅|部|委(?:员会)?(?:办公室|办)?|安委会|防指|指挥部(?:办公室)?|领导小组(?:办公室)?|专委会|食安办|安委办|专班办|院|中心|党组|协会|联合会|总队|支队|专班|集团|公司|学校|联社|我市|我县|我区|我省)";
/// How an organ of a level ends when its own name is cut short by the search.
const ABOVE: &str = "(?:院|部|政府(?:办公厅|办公室)?|办公厅|办公室|局|厅|委(?:员会)?(?:办公室|办)?|安委会(?:办公室)?|防指|指挥部(?:办公室)?|领导小组(?:办公室)?|安委办|专委会)";

static CALLS: Pattern = Pattern::joined(&["召开", "举行", "举办", "开会"], || {
    format!(
        r"(?P<organ>[\p{{Han}}()、]{{1,30}}?{ORGAN})(?:党组|党委)?(?:研究)?(?:决定|定于|拟定于|拟于|拟|将于|将|计划|兹定于|确定|订于|研究决定|在)[^。;]{{0,60}}?(?:召开|举行|举办|开会)"
    )
});
static DECIDES: Pattern = Pattern::new(
    &["经"],
    r"经(?P<organ>(?:[省市县区]委、)?[\p{Han}]{1,20}?(?:政府|委|会|局|指挥部|小组))(?:会议)?(?:研究决定|研究,|研究)",
);
static APPROVES: Pattern = Pattern::new(
    &["经"],
    r"经(?:报请?|请示)?(?P<organ>(?:[省市县区]委、)?[\p{Han}]{1,20}?(?:政府|委|会|局|指挥部|小组))(?:主要|分管)?(?:领导|负责同志)?(?:研究)?(?:同意|批准|审定)",
);
static NAMED: Pattern = Pattern::joined(&["会"], || {
    format!(
        r"^(?P<organ>[\p{{Han}}]{{2,24}}?{ORGAN})(?:[0-9]{{4}}年)?(?:第[0-9一二三四五六七八九十百]+次)?(?:[0-9]{{4}}年)?(?:第[0-9一二三四五六七八九十百]+次)?(?:全体会议|全体成员会议|常务会议|(?:局长|主任|市长|县长|区长|厅长|院长|行长)?办公会|(?:局|委)务会|专题会议|联席会议|会议|工作会议|常委会|党组会议|全会|成员会议)"
    )
});
static CHAIRS: Pattern = Pattern::new(
    &["主持", "召集", "召开"],
    r"(?:^|[,。、]| |日|午|[0-9]分?)(?:受[^,。]{1,12}委托,)?(?P<organ>[\p{Han}、]{0,24}?)(?:党组|党委)?(?:书记、|副书记、|成员、|委员、)?(?P<post>市委书记|县委书记|区委书记|副市长|市长|副县长|县长|副区长|区长|副省长|省长|常务副[市县区]长|秘书长|副秘书长|局长|副局长|主任|副主任|组长|副组长|指挥长|副指挥长|总指挥|书记|行长|院长|厅长|副厅长)[\p{Han}]{2,4}(?:同志)?(?:在[^。]{0,30})?(?:主持|召集|召开)",
);

/// An organizer and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organizer {
    /// Canonical name.
    pub name: String,
    /// The paper says so; otherwise the issuer is taken.
    pub stated: bool,
}

/// Who holds the meeting `name` that `issuer` calls.
pub(crate) fn of_paper(
    sheet: &Sheet,
    name: &str,
    issuer: Option<&str>,
    config: &Config,
) -> Option<Organizer> {
    let canonical = |raw: &str| resolve(raw, issuer, config);
    let stated = |name: String| Some(Organizer { name, stated: true });
    let opening: Vec<&str> = sheet.all.iter().take(6).map(|piece| piece.text.as_str()).collect();
    if let Some(found) = named(name).and_then(|organ| canonical(&organ)) {
        return stated(found);
    }
    for text in &opening {
        for hit in CALLS.captures_iter(text) {
            if let Some(found) = hit.name("organ").and_then(|m| canonical(clean(m.as_str()))) {
                return stated(act_for(&found));
            }
        }
    }
    for text in &opening {
        let hit = DECIDES.captures(text).filter(|hit| {
            let rest = text.get(hit.get(0).map_or(0, |m| m.end())..).unwrap_or_default();
            !rest.starts_with("同意") && rest.chars().take(40).collect::<String>().contains("召开")
        });
        let organs = hit.and_then(|hit| hit.name("organ")).map_or("", |found| found.as_str());
        let parent = issuer.and_then(core_parent);
        if parent.is_some() && organs.split('、').any(|organ| canonical(organ) == parent) {
            return parent.and_then(stated);
        }
        if let Some(found) = canonical(lead(organs)) {
            return stated(act_for(&found));
        }
    }
    if let Some(found) = chaired(&opening).and_then(|raw| canonical(&raw)) {
        return stated(act_for(&found));
    }
    let issuer = issuer?;
    let parent = core_parent(issuer);
    let approved = opening.iter().any(|text| {
        let organs = APPROVES.captures(text).and_then(|hit| hit.name("organ"));
        let organs = organs.map_or("", |found| found.as_str());
        parent.is_some() && organs.split('、').any(|organ| canonical(organ) == parent)
    });
    let whole = ["全市", "全县", "全省", "全区", "大会"].iter().any(|word| name.contains(word));
    match parent {
        Some(parent) if approved || whole => Some(Organizer { name: parent, stated: approved }),
        // A body that exists for one matter holds its own meetings; its ledger name is often cut short.
        _ => Some(Organizer {
            name: act_for(issuer),
            stated: issuer.contains("领导小组") || issuer.contains("指挥部"),
        }),
    }
}

/// The organ whose head chaired, from minutes.
fn chaired(opening: &[&str]) -> Option<String> {
    let hit = opening.iter().find_map(|text| CHAIRS.captures(text))?;
    let organ = hit.name("organ")?.as_str().trim_start_matches(['、', '日', '午']);
    let organ = organ.rsplit('、').next().unwrap_or(organ);
    let post = hit.name("post")?.as_str();
    let head = post.strip_suffix('长').and_then(|rest| rest.chars().last());
    if let Some(level) = head.filter(|level| matches!(level, '市' | '县' | '区' | '省')) {
        return Some(format!("{level}政府"));
    }
    let place = |post: &str| post.chars().find(|c| matches!(c, '市' | '县' | '区' | '省'));
    if !organ.is_empty() && !organ.ends_with(['市', '县', '区', '省']) {
        return Some(organ.to_owned());
    }
    match (place(post), post.contains("委书记")) {
        (Some(level), true) => Some(format!("{level}委")),
        (Some(level), false) => Some(format!("{level}政府")),
        _ => None,
    }
}

/// The superior that holds the meeting a paper asks to attend or watch.
///
/// `level` is how such organs begin: 省 for 全省, 国 for 全国.
pub(crate) fn of_superior(
    sheet: &Sheet,
    name: &str,
    level: char,
    config: &Config,
) -> Option<String> {
    static TOLD: Pattern = Pattern::joined(
        &["通知", "要求", "安排", "部署", "统一"],
        || {
            format!(
                r"(?:接到?|按照|根据|按)(?P<organ>(?:国|中央|省|市|自治区)[\p{{Han}}]{{0,20}}?{ABOVE})(?:[^,。;]{{0,10}})(?:通知|要求|安排|部署|统一)"
            )
        },
    );
    static HOLDS: Pattern = Pattern::joined(&["召开", "举行"], || {
        format!(
            r"(?P<organ>(?:国|中央|省|市|自治区)[\p{{Han}}]{{0,20}}?{ABOVE})(?:决定|定于|拟于|拟|将于|将|计划|兹定于|订于|在)[^。;]{{0,50}}?(?:召开|举行)"
        )
    });
    let text: String =
        sheet.all.iter().take(6).map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("。");
    for pattern in [&HOLDS, &TOLD] {
        for hit in pattern.captures_iter(&text) {
            let raw = hit.name("organ")?.as_str();
            let fits = raw.starts_with(level) || level == '国' && raw.starts_with("中央");
            if let Some(found) = resolve(raw, None, config).filter(|_| fits) {
                return Some(act_for(&found));
            }
        }
    }
    resolve(&named(name)?, None, config)
}

/// The organ a meeting's name begins with (市减灾委员会第二次全体会议).
fn named(name: &str) -> Option<String> {
    let organ = NAMED.captures(name)?.name("organ")?.as_str();
    let acts =
        ["传达", "学习", "贯彻", "研究", "部署", "讨论"].iter().any(|word| organ.contains(word));
    (!acts).then(|| term(organ))
}

/// The canonical name of an organ as a ledger row or a sentence writes it; `issuer` stands behind 我局.
pub(crate) fn resolve(raw: &str, issuer: Option<&str>, config: &Config) -> Option<String> {
    let raw = raw.trim().trim_matches(['(', ')', '、']);
    let own = [
        "我局",
        "我委",
        "我办",
        "我厅",
        "市局",
        "县局",
        "本局",
        "局",
        "委",
        "我院",
        "我中心",
        "局党组",
        "委党组",
        "区局",
        "党组",
        "我单位",
    ];
    if own.contains(&raw) {
        return issuer.map(str::to_owned);
    }
    if ["领导小组", "指挥部", "委员会", "安委会", "专班"].contains(&raw) {
        return issuer.map(act_for);
    }
    let place = config.organs.jurisdiction();
    let government = |name: &Option<String>| name.as_ref().map(|name| format!("{name}人民政府"));
    match raw {
        "我市" => return government(&place.city),
        "我省" => return government(&place.province),
        "我县" | "我区" => return issuer.map(str::to_owned),
        "会" | "党委" | "办公室" | "全会" | "大会" | "工作会" => return None,
        _ => {}
    }
    let committee = ["省委", "市委", "县委", "区委", "州委"].contains(&raw);
    if !committee && raw.chars().count() < 3 {
        return None;
    }
    if raw.starts_with(['因', '与', '为', '原', '按', '据'])
        || raw.starts_with('各')
        || raw.contains("全市")
        || raw.contains("全省")
    {
        return None;
    }
    let canonical = config.organs.canonical(raw);
    if canonical != raw {
        return Some(canonical);
    }
    Some(full(raw, config))
}

/// Writes the place before an organ named by level only (省防汛抗旱指挥部).
fn full(raw: &str, config: &Config) -> String {
    let place = config.organs.jurisdiction();
    for (level, name) in [("省", &place.province), ("市", &place.city)] {
        if let (Some(rest), Some(name)) = (raw.strip_prefix(level), name) {
            let rest = if rest == "政府" { "人民政府" } else { rest };
            return config.organs.canonical(&format!("{name}{rest}"));
        }
    }
    raw.to_owned()
}

/// The organ an inner office acts for; offices of governments and party committees stand for themselves.
pub(crate) fn act_for(organ: &str) -> String {
    match organ.strip_suffix("办公室") {
        Some(rest) if core_parent(organ).is_none() && rest.chars().count() > 3 => rest.to_owned(),
        _ => organ.to_owned(),
    }
}

/// The government or party committee whose general office `organ` is.
pub(crate) fn core_parent(organ: &str) -> Option<String> {
    let rest = organ.strip_suffix("办公室").or_else(|| organ.strip_suffix("办公厅"))?;
    let party = rest.starts_with("中共") && rest.ends_with('委')
        || rest.ends_with("市委")
        || rest.ends_with("县委");
    (rest.ends_with("人民政府") || rest.ends_with("国务院") || party).then(|| rest.to_owned())
}

/// What organ and its office share: papers of either may speak of one sitting.
pub(crate) fn root(organ: &str) -> String {
    let root = organ.trim_end_matches("办公室").trim_end_matches("办公厅");
    root.trim_end_matches("党组").trim_end_matches("党委").trim_end_matches("员会").to_owned()
}

/// 市七届人民政府 is 市人民政府.
fn term(organ: &str) -> String {
    static TERM: Pattern =
        Pattern::new(&["届"], "(?:第?[一二三四五六七八九十]+届|第[一二三四五六七八九十]+届)");
    TERM.replace_all(organ, "").into_owned()
}

/// Cuts what stands before the organ itself: 经研究，…, 请, dates.
fn clean(raw: &str) -> &str {
    let raw = raw.rsplit([')', '(']).next().unwrap_or(raw);
    let raw =
        ["拟由", "经", "由", "请"].iter().find_map(|word| raw.strip_prefix(word)).unwrap_or(raw);
    let from = ["同意", "研究", "安排", "批准", "要求", "精神", "部署", "进度", "为了"]
        .iter()
        .filter_map(|word| raw.rfind(word).map(|at| at + word.len()))
        .max()
        .unwrap_or(0);
    lead(raw.get(from..).unwrap_or(raw))
}

/// The first of several organs (市教育局、市公安局) leads.
fn lead(raw: &str) -> &str {
    raw.split('、').find(|part| !part.is_empty()).unwrap_or(raw)
}
