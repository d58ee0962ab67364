//! `report` and `tasks` from a ledger alone: the audit's own numbers, the same in every format, nothing missing drawn as zero.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

pub(crate) fn jianfu(folder: &Path, args: &[&str]) -> Output {
    Command::new(cargo_bin("jianfu"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

pub(crate) fn text(folder: &Path, args: &[&str]) -> String {
    let done = jianfu(folder, args);
    let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{args:?}: {complaint}");
    String::from_utf8(done.stdout).expect("the output is UTF-8")
}

pub(crate) fn json(folder: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&text(folder, &[args, &["--format", "json"]].concat())).expect("JSON")
}

/// A folder with the samples audited into `库.db`, then taken away; the configuration stays as `配置.toml`.
pub(crate) fn audited() -> (TempDir, Value) {
    let folder = TempDir::new().expect("a temporary folder");
    let at = folder.path();
    copy(&Path::new(ROOT).join("samples"), &at.join("samples"));
    fs::copy(at.join("samples/jianfu.toml"), at.join("配置.toml")).expect("a copy");
    let args = ["audit", "samples", "--ledger", "库.db", "--format", "json", "--fail-on", "never"];
    let done = jianfu(at, &args);
    let audit = serde_json::from_slice(&done.stdout).expect("the audit's JSON");
    fs::remove_dir_all(at.join("samples")).expect("the samples are removed");
    (folder, audit)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("a copy");
        }
    }
}

const MONTHLY: [&str; 7] =
    ["report", "--ledger", "库.db", "--config", "配置.toml", "--today", "2026-04-01"];

pub(crate) fn monthly<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [MONTHLY.as_slice(), more].concat()
}

