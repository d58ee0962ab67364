//! From the file an office names to the list of layers it rests on: 国家 < 省 < 市 < 单位, lowest first.
//!
//! A layer names those beneath it by `extends`: files (from its own folder) or packs compiled in. The default pack lies
//! beneath everything, the pack in force comes next, then the files.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use toml::Value;

use super::error::{Error, Fault};
use super::source::Source;
use super::{DEFAULT_PACK, PACKS};

/// Gives the text of a configuration file.
pub type Reader<'a> = &'a dyn Fn(&Path) -> io::Result<String>;

/// Layers one upon another; no office has more.
const DEEPEST: usize = 16;

/// One layer of the chain.
#[derive(Debug)]
pub(super) struct Link {
    /// Its keys.
    pub(super) source: Source,
    /// Is it the office's own file, which need not say where its values come from?
    pub(super) own: bool,
    target: Target,
}

/// Where a layer's text is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Pack(&'static str),
    File(PathBuf),
}

/// All layers, lowest first, and the name of the pack in force.
pub(super) fn follow(
    own: Option<(&Path, &str)>,
    pack: Option<&str>,
    read: Reader<'_>,
) -> Result<(Vec<Link>, String), Error> {
    let mut walk = Walk { read, links: Vec::new(), open: Vec::new() };
    if let Some((path, text)) = own {
        walk.enter(Target::File(plain(path)), &path.display().to_string(), text)?;
        walk.links.iter_mut().for_each(|link| link.own = link.target == Target::File(plain(path)));
    }
    let files = std::mem::take(&mut walk.links);
    let asked = Source::parse("--pack", "")?;
    let written = files.iter().rev().find(|link| link.source.table.contains_key("pack"));
    let (source, folder) = match (pack, written) {
        (None, Some(link)) => (&link.source, link.target.folder()),
        _ => (&asked, Path::new("")),
    };
    let written = source.table.get("pack").map(|value| text(value, source, "pack")).transpose()?;
    let name = pack.or(written).unwrap_or(DEFAULT_PACK);
    walk.visit(Target::Pack(DEFAULT_PACK), &asked, "pack")?;
    walk.visit(resolve(name, folder, source, "pack")?, source, "pack")?;
    let name = name.to_owned();
    let mut seen = BTreeSet::new();
    let mut links = walk.links;
    links.extend(files);
    links.retain(|link| seen.insert(link.target.clone()));
    Ok((links, name))
}

struct Walk<'a> {
    read: Reader<'a>,
    links: Vec<Link>,
    /// Layers being followed: meeting one again is a circle.
    open: Vec<Target>,
}

impl Walk<'_> {
    /// A layer that `key` of `source` names.
    fn visit(&mut self, target: Target, source: &Source, key: &str) -> Result<(), Error> {
        if self.open.contains(&target) {
            let names = self.open.iter().chain([&target]).map(Target::name).collect::<Vec<_>>();
            return Err(source.wrong(key, Fault::Cycle(names.join(" → "))));
        }
        if self.open.len() >= DEEPEST {
            return Err(source.wrong(key, Fault::TooDeep(DEEPEST)));
        }
        if self.links.iter().any(|link| link.target == target) {
            return Ok(());
        }
        let name = target.name();
        match &target {
            Target::Pack(pack) => {
                let text =
                    PACKS.iter().find(|(known, _)| known == pack).map_or("", |(_, text)| text);
                self.enter(target, &name, text)
            }
            Target::File(path) => {
                let text = (self.read)(path).map_err(|error| {
                    let fault = Fault::Unreadable { file: name.clone(), message: reason(&error) };
                    source.wrong(key, fault)
                })?;
                self.enter(target, &name, &text)
            }
        }
    }

    /// What a layer rests on, then the layer itself.
    fn enter(&mut self, target: Target, place: &str, text: &str) -> Result<(), Error> {
        let source = Source::parse(place, text)?;
        let beneath = extends(&source, target.folder())?;
        self.open.push(target.clone());
        for (target, key) in beneath {
            self.visit(target, &source, &key)?;
        }
        self.open.pop();
        self.links.push(Link { source, own: false, target });
        Ok(())
    }
}

/// The layers `extends` names, with the keys to blame.
fn extends(source: &Source, folder: &Path) -> Result<Vec<(Target, String)>, Error> {
    let named: Vec<(&Value, String)> = match source.table.get("extends") {
        None => Vec::new(),
        Some(Value::Array(items)) => {
            items.iter().enumerate().map(|(at, item)| (item, format!("extends.{at}"))).collect()
        }
        Some(one) => vec![(one, "extends".to_owned())],
    };
    let resolved = named.into_iter().map(|(value, key)| {
        let name = text(value, source, &key)?;
        Ok((resolve(name, folder, source, &key)?, key))
    });
    resolved.collect()
}

