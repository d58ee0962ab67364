//! What the roles model looks at: shape, cue words, stock phrases, groups of one to three characters, and where the sentence stands.

use super::cues;
use super::look::Look;
use super::shape::Shape;

/// One thing seen of a sentence, and how strongly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    /// What.
    pub key: Key,
    /// How strongly.
    pub value: f32,
}

/// What can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Something with a name of its own.
    Named(&'static str),
    /// One to three characters, 16 bits each.
    Gram(u64),
}

/// One sentence of a document, in order.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// What stands in it.
    pub look: Look<'a>,
    /// Its number in the document; numbers may be missing where sentences were left out.
    pub index: usize,
}

/// Length of all character groups of a sentence together, named features being 1 each.
const GRAMS: f32 = 4.0;
/// Characters of the longest group.
const LONGEST: usize = 3;

/// Features of every sentence of a document that has `total` sentences.
pub fn extract(rows: &[Row<'_>], total: usize) -> Vec<Vec<Feature>> {
    let shape = |at: usize| rows.get(at).map(|row| &row.look.shape);
    let articles = rows.iter().filter(|row| row.look.shape.article).count() >= 3;
    let mut outline = Outline::default();
    let mut all = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let Look { text, shape: own, .. } = row.look;
        let mut seen = Seen::default();
        seen.shape(&row.look);
        seen.cues(&row.look);
        seen.stock(&row.look);
        seen.grams(text);
        if at > 0 && rows.get(at - 1).is_some_and(|before| before.index + 1 != row.index) {
            outline = Outline::default();
        }
        seen.place(row.index, total);
        seen.named(if articles { "doc:articles" } else { "doc:plain" });
        if own.heading {
            seen.named(if articles { "heading:articles" } else { "heading:plain" });
        }
        seen.section(&outline, &own);
        seen.neighbours(&own, at.checked_sub(1).and_then(shape), shape(at + 1));
        outline.enter(&own, text);
        all.push(seen.0);
    }
    all
}

/// The headings a sentence stands under.
#[derive(Default)]
struct Outline {
    /// Family of the nearest heading.
    near: Option<&'static str>,
    /// Family of the nearest first-level heading.
    top: Option<&'static str>,
    /// First-level headings so far.
    tops: usize,
    /// Sentences since the nearest heading.
    since: usize,
}

impl Outline {
    fn enter(&mut self, shape: &Shape, text: &str) {
        self.since += 1;
        if !shape.heading {
            return;
        }
        self.near = cues::family(text);
        self.since = 0;
        if shape.level == 1 {
            self.top = self.near;
            self.tops += 1;
        }
    }
}

#[derive(Default)]
struct Seen(Vec<Feature>);

impl Seen {
    fn named(&mut self, name: &'static str) {
        self.0.push(Feature { key: Key::Named(name), value: 1.0 });
    }

    fn strong(&mut self, name: &'static str, value: f32) {
        self.0.push(Feature { key: Key::Named(name), value });
    }

    fn shape(&mut self, look: &Look<'_>) {
        let (shape, text) = (&look.shape, look.text);
        self.named("bias");
        self.named(match shape.chars {
            0..=6 => "len:6",
            7..=12 => "len:12",
            13..=20 => "len:20",
            21..=35 => "len:35",
            36..=60 => "len:60",
            61..=100 => "len:100",
            101..=180 => "len:180",
            _ => "len:long",
        });
        self.named(match shape.last {
            '。' => "end:stop",
            '；' | ';' => "end:semicolon",
            '：' | ':' => "end:colon",
            '！' => "end:cry",
            '）' | ')' => "end:bracket",
            _ => "end:open",
        });
        self.named(
            ["level:0", "level:1", "level:2", "level:3", "level:4"]
                [usize::from(shape.level.min(4))],
        );
        let mark = [
            (shape.heading, "heading"),
            (shape.article, "article"),
            (shape.figures > 0, "figure"),
            (shape.figures > 2, "figure+"),
            (shape.dates > 0, "date"),
            (shape.titles > 0, "title"),
            (shape.latin, "latin"),
            (shape.items > 3, "items"),
            (shape.quoted > 0, "quoted"),
            (text.starts_with(['（', '(']) && shape.level == 0, "bracketed"),
            (text.starts_with('为'), "start:为"),
            (text.starts_with(['要', '请', '望']), "start:要"),
            (text.starts_with("坚持"), "start:坚持"),
            (text.starts_with('对'), "start:对"),
            (text.starts_with("到2"), "start:到年"),
        ];
        for (_, name) in mark.iter().filter(|(there, _)| *there) {
            self.named(name);
        }
        if look.bare() {
            self.named("bare");
        }
    }

    fn cues(&mut self, look: &Look<'_>) {
        let mut counts = vec![0_usize; cues::sets().len()];
        for hit in &look.cues {
            if let Some(count) = counts.get_mut(hit.entry) {
                *count += 1;
            }
        }
        let clauses = (look.shape.clauses + 1) as f32;
        for (name, count) in cues::sets().iter().zip(&counts) {
            if *count > 0 {
                self.named(name);
                self.strong(cues::density(name), (*count as f32 / clauses).min(2.0));
            }
        }
    }

