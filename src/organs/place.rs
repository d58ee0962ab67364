//! Places at the head of an organ's name: 岚川省澜溪市望桥区… and how high the last of them stands.
//!
//! Known places (the jurisdiction's, then `dictionaries/places.tsv`) go before the endings 省市县区镇乡.

use std::sync::LazyLock;

use super::Jurisdiction;
use crate::document::Level;

/// The places a name begins with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chain {
    /// Byte where the last place begins.
    pub last: usize,
    /// Byte after the last place; 0 where the name begins with none.
    pub end: usize,
    /// Level of the last place.
    pub level: Option<Level>,
}

/// Reads the places `name` begins with.
pub fn chain(name: &str, own: &Jurisdiction) -> Chain {
    let mut chain = Chain::default();
    while let Some((length, level)) = name.get(chain.end..).and_then(|rest| {
        let above = chain.level;
        known(rest, own).or_else(|| by_ending(rest)).filter(|(_, level)| above < Some(*level))
    }) {
        chain = Chain { last: chain.end, end: chain.end + length, level: Some(level) };
    }
    adjust(name, chain)
}

/// Our own place that a level word (市, 县) stands for.
pub fn own<'a>(word: &str, own: &'a Jurisdiction) -> Option<&'a str> {
    let single = |names: &'a [String]| match names {
        [name] if matches!(own.level, Some(Level::County | Level::Township)) => Some(name),
        _ => None,
    };
    let township = single(&own.townships).filter(|_| own.level == Some(Level::Township));
    let ladder = [township, single(&own.counties), own.city.as_ref(), own.province.as_ref()];
    ladder.into_iter().flatten().map(String::as_str).find(|name| name.ends_with(word))
}

/// The place the office itself serves.
pub fn home(own: &Jurisdiction) -> Option<&str> {
    let place = match own.level? {
        Level::Province => own.province.as_ref(),
        Level::City => own.city.as_ref(),
        Level::County => own.counties.first().filter(|_| own.counties.len() == 1),
        Level::Township => own.townships.first().filter(|_| own.townships.len() == 1),
        Level::Central | Level::Unit => None,
    };
    place.map(String::as_str)
}

/// Whether `name` begins with a common word that merely starts with a level character (市场, 区域).
pub fn is_word(name: &str) -> bool {
    const WORDS: [&str; 15] = [
        "市场",
        "市政工",
        "市民",
        "市域",
        "市容",
        "区域",
        "区块",
        "区划",
        "省际",
        "县域",
        "乡村",
        "镇街",
        "街道社区",
        "州际",
        "旗帜",
    ];
    WORDS.iter().any(|word| name.starts_with(word)) || name.starts_with("市政管")
}