#[test]
fn a_report_says_what_the_audit_said_without_the_files() {
    let (folder, audit) = audited();
    let report = json(folder.path(), &monthly(&["--month", "2026-03"]));
    let month = |row: &&Value| row["month"] == "2026-03";
    let said: Vec<&Value> =
        audit["departments"].as_array().expect("rows").iter().filter(month).collect();
    let units = report["departments"].as_array().expect("units");
    assert!(said.len() > 5);
    for row in &said {
        let unit = units.iter().find(|unit| unit["department"] == row["department"]);
        let unit = unit.unwrap_or_else(|| panic!("{} is missing", row["department"]));
        let keys = [
            "documents",
            "joint",
            "chars",
            "pages",
            "meetings",
            "meeting_people",
            "person_hours",
            "report_requests",
            "inspections",
            "findings",
        ];
        for key in keys {
            assert_eq!(unit["now"][key], row[key], "{} {key}", row["department"]);
        }
        assert_eq!(unit["score"], row["score"], "{}", row["department"]);
    }
    let copied = said.iter().any(|row| row["findings"]["C201"].as_u64() > Some(0));
    assert!(copied, "the samples have a copied document, which only the files could prove anew");
    let held: usize = report["calendar"]
        .as_array()
        .expect("days")
        .iter()
        .map(|day| day["meetings"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!(report["total"]["now"]["meetings"], held);
}

/// The roll-ups say what laying everything side by side says, and are used only where they hold.
#[test]
fn roll_ups_change_no_number() {
    let (folder, _) = audited();
    let at = folder.path();
    let base = ["report", "--ledger", "库.db", "--config", "配置.toml", "--month"];
    let alter = |sql: &str| {
        let base = rusqlite::Connection::open(at.join("库.db")).expect("a ledger");
        assert!(base.execute(sql, []).expect("the statement runs") > 0, "{sql}");
    };
    let months = ["2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2027-01"];
    let all = || {
        let department = ["2026-03", "--department", "澜溪市水利局"];
        let mut said: Vec<_> =
            months.iter().map(|month| json(at, &[&base[..], &[month]].concat())).collect();
        said.push(json(at, &[&base[..], &department].concat()));
        said
    };
    let rolled = all();
    assert!(rolled[3]["calendar"].to_string().contains("title"), "the samples have sittings");
    assert!(rolled[3]["groups"].as_array().is_some_and(|groups| !groups.is_empty()));
    assert!(rolled[3]["bulletin"]["errors"].as_array().is_some_and(|errors| !errors.is_empty()));
    alter("UPDATE total SET total = replace(total, '\"chars\":', '\"chars\":9')");
    assert_ne!(
        all()[3]["total"]["now"]["chars"],
        rolled[3]["total"]["now"]["chars"],
        "they are used"
    );
    alter("UPDATE state SET revision = revision + 1");
    let anew = all();
    for (month, (rolled, anew)) in months.iter().zip(rolled.iter().zip(&anew)) {
        assert!(rolled == anew, "{month}");
    }
    assert!(rolled == anew);
    // Another configuration, as for a what-if, is answered from the records, too.
    let text = fs::read_to_string(at.join("配置.toml")).expect("the configuration");
    fs::write(at.join("配置.toml"), text + "\n[score.points]\nerror = 9.0\n").expect("written");
    alter("UPDATE state SET revision = settled");
    assert_eq!(all()[3]["total"]["now"]["chars"], rolled[3]["total"]["now"]["chars"]);
}

#[test]
fn every_point_is_traced() {
    let (folder, _) = audited();
    let report = json(folder.path(), &monthly(&["--month", "2026-03"]));
    let hundredths = |value: &Value| (value.as_f64().expect("a number") * 100.0).round() as i64;
    for score in report["scores"].as_array().expect("scores") {
        let mut lost = 0;
        for deduction in score["deductions"].as_array().expect("deductions") {
            let because = deduction["because"].as_array().expect("causes");
            let sum: i64 = because.iter().map(|cause| hundredths(&cause["points"])).sum();
            assert_eq!(sum, hundredths(&deduction["uncapped"]));
            assert!(
                because.iter().all(|cause| cause["name"].as_str().is_some_and(|it| !it.is_empty()))
            );
            lost += hundredths(&deduction["points"]);
        }
        assert_eq!(hundredths(&score["score"]), (10_000 - lost).max(0), "{}", score["department"]);
    }
}

#[test]
fn every_format_shows_the_same_numbers() {
    let (folder, _) = audited();
    let month = ["--month", "2026-03"];
    let report = json(folder.path(), &monthly(&month));
    let shown =
        |format| text(folder.path(), &monthly(&[&month[..], &["--format", format]].concat()));
    let (plain, markdown, html) = (shown("text"), shown("md"), shown("html"));
    let plain: Vec<Vec<&str>> = plain
        .lines()
        .map(|line| line.split(['│', ' ']).filter(|cell| !cell.is_empty()).collect())
        .collect();
    for unit in report["departments"].as_array().expect("units") {
        if unit["now"].is_null() {
            continue;
        }
        let cells = cells(unit);
        assert!(plain.iter().any(|line| *line == cells), "text: {cells:?}");
        assert!(markdown.contains(&format!("| {} |", cells.join(" | "))), "md: {cells:?}");
        let (name, numbers) = cells.split_first().expect("a name");
        let row = format!("<th scope=\"row\">{name}</th><td>{}</td>", numbers.join("</td><td>"));
        assert!(html.contains(&row), "html: {row}");
    }
    for error in report["bulletin"]["errors"].as_array().expect("errors") {
        let should_be = error["should_be"].as_str().unwrap_or_default();
        assert!(html.contains(should_be) && markdown.contains(should_be.trim_matches('[')));
    }
    for group in report["groups"].as_array().expect("groups") {
        if let Some(hours) = group["saving"]["person_hours"].as_f64() {
            let saving = format!("合并后约可省{hours:.1}人·小时");
            assert!(html.contains(&saving) && markdown.contains(&saving));
        }
    }
}

/// The department's row as the formats for people write it.
pub(crate) fn cells(unit: &Value) -> Vec<String> {
    let now = &unit["now"];
    let number = |value: &Value| value.as_u64().map_or("无数据".to_owned(), |it| it.to_string());
    let documents = &now["documents"];
    let count = |class: &str| documents[class].as_u64().unwrap_or(0);
    let apart = count("total") - count("in_scope") - count("off_scope");
    let more = if now["meetings_unmeasured"].as_u64() > Some(0) { "＋" } else { "" };
    let hours = now["person_hours"].as_f64().map(|hours| format!("{hours:.1}{more}"));
    let score = unit["score"].as_f64().map(|score| format!("{score}"));
    vec![
        unit["department"].as_str().unwrap_or("未识别单位").to_owned(),
        count("in_scope").to_string(),
        count("off_scope").to_string(),
        apart.to_string(),
        count("total").to_string(),
        number(&now["joint"]),
        number(&now["chars"]),
        number(&now["pages"]),
        number(&now["meetings"]),
        number(&now["meeting_people"]),
        hours.unwrap_or_else(|| "无数据".to_owned()),
        number(&now["report_requests"]),
        number(&now["inspections"]),
        score.unwrap_or_else(|| "—".to_owned()),
    ]
}

#[test]
fn the_page_needs_nothing_else() {
    let (folder, _) = audited();
    let html = text(folder.path(), &monthly(&["--month", "2026-03", "--format", "html"]));
    for outside in ["<script", "http:", "https:", " src=", "url(", "@import", "<link"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn missing_records_are_said_and_never_zero() {
    let (folder, _) = audited();
    let report = json(folder.path(), &monthly(&["--month", "2025-12"]));
    assert!(report["total"]["now"].is_null() && report["total"]["year_to_date"].is_null());
    let page = text(folder.path(), &monthly(&["--month", "2025-12", "--format", "md"]));
    assert!(
        page.contains("| 口径内（件） | 无数据 | 无数据 | 无数据 | 无数据 | 无数据 |"),
        "{page}"
    );
    let unknown =
        jianfu(folder.path(), &monthly(&["--month", "2026-03", "--department", "气象台"]));
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("澜溪市水利局"));
}

#[test]
fn one_department_is_reported_alone() {
    let (folder, _) = audited();
    let all = json(folder.path(), &monthly(&["--month", "2026-03"]));
    let one = json(folder.path(), &monthly(&["--month", "2026-03", "--department", "市水利局"]));
    let units = all["departments"].as_array().expect("units");
    let own = units.iter().find(|unit| unit["department"] == "澜溪市水利局");
    assert_eq!(one["departments"].as_array().map(Vec::len), Some(1));
    assert_eq!(Some(&one["departments"][0]), own);
    assert_eq!(one["total"]["now"], one["departments"][0]["now"]);
}

#[test]
fn a_later_audit_of_one_file_loses_nothing_found_before() {
    let folder = TempDir::new().expect("a temporary folder");
    let at = folder.path();
    copy(&Path::new(ROOT).join("samples"), &at.join("samples"));
    fs::copy(at.join("samples/jianfu.toml"), at.join("配置.toml")).expect("a copy");
    let audit = |path: &str| jianfu(at, &["audit", path, "--ledger", "库.db", "--quiet"]);
    audit("samples");
    let before = json(at, &monthly(&["--month", "2026-03"]));
    audit("samples/文件/2026-04/19-任免通知.txt");
    assert_eq!(json(at, &monthly(&["--month", "2026-03"])), before);
}

const NOTICE: &str = "澜溪市水利局文件\n澜水资〔YEAR〕NUMBER号\n澜溪市水利局关于停止ORDER号泵站运行的通知\n望桥区水利局：\n\
    ORDER号泵站YEAR年5月6日8时停止运行，停水时间不超过2小时。\n澜溪市水利局\nYEAR年MONTH月8日\n";

#[test]
fn volume_is_held_against_the_quota_and_last_year() {
    let folder = TempDir::new().expect("a temporary folder");
    let write = |year: &str, month: &str, number: &str| {
        let words = [("YEAR", year), ("MONTH", month), ("NUMBER", number), ("ORDER", number)];
        let text = words.iter().fold(NOTICE.to_owned(), |text, (from, to)| text.replace(from, to));
        fs::write(folder.path().join(format!("{year}-{month}-{number}.txt")), text)
            .expect("a file");
    };
    for (year, month, number) in [
        ("2025", "1", "1"),
        ("2025", "2", "2"),
        ("2026", "1", "1"),
        ("2026", "2", "2"),
        ("2026", "2", "3"),
    ] {
        write(year, month, number);
    }
    let config = "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\n[quota]\n\"市水利局\" = 2\n";
    fs::write(folder.path().join("配置.toml"), config).expect("a file");
    jianfu(folder.path(), &["audit", ".", "--ledger", "库.db", "--config", "配置.toml", "--quiet"]);
    let rules = |month| {
        let report = json(folder.path(), &monthly(&["--month", month]));
        let notes = report["volume"].as_array().expect("notes").clone();
        notes
            .iter()
            .map(|note| note["message"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let notes = rules("2026-02");
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].contains("控制数2件，超1件") && notes[1].contains("增加1件"), "{notes:?}");
    assert!(rules("2026-01").is_empty());
}

const TASKS: &str = "澜溪市人民政府办公室文件\n澜府办发〔2026〕21号\n澜溪市人民政府办公室关于做好小水库安全度汛工作的通知\n\
    各县（区）人民政府，市政府各部门：\n\
    市水利局要于2026年5月20日前完成31座小水库闸门检修。\n\
    市财政局要于2026年6月30日前拨付检修经费420万元。\n\
    市水利局每月5日前公布检修进度。\n\
    澜溪市人民政府办公室\n2026年5月8日\n";

fn task_desk() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("通知.txt"), TASKS).expect("a file");
    let config = "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\n";
    fs::write(folder.path().join("jianfu.toml"), config).expect("a file");
    jianfu(folder.path(), &["audit", "通知.txt", "--ledger", "库.db", "--quiet"]);
    folder
}

fn listed<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["tasks", "--ledger", "库.db", "--today", "2026-05-15"], more].concat()
}

