//! Who attends: attendees, how many, the lowest level, whether 主要负责人 are required; and the form of the meeting.

use super::Form;
use super::cues::{Field, any, cues};
use super::sheet::{Piece, Sheet};
use crate::config::Config;
use crate::document::Level;
use crate::pattern::Pattern;

const ATTENDS: &[&str] =
    &["参加", "出席", "列席", "到会", "参会", "与会", "收看", "分会场", "收听"];
const REFUSES: &[&str] = &[
    "不再",
    "不得",
    "无需",
    "不需",
    "不用",
    "不安排",
    "不要求",
    "不组织",
    "不延伸",
    "不参加",
    "不能",
    "除外",
    "不设",
    "不到",
    "不含",
    "不包括",
    "暂不",
    "报名",
    "回执",
    "名单",
];

/// Sentences that say who attends, the field's own lines first.
pub(crate) fn sentences(sheet: &Sheet) -> Vec<Piece> {
    let field = sheet.pieces(Field::People);
    let mut found: Vec<Piece> = field.iter().flat_map(Piece::sentences).collect();
    let others = [Field::Place, Field::TimePlace, Field::Form]
        .into_iter()
        .flat_map(|field| sheet.pieces(field));
    let free = sheet.preamble.iter().chain(others).flat_map(Piece::sentences);
    found.extend(free.filter(|piece| any(ATTENDS, &piece.text)));
    if field.is_empty() {
        let rest = [Field::Other, Field::Content].into_iter().flat_map(|field| sheet.pieces(field));
        let attends = |piece: &Piece| any(ATTENDS, &piece.text) && !any(REFUSES, &piece.text);
        found.extend(rest.flat_map(Piece::sentences).filter(attends));
    }
    found
}

/// The lowest level attending, with the index of the sentence that says so.
pub(crate) fn reach<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    config: &Config,
) -> Option<(Level, usize)> {
    let mut best: Option<(Level, usize)> = None;
    for (index, line) in lines.into_iter().enumerate() {
        for clause in line.split([',', ';', '。', '，', '；', ':']) {
            let found = level(clause, config);
            if let Some(level) = found.filter(|level| best.is_none_or(|(known, _)| *level > known))
            {
                best = Some((level, index));
            }
        }
    }
    best
}

fn level(clause: &str, config: &Config) -> Option<Level> {
    const REFUSED: &[&str] = &[
        "不再",
        "不得",
        "无需",
        "不需",
        "不安排",
        "不要求",
        "不组织",
        "不延伸",
        "不参加",
        "除外",
        "不设",
        "不含",
        "不包括",
        "不另",
    ];
    static DISTRICT: Pattern = Pattern::new(
        &["区"],
        "[^社小景园库坝城校厂灾山地辖病片湖矿牧林风市]区(?:人民政府|政府|委办|委宣|委组|委政|级|直|属|[\\p{Han}]{2,6}局)",
    );
    // Where a meeting is held and what it looks at send nobody there.
    static VENUE: Pattern = Pattern::new(
        &["召开", "举行", "举办", "开会", "观摩", "察看", "参观", "考察"],
        "[在到赴][^,，。;；]{2,30}?(?:召开|举行|举办|开会|观摩|察看|参观|考察)|(?:观摩|察看|参观|考察)[^,，。;；]{2,30}",
    );
    if any(REFUSED, clause) {
        return None;
    }
    let words = cues();
    let place = config.organs.jurisdiction();
    let mut text = VENUE.replace_all(clause, "").into_owned();
    for word in &words.ignore {
        text = text.replace(word.as_str(), "＿");
    }
    if any(&words.township, &text) || any(&place.townships, &text) {
        return Some(Level::Township);
    }
    if any(&words.county, &text) || any(&place.counties, &text) || DISTRICT.is_match(&text) {
        return Some(Level::County);
    }
    any(&words.city, &text).then_some(Level::City)
}

