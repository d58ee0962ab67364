//! The formats for other programs, and the baseline, as the command line gives them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Two faults in the number, an identity card in the text.
const FAULTY: &str = "澜溪市水利局文件\n澜水资[2026]第3号\n澜溪市水利局关于停止清源街泵站运行的通知\n望桥区水利局：\n\
    清源街泵站2026年5月6日8时停止运行，联系人身份证号990105198802140033。\n澜溪市水利局\n2026年4月28日\n";
const CLEAN: &str = "澜溪市水利局文件\n澜水资〔2026〕3号\n澜溪市水利局关于停止清源街泵站运行的通知\n望桥区水利局：\n\
    清源街泵站2026年5月6日8时停止运行，原供水户改由东门水厂供水，停水时间不超过2小时。\n澜溪市水利局\n2026年4月28日\n";
const SECRET: &str = "机密★1年\n澜溪市水利局文件\n澜溪市水利局关于水源地布防的通知\n望桥区水利局：\n水源地布防图附后。\n";
const EXEMPT: &str = "[[exempt]]\nrule = \"D902\"\ndocument = \"错,1.txt\"\nreason = \"公示需要\"\napprover = \"甲\"\nuntil = \"2999-01-01\"\n";

fn jianfu(folder: &Path, args: &[&str]) -> Output {
    Command::new(cargo_bin("jianfu"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

fn desk(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// A faulty draft (its D902 exempted), a clean one, a classified one, an empty file.
fn office() -> TempDir {
    desk(&[
        ("错,1.txt", FAULTY),
        ("净.txt", CLEAN),
        ("密.txt", SECRET),
        ("空.txt", ""),
        ("jianfu.toml", EXEMPT),
    ])
}

const FILES: [&str; 5] = ["check", "错,1.txt", "净.txt", "密.txt", "空.txt"];

fn run(folder: &Path, format: &str, more: &[&str]) -> (String, i32) {
    let done = jianfu(folder, &[&FILES[..], &["--format", format], more].concat());
    let text = String::from_utf8(done.stdout).expect("the output is UTF-8");
    (text, done.status.code().expect("an exit code"))
}

#[test]
fn sarif_keeps_to_the_official_schema() {
    let mut schema: Value = serde_json::from_str(include_str!("../fixtures/sarif-2.1.0.json"))
        .expect("the schema is JSON");
    // The official pattern of two properties has a stray bracket that strict expression engines refuse.
    for owner in ["run", "toolComponent"] {
        schema["definitions"][owner]["properties"]["language"]["pattern"] =
            "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$".into();
    }
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let office = office();
    let ledger = office.path().join("库.db").display().to_string();
    let samples =
        jianfu(Path::new(ROOT), &["audit", "samples", "--ledger", &ledger, "--format", "sarif"]);
    let samples = String::from_utf8(samples.stdout).expect("the output is UTF-8");
    for text in [run(office.path(), "sarif", &[]).0, samples] {
        let log: Value = serde_json::from_str(&text).expect("the log is JSON");
        let wrong: Vec<_> = validator
            .iter_errors(&log)
            .take(5)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn sarif_says_where_and_why() {
    let office = office();
    let (text, code) = run(office.path(), "sarif", &[]);
    assert_eq!(code, 2, "one file could not be read");
    let log: Value = serde_json::from_str(&text).expect("the log is JSON");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), jianfu::rules::ALL.len());
    assert!(rules.iter().all(|rule| {
        rule["help"]["markdown"].as_str().is_some_and(|page| page.contains("## 改法"))
    }));
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let results = run["results"].as_array().expect("results");
    let of = |rule: &str| results.iter().find(|result| result["ruleId"] == rule).expect(rule);
    let number = of("E801");
    let place = &number["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%E9%94%99%2C1.txt");
    assert_eq!(place["region"]["startLine"], 2);
    let (start, end) = (&place["region"]["startColumn"], &place["region"]["endColumn"]);
    let line: Vec<char> = FAULTY.lines().nth(1).expect("a second line").chars().collect();
    let column = |value: &Value| value.as_u64().expect("a column") as usize - 1;
    let words: String = line[column(start)..column(end)].iter().collect();
    assert_eq!(place["region"]["snippet"]["text"], words.as_str());
    assert_eq!(number["suppressions"], serde_json::json!([]));
    let exempt = of("D902");
    assert!(
        exempt["suppressions"][0]["justification"]
            .as_str()
            .is_some_and(|why| why.contains("公示需要") && why.contains("甲批准"))
    );
    assert_eq!(rules[number["ruleIndex"].as_u64().expect("an index") as usize]["id"], "E801");
}

#[test]
fn fingerprints_stand_still_when_other_lines_change() {
    let prints = |text: &str| -> BTreeMap<String, String> {
        let desk = desk(&[("稿.txt", text)]);
        let done = jianfu(desk.path(), &["check", "稿.txt", "--format", "sarif"]);
        let log: Value = serde_json::from_slice(&done.stdout).expect("the log is JSON");
        let results = log["runs"][0]["results"].as_array().expect("results");
        let print = |result: &Value| {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            (text(&result["ruleId"]), text(&result["partialFingerprints"]["jianfu/v1"]))
        };
        results.iter().map(print).collect()
    };
    let before = prints(FAULTY);
    let after = prints(&FAULTY.replace("望桥区水利局：\n", "望桥区水利局：\n泵站要检修。\n"));
    for rule in ["E801", "D902"] {
        assert!(before.contains_key(rule) && before.get(rule) == after.get(rule), "{rule}");
    }
}

#[test]
fn github_lines_are_commands() {
    let office = office();
    let (text, _) = run(office.path(), "github", &[]);
    let commands: Vec<_> = text.lines().filter(|line| line.starts_with("::")).collect();
    assert!(
        commands
            .iter()
            .any(|line| line.starts_with("::error file=错%2C1.txt,line=2,endLine=2,col=")
                && line.contains(",title=E801 ")),
        "{text}"
    );
    assert!(commands.iter().any(|line| line.starts_with("::error file=空.txt,title=读不出::")));
    assert!(!text.contains("D902"), "an exempted finding asks nobody to act: {text}");
    assert_eq!(text.lines().count(), commands.len() + 1, "one plain line ends the log");
    assert!(text.lines().last().is_some_and(|line| line.contains("已豁免 1 处")), "{text}");
}

/// Suites by name with their four counts, and how many elements of each kind stand inside.
#[derive(Debug, Default)]
struct Suite {
    said: BTreeMap<String, usize>,
    real: BTreeMap<String, usize>,
}

fn parse_junit(text: &str) -> (BTreeMap<String, usize>, BTreeMap<String, Suite>) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut total, mut suites, mut open) = (BTreeMap::new(), BTreeMap::new(), String::new());
    loop {
        let event = reader.read_event().expect("well-formed XML");
        let Event::Start(start) = event else {
            if event == Event::Eof {
                return (total, suites);
            }
            continue;
        };
        match start.name().as_ref() {
            "testsuites" => total = counts(&start),
            "testsuite" => {
                open = attribute(&start, "name");
                let suite = Suite { said: counts(&start), ..Suite::default() };
                assert!(suites.insert(open.clone(), suite).is_none(), "{open} twice");
            }
            "system-out" => {}
            name => {
                let key = match name {
                    "testcase" => "tests",
                    "failure" => "failures",
                    "error" => "errors",
                    other => other,
                };
                let suite: &mut Suite = suites.get_mut(&open).expect("an open suite");
                *suite.real.entry(key.to_owned()).or_default() += 1;
            }
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let value = start.try_get_attribute(name).expect("attributes are sound").expect(name);
    value.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("no bad entity").into_owned()
}

fn counts(start: &BytesStart<'_>) -> BTreeMap<String, usize> {
    let count = |key: &str| (key.to_owned(), attribute(start, key).parse().expect("a count"));
    ["tests", "failures", "errors", "skipped"].map(count).into()
}

#[test]
fn junit_counts_are_true() {
    let office = office();
    let (text, _) = run(office.path(), "junit", &["--fail-on", "warning"]);
    let (total, suites) = parse_junit(&text);
    assert_eq!(suites.len(), 4);
    for (name, suite) in &suites {
        for (key, said) in &suite.said {
            assert_eq!(*said, suite.real.get(key).copied().unwrap_or(0), "{name}: {key}");
        }
    }
    for (key, said) in &total {
        let sum: usize = suites.values().map(|suite| suite.said[key]).sum();
        assert_eq!(*said, sum, "{key}");
    }
    assert_eq!(suites["净.txt"].said["tests"], 1);
    assert_eq!(suites["空.txt"].said["errors"], 1);
    assert!(suites["错,1.txt"].said["failures"] >= 1 && suites["错,1.txt"].said["skipped"] == 1);
    let (_, suites) = parse_junit(&run(office.path(), "junit", &["--fail-on", "never"]).0);
    assert!(suites.values().all(|suite| suite.said["failures"] == 0));
}

#[test]
fn nothing_secret_leaves_in_any_format() {
    let office = office();
    let mut shown = String::new();
    for format in ["sarif", "github", "junit", "html"] {
        shown += &run(office.path(), format, &[]).0;
    }
    let _ = run(office.path(), "text", &["--baseline", "基线.toml", "--write-baseline"]);
    shown += &fs::read_to_string(office.path().join("基线.toml")).expect("the baseline");
    for secret in ["990105198802140033", "水源地布防", "布防图"] {
        assert!(!shown.contains(secret), "{secret} was shown");
    }
}

#[test]
fn baseline_only_shrinks() {
    let desk = desk(&[("稿.txt", FAULTY)]);
    let check = |more: &[&str]| {
        let args = [&["check", "稿.txt", "--fail-on", "warning"], more].concat();
        let done = jianfu(desk.path(), &args);
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let listed = || fs::read_to_string(desk.path().join("基线.toml")).expect("the baseline");
    let draft = |text: &str| fs::write(desk.path().join("稿.txt"), text).expect("a file");
    let (with, writing) =
        (["--baseline", "基线.toml"], ["--baseline", "基线.toml", "--write-baseline"]);
    assert_eq!(check(&with).0, Some(2), "a missing baseline is no empty one");
    assert_eq!(check(&["--write-baseline"]).0, Some(2), "nowhere to write");
    assert_eq!(check(&writing).0, Some(0));
    let first = listed();
    assert!(first.contains("E801") && first.contains("D902"), "{first}");
    assert_eq!(check(&with).0, Some(0));
    // A line elsewhere moves the findings, and they stay known.
    draft(&FAULTY.replace("望桥区水利局：\n", "望桥区水利局：\n泵站要检修。\n"));
    assert_eq!(check(&with).0, Some(0));
    // A new hit of a rule that is listed already is new, and never enters the file.
    let more = FAULTY.replace("033。", "033，另一人身份证号990102199206140024。");
    draft(&more);
    assert_eq!(check(&with).0, Some(1));
    assert_eq!(check(&writing).0, Some(1));
    assert_eq!(listed(), first);
    // What is mended goes, also while other rules are asked for; and does not come back.
    draft(CLEAN);
    assert_eq!(check(&[&writing[..], &["--select", "D"]].concat()).0, Some(0));
    assert!(listed().contains("E801") && !listed().contains("D902"), "{}", listed());
    assert!(check(&with).1.contains("不再出现"));
    assert_eq!(check(&writing).0, Some(0));
    assert!(!listed().contains("E801"));
    draft(FAULTY);
    assert_eq!(check(&writing).0, Some(1));
}

#[test]
fn baseline_keeps_what_the_run_did_not_read() {
    let desk = desk(&[("甲.txt", FAULTY), ("乙.txt", FAULTY)]);
    let check = |file: &str| {
        let args = ["check", file, "--baseline", "基线.toml", "--write-baseline"];
        jianfu(desk.path(), &args);
        fs::read_to_string(desk.path().join("基线.toml")).expect("the baseline")
    };
    let all = check(".");
    assert!(all.contains("甲.txt") && all.contains("乙.txt"));
    assert_eq!(check("甲.txt"), all);
    fs::remove_file(desk.path().join("乙.txt")).expect("it can be removed");
    assert!(!check("甲.txt").contains("乙.txt"), "a document that is gone takes its entries along");
}

#[test]
fn broken_baseline_is_left_alone() {
    let desk = desk(&[("稿.txt", FAULTY), ("基线.toml", "version = 9\n")]);
    let args = ["check", "稿.txt", "--baseline", "基线.toml", "--write-baseline"];
    let done = jianfu(desk.path(), &args);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("基线.toml"));
    let left = fs::read_to_string(desk.path().join("基线.toml")).expect("the file");
    assert_eq!(left, "version = 9\n");
}

#[test]
fn extract_has_no_findings_to_format() {
    let desk = desk(&[("稿.txt", CLEAN)]);
    for format in ["sarif", "github", "junit", "html"] {
        let done = jianfu(desk.path(), &["extract", "稿.txt", "--format", format]);
        assert_eq!(done.status.code(), Some(2), "{format}");
    }
}

const SUPERIOR: &str = "岚川省水利厅文件\n岚水农〔2026〕8号\n岚川省水利厅关于加强农田灌溉设施管护工作的通知\n各市水利局：\n\
    各市要按照谁受益、谁管护的原则，逐条渠道、逐座泵站落实管护责任人，建立管护名册，责任人变动的，应当在十日内更新名册。\n\
    灌溉期间，管护责任人每周巡查不少于两次，发现渠道渗漏、泵站停机等问题的，应当在三日内组织维修，并登记维修的地点、时间和费用。\n\
    管护经费由省、市、县三级财政按照三比三比四的比例分担，专款专用，不得用于人员工资和办公支出，结余可以结转下年使用。\n\
    岚川省水利厅\n2026年2月10日\n";

/// The city's copy of it, names changed, with an identity card and something that looks like HTML.
fn copy() -> String {
    let text = SUPERIOR.replace("岚川省水利厅", "澜溪市水利局").replace("各市", "各县");
    let text = text.replace("岚水农〔2026〕8号", "澜水农[2026]9号");
    let basis = "根据《岚川省水利厅关于加强农田灌溉设施管护工作的通知》（岚水农〔2026〕8号），制定本通知，\
        请各县水利局结合实际制定实施细则。联系人身份证号990105198802140033，<script>。";
    text.replace("各县水利局：\n", &format!("各县水利局：\n{basis}\n")).replace("2月10日", "3月1日")
}

/// Values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let mark = format!(" {attribute}=\"");
    page.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn html_page_stands_alone() {
    let copy = copy();
    let desk = desk(&[("省.txt", SUPERIOR), ("稿.txt", &copy), ("密.txt", SECRET)]);
    let args = ["check", "稿.txt", "密.txt", "--against", "省.txt", "--format", "html"];
    let done = jianfu(desk.path(), &args);
    let page = String::from_utf8(done.stdout).expect("the page is UTF-8");
    for foreign in ["http:", "https:", "<script", "<link", "src=", "url(", "@import"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("&lt;script&gt;") && page.contains("990*************33"));
    let anchors = values(&page, "id");
    for link in values(&page, "href") {
        let id = link.strip_prefix('#').expect("a link within the page");
        assert_eq!(anchors.iter().filter(|anchor| **anchor == id).count(), 1, "{link}");
    }
    for element in ["section", "article", "table", "tr", "td", "aside", "mark", "p", "sup", "div"] {
        let opened = page.matches(&format!("<{element}>")).count()
            + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element}");
    }
    assert!(page.contains("<mark class=\"error\">澜水农[2026]9号</mark>"), "{page}");
    // The copied passages with what was changed set off, beside their source.
    assert!(page.contains("省.txt 第5段"), "{page}");
    // One table a draft; what the text does not tell is not answered; the secret one is not judged.
    assert_eq!(page.matches("为基层减负一致性评估表").count(), 2);
    assert!(
        page.contains("<b>发文立项</b><br>是否没有列入计划、未经立项</td><td class=\"unsure\">")
    );
    assert!(page.contains("<b>配套文件</b><br>是否要求下级制定配套文件</td><td class=\"yes\">是"));
    assert!(page.contains("本件标有密级，正文不读取、不显示"));
    assert!(!page.contains("布防"));
}

#[test]
fn html_is_for_drafts() {
    let desk = desk(&[("稿.txt", CLEAN)]);
    let done = jianfu(desk.path(), &["audit", "稿.txt", "--format", "html"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("check"));
}

#[test]
fn html_reads_standard_input_twice() {
    let desk = desk(&[("稿.txt", CLEAN)]);
    let done = Command::new(cargo_bin("jianfu"))
        .args(["check", "-", "--format", "html"])
        .stdin(fs::File::open(desk.path().join("稿.txt")).expect("the draft opens"))
        .output()
        .expect("the binary runs");
    let page = String::from_utf8(done.stdout).expect("the page is UTF-8");
    assert!(page.contains("停水时间不超过2小时"), "{page}");
}

#[test]
fn baseline_holds_for_a_whole_audit() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("基线.toml");
    let file = path.display().to_string();
    let audit = |more: &[&str]| {
        let args = ["audit", "samples", "--fail-on", "info", "--baseline", &file];
        let done = jianfu(Path::new(ROOT), &[&args[..], more].concat());
        (done.status.code(), fs::read_to_string(&path).unwrap_or_default())
    };
    let (code, first) = audit(&["--write-baseline"]);
    assert_eq!(code, Some(0));
    assert!(first.contains("M501") && first.contains("E8"), "{first}");
    assert_eq!(audit(&[]), (Some(0), first.clone()));
    assert_eq!(audit(&["--write-baseline", "--jobs", "1"]), (Some(0), first));
}