#[test]
fn tasks_are_seen_from_today() {
    let desk = task_desk();
    let states = |more: &[&str]| {
        let tasks = json(desk.path(), &listed(more))["tasks"].as_array().expect("tasks").clone();
        tasks
            .iter()
            .map(|task| {
                let text = |key: &str| task[key].as_str().unwrap_or_default().to_owned();
                (text("due"), text("state"), task["days"].as_i64())
            })
            .collect::<Vec<_>>()
    };
    let own = |due: &str, state: &str, days| (due.to_owned(), state.to_owned(), days);
    let recurring = own("每月5日前", "recurring", None);
    let soon = own("2026-05-20", "soon", Some(5));
    let later = own("2026-06-30", "later", Some(46));
    assert_eq!(states(&[]), [soon.clone(), later.clone(), recurring.clone()]);
    assert_eq!(states(&["--due-within", "7d"]), [soon.clone(), recurring.clone()]);
    assert_eq!(states(&["--due-within", "3天"]), std::slice::from_ref(&recurring));
    assert_eq!(states(&["--unit", "财政"]), [later]);
    assert_eq!(states(&["--unit", "澜溪市水利局"]), [soon, recurring]);
    let overdue = ["tasks", "--ledger", "库.db", "--today", "2026-05-22"];
    let shown = text(desk.path(), &overdue);
    assert!(shown.contains("已过期限2天") && shown.contains("通知.txt 第5段"), "{shown}");
}

