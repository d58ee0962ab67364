//! Every example of every rule page: under 命中 the marked words are flagged by that rule and nothing else is; under 放行
//! the rule stays silent.

use jianfu::rules::{ALL, Rule, page};

use crate::office;

#[test]
fn pages_hit_what_they_mark() {
    run("命中");
}

#[test]
fn pages_allow_what_they_say() {
    run("放行");
}

#[test]
fn pages_are_complete() {
    for rule in ALL {
        assert!(
            rule.page.starts_with(&format!("# {} {}\n", rule.code, rule.title)),
            "{}: first line",
            rule.code
        );
        for heading in ["说明", "依据", "命中", "放行", "改法"] {
            assert!(
                !page::section(rule.page, heading).is_empty(),
                "{}: section {heading}",
                rule.code
            );
        }
        for heading in ["命中", "放行"] {
            let count = page::examples(rule.page, heading).len();
            assert!(count >= 3, "{}: {heading} has {count} examples, want 3", rule.code);
        }
    }
}

fn run(heading: &str) {
    let config = office::config();
    let mut wrong = Vec::new();
    for rule in ALL {
        for (number, example) in page::examples(rule.page, heading).into_iter().enumerate() {
            if let Err(why) = try_example(rule, &example, &config) {
                wrong.push(format!("{} {heading} {}: {why}", rule.code, number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn try_example(
    rule: &Rule,
    example: &page::Example,
    config: &jianfu::config::Config,
) -> Result<(), String> {
    let desk = office::desk(&example.texts, config);
    let got: Vec<_> = desk.findings.iter().filter(|finding| finding.rule == rule.code).collect();
    let mut rest: Vec<String> = got.iter().map(|finding| finding.text.clone()).collect();
    for mark in &example.marks {
        // Personal numbers are flagged as every output shows them: masked.
        match rest.iter().position(|text| text == mark || *text == jianfu::privacy::mask(mark)) {
            Some(at) => drop(rest.remove(at)),
            None => return Err(format!("“{mark}” was not flagged; flagged: {rest:?}")),
        }
    }
    match (example.whole, rest.is_empty()) {
        (true, true) => Err("nothing was flagged".to_owned()),
        (false, false) => Err(format!("flagged too much: {rest:?}")),
        _ => Ok(()),
    }
}
