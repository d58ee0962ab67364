//! Reports, forms, lists or materials demanded of the addressees, and by when.
//!
//! Not: what enterprises and citizens hand in by law, the issuer's own reports, papers sent up for approval, and words that nothing need be reported.

mod handing;
mod matter;

use serde::{Deserialize, Serialize};

use super::Quote;
use super::clauses::{mask, segments};
pub use super::dates::Period;
use super::dates::{self, Due, Issue};
use super::parties::Scene;
use crate::config::Config;
use crate::document::{BlockKind, Class, Document, Sentence, Zone};

pub use matter::Matter;

/// One demand to hand something in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Where, and the sentence.
    pub quote: Quote,
    /// When it is due, where the text says so.
    pub due: Option<Due>,
    /// Tenths of hours from 09:00 of the day of issue to the deadline; a bare day ends at 18:00.
    pub hours_tenths: Option<i64>,
    /// How often, where it recurs.
    pub period: Option<Period>,
    /// Emergency reports and statutory statistics, which R602 lets pass.
    pub exempt: bool,
    /// What is to be handed in.
    pub matter: Matter,
}

/// Finds the requests, in order of place.
pub fn find(document: &Document, config: &Config) -> Vec<Request> {
    if matches!(document.class, Class::Upward | Class::Personnel | Class::Minutes) {
        return Vec::new();
    }
    let scene = Scene::of(document, config);
    let issue = Issue::of(document, config);
    let mut found = Vec::new();
    let mut before: Option<&Sentence> = None;
    for sentence in &document.sentences {
        if asks_here(document, sentence) && handing::may_ask(document.words(sentence)) {
            let earlier = before.filter(|before| before.span.block == sentence.span.block);
            let earlier = earlier.map(|before| document.words(before)).unwrap_or_default();
            found.extend(judge(document, sentence, earlier, (&scene, issue)));
        }
        before = Some(sentence);
    }
    found
}

/// Running text of the document's own: not tables, not a superior's text passed on.
fn asks_here(document: &Document, sentence: &Sentence) -> bool {
    let Some(block) = document.blocks.get(sentence.span.block) else { return false };
    let forwards = document.elements.title.as_deref().is_some_and(|title| title.contains("转发"));
    block.kind != BlockKind::Table && !(forwards && block.zone == Zone::Issued)
}

