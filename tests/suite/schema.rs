//! The committed JSON Schema against what the program really prints.

use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

use crate::report::{audited, json, monthly};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What is made wrong, and how.
type Change = (&'static str, fn(&mut Value));

#[test]
fn answers_keep_to_the_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../schema/jianfu-1.json"))
        .expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let folder = TempDir::new().expect("a temporary folder");
    let ledger = folder.path().join("库.db").display().to_string();
    for args in [
        vec!["check", "samples"],
        vec!["extract", "samples"],
        vec!["audit", "samples", "--ledger", &ledger],
    ] {
        let done = Command::new(cargo_bin("jianfu"))
            .args(&args)
            .args(["--format", "json"])
            .current_dir(ROOT)
            .output();
        let answer: Value = serde_json::from_slice(&done.expect("the binary runs").stdout)
            .expect("the answer is JSON");
        let wrong: Vec<_> = validator
            .iter_errors(&answer)
            .take(5)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{}: {}", args[0], wrong.join("\n"));
        assert!(
            answer["documents"].as_array().is_some_and(|documents| documents.len() >= 25),
            "{}",
            args[0]
        );
    }
}

#[test]
fn schema_refuses_what_is_wrong() {
    let schema: Value = serde_json::from_str(include_str!("../../schema/jianfu-1.json"))
        .expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    assert!(
        !validator.is_valid(
            &serde_json::json!({"schema": "jianfu/2", "documents": [], "unreadable": []})
        )
    );
    assert!(
        !validator.is_valid(
            &serde_json::json!({"schema": "jianfu/1", "documents": [{}], "unreadable": []})
        )
    );
}

fn validator(schema: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

fn keeps(validator: &jsonschema::Validator, answer: &Value) {
    let wrong = validator.iter_errors(answer).take(5);
    let wrong: Vec<_> = wrong.map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reports_keep_to_their_schema() {
    let validator = validator(include_str!("../../schema/jianfu-report-1.json"));
    let (folder, _) = audited();
    let of = |more: &[&str]| json(folder.path(), &monthly(more));
    let march = of(&["--month", "2026-03"]);
    keeps(&validator, &march);
    // Whole months without records, and one department alone.
    keeps(&validator, &of(&["--month", "2025-12"]));
    keeps(&validator, &of(&["--month", "2026-04"]));
    keeps(&validator, &of(&["--month", "2026-03", "--department", "市水利局"]));
    for key in ["departments", "scores", "groups", "calendar", "received"] {
        assert!(march[key].as_array().is_some_and(|list| !list.is_empty()), "{key} is not shown");
    }
    let wrong: [Change; 4] = [
        ("an unknown key", |it| it["new"] = 1.into()),
        ("a missing key", |it| drop(it.as_object_mut().map(|it| it.remove("scope")))),
        ("a text for a number", |it| it["total"]["now"]["joint"] = "无数据".into()),
        ("another version", |it| it["schema"] = "jianfu-report/2".into()),
    ];
    for (why, change) in wrong {
        let mut answer = march.clone();
        change(&mut answer);
        assert!(!validator.is_valid(&answer), "{why} is let through");
    }
}

#[test]
fn tasks_keep_to_their_schema() {
    let validator = validator(include_str!("../../schema/jianfu-tasks-1.json"));
    let (folder, _) = audited();
    let start = ["tasks", "--ledger", "库.db", "--config", "配置.toml", "--today", "2026-04-01"];
    let of = |more: &[&str]| json(folder.path(), &[&start[..], more].concat());
    let all = of(&[]);
    keeps(&validator, &all);
    keeps(&validator, &of(&["--due-within", "7d", "--unit", "水利"]));
    assert!(all["tasks"].as_array().is_some_and(|tasks| tasks.len() > 5), "{all}");
    let wrong: [Change; 3] = [
        ("an unknown state", |it| it["tasks"][0]["state"] = "done".into()),
        ("a dated task without its days", |it| it["tasks"][0]["days"] = Value::Null),
        ("another version", |it| it["schema"] = "jianfu-tasks/2".into()),
    ];
    for (why, change) in wrong {
        let mut answer = all.clone();
        change(&mut answer);
        assert!(!validator.is_valid(&answer), "{why} is let through");
    }
}
