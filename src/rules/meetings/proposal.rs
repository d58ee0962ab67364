//! What to hold instead of several meetings that could be one: when, with which agenda, and what that saves.

use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

use super::{named, no_meeting};
use crate::config::Config;
use crate::corpus::sittings::Sitting;
use crate::corpus::sittings::cost::{Cost, travel};
use crate::finding::Finding;

/// One meeting instead of several.
pub(super) struct Proposal<'a> {
    /// Whose day, hour and place are taken.
    host: &'a Sitting,
    why: String,
    /// In order of time.
    members: Vec<&'a Sitting>,
    /// Minutes of all together; none where one is missing.
    minutes: Option<u32>,
    too_long: Option<f64>,
    /// What one meeting saves.
    pub saving: Saving,
}

/// Person-hours saved.
pub(super) struct Saving {
    /// People times duration of the later ones; none where a figure is missing.
    pub person_hours: Option<f64>,
    /// At the least the way of those who would come again; at the most all of the later ones.
    pub range: (f64, f64),
    /// Which meeting lacks which figure.
    missing: Vec<String>,
}

impl<'a> Proposal<'a> {
    /// What to hold instead of `members`, which `shared` units all attend; `None` without members.
    pub(super) fn of(members: &[&'a Sitting], shared: usize, config: &Config) -> Option<Self> {
        let open = |sitting: &Sitting| {
            sitting
                .date
                .is_some_and(|date| config.calendar.is_working(date) && !kept_free(date, config))
        };
        // The largest meeting moves the fewest people; of equals the first.
        let most = |a: &&&Sitting, b: &&&Sitting| a.people.cmp(&b.people).then(b.date.cmp(&a.date));
        let free = members.iter().filter(|sitting| open(sitting)).max_by(most);
        let host = free.or_else(|| members.iter().max_by(most))?;
        let minutes = members.iter().map(|sitting| sitting.minutes).sum::<Option<u32>>();
        let cap = config.limit("meeting_hours");
        Some(Self {
            host,
            why: why(host, members, free.is_some()),
            members: members.to_vec(),
            minutes,
            too_long: minutes.is_some_and(|it| f64::from(it) > cap * 60.0).then_some(cap),
            saving: Saving::of(members, shared, config),
        })
    }

    /// The proposal in words, a line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let when = [self.day(), self.hour(), self.host.venue().map(str::to_owned)];
        let when = when.into_iter().flatten().collect::<Vec<_>>().join("，");
        let mut lines = vec![format!("建议合并为一次：{when}（{}）", self.why)];
        for (at, sitting) in self.members.iter().enumerate() {
            let organ = sitting.organizer.as_deref().unwrap_or("主办单位未写明");
            let long =
                sitting.minutes.map_or("时长未写明".to_owned(), |it| format!("约{it}分钟"));
            lines.push(format!("议程{}：{}（{organ}，{long}）", at + 1, sitting.title));
        }
        let total = match (self.minutes, self.too_long) {
            (Some(minutes), Some(cap)) => {
                format!("合计约{minutes}分钟，超过{cap}小时的上限，请压缩各项议程")
            }
            (Some(minutes), None) => format!("合计约{minutes}分钟"),
            (None, _) => "合计时长未知，请各主办单位先报各项议程所需时间".to_owned(),
        };
        lines.push(total + "；场地能否坐下请先核实");
        lines.push(self.saving.words());
        lines
    }

    /// The proposal as details of a finding.
    pub(super) fn detail(&self, finding: &mut Finding) {
        let item = |sitting: &&Sitting| json!({ "meeting": sitting.id, "matter": sitting.title, "organizer": sitting.organizer, "minutes": sitting.minutes });
        finding.detail("agenda", self.members.iter().map(item).collect::<Vec<Value>>());
        let start = self.host.start.map(|time| time.strftime("%H:%M").to_string());
        let date = self.host.date.map(|date| date.to_string());
        finding.detail("proposed", json!({
            "date": date, "start": start, "venue": self.host.venue(), "minutes": self.minutes, "why": self.why,
        }));
        if let Some(hours) = self.saving.person_hours {
            finding.detail("person_hours", tenths(hours));
        }
        let (from, to) = self.saving.range;
        finding.detail("saved_from", tenths(from)).detail("saved_to", tenths(to));
        finding.detail("missing", self.saving.missing.clone());
    }

    fn day(&self) -> Option<String> {
        let date = self.host.date?;
        Some(format!("{}（{}）", date.strftime("%-m月%-d日"), weekday(date)))
    }

    fn hour(&self) -> Option<String> {
        Some(self.host.start?.strftime("%H:%M").to_string())
    }
}

