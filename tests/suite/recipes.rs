//! The recipes of README.md, run as they stand there, in a git repository of their own.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

use crate::cli::{CLEAN, FAULTY, code, desk, stderr};

const README: &str = include_str!("../../README.md");
const HOOKS: &str = include_str!("../../.pre-commit-hooks.yaml");

/// The code block of README.md that names this file in a comment.
fn block(file: &str) -> &'static str {
    let mut blocks =
        README.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let named =
        |text: &str| text.lines().take(2).any(|line| line.starts_with(&format!("# {file}")));
    blocks.find(|(_, text)| named(text)).unwrap_or_else(|| panic!("README.md has no {file}")).1
}

/// The commands of a workflow: `- run: …`, or the list under `script:`.
fn commands(workflow: &str) -> Vec<&str> {
    let run = workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: "));
    let script = workflow.lines().skip_while(|line| line.trim() != "script:").skip(1);
    let script = script.map_while(|line| line.trim().strip_prefix("- "));
    run.chain(script).collect()
}

/// The value of a key of a workflow.
fn value<'a>(workflow: &'a str, key: &str) -> &'a str {
    let found = workflow.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {key}"))
}

/// Runs a program with jianfu on its PATH and no configuration of the machine's git.
fn run(folder: &Path, program: &str, args: &[&str]) -> Output {
    let own = cargo_bin("jianfu").parent().expect("a folder").to_path_buf();
    let others = env::var_os("PATH").unwrap_or_default();
    let path: OsString =
        env::join_paths([own].into_iter().chain(env::split_paths(&others))).expect("a PATH");
    let mut command = Command::new(program);
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
        .args(args)
        .env("PATH", path)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn git(folder: &Path, args: &[&str]) -> Output {
    run(folder, "git", &[&["-c", "user.name=试", "-c", "user.email=a@example.org"], args].concat())
}

#[test]
fn the_git_hook_keeps_faulty_documents_out() {
    let repository = desk(&[("jianfu.toml", b"[limits]\npages = 9\n"), ("照片.png", b"\x89PNG")]);
    let folder = repository.path();
    assert_eq!(code(&git(folder, &["init", "-q"])), 0);
    let hook = folder.join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("it is made");
    fs::write(&hook, block(".git/hooks/pre-commit")).expect("the hook is written");
    assert_eq!(code(&run(folder, "chmod", &["+x", ".git/hooks/pre-commit"])), 0);
    let commit = || {
        assert_eq!(code(&git(folder, &["add", "."])), 0);
        git(folder, &["commit", "-q", "-m", "改稿"])
    };
    let draft = |text: &str| {
        fs::create_dir_all(folder.join("草 稿")).expect("a folder");
        fs::write(folder.join("草 稿/通知.txt"), text).expect("a draft");
    };
    // No document among the changes.
    assert_eq!(code(&commit()), 0);
    draft(FAULTY);
    let refused = commit();
    assert_eq!(code(&refused), 1, "{}", stderr(&refused));
    // git sends what a hook prints to standard error.
    assert!(stderr(&refused).contains("E801"), "{}", stderr(&refused));
    draft(CLEAN);
    assert_eq!(code(&commit()), 0);
    // What is staged counts, not what lies in the folder.
    draft(&FAULTY.replace("8时", "9时"));
    assert_eq!(code(&git(folder, &["add", "."])), 0);
    draft(CLEAN);
    assert_eq!(code(&git(folder, &["commit", "-q", "-m", "改稿"])), 1);
    // The office's configuration holds, and a wrong one keeps everything out.
    fs::write(folder.join("jianfu.toml"), "[rules.E801]\nenabled = false\n")
        .expect("it is written");
    assert_eq!(code(&git(folder, &["commit", "-q", "-m", "改稿"])), 0);
    fs::write(folder.join("jianfu.toml"), "[rules]\nE801 = 1\n").expect("it is written");
    draft("改");
    assert_ne!(code(&commit()), 0);
    let left = fs::read_dir(folder.join(".git")).expect("it is listed").flatten();
    assert_eq!(left.filter(|it| it.file_name().to_string_lossy().contains("jianfu")).count(), 0);
}

#[test]
fn the_hook_definition_checks_documents() {
    let recipe = block(".pre-commit-config.yaml");
    for key in ["entry", "files"] {
        assert_eq!(value(HOOKS, key), value(recipe, key), "{key}");
    }
    let files = regex::Regex::new(value(HOOKS, "files").trim_matches('\'')).expect("a pattern");
    assert!(
        files.is_match("草稿/通知.docx") && files.is_match("a.htm") && !files.is_match("a.png")
    );
    let repository = desk(&[("净.txt", CLEAN.as_bytes()), ("错.txt", FAULTY.as_bytes())]);
    // pre-commit appends the names of the files.
    let entry = |files: &str| {
        let line = format!("{} {files}", value(HOOKS, "entry"));
        code(&run(repository.path(), "sh", &["-c", &line]))
    };
    assert_eq!((entry("净.txt"), entry("净.txt 错.txt")), (0, 1));
}

/// Runs every command of a workflow as the service does; gives the first exit code that is not 0.
fn serve(workflow: &str, draft: &str, check: impl FnOnce(&Path, &[Output])) -> i32 {
    let repository = desk(&[("草稿/通知.txt", draft.as_bytes())]);
    assert_eq!(code(&git(repository.path(), &["init", "-q"])), 0);
    let commands = commands(workflow);
    assert!(!commands.is_empty(), "{workflow}");
    let done = commands.iter().map(|line| run(repository.path(), "sh", &["-e", "-c", line]));
    let done: Vec<_> = done.collect();
    check(repository.path(), &done);
    done.iter().map(code).find(|code| *code != 0).unwrap_or(0)
}

#[test]
fn github_gets_its_sarif() {
    let workflow = block(".github/workflows/jianfu.yml");
    let found = |folder: &Path| {
        let sarif = fs::read(folder.join(value(workflow, "sarif_file"))).expect("the file named");
        let sarif: Value = serde_json::from_slice(&sarif).expect("JSON");
        assert_eq!(sarif["version"], "2.1.0");
        sarif["runs"][0]["results"].as_array().expect("results").len()
    };
    assert_eq!(serve(workflow, CLEAN, |folder, _| assert_eq!(found(folder), 0)), 0);
    assert_eq!(serve(workflow, FAULTY, |folder, _| assert!(found(folder) > 0)), 1);
}

#[test]
fn gitlab_gets_its_junit() {
    let workflow = block(".gitlab-ci.yml");
    let failures = |folder: &Path| {
        let xml =
            fs::read_to_string(folder.join(value(workflow, "junit"))).expect("the file named");
        assert!(xml.contains("<testsuite"), "{xml}");
        xml.matches("<failure").count()
    };
    assert_eq!(serve(workflow, CLEAN, |folder, _| assert_eq!(failures(folder), 0)), 0);
    assert_eq!(serve(workflow, FAULTY, |folder, _| assert!(failures(folder) > 0)), 1);
}

#[test]
fn gitea_shows_the_places() {
    let workflow = block(".gitea/workflows/jianfu.yml");
    let shown = |done: &[Output]| {
        String::from_utf8_lossy(&done[0].stdout).contains("::error file=草稿/通知.txt")
    };
    assert_eq!(serve(workflow, CLEAN, |_, done| assert!(!shown(done))), 0);
    assert_eq!(serve(workflow, FAULTY, |_, done| assert!(shown(done))), 1);
}

#[test]
fn the_script_says_what_became_of_it() {
    let check = |draft: &[u8], expect: i32, words: &str| {
        let repository =
            desk(&[("草稿/通知.txt", draft), ("公文审核.sh", block("公文审核.sh").as_bytes())]);
        let done = run(repository.path(), "sh", &["公文审核.sh"]);
        assert_eq!(code(&done), expect, "{}", stderr(&done));
        assert!(String::from_utf8_lossy(&done.stdout).contains(words));
        assert!(repository.path().join("结果.json").is_file());
    };
    check(CLEAN.as_bytes(), 0, "可以发");
    check(FAULTY.as_bytes(), 1, "有错误");
    check(b"", 2, "没能审完");
}
