//! Names of organs without their place: short forms, endings, and which office belongs to which organ.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::Level;

/// An organ of `dictionaries/organs.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Organ {
    template: &'static str,
    class: &'static str,
}

impl Organ {
    /// Its canonical name at a place; `short` is how it was written.
    pub fn at(self, place: &str, level: Option<Level>, short: &str) -> String {
        let name = self.template.replace("{}", place);
        let office = self.class == "党政" && name.ends_with("办公室") && !short.ends_with("办公室");
        match name.strip_suffix("办公室") {
            // 省政府办 is the 办公厅: provincial offices bear that name.
            Some(stem) if office && level == Some(Level::Province) => format!("{stem}办公厅"),
            _ => name,
        }
    }
}

/// The central organ a short form names. A form that local organs share (卫健委) counts only in a central office.
pub fn central(name: &str, in_central_office: bool) -> Option<&'static str> {
    let organ = DIRECTORY.central.get(name)?;
    (in_central_office || !DIRECTORY.local.contains_key(name)).then_some(organ.template)
}

/// The organ a name without its place names, be it short (卫健委) or full (卫生健康委员会).
pub fn local(name: &str) -> Option<Organ> {
    DIRECTORY.local.get(name).or_else(|| DIRECTORY.full.get(name)).copied()
}

/// The short forms of an organ whose full name without its place is `full`.
pub fn shorts(full: &str) -> Vec<&'static str> {
    let Some(organ) = DIRECTORY.full.get(full) else { return Vec::new() };
    let named = DIRECTORY.local.iter().filter(|(_, other)| *other == organ);
    named.map(|(short, _)| *short).collect()
}

/// Whether `short` picks characters of `full` in their order, its first and last among them.
pub fn abbreviates(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    short.chars().next() == full.chars().next()
        && short.chars().next_back() == full.chars().next_back()
        && short.chars().all(|c| rest.any(|other| other == c))
}

/// Whether `name` is a short form followed by an inner office: 卫健委医政科.
pub fn begins_with_short(name: &str) -> bool {
    short_and_office(name).is_some()
}

/// A short form and the inner office after it.
pub fn short_and_office(name: &str) -> Option<(Organ, &str)> {
    let ends = name.char_indices().map(|(at, _)| at).skip(2);
    ends.filter_map(|end| {
        let office = name.get(end..)?;
        let organ = local(name.get(..end)?)?;
        is_office(office).then_some((organ, office))
    })
    .last()
}

/// Whether the whole of `text` can be the name of an organ or unit, by its ending and by what names never hold.
pub fn looks_like_organ(text: &str) -> bool {
    const NEVER_FIRST: [&str; 12] =
        ["关于", "的", "了", "按照", "根据", "现将", "请", "各", "有关", "本", "报送", "为"];
    const NEVER_IN: [&str; 6] = ["关于", "的", "通知", "转发", "印发", "批转"];
    let count = text.chars().take(45).count();
    (2..45).contains(&count)
        && CUES.endings.iter().any(|ending| text.ends_with(ending.as_str()))
        && text.chars().all(|c| c.is_alphanumeric() || "（）()·“”".contains(c))
        && !NEVER_FIRST.iter().any(|word| text.starts_with(word))
        && !NEVER_IN.iter().any(|word| text.contains(word))
        && !addresses_another(text)
}

/// 国务院办公厅对全国人大…: an organ that speaks of another one is the beginning of a title.
fn addresses_another(text: &str) -> bool {
    ["对", "就", "致", "向"].iter().filter_map(|verb| text.split_once(verb)).any(|(head, _)| {
        head.chars().count() >= 3
            && CUES.endings.iter().any(|ending| head.ends_with(ending.as_str()))
    })
}

/// Byte where the parent's name ends if `name` is an inner office of it; the place ends at `from`.
pub fn parent_end(name: &str, from: usize) -> Option<usize> {
    let rest = name.get(from..)?;
    let ends = rest.char_indices().map(|(at, _)| at).skip(1);
    ends.map(|at| from + at).find(|end| {
        let (Some(head), Some(office)) = (name.get(..*end), name.get(*end..)) else { return false };
        is_office(office) && head.chars().count() > 2 && has_inner_offices(head, from)
    })
}

/// Offices that work under another name: 政府督查室 belongs to the 政府办公室.
pub fn special_parent(rest: &str) -> Option<&'static str> {
    match rest {
        "政府督查室" | "人民政府督查室" | "政府研究室" => Some("政府办公室"),
        "委督查室" | "委机要局" => Some("委办公室"),
        _ => None,
    }
}