static LISTED: LazyLock<Vec<(&str, Level)>> = LazyLock::new(|| {
    let lines = include_str!("../../dictionaries/places.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(listed).collect()
});

fn listed(line: &str) -> Option<(&str, Level)> {
    let (name, level) = line.split_once('\t')?;
    let level = match level.trim() {
        "province" => Level::Province,
        "city" => Level::City,
        "county" => Level::County,
        "township" => Level::Township,
        _ => return None,
    };
    Some((name, level))
}

fn known(rest: &str, own: &Jurisdiction) -> Option<(usize, Level)> {
    let one = |name: &Option<String>, level| {
        let name = name.as_deref().filter(|name| !name.is_empty() && rest.starts_with(name))?;
        Some((name.len(), level))
    };
    let many = |names: &[String], level| {
        let fits = names.iter().filter(|name| !name.is_empty() && rest.starts_with(name.as_str()));
        fits.map(|name| (name.len(), level)).max_by_key(|(length, _)| *length)
    };
    many(&own.townships, Level::Township)
        .or_else(|| many(&own.counties, Level::County))
        .or_else(|| one(&own.city, Level::City))
        .or_else(|| one(&own.province, Level::Province))
        .or_else(|| {
            let fit = LISTED.iter().find(|(name, _)| rest.starts_with(name));
            fit.map(|(name, level)| (name.len(), *level))
        })
}

/// The longest place name looked for by its ending: 黔东南苗族侗族自治州, 国家级 zones.
const LONGEST: usize = 14;

fn by_ending(rest: &str) -> Option<(usize, Level)> {
    if rest.starts_with([
        '委', '局', '厅', '党', '各', '本', '及', '与', '纪', '直', '级', '辖', '届', '第',
    ]) {
        return None;
    }
    let mut at = 0;
    for (count, c) in rest.chars().enumerate().take(LONGEST) {
        let end = at + c.len_utf8();
        let head = rest.get(..at)?;
        if let Some(level) = ending(head, c, rest.get(end..)?, count) {
            return Some((end, level));
        }
        if !is_han(c) || never_in_place(head) {
            return None;
        }
        at = end;
    }
    None
}

/// The level that character `c` gives to the name `head` before it, `after` following.
fn ending(head: &str, c: char, after: &str, count: usize) -> Option<Level> {
    let long = count >= 2;
    match c {
        '省' if long && count <= 3 => Some(Level::Province),
        '区' if head.ends_with("自治") && count > 3 => Some(Level::Province),
        '市' if long && count <= 6 && !after.starts_with("场") => Some(Level::City),
        '州' if head.ends_with("自治") => Some(Level::City),
        '州' if long && count <= 4 && !next_is(after, "市区县") => Some(Level::City),
        '盟' if long && count <= 4 => Some(Level::City),
        '区' if head.ends_with('地') && count > 2 => Some(Level::City),
        '区' if is_zone(head) => Some(Level::County),
        '县' | '旗' if long && count <= 10 => Some(Level::County),
        '区' if long && count <= 6 && !is_common_area(head) => Some(Level::County),
        '镇' if long && count <= 5 && !next_is(after, "市街区") => Some(Level::Township),
        '乡' if long && count <= 8 && !next_is(after, "村镇") => Some(Level::Township),
        '道' if head.ends_with('街') && count > 2 => Some(Level::Township),
        '木' if head.ends_with('苏') && count > 2 => Some(Level::Township),
        _ => None,
    }
}

fn next_is(after: &str, any: &str) -> bool {
    after.chars().next().is_some_and(|c| any.contains(c))
}

fn is_zone(head: &str) -> bool {
    const ZONES: [&str; 14] = [
        "开发",
        "新",
        "高新",
        "园",
        "度假",
        "示范",
        "管理",
        "保税",
        "试验",
        "合作",
        "风景名胜",
        "产业",
        "集聚",
        "功能",
    ];
    head.chars().count() >= 3 && ZONES.iter().any(|zone| head.ends_with(zone))
}

fn is_common_area(head: &str) -> bool {
    const COMMON: [&str; 14] = [
        "行政", "自治", "社", "风景", "军", "校", "库", "牧", "灾", "辖", "小", "片", "战", "住宅",
    ];
    COMMON.iter().any(|word| head.ends_with(word))
}

fn never_in_place(head: &str) -> bool {
    const WORDS: [&str; 34] = [
        "届", "政府", "委员", "监督", "建设", "改革", "住房", "城市", "办公", "工作", "领导",
        "关于", "人民", "教育", "卫生", "农业", "交通", "自然", "资源", "环境", "文化", "旅游",
        "财政", "公安", "民政", "司法", "审计", "统计", "市场", "应急", "水利", "气象", "医疗",
        "服务",
    ];
    WORDS.iter().any(|word| head.ends_with(word))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// A 市 below a known 市, or below another 市, is a county-level one.
fn adjust(name: &str, mut chain: Chain) -> Chain {
    let rest = name.get(chain.end..).unwrap_or_default();
    if chain.level == Some(Level::City)
        && let Some((length, Level::City)) = by_ending(rest)
        && rest
            .get(..length)
            .is_some_and(|place| place.ends_with('市') && place.chars().count() <= 4)
    {
        chain = Chain { last: chain.end, end: chain.end + length, level: Some(Level::County) };
    }
    chain
}
