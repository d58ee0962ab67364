//! The head of a document: 份号, 密级, 紧急程度, 发文机关标志, 发文字号, 签发人, and where the body begins.

use std::ops::Range;

use jiff::civil::Date;

use super::cues::{KINDS, PARTS, starts};
use super::line::{Line, is_blank, squeeze, words};
use super::{date, issuers, outline, recipients, title};
use crate::organs::Organs;
use crate::pattern::Pattern;

/// Lines looked at for the head at most.
const DEEPEST: usize = 80;

/// Bytes of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) line: usize,
    pub(super) range: Range<usize>,
}

/// What a line of the head is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Outside the document: page furniture.
    Outside,
    /// 份号, 密级, 紧急程度, codes and other marks.
    Mark,
    /// XX文件.
    FileMark,
    /// 发文字号, perhaps with 签发人.
    Number,
    /// 第7期, （第63次）.
    Issue,
    /// A date, perhaps with an organ: 成文日期 of minutes, （2026年3月5日）.
    Dated,
    /// Nothing but organs.
    Organ,
    /// What can be a title line.
    Titled,
    /// （试行） under a title.
    Version,
    /// The recipients.
    Recipients,
    /// The body has begun.
    Body,
}

/// The head as read.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) roles: Vec<Role>,
    pub(super) title: Vec<usize>,
    pub(super) recipients: Range<usize>,
    /// First line of the body.
    pub(super) end: usize,
    pub(super) number: Option<Spot>,
    /// A place for a number that is still blank: 岚政发〔2026〕　号.
    pub(super) blank_number: bool,
    pub(super) secrecy: Option<(Spot, &'static str)>,
    pub(super) urgency: Option<&'static str>,
    pub(super) signatory: Option<(Spot, String)>,
    pub(super) date: Option<(Spot, Option<Date>)>,
}

