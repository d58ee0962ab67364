//! Review comments in a draft: the text stays the same, every finding has its comment, nothing else in the package moves.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use docx_rs as word;
use jianfu::document::{Source, Span};
use jianfu::finding::{Confidence, Finding, Severity, State};
use jianfu::ingest::{self, Input, Opened};
use jianfu::render::docx;
use jianfu::report::{Audited, Report};
use quick_xml::Reader;
use quick_xml::events::Event;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::office;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn source(bytes: &[u8]) -> Source {
    match ingest::parse(Opened::of_bytes("稿.docx", bytes.to_vec())) {
        Ok(Input::Document(source)) => source,
        other => panic!("{other:?}"),
    }
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a whole part");
            (part.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("a package").into_inner()
}

fn package(document: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let root = format!(
        r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let own: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("word/document.xml", document),
    ];
    pack(&[&own, more].concat())
}

/// A document of the transitional namespace with this body.
fn body(body: &str) -> Vec<u8> {
    let document =
        format!("<w:document xmlns:w=\"{TRANSITIONAL}\"><w:body>{body}</w:body></w:document>");
    package(document.as_bytes(), &[])
}

fn finding(span: Span) -> Finding {
    Finding {
        subject: "稿.docx".into(),
        rule: "W101".into(),
        severity: Severity::Warning,
        confidence: Confidence::High,
        message: "“甲<乙>&丙”是套话，联系人990105198802140033".into(),
        span,
        text: String::new(),
        line: String::new(),
        line_start: 0,
        page: None,
        basis: "某规定第一条".into(),
        advice: "删去".into(),
        evidence: Vec::new(),
        details: BTreeMap::new(),
        state: State::New,
        exemption: None,
    }
}

/// The draft with a comment on each place.
fn review(bytes: &[u8], spans: &[Span]) -> Vec<u8> {
    let (_, reading) = office::read(source(bytes), &office::config());
    let findings = spans.iter().map(|&span| finding(span)).collect();
    let documents = vec![Audited { reading, findings, mandate: None }];
    let report = Report { documents, ..Report::default() };
    docx::review(&report, |name| Ok(Opened::of_bytes(name, bytes.to_vec())))
        .expect("a reviewed draft")
}

/// Comments everywhere at once: on every paragraph whole, on each half of it, on its second character, on no words.
fn everywhere(source: &Source) -> Vec<Span> {
    let places =
        source.paragraphs.iter().enumerate().flat_map(|(block, paragraph)| {
            let end = paragraph.text.chars().count();
            [(0, end), (0, end / 2), (end / 2, end), (1, 2.min(end)), (0, 0)]
                .map(|(start, end)| Span { block, start, end })
        });
    places.filter(|span| span.start <= span.end).collect()
}

/// Names of parts that may change.
fn touched(name: &str) -> bool {
    name == "[Content_Types].xml"
        || name.contains("comments")
        || ["document.xml", "document2.xml", "document.xml.rels", "document2.xml.rels"]
            .iter()
            .any(|own| name.ends_with(own))
}

fn count(xml: &[u8], tag: &str) -> usize {
    let wide = xml.starts_with(&[0xFF, 0xFE]);
    let units: Vec<_> =
        xml.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    let wide = wide.then(|| String::from_utf16_lossy(&units).into_bytes());
    let mut reader = Reader::from_reader(wide.as_deref().unwrap_or(xml));
    let mut found = 0;
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => return found,
            Event::Start(open) | Event::Empty(open) => {
                let name = open.name().into_inner();
                found += usize::from(name.rsplit(':').next() == Some(tag));
            }
            _ => {}
        }
    }
}

