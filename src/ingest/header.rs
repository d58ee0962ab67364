//! Knows a register by its header: which columns a table has, under whatever names the office gives them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::Opened;
use super::sheet::{Grid, Row as Cells};
use crate::register::{Kind, Register, Row};

/// A header stands within this many rows: a title, a subtitle and a note may come before it.
pub(super) const DEPTH: usize = 6;

/// Rows that sum up others.
const SUMS: [&str; 4] = ["合计", "总计", "小计", "共计"];
const DATES: [&str; 3] = ["召开时间", "收文日期", "日期"];
const HOURS: &str = "时长(小时)";

/// A table's header: its row, the register it names, and what stands in each column.
#[derive(Debug)]
pub(super) struct Header {
    row: u32,
    kind: Kind,
    key: &'static [String],
    columns: BTreeMap<u32, Column>,
    known: usize,
}

#[derive(Debug)]
struct Column {
    name: String,
    minutes: bool,
}

/// The registers in the tables of one file, if they are any: that whose header says most, with those of other kinds beside
/// it. Sheets with the same kind of header, one a month or one a unit, are read on as one register.
pub(super) fn register(opened: &Opened, tables: &[&Grid]) -> Option<Register> {
    let found: Vec<_> =
        tables.iter().filter_map(|&table| Some((table, find(table, &opened.name)?))).collect();
    let kind = found.iter().rev().max_by_key(|(_, header)| header.known)?.1.kind;
    let mut registers: BTreeMap<Kind, Register> = BTreeMap::new();
    let mut number = 0;
    for (table, header) in &found {
        let register = registers.entry(header.kind).or_insert_with(|| empty(opened, header.kind));
        for cells in table.rows().skip_while(|row| row.number() <= header.row) {
            number += 1;
            let cells = header.cells(cells);
            if header.is_data(&cells) {
                register.rows.push(Row { number, cells });
            }
        }
    }
    let mut register = registers.remove(&kind)?;
    register.others = registers.into_values().filter(|other| !other.rows.is_empty()).collect();
    Some(register)
}

fn empty(opened: &Opened, kind: Kind) -> Register {
    let (source, sha256) = (opened.name.clone(), opened.sha256.clone());
    Register { source, sha256, kind, rows: Vec::new(), others: Vec::new() }
}

/// The header of a table that is a register; `file` is the file's name.
pub(super) fn find(table: &Grid, file: &str) -> Option<Header> {
    let mut title = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for row in table.rows().take(DEPTH) {
        if let Some(header) = best(row, is_plan(&title)) {
            return Some(header);
        }
        title.extend(row.cells().map(|(_, text)| text));
    }
    None
}

/// Whether a title announces what is planned, not what was done of it.
fn is_plan(title: &str) -> bool {
    title.contains("计划")
        && !["台账", "登记", "执行", "完成", "统计"].iter().any(|done| title.contains(done))
}

fn best(row: Cells<'_>, planned: bool) -> Option<Header> {
    let fits = KINDS.iter().filter_map(|kind| kind.header(row));
    let says_plan = planned
        || row.cells().any(|(_, cell)| {
            cell.contains("计划") || cell.starts_with('拟') || cell.contains("督查")
        });
    // What is planned has not been held, however full its columns are; a bare list of meetings is no plan either.
    let fits = fits.filter(|header| match header.kind {
        Kind::Meetings => !planned,
        Kind::Plan => says_plan,
        _ => true,
    });
    fits.reduce(|best, next| if next.known > best.known { next } else { best })
}

impl Header {
    fn cells(&self, row: Cells<'_>) -> BTreeMap<String, String> {
        let mut cells: BTreeMap<String, String> = BTreeMap::new();
        for (column, value) in row.cells() {
            let Some(column) = self.columns.get(&column) else { continue };
            let value = column.value(value);
            match cells.get_mut(&column.name) {
                // A date and a time in two columns are one moment.
                Some(known) if column.name == "召开时间" => *known = format!("{known} {value}"),
                Some(_) => {}
                None => {
                    cells.insert(column.name.clone(), value);
                }
            }
        }
        cells
    }

