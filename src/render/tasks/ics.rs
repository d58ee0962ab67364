//! The task ledger as a calendar (RFC 5545): each task with a day is an all-day entry on its last day, with a reminder the day before.
//!
//! Recurring tasks are left out: their wording names no day a calendar could show.

use std::io::{self, Write};

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_128;

use super::place;
use crate::tasks::{Due, Entry, Listing};

/// Most bytes of a line, its end apart.
const WIDTH: usize = 75;

/// Writes the calendar.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    for line in
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//jianfu//tasks//ZH", "CALSCALE:GREGORIAN"]
    {
        fold(line, out)?;
    }
    for entry in &listing.dated {
        if let Due::Day(day) = entry.due {
            event(entry, day, listing.query.today, out)?;
        }
    }
    fold("END:VCALENDAR", out)
}

fn event(entry: &Entry, day: Date, today: Date, out: &mut dyn Write) -> io::Result<()> {
    let owner = entry.owner.join("、");
    let key = format!("{} {} {} {day} {owner}", entry.source, entry.paragraph, entry.start);
    let date = |day: Date| day.strftime("%Y%m%d").to_string();
    let mut about = vec![entry.text.clone(), format!("责任单位：{owner}")];
    if !entry.with.is_empty() {
        about.push(format!("配合单位：{}", entry.with.join("、")));
    }
    if let Some(title) = &entry.title {
        let number = entry.number.as_ref().map_or(String::new(), |number| format!("（{number}）"));
        about.push(format!("文件：《{title}》{number}"));
    }
    about.push(format!("出处：{}", place(entry)));
    fold("BEGIN:VEVENT", out)?;
    fold(&format!("UID:{:032x}@jianfu", xxh3_128(key.as_bytes())), out)?;
    fold(&format!("DTSTAMP:{}T000000Z", date(today)), out)?;
    fold(&format!("DTSTART;VALUE=DATE:{}", date(day)), out)?;
    let summary = format!("到期：{owner}　{}", shorten(&entry.text));
    fold(&format!("SUMMARY:{}", escape(&summary)), out)?;
    fold(&format!("DESCRIPTION:{}", escape(&about.join("\n"))), out)?;
    fold("TRANSP:TRANSPARENT", out)?;
    for line in ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D"] {
        fold(line, out)?;
    }
    fold(&format!("DESCRIPTION:{}", escape(&summary)), out)?;
    fold("END:VALARM", out)?;
    fold("END:VEVENT", out)
}

/// The beginning of a sentence, for a heading.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Writes one content line, folded before its 76th byte without cutting a character.
fn fold(line: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > WIDTH {
            out.write_all(b"\r\n ")?;
            width = 1;
        }
        write!(out, "{c}")?;
        width += c.len_utf8();
    }
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = Vec::new();
        fold(&"汛".repeat(60), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| line.len() <= WIDTH));
        assert_eq!(text.replace("\r\n ", "").trim_end(), "汛".repeat(60));
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
    }
}
