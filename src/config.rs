//! `jianfu.toml` and the rule packs: whose office this is, which limits hold, what is exempt.
//!
//! A configuration is a chain of layers (国家 < 省 < 市 < 单位). Single values of a later layer replace those of an earlier
//! one, each with the file, the line and the source it comes from; exemptions are added up.

mod chain;
mod error;
mod keys;
pub mod passages;
mod source;
mod weights;

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Table, Value};
use xxhash_rust::xxh3::xxh3_128;

use crate::facts::dates::working::Calendar;
use crate::finding::{Exemption, Finding, Severity};
use crate::organs::{Jurisdiction, Organs};

pub use chain::Reader;
pub use error::{Error, Fault};
pub use keys::nearest;

/// Rule packs compiled in, by name.
pub const PACKS: [(&str, &str); 3] = [
    ("national-2024", include_str!("../rulepacks/national-2024.toml")),
    ("national-2019", include_str!("../rulepacks/national-2019.toml")),
    ("city-2021", include_str!("../rulepacks/city-2021.toml")),
];

/// The pack used unless another is named.
pub const DEFAULT_PACK: &str = "national-2024";

/// The commented configuration `jianfu init` writes.
pub const TEMPLATE: &str = include_str!("../rulepacks/jianfu.toml");

/// Everything a user can set, and the packs beneath it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Organs of this office's jurisdiction.
    pub organs: Organs,
    /// Yearly control numbers by canonical department.
    pub quota: BTreeMap<String, u32>,
    /// What is let pass, in the layers' order.
    pub exempt: Vec<Exempt>,
    /// Name of the pack in force.
    pub pack: String,
    /// Working days, by the built-in years and the file of `[calendar]`.
    pub calendar: Calendar,
    /// The layers, lowest first.
    pub layers: Vec<Layer>,
    settings: BTreeMap<String, Setting>,
    limits: BTreeMap<String, Value>,
    switches: BTreeMap<String, Switch>,
    uses: BTreeMap<String, Vec<String>>,
    weights: weights::Weights,
    /// Passages to be flagged, each with what is compared of it.
    passages: Vec<(String, passages::Passage)>,
    fingerprint: String,
}

/// One file or pack of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The file as the user knows it, or the pack.
    pub name: String,
    /// What the file calls itself: 国家, 省, 市; 本单位 for the office's own.
    pub title: Option<String>,
    /// The instrument the whole layer rests on.
    pub source: Option<String>,
}

/// A value in force: which layer set it, and what it replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The value.
    pub value: Value,
    /// Who set it.
    pub origin: Origin,
    /// Values of earlier layers it replaced, the latest first.
    pub replaced: Vec<(Value, Origin)>,
}

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Index of the layer.
    pub layer: usize,
    /// 1-based line of its file.
    pub line: Option<usize>,
    /// The instrument or decision it rests on.
    pub source: Option<String>,
}

/// What `[rules.CODE]` says of a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Switch {
    off: bool,
    severity: Option<Severity>,
}

/// One `[[exempt]]` entry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exempt {
    /// Rule code.
    pub rule: String,
    /// Path, or end of the path, of the document; none means every document.
    pub document: Option<String>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub approver: String,
    /// Last day it holds, `YYYY-MM-DD`.
    pub until: Option<String>,
}

impl Config {
    /// Reads the text of a `jianfu.toml` that names no other file; `pack` (from `--pack`) goes before the file's own.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown or a value has the wrong form.
    pub fn parse(text: &str, pack: Option<&str>) -> Result<Self, Error> {
        Self::load(Some((Path::new("jianfu.toml"), text)), pack, &|_: &Path| {
            Err(ErrorKind::NotFound.into())
        })
    }

