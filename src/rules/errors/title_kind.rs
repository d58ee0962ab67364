#![doc = include_str!("title_kind.md")]

use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::{BlockKind, Class, Document, Span};
use crate::facts::Reading;
use crate::finding::{Confidence, Severity};
use crate::rules::{Check, Context, Rule};

/// E802: the title lacks one of its three parts, or names its kind twice.
pub static RULE: Rule = Rule {
    code: "E802",
    name: "title-kind",
    title: "标题要素",
    severity: Severity::Error,
    page: include_str!("title_kind.md"),
    check: Check::Document(run),
};

fn run(ctx: &mut Context<'_>, document: &Document, _: &Reading) {
    let Some(title) = document.elements.title.as_deref() else { return };
    let Some(span) = whole(document) else { return };
    let issuer = document.elements.issuers.first().map_or("", String::as_str);
    let strict = red_head(document);
    let Some(fault) = judge(title, issuer, strict) else { return };
    let finding = ctx.flag(document, span, fault.message);
    finding.severity = fault.severity;
    finding.confidence = fault.confidence;
    if document.places.title.len() > 1 {
        title.clone_into(&mut finding.text);
    }
    if let Some(should_be) = fault.should_be {
        finding.detail("should_be", should_be);
    }
}

/// The first line of the title, which stands for the whole.
fn whole(document: &Document) -> Option<Span> {
    document.places.title.first().copied()
}

/// Is it a document that must bear one of the fifteen kinds: numbered, or under an organ's red head?
fn red_head(document: &Document) -> bool {
    let ruled = matches!(
        document.class,
        Class::InScope
            | Class::Upward
            | Class::Parallel
            | Class::Reply
            | Class::Personnel
            | Class::MeetingNotice
    );
    let head = |kind: BlockKind, text: &str| kind == BlockKind::Masthead && text.ends_with("文件");
    document.elements.number.as_deref().is_some_and(|number| number.contains(['〔', '[', '（']))
        || (ruled && document.blocks.iter().any(|block| head(block.kind, block.text.trim())))
}

struct Fault {
    message: String,
    should_be: Option<String>,
    severity: Severity,
    confidence: Confidence,
}

impl Fault {
    fn new(message: impl Into<String>, severity: Severity, confidence: Confidence) -> Self {
        Self { message: message.into(), should_be: None, severity, confidence }
    }

    fn should_be(mut self, title: String) -> Self {
        self.should_be = Some(title);
        self
    }
}

/// What is wrong with a title; `strict` for documents that must bear a lawful kind.
fn judge(title: &str, issuer: &str, strict: bool) -> Option<Fault> {
    let bare = bare(title);
    // 【一图读懂】… heads a web page about a document.
    if bare.is_empty() || bare.starts_with('【') {
        return None;
    }
    doubled(bare).or_else(|| strict.then(|| incomplete(bare, issuer)).flatten())
}

/// The title without remarks in brackets at its end and without the writing's end mark.
fn bare(title: &str) -> &str {
    let mut rest = title.trim().trim_end_matches('。');
    while let Some(open) = rest.rfind(['（', '(', '〔']) {
        if !rest.ends_with(['）', ')', '〕']) {
            break;
        }
        rest = rest[..open].trim_end();
    }
    rest
}

/// The kind stands twice (通知的通知), or two kinds stand together (请示报告).
fn doubled(bare: &str) -> Option<Fault> {
    let kinds = &KINDS.legal;
    let last = ending(bare, kinds)?;
    let before = bare.strip_suffix(last)?;
    if KINDS.nested.iter().any(|word| before.contains(word.as_str())) || before.ends_with('》') {
        return None;
    }
    if last == "报告" && before.ends_with("请示") {
        let message = "标题把“请示”“报告”两个文种叠用：请示、报告应当分开行文。";
        let fixed = format!("{}请示", before.trim_end_matches("请示"));
        return Some(Fault::new(message, Severity::Error, Confidence::High).should_be(fixed));
    }
    let inner = before.strip_suffix('的').unwrap_or(before);
    let first = ending(inner, kinds).filter(|kind| *kind == last && inner.contains("关于"))?;
    let message = format!("标题文种重复：“{first}”“{last}”叠用。");
    Some(Fault::new(message, Severity::Error, Confidence::High).should_be(inner.to_owned()))
}

/// 事由 or 文种 is missing, or the kind is none of the fifteen.
fn incomplete(bare: &str, issuer: &str) -> Option<Fault> {
    let Some(kind) = ending(bare, &KINDS.legal) else { return no_kind(bare) };
    let before = bare.strip_suffix(kind)?.trim_end_matches('的');
    let may_be_bare =
        ["命令", "令", "公告", "通告", "公报", "决议", "决定", "纪要"].contains(&kind);
    if !may_be_bare && (before.is_empty() || before == issuer) {
        let message = format!(
            "标题缺事由：只有{}文种“{kind}”。",
            if before.is_empty() { "" } else { "发文机关和" }
        );
        let fixed = format!("{before}关于……的{kind}");
        return Some(Fault::new(message, Severity::Error, Confidence::High).should_be(fixed));
    }
    if let Some(fixed) = joined(bare, kind) {
        let message = format!("标题文种“{kind}”前缺“的”。");
        return Some(Fault::new(message, Severity::Warning, Confidence::High).should_be(fixed));
    }
    let nameless = before.starts_with("关于") && !issuer.is_empty();
    nameless.then(|| {
        Fault::new("标题缺发文机关名称。", Severity::Info, Confidence::Medium)
            .should_be(format!("{issuer}{bare}"))
    })
}