#[test]
fn tasks_leave_in_formats_that_read_back() {
    let desk = task_desk();
    let csv = text(desk.path(), &listed(&["--format", "csv"]));
    let body = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut rows = csv::Reader::from_reader(body.as_bytes());
    let first = rows.records().next().expect("a row").expect("a sound row");
    assert_eq!(
        (&first[0], &first[2], &first[7]),
        ("2026-05-20", "市水利局", "澜府办发〔2026〕21号")
    );
    let ics = text(desk.path(), &listed(&["--format", "ics"]));
    assert!(ics.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 2);
    assert!(ics.contains("DTSTART;VALUE=DATE:20260520\r\n"));
    let book = jianfu(desk.path(), &listed(&["--format", "xlsx"])).stdout;
    assert_eq!(book, jianfu(desk.path(), &listed(&["--format", "xlsx"])).stdout);
    let mut book = Xlsx::new(std::io::Cursor::new(book)).expect("a workbook");
    let sheet = book.worksheet_range("有期限的任务").expect("a sheet");
    assert_eq!(sheet.get_value((2, 2)), Some(&Data::String("市水利局".to_owned())));
    let day = sheet.get_value((2, 0)).and_then(|cell| match cell {
        Data::DateTime(day) => Some(day.to_ymd_hms_milli()),
        _ => None,
    });
    assert_eq!(day.map(|day| (day.0, day.1, day.2)), Some((2026, 5, 20)));
    assert_eq!(book.worksheet_range("定期和长期任务").expect("a sheet").height(), 3);
}

#[test]
fn a_missing_ledger_is_said() {
    let folder = TempDir::new().expect("a temporary folder");
    for args in [
        &["tasks", "--ledger", "没有.db"][..],
        &["report", "--ledger", "没有.db", "--month", "2026-03"][..],
    ] {
        let done = jianfu(folder.path(), args);
        assert_eq!(done.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&done.stderr).contains("没有找到台账“没有.db”"));
        assert!(!folder.path().join("没有.db").exists());
    }
}
