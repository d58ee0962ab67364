//! Copied passages side by side with their source; what the copy changed is set off.

use std::io::{self, Write};

use super::escape;
use super::notes::{Note, link};
use crate::finding::{Evidence, Finding};
use crate::privacy::mask;

/// Longest passages (in characters) whose differences are worked out; longer ones are only set side by side.
const LONGEST: usize = 1200;

/// Writes the passages of every finding that has any.
pub(super) fn write(notes: &[Note<'_>], out: &mut dyn Write) -> io::Result<()> {
    for note in notes {
        let finding = note.finding;
        if pairs(finding).next().is_none() {
            continue;
        }
        let (link, message) = (link(note), escape(&finding.message));
        writeln!(
            out,
            "<h3>对照：{link}　{} {message}</h3>\n<table class=\"copies\">",
            finding.rule
        )?;
        writeln!(
            out,
            "<thead><tr><th scope=\"col\">本文</th><th scope=\"col\">对照文件</th></tr></thead>"
        )?;
        writeln!(out, "<tbody>")?;
        for (own, other) in pairs(finding) {
            pair(own, other, out)?;
        }
        writeln!(out, "</tbody></table>")?;
    }
    Ok(())
}

/// Passages given as two proofs in a row: the draft's words, then another document's.
pub(super) fn pairs(finding: &Finding) -> impl Iterator<Item = (&Evidence, &Evidence)> {
    let following = finding.evidence.iter().zip(finding.evidence.iter().skip(1));
    following
        .filter(|(own, other)| own.source == finding.subject && other.source != finding.subject)
}

fn pair(own: &Evidence, other: &Evidence, out: &mut dyn Write) -> io::Result<()> {
    let (left, right) = (mask(&own.text), mask(&other.text));
    let (left, right) = set_off(&left, &right);
    let block = own.span.block + 1;
    writeln!(out, "<tr><td><small>第{block}段</small> {left}</td>")?;
    writeln!(
        out,
        "<td><small>{} 第{}段</small> {right}</td></tr>",
        escape(&other.source),
        other.span.block + 1
    )
}

/// Both texts as HTML, what is equal marked.
fn set_off(left: &str, right: &str) -> (String, String) {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let (mine, theirs) = if left.len().max(right.len()) > LONGEST {
        (vec![true; left.len()], vec![true; right.len()])
    } else {
        common(&left, &right)
    };
    (marked(&left, &mine), marked(&right, &theirs))
}

/// Which characters of each text belong to their longest common subsequence.
fn common(left: &[char], right: &[char]) -> (Vec<bool>, Vec<bool>) {
    let width = right.len() + 1;
    let mut best = vec![0u16; (left.len() + 1) * width];
    let at = |best: &[u16], i: usize, j: usize| best.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in left.iter().enumerate().rev() {
        for (j, b) in right.iter().enumerate().rev() {
            let value = if a == b {
                at(&best, i + 1, j + 1) + 1
            } else {
                at(&best, i + 1, j).max(at(&best, i, j + 1))
            };
            if let Some(cell) = best.get_mut(i * width + j) {
                *cell = value;
            }
        }
    }
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        let (down, across) = (at(&best, i + 1, j), at(&best, i, j + 1));
        if a == b || down >= across {
            mine.push(a == b);
            i += 1;
        }
        if a == b || down < across {
            theirs.push(a == b);
            j += 1;
        }
    }
    mine.resize(left.len(), false);
    theirs.resize(right.len(), false);
    (mine, theirs)
}

fn marked(text: &[char], equal: &[bool]) -> String {
    let pairs: Vec<(char, bool)> = text.iter().copied().zip(equal.iter().copied()).collect();
    let run = |run: &[(char, bool)]| {
        let words = escape(&run.iter().map(|(c, _)| *c).collect::<String>());
        if run.first().is_some_and(|(_, equal)| *equal) {
            format!("<mark class=\"proof\">{words}</mark>")
        } else {
            words
        }
    };
    pairs.chunk_by(|a, b| a.1 == b.1).map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_are_set_off() {
        let check = |left: &str, right: &str, expect: (&str, &str)| {
            let bare =
                |html: String| html.replace("<mark class=\"proof\">", "[").replace("</mark>", "]");
            let (left, right) = set_off(left, right);
            assert_eq!((bare(left).as_str(), bare(right).as_str()), expect);
        };
        check("我市要抓好灌溉", "我省要抓好灌溉", ("[我]市[要抓好灌溉]", "[我]省[要抓好灌溉]"));
        check("灌溉", "灌溉", ("[灌溉]", "[灌溉]"));
        check("", "灌溉", ("", "灌溉"));
    }
}
