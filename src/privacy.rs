//! Personal numbers in running text: identity cards, mobile phones, bank cards. Finds them and masks them.
//!
//! Every output masks what it shows with `mask`; a mask keeps the number of characters, so positions stay true.

use std::ops::Range;

/// What a personal number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 居民身份证号码.
    Identity,
    /// 手机号码.
    Mobile,
    /// 银行卡号.
    Card,
}

/// One personal number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// What it is.
    pub kind: Kind,
    /// Where, in bytes of the text.
    pub bytes: Range<usize>,
    /// Its digits, half-width and without separators. Never shown.
    pub digits: String,
    /// Does its own form prove it (check digit, number range)?
    pub proved: bool,
}

impl Kind {
    /// The Chinese name of the number.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "身份证号码",
            Self::Mobile => "手机号码",
            Self::Card => "银行卡号",
        }
    }

    /// How many leading and trailing digits a mask leaves.
    fn shown(self) -> (usize, usize) {
        match self {
            Self::Identity => (3, 2),
            Self::Mobile => (3, 4),
            Self::Card => (4, 4),
        }
    }
}

/// Finds the personal numbers of a text, in order of place, none overlapping.
pub fn find(text: &str) -> Vec<Number> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < groups.len() {
        let hit = (1..=MOST_GROUPS.min(groups.len() - at)).find_map(|count| {
            let run = &groups[at..at + count];
            joined(text, run).then(|| number(text, run)).flatten().map(|number| (count, number))
        });
        match hit {
            Some((count, number)) => {
                found.push(number);
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

/// The text with every personal number masked; as many characters as before.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for number in find(text) {
        masked.push_str(&text[done..number.bytes.start]);
        masked.push_str(&stars(&text[number.bytes.clone()], number.kind));
        done = number.bytes.end;
    }
    masked.push_str(&text[done..]);
    masked
}

/// One number, already known to be of a kind, masked.
pub fn mask_as(number: &str, kind: Kind) -> String {
    stars(number, kind)
}

/// A run of digits without a break.
struct Group {
    bytes: Range<usize>,
    digits: String,
}

/// Most pieces a number is written in: 6217 0000 0000 0000 000.
const MOST_GROUPS: usize = 5;

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let open = groups.last_mut().filter(|group| group.bytes.end == at);
        match (digit(c), open) {
            (Some(d), Some(group)) if !group.digits.ends_with('X') => {
                group.digits.push(d);
                group.bytes.end = end;
            }
            (Some(d), _) => groups.push(Group { bytes: at..end, digits: d.to_string() }),
            (None, Some(group)) if "XxＸｘ".contains(c) && !group.digits.ends_with('X') => {
                group.digits.push('X');
                group.bytes.end = end;
            }
            _ => {}
        }
    }
    groups
}

/// Half-width form of a half- or full-width digit.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        _ => None,
    }
}

/// Does one single separator stand between each two pieces?
fn joined(text: &str, run: &[Group]) -> bool {
    run.windows(2).all(|pair| {
        let between = &text[pair[0].bytes.end..pair[1].bytes.start];
        let mut chars = between.chars();
        matches!(chars.next(), Some(' ' | '\u{3000}' | '\u{a0}' | '-' | '－' | '—'))
            && chars.next().is_none()
    })
}

/// The personal number that a run of pieces is, if it is one.
fn number(text: &str, run: &[Group]) -> Option<Number> {
    let (first, last) = (run.first()?, run.last()?);
    let bytes = first.bytes.start..last.bytes.end;
    if !stands_alone(text, &bytes) {
        return None;
    }
    let digits: String = run.iter().map(|group| group.digits.as_str()).collect();
    let sizes: Vec<usize> = run.iter().map(|group| group.digits.len()).collect();
    let (kind, proved) = identity(text, bytes.start, &digits, run.len() == 1)
        .map(|proved| (Kind::Identity, proved))
        .or_else(|| mobile(text, &digits, &sizes, bytes.end).map(|proved| (Kind::Mobile, proved)))
        .or_else(|| card(&digits, &sizes).then_some((Kind::Card, true)))?;
    Some(Number { kind, bytes, digits, proved })
}

/// Not a piece of a longer code, a decimal or an address.
fn stands_alone(text: &str, bytes: &Range<usize>) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '/' || digit(c).is_some();
    let before = text[..bytes.start].chars().next_back();
    let mut after = text[bytes.end..].chars();
    let next = after.next();
    let decimal = |c: Option<char>| matches!(c, Some('.' | '．'));
    let runs_on = next.is_some_and(|c| c != '/' && part(c));
    let fraction = decimal(next) && after.next().and_then(digit).is_some();
    !(before.is_some_and(part) || decimal(before) || runs_on || fraction)
}

/// Identity card: `Some(true)` where the check digit holds, `Some(false)` where only the birthday does.
fn identity(text: &str, start: usize, digits: &str, whole: bool) -> Option<bool> {
    match digits.len() {
        18 if birthday(&digits[6..14]) => {
            let proved = check_digit(digits);
            if !proved && labelled(text, start) {
                return None;
            }
            (proved || (whole && !digits[..17].contains('X'))).then_some(proved)
        }
        15 if whole && text.contains("身份证") && birthday(&format!("19{}", &digits[6..12])) => {
            Some(false)
        }
        _ => None,
    }
}

