//! The committed JSON Schema against what the program really prints.

use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

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