impl Saving {
    fn of(members: &[&Sitting], shared: usize, config: &Config) -> Self {
        let (mut low, mut high, mut missing) = (0, 0, Vec::new());
        let later = members.iter().skip(1);
        for sitting in later.clone() {
            let cost = Cost::of(sitting, config);
            // Of every unit that attends all, one comes again at the least.
            let again = (shared as u64).min(sitting.people.map_or(u64::MAX, u64::from));
            low += again * travel(sitting, config).0;
            high += cost.high;
            missing.extend(cost.missing().map(|what| format!("{}缺{what}", named(sitting))));
        }
        let hours = later.map(|sitting| sitting.person_hours()).sum::<Option<f64>>();
        let range = (low as f64 / 60.0, high as f64 / 60.0);
        Self { person_hours: hours, range, missing }
    }

    fn words(&self) -> String {
        let (from, to) = self.range;
        let basis = "少的只算重复参会的往返路途，多的按后几次整场不再开（含路途）";
        let missing = if self.missing.is_empty() {
            String::new()
        } else {
            format!("；{}，多的一头按规定的上限算", self.missing.join("，"))
        };
        format!("可省{from:.1}至{to:.1}人·小时（{basis}{missing}）")
    }
}

fn tenths(hours: f64) -> f64 {
    (hours * 10.0).round() / 10.0
}

fn kept_free(date: Date, config: &Config) -> bool {
    config.list("no_meeting").into_iter().any(|entry| no_meeting::free(entry, date).is_some())
}

/// Why the host's time is taken.
fn why(host: &Sitting, members: &[&Sitting], open: bool) -> String {
    let largest = match host.people {
        Some(people) if members.iter().all(|sitting| sitting.people.is_some()) => {
            let larger = members.iter().any(|sitting| sitting.people > host.people);
            let among = if larger { "不在休息日、无会日的几次里" } else { "其中" };
            format!("{among}人数最多的一次（{people}人），改动的人最少")
        }
        _ => "有的会议未写人数，取其中一次的时间".to_owned(),
    };
    let caution =
        if open { "" } else { "；各次都在休息日或无会日，请另择工作日" };
    largest + caution
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sittings;
    use crate::register::{Kind, Register, Row};

    fn lines(limits: &str, rows: &[[&str; 6]]) -> Vec<String> {
        let text = format!(
            "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\n[limits]\n{limits}"
        );
        let config = Config::parse(&text, None).unwrap();
        let columns = ["会议名称", "召开时间", "主办单位", "参会范围", "人数", "时长(小时)"];
        let row = |(at, cells): (usize, &[&str; 6])| Row {
            number: at + 1,
            cells: columns
                .iter()
                .zip(cells)
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned()))
                .collect(),
        };
        let register = Register {
            source: "台账.csv".to_owned(),
            sha256: String::new(),
            kind: Kind::Meetings,
            others: Vec::new(),
            rows: rows.iter().enumerate().map(row).collect(),
        };
        let sittings = sittings::join(&[], &[register], &config);
        let members: Vec<&Sitting> = sittings.iter().collect();
        Proposal::of(&members, 2, &config).map(|proposal| proposal.lines()).unwrap_or_default()
    }

    const ROAD: [&str; 6] =
        ["危险货物运输安全会议", "2026-06-16 15:20", "市交通运输局", "县（区）交通局", "43", "1.2"];
    const FUEL: [&str; 6] =
        ["加油站卸油安全会议", "2026-06-18 10:30", "市商务局", "县（区）交通局", "51", "1.8"];

    #[test]
    fn the_largest_gives_the_time() {
        let got = lines("travel_hours_county = 2", &[ROAD, FUEL]);
        let want = [
            "建议合并为一次：6月18日（周四），10:30（其中人数最多的一次（51人），改动的人最少）",
            "议程1：危险货物运输安全会议（澜溪市交通运输局，约72分钟）",
            "议程2：加油站卸油安全会议（澜溪市商务局，约108分钟）",
            "合计约180分钟；场地能否坐下请先核实",
            "可省4.0至193.8人·小时（少的只算重复参会的往返路途，多的按后几次整场不再开（含路途））",
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn missing_figures_are_named_and_not_made_up() {
        let mut fuel = FUEL;
        fuel[5] = "";
        let got = lines("", &[ROAD, fuel]);
        assert_eq!(got[2], "议程2：加油站卸油安全会议（澜溪市商务局，时长未写明）");
        assert!(got[3].starts_with("合计时长未知"), "{}", got[3]);
        assert!(got[4].contains("6月18日“加油站卸油安全会议”缺时长"), "{}", got[4]);
    }

    #[test]
    fn rest_days_and_kept_days_are_avoided() {
        let got = lines("no_meeting = [\"thursday\"]", &[ROAD, FUEL]);
        assert!(got[0].contains("6月16日（周二）") && got[0].contains("不在休息日"), "{}", got[0]);
        let got = lines("no_meeting = [\"thursday\", \"tuesday\"]", &[ROAD, FUEL]);
        assert!(got[0].contains("6月18日") && got[0].contains("请另择工作日"), "{}", got[0]);
    }
}
