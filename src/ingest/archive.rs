//! Archives (.zip): which documents they hold, and the bytes of one of them.
//!
//! Windows archivers write names in GBK without saying so. An archive inside an archive is opened once, not deeper.
//! Sizes, ratios and counts are limited, because a small archive can unfold into one that fills the disk.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use encoding_rs::GB18030;
use zip::ZipArchive;

use super::walk::{io_refusal, wanted};
use super::{Entry, Refusal, refused, sniff};
use crate::document::{Unreadable, UnreadableKind};

const MAX_ENTRIES: usize = 100_000;
const MAX_MEMBER: u64 = 256 << 20;
/// Text packs about 5:1, an empty spreadsheet 100:1; a bomb 1000:1.
const MAX_RATIO: u64 = 300;
/// Small members may have any ratio.
const RATIO_FROM: u64 = 32 << 20;

/// Whether a file is an archive of files, not a document that happens to be packed as one.
pub(super) fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if wanted(&name) && !is_zip_name(&name) {
        return false;
    }
    let mut head = [0; 4];
    let packed = File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && sniff::is_zip(&head);
    packed && !Pack::open_file(path).is_ok_and(|pack| pack.is_document())
}

/// Whether a name that is no file leads into an archive that is one.
pub(super) fn holds(name: &str) -> bool {
    split(name).is_some()
}

/// The documents in an archive, in order of names, and what in it cannot be read.
pub(super) fn list(name: &str, path: &Path) -> Result<(Vec<Entry>, Vec<Unreadable>), Refusal> {
    let mut pack = opened(path)?;
    let (mut entries, mut lost) = (Vec::new(), Vec::new());
    let names = pack.names.clone();
    for (member, &index) in names.iter() {
        let full = format!("{name}!{member}");
        if !is_zip_name(member) {
            entries.push(Entry { name: full });
            continue;
        }
        match pack.nested(index) {
            Ok(inner) if inner.is_document() => entries.push(Entry { name: full }),
            Ok(inner) => entries.extend(
                inner.names.keys().map(|member| Entry { name: format!("{full}!{member}") }),
            ),
            Err(refusal) => lost.push(refused(&full, refusal)),
        }
    }
    if entries.is_empty() && lost.is_empty() {
        return Err((
            UnreadableKind::Empty,
            "压缩包里没有可检查的文件（支持 docx、doc、wps、pdf、ofd、txt、xlsx 等）".to_owned(),
        ));
    }
    Ok((entries, lost))
}

/// The bytes of `archive.zip!entry` or `archive.zip!inner.zip!entry`; `None` where the name leads into no archive.
pub(super) fn member(name: &str) -> Option<Result<Arc<[u8]>, Refusal>> {
    let (outer, inside) = split(name)?;
    Some(fetch(Path::new(outer), inside))
}

fn fetch(path: &Path, inside: &str) -> Result<Arc<[u8]>, Refusal> {
    let mut pack = opened(path)?;
    if let Some(&index) = pack.names.get(inside) {
        return pack.bytes(index);
    }
    for (at, _) in inside.match_indices('!') {
        let (inner, rest) = (&inside[..at], &inside[at + 1..]);
        if let Some(&index) = pack.names.get(inner) {
            let mut inner = nested(path, inner, || pack.nested(index))?;
            let index = inner.names.get(rest).copied().ok_or_else(no_member)?;
            return inner.bytes(index);
        }
    }
    Err(no_member())
}

fn no_member() -> Refusal {
    (UnreadableKind::Missing, "压缩包里没有这个文件，请检查名称".to_owned())
}

/// Parts a name at the first `!` whose left side is a file.
fn split(name: &str) -> Option<(&str, &str)> {
    name.match_indices('!')
        .map(|(at, _)| (&name[..at], &name[at + 1..]))
        .find(|(outer, _)| Path::new(outer).is_file())
}

