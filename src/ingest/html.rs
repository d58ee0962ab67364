//! HTML, as office systems and web pages save it, often under the name .doc or .xls.
//!
//! Tags only cut the text into paragraphs and table rows; scripts, styles and hidden elements are left out.

use encoding_rs::Encoding;

use super::table::Table;
use super::text::{clean, decode, truncated};
use super::{Extract, MAX_TEXT, Refusal};
use crate::document::{Paragraph, ParagraphKind};

const MAX_DEPTH: usize = 200;
const BLOCKS: [&str; 27] = [
    "p",
    "div",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "center",
    "pre",
    "hr",
    "form",
    "blockquote",
];
/// Elements whose content is not shown; their end is looked for as it stands.
const RAW: [&str; 5] = ["script", "style", "title", "noscript", "textarea"];

/// Reads HTML in the encoding it names, or whichever it is in.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    let (text, warnings) = match named(bytes) {
        Some(encoding) => (encoding.decode(bytes).0.into_owned(), Vec::new()),
        None => decode(bytes)?,
    };
    let mut extract = markup(&text);
    extract.warnings.extend(warnings);
    Ok(extract)
}

/// Reads a page saved as one file with its pictures (.mht): the first HTML part.
pub(super) fn read_archive(bytes: &[u8]) -> Result<Extract, Refusal> {
    let text = String::from_utf8_lossy(bytes);
    let lower = text.to_ascii_lowercase();
    let from = lower.find("content-type: text/html").unwrap_or(0);
    let part = text.get(from..).unwrap_or_default();
    let blank =
        part.find("\r\n\r\n").map(|at| (at, 4)).or_else(|| part.find("\n\n").map(|at| (at, 2)));
    let (end, gap) = blank.unwrap_or((0, 0));
    let (head, body) = (
        part.get(..end).unwrap_or_default().to_ascii_lowercase(),
        part.get(end + gap..).unwrap_or_default(),
    );
    let body = body.split("\n------=").next().unwrap_or(body);
    if head.contains("base64")
        || lower.get(..from).is_some_and(|top| from < 2000 && top.contains("encoding: base64"))
    {
        return read(&base64(body));
    }
    if head.contains("quoted-printable") {
        return read(&quoted(body));
    }
    read(body.as_bytes())
}

fn quoted(text: &str) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            plain.push(byte);
            continue;
        }
        let code = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match code.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            // An equals sign at a line's end joins it to the next.
            None => {
                rest = after
                    .strip_prefix(b"\r\n")
                    .or_else(|| after.strip_prefix(b"\n"))
                    .unwrap_or(after);
            }
        }
    }
    plain
}

fn base64(text: &str) -> Vec<u8> {
    let (mut plain, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'\r' | b'\n' | b' ' => continue,
            _ => break,
        };
        (bits, held) = (bits << 6 | u32::from(value), held + 6);
        if held >= 8 {
            held -= 8;
            plain.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    plain
}

/// The encoding a page names, unless its bytes are UTF-8 whatever it says.
fn named(bytes: &[u8]) -> Option<&'static Encoding> {
    if std::str::from_utf8(bytes).is_ok() || Encoding::for_bom(bytes).is_some() {
        return None;
    }
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, label) = head.split_once("charset=")?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    let label = label.split(['"', '\'', ';', '>', ' ', '/']).next()?;
    match label {
        "gb2312" | "gbk" => Some(encoding_rs::GB18030),
        label => {
            Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
        }
    }
}

/// The text of markup.
pub(super) fn markup(text: &str) -> Extract {
    let mut reader = Reader::default();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        reader.write(before);
        rest = reader.tag(tag);
        if reader.size > MAX_TEXT {
            reader.full = true;
            rest = "";
        }
    }
    reader.write(rest);
    reader.finish()
}

#[derive(Default)]
struct Reader {
    text: String,
    done: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Hidden elements open, by name, one inside the other.
    hidden: Vec<String>,
    /// Inside `pre`, where a line break in the source is one in the text.
    preformatted: bool,
    size: usize,
    full: bool,
}

