//! From glyphs to rows: turn the page upright, gather baselines, strike doubles, write out the text with its gaps.

use super::glyph::{Canvas, Flow, Glyph, Ruling};

/// Glyphs of one baseline from left to right; never empty.
pub(super) type Row = Vec<Glyph>;

/// A page turned so that its lines run from left to right and its rows from top to bottom.
#[derive(Debug, Default)]
pub(super) struct Upright {
    /// Its glyphs.
    pub glyphs: Vec<Glyph>,
    /// Its ruling lines.
    pub rulings: Vec<Ruling>,
    /// Its height.
    pub height: f32,
}

/// How far from its row's baseline a glyph may stand, in ems.
const BASELINE: f32 = 0.35;
/// A glyph drawn again within so many ems is the same one: fake bold, shadows.
const DOUBLE: f32 = 0.22;
/// A gap of so many ems between letters or digits is a space.
const LATIN_GAP: f32 = 0.22;
/// A gap of so many ems between ideographs is a space.
const HAN_GAP: f32 = 0.75;

/// The page by the direction of its text, the prevailing one first; text aslant is a watermark and left out.
pub(super) fn upright(canvas: &mut Canvas) -> Vec<Upright> {
    drop_shadow_layer(&mut canvas.glyphs);
    let mut flows: Vec<(usize, Flow)> = Vec::new();
    for glyph in &canvas.glyphs {
        match flows.iter_mut().find(|known| known.1 == glyph.flow) {
            Some(known) => known.0 += 1,
            None => flows.push((1, glyph.flow)),
        }
    }
    flows.sort_by_key(|&(count, flow)| (std::cmp::Reverse(count), flow));
    let main = flows.first().map(|known| known.1);
    let straight = |flow: Flow| match flow {
        Flow::Down => true,
        Flow::Turned(degrees) => degrees.is_multiple_of(90),
    };
    flows.retain(|&(_, flow)| Some(flow) == main || straight(flow));
    flows.iter().map(|&(_, flow)| turn(canvas, flow, Some(flow) == main)).collect()
}

/// A page has painted text or the hidden text of a scan; the lesser of the two is a shadow of the other.
fn drop_shadow_layer(glyphs: &mut Vec<Glyph>) {
    let hidden = glyphs.iter().filter(|glyph| glyph.hidden).count();
    if hidden > 0 && hidden * 2 < glyphs.len() {
        glyphs.retain(|glyph| !glyph.hidden);
    }
}

fn turn(canvas: &Canvas, flow: Flow, with_rulings: bool) -> Upright {
    let degrees = match flow {
        Flow::Down => 90.0,
        Flow::Turned(degrees) => f32::from(degrees),
    };
    let (sin, cos) =
        if flow == Flow::Turned(0) { (0.0, 1.0) } else { degrees.to_radians().sin_cos() };
    let rotate = |x: f32, y: f32| (x * cos + y * sin, y * cos - x * sin);
    let (w, h) = (canvas.width, canvas.height);
    let corners = [rotate(0.0, 0.0), rotate(w, 0.0), rotate(0.0, h), rotate(w, h)];
    let low = corners.iter().fold((0.0_f32, 0.0_f32), |low, c| (low.0.min(c.0), low.1.min(c.1)));
    let high = corners.iter().fold(f32::MIN, |high, c| high.max(c.1));
    let place = |x: f32, y: f32| {
        let (x, y) = rotate(x, y);
        (x - low.0, y - low.1)
    };
    let glyphs = canvas.glyphs.iter().filter(|glyph| glyph.flow == flow).map(|glyph| {
        let (x, y) = place(glyph.x, glyph.y);
        Glyph { x, y, ..*glyph }
    });
    let rulings = canvas.rulings.iter().filter(|_| with_rulings).map(|line| {
        let (a, b) = (place(line.x0, line.y0), place(line.x1, line.y1));
        Ruling { x0: a.0.min(b.0), y0: a.1.min(b.1), x1: a.0.max(b.0), y1: a.1.max(b.1) }
    });
    Upright { glyphs: glyphs.collect(), rulings: rulings.collect(), height: high - low.1 }
}

