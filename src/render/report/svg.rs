//! Bars as inline SVG: one pair of bars a row, its numbers beside it; a row without records says so.

use std::fmt::Write;

use super::html::escape;
use super::{Bars, MISSING};

/// Width of the picture, and of the names before the bars.
const WIDTH: usize = 900;
const NAMES: usize = 230;
/// Widest bar; the number stands after it.
const LONGEST: usize = WIDTH - NAMES - 60;
const ROW: usize = 38;
const BAR: usize = 13;
/// Characters of a name that fit before the bars.
const FIT: usize = 16;

/// Draws the bars.
pub(super) fn draw(bars: &Bars) -> String {
    let most = bars.rows.iter().filter_map(|(_, pair)| *pair).map(|(a, b)| a.max(b)).max();
    let height = bars.rows.len() * ROW + 30;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">",
        escape(bars.caption)
    );
    legend(&mut svg);
    for (at, (name, pair)) in bars.rows.iter().enumerate() {
        let top = at * ROW + 28;
        let short: String = name.chars().take(FIT).collect();
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            NAMES - 8,
            top + 18,
            escape(&short)
        );
        match pair {
            Some((inside, outside)) => {
                bar(&mut svg, top, *inside, ("in", most));
                bar(&mut svg, top + BAR + 2, *outside, ("off", most));
            }
            None => {
                let _ = write!(
                    svg,
                    "<text x=\"{NAMES}\" y=\"{}\" class=\"none\">{MISSING}</text>",
                    top + 18
                );
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

fn legend(svg: &mut String) {
    for (at, (class, name)) in [("in", "口径内"), ("off", "口径外")].into_iter().enumerate() {
        let x = NAMES + at * 90;
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"4\" width=\"14\" height=\"14\" class=\"{class}\"/><text x=\"{}\" y=\"16\">{name}</text>",
            x + 20
        );
    }
}

fn bar(svg: &mut String, top: usize, number: usize, look: (&str, Option<usize>)) {
    let (class, most) = look;
    let width = (number * LONGEST).checked_div(most.unwrap_or(0)).unwrap_or(0);
    let _ = write!(
        svg,
        "<rect x=\"{NAMES}\" y=\"{top}\" width=\"{width}\" height=\"{BAR}\" class=\"{class}\"/><text x=\"{}\" y=\"{}\" class=\"number\">{number}</text>",
        NAMES + width + 5,
        top + BAR - 2
    );
}
