//! What stands behind the signature: documents issued or forwarded inside, annexes, notes, footer.

use std::ops::Range;

use super::cues::{KINDS, ends};
use super::layout::Layout;
use super::line::Line;
use super::masthead::is_furniture;
use super::{attachments, date, footer, issuers, outline, title};
use crate::document::{BlockKind, Issued, Zone};
use crate::organs::Organs;

/// Lines a title inside may run over.
const TITLE_LINES: usize = 6;

/// What the document issues or forwards, by its title and first paragraphs.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Names without 《》.
    names: Vec<String>,
    /// It issues something, named or not.
    issues: bool,
    /// It forwards another organ's text.
    forwards: bool,
}

/// Reads what a document issues from its title and the first paragraphs of its body.
pub(super) fn targets<'a>(title: &str, body: impl Iterator<Item = &'a str>) -> Targets {
    const VERBS: [&str; 7] = ["印发", "转发", "批转", "发布", "公布", "下发", "颁布"];
    let verb = VERBS.iter().filter_map(|verb| Some((title.find(verb)?, *verb))).min();
    let mut targets = Targets::default();
    if let Some((at, verb)) = verb {
        let object = title.get(at + verb.len()..).unwrap_or_default();
        targets.names = quoted(object);
        if targets.names.is_empty() {
            let object = object.rsplit_once('的').map_or(object, |(object, _)| object);
            targets.names.push(normal(object));
        }
        targets.issues = true;
        targets.forwards = matches!(verb, "转发" | "批转");
    }
    for text in body.take(8) {
        const SAID: [&str; 7] = [
            "印发给你们",
            "转发给你们",
            "予以公布",
            "现予公布",
            "予以发布",
            "现予发布",
            "予以印发",
        ];
        if SAID.iter().any(|said| text.contains(said)) || text.contains("现予印发") {
            targets.names.extend(quoted(text));
            targets.issues = true;
        }
    }
    targets
}

/// Gives every line behind the signature its part; the documents issued inside are returned.
pub(super) fn assign(
    lines: &[Line<'_>],
    from: usize,
    targets: &Targets,
    layout: &mut Layout,
    organs: &Organs,
) -> Vec<Issued> {
    let mut walk = Walk { zone: Zone::Tail, copying: false, issued: Vec::new(), targets, organs };
    let mut at = from;
    while at < lines.len() {
        at = walk.step(lines, at, layout);
    }
    walk.issued
        .iter_mut()
        .for_each(|issued| issued.blocks.end = issued.blocks.end.max(issued.blocks.start + 1));
    walk.issued
}

struct Walk<'a> {
    zone: Zone,
    copying: bool,
    issued: Vec<Issued>,
    targets: &'a Targets,
    organs: &'a Organs,
}