/// Attendees as written, one entry a kind of person or unit.
pub(crate) fn attendees(sheet: &Sheet) -> Vec<String> {
    static VERB: Pattern = Pattern::new(
        &["请", "由", "参加", "出席", "列席", "到会", "参会", "人", "会场"],
        "^(?:请|由|邀请)|(?:准时)?(?:参加|出席|列席|到会|参会)(?:会议)?$|,?(?:共|计|共计|合计|总计|预计|约)?[0-9]+(?:余|多)?人(?:左右)?(?:参加)?$|(?:主|分)会场(?:为|由)?:?",
    );
    const NOT_PERSONS: &[&str] =
        &["会期", "小时", "分钟", "不要", "不得", "会前", "请假", "设在", "设分会场"];
    let none = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) || any(NOT_PERSONS, part);
    let mut out = Vec::new();
    for sentence in sentences(sheet) {
        if sentence.text.contains("召开") && !sentence.text.contains('请') {
            continue;
        }
        for part in split(&sentence.text) {
            let part = VERB.replace_all(part.trim(), "");
            let part = part.trim().trim_matches(['(', ')', '各']).to_owned();
            if part.chars().count() >= 2 && !none(&part) {
                out.push(part);
            }
        }
    }
    out
}

/// Splits a list of attendees at 、，；。 outside brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '、' | ',' | '，' | ';' | '；' | '。' | ':' if depth == 0 => {
                parts.push(text.get(from..at).unwrap_or_default());
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

/// Kinds of people and units that attend by any of the papers, reduced to level, organ and role.
pub(crate) fn units(mentions: &[super::Mention]) -> std::collections::BTreeSet<String> {
    static ROLE: Pattern = Pattern::new(
        &[],
        "主要负责人|主要负责同志|分管负责同志|分管负责人|分管领导|负责同志|负责人|班子成员|局长|主任|股长|科长|院长|副|有关|相关|全体|各|领导|人员|同志|[0-9]+名|[0-9]+人|代表|的|工作",
    );
    static GOVERNMENT: Pattern = Pattern::new(&["政府"], "(?:人民)?政府分管.*|(?:人民)?政府");
    // 各县（区）分管副县（区）长 and 县（区）分管负责同志 are the county government.
    static DEPUTY: Pattern = Pattern::new(
        &["县", "区"],
        "^各?[^局委股科部]{0,8}[县区][^局委股科部]{0,6}(?:分管|常务|副县|副区|县长|区长|负责同志)[^局委股科部]*$",
    );
    static OFFICE: Pattern = Pattern::new(&[], "^(?:市局|委机关|局机关|机关|委|局)");
    // 请…信访局局长参加(24人): the verb and what follows it name nobody.
    static AROUND: Pattern = Pattern::new(
        &["请", "参", "席", "("],
        "^.*请|(?:参加|参会|出席|列席|到会).*$|\\((?:共|约|每|各)?[0-9].*$",
    );
    let mut out = std::collections::BTreeSet::new();
    let best = mentions.iter().max_by_key(|mention| mention.attendees.len());
    for unit in best.into_iter().flat_map(|mention| &mention.attendees) {
        let unit = AROUND.replace_all(unit, "");
        let unit = unit
            .replace("住房和城乡建设", "住建")
            .replace("应急管理", "应急")
            .replace("卫生健康", "卫健")
            .replace("市场监督管理", "市场监管");
        let unit = GOVERNMENT.replace(&unit, "政府").into_owned();
        let unit = if DEPUTY.is_match(&unit) { "政府".to_owned() } else { unit };
        let unit = ROLE.replace_all(&unit, "").into_owned();
        let unit = OFFICE.replace(&unit, "").into_owned();
        let unit = unit
            .trim_start_matches("县(区)")
            .trim_start_matches("县(市、区)")
            .trim_matches(['、', '(', ')', ' '])
            .trim_end_matches("部门")
            .trim_end_matches('局')
            .to_owned();
        // 专家 and 企业 of one meeting are not those of another.
        if unit.chars().count() >= 2 && !cues().anybody.contains(&unit) {
            out.insert(unit);
        }
    }
    out
}

