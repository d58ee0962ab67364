//! How often something recurs: 每日、周报、按月、每季度末 ….

use serde::{Deserialize, Serialize};

use crate::pattern::Pattern;

/// How often something recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Every day, or several times a day.
    Daily,
    /// Every week.
    Weekly,
    /// Every ten days or half-month.
    TenDays,
    /// Every month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Every year, half-year or school term.
    Yearly,
    /// Whenever it happens.
    Event,
}

/// What names each period; the shortest comes first, so that 每月、每季度 in one sentence counts as monthly.
static PERIODS: [(Period, Pattern); 6] = [
    (
        Period::Daily,
        Pattern::new(
            &["每", "逐日", "按日", "日报", "日调度", "日通报", "天天报", "一日一报"],
            "每(个)?(日|天|晚|早|工作日)|每[0-9一二两三四六八十]+个?小时|逐日|按日|日(报告|报制|报表|调度|通报制)|一日一报|日报[，。；、]|天天报",
        ),
    ),
    (
        Period::Weekly,
        Pattern::new(
            &["每", "逐周", "按周", "周报", "周调度", "一周一报"],
            "每(个)?(周|星期)|逐周|按周|周(报告|报制|报表|调度|报[，。；、送])|一周一报",
        ),
    ),
    (
        Period::TenDays,
        Pattern::new(
            &["每", "旬报", "按旬", "半月报", "逢"],
            "每旬|旬报|按旬|每(十|10|半个?|15|十五)(天|日|月)|半月报|每两周|每月[0-9]+日[、和及][0-9]+日|逢(?:[0-9]{1,2}|[五十])(?:日|上报|报|、)",
        ),
    ),
    (
        Period::Monthly,
        Pattern::new(
            &["每", "逐月", "按月", "月报", "月调度", "一月一报", "次月"],
            "每个?月|逐月|按月|月(报告|报制|报表|调度|报[，。；、送])|一月一报|次月[0-9]+日",
        ),
    ),
    (
        Period::Quarterly,
        Pattern::new(
            &["每", "逐季", "按季", "季报", "季度末", "季末", "一季一报"],
            "每个?季|逐季|按季|季(报|度末|末)|一季一报",
        ),
    ),
    (
        Period::Yearly,
        Pattern::new(
            &["每", "半年报", "逐年", "按年", "年报"],
            "每(个)?(年|半年|学期|学年)|半年报|逐年|按年|年报[，。；、送制]|每年度",
        ),
    ),
];

/// The first period a stretch of text names, the most frequent first.
pub fn period(text: &str) -> Option<Period> {
    PERIODS.iter().find(|(_, cue)| cue.is_match(text)).map(|(period, _)| *period)
}

static PHRASE: Pattern = Pattern::new(
    &["每"],
    "每(个)?(季度末?|学期|学年|半年|工作日|周[一二三四五六日末]?|星期[一二三四五六日]?|月底?|季|年|日|天|旬)(末?月)?([0-9]{1,2}月)?([0-9]{1,2}日)?(末|底|初)?(上午|下午)?([0-9]{1,2}(时|点|:[0-9]{2}))?(下班)?(前|之前|以前)?",
);

/// The words that name the period with its day, such as 每月5日前.
pub fn phrase(text: &str) -> Option<&str> {
    let priced = |end: usize| {
        let rest = text.get(end..).unwrap_or_default();
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        unit.len() < rest.len() && unit.starts_with(['元', '万', '亿', '吨', '%', '％'])
    };
    // 每年1.2万元 is a price.
    let mut found = PHRASE.find_iter(text);
    found.find(|found| !priced(found.end())).map(|found| found.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_periods() {
        let check = |text: &str, expect: Option<Period>| assert_eq!(period(text), expect, "{text}");
        check("每日16时前报送", Some(Period::Daily));
        check("实行日报告制度", Some(Period::Daily));
        check("每周五下班前", Some(Period::Weekly));
        check("每月5日前", Some(Period::Monthly));
        check("每季度末月25日前", Some(Period::Quarterly));
        check("每学期末", Some(Period::Yearly));
        check("每半月报送一次", Some(Period::TenDays));
        check("逢10日上报", Some(Period::TenDays));
        check("恰逢10周年", None);
        check("3月5日前", None);
        check("日报社记者", None);
    }

    #[test]
    fn quotes_the_phrase() {
        let check = |text: &str, expect: Option<&str>| assert_eq!(phrase(text), expect, "{text}");
        check("请于每月5日前报送", Some("每月5日前"));
        check("每季度末月25日前将", Some("每季度末月25日前"));
        check("每周五上午下班前报", Some("每周五上午下班前"));
        check("4月5日前", None);
        check("按每人每年1.2万元补助", None);
        check("每年1.2万元，每季度末拨付", Some("每季度末"));
        check("每年3次", Some("每年"));
    }
}
