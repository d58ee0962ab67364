//! `--baseline` and `--write-baseline`: reads, applies and writes the baseline file.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf, absolute};

use anyhow::{Context, anyhow, bail};

use super::args::{Common, Judging};
use super::output;
use crate::baseline::{Baseline, Scope};
use crate::report::{Report, Selection};

/// Marks the findings that `--baseline` lists; with `--write-baseline` brings the file up to date first.
pub(super) fn apply(
    judging: &Judging,
    selection: &Selection,
    common: &Common,
    report: &mut Report,
) -> anyhow::Result<()> {
    let Some(file) = judging.baseline.as_deref() else { return Ok(()) };
    let folder = absolute(file)?.parent().map(Path::to_path_buf).unwrap_or_default();
    let scope = Scope {
        name: &|source| name(source, &folder),
        exists: &|document| exists(document, &folder),
        selection,
    };
    let known = match read(file)? {
        Some(mut known) if judging.write_baseline => {
            let before = known.len();
            known.shrink(report, &scope);
            let gone = before - known.len();
            write(file, &known)?;
            say(common, &format!("基线已更新：删去 {gone} 条，余 {} 条", known.len()));
            known
        }
        Some(known) => known,
        None if judging.write_baseline => {
            let known = Baseline::take(report, &scope);
            write(file, &known)?;
            say(common, &format!("基线已新建：{} 条", known.len()));
            known
        }
        None => bail!("没有基线文件“{}”，要新建请加 --write-baseline", file.display()),
    };
    let gone = known.mark(report, &scope);
    if gone > 0 {
        say(common, &format!("基线中有 {gone} 条不再出现，可加 --write-baseline 清理"));
    }
    Ok(())
}

fn say(common: &Common, message: &str) {
    if !common.quiet {
        output::complain(message);
    }
}

fn read(file: &Path) -> anyhow::Result<Option<Baseline>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| format!("读不了基线文件“{}”", file.display()));
        }
    };
    let known = Baseline::parse(&text).map_err(|said| anyhow!("“{}”{said}", file.display()))?;
    Ok(Some(known))
}

fn write(file: &Path, known: &Baseline) -> anyhow::Result<()> {
    fs::write(file, known.render()?).with_context(|| format!("写不了基线文件“{}”", file.display()))
}

/// How a baseline names a source: its path from the baseline's folder, so that the file can travel with the documents.
fn name(source: &str, folder: &Path) -> String {
    if source == "-" {
        return source.to_owned();
    }
    let (file, entry) = source.split_at(source.find('!').unwrap_or(source.len()));
    let (Ok(file), folder) = (absolute(file).map(|path| plain(&path)), plain(folder)) else {
        return source.to_owned();
    };
    let shared = file.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return source.replace('\\', "/");
    }
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/") + entry
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// Is the file, or the archive that holds it, still there?
fn exists(document: &str, folder: &Path) -> bool {
    let file = document.split('!').next().unwrap_or(document);
    document == "-" || folder.join(file).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel() {
        let here = absolute(".").expect("a current folder");
        let check = |source: &str, folder: &str, expect: &str| {
            assert_eq!(name(source, &here.join(folder)), expect, "{source} from {folder}");
        };
        check("公文/甲.txt", "", "公文/甲.txt");
        check("./公文/../公文/甲.txt", "公文", "甲.txt");
        check("公文/包.zip!里/甲.txt", "检查", "../公文/包.zip!里/甲.txt");
        check("-", "检查", "-");
    }
}
