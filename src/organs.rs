//! Organs: their canonical names, short forms and levels, for the office the tool works in.
//!
//! Short forms come from `dictionaries/organs.tsv`, places from the jurisdiction; nothing is guessed where two organs could be meant.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::document::Level;

pub mod names;
pub mod place;

/// Whose office this is; levels and "our own place" come from here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Jurisdiction {
    /// Level of the office.
    pub level: Option<Level>,
    /// 省、自治区、直辖市.
    pub province: Option<String>,
    /// 市、州.
    pub city: Option<String>,
    /// 县、市、区 below it.
    pub counties: Vec<String>,
    /// 乡、镇、街道 below it.
    pub townships: Vec<String>,
}

/// The organs known: derived from the jurisdiction, then the user's own aliases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organs {
    jurisdiction: Jurisdiction,
    aliases: BTreeMap<String, String>,
}

impl Organs {
    /// Prepares the directory of a jurisdiction; `aliases` maps a short form to its canonical name.
    pub fn new(jurisdiction: Jurisdiction, aliases: BTreeMap<String, String>) -> Self {
        Self { jurisdiction, aliases }
    }

    /// Whose office this is.
    pub fn jurisdiction(&self) -> &Jurisdiction {
        &self.jurisdiction
    }

    /// The canonical name of an organ written `name` (市教育局 → 澜溪市教育局); `name` itself where nothing better is known.
    pub fn canonical(&self, name: &str) -> String {
        self.canonical_at(name, None)
    }

    /// As [`Organs::canonical`], for a name written in a document of `home` (青禾县): 县教育局 is then 青禾县教育局.
    pub fn canonical_at(&self, name: &str, home: Option<&str>) -> String {
        let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(full) = self.aliases.get(&name) {
            return full.clone();
        }
        let central = self.jurisdiction.level == Some(Level::Central);
        if let Some(full) = names::central(&name, central) {
            return full.to_owned();
        }
        let bare = name.strip_prefix("中国共产党").or_else(|| name.strip_prefix("中共"));
        let (party, bare) = (bare.is_some(), bare.unwrap_or(&name));
        let Some((place, rest)) = self.placed(bare, home) else { return self.unplaced(&name) };
        let level = self.place_level(place);
        if let Some(organ) = names::local(rest) {
            return organ.at(place, level, rest);
        }
        if let Some((organ, office)) = names::short_and_office(rest) {
            let short = rest.strip_suffix(office).unwrap_or(rest);
            return format!("{}{office}", organ.at(place, level, short));
        }
        format!("{}{place}{rest}", if party { "中共" } else { "" })
    }

    /// The organ whose inner office (科室) `name` is: 澜溪市教育局安全科 → 澜溪市教育局. `None` where `name` stands for itself.
    pub fn parent(&self, name: &str) -> Option<String> {
        let full = self.canonical(name);
        let body = full.strip_prefix("中共").unwrap_or(&full);
        let from = full.len() - body.len() + place::chain(body, &self.jurisdiction).end;
        if let Some(office) = names::special_parent(full.get(from..)?) {
            return Some(self.canonical(&format!("{}{office}", full.get(..from)?)));
        }
        let end = names::parent_end(&full, from)?;
        full.get(..end).map(str::to_owned)
    }

    /// The organ `name` counts under: its parent where it is an inner office, else its canonical name.
    pub fn department(&self, name: &str) -> String {
        let full = self.parent(name).unwrap_or_else(|| self.canonical(name));
        // 中共澜溪市委员会 signs what 市委 issues: one organ, counted under one name.
        let committee = full.strip_prefix("中共").and_then(|rest| rest.strip_suffix("员会"));
        let place = committee.and_then(|rest| rest.strip_suffix('委'));
        match committee.filter(|_| {
            place.is_some_and(|place| place::chain(place, &self.jurisdiction).end == place.len())
        }) {
            Some(short) => format!("中共{short}"),
            None => full,
        }
    }

    /// The one organ of `seen` that a short form means where the directory names another: 市文旅局 is 文化和旅游局 by the
    /// directory, yet the papers at hand are those of a 文化广电和旅游局.
    pub fn as_seen(&self, organ: &str, seen: &BTreeSet<String>) -> Option<String> {
        if seen.contains(organ) {
            return None;
        }
        let from = place::chain(organ, &self.jurisdiction).end;
        let (place, rest) = organ.split_at_checked(from).filter(|(place, _)| !place.is_empty())?;
        let shorts = names::shorts(rest);
        let known = seen.range(place.to_owned()..).take_while(|name| name.starts_with(place));
        let mut fits = known.filter(|name| {
            let other = name.get(from..).unwrap_or_default();
            names::local(other).is_some()
                && shorts.iter().any(|short| names::abbreviates(short, other))
        });
        let only = fits.next()?;
        fits.next().is_none().then(|| only.clone())
    }

