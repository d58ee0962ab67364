//! The monthly report as numbers and names, nothing formatted: one month of a ledger beside other months.
//!
//! Every number is the audit's own (`totals`, `score`); here they are only chosen, summed and compared. What the ledger has no record
//! of stays `None` and is never a zero.

mod bulletin;
mod calendar;
mod cost;
mod ground;
mod month;
mod volume;

use std::collections::{BTreeMap, BTreeSet};

pub use bulletin::{Bulletin, DEFINITION, Entry, ErrorClass, Faults};
pub use calendar::{Calendar, Day, Merge, Slot};
pub use cost::Cost;
use ground::Recorded;
pub use ground::{Ground, roll_up};
pub use month::Month;
pub use volume::{Note, quotas};

use crate::config::Config;
use crate::corpus::sittings::Sitting;
use crate::report::Tallied;
use crate::score::Grade;
use crate::totals::{Received, Row};

/// What to report on.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// The month.
    pub month: Month,
    /// One department, by any of its names; none means all.
    pub department: Option<&'a str>,
    /// Yearly control numbers by canonical department.
    pub quotas: BTreeMap<String, u32>,
}

/// One month's report.
#[derive(Debug, Clone)]
pub struct Monthly {
    /// The month.
    pub month: Month,
    /// The department reported on; none means all.
    pub department: Option<String>,
    /// Each department with records in the month or the year so far.
    pub lines: Vec<Line>,
    /// All of them together.
    pub total: Line,
    /// The months of the year so far, each with what all departments did.
    pub trend: Vec<(Month, Option<Period>)>,
    /// Documents and sittings without a date, which belong to no month.
    pub undated: (usize, usize),
    /// Control numbers and 只减不增.
    pub volume: Vec<Note>,
    /// Scores with their deductions, in order of department.
    pub grades: Vec<Traced>,
    /// 错情通报.
    pub bulletin: Bulletin,
    /// Sittings that could have been spared.
    pub merges: Vec<Merge>,
    /// Sittings by day.
    pub calendar: Calendar,
    /// What each unit received in the month.
    pub received: Vec<Received>,
    /// The scoring formula in force.
    pub formula: String,
}

/// One department's numbers in the periods compared.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Canonical name; none for what bears no department, and for the total.
    pub department: Option<String>,
    /// The month.
    pub now: Option<Period>,
    /// The month before.
    pub before: Option<Period>,
    /// The same month last year.
    pub ago: Option<Period>,
    /// January to the month.
    pub year: Option<Period>,
    /// January to the month last year.
    pub last_year: Option<Period>,
    /// Person-hours of the month's sittings with travel, as a range where a figure is missing.
    pub cost: Option<Cost>,
    /// Yearly control number.
    pub quota: Option<u32>,
    /// Hundredths of a point.
    pub score: Option<u32>,
}

/// What a ledger knows of one department, or of all, in one period.
#[derive(Debug, Clone, Default)]
pub struct Period {
    /// The numbers.
    pub row: Row,
    /// The ledger holds documents of that period, whoever issued them: no document of a department is a true zero.
    pub documents: bool,
    /// The same of sittings.
    pub sittings: bool,
}

/// A score with every deduction traced to what a reader can find.
#[derive(Debug, Clone)]
pub struct Traced {
    /// The score.
    pub grade: Grade,
    /// Name and place of each cause, by its subject.
    pub names: BTreeMap<String, String>,
}

/// Puts the report of a month together.
///
/// # Errors
/// When the department asked for has no record in the ledger; says which ones have.
pub fn of(ground: &Ground, query: &Query<'_>, config: &Config) -> Result<Monthly, String> {
    let department = query.department.map(|name| resolve(name, ground, config)).transpose()?;
    let wanted = |name: &Option<String>| department.is_none() || *name == department;
    let rows: Vec<&Tallied> =
        ground.totals.iter().filter(|tallied| wanted(&tallied.row.department)).collect();
    let sittings = ground.by_id();
    let recorded = Recorded::of(&ground.totals);
    let mut by_name: BTreeMap<_, Vec<&Tallied>> = BTreeMap::new();
    for it in &rows {
        by_name.entry((it.row.department.is_none(), &it.row.department)).or_default().push(it);
    }
    let mut lines: Vec<Line> = by_name
        .into_values()
        .map(|own| line((&own, &recorded), &sittings, query.month, config))
        .filter(|line| line.now.is_some() || line.year.is_some())
        .collect();
    for line in &mut lines {
        line.quota = line.department.as_ref().and_then(|name| query.quotas.get(name)).copied();
    }
    let total = total(&lines, (&rows, &recorded), query.month);
    let now = total.now.as_ref().map(|period| period.row.clone()).unwrap_or_default();
    let merges = calendar::merges(ground, query.month, department.as_deref());
    Ok(Monthly {
        month: query.month,
        trend: trend(&rows, &recorded, query.month),
        undated: undated(&rows),
        volume: volume::notes(&lines, &volume::Coverage::of(&recorded, query.month), config),
        grades: grades(&rows, (ground, &sittings), query.month),
        bulletin: bulletin::of(&lines, ground, config),
        calendar: calendar::of(ground, &now, query.month, (&merges, config)),
        merges,
        received: ground
            .received_in(query.month)
            .filter(|row| department.as_ref().is_none_or(|name| *name == row.unit))
            .cloned()
            .collect(),
        formula: ground.formula.clone(),
        lines,
        total,
        department,
    })
}

