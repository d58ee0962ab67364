#![doc = include_str!("ad_hoc_body.md")]

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::facts::Reading;
use crate::facts::clauses::mask;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// F406.
pub static RULE: Rule = Rule {
    code: "F406",
    name: "ad-hoc-body",
    title: "临时专班",
    severity: Severity::Info,
    page: include_str!("ad_hoc_body.md"),
    check: Check::Document(run),
};

static BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:成立|组建|设立)[^，。；：]{0,30}?(?:领导小组|协调小组|工作小组|工作专班|专班|专项工作组|推进组|工作组|指挥部)").ok()
});

fn run(context: &mut Context<'_>, document: &Document, _reading: &Reading) {
    let set_up = |words: &str| {
        let masked = mask(words);
        let found = BODY.as_ref()?.find(&masked)?;
        let before = masked.get(..found.start())?;
        let refused =
            ["不", "不再", "不新", "已", "不另", "不单独", "不得", "撤销", "严禁", "不专门"]
                .iter()
                .any(|word| before.ends_with(word));
        (!refused
            && !["成立的", "组建的", "设立的"].iter().any(|past| found.as_str().starts_with(past)))
        .then(|| found.as_str().to_owned())
    };
    let first = document
        .sentences
        .iter()
        .find_map(|sentence| Some((sentence, set_up(document.words(sentence))?)));
    if let Some((sentence, body)) = first {
        context.flag(
            document,
            sentence.span,
            format!("以文件“{body}”，请确认是否确有必要、何时撤销"),
        );
    }
}