/// Reads the head from the first line to the first of the body.
pub(super) fn read(lines: &[Line<'_>], organs: &Organs) -> Head {
    let mut head = Head::default();
    let mut open = String::new();
    while head.roles.len() < DEEPEST.min(lines.len()) {
        let at = head.roles.len();
        let in_title = open.contains("关于") && !title::is_complete(&open);
        if let Some(range) =
            recipients::at(lines, at, organs).filter(|range| !in_title || range.len() == 1)
        {
            head.roles.resize(range.end, Role::Recipients);
            head.recipients = range;
            break;
        }
        let role = head.role(lines, at, organs, &open);
        if role == Role::Body {
            if !head.prefaces(lines, at) {
                break;
            }
            head.roles.push(Role::Outside);
            continue;
        }
        if matches!(role, Role::Titled | Role::Organ) {
            open.push_str(lines.get(at).map_or("", |line| &line.compact));
        } else if role != Role::Outside {
            open.clear();
        }
        head.roles.push(role);
    }
    head.end = head.roles.len();
    head.title = title::choose(lines, &head.roles);
    head
}

impl Head {
    /// Organs of the masthead, above the title.
    pub(super) fn organs(&self, lines: &[Line<'_>], organs: &Organs) -> Vec<String> {
        let above = self.roles.iter().enumerate().filter(|(at, role)| {
            matches!(role, Role::Organ | Role::FileMark | Role::Titled) && !self.title.contains(at)
        });
        let first_title = self.title.first().copied().unwrap_or(usize::MAX);
        above
            .filter(|(at, _)| *at < first_title || self.title.is_empty())
            .filter_map(|(at, _)| lines.get(at))
            .flat_map(|line| issuers::of_mast(line.text, organs))
            .collect()
    }

    /// Whether line `at` is a preface put before the document: nothing of a head above it, a number soon below.
    fn prefaces(&self, lines: &[Line<'_>], at: usize) -> bool {
        const FAR: usize = 8;
        let bare = self.roles.iter().all(|role| matches!(role, Role::Outside | Role::Mark));
        bare && at < FAR
            && lines.iter().skip(at + 1).take(FAR).any(|line| {
                line.count() <= 30
                    && number(line.text).is_some_and(|number| {
                        number.range.end - number.range.start + 6 >= line.text.trim().len()
                    })
            })
    }

    fn role(&mut self, lines: &[Line<'_>], at: usize, organs: &Organs, open: &str) -> Role {
        let Some(line) = lines.get(at) else { return Role::Body };
        if line.outside || is_furniture(line) {
            return Role::Outside;
        }
        if !line.short() {
            return Role::Body;
        }
        if let Some(role) = self.mark(line, at).or_else(|| self.number_line(line, at)) {
            return role;
        }
        if let Some(sender) = issuers::sender(line.text) {
            let named = issuers::names(sender, organs).is_some();
            return if named { Role::Organ } else { Role::Mark };
        }
        if let Some(role) = self.dated(line, at, organs) {
            return role;
        }
        wording(line, organs, open)
    }

    /// 份号, 密级, 紧急程度, 统一编号: lines of their own.
    fn mark(&mut self, line: &Line<'_>, at: usize) -> Option<Role> {
        if line.count() > 40 {
            return None;
        }
        let whole = [line.compact.as_ref()];
        let parts: Vec<&str> = line.text.split(is_blank).filter(|part| !part.is_empty()).collect();
        let marks = [whole.as_slice(), parts.as_slice()]
            .into_iter()
            .find(|parts| !parts.is_empty() && parts.iter().all(|part| is_mark(part)))?;
        if let Some(mark) = marks.iter().find_map(|part| secrecy(part)) {
            self.secrecy.get_or_insert((Spot { line: at, range: 0..line.text.len() }, mark));
        }
        self.urgency = self.urgency.or_else(|| marks.iter().find_map(|part| urgency(part)));
        Some(Role::Mark)
    }

    /// 发文字号, alone or with 签发人, 密级 or the issuer's mark on the same line.
    fn number_line(&mut self, line: &Line<'_>, at: usize) -> Option<Role> {
        let signatory = signatory(line.text);
        let number = number(line.text);
        let mut rest = line.text.to_owned();
        if let Some((range, _)) = &signatory {
            rest.replace_range(range.clone(), "");
        }
        if let Some(found) = &number {
            if found.range.end > rest.len() {
                return None;
            }
            rest.replace_range(found.range.clone(), "");
        }
        let rest = squeeze(&rest).replace("签发人：", "").replace("签发人:", "");
        let rest = rest.trim_matches(|c| "（）()　".contains(c));
        let rest = ["文号：", "文号:", "发文字号：", "发文字号:", "编号："]
            .iter()
            .find_map(|label| rest.strip_prefix(label))
            .unwrap_or(rest);
        let bare = rest.is_empty()
            || secrecy(rest).is_some()
            || urgency(rest).is_some()
            || rest.ends_with("文件")
            || is_copy_number(rest);
        if !bare || (number.is_none() && signatory.is_none()) {
            return None;
        }
        self.urgency = self.urgency.or_else(|| urgency(rest));
        if let Some(mark) = secrecy(rest) {
            self.secrecy.get_or_insert((Spot { line: at, range: 0..line.text.len() }, mark));
        }
        if let Some((range, names)) = signatory {
            self.signatory.get_or_insert((Spot { line: at, range }, names));
        }
        match number {
            Some(found) if found.blank => self.blank_number = true,
            Some(found) => {
                self.number.get_or_insert(Spot { line: at, range: found.range });
            }
            None => return Some(Role::Mark),
        }
        Some(Role::Number)
    }

    /// A date, alone or after an organ, as minutes and bulletins bear it under their names.
    fn dated(&mut self, line: &Line<'_>, at: usize, organs: &Organs) -> Option<Role> {
        let dated = date::whole(line.text).or_else(|| {
            let dated = date::find(line.text)?;
            let before = line.text.get(..dated.range.start)?;
            let after = line.text.get(dated.range.end..)?;
            let before = issuers::unedited(before);
            let alone = after.trim_matches(is_blank).is_empty() && !before.trim().is_empty();
            (alone && issuers::names(before, organs).is_some()).then_some(dated)
        })?;
        self.date.get_or_insert((Spot { line: at, range: dated.range }, dated.date));
        Some(Role::Dated)
    }
}

/// What the words of a line make of it.
fn wording(line: &Line<'_>, organs: &Organs, open: &str) -> Role {
    let text = line.compact.as_ref();
    if let Some(role) = bracketed(text) {
        return role;
    }
    if is_issue(text) {
        return Role::Issue;
    }
    if is_note(text) {
        return Role::Mark;
    }
    let listed = (text.starts_with('各') && line.count() > 4) || is_field(text);
    if listed
        || outline::level(line.text) > 0
        || outline::is_article(text)
        || outline::is_chapter(text)
    {
        return Role::Body;
    }
    let unfinished = !open.is_empty() && !title::is_complete(open) || text.contains("关于");
    let wraps = unfinished && text.ends_with(['，', '、']) && line.count() <= 36;
    let asks = open.is_empty() && text.ends_with('？') && line.count() <= 40;
    if (line.closed() && !wraps && !asks) || text.contains(['。', '；']) {
        return Role::Body;
    }
    if text.ends_with("文件") && (text == "文件" || !issuers::of_mast(line.text, organs).is_empty())
    {
        return Role::FileMark;
    }
    if issuers::names(line.text, organs).is_some() {
        return Role::Organ;
    }
    if line.table && !text.contains("关于") {
        return Role::Mark;
    }
    Role::Titled
}

/// 时间：…, 督办事项：…: the body of slips and minutes begins so.
fn is_field(text: &str) -> bool {
    text.split_once(['：', ':'])
        .is_some_and(|(name, _)| PARTS.fields.iter().any(|field| field == name))
}

/// A line in brackets: （试行） belongs to the title, （第63次） does not.
fn bracketed(text: &str) -> Option<Role> {
    let inner = text.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])?;
    if inner.contains(['（', '(']) && !inner.contains(['）', ')']) {
        return None;
    }
    if KINDS.marks.versions.iter().any(|version| inner == version) {
        return Some(Role::Version);
    }
    Some(if is_issue(inner) { Role::Issue } else { Role::Mark })
}

/// 第7期, 2026年第3期（总第12期）, 第63次.
fn is_issue(text: &str) -> bool {
    static ISSUE: Pattern = Pattern::new(
        &["第"],
        r"^(?:[0-9]{4}年|[〔（(\[［【][0-9]{4}[〕）)\]］】])?[（(]?(?:总)?第[0-9一二三四五六七八九十百〇零]{1,8}[期次号辑][）)]?(?:[（(]?总第?[0-9]{1,6}[期号]?[）)]?)?$",
    );
    text.len() <= 72 && ISSUE.is_match(text)
}

/// Adoption notes, datelines, tables of contents.
fn is_note(text: &str) -> bool {
    let dateline = text.starts_with("新华社") && text.contains("电");
    let body = text.trim_start_matches(['（', '(']);
    let dated = body.strip_prefix("根据").unwrap_or(body);
    let adopted = dated.starts_with(|c: char| c.is_ascii_digit())
        && ["通过", "修订", "修正", "批准", "公布"].iter().any(|act| text.contains(act))
        && text.contains("会议");
    dateline || adopted || text.starts_with("——") || matches!(text, "目录" | "目次")
}

/// Whether a line is furniture of a web page or a page number.
pub(super) fn is_furniture(line: &Line<'_>) -> bool {
    let head: String = line.text.chars().filter(|c| !is_blank(*c)).take(40).collect();
    if line.outside || head.contains("解读】") {
        return true;
    }
    let head = head.trim_start_matches(['-', '*', '#', '·', '【', '[', '（', '(', '>']);
    let keyed = head.contains(['：', ':', '>', '＞', '】', ']']);
    let known = starts(head, &PARTS.furniture);
    let file =
        [".pdf", ".doc", ".docx", ".ofd", ".wps", ".xls", ".xlsx", "(pdf)", "(docx)", "(doc)"];
    head.starts_with("http")
        || (known && (keyed || line.count() <= 8) && line.short())
        || (known && line.text.contains("http"))
        || (file.iter().any(|ending| line.compact.ends_with(ending))
            && !line.compact.starts_with("附件"))
}

/// 份号, 密级, 紧急程度 or a code.
fn is_mark(part: &str) -> bool {
    secrecy(part).is_some() || urgency(part).is_some() || is_copy_number(part) || is_code(part)
}

fn secrecy(compact: &str) -> Option<&'static str> {
    let bare = compact.replace("保密期限", "");
    let text = bare.strip_prefix("密级").unwrap_or(&bare).trim_start_matches(['：', ':']);
    let mark = ["绝密", "机密", "秘密"].into_iter().find(|mark| text.starts_with(mark))?;
    let rest = text.get(mark.len()..)?;
    let rest =
        ["特急", "加急", "特提", "平急"].iter().find_map(|u| rest.strip_suffix(u)).unwrap_or(rest);
    let rest = rest.trim_start_matches(['：', ':', '（', '(']).trim_end_matches(['）', ')']);
    let term = rest.is_empty()
        || rest.starts_with(['★', '☆', '*', '＊', '●', '▲'])
        || (rest.chars().count() <= 6
            && rest.ends_with(['年', '月', '期'])
            && rest.chars().any(|c| c.is_numeric() || c == '长'));
    (term && rest.chars().count() <= 12).then_some(mark)
}

fn urgency(compact: &str) -> Option<&'static str> {
    let text = ["紧急程度", "等级", "紧急程度等级"]
        .iter()
        .find_map(|label| compact.strip_prefix(label))
        .unwrap_or(compact)
        .trim_start_matches(['：', ':']);
    let mark =
        ["特急", "加急"].into_iter().find(|mark| text.starts_with(mark) || text.ends_with(mark))?;
    let rest = text.replace(mark, "");
    let rest = rest.trim_matches(|c| "·.．、/★".contains(c));
    let beside = matches!(rest, "" | "明电" | "密电" | "内部明电" | "件" | "文件");
    (beside || secrecy(rest).is_some()).then_some(mark)
}

