//! What Word prints and what it does not, as small documents.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::read;
use crate::document::ParagraphKind;

/// Two lists: 一、 （一） 1. on one definition, and 第一条 tied to a style.
const NUMBERING: &str = r#"<w:numbering xmlns:w="w">
    <w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/><w:isLgl/></w:lvl>
    </w:abstractNum>
    <w:abstractNum w:abstractNumId="1">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:pStyle w:val="tiao"/><w:lvlText w:val="第%1条"/></w:lvl>
    </w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
    <w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"#;

const STYLES: &str = r#"<w:styles xmlns:w="w">
    <w:style w:type="paragraph" w:styleId="tiao"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="cang"><w:rPr><w:vanish/></w:rPr></w:style>
    <w:style w:type="paragraph" w:styleId="mulu"><w:name w:val="toc 1"/></w:style>
</w:styles>"#;

pub(super) fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("memory takes it");
    }
    zip.finish().expect("a package").into_inner()
}

fn lines(body: &str) -> Vec<String> {
    let main = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let bytes = pack(&[
        ("word/document.xml", &main),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
    ]);
    read(&bytes)
        .expect("a document")
        .paragraphs
        .into_iter()
        .map(|paragraph| paragraph.text)
        .collect()
}

fn check(body: &str, expect: &[&str]) {
    assert_eq!(lines(body), expect, "{body}");
}

fn item(list: u8, level: u8, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn labels_are_counted() {
    let body: String = [
        (1, 0, "总则"),
        (1, 1, "甲"),
        (1, 1, "乙"),
        (1, 0, "分则"),
        (1, 1, "丙"),
        (1, 2, "丁"),
        (2, 0, "附则"),
        (2, 0, "末"),
    ]
    .map(|(list, level, text)| item(list, level, text))
    .concat();
    check(
        &body,
        &[
            "一、总则",
            "（一）甲",
            "（二）乙",
            "二、分则",
            "（一）丙",
            "2.1 丁",
            "五、附则",
            "六、末",
        ],
    );
    let article = "<w:p><w:pPr><w:pStyle w:val=\"tiao\"/></w:pPr><w:r><w:t>为了</w:t></w:r></w:p>";
    check(&article.repeat(2), &["第一条为了", "第二条为了"]);
    check(
        &article.replace("/></w:pPr>", "/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr>"),
        &["为了"],
    );
}

#[test]
fn changes_fields_and_hidden_text() {
    let check = |inside: &str, expect: &[&str]| check(&format!("<w:p>{inside}</w:p>"), expect);
    check(
        "<w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>",
        &["留增"],
    );
    check(
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo>",
        &["新"],
    );
    check(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE</w:instrText><w:t>码</w:t></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>3月</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        &["3月"],
    );
    check(
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>显</w:t></w:r>",
        &["显"],
    );
    check("<w:pPr><w:pStyle w:val=\"cang\"/></w:pPr><w:r><w:t>藏</w:t></w:r>", &[]);
    check(
        "<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>",
        &["甲\t乙", "丙"],
    );
    check(
        "<w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby>",
        &["拼"],
    );
    check(
        "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p><w:p><w:r><w:t>后</w:t></w:r>",
        &["前后"],
    );
    check(
        "<mc:AlternateContent><mc:Choice><w:r><w:t>一</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>二</w:t></w:r></mc:Fallback></mc:AlternateContent>",
        &["一"],
    );
    check(
        "<w:r><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict><w:t>文</w:t></w:r>",
        &["框", "文"],
    );
}

#[test]
fn tables_are_rows_and_frames_are_text() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |cells: &[&str]| {
        format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>())
    };
    check(
        &format!("<w:tbl>{}{}</w:tbl>", row(&["单位", "", "时限"]), row(&["望桥区", "甲", ""])),
        &["单位\t\t时限", "望桥区\t甲"],
    );
    check(&format!("<w:tbl>{}{}</w:tbl>", row(&["红头"]), row(&["正文"])), &["红头", "正文"]);
    let nested = format!(
        "<w:tbl><w:tr>{}<w:tc><w:tbl>{}</w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        cell("外"),
        row(&["内甲", "内乙"])
    );
    check(&nested, &["外\t内甲 内乙"]);
}

#[test]
fn asides_and_contents_stand_apart() {
    let main = "<x:document xmlns:x=\"w\"><x:p><x:pPr><x:pStyle x:val=\"mulu\"/></x:pPr><x:r><x:t>一、总则\u{3000}1</x:t></x:r></x:p><x:p><x:r><x:t>文</x:t></x:r></x:p></x:document>";
    let rels = r#"<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/footnotes" Target="notes.xml"/><Relationship Type="a/styles" Target="/word/styles.xml"/></Relationships>"#;
    let notes =
        "<w:footnotes><w:footnote><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let root = r#"<Relationships><Relationship Type="a/officeDocument" Target="word\document2.xml"/></Relationships>"#;
    let bytes = pack(&[
        ("_rels/.rels", root),
        ("word\\document2.xml", main),
        ("word/_rels/document2.xml.rels", rels),
        ("word/notes.xml", notes),
        ("word/styles.xml", STYLES),
    ]);
    let read = read(&bytes).expect("a document");
    let found: Vec<_> =
        read.paragraphs.iter().map(|paragraph| (paragraph.text.as_str(), paragraph.kind)).collect();
    let (text, aside) = (ParagraphKind::Text, ParagraphKind::Aside);
    assert_eq!(found, [("一、总则\u{3000}1", aside), ("文", text), ("注", aside)]);
}

#[test]
fn hostile_and_broken_files() {
    use crate::document::UnreadableKind::{Damaged, TooLarge};

    let kind = |main: &str| {
        read(&pack(&[("word/document.xml", main)]))
            .map(|read| read.warnings.len())
            .map_err(|(kind, _)| kind)
    };
    assert_eq!(kind("<!DOCTYPE a [<!ENTITY x \"y\">]><w:p><w:t>&x;</w:t></w:p>"), Err(TooLarge));
    assert_eq!(kind(&"<w:ins>".repeat(600)), Err(TooLarge));
    assert_eq!(kind("<w:p><w:r><w:t>半</w:t></w:r></w:p><w:p><w:r"), Ok(1));
    assert_eq!(kind("<w:p"), Err(Damaged));
}