    fn stock(&mut self, look: &Look<'_>) {
        let weigh = look.weight();
        if weigh.best > 0 {
            self.named(
                ["stock:0", "stock:1", "stock:2", "stock:3"][usize::from(weigh.best.min(3))],
            );
            self.strong("stock:share", weigh.share * 3.0);
            self.named(match (look.bare(), weigh.share) {
                (false, _) => "stock:checkable",
                (_, part) if part < 0.15 => "stock:bare-few",
                (_, part) if part < 0.35 => "stock:bare-some",
                (_, part) if part < 0.6 => "stock:bare-most",
                _ => "stock:bare-all",
            });
        }
    }

    /// Groups of one to three characters, together of one length so that long sentences do not shout.
    fn grams(&mut self, text: &str) {
        let letters = letters(text);
        let from = self.0.len();
        for at in 0..letters.len() {
            let mut gram = 0;
            for &c in letters.iter().skip(at).take(LONGEST) {
                gram = (gram << 16) | u64::from(c);
                self.0.push(Feature { key: Key::Gram(gram), value: 1.0 });
            }
        }
        let count = self.0.len() - from;
        let value = GRAMS / (count.max(18) as f32).sqrt();
        for feature in self.0.iter_mut().skip(from) {
            feature.value = value;
        }
    }

    fn place(&mut self, index: usize, total: usize) {
        let share = index as f32 / total.max(1) as f32;
        self.named(match share {
            s if s < 0.03 => "at:3",
            s if s < 0.08 => "at:8",
            s if s < 0.15 => "at:15",
            s if s < 0.3 => "at:30",
            s if s < 0.7 => "at:70",
            s if s < 0.85 => "at:85",
            s if s < 0.95 => "at:95",
            _ => "at:end",
        });
        match index {
            0 => self.named("from:0"),
            1..=2 => self.named("from:2"),
            3..=5 => self.named("from:5"),
            _ => {}
        }
        match total.saturating_sub(index) {
            0..=1 => self.named("left:1"),
            2..=3 => self.named("left:3"),
            4..=7 => self.named("left:7"),
            _ => {}
        }
        self.named(match total {
            0..=12 => "doc:short",
            13..=40 => "doc:middle",
            _ => "doc:long",
        });
    }

    /// What stands before and after: a short numbered sentence before an unnumbered one is a run-in heading.
    fn neighbours(&mut self, shape: &Shape, before: Option<&Shape>, after: Option<&Shape>) {
        if before.is_some_and(|shape| shape.heading) {
            self.named("after-heading");
        }
        let next = match after {
            None => "last",
            Some(next) if next.heading => "heading",
            Some(next) if next.article => "article",
            Some(next) if next.level > shape.level => "deeper",
            Some(next) if next.level == 0 => "plain",
            Some(_) => "higher",
        };
        self.named(match (shape.heading, shape.article, next) {
            (true, _, "plain") => "heading>plain",
            (true, _, "heading") => "heading>heading",
            (true, _, "deeper") => "heading>deeper",
            (true, _, _) => "heading>other",
            (_, true, "plain") if shape.chars <= 24 => "short-article>plain",
            (_, true, _) => "article>any",
            (_, _, "heading") => "plain>heading",
            (_, _, "last") => "plain>last",
            (_, _, "deeper") => "plain>deeper",
            (_, _, "article") => "plain>article",
            _ => "plain>plain",
        });
        if before.is_some_and(|shape| shape.last == '：') && !shape.heading {
            self.named("after-colon");
        }
        let checkable = |shape: &Shape| shape.figures + shape.dates + shape.titles > 0;
        if before.is_some_and(checkable) {
            self.named("before:checkable");
        }
        if after.is_some_and(checkable) {
            self.named("after:checkable");
        }
    }

    fn section(&mut self, outline: &Outline, shape: &Shape) {
        self.named(cues::under("near", outline.near));
        self.named(cues::under("top", outline.top));
        self.named(["tops:0", "tops:1", "tops:2", "tops:3"][outline.tops.min(3)]);
        self.named(match outline.since {
            0 => "since:0",
            1 => "since:1",
            2..=4 => "since:4",
            _ => "since:more",
        });
        if shape.figures + shape.dates + shape.titles == 0 && !shape.heading {
            self.named(cues::under("bare-near", outline.near));
            self.named(cues::under("bare-top", outline.top));
        }
    }
}

/// The characters groups are taken of: digits and Latin letters as one mark each, ends marked, white space left out.
fn letters(text: &str) -> Vec<u16> {
    let mut letters = vec![u16::from(b'^')];
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let c = match c {
            '0'..='9' | '０'..='９' => '0',
            c if c.is_ascii_alphabetic() => 'a',
            c => c,
        };
        let code = code(c);
        if !(matches!(c, '0' | 'a') && letters.last() == Some(&code)) {
            letters.push(code);
        }
    }
    letters.push(u16::from(b'$'));
    letters
}

/// A character in 16 bits; the rare ones beyond are one.
pub(super) fn code(c: char) -> u16 {
    u16::try_from(u32::from(c)).unwrap_or(0xFFFD)
}