fn is_copy_number(text: &str) -> bool {
    let bare = ["No.", "NO.", "№", "份号：", "份号:", "份号", "编号："]
        .iter()
        .find_map(|label| text.strip_prefix(label))
        .unwrap_or(text);
    (4..=8).contains(&bare.len())
        && bare.bytes().all(|byte| byte.is_ascii_digit())
        && !(bare.len() == 4 && bare.starts_with("20"))
}

/// 规范性文件统一编号: LXAC02-2026-0003.
fn is_code(text: &str) -> bool {
    let numbered = ["编号：", "编号:"].iter().find_map(|label| text.strip_prefix(label));
    numbered.is_some_and(|rest| {
        rest.contains(|c: char| c.is_ascii_digit()) && rest.chars().count() <= 20
    }) || text.len() <= 40
        && text.len() >= 6
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-—－_".contains(c))
}

/// A number found in a line.
struct Number {
    range: Range<usize>,
    blank: bool,
}

fn number(text: &str) -> Option<Number> {
    static NUMBER: Pattern = Pattern::new(
        &["号"],
        r"(?:[\p{Han}A-Za-z·]{0,20}(?:[（(][\p{Han}A-Za-z]{1,6}[）)])?[\p{Han}A-Za-z]{0,6})[\s]*[〔［\[【〈﹝（({「]\s*[0-9０-９]{2,4}\s*年?[〕］\]】〉﹞）)}」]\s*第?\s*([0-9０-９\s_＿XxＸ×*]{0,12}?)(?:[-—][0-9]{1,3})?\s*号|(?:^|[\s（(])(?:令\s*)?(?:[0-9０-９]{4}\s*年\s*)?第\s*([0-9０-９一二三四五六七八九十百零〇\s]{1,12}?)\s*号",
    );
    if text.len() > 240 || !text.contains('号') {
        return None;
    }
    let found = NUMBER.captures(text)?;
    let whole = found.get(0)?;
    let serial = found.get(1).or_else(|| found.get(2)).map_or("", |serial| serial.as_str());
    let lead = whole.as_str().len()
        - whole.as_str().trim_start_matches(|c: char| is_blank(c) || c == '（' || c == '(').len();
    let blank = !serial.chars().any(char::is_numeric) && found.get(2).is_none();
    Some(Number { range: whole.start() + lead..whole.end(), blank })
}

/// 签发人：张三　李四 — its bytes and the names.
fn signatory(text: &str) -> Option<(Range<usize>, String)> {
    let at = text.find("签发人").or_else(|| text.find("签发："))?;
    let after = text.get(at..)?;
    let names = after.split_once(['：', ':'])?.1;
    let names = names.trim_matches(is_blank);
    let short = !names.is_empty() && names.chars().count() <= 40 && !names.contains(['。', '，']);
    short.then(|| (at..text.len(), words(names).join("、")))
}