/// Everything that must hold of any draft, with comments everywhere.
fn check(what: &str, bytes: &[u8]) {
    let before = source(bytes);
    let spans = everywhere(&before);
    let reviewed = review(bytes, &spans);
    let after = source(&reviewed);
    assert_eq!(before.paragraphs, after.paragraphs, "{what}");
    let (old, new) = (parts(bytes), parts(&reviewed));
    for (name, part) in &old {
        let same = new.get(name) == Some(part);
        assert!(same || touched(name), "{what}: {name}");
    }
    let total = |parts: &BTreeMap<String, Vec<u8>>, part: &str, tag: &str| -> usize {
        let named = parts.iter().filter(|(name, _)| name.contains(part));
        named.filter(|(name, _)| !name.contains("rels")).map(|(_, xml)| count(xml, tag)).sum()
    };
    let added = |part: &str, tag: &str| total(&new, part, tag) - total(&old, part, tag);
    for (part, tag) in [
        ("comments", "comment"),
        ("document", "commentRangeStart"),
        ("document", "commentRangeEnd"),
        ("document", "commentReference"),
    ] {
        assert_eq!(added(part, tag), spans.len(), "{what}: {tag}");
    }
    let comments: String = new
        .iter()
        .filter(|(name, _)| name.contains("comments"))
        .map(|(_, part)| String::from_utf8_lossy(part).into_owned())
        .collect();
    assert!(comments.contains("减负审核") && !comments.contains("990105198802140033"), "{what}");
}

#[test]
fn drafts_keep_their_text_under_comments() {
    let mut drafts = Vec::new();
    gather(&Path::new(ROOT).join("samples/文件"), &mut drafts);
    assert!(drafts.len() >= 5, "{drafts:?}");
    for draft in drafts {
        check(&draft.display().to_string(), &fs::read(&draft).expect("a sample"));
    }
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "docx") {
            found.push(path);
        }
    }
}

#[test]
fn shapes_of_drafts() {
    let run = |text: &str| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>");
    let shapes = [
        ("plain", format!("<w:p>{}{}</w:p>", run("各县（区）人民政府："), run("请认真贯彻"))),
        ("link", format!("<w:p>{}<w:hyperlink w:anchor=\"a\">{}</w:hyperlink>{}</w:p>", run("见"), run("附件一"), run("所列"))),
        ("changes", format!("<w:p>{}<w:ins w:id=\"1\" w:author=\"甲\">{}</w:ins><w:del w:id=\"2\" w:author=\"甲\"><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>", run("原文"), run("新增文字"))),
        ("control", format!("<w:sdt><w:sdtContent><w:p>{}</w:p></w:sdtContent></w:sdt><w:p><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>{}</w:p>", run("块内文字"), run("行内文字"), run("其后"))),
        ("field", format!("<w:p>{}<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE \\@ y</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>{}</w:p><w:p><w:fldSimple w:instr=\"DATE\">{}</w:fldSimple></w:p>", run("现于"), run("三月五日"), run("报送"), run("四月"))),
        ("table", format!("<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p><w:p>{}</w:p></w:tc></w:tr></w:tbl>", run(" 单位"), run("任务"), run("时限"))),
        ("box", format!("<w:p>{}<w:r><w:pict><v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\"><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>", run("正文文字"), run("澜溪市水利局文件"))),
        ("mixed run", "<w:p><w:r><w:t xml:space=\"preserve\">前 </w:t><w:tab/><w:t>中&amp;<![CDATA[<段>]]>后</w:t><w:br/><w:t>次行</w:t><w:noBreakHyphen/></w:r></w:p>".to_owned()),
        ("ruby", format!("<w:p>{}<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r></w:p>", run("前文"), run("yin"), run("字词"))),
    ];
    for (what, shape) in &shapes {
        check(what, &body(shape));
    }
}

