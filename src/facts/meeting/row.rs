//! One row of a meeting ledger as a mention: free wording, shortened names, several spellings of a day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cues::{any, cues};
use super::when;
use super::{Mention, Paper, agenda, attendance, find, matter, name, organizer};
use crate::config::Config;
use crate::document::Level;
use crate::facts::Quote;
use crate::register::{Register, Row};

/// Reads the rows of a register of meetings; rows without a name say nothing.
pub fn read(register: &Register, config: &Config) -> Vec<Mention> {
    let mut ledger =
        Ledger { year: year(register), organs: BTreeMap::new(), scopes: BTreeMap::new(), config };
    let rows = register.rows.iter();
    rows.filter_map(|row| ledger.mention(&register.reference(row), row)).collect()
}

/// What the rows of a register share. Organs and scopes are looked up once: a ledger writes each of them many times.
struct Ledger<'a> {
    /// A day of the year meant by rows that leave it out.
    year: Option<Date>,
    organs: BTreeMap<String, Option<String>>,
    scopes: BTreeMap<String, Option<Level>>,
    config: &'a Config,
}

impl Ledger<'_> {
    fn mention(&mut self, source: &str, row: &Row) -> Option<Mention> {
        let written = row.cell("会议名称")?;
        let name = watched(written);
        let title = when::fold(name);
        let mut mention = Mention::bare(source, Paper::Row);
        let cell = |column: &str| row.cell(column).map(when::fold);
        if let Some(held) = cell("召开时间") {
            let found = when::dates(&held, self.year);
            let end = found.first().map_or(0, |(range, _)| range.end);
            mention.date = found.first().map(|(_, day)| *day);
            let rest = held.get(end..).unwrap_or_default();
            let clock = when::clock(rest);
            mention.start = clock.map(|(start, _)| start);
            mention.minutes = clock.and_then(|(_, lasts)| lasts);
        }
        mention.issued = mention.date;
        // 收看全省…会议 is the superior's; whoever seated the viewers did not hold it.
        mention.organizer = cell("主办单位")
            .and_then(|raw| self.organ(&raw))
            .filter(|organ| name == written || self.above(organ));
        mention.organizer_stated = mention.organizer.is_some();
        let length = cell("时长(小时)").or_else(|| cell("时长")).and_then(|text| hours(&text));
        mention.minutes = length.or(mention.minutes);
        mention.people = cell("人数").filter(|_| name == written).and_then(|text| digits(&text));
        mention.venue = cell("地点");
        self.read_scope(&mut mention, &cell("参会范围").unwrap_or_default());
        read_form(&mut mention, cell("形式").as_deref(), &title);
        read_state(&mut mention, row, &title);
        mention.series = name::series(&title, "");
        mention.emergency = any(&cues().emergency, &title);
        mention.matter = matter::words(&title);
        mention.relays = find::conveyed(&title, mention.organizer.as_deref(), self.config);
        if let Some(text) = cell("议题").or_else(|| cell("会议内容")) {
            mention.topics = matter::words(&text);
            mention.agenda = agenda::of_text(&text);
        }
        prove(&mut mention, row, &title);
        name.clone_into(&mut mention.title);
        Some(mention)
    }

    /// Does an organ stand above the office that keeps the ledger?
    fn above(&self, organ: &str) -> bool {
        let organs = &self.config.organs;
        organs
            .level(organ)
            .zip(organs.jurisdiction().level)
            .is_some_and(|(theirs, own)| theirs < own)
    }

    /// The first organ of a cell, by its canonical name.
    fn organ(&mut self, raw: &str) -> Option<String> {
        if let Some(known) = self.organs.get(raw) {
            return known.clone();
        }
        let first = raw.split(['、', ',', '，', ';', ' ']).find(|part| !part.is_empty());
        let first = first.map(|first| first.split('(').next().unwrap_or(first));
        let found = first.and_then(|first| organizer::resolve(first, None, self.config));
        let found = found.map(|found| organizer::act_for(&found));
        self.organs.insert(raw.to_owned(), found.clone());
        found
    }

    fn read_scope(&mut self, mention: &mut Mention, scope: &str) {
        let config = self.config;
        let known = self.scopes.get(scope).copied();
        mention.reach = known.unwrap_or_else(|| {
            let reach = attendance::reach([scope], config).map(|(level, _)| level);
            self.scopes.insert(scope.to_owned(), reach);
            reach
        });
        let mut depth = 0_i32;
        let parts = scope.split(|c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            // 县(市、区) is one.
            depth <= 0 && matches!(c, '、' | ',' | '，' | ';' | '；')
        });
        let parts = parts.map(str::trim).filter(|part| !part.is_empty());
        mention.attendees = parts.map(str::to_owned).collect();
    }
}

fn read_form(mention: &mut Mention, cell: Option<&str>, title: &str) {
    let form = cell.and_then(attendance::form_of);
    mention.form_stated = form.is_some();
    mention.form = form.unwrap_or_else(|| {
        if any(&cues().video, title) { super::Form::Video } else { super::Form::InPerson }
    });
}

/// A row may say that its meeting was not held.
fn read_state(mention: &mut Mention, row: &Row, title: &str) {
    // An office writes 取消 where it has room: under 备注, 状态 or in place of the form.
    let columns = ["备注", "状态", "形式"];
    let note: String =
        columns.iter().filter_map(|column| row.cell(column)).map(when::fold).collect();
    if ["取消", "未召开", "停开"].iter().any(|word| note.contains(word) || title.contains(word))
    {
        mention.paper = Paper::Cancellation;
    }
}

fn prove(mention: &mut Mention, row: &Row, title: &str) {
    let quote = |text: &str| Quote { text: text.to_owned(), ..Quote::default() };
    mention.proofs.insert("title".to_owned(), quote(title));
    for (field, column) in
        [("date", "召开时间"), ("people", "人数"), ("reach", "参会范围"), ("form", "形式")]
    {
        if let Some(text) = row.cell(column) {
            mention.proofs.insert(field.to_owned(), quote(text));
        }
    }
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
