#![doc = include_str!("sums.md")]

use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::{BlockKind, Document, Span, Zone};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::pattern::Pattern;
use crate::rules::{Check, Context, Rule};

/// E812: parts that do not add up to the whole the text gives.
pub static RULE: Rule = Rule {
    code: "E812",
    name: "sums",
    title: "合计有误",
    severity: Severity::Warning,
    page: include_str!("sums.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    for table in tables(document) {
        let rows: Vec<(usize, Vec<String>)> = table
            .filter_map(|index| Some((index, cells(&document.blocks.get(index)?.text))))
            .collect();
        for wrong in added(&rows) {
            let Some(shown) = document.blocks.get(wrong.block) else { continue };
            let span = document.span(wrong.block, place(&shown.text, wrong.column));
            let message =
                format!("合计{}不等于各行之和{}。", document.quote(span).trim(), wrong.sum);
            let finding = ctx.flag(document, span, message);
            if wrong.proved {
                finding.severity = Severity::Error;
            } else {
                finding.confidence = Confidence::Medium;
            }
            finding.detail("should_be", wrong.sum);
        }
    }
    for sentence in &document.sentences {
        let text = document.words(sentence);
        for fault in stated(text).into_iter().chain(hundred(text)) {
            let start = sentence.bytes.start + fault.range.start;
            let end = sentence.bytes.start + fault.range.end;
            let span: Span = document.span(sentence.span.block, start..end);
            let finding = ctx.flag(document, span, fault.message);
            finding.confidence = Confidence::Medium;
            finding.detail("should_be", fault.sum);
        }
    }
}

/// Runs of table rows, be they those of a table or lines of text set in columns by blanks.
fn tables(document: &Document) -> Vec<Range<usize>> {
    let mut tables: Vec<Range<usize>> = Vec::new();
    let mut width = 0;
    for (index, block) in document.blocks.iter().enumerate() {
        let ruled = block.kind == BlockKind::Table;
        // Lines of a table set by blanks have as many cells as one another; a ruled one may join cells.
        let own = if ruled { 1 } else { columns(&block.text) };
        let row = own > 0 && block.zone != Zone::Outside;
        match tables.last_mut() {
            Some(last) if row && last.end == index && own == width => last.end = index + 1,
            _ if row => tables.push(index..index + 1),
            _ => {}
        }
        width = own;
    }
    tables
}

/// Cells of a line set in columns by blanks; 0 where it is no such line.
fn columns(text: &str) -> usize {
    let cells = text.split_whitespace().count();
    let short = text.split_whitespace().all(|cell| cell.chars().count() <= 20);
    if cells >= 3 && short && !text.contains(['。', '，', '；', '：']) { cells } else { 0 }
}

struct Wrong {
    block: usize,
    column: usize,
    sum: String,
    proved: bool,
}

/// Columns whose 合计 row is not the sum of the other rows.
fn added(rows: &[(usize, Vec<String>)]) -> Vec<Wrong> {
    let partial = |cell: &String| CUES.partial.iter().any(|word| cell.contains(word.as_str()));
    let is_total =
        |row: &[String]| row.iter().take(2).any(|cell| CUES.total.iter().any(|word| cell == word));
    let totals: Vec<usize> =
        (0..rows.len()).filter(|&at| rows.get(at).is_some_and(|(_, row)| is_total(row))).collect();
    let [total] = totals[..] else { return Vec::new() };
    let Some((block, sums)) = rows.get(total) else { return Vec::new() };
    let numeric = |row: &[String]| row.iter().skip(1).any(|cell| number(cell).is_some());
    let parts: Vec<&Vec<String>> = rows
        .iter()
        .enumerate()
        .filter(|(at, (_, row))| *at != total && numeric(row))
        .map(|(_, (_, row))| row)
        .collect();
    // A column headed 小计 adds up as any other; a row of that name stands for others.
    let mixed =
        |row: &[String]| row.iter().any(|cell| partial(cell) && (numeric(row) || cell != "小计"));
    // Total first or last, at least two rows, all of one width: else cells are merged.
    let placed = total + 1 == rows.len() || rows.iter().take(total).all(|(_, row)| !numeric(row));
    let even = parts.iter().all(|row| row.len() == sums.len());
    if parts.len() < 2 || !placed || !even || rows.iter().any(|(_, row)| mixed(row)) {
        return Vec::new();
    }
    let judged: Vec<(usize, bool, String)> =
        (1..sums.len()).filter_map(|column| column_sum(&parts, sums, column)).collect();
    let proved = judged.iter().any(|(_, right, _)| *right);
    judged
        .into_iter()
        .filter(|(_, right, _)| !right)
        .map(|(column, _, sum)| Wrong { block: *block, column, sum, proved })
        .collect()
}

