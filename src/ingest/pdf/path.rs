//! The straight lines among painted paths: the rules of tables.

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::content::ops::TypedInstruction as Op;

use super::glyph::{Canvas, Ruling};

/// A filled rectangle thinner than this is a line.
const THIN: f32 = 3.0;
/// Shorter lines rule nothing.
const SHORT: f32 = 5.0;
/// Lines kept on one page.
const LINES: usize = 20_000;

/// The path under construction, straight segments only.
#[derive(Debug, Default)]
pub(super) struct Path {
    segments: Vec<(Point, Point)>,
    start: Point,
    last: Point,
    curves: u32,
}

impl Path {
    /// Adds to the path; `false` for an operator that does not.
    pub(super) fn build(&mut self, op: &Op<'_, '_>, ctm: Affine) -> bool {
        match op {
            Op::MoveTo(op) => {
                self.start = ctm * Point::new(op.0.as_f64(), op.1.as_f64());
                self.last = self.start;
            }
            Op::LineTo(op) => self.line_to(ctm * Point::new(op.0.as_f64(), op.1.as_f64())),
            Op::ClosePath(_) => self.line_to(self.start),
            Op::RectPath(op) => {
                let (x, y) = (op.0.as_f64(), op.1.as_f64());
                let (right, top) = (x + op.2.as_f64(), y + op.3.as_f64());
                self.start = ctm * Point::new(x, y);
                self.last = self.start;
                for corner in [(right, y), (right, top), (x, top), (x, y)] {
                    self.line_to(ctm * Point::from(corner));
                }
            }
            Op::CubicTo(op) => self.curve_to(ctm * Point::new(op.4.as_f64(), op.5.as_f64())),
            Op::CubicStartTo(op) => self.curve_to(ctm * Point::new(op.2.as_f64(), op.3.as_f64())),
            Op::CubicEndTo(op) => self.curve_to(ctm * Point::new(op.2.as_f64(), op.3.as_f64())),
            _ => return false,
        }
        true
    }

    /// Ends the path if the operator does, leaving its lines on the canvas where it is painted.
    pub(super) fn paint(&mut self, op: &Op<'_, '_>, canvas: Option<&mut Canvas>) {
        let (stroked, closed) = match op {
            Op::StrokePath(_) | Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => {
                (true, false)
            }
            Op::CloseAndStrokePath(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => (true, true),
            Op::FillPathNonZero(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillPathNonZeroCompatibility(_) => (false, true),
            Op::EndPath(_) => return self.clear(),
            _ => return,
        };
        if closed && self.last != self.start {
            self.line_to(self.start);
        }
        if let Some(canvas) = canvas {
            canvas.curves = canvas.curves.saturating_add(self.curves);
            if stroked {
                canvas.rulings.extend(self.segments.iter().filter_map(along_axis));
            } else {
                canvas.rulings.extend(self.segments.chunks(4).filter_map(thin_box));
            }
            canvas.rulings.truncate(LINES);
        }
        self.clear();
    }

    fn line_to(&mut self, to: Point) {
        if self.segments.len() < LINES {
            self.segments.push((self.last, to));
        }
        self.last = to;
    }

    fn curve_to(&mut self, to: Point) {
        self.curves = self.curves.saturating_add(1);
        self.last = to;
    }

    fn clear(&mut self) {
        self.segments.clear();
        self.curves = 0;
    }
}

fn along_axis(&(from, to): &(Point, Point)) -> Option<Ruling> {
    ruling([from, to].into_iter(), 1.0)
}

/// Four sides of a filled box so thin that it is a line.
fn thin_box(sides: &[(Point, Point)]) -> Option<Ruling> {
    (sides.len() == 4).then(|| ruling(sides.iter().map(|side| side.0), THIN)).flatten()
}

fn ruling(points: impl Iterator<Item = Point>, thin: f32) -> Option<Ruling> {
    let mut all = Ruling { x0: f32::MAX, y0: f32::MAX, x1: f32::MIN, y1: f32::MIN };
    for point in points {
        let (x, y) = (point.x as f32, point.y as f32);
        if !x.is_finite() || !y.is_finite() || x.abs() > 1e5 || y.abs() > 1e5 {
            return None;
        }
        all = Ruling { x0: all.x0.min(x), y0: all.y0.min(y), x1: all.x1.max(x), y1: all.y1.max(y) };
    }
    let (wide, high) = (all.x1 - all.x0, all.y1 - all.y0);
    (wide.min(high) <= thin && wide.max(high) >= SHORT).then_some(all)
}