fn is_zip_name(member: &str) -> bool {
    Path::new(member).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// An open archive with the names of its documents. Clones share the file and the directory.
#[derive(Clone)]
struct Pack {
    zip: ZipArchive<Shared>,
    names: Arc<BTreeMap<String, usize>>,
}

impl Pack {
    fn open_file(path: &Path) -> Result<Self, Refusal> {
        let file = File::open(path).map_err(|error| io_refusal(&error))?;
        Self::new(Shared::new(file).map_err(|error| io_refusal(&error))?)
    }

    fn new(source: Shared) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(source).map_err(|error| zip_refusal(&error))?;
        if zip.len() > MAX_ENTRIES {
            return Err((
                UnreadableKind::TooLarge,
                format!("压缩包里的文件超过 {MAX_ENTRIES} 个，请拆分后再检查"),
            ));
        }
        let mut names = BTreeMap::new();
        for index in 0..zip.len() {
            let Ok(about) = zip.by_index_data(index) else { continue };
            let name = member_name(about.name_raw());
            if !name.ends_with('/')
                && name.split('/').all(|part| !part.starts_with('.') && part != "__MACOSX")
                && name.rsplit('/').next().is_some_and(wanted)
            {
                names.entry(name).or_insert(index);
            }
        }
        Ok(Self { zip, names: Arc::new(names) })
    }

    fn is_document(&self) -> bool {
        let names: Vec<_> = self.zip.file_names_raw().map(member_name).collect();
        sniff::names(names.iter().map(String::as_str)).is_some()
    }

    fn bytes(&mut self, index: usize) -> Result<Arc<[u8]>, Refusal> {
        let member = self.zip.by_index(index).map_err(|error| zip_refusal(&error))?;
        let (size, packed) = (member.size(), member.compressed_size());
        if size > MAX_MEMBER || size > RATIO_FROM && size / packed.max(1) > MAX_RATIO {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(size as usize);
        let read = member.take(MAX_MEMBER + 1).read_to_end(&mut bytes);
        match read {
            Ok(read) if read as u64 > MAX_MEMBER => Err(too_large()),
            Ok(_) => Ok(bytes.into()),
            Err(_) => {
                Err((UnreadableKind::Damaged, "压缩包里的这个文件已损坏，请重新打包".to_owned()))
            }
        }
    }

    fn nested(&mut self, index: usize) -> Result<Self, Refusal> {
        let bytes = self.bytes(index)?;
        Self::new(Shared::new(Cursor::new(bytes)).map_err(|error| io_refusal(&error))?)
    }
}

fn too_large() -> Refusal {
    (
        UnreadableKind::TooLarge,
        "解压后过大（可能是压缩炸弹），没有读取；请确认来源，需要检查时请先解压".to_owned(),
    )
}

fn zip_refusal(error: &zip::result::ZipError) -> Refusal {
    match error {
        zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => {
            (UnreadableKind::Encrypted, "压缩包设了密码，请解压或去掉密码后再检查".to_owned())
        }
        zip::result::ZipError::UnsupportedArchive(_) => (
            UnreadableKind::Unsupported,
            "压缩方式不支持，请解压后检查里面的文件，或用普通 zip 重新打包".to_owned(),
        ),
        _ => (UnreadableKind::Damaged, "压缩包不完整或已损坏，请重新下载或重新打包".to_owned()),
    }
}

/// A member's name: UTF-8 where it is, GBK otherwise, `/` between folders.
fn member_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    // In GBK a second byte may be `\`, so the slashes are turned after decoding.
    name.replace('\\', "/")
}

/// Opens an archive, or finds it open: a large one has many members, and its directory is read once.
fn opened(path: &Path) -> Result<Pack, Refusal> {
    let about = fs::metadata(path).map_err(|error| io_refusal(&error))?;
    let key = (path.to_string_lossy().into_owned(), about.len(), about.modified().ok());
    cached(key, || Pack::open_file(path))
}

fn nested(
    path: &Path,
    inner: &str,
    open: impl FnOnce() -> Result<Pack, Refusal>,
) -> Result<Pack, Refusal> {
    let about = fs::metadata(path).map_err(|error| io_refusal(&error))?;
    cached(
        (format!("{}!{inner}", path.to_string_lossy()), about.len(), about.modified().ok()),
        open,
    )
}

type Key = (String, u64, Option<SystemTime>);

fn cached(key: Key, open: impl FnOnce() -> Result<Pack, Refusal>) -> Result<Pack, Refusal> {
    static OPEN: Mutex<Vec<(Key, Pack)>> = Mutex::new(Vec::new());
    const KEPT: usize = 4;
    let lock = || OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, pack)) = lock().iter().find(|(known, _)| *known == key) {
        return Ok(pack.clone());
    }
    let pack = open()?;
    let mut kept = lock();
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((key, pack.clone()));
    Ok(pack)
}

trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

/// A file many readers read, each at its own place.
#[derive(Clone)]
struct Shared {
    file: Arc<Mutex<Box<dyn Bytes>>>,
    at: u64,
    size: u64,
}

impl Shared {
    fn new(mut file: impl Bytes + 'static) -> io::Result<Self> {
        let size = file.seek(SeekFrom::End(0))?;
        Ok(Self { file: Arc::new(Mutex::new(Box::new(file))), at: 0, size })
    }
}

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::{open, walk};
    use super::*;

    fn pack(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).expect("a member");
            zip.write_all(bytes).expect("memory takes it");
        }
        zip.finish().expect("an archive").into_inner()
    }

    #[test]
    fn members_are_listed_and_read_by_name() {
        let inner = pack(&[("纪要.txt", "内".as_bytes())]);
        let outer = pack(&[
            ("通知/甲.txt", "外".as_bytes()),
            ("附件.zip", &inner),
            ("~$甲.txt", b"x"),
            ("__MACOSX/甲.txt", b"x"),
        ]);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("合集.zip");
        fs::write(&path, outer).expect("a file");
        let root = path.to_string_lossy().into_owned();
        let (entries, refused) = walk(std::slice::from_ref(&root));
        assert!(refused.is_empty());
        let names: Vec<_> = entries.iter().map(|entry| entry.name.replace(&root, "")).collect();
        assert_eq!(names, ["!通知/甲.txt", "!附件.zip!纪要.txt"]);
        let text =
            |entry| open(entry).map(|opened| String::from_utf8_lossy(&opened.bytes).into_owned());
        assert_eq!(
            entries.iter().map(text).collect::<Result<Vec<_>, _>>(),
            Ok(vec!["外".to_owned(), "内".to_owned()])
        );
        let (outright, _) = walk(&[format!("{root}!通知/甲.txt")]);
        assert_eq!(outright.len(), 1);
    }

    #[test]
    fn names_in_gbk() {
        assert_eq!(member_name(&GB18030.encode("会议\\通知.txt").0), "会议/通知.txt");
        assert_eq!(member_name("会议/通知.txt".as_bytes()), "会议/通知.txt");
    }
}
