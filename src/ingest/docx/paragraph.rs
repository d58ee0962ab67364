//! One paragraph while it is being read: its text, its style, its place in a list.

use super::numbering::Numbering;
use super::styles::Styles;

/// A paragraph still open. A line break in it is `\n` until it is closed.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) text: String,
    pub(super) style: Option<String>,
    pub(super) list: Option<i64>,
    pub(super) level: Option<i64>,
    /// The label as stored, which only Word 2003 does.
    pub(super) label: Option<String>,
    pub(super) hidden_mark: bool,
    pub(super) deleted_mark: bool,
}

impl Open {
    /// Whether the style hides the text of runs that say nothing of it.
    pub(super) fn hidden(&self, styles: &Styles) -> bool {
        self.style_id(styles).and_then(|id| styles.hidden(id)).unwrap_or(false)
    }

    /// Whether the paragraph is a line of the table of contents.
    pub(super) fn contents(&self, styles: &Styles) -> bool {
        self.style.as_deref().is_some_and(|id| styles.contents(id))
    }

    /// Counts the paragraph in its list and sets its label before its text.
    pub(super) fn number(&mut self, styles: &Styles, numbering: &mut Numbering) {
        let empty = self.text.trim().is_empty();
        if empty && self.hidden_mark {
            return;
        }
        let label = self.label.take().or_else(|| {
            let (list, level) = self.place(styles, numbering)?;
            numbering.label(list, level)
        });
        if let Some(label) = label.filter(|_| !empty) {
            // 一、总则 stands close; 1 总则 would read as one number with a digit after it.
            let apart = label.ends_with(|c: char| c.is_ascii_alphanumeric());
            self.text.insert_str(0, &format!("{label}{}", if apart { " " } else { "" }));
        }
    }

    /// The list and level, the paragraph's own before its style's. List 0 means none.
    fn place(&self, styles: &Styles, numbering: &Numbering) -> Option<(i64, usize)> {
        let inherited = self.style_id(styles).and_then(|id| styles.list(id));
        let list =
            self.list.or_else(|| inherited.map(|(list, ..)| list)).filter(|list| *list > 0)?;
        let tied = || inherited.and_then(|(_, _, style)| numbering.level_of_style(list, style));
        let named = || {
            inherited.and_then(|(_, level, _)| level).and_then(|level| usize::try_from(level).ok())
        };
        let own = self.level.and_then(|level| usize::try_from(level).ok());
        Some((list, own.or_else(tied).or_else(named).unwrap_or(0)))
    }

    fn style_id<'a>(&'a self, styles: &'a Styles) -> Option<&'a str> {
        self.style.as_deref().or_else(|| styles.default_id())
    }
}
