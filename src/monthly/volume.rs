//! Control numbers, 只减不增 and the share of classified documents (V001–V003). Where last year's records are not whole nothing is concluded from them.

use std::collections::BTreeMap;

use super::{Line, Month, Period, Recorded};
use crate::config::Config;
use crate::document::{Class, Level};
use crate::register::{Kind, Register};
use crate::totals::Documents;

/// A remark on one department's volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// V001 超控制数, V002 口径外增长, V003 涉密占比异常.
    pub rule: &'static str,
    /// Canonical name.
    pub department: String,
    /// What is wrong, with the numbers.
    pub message: String,
}

/// Which months the ledger has documents of.
pub(super) struct Coverage {
    /// Every month of the year so far.
    year: bool,
    /// Every one of the same months last year.
    last_year: bool,
}

impl Coverage {
    pub(super) fn of(recorded: &Recorded, month: Month) -> Self {
        let whole = |month: Month| month.year_so_far().all(|at| recorded.documents.contains(&at));
        Self { year: whole(month), last_year: whole(month.year_ago()) }
    }
}

/// Yearly control numbers: those of the configuration, else of the registers.
pub fn quotas(config: &Config, registers: &[Register]) -> BTreeMap<String, u32> {
    let mut quotas = config.quota.clone();
    for register in registers.iter().filter(|register| register.kind == Kind::Quota) {
        for row in &register.rows {
            let number = row.cell("年度控制数").and_then(|cell| cell.parse().ok());
            if let (Some(name), Some(number)) = (row.cell("部门"), number) {
                quotas.entry(config.organs.canonical(name)).or_insert(number);
            }
        }
    }
    quotas
}

/// What there is to say, in order of department. An organ above our own is not ours to judge.
pub(super) fn notes(lines: &[Line], coverage: &Coverage, config: &Config) -> Vec<Note> {
    let own = config.organs.jurisdiction().level.unwrap_or(Level::City);
    let mut notes = Vec::new();
    for line in lines {
        let Some(department) = &line.department else { continue };
        if config.organs.level(department).is_some_and(|level| level < own) {
            continue;
        }
        let said = [
            over_quota(line),
            over_last_year(line, coverage),
            shifted(line, coverage),
            sealed(line, coverage, config),
        ];
        notes.extend(said.into_iter().flatten().map(|(rule, message)| Note {
            rule,
            department: department.clone(),
            message,
        }));
    }
    notes
}

/// A department's documents of a period; none where the ledger has none of it: then nothing is concluded.
fn issued(period: Option<&Period>) -> Option<&Documents> {
    let documents = &period?.row.documents;
    (documents.total() > 0).then_some(documents)
}

fn over_quota(line: &Line) -> Option<(&'static str, String)> {
    let (issued, quota) = (issued(line.year.as_ref())?.in_scope(), line.quota? as usize);
    (issued > quota).then(|| {
        let over = issued - quota;
        ("V001", format!("本年累计口径内{issued}件，超过年度控制数{quota}件，超{over}件"))
    })
}

fn over_last_year(line: &Line, coverage: &Coverage) -> Option<(&'static str, String)> {
    let now = issued(line.year.as_ref())?.in_scope();
    let before = issued(line.last_year.as_ref()).filter(|_| coverage.last_year)?.in_scope();
    (now > before).then(|| {
        let more = now - before;
        let message = format!(
            "本年累计口径内{now}件，上年同期{before}件，增加{more}件，不符合“只减不增”；请先核对上年同期是否已全部录入"
        );
        ("V001", message)
    })
}

fn shifted(line: &Line, coverage: &Coverage) -> Option<(&'static str, String)> {
    let whole = coverage.year && coverage.last_year;
    let now = issued(line.year.as_ref()).filter(|_| whole)?;
    let before = issued(line.last_year.as_ref())?;
    (now.in_scope() < before.in_scope() && now.off_scope() > before.off_scope()).then(|| {
        let fewer = before.in_scope() - now.in_scope();
        let more = now.off_scope() - before.off_scope();
        let message = format!(
            "与上年同期相比口径内减少{fewer}件，口径外增加{more}件，请核实是否把应编号的文件改为便函、提示等印发"
        );
        ("V002", message)
    })
}

