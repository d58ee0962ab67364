//! Runs the operators of a page and keeps what text and tables need: glyphs, straight lines, the size of pictures.
//!
//! Nothing is painted: colours, clips, shadings and pixels are skipped.

use std::sync::Arc;

use hayro_font::kurbo::{Affine, Point, Vec2};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use super::budget::Budget;
use super::font::{Fonts, PdfFont, Shown, Text};
use super::glyph::{Canvas, Flow, Glyph};
use super::path::Path;

/// Forms within forms.
const DEPTH: usize = 12;
/// Saved graphics states.
const STATES: usize = 256;
/// Glyphs on one page; a full broadsheet has 20 000.
const PAGE_GLYPHS: usize = 150_000;

/// Draws pages of one file.
pub(super) struct Drawer<'a, 'b> {
    /// The fonts met so far.
    pub fonts: &'b mut Fonts<'a>,
    /// What may still be spent.
    pub budget: &'b mut Budget,
    /// Layers switched off.
    pub off: &'b [ObjectIdentifier],
}

#[derive(Clone)]
struct State {
    ctm: Affine,
    font: Option<Arc<PdfFont>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    hidden: bool,
}

/// One content stream being run.
struct Run {
    state: State,
    saved: Vec<State>,
    unsaved: u32,
    text: Affine,
    line: Affine,
    path: Path,
    /// Marked content: whether each open section is in a layer switched off.
    sections: Vec<bool>,
}

impl<'a> Drawer<'a, '_> {
    /// Draws one page and the form fields and typed notes on it.
    pub(super) fn draw(&mut self, page: &Page<'a>) -> Canvas {
        let (width, height) = page.render_dimensions();
        let mut canvas = Canvas { width, height, ..Canvas::default() };
        let ctm = Affine::new(page.initial_transform(true).as_coeffs());
        let content = self.content(page);
        self.run(&content, page.resources(), Run::new(State::new(ctm)), (0, &mut canvas));
        if let Some(notes) = page.raw().get::<Array<'a>>("Annots") {
            for note in notes.iter::<Dict<'a>>().take(5000) {
                self.note(&note, ctm, &mut canvas);
            }
        }
        canvas
    }

    fn content(&mut self, page: &Page<'a>) -> Vec<u8> {
        match page.raw().get::<Object<'a>>("Contents") {
            Some(Object::Stream(stream)) => {
                self.budget.unpack(&stream).map(std::borrow::Cow::into_owned).unwrap_or_default()
            }
            Some(Object::Array(parts)) => {
                let mut all = Vec::new();
                for part in parts.iter::<Stream<'a>>() {
                    if self.budget.spent() {
                        break;
                    }
                    all.extend_from_slice(&self.budget.unpack(&part).unwrap_or_default());
                    all.push(b'\n');
                }
                all
            }
            _ => Vec::new(),
        }
    }

    /// The appearance of a form field or a typed note; stamps and marks are not text of the document.
    fn note(&mut self, note: &Dict<'a>, ctm: Affine, canvas: &mut Canvas) -> Option<()> {
        let kind = note.get::<Name<'_>>("Subtype")?;
        let hidden = note.get::<u32>("F").unwrap_or(0) & 0b10_0010 != 0;
        if hidden || !(&*kind == b"Widget" || &*kind == b"FreeText") {
            return None;
        }
        let form = note.get::<Dict<'a>>("AP")?.get::<Stream<'a>>("N")?;
        let place = note.get::<hayro_syntax::object::Rect>("Rect")?;
        let inner = form.dict().get::<hayro_syntax::object::Rect>("BBox")?;
        let shift = Affine::translate((place.x0 - inner.x0, place.y0 - inner.y0));
        let empty = Resources::new(Dict::empty());
        self.form(&form, &empty, &State::new(ctm * shift), (0, canvas));
        Some(())
    }

    fn form(
        &mut self,
        form: &Stream<'a>,
        outer: &Resources<'a>,
        state: &State,
        (depth, canvas): (usize, &mut Canvas),
    ) {
        if depth >= DEPTH || !self.budget.form() {
            canvas.cut = true;
            return;
        }
        let Some(content) = self.budget.unpack(form) else { return };
        let matrix = form.dict().get::<[f64; 6]>("Matrix").map_or(Affine::IDENTITY, Affine::new);
        let own = form.dict().get::<Dict<'a>>("Resources").map(Resources::new);
        let state = State { ctm: state.ctm * matrix, ..state.clone() };
        self.run(&content, own.as_ref().unwrap_or(outer), Run::new(state), (depth + 1, canvas));
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        mut run: Run,
        (depth, canvas): (usize, &mut Canvas),
    ) {
        let mut operators = TypedIter::new(content);
        while let Some(operator) = operators.next() {
            if !self.budget.operator() || canvas.glyphs.len() >= PAGE_GLYPHS {
                canvas.cut = true;
                return;
            }
            match operator {
                Op::TextFont(op) => {
                    run.state.font = self.fonts.named(op.0, resources, self.budget);
                    run.state.size = op.1.as_f64();
                }
                Op::XObject(op) if run.visible() => {
                    if let Some(object) = resources.get_x_object(op.0) {
                        self.object(&object, resources, &run.state, (depth, canvas));
                    }
                }
                Op::InlineImage(_) => canvas.see_picture(run.state.ctm),
                Op::BeginMarkedContent(_) => run.sections.push(false),
                Op::BeginMarkedContentWithProperties(op) => {
                    let off = op.0.as_ref() == b"OC" && self.is_off(op.1, resources);
                    run.sections.push(off);
                }
                Op::EndMarkedContent(_) => {
                    run.sections.pop();
                }
                other => {
                    if !run.text_operator(&other, canvas, self.budget) {
                        run.plain_operator(&other, canvas);
                    }
                }
            }
        }
    }

    fn object(
        &mut self,
        object: &Stream<'a>,
        resources: &Resources<'a>,
        state: &State,
        (depth, canvas): (usize, &mut Canvas),
    ) {
        let dict = object.dict();
        if dict.get_ref("OC").is_some_and(|layer| self.off.contains(&layer.into())) {
            return;
        }
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Form") => self.form(object, resources, state, (depth, canvas)),
            Some(b"Image") => canvas.see_picture(state.ctm),
            _ => {}
        }
    }

    fn is_off(&self, properties: &Object<'_>, resources: &Resources<'_>) -> bool {
        let Object::Name(name) = properties else { return false };
        let layer = resources.properties.get_ref(name.as_ref());
        layer.is_some_and(|layer| self.off.contains(&layer.into()))
    }
}