#[test]
fn other_names_encodings_and_namespaces() {
    let text = |p: &str, root: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><{p}document {root}><{p}body><{p}p><{p}r><{p}t>澜溪市水利局通知</{p}t></{p}r></{p}p></{p}body></{p}document>"
        )
    };
    let utf16 = |text: &str| -> Vec<u8> {
        let text = text.replace("UTF-8", "UTF-16");
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    check(
        "prefix",
        &package(text("ns0:", &format!("xmlns:ns0=\"{TRANSITIONAL}\"")).as_bytes(), &[]),
    );
    check("default", &package(text("", &format!("xmlns=\"{TRANSITIONAL}\"")).as_bytes(), &[]));
    check("utf-16", &package(&utf16(&text("w:", &format!("xmlns:w=\"{TRANSITIONAL}\""))), &[]));
    let strict = package(text("w:", &format!("xmlns:w=\"{STRICT}\"")).as_bytes(), &[]);
    check("strict", &strict);
    let reviewed = parts(&review(&strict, &[Span { block: 0, start: 0, end: 3 }]));
    let relations = String::from_utf8_lossy(&reviewed["word/_rels/document.xml.rels"]).into_owned();
    assert!(relations.contains("http://purl.oclc.org/ooxml/officeDocument/relationships/comments"));
}

#[test]
fn labels_are_not_counted_as_characters() {
    let numbering = format!(
        "<w:numbering xmlns:w=\"{TRANSITIONAL}\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    let document = format!(
        "<w:document xmlns:w=\"{TRANSITIONAL}\"><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>提高认识</w:t></w:r></w:p></w:body></w:document>"
    );
    let bytes = package(document.as_bytes(), &[("word/numbering.xml", numbering.as_bytes())]);
    assert_eq!(source(&bytes).paragraphs[0].text, "一、提高认识");
    check("label", &bytes);
    let marked = |start, end| marked(&review(&bytes, &[Span { block: 0, start, end }]));
    assert_eq!(marked(4, 6), "认识");
    // Words that are only a label are shown at their paragraph.
    assert_eq!(marked(0, 2), "提高认识");
}

/// The text between the first comment's marks.
fn marked(reviewed: &[u8]) -> String {
    let document = String::from_utf8(parts(reviewed).remove("word/document.xml").expect("a part"))
        .expect("UTF-8");
    let inside = document
        .split_once("commentRangeStart")
        .and_then(|(_, rest)| rest.split_once("commentRangeEnd"))
        .map(|(inside, _)| inside)
        .expect("a range");
    inside.split("<w:t").skip(1).filter_map(|text| text.split(['>', '<']).nth(1)).collect()
}

#[test]
fn words_beside_the_text_are_marked_where_they_hang() {
    let relations = format!(
        r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>"#
    );
    let notes = format!(
        "<w:footnotes xmlns:w=\"{TRANSITIONAL}\"><w:footnote w:id=\"2\"><w:p><w:r><w:t>注文</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let document = format!(
        "<w:document xmlns:w=\"{TRANSITIONAL}\"><w:body><w:p><w:r><w:t>首段</w:t></w:r></w:p><w:p><w:r><w:t>次段</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p></w:body></w:document>"
    );
    let bytes = package(
        document.as_bytes(),
        &[
            ("word/_rels/document.xml.rels", relations.as_bytes()),
            ("word/footnotes.xml", notes.as_bytes()),
        ],
    );
    check("note", &bytes);
    let reviewed = parts(&review(&bytes, &[Span { block: 2, start: 0, end: 2 }]));
    let document = String::from_utf8_lossy(&reviewed["word/document.xml"]).into_owned();
    assert!(
        document.contains(
            "<w:commentRangeStart w:id=\"0\"/><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:commentRangeEnd"
        ),
        "{document}"
    );
}

#[test]
fn comments_join_those_already_there() {
    let comment = word::Comment::new(7)
        .author("承办人")
        .add_paragraph(word::Paragraph::new().add_run(word::Run::new().add_text("请核对")));
    let run = |text: &str| word::Run::new().add_text(text).bold();
    let paragraph = word::Paragraph::new()
        .add_run(run("请各单位"))
        .add_comment_start(comment)
        .add_run(run("三月底前"))
        .add_comment_end(7)
        .add_run(run("报送"));
    let mut bytes = Cursor::new(Vec::new());
    let written = word::Docx::new().add_paragraph(paragraph).build().pack(&mut bytes);
    written.expect("docx-rs writes");
    let bytes = bytes.into_inner();
    check("comments", &bytes);
    let reviewed = review(&bytes, &[Span { block: 0, start: 4, end: 6 }]);
    let comments = String::from_utf8(parts(&reviewed).remove("word/comments.xml").expect("a part"))
        .expect("UTF-8");
    assert!(comments.contains("w:id=\"8\"") && comments.contains("请核对"), "{comments}");
    // A second review adds to the first; the first is no text of the draft.
    check("twice", &reviewed);
}

