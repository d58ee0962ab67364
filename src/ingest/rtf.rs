//! RTF, as office systems export it under the name .doc: the text, without what formats, hides or deletes it.

use std::collections::BTreeMap;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, SHIFT_JIS, WINDOWS_1252};

use super::table::Table;
use super::text::{clean, truncated};
use super::{Extract, MAX_TEXT};
use crate::document::{Paragraph, ParagraphKind};

const MAX_DEPTH: usize = 2000;

/// Groups whose content is no text of the document.
const PASSED_OVER: [&str; 23] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "fldinst",
    "nonshppict",
    "objdata",
    "bkmkstart",
    "bkmkend",
    "filetbl",
    "revtbl",
    "template",
    "annotation",
];
/// Groups marked as optional that hold text all the same.
const OPTIONAL_TEXT: [&str; 6] = ["shptxt", "shpinst", "listtext", "pntext", "shppict", "fldrslt"];

/// Reads RTF; text is found in anything that begins as RTF does.
pub(super) fn read(bytes: &[u8]) -> Extract {
    let mut reader = Reader { groups: vec![Group::default()], ..Reader::default() };
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'\\' => reader.control(after),
            byte => {
                reader.plain(byte);
                after
            }
        };
        if reader.size > MAX_TEXT || reader.groups.len() > MAX_DEPTH {
            reader.full = true;
            break;
        }
    }
    reader.finish()
}

/// The state a group inherits and gives back at its end.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "RTF switches each on its own")]
struct Group {
    /// Not text of the document.
    passed: bool,
    hidden: bool,
    aside: bool,
    /// The next word decides whether an optional group is read.
    optional: bool,
    /// Defines fonts: their numbers and character sets.
    fonts: bool,
    /// A label of automatic numbering, from here on in the text.
    label: Option<usize>,
    font: i32,
    /// How many bytes stand in for a character that was also given as Unicode; none said means one.
    stand_in: Option<usize>,
}

#[derive(Default)]
struct Reader {
    groups: Vec<Group>,
    code_page: Option<&'static Encoding>,
    /// Encodings by font.
    fonts: BTreeMap<i32, &'static Encoding>,
    /// Bytes of a code page, waiting for their other half.
    bytes: Vec<u8>,
    /// Half of a character beyond the first plane.
    lead: Option<u16>,
    skip: usize,
    text: String,
    asides: String,
    done: Vec<Paragraph>,
    table: Option<Table>,
    cell: Vec<Paragraph>,
    row: Vec<Vec<Paragraph>>,
    in_table: bool,
    size: usize,
    full: bool,
}

impl Reader {
    fn plain(&mut self, byte: u8) {
        match byte {
            b'{' => {
                self.flush();
                let mut group = self.groups.last().cloned().unwrap_or_default();
                (group.optional, group.label) = (false, None);
                self.groups.push(group);
            }
            b'}' => self.close(),
            b'\r' | b'\n' => {}
            byte => self.byte(byte),
        }
    }