    /// The administrative level of an organ, where its name tells.
    pub fn level(&self, name: &str) -> Option<Level> {
        let full = self.canonical(name);
        let body = full.strip_prefix("中共").filter(|rest| !rest.starts_with("中央"));
        let body = body.unwrap_or(&full);
        let whole = body;
        let body = names::after_central(body);
        if body.central && body.rest.is_empty() {
            return Some(Level::Central);
        }
        if names::is_unit(whole) {
            return Some(Level::Unit);
        }
        match place::chain(body.rest, &self.jurisdiction).level {
            Some(level) => Some(level),
            None if body.central => Some(Level::Central),
            None => self.level_of_word(body.rest),
        }
    }

    /// The place an organ's name begins with: 青禾县教育局 → 青禾县.
    pub fn place<'a>(&self, name: &'a str) -> Option<&'a str> {
        let body = name.strip_prefix("中共").unwrap_or(name);
        let end = place::chain(body, &self.jurisdiction).end;
        body.get(..end).filter(|place| !place.is_empty())
    }

    /// Whether the whole of `text` (without white space) can be the name of one organ or unit.
    pub fn is_organ(&self, text: &str) -> bool {
        self.aliases.contains_key(text) || names::looks_like_organ(text)
    }

    /// Place (canonical) and remainder of a name; short level words become our own places.
    fn placed<'a>(&'a self, name: &'a str, home: Option<&'a str>) -> Option<(&'a str, &'a str)> {
        let chain = place::chain(name, &self.jurisdiction);
        if chain.end > 0 {
            let (start, end) = if self.known_place(name.get(chain.last..chain.end)?) {
                (chain.last, chain.end)
            } else {
                (0, chain.end)
            };
            let rest = name.get(end..).filter(|rest| !rest.is_empty())?;
            return Some((name.get(start..end)?, rest));
        }
        let word = ["自治区", "街道"].into_iter().find(|word| name.starts_with(word));
        let word = word.or_else(|| name.get(..name.chars().next()?.len_utf8()))?;
        let rest = name.get(word.len()..)?;
        let known = names::local(rest).is_some() || names::begins_with_short(rest);
        let place = home
            .filter(|home| home.ends_with(word))
            .or_else(|| place::own(word, &self.jurisdiction))?;
        (known || (names::looks_like_organ(rest) && !place::is_word(name))).then_some((place, rest))
    }

    /// A name without any place: a usual short form belongs to our own place.
    fn unplaced(&self, name: &str) -> String {
        let own = place::home(&self.jurisdiction);
        let organ = names::local(name).filter(|_| name.chars().count() > 2);
        match (own, organ) {
            (Some(place), Some(organ)) => organ.at(place, self.place_level(place), name),
            _ => name.to_owned(),
        }
    }

    fn known_place(&self, place: &str) -> bool {
        let own = &self.jurisdiction;
        let named = own.city.iter().chain(&own.counties).chain(&own.townships);
        own.province.iter().chain(named).any(|name| name == place)
    }

    fn place_level(&self, place: &str) -> Option<Level> {
        place::chain(place, &self.jurisdiction).level
    }

    fn level_of_word(&self, name: &str) -> Option<Level> {
        let level = match name.chars().next()? {
            '省' => Level::Province,
            '市' if self.jurisdiction.level == Some(Level::County) => Level::County,
            '市' | '州' | '盟' => Level::City,
            '县' | '区' | '旗' => Level::County,
            '镇' | '乡' => Level::Township,
            _ if name.starts_with("自治区") => Level::Province,
            _ if name.starts_with("街道") => Level::Township,
            _ => return self.jurisdiction.level.filter(|_| names::local(name).is_some()),
        };
        (!place::is_word(name)).then_some(level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(level: Level) -> Organs {
        let text = |name: &str| Some(name.to_owned());
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let counties = match level {
            Level::County => list(&["青禾县"]),
            _ => list(&["望桥区", "青禾县", "石坞县"]),
        };
        let jurisdiction = Jurisdiction {
            level: Some(level),
            province: text("岚川省"),
            city: text("澜溪市"),
            counties,
            townships: list(&["柳渡镇", "松岭乡"]),
        };
        let aliases = BTreeMap::from([("市数据中心".to_owned(), "澜溪市数据资源中心".to_owned())]);
        Organs::new(jurisdiction, aliases)
    }

    fn check(name: &str, expect: &str) {
        assert_eq!(directory(Level::City).canonical(name), expect, "{name}");
    }

    #[test]
    fn short_forms() {
        check("市府办", "澜溪市人民政府办公室");
        check("市政府办", "澜溪市人民政府办公室");
        check("市政府办公室", "澜溪市人民政府办公室");
        check("市人民政府办公室", "澜溪市人民政府办公室");
        check("市政府", "澜溪市人民政府");
        check("市人民政府", "澜溪市人民政府");
        check("市委办", "中共澜溪市委办公室");
        check("市委办公室", "中共澜溪市委办公室");
        check("市委", "中共澜溪市委");
        check("市纪委", "中共澜溪市纪律检查委员会");
        check("市委组织部", "中共澜溪市委组织部");
        check("市教育局", "澜溪市教育局");
        check("市 教 育 局", "澜溪市教育局");
        check("市卫健委", "澜溪市卫生健康委员会");
        check("市卫生健康委", "澜溪市卫生健康委员会");
        check("市发改委", "澜溪市发展和改革委员会");
        check("市发展改革委", "澜溪市发展和改革委员会");
        check("市住建局", "澜溪市住房和城乡建设局");
        check("市人社局", "澜溪市人力资源和社会保障局");
        check("市资规局", "澜溪市自然资源和规划局");
        check("市市场监管局", "澜溪市市场监督管理局");
        check("市场监管局", "澜溪市市场监督管理局");
        check("市市场监督管理局", "澜溪市市场监督管理局");
        check("市安委办", "澜溪市安全生产委员会办公室");
        check("市安委会办公室", "澜溪市安全生产委员会办公室");
        check("市安委会", "澜溪市安全生产委员会");
        check("市食安办", "澜溪市食品安全委员会办公室");
        check("市防指", "澜溪市防汛抗旱指挥部");
        check("市税务局", "国家税务总局澜溪市税务局");
        check("市总工会", "澜溪市总工会");
        check("团市委", "团市委");
        check("市中心血站", "澜溪市中心血站");
    }

    #[test]
    fn other_levels() {
        check("省应急厅", "岚川省应急管理厅");
        check("省政府办公厅", "岚川省人民政府办公厅");
        check("省府办", "岚川省人民政府办公厅");
        check("省政府", "岚川省人民政府");
        check("省委办公厅", "中共岚川省委办公厅");
        check("青禾县教育局", "青禾县教育局");
        check("青禾县政府", "青禾县人民政府");
        check("青禾县委", "中共青禾县委");
        check("青禾县卫健局", "青禾县卫生健康局");
        check("澜溪市青禾县教育局", "青禾县教育局");
        check("县教育局", "县教育局");
        check("柳渡镇政府", "柳渡镇人民政府");
        check("国家卫健委", "国家卫生健康委员会");
        check("国务院办公厅", "国务院办公厅");
        check("国家发展改革委", "国家发展和改革委员会");
        check("东屏市教育局", "东屏市教育局");
        check("东屏市府办", "东屏市人民政府办公室");
        check("市教育局安全科", "澜溪市教育局安全科");
        check("市卫健委医政科", "澜溪市卫生健康委员会医政科");
    }

    #[test]
    fn full_names_and_strangers() {
        for name in [
            "澜溪市人民政府",
            "澜溪市人民政府办公室",
            "中共澜溪市委办公室",
            "中共澜溪市委员会",
            "澜溪市住房和城乡建设局",
            "岚川省人民政府办公厅",
            "中共中央办公厅",
            "教育部",
            "市民朋友",
            "张某某",
            "",
        ] {
            check(name, name);
        }
        check("市数据中心", "澜溪市数据资源中心");
    }

    #[test]
    fn county_office() {
        let organs = directory(Level::County);
        for (name, expect) in [
            ("县政府", "青禾县人民政府"),
            ("县府办", "青禾县人民政府办公室"),
            ("县委", "中共青禾县委"),
            ("县教育局", "青禾县教育局"),
            ("市教育局", "澜溪市教育局"),
        ] {
            assert_eq!(organs.canonical(name), expect, "{name}");
        }
        let city = directory(Level::City);
        assert_eq!(city.canonical_at("县教育局", Some("石坞县")), "石坞县教育局");
    }

    #[test]
    fn organs_as_seen() {
        let check = |organ: &str, seen: &[&str], expect: Option<&str>| {
            let directory = directory(Level::City);
            let seen = seen.iter().map(|name| (*name).to_owned()).collect();
            let got = directory.as_seen(&directory.canonical(organ), &seen);
            assert_eq!(got.as_deref(), expect, "{organ} {seen:?}");
        };
        check(
            "市文旅局",
            &["澜溪市文化广电和旅游局", "澜溪市教育局"],
            Some("澜溪市文化广电和旅游局"),
        );
        check("市文旅局", &["澜溪市文化广电和旅游局", "澜溪市文化和旅游局"], None);
        check("市文旅局", &["青禾县文化广电和旅游局"], None);
        check("市城管局", &["澜溪市城市管理综合行政执法局"], Some("澜溪市城市管理综合行政执法局"));
        check("市交通局", &["澜溪市交通运输综合行政执法局"], None);
        check("市教育局", &["澜溪市体育局"], None);
    }

    fn check_department(name: &str, expect: &str) {
        assert_eq!(directory(Level::City).department(name), expect, "{name}");
    }

    #[test]
    fn inner_offices() {
        check_department("市教育局安全科", "澜溪市教育局");
        check_department("澜溪市市场监督管理局餐饮科", "澜溪市市场监督管理局");
        check_department("澜溪市教育局办公室", "澜溪市教育局");
        check_department("澜溪市卫生健康委员会办公室", "澜溪市卫生健康委员会");
        check_department("市卫生健康委办公室", "澜溪市卫生健康委员会");
        check_department("中共澜溪市委员会", "中共澜溪市委");
        check_department("中共澜溪市纪律检查委员会", "中共澜溪市纪律检查委员会");
        check_department("市政府办公室", "澜溪市人民政府办公室");
        check_department("市政府办公室会务科", "澜溪市人民政府办公室");
        check_department("市政府督查室", "澜溪市人民政府办公室");
        check_department("市委办公室", "中共澜溪市委办公室");
        check_department("市委宣传部办公室", "中共澜溪市委宣传部");
        check_department("市安委办", "澜溪市安全生产委员会办公室");
        check_department("澜溪市爱国卫生运动委员会办公室", "澜溪市爱国卫生运动委员会办公室");
        check_department("澜溪市防汛抗旱指挥部办公室", "澜溪市防汛抗旱指挥部办公室");
        check_department("澜溪市双拥工作领导小组办公室", "澜溪市双拥工作领导小组办公室");
        check_department("澜溪市人大常委会办公室", "澜溪市人大常委会办公室");
        check_department("岚川省教育厅办公室", "岚川省教育厅");
        check_department("青禾县教育局基教股", "青禾县教育局");
        check_department("澜溪市公安局交通警察支队", "澜溪市公安局交通警察支队");
        check_department("教育部办公厅", "教育部办公厅");
        check_department("柳渡镇人民政府", "柳渡镇人民政府");
        check_department("柳渡镇党政办公室", "柳渡镇党政办公室");
    }

    fn check_level(name: &str, expect: Option<Level>) {
        assert_eq!(directory(Level::City).level(name), expect, "{name}");
    }

    #[test]
    fn levels() {
        check_level("国务院办公厅", Some(Level::Central));
        check_level("教育部", Some(Level::Central));
        check_level("教育部办公厅", Some(Level::Central));
        check_level("国家乡村供水管理局", Some(Level::Central));
        check_level("中共中央办公厅", Some(Level::Central));
        check_level("中国人民银行", Some(Level::Central));
        check_level("岚川省教育厅", Some(Level::Province));
        check_level("中共岚川省委", Some(Level::Province));
        check_level("上海市教育委员会", Some(Level::Province));
        check_level("广西壮族自治区教育厅", Some(Level::Province));
        check_level("澜溪市教育局", Some(Level::City));
        check_level("市教育局", Some(Level::City));
        check_level("东屏市人民政府", Some(Level::City));
        check_level("国家税务总局澜溪市税务局", Some(Level::City));
        check_level("云岭彝族自治州人民政府", Some(Level::City));
        check_level("望桥区人民政府", Some(Level::County));
        check_level("澜溪市望桥区教育局", Some(Level::County));
        check_level("沙河县人民政府", Some(Level::County));
        check_level("岚川省东屏市人民政府", Some(Level::City));
        check_level("澜溪市东屏市人民政府", Some(Level::County));
        check_level("澜溪经济技术开发区管委会", Some(Level::County));
        check_level("国家税务总局青禾县税务局", Some(Level::County));
        check_level("柳渡镇人民政府", Some(Level::Township));
        check_level("青禾县白鹭乡人民政府", Some(Level::Township));
        check_level("望桥区河东街道办事处", Some(Level::Township));
        check_level("中共柳渡镇委员会", Some(Level::Township));
        check_level("澜溪市第一中学", Some(Level::Unit));
        check_level("澜溪市人民医院", Some(Level::Unit));
        check_level("澜溪市城市建设投资有限公司", Some(Level::Unit));
        check_level("澜溪市住房和城乡建设局", Some(Level::City));
        check_level("澜溪市城市管理局", Some(Level::City));
        check_level("澜溪市乡村振兴局", Some(Level::City));
        check_level("澜溪市行政审批服务局", Some(Level::City));
        check_level("张某某", None);
    }
}