    /// Reads an office's own file and all layers beneath it.
    ///
    /// # Errors
    /// When a layer cannot be read, is not TOML, has an unknown key or a value of the wrong form, or rests on itself.
    pub fn load(
        own: Option<(&Path, &str)>,
        pack: Option<&str>,
        read: &dyn Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, Error> {
        let (links, pack) = chain::follow(own, pack, read)?;
        let mut config = Self { pack, ..Self::default() };
        let default = links.first().and_then(|link| link.source.table.get("limits")?.as_table());
        for (index, link) in links.iter().enumerate() {
            let written = keys::values(link, default.filter(|_| index > 0))?;
            config.lay(link, written);
        }
        config.settle();
        Ok(config)
    }

    /// The unit's own calendar, as `[calendar]` names it from the folder of the layer that does.
    pub fn calendar_file(&self) -> Option<PathBuf> {
        self.file("calendar.file")
    }

    /// The table of recurring passages, as `passages` names it from the folder of the layer that does.
    pub fn passages_file(&self) -> Option<PathBuf> {
        self.file("passages")
    }

    /// A file a setting names.
    fn file(&self, key: &str) -> Option<PathBuf> {
        let named = self.setting(key)?;
        let layer = self.layers.get(named.origin.layer)?;
        let folder = Path::new(&layer.name).parent().unwrap_or(Path::new(""));
        Some(folder.join(named.value.as_str()?))
    }

    /// Goes by the text of that file from now on.
    ///
    /// # Errors
    /// Says in Chinese what is wrong with it.
    pub fn keep_calendar(&mut self, text: &str) -> Result<(), String> {
        self.calendar = Calendar::parse(text)?;
        let known = format!("{}{:?}", self.fingerprint, self.calendar);
        self.fingerprint = format!("{:032x}", xxh3_128(known.as_bytes()));
        Ok(())
    }

    /// Takes the table of recurring passages that `passages_file` names; only rows decided on are used.
    ///
    /// # Errors
    /// Says in Chinese what is wrong with the table.
    pub fn use_passages(&mut self, table: &str) -> Result<(), String> {
        let passages = passages::parse(table)?;
        let used = passages.into_iter().filter(|passage| passage.decided == Some(true));
        let keyed = used.map(|passage| (passage.key(), passage));
        self.passages = keyed.filter(|(key, _)| !key.is_empty()).collect();
        let known = format!("{}{:?}", self.fingerprint, self.passages);
        self.fingerprint = format!("{:032x}", xxh3_128(known.as_bytes()));
        Ok(())
    }

    /// Recurring passages to be flagged: what is compared, and the row of the table.
    pub fn passages(&self) -> impl Iterator<Item = (&str, &passages::Passage)> {
        self.passages.iter().map(|(key, passage)| (key.as_str(), passage))
    }

    /// A number of the pack or of `[limits]`. Unknown names give infinity, so that nothing is ever over them;
    /// a test checks that every name the rules use stands in the default pack.
    pub fn limit(&self, name: &str) -> f64 {
        self.limits.get(name).and_then(keys::number).unwrap_or(f64::INFINITY)
    }

    /// A list of words of the pack or of `[limits]`.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let items = self.limits.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Is the rule in force?
    pub fn enabled(&self, rule: &str) -> bool {
        !self.switches.get(rule).is_some_and(|switch| switch.off)
    }

    /// The severity an office gives a rule, if it gives one.
    pub fn severity(&self, rule: &str) -> Option<Severity> {
        self.switches.get(rule)?.severity
    }

    /// Gives a finding the office's severity. What the rule itself holds for less than its usual severity (`usual`),
    /// because the text does not prove it, is never raised.
    pub fn weigh(&self, finding: &mut Finding, usual: Severity) {
        if let Some(severity) = self.severity(&finding.rule) {
            finding.severity =
                if finding.severity < usual { finding.severity.min(severity) } else { severity };
        }
    }

    /// The value in force under a dotted key, and who set it.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.get(key)
    }