impl Reader {
    /// Takes the tag a text begins with; gives the rest.
    fn tag<'a>(&mut self, text: &'a str) -> &'a str {
        if let Some(comment) = text.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let inside = text.get(1..).unwrap_or_default();
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            self.write("<");
            return inside;
        }
        let Some((tag, rest)) = inside.split_once('>') else { return "" };
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if !closes && RAW.contains(&name.as_str()) {
            return after_raw(rest, &name);
        }
        self.hide(&name, tag, closes);
        self.element(&name, closes);
        rest
    }

    /// Keeps count of elements that are not shown.
    fn hide(&mut self, name: &str, tag: &str, closes: bool) {
        if closes {
            if self.hidden.last().is_some_and(|open| open == name) {
                self.hidden.pop();
            }
            return;
        }
        let style = tag.to_ascii_lowercase().replace(' ', "");
        let hides =
            style.contains("display:none") || style.contains("mso-hide:all") || name == "del";
        let nested = self.hidden.last().is_some_and(|open| open == name);
        let void =
            tag.ends_with('/') || matches!(name, "br" | "img" | "input" | "hr" | "meta" | "link");
        if (hides || nested) && !void {
            self.hidden.push(name.to_owned());
        }
    }

    fn element(&mut self, name: &str, closes: bool) {
        match (name, closes) {
            ("table", false) => {
                self.end_line();
                if self.tables.len() < MAX_DEPTH {
                    self.tables.push(Table::default());
                }
            }
            ("table", true) => {
                self.end_line();
                for paragraph in self.tables.pop().map(Table::finish).unwrap_or_default() {
                    self.keep(paragraph);
                }
            }
            ("tr", opens_not) => {
                self.end_line();
                if let Some(table) = self.tables.last_mut() {
                    table.close_row();
                    if !opens_not {
                        table.open_row();
                    }
                }
            }
            ("td" | "th", closes) => {
                self.end_line();
                if let Some(table) = self.tables.last_mut().filter(|_| !closes) {
                    table.open_cell();
                }
            }
            (name, closes) if BLOCKS.contains(&name) => {
                self.end_line();
                if name == "pre" {
                    self.preformatted = !closes;
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if !self.hidden.is_empty() {
            return;
        }
        self.size += text.len();
        // White space of any length is one space in HTML; full-width spaces stand as they are.
        for c in unescape(text).chars() {
            match c {
                '\n' if self.preformatted => self.end_line(),
                ' ' | '\t' | '\n' | '\r' => {
                    if !self.text.is_empty() && !self.text.ends_with(' ') {
                        self.text.push(' ');
                    }
                }
                c => self.text.push(c),
            }
        }
    }

    fn end_line(&mut self) {
        let text = clean(&join_han(&std::mem::take(&mut self.text)));
        if !text.is_empty() {
            self.keep(Paragraph { text, kind: ParagraphKind::Text, page: None });
        }
    }

    fn keep(&mut self, paragraph: Paragraph) {
        match self.tables.last_mut() {
            Some(table) => table.put(paragraph),
            None => self.done.push(paragraph),
        }
    }

    fn finish(mut self) -> Extract {
        self.end_line();
        while let Some(table) = self.tables.pop() {
            for paragraph in table.finish() {
                self.keep(paragraph);
            }
        }
        let warnings = if self.full { vec![truncated()] } else { Vec::new() };
        Extract { paragraphs: self.done, pages: None, warnings }
    }
}

/// A line wrapped in the source leaves a space between Chinese characters that nobody sees.
fn join_han(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let wide =
        |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(|&c| c >= '\u{2e80}');
    let joined =
        |at: usize| signs.get(at) == Some(&' ') && wide(at.checked_sub(1)) && wide(Some(at + 1));
    signs.iter().enumerate().filter(|(at, _)| !joined(*at)).map(|(_, c)| c).collect()
}

fn after_raw<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let found = text.match_indices("</").find(|(at, _)| {
        text.get(*at..at + end.len()).is_some_and(|found| found.eq_ignore_ascii_case(&end))
    });
    found.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let name = after
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .next()
            .unwrap_or_default();
        rest = if let Some(c) = entity(name) {
            plain.push(c);
            let end = after.get(name.len()..).unwrap_or_default();
            end.strip_prefix(';').unwrap_or(end)
        } else {
            plain.push('&');
            after
        };
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(code) => u32::from_str_radix(code, 16),
            None => code.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    Some(match name {
        "nbsp" => '\u{a0}',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "ensp" => '\u{2002}',
        "emsp" => '\u{3000}',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "middot" => '·',
        "times" => '×',
        "laquo" => '«',
        "raquo" => '»',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_saved_as_one_file() {
        let check = |head: &str, body: &str| {
            let text = format!(
                "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n{head}\r\n\r\n{body}"
            );
            let read = read_archive(text.as_bytes()).expect("a page");
            assert_eq!(
                read.paragraphs.first().map(|paragraph| paragraph.text.as_str()),
                Some("公文"),
                "{body}"
            );
        };
        check("Content-Transfer-Encoding: quoted-printable", "<p>=E5=85=AC=E6=\r\n=96=87</p>");
        check("Content-Transfer-Encoding: base64", "PHA+5YWs5paHPC9wPg==");
    }

    #[test]
    fn text_and_tables() {
        let check = |text: &str, expect: &[&str]| {
            let found: Vec<_> =
                markup(text).paragraphs.into_iter().map(|paragraph| paragraph.text).collect();
            assert_eq!(found, expect, "{text}");
        };
        check(
            "<html><head><title>题</title><style>p{}</style></head><body><p>公\n  文<br>二&nbsp;</p>尾",
            &["公文", "二", "尾"],
        );
        check(
            "<table><tr><td>单位<td>时限</tr><tr><td>望桥区</td><td>3月</td></tr></table>",
            &["单位\t时限", "望桥区\t3月"],
        );
        check("<pre>\n公文\n<b>二</b>号\n</pre>公\n文", &["公文", "二号", "公文"]);
        check("<table><tr><td><p>一</p><p>二</p></td></tr></table>", &["一", "二"]);
        check(
            "甲<span style='display: none'>藏<span>深</span></span>乙<!-- 注 --><script>a<b</script>3 < 5 &amp; &#20844;",
            &["甲乙3 < 5 & 公"],
        );
    }
}
