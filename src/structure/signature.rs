//! 署名 and 成文日期: whose names stand under the body, and when.

use std::ops::Range;

use jiff::civil::Date;

use super::issuers::{names, unsealed};
use super::line::{Line, is_blank, squeeze};
use super::masthead::Spot;
use super::{attachments, date, footer};
use crate::document::Level;
use crate::organs::Organs;

/// Signature lines above a date at most.
const MOST: usize = 16;

/// The signature and the date under a body.
#[derive(Debug, Clone, Default)]
pub(super) struct Signature {
    /// Lines of the signature.
    pub(super) lines: Range<usize>,
    /// Organs as signed.
    pub(super) names: Vec<String>,
    /// The date and its place.
    pub(super) date: Option<(Spot, Option<Date>)>,
    /// First line after both.
    pub(super) after: usize,
}

/// Where a signature is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) lines: &'a [Line<'a>],
    /// First line of the body.
    pub(super) from: usize,
    /// Departments that masthead and title name.
    pub(super) known: &'a [String],
    pub(super) organs: &'a Organs,
}

/// Whose signature it is.
enum Whose {
    /// One of those that masthead or title name, or nobody is named there.
    Issuer,
    /// A person, or an organ that could be an issuer's office.
    Unknown,
    /// No name at all, or quite another organ's.
    Other,
}

struct DateLine {
    at: usize,
    spot: Range<usize>,
    date: Option<Date>,
    /// Organs before the date on the same line.
    names: Vec<String>,
}

