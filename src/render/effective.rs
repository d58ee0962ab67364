//! `jianfu rules --effective`: what holds for each rule, and which layer, file and line says so.

use std::io::{self, Write};

use serde::Serialize;
use toml::Value;

use super::catalogue;
use crate::config::{Config, Origin, Setting};
use crate::finding::Severity;
use crate::rules::{Rule, page};

/// Writes the layers and what holds for `rules`, for people; with `rest`, also the values that belong to no rule.
///
/// # Errors
/// When `out` cannot be written.
pub fn text(config: &Config, rules: &[&Rule], rest: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "配置层（后面的改写前面的）：")?;
    for (index, layer) in config.layers.iter().enumerate() {
        let title = layer.title.as_deref().unwrap_or("上级");
        let source = layer.source.as_deref();
        let source = source.map_or(String::new(), |source| format!("　出处：{source}"));
        writeln!(out, "  {}. {title}　{}{source}", index + 1, layer.name)?;
    }
    for rule in rules {
        writeln!(out, "\n{} {}", rule.code, rule.title)?;
        for held in of_rule(rule, config) {
            line(&held, out)?;
        }
        writeln!(out, "  依据：{}", page::basis(rule.page))?;
    }
    if rest {
        writeln!(out, "\n其他")?;
        for held in of_none(config) {
            line(&held, out)?;
        }
    }
    Ok(())
}

/// Writes the same as JSON (schema/jianfu-rules-1.json).
///
/// # Errors
/// When `out` cannot be written.
pub fn json(config: &Config, rules: &[&Rule], rest: bool, out: &mut dyn Write) -> io::Result<()> {
    let layers = config.layers.iter().map(|layer| Layer {
        name: &layer.name,
        title: layer.title.as_deref(),
        source: layer.source.as_deref(),
    });
    let rules = rules.iter().map(|rule| InForce {
        code: rule.code,
        name: rule.name,
        title: rule.title,
        basis: page::basis(rule.page),
        values: of_rule(rule, config),
    });
    let answer = Answer {
        schema: "jianfu-rules/1",
        pack: &config.pack,
        layers: layers.collect(),
        rules: rules.collect(),
        others: if rest { of_none(config) } else { Vec::new() },
    };
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    pack: &'a str,
    layers: Vec<Layer<'a>>,
    rules: Vec<InForce<'a>>,
    /// Values that belong to no single rule.
    others: Vec<Held<'a>>,
}

#[derive(Serialize)]
struct Layer<'a> {
    name: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct InForce<'a> {
    code: &'static str,
    name: &'static str,
    title: &'static str,
    basis: String,
    values: Vec<Held<'a>>,
}

/// One value in force.
#[derive(Serialize)]
struct Held<'a> {
    key: String,
    /// What people call it.
    #[serde(skip)]
    label: String,
    value: Value,
    /// None where no layer says anything and the rule's own value holds.
    set_by: Option<Place<'a>>,
    /// What it replaced, the latest first.
    replaced: Vec<Replaced<'a>>,
}

#[derive(Serialize)]
struct Replaced<'a> {
    value: &'a Value,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    layer: Option<&'a str>,
    file: &'a str,
    line: Option<usize>,
    source: Option<&'a str>,
}

/// On or off, severity, points, limits.
fn of_rule<'a>(rule: &Rule, config: &'a Config) -> Vec<Held<'a>> {
    let code = rule.code;
    let severity = config.severity(code).unwrap_or(rule.severity);
    let own = [
        ("启用", format!("rules.{code}.enabled"), Value::Boolean(true)),
        ("级别", format!("rules.{code}.severity"), Value::from(word(severity))),
    ];
    let mut values: Vec<_> = own
        .into_iter()
        .map(|(label, key, usual)| held(key, label.to_owned(), Some(usual), config))
        .collect();
    let single = format!("score.points.{code}");
    let points = match config.setting(&single) {
        Some(_) => Some(single),
        None if severity == Severity::Info => None,
        None => Some(format!("score.points.{}", word(severity))),
    };
    values.extend(points.map(|key| held(key, "每条扣分".to_owned(), None, config)));
    let limits = config.limits_of(code).into_iter();
    values.extend(
        limits.map(|limit| held(format!("limits.{limit}"), limit.to_owned(), None, config)),
    );
    values
}

/// Values that no rule's list holds: jurisdiction, quota, caps, limits of the totals.
fn of_none(config: &Config) -> Vec<Held<'_>> {
    let used = |key: &str| {
        key.strip_prefix("limits.").is_some_and(|limit| config.limit_in_use(limit))
            || key.starts_with("rules.")
            || key.starts_with("score.points.")
    };
    let keys = config.keys().filter(|key| !used(key));
    keys.map(|key| held(key.to_owned(), key.to_owned(), None, config)).collect()
}

fn held<'a>(key: String, label: String, usual: Option<Value>, config: &'a Config) -> Held<'a> {
    let setting: Option<&'a Setting> = config.setting(&key);
    let value = setting.map(|setting| setting.value.clone()).or(usual);
    let replaced = setting.into_iter().flat_map(|setting| &setting.replaced);
    Held {
        key,
        label,
        value: value.unwrap_or(Value::Boolean(false)),
        set_by: setting.map(|setting| place(&setting.origin, config)),
        replaced: replaced
            .map(|(value, origin)| Replaced { value, place: place(origin, config) })
            .collect(),
    }
}

fn place<'a>(origin: &'a Origin, config: &'a Config) -> Place<'a> {
    let layer = config.layers.get(origin.layer);
    Place {
        layer: layer.and_then(|layer| layer.title.as_deref()),
        file: layer.map_or("", |layer| layer.name.as_str()),
        line: origin.line,
        source: origin.source.as_deref(),
    }
}

fn line(held: &Held<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "  {}：{}", held.label, shown(&held.value))?;
    match &held.set_by {
        None => write!(out, "　规则默认")?,
        Some(place) => {
            write!(out, "　{}", named(place))?;
            if let Some(source) = place.source {
                write!(out, "；出处：{source}")?;
            }
        }
    }
    let replaced: Vec<_> = held
        .replaced
        .iter()
        .map(|earlier| format!("{}（{}）", shown(earlier.value), named(&earlier.place)))
        .collect();
    if !replaced.is_empty() {
        write!(out, "；改写了 {}", replaced.join("、"))?;
    }
    writeln!(out)
}

fn named(place: &Place<'_>) -> String {
    let layer = place.layer.map_or(String::new(), |layer| format!("{layer}　"));
    let line = place.line.map_or(String::new(), |line| format!(" 第 {line} 行"));
    format!("{layer}{}{line}", place.file)
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    match value {
        Value::Boolean(true) => "是".to_owned(),
        Value::Boolean(false) => "否".to_owned(),
        Value::String(text) => match text.as_str() {
            "error" => catalogue::severity(Severity::Error).to_owned(),
            "warning" => catalogue::severity(Severity::Warning).to_owned(),
            "info" => catalogue::severity(Severity::Info).to_owned(),
            text => text.to_owned(),
        },
        Value::Array(items) if items.is_empty() => "（无）".to_owned(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
