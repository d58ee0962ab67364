//! Why a sentence is empty, in words a clerk can check against the sentence.

use super::look::Look;
use super::{cues, stock};

/// Stock phrases quoted at most.
const QUOTED: usize = 3;

/// Says what an empty sentence lacks and which of its words are stock.
pub(super) fn empty(look: &Look<'_>) -> String {
    let lacks = [
        (look.has(&["owner", "organ"]), "无具体责任主体"),
        (look.has(&["deadline"]) || look.shape.dates > 0, "无时限"),
        (look.shape.figures > 0, "无数量"),
        (look.has(&["condition", "modal"]), "无标准和条件"),
    ];
    let lacks: Vec<&str> = lacks.iter().filter(|(has, _)| !has).map(|(_, text)| *text).collect();
    let mut why =
        if lacks.is_empty() { "只说方向和意义".to_owned() } else { lacks.join("、") };
    let stock = phrases(look);
    let (name, phrases) =
        if stock.is_empty() { ("虚词", vague(look)) } else { ("套话", stock) };
    if !phrases.is_empty() {
        why.extend(["；", name, "：“", &phrases.join("”“"), "”"]);
    }
    why
}

/// The gravest stock phrases, in order of place.
fn phrases<'a>(look: &Look<'a>) -> Vec<&'a str> {
    let mut hits = look.stock.clone();
    hits.sort_by_key(|hit| (u8::MAX - stock::grade(hit.entry), hit.start));
    hits.truncate(QUOTED);
    hits.sort();
    hits.iter().filter_map(|hit| look.text.get(hit.start..hit.end)).map(trimmed).collect()
}

fn trimmed(phrase: &str) -> &str {
    phrase.trim_matches(['，', '。', '；', '、'])
}

/// Words that only point a direction, where no stock phrase stands.
fn vague<'a>(look: &Look<'a>) -> Vec<&'a str> {
    let sets = cues::sets();
    let weak = |entry: usize| {
        sets.get(entry).is_some_and(|name| matches!(name.as_str(), "vague" | "degree" | "meaning"))
    };
    let mut seen = Vec::new();
    for hit in look.cues.iter().filter(|hit| weak(hit.entry)) {
        if let Some(word) = look.text.get(hit.start..hit.end).filter(|word| !seen.contains(word)) {
            seen.push(word);
        }
    }
    seen.truncate(QUOTED);
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons() {
        let check =
            |words: &str, expect: &str| assert_eq!(empty(&Look::at(words)), expect, "{words}");
        check(
            "各镇要切实加强组织领导，压紧压实责任，确保取得实效。",
            "无具体责任主体、无时限、无数量、无标准和条件；套话：“切实加强组织领导”“压紧压实责任”“确保取得实效”",
        );
        check("优化管护服务。", "无具体责任主体、无时限、无数量、无标准和条件；虚词：“优化”");
    }
}
