//! OFD (GB/T 33190): characters at their places, template pages under the pages that name them.
//!
//! The order on the page is found the same way as in PDF. Seals, annotations and signatures are not read.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::package::{Package, damaged};
use super::pdf::{Page, lay_out};
use super::xml::{Step, Xml, attribute, local};
use super::{Extract, Refusal};
use crate::document::{Warning, WarningKind};

const MAX_PAGES: usize = 5000;
const MAX_GLYPHS: usize = 5_000_000;
/// Points in a millimetre.
const POINT: f32 = 72.0 / 25.4;

/// Reads an OFD package.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    let mut package = Package::open(bytes)?;
    let root = package.text("OFD.xml")?.ok_or_else(damaged)?;
    let mut book = Book::default();
    for document in elements_text(&root, "DocRoot")? {
        book.document(&mut package, &document)?;
    }
    let pages = u32::try_from(book.pages.len()).ok();
    let mut warnings = Vec::new();
    if book.broken > 0 {
        let message = format!("有 {} 页读取不完整，请用阅读器另存后再检查", book.broken);
        warnings.push(Warning { kind: WarningKind::Damaged, message, pages: None });
    }
    let paragraphs = lay_out(book.pages);
    Ok(Extract { paragraphs, pages, warnings })
}

#[derive(Default)]
struct Book {
    pages: Vec<Page>,
    glyphs: usize,
    broken: usize,
}

impl Book {
    fn document(&mut self, package: &mut Package<'_>, path: &str) -> Result<(), Refusal> {
        let path = path.trim().trim_start_matches('/');
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = package.text(path)?.ok_or_else(damaged)?;
        let outline = outline(&text)?;
        for page in outline.pages.iter().take(MAX_PAGES) {
            if self.glyphs > MAX_GLYPHS {
                return Ok(());
            }
            let mut drawn =
                Page { width: outline.size.0, height: outline.size.1, ..Page::default() };
            let content = package.text(&place(folder, page))?;
            let whole = content.is_some_and(|content| {
                let under = templates(&content);
                for location in under.iter().filter_map(|id| outline.templates.get(id)) {
                    if let Ok(Some(template)) = package.text(&place(folder, location)) {
                        draw(&template, &mut drawn);
                    }
                }
                draw(&content, &mut drawn)
            });
            self.broken += usize::from(!whole);
            self.glyphs += drawn.glyphs.len();
            self.pages.push(drawn);
        }
        Ok(())
    }
}

#[derive(Default)]
struct Outline {
    pages: Vec<String>,
    templates: BTreeMap<String, String>,
    size: (f32, f32),
}

fn outline(text: &str) -> Result<Outline, Refusal> {
    let mut outline = Outline { size: (210.0 * POINT, 297.0 * POINT), ..Outline::default() };
    let mut xml = Xml::new(text);
    let mut box_next = false;
    loop {
        match xml.next()? {
            Step::Open(open) => {
                box_next = local(&open) == "PhysicalBox";
                match local(&open) {
                    "Page" => outline.pages.extend(attribute(&open, "BaseLoc")),
                    "TemplatePage" => {
                        let entry = attribute(&open, "ID").zip(attribute(&open, "BaseLoc"));
                        outline.templates.extend(entry);
                    }
                    _ => {}
                }
            }
            Step::Text(text) if box_next => {
                if let [_, _, width, height] = numbers(&text)[..] {
                    outline.size = (width * POINT, height * POINT);
                }
                box_next = false;
            }
            Step::End { .. } => return Ok(outline),
            _ => {}
        }
    }
}

/// Text of all elements of one name.
fn elements_text(text: &str, name: &str) -> Result<Vec<String>, Refusal> {
    let (mut xml, mut found, mut inside) = (Xml::new(text), Vec::new(), false);
    loop {
        match xml.next()? {
            Step::Open(open) => inside = local(&open) == name,
            Step::Text(text) if inside => found.push(text.into_owned()),
            Step::Close => inside = false,
            Step::Text(_) => {}
            Step::End { .. } => return Ok(found),
        }
    }
}