impl State {
    fn new(ctm: Affine) -> Self {
        Self {
            ctm,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            hidden: false,
        }
    }
}

impl Run {
    fn new(state: State) -> Self {
        Self {
            state,
            saved: Vec::new(),
            unsaved: 0,
            text: Affine::IDENTITY,
            line: Affine::IDENTITY,
            path: Path::default(),
            sections: Vec::new(),
        }
    }

    fn visible(&self) -> bool {
        !self.sections.contains(&true)
    }

    /// Runs an operator that sets or shows text; `false` for all others.
    fn text_operator(&mut self, op: &Op<'_, '_>, canvas: &mut Canvas, budget: &mut Budget) -> bool {
        let mut out = (canvas, budget);
        match op {
            Op::ShowText(op) => self.show(op.0.as_bytes(), &mut out),
            Op::ShowTexts(op) => self.show_parts(op.0, &mut out),
            Op::NextLineAndShowText(op) => {
                self.next_line(0.0, -self.state.leading);
                self.show(op.0.as_bytes(), &mut out);
            }
            Op::ShowTextWithParameters(op) => {
                self.state.word_space = op.0.as_f64();
                self.state.char_space = op.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(op.2.as_bytes(), &mut out);
            }
            Op::BeginText(_) => self.set_line(Affine::IDENTITY),
            Op::SetTextMatrix(m) => self.set_line(affine([m.0, m.1, m.2, m.3, m.4, m.5])),
            Op::NextLine(op) => self.next_line(op.0.as_f64(), op.1.as_f64()),
            Op::NextLineAndSetLeading(op) => {
                self.state.leading = -op.1.as_f64();
                self.next_line(op.0.as_f64(), op.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::CharacterSpacing(op) => self.state.char_space = op.0.as_f64(),
            Op::WordSpacing(op) => self.state.word_space = op.0.as_f64(),
            Op::HorizontalScaling(op) => self.state.stretch = op.0.as_f64() / 100.0,
            Op::TextLeading(op) => self.state.leading = op.0.as_f64(),
            Op::TextRise(op) => self.state.rise = op.0.as_f64(),
            Op::TextRenderingMode(op) => self.state.hidden = matches!(op.0.as_i64(), 3 | 7),
            _ => return false,
        }
        true
    }

    fn plain_operator(&mut self, op: &Op<'_, '_>, canvas: &mut Canvas) {
        match op {
            Op::SaveState(_) if self.saved.len() < STATES => self.saved.push(self.state.clone()),
            Op::SaveState(_) => self.unsaved = self.unsaved.saturating_add(1),
            Op::RestoreState(_) if self.unsaved > 0 => self.unsaved -= 1,
            Op::RestoreState(_) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            Op::Transform(m) => self.state.ctm *= affine([m.0, m.1, m.2, m.3, m.4, m.5]),
            other => {
                if self.path.build(other, self.state.ctm) {
                    return;
                }
                let visible = self.visible();
                self.path.paint(other, if visible { Some(canvas) } else { None });
            }
        }
    }

    fn set_line(&mut self, matrix: Affine) {
        self.line = matrix;
        self.text = matrix;
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.set_line(self.line * Affine::translate((x, y)));
    }

    fn show_parts(&mut self, parts: &Array<'_>, out: &mut (&mut Canvas, &mut Budget)) {
        for part in parts.iter::<Object<'_>>() {
            match part {
                Object::String(bytes) => self.show(bytes.as_bytes(), out),
                Object::Number(back) => {
                    let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
                    let step = -back.as_f64() / 1000.0 * self.state.size;
                    let step =
                        if vertical { (0.0, step) } else { (step * self.state.stretch, 0.0) };
                    self.text *= Affine::translate(step);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8], (canvas, budget): &mut (&mut Canvas, &mut Budget)) {
        let Some(font) = self.state.font.clone() else {
            canvas.unmapped += 1;
            return;
        };
        let brush = Brush::new(&self.state, self.text, font.vertical);
        let visible = self.visible();
        font.show(bytes, |shown| {
            let step = brush.step(&self.state, shown);
            if visible {
                brush.put(canvas, self.state.ctm * self.text, shown);
            }
            self.text *= Affine::translate(step);
            budget.glyph() && canvas.glyphs.len() < PAGE_GLYPHS
        });
    }
}

/// What stays the same for all glyphs of one string.
struct Brush {
    size: f32,
    along: f64,
    rise: Vec2,
    flow: Flow,
    hidden: bool,
}

impl Brush {
    fn new(state: &State, text: Affine, vertical: bool) -> Self {
        let [a, b, c, d, _, _] = (state.ctm * text).as_coeffs();
        let sign = (state.size * state.stretch).signum();
        let degrees = (b * sign).atan2(a * sign).to_degrees().round() as i32;
        let flow = if vertical { Flow::Down } else { Flow::Turned(degrees.rem_euclid(360) as u16) };
        let along = if vertical { c.hypot(d) } else { a.hypot(b) * state.stretch.abs() };
        Self {
            size: (state.size.abs() * c.hypot(d)) as f32,
            along: along * state.size.abs() / 1000.0,
            rise: Vec2::new(c * state.rise, d * state.rise),
            flow,
            hidden: state.hidden,
        }
    }

    fn step(&self, state: &State, shown: &Shown) -> (f64, f64) {
        let word = if shown.space { state.word_space } else { 0.0 };
        let step = shown.advance / 1000.0 * state.size + state.char_space + word;
        if self.flow == Flow::Down { (0.0, step) } else { (step * state.stretch, 0.0) }
    }

    fn put(&self, canvas: &mut Canvas, at: Affine, shown: &Shown) {
        let Point { x, y } = at * Point::ORIGIN + self.rise;
        let sane = [x, y, f64::from(self.size)].iter().all(|v| v.is_finite() && v.abs() < 1e6);
        if !sane || self.size < 0.5 {
            return;
        }
        let width = (shown.advance.abs() * self.along).min(1e5) as f32;
        let mut put = |text, part: f32, of: f32| {
            let (x, y) = (x as f32 + width * part / of, y as f32);
            let (size, flow, hidden) = (self.size, self.flow, self.hidden);
            canvas.glyphs.push(Glyph { text, x, y, width: width / of, size, flow, hidden });
        };
        match &shown.text {
            None => canvas.unmapped += 1,
            Some(Text::One(text)) => put(*text, 0.0, 1.0),
            Some(Text::Many(all)) => {
                let of = all.chars().count() as f32;
                all.chars().zip(0_u16..).for_each(|(text, part)| put(text, f32::from(part), of));
            }
        }
    }
}

impl Canvas {
    /// Notes a picture: the unit square under the current matrix.
    fn see_picture(&mut self, ctm: Affine) {
        let [a, b, c, d, _, _] = ctm.as_coeffs();
        let share = (a * d - b * c).abs() as f32 / (self.width * self.height).max(1.0);
        self.picture = self.picture.max(share.min(1.0));
    }
}

fn affine(numbers: [Number; 6]) -> Affine {
    Affine::new(numbers.map(|number| number.as_f64()))
}
