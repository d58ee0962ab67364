//! Whose document it is: the names in masthead, title, signature and footer, weighed against each other.

use super::cues::PARTS;
use super::layout::Layout;
use super::line::{Line, words};
use super::masthead::Head;
use super::{footer, title};
use crate::document::{BlockKind, Elements, Zone};
use crate::organs::{self, Organs};

/// The organs a text consists of; `None` where it holds anything else.
pub(super) fn names(text: &str, organs: &Organs) -> Option<Vec<String>> {
    if text.len() > 400 {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for word in words(text) {
        let word = unsealed(&word);
        match names.last_mut() {
            Some(last) if matches!(word, "办公室" | "办公厅") => last.push_str(word),
            _ if word.is_empty() => {}
            _ => names.push(word.to_owned()),
        }
    }
    let names: Vec<&str> = names.iter().flat_map(|name| name.split('、')).collect();
    let all = !names.is_empty() && names.iter().all(|name| organs.is_organ(name));
    all.then(|| names.iter().flat_map(|name| split(name, organs)).collect())
}

/// Parts joint names written without a gap: 岚川省教育厅岚川省财政厅.
pub(super) fn split(name: &str, organs: &Organs) -> Vec<String> {
    if let Some((head, tail)) = organs::names::two_central(name) {
        let mut parts = vec![head.to_owned()];
        parts.extend(split(tail, organs));
        return parts;
    }
    let lead = organs.place(name).unwrap_or_default();
    let cut =
        ["国务院", "中共", lead].into_iter().filter(|mark| !mark.is_empty()).find_map(|mark| {
            let mut later = name.match_indices(mark).map(|(at, _)| at).filter(|at| *at > 0);
            later.find(|at| {
                let (head, tail) = name.split_at_checked(*at).unwrap_or((name, ""));
                let apart = organs.is_organ(head) && organs.is_organ(tail);
                (apart && head != "中共") || head == "中共中央"
            })
        });
    let Some((head, tail)) = cut.and_then(|at| name.split_at_checked(at)) else {
        return vec![name.to_owned()];
    };
    let mut parts = vec![head.to_owned()];
    parts.extend(split(tail, organs));
    parts
}

/// The organs a title begins with: 澜溪市教育局关于…, 澜溪市人民政府办公室转发….
pub(super) fn of_title(title: &str, organs: &Organs) -> Option<Vec<String>> {
    const SERIES: [&str; 14] = [
        "会议",
        "常务",
        "专题",
        "党组",
        "公告",
        "通告",
        "令",
        "公报",
        "办公会",
        "全体",
        "工作",
        "简报",
        "第",
        "20",
    ];
    const TURNS: [&str; 6] = ["关于", "转发", "印发", "批转", "公布", "发布"];
    let turn = TURNS.iter().filter_map(|turn| title.find(turn)).min();
    if let Some(names) = turn.and_then(|end| names(title.get(..end)?, organs)) {
        return Some(names);
    }
    // 澜溪市人民政府常务会议纪要, 澜溪市教育局公告: the longest head that is an organ with its place.
    let ends = title.char_indices().map(|(at, _)| at).skip(3).take(40);
    let fits = ends.filter_map(|end| {
        let (head, rest) = title.split_at_checked(end)?;
        let place = organs.place(head).unwrap_or_default().len();
        let placed = (1..end).contains(&place) || organs.canonical(head) != head;
        let goes_on = SERIES.iter().any(|word| rest.starts_with(word));
        (placed && goes_on && organs.is_organ(head)).then_some(head)
    });
    fits.last().map(|head| split(head, organs))
}

/// The departments that masthead and title name, each once.
pub(super) fn known(mast: &[String], titled: &[String], organs: &Organs) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for name in mast.iter().chain(titled) {
        let name = organs.department(name);
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

/// A name without its seal note: 澜溪市教育局（盖章）.
pub(super) fn unsealed(word: &str) -> &str {
    const SEALS: [&str; 8] = ["盖章", "印章", "公章", "章", "印", "签章", "代章", "加盖公章"];
    let Some(open) = word.rfind(['（', '(']) else { return word };
    let inner = word.get(open..).unwrap_or_default();
    let inner = inner.trim_matches(|c| "（）()".contains(c));
    if SEALS.contains(&inner) { word.get(..open).unwrap_or(word) } else { word }
}

/// An editor of a bulletin without the word that says so: 澜溪市教育局办公室编.
pub(super) fn unedited(text: &str) -> &str {
    let text = text.trim_end_matches(super::line::is_blank);
    let edited = ["主办", "编印", "编发", "编辑", "编", "印发"];
    edited.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text)
}

/// The names by the parts that bear them.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) mast: Vec<String>,
    pub(super) titled: Vec<String>,
    pub(super) signed: Vec<String>,
    /// Before the date in the head of minutes and bulletins, and on the 印发 line.
    pub(super) beside: Vec<String>,
}

