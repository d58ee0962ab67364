//! 附件: the list under the body, and the heads of the annexes behind the signature.

use super::cues::{PARTS, starts};
use super::line::{Line, is_blank, squeeze};
use super::outline;

/// Lines an attachment list may fill.
const LONGEST: usize = 60;

/// Whether a line is the head of an annex and nothing else: 附件, 附件1, 附件：.
pub(super) fn is_annex_head(compact: &str) -> bool {
    rest_of_head(compact).is_some_and(str::is_empty)
}

/// Whether line `at` heads an annex; 附件： above 1.…… begins the list instead.
pub(super) fn heads_annex(lines: &[Line<'_>], at: usize) -> bool {
    let Some(line) = lines.get(at).filter(|line| is_annex_head(&line.compact)) else {
        return false;
    };
    let listed = line.compact.ends_with(['：', ':'])
        && lines.get(at + 1).is_some_and(|next| outline::level(next.text) == 3);
    !listed
}

/// What follows 附件1 on its line: 附件1：名单 → 名单.
pub(super) fn rest_of_head(compact: &str) -> Option<&str> {
    let lead = PARTS.attachment.iter().filter(|lead| compact.starts_with(lead.as_str()));
    let lead = lead.max_by_key(|lead| lead.len())?;
    let rest = compact.get(lead.len()..)?;
    let number = |c: char| {
        c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十-—".contains(c)
    };
    let bare = rest.trim_start_matches(number);
    let numbered = bare.len() < rest.len();
    let marked = bare.trim_start_matches(['：', ':', '．', '.', '、']);
    let fits = bare.is_empty() || marked.len() < bare.len() || numbered;
    // 附近, 附属医院 and 附表中 are words, not heads.
    (fits && (lead.chars().count() > 1 || bare.is_empty() || marked.len() < bare.len()))
        .then_some(marked)
}

/// Where the attachment list that ends before line `end` begins.
pub(super) fn list_start(lines: &[Line<'_>], from: usize, end: usize) -> Option<usize> {
    let mut at = end;
    while at > from && end - at < LONGEST {
        at -= 1;
        let line = lines.get(at)?;
        if line.outside {
            continue;
        }
        let text = squeeze(line.text);
        if is_lead(&text) {
            return (!is_annex_head(&text) || !heads_annex(lines, at)).then_some(at);
        }
        if line.table || line.text.len() > 300 || text.ends_with(['。', '：']) {
            return None;
        }
    }
    None
}

/// Names of the attachments listed in lines.
pub(super) fn names<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        let text = text.trim_matches(is_blank);
        let lead = is_lead(&squeeze(text));
        for item in items(if lead { after_lead(text) } else { text }) {
            let label =
                outline::label(item).filter(|(level, _)| *level >= 3).map_or(0, |(_, end)| end);
            let name = squeeze(item.get(label..).unwrap_or(item));
            let name = name.trim_end_matches(['。', '；', ';']);
            match names.last_mut() {
                Some(last) if label == 0 && !lead => last.push_str(name),
                _ if name.is_empty() => {}
                _ => names.push(name.to_owned()),
            }
        }
    }
    names
}

/// 附件：… with its colon; 附件 alone heads an annex.
pub(super) fn is_lead(text: &str) -> bool {
    starts(text, &PARTS.attachment)
        && rest_of_head(text).is_some_and(|rest| !rest.is_empty() || text.ends_with(['：', ':']))
        && text.contains(['：', ':', '1', '１'])
}

fn after_lead(text: &str) -> &str {
    let colon = text.find(['：', ':']);
    colon.and_then(|at| text.get(at..)).map_or_else(
        || text.trim_start_matches("附件"),
        |rest| rest.trim_start_matches(['：', ':']),
    )
}

/// Items of one line: 1.甲　2.乙.
fn items(text: &str) -> Vec<&str> {
    let text = text.trim_matches(is_blank);
    let mut cuts = vec![0];
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        let label = text.get(next..).and_then(outline::label).is_some_and(|(level, _)| level == 3);
        if is_blank(c) && label {
            cuts.push(next);
        }
    }
    cuts.push(text.len());
    cuts.windows(2)
        .filter_map(|pair| text.get(pair[0]..pair[1]))
        .map(|item| item.trim_matches(is_blank))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expect: &[&str]) {
        assert_eq!(names(texts.iter().copied()), expect, "{texts:?}");
    }

    #[test]
    fn lists() {
        check(&["附件：投资估算表"], &["投资估算表"]);
        check(&["附件：1.名单", "　　　2.汇总表"], &["名单", "汇总表"]);
        check(&["附件：1．名单　2．汇总表"], &["名单", "汇总表"]);
        check(
            &["附件：1.澜溪市重点任务", "分工表", "2.联系人"],
            &["澜溪市重点任务分工表", "联系人"],
        );
    }

    #[test]
    fn heads() {
        for head in ["附件", "附件1", "附件２：", "附件一", "附表3"] {
            assert!(is_annex_head(head), "{head}");
        }
        for text in ["附件：名单", "附近学校", "附属医院", "附件中的"] {
            assert!(!is_annex_head(text), "{text}");
        }
    }
}
