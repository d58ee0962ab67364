//! Tasks in tables: a header that names the columns, a row a task.

use super::super::dates::Issue;

use super::super::Quote;
use super::{Task, lines};
use crate::document::{Block, BlockKind, Document, Span, Zone};

/// Which column holds what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    matter: usize,
    owner: usize,
    with: Option<usize>,
    due: Option<usize>,
}

const MATTER: [&str; 9] = ["任务", "事项", "内容", "措施", "举措", "项目", "问题", "工作", "要求"];
const OWNER: [&str; 8] = [
    "责任单位",
    "牵头单位",
    "责任部门",
    "牵头部门",
    "承办单位",
    "主办单位",
    "主责单位",
    "责任科室",
];
const WITH: [&str; 5] = ["配合单位", "协办单位", "配合部门", "参与单位", "参加单位"];
const DUE: [&str; 6] = ["时限", "期限", "完成时间", "时间节点", "办结时间", "时间要求"];

/// The tasks of a document's tables, in order of place.
pub(super) fn find(document: &Document, issue: Issue<'_>) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut columns: Option<Columns> = None;
    for (index, block) in document.blocks.iter().enumerate() {
        if !is_row(block) {
            columns = None;
            continue;
        }
        let cells: Vec<&str> = block.text.split('\t').map(str::trim).collect();
        match (header(&cells), columns) {
            (Some(found), _) => columns = Some(found),
            (None, Some(columns)) => {
                tasks.extend(row(&cells, columns, issue).map(|task| {
                    let end = block.text.chars().count();
                    let span = Span { block: index, start: 0, end };
                    Task { quote: Quote { span, ..task.quote }, ..task }
                }));
            }
            (None, None) => {}
        }
    }
    tasks
}

fn is_row(block: &Block) -> bool {
    block.zone != Zone::Outside && (block.kind == BlockKind::Table || block.text.contains('\t'))
}

/// A header names the matter and who is responsible for it.
fn header(cells: &[&str]) -> Option<Columns> {
    let short = cells.iter().all(|cell| cell.chars().count() <= 12);
    let column = |names: &[&str]| {
        cells.iter().position(|cell| {
            let plain: String = cell.split_whitespace().collect();
            names.iter().any(|name| plain.contains(name))
        })
    };
    let owner = column(&OWNER).filter(|_| short)?;
    let taken = [Some(owner), column(&WITH), column(&DUE)];
    let matter = cells.iter().enumerate().rposition(|(at, cell)| {
        !taken.contains(&Some(at)) && MATTER.iter().any(|name| cell.contains(name))
    })?;
    Some(Columns { matter, owner, with: column(&WITH), due: column(&DUE) })
}

fn row(cells: &[&str], columns: Columns, issue: Issue<'_>) -> Option<Task> {
    let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
    let matter = cell(columns.matter);
    let owner = lines::names(cell(columns.owner));
    let with = columns.with.map(|at| lines::names(cell(at))).unwrap_or_default();
    let due = columns.due.map(cell).filter(|due| !due.is_empty());
    let due = due.map(|due| lines::kept(due, issue));
    let quote = Quote { text: matter.to_owned(), ..Quote::default() };
    (!matter.is_empty() && !owner.is_empty()).then_some(Task { quote, owner, with, due })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rows() {
        let header = header(&["序号", "工作任务", "责任单位", "配合单位", "完成时限"]).unwrap();
        let issue = Issue::on("2026-03-11");
        let check = |cells: &[&str], owner: &[&str], with: &[&str], due: Option<&str>| {
            let task = row(cells, header, issue).unwrap();
            assert_eq!(task.owner, owner, "{cells:?}");
            assert_eq!(task.with, with, "{cells:?}");
            assert_eq!(task.due.as_deref(), due, "{cells:?}");
        };
        check(
            &["1", "新建公厕30座", "市住房城乡建设局", "市财政局、各县（区）", "2026年9月底前"],
            &["市住房城乡建设局"],
            &["市财政局", "各县（区）"],
            Some("2026-09-30"),
        );
        check(
            &["2", "更换电梯", "市市场监管局", "", "长期坚持"],
            &["市市场监管局"],
            &[],
            Some("长期坚持"),
        );
        check(&["3", "校车年检", "市教育局", "市公安局", ""], &["市教育局"], &["市公安局"], None);
        check(&["4", "清运垃圾", "柳渡镇", "", "每周五前"], &["柳渡镇"], &[], Some("每周五前"));
        assert!(row(&["5", "", "市教育局", "", ""], header, issue).is_none());
        assert!(super::header(&["序号", "姓名", "单位", "电话"]).is_none());
    }
}
