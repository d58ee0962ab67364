//! Why a sentence is empty, in words a clerk can check against the sentence.

use super::cues;
use super::shape::look;
use super::stock;

/// Stock phrases quoted at most.
const QUOTED: usize = 3;

/// Says what an empty sentence lacks and which of its words are stock.
pub(super) fn empty(words: &str) -> String {
    let (shape, found) = (look(words), cues::found(words));
    let lacks = [
        (found("owner") || found("organ"), "无具体责任主体"),
        (found("deadline") || shape.dates > 0, "无时限"),
        (shape.figures > 0, "无数量"),
        (found("condition") || found("modal"), "无标准和条件"),
    ];
    let lacks: Vec<&str> = lacks.iter().filter(|(has, _)| !has).map(|(_, text)| *text).collect();
    let mut why =
        if lacks.is_empty() { "只说方向和意义".to_owned() } else { lacks.join("、") };
    let stock = phrases(words);
    let (name, phrases) =
        if stock.is_empty() { ("虚词", vague(words)) } else { ("套话", stock) };
    if !phrases.is_empty() {
        why.extend(["；", name, "：“", &phrases.join("”“"), "”"]);
    }
    why
}

/// The gravest stock phrases, in order of place.
fn phrases(words: &str) -> Vec<&str> {
    let grade = |entry: usize| stock::entries().get(entry).map_or(0, |entry| entry.grade);
    let mut hits = stock::find(words);
    hits.sort_by_key(|hit| (u8::MAX - grade(hit.entry), hit.start));
    hits.truncate(QUOTED);
    hits.sort();
    hits.iter().filter_map(|hit| words.get(hit.start..hit.end)).map(trimmed).collect()
}

fn trimmed(phrase: &str) -> &str {
    phrase.trim_matches(['，', '。', '；', '、'])
}

/// Words that only point a direction, where no stock phrase stands.
fn vague(words: &str) -> Vec<&str> {
    let sets = cues::sets();
    let weak = |entry: usize| {
        sets.get(entry).is_some_and(|name| matches!(name.as_str(), "vague" | "degree" | "meaning"))
    };
    let mut seen = Vec::new();
    for hit in cues::hits(words).iter().filter(|hit| weak(hit.entry)) {
        if let Some(word) = words.get(hit.start..hit.end).filter(|word| !seen.contains(word)) {
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
        let check = |words: &str, expect: &str| assert_eq!(empty(words), expect, "{words}");
        check(
            "各镇要切实加强组织领导，压紧压实责任，确保取得实效。",
            "无具体责任主体、无时限、无数量、无标准和条件；套话：“切实加强组织领导”“压紧压实责任”“确保取得实效”",
        );
        check("优化管护服务。", "无具体责任主体、无时限、无数量、无标准和条件；虚词：“优化”");
    }
}