impl Walk<'_> {
    /// Places the line at `at` and returns the next one to place.
    fn step(&mut self, lines: &[Line<'_>], at: usize, layout: &mut Layout) -> usize {
        let Some(line) = lines.get(at) else { return at + 1 };
        if line.outside || (self.zone == Zone::Tail && is_furniture(line)) {
            layout.put(at, BlockKind::Other, Zone::Outside);
            return at + 1;
        }
        let copies = footer::is_copies(line.text) && !line.table;
        if copies || footer::is_printed(line) || self.continues_copies(line) {
            layout.put(at, BlockKind::Footer, Zone::Tail);
            self.copying = copies || (self.copying && !line.compact.ends_with('。'));
            self.copying &= !line.compact.ends_with('。') && !footer::is_printed(line);
            return at + 1;
        }
        self.copying = false;
        if attachments::heads_annex(lines, at) || self.heads_annex(line) {
            layout.put(at, BlockKind::Attachment, Zone::Annex);
            self.zone = Zone::Annex;
            return at + 1;
        }
        if self.zone == Zone::Tail && lists_attachment(lines, at, layout) {
            layout.put(at, BlockKind::Attachment, Zone::Tail);
            return at + 1;
        }
        if self.zone == Zone::Tail && footer::is_note(line) {
            layout.put(at, BlockKind::Other, Zone::Tail);
            return at + 1;
        }
        if let Some(title) = self.title_at(lines, at) {
            return self.open(lines, title, layout);
        }
        if self.zone == Zone::Tail {
            self.begin(line, at);
        }
        self.place(lines, at, layout);
        at + 1
    }

    /// The lines of a title of a document issued here.
    fn title_at(&self, lines: &[Line<'_>], at: usize) -> Option<Range<usize>> {
        let mut joined = String::new();
        let mut end = at;
        let limit = (at + TITLE_LINES).min(lines.len());
        while let Some(line) = lines.get(end).filter(|line| end < limit && titled(line)) {
            joined.push_str(&line.compact);
            end += 1;
            if self.targets.names.iter().any(|name| same(name, &joined)) {
                // An annex that is forwarded stays an annex, for it is another organ's text; so does a list.
                let list = ends(&joined, &KINDS.marks.lists);
                let open = self.zone != Zone::Annex || !(self.targets.forwards || list);
                let versions = lines.get(end).is_some_and(|line| is_version(&line.compact));
                return open.then_some(at..end + usize::from(versions));
            }
            if title::is_complete(&joined) {
                break;
            }
        }
        let fresh = self.zone == Zone::Tail && self.targets.issues && end > at;
        let first = lines.get(at)?;
        let short = first.count() >= 4 && issuers::names(first.text, self.organs).is_none();
        (fresh && short).then(|| at..end.min(at + 3))
    }

    fn open(&mut self, lines: &[Line<'_>], title: Range<usize>, layout: &mut Layout) -> usize {
        self.zone = Zone::Issued;
        let at: Vec<usize> = title.clone().collect();
        let name = title::join(lines, &at).replace(['《', '》'], "");
        for line in at {
            layout.put(line, BlockKind::Title, Zone::Issued);
        }
        self.issued.push(Issued { title: name, blocks: title.clone() });
        title.end
    }

    /// Text behind the signature without a title: the document issued if its shape says so, else an annex.
    fn begin(&mut self, line: &Line<'_>, at: usize) {
        let text = line.text;
        let formal = outline::level(text) > 0
            || outline::is_article(text)
            || outline::is_chapter(text)
            || (!line.short() && !line.table);
        let issued = formal || (self.targets.issues && !line.table);
        self.zone = if issued { Zone::Issued } else { Zone::Annex };
        let name = self.targets.names.first().filter(|_| issued);
        self.issued.extend(name.map(|name| Issued { title: name.clone(), blocks: at..at + 1 }));
    }

    /// A line of an issued document or of an annex.
    fn place(&mut self, lines: &[Line<'_>], at: usize, layout: &mut Layout) {
        let Some(line) = lines.get(at) else { return };
        let under_title = at.checked_sub(1).is_some_and(|above| layout.is(above, BlockKind::Title));
        if under_title
            && line.compact.starts_with(['（', '('])
            && line.compact.ends_with(['）', ')'])
        {
            layout.put(at, BlockKind::Other, self.zone);
            self.stretch(at);
            return;
        }
        let signed = self.zone == Zone::Issued && !line.table && line.count() <= 40;
        let kind = if signed && date::whole(line.text).is_some() {
            BlockKind::Date
        } else if signed && self.signs(lines, at) {
            BlockKind::Signature
        } else {
            layout.running(lines, at)
        };
        layout.put(at, kind, self.zone);
        self.stretch(at);
    }

    /// The document issued here reaches to line `at`.
    fn stretch(&mut self, at: usize) {
        if self.zone == Zone::Issued
            && let Some(issued) = self.issued.last_mut()
        {
            issued.blocks.end = at + 1;
        }
    }

    fn signs(&self, lines: &[Line<'_>], at: usize) -> bool {
        let named = |at: usize| {
            lines.get(at).is_some_and(|line| issuers::names(line.text, self.organs).is_some())
        };
        let dated = |at: usize| lines.get(at).is_some_and(|line| date::whole(line.text).is_some());
        named(at) && (dated(at + 1) || (named(at + 1) && dated(at + 2)))
    }

    /// 附件1　XX表 on one line, behind the signature.
    fn heads_annex(&self, line: &Line<'_>) -> bool {
        line.short()
            && !line.table
            && !line.closed()
            && line.compact.starts_with("附件")
            && attachments::rest_of_head(&line.compact).is_some()
            && self.zone != Zone::Tail
    }

    fn continues_copies(&self, line: &Line<'_>) -> bool {
        self.copying && line.compact.contains(['，', '、', '。']) && line.count() <= 80
    }
}

/// 附件：… below the date, and the items that follow.
fn lists_attachment(lines: &[Line<'_>], at: usize, layout: &Layout) -> bool {
    let Some(line) = lines.get(at).filter(|line| line.short() && !line.table) else {
        return false;
    };
    let listed = at.checked_sub(1).is_some_and(|above| layout.is(above, BlockKind::Attachment));
    attachments::is_lead(&line.compact)
        || (listed && outline::level(line.text) == 3 && !line.closed())
}

/// Whether a line can be one of a title inside.
fn titled(line: &Line<'_>) -> bool {
    line.short()
        && !line.table
        && !line.closed()
        && line.count() <= 60
        && outline::level(line.text) == 0
        && !outline::is_chapter(line.text)
        && !outline::is_article(line.text)
        && date::whole(line.text).is_none()
}

fn is_version(compact: &str) -> bool {
    let inner = compact.strip_prefix(['（', '(']).and_then(|text| text.strip_suffix(['）', ')']));
    inner.is_some_and(|inner| KINDS.marks.versions.iter().any(|version| version == inner))
}

/// Names in 《》, outermost ones.
fn quoted(text: &str) -> Vec<String> {
    let (mut names, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '《' => {
                if depth == 0 {
                    start = at + c.len_utf8();
                }
                depth += 1;
            }
            '》' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    names.extend(text.get(start..at).map(normal));
                }
            }
            _ => {}
        }
    }
    names.retain(|name| ends(title::bare(name), &KINDS.marks.instruments) || name.len() > 12);
    names
}

fn normal(text: &str) -> String {
    title::bare(text).chars().filter(|c| c.is_alphanumeric() && *c != '的').collect()
}

/// Whether a title found is the one expected, give or take the issuer's name before it.
fn same(name: &str, found: &str) -> bool {
    let found = normal(found);
    if name.is_empty() || found.chars().count() < 4 {
        return false;
    }
    let (long, short) =
        if name.len() >= found.len() { (name, found.as_str()) } else { (found.as_str(), name) };
    long == short || (long.ends_with(short) && short.len() * 5 >= long.len() * 3)
}
