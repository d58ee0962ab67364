//! One row of a meeting ledger as a mention: free wording, shortened names, several spellings of a day.

use jiff::civil::Date;

use super::cues::{any, cues};
use super::when;
use super::{Mention, Paper, agenda, attendance, matter, name, organizer};
use crate::config::Config;
use crate::facts::Quote;
use crate::register::{Register, Row};

/// Reads a row of a register of meetings.
pub fn read(register: &Register, row: &Row, config: &Config) -> Option<Mention> {
    let written = row.cell("会议名称")?;
    let name = watched(written);
    let title = when::fold(name);
    let mut mention = Mention::bare(&register.reference(row), Paper::Row);
    let cell = |column: &str| row.cell(column).map(when::fold);
    if let Some(held) = cell("召开时间") {
        let found = when::dates(&held, year(register));
        let end = found.first().map_or(0, |(range, _)| range.end);
        mention.date = found.first().map(|(_, day)| *day);
        mention.start = when::clock(held.get(end..).unwrap_or_default()).map(|(start, _)| start);
    }
    mention.issued = mention.date;
    mention.organizer = cell("主办单位").and_then(|raw| {
        let first = raw.split(['、', ',', '，', ';', ' ']).find(|part| !part.is_empty())?;
        let first = first.split('(').next().unwrap_or(first).to_owned();
        organizer::resolve(&first, None, config).map(|found| organizer::act_for(&found))
    });
    if name != written {
        // 收看全省…会议 is the superior's; whoever seated the viewers did not hold it.
        mention.organizer = None;
    }
    mention.organizer_stated = mention.organizer.is_some();
    mention.minutes = cell("时长(小时)").or_else(|| cell("时长")).and_then(|text| hours(&text));
    mention.people = cell("人数").filter(|_| name == written).and_then(|text| digits(&text));
    mention.venue = cell("地点");
    let form = cell("形式").and_then(|text| attendance::form_of(&text));
    mention.form_stated = form.is_some();
    mention.form = form.unwrap_or_else(|| {
        if any(&cues().video, &title) { super::Form::Video } else { super::Form::InPerson }
    });
    read_scope(&mut mention, &cell("参会范围").unwrap_or_default(), config);
    let note = cell("备注").or_else(|| cell("状态")).unwrap_or_default();
    if ["取消", "未召开", "停开"].iter().any(|word| note.contains(word) || title.contains(word))
    {
        mention.paper = Paper::Cancellation;
    }
    mention.series = name::series(&title, "");
    mention.emergency = any(&cues().emergency, &title);
    mention.matter = matter::words(&title);
    if let Some(text) = cell("议题").or_else(|| cell("会议内容")) {
        mention.topics = matter::words(&text);
        mention.agenda = agenda::of_text(&text);
    }
    let quote = |text: &str| Quote { text: text.to_owned(), ..Quote::default() };
    mention.proofs.insert("title".to_owned(), quote(&title));
    for (field, column) in
        [("date", "召开时间"), ("people", "人数"), ("reach", "参会范围"), ("form", "形式")]
    {
        if let Some(text) = row.cell(column) {
            mention.proofs.insert(field.to_owned(), quote(text));
        }
    }
    name.clone_into(&mut mention.title);
    Some(mention)
}

/// The superior's meeting a row says was watched; the name itself otherwise.
fn watched(name: &str) -> &str {
    let verbs = ["组织收听收看", "组织收看", "组织参加", "收听收看", "收看", "参加", "观看"];
    let rest = verbs.iter().find_map(|verb| name.strip_prefix(verb));
    rest.filter(|rest| rest.starts_with("全国") || rest.starts_with("全省")).unwrap_or(name)
}

/// A day of the year the register's first full date names, for rows that leave the year out.
fn year(register: &Register) -> Option<Date> {
    let cells = register.rows.iter().filter_map(|row| row.cell("召开时间"));
    let mut cells = cells;
    cells.find_map(|cell| when::dates(&when::fold(cell), None).first().map(|(_, day)| *day))
}

fn read_scope(mention: &mut Mention, scope: &str, config: &Config) {
    mention.reach = attendance::reach([scope], config).map(|(level, _)| level);
    let parts = scope.split(['、', ',', '，', ';', '；']).map(str::trim);
    mention.attendees = parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
}

fn hours(text: &str) -> Option<u32> {
    let text = text.trim();
    let minutes = text.parse::<f64>().ok().map(|hours| (hours * 60.0).round() as u32);
    minutes.or_else(|| when::length(text)).filter(|minutes| *minutes > 0)
}

fn digits(text: &str) -> Option<u32> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