impl Period {
    /// A number of documents, or one that comes from documents.
    pub fn of_documents<T>(period: Option<&Self>, of: impl Fn(&Row) -> T) -> Option<T> {
        period.filter(|period| period.documents).map(|period| of(&period.row))
    }

    /// A number of sittings, or one that comes from sittings.
    pub fn of_sittings<T>(period: Option<&Self>, of: impl Fn(&Row) -> T) -> Option<T> {
        period.filter(|period| period.sittings).map(|period| of(&period.row))
    }
}

/// The canonical name of a department the ledger knows.
fn resolve(name: &str, ground: &Ground, config: &Config) -> Result<String, String> {
    let full = config.organs.canonical(name.trim());
    let known: BTreeSet<&String> =
        ground.totals.iter().filter_map(|tallied| tallied.row.department.as_ref()).collect();
    if known.contains(&full) {
        return Ok(full);
    }
    let near: Vec<_> = known.iter().filter(|known| known.contains(name.trim())).collect();
    if let [one] = near.as_slice() {
        return Ok((***one).clone());
    }
    let all: Vec<_> = known.iter().map(|name| name.as_str()).collect();
    Err(format!("台账中没有“{name}”的记录；有记录的单位：{}", all.join("、")))
}

fn line(
    from: (&[&Tallied], &Recorded),
    sittings: &BTreeMap<&str, &Sitting>,
    month: Month,
    config: &Config,
) -> Line {
    let own = from.0;
    let now = period(from, |at| at == month);
    let grade = own.iter().filter_map(|it| it.grade.as_ref()).find(|it| it.month == month.key());
    Line {
        before: period(from, |at| at == month.previous()),
        ago: period(from, |at| at == month.year_ago()),
        year: period(from, |at| month.ends_year_of(at)),
        last_year: period(from, |at| month.year_ago().ends_year_of(at)),
        cost: Period::of_sittings(now.as_ref(), |row| cost::of(row, sittings, config)),
        score: grade.map(|grade| grade.score),
        quota: None,
        now,
        department: own.first().and_then(|it| it.row.department.clone()),
    }
}

/// The sum of the rows of a period; none where the ledger has neither document nor sitting of it.
fn period(from: (&[&Tallied], &Recorded), within: impl Fn(Month) -> bool) -> Option<Period> {
    let (rows, recorded) = from;
    let dated = |row: &Row| row.month.as_deref().and_then(Month::parse).is_some_and(&within);
    let mut period: Option<Period> = None;
    for row in rows.iter().map(|tallied| &tallied.row).filter(|row| dated(row)) {
        if row.documents.total() > 0 || row.meetings > 0 || row.joint > 0 {
            period.get_or_insert_default().row.absorb(row);
        }
    }
    let mut period = period?;
    period.documents = recorded.documents.iter().any(|month| within(*month));
    period.sittings = recorded.sittings.iter().any(|month| within(*month));
    Some(period)
}

fn total(lines: &[Line], from: (&[&Tallied], &Recorded), month: Month) -> Line {
    let mut cost: Option<Cost> = None;
    for own in lines.iter().filter_map(|line| line.cost.as_ref()) {
        cost.get_or_insert_default().add(own);
    }
    Line {
        now: period(from, |at| at == month),
        before: period(from, |at| at == month.previous()),
        ago: period(from, |at| at == month.year_ago()),
        year: period(from, |at| month.ends_year_of(at)),
        last_year: period(from, |at| month.year_ago().ends_year_of(at)),
        cost,
        ..Line::default()
    }
}

fn trend(rows: &[&Tallied], recorded: &Recorded, month: Month) -> Vec<(Month, Option<Period>)> {
    month.year_so_far().map(|at| (at, period((rows, recorded), |own| own == at))).collect()
}

fn undated(rows: &[&Tallied]) -> (usize, usize) {
    let rows = rows.iter().map(|tallied| &tallied.row).filter(|row| row.month.is_none());
    rows.fold((0, 0), |(documents, meetings), row| {
        (documents + row.documents.total(), meetings + row.meetings)
    })
}

fn grades(
    rows: &[&Tallied],
    from: (&Ground, &BTreeMap<&str, &Sitting>),
    month: Month,
) -> Vec<Traced> {
    let own = rows.iter().filter_map(|tallied| tallied.grade.as_ref());
    let own = own.filter(|grade| grade.month == month.key());
    own.map(|grade| {
        let causes = grade.deductions.iter().flat_map(|deduction| &deduction.because);
        let names = causes.map(|cause| (cause.subject.clone(), name(&cause.subject, from)));
        Traced { names: names.collect(), grade: grade.clone() }
    })
    .collect()
}

/// What a reader calls a document or a sitting.
fn name(subject: &str, named: (&Ground, &BTreeMap<&str, &Sitting>)) -> String {
    let (ground, sittings) = named;
    if let Some(sitting) = sittings.get(subject) {
        let day = sitting.date.map(|date| date.strftime("%-m月%-d日").to_string());
        return format!("{}“{}”", day.unwrap_or_default(), sitting.title);
    }
    let titled = ground.titles.get(subject);
    let title = titled.and_then(|it| it.title.as_ref()).map(|title| format!("《{title}》"));
    let number = titled.and_then(|it| it.number.as_ref()).map(|it| format!("（{it}）"));
    match title {
        Some(title) => title + &number.unwrap_or_default(),
        None => subject.to_owned(),
    }
}
