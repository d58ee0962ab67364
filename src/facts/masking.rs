//! What differs when one text is made over for another place: names, levels, dates, numbers.
//!
//! Texts are compared with these left out (contract.md, `masked_share`). The same cut is made on both sides, so it may be generous.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::config::Config;
use crate::document::Document;

/// Names of places that stand in a document or belong to this office, without their level word (岚川, 澜溪), longest first.
pub fn names(document: &Document, config: &Config) -> Vec<String> {
    let own = config.organs.jurisdiction();
    let places = own.province.iter().chain(&own.city).chain(&own.counties).chain(&own.townships);
    let elements = &document.elements;
    let organs = elements.issuers.iter().chain(&elements.recipients);
    let mut names: Vec<String> = places.chain(organs).flat_map(|name| stems(name)).collect();
    names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    names.dedup();
    names
}

/// Bytes of `text` to leave out, ascending and apart.
pub fn ranges(text: &str, names: &[String]) -> Vec<Range<usize>> {
    let fixed = MASKED.iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.range());
    let own = names.iter().flat_map(|name| {
        text.match_indices(name.as_str()).map(|(start, found)| start..start + found.len())
    });
    apart(fixed.chain(own).collect())
}

/// Ranges in order, those that meet or overlap made one.
pub(crate) fn apart(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged
}

/// Place names at the head of an organ's name, without their level words: 岚川, 澜溪.
pub fn stems(name: &str) -> Vec<String> {
    let mut rest = name;
    let mut stems = Vec::new();
    while let Some(found) = HEAD.as_ref().and_then(|regex| regex.captures(rest)) {
        let (Some(stem), Some(whole)) = (found.get(1), found.get(0)) else { break };
        stems.push(stem.as_str().to_owned());
        rest = &rest[whole.end()..];
    }
    stems
}

static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^([\p{Han}&&[^和与及各]]{2,4}?)(?:省|自治区|市|自治州|州|盟|自治县|县|区|旗|街道|镇|乡)",
    )
    .ok()
});

/// One pattern, leftmost alternative first: dates and numbers, enumerated levels, level words, places, organ endings.
static MASKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:[0-9]{2,4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日|[上中下]旬|[底初末份])?",
        r"|[0-9]{2,4}年[底初末度]?|[0-9]{1,2}日",
        r"|[二〇零○一三四五六七八九]{4}年|第[一二三四五六七八九十百零〇]+",
        r"|[0-9０-９]+(?:[.．,:：][0-9０-９]+)*[%％‰]?",
        r"|(?:联系人|联络人)[:：]?\p{Han}{2,3}",
        r"|全[国省市县区州盟旗乡镇]|[我本][国省市县区州盟旗乡镇厅局委]|[国省市县区州乡镇]家?级",
        r"|各?(?:[省市州盟县区旗乡镇]|自治区|直辖市|自治州|街道)(?:（[省市州盟县区旗乡镇自治街道办事处、]{1,12}）|[、及和]?(?:[省市州盟县区旗乡镇]|自治区|直辖市|自治州|街道))+",
        r"|[\p{Han}&&[^全我本各省市县区州盟旗乡镇级的和、与]]{2}(?:自治区|自治州|自治县|[省市县区州盟旗镇乡]|街道)",
        r"|办公[厅室]|街道|[省市县区州盟旗乡镇厅局委]",
    ))
    .ok()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str, names: &[String]) -> String {
        let mut kept = String::new();
        let mut done = 0;
        for range in ranges(text, names) {
            kept.push_str(&text[done..range.start]);
            done = range.end;
        }
        kept + &text[done..]
    }

    #[test]
    fn leaves_out() {
        let names = [String::from("澜溪")];
        let check = |one: &str, other: &str| {
            assert_eq!(kept(one, &names), kept(other, &names), "{one} / {other}");
        };
        check("全省各级教育部门", "全市各级教育部门");
        check("我国粮食安全", "我市粮食安全");
        check("省农业农村厅备案", "市农业农村局备案");
        check("2026年3月底前完成12处", "2027年4月15日前完成150处");
        check("做好澜溪市防汛工作", "做好青禾县防汛工作");
        check("澜溪教育", "教育");
        check("各市（州）、县（市、区）要抓好", "各县（区）要抓好");
        check("省级财政补助30%", "县级财政补助12.5%");
        check("第三批名单", "第十二批名单");
        assert_eq!(stems("岚川省澜溪市教育局"), ["岚川", "澜溪"]);
        assert_eq!(stems("青禾县住房和城乡建设局"), ["青禾"]);
    }
}
