//! What may stand in one layer, key by key: names, types, and that shared values say where they come from.

use jiff::civil::Date;
use toml::{Table, Value};

use super::chain::Link;
use super::error::{Error, Fault};
use super::source::{Source, shown};

const TABLES: [&str; 13] = [
    "pack",
    "extends",
    "layer",
    "source",
    "jurisdiction",
    "organs",
    "limits",
    "quota",
    "exempt",
    "rules",
    "score",
    "calendar",
    "passages",
];
const JURISDICTION: [&str; 5] = ["level", "province", "city", "counties", "townships"];
const LEVELS: [&str; 5] = ["central", "province", "city", "county", "township"];
const EXEMPT: [&str; 5] = ["rule", "document", "reason", "approver", "until"];
const SWITCH: [&str; 3] = ["enabled", "severity", "source"];
const SEVERITIES: [&str; 3] = ["error", "warning", "info"];
/// No weight is above this; a score cannot fall by more.
const MOST: f64 = 100.0;

/// One value of a layer, under its dotted key.
pub(super) struct Written {
    /// `limits.pages`, `rules.W101.enabled`, `organs.市数据局`.
    pub(super) key: String,
    /// The bare value.
    pub(super) value: Value,
    /// Where the layer says it comes from.
    pub(super) source: Option<String>,
    /// Rules that use a limit; only the default pack says.
    pub(super) rules: Vec<String>,
}

/// Checks a layer and gives its values; `default` are the limits of the default pack, none while that is read itself.
pub(super) fn values(link: &Link, default: Option<&Table>) -> Result<Vec<Written>, Error> {
    let layer = Layer { source: &link.source, own: link.own };
    let table = &link.source.table;
    known(&link.source, "", table, &TABLES)?;
    for key in ["layer", "source"] {
        table.get(key).map_or(Ok(()), |value| layer.text(key, value))?;
    }
    let mut written = Vec::new();
    layer.jurisdiction(&mut written)?;
    layer.plain("organs", &mut written, Layer::text)?;
    layer.plain("quota", &mut written, Layer::count)?;
    known(&link.source, "calendar.", layer.table("calendar")?, &["file"])?;
    layer.plain("calendar", &mut written, Layer::text)?;
    if let Some(value) = table.get("passages") {
        layer.text("passages", value)?;
        let (key, value) = ("passages".to_owned(), value.clone());
        written.push(Written { key, value, source: None, rules: Vec::new() });
    }
    layer.limits(default, &mut written)?;
    layer.switches(&mut written)?;
    layer.weights(&mut written)?;
    layer.exemptions()?;
    Ok(written)
}

/// The name nearest to `key`, if it is near enough to be a slip of the hand.
pub fn nearest<'a>(key: &str, names: &[&'a str]) -> Option<&'a str> {
    let scored = names.iter().map(|name| (strsim::jaro_winkler(key, name), *name));
    // Of names equally near, the first: E801 rather than E811 for E8O1.
    let best = scored.rev().max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 > 0.75).then_some(best.1)
}

struct Layer<'a> {
    source: &'a Source,
    own: bool,
}