fn jianfu(folder: &Path, args: &[&str]) -> (i32, String) {
    let done = Command::new(cargo_bin("jianfu"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8(done.stderr).expect("UTF-8");
    (done.status.code().expect("an exit code"), said)
}

#[test]
fn the_command_writes_a_comment_for_every_finding() {
    let folder = TempDir::new().expect("a folder");
    let draft = Path::new(ROOT).join("samples/文件/2026-03/34-应急预案修订通知.docx");
    let draft = draft.to_str().expect("UTF-8");
    let args = ["check", draft, "--format", "docx", "-o", "审核稿.docx"];
    assert_eq!(jianfu(folder.path(), &args).0, 1);
    let reviewed = fs::read(folder.path().join("审核稿.docx")).expect("a reviewed draft");
    let report = Command::new(cargo_bin("jianfu"))
        .args(["check", draft, "--format", "json"])
        .output()
        .expect("the binary runs");
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).expect("JSON");
    let findings = report["documents"][0]["findings"].as_array().expect("findings").len();
    assert!(findings > 0);
    assert_eq!(count(&parts(&reviewed)["word/comments.xml"], "comment"), findings);
}

#[test]
fn what_may_not_be_commented_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let text = "<w:p><w:r><w:t>澜溪市水利局通知</w:t></w:r></w:p>";
    let secret = "<w:p><w:r><w:t>机密★1年</w:t></w:r></w:p><w:p><w:r><w:t>澜溪市水利局文件</w:t></w:r></w:p><w:p><w:r><w:t>澜溪市水利局关于水源地布防的通知</w:t></w:r></w:p>";
    let document = |text: &str| {
        format!("<w:document xmlns:w=\"{TRANSITIONAL}\"><w:body>{text}</w:body></w:document>")
    };
    let settings = format!(
        "<w:settings xmlns:w=\"{TRANSITIONAL}\"><w:documentProtection w:edit=\"readOnly\" w:enforcement=\"1\"/></w:settings>"
    );
    let plain = document(text);
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.resize(4096, 0);
    let files: [(&str, Vec<u8>); 6] = [
        ("好.docx", body(text)),
        ("签.docx", package(plain.as_bytes(), &[("_xmlsignatures/sig1.xml", b"<Signature/>")])),
        ("锁.docx", package(plain.as_bytes(), &[("word/settings.xml", settings.as_bytes())])),
        ("密.docx", body(secret)),
        ("密码.docx", locked),
        ("文.txt", "澜溪市水利局通知\n".into()),
    ];
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).expect("a file");
    }
    let check = |drafts: &[&str], output: &[&str], reason: &str| {
        let args = [&["check"], drafts, &["--format", "docx"], output].concat();
        let (code, said) = jianfu(folder.path(), &args);
        assert_eq!(code, 2, "{drafts:?}: {said}");
        assert!(said.contains(reason), "{drafts:?}: {said}");
        assert!(!folder.path().join("出.docx").exists(), "{drafts:?}");
    };
    let out = ["-o", "出.docx"];
    check(&["签.docx"], &out, "电子签名");
    check(&["锁.docx"], &out, "编辑保护");
    check(&["密.docx"], &out, "密级");
    check(&["密码.docx"], &out, "密码.docx");
    check(&["文.txt"], &out, "只有 docx");
    check(&["好.docx", "文.txt"], &out, "一次只能审一份");
    check(&["好.docx"], &[], "--output");
    check(&["好.docx"], &["-o", "好.docx"], "不能是草稿本身");
    let audit = jianfu(folder.path(), &["audit", "好.docx", "--format", "docx", "-o", "出.docx"]);
    assert!(audit.0 == 2 && audit.1.contains("只用于 check"), "{}", audit.1);
}
