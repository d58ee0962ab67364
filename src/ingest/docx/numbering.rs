//! The labels Word computes and never stores: 一、 （一） 第三条 1.2.
//!
//! Lists (`num`) stand on definitions (`abstractNum`). Lists on one definition count on together, unless a list starts
//! anew; a level starts anew after a higher one.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::super::xml::{Step, Xml, attribute, local, number, on};
use super::numerals;
use super::styles::Styles;

const LEVELS: usize = 9;

/// Lists and definitions, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<i64, Definition>,
    lists: BTreeMap<i64, List>,
    counts: BTreeMap<i64, [Option<u32>; LEVELS]>,
    begun: BTreeSet<(i64, usize)>,
}

#[derive(Debug, Default)]
struct Definition {
    levels: BTreeMap<usize, Level>,
    /// The numbering style this definition stands for.
    by_style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    definition: i64,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    restart: Option<i64>,
    style: Option<String>,
    legal: bool,
    hidden: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            restart: None,
            style: None,
            legal: false,
            hidden: false,
        }
    }
}

impl Numbering {
    /// Counts one paragraph of a list and gives its label; `None` for bullets and unknown lists.
    pub(super) fn label(&mut self, list: i64, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let known = self.lists.get(&list)?;
        let definition = known.definition;
        let (start, first) = (self.start(list, level), self.begun.insert((list, level)));
        let anew = first && known.starts.contains_key(&level);
        let restarts: Vec<bool> =
            (0..LEVELS).map(|deeper| self.restarts(list, deeper, level)).collect();
        let counts = self.counts.entry(definition).or_default();
        if let Some(count) = counts.get_mut(level) {
            *count = Some(count.filter(|_| !anew).map_or(start, |count| count.saturating_add(1)));
        }
        for (count, restart) in counts.iter_mut().zip(restarts) {
            if restart {
                *count = None;
            }
        }
        self.write(list, level)
    }

    /// The level a style is tied to within a list.
    pub(super) fn level_of_style(&self, list: i64, style: &str) -> Option<usize> {
        let known = self.lists.get(&list)?;
        let levels = &self.definitions.get(&known.definition)?.levels;
        levels
            .iter()
            .find(|(_, level)| level.style.as_deref() == Some(style))
            .map(|(&index, _)| index)
    }

    fn write(&self, list: i64, level: usize) -> Option<String> {
        let shape = self.level(list, level)?;
        if shape.format == "bullet" || shape.hidden {
            return None;
        }
        let mut label = String::new();
        let mut signs = shape.text.chars().peekable();
        while let Some(sign) = signs.next() {
            let shown = signs
                .peek()
                .and_then(|next| next.to_digit(10))
                .filter(|digit| sign == '%' && *digit > 0);
            let Some(digit) = shown else {
                label.push(sign);
                continue;
            };
            signs.next();
            label.push_str(&self.count(list, digit as usize - 1, shape.legal));
        }
        Some(label).filter(|label| !label.trim().is_empty())
    }

    fn count(&self, list: i64, level: usize, legal: bool) -> String {
        let definition = self.lists.get(&list).map(|known| known.definition).unwrap_or_default();
        let counted =
            self.counts.get(&definition).and_then(|counts| counts.get(level).copied().flatten());
        let number = counted.unwrap_or_else(|| self.start(list, level));
        let format = self.level(list, level).map_or("decimal", |level| level.format.as_str());
        numerals::write(if legal { "decimal" } else { format }, number)
    }

    fn start(&self, list: i64, level: usize) -> u32 {
        let over = self.lists.get(&list).and_then(|known| known.starts.get(&level).copied());
        over.or_else(|| self.level(list, level).map(|level| level.start)).unwrap_or(1)
    }

    /// Whether counting at `used` sets a deeper level back.
    fn restarts(&self, list: i64, deeper: usize, used: usize) -> bool {
        let restart = self.level(list, deeper).and_then(|level| level.restart);
        deeper > used && restart.is_none_or(|after| (used as i64) < after)
    }

