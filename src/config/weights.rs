//! What findings cost: points by severity or rule, and a cap a family. Hundredths of a point, so that sums are exact.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{DEFAULT_PACK, Error, PACKS, nearest};
use crate::finding::Severity;

/// Points and caps of a pack, with the user's own over them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Weights {
    points: BTreeMap<String, u32>,
    caps: BTreeMap<String, u32>,
}

/// No weight is above this; a score cannot fall by more.
const MOST: f64 = 100.0;

impl Weights {
    /// The weights of a pack laid over the default pack's.
    pub(super) fn of_pack(pack: &str) -> Result<Self, Error> {
        let mut weights = Self::default();
        for (_, text) in [DEFAULT_PACK, pack]
            .iter()
            .filter_map(|name| PACKS.iter().find(|(known, _)| known == name))
        {
            let table: Table =
                text.parse().map_err(|error: toml::de::Error| Error::Syntax(error.to_string()))?;
            weights.overlay(&table)?;
        }
        Ok(weights)
    }

    /// Lays the `[score]` tables of a pack or of a `jianfu.toml` over these.
    pub(super) fn overlay(&mut self, table: &Table) -> Result<(), Error> {
        let Some(score) = table.get("score") else { return Ok(()) };
        for (name, value) in entries("score", score)? {
            match name.as_str() {
                "points" => lay(&mut self.points, "score.points", value, is_points_key)?,
                "cap" => lay(&mut self.caps, "score.cap", value, is_family)?,
                _ => return Err(unknown("score", name, &["points", "cap"])),
            }
        }
        Ok(())
    }

    pub(super) fn points(&self, rule: &str, severity: Severity) -> u32 {
        let name = match severity {
            Severity::Info => return 0,
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        self.points.get(rule).or(self.points.get(name)).copied().unwrap_or(0)
    }

    pub(super) fn cap(&self, family: char) -> u32 {
        self.caps.get(family.encode_utf8(&mut [0; 4]) as &str).copied().unwrap_or(0)
    }

    pub(super) fn special(&self) -> impl Iterator<Item = (&str, u32)> {
        let single = self.points.iter().filter(|(name, _)| is_code(name));
        single.map(|(name, points)| (name.as_str(), *points))
    }
}

fn lay(
    into: &mut BTreeMap<String, u32>,
    prefix: &str,
    value: &Value,
    known: fn(&str) -> bool,
) -> Result<(), Error> {
    for (key, value) in entries(prefix, value)? {
        if !known(key) {
            return Err(unknown(prefix, key, &["error", "warning"]));
        }
        into.insert(key.clone(), hundredths(&format!("{prefix}.{key}"), value)?);
    }
    Ok(())
}

fn entries<'a>(key: &str, value: &'a Value) -> Result<&'a Table, Error> {
    value.as_table().ok_or_else(|| Error::BadValue {
        key: key.to_owned(),
        message: format!("应当是一个表，写作 [{key}]"),
    })
}

/// A pack writes `value` and `source`, a `jianfu.toml` the bare number.
fn hundredths(key: &str, value: &Value) -> Result<u32, Error> {
    let value = value.get("value").unwrap_or(value);
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    match number {
        Some(number) if (0.0..=MOST).contains(&number) => Ok((number * 100.0).round() as u32),
        _ => Err(Error::BadValue {
            key: key.to_owned(),
            message: "应当是 0 到 100 之间的数".to_owned(),
        }),
    }
}

fn unknown(prefix: &str, key: &str, names: &[&str]) -> Error {
    let nearest = nearest(key, names).map(|name| format!("{prefix}.{name}"));
    Error::UnknownKey { key: format!("{prefix}.{key}"), nearest }
}

fn is_points_key(key: &str) -> bool {
    ["error", "warning"].contains(&key) || is_code(key)
}

/// `W101`: a capital letter and three digits.
fn is_code(key: &str) -> bool {
    let mut letters = key.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.clone().count() == 3
        && letters.all(|c| c.is_ascii_digit())
}

fn is_family(key: &str) -> bool {
    key.len() == 1 && key.chars().all(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn points_and_caps_can_be_set() {
        let config =
            Config::parse("[score.points]\nerror = 2.5\nM501 = 5\n[score.cap]\nM = 12.34\n", None)
                .unwrap();
        assert_eq!(config.points("C201", Severity::Error), 250);
        assert_eq!(config.points("M501", Severity::Error), 500);
        assert_eq!(config.points("M501", Severity::Info), 0);
        assert_eq!(config.points("C201", Severity::Warning), 100);
        assert_eq!((config.cap('M'), config.cap('W'), config.cap('?')), (1234, 1000, 0));
        assert_eq!(config.special_points().collect::<Vec<_>>(), [("M501", 500)]);
    }

    #[test]
    fn slips_are_named() {
        let check = |text: &str, expect: &str| {
            let message = Config::parse(text, None).unwrap_err().to_string();
            assert!(message.contains(expect), "{message}");
        };
        check("[score.points]\nerorr = 2", "“score.points.error”");
        check("[score.points]\nW1 = 2", "score.points.W1");
        check("[score.cap]\nW = -1", "0 到 100");
        check("[score.cap]\nW = \"十\"", "0 到 100");
        check("[score.caps]\nW = 1", "“score.cap”");
        check("score = 1", "[score]");
    }

    #[test]
    fn the_fingerprint_follows_what_findings_depend_on() {
        let print = |text: &str| Config::parse(text, None).unwrap().fingerprint().to_owned();
        let plain = print("");
        assert_eq!(plain, print("# 说明\n[score.cap]\nW = 1\n"));
        assert_ne!(plain, print("[limits]\nmeeting_people = 20"));
        assert_ne!(plain, print("[jurisdiction]\ncity = \"澜溪市\""));
        assert_ne!(plain, print("[organs]\n\"市数据局\" = \"澜溪市数据局\""));
        assert_ne!(plain, print("pack = \"city-2021\""));
    }
}
