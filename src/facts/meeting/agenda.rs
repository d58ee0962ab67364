//! Agenda items and whether each decides, deploys or assigns anything.

use serde::{Deserialize, Serialize};

use super::cues::{Field, any, cues};
use super::sheet::{Piece, Sheet};
use crate::pattern::Pattern;

/// One agenda item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// As written, folded.
    pub text: String,
    /// What it does.
    pub substance: Substance,
}

/// What an agenda item does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Substance {
    /// 传达、学习、通报、表态、讲话: nothing is decided.
    Ritual,
    /// It decides, deploys, assigns or works something out.
    Decides,
    /// Neither can be told.
    Unclear,
}

static INLINE: Pattern = Pattern::new(
    &["会议"],
    r"(?P<label>会议(?:的)?(?:主要)?(?:内容|议程|议题|任务)(?:是|为|有|包括)?:?)|会议(?:将|先|上午|主要|拟)?(?P<verb>审议|研究|部署|总结|讨论|听取|传达|通报|座谈|调度|分析|看|布置|安排)",
);
static SPLIT: Pattern = Pattern::new(
    &[],
    r"[;；。]|(?:^|[,，、 :])(?:[一二三四五六七八九十]是|[一二三四五六七八九十]、|[0-9]{1,2}[.．、)]|\([一二三四五六七八九十0-9]{1,2}\)|[①②③④⑤⑥⑦⑧⑨])",
);

/// The agenda of a paper, with the pieces it stands in.
pub(crate) fn items(sheet: &Sheet) -> (Vec<Item>, Vec<Piece>) {
    let mut pieces = sheet.pieces(Field::Content).to_vec();
    if pieces.is_empty() {
        pieces = sheet.all.iter().flat_map(told).collect();
    }
    let mut items = Vec::new();
    for piece in &pieces {
        items.extend(of_text(&piece.text));
    }
    (items, pieces)
}

/// What a sentence says after 会议内容为, 会议审议 and the like.
fn told(piece: &Piece) -> Vec<Piece> {
    let mut parts = Vec::new();
    let mut from = 0;
    for end in piece.text.match_indices('。').map(|(at, _)| at).chain([piece.text.len()]) {
        let sentence = piece.part(from, end);
        from = end + '。'.len_utf8();
        if let Some(hit) = INLINE.captures(&sentence.text) {
            let start = hit
                .name("label")
                .or(hit.name("verb"))
                .map_or(0, |m| if hit.name("label").is_some() { m.end() } else { m.start() });
            parts.push(sentence.part(start, sentence.text.len()));
        }
    }
    parts
}

/// The items of one line.
pub(crate) fn of_text(line: &str) -> Vec<Item> {
    let parts = SPLIT
        .split(line)
        .map(|part| part.trim().trim_start_matches(['、', ',', '，', ':', '和']).trim());
    let kept = parts.filter(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 3);
    kept.map(|text| Item { text: text.to_owned(), substance: substance(text) }).collect()
}

/// What an item does.
fn substance(text: &str) -> Substance {
    // 部署讲话 and 总结讲话 are speeches; 讲话并部署… is more.
    static SPEECH: Pattern = Pattern::new(
        &["讲话", "发言", "致辞", "员"],
        "(?:作|做|进行|发表)?(?:总结|动员|部署|动员部署|总结部署|强调|重要|工作|安排部署|辅导)?性?(?:讲话|发言|致辞)(?:$|[(,，])|(?:讲评|讲解)?员",
    );
    let rest = SPEECH.replace_all(text, "讲话 ");
    let rest =
        rest.replace("传达学习", "传达").replace("学习贯彻", "学习").replace("贯彻落实", "贯彻");
    let rest = CONVEYED.replace_all(&rest, "传达");
    if any(&cues().decide, &rest) {
        return Substance::Decides;
    }
    if any(&cues().ritual, text) { Substance::Ritual } else { Substance::Unclear }
}

/// What is conveyed or announced (传达全省安全生产部署会议精神) says nothing of what is done here.
static CONVEYED: Pattern = Pattern::new(
    &["传达", "学习", "通报", "宣读", "观看"],
    "(?:传达|学习|通报|宣读|观看)[^,，;；。并]*",
);

/// The longest speech and the number of speakers an agenda announces.
pub(crate) fn speeches(text: &str) -> (Option<u32>, Option<u32>) {
    static LONG: Pattern = Pattern::new(
        &["讲话"],
        r"讲话[^,，;；。0-9一二两]{0,8}([0-9一二两.]+ ?(?:个)?(?:半)?(?:小时|分钟)(?:半)?)",
    );
    static SPEAK: Pattern = Pattern::new(
        &["发言", "交流", "表态", "介绍"],
        r"([0-9]{1,3}|[一二两三四五六七八九十]{1,3}) ?(?:名|位|家|个)[^,，;；。]{0,14}?(?:发言|交流|表态|介绍)",
    );
    let longest =
        LONG.captures_iter(text).filter_map(|hit| super::when::length(hit.get(1)?.as_str())).max();
    let most =
        SPEAK.captures_iter(text).filter_map(|hit| super::when::number(hit.get(1)?.as_str())).max();
    (longest, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_items_do() {
        for (text, want) in [
            ("传达全省安全生产部署会议精神", Substance::Ritual),
            ("局长作总结讲话", Substance::Ritual),
            ("三个林场表态发言", Substance::Ritual),
            ("市领导讲话,部署二季度防汛工作", Substance::Decides),
            ("布置10月份换证", Substance::Decides),
            ("通报三起挪用案件", Substance::Ritual),
        ] {
            assert_eq!(substance(text), want, "{text}");
        }
    }

    #[test]
    fn long_speeches() {
        assert_eq!(speeches("局长讲话(约75分钟);9家企业发言"), (Some(75), Some(9)));
        assert_eq!(speeches("每人发言5分钟"), (None, None));
    }
}
