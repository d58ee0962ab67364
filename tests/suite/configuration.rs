//! Layers of configuration as an office's files lie: what holds, and what is said of wrong ones.

use serde_json::Value;

use crate::cli::{CLEAN, FAULTY, code, desk, jianfu, json, stderr};

const PROVINCE: &str = "layer = \"省\"\nsource = \"岚川省精文减会办法\"\n[jurisdiction]\nprovince = \"岚川省\"\n\
    [rules.E801]\nseverity = \"warning\"\n[limits]\nmeeting_people = 250\n";
const CITY: &str = "layer = \"市\"\nextends = \"省.toml\"\n[jurisdiction]\nlevel = \"city\"\ncity = \"澜溪市\"\n\
    [limits]\nmeeting_people = { value = 200, source = \"澜溪市会议管理办法\" }\n";
const OFFICE: &str = "extends = \"../市.toml\"\n[rules.W107]\nenabled = false\n";

#[test]
fn layers_decide_what_fails() {
    let run = |province: &str, office: &str| {
        let desk = desk(&[
            ("省.toml", province.as_bytes()),
            ("市.toml", CITY.as_bytes()),
            ("局/jianfu.toml", office.as_bytes()),
            ("局/错.txt", FAULTY.as_bytes()),
        ]);
        let done = jianfu(desk.path(), &["check", "局/错.txt", "--format", "json"]);
        let severities = json(&done)["documents"][0]["findings"].as_array().map(|findings| {
            let e801 = findings.iter().filter(|finding| finding["rule"] == "E801");
            e801.map(|finding| finding["severity"].clone()).collect::<Vec<_>>()
        });
        let mut severities = severities.expect("findings");
        severities.dedup();
        (code(&done), severities)
    };
    let plain = PROVINCE.replace("warning", "error");
    assert_eq!(run(&plain, OFFICE), (1, vec![Value::from("error")]));
    assert_eq!(run(PROVINCE, OFFICE), (0, vec![Value::from("warning")]));
    let severe = format!("{OFFICE}[rules.E801]\nseverity = \"error\"\n");
    assert_eq!(run(PROVINCE, &severe), (1, vec![Value::from("error")]));
    let off = format!("{OFFICE}[rules.E801]\nenabled = false\n");
    assert_eq!(run(PROVINCE, &off), (0, vec![]));
}

#[test]
fn wrong_layers_are_named_with_file_and_line() {
    let check = |city: &str, office: &str, expect: &[&str]| {
        let desk = desk(&[
            ("市.toml", city.as_bytes()),
            ("局/jianfu.toml", office.as_bytes()),
            ("局/净.txt", CLEAN.as_bytes()),
        ]);
        for command in
            [&["check", "局/净.txt"][..], &["extract", "局/净.txt"], &["audit", "局/净.txt"]]
        {
            let done = jianfu(desk.path(), command);
            assert_eq!(code(&done), 2, "{city}");
            let said = stderr(&done);
            assert!(
                done.stdout.is_empty() && expect.iter().all(|part| said.contains(part)),
                "{said}"
            );
        }
    };
    let rests = "extends = \"../市.toml\"\n";
    check("extends = \"局/jianfu.toml\"\n", rests, &["市.toml 第 1 行", "绕回了自身"]);
    check("extends = \"没有.toml\"\n", rests, &["市.toml 第 1 行", "没有.toml", "没有这个文件"]);
    check("\n[limits]\npages = 3\n", rests, &["市.toml 第 3 行", "出处"]);
    check("[limits]\npages = 三\n", rests, &["市.toml 第 2 行", "写法不对"]);
    check(
        "[quota]\n\"市教育局\" = \"十\"\n",
        rests,
        &["市.toml 第 2 行", "quota.市教育局", "整数"],
    );
    check("", "extends = 1\n", &["jianfu.toml 第 1 行", "“extends”"]);
    check("", "[rules.E899]\nenabled = false\n", &["jianfu.toml 第 2 行", "E899"]);
    check(
        "",
        "[[exempt]]\nrule = \"E801\"\nreason = 3\napprover = \"张三\"\n",
        &["第 3 行", "exempt.reason"],
    );
}

#[test]
fn packs_are_files_too() {
    let pack = "source = \"岚川省精文减会办法\"\nextends = \"city-2021\"\n[limits]\npages = 1\n";
    let desk = desk(&[("规则/省.toml", pack.as_bytes()), ("净.txt", CLEAN.as_bytes())]);
    let run = |pack: &str| jianfu(desk.path(), &["check", "净.txt", "--pack", pack]);
    assert_eq!(code(&run("规则/省.toml")), 0);
    let done = run("规则/市.toml");
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("--pack：读不了配置文件“规则/市.toml”"), "{}", stderr(&done));
    let done = run("city-2020");
    assert_eq!((code(&done), stderr(&done).contains("city-2021")), (2, true), "{}", stderr(&done));
}

#[test]
fn init_writes_what_check_accepts() {
    let desk = desk(&[
        ("净.txt", CLEAN.as_bytes()),
        ("上级/市.toml", CITY.replace("extends", "# ").as_bytes()),
    ]);
    let run = |args: &[&str]| code(&jianfu(desk.path(), args));
    assert_eq!(run(&["init"]), 0);
    assert_eq!(run(&["check", "净.txt"]), 0);
    assert_eq!(run(&["init"]), 2);
    assert_eq!(run(&["init", "--force", "--extends", "上级/市.toml"]), 0);
    let written = std::fs::read_to_string(desk.path().join("jianfu.toml")).expect("it is written");
    assert!(written.contains("\nextends = \"上级/市.toml\"\n"), "{written}");
    assert_eq!(run(&["check", "净.txt"]), 0);
    assert_eq!(run(&["init", "--force", "--extends", "上级/没有.toml"]), 2);
    assert_eq!(
        std::fs::read_to_string(desk.path().join("jianfu.toml")).expect("it is there"),
        written
    );
}

