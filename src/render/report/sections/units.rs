//! Tables with a department, or a receiving unit, a row.

use super::super::grid::{Cell, Chart, Grid, Shape, number, words};
use super::super::{MISSING, Part};
use crate::document::Class;
use crate::monthly::{Line, Monthly, Period};
use crate::totals::Row;

/// Classes listed on their own, with their names.
pub(super) const CLASSES: [(Class, &str); 8] = [
    (Class::Upward, "请示、报告"),
    (Class::Parallel, "函"),
    (Class::Reply, "批复、复函"),
    (Class::Minutes, "纪要"),
    (Class::MeetingNotice, "会议通知"),
    (Class::Personnel, "任免"),
    (Class::Classified, "涉密"),
    (Class::Other, "其他"),
];

/// Characters a department's name takes.
const NAME: usize = 24;
/// Departments a chart draws.
const DRAWN: usize = 60;

/// One department a row.
pub(super) fn departments(monthly: &Monthly) -> Vec<Part<'_>> {
    let mut columns = vec![words("单位", NAME)];
    columns.extend(["口径内", "口径外", "单列", "合计", "协办", "字数", "页数"].map(number));
    columns.extend(["会议", "人次", "人·小时", "要求报送", "督查检查", "得分"].map(number));
    let mut classes = vec![words("单位", NAME)];
    classes.extend(CLASSES.map(|(_, name)| number(name)));
    let sum = monthly.department.is_none();
    let chart = Chart { title: "本月各单位发文（件）", columns: &[1, 2], most: DRAWN };
    let all = Grid::new("各单位发文和会议", columns, rows(monthly, department));
    vec![
        Part::Heading("发文、会议和报送要求"),
        Part::Table(Grid { sum, turn: Some(8), chart: Some(chart), ..all }),
        Part::Heading("单列各类公文"),
        Part::Table(Grid {
            sum,
            ..Grid::new("单列各类公文件数", classes, rows(monthly, by_class))
        }),
    ]
}

/// In and off scope beside other periods and the control number.
pub(super) fn comparison(monthly: &Monthly) -> Vec<Part<'_>> {
    let mut columns = vec![words("单位", NAME)];
    let inside = ["口径内本月", "上月", "上年同月", "本年累计", "上年同期"];
    columns.extend(inside.map(number));
    columns.extend(["增减件", "增减幅度", "年度控制数", "余额"].map(number));
    columns.extend(["口径外本月", "口径外本年累计", "口径外上年同期"].map(number));
    let grid = Grid::new("口径内外与各期比较", columns, rows(monthly, compared));
    vec![Part::Table(Grid { sum: monthly.department.is_none(), turn: Some(10), ..grid })]
}

/// What each unit received.
pub(super) fn received(monthly: &Monthly) -> Vec<Part<'_>> {
    if monthly.received.is_empty() {
        return vec![Part::Text(format!(
            "{MISSING}：台账中没有本月的收文登记，也没有写明主送单位的文件。"
        ))];
    }
    let rows = monthly.received.iter().map(|row| {
        let numbers = [row.documents, row.duplicates, row.meetings, row.report_requests];
        let numbers = numbers.map(|number| Cell::count(Some(number)));
        [Cell::words(row.unit.clone())].into_iter().chain(numbers).collect()
    });
    let mut columns = vec![words("收文单位", NAME)];
    columns
        .extend(["收文（件）", "其中重复（件）", "参加会议（次）", "被要求报送（次）"].map(number));
    let note =
        "按收文登记和文件主送单位统计；“各县（市、区）”等统称按本地区划展开，展不开的按原文列。";
    vec![
        Part::Text(note.to_owned()),
        Part::Table(Grid::new("收文单位负担", columns, rows.collect())),
    ]
}

/// A department's name, or what stands for none.
pub(super) fn name(department: Option<&str>) -> String {
    department.unwrap_or("未识别单位").to_owned()
}

