//! A year's meeting ledger of 1,000, 10,000 and 100,000 rows: grouping the rows into sittings and laying them side by side by the
//! meeting rules, and how fast the time grows with the rows. The place grows with the ledger, some fifty meetings an organ and year.
//!
//! `cargo bench --bench sittings` prints the growth exponents first (n log n is 1.1 to 1.2 in this range), then what criterion measures.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jianfu::config::Config;
use jianfu::corpus::{Corpus, sittings};
use jianfu::register::{Kind, Register, Row};
use jianfu::rules;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

const FIELDS: [&str; 16] = [
    "教育",
    "财政",
    "水利",
    "农业农村",
    "交通运输",
    "住房和城乡建设",
    "应急管理",
    "林业",
    "商务",
    "民政",
    "自然资源",
    "体育",
    "统计",
    "审计",
    "信访",
    "医疗保障",
];
const THINGS: [&str; 32] = [
    "公共停车场",
    "古树名木",
    "危险货物运输",
    "畜禽粪肥",
    "电子票据",
    "学生溺水",
    "校车运营",
    "水库除险",
    "渡口渡船",
    "烟花爆竹",
    "零工市场",
    "技能等级",
    "养老服务",
    "家政服务",
    "自建房",
    "燃气管网",
    "河道清淤",
    "危险化学品",
    "游泳馆",
    "加油站",
    "艺术展演",
    "抗旱保供",
    "招商签约",
    "供水管网",
    "食品抽检",
    "路灯改造",
    "土地复垦",
    "森林防火",
    "黑臭水体",
    "老旧小区",
    "电梯加装",
    "农机购置",
];
const WORK: [&str; 10] =
    ["整治", "建设", "安全", "管理", "保护", "监管", "治理", "推广", "排查", "提升"];
const SHAPES: [&str; 8] =
    ["工作会议", "推进会", "调度会", "部署会", "座谈会", "现场会", "培训会", "专题会"];

/// A sequence of numbers that is the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// Counties of a place that holds `rows` meetings a year.
fn counties(rows: usize) -> Vec<String> {
    let signs: Vec<char> = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉".chars().collect();
    let name = |at: usize| format!("{}{}县", signs[at % 20], signs[at / 20 % 20]);
    (0..rows / 50 / FIELDS.len()).map(name).collect()
}

fn config(rows: usize) -> Config {
    let counties: Vec<String> = counties(rows).iter().map(|name| format!("\"{name}\"")).collect();
    let text = format!(
        "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\ncounties = [{}]",
        counties.join(", ")
    );
    Config::parse(&text, None).expect("a right configuration")
}

fn ledger(rows: usize) -> Register {
    let places: Vec<String> = std::iter::once("市".to_owned()).chain(counties(rows)).collect();
    let mut dice = Dice(7);
    let rows = (1..=rows).map(|number| Row { number, cells: cells(&mut dice, &places).into() });
    Register {
        source: "会议台账.csv".to_owned(),
        sha256: String::new(),
        kind: Kind::Meetings,
        others: Vec::new(),
        rows: rows.collect(),
    }
}

fn cells(dice: &mut Dice, places: &[String]) -> [(String, String); 7] {
    let place = &places[dice.below(places.len())];
    let organ = format!("{place}{}局", dice.of(&FIELDS));
    let name = format!("{}{}{}", dice.of(&THINGS), dice.of(&WORK), dice.of(&SHAPES));
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    let (hour, minute) = (8 + dice.below(10), 10 * dice.below(6));
    let lower = if place == "市" { "县（区）" } else { "乡镇" };
    let scope: Vec<String> =
        (0..=dice.below(4)).map(|_| format!("{lower}{}", dice.of(&FIELDS))).collect();
    [
        ("会议名称", name),
        ("召开时间", format!("2026-{month:02}-{day:02} {hour:02}:{minute:02}")),
        ("地点", format!("{}楼", dice.of(&FIELDS))),
        ("主办单位", organ),
        ("参会范围", scope.join("、")),
        ("人数", (10 + dice.below(90)).to_string()),
        ("时长(小时)", format!("{}.5", dice.below(3))),
    ]
    .map(|(column, cell)| (column.to_owned(), cell))
}

/// The register joined into sittings, ready for the rules.
fn joined(register: &Register, config: &Config) -> Corpus {
    let registers = vec![register.clone()];
    Corpus { sittings: sittings::join(&[], &registers, config), registers, ..Corpus::default() }
}

fn group(criterion: &mut Criterion) {
    let made: Vec<(Register, Config)> =
        SIZES.iter().map(|&rows| (ledger(rows), config(rows))).collect();
    print_growth(&made);
    let mut group = criterion.benchmark_group("sittings");
    group.sample_size(10);
    for ((register, config), rows) in made.iter().zip(SIZES) {
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_function(BenchmarkId::new("join", rows), |bencher| {
            bencher.iter(|| sittings::join(&[], std::slice::from_ref(register), config).len());
        });
        let corpus = joined(register, config);
        group.bench_function(BenchmarkId::new("rules", rows), |bencher| {
            bencher.iter(|| rules::compare(black_box(&corpus), config).0.len());
        });
    }
    group.finish();
}

#[expect(clippy::print_stdout, reason = "criterion has no place for a figure of its own")]
fn print_growth(made: &[(Register, Config)]) {
    let mut before: Option<[Duration; 2]> = None;
    for ((register, config), rows) in made.iter().zip(SIZES) {
        let corpus = joined(register, config);
        let now = [
            fastest(|| sittings::join(&[], std::slice::from_ref(register), config).len()),
            fastest(|| rules::compare(&corpus, config).0.len()),
        ];
        println!(
            "{rows} rows: join {:.1?}, rules {:.1?}, together {:.1?}",
            now[0],
            now[1],
            now[0] + now[1]
        );
        if let Some(before) = before {
            // Each size is ten times the one before: the exponent is the logarithm to the base ten.
            let exponent = |now: Duration, before: Duration| {
                (now.as_secs_f64() / before.as_secs_f64()).log10()
            };
            println!(
                "  growth exponent: join {:.2}, rules {:.2}, together {:.2}",
                exponent(now[0], before[0]),
                exponent(now[1], before[1]),
                exponent(now[0] + now[1], before[0] + before[1])
            );
        }
        before = Some(now);
    }
}

fn fastest(run: impl Fn() -> usize) -> Duration {
    let once = || {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

criterion_group!(benches, group);
criterion_main!(benches);