fn judge(
    document: &Document,
    sentence: &Sentence,
    before: &str,
    (scene, issue): (&Scene, Issue<'_>),
) -> Vec<Request> {
    let words = document.words(sentence);
    let requests = read(words, before, scene, issue);
    let alone = requests.len() == 1;
    let place = |(range, request): (std::ops::Range<usize>, Request)| {
        let (span, text) = if alone {
            (sentence.span, words)
        } else {
            let start = sentence.bytes.start;
            let span = document.span(sentence.span.block, start + range.start..start + range.end);
            (span, words.get(range).unwrap_or(words))
        };
        Request { quote: Quote { span, text: text.to_owned() }, ..request }
    };
    requests.into_iter().map(place).collect()
}

/// The requests of one sentence, one a segment at most, with the segment's bytes.
fn read(
    words: &str,
    before: &str,
    scene: &Scene,
    issue: Issue<'_>,
) -> Vec<(std::ops::Range<usize>, Request)> {
    let masked = mask(words);
    let mut found = Vec::new();
    for range in segments(&masked) {
        let Some(text) = masked.get(range.clone()) else { continue };
        let earlier =
            if range.start == 0 { before } else { masked.get(..range.start).unwrap_or_default() };
        let Some(verb) = handing::find(text, earlier, scene) else { continue };
        let original = words.get(range.clone()).unwrap_or_default();
        found.push((range, request(text, original, verb, issue)));
    }
    found
}

fn request(text: &str, original: &str, verb: handing::Verb, issue: Issue<'_>) -> Request {
    let due = deadline(text, verb.at, issue);
    let matter = Matter::of(original);
    let period = dates::period(text)
        .filter(|_| due.is_none() || recurs_near(text, verb.at))
        .or((verb.event && due.is_none()).then_some(Period::Event));
    let due = if period.is_some_and(|period| period != Period::Event) { None } else { due };
    let hours_tenths = issue.date.zip(due).map(|(issued, due)| due.tenths_from(issued));
    Request {
        quote: Quote::default(),
        due,
        hours_tenths,
        period,
        exempt: matter::exempt(original),
        matter,
    }
}

/// The deadline of the verb at `verb`: in its clause, else the nearest before it, else the first after it.
fn deadline(text: &str, verb: usize, issue: Issue<'_>) -> Option<Due> {
    let marks = dates::find(text, issue);
    let limits = || marks.iter().filter(|mark| mark.limit);
    let before = limits().rfind(|mark| mark.range.start <= verb);
    if let Some(mark) = before.or_else(|| limits().next()) {
        return mark.due;
    }
    let clause = text.get(..verb)?.rfind('，').unwrap_or(0);
    let near = marks.iter().rfind(|mark| mark.range.start >= clause && mark.range.end <= verb)?;
    let rest = text.get(near.range.end..verb)?;
    (!rest.starts_with(['至', '起', '—', '-', '的', '召'])).then_some(near.due)?
}

/// Does the clause of the verb, or the one before it, say that it comes again?
fn recurs_near(text: &str, verb: usize) -> bool {
    let before = text.get(..verb).unwrap_or_default();
    let comma = before.rfind('，').unwrap_or(0);
    let (earlier, clause) = before.split_at(comma);
    dates::period(clause).is_some()
        || dates::period(earlier).is_some_and(|period| fits(clause, period))
        || opens_with_period(earlier, clause)
}

/// 每季度首月10日前，各县（区）局将人数报…: the clause before is nothing but the recurring deadline.
fn opens_with_period(earlier: &str, clause: &str) -> bool {
    let last = earlier.rsplit('，').next().unwrap_or_default();
    let last = last.trim_end_matches("之前").trim_end_matches("以前").trim_end_matches('前');
    let bare = last.rsplit(['、', '）', '.', ' ', '　']).next().unwrap_or_default();
    // 整治期间每天17点前: how long it lasts says nothing of how often.
    let bare = bare.split_once("期间").map_or(bare, |(_, rest)| rest);
    bare.starts_with('每')
        && bare.ends_with(['日', '时', '点', '末', '底', '午'])
        && !clause.contains('前')
}

/// 按周汇总，周五前报: the deadline is a day of the period and names no month.
fn fits(clause: &str, period: Period) -> bool {
    let dated = ["月", "今", "明", "本", "次", "下", "当"].iter().any(|word| clause.contains(word));
    let weekday = clause.contains("周") || clause.contains("星期");
    let day = match period {
        Period::Weekly => weekday,
        Period::Monthly => clause.contains('日'),
        Period::TenDays => clause.contains('逢'),
        _ => false,
    };
    day && !dated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Level;

    /// Issued on Wednesday, 2026-03-11, by a city bureau.
    fn all(text: &str) -> Vec<Request> {
        let scene = Scene::test("澜溪市农业农村局", Level::City, "各县（区）农业农村局");
        let sentences: Vec<&str> = text.split_inclusive('。').collect();
        let last = sentences.len() - 1;
        let before = if last > 0 { sentences[last - 1] } else { "" };
        if !handing::may_ask(sentences[last]) {
            return Vec::new();
        }
        read(sentences[last], before, &scene, Issue::on("2026-03-11"))
            .into_iter()
            .map(|(_, request)| request)
            .collect()
    }

    fn check(text: &str, due: &str, hours: i64, period: Option<Period>) {
        let got = all(text);
        assert_eq!(got.len(), 1, "{text}");
        assert_eq!(got[0].due.map(|due| due.to_string()).unwrap_or_default(), due, "{text}");
        assert_eq!(
            (got[0].hours_tenths.unwrap_or(-1) / 10, got[0].period),
            (hours, period),
            "{text}"
        );
    }

    #[test]
    fn finds_requests() {
        check("请各县（区）局于3月20日前将公厕排查情况报市局社会事业科。", "2026-03-20", 225, None);
        check("请于今日17时前将汇报材料报我局办公室。", "2026-03-11T17:00", 8, None);
        check(
            "请于3月13日上午10时前将《物资储备情况表》报市局火灾防治科。",
            "2026-03-13T10:00",
            49,
            None,
        );
        check("参会名单3月13日前报市局办公室。", "2026-03-13", 57, None);
        check("请于3月13日前将回执发至邮箱。", "2026-03-13", 57, None);
        check("3月19日前将排查一览表发社会事业科邮箱。", "2026-03-19", 201, None);
        check(
            "各县（区）农业农村局于每月5日前向市局报送上月进度表。",
            "",
            0,
            Some(Period::Monthly),
        );
        check(
            "3月12日至16日每日17时前，各县（区）局在工作群报送当日检查数。",
            "",
            0,
            Some(Period::Daily),
        );
        check("名单由县（区）局统一于3月20日前报送，联系电话8230001。", "2026-03-20", 225, None);
        check("整改完成后5个工作日内报送办结报告。", "", 0, None);
        check("各县（区）要制定公厕管护方案，于4月10日前报市局备案。", "2026-04-10", 729, None);
        check("如有意见，请于3月30日前通过办公系统反馈我局。", "2026-03-30", 465, None);
        check("请于3月12日9时前报送。", "2026-03-12T09:00", 24, None);
        check("发现粪污外溢等突发情况，要立即上报。", "", 0, Some(Period::Event));
        check("请于3月20日上午12时前报名，联系人：文昊。", "2026-03-20T12:00", 219, None);
        check(
            "我局起草了《公厕管护办法》，现征求你们意见，请于3月20日前将书面意见反馈我局法规科。",
            "2026-03-20",
            225,
            None,
        );
        check("请承办单位于3月11日18时前将处置情况书面反馈市局。", "2026-03-11T18:00", 9, None);
        check("排查结束后，各县（区）局要将总结于4月底前报市局。", "2026-04-30", 1209, None);
    }

    #[test]
    fn finds_requests_by_any_verb() {
        check("名单及公厕清单请于3月13日18:00前反馈。", "2026-03-13T18:00", 57, None);
        check("公厕明细表请于本日17时前传回财务科。", "2026-03-11T17:00", 8, None);
        check("发票扫描件3月20日前补报。", "2026-03-20", 225, None);
        check("自查报告一式两份，于3月20日前交局财务股。", "2026-03-20", 225, None);
        check("各县（区）要编制管护计划，3月20日前送市财政局。", "2026-03-20", 225, None);
        check("各县（区）局按周汇总库存，周五12时前报市局。", "", 0, Some(Period::Weekly));
        check("各县（区）局按月核对名单，5日前报市局。", "", 0, Some(Period::Monthly));
        check("各县（区）局每周清掏一次，3月20日前将名单报市局。", "2026-03-20", 225, None);
        check("整治期间每晚8点前报当天数字。", "", 0, Some(Period::Daily));
        check("请于3月20日下班前将自查表送市局综合科。", "2026-03-20T18:00", 225, None);
        check("各县（区）局每周一上午报上周检查户数。", "", 0, Some(Period::Weekly));
        check("企业名单请于3月13日18:00前反馈。", "2026-03-13T18:00", 57, None);
        check("实行进度旬报，逢10日上报播种进度。", "", 0, Some(Period::TenDays));
        check("汇总表请于3月20日前以公文系统报回。", "2026-03-20", 225, None);
        check("请按附件清单于3月20日前提供有关资料。", "2026-03-20", 225, None);
        check("各县（区）局应于3月20日前在市系统填写评估报告。", "2026-03-20", 225, None);
        check("现征求你单位意见。请于3月20日前书面反馈，无意见也请函复。", "2026-03-20", 225, None);
        check("请填写《公厕情况表》，于3月20日前发至市局社会事业科邮箱。", "2026-03-20", 225, None);
        check("种子余缺情况3月20日前摸清并告知市种子站。", "2026-03-20", 225, None);
        check("请各局准备检查材料，一式两份，3月20日前送检查组。", "2026-03-20", 225, None);
        check("3.抢收期间每天18点前，各县（区）局把亩数报市局。", "", 0, Some(Period::Daily));
        check("请在3月20日下班前将电子版发市局法规科。", "2026-03-20T18:00", 225, None);
        check("每季度首月10日前，各县（区）局将探访人数报市局。", "", 0, Some(Period::Quarterly));
    }

    #[test]
    fn lets_pass() {
        let quiet = [
            "不另报表，有关数据由市局从系统提取。",
            "市种子站每月核一遍直报数据，结果向县（区）反馈，不再另要月报。",
            "无需报送总结。",
            "各县（区）不再报送纸质材料。",
            "施工单位应当在3日内提交验收报告。",
            "我局将有关情况报省农业农村厅。",
            "经报市政府同意，现将有关事项通知如下。",
            "补助方案报市政府批准后实施。",
            "申请人应当向村民委员会提交身份证复印件。",
            "请于3月20日前交清欠款，逾期计息。",
            "欢迎提出建议，收到后及时反馈。",
            "患者应于3月20日前送市医院复查。",
            "各县（区）局应于3月20日前将走失人员送救助站。",
            "确需占用林地的单位，应当向县林业局提交申请书和人员名单，县林业局在3个工作日内答复。",
            "申请新设门诊的医疗机构，向所在地卫生健康局提交平面图和清单，卫生健康局在10个工作日内答复。",
            "管护人员须每日打卡，轨迹截图发工作群。",
            "举办者应当在活动3日前向村民委员会报告，并如实填写登记表。",
            "组织者应当在活动3日前提交人员名单。",
            "各县（区）局要为农户提供农资信息。",
            "各县（区）局应认真核查资源提供者提交的材料，按时入库。",
            "你局报来的公厕项目申请材料收悉。",
            "填写《公厕巡查情况上报表》。",
            "信息报送工作由专人负责。",
            "部分单位材料报送不及时。",
            "会议地点在市局报告厅。",
            "现将有关情况报告如下。",
            "办法报县农业农村局备案后施行。",
            "省厅将于4月底前通报排查结果。",
            "严禁要求基层报送佐证材料。",
            "各县区每半月通报一次投诉处理情况，并抄送市住建局。",
        ];
        for text in quiet {
            assert!(all(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn two_requests_in_one_sentence() {
        let got = all("请于3月20日前报送方案；自4月起每月25日前报送进展情况。");
        let seen: Vec<_> =
            got.iter().map(|request| (request.due.is_some(), request.period)).collect();
        assert_eq!(seen, [(true, None), (false, Some(Period::Monthly))]);
    }
}