/// How many people, from a text that speaks of attendance; silent where only parts are given.
pub(crate) fn people(text: &str) -> Option<u32> {
    static TOTAL: Pattern = Pattern::new(
        &["合计", "总计", "共计", "总人数", "总数", "规模", "人数"],
        r"(?:合计|总计|共计|总人数|总数|规模|参会人数|人数)[^0-9,。;]{0,6}([0-9]{1,5}) ?(?:余|多)?[人名]",
    );
    static ABOUT: Pattern = Pattern::new(
        &["人", "名"],
        r"(?:共有?|计|预计|大约|约|等) ?(?:约)?([0-9]{1,5}) ?(?:余|多)?[人名]",
    );
    static PLAIN: Pattern = Pattern::new(
        &["人"],
        r"(?:^|[^0-9每各派限第])([0-9]{1,5}) ?(?:余|多)?人(?:左右|以内|参会|参加|$|[,。;)])",
    );
    // 每县（区）3人 and 各1人 are parts.
    let part = |start: usize| {
        let before = text.get(..start).unwrap_or_default().chars().rev().take(8);
        before
            .take_while(|c| !matches!(c, ',' | '，' | '。' | ';' | '；' | '、'))
            .any(|c| matches!(c, '每' | '各' | '派' | '限'))
    };
    let numbers = |pattern: &Pattern| -> Vec<u32> {
        let hits = pattern.captures_iter(text).filter_map(|hit| hit.get(1));
        hits.filter(|hit| !part(hit.start())).filter_map(|hit| hit.as_str().parse().ok()).collect()
    };
    let total = TOTAL.captures_iter(text).filter_map(|hit| hit.get(1)?.as_str().parse().ok()).max();
    if let Some(total) = total {
        return Some(total);
    }
    for pattern in [&ABOUT, &PLAIN] {
        match numbers(pattern).as_slice() {
            [] => {}
            [only] => return Some(*only),
            _ => return None,
        }
    }
    None
}

/// Are 主要负责人 of a lower level required? The sentence that says so.
pub(crate) fn principals<'a>(lines: &'a [Piece], config: &Config) -> Option<&'a Piece> {
    lines.iter().find(|line| {
        line.text.split([',', ';', '。', '，', '；']).any(|clause| {
            let lower = level(clause, config).is_some_and(|level| level >= Level::County);
            lower && any(&cues().principals, clause) && !clause.contains("不要求")
        })
    })
}

/// The form a meeting is held in, from its name, its form field and its venues.
pub(crate) fn form(name: &str, sheet: &Sheet) -> Form {
    let words = cues();
    let stated = sheet.text(Field::Form);
    let venue = [Field::Place, Field::TimePlace].map(|field| sheet.text(field)).concat();
    let running: String = sheet.all.iter().map(|piece| piece.text.as_str()).collect();
    if any(&words.mixed, &stated) || any(&words.mixed, &running) {
        return Form::Mixed;
    }
    let video = any(&words.video, name)
        || any(&words.video, &stated)
        || running.contains("分会场")
        || any(&words.by, &running)
        || ["线上", "腾讯会议", "视联网"].iter().any(|word| venue.contains(word));
    if video { Form::Video } else { Form::InPerson }
}

/// The form a ledger row gives in its column.
pub(crate) fn form_of(cell: &str) -> Option<Form> {
    let words = cues();
    let video = any(&words.video, cell);
    let present = ["现场", "线下", "面对面", "集中"].iter().any(|word| cell.contains(word));
    match (video, present) {
        _ if any(&words.mixed, cell) => Some(Form::Mixed),
        (true, true) => Some(Form::Mixed),
        (true, false) => Some(Form::Video),
        (false, true) => Some(Form::InPerson),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = r#"
        [jurisdiction]
        level = "city"
        province = "岚川省"
        city = "澜溪市"
        counties = ["望桥区", "青禾县"]
        townships = ["柳渡镇"]"#;

    fn config() -> Config {
        Config::parse(PLACE, None).unwrap()
    }

    #[test]
    fn lowest_level() {
        for (text, want) in [
            ("各县(区)人民政府分管负责同志", Some(Level::County)),
            ("委机关科室,直属单位", None),
            ("望桥区政府、市直有关部门", Some(Level::County)),
            ("各乡镇(街道)在本级会议室参加", Some(Level::Township)),
            ("县(区)住建局局长、村镇建设办主任", Some(Level::County)),
            ("不再组织乡镇人员收看", None),
            ("市农业农村局、市乡村振兴局", None),
            ("县处级干部", None),
            ("分局领导班子", Some(Level::County)),
            ("柳渡镇人民政府", Some(Level::Township)),
            ("定于3月26日9:30在青禾县柳渡镇召开现场会", None),
            ("会议观摩柳渡镇数字平台", None),
            ("组织各乡镇在本级会场参加", Some(Level::Township)),
        ] {
            assert_eq!(reach([text], &config()).map(|(level, _)| level), want, "{text}");
        }
    }

    #[test]
    fn numbers_of_people() {
        for (text, want) in [
            ("约120人。", Some(120)),
            ("主会场60人,分会场共90人,合计150人", Some(150)),
            ("每县(区)3人", None),
            ("12家企业各派1人,共45人左右", Some(45)),
            ("(约85人)", Some(85)),
            ("每个林场各2名,共44人。", Some(44)),
        ] {
            assert_eq!(people(text), want, "{text}");
        }
    }
}
