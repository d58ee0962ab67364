//! The tables: their columns and the rows that fill them, side by side so that both change together.

use std::io;

use jiff::civil::Date;

use super::{Cell, Column, Kind, Sink, Source, Table};
use crate::corpus::sittings::Sitting;
use crate::facts::Quote;
use crate::facts::requests::Request;
use crate::finding::Finding;
use crate::rules;

const fn column(
    name: &'static str,
    title: &'static str,
    kind: Kind,
    about: &'static str,
) -> Column {
    Column { name, title, kind, about }
}

const SOURCE: Column = column(
    "source",
    "文件",
    Kind::Text,
    "文件路径，与报告中一致，用来连接各表；涉密文件只写“（涉密文件1）”这样的代号",
);
const BLOCK: Column = column("block", "段落", Kind::Number, "所在段落的序号，从 0 起");
const START: Column = column("start", "起点", Kind::Number, "该段中第一个字的位置，从 0 起");
const END: Column = column("end", "终点", Kind::Number, "最后一个字之后的位置");

pub(super) const DOCUMENTS: Table = Table {
    name: "documents",
    title: "公文",
    about: "台账中每份公文一行。",
    columns: &[
        SOURCE,
        column("sha256", "校验值", Kind::Text, "文件内容的 SHA-256；涉密文件为空"),
        column("format", "格式", Kind::Text, "docx、pdf、txt 等"),
        column("department", "主办单位", Kind::Text, "规范全称；未识别为空"),
        column("issuers", "发文机关", Kind::Text, "原文写法，联合发文用“；”隔开"),
        column("number", "发文字号", Kind::Text, "原文写法"),
        column("title", "标题", Kind::Text, "原文写法"),
        column("kind", "文种", Kind::Text, "通知、意见、函等"),
        column("recipients", "主送", Kind::Text, "用“；”隔开"),
        column("date", "成文日期", Kind::Day, "未识别为空"),
        column("level", "层级", Kind::Text, "central、province、city、county、township、unit"),
        column("urgency", "紧急程度", Kind::Text, "原文写法"),
        column(
            "class",
            "口径",
            Kind::Text,
            "in_scope 口径内，off_scope 口径外，upward 请示报告，parallel 函，reply 批复复函，minutes 纪要，meeting_notice 会议通知，personnel 任免，classified 涉密，other 其他",
        ),
        column("chars", "正文字数", Kind::Number, "不计标点和空白"),
        column("pages", "页数", Kind::Number, ""),
        column("sentences", "句数", Kind::Number, ""),
        column("empty_chars", "空话字数", Kind::Number, "空话套话句的字数"),
        column("opening_chars", "开头铺垫字数", Kind::Number, ""),
        column("closing_chars", "结尾套话字数", Kind::Number, ""),
        column("copied_share", "照搬比例", Kind::Real, "0 到 1；没有可比的上级文件为空"),
        column("masked_share", "改名后照搬比例", Kind::Real, "隐去地名、单位、数字后比较，0 到 1"),
        column("implements_title", "所落实文件标题", Kind::Text, "落实上级文件的，写上级文件标题"),
        column("implements_number", "所落实文件字号", Kind::Text, ""),
        column(
            "requested",
            "上级有无要求",
            Kind::Text,
            "yes 要求制定，no 没有要求，unknown 不能确定",
        ),
    ],
    rows: documents,
};

fn documents(source: &Source<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    for audited in &source.report.documents {
        let (reading, mandate) = (&audited.reading, audited.mandate.as_ref());
        let (it, metrics) = (&reading.elements, &reading.metrics);
        let hidden = source.hidden.contains_key(reading.source.as_str());
        sink(vec![
            source.path(&reading.source),
            Cell::Text((!hidden).then(|| reading.sha256.clone())),
            Cell::name(&reading.format),
            Cell::maybe(reading.department.as_deref()),
            Cell::list(&it.issuers),
            Cell::maybe(it.number.as_deref()),
            Cell::maybe(it.title.as_deref()),
            Cell::maybe(it.kind.as_deref()),
            Cell::list(&it.recipients),
            Cell::Day(it.date),
            it.level.as_ref().map_or(Cell::Text(None), Cell::name),
            Cell::maybe(it.urgency.as_deref()),
            Cell::name(&reading.class),
            Cell::count(metrics.chars),
            Cell::Number(Some(metrics.pages.into())),
            Cell::count(metrics.sentences),
            Cell::count(metrics.empty_chars),
            Cell::count(metrics.opening_chars),
            Cell::count(metrics.closing_chars),
            Cell::Real(metrics.copied_share),
            Cell::Real(metrics.masked_share),
            Cell::maybe(mandate.and_then(|it| it.title.as_deref())),
            Cell::maybe(mandate.and_then(|it| it.number.as_deref())),
            mandate.map_or(Cell::Text(None), |it| Cell::name(&it.requested)),
        ])?;
    }
    Ok(())
}

