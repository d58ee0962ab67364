//! Words that tell an inspection was planned or filed: 备案编号, 列入年度督查计划.

use super::Quote;
use crate::document::Document;
use crate::pattern::Pattern;

static FILED: Pattern = Pattern::new(
    &["编号", "文号", "登记号", "备案号", "督备", "计划", "清单"],
    concat!(
        "(?:备案|报备|督查计划|检查计划|考核计划|计划|审批)[^，。；]{0,6}(?:编号|文号|登记号|备案号)",
        "|备案号|督备(?:字)?〔[0-9]{4}〕",
        "|(?:列入|纳入)[^，。；]{0,16}(?:督查|检查|考核)[^，。；]{0,8}(?:计划|清单)",
        "|(?:督查|检查|考核)[^，。；]{0,8}(?:计划|清单)(?:安排|确定|第[0-9]+项)",
    ),
);

/// The first sentence that says so.
pub fn find(document: &Document) -> Option<Quote> {
    let said =
        document.sentences.iter().find(|sentence| FILED.is_match(document.words(sentence)))?;
    Some(Quote { span: said.span, text: document.words(said).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_filings() {
        let check = |text: &str, expect: bool| {
            assert_eq!(FILED.is_match(text), expect, "{text}");
        };
        check("本次检查已报市委办备案（备案编号：012）。", true);
        check("本次检查列入2026年度督查检查考核计划。", true);
        check("督备〔2026〕3号", true);
        check("请各县（区）制定检查计划。", false);
        check("资料报市局备案。", false);
    }
}
