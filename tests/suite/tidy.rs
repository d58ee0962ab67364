//! The house rules that a machine can check.

use std::fs;
use std::path::{Path, PathBuf};

use jianfu::rules::{ALL, page};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn codes_ascend_and_are_unique() {
    for pair in ALL.windows(2) {
        assert!(
            family_order(pair[0].code) < family_order(pair[1].code),
            "{} before {}",
            pair[0].code,
            pair[1].code
        );
    }
}

/// Families stand in the order of the catalogue, codes within them ascend.
fn family_order(code: &str) -> (usize, &str) {
    ("WCPFMRTEDV".find(&code[..1]).expect("a known family"), code)
}

#[test]
fn every_rule_file_is_listed_and_paged() {
    let pages = files(&Path::new(ROOT).join("src/rules"), "md");
    assert_eq!(pages.len(), ALL.len(), "pages and listed rules");
    for path in pages {
        let text = fs::read_to_string(&path).expect("a page is readable");
        assert!(ALL.iter().any(|rule| rule.page == text), "{} is not listed", path.display());
        assert!(path.with_extension("rs").is_file(), "{} has no rule", path.display());
    }
}

#[test]
fn every_page_has_basis_and_advice() {
    for rule in ALL {
        assert!(
            !page::basis(rule.page).is_empty() && !page::advice(rule.page).is_empty(),
            "{}",
            rule.code
        );
    }
}

#[test]
fn source_files_say_what_they_are_for_and_stay_short() {
    for path in files(&Path::new(ROOT).join("src"), "rs") {
        let text = fs::read_to_string(&path).expect("a source file is readable");
        assert!(
            text.starts_with("//!") || text.starts_with("#![doc"),
            "{} does not open with //!",
            path.display()
        );
        assert!(text.lines().count() <= 500, "{} has over 500 lines", path.display());
    }
}

#[test]
fn limits_used_stand_in_the_default_pack() {
    let config = crate::office::config();
    for path in files(&Path::new(ROOT).join("src"), "rs") {
        let text = fs::read_to_string(&path).expect("a source file is readable");
        for name in text.split("limit(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(
                config.limit(name).is_finite(),
                "{}: limit {name} stands in no pack",
                path.display()
            );
        }
    }
}

#[test]
fn the_pack_says_which_rules_go_by_a_limit() {
    let config = crate::office::config();
    for path in files(&Path::new(ROOT).join("src/rules"), "rs") {
        let text = fs::read_to_string(&path).expect("a source file is readable");
        let after = |mark: &'static str| {
            text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>()
        };
        for code in after("code: \"") {
            let used = config.limits_of(code);
            for limit in after("limit(\"").into_iter().chain(after("list(\"")) {
                assert!(
                    used.contains(&limit),
                    "{code} goes by {limit}, but the pack does not say so"
                );
            }
        }
    }
    for limit in config.keys().filter_map(|key| key.strip_prefix("limits.")) {
        let costs = limit.starts_with("travel_hours_");
        assert_eq!(config.limit_in_use(limit), !costs, "{limit}");
    }
}

#[test]
fn rules_document_is_current() {
    let mut text = Vec::new();
    jianfu::render::catalogue::pages(&mut text).expect("memory takes it");
    let path = Path::new(ROOT).join("RULES.md");
    if std::env::var_os("SNAPSHOTS").is_some() {
        fs::write(&path, &text).expect("RULES.md can be written");
    }
    let written = fs::read(&path).unwrap_or_default();
    assert!(written == text, "RULES.md is old: run SNAPSHOTS=overwrite cargo test rules_document");
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder is readable") {
        let path = entry.expect("an entry is readable").path();
        if path.is_dir() {
            found.append(&mut files(&path, ending));
        } else if path.extension().is_some_and(|known| known == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}