    fn level(&self, list: i64, level: usize) -> Option<&Level> {
        let known = self.lists.get(&list)?;
        known
            .levels
            .get(&level)
            .or_else(|| self.definitions.get(&known.definition)?.levels.get(&level))
    }
}

/// Reads the numbering part; what is broken in it is left out.
pub(super) fn read(text: &str, styles: &Styles) -> Numbering {
    let mut numbering = Numbering::default();
    let mut xml = Xml::new(text);
    let mut place = Place::default();
    let mut path: Vec<String> = Vec::new();
    while let Ok(step) = xml.next() {
        match step {
            Step::Open(open) => {
                let name = local(&open).to_owned();
                place.open(&mut numbering, &name, path.last().map_or("", String::as_str), &open);
                path.push(name);
            }
            Step::Close => {
                path.pop();
            }
            Step::Text(_) => {}
            Step::End { .. } => break,
        }
    }
    numbering.follow_styles(styles);
    numbering
}

impl Numbering {
    /// A definition that stands for a numbering style counts as the definition that style names.
    fn follow_styles(&mut self, styles: &Styles) {
        let target = |definition: &Definition| {
            let (list, ..) = styles.list(definition.by_style.as_deref()?)?;
            self.lists.get(&list).map(|known| known.definition)
        };
        let moved: BTreeMap<i64, i64> = self
            .definitions
            .iter()
            .filter_map(|(&id, definition)| Some((id, target(definition)?)))
            .collect();
        for list in self.lists.values_mut() {
            list.definition = moved.get(&list.definition).copied().unwrap_or(list.definition);
        }
    }
}

/// Where in the numbering part the reader is.
#[derive(Default)]
struct Place {
    definition: Option<i64>,
    list: i64,
    level: usize,
}

impl Place {
    fn open(&mut self, numbering: &mut Numbering, name: &str, parent: &str, open: &BytesStart<'_>) {
        match (parent, name) {
            (_, "abstractNum") => self.definition = id(open, "abstractNumId"),
            (_, "num") => {
                (self.definition, self.list) = (None, id(open, "numId").unwrap_or_default());
                numbering.lists.insert(self.list, List::default());
            }
            (_, "lvl" | "lvlOverride") => {
                self.level = id(open, "ilvl")
                    .and_then(|level| usize::try_from(level).ok())
                    .unwrap_or(LEVELS);
            }
            _ => {}
        }
        if let Some(definition) = self.definition {
            let definition = numbering.definitions.entry(definition).or_default();
            if name == "numStyleLink" {
                definition.by_style = attribute(open, "val");
            }
            return self.shape(&mut definition.levels, name, parent, open);
        }
        let Some(list) = numbering.lists.get_mut(&self.list) else { return };
        match name {
            "abstractNumId" => list.definition = number(open).unwrap_or_default(),
            "startOverride" if self.level < LEVELS => {
                let start = number(open).and_then(|start| u32::try_from(start).ok()).unwrap_or(1);
                list.starts.insert(self.level, start);
            }
            _ => self.shape(&mut list.levels, name, parent, open),
        }
    }

    fn shape(
        &self,
        levels: &mut BTreeMap<usize, Level>,
        name: &str,
        parent: &str,
        open: &BytesStart<'_>,
    ) {
        let inside = parent == "lvl" || name == "lvl" || parent == "rPr" && name == "vanish";
        if !inside || self.level >= LEVELS {
            return;
        }
        let level = levels.entry(self.level).or_default();
        match name {
            "start" => {
                level.start = number(open).and_then(|start| u32::try_from(start).ok()).unwrap_or(1);
            }
            "numFmt" => level.format = attribute(open, "val").unwrap_or_default(),
            "lvlText" => level.text = attribute(open, "val").unwrap_or_default(),
            "lvlRestart" => level.restart = number(open),
            "pStyle" => level.style = attribute(open, "val"),
            "isLgl" => level.legal = on(open),
            "vanish" => level.hidden = on(open),
            _ => {}
        }
    }
}

fn id(open: &BytesStart<'_>, name: &str) -> Option<i64> {
    attribute(open, name)?.trim().parse().ok()
}
