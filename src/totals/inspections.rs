//! Inspections a department launches, told by the titles of its documents. Judges nothing: whether one was planned is a rule's question.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::Class;
use crate::facts::Reading;

#[derive(Default, Deserialize)]
struct Cues {
    tails: Vec<String>,
    acts: Vec<String>,
    passes: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    // The dictionary is compiled in, and the tests below fail on one that does not parse.
    toml::from_str(include_str!("../../dictionaries/cues/inspection_titles.toml"))
        .unwrap_or_default()
});

/// Does this document launch an inspection, check or assessment of others?
pub(crate) fn launched(reading: &Reading) -> bool {
    let down = matches!(reading.class, Class::InScope | Class::OffScope | Class::Parallel);
    down && reading.elements.title.as_deref().is_some_and(announces)
}

fn announces(title: &str) -> bool {
    let cues = &*CUES;
    let mut rest = title;
    // An empty tail would never end.
    let cut = |rest: &str, tail: &String| {
        rest.strip_suffix(tail.as_str()).filter(|_| !tail.is_empty()).map(str::len)
    };
    while let Some(length) = cues.tails.iter().find_map(|tail| cut(rest, tail)) {
        rest = rest.get(..length).unwrap_or_default();
    }
    cues.acts.iter().any(|act| rest.ends_with(act.as_str()))
        && !cues.passes.iter().any(|pass| title.contains(pass.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_parses_and_has_no_empty_entry() {
        for list in [&CUES.tails, &CUES.acts, &CUES.passes] {
            assert!(!list.is_empty() && list.iter().all(|word| !word.is_empty()));
        }
    }

    #[test]
    fn titles_tell_inspections() {
        let check = |title: &str, expect: bool| assert_eq!(announces(title), expect, "{title}");
        check("澜溪市应急管理局关于开展春季安全生产大检查的通知", true);
        check("关于印发《澜溪市基层治理年度考核实施方案》的通知", true);
        check("关于对各县（市、区）河长制工作进行专项督查的函", true);
        check("关于组织开展农村饮水安全暗访工作的通知", true);
        check("关于做好迎接省级督查准备工作的通知", false);
        check("关于转发省水利厅开展防汛检查的通知", false);
        check("关于做好2025年度公务员考核工作的通知", false);
        check("关于开展安全隐患自查的通知", false);
        check("关于2025年度考核结果的通报", false);
        check("关于印发《澜溪市检查站管理办法》的通知", false);
        check("关于做好防汛工作的通知", false);
    }
}
