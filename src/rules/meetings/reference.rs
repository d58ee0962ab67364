//! What the index leaves out changes nothing: random small ledgers give the groups that comparing every pair gives.

use proptest::prelude::*;

use super::likeness::{Subject, common, same_matter as one_matter};
use super::mergeable::{Candidate, mergeable};
use super::{mergeable, relayed, same_matter};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::sittings::{self, Sitting};
use crate::facts::meeting::when::days_between;
use crate::register::{Kind, Register, Row};
use crate::rules::Context;

const THINGS: [&str; 8] = [
    "公共停车场建设",
    "停车场收费管理",
    "危险化学品安全",
    "加油站安全",
    "农机安全监管",
    "水库除险加固",
    "传达学习全省林草改革会议精神",
    "",
];
const SHAPES: [&str; 5] = ["工作会议", "推进会", "座谈会", "专题会议", "紧急会议"];
const SCALES: [&str; 4] = ["全省", "全市", "", "收看全省"];
const ORGANS: [&str; 6] =
    ["省应急管理厅", "市应急管理局", "市水利局", "市城市管理局", "望桥区水利局", ""];
const SCOPES: [&str; 5] =
    ["县（区）水利局、运输企业", "县（区）水利局", "运输企业、乡镇", "机关干部", ""];
const AGENDAS: [&str; 4] = [
    "",
    "研究公共停车场建设资金和收费管理办法；通报农机安全监管情况",
    "安排水库除险加固工程验收和公共停车场建设资金拨付",
    "传达全省会议精神",
];

fn config() -> Config {
    let text = "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\ncounties = [\"望桥区\", \"青禾县\"]";
    Config::parse(text, None).unwrap()
}

prop_compose! {
    fn any_row()(
        thing in 0..8_usize, shape in 0..5_usize, scale in 0..4_usize, organ in 0..6_usize, scope in 0..5_usize,
        agenda in 0..4_usize, day in 1..28_u8, hour in 0..3_u8,
    ) -> Vec<(&'static str, String)> {
        vec![
            ("会议名称", format!("{}{}{}", SCALES[scale], THINGS[thing], SHAPES[shape])),
            ("召开时间", if hour == 0 { format!("2026-03-{day:02}") } else { format!("2026-03-{day:02} 1{hour}:00") }),
            ("主办单位", ORGANS[organ].to_owned()),
            ("参会范围", SCOPES[scope].to_owned()),
            ("议题", AGENDAS[agenda].to_owned()),
            ("人数", (10 * (scope + 1)).to_string()),
        ]
    }
}

fn corpus(drawn: &[Vec<(&'static str, String)>], config: &Config) -> Corpus {
    // Two ledgers, so that rows of one meet rows of the other.
    let ledger = |name: &str, part: usize| Register {
        source: name.to_owned(),
        sha256: String::new(),
        kind: Kind::Meetings,
        others: Vec::new(),
        rows: drawn
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 3 / 2 == part)
            .map(|(at, cells)| Row {
                number: at + 1,
                cells: cells
                    .iter()
                    .filter(|(_, cell)| !cell.is_empty())
                    .map(|(column, cell)| ((*column).to_owned(), cell.clone()))
                    .collect(),
            })
            .collect(),
    };
    let registers = vec![ledger("甲.csv", 0), ledger("乙.csv", 1)];
    Corpus { sittings: sittings::join(&[], &registers, config), registers, ..Corpus::default() }
}

/// M501's groups with every earlier member compared.
fn every_pair<'s, 'a>(
    subjects: &'s [Subject<'a>],
    days: i64,
) -> Vec<(Vec<&'s Subject<'a>>, Vec<String>)> {
    let mut groups: Vec<(Vec<&Subject<'a>>, Vec<String>)> = Vec::new();
    for subject in subjects {
        let near = |other: &Subject<'_>| {
            let dates = other.sitting.date.zip(subject.sitting.date);
            dates.is_some_and(|(a, b)| days_between(a, b).abs() <= days)
        };
        let fit = groups.iter().enumerate().find_map(|(at, (members, _))| {
            let found = members.iter().find(|other| near(other) && one_matter(other, subject));
            found.map(|other| (at, common(other, subject)))
        });
        match fit {
            Some((at, words)) => {
                groups[at].0.push(subject);
                if groups[at].1.is_empty() {
                    groups[at].1 = words;
                }
            }
            None => groups.push((vec![subject], Vec::new())),
        }
    }
    groups.retain(|(members, _)| members.len() > 1);
    groups
}

/// M502's groups with every open group compared.
fn every_group<'c, 'a>(
    candidates: &'c [Candidate<'a>],
    ctx: &Context<'_>,
) -> Vec<Vec<&'c Candidate<'a>>> {
    let days = ctx.limit("mergeable_days") as i64;
    let mut groups: Vec<Vec<&Candidate<'_>>> = Vec::new();
    for candidate in candidates {
        let fits = |group: &&mut Vec<&Candidate<'_>>| {
            group.iter().all(|other| mergeable(ctx, other, candidate, days))
        };
        match groups.iter_mut().rev().find(fits) {
            Some(group) => group.push(candidate),
            None => groups.push(vec![candidate]),
        }
    }
    groups
}

fn ids(sittings: impl Iterator<Item = impl std::ops::Deref<Target = Sitting>>) -> Vec<String> {
    sittings.map(|sitting| sitting.id.clone()).collect()
}

proptest! {
    #[test]
    fn same_matter_groups_as_every_pair(drawn in prop::collection::vec(any_row(), 0..40), days in 3..40_i64) {
        let config = config();
        let corpus = corpus(&drawn, &config);
        for subjects in same_matter::by_organ(&corpus, &config).values() {
            let shown = |groups: Vec<(Vec<&Subject<'_>>, Vec<String>)>| -> Vec<_> {
                groups.into_iter().map(|(members, words)| (ids(members.iter().map(|it| it.sitting)), words)).collect()
            };
            prop_assert_eq!(shown(same_matter::groups(subjects, days)), shown(every_pair(subjects, days)));
        }
    }

    #[test]
    fn mergeable_groups_as_every_group(drawn in prop::collection::vec(any_row(), 0..60)) {
        let config = config();
        let corpus = corpus(&drawn, &config);
        let ctx = Context::new(&mergeable::RULE, &config);
        let candidates = mergeable::candidates(&corpus, &config);
        let shown = |groups: Vec<Vec<&Candidate<'_>>>| -> Vec<_> {
            groups.into_iter().map(|group| ids(group.iter().map(|it| it.subject.sitting))).collect()
        };
        prop_assert_eq!(shown(mergeable::groups(&candidates, &ctx)), shown(every_group(&candidates, &ctx)));
    }

    #[test]
    fn superiors_as_every_pair(drawn in prop::collection::vec(any_row(), 0..40)) {
        let config = config();
        let corpus = corpus(&drawn, &config);
        let ctx = Context::new(&relayed::RULE, &config);
        let mut superiors = relayed::Superiors::of(&corpus, &config);
        for own in super::held(&corpus, &config) {
            let found = superiors.repeated_by(own, &ctx).map(|upper| upper.id.clone());
            let every = superiors.every_repeated_by(own, &ctx).map(|upper| upper.id.clone());
            prop_assert_eq!(found, every);
        }
    }
}
