//! One file or pack of the configuration: its text parsed, and the line every key stands in.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table};

use super::error::{Error, Fault};

/// A parsed layer, before anybody asks what its keys mean.
#[derive(Debug)]
pub(super) struct Source {
    /// How messages name it.
    pub(super) place: String,
    /// Its values.
    pub(super) table: Table,
    lines: BTreeMap<String, usize>,
}

impl Source {
    /// Parses the text of `place`.
    pub(super) fn parse(place: &str, text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let wrong = |error: toml::de::Error| {
            let line = error.span().map(|span| line_of(text, span.start));
            let shown = line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default().trim();
            let message = if error.message().contains("duplicate") {
                format!("同一项写了两次（“{shown}”）")
            } else {
                format!("写法不对，请检查引号、等号、方括号（“{shown}”）")
            };
            Error { place: place.to_owned(), line, fault: Fault::Syntax(message) }
        };
        let spanned = DeTable::parse(text).map_err(wrong)?;
        let table: Table = text.parse().map_err(wrong)?;
        let mut lines = Lines {
            ends: text.match_indices('\n').map(|(at, _)| at).collect(),
            of: BTreeMap::new(),
        };
        lines.note("", spanned.get_ref());
        Ok(Self { place: place.to_owned(), table, lines: lines.of })
    }

    /// The line a dotted key stands in; `exempt.0.until` is a key of the first exemption.
    pub(super) fn line(&self, key: &str) -> Option<usize> {
        self.lines.get(key).copied()
    }

    /// A fault at a key.
    pub(super) fn wrong(&self, key: &str, fault: Fault) -> Error {
        // A key that is not there is missed where its table begins.
        let line = self.line(key).or_else(|| self.line(key.rsplit_once('.')?.0));
        Error { place: self.place.clone(), line, fault }
    }

    /// A value of the wrong type or form.
    pub(super) fn bad(&self, key: &str, message: impl Into<String>) -> Error {
        self.wrong(key, Fault::BadValue { key: shown(key), message: message.into() })
    }
}

/// A key as people write it: without the place in a list.
pub(super) fn shown(key: &str) -> String {
    let parts = key.split('.').filter(|part| !part.bytes().all(|byte| byte.is_ascii_digit()));
    parts.collect::<Vec<_>>().join(".")
}

/// The lines of keys, while they are being noted.
struct Lines {
    /// Where each line ends.
    ends: Vec<usize>,
    of: BTreeMap<String, usize>,
}

impl Lines {
    fn note(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            self.note_value(name, key.span().start, value);
        }
    }

    fn note_value(&mut self, name: String, at: usize, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(inner) => self.note(&format!("{name}."), inner),
            DeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.note_value(format!("{name}.{index}"), item.span().start, item);
                }
            }
            _ => {}
        }
        let line = self.ends.partition_point(|&end| end < at) + 1;
        self.of.insert(name, line);
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_know_their_lines() {
        let text = "# 说明\npack = \"甲\"\n[limits]\npages = 3\n[limits.\"县.乡\"]\nvalue = 1\n[[exempt]]\nrule = \"W101\"\n";
        let source = Source::parse("甲.toml", text).unwrap();
        let check = |key: &str, line: usize| assert_eq!(source.line(key), Some(line), "{key}");
        check("pack", 2);
        check("limits.pages", 4);
        check("limits.县.乡.value", 6);
        check("exempt.0.rule", 8);
        assert_eq!(source.line("limits.chars"), None);
        assert_eq!(source.bad("exempt.0.until", "").line, Some(7));
    }

    #[test]
    fn slips_of_writing_have_their_line() {
        let check = |text: &str, line: usize, expect: &str| {
            let error = Source::parse("甲.toml", text).unwrap_err();
            assert_eq!(error.line, Some(line), "{error}");
            assert!(error.to_string().contains(expect), "{error}");
        };
        check("pack = \"甲\"\n[limits\npages = 3\n", 2, "[limits");
        check("\u{feff}[limits]\npages = 3\npages = 4\n", 3, "两次");
        check("[limits]\npages = 三\n", 2, "pages = 三");
    }
}
