//! Sentences that only hold a document together: what it is made for and where it begins, its covering words, run-in headings.

use super::look::Look;

/// Characters of the shortest: less is the rest of a broken line.
const SHORTEST: usize = 5;
/// Characters of the longest run-in heading: its own number, and a short clause or two.
const RUN_IN: usize = 18;
/// Characters of the longest run-in heading without a number.
const RUN_IN_PLAIN: usize = 6;

/// Whether the words only lead on to what follows, or send it on its way.
pub(super) fn leads(look: &Look<'_>) -> bool {
    if look.has(&["contact"]) {
        return false;
    }
    let text = look.text.trim_end();
    let points = text.ends_with("如下：") || text.ends_with("如下:");
    points && look.shape.clauses <= 1 || covers(text) || makes(text)
}

/// 为……，制定本办法。 The purpose belongs to the making; both fall away with the document, not with the sentence.
fn makes(text: &str) -> bool {
    if text.contains('；') || !text.contains(['为', '据', '照', '合', '经', '现']) {
        return false;
    }
    let made = ["制定", "提出", "印发", "出台"].iter().filter_map(|verb| {
        let (before, after) = text.rsplit_once(verb)?;
        let own = ["本", "如下", "以下"].iter().any(|word| after.starts_with(word));
        (own && !before.is_empty()).then_some(after)
    });
    // What is made ends the sentence, but for one clause about what it is good for.
    made.into_iter()
        .any(|after| after.matches(['，', ',', '。']).count() <= 2 && !after.contains("不得"))
}

/// 现印发给你们，请……； 执行中如有问题，请向……反映。
fn covers(text: &str) -> bool {
    let sends = ["印发给你们", "转发给你们", "印发你们", "转发你们"];
    if sends.iter().any(|words| text.contains(words)) {
        return !text.contains(['；']);
    }
    let asks = ["如有问题", "如遇问题", "遇到问题", "遇到有关情况", "遇到有关问题", "如有意见"];
    asks.iter().any(|words| {
        text.split_once(words).is_some_and(|(_, after)| {
            after.trim_start_matches(['，', ',']).starts_with('请') && after.contains("反映")
        })
    })
}

/// Whether a sentence that begins a paragraph of several is its heading: 第七条 交流融合。 市场主导。
pub(super) fn heads(look: &Look<'_>) -> bool {
    let shape = &look.shape;
    let numbered = shape.article || shape.level > 0;
    let longest = if numbered { RUN_IN } else { RUN_IN_PLAIN };
    shape.last == '。'
        && (SHORTEST..=longest).contains(&shape.chars)
        && shape.clauses <= usize::from(numbered)
        && look.bare()
        && !look.has(&["owner", "organ", "deadline", "modal", "condition", "definition", "contact"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading() {
        let check = |text: &str, expect: bool| assert_eq!(leads(&Look::at(text)), expect, "{text}");
        check("为加强农村供水管护，根据《岚川省供水条例》，结合本县实际，制定本办法。", true);
        check("为做好汛期排查，现提出如下意见。", true);
        check("根据县政府安排，制定本方案，作为各镇开展管护的依据。", true);
        check("申请补助应当符合的条件如下：", true);
        check("《青禾县供水管护方案》已经县政府同意，现印发给你们，请认真贯彻执行。", true);
        check("执行中如有问题，请径向县水利局反映。", true);
        check("各镇要根据本办法制定本镇实施细则，于5月底前报县水利局，逾期未报的予以通报。", false);
        check("补助按面积发放，不得代领，申报程序如下：", false);
        check("联系人：王某某，现提出如下意见。", false);
        check("用户发现水质异常的，请向县水利局反映。", false);
        check("各镇要提高认识，加强领导。", false);
    }

    #[test]
    fn headings() {
        let check = |text: &str, expect: bool| assert_eq!(heads(&Look::at(text)), expect, "{text}");
        check("第七条 交流融合。", true);
        check("市场主导。", true);
        check("（二）健全管护机制。", true);
        check("本办法有效期3年。", false);
        check("第八条 本办法由县水利局负责解释。", false);
        check("严禁占用河道。", false);
        check("县水利局负责巡查。", false);
    }
}
