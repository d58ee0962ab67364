//! Layers laid over one another, as an office writes them.

use std::io;

use super::*;

/// The first file is the office's own.
fn load(files: &[(&str, &str)]) -> Result<Config, String> {
    let read = |path: &Path| -> io::Result<String> {
        let found = files.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or(ErrorKind::NotFound.into())
    };
    let own = files.first().map(|(name, text)| (Path::new(*name), *text));
    Config::load(own, None, &read).map_err(|error| error.to_string())
}

const PROVINCE: &str = r#"layer = "省"
source = "岚川省精文减会办法"
[jurisdiction]
level = "province"
province = "岚川省"
[limits]
meeting_people = 250
no_meeting = ["friday"]
[rules.W107]
enabled = false
[organs]
"省数据局" = "岚川省数据局"
"#;
const CITY: &str = r#"layer = "市"
source = "澜溪市精文减会细则"
extends = "省.toml"
[jurisdiction]
level = "city"
city = "澜溪市"
[limits]
meeting_people = { value = 200, source = "澜溪市会议管理办法第三条" }
[rules.W102]
severity = "error"
[[exempt]]
rule = "W103"
reason = "规章"
approver = "市政府办公室"
"#;
const OFFICE: &str = r#"extends = "../市.toml"
[limits]
no_meeting = ["week-2"]
[rules.W107]
enabled = true
[score.points]
W102 = 0.5
[[exempt]]
rule = "M501"
reason = "防汛"
approver = "张三"
"#;

fn office() -> Config {
    load(&[("局/jianfu.toml", OFFICE), ("市.toml", CITY), ("省.toml", PROVINCE)]).unwrap()
}

#[test]
fn later_layers_replace_single_values() {
    let config = office();
    let titles: Vec<_> = config.layers.iter().map(|layer| layer.title.as_deref()).collect();
    assert_eq!(titles, [Some("国家"), Some("省"), Some("市"), Some("本单位")]);
    let people = config.setting("limits.meeting_people").unwrap();
    assert_eq!((config.limit("meeting_people") as u32, people.origin.layer), (200, 2));
    assert_eq!(people.origin.line, Some(8));
    assert_eq!(people.origin.source.as_deref(), Some("澜溪市会议管理办法第三条"));
    let replaced: Vec<_> =
        people.replaced.iter().map(|(value, at)| (value.as_integer(), at.layer)).collect();
    assert_eq!(replaced, [(Some(250), 1), (Some(300), 0)]);
    // Lists are replaced whole, exemptions and aliases added.
    assert_eq!(config.list("no_meeting"), ["week-2"]);
    assert_eq!(
        config.exempt.iter().map(|it| it.rule.as_str()).collect::<Vec<_>>(),
        ["W103", "M501"]
    );
    assert_eq!(config.organs.canonical("省数据局"), "岚川省数据局");
    assert_eq!(config.organs.canonical("市教育局"), "澜溪市教育局");
    // What nobody wrote is the pack's.
    assert_eq!(config.limit("length_general") as u32, 5000);
    assert_eq!(config.points("W102", Severity::Error), 50);
}

#[test]
fn a_calendar_lies_beside_the_layer_that_names_it() {
    let files = [
        ("局/jianfu.toml", "extends = \"../市/市.toml\""),
        ("市/市.toml", "[calendar]\nfile = \"节假日.toml\""),
    ];
    let config = load(&files).unwrap();
    assert_eq!(config.calendar_file().as_deref(), Some(Path::new("市/节假日.toml")));
    assert_eq!(
        load(&files[1..]).unwrap().calendar_file().as_deref(),
        Some(Path::new("市/节假日.toml"))
    );
    assert_eq!(load(&[]).unwrap().calendar_file(), None);
}

#[test]
fn rules_are_switched_and_weighed() {
    let config = office();
    assert!(config.enabled("W107") && config.enabled("W101"));
    let city = load(&[("市.toml", CITY), ("省.toml", PROVINCE)]).unwrap();
    assert!(!city.enabled("W107"));
    assert_eq!((city.severity("W102"), city.severity("W101")), (Some(Severity::Error), None));
    let codes: Vec<_> =
        config.codes().iter().map(|(code, at)| (code.to_string(), at.layer)).collect();
    assert_eq!(codes, [("W102".into(), 2), ("W107".into(), 3), ("W102".into(), 3)]);
}

