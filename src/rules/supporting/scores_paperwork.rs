#![doc = include_str!("scores_paperwork.md")]

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Zone};
use crate::facts::Reading;
use crate::facts::clauses::{mask, segments};
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// P306.
pub static RULE: Rule = Rule {
    code: "P306",
    name: "scores-paperwork",
    title: "以发文开会论成效",
    severity: Severity::Error,
    page: include_str!("scores_paperwork.md"),
    check: Check::Document(run),
};

/// Points given or taken.
static SCORES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("[扣得计记加减][0-9一二三四五六七八九十.]*分(?:[^钟别析管类步开]|$)|不得分|不计分|[（(\t][0-9.]+分[）)]?(?:\t|$)|[（(][0-9.]+分[）)]|(?:纳入|作为|列入|计入)[^，。；]{0,10}考核(?:评分|得分|指标|内容|依据|结果)").ok()
});

/// Papers issued and meetings held.
static PAPERWORK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let acts = "制定|印发|出台|召开|转发|下发|制发|开会|发文|传达学习|专题研究";
    let things =
        "方案|文件|细则|办法|意见|会议|专题会|推进会|部署会|动员会|调度会|工作会|通知|计划|简报";
    Regex::new(&format!("(?:{acts})[^，。；\t]{{0,18}}?(?:{things})|(?:发文|开会|会议|文件|简报)(?:数量|次数|篇数|份数)")).ok()
});

fn run(context: &mut Context<'_>, document: &Document, _reading: &Reading) {
    for (index, block) in document.blocks.iter().enumerate() {
        // Every pattern of `SCORES` has one of these, and few paragraphs do.
        let may_score = block.text.contains('分') || block.text.contains("考核");
        if !may_score || !matches!(block.zone, Zone::Body | Zone::Issued | Zone::Annex) {
            continue;
        }
        let masked = mask(&block.text);
        for range in segments(&masked) {
            if masked.get(range.clone()).is_some_and(scores) {
                let span = document.span(index, range);
                context.flag(document, span, "把是否发文、开会当作得分扣分的依据");
            }
        }
    }
}

/// Points and paperwork in one stretch, and no word that forbids it.
fn scores(text: &str) -> bool {
    let found =
        |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    let forbidden = [
        "不得",
        "严禁",
        "不以",
        "禁止",
        "不再",
        "不把",
        "不将",
        "防止",
        "评分办法",
        "评分细则",
        "计分办法",
    ];
    let plain = text.replace("不得分", "");
    found(&SCORES) && found(&PAPERWORK) && !forbidden.iter().any(|word| plain.contains(word))
}
