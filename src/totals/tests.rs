//! Tests of the totals: each definition once by example, then what must hold for any corpus.

use proptest::prelude::*;

use super::*;
use crate::corpus::sittings::SittingClass;
use crate::facts::Quote;
use crate::facts::meeting::Form;
use crate::finding::Group;
use crate::ledger::tests::{finding, reading};
use crate::register::{self, Kind, Register};

pub(crate) fn document(source: &str, change: impl FnOnce(&mut Reading)) -> Reading {
    let mut made = reading(source);
    made.elements.number = Some(format!("澜水发〔2026〕{source}号"));
    change(&mut made);
    made
}

pub(crate) fn sitting(id: &str, organizer: &str, date: &str, status: Status) -> Sitting {
    Sitting {
        id: id.to_owned(),
        title: "防汛会商会".to_owned(),
        matter: "防汛会商".to_owned(),
        organizer: Some(organizer.to_owned()),
        level: crate::document::Level::City,
        date: date.parse().ok(),
        start: None,
        minutes: Some(90),
        people: Some(40),
        form: Form::InPerson,
        reach: None,
        class: SittingClass::Special,
        status,
        sources: vec!["会议台账.csv#1".to_owned()],
        mentions: Vec::new(),
        reasons: Vec::new(),
    }
}

pub(crate) fn corpus(readings: Vec<Reading>, sittings: Vec<Sitting>) -> Corpus {
    Corpus { readings, sittings, ..Corpus::default() }
}

fn config() -> Config {
    let text = "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\ncounties = [\"望桥区\", \"青禾县\"]\n[organs]\n\"市水利局\" = \"澜溪市水利局\"\n\"市应急局\" = \"澜溪市应急管理局\"";
    Config::parse(text, None).unwrap()
}

fn register(source: &str, kind: Kind, rows: &[&[(&str, &str)]]) -> Register {
    let row = |(at, cells): (usize, &&[(&str, &str)])| register::Row {
        number: at + 1,
        cells: cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect(),
    };
    let rows = rows.iter().enumerate().map(row).collect();
    Register { source: source.to_owned(), sha256: String::new(), kind, rows, others: Vec::new() }
}

fn request(exempt: bool, matter: Matter) -> Request {
    let quote = Quote { span: crate::document::Span::default(), text: "请报送".to_owned() };
    Request { quote, due: None, hours_tenths: None, period: None, exempt, matter }
}

/// The row of 澜溪市水利局 in March, or of nobody.
fn row(rows: &[Row], department: Option<&str>, month: Option<&str>) -> Row {
    rows.iter()
        .find(|row| row.department.as_deref() == department && row.month.as_deref() == month)
        .cloned()
        .unwrap_or_default()
}

const OURS: Option<&str> = Some("澜溪市水利局");
const MARCH: Option<&str> = Some("2026-03");

#[test]
fn documents_are_counted_by_class_and_month() {
    let readings = vec![
        document("1", |_| {}),
        document("2", |it| it.class = Class::OffScope),
        document("3", |it| it.class = Class::Upward),
        document("4", |it| it.elements.date = "2026-04-01".parse().ok()),
        document("5", |it| it.elements.date = None),
        document("6", |it| it.department = None),
        document("7", |it| {
            it.requests = vec![
                request(false, Matter::Progress),
                request(true, Matter::Progress),
                request(false, Matter::Attendance),
            ];
        }),
    ];
    let rows = tally(&corpus(readings, Vec::new()), &[], &config());
    let march = row(&rows, OURS, MARCH);
    assert_eq!(
        (march.documents.in_scope(), march.documents.off_scope(), march.documents.total()),
        (2, 1, 4)
    );
    assert_eq!((march.chars, march.pages, march.report_requests), (4800, 12, 1));
    assert_eq!(march.sources, ["1", "2", "3", "7"].map(str::to_owned).into());
    assert_eq!(row(&rows, OURS, Some("2026-04")).documents.total(), 1);
    assert_eq!(row(&rows, OURS, None).documents.total(), 1);
    assert_eq!(row(&rows, None, MARCH).documents.total(), 1);
    assert_eq!(sum(&rows).documents.total(), 7);
}

#[test]
fn a_joint_document_counts_for_its_lead() {
    let issuers = ["澜溪市水利局", "市应急局", "市水利局"].map(str::to_owned).to_vec();
    let rows = tally(
        &corpus(vec![document("1", |it| it.elements.issuers = issuers)], Vec::new()),
        &[],
        &config(),
    );
    let (lead, partner) = (row(&rows, OURS, MARCH), row(&rows, Some("澜溪市应急管理局"), MARCH));
    assert_eq!((lead.documents.total(), lead.joint), (1, 0));
    assert_eq!((partner.documents.total(), partner.joint, partner.chars), (0, 1, 0));
    assert_eq!(rows.len(), 2);
}