fn rows(monthly: &Monthly, cells: fn(&Line) -> Vec<Cell>) -> Vec<Vec<Cell>> {
    let named = |name: String, line: &Line| {
        [Cell::words(name)].into_iter().chain(cells(line)).collect::<Vec<_>>()
    };
    let lines = monthly.lines.iter();
    let mut rows: Vec<_> =
        lines.map(|line| named(name(line.department.as_deref()), line)).collect();
    if monthly.department.is_none() {
        rows.push(named("合计".to_owned(), &monthly.total));
    }
    rows
}

fn department(line: &Line) -> Vec<Cell> {
    let papers = |of: fn(&Row) -> usize| Cell::count(Period::of_documents(line.now.as_ref(), of));
    let met = |of: fn(&Row) -> usize| Cell::count(Period::of_sittings(line.now.as_ref(), of));
    let spent = Period::of_sittings(line.now.as_ref(), |row| {
        let shape = if row.unmeasured > 0 { Shape::AtLeast } else { Shape::Tenths };
        Cell::Number(row.person_hours(), shape)
    });
    vec![
        papers(|row| row.documents.in_scope()),
        papers(|row| row.documents.off_scope()),
        papers(|row| CLASSES.iter().map(|(class, _)| row.documents.of(*class)).sum()),
        papers(|row| row.documents.total()),
        papers(|row| row.joint),
        papers(|row| row.chars),
        papers(|row| row.pages),
        met(|row| row.meetings),
        met(|row| row.meeting_people as usize),
        spent.unwrap_or_else(Cell::missing),
        papers(|row| row.report_requests),
        papers(|row| row.inspections),
        line.score.map_or_else(Cell::dash, Cell::points),
    ]
}

fn by_class(line: &Line) -> Vec<Cell> {
    let number =
        |class| Cell::count(Period::of_documents(line.now.as_ref(), |row| row.documents.of(class)));
    CLASSES.iter().map(|(class, _)| number(*class)).collect()
}

fn compared(line: &Line) -> Vec<Cell> {
    let inside = |period: &Option<Period>| {
        Period::of_documents(period.as_ref(), |row| row.documents.in_scope())
    };
    let outside = |period: &Option<Period>| {
        Period::of_documents(period.as_ref(), |row| row.documents.off_scope())
    };
    let (year, last_year) = (inside(&line.year), inside(&line.last_year));
    let both = year.zip(last_year);
    let more = both.map(|(year, last)| Cell::Number(year as f64 - last as f64, Shape::Signed));
    let left = year.zip(line.quota).map(|(year, quota)| f64::from(quota) - year as f64);
    let quota = line.quota.map(|quota| Cell::count(Some(quota as usize)));
    vec![
        Cell::count(inside(&line.now)),
        Cell::count(inside(&line.before)),
        Cell::count(inside(&line.ago)),
        Cell::count(year),
        Cell::count(last_year),
        more.unwrap_or_else(Cell::dash),
        both.and_then(change).unwrap_or_else(Cell::dash),
        quota.unwrap_or_else(Cell::dash),
        left.map_or_else(Cell::dash, |left| Cell::Number(left, Shape::Whole)),
        Cell::count(outside(&line.now)),
        Cell::count(outside(&line.year)),
        Cell::count(outside(&line.last_year)),
    ]
}

/// +12.5%; none from nothing.
fn change((now, before): (usize, usize)) -> Option<Cell> {
    let by = now as f64 - before as f64;
    (before > 0).then(|| Cell::Number(by / before as f64, Shape::Change))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_signed_and_never_made_of_nothing() {
        let written = |pair| change(pair).map(|cell| cell.to_string());
        assert_eq!(written((9, 8)).as_deref(), Some("+12.5%"));
        assert_eq!(written((6, 8)).as_deref(), Some("-25.0%"));
        assert_eq!(written((8, 8)).as_deref(), Some("+0.0%"));
        assert_eq!(written((8, 0)), None);
    }
}
