//! Tests of the score.

use proptest::prelude::*;

use super::*;
use crate::finding::State;
use crate::ledger::tests::finding;
use crate::totals::tally;
use crate::totals::tests::{any_document, corpus, document, laid_out, sitting};

fn config() -> Config {
    Config::parse("", None).unwrap()
}

fn graded(findings: &[Finding]) -> Grade {
    let held = sitting("s", "澜溪市水利局", "2026-03-05", crate::corpus::sittings::Status::Held);
    let corpus = corpus(vec![document("1", |_| {})], vec![held]);
    let rows = tally(&corpus, findings, &config());
    grade(&rows, findings, &config()).remove(0)
}

fn found(rule: &str, severity: Severity, subject: &str) -> Finding {
    Finding { rule: rule.to_owned(), severity, ..finding(subject) }
}

#[test]
fn each_deduction_names_what_it_rests_on() {
    let (error, warning) = (Severity::Error, Severity::Warning);
    let grade = graded(&[
        found("M501", error, "s"),
        found("C201", warning, "1"),
        found("C202", error, "1"),
        found("C202", error, "1"),
        found("W101", Severity::Info, "1"),
    ]);
    assert_eq!(grade.score, 9_300);
    let got: Vec<_> = grade
        .deductions
        .iter()
        .map(|it| (it.rule.as_str(), it.points, it.because.len(), it.because[0].subject.as_str()))
        .collect();
    assert_eq!(got, [("C201", 100, 1, "1"), ("C202", 400, 2, "1"), ("M501", 200, 1, "s")]);
}

#[test]
fn a_family_deducts_no_more_than_its_cap() {
    let mut many: Vec<_> = (0..8).map(|_| found("W103", Severity::Warning, "1")).collect();
    many.extend((0..8).map(|_| found("W104", Severity::Warning, "1")));
    let grade = graded(&many);
    assert_eq!(grade.score, 9_000);
    let got: Vec<_> = grade.deductions.iter().map(|it| (it.points, it.uncapped)).collect();
    assert_eq!(got, [(800, 800), (200, 800)]);
}

#[test]
fn what_does_not_count_costs_nothing() {
    let exempt = Finding { state: State::Exempt, ..found("E801", Severity::Error, "1") };
    let baseline = Finding { state: State::Baseline, ..found("E801", Severity::Error, "1") };
    let unsure = Finding { confidence: Confidence::Low, ..found("E801", Severity::Error, "1") };
    let elsewhere = found("E801", Severity::Error, "不在册.txt");
    let grade = graded(&[exempt, baseline, unsure, elsewhere]);
    assert_eq!((grade.score, grade.deductions.len()), (FULL, 0));
}

#[test]
fn what_bears_no_department_is_nobodys_score() {
    let readings =
        vec![document("1", |it| it.department = None), document("2", |it| it.elements.date = None)];
    let rows = tally(&corpus(readings, Vec::new()), &[], &config());
    assert_eq!(rows.len(), 2);
    assert!(grade(&rows, &[], &config()).is_empty());
}

#[test]
fn the_formula_prints_the_weights_in_force() {
    let config = Config::parse("[score.points]\nM501 = 5\n[score.cap]\nW = 7.5", None).unwrap();
    let text = formula(&config);
    for part in [
        "100分－扣分",
        "错误每条2分",
        "提醒每条1分",
        "M501每条5分",
        "文风（W）7.5分",
        "不对个人计分",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!([points(0), points(50), points(1234), points(205)], ["0", "0.5", "12.34", "2.05"]);
}

proptest! {
    #[test]
    fn a_score_is_full_less_its_deductions(drawn in prop::collection::vec(any_document(), 0..20), weight in 0..30_usize) {
        let (readings, mut findings) = laid_out(drawn);
        for (at, finding) in findings.iter_mut().enumerate() {
            finding.rule = format!("{}{}01", ['W', 'C', 'M', 'E'][at % 4], 1 + at % 3);
            finding.severity = Severity::Error;
        }
        let heavy: Vec<_> = findings.iter().flat_map(|it| vec![it.clone(); weight]).collect();
        let rows = tally(&corpus(readings, Vec::new()), &heavy, &config());
        for grade in grade(&rows, &heavy, &config()) {
            prop_assert!(grade.score <= FULL);
            let lost: u32 = grade.deductions.iter().map(|it| it.points).sum();
            prop_assert_eq!(grade.score, FULL - lost);
            for deduction in &grade.deductions {
                prop_assert!(deduction.points <= deduction.uncapped);
                prop_assert_eq!(deduction.uncapped, deduction.because.iter().map(|it| it.points).sum::<u32>());
                prop_assert!(!deduction.because.is_empty());
            }
        }
    }

    #[test]
    fn a_clean_document_changes_no_deduction(drawn in prop::collection::vec(any_document(), 1..12)) {
        let (mut readings, findings) = laid_out(drawn);
        let graded = |readings: &[crate::facts::Reading]| {
            let rows = tally(&corpus(readings.to_vec(), Vec::new()), &findings, &config());
            let deductions = |it: Grade| (!it.deductions.is_empty()).then_some((it.month, it.department, it.deductions));
            let mut all: Vec<_> = grade(&rows, &findings, &config()).into_iter().filter_map(deductions).collect();
            all.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
            all
        };
        let before = graded(&readings);
        readings.push(document("999.txt", |_| {}));
        prop_assert_eq!(graded(&readings), before);
    }

    #[test]
    fn the_order_of_findings_changes_nothing(drawn in prop::collection::vec(any_document(), 0..12)) {
        let (readings, mut findings) = laid_out(drawn);
        let rows = tally(&corpus(readings, Vec::new()), &findings, &config());
        let before = grade(&rows, &findings, &config());
        findings.reverse();
        prop_assert_eq!(grade(&rows, &findings, &config()), before);
    }
}