#[test]
fn a_copy_counts_once_and_a_comparison_never() {
    let bytes = "00".repeat(32);
    let same = |it: &mut Reading| {
        it.elements.number = None;
        it.sha256.clone_from(&bytes);
    };
    let number =
        |text: &'static str| move |it: &mut Reading| it.elements.number = Some(text.to_owned());
    let mut corpus = corpus(
        vec![
            document("a", number("澜水发〔2026〕3号")),
            document("b", number("澜水发[2026] 3号")),
            document("c", same),
            document("d", same),
            document("e", |_| {}),
            document("f", |it| it.elements.title = Some("关于清淤的通知".to_owned())),
        ],
        Vec::new(),
    );
    corpus.against = vec!["e".to_owned()];
    let rows = tally(&corpus, &[finding("a"), finding("b"), finding("e")], &config());
    let march = row(&rows, OURS, MARCH);
    assert_eq!((march.documents.total(), march.copies, rows.len()), (3, 2, 1));
    assert_eq!(march.findings, BTreeMap::from([("W103".to_owned(), 1)]));
}

#[test]
fn classified_documents_stand_apart() {
    let sealed = document("密", |it| {
        it.class = Class::Classified;
        it.department = None;
        it.elements = crate::document::Elements::default();
    });
    let rows = tally(&corpus(vec![sealed], Vec::new()), &[], &config());
    assert_eq!(row(&rows, None, None).documents.of(Class::Classified), 1);
}

#[test]
fn meetings_count_in_the_month_they_were_held() {
    let mut unknown = sitting("4", "澜溪市水利局", "2026-03-20", Status::Held);
    unknown.people = None;
    let mut foreign = sitting("5", "岚川省水利厅", "2026-03-20", Status::Held);
    foreign.sources = vec!["省/通知.txt".to_owned()];
    let mut corpus = corpus(
        Vec::new(),
        vec![
            sitting("1", "澜溪市水利局", "2026-03-05", Status::Held),
            sitting("2", "澜溪市水利局", "2026-03-06", Status::Cancelled),
            sitting("3", "澜溪市水利局", "2026-04-02", Status::Rescheduled),
            unknown,
            foreign,
        ],
    );
    corpus.against = vec!["省/通知.txt".to_owned()];
    let rows = tally(&corpus, &[finding("1")], &config());
    let march = row(&rows, OURS, MARCH);
    assert_eq!((march.meetings, march.meeting_people, march.unmeasured), (2, 40, 1));
    assert!((march.person_hours() - 60.0).abs() < f64::EPSILON);
    assert_eq!(march.findings.len(), 1);
    assert_eq!(row(&rows, OURS, Some("2026-04")).meetings, 1);
    assert_eq!(rows.len(), 2);
}

#[test]
fn findings_of_nobody_and_findings_let_pass() {
    let mut passed = finding("1");
    passed.state = State::Exempt;
    let mut error = finding("1");
    error.rule = "E801".to_owned();
    error.severity = Severity::Error;
    let found = [passed, error.clone(), error, finding("收文登记.csv#3")];
    let rows = tally(&corpus(vec![document("1", |_| {})], Vec::new()), &found, &config());
    let march = row(&rows, OURS, MARCH);
    assert_eq!((march.findings.get("E801"), march.findings.get("W103")), (Some(&2), None));
    assert_eq!(march.faulty, 1);
    assert_eq!(row(&rows, None, None).findings.get("W103"), Some(&1));
}

#[test]
fn a_register_adds_only_what_was_not_read() {
    let mut corpus = corpus(
        vec![document("a", |it| it.elements.number = Some("澜水发〔2026〕3号".to_owned()))],
        Vec::new(),
    );
    let title = ("标题", "关于做好清淤工作的通知");
    let issuer = ("发文单位", "市水利局");
    let date = ("日期", "2026年3月9日");
    corpus.registers = vec![register(
        "发文登记.csv",
        Kind::Issued,
        &[
            &[("文号", "澜水发[2026]3号"), title, issuer, date],
            &[("文号", "澜水发〔2026〕9号"), title, issuer, date],
            &[("文号", "澜水发〔2026〕9号"), title, issuer, date],
            &[("标题", "关于做好防汛工作的通知"), issuer, date],
            &[issuer, date],
        ],
    )];
    let march = row(&tally(&corpus, &[], &config()), OURS, MARCH);
    assert_eq!((march.documents.in_scope(), march.documents.total(), march.chars), (2, 2, 1200));
    assert!(march.sources.contains("发文登记.csv#2"));
}