    fn is_data(&self, cells: &BTreeMap<String, String>) -> bool {
        let keyed = self
            .key
            .iter()
            .any(|key| cells.get(key).is_some_and(|value| !signs(value).eq(key.chars())));
        // A word for a sum may be spaced out, but not over a whole cell of text.
        let sums = |value: &String| SUMS.iter().any(|sum| signs(value).eq(sum.chars()));
        keyed && !cells.values().filter(|value| value.len() <= 64).any(sums)
    }
}

impl Column {
    fn value(&self, cell: &str) -> String {
        if DATES.contains(&self.name.as_str()) {
            return moment(cell);
        }
        if self.name == HOURS {
            return hours(cell, self.minutes);
        }
        cell.to_owned()
    }
}

/// A moment as `2026-03-05 09:00` where the cell holds nothing else, as written otherwise.
fn moment(cell: &str) -> String {
    static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^([12][0-9]{3})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})日?(?:[ T]*([0-9]{1,2})[:：时]([0-9]{2})分?(?:[:：]00)?)?$").ok()
    });
    if let Some(parts) = WRITTEN.as_ref().and_then(|written| written.captures(cell.trim())) {
        let number = |at: usize| parts.get(at).and_then(|part| part.as_str().parse::<u32>().ok());
        let (year, month, day) = (number(1), number(2), number(3));
        if let (Some(year), Some(month @ 1..=12), Some(day @ 1..=31)) = (year, month, day) {
            let time =
                number(4).zip(number(5)).map(|(hour, minute)| format!(" {hour:02}:{minute:02}"));
            return format!("{year:04}-{month:02}-{day:02}{}", time.unwrap_or_default());
        }
    }
    // A date whose cell lost its format is a count of days; 2000 to 2099.
    match cell.parse::<f64>() {
        Ok(days) if (36_526.0..73_051.0).contains(&days) => {
            let kind = calamine::ExcelDateTimeType::DateTime;
            super::sheet::date(&calamine::ExcelDateTime::new(days, kind, false))
        }
        _ => cell.to_owned(),
    }
}

/// Hours as a plain number where the cell holds a length of time, as written otherwise.
fn hours(cell: &str, minutes: bool) -> String {
    static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^约?(?:([0-9]+(?:\.[0-9]+)?)(?:个?小时|[hH]|时))?(?:([0-9]+(?:\.[0-9]+)?)(?:分钟?|min))?$").ok()
    });
    let text = plain(cell);
    let show = |hours: f64| format!("{}", (hours * 100.0).round() / 100.0);
    if let Ok(number) = text.parse::<f64>() {
        return if minutes { show(number / 60.0) } else { text };
    }
    if text.is_empty() {
        return text;
    }
    if let Some(parts) = WRITTEN.as_ref().and_then(|written| written.captures(&text)) {
        let number = |at: usize| {
            parts.get(at).and_then(|part| part.as_str().parse::<f64>().ok()).unwrap_or(0.0)
        };
        return show(number(1) + number(2) / 60.0);
    }
    cell.to_owned()
}

/// One register as the dictionary describes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    kind: Kind,
    need: Vec<Vec<String>>,
    key: Vec<String>,
    columns: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Shapes {
    register: Vec<Shape>,
}

static KINDS: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let shapes: Result<Shapes, _> =
        toml::from_str(include_str!("../../dictionaries/cues/registers.toml"));
    shapes.map(|shapes| shapes.register).unwrap_or_default()
});

impl Shape {
    fn header(&'static self, row: Cells<'_>) -> Option<Header> {
        let mut columns = BTreeMap::new();
        let mut known: Vec<&str> = Vec::new();
        for (column, cell) in row.cells() {
            let name = self.canonical(cell);
            known.extend(name.filter(|name| !known.contains(name)).as_slice());
            let name = name.map_or_else(|| plain(cell), str::to_owned);
            columns.insert(column, Column { name, minutes: cell.contains("分钟") });
        }
        let fits =
            self.need.iter().all(|any| any.iter().any(|name| known.contains(&name.as_str())));
        let row = row.number();
        fits.then(|| Header { row, kind: self.kind, key: &self.key, columns, known: known.len() })
    }