/// Whether a name is that of a school, hospital, company or association.
pub fn is_unit(name: &str) -> bool {
    CUES.units.iter().any(|ending| name.ends_with(ending.as_str()))
}

/// What follows a central organ's name, and whether there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterCentral<'a> {
    /// Whether the name begins as a central organ's.
    pub central: bool,
    /// The rest: 国家税务总局澜溪市税务局 → 澜溪市税务局.
    pub rest: &'a str,
}

/// Looks behind a central organ's name for the place of its local branch.
pub fn after_central(name: &str) -> AfterCentral<'_> {
    let listed = DIRECTORY.central_full.iter().filter(|full| name.starts_with(**full));
    if let Some(full) = listed.max_by_key(|full| full.len()) {
        return AfterCentral { central: true, rest: name.get(full.len()..).unwrap_or_default() };
    }
    let central = CUES.central.iter().any(|start| name.starts_with(start.as_str()));
    AfterCentral { central, rest: if central && !is_unit(name) { "" } else { name } }
}

/// Parts two central organs written without a gap: 教育部财政部.
pub fn two_central(name: &str) -> Option<(&str, &str)> {
    let listed = |text: &str| {
        let fits = DIRECTORY.central_full.iter().filter(|full| text.starts_with(**full));
        fits.map(|full| full.len()).max()
    };
    let (head, tail) = name.split_at_checked(listed(name)?)?;
    listed(tail).map(|_| (head, tail))
}

/// Whether `office` is the name of an inner office, without its organ.
fn is_office(office: &str) -> bool {
    let count = office.chars().take(16).count();
    (2..16).contains(&count)
        && CUES.offices.iter().any(|ending| office.ends_with(ending.as_str()))
        && !["政府", "员会"].iter().any(|part| office.contains(part))
        && !CUES.standing.iter().any(|body| office.contains(body.as_str()))
}

fn has_inner_offices(head: &str, from: usize) -> bool {
    let rest = head.get(from..).unwrap_or_default();
    let party_committee = rest == "委" || rest == "委员会" || rest == "人大常委会";
    let standing = CUES.standing.iter().any(|body| rest.ends_with(body.as_str()));
    let department = CUES.departments.iter().any(|word| rest.contains(word.as_str()));
    let committee = rest.ends_with("委员会") || rest.ends_with("委");
    CUES.parents.iter().any(|ending| rest.ends_with(ending.as_str()))
        && !party_committee
        && !standing
        && (!committee || department)
        && (!rest.ends_with('办') || rest.len() > 3)
}

/// Words of `dictionaries/cues/organs.toml`.
#[derive(Debug, Default, Deserialize)]
struct Cues {
    endings: Vec<String>,
    offices: Vec<String>,
    parents: Vec<String>,
    standing: Vec<String>,
    departments: Vec<String>,
    units: Vec<String>,
    central: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../dictionaries/cues/organs.toml")).unwrap_or_default()
});

#[derive(Debug, Default)]
struct Directory {
    local: BTreeMap<&'static str, Organ>,
    full: BTreeMap<&'static str, Organ>,
    central: BTreeMap<&'static str, Organ>,
    central_full: Vec<&'static str>,
}

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    let mut directory = Directory::default();
    for line in include_str!("../../dictionaries/organs.tsv").lines() {
        let mut cells = line.split('\t').filter(|_| !line.starts_with('#'));
        if let (Some(shorts), Some(template), Some(class)) =
            (cells.next(), cells.next(), cells.next())
        {
            directory.add(shorts, Organ { template, class });
        }
    }
    directory
});

impl Directory {
    fn add(&mut self, shorts: &'static str, organ: Organ) {
        let names = shorts.split(' ').map(|short| (short, organ));
        if organ.class == "中央" {
            self.central.extend(names);
            self.central_full.push(organ.template);
            return;
        }
        self.local.extend(names);
        if let Some(full) = organ.template.strip_prefix("{}") {
            self.full.insert(full, organ);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: bool) {
        assert_eq!(looks_like_organ(text), expect, "{text}");
    }

    #[test]
    fn shapes() {
        check("澜溪市教育局", true);
        check("国务院办公厅对十届全国人大", false);
        check("关于教育局", false);
        check("做好春季管护工作", false);
    }
}
