//! Which licences and crates the build takes in, checked against deny.toml without a network.

use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn dependencies_keep_to_the_list() {
    let policy: toml::Table = include_str!("../../deny.toml").parse().expect("deny.toml is TOML");
    let allowed: Vec<_> = list(&policy["licenses"]["allow"])
        .map(|name| spdx::Licensee::parse(name).expect(name))
        .collect();
    let banned: Vec<_> = policy["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["name"].as_str().expect("a name"))
        .collect();
    let mut wrong = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().expect("a name");
        let licence = package["license"].as_str().unwrap_or_default();
        let expression = spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX);
        if !expression
            .is_ok_and(|it| it.evaluate(|need| allowed.iter().any(|known| known.satisfies(need))))
        {
            wrong.push(format!("{name}: licence “{licence}” is not on the list"));
        }
        if banned.contains(&name) {
            wrong.push(format!("{name}: banned"));
        }
        let source = package["source"].as_str();
        if source.is_some_and(|source| !source.contains("crates.io-index")) {
            wrong.push(format!("{name}: comes from {source:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn list(value: &toml::Value) -> impl Iterator<Item = &str> {
    value.as_array().expect("a list").iter().filter_map(toml::Value::as_str)
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--offline",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(ROOT)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    answer["packages"].as_array().expect("a list of packages").clone()
}