impl Layer<'_> {
    fn jurisdiction(&self, written: &mut Vec<Written>) -> Result<(), Error> {
        known(self.source, "jurisdiction.", self.table("jurisdiction")?, &JURISDICTION)?;
        self.plain("jurisdiction", written, |layer, key, value| match key {
            "jurisdiction.counties" | "jurisdiction.townships" => layer.texts(key, value),
            "jurisdiction.level" => layer.one_of(key, value, &LEVELS),
            _ => layer.text(key, value),
        })
    }

    fn limits(&self, default: Option<&Table>, written: &mut Vec<Written>) -> Result<(), Error> {
        let limits = self.table("limits")?;
        if let Some(default) = default {
            let names: Vec<_> = default.keys().map(String::as_str).collect();
            known(self.source, "limits.", limits, &names)?;
        }
        for (name, value) in limits {
            let mut one = self.sourced(&format!("limits.{name}"), value, default.is_none())?;
            match default.and_then(|default| default.get(name)?.get("value")) {
                Some(Value::Array(_)) => self.texts(&one.key, &one.value)?,
                Some(_) => drop(self.number(&one.key, &one.value)?),
                None => one.rules = texts(value.get("rules")),
            }
            written.push(one);
        }
        Ok(())
    }

    fn switches(&self, written: &mut Vec<Written>) -> Result<(), Error> {
        for (code, value) in self.table("rules")? {
            let key = format!("rules.{code}");
            if !is_code(code) {
                return Err(self
                    .source
                    .wrong(&key, Fault::UnknownKey { key: key.clone(), nearest: None }));
            }
            let Value::Table(switch) = value else {
                return Err(self.source.bad(&key, format!("应当是一个表，写作 [{key}]")));
            };
            known(self.source, &format!("{key}."), switch, &SWITCH)?;
            let source = self.origin(&key, switch.get("source"))?;
            for (name, value) in switch.iter().filter(|(name, _)| *name != "source") {
                let key = format!("{key}.{name}");
                match name.as_str() {
                    "enabled" if value.is_bool() => {}
                    "enabled" => {
                        return Err(self
                            .source
                            .bad(&key, "应当是 true（启用）或 false（停用），不加引号"));
                    }
                    _ => self.one_of(&key, value, &SEVERITIES)?,
                }
                let (value, source) = (value.clone(), source.clone());
                written.push(Written { key, value, source, rules: Vec::new() });
            }
        }
        Ok(())
    }

    fn weights(&self, written: &mut Vec<Written>) -> Result<(), Error> {
        let score = self.table("score")?;
        known(self.source, "score.", score, &["points", "cap"])?;
        for (name, table) in score {
            let prefix = format!("score.{name}");
            let Value::Table(table) = table else {
                return Err(self.source.bad(&prefix, format!("应当是一个表，写作 [{prefix}]")));
            };
            for (key, value) in table {
                let fits = if name == "points" { is_points_key(key) } else { is_family(key) };
                let full = format!("{prefix}.{key}");
                if !fits {
                    let nearest =
                        nearest(key, &["error", "warning"]).map(|name| format!("{prefix}.{name}"));
                    return Err(self
                        .source
                        .wrong(&full, Fault::UnknownKey { key: full.clone(), nearest }));
                }
                let one = self.sourced(&full, value, false)?;
                if !self
                    .number(&full, &one.value)
                    .is_ok_and(|number| (0.0..=MOST).contains(&number))
                {
                    return Err(self.source.bad(&full, "应当是 0 到 100 之间的数"));
                }
                written.push(one);
            }
        }
        Ok(())
    }

    fn exemptions(&self) -> Result<(), Error> {
        let entries = match self.source.table.get("exempt") {
            None => return Ok(()),
            Some(Value::Array(entries)) => entries,
            Some(_) => {
                return Err(self.source.bad("exempt", "每条豁免写作 [[exempt]]，用双方括号"));
            }
        };
        for (index, entry) in entries.iter().enumerate() {
            let key = format!("exempt.{index}");
            let Value::Table(entry) = entry else {
                return Err(self.source.bad(&key, "每条豁免写作 [[exempt]]，用双方括号"));
            };
            known(self.source, &format!("{key}."), entry, &EXEMPT)?;
            for name in ["rule", "reason", "approver"] {
                if !entry.contains_key(name) {
                    return Err(self
                        .source
                        .bad(&format!("{key}.{name}"), "每条豁免都要写 rule、reason、approver"));
                }
            }
            for (name, value) in entry {
                self.text(&format!("{key}.{name}"), value)?;
            }
            match entry.get("until").and_then(Value::as_str) {
                Some(text) if text.parse::<Date>().is_err() => {
                    let message = format!("“{text}”不是日期，请写成 2026-12-31 的样子");
                    return Err(self.source.bad(&format!("{key}.until"), message));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Bare values of one form.
    fn plain(
        &self,
        table: &str,
        written: &mut Vec<Written>,
        check: fn(&Self, &str, &Value) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for (name, value) in self.table(table)? {
            let key = format!("{table}.{name}");
            check(self, &key, value)?;
            written.push(Written { key, value: value.clone(), source: None, rules: Vec::new() });
        }
        Ok(())
    }

    /// A value written bare, or as `value` with its `source`.
    fn sourced(&self, key: &str, value: &Value, default: bool) -> Result<Written, Error> {
        let (bare, source) = match value {
            Value::Table(inner) => {
                let names: &[&str] =
                    if default { &["value", "source", "rules"] } else { &["value", "source"] };
                known(self.source, &format!("{key}."), inner, names)?;
                let Some(bare) = inner.get("value") else {
                    return Err(self
                        .source
                        .bad(key, "少了 value，写作 { value = 数, source = \"出处\" }"));
                };
                (bare, inner.get("source"))
            }
            bare => (bare, None),
        };
        let source = self.origin(key, source)?;
        Ok(Written { key: key.to_owned(), value: bare.clone(), source, rules: Vec::new() })
    }

    /// What a value says of its source, else what the whole layer says; a shared layer must say one.
    fn origin(&self, key: &str, source: Option<&Value>) -> Result<Option<String>, Error> {
        if let Some(source) = source {
            self.text(&format!("{key}.source"), source)?;
        }
        let source = source.or(self.source.table.get("source")).and_then(Value::as_str);
        if source.is_none_or(str::is_empty) && !self.own {
            return Err(self.source.wrong(key, Fault::NoSource(key.to_owned())));
        }
        Ok(source.map(str::to_owned))
    }

    fn table(&self, name: &str) -> Result<&Table, Error> {
        static EMPTY: std::sync::LazyLock<Table> = std::sync::LazyLock::new(Table::new);
        match self.source.table.get(name) {
            None => Ok(&EMPTY),
            Some(Value::Table(table)) => Ok(table),
            Some(_) => Err(self.source.bad(name, format!("应当是一个表，写作 [{name}]"))),
        }
    }

    fn text(&self, key: &str, value: &Value) -> Result<(), Error> {
        if value.is_str() {
            Ok(())
        } else {
            Err(self.source.bad(key, "应当是文字，写在引号里"))
        }
    }

    fn texts(&self, key: &str, value: &Value) -> Result<(), Error> {
        let fits = value.as_array().is_some_and(|items| items.iter().all(Value::is_str));
        if fits {
            Ok(())
        } else {
            Err(self.source.bad(key, "应当是一个列表，如 [\"friday\"]"))
        }
    }

    fn count(&self, key: &str, value: &Value) -> Result<(), Error> {
        let fits = value.as_integer().is_some_and(|number| u32::try_from(number).is_ok());
        if fits {
            Ok(())
        } else {
            Err(self.source.bad(key, "应当是不小于 0 的整数，不加引号"))
        }
    }

    fn number(&self, key: &str, value: &Value) -> Result<f64, Error> {
        number(value).ok_or_else(|| self.source.bad(key, "应当是一个数，不加引号"))
    }

    fn one_of(&self, key: &str, value: &Value, names: &[&str]) -> Result<(), Error> {
        if value.as_str().is_some_and(|name| names.contains(&name)) {
            return Ok(());
        }
        Err(self.source.bad(key, format!("应当是 {} 之一，写在引号里", names.join("、"))))
    }
}

/// A whole or broken number.
pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

/// The words of a list.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn known(source: &Source, prefix: &str, table: &Table, names: &[&str]) -> Result<(), Error> {
    let Some(key) = table.keys().find(|key| !names.contains(&key.as_str())) else { return Ok(()) };
    let nearest = nearest(key, names).map(|name| shown(&format!("{prefix}{name}")));
    let key = format!("{prefix}{key}");
    Err(source.wrong(&key, Fault::UnknownKey { key: shown(&key), nearest }))
}

fn is_points_key(key: &str) -> bool {
    ["error", "warning"].contains(&key) || is_code(key)
}

/// `W101`: a capital letter and three digits.
pub(super) fn is_code(key: &str) -> bool {
    let mut letters = key.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.clone().count() == 3
        && letters.all(|c| c.is_ascii_digit())
}

fn is_family(key: &str) -> bool {
    key.len() == 1 && key.chars().all(|c| c.is_ascii_uppercase())
}