/// Only registers entered by hand name the office behind a classified document. Where last year's have none, they may not have been
/// kept: then nothing is concluded.
fn sealed(line: &Line, coverage: &Coverage, config: &Config) -> Option<(&'static str, String)> {
    let whole = coverage.year && coverage.last_year;
    let now = issued(line.year.as_ref()).filter(|_| whole)?;
    let before = issued(line.last_year.as_ref())?;
    let count = |documents: &Documents| documents.of(Class::Classified);
    let share = |documents: &Documents| count(documents) as f64 / documents.total() as f64;
    let jump = share(now) - share(before);
    let kept = count(before) > 0 && count(now) as f64 >= config.limit("classified_least");
    (kept && jump >= config.limit("classified_jump")).then(|| {
        let percent = |share: f64| format!("{:.1}", share * 100.0);
        let message = format!(
            "按发文登记，涉密文件本年累计{}件、占{}%，上年同期{}件、占{}%，占比上升{}个百分点，请核实定密是否准确、登记是否完整",
            count(now),
            percent(share(now)),
            count(before),
            percent(share(before)),
            percent(jump)
        );
        ("V003", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::totals::Row;

    fn row(inside: usize, outside: usize) -> Period {
        let counts = BTreeMap::from([(Class::InScope, inside), (Class::OffScope, outside)]);
        let row = Row { documents: Documents(counts), ..Row::default() };
        Period { row, documents: true, sittings: true }
    }

    fn check(
        year: Option<Period>,
        last_year: Option<Period>,
        quota: Option<u32>,
        whole: bool,
        expect: &[&str],
    ) {
        let department = Some("澜溪市水利局".to_owned());
        let line = Line { department, year, last_year, quota, ..Line::default() };
        let coverage = Coverage { year: whole, last_year: whole };
        let notes = notes(&[line], &coverage, &Config::default());
        assert_eq!(notes.iter().map(|note| note.rule).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn volume_is_held_against_quota_and_last_year() {
        check(Some(row(5, 0)), None, Some(4), true, &["V001"]);
        check(Some(row(4, 0)), None, Some(4), true, &[]);
        check(Some(row(5, 0)), Some(row(4, 0)), None, true, &["V001"]);
        check(Some(row(3, 4)), Some(row(4, 3)), None, true, &["V002"]);
        check(Some(row(3, 3)), Some(row(4, 3)), None, true, &[]);
    }

    #[test]
    fn a_jump_in_the_share_of_classified_documents_is_said() {
        let sealed = |sealed, open| {
            let mut period = row(open, 0);
            period.row.documents.0.insert(Class::Classified, sealed);
            Some(period)
        };
        let config = Config::parse("", None).unwrap();
        let check = |year, last_year, whole: bool, expect: &[&str]| {
            let department = Some("澜溪市水利局".to_owned());
            let line = Line { department, year, last_year, ..Line::default() };
            let coverage = Coverage { year: whole, last_year: whole };
            let notes = notes(&[line], &coverage, &config);
            assert_eq!(notes.iter().map(|note| note.rule).collect::<Vec<_>>(), expect);
        };
        check(sealed(8, 32), sealed(2, 38), true, &["V003"]);
        check(sealed(5, 35), sealed(2, 38), true, &[]);
        check(sealed(4, 4), sealed(2, 38), true, &[]);
        check(sealed(8, 32), sealed(0, 38), true, &[]);
        check(sealed(8, 32), sealed(2, 38), false, &[]);
        check(sealed(8, 32), None, true, &[]);
    }

    #[test]
    fn nothing_is_concluded_from_missing_records() {
        check(Some(row(5, 0)), Some(row(1, 0)), None, false, &[]);
        check(Some(row(3, 4)), Some(row(4, 3)), None, false, &[]);
        check(Some(row(5, 0)), None, None, true, &[]);
        check(Some(row(5, 0)), Some(row(0, 0)), None, true, &[]);
        check(None, Some(row(4, 0)), None, true, &[]);
    }
}