#[test]
fn effective_rules_say_who_set_what() {
    let files = [
        ("省.toml", PROVINCE.as_bytes()),
        ("市.toml", CITY.as_bytes()),
        ("局/jianfu.toml", OFFICE.as_bytes()),
    ];
    let desk = desk(&files);
    let office = desk.path().join("局");
    let say = |code: &str| {
        let done = jianfu(&office, &["rules", "--effective", code]);
        String::from_utf8(done.stdout).expect("text is UTF-8")
    };
    let people = say("m506");
    let line = people.lines().find(|line| line.contains("meeting_people：")).expect("the limit");
    assert!(
        line.contains("meeting_people：200　市　") && line.contains("市.toml 第 7 行"),
        "{line}"
    );
    assert!(line.contains("出处：澜溪市会议管理办法；改写了 250（省　"), "{line}");
    assert!(line.contains("省.toml 第 8 行）、300（国家　规则包 national-2024 第 "), "{line}");
    let repeated = say("W107");
    let line = repeated.lines().find(|line| line.contains("启用：")).expect("the switch");
    assert!(line.contains("启用：否　本单位　") && line.contains("jianfu.toml 第 3 行"), "{line}");
    assert!(say("E801").contains("级别：提醒　省　"), "{}", say("E801"));
    assert!(say("W101").contains("启用：是　规则默认"), "{}", say("W101"));
}

#[test]
fn effective_rules_as_json_keep_to_the_schema() {
    let schema = serde_json::from_str(include_str!("../../schema/jianfu-rules-1.json"));
    let validator = jsonschema::validator_for(&schema.expect("JSON")).expect("a schema");
    let desk = desk(&[("省.toml", PROVINCE.as_bytes()), ("市.toml", CITY.as_bytes())]);
    let run = |args: &[&str]| {
        let all =
            [&["rules", "--effective", "--format", "json", "--config", "市.toml"], args].concat();
        json(&jianfu(desk.path(), &all))
    };
    let (every, one) = (run(&[]), run(&["M506"]));
    for answer in [&every, &one] {
        let wrong: Vec<_> = validator.iter_errors(answer).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
    assert_eq!(every["rules"].as_array().map(Vec::len), Some(jianfu::rules::ALL.len()));
    assert!(every["others"].as_array().is_some_and(|others| others.len() > 10));
    let people = one["rules"][0]["values"].as_array().expect("values").iter();
    let people =
        people.clone().find(|held| held["key"] == "limits.meeting_people").expect("the limit");
    assert_eq!((&people["value"], &people["set_by"]["line"]), (&Value::from(200), &Value::from(7)));
    assert_eq!(people["replaced"][0]["value"], 250);
}

#[test]
fn standard_input_stands_for_a_file() {
    let csv = "会议名称,召开时间,地点,主办单位,参会范围,人数,时长(小时),形式\n水价听证会,2026-03-05 09:00,市水利局,市水利局,各县,20,2,现场\n";
    let desk = desk(&[
        ("省.toml", PROVINCE.as_bytes()),
        ("市.toml", CITY.as_bytes()),
        ("局/jianfu.toml", format!("{OFFICE}[rules.E801]\nseverity = \"info\"\n").as_bytes()),
    ]);
    let run = |text: &str, args: &[&str]| {
        assert_cmd::Command::cargo_bin("jianfu")
            .expect("the binary is built")
            .args(["check", "-", "--format", "json"])
            .args(args)
            .current_dir(desk.path())
            .write_stdin(text)
            .output()
            .expect("the binary runs")
    };
    let severity = |args: &[&str]| {
        let done = run(FAULTY, args);
        let answer = json(&done);
        let document = &answer["documents"][0];
        let found = document["findings"].as_array().expect("findings").iter();
        let mut found = found.filter(|finding| finding["rule"] == "E801");
        let severity = found.next().expect("E801")["severity"].as_str().expect("a word").to_owned();
        let format = document["format"].as_str().expect("a word").to_owned();
        (document["source"].as_str().expect("a name").to_owned(), format, severity, code(&done))
    };
    let expect = |source: &str, format: &str, severity: &str, code: i32| {
        (source.to_owned(), format.to_owned(), severity.to_owned(), code)
    };
    assert_eq!(severity(&[]), expect("-", "txt", "error", 1));
    // The file need not be saved yet, nor its folder made.
    for name in ["局/新.md", "局/草稿/新.md"] {
        assert_eq!(severity(&["--stdin-filename", name]), expect(name, "md", "info", 0));
    }
    assert_eq!(severity(&["--stdin-filename", "新.txt"]), expect("新.txt", "txt", "error", 1));
    let register = run(csv, &["--stdin-filename", "局/台账.csv"]);
    assert_eq!(
        (code(&register), json(&register)["documents"].as_array().map(Vec::len)),
        (0, Some(0))
    );
    let alone = jianfu(desk.path(), &["check", "省.toml", "--stdin-filename", "新.txt"]);
    assert_eq!((code(&alone), stderr(&alone).contains("要与 - 同用")), (2, true));
}
