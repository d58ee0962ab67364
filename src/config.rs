//! `jianfu.toml` and the rule packs: whose office this is, which limits hold, what is exempt.
//!
//! A pack is data with a source for each value; the user's `[limits]` override single values of it.

mod weights;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Table, Value};
use xxhash_rust::xxh3::xxh3_128;

use crate::facts::dates::working::Calendar;
use crate::finding::{Exemption, Severity};
use crate::organs::{Jurisdiction, Organs};

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

/// Everything a user can set, and the pack beneath it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Organs of this office's jurisdiction.
    pub organs: Organs,
    /// Yearly control numbers by canonical department.
    pub quota: BTreeMap<String, u32>,
    /// What is let pass, in the file's order.
    pub exempt: Vec<Exempt>,
    /// Name of the pack in force.
    pub pack: String,
    /// Working days, by the built-in years and the file of `[calendar]`.
    pub calendar: Calendar,
    calendar_file: Option<String>,
    limits: BTreeMap<String, Value>,
    weights: weights::Weights,
    fingerprint: String,
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

/// What is wrong with a configuration, in Chinese, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not TOML.
    #[error("配置文件格式有误：{0}")]
    Syntax(String),
    /// A key nobody knows.
    #[error("配置项“{key}”不认识{}", nearest.as_ref().map_or(String::new(), |known| format!("，是否想写“{known}”？")))]
    UnknownKey {
        /// The key as written, with its table.
        key: String,
        /// The nearest known one, if any is near.
        nearest: Option<String>,
    },
    /// A value of the wrong type or form.
    #[error("配置项“{key}”的值不对：{message}")]
    BadValue {
        /// The key with its table.
        key: String,
        /// What is wrong.
        message: String,
    },
    /// A pack nobody knows.
    #[error("没有名为“{0}”的规则包；可用的有 national-2024、national-2019、city-2021")]
    UnknownPack(String),
}

/// The `[calendar]` table.
#[derive(Deserialize, Default)]
#[serde(default)]
struct OwnCalendar {
    file: Option<String>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Written {
    pack: Option<String>,
    jurisdiction: Jurisdiction,
    organs: BTreeMap<String, String>,
    limits: BTreeMap<String, Value>,
    quota: BTreeMap<String, u32>,
    exempt: Vec<Exempt>,
    calendar: OwnCalendar,
}

impl Config {
    /// Reads a `jianfu.toml`; `pack` (from `--pack`) goes before the file's own.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown or a value has the wrong form.
    pub fn parse(text: &str, pack: Option<&str>) -> Result<Self, Error> {
        let table: Table =
            text.parse().map_err(|error: toml::de::Error| Error::Syntax(error.to_string()))?;
        let pack =
            pack.or(table.get("pack").and_then(Value::as_str)).unwrap_or(DEFAULT_PACK).to_owned();
        let mut limits = pack_limits(&pack)?;
        check_keys(&table, &limits)?;
        let mut weights = weights::Weights::of_pack(&pack)?;
        weights.overlay(&table)?;
        let mut fingerprint = pack.clone();
        for name in ["jurisdiction", "organs"] {
            fingerprint += &table.get(name).map(Value::to_string).unwrap_or_default();
        }
        let written: Written = table.try_into().map_err(|error: toml::de::Error| {
            Error::BadValue { key: "jianfu.toml".to_owned(), message: error.message().to_owned() }
        })?;
        for entry in &written.exempt {
            check_until(entry)?;
        }
        for (key, value) in written.limits {
            check_type(&key, &limits[&key], &value)?;
            limits.insert(key, value);
        }
        let organs = Organs::new(written.jurisdiction, written.organs);
        let quota = written
            .quota
            .into_iter()
            .map(|(name, number)| (organs.canonical(&name), number))
            .collect();
        fingerprint = format!("{:032x}", xxh3_128(format!("{fingerprint}{limits:?}").as_bytes()));
        let exempt = written.exempt;
        let (calendar, calendar_file) = (Calendar::default(), written.calendar.file);
        Ok(Self { organs, quota, exempt, pack, calendar, calendar_file, limits, weights, fingerprint })
    }

