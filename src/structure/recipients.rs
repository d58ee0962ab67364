//! 主送机关: the line or lines after the title that end in a colon and name whom the document is for.

use std::ops::Range;

use super::cues::{PARTS, ends};
use super::line::{Line, squeeze};
use super::masthead::is_furniture;
use super::outline;
use crate::organs::Organs;

/// Lines a list of recipients may run over.
const LONGEST: usize = 12;

/// Labels before recipients in forms and telegrams.
const LABELS: [&str; 9] =
    ["主送机关", "主送", "承办单位", "责任单位", "发往", "收文单位", "致", "送达单位", "主办单位"];

/// The lines from `start` that name the recipients.
pub(super) fn at(lines: &[Line<'_>], start: usize, organs: &Organs) -> Option<Range<usize>> {
    let first = lines.get(start).filter(|line| !line.outside && line.text.len() < 3000)?;
    let text = squeeze(first.text);
    if labelled(&text).is_some_and(|rest| is_list(rest, organs)) {
        return Some(start..start + 1);
    }
    if is_furniture(first) || !opens(&text, organs) {
        return None;
    }
    let mut joined = String::new();
    for (count, line) in lines.iter().skip(start).take(LONGEST).enumerate() {
        joined.push_str(&squeeze(line.text));
        if joined.contains(['。', '；', '！', '《', '【', '〔', '“']) || joined.len() > 3000
        {
            return None;
        }
        if let Some(list) = joined.strip_suffix(['：', ':']) {
            let end = start + count + 1;
            return is_list(list, organs).then_some(start..end);
        }
        let wraps = joined.ends_with(['，', '、', ',']) || line.count() >= 14;
        if !wraps || joined.contains("关于") {
            return None;
        }
    }
    None
}

/// The recipients named in `text`: parted at ，； and at 、 where each part stands for itself.
pub(super) fn split(text: &str, organs: &Organs) -> Vec<String> {
    let text = squeeze(text);
    let text = labelled(&text).unwrap_or(&text);
    let text = text.trim_end_matches(['：', ':', '。', '；']);
    let parts = outer(text, &['，', ',', '；', ';']);
    parts
        .into_iter()
        .flat_map(|part| {
            let items = outer(part, &['、']);
            let alone = items.len() > 1
                && items.iter().all(|item| is_addressee(item, organs))
                && items.iter().skip(1).all(|item| stands_alone(item, organs));
            if alone { items } else { vec![part] }
        })
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether an item after 、 names its addressee in full: 各县（区）财政局、教育局 stays together.
fn stands_alone(item: &str, organs: &Organs) -> bool {
    const STARTS: [&str; 14] = [
        "各",
        "省",
        "市",
        "县",
        "区",
        "州",
        "有关",
        "驻",
        "国家",
        "中央",
        "国务院",
        "直属",
        "局属",
        "委属",
    ];
    item.chars().count() > 2
        && (STARTS.iter().any(|start| item.starts_with(start)) || organs.place(item).is_some())
}

fn labelled(text: &str) -> Option<&str> {
    let label = LABELS.iter().find(|label| text.starts_with(**label))?;
    let rest = text.get(label.len()..)?.strip_prefix(['：', ':'])?;
    (!rest.is_empty()).then_some(rest)
}

/// Whether a line can be the first of a list: all of it, or at least its first item, is an addressee.
fn opens(text: &str, organs: &Organs) -> bool {
    let whole = text.ends_with(['：', ':']);
    let items = outer(text, &['，', ',', '、', '；']);
    let listed = items.len() > 1 && items.first().is_some_and(|item| is_addressee(item, organs));
    (whole || listed)
        && outline::level(text) == 0
        && !outline::is_article(text)
        && !text.starts_with(['“', '《', '（'])
        && !["附件", "附：", "抄送", "签发人"].iter().any(|word| text.starts_with(word))
}

/// Whether a text is a list of addressees and not a clause that ends in a colon.
fn is_list(list: &str, organs: &Organs) -> bool {
    if list.is_empty() || ends(list, &PARTS.leads) && !organs.is_organ(list) {
        return false;
    }
    let parts = outer(list, &['，', ',', '；', '、']);
    let good = parts.iter().filter(|part| is_addressee(part, organs)).count();
    let closes = parts.last().is_some_and(|part| is_addressee(part, organs));
    // 各县（区）林业主管部门，国有苗圃: the first says what the list is.
    let opened = parts.len() > 1
        && parts.first().is_some_and(|part| part.starts_with('各') && is_addressee(part, organs))
        && parts.last().is_some_and(|part| part.chars().count() <= 10);
    (closes || opened)
        && good * 2 >= parts.len()
        && !["现将", "现就", "是指", "应当", "如下", "下列", "关于"]
            .iter()
            .any(|word| list.contains(word))
}

fn is_addressee(part: &str, organs: &Organs) -> bool {
    const EACH: [&str; 9] = ["校", "院", "所", "站", "队", "科", "室", "处", "馆"];
    let bare = unbracketed(part);
    let stem = bare.trim_start_matches("各有关").trim_start_matches('各');
    let each = stem.len() < bare.len() && !stem.is_empty();
    let named = organs.is_organ(stem)
        || ends(stem, &PARTS.addressees)
        || (each && EACH.iter().any(|ending| stem.ends_with(ending)));
    named && (each || stem.chars().count() >= 2) && !stem.contains("召开") && !stem.contains("如下")
}

/// A text without what stands in brackets: 各县（市、区）财政局 → 各县财政局.
fn unbracketed(text: &str) -> String {
    let mut depth = 0_i32;
    let kept = text.chars().filter(|c| {
        depth += i32::from(matches!(c, '（' | '('));
        let outside = depth == 0;
        depth -= i32::from(matches!(c, '）' | ')') && depth > 0);
        outside
    });
    kept.collect()
}

/// Parts of a text at marks outside brackets.
pub(super) fn outer<'a>(text: &'a str, marks: &[char]) -> Vec<&'a str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '（' | '(' | '《' | '“' => depth += 1,
            '）' | ')' | '》' | '”' => depth = (depth - 1).max(0),
            _ if depth == 0 && marks.contains(&c) => {
                parts.extend(text.get(start..at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Paragraph, ParagraphKind};

    fn check(text: &str, expect: &[&str]) {
        let paragraphs: Vec<_> = text
            .split('\n')
            .map(|text| Paragraph { text: text.to_owned(), kind: ParagraphKind::Text, page: None })
            .collect();
        let lines = super::super::line::lines(&paragraphs);
        let organs = Organs::default();
        let got = at(&lines, 0, &organs).map_or_else(Vec::new, |range| {
            let joined: String = lines[range].iter().map(|line| line.text).collect();
            split(&joined, &organs)
        });
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn lists() {
        check("各县（市、区）人民政府，市直各部门：", &["各县（市、区）人民政府", "市直各部门"]);
        check(
            "各县（市、区）人民政府，\n市政府各部门、各直属机构：",
            &["各县（市、区）人民政府", "市政府各部门", "各直属机构"],
        );
        check(
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
            &["各省、自治区、直辖市人民政府", "国务院各部委", "各直属机构"],
        );
        check(
            "各县（区）财政局、教育局，市直各学校：",
            &["各县（区）财政局、教育局", "市直各学校"],
        );
        check("市教育局、市公安局：", &["市教育局", "市公安局"]);
        check("第二条　本办法所称单位，是指下列组织：", &[]);
        check("各县（区）：", &["各县（区）"]);
        check("各县（区）林业主管部门，国有苗圃：", &["各县（区）林业主管部门", "国有苗圃"]);
        check("望桥区安委会：", &["望桥区安委会"]);
        check("各部门高度重视，会议强调：", &[]);
        check("各科室，各校：", &["各科室", "各校"]);
        check("澜溪市人民政府:", &["澜溪市人民政府"]);
        check("承办单位：市教育局，望桥区人民政府", &["市教育局", "望桥区人民政府"]);
        check("现将有关事项通知如下：", &[]);
        check("会议时间：", &[]);
        check("各位代表：", &["各位代表"]);
        check("为做好工作，现就有关事项通知如下：", &[]);
    }
}