/// The templates a page stands on.
fn templates(content: &str) -> Vec<String> {
    let (mut xml, mut found) = (Xml::new(content), Vec::new());
    loop {
        match xml.next() {
            Ok(Step::Open(open)) if local(&open) == "Template" => {
                found.extend(attribute(&open, "TemplateID"));
            }
            Ok(Step::End { .. }) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// A location in a document's folder as a part name.
fn place(folder: &str, location: &str) -> String {
    let location = location.trim().replace('\\', "/");
    match location.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() || location.starts_with(&format!("{folder}/")) => location,
        None => format!("{folder}/{}", location.trim_start_matches("./")),
    }
}

/// Draws a page's content; whether it was whole.
fn draw(content: &str, page: &mut Page) -> bool {
    let mut xml = Xml::new(content);
    let (mut object, mut run, mut path) = (None::<Object>, None::<Run>, false);
    loop {
        match xml.next() {
            Ok(Step::Open(open)) => match local(&open) {
                "TextObject" | "PathObject" => object = Some(Object::new(&open)),
                "TextCode" => run = object.as_mut().map(|object| object.run(&open)),
                "AbbreviatedData" => path = true,
                _ => {}
            },
            Ok(Step::Text(text)) => match (&object, &run) {
                (Some(object), Some(run)) => object.write(run, &text, page),
                (Some(object), None) if path => object.rule(&text, page),
                _ => {}
            },
            Ok(Step::Close) => (run, path) = (None, false),
            Ok(Step::End { whole }) => return whole,
            Err(_) => return false,
        }
        if page.glyphs.len() > MAX_GLYPHS {
            return false;
        }
    }
}

/// A text or path object: where its own coordinates lie on the page.
struct Object {
    origin: (f32, f32),
    matrix: [f32; 6],
    size: f32,
    at: (f32, f32),
}

struct Run {
    at: (f32, f32),
    across: Vec<f32>,
    down: Vec<f32>,
}

impl Object {
    fn new(open: &BytesStart<'_>) -> Self {
        let list =
            |name: &str| attribute(open, name).map(|text| numbers(&text)).unwrap_or_default();
        let bounds = list("Boundary");
        let origin =
            (bounds.first().copied().unwrap_or(0.0), bounds.get(1).copied().unwrap_or(0.0));
        let matrix = list("CTM").try_into().unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let size = list("Size").first().copied().unwrap_or(5.0);
        Self { origin, matrix, size, at: (0.0, 0.0) }
    }

    /// A run begins where it says, or where the one before began.
    fn run(&mut self, open: &BytesStart<'_>) -> Run {
        let one =
            |name: &str| attribute(open, name).and_then(|text| numbers(&text).first().copied());
        self.at = (one("X").unwrap_or(self.at.0), one("Y").unwrap_or(self.at.1));
        let steps = |name: &str| attribute(open, name).map(|text| steps(&text)).unwrap_or_default();
        Run { at: self.at, across: steps("DeltaX"), down: steps("DeltaY") }
    }

    fn write(&self, run: &Run, text: &str, page: &mut Page) {
        let [across, _, _, upright, ..] = self.matrix;
        let size = self.size * if upright == 0.0 { 1.0 } else { upright.abs() } * POINT;
        let stretch = if across == 0.0 { 1.0 } else { across.abs() } * POINT;
        let (mut x, mut y) = run.at;
        let signs = text.chars().filter(|c| !c.is_control()).collect::<Vec<_>>();
        for (at, &c) in signs.iter().enumerate() {
            let natural = if c.is_ascii() { self.size / 2.0 } else { self.size };
            let step = run.across.get(at).copied();
            let place = self.place(x, y);
            let width =
                step.filter(|step| *step > 0.0).map_or(natural, |step| step.min(natural * 1.2));
            page.glyphs.push((c, place.0, place.1, width * stretch, size));
            let down = run.down.get(at).copied();
            x += step.unwrap_or(if down.is_some() { 0.0 } else { natural });
            y += down.unwrap_or(0.0);
        }
    }

    /// Straight lines along an axis, which may be those of a table.
    fn rule(&self, text: &str, page: &mut Page) {
        let words: Vec<_> = text.split_whitespace().collect();
        let (mut last, mut start) = (None::<(f32, f32)>, None);
        for (at, word) in words.iter().enumerate() {
            let number = |by: usize| words.get(at + by).and_then(|word| word.parse::<f32>().ok());
            let to = match *word {
                "M" | "S" | "L" => number(1).zip(number(2)).map(|(x, y)| self.place(x, y)),
                "C" => start,
                _ => continue,
            };
            match (*word, last, to) {
                ("L" | "C", Some(from), Some(to))
                    if (from.0 - to.0).abs() < 0.5 || (from.1 - to.1).abs() < 0.5 =>
                {
                    page.rulings.push((
                        from.0.min(to.0),
                        from.1.min(to.1),
                        from.0.max(to.0),
                        from.1.max(to.1),
                    ));
                }
                ("M" | "S", ..) => start = to,
                _ => {}
            }
            last = to;
        }
    }

    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let [xx, xy, yx, yy, dx, dy] = self.matrix;
        (
            (self.origin.0 + xx * x + yx * y + dx) * POINT,
            (self.origin.1 + xy * x + yy * y + dy) * POINT,
        )
    }
}

fn numbers(text: &str) -> Vec<f32> {
    text.split_whitespace()
        .filter_map(|word| word.parse().ok())
        .filter(|number: &f32| number.is_finite())
        .collect()
}

/// Steps between characters: `5 5 5`, or `g 3 5` for the same.
fn steps(text: &str) -> Vec<f32> {
    let mut words = text.split_whitespace();
    let mut steps = Vec::new();
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
            let step = words.next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
            steps.extend(std::iter::repeat_n(step, count.min(10_000)));
        } else {
            steps.extend(word.parse::<f32>().ok());
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_spelt_out() {
        assert_eq!(steps("g 2 5 3.5"), [5.0, 5.0, 3.5]);
        assert_eq!(place("Doc_0", "Pages/Page_0/Content.xml"), "Doc_0/Pages/Page_0/Content.xml");
        assert_eq!(place("Doc_0", "/Doc_0/Tpls/a.xml"), "Doc_0/Tpls/a.xml");
    }

    #[test]
    fn characters_are_placed() {
        let mut page = Page::default();
        let text = r#"<ofd:TextObject Boundary="10 10 50 5" Size="5"><ofd:TextCode X="0" Y="4" DeltaX="g 1 5">公文</ofd:TextCode></ofd:TextObject>"#;
        assert!(draw(text, &mut page));
        let found: Vec<_> = page
            .glyphs
            .iter()
            .map(|&(c, x, y, ..)| (c, (x / POINT).round(), (y / POINT).round()))
            .collect();
        assert_eq!(found, [('公', 10.0, 14.0), ('文', 15.0, 14.0)]);
    }
}