impl Search<'_> {
    /// Finds the signature.
    pub(super) fn run(self) -> Option<Signature> {
        let (mut own, mut other) = (None, None);
        for (at, line) in self.lines.iter().enumerate().skip(self.from) {
            if line.outside || line.table || !line.short() {
                continue;
            }
            if at > self.from && attachments::heads_annex(self.lines, at) {
                break;
            }
            let Some(dated) = self.dated(at) else { continue };
            let signature = self.above(dated);
            match self.whose(&signature) {
                Whose::Issuer => return Some(signature),
                Whose::Unknown => drop(own.get_or_insert(signature)),
                Whose::Other => drop(other.get_or_insert(signature)),
            }
        }
        own.or_else(|| self.undated()).or(other)
    }

    /// Whose signature it is: a document forwarded inside bears its own.
    fn whose(&self, signature: &Signature) -> Whose {
        let departments = signature.names.iter().map(|name| self.organs.department(name));
        let departments: Vec<String> = departments.collect();
        if signature.lines.is_empty() {
            return Whose::Other;
        }
        if self.known.is_empty() || departments.iter().any(|name| self.known.contains(name)) {
            return Whose::Issuer;
        }
        let placed = departments.iter().all(|name| {
            self.organs.place(name).is_some() || self.organs.level(name) == Some(Level::Central)
        });
        if placed && !departments.is_empty() { Whose::Other } else { Whose::Unknown }
    }

    fn dated(&self, at: usize) -> Option<DateLine> {
        let line = self.lines.get(at)?;
        if let Some(dated) = date::whole(line.text) {
            return Some(DateLine { at, spot: dated.range, date: dated.date, names: Vec::new() });
        }
        if date::is_day(&line.compact) {
            let above = at.checked_sub(1).filter(|above| *above >= self.from)?;
            let above = self.lines.get(above)?;
            names(above.text, self.organs)?;
            let spot = 0..line.text.len();
            return Some(DateLine { at, spot, date: None, names: Vec::new() });
        }
        let dated = Some(line.text).filter(|text| date::may_end(text)).and_then(date::find)?;
        let tail = line.text.get(dated.range.end..)?.trim_matches(is_blank);
        let head = line.text.get(..dated.range.start)?.trim_matches(is_blank);
        let names = names(head, self.organs).filter(|_| tail.is_empty())?;
        Some(DateLine { at, spot: dated.range, date: dated.date, names })
    }

    /// The signature lines above (or on) a date line.
    fn above(&self, dated: DateLine) -> Signature {
        let at = dated.at;
        let own = !dated.names.is_empty();
        let (start, mut signed) = self.walk_up(at);
        let start = self.fit(start, at, &mut signed);
        signed.extend(dated.names);
        Signature {
            lines: start..if own { at + 1 } else { at },
            names: signed,
            date: Some((Spot { line: at, range: dated.spot }, dated.date)),
            after: at + 1,
        }
    }

    /// Lines of names that stand directly above line `at`.
    fn walk_up(&self, at: usize) -> (usize, Vec<String>) {
        let (mut start, mut signed) = (at, Vec::new());
        while start > self.from && at - start < MOST {
            let Some(line) = self.lines.get(start - 1) else { break };
            if line.table || (!line.outside && !line.short()) {
                break;
            }
            let text = squeeze(line.text);
            match names(line.text, self.organs) {
                Some(names) => signed.splice(0..0, names).for_each(drop),
                None if self.wraps(&text, &mut signed) => {}
                None if line.outside || is_seal(&text) || is_person(&text) => {}
                None => break,
            }
            start -= 1;
        }
        while start < at && self.lines.get(start).is_some_and(|line| line.outside) {
            start += 1;
        }
        (start, signed)
    }

    /// A long name on two lines: joins the upper half to the lower.
    fn wraps(&self, upper: &str, signed: &mut [String]) -> bool {
        let Some(lower) = signed.first_mut() else { return false };
        let joined = format!("{upper}{lower}");
        let half = self.organs.place(lower).is_none() && self.organs.canonical(lower) == *lower;
        let whole = self.organs.place(upper).is_some() && self.organs.is_organ(&joined);
        if half && whole {
            *lower = joined;
        }
        half && whole
    }

    /// Names listed at the end of a body (受表扬单位：…) are no signature: keeps as many as are expected.
    fn fit(&self, start: usize, at: usize, signed: &mut Vec<String>) -> usize {
        let above = start.checked_sub(1).and_then(|above| self.lines.get(above));
        let listed = above.is_some_and(|line| line.compact.ends_with(['：', ':']));
        let keep = self.known.len().max(1);
        if !listed || signed.len() <= keep {
            return start;
        }
        let drop = signed.len() - keep;
        signed.drain(..drop);
        (start + drop).min(at)
    }

    /// A signature without a date: organs alone on their lines, nothing but the tail below.
    fn undated(&self) -> Option<Signature> {
        let from = self.from + 1;
        let at = self.lines.iter().enumerate().skip(from).find_map(|(at, line)| {
            let fits = !line.outside && !line.table && line.short() && line.count() <= 40;
            (fits && self.ends_body(at) && names(line.text, self.organs).is_some()).then_some(at)
        })?;
        let (start, mut signed) = self.walk_up(at + 1);
        let start = self.fit(start, at + 1, &mut signed);
        Some(Signature { lines: start..at + 1, names: signed, date: None, after: at + 1 })
    }

    fn ends_body(&self, at: usize) -> bool {
        let next = self.lines.iter().skip(at + 1).find(|line| !line.outside);
        next.is_none_or(|next| {
            footer::is_footer(next)
                || footer::is_note(next)
                || attachments::is_annex_head(&next.compact)
        })
    }
}

fn is_seal(text: &str) -> bool {
    unsealed(text).is_empty() && !text.is_empty()
}

/// 市长　岳某某: the signature of an order or a proposal.
fn is_person(text: &str) -> bool {
    const POSTS: [&str; 11] =
        ["省长", "市长", "县长", "区长", "州长", "主席", "局长", "主任", "厅长", "部长", "总理"];
    let post = POSTS.iter().find_map(|post| text.find(post).map(|at| at + post.len()));
    post.is_some_and(|end| {
        let name = text.get(end..).unwrap_or_default().trim_start_matches(['：', ':']);
        (2..=4).contains(&name.chars().count()) && text.chars().count() <= 12
    })
}