pub(super) const FACTS: Table = Table {
    name: "facts",
    title: "要点",
    about: "从公文中读出的要点，每条一行：要求报送、要求配套、引用文件、附表。",
    columns: &[
        SOURCE,
        column(
            "kind",
            "要点",
            Kind::Text,
            "request 要求报送材料，demand 要求下级制定配套文件，citation 引用其他文件，form 要求填写的附表",
        ),
        BLOCK,
        START,
        END,
        column("text", "原文", Kind::Text, "所在的句子或词语"),
        column(
            "matter",
            "内容",
            Kind::Text,
            "request：attendance 参会报名，comments 反馈意见，plan 方案，progress 进展材料，other 其他；demand：配套文件的名称；citation：被引文件标题；form：各栏名称",
        ),
        column(
            "role",
            "性质",
            Kind::Text,
            "demand 的依据：none 没有写明，cited 引了上级要求，verified 查到上级原文；citation 的作用：basis 依据，forwards 转发，issues 印发，repeals 废止，mentions 提到",
        ),
        column("number", "字号", Kind::Text, "citation：被引文件的发文字号"),
        column("due", "时限", Kind::Text, "request：如 2026-03-09、2026-03-09T17:00"),
        column("hours", "时限小时数", Kind::Real, "request：从发文当日 9 时到时限的小时数"),
        column(
            "period",
            "频次",
            Kind::Text,
            "request：daily、weekly、ten_days、monthly、quarterly、yearly、event",
        ),
        column("exempt", "不计入负担", Kind::Flag, "request：突发事件报告、法定统计为“是”"),
    ],
    rows: facts,
};

fn facts(source: &Source<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    for audited in &source.report.documents {
        let reading = &audited.reading;
        let requests = reading.requests.iter().map(Fact::request);
        let demands = reading.demands.iter().map(|it| Fact {
            role: Cell::name(&it.authority),
            ..Fact::new("demand", &it.quote, Cell::text(&it.product))
        });
        let citations = reading.citations.iter().map(|it| Fact {
            role: Cell::name(&it.role),
            number: Cell::maybe(it.number.as_deref()),
            ..Fact::new("citation", &it.quote, Cell::maybe(it.title.as_deref()))
        });
        let forms =
            reading.forms.iter().map(|it| Fact::new("form", &it.quote, Cell::list(&it.columns)));
        let mut all = requests.chain(demands).chain(citations).chain(forms);
        all.try_for_each(|fact| sink(fact.row(source.path(&reading.source))))?;
    }
    Ok(())
}

/// One row of the table of facts; what a kind does not have is empty.
struct Fact<'a> {
    kind: &'static str,
    quote: &'a Quote,
    matter: Cell,
    role: Cell,
    number: Cell,
    due: Cell,
    hours: Cell,
    period: Cell,
    exempt: Cell,
}

impl<'a> Fact<'a> {
    fn new(kind: &'static str, quote: &'a Quote, matter: Cell) -> Self {
        Self {
            kind,
            quote,
            matter,
            role: Cell::Text(None),
            number: Cell::Text(None),
            due: Cell::Text(None),
            hours: Cell::Real(None),
            period: Cell::Text(None),
            exempt: Cell::Flag(None),
        }
    }

    fn request(it: &'a Request) -> Self {
        Self {
            due: Cell::Text(it.due.map(|due| due.to_string())),
            hours: Cell::Real(it.hours_tenths.map(|tenths| tenths as f64 / 10.0)),
            period: it.period.as_ref().map_or(Cell::Text(None), Cell::name),
            exempt: Cell::Flag(Some(it.exempt)),
            ..Self::new("request", &it.quote, Cell::name(&it.matter))
        }
    }

    fn row(self, source: Cell) -> Vec<Cell> {
        let span = self.quote.span;
        vec![
            source,
            Cell::text(self.kind),
            Cell::count(span.block),
            Cell::count(span.start),
            Cell::count(span.end),
            Cell::text(&self.quote.text),
            self.matter,
            self.role,
            self.number,
            self.due,
            self.hours,
            self.period,
            self.exempt,
        ]
    }
}

pub(super) const FINDINGS: Table = Table {
    name: "findings",
    title: "问题",
    about: "每条问题一行，公文的和会议的都在内；与报告中一致，已豁免的也列出。",
    columns: &[
        column("subject", "文件或会议", Kind::Text, "公文的 source，或会议的 id"),
        column("rule", "规则", Kind::Text, "规则编号，如 W101；说明见 jianfu rules 编号"),
        column("rule_title", "规则名称", Kind::Text, ""),
        column("severity", "级别", Kind::Text, "error 错误，warning 提醒，info 提示"),
        column("confidence", "把握", Kind::Text, "high 大，medium 中，low 小（需要佐证，不扣分）"),
        column("state", "状态", Kind::Text, "new 计入，exempt 已豁免"),
        column("message", "问题", Kind::Text, "一句话说明"),
        BLOCK,
        START,
        END,
        column("text", "原文", Kind::Text, "被指出的词句；个人信息已遮盖"),
        column("should_be", "应为", Kind::Text, "规则能给出正确写法的才有"),
        column("basis", "依据", Kind::Text, "规定及条款"),
        column("exempt_reason", "豁免理由", Kind::Text, ""),
        column("exempt_until", "豁免到期", Kind::Day, ""),
    ],
    rows: findings,
};

