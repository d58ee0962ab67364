//! From the paths given to a list of files: folders, archives and standard input taken apart, in a stable order.
//!
//! Nothing is parsed here; of a file only its first bytes are looked at, to know an archive from a document.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Entry, MAX_FILE, Refusal, archive, refused};
use crate::document::{Unreadable, UnreadableKind};

/// Endings of files picked up in folders and archives; a file named outright is tried whatever its ending.
/// Archives of other makers are picked up so that the report says they were not read.
const ENDINGS: [&str; 26] = [
    "txt", "md", "markdown", "docx", "docm", "dotx", "doc", "dot", "wps", "wpt", "rtf", "html",
    "htm", "mht", "mhtml", "pdf", "ofd", "csv", "tsv", "xlsx", "xlsm", "xls", "et", "zip", "rar",
    "7z",
];

/// Finds the files under the given paths.
///
/// Folders are walked in order of names; hidden files and the lock files of Office and WPS (`~$…`) are left out. What
/// cannot be opened is returned as unreadable, with what to do about it. A file reached twice is listed once.
pub fn walk(paths: &[String]) -> (Vec<Entry>, Vec<Unreadable>) {
    let mut found = Found::default();
    for path in paths {
        found.path(path);
    }
    (found.entries, found.refused)
}

/// Names the files under the given paths as [`walk`] does, archives as one file; opens none of them.
pub fn names(paths: &[String]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for path in paths {
        if !Path::new(path).is_dir() {
            names.insert(path.clone());
            continue;
        }
        let files = folder(Path::new(path)).flatten();
        let files = files.filter(|step| step.file_type().is_some_and(|kind| kind.is_file()));
        let files = files.filter(|step| step.file_name().to_str().is_none_or(wanted));
        names.extend(files.map(|step| step.path().to_string_lossy().into_owned()));
    }
    names.into_iter().collect()
}

/// A folder's files and folders, in order of names.
fn folder(path: &Path) -> ignore::Walk {
    ignore::WalkBuilder::new(path)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .build()
}

/// Whether folders and archives give this file to the reader.
pub(super) fn wanted(file_name: &str) -> bool {
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    !file_name.starts_with('.')
        && !file_name.starts_with("~$")
        && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// The bytes of a file, or of an archive's member (`archive.zip!entry`).
pub(super) fn bytes(name: &str) -> Result<Arc<[u8]>, Refusal> {
    match fetch(Path::new(name)) {
        Err((UnreadableKind::Missing, message)) => {
            archive::member(name).unwrap_or(Err((UnreadableKind::Missing, message)))
        }
        outcome => outcome,
    }
}

#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    refused: Vec<Unreadable>,
    seen: BTreeSet<PathBuf>,
}

impl Found {
    fn path(&mut self, name: &str) {
        if name == "-" {
            return self.keep(name, Path::new(name));
        }
        let path = Path::new(name);
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => self.folder(path),
            Ok(_) => self.file(name, path),
            Err(_) if archive::holds(name) => self.keep(name, path),
            Err(error) => self.refuse(name, io_refusal(&error)),
        }
    }

    fn folder(&mut self, path: &Path) {
        for step in folder(path) {
            match step {
                Ok(step) if step.file_type().is_some_and(|kind| kind.is_dir()) => {}
                Ok(step) if step.file_name().to_str().is_none_or(wanted) => {
                    self.file(&step.path().to_string_lossy(), step.path());
                }
                Ok(_) => {}
                Err(error) => self.lost(path, &error),
            }
        }
    }

    /// A folder entry that could not be listed.
    fn lost(&mut self, folder: &Path, error: &ignore::Error) {
        let mut place = folder.to_string_lossy().into_owned();
        if let ignore::Error::WithPath { path, .. } = error {
            place = path.to_string_lossy().into_owned();
        } else if let ignore::Error::WithDepth { err, .. } = error
            && let ignore::Error::WithPath { path, .. } = err.as_ref()
        {
            place = path.to_string_lossy().into_owned();
        }
        let refusal = match error.io_error() {
            Some(error) => io_refusal(error),
            None => (
                UnreadableKind::Denied,
                "文件夹链接绕回了自身，已跳过；请删除这个循环链接".to_owned(),
            ),
        };
        self.refuse(&place, refusal);
    }

    fn file(&mut self, name: &str, path: &Path) {
        if !archive::is_archive(path) {
            return self.keep(name, path);
        }
        if !self.seen.insert(identity(path)) {
            return;
        }
        match archive::list(name, path) {
            Ok(members) => {
                let (entries, refused) = members;
                self.entries.extend(entries);
                self.refused.extend(refused);
            }
            Err(refusal) => self.refuse(name, refusal),
        }
    }

    fn keep(&mut self, name: &str, path: &Path) {
        if self.seen.insert(identity(path)) {
            self.entries.push(Entry { name: name.to_owned() });
        }
    }

    fn refuse(&mut self, name: &str, refusal: Refusal) {
        self.refused.push(refused(name, refusal));
    }
}

/// The same file reached by two ways has one identity.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn fetch(path: &Path) -> Result<Arc<[u8]>, Refusal> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| io_refusal(&error))?;
    let size =
        file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| io_refusal(&error))?;
    if size as u64 > MAX_FILE {
        return Err((
            UnreadableKind::TooLarge,
            "文件超过 512 MB，没有读取；请拆分后再检查".to_owned(),
        ));
    }
    Ok(bytes.into())
}

/// What the system said, in the words of the desk.
pub(super) fn io_refusal(error: &io::Error) -> Refusal {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            (UnreadableKind::Missing, "找不到这个文件或文件夹，请检查路径和文件名".to_owned())
        }
        ErrorKind::PermissionDenied => (
            UnreadableKind::Denied,
            "没有权限打开，请检查文件权限，或复制一份到自己的文件夹".to_owned(),
        ),
        ErrorKind::IsADirectory => (UnreadableKind::Denied, "这是文件夹，不是文件".to_owned()),
        _ => (
            UnreadableKind::Denied,
            format!("打不开（{error}）；如果正被其他程序占用，请关闭后再试"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_files() {
        let check = |name: &str, expect: bool| assert_eq!(wanted(name), expect, "{name}");
        check("关于开展检查的通知.docx", true);
        check("通知.DOC", true);
        check("~$通知.docx", false);
        check(".通知.docx", false);
        check("说明", false);
        check("照片.jpg", false);
    }

    #[test]
    fn folders_are_walked_in_order_and_gaps_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["乙.txt", "甲/丙.md", "~$乙.docx", ".藏.txt", "图.png"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, "正文").expect("a file");
        }
        let root = folder.path().to_string_lossy().into_owned();
        let (entries, refused) =
            walk(&[root.clone(), format!("{root}/乙.txt"), format!("{root}/无.txt")]);
        let names: Vec<_> = entries.iter().map(|entry| entry.name.replace(&root, "")).collect();
        assert_eq!(names, ["/乙.txt", "/甲/丙.md"]);
        assert_eq!(
            refused.iter().map(|refused| refused.kind).collect::<Vec<_>>(),
            [UnreadableKind::Missing]
        );
    }
}
