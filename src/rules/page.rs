//! A rule's Markdown page: its sections, and the examples in it that are tests.
//!
//! Sections are `## 说明`, `## 依据`, `## 命中`, `## 放行`, `## 改法`. The first paragraph of 依据 is a finding's basis, that of 改法 its advice.
//! Each fenced block under 命中 and 放行 is one example; what `«…»` encloses must be flagged, and nothing else by that rule.

/// The text of one section, without its heading, trimmed.
pub fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let mark = format!("\n## {heading}\n");
    let Some(start) = page.find(&mark).map(|at| at + mark.len()) else { return "" };
    let rest = &page[start..];
    rest.find("\n## ").map_or(rest, |end| &rest[..end]).trim()
}

/// The instrument and clause a finding rests on.
pub fn basis(page: &str) -> String {
    first_paragraph(section(page, "依据"))
}

/// What to do about a finding.
pub fn advice(page: &str) -> String {
    first_paragraph(section(page, "改法"))
}

fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().lines().map(str::trim).collect()
}

/// One example of a page: the texts laid on the desk and what must be flagged in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Named texts; a lone text is named `例.txt`.
    pub texts: Vec<(String, String)>,
    /// Words enclosed in «…».
    pub marks: Vec<String>,
    /// The example ends in `» 全文`: something is flagged, wherever it stands.
    pub whole: bool,
}

/// The examples under a heading, in order.
pub fn examples(page: &str, heading: &str) -> Vec<Example> {
    let mut fences = section(page, heading).split("```").skip(1).step_by(2);
    let mut found = Vec::new();
    for fence in fences.by_ref() {
        found.push(example(fence.split_once('\n').map_or("", |(_, text)| text)));
    }
    found
}

fn example(text: &str) -> Example {
    let whole = text.lines().any(|line| line.trim() == "» 全文");
    let mut texts: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| line.trim() != "» 全文") {
        if let Some(name) = line.strip_prefix("=== ") {
            texts.push((name.trim().to_owned(), String::new()));
            continue;
        }
        if texts.is_empty() {
            texts.push(("例.txt".to_owned(), String::new()));
        }
        if let Some((_, text)) = texts.last_mut() {
            text.push_str(&line.replace(['«', '»'], ""));
            text.push('\n');
        }
    }
    let marks = text
        .split('«')
        .skip(1)
        .filter_map(|rest| rest.split_once('»'))
        .map(|(mark, _)| mark.to_owned());
    Example { texts, marks: marks.collect(), whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_parts() {
        let page = "# X\n\n## 命中\n\n```text\n=== 甲.txt\n一«二»三\n=== 乙.txt\n四\n» 全文\n```\n\n## 放行\n";
        let found = examples(page, "命中");
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].texts,
            [("甲.txt".into(), "一二三\n".into()), ("乙.txt".into(), "四\n".into())]
        );
        assert_eq!(found[0].marks, ["二"]);
        assert!(found[0].whole);
    }
}