fn text<'a>(value: &'a Value, source: &Source, key: &str) -> Result<&'a str, Error> {
    value.as_str().ok_or_else(|| source.bad(key, "应当是文件路径或规则包名称，写在引号里"))
}

/// A pack's name, or the path of a file from the folder of the layer that names it.
fn resolve(name: &str, folder: &Path, source: &Source, key: &str) -> Result<Target, Error> {
    if let Some((pack, _)) = PACKS.iter().find(|(known, _)| *known == name) {
        return Ok(Target::Pack(pack));
    }
    let file = Path::new(name);
    if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return Ok(Target::File(plain(&folder.join(file))));
    }
    Err(source.wrong(key, Fault::UnknownPack(name.to_owned())))
}

impl Target {
    fn name(&self) -> String {
        match self {
            Self::Pack(name) => format!("规则包 {name}"),
            Self::File(path) => path.display().to_string(),
        }
    }

    fn folder(&self) -> &Path {
        match self {
            Self::Pack(_) => Path::new(""),
            Self::File(path) => path.parent().unwrap_or(Path::new("")),
        }
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => {
            "没有这个文件，请检查路径（从写 extends 的文件所在文件夹算起）".to_owned()
        }
        ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
        ErrorKind::InvalidData => "不是 UTF-8 编码，请用“另存为”改成 UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// Without `.`, and without `..` behind a folder, so that a file has one name.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder in memory.
    fn names(files: &[(&str, &str)], pack: Option<&str>) -> Result<Vec<String>, String> {
        let read = |path: &Path| {
            let found = files.iter().find(|(name, _)| Path::new(name) == path);
            found.map(|(_, text)| (*text).to_owned()).ok_or(ErrorKind::NotFound.into())
        };
        let own = files.first().map(|(name, text)| (Path::new(*name), *text));
        let (links, _) = follow(own, pack, &read).map_err(|error| error.to_string())?;
        Ok(links.into_iter().map(|link| link.source.place).collect())
    }

    #[test]
    fn layers_lie_in_order() {
        let check = |files: &[(&str, &str)], pack: Option<&str>, expect: &[&str]| {
            assert_eq!(names(files, pack).unwrap(), expect);
        };
        check(&[], None, &["规则包 national-2024"]);
        check(&[("a.toml", "")], None, &["规则包 national-2024", "a.toml"]);
        check(
            &[("a.toml", "pack = \"city-2021\"")],
            None,
            &["规则包 national-2024", "规则包 city-2021", "a.toml"],
        );
        check(
            &[("a.toml", "pack = \"city-2021\"")],
            Some("national-2019"),
            &["规则包 national-2024", "规则包 national-2019", "a.toml"],
        );
        let four = [
            ("市/局/jianfu.toml", "extends = \"../市.toml\""),
            ("市/市.toml", "extends = [\"../省.toml\", \"city-2021\"]"),
            ("省.toml", "extends = \"national-2019\""),
        ];
        check(
            &four,
            None,
            &[
                "规则包 national-2024",
                "规则包 national-2019",
                "省.toml",
                "规则包 city-2021",
                "市/市.toml",
                "市/局/jianfu.toml",
            ],
        );
        let twice = [
            ("a.toml", "extends = [\"b.toml\", \"c.toml\"]"),
            ("b.toml", "extends = \"d.toml\""),
            ("c.toml", "extends = \"./d.toml\""),
            ("d.toml", ""),
        ];
        check(&twice, None, &["规则包 national-2024", "d.toml", "b.toml", "c.toml", "a.toml"]);
        let pack = [("局/a.toml", "pack = \"../包.toml\""), ("包.toml", "")];
        check(&pack, None, &["规则包 national-2024", "包.toml", "局/a.toml"]);
    }

    #[test]
    fn faults_have_their_file_and_line() {
        let check = |files: &[(&str, &str)], expect: &[&str]| {
            let said = names(files, None).unwrap_err();
            assert!(expect.iter().all(|part| said.contains(part)), "{said}");
        };
        check(
            &[("a.toml", "\nextends = \"无.toml\"")],
            &["a.toml 第 2 行", "无.toml", "没有这个文件"],
        );
        check(&[("a.toml", "extends = \"a.toml\"")], &["a.toml 第 1 行", "a.toml → a.toml"]);
        let circle =
            [("a.toml", "extends = \"b.toml\""), ("b.toml", "# 市\nextends = [\"./a.toml\"]")];
        check(&circle, &["b.toml 第 2 行", "a.toml → b.toml → a.toml"]);
        check(&[("a.toml", "extends = 3")], &["a.toml 第 1 行", "“extends”", "引号"]);
        check(&[("a.toml", "extends = [\"b.toml\", 3]"), ("b.toml", "")], &["“extends”"]);
        check(&[("a.toml", "extends = \"city-2020\"")], &["city-2020", "city-2021"]);
        check(&[("a.toml", "extends = \"b.toml\""), ("b.toml", "x")], &["b.toml 第 1 行", "“x”"]);
    }
}
