//! The title: which lines make it, what kind it names, whose it is.

use super::cues::{KINDS, ends};
use super::line::Line;
use super::masthead::Role;
use crate::organs::names::looks_like_organ;

/// The lines of the head that make the title.
pub(super) fn choose(lines: &[Line<'_>], roles: &[Role]) -> Vec<usize> {
    let anchor =
        roles.iter().rposition(|role| matches!(role, Role::Number | Role::FileMark | Role::Issue));
    let from = anchor.map_or(0, |at| at + 1);
    let after = best(lines, groups(lines, roles, from..roles.len()));
    let before = groups(lines, roles, 0..from);
    let named = before.iter().rev().find(|group| group.iter().any(|at| is_titled(roles, *at)));
    let before = named.map(|group| tidy(lines, roles, group)).unwrap_or_default();
    let after = after.map(|group| tidy(lines, roles, &group)).unwrap_or_default();
    let (above, below) = (join(lines, &before), join(lines, &after));
    let tells = |text: &str| text.contains("关于") || kind(text).is_some();
    let subject = series(&above) && kind(&below).is_none();
    if after.is_empty() || subject || (tells(&above) && !tells(&below)) {
        return before;
    }
    after
}

/// Lines joined without white space.
pub(super) fn join(lines: &[Line<'_>], at: &[usize]) -> String {
    at.iter().filter_map(|at| lines.get(*at)).map(|line| line.compact.as_ref()).collect()
}

/// The 文种 a title names, one of the fifteen.
pub(super) fn kind(title: &str) -> Option<&'static str> {
    let bare = bare(title);
    let other = KINDS.other.iter().filter(|other| bare.ends_with(other.ending.as_str()));
    if let Some(other) = other.max_by_key(|other| other.ending.len()) {
        return Some(other.kind.as_str()).filter(|kind| !kind.is_empty());
    }
    KINDS.fifteen.iter().find(|kind| bare.ends_with(kind.as_str())).map(String::as_str)
}

/// A title without （试行） and the like at its end.
pub(super) fn bare(title: &str) -> &str {
    let Some(open) = title.rfind(['（', '(']) else { return title };
    match title.get(open..) {
        Some(tail) if tail.ends_with(['）', ')']) && open > 0 => {
            title.get(..open).unwrap_or(title)
        }
        _ => title,
    }
}

/// Whether a title is finished, so that no further line can belong to it.
pub(super) fn is_complete(title: &str) -> bool {
    let balanced = |open, close| title.matches(open).count() == title.matches(close).count();
    let named = kind(title).is_some_and(|kind| {
        let stem = bare(title).strip_suffix(kind).unwrap_or_default();
        stem.ends_with('的') || stem.ends_with("会议") || title.contains("关于")
    });
    named && balanced('《', '》') && balanced('（', '）')
}

/// 纪要, 简报 and 令 bear their series' name as title; what stands below is a subject.
pub(super) fn series(title: &str) -> bool {
    let bare = bare(title);
    bare.ends_with("纪要") || bare.ends_with('令') || ends(bare, &KINDS.marks.bulletins)
}

fn is_titled(roles: &[Role], at: usize) -> bool {
    roles.get(at) == Some(&Role::Titled)
}

/// Runs of lines that can be a title.
fn groups(lines: &[Line<'_>], roles: &[Role], within: std::ops::Range<usize>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut open = false;
    for at in within {
        match roles.get(at) {
            Some(Role::Titled | Role::Organ | Role::Version) => {
                if !open {
                    groups.push(Vec::new());
                }
                open = true;
                if let Some(group) = groups.last_mut() {
                    group.push(at);
                }
            }
            Some(Role::Outside)
                if lines.get(at).is_some_and(|line| line.text.trim().is_empty()) => {}
            _ => open = false,
        }
    }
    groups
}

/// The last group that names a kind or a matter, else the first with a title line.
fn best(lines: &[Line<'_>], groups: Vec<Vec<usize>>) -> Option<Vec<usize>> {
    let tells = |group: &Vec<usize>| {
        let text = join(lines, group);
        text.contains("关于") || kind(&text).is_some()
    };
    let strong = groups.iter().rposition(tells);
    let mut groups = groups;
    match strong {
        Some(at) => Some(groups.swap_remove(at)),
        None if groups.is_empty() => None,
        None => Some(groups.swap_remove(0)),
    }
}

/// Drops a lone mark (便函) and masthead organs above the title, and what follows a finished title.
fn tidy(lines: &[Line<'_>], roles: &[Role], group: &[usize]) -> Vec<usize> {
    let text = |at: usize| lines.get(at).map_or("", |line| line.compact.as_ref());
    // Below a number or XX文件 every organ belongs to the title; above, or without them, it may be the masthead.
    let below = roles
        .iter()
        .take(group.first().copied().unwrap_or(0))
        .any(|role| matches!(role, Role::Number | Role::FileMark));
    let mut kept: Vec<usize> = group.to_vec();
    if kept.len() > 1
        && kept.first().is_some_and(|at| KINDS.marks.heads.iter().any(|mark| mark == text(*at)))
    {
        kept.remove(0);
    }
    if let Some(mast) = masthead(lines, roles, &kept).filter(|_| !below) {
        kept.drain(..mast);
    }
    let first = kept.iter().position(|at| is_titled(roles, *at));
    match first {
        // Nothing but organs is no title.
        None => return Vec::new(),
        Some(first)
            if first > 0 && !below && kept.get(first).is_some_and(|at| !goes_on(text(*at))) =>
        {
            kept.drain(..first);
        }
        Some(_) => {}
    }
    let mut joined = String::new();
    let mut end = kept.len();
    for (count, at) in kept.iter().enumerate() {
        let version = roles.get(*at) == Some(&Role::Version);
        let again = !joined.is_empty() && text(*at) == joined;
        // The speaker stands alone under the title of a speech.
        let speaker = ["讲话", "致辞", "发言"].iter().any(|end| joined.ends_with(end))
            && text(*at).chars().count() <= 4;
        if again || speaker || is_complete(&joined) && !version && !text(*at).starts_with('的') {
            end = count;
            break;
        }
        joined.push_str(text(*at));
    }
    kept.truncate(end);
    kept
}

/// How many organs at the head of a group are the masthead: those the title names again. No title names its issuer twice.
fn masthead(lines: &[Line<'_>], roles: &[Role], group: &[usize]) -> Option<usize> {
    let text = |at: usize| lines.get(at).map_or("", |line| line.compact.as_ref());
    let first = group.iter().position(|at| is_titled(roles, *at))?;
    let again = |count: usize, organ: usize| {
        group.iter().skip(count + 1).any(|at| text(*at).starts_with(text(organ)))
    };
    let organs = group.get(..first)?;
    organs.iter().enumerate().rposition(|(count, at)| again(count, *at)).map(|count| count + 1)
}

/// Whether a line goes on after the issuers of a title: 关于…, or a bare 令.
fn goes_on(text: &str) -> bool {
    const TURNS: [&str; 10] =
        ["关于", "转发", "印发", "批转", "公布", "发布", "贯彻", "落实", "对", "、"];
    let issuer = text.find("关于").and_then(|at| text.get(..at));
    TURNS.iter().any(|turn| text.starts_with(turn))
        || issuer.is_some_and(looks_like_organ)
        || KINDS.fifteen.iter().any(|kind| kind == text)
        || text == "令"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, expect: Option<&str>) {
        assert_eq!(kind(title), expect, "{title}");
    }

    #[test]
    fn kinds() {
        check("澜溪市教育局关于做好春季招生工作的通知", Some("通知"));
        check("关于同意设立监测站的批复", Some("批复"));
        check("澜溪市人民政府令", Some("命令"));
        check("关于商请支持的复函", Some("函"));
        check("全市农田建设推进会议纪要", Some("纪要"));
        check("关于印发《实施方案》的通知（试行）", Some("通知"));
        check("工作提示", None);
        check("督办事项通知单", None);
        check("关于加快发展的若干措施", None);
        check("资产配置标准（征求意见稿）", None);
        check("公开征求意见", None);
        check("关于加快发展的实施意见", Some("意见"));
    }
}
