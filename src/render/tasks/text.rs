//! The task ledger for the screen.

use std::io::{self, Write};

use super::{NOTE, due, place, state, summary};
use crate::tasks::{Entry, Listing, State};

/// Writes what is overdue, soon due, later, recurring and without a day, each apart.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let dated = |wanted: fn(&State) -> bool| {
        listing.dated.iter().filter(|entry| wanted(&entry.state)).collect::<Vec<_>>()
    };
    section("已过期限", &dated(|state| matches!(state, State::Overdue(_))), out)?;
    section("即将到期", &dated(|state| matches!(state, State::Soon(_))), out)?;
    section("以后到期", &dated(|state| matches!(state, State::Later(_))), out)?;
    section("定期和长期任务", &listing.recurring.iter().collect::<Vec<_>>(), out)?;
    section("未写明时限", &listing.open.iter().collect::<Vec<_>>(), out)?;
    writeln!(out, "{}\n{NOTE}", summary(listing))
}

fn section(name: &str, entries: &[&Entry], out: &mut dyn Write) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "━━ {name}（{}项）\n", entries.len())?;
    for entry in entries {
        one(entry, out)?;
    }
    Ok(())
}

fn one(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let state = state(entry.state);
    let state = if state.is_empty() { state } else { format!("（{state}）") };
    let with = entry.with.join("、");
    let with = if with.is_empty() { with } else { format!("　配合：{with}") };
    writeln!(out, "   {}{state}　{}{with}", due(entry), entry.owner.join("、"))?;
    writeln!(out, "     {}", entry.text)?;
    let title = entry.title.as_ref().map(|title| format!("《{title}》"));
    let number = entry.number.as_ref().map(|number| format!("（{number}）"));
    let paper: String = [title, number].into_iter().flatten().collect();
    let paper = if paper.is_empty() { paper } else { format!("{paper}　") };
    writeln!(out, "     出处：{paper}{}\n", place(entry))
}
