//! Titles of documents in the forms by which one is known from another.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize, Default)]
struct Cues {
    adds: Vec<String>,
    urges: Vec<String>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../dictionaries/cues/titles.toml")).unwrap_or_default()
});

/// Fewest characters that tell one matter from another.
const MATTER: usize = 6;

/// A title without white space, 《》 and the 〈〉 that stand for them inside another title.
pub fn bare(title: &str) -> String {
    let mark = |c: char| matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '＜' | '＞');
    title.chars().filter(|&c| !c.is_whitespace() && !mark(c)).collect()
}

/// What follows the issuer, 关于 included; all of a title without 关于.
pub fn about(title: &str) -> &str {
    title.find("关于").and_then(|at| title.get(at..)).unwrap_or(title)
}

/// A title without organ, brackets and the wrapping 关于印发…的通知.
pub fn normal(title: &str) -> String {
    let plain: String =
        title.chars().filter(|c| !c.is_whitespace() && !"《》〈〉“”".contains(*c)).collect();
    let wrapped = plain.split_once("关于印发").and_then(|(_, rest)| rest.strip_suffix("的通知"));
    let body = wrapped.unwrap_or_else(|| about(&plain));
    body.trim_end_matches("（试行）").trim_end_matches("(试行)").to_owned()
}

/// What a title is about, words of urging left out; `None` where it adds to an earlier document, or says too little.
pub fn matter(title: &str) -> Option<String> {
    if CUES.adds.iter().any(|word| title.contains(word.as_str())) {
        return None;
    }
    let (_, about) = title.split_once("关于")?;
    let matter = CUES.urges.iter().fold(about.to_owned(), |text, word| text.replace(word, ""));
    (matter.chars().count() >= MATTER).then_some(matter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_document_has_one_normal_title() {
        let check = |title: &str, expect: &str| assert_eq!(normal(title), expect);
        let plan = "澜溪市水库巡查实施方案";
        check("澜溪市水利局关于印发《澜溪市水库巡查实施方案（试行）》的通知", plan);
        check("澜溪市水库巡查实施方案", plan);
        check("澜溪市水利局关于加强水库巡查的通知", "关于加强水库巡查的通知");
    }

    #[test]
    fn urging_does_not_change_the_matter() {
        let check = |title: &str, expect: Option<&str>| {
            assert_eq!(matter(title).as_deref(), expect, "{title}");
        };
        check("澜溪市水利局关于进一步做好水库汛前检查工作的通知", Some("水库汛前检查"));
        check("澜溪市水利局关于水库汛前检查的通知", Some("水库汛前检查"));
        check("澜溪市水利局关于水库汛前检查的补充通知", None);
        check("关于放假的通知", None);
    }
}
