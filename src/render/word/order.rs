//! The order ECMA-376 prescribes for properties. docx-rs writes them as it comes to them, which lenient programs take and
//! strict ones refuse.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements whose children have an order, with as much of it as docx-rs writes.
const ORDERS: [(&str, &[&str]); 5] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:numPr",
            "w:tabs",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    ("w:tcPr", &["w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:shd", "w:vAlign"]),
    ("w:tblPr", &["w:tblStyle", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout"]),
    (
        "w:rPr",
        &["w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:sz", "w:szCs"],
    ),
    (
        "w:sectPr",
        &["w:headerReference", "w:footerReference", "w:pgSz", "w:pgMar", "w:cols", "w:titlePg"],
    ),
];

/// An element being read: its opening tag and what stands inside so far, by name.
struct Open {
    name: String,
    tag: String,
    children: Vec<(String, String)>,
}

/// The same part with its properties in order.
pub(super) fn ordered(part: &str) -> Result<String, quick_xml::Error> {
    let mut reader = Reader::from_str(part);
    let root = Open { name: String::new(), tag: String::new(), children: Vec::new() };
    let mut open = vec![root];
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event()?;
        let text = part.get(start..reader.buffer_position() as usize).unwrap_or_default();
        match event {
            Event::Start(tag) => open.push(Open {
                name: tag.name().as_ref().to_owned(),
                tag: text.to_owned(),
                children: Vec::new(),
            }),
            Event::End(_) => {
                let Some(done) = open.pop() else { break };
                put(&mut open, done.name.clone(), close(done, text));
            }
            Event::Empty(tag) => put(&mut open, tag.name().as_ref().to_owned(), text.to_owned()),
            Event::Eof => break,
            _ => put(&mut open, String::new(), text.to_owned()),
        }
    }
    Ok(open.into_iter().next().map(|root| close(root, "")).unwrap_or_default())
}

fn put(open: &mut [Open], name: String, text: String) {
    if let Some(parent) = open.last_mut() {
        parent.children.push((name, text));
    }
}

fn close(mut done: Open, end: &str) -> String {
    if let Some((_, order)) = ORDERS.iter().find(|(name, _)| *name == done.name) {
        let place = |name: &str| order.iter().position(|known| *known == name);
        done.children.sort_by_key(|(name, _)| place(name).unwrap_or(order.len()));
    }
    let inside: String = done.children.into_iter().map(|(_, text)| text).collect();
    done.tag + &inside + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_put_in_order_and_nothing_else_moves() {
        let check = |part: &str, expect: &str| {
            assert_eq!(ordered(part).expect("sound XML"), expect);
        };
        check(
            "<?xml version=\"1.0\"?><w:p><w:pPr><w:rPr /><w:jc w:val=\"left\" /><w:pStyle w:val=\"a\" /></w:pPr><w:r><w:t>甲&lt;乙 </w:t></w:r></w:p>",
            "<?xml version=\"1.0\"?><w:p><w:pPr><w:pStyle w:val=\"a\" /><w:jc w:val=\"left\" /><w:rPr /></w:pPr><w:r><w:t>甲&lt;乙 </w:t></w:r></w:p>",
        );
        check(
            "<w:sectPr><w:cols /><w:footerReference a=\"1\" /><w:footerReference a=\"2\" /></w:sectPr>",
            "<w:sectPr><w:footerReference a=\"1\" /><w:footerReference a=\"2\" /><w:cols /></w:sectPr>",
        );
        check("<w:tr><w:c /><w:a /></w:tr>", "<w:tr><w:c /><w:a /></w:tr>");
    }
}