/// Whether a column adds up, and its sum; `None` where it is not one of numbers.
fn column_sum(
    parts: &[&Vec<String>],
    sums: &[String],
    column: usize,
) -> Option<(usize, bool, String)> {
    let whole = number(sums.get(column)?)?;
    let mut sum = 0;
    let mut places = whole.places;
    for row in parts {
        let cell = row.get(column)?;
        if matches!(cell.as_str(), "" | "-" | "—" | "/" | "——") {
            continue;
        }
        let part = number(cell)?;
        sum += part.thousandths;
        places = places.max(part.places);
    }
    // Rounding of each row.
    let slack = if places == 0 { 0 } else { 1000 / 10_i64.pow(places) * parts.len() as i64 };
    let right = (sum - whole.thousandths).abs() <= slack;
    Some((column, right, shown(sum, places)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Number {
    thousandths: i64,
    places: u32,
}

fn number(cell: &str) -> Option<Number> {
    let text = cell.replace([',', '，'], "");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 12
        || fraction.len() > 3
        || !digits(whole)
        || !digits(fraction)
    {
        return None;
    }
    let places = fraction.len() as u32;
    let value: i64 = format!("{whole}{fraction}").parse().ok()?;
    Some(Number { thousandths: value * 10_i64.pow(3 - places), places })
}

fn shown(thousandths: i64, places: u32) -> String {
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    if places == 0 {
        return whole.to_string();
    }
    let rest = format!("{rest:03}");
    format!("{whole}.{}", rest.get(..places as usize).unwrap_or(&rest))
}

fn cells(text: &str) -> Vec<String> {
    let cell =
        |range: Range<usize>| text.get(range).unwrap_or_default().split_whitespace().collect();
    ranges(text).into_iter().map(cell).collect()
}

/// The bytes of a row's cell; of the row where it has no such cell.
fn place(text: &str, column: usize) -> Range<usize> {
    ranges(text).into_iter().nth(column).unwrap_or(0..text.len())
}

/// The bytes of each of a row's cells; those of a row without tabs stand apart by blanks.
fn ranges(text: &str) -> Vec<Range<usize>> {
    let tabs = text.contains('\t');
    let mark = |c: char| if tabs { c == '\t' } else { c.is_whitespace() };
    let ends = text.match_indices(mark).map(|(at, mark)| (at, at + mark.len()));
    let mut start = 0;
    let mut ranges = Vec::new();
    for (end, next) in ends.chain([(text.len(), text.len())]) {
        if tabs || end > start {
            ranges.push(start..end);
        }
        start = next;
    }
    ranges
}

struct Fault {
    range: Range<usize>,
    message: String,
    sum: String,
}

/// The total a sentence gives beside its parts, whichever way it lists them.
fn stated(text: &str) -> Option<Fault> {
    listed(text)
        .or_else(|| among(text))
        .or_else(|| each(text))
        .or_else(|| opposite(text))
        .or_else(|| rate(text))
}

static WHOLE: Pattern = Pattern::new(
    &["分别为", "分别是", "包括", "即"],
    r"共(?:有|计|涉及|安排|建设)?(?P<n>[0-9]{1,6})(?P<unit>个|家|所|名|人|项|户|处|座|件|条|辆|台|套|批|场|次|张)[^，。；：、0-9]{0,10}[，：（](?:分别为|分别是|包括|即)[：]?(?P<parts>[^。；，）]+)[。；，）]?",
);

static PART: Pattern = Pattern::new(
    &[],
    r"^[^0-9]{1,20}(?P<n>[0-9]{1,6})(?P<unit>[个家所名人项户处座件条辆台套批场次张])$",
);

/// 共12个，分别为甲5个、乙4个、丙3个: every part is named, with the unit of the whole.
fn listed(text: &str) -> Option<Fault> {
    let found = WHOLE.captures(text)?;
    let (whole, unit) = (found.name("n")?, found.name("unit")?.as_str());
    let parts = found.name("parts")?.as_str();
    if parts.contains('等') || parts.contains("其中") {
        return None;
    }
    let mut sum = 0_u32;
    let mut count = 0;
    for part in parts.split(['、', '和']) {
        let part = PART.captures(part.trim())?;
        if part.name("unit")?.as_str() != unit {
            return None;
        }
        sum += part.name("n")?.as_str().parse::<u32>().ok()?;
        count += 1;
    }
    if count < 2 || whole.as_str().parse() == Ok(sum) {
        return None;
    }
    let message = format!("总数{}{unit}，所列各项之和是{sum}{unit}。", whole.as_str());
    Some(Fault { range: whole.range(), message, sum: sum.to_string() })
}

static AMONG: Pattern = Pattern::new(
    &["其中"],
    r"(?P<n>[0-9]{1,9}(?:\.[0-9]{1,3})?)(?P<unit>万元|亿元|公里|千米|平方米|[\p{Han}])[^，。；：、0-9]{0,10}[，：（]其中[：，]?(?P<parts>[^。；，）]+(?:[、，][^。；，）0-9]{1,20}[0-9][^。；，）]*)*)(?P<end>[。；，）]|$)",
);

static SHARE_OF: Pattern = Pattern::new(
    &[],
    r"^(?P<name>\p{Han}{2,16}?)(?:为|共|约|有)?(?P<n>[0-9]{1,9}(?:\.[0-9]{1,3})?)(?P<unit>万元|亿元|公里|千米|平方米|\p{Han})$",
);

/// 600台，其中甲县180台、乙县150台…: parts of one sort, each named by a place, that are all there are but do not add up.
/// 其中 alone may pick out some; so at least three parts are asked for, and they must name places or exceed the whole.
fn among(text: &str) -> Option<Fault> {
    let found = AMONG.captures(text)?;
    let (whole, unit) = (found.name("n")?, found.name("unit")?.as_str());
    let parts = found.name("parts")?.as_str();
    if parts.contains('等') {
        return None;
    }
    let total = number(whole.as_str())?;
    let (mut sum, mut places, mut count, mut local) = (0, total.places, 0, true);
    for part in parts.split(['、', '和', '，']) {
        let part = SHARE_OF.captures(part.trim())?;
        if part.name("unit")?.as_str() != unit {
            return None;
        }
        let one = number(part.name("n")?.as_str())?;
        sum += one.thousandths;
        places = places.max(one.places);
        local &= part.name("name")?.as_str().ends_with(['县', '区', '市', '镇', '乡', '道', '村']);
        count += 1;
    }
    let over = sum > total.thousandths;
    if count < 3 || !(local && over) || sum == total.thousandths {
        return None;
    }
    let sum = shown(sum, places);
    let message = format!("总数{}{unit}，所列各项之和是{sum}{unit}。", whole.as_str());
    Some(Fault { range: whole.range(), message, sum })
}

static EACH: Pattern = Pattern::new(
    &["各"],
    r"(?P<names>\p{Han}{2,8}(?:[、和]\p{Han}{2,8})+)各(?P<n>[0-9]{1,6})(?P<unit>公里|千米|万元|\p{Han})[，、](?:合计|共计|总计)(?P<whole>[0-9]{1,7})(?P<again>公里|千米|万元|\p{Han})(?:[。；，]|$)",
);

/// 县道、乡道各20公里，合计50公里: as many times the same as there are names.
fn each(text: &str) -> Option<Fault> {
    let found = EACH.captures(text)?;
    let names = found.name("names")?.as_str();
    let unit = found.name("unit")?.as_str();
    if unit != found.name("again")?.as_str() || names.contains(['各', '每', '等', '所']) {
        return None;
    }
    let count = names.split(['、', '和']).count() as u64;
    let sum = found.name("n")?.as_str().parse::<u64>().ok()? * count;
    let whole = found.name("whole")?;
    if whole.as_str().parse() == Ok(sum) {
        return None;
    }
    let message = format!("合计{}{unit}，所列各项之和是{sum}{unit}。", whole.as_str());
    Some(Fault { range: whole.range(), message, sum: sum.to_string() })
}

static OPPOSITE: Pattern = Pattern::new(
    &["未", "不"],
    r"(?P<n>[0-9]{1,7})(?P<unit>万元|\p{Han})[，：；](?:其中[，：]?)?(?P<yes>\p{Han}{2,14}?)(?:的|为|有|的有)?(?P<x>[0-9]{1,7})(?P<one>万元|\p{Han})[，、；](?:还有)?(?:未|不|没有)(?P<no>\p{Han}{2,8}?)(?:的|为|有|的有)?(?P<y>[0-9]{1,7})(?P<two>万元|\p{Han})(?:[。；，）、]|$)",
);

/// 96家，合格的71家，不合格的28家: what is and what is not are all there is.
fn opposite(text: &str) -> Option<Fault> {
    let found = OPPOSITE.captures(text)?;
    let word = |name: &str| found.name(name).map_or("", |part| part.as_str());
    let (whole, unit) = (found.name("n")?, word("unit"));
    let pair = word("yes").ends_with(word("no")) && unit == word("one") && unit == word("two");
    let sum = word("x").parse::<u64>().ok()? + word("y").parse::<u64>().ok()?;
    if !pair || whole.as_str().parse() == Ok(sum) {
        return None;
    }
    let message = format!("总数{}{unit}，所列两项之和是{sum}{unit}。", whole.as_str());
    Some(Fault { range: whole.range(), message, sum: sum.to_string() })
}

static RATE: Pattern = Pattern::new(
    &["%", "％"],
    r"[由从](?:上年|去年|上月|同期|上年同期|去年同期|原来)?的?(?P<a>[0-9]{1,8}(?:\.[0-9]{1,3})?)(?P<unit>万元|亿元|\p{Han})?(?:下降|减少|降低|缩短|压减|降|减|增加|增长|上升|提高|增|升)(?:到|至|为)(?P<b>[0-9]{1,8}(?:\.[0-9]{1,3})?)(?P<again>万元|亿元|\p{Han})?，(?:下降|减少|降低|缩短|压减|降幅(?:为|达)?|增加|增长|上升|提高|增幅(?:为|达)?)(?:了|约)?(?P<share>[0-9]{1,4}(?:\.[0-9]{1,2})?)[%％]",
);

/// 由80起下降到60起，下降30%: the change by the two figures themselves. 同比 and 环比 may be beside a figure not given here.
fn rate(text: &str) -> Option<Fault> {
    let found = RATE.captures(text)?;
    let word = |name: &str| found.name(name).map_or("", |part| part.as_str());
    let value = |name: &str| word(name).parse::<f64>().ok();
    let (from, to, share) = (value("a")?, value("b")?, value("share")?);
    if from <= 0.0 || word("unit") != word("again") {
        return None;
    }
    let change = |from: f64, to: f64| (to - from).abs() / from * 100.0;
    // Money and figures with decimals are rounded: the change lies between those of the figures they may stand for.
    let half = |name: &str| match word(name).split_once('.') {
        Some((_, decimals)) => 0.5 / 10_f64.powi(decimals.len() as i32),
        None if word("unit").ends_with(['元', '万', '亿']) => 0.5,
        None => 0.0,
    };
    let (a, b) = (half("a"), half("b"));
    let changes = [
        change(from + a, to - b),
        change(from + a, to + b),
        change(from - a, to - b),
        change(from - a, to + b),
    ];
    let least = changes.into_iter().fold(f64::INFINITY, f64::min);
    let greatest = changes.into_iter().fold(0.0, f64::max);
    // A share may be given to the whole percent.
    if from <= a || (least - 1.0..=greatest + 1.0).contains(&share) {
        return None;
    }
    let right = change(from, to);
    let sum = format!("{}%", (right * 10.0).round() / 10.0);
    let message = format!("由{from}变为{to}，变动是{sum}，不是{share}%。");
    Some(Fault { range: found.name("share")?.range(), message, sum })
}

static HUNDRED: Pattern = Pattern::new(
    &["满分", "总分", "百分制"],
    r"(?:(?:满分|总分)(?:为|共|值)?(?P<a>100分)|(?P<b>百分制))[^。；]{0,12}?[，：（]其中[：，]?(?P<parts>[^。；）]+)",
);

static SHARE: Pattern =
    Pattern::new(&[], r"^\p{Han}{2,20}?(?:占|权重|分值)?(?:为)?(?P<n>[0-9]{1,2})(?:%|％|分)$");

/// 满分100分，其中甲40分、乙30分、丙20分: parts of a hundred.
fn hundred(text: &str) -> Option<Fault> {
    let found = HUNDRED.captures(text)?;
    let place = found.name("a").or_else(|| found.name("b"))?;
    let mut sum = 0_u32;
    let mut count = 0;
    for part in found.name("parts")?.as_str().split(['、', '，', '和']) {
        let part = SHARE.captures(part.trim())?;
        sum += part.name("n")?.as_str().parse::<u32>().ok()?;
        count += 1;
    }
    if count < 2 || sum == 100 {
        return None;
    }
    let message = format!("所列各项之和是{sum}，不是100。");
    Some(Fault { range: place.range(), message, sum: sum.to_string() })
}

#[derive(Default, Deserialize)]
struct Cues {
    total: Vec<String>,
    partial: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/cues/errors.toml")).unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        let check = |text: &str, expect: Option<&str>| {
            let fault = stated(text).or_else(|| hundred(text));
            assert_eq!(fault.map(|fault| fault.sum).as_deref(), expect, "{text}");
        };
        check("共300个，分别为甲县120个、乙县100个、丙县90个。", Some("310"));
        check("共310个，分别为甲县120个、乙县100个、丙县90个。", None);
        check("共12家，分别为甲县5家、乙县3名。", None);
        check("抽查电子秤600台，其中甲县280台、乙区250台、丙市80台。", Some("610"));
        check("抽查电子秤600台，其中甲县280台、乙区150台、丙市80台。", None);
        check("新增低保600户，其中残疾家庭380户、独居老人250户、重病家庭90户。", None);
        check("抽查县道、乡道各20公里，合计50公里。", Some("40"));
        check("抽查县道、乡道、村道各20公里，合计60公里。", None);
        check("各县（区）、市直学校各2人，共计30人。", None);
        check("抽查粮库90座，账实相符的66座，不相符的31座。", Some("97"));
        check("抽查粮库90座，建成验收的66座，未开工的18座。", None);
        check("抽查粮库90座，其中合格66座，不合格24座。", None);
        check("抽查粮库90座，其中合格66座、不合格31座。", Some("97"));
        check("火情由上年的80起下降到60起，下降30%。", Some("25%"));
        check("火情由上年的80起下降到60起，下降25%。", None);
        check("占比由12%提高到15%，提高3%。", None);
        check("火情由上月的80起下降到60起，同比下降40%。", None);
        check("税收由2亿元增长到3亿元，增长45%。", None);
        check("税收由2亿元增长到3亿元，增长150%。", Some("50%"));
        check("满分100分，其中护理40分、膳食30分。", Some("70"));
        check("满分100分，其中60分以上合格。", None);
        check("实行百分制，其中水质占50%、水压占50%。", None);
    }

    #[test]
    fn tables_add_up() {
        let check = |rows: &[&str], expect: &[&str]| {
            let rows: Vec<(usize, Vec<String>)> =
                rows.iter().enumerate().map(|(at, row)| (at, cells(row))).collect();
            let got: Vec<String> = added(&rows).into_iter().map(|wrong| wrong.sum).collect();
            assert_eq!(got, expect, "{rows:?}");
        };
        let head = "县区\t学校\t学生";
        check(&[head, "望桥\t3\t300", "青禾\t4\t400", "合计\t7\t700"], &[]);
        check(&[head, "望桥\t3\t300", "青禾\t4\t400", "合计\t7\t600"], &["700"]);
        check(&[head, "合计\t7\t600", "望桥\t3\t300", "青禾\t4\t400"], &["700"]);
        check(&["项目\t资金", "一期\t1.25", "二期\t2.30", "合计\t3.56"], &[]);
        check(&["县区\t学校\t小计", "望桥\t3\t3", "青禾\t4\t4", "合计\t7\t8"], &["7"]);
        check(&["县　松苗　小计", "望桥　3　3", "青禾　4　4", "合计　7　8"], &["7"]);
        check(&["项目\t率", "一期\t1.25", "二期\t2.30", "合计\t9.9"], &[]);
        check(&["项目\t资金", "一期\t1", "小计\t1", "二期\t3", "合计\t9"], &[]);
    }

    #[test]
    fn numbers() {
        assert_eq!(number("1,234.5"), Some(Number { thousandths: 1_234_500, places: 1 }));
        assert_eq!(number("12%"), None);
        assert_eq!(shown(1_234_500, 1), "1234.5");
    }
}
