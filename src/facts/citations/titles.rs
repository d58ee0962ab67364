//! Titles in 《》 in running text, with the note in brackets behind them.

use std::ops::Range;

/// Characters a note may have.
const NOTE: Range<usize> = 4..61;

/// A title found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Titled<'t> {
    /// The bytes from 《 to 》.
    pub(super) range: Range<usize>,
    /// The title between them.
    pub(super) title: &'t str,
    /// The note in the brackets behind it, with the byte the brackets end at.
    pub(super) note: Option<(&'t str, usize)>,
}

/// The titles of a text, in order of place; one in a note is part of the note.
pub(super) fn titles(text: &str) -> Vec<Titled<'_>> {
    let mut found: Vec<Titled<'_>> = Vec::new();
    for (start, open) in text.match_indices('《') {
        let free = found
            .last()
            .is_none_or(|last| start >= last.note.map_or(last.range.end, |(_, end)| end));
        let from = start + open.len();
        let title = text.get(from..).filter(|_| free).and_then(title);
        let Some(title) = title else { continue };
        let end = from + title.len() + '》'.len_utf8();
        let note = text.get(end..).and_then(note).map(|(note, len)| (note, end + len));
        found.push(Titled { range: start..end, title, note });
    }
    found
}

/// The title that begins here: up to its 》, whole 《》 inside it taken along.
fn title(text: &str) -> Option<&str> {
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match c {
            '《' if inside => return None,
            '》' if !inside => return text.get(..at).filter(|title| !title.is_empty()),
            '《' | '》' => inside = !inside,
            _ => {}
        }
    }
    None
}

/// The note in brackets that begins here, and the bytes it takes with them.
fn note(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix(['（', '('])?;
    let end = inner.find(['（', '）', '(', ')'])?;
    let (note, rest) = inner.split_at_checked(end)?;
    let after = rest.strip_prefix(['）', ')'])?;
    // Sixty characters have at most 240 bytes; the longer ones need not be counted.
    let fits = note.len() <= 4 * NOTE.end && NOTE.contains(&note.chars().count());
    fits.then(|| (note, text.len() - after.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_titles_and_notes() {
        let check = |text: &str, expect: &[(&str, Option<&str>)]| {
            let got: Vec<_> = titles(text)
                .into_iter()
                .map(|found| (found.title, found.note.map(|(note, _)| note)))
                .collect();
            assert_eq!(got, expect, "{text}");
        };
        check(
            "依据《公厕管护办法》（澜政发〔2026〕3号）",
            &[("公厕管护办法", Some("澜政发〔2026〕3号"))],
        );
        check("《甲》《乙》(澜政发3号)", &[("甲", None), ("乙", Some("澜政发3号"))]);
        check("《关于转发〈甲〉的通知》", &[("关于转发〈甲〉的通知", None)]);
        check("《关于转发《甲》的通知》", &[("关于转发《甲》的通知", None)]);
        check("《甲》（以下简称《乙》）《丙》", &[("甲", Some("以下简称《乙》")), ("丙", None)]);
        check("《甲《乙》", &[("乙", None)]);
        check("《甲《乙《丙》", &[("丙", None)]);
        check("《》《甲》（试行）", &[("甲", None)]);
        check("《甲》（以下（简称）乙）", &[("甲", None)]);
        check(&format!("《甲》（{}）", "长".repeat(61)), &[("甲", None)]);
        check(&format!("《甲》（{0}）", "长".repeat(60)), &[("甲", Some(&"长".repeat(60)))]);
        check("《甲", &[]);
    }
}
