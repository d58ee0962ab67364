//! `jianfu ledger`: what leaves, what comes in, what is taken out; and the documentation of both.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;
use jianfu::render::export;
use parquet::file::reader::{FileReader, SerializedFileReader};
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn jianfu(folder: &Path, args: &[&str]) -> Output {
    Command::new(cargo_bin("jianfu"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

fn run(folder: &Path, args: &[&str]) -> String {
    let done = jianfu(folder, args);
    let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{args:?}: {complaint}");
    String::from_utf8(done.stdout).expect("the output is UTF-8")
}

fn refused(folder: &Path, args: &[&str], expect: &str) {
    let done = jianfu(folder, args);
    let complaint = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{args:?}");
    assert!(complaint.contains(expect), "{args:?}: {complaint}");
}

const NOTICE: &str = "澜溪市水利局文件\n澜水资〔2026〕3号\n澜溪市水利局关于报送清淤进度的通知\n望桥区水利局：\n\
    请于2026年5月6日前将清淤进度报送市水利局，联系电话13900000012。望桥区水利局要在2026年5月10日前完成清源街泵站检修。\n\
    澜溪市水利局\n2026年4月28日\n";
const SECRET: &str = "秘密★1年\n澜溪市水利局文件\n澜水密〔2026〕1号\n澜溪市水利局关于水源地调度的通知\n望桥区水利局：\n\
    水源地调度按附件执行。\n澜溪市水利局\n2026年4月29日\n";
const REGISTER: &str =
    "会议名称,召开时间,主办单位,人数,时长（小时）\n防汛会商会,2026-04-20 09:00,澜溪市水利局,30,2\n";
const CONFIG: &str = "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\ncounties = [\"望桥区\", \"青禾县\"]\n";

/// A folder of two documents and a register, audited into `库.db`.
fn office() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("文件")).expect("a folder");
    fs::write(at("jianfu.toml"), CONFIG).expect("a file");
    fs::write(at("文件/清淤.txt"), NOTICE).expect("a file");
    fs::write(at("文件/水源地调度.txt"), SECRET).expect("a file");
    fs::write(at("文件/会议台账.csv"), REGISTER).expect("a file");
    run(folder.path(), &["audit", "文件", "--ledger", "库.db", "--fail-on", "never"]);
    folder
}

fn table(folder: &Path, name: &str) -> Vec<Vec<String>> {
    let text = fs::read(folder.join(name)).expect("the table stands");
    let text = text.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text).into_records();
    rows.map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn five_tables_leave_and_nothing_secret_with_them() {
    let office = office();
    let at = office.path();
    let said = run(at, &["ledger", "export", "库.db", "--to", "表"]);
    assert!(said.contains("公文 2 行") && said.contains("会议 1 行"), "{said}");
    for description in &export::TABLES {
        let rows = table(&at.join("表"), &format!("{}.csv", description.name));
        let titles: Vec<_> = description.columns.iter().map(|column| column.title).collect();
        assert_eq!(rows[0], titles, "{}", description.name);
    }
    let documents = table(&at.join("表"), "documents.csv");
    assert!(documents.iter().any(|row| row[0] == "（涉密文件1）" && row[12] == "classified"));
    let notice = documents.iter().find(|row| row[0] == "文件/清淤.txt").expect("the notice");
    assert_eq!((notice[5].as_str(), notice[9].as_str()), ("澜水资〔2026〕3号", "2026-04-28"));
    let facts = table(&at.join("表"), "facts.csv");
    assert!(facts.iter().any(|row| row[1] == "request" && row[9] == "2026-05-06"), "{facts:?}");
    let tasks = table(&at.join("表"), "tasks.csv");
    assert!(
        tasks.iter().any(|row| row[5].contains("水利局") && row[7] == "2026-05-10"),
        "{tasks:?}"
    );
    let sittings = table(&at.join("表"), "sittings.csv");
    assert_eq!((sittings[1][1].as_str(), sittings[1][5].as_str()), ("防汛会商会", "120"));
    run(at, &["ledger", "export", "库.db", "--to", "表", "--format", "parquet"]);
    for entry in fs::read_dir(at.join("表")).expect("the folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("the table");
        for secret in ["水源地", "澜水密", "13900000012"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
}

#[test]
fn parquet_holds_the_same_rows_as_csv() {
    let office = office();
    let at = office.path();
    run(at, &["ledger", "export", "库.db", "--to", "表"]);
    run(at, &["ledger", "export", "库.db", "--to", "表", "--format", "parquet"]);
    for description in &export::TABLES {
        let plain = table(&at.join("表"), &format!("{}.csv", description.name));
        let path = at.join("表").join(format!("{}.parquet", description.name));
        let file = fs::File::open(&path).expect("the table stands");
        let reader = SerializedFileReader::new(file).expect("it is Parquet");
        let schema = reader.metadata().file_metadata().schema();
        let names: Vec<_> = schema.get_fields().iter().map(|field| field.name()).collect();
        let expect: Vec<_> = description.columns.iter().map(|column| column.name).collect();
        assert_eq!(names, expect);
        let rows: Vec<_> =
            reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len() + 1, plain.len(), "{}", description.name);
        for (row, plain) in rows.iter().zip(&plain[1..]) {
            for ((_, field), plain) in row.get_column_iter().zip(plain) {
                let field = match field {
                    parquet::record::Field::Null => String::new(),
                    parquet::record::Field::Bool(flag) => (if *flag { "是" } else { "否" }).into(),
                    parquet::record::Field::Str(text) => text.clone(),
                    parquet::record::Field::Double(number) => number.to_string(),
                    parquet::record::Field::Date(days) => {
                        let day = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(*days);
                        day.to_string()
                    }
                    field => field.to_string(),
                };
                assert_eq!(&field, plain, "{}", description.name);
            }
        }
    }
}

#[test]
fn another_ledger_comes_in_once() {
    let (ours, theirs) = (office(), office());
    let (at, other) = (ours.path(), theirs.path().join("库.db"));
    let other = other.to_str().expect("UTF-8");
    fs::write(theirs.path().join("文件/检修.txt"), NOTICE.replace("清淤", "检修")).expect("a file");
    fs::write(theirs.path().join("文件/清淤.txt"), NOTICE.replace("5月6日", "5月7日"))
        .expect("a file");
    run(theirs.path(), &["audit", "文件", "--ledger", "库.db", "--fail-on", "never"]);
    let done = found(at, &["ledger", "import", "库.db", other]);
    assert!(
        done.contains("收入公文 1 份、登记表 0 张") && done.contains("内容相同的 2 份"),
        "{done}"
    );
    assert!(done.contains("收入的公文，1 份：\n  文件/检修.txt"), "{done}");
    assert!(done.contains("加 --replace），1 份：\n  文件/清淤.txt"), "{done}");
    let done = run(at, &["ledger", "import", "库.db", other, "--replace"]);
    assert!(
        done.contains("收入公文 1 份") && done.contains("替换了本台账原有记录的，1 份"),
        "{done}"
    );
    let whole = |folder: &Path| {
        let args = ["report", "--ledger", "库.db", "--month", "2026-04", "--format", "json"];
        run(folder, &args)
    };
    assert_eq!(whole(at), whole(theirs.path()), "the same records give the same report");
    let said = run(at, &["ledger", "import", "新库.db", other]);
    assert!(said.contains("收入公文 3 份、登记表 1 张"), "{said}");
    refused(at, &["ledger", "import", "库.db", "文件"], "导出的表格只供查阅");
    refused(at, &["ledger", "import", "库.db", "库.db"], "同一个台账库");
    refused(at, &["ledger", "import", "库.db", "文件/清淤.txt"], "不是减负台账");
}

/// Standard output of a run that leaves something to decide.
fn found(folder: &Path, args: &[&str]) -> String {
    let done = jianfu(folder, args);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("the output is UTF-8")
}

#[test]
fn records_are_taken_out_by_name() {
    let office = office();
    let at = office.path();
    refused(at, &["ledger", "forget", "库.db", "清淤.txt"], "是否想写“文件/清淤.txt”");
    let said = run(at, &["ledger", "verify", "库.db"]);
    assert!(said.contains("台账完好：公文 2 份") && said.contains("登记表 1 张"), "{said}");
    run(at, &["ledger", "forget", "库.db", "文件/清淤.txt", "文件/会议台账.csv"]);
    let said = run(at, &["ledger", "verify", "库.db"]);
    assert!(said.contains("公文 1 份") && said.contains("登记表 0 张"), "{said}");
    let said = run(at, &["ledger", "compact", "库.db"]);
    assert!(said.starts_with("已压缩："), "{said}");
    refused(at, &["ledger", "forget", "无.db", "a"], "没有找到台账");
    refused(at, &["ledger", "compact", "无.db"], "没有找到台账");
    assert!(!at.join("无.db").exists());
}

#[test]
fn the_documentation_of_the_tables_is_current() {
    let mut text = Vec::new();
    export::describe(&mut text).expect("memory takes it");
    let text = String::from_utf8(text).expect("UTF-8");
    let path = Path::new(ROOT).join("docs/ledger.md");
    let mut written = fs::read_to_string(&path).expect("the documentation stands");
    let (begin, end) = ("<!-- 以下由程序生成 -->\n\n", "<!-- 以上由程序生成 -->");
    let (before, rest) = written.split_once(begin).expect("the mark of the beginning");
    let (_, after) = rest.split_once(end).expect("the mark of the end");
    let current = format!("{before}{begin}{text}{end}{after}");
    if std::env::var_os("SNAPSHOTS").is_some() {
        fs::write(&path, &current).expect("the documentation can be written");
        written.clone_from(&current);
    }
    assert!(
        written == current,
        "docs/ledger.md is old: run SNAPSHOTS=overwrite cargo test the_documentation"
    );
}

#[test]
fn every_column_of_the_ledger_is_documented() {
    let office = office();
    let base = rusqlite::Connection::open(office.path().join("库.db")).expect("a ledger");
    let list = |sql: &str| -> Vec<String> {
        let mut query = base.prepare(sql).expect("a query");
        let rows = query.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|row| row.expect("a name")).collect()
    };
    let text = fs::read_to_string(Path::new(ROOT).join("docs/ledger.md")).expect("it stands");
    let (_, text) = text.split_once("## 库内的表").expect("the chapter");
    let tables = list("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL");
    assert!(tables.len() >= 12, "{tables:?}");
    for table in tables {
        let line = text.lines().find(|line| line.starts_with(&format!("| `{table}` |")));
        let line = line.unwrap_or_else(|| panic!("docs/ledger.md does not describe {table}"));
        for column in list(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            assert!(line.contains(&format!("`{column}`")), "{table}.{column} is not described");
        }
    }
}