impl Names {
    /// Sets issuers and level; returns the department the document counts under.
    pub(super) fn settle(self, organs: &Organs, elements: &mut Elements) -> Option<String> {
        let mut known = self.mast.iter().chain(&self.titled).map(|name| organs.canonical(name));
        let first = known.next();
        // Minutes are signed or printed by an office in the name of the organ that met.
        let minutes = elements.kind.as_deref() == Some("纪要");
        let joint = self.titled.len() > self.mast.len().max(1) && self.signed.is_empty();
        // A signature of quite another organ is an error (E811) or a forwarded paper's: the masthead says whose document it is.
        let department = |name: &String| organs.department(name);
        let named: Vec<String> = self.mast.iter().chain(&self.titled).map(department).collect();
        let placed = |name: &String| organs.place(name).is_some();
        let strange = named.first().is_some_and(placed)
            && self.signed.iter().all(|name| placed(name) && !named.contains(&department(name)));
        let order = if minutes || strange {
            [self.mast, self.titled, self.signed, self.beside]
        } else if joint {
            [self.titled, self.mast, self.signed, self.beside]
        } else if self.mast.len() > 1 {
            [self.mast, self.signed, self.titled, self.beside]
        } else {
            [self.signed, self.mast, self.titled, self.beside]
        };
        let mut issuers = order.into_iter().find(|names| !names.is_empty())?;
        let mut seen = Vec::new();
        issuers.retain(|name| {
            let fresh = !seen.contains(name);
            seen.push(name.clone());
            fresh
        });
        lead_first(&mut issuers, first.as_deref(), organs);
        let department = organs.department(issuers.first()?);
        elements.level = organs.level(&department);
        elements.issuers = issuers;
        // 局办公室 says whose office it is only to its own staff.
        let named = elements.level.is_some() || department.chars().count() > 4;
        named.then_some(department)
    }
}

/// The organ of the masthead comes first among those that signed.
fn lead_first(issuers: &mut [String], first: Option<&str>, organs: &Organs) {
    if let Some(at) = issuers.iter().position(|name| Some(organs.canonical(name).as_str()) == first)
        && let Some(front) = issuers.get_mut(..=at)
    {
        front.rotate_right(1);
    }
}

/// Organs beside the date in the head, else the office on the 印发 line.
pub(super) fn beside(
    lines: &[Line<'_>],
    head: &Head,
    layout: &Layout,
    organs: &Organs,
) -> Vec<String> {
    let dated = head.date.as_ref();
    let text = dated.and_then(|(spot, _)| lines.get(spot.line)?.text.get(..spot.range.start));
    text.and_then(|text| names(unedited(text), organs)).unwrap_or_else(|| {
        let footer = layout.lines_of(BlockKind::Footer, Zone::Tail);
        let printed = footer.filter_map(|at| lines.get(at)).filter(|line| footer::is_printed(line));
        printed.filter_map(footer::printer).last().into_iter().collect()
    })
}

/// The sender on a line of the form that heads a telegram (发电单位：澜溪市应急管理局　签批盖章：); empty where it is not named.
pub(super) fn sender(text: &str) -> Option<&str> {
    let mut sender = None;
    for part in text.split(super::line::is_blank).filter(|part| !part.is_empty()) {
        let (label, value) = part.split_once(['：', ':'])?;
        if label == "发电单位" {
            sender = sender.or(Some(value));
        } else if !PARTS.telegram.iter().any(|known| known == label) {
            return None;
        }
    }
    text.contains(['：', ':']).then_some(sender.unwrap_or_default())
}

/// Organs of a masthead line: 澜溪市教育局文件, 澜溪市人民政府令, 岚川省财政厅　岚川省教育厅.
pub(super) fn of_mast(text: &str, organs: &Organs) -> Vec<String> {
    const ENDINGS: [&str; 9] =
        ["文件", "公告", "通告", "公报", "令", "（函）", "(函)", "便函", "函"];
    let bare = super::line::squeeze(text);
    let text = text.trim_end_matches(super::line::is_blank);
    let text = sender(text).unwrap_or(text);
    let stem = ENDINGS.iter().find_map(|ending| spaced_suffix(text, ending)).unwrap_or(text);
    names(stem, organs)
        .or_else(|| bare.contains("纪要").then(|| of_title(&bare, organs)).flatten())
        .or_else(|| title::series(&bare).then(|| of_title(&bare, organs)).flatten())
        .unwrap_or_default()
}

/// `text` without `ending`, whose letters may be spaced: 文　件.
fn spaced_suffix<'a>(text: &'a str, ending: &str) -> Option<&'a str> {
    let mut rest = text;
    for c in ending.chars().rev() {
        rest = rest.trim_end_matches(super::line::is_blank).strip_suffix(c)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(of_mast(text, &Organs::default()), expect, "{text}");
    }

    #[test]
    fn mastheads() {
        check("澜溪市教育局文件", &["澜溪市教育局"]);
        check("澜 溪 市 教 育 局 文 件", &["澜溪市教育局"]);
        check(
            "中共澜溪市委办公室　澜溪市人民政府办公室文件",
            &["中共澜溪市委办公室", "澜溪市人民政府办公室"],
        );
        check("岚川省教育厅岚川省财政厅文件", &["岚川省教育厅", "岚川省财政厅"]);
        check("澜溪市人民政府令", &["澜溪市人民政府"]);
        check("澜溪市人民政府常务会议纪要", &["澜溪市人民政府"]);
        check("教育部财政部文件", &["教育部", "财政部"]);
        check("发电单位：澜溪市应急管理局        签批盖章：", &["澜溪市应急管理局"]);
        check("发往单位：青禾县应急管理局", &[]);
        check("关于召开会议的通知", &[]);
    }

    fn check_title(title: &str, expect: Option<&[&str]>) {
        let got = of_title(title, &Organs::default());
        let expect = expect.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(got, expect, "{title}");
    }

    #[test]
    fn titles() {
        check_title("澜溪市教育局关于做好招生工作的通知", Some(&["澜溪市教育局"]));
        check_title(
            "澜溪市教育局澜溪市公安局关于做好招生工作的通知",
            Some(&["澜溪市教育局", "澜溪市公安局"]),
        );
        check_title("关于做好招生工作的通知", None);
        check_title(
            "中共澜溪市委澜溪市人民政府关于加强治理的意见",
            Some(&["中共澜溪市委", "澜溪市人民政府"]),
        );
    }
}