/// Rows from top to bottom.
pub(super) fn rows(mut glyphs: Vec<Glyph>) -> Vec<Row> {
    glyphs.retain(|glyph| {
        !glyph.text.is_whitespace() || glyph.text == '\u{3000}' || glyph.text == ' '
    });
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Row> = Vec::new();
    let mut baseline = (f32::MIN, 0.0_f32);
    for glyph in glyphs {
        let near = glyph.y - baseline.0 < BASELINE * baseline.1.max(glyph.size);
        match rows.last_mut() {
            Some(row) if near => {
                if glyph.size > baseline.1 * 1.05 {
                    baseline = (glyph.y, glyph.size);
                }
                row.push(glyph);
            }
            _ => {
                baseline = (glyph.y, glyph.size);
                rows.push(vec![glyph]);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        strike_doubles(row);
        trim(row);
    }
    rows.retain(|row| !row.is_empty());
    rows
}

fn strike_doubles(row: &mut Row) {
    let mut kept: Row = Vec::with_capacity(row.len());
    for glyph in row.drain(..) {
        let double = kept.iter().rev().take(4).any(|other| {
            other.text == glyph.text
                && (glyph.x - other.x).abs() < DOUBLE * glyph.size
                && (glyph.x - other.x).abs() < 0.6 * glyph.width.max(0.1)
        });
        if !double {
            kept.push(glyph);
        }
    }
    *row = kept;
}

fn trim(row: &mut Row) {
    let is_space = |glyph: &Glyph| glyph.text.is_whitespace();
    while row.last().is_some_and(is_space) {
        row.pop();
    }
    let blank = row.iter().take_while(|glyph| is_space(glyph)).count();
    row.drain(..blank);
}

/// The size most of a row's characters have.
pub(super) fn size(row: &[Glyph]) -> f32 {
    let mut sizes: Vec<f32> = row.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
}

/// The baseline of a row: that of its largest glyph.
pub(super) fn baseline(row: &[Glyph]) -> f32 {
    let largest = row.iter().max_by(|a, b| a.size.total_cmp(&b.size));
    largest.map_or(0.0, |glyph| glyph.y)
}

/// The text of a row, gaps written as spaces.
pub(super) fn text(row: &[Glyph]) -> String {
    let scanned = row.first().is_some_and(|glyph| glyph.hidden);
    let mut text = String::with_capacity(row.len() * 3);
    let mut last: Option<&Glyph> = None;
    let mut spaces = false;
    for glyph in row {
        if glyph.text == ' ' {
            spaces = true;
            continue;
        }
        if let Some(last) = last {
            push_gap(&mut text, (last, glyph), spaces && !scanned);
        }
        text.push(glyph.text);
        last = Some(glyph);
        spaces = false;
    }
    text
}

/// Text layers of scans are full of false spaces, so there only gaps count.
fn push_gap(text: &mut String, (last, next): (&Glyph, &Glyph), spaces: bool) {
    if last.text == '\u{3000}' || next.text == '\u{3000}' {
        return;
    }
    let gap = (next.x - last.x - last.width) / last.size.max(next.size).max(0.1);
    let han = is_wide(last.text) || is_wide(next.text);
    if gap > HAN_GAP && han {
        text.push('\u{3000}');
    } else if spaces || (gap > LATIN_GAP && !han) {
        text.push(' ');
    }
}

/// Set solid in Chinese text: ideographs and full-width marks.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, x: f32, y: f32) -> Vec<Glyph> {
        text.chars()
            .zip(0_u16..)
            .map(|(text, at)| Glyph {
                text,
                x: x + f32::from(at) * 10.0,
                y,
                width: 10.0,
                size: 10.0,
                flow: Flow::Turned(0),
                hidden: false,
            })
            .collect()
    }

    #[test]
    fn rows_are_gathered_and_doubles_struck() {
        let mut all = glyphs("青禾县", 50.0, 40.0);
        all.extend(glyphs("岚川省", 50.3, 20.0));
        all.extend(glyphs("岚川省", 50.0, 20.2));
        let texts: Vec<String> = rows(all).iter().map(|row| text(row)).collect();
        assert_eq!(texts, ["岚川省", "青禾县"]);
    }

    #[test]
    fn gaps_become_spaces() {
        let mut all = glyphs("主持", 0.0, 10.0);
        all.extend(glyphs("石坞", 40.0, 10.0));
        assert_eq!(text(&all), "主持\u{3000}石坞");
        let mut all = glyphs("ab", 0.0, 10.0);
        all.extend(glyphs("cd", 24.0, 10.0));
        assert_eq!(text(&all), "ab cd");
    }

    #[test]
    fn a_slanted_watermark_is_left_out() {
        let mut canvas = Canvas { width: 600.0, height: 800.0, ..Canvas::default() };
        canvas.glyphs = glyphs("柳渡镇人民政府", 0.0, 10.0);
        let slanted = glyphs("内部资料", 0.0, 90.0);
        canvas.glyphs.extend(slanted.iter().map(|g| Glyph { flow: Flow::Turned(315), ..*g }));
        let pages = upright(&mut canvas);
        assert_eq!(pages.len(), 1);
        assert_eq!(pages[0].glyphs.len(), 7);
    }

    #[test]
    fn vertical_lines_run_from_right_to_left() {
        let mut canvas = Canvas { width: 600.0, height: 800.0, ..Canvas::default() };
        for (column, text) in ["先读", "后读"].iter().enumerate() {
            canvas.glyphs.extend(text.chars().enumerate().map(|(row, text)| Glyph {
                text,
                x: 500.0 - column as f32 * 20.0,
                y: 100.0 + row as f32 * 10.0,
                width: 10.0,
                size: 10.0,
                flow: Flow::Down,
                hidden: false,
            }));
        }
        let pages = upright(&mut canvas);
        let texts: Vec<String> =
            rows(pages[0].glyphs.clone()).iter().map(|row| text(row)).collect();
        assert_eq!(texts, ["先读", "后读"]);
    }
}
