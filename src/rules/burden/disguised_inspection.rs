#![doc = include_str!("disguised_inspection.md")]

use crate::document::{Document, Sentence};
use crate::facts::Reading;
use crate::facts::clauses::mask;
use crate::finding::Severity;
use crate::rules::{Check, Context, Rule};

/// R606.
pub static RULE: Rule = Rule {
    code: "R606",
    name: "disguised-inspection",
    title: "变相督查",
    severity: Severity::Error,
    page: include_str!("disguised_inspection.md"),
    check: Check::Document(run),
};

/// What it calls itself.
const NAMES: [&str; 11] =
    ["调研", "评估", "评价", "测评", "监测", "指导", "走访", "观摩", "回头看", "会诊", "体检"];
/// What it may openly be: then it needs a plan (R607), but is not disguised. Also kinds of document that hold a name by chance.
const OPEN: [&str; 14] = [
    "督查",
    "督导",
    "检查",
    "考核",
    "验收",
    "巡查",
    "考评",
    "指导意见",
    "指导目录",
    "监测网",
    "监测站",
    "监测预警",
    "评估指南",
    "指导价",
];
/// Grades of a unit.
const GRADES: [&str; 9] =
    ["优秀", "良好", "合格", "不合格", "较好", "一般", "较差", "不达标", "基本合格"];
/// Points.
const POINTS: [&str; 8] = ["打分", "赋分", "百分制", "评分", "计分", "等次", "量化得分", "星级"];
/// Whom the law lets an office rate: who asked for money, a licence or recognition, and is no lower unit.
const RATED: [&str; 13] = [
    "企业",
    "公司",
    "实验室",
    "依托单位",
    "项目单位",
    "承担单位",
    "服务机构",
    "中介机构",
    "检测机构",
    "培训机构",
    "养老机构",
    "社会组织",
    "协会",
];
/// What comes of it.
const OUTCOMES: [&str; 10] =
    ["排名", "排序", "排位", "名次", "末位", "约谈", "考核", "履职评价", "通报", "年度评价"];

fn run(context: &mut Context<'_>, document: &Document, _reading: &Reading) {
    let title = document.elements.title.as_deref().unwrap_or_default();
    let named = NAMES.iter().find(|name| title.contains(**name));
    let Some(name) = named.filter(|_| !OPEN.iter().any(|open| title.contains(open))) else {
        return;
    };
    if !document.elements.recipients.is_empty()
        && document.elements.recipients.iter().all(|name| holds(&RATED, name))
    {
        return;
    }
    let best = document
        .sentences
        .iter()
        .filter_map(|sentence| Some((weight(document, sentence)?, sentence)));
    let Some((_, sentence)) =
        best.max_by_key(|(weight, sentence)| (*weight, std::cmp::Reverse(sentence.span)))
    else {
        return;
    };
    let message = format!("名为{name}，却给下级打分定等或排名，实为督查检查考核");
    context.flag(document, sentence.span, message);
}

fn holds(words: &[&str], text: &str) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// How plainly a sentence grades or ranks: grades or points, and what comes of it. `None` below two signs.
fn weight(document: &Document, sentence: &Sentence) -> Option<usize> {
    let words = mask(document.words(sentence));
    let count = |list: &[&str]| list.iter().filter(|word| words.contains(**word)).count();
    let refused = ["不打分", "不排名", "不通报", "不评比", "不得", "严禁", "不作为", "不定等"]
        .iter()
        .any(|word| words.contains(word));
    let (grades, points, results) = (count(&GRADES), count(&POINTS), count(&OUTCOMES));
    let plain = grades >= 2 || points > 0;
    (!refused && plain && grades + points + results >= 2)
        .then_some(grades + 2 * points + 2 * results)
}