fn findings(source: &Source<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    source.report.findings().try_for_each(|finding| sink(finding_row(source, finding)))
}

fn finding_row(source: &Source<'_>, it: &Finding) -> Vec<Cell> {
    let rule = rules::ALL.iter().find(|rule| rule.code == it.rule);
    let exemption = it.exemption.as_ref();
    vec![
        source.path(&it.subject),
        Cell::text(&it.rule),
        Cell::maybe(rule.map(|rule| rule.title)),
        Cell::name(&it.severity),
        Cell::name(&it.confidence),
        Cell::name(&it.state),
        Cell::text(&it.message),
        Cell::count(it.span.block),
        Cell::count(it.span.start),
        Cell::count(it.span.end),
        Cell::text(&it.text),
        Cell::maybe(it.details.get("should_be").and_then(|value| value.as_str())),
        Cell::text(&it.basis),
        Cell::maybe(exemption.map(|it| it.reason.as_str())),
        Cell::Day(exemption.and_then(|it| it.until)),
    ]
}

pub(super) const SITTINGS: Table = Table {
    name: "sittings",
    title: "会议",
    about: "每次会议一行；通知、变更、纪要和台账里说的同一次会议只有一行。",
    columns: &[
        column("id", "编号", Kind::Text, "会议编号，findings 表用它连接"),
        column("title", "会议名称", Kind::Text, ""),
        column("organizer", "主办单位", Kind::Text, "规范全称"),
        column("date", "日期", Kind::Day, "实际召开或拟召开的日期"),
        column("start", "开始时间", Kind::Text, "如 09:00"),
        column("minutes", "时长（分钟）", Kind::Number, "未知为空"),
        column("people", "人数", Kind::Number, "未知为空"),
        column("form", "形式", Kind::Text, "in_person 现场，video 视频，mixed 两者都有"),
        column("reach", "开到哪一级", Kind::Text, "city、county、township 等"),
        column(
            "class",
            "类别",
            Kind::Text,
            "statutory 法定和例会，citywide 全市性，departmental 部门系统，special 专题",
        ),
        column(
            "status",
            "状态",
            Kind::Text,
            "held 已开，cancelled 取消（不计数），rescheduled 改期（计一次）",
        ),
        column("sources", "出处", Kind::Text, "说到它的文件和台账行，用“；”隔开"),
    ],
    rows: sittings,
};

fn sittings(source: &Source<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    source.report.meetings.iter().try_for_each(|met| sink(sitting_row(&met.sitting)))
}

fn sitting_row(it: &Sitting) -> Vec<Cell> {
    vec![
        Cell::text(&it.id),
        Cell::text(&it.title),
        Cell::maybe(it.organizer.as_deref()),
        Cell::Day(it.date),
        Cell::Text(it.start.map(|time| time.strftime("%H:%M").to_string())),
        Cell::Number(it.minutes.map(i64::from)),
        Cell::Number(it.people.map(i64::from)),
        Cell::name(&it.form),
        it.reach.as_ref().map_or(Cell::Text(None), Cell::name),
        Cell::name(&it.class),
        Cell::name(&it.status),
        Cell::list(&it.sources),
    ]
}

pub(super) const TASKS: Table = Table {
    name: "tasks",
    title: "任务",
    about: "公文里每项任务一行；同一文件有多个副本的，各副本都列出。",
    columns: &[
        SOURCE,
        BLOCK,
        START,
        END,
        column("text", "任务", Kind::Text, "原文"),
        column("owner", "责任单位", Kind::Text, "原文写法，用“；”隔开"),
        column("with", "配合单位", Kind::Text, "原文写法，用“；”隔开"),
        column("due_date", "完成日期", Kind::Day, "有确定日期的"),
        column("due_text", "完成时限", Kind::Text, "没有确定日期的，写原文，如“每月5日前”"),
    ],
    rows: tasks,
};

fn tasks(source: &Source<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
    for audited in &source.report.documents {
        let reading = &audited.reading;
        for it in &reading.tasks {
            let due = it.due.as_deref();
            let day: Option<Date> = due.and_then(|due| due.parse().ok());
            sink(vec![
                source.path(&reading.source),
                Cell::count(it.quote.span.block),
                Cell::count(it.quote.span.start),
                Cell::count(it.quote.span.end),
                Cell::text(&it.quote.text),
                Cell::list(&it.owner),
                Cell::list(&it.with),
                Cell::Day(day),
                Cell::maybe(due.filter(|_| day.is_none())),
            ])?;
        }
    }
    Ok(())
}
