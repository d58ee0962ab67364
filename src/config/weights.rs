//! What findings cost: points by severity or rule, and a cap a family. Hundredths of a point, so that sums are exact.

use std::collections::BTreeMap;

use toml::Value;

use super::keys::{is_code, number};
use crate::finding::Severity;

/// Points and caps of a pack, with the user's own over them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Weights {
    points: BTreeMap<String, u32>,
    caps: BTreeMap<String, u32>,
}

impl Weights {
    /// The weights of checked values.
    pub(super) fn of(
        points: impl Iterator<Item = (String, Value)>,
        caps: impl Iterator<Item = (String, Value)>,
    ) -> Self {
        let hundredths =
            |(name, value): (String, Value)| Some((name, (number(&value)? * 100.0).round() as u32));
        Self {
            points: points.filter_map(hundredths).collect(),
            caps: caps.filter_map(hundredths).collect(),
        }
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