/// 受理编号：, 订单号: the words before say that it is another number.
fn labelled(text: &str, start: usize) -> bool {
    let before =
        text.get(..start).unwrap_or_default().trim_end_matches(['：', ':', ' ', '　', '为']);
    ["编号", "订单号", "批号", "流水号", "单号", "票号", "案号", "代码", "条码"]
        .iter()
        .any(|label| before.ends_with(label))
}

/// Is `YYYYMMDD` a day on which somebody now living may be born?
fn birthday(text: &str) -> bool {
    let part = |range: Range<usize>| text.get(range).and_then(|part| part.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(4..6), part(6..8)) else {
        return false;
    };
    (1900..=2035).contains(&year) && jiff::civil::Date::new(year, month as i8, day as i8).is_ok()
}

/// The check digit of GB 11643-1999.
fn check_digit(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: Option<u32> =
        digits.chars().zip(WEIGHTS).map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    sum.and_then(|sum| "10X98765432".chars().nth(sum as usize % 11)) == digits.chars().next_back()
}

/// Mobile phone: `Some(true)` in a number range in use, `Some(false)` where only a label says so.
fn mobile(text: &str, digits: &str, sizes: &[usize], end: usize) -> Option<bool> {
    let local = match digits.len() {
        13 => digits.strip_prefix("86"),
        15 => digits.strip_prefix("0086"),
        _ => Some(digits),
    }?;
    let shaped = matches!(sizes, [_] | [3, 4, 4] | [2 | 4, 11] | [2 | 4, 3, 4, 4]);
    let amount = text[end..].starts_with(['元', '万', '亿', '％', '%']);
    if local.len() != 11 || !local.starts_with('1') || local.contains('X') || !shaped || amount {
        return None;
    }
    let ranged = matches!(local.as_bytes().get(1), Some(b'3'..=b'9'));
    (ranged || text.contains("手机")).then_some(ranged)
}

/// Bank card: an issuer's range, the usual grouping, and the Luhn digit.
fn card(digits: &str, sizes: &[usize]) -> bool {
    let grouped = match sizes {
        [size] => (16..=19).contains(size),
        [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3] => true,
        _ => false,
    };
    let range = digits.starts_with("62")
        || (digits.len() == 16 && (digits.starts_with('4') || digits.starts_with('5')));
    grouped && range && luhn(digits)
}

fn luhn(digits: &str) -> bool {
    let sum: Option<u32> = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(at, c)| {
            let value = c.to_digit(10)? * if at % 2 == 1 { 2 } else { 1 };
            Some(value / 10 + value % 10)
        })
        .sum();
    sum.is_some_and(|sum| sum % 10 == 0)
}

/// The number with the digits between its first and last few replaced, separators kept.
fn stars(number: &str, kind: Kind) -> String {
    let (head, tail) = kind.shown();
    let digits = number.chars().filter(|&c| c.is_alphanumeric()).count();
    let mut seen = 0;
    number
        .chars()
        .map(|c| {
            if !c.is_alphanumeric() {
                return c;
            }
            seen += 1;
            if seen <= head || seen + tail > digits { c } else { '*' }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        let check = |text: &str, expect: &str| {
            assert_eq!(mask(text), expect, "{text}");
            assert_eq!(mask(text).chars().count(), text.chars().count(), "{text}");
        };
        // Identity cards: right check digit, wrong one, X, full-width, in pieces, the old fifteen digits.
        check("身份证号980101199001010017。", "身份证号980*************17。");
        check("身份证号980101199001010018", "身份证号980*************18");
        check("98010219851231003X", "980*************3X");
        check("９８０１０１１９９００１０１００１７", "９８０*************１７");
        check("980101 19900101 0017", "980*** ******** **17");
        check("身份证980101900101001", "身份证980**********01");
        check("文号980101900101001", "文号980101900101001");
        // Not identity cards: no birthday, a piece of a longer code.
        check("受理编号：980101202609160013", "受理编号：980101202609160013");
        check("编号980101199001010017", "编号980*************17");
        check("项目代码980101199013010010", "项目代码980101199013010010");
        check("A980101199001010017", "A980101199001010017");
        // Mobile phones and what looks like them.
        check("电话13900000012，", "电话139****0012，");
        check("139 0000 0012", "139 **** 0012");
        check("139-0000-0012", "139-****-0012");
        check("+8613900000012", "+861******0012");
        check("手机12900000012", "手机129****0012");
        check("编号12900000012", "编号12900000012");
        check("总额13900000012元", "总额13900000012元");
        check("0990-8221051", "0990-8221051");
        check("139000000123", "139000000123");
        check("3.13900000012", "3.13900000012");
        // Two numbers in a row of a table.
        check("甲　980101199001010017　13900000012", "甲　980*************17　139****0012");
        // Bank cards by issuer's range and Luhn digit.
        check("6217000000000000000", "6217000000000000000");
        check("卡号6222 0000 0000 0009", "卡号6222 **** **** 0009");
        check("6217000000000000004", "6217***********0004");
    }
}
