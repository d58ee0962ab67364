//! What a page holds once its operators are run: glyphs, ruling lines, pictures.

/// The direction a glyph's line runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flow {
    /// Along a line turned by so many degrees clockwise, 0..360.
    Turned(u16),
    /// Down the page, lines from right to left.
    Down,
}

/// One character on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// The character.
    pub text: char,
    /// Start of its baseline, from the left edge.
    pub x: f32,
    /// Its baseline, from the top edge.
    pub y: f32,
    /// Its advance along the line.
    pub width: f32,
    /// Height of its em.
    pub size: f32,
    /// The direction of its line.
    pub flow: Flow,
    /// Not painted: the text layer behind a scan.
    pub hidden: bool,
}

/// A painted straight line along an axis, as `(x0, y0, x1, y1)` with `x0 <= x1` and `y0 <= y1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ruling {
    /// Left end.
    pub x0: f32,
    /// Upper end.
    pub y0: f32,
    /// Right end.
    pub x1: f32,
    /// Lower end.
    pub y1: f32,
}

/// One page, drawn.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    /// Its width in points.
    pub width: f32,
    /// Its height in points.
    pub height: f32,
    /// Its characters in the order drawn.
    pub glyphs: Vec<Glyph>,
    /// Its straight lines.
    pub rulings: Vec<Ruling>,
    /// Glyphs whose characters the font does not tell.
    pub unmapped: u32,
    /// The share of the page its largest picture covers.
    pub picture: f32,
    /// Curved path segments: text turned into outlines leaves thousands.
    pub curves: u32,
    /// A drawing limit cut the page short.
    pub cut: bool,
}

impl Ruling {
    /// Runs from left to right.
    pub(super) fn is_level(&self) -> bool {
        self.x1 - self.x0 >= self.y1 - self.y0
    }
}