#[test]
fn the_receivers_side() {
    let addressed = |source: &str, issuer: &str, date: &str| {
        document(source, |it| {
            it.department = Some(issuer.to_owned());
            it.elements.recipients = vec!["各县（市、区）人民政府".to_owned()];
            it.elements.date = date.parse().ok();
            it.requests = vec![request(false, Matter::Progress)];
        })
    };
    let mut notice = sitting("s", "澜溪市水利局", "2026-04-02", Status::Held);
    notice.sources = vec!["1".to_owned()];
    let mut corpus = corpus(
        vec![
            addressed("1", "澜溪市水利局", "2026-03-31"),
            addressed("2", "澜溪市应急管理局", "2026-03-31"),
            addressed("3", "外地市水利局", "2026-03-31"),
        ],
        vec![notice],
    );
    corpus.registers = vec![register(
        "收文登记.csv",
        Kind::Received,
        &[
            &[
                ("收文单位", "青禾县人民政府"),
                ("文号", "澜水发〔2026〕1号"),
                ("收文日期", "2026-04-01"),
            ],
            &[
                ("收文单位", "青禾县人民政府"),
                ("标题", "关于清淤的通知"),
                ("收文日期", "2026-04-01"),
            ],
        ],
    )];
    let group = Group {
        rule: "F404".to_owned(),
        members: vec!["1".to_owned(), "2".to_owned()],
        ..Group::default()
    };
    let rows = receive(&corpus, &[group], &config());
    let got: Vec<_> = rows
        .iter()
        .map(|row| {
            let month = row.month.as_deref().unwrap_or_default();
            let numbers = (row.documents, row.duplicates, row.meetings, row.report_requests);
            (row.unit.as_str(), month, numbers)
        })
        .collect();
    assert_eq!(
        got,
        [
            ("各县（市、区）人民政府", "2026-03", (1, 0, 0, 1)),
            ("望桥区人民政府", "2026-03", (2, 1, 0, 2)),
            ("望桥区人民政府", "2026-04", (0, 0, 1, 0)),
            ("青禾县人民政府", "2026-03", (1, 0, 0, 1)),
            ("青禾县人民政府", "2026-04", (2, 1, 1, 1)),
        ]
    );
}

prop_compose! {
    /// A document of any class, department, day and number, with or without them.
    pub(crate) fn any_document()(
        department in 0..4_u8, month in 0..4_i8, class in 0..3_u8, number in 0..6_u8, chars in 0..5000_usize, findings in 0..4_usize,
    ) -> (Reading, usize) {
        let made = document("", |it| {
            it.department = (department > 0).then(|| format!("{department}局"));
            it.elements.date = Date::new(2026, month, 1).ok();
            it.class = [Class::InScope, Class::OffScope, Class::Reply][class as usize % 3];
            it.elements.number = (number > 0).then(|| format!("{number}号"));
            it.metrics.chars = chars;
        });
        (made, findings)
    }
}

/// Sources as the corpus keeps them, and the findings that go with them.
pub(crate) fn laid_out(drawn: Vec<(Reading, usize)>) -> (Vec<Reading>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut readings = Vec::new();
    for (at, (mut reading, count)) in drawn.into_iter().enumerate() {
        reading.source = format!("{at:03}.txt");
        reading.sha256 = format!("{at:064}");
        findings.extend((0..count).map(|_| finding(&reading.source)));
        readings.push(reading);
    }
    (readings, findings)
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_counted_twice(drawn in prop::collection::vec(any_document(), 0..20)) {
        let (readings, findings) = laid_out(drawn);
        let all = sum(&tally(&corpus(readings.clone(), Vec::new()), &findings, &config()));
        prop_assert_eq!(all.documents.total() + all.copies, readings.len());
        prop_assert_eq!(all.documents.total(), all.sources.len());
        let counted = readings.iter().filter(|it| all.sources.contains(&it.source));
        prop_assert_eq!(all.chars, counted.map(|it| it.metrics.chars).sum::<usize>());
        let weighing = findings.iter().filter(|it| all.sources.contains(&it.subject)).count();
        prop_assert_eq!(all.findings.values().sum::<usize>(), weighing);
    }

    #[test]
    fn order_changes_nothing(drawn in prop::collection::vec(any_document(), 0..12), turn in 0..12_usize) {
        let (mut readings, mut findings) = laid_out(drawn);
        let gather = |readings: &[Reading]| {
            crate::corpus::gather(readings.to_vec(), Vec::new(), crate::corpus::Beside::default(), &config(), &|_| None)
        };
        let before = tally(&gather(&readings), &findings, &config());
        let at = turn.min(readings.len());
        readings.rotate_left(at);
        findings.reverse();
        prop_assert_eq!(tally(&gather(&readings), &findings, &config()), before);
    }
}