/// 关于开展抽查通知: the matter runs into the kind. A kind with a word of its own before it (紧急通知, 实施意见, 情况通报) and a
/// title that only names another document are left alone.
fn joined(bare: &str, kind: &str) -> Option<String> {
    const PLAIN: [&str; 5] = ["通知", "批复", "请示", "决定", "通报"];
    let (_, matter) = bare.rsplit_once("关于")?;
    let stem = matter.strip_suffix(kind).filter(|_| PLAIN.contains(&kind))?;
    let words = |list: &[String]| list.iter().any(|word| stem.ends_with(word.as_str()));
    let runs =
        !stem.is_empty() && !stem.ends_with(['的', '》', '”', '）']) && !words(&KINDS.before);
    let head = bare.strip_suffix(kind)?;
    (runs && stem.chars().count() >= 4).then(|| format!("{head}的{kind}"))
}

/// A title that ends in none of the fifteen kinds.
fn no_kind(bare: &str) -> Option<Fault> {
    let (issuer, matter) = bare.split_once("关于")?;
    if let Some(name) = ending(matter, &KINDS.unlawful) {
        let message = format!("标题文种有误：“{name}”不是法定文种，应当用通知印发。");
        let matter = matter.trim_start_matches("印发").replacen(&format!("的{name}"), name, 1);
        let fixed = format!("{issuer}关于印发《{matter}》的通知");
        return Some(Fault::new(message, Severity::Error, Confidence::Medium).should_be(fixed));
    }
    if ending(matter, &KINDS.apart).is_some() {
        return None;
    }
    let fixed = format!("{bare}的通知");
    if bare.ends_with('》') {
        // 某机关印发《……》 is also how the news call a notice.
        let fault = Fault::new("标题缺文种。", Severity::Info, Confidence::Low);
        return Some(fault.should_be(fixed));
    }
    Some(Fault::new("标题缺文种。", Severity::Error, Confidence::High).should_be(fixed))
}

/// The longest of `names` that `text` ends with.
fn ending<'a>(text: &str, names: &'a [String]) -> Option<&'a str> {
    names
        .iter()
        .map(String::as_str)
        .filter(|name| text.ends_with(name))
        .max_by_key(|name| name.len())
}

#[derive(Default, Deserialize)]
struct Kinds {
    legal: Vec<String>,
    unlawful: Vec<String>,
    nested: Vec<String>,
    apart: Vec<String>,
    before: Vec<String>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../dictionaries/title-kinds.toml")).unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges() {
        let check = |title: &str, expect: Option<&str>| {
            let fault = judge(title, "澜溪市教育局", true);
            let got = fault.map(|fault| fault.should_be.unwrap_or_default());
            assert_eq!(got.as_deref(), expect, "{title}");
        };
        // Nothing wrong.
        check("澜溪市教育局关于做好防汛工作的通知", None);
        check("澜溪市教育局关于印发《课后服务实施细则》的通知", None);
        check("澜溪市教育局关于转发《岚川省教育厅关于做好招生工作的通知》的通知", None);
        check("澜溪市教育局关于转发省教育厅关于做好招生工作的通知的通知", None);
        check("澜溪市教育局关于废止有关通知的通知", None);
        check("澜溪市教育局关于课后服务的若干意见（试行）", None);
        check("澜溪市教育局公告", None);
        check("澜溪市教育局关于请示办理情况的报告", None);
        check("澜溪市教育局对关于增加学位的建议的答复", None);
        // Kind missing, unlawful, doubled.
        check(
            "澜溪市教育局关于开展课后服务专题调研",
            Some("澜溪市教育局关于开展课后服务专题调研的通知"),
        );
        check(
            "澜溪市教育局关于规范课后服务的若干措施",
            Some("澜溪市教育局关于印发《规范课后服务的若干措施》的通知"),
        );
        check(
            "澜溪市教育局关于做好防汛工作的通知的通知",
            Some("澜溪市教育局关于做好防汛工作的通知"),
        );
        check("澜溪市教育局关于修建校舍的请示报告", Some("澜溪市教育局关于修建校舍的请示"));
        check("澜溪市教育局关于开展食堂抽查通知", Some("澜溪市教育局关于开展食堂抽查的通知"));
        check("澜溪市教育局关于做好防汛工作的紧急通知", None);
        check(
            "澜溪市教育局关于课后服务收费问题处理决定",
            Some("澜溪市教育局关于课后服务收费问题处理的决定"),
        );
        check("澜溪市教育局关于食堂检查情况通报", None);
        // 事由 or issuer missing.
        check("澜溪市教育局通知", Some("澜溪市教育局关于……的通知"));
        check("关于做好防汛工作的通知", Some("澜溪市教育局关于做好防汛工作的通知"));
        assert!(judge("关于开展调研", "", false).is_none());
    }
}