#[test]
fn the_example_can_be_used_as_it_is() {
    let config = Config::parse(TEMPLATE, None).unwrap();
    assert_eq!(config.limit("meeting_people") as u32, 300);
    let used: String = TEMPLATE
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| {
                    rest.starts_with(|c: char| "[\"".contains(c) || c.is_ascii_lowercase())
                })
                .unwrap_or(line)
        })
        .fold(String::new(), |text, line| text + line + "\n");
    let shared = [("jianfu.toml", used.as_str()), ("../市级/jianfu.toml", "source = \"办法\"\n")];
    let config = load(&shared).unwrap_or_else(|error| panic!("{error}\n{used}"));
    assert_eq!((config.layers.len(), config.exempt.len()), (3, 1));
    assert!(!config.enabled("W107"));
}

fn refuse(text: &str, expect: &[&str]) {
    let said = Config::parse(text, None).unwrap_err().to_string();
    assert!(expect.iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn wrong_values_have_their_file_and_line() {
    refuse("\nlimts = 1", &["jianfu.toml 第 2 行", "“limts”", "“limits”"]);
    refuse("[limits]\npages = \"十\"", &["第 2 行", "“limits.pages”", "应当是一个数"]);
    refuse("[limits]\nno_meeting = 5", &["第 2 行", "列表"]);
    refuse("[limits]\nno_meeting = [5]", &["第 2 行", "列表"]);
    refuse("[limits.pages]\nvalue = true", &["“limits.pages”", "一个数"]);
    refuse("[limits.pages]\nsource = \"甲\"", &["第 1 行", "少了 value"]);
    refuse("[limits]\npages = { value = 3, rules = [] }", &["limits.pages.rules"]);
    refuse("limits = 3", &["第 1 行", "[limits]"]);
    refuse("[jurisdiction]\nlevel = \"town\"", &["第 2 行", "township"]);
    refuse("[jurisdiction]\ncounties = \"青禾县\"", &["第 2 行", "列表"]);
    refuse("[organs]\n\"市数据局\" = 3", &["第 2 行", "引号"]);
    refuse("[quota]\n\"市教育局\" = -2", &["第 2 行", "整数"]);
    refuse("[rules.W107]\nenabled = \"no\"", &["第 2 行", "true"]);
    refuse("[rules.W107]\nseverity = \"高\"", &["第 2 行", "warning"]);
    refuse("[rules.W107]\nenable = true", &["第 2 行", "rules.W107.enabled"]);
    refuse("[rules.W1]\nenabled = true", &["rules.W1"]);
    refuse("[rules]\nW107 = false", &["第 2 行", "[rules.W107]"]);
    refuse("[[exempt]]\nrule = \"W101\"", &["第 1 行", "reason"]);
    refuse(
        "[[exempt]]\nrule = \"W101\"\nreason = \"\"\napprover = \"\"\nuntil = \"明年\"",
        &["第 5 行", "“exempt.until”", "2026-12-31"],
    );
    refuse("[exempt]\nrule = \"W101\"", &["[[exempt]]"]);
    refuse("pack = 3", &["第 1 行", "“pack”"]);
    refuse("pack = \"national\"", &["第 1 行", "national-2024"]);
}

#[test]
fn shared_layers_say_where_their_values_come_from() {
    let check = |shared: &str, fine: bool| {
        let loaded = load(&[("jianfu.toml", "extends = \"a.toml\""), ("a.toml", shared)]);
        match loaded {
            Ok(_) => assert!(fine, "{shared}"),
            Err(said) => {
                assert!(!fine && said.contains("a.toml 第") && said.contains("source"), "{said}");
            }
        }
    };
    check("[limits]\npages = 3", false);
    check("[rules.W107]\nenabled = false", false);
    check("[score.cap]\nW = 3", false);
    check("[limits]\npages = { value = 3, source = \"省办法\" }", true);
    check("source = \"省办法\"\n[limits]\npages = 3", true);
    check("[jurisdiction]\ncity = \"澜溪市\"", true);
}