    /// Keys of all values, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.settings.keys().map(String::as_str)
    }

    /// Does any rule go by this limit?
    pub fn limit_in_use(&self, limit: &str) -> bool {
        self.uses.contains_key(limit)
    }

    /// Limits that a rule goes by.
    pub fn limits_of(&self, rule: &str) -> Vec<&str> {
        let used = self.uses.iter().filter(|(_, rules)| rules.iter().any(|code| code == rule));
        used.map(|(limit, _)| limit.as_str()).collect()
    }

    /// Every rule code the layers write, with its place.
    pub fn codes(&self) -> Vec<(&str, &Origin)> {
        let settings = self.settings.iter().filter_map(|(key, setting)| {
            let rest = key.strip_prefix("rules.").or_else(|| key.strip_prefix("score.points."))?;
            Some((rest.split('.').next()?, &setting.origin))
        });
        settings.filter(|(code, _)| keys::is_code(code)).collect()
    }

    /// What a finding of `rule` deducts, in hundredths of a point; info findings deduct nothing.
    pub fn points(&self, rule: &str, severity: Severity) -> u32 {
        self.weights.points(rule, severity)
    }

    /// The most a family of rules (the first letter of its codes) deducts, in hundredths of a point.
    pub fn cap(&self, family: char) -> u32 {
        self.weights.cap(family)
    }

    /// Points set for single rules, by code, in hundredths.
    pub fn special_points(&self) -> impl Iterator<Item = (&str, u32)> {
        self.weights.special()
    }

    /// Changes when anything changes that findings on a document depend on: jurisdiction, organs, limits, rules.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Lays one layer over those before it.
    fn lay(&mut self, link: &chain::Link, written: Vec<keys::Written>) {
        let table = &link.source.table;
        let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
        let layer = self.layers.len();
        let name = link.source.place.clone();
        let own = link.own.then(|| "本单位".to_owned());
        self.layers.push(Layer { name, title: text("layer").or(own), source: text("source") });
        for one in written {
            let place = link.source.line(&format!("{}.value", one.key));
            let place = place.or_else(|| link.source.line(&one.key));
            let origin = Origin { layer, line: place, source: one.source };
            if !one.rules.is_empty() {
                self.uses.insert(one.key.replacen("limits.", "", 1), one.rules);
            }
            let mut replaced = Vec::new();
            if let Some(earlier) = self.settings.remove(&one.key) {
                replaced.push((earlier.value, earlier.origin));
                replaced.extend(earlier.replaced);
            }
            self.settings.insert(one.key, Setting { value: one.value, origin, replaced });
        }
        let exempt = table.get("exempt").and_then(Value::as_array).into_iter().flatten();
        self.exempt.extend(exempt.filter_map(|entry| entry.clone().try_into().ok()));
    }

    /// Works out what the settings mean.
    fn settle(&mut self) {
        self.limits = self.under("limits.").collect();
        self.switches = switches(&self.settings);
        self.weights = weights::Weights::of(self.under("score.points."), self.under("score.cap."));
        let jurisdiction: Table = self.under("jurisdiction.").collect();
        let aliases = self
            .under("organs.")
            .filter_map(|(alias, name)| Some((alias, name.as_str()?.to_owned())));
        let jurisdiction: Jurisdiction = jurisdiction.try_into().unwrap_or_default();
        let organs = Organs::new(jurisdiction, aliases.collect());
        let quota = self.under("quota.").filter_map(|(name, number)| {
            Some((organs.canonical(&name), u32::try_from(number.as_integer()?).ok()?))
        });
        self.quota = quota.collect();
        self.organs = organs;
        let depends = ["jurisdiction.", "organs.", "limits.", "rules."];
        let values: Vec<_> =
            self.settings.iter().map(|(key, setting)| (key, &setting.value)).collect();
        let values = values
            .into_iter()
            .filter(|(key, _)| depends.iter().any(|table| key.starts_with(table)));
        let print = format!("{:?}", values.collect::<Vec<_>>());
        self.fingerprint = format!("{:032x}", xxh3_128(print.as_bytes()));
    }

    /// Names and values of one table.
    fn under(&self, prefix: &'static str) -> impl Iterator<Item = (String, Value)> {
        self.settings.iter().filter_map(move |(key, setting)| {
            Some((key.strip_prefix(prefix)?.to_owned(), setting.value.clone()))
        })
    }
}

impl Exempt {
    /// The last day the exemption holds.
    pub fn until(&self) -> Option<Date> {
        self.until.as_deref().and_then(|text| text.parse().ok())
    }

    /// What is printed with an exempted finding.
    pub fn exemption(&self) -> Exemption {
        Exemption {
            reason: self.reason.clone(),
            approver: self.approver.clone(),
            until: self.until(),
        }
    }
}

fn switches(settings: &BTreeMap<String, Setting>) -> BTreeMap<String, Switch> {
    let mut switches: BTreeMap<String, Switch> = BTreeMap::new();
    for (key, setting) in settings {
        let Some((code, name)) = key.strip_prefix("rules.").and_then(|key| key.split_once('.'))
        else {
            continue;
        };
        let switch = switches.entry(code.to_owned()).or_default();
        match name {
            "enabled" => switch.off = setting.value.as_bool() == Some(false),
            _ => switch.severity = setting.value.clone().try_into().ok(),
        }
    }
    switches
}

#[cfg(test)]
mod tests;
