//! An invented city's papers, month by month: as many as asked for, the same every time.

use jianfu::corpus::Corpus;
use jianfu::corpus::sittings::{Sitting, SittingClass, Status};
use jianfu::document::{Class, Elements, Format, Level, Span};
use jianfu::facts::fingerprint::Fingerprint;
use jianfu::facts::meeting::Form;
use jianfu::facts::metrics::Metrics;
use jianfu::facts::requests::{Matter, Request};
use jianfu::facts::roles::{Judged, Part, Role};
use jianfu::facts::{Quote, Reading};
use jianfu::finding::{Confidence, Finding, Group, Severity, State};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Two whole years, so that every comparison of a report has its other side.
pub(crate) const MONTHS: usize = 24;
/// Offices that issue documents.
const OFFICES: usize = 120;
/// Sentences of a document, and samples of its fingerprint: those of one of 1500 characters.
const SENTENCES: usize = 40;
const SAMPLES: u64 = 250;

/// The papers of one month.
pub(crate) struct Month {
    pub(crate) readings: Vec<Reading>,
    pub(crate) findings: Vec<Vec<Finding>>,
}

/// The papers of the `at`-th month of a city with `documents` in all.
pub(crate) fn month(at: usize, documents: usize) -> Month {
    let numbers = (documents * at / MONTHS)..(documents * (at + 1) / MONTHS);
    let readings: Vec<_> = numbers.map(|number| reading(number, at)).collect();
    let findings = readings.iter().enumerate().map(|(n, it)| findings(it, n)).collect();
    Month { readings, findings }
}

/// The first day of a month.
fn first(at: usize) -> Date {
    date(2025, 1, 1).saturating_add((at as i32).months())
}

/// What a report is put together from: the month's documents without what no total needs, its sittings and groups.
pub(crate) fn corpus(month: &Month, at: usize) -> (Corpus, Vec<Group>) {
    let light = |reading: &Reading| Reading {
        sentences: Vec::new(),
        fingerprint: Fingerprint::default(),
        ..reading.clone()
    };
    let count = month.readings.len() / 50;
    let sittings: Vec<_> = (0..count).map(|number| sitting(number, at)).collect();
    let pairs = sittings.chunks_exact(2).step_by(10);
    let groups = pairs.map(|pair| Group {
        rule: "M502".to_owned(),
        members: pair.iter().map(|sitting| sitting.id.clone()).collect(),
        reason: "同一单位当日两次会议，参会人员相同".to_owned(),
        person_hours: Some(30.0),
        range: None,
        plan: Vec::new(),
    });
    let groups = groups.collect();
    let readings = month.readings.iter().map(light).collect();
    (Corpus { readings, sittings, ..Corpus::default() }, groups)
}

fn office(number: usize) -> String {
    let place = ["澜溪市", "望桥区", "青禾县", "石坞县", "柳渡镇", "松岭乡"][number % 6];
    format!("{place}第{}办公室", number / 6 + 1)
}

fn reading(number: usize, at: usize) -> Reading {
    let office_number = number * 7919 % OFFICES;
    let class = match number % 10 {
        0..6 => Class::InScope,
        6..8 => Class::OffScope,
        8 => Class::MeetingNotice,
        _ => Class::Upward,
    };
    let day = first(at).saturating_add(((number % 28) as i32).days());
    let request = || Request {
        quote: quote("请于每月5日前报送工作进展情况。"),
        due: None,
        hours_tenths: None,
        period: None,
        exempt: false,
        matter: Matter::Progress,
    };
    Reading {
        source: format!("文件/{}/{number:07}.docx", day.strftime("%Y-%m")),
        format: Format::Docx,
        sha256: format!("{number:064x}"),
        elements: Elements {
            issuers: vec![office(office_number)],
            number: Some(format!("澜发〔{}〕{number}号", day.year())),
            title: Some(format!("关于做好第{number}项重点工作的通知")),
            kind: Some("通知".to_owned()),
            recipients: vec![office(number % OFFICES), office(number * 31 % OFFICES)],
            date: Some(day),
            level: Some(Level::City),
            ..Elements::default()
        },
        department: Some(office(office_number)),
        class,
        metrics: Metrics {
            chars: 800 + number % 1400,
            pages: 2 + (number % 4) as u32,
            sentences: SENTENCES,
            ..Metrics::default()
        },
        sentences: (0..SENTENCES).map(judged).collect(),
        fingerprint: Fingerprint(samples(number)),
        citations: Vec::new(),
        demands: Vec::new(),
        requests: (0..number % 3).map(|_| request()).collect(),
        tasks: Vec::new(),
        forms: Vec::new(),
        filing: None,
        meeting: None,
        warnings: Vec::new(),
    }
}

fn judged(block: usize) -> Judged {
    let role = if block.is_multiple_of(5) { Role::Empty } else { Role::Substantive };
    let span = Span { block, start: 0, end: 38 };
    Judged { span, role, part: Part::Body, why: None }
}

/// Ascending, and of other documents other ones.
fn samples(number: usize) -> Vec<u32> {
    let mut samples: Vec<u32> = (0..SAMPLES)
        .map(|n| ((number as u64 * SAMPLES + n).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32)
        .collect();
    samples.sort_unstable();
    samples.dedup();
    samples
}

fn quote(text: &str) -> Quote {
    Quote { span: Span { block: 9, start: 0, end: text.chars().count() }, text: text.to_owned() }
}

/// One document in three has something to answer for; one in nine an error.
fn findings(reading: &Reading, number: usize) -> Vec<Finding> {
    let (rule, severity, message) = match number % 9 {
        0 => ("E801", Severity::Error, "发文字号写法不合规范"),
        3 => ("W103", Severity::Warning, "开头铺垫过长"),
        6 => ("R602", Severity::Warning, "要求报送材料"),
        _ => return Vec::new(),
    };
    vec![Finding {
        subject: reading.source.clone(),
        rule: rule.to_owned(),
        severity,
        confidence: Confidence::High,
        message: message.to_owned(),
        span: Span { block: 3, start: 0, end: 12 },
        text: "为深入贯彻落实有关要求".to_owned(),
        line: "为深入贯彻落实有关要求，切实做好各项工作，现就有关事项通知如下。".to_owned(),
        line_start: 0,
        page: Some(1),
        basis: "《党政机关公文处理工作条例》第十九条：公文起草应当内容简洁，主题突出。".to_owned(),
        advice: "删去铺垫，开门见山写明事项。".to_owned(),
        evidence: Vec::new(),
        details: std::collections::BTreeMap::new(),
        state: State::New,
        exemption: None,
    }]
}

fn sitting(number: usize, at: usize) -> Sitting {
    let date = first(at).saturating_add(((number % 28) as i32).days());
    Sitting {
        id: format!("{at:02}-{number:06}"),
        title: format!("第{number}项重点工作推进会"),
        matter: "重点工作".to_owned(),
        organizer: Some(office(number % OFFICES)),
        date: Some(date),
        start: None,
        minutes: (!number.is_multiple_of(7)).then_some(90),
        people: Some(20 + (number % 60) as u32),
        form: Form::InPerson,
        reach: Some(Level::County),
        level: Level::City,
        class: SittingClass::Special,
        status: Status::Held,
        sources: vec![format!("会议台账.csv#{}", at * 10_000 + number)],
        mentions: Vec::new(),
        reasons: Vec::new(),
    }
}
