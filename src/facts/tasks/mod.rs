//! Who does what by when: the task ledger's rows.
//!
//! From responsibility lines （责任单位：…；配合单位：…；完成时限：…） and from sentences with somebody, an act and a deadline.

mod items;
mod lines;
#[cfg(test)]
mod table_of_truth;
mod tables;

use serde::{Deserialize, Serialize};

use super::Quote;
use super::clauses::mask;
use super::dates::{self, Issue};
use super::parties::{Party, Scene};
use crate::config::Config;
use crate::document::{BlockKind, Class, Document, Sentence};

pub use items::{Item, items};

/// One task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Where, and the words.
    pub quote: Quote,
    /// 责任单位 / 牵头单位.
    pub owner: Vec<String>,
    /// 配合单位.
    pub with: Vec<String>,
    /// `YYYY-MM-DD` or a period such as 每月5日前.
    pub due: Option<String>,
}

/// Finds the tasks, in order of place.
pub fn find(document: &Document, config: &Config) -> Vec<Task> {
    if matches!(document.class, Class::Upward | Class::Personnel | Class::MeetingNotice) {
        return Vec::new();
    }
    let scene = Scene::of(document, config);
    let issue = Issue::of(document, config);
    let mut tasks: Vec<Task> = Vec::new();
    let mut previous: Option<&Sentence> = None;
    for sentence in &document.sentences {
        let words = document.words(sentence);
        if let Some(line) = lines::read(words, issue) {
            place_line(&mut tasks, document, (sentence, previous), line, issue);
        } else if let Some(due) = lines::deadline(words, issue) {
            let told =
                tasks.last_mut().filter(|task| task.quote.span.block + 1 >= sentence.span.block);
            if let Some(task) = told {
                task.due = Some(due);
            }
        } else if document
            .blocks
            .get(sentence.span.block)
            .is_some_and(|block| block.kind != BlockKind::Heading)
        {
            tasks.extend(
                plain(words, &scene, issue)
                    .map(|task| Task { quote: quote(document, sentence), ..task }),
            );
        }
        previous = Some(sentence);
    }
    tasks.extend(tables::find(document, issue));
    tasks.sort_by_key(|task| task.quote.span);
    tasks
}

/// A line that only says who belongs to the sentence before it; a line after a clause stands for itself.
fn place_line(
    tasks: &mut Vec<Task>,
    document: &Document,
    at: (&Sentence, Option<&Sentence>),
    line: lines::Line,
    issue: Issue<'_>,
) {
    let (sentence, previous) = at;
    let told = previous.filter(|_| line.bare).unwrap_or(sentence);
    let same = tasks.last_mut().filter(|task| task.quote.span == told.span);
    if let Some(task) = same {
        task.owner = line.owner;
        task.with = line.with;
        task.due = line.due.or(task.due.take());
        return;
    }
    let due = line.due.or_else(|| due(document.words(told), issue));
    tasks.push(Task { quote: quote(document, told), owner: line.owner, with: line.with, due });
}

/// 各县（区）局要于4月底前完成排查: somebody, an act, a deadline or period.
fn plain(words: &str, scene: &Scene, issue: Issue<'_>) -> Option<Task> {
    let masked = mask(words);
    let due = due(&masked, issue)?;
    let verb = lines::act(&masked)?;
    let subject = scene.subject(masked.get(..verb)?)?;
    let ours = matches!(subject.party, Party::Lower | Party::Own);
    let (owner, with) = joined(&masked, &subject.text);
    (ours && !owner.is_empty()).then(|| Task {
        quote: Quote::default(),
        owner,
        with,
        due: Some(due),
    })
}

/// 市商务局会同市市场监管局，…: who acts, and with whom.
fn joined(masked: &str, subject: &str) -> (Vec<String>, Vec<String>) {
    let (owner, inside) = subject.split_once("会同").unwrap_or((subject, ""));
    let owner = doer(owner);
    let after = masked.split_once(subject).map(|(_, rest)| rest.trim_start_matches("要"));
    let beside = after.and_then(|rest| rest.strip_prefix("会同")).unwrap_or(inside);
    let beside = beside.split(['，', '。', '；']).next().unwrap_or_default();
    let organ = ["局", "委", "办", "部门", "单位", "政府", "厅", "中心", "县（区）"];
    let fits = organ.iter().any(|end| beside.ends_with(end));
    (lines::names(owner), if fits { lines::names(beside) } else { Vec::new() })
}

/// 施工期间由县水利局: whoever stands behind the last 由, which is no part of 自由 or 理由.
fn doer(subject: &str) -> &str {
    let by = |at: &usize| !subject.get(..*at).is_some_and(|before| before.ends_with(['自', '理']));
    let last = subject.rmatch_indices('由').map(|(at, _)| at).find(by);
    last.and_then(|at| subject.get(at + '由'.len_utf8()..))
        .filter(|doer| !doer.is_empty())
        .unwrap_or(subject)
}

/// The deadline or period a sentence names, as the ledger keeps it.
fn due(text: &str, issue: Issue<'_>) -> Option<String> {
    let limit = dates::find(text, issue).into_iter().find(|mark| mark.limit);
    let day = limit.and_then(|mark| mark.due).map(|due| due.date().to_string());
    day.or_else(|| dates::phrase(text).map(str::to_owned))
        .or_else(|| text.contains("长期坚持").then(|| "长期坚持".to_owned()))
}

fn quote(document: &Document, sentence: &Sentence) -> Quote {
    Quote { span: sentence.span, text: document.words(sentence).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Level;

    #[test]
    fn reads_plain_tasks() {
        let scene =
            Scene::test("澜溪市人民政府办公室", Level::City, "各县（区）人民政府，市政府各部门");
        let issue = Issue::on("2026-03-11");
        let check = |text: &str, expect: Option<(&[&str], &str)>| {
            let got = plain(text, &scene, issue);
            let got = got.map(|task| (task.owner, task.due.unwrap_or_default()));
            let expect = expect.map(|(owner, due)| {
                (owner.iter().map(|&name| name.to_owned()).collect::<Vec<_>>(), due.to_owned())
            });
            assert_eq!(got, expect, "{text}");
        };
        check("各县（区）要于4月底前完成公厕排查。", Some((&["各县（区）"], "2026-04-30")));
        check(
            "市财政局、市住房城乡建设局每月5日前公布资金拨付情况。",
            Some((&["市财政局", "市住房城乡建设局"], "每月5日前")),
        );
        check("施工期间由市水利局每周三开展一次巡查。", Some((&["市水利局"], "每周三")));
        check("要提高认识，加强领导。", None);
        check("公厕每天保洁两次。", None);
    }
}