    /// What follows a backslash; gives the rest.
    fn control<'a>(&mut self, after: &'a [u8]) -> &'a [u8] {
        let letters = after.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return self.symbol(after);
        }
        let (word, rest) = after.split_at(letters);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).count().min(9);
        let (number, rest) = rest.split_at(if digits == 0 { 0 } else { sign + digits });
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i32>().ok());
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            let size = number.and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
            return rest.get(size..).unwrap_or_default();
        }
        self.flush();
        self.word(word, number);
        rest
    }

    fn symbol<'a>(&mut self, after: &'a [u8]) -> &'a [u8] {
        let Some((&sign, rest)) = after.split_first() else { return after };
        match sign {
            b'\'' => {
                let byte = rest.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
                if let Some(byte) = byte.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                    self.byte(byte);
                }
                return rest.get(2..).unwrap_or_default();
            }
            b'*' => self.group(|group| group.optional = true),
            b'~' => self.write("\u{a0}"),
            b'_' => self.write("-"),
            b'\r' | b'\n' => self.end_line(),
            b'\\' | b'{' | b'}' => self.byte(sign),
            _ => {}
        }
        rest
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let optional =
            self.groups.last_mut().is_some_and(|group| std::mem::take(&mut group.optional));
        if PASSED_OVER.contains(&word) || optional && !OPTIONAL_TEXT.contains(&word) {
            self.group(|group| group.passed = true);
        }
        let on = number != Some(0);
        match word {
            "fonttbl" => self.group(|group| group.fonts = true),
            "listtext" | "pntext" => {
                let from = self.text.len();
                self.group(|group| group.label = Some(from));
            }
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
            | "footerf" | "footnote" => {
                self.group(|group| group.aside = true);
            }
            "ansicpg" => self.code_page = number.map(code_page),
            "f" => self.group(|group| group.font = number.unwrap_or(0)),
            "fcharset" => self.charset(number.unwrap_or(0)),
            "uc" => self.group(|group| {
                group.stand_in = number.and_then(|count| usize::try_from(count).ok());
            }),
            "u" => self.unicode(number.unwrap_or(0)),
            "v" | "deleted" => self.group(|group| group.hidden = on),
            "plain" => self.group(|group| group.hidden = false),
            "pard" => self.in_table = false,
            "intbl" => self.in_table = true,
            _ => self.mark(word),
        }
    }

    /// Words that stand for a character or an end.
    fn mark(&mut self, word: &str) {
        match word {
            "par" | "line" | "page" | "sect" | "column" => self.end_line(),
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => self.end_row(),
            "tab" => self.write("\t"),
            "emdash" => self.write("—"),
            "endash" => self.write("–"),
            "lquote" => self.write("‘"),
            "rquote" => self.write("’"),
            "ldblquote" => self.write("“"),
            "rdblquote" => self.write("”"),
            "bullet" => self.write("•"),
            _ => {}
        }
    }

    fn charset(&mut self, charset: i32) {
        let Some(group) = self.groups.last().filter(|group| group.fonts) else { return };
        let encoding = match charset {
            134 => GB18030,
            136 => BIG5,
            128 => SHIFT_JIS,
            _ => return,
        };
        self.fonts.insert(group.font, encoding);
    }

    fn unicode(&mut self, number: i32) {
        let unit = (number & 0xffff) as u16;
        let lead = self.lead.take();
        let units: Vec<u16> = lead.into_iter().chain([unit]).collect();
        if (0xd800..0xdc00).contains(&unit) {
            self.lead = Some(unit);
        } else {
            self.write(&String::from_utf16_lossy(&units));
        }
        self.skip = self.groups.last().and_then(|group| group.stand_in).unwrap_or(1);
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.groups.last().is_some_and(|group| !group.passed && !group.hidden) {
            self.bytes.push(byte);
        }
    }

    fn flush(&mut self) {
        self.skip = 0;
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.groups.last().map(|group| group.font);
        let encoding = font
            .and_then(|font| self.fonts.get(&font).copied())
            .or(self.code_page)
            .unwrap_or(WINDOWS_1252);
        let text = encoding.decode_without_bom_handling(&bytes).0.into_owned();
        self.put(&text);
    }

    /// Writes text that is no byte of a code page, after the bytes before it.
    fn write(&mut self, text: &str) {
        self.flush();
        if self.groups.last().is_some_and(|group| !group.passed && !group.hidden) {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        self.size += text.len();
        if self.aside() { self.asides.push_str(text) } else { self.text.push_str(text) }
    }

    fn close(&mut self) {
        self.flush();
        let Some(group) = self.groups.pop() else { return };
        if let Some(label) =
            group.label.and_then(|from| self.text.get(from..)).map(|label| label.trim().to_owned())
        {
            self.text.truncate(group.label.unwrap_or_default());
            // A bullet numbers nothing.
            if label.contains(char::is_alphanumeric) {
                self.text.push_str(&label);
                self.text.push_str(if label.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                    " "
                } else {
                    ""
                });
            }
        }
        if group.aside && !self.aside() {
            self.asides.push('\n');
        }
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
    }

    fn end_line(&mut self) {
        self.flush();
        if self.groups.last().is_some_and(|group| group.passed) {
            return;
        }
        if self.aside() {
            return self.asides.push('\n');
        }
        let text = clean(&std::mem::take(&mut self.text));
        if !self.in_table {
            self.end_table();
        }
        if text.is_empty() {
            return;
        }
        let paragraph = Paragraph { text, kind: ParagraphKind::Text, page: None };
        if self.in_table { self.cell.push(paragraph) } else { self.done.push(paragraph) }
    }

    fn end_cell(&mut self) {
        let inside = std::mem::replace(&mut self.in_table, true);
        self.end_line();
        self.in_table = inside;
        self.row.push(std::mem::take(&mut self.cell));
    }

    fn end_row(&mut self) {
        self.table.get_or_insert_default().add_row(std::mem::take(&mut self.row));
    }

    fn end_table(&mut self) {
        self.row.extend(Some(std::mem::take(&mut self.cell)).filter(|cell| !cell.is_empty()));
        if !self.row.is_empty() {
            self.end_row();
        }
        if let Some(table) = self.table.take() {
            self.done.extend(table.finish());
        }
    }

    fn finish(mut self) -> Extract {
        self.groups = vec![Group::default()];
        self.in_table = false;
        self.end_line();
        self.end_table();
        let mut paragraphs = self.done;
        for text in self.asides.split('\n').map(clean).filter(|text| !text.is_empty()) {
            paragraphs.push(Paragraph { text, kind: ParagraphKind::Aside, page: None });
        }
        let warnings = if self.full { vec![truncated()] } else { Vec::new() };
        Extract { paragraphs, pages: None, warnings }
    }

    fn aside(&self) -> bool {
        self.groups.last().is_some_and(|group| group.aside)
    }

    fn group(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }
}

fn code_page(number: i32) -> &'static Encoding {
    let label = match number {
        936 | 54936 => return GB18030,
        950 => "big5",
        932 => "shift_jis",
        65001 => "utf-8",
        number => &format!("windows-{number}"),
    };
    let found = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
    if found == GBK { GB18030 } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_nothing_else() {
        let check = |body: &str, expect: &[&str]| {
            let bytes = format!(
                "{{\\rtf1\\ansi\\ansicpg936{{\\fonttbl{{\\f1\\fcharset134 \\'cb\\'ce;}}}}{body}}}"
            );
            let found: Vec<_> = read(bytes.as_bytes())
                .paragraphs
                .into_iter()
                .map(|paragraph| paragraph.text)
                .collect();
            assert_eq!(found, expect, "{body}");
        };
        check("\\f1\\'b9\\'ab\\'ce\\'c4\\par \\u20844?\\u25991 ?", &["公文", "公文"]);
        check("{\\uc2\\u20844\\'b9\\'ab}{\\*\\x \\'b9\\'ab}{\\v \\'b9\\'ab}A", &["公A"]);
        check("{\\listtext \\u19968 ?\\u12289 ?\\tab}\\u20844 ?\\par", &["一、公"]);
        check("{\\listtext \\u61623 ?\\tab}\\u20844 ?\\par", &["公"]);
        check("\\trowd\\intbl A\\cell B\\cell\\row\\pard C\\par", &["A\tB", "C"]);
        check("\\pard{\\field{\\*\\fldinst PAGE}{\\fldrslt 3}}\\par}", &["3"]);
        check("A{\\footnote N}B", &["AB", "N"]);
    }
}