    /// The canonical name of a column, by its full name or by the part before a bracket.
    fn canonical(&self, cell: &str) -> Option<&str> {
        let full = plain(cell);
        let bare = full.split('(').next().unwrap_or_default();
        let by = |name: &str| {
            self.columns
                .iter()
                .find(|(_, names)| names.iter().any(|known| known == name))
                .map(|(name, _)| name.as_str())
        };
        by(&full).or_else(|| by(bare))
    }
}

/// A cell without white space, with half-width brackets.
fn plain(cell: &str) -> String {
    signs(cell).collect()
}

fn signs(cell: &str) -> impl Iterator<Item = char> {
    cell.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '：' | ':')).map(|c| match c {
        '（' => '(',
        '）' => ')',
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Input, parse};
    use super::*;

    fn read(text: &str) -> Option<Register> {
        match parse(Opened::of_bytes("会议.csv", text.as_bytes().to_vec())) {
            Ok(Input::Register(register)) => Some(register),
            _ => None,
        }
    }

    #[test]
    fn headers_name_registers() {
        let check = |header: &str, expect: Option<Kind>| {
            let row = header.split(',').map(|_| "甲").collect::<Vec<_>>().join(",");
            assert_eq!(
                read(&format!("{header}\n{row}\n")).map(|register| register.kind),
                expect,
                "{header}"
            );
        };
        check(
            "会议名称,召开时间,地点,主办单位,参会范围,人数,时长(小时),形式",
            Some(Kind::Meetings),
        );
        check("序号,会议主题,会议日期,开始时间,参加人员,参会人数（人）", Some(Kind::Meetings));
        check("收文单位,来文单位,文号,标题,收文日期", Some(Kind::Received));
        check("登记日期,来文机关,来文字号,事由", Some(Kind::Received));
        check("文号,标题,发文单位,主送,日期,密级", Some(Kind::Issued));
        check("发文字号,文件标题,印发日期", Some(Kind::Issued));
        check("会议名称,计划召开时间,承办单位,计划人数", Some(Kind::Plan));
        check("督查名称,牵头部门", Some(Kind::Plan));
        check("会议事由,召集部门,开会日期,起止时间,与会对象,人数", Some(Kind::Meetings));
        check("会议议题,汇报单位,会议时间,列席单位", None);
        check("会议名称,主办单位,人数", None);
        check("部门,年度控制数", Some(Kind::Quota));
        let titled = |title: &str| {
            read(&format!("{title}\n会议名称,时间,主办单位\n植树计划部署会,3月,办公室\n"))
                .map(|register| register.kind)
        };
        assert_eq!(titled("澜溪市年度会议计划"), Some(Kind::Plan));
        assert_eq!(titled("澜溪市年度会议"), Some(Kind::Meetings));
        check("姓名,电话,单位", None);
    }

    #[test]
    fn rows_are_canonical() {
        let text = "澜溪市会议台账\n会议主题,会议日期,开始时间,主办科室,时长（分钟）,备注\n春耕会,2026/3/5,9:00,办公室,90,无\n,,,,,\n 合计 ,,,,90,\n民生会,2026年4月1日,,办公室,约120分钟,\n";
        let register = read(text).expect("a register");
        let rows: Vec<_> = register
            .rows
            .iter()
            .map(|row| (row.number, row.cell("召开时间"), row.cell(HOURS)))
            .collect();
        assert_eq!(
            rows,
            [(1, Some("2026-03-05 9:00"), Some("1.5")), (3, Some("2026-04-01"), Some("2"))]
        );
        assert_eq!(register.rows[0].cell("备注"), Some("无"));
    }

    #[test]
    fn moments_and_hours() {
        let check = |cell: &str, expect: &str| assert_eq!(moment(cell), expect);
        check("2026/3/5 9:00:00", "2026-03-05 09:00");
        check("2026.3.5", "2026-03-05");
        check("46086.375", "2026-03-05 09:00");
        check("3月5日上午", "3月5日上午");
        let check = |cell: &str, expect: &str| assert_eq!(hours(cell, false), expect);
        check("1小时30分钟", "1.5");
        check("2小时", "2");
        check("半天", "半天");
        check("2.5", "2.5");
    }
}