    /// The unit's own calendar, as `[calendar]` names it; relative to the folder of `jianfu.toml`.
    pub fn calendar_file(&self) -> Option<&str> {
        self.calendar_file.as_deref()
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

    /// A number of the pack or of `[limits]`. Unknown names give infinity, so that nothing is ever over them;
    /// a test checks that every name the rules use stands in the default pack.
    pub fn limit(&self, name: &str) -> f64 {
        match self.limits.get(name) {
            Some(Value::Float(number)) => *number,
            Some(Value::Integer(number)) => *number as f64,
            _ => f64::INFINITY,
        }
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

    /// Changes when anything changes that findings on a document depend on: jurisdiction, organs, limits, pack.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// A list of words of the pack or of `[limits]`.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let items = self.limits.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
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

/// The values of a pack laid over the default pack's.
fn pack_limits(pack: &str) -> Result<BTreeMap<String, Value>, Error> {
    let mut limits = BTreeMap::new();
    for name in [DEFAULT_PACK, pack] {
        let (_, text) = PACKS
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| Error::UnknownPack(name.to_owned()))?;
        let table: Table =
            text.parse().map_err(|error: toml::de::Error| Error::Syntax(error.to_string()))?;
        let values = table.get("limits").and_then(Value::as_table).into_iter().flatten();
        limits.extend(
            values.filter_map(|(key, entry)| Some((key.clone(), entry.get("value")?.clone()))),
        );
    }
    Ok(limits)
}

const TABLES: [&str; 8] =
    ["pack", "jurisdiction", "organs", "limits", "quota", "exempt", "score", "calendar"];
const CALENDAR: [&str; 1] = ["file"];
const JURISDICTION: [&str; 5] = ["level", "province", "city", "counties", "townships"];
const EXEMPT: [&str; 5] = ["rule", "document", "reason", "approver", "until"];

fn check_keys(table: &Table, limits: &BTreeMap<String, Value>) -> Result<(), Error> {
    known("", table, &TABLES)?;
    if let Some(Value::Table(inner)) = table.get("jurisdiction") {
        known("jurisdiction.", inner, &JURISDICTION)?;
    }
    if let Some(Value::Table(inner)) = table.get("calendar") {
        known("calendar.", inner, &CALENDAR)?;
    }
    if let Some(Value::Table(inner)) = table.get("limits") {
        known("limits.", inner, &limits.keys().map(String::as_str).collect::<Vec<_>>())?;
    }
    for entry in table.get("exempt").and_then(Value::as_array).into_iter().flatten() {
        if let Value::Table(inner) = entry {
            known("exempt.", inner, &EXEMPT)?;
        }
    }
    Ok(())
}

fn known(prefix: &str, table: &Table, names: &[&str]) -> Result<(), Error> {
    let Some(key) = table.keys().find(|key| !names.contains(&key.as_str())) else { return Ok(()) };
    Err(Error::UnknownKey {
        key: format!("{prefix}{key}"),
        nearest: nearest(key, names).map(|name| format!("{prefix}{name}")),
    })
}

/// The known name nearest to `key`, if it is near enough to be a slip of the hand.
pub fn nearest<'a>(key: &str, names: &[&'a str]) -> Option<&'a str> {
    let scored = names.iter().map(|name| (strsim::jaro_winkler(key, name), *name));
    // Of names equally near, the first: E801 rather than E811 for E8O1.
    let best = scored.rev().max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 > 0.75).then_some(best.1)
}

fn check_until(entry: &Exempt) -> Result<(), Error> {
    match &entry.until {
        Some(text) if text.parse::<Date>().is_err() => Err(Error::BadValue {
            key: "exempt.until".to_owned(),
            message: format!("“{text}”不是日期，请写成 2026-12-31 的样子"),
        }),
        _ => Ok(()),
    }
}

fn check_type(key: &str, default: &Value, value: &Value) -> Result<(), Error> {
    let number = |value: &Value| value.is_float() || value.is_integer();
    let message = match default {
        default if number(default) && !number(value) => "应当是一个数",
        Value::Array(_) if !value.is_array() => "应当是一个列表，如 [\"friday\"]",
        _ => return Ok(()),
    };
    Err(Error::BadValue { key: format!("limits.{key}"), message: message.to_owned() })
}
