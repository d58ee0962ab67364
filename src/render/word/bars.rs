//! A bar chart as a table without rules: names and numbers are words of the document, only the bars are pictures. So it
//! reads on a machine with any fonts, and by ear.

use docx_rs::{Pic, Run, TableLayoutType, TableRow, WidthType};

use super::table::cell;
use super::{WIDE, paragraph, word};

/// What stands where there is no record.
const MISSING: &str = "无数据";
/// A picture of one colour a series, stretched to each bar's length.
const PICTURES: [&[u8]; 2] = [include_bytes!("bar-1.png"), include_bytes!("bar-2.png")];
const COLOURS: [&str; 2] = ["9C2B23", "A86A0A"];
/// Share of the width that names take.
const NAMES: f64 = 0.34;
/// English metric units in a twentieth of a point.
const EMU: f64 = 635.0;
/// Longest bar, in twentieths of a point: its number stands after it.
const LONGEST: f64 = WIDE * (1.0 - NAMES) - 1400.0;
/// How thick a bar is, in the same.
const THICK: f64 = 180.0;

/// A chart: series, and a row of bars each.
pub(in crate::render) struct Bars {
    pub(in crate::render) series: Vec<&'static str>,
    pub(in crate::render) rows: Vec<Bar>,
    /// The number the longest bar stands for.
    pub(in crate::render) longest: f64,
}

/// One row: a number and its words a series, none where there is no record.
pub(in crate::render) struct Bar {
    pub(in crate::render) name: String,
    pub(in crate::render) values: Vec<Option<(f64, String)>>,
}

impl Bars {
    pub(super) fn build(&self) -> word::Table {
        let names = (WIDE * NAMES) as usize;
        let widths = vec![names, WIDE as usize - names];
        let mut rows = vec![self.legend(&widths)];
        for bar in &self.rows {
            let name = paragraph("Bar", &bar.name).align(word::AlignmentType::Right);
            let drawn: Vec<_> = if bar.values.iter().all(Option::is_none) {
                vec![paragraph("Bar", MISSING)]
            } else {
                let series = bar.values.iter().enumerate();
                series.map(|(order, value)| self.bar(order, value.as_ref())).collect()
            };
            let cells = vec![cell([name], names, None), cell(drawn, WIDE as usize - names, None)];
            rows.push(TableRow::new(cells).cant_split());
        }
        word::Table::without_borders(rows)
            .set_grid(widths)
            .layout(TableLayoutType::Fixed)
            .width(WIDE as usize, WidthType::Dxa)
    }

    /// What each picture shows, in the order of the pictures.
    pub(super) fn spoken(&self) -> impl Iterator<Item = String> {
        self.rows.iter().flat_map(move |bar| {
            let known = self.series.iter().zip(&bar.values);
            let known = known.filter_map(|(series, value)| Some((series, value.as_ref()?)));
            let drawn = known.filter(|(_, (value, _))| *value > 0.0);
            drawn.map(move |(series, (_, words))| format!("{}{series}{words}", bar.name))
        })
    }

    /// ■ 口径内　■ 口径外
    fn legend(&self, widths: &[usize]) -> TableRow {
        let colours = COLOURS.into_iter().cycle();
        let line = self.series.iter().zip(colours).fold(
            word::Paragraph::new().style("Bar").keep_next(true),
            |line, (name, colour)| {
                line.add_run(Run::new().add_text("■").color(colour))
                    .add_run(Run::new().add_text(format!(" {name}　")))
            },
        );
        let [names, bars] = [0, 1].map(|at| widths.get(at).copied().unwrap_or_default());
        let cells = vec![cell([paragraph("Bar", "")], names, None), cell([line], bars, None)];
        TableRow::new(cells).cant_split()
    }

    /// A bar and its number; nothing is drawn of a zero.
    fn bar(&self, order: usize, value: Option<&(f64, String)>) -> word::Paragraph {
        let Some((value, words)) = value else { return paragraph("Bar", MISSING) };
        let line = word::Paragraph::new().style("Bar");
        let picture = PICTURES.into_iter().cycle().nth(order).unwrap_or_default();
        let line = if *value > 0.0 {
            let long = (value / self.longest * LONGEST).max(20.0);
            let size = ((long * EMU) as u32, (THICK * EMU) as u32);
            let pic = Pic::new_with_dimensions(picture.to_vec(), 8, 8).size(size.0, size.1);
            line.add_run(Run::new().add_image(pic))
        } else {
            line
        };
        line.add_run(Run::new().add_text(format!(" {words}")))
    }
}
