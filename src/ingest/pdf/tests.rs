//! Whole files, written in the test: what a producer does and what comes out.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};
use proptest::prelude::*;

use super::read;
use crate::document::{ParagraphKind, UnreadableKind, WarningKind};

/// A page: `(x, y from below, size, text)`.
type Shown<'t> = (f32, f32, f32, &'t str);

/// A file whose fonts speak UCS-2, not embedded.
fn pdf(pages: &[&[Shown<'_>]]) -> Document {
    let drawn = pages.iter().map(|lines| lines.iter().flat_map(shown).collect()).collect();
    with_font(drawn, "UniGB-UCS2-H", dictionary! {})
}

fn shown(&(x, y, size, text): &Shown<'_>) -> Vec<Operation> {
    let bytes = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    show_bytes((x, y, size), bytes)
}

fn show_bytes((x, y, size): (f32, f32, f32), bytes: Vec<u8>) -> Vec<Operation> {
    vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), size.into()]),
        Operation::new("Td", vec![x.into(), y.into()]),
        Operation::new("Tj", vec![Object::String(bytes, StringFormat::Hexadecimal)]),
        Operation::new("ET", vec![]),
    ]
}

fn with_font(pages: Vec<Vec<Operation>>, encoding: &str, descriptor: Dictionary) -> Document {
    let mut file = Document::with_version("1.5");
    let tree = file.new_object_id();
    let descriptor = file.add_object(descriptor);
    let descendant = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "SimSun", "DW" => 1000,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("GB1"),
            "Supplement" => 2,
        },
        "FontDescriptor" => descriptor,
    });
    let font = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "SimSun",
        "Encoding" => Object::Name(encoding.as_bytes().to_vec()),
        "DescendantFonts" => vec![descendant.into()],
    });
    let kids: Vec<Object> = pages
        .into_iter()
        .map(|operations| {
            let content = Content { operations }.encode().unwrap();
            let content = file.add_object(Stream::new(dictionary! {}, content));
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            };
            file.add_object(page).into()
        })
        .collect();
    let count = kids.len() as i64;
    file.objects.insert(
        tree,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }),
    );
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", catalog);
    file
}

fn bytes(mut file: Document) -> Vec<u8> {
    let mut out = Vec::new();
    file.save_to(&mut out).unwrap();
    out
}

fn texts(file: Document) -> Vec<(String, Option<u32>)> {
    let found = read(&bytes(file)).unwrap();
    found.paragraphs.into_iter().map(|paragraph| (paragraph.text, paragraph.page)).collect()
}

fn check(pages: &[&[Shown<'_>]], expect: &[(&str, u32)]) {
    let found = texts(pdf(pages));
    let found: Vec<(&str, u32)> =
        found.iter().map(|(text, page)| (text.as_str(), page.unwrap_or(0))).collect();
    assert_eq!(found, expect);
}

const TITLE: &str = "松岭乡防汛工作方案";
/// Twenty-eight ideographs, the first two blank.
const FIRST: &str = "各村要落实防汛责任制度，备足沙袋水泵和照明器材，安排专人";
const NEXT: &str = "昼夜巡查堤坝水库和地质灾害隐患点，发现险情立即报告并组织群";

#[test]
fn a_paragraph_runs_over_lines_and_pages() {
    check(
        &[
            &[
                (190.0, 760.0, 22.0, TITLE),
                (92.0, 700.0, 16.0, &FIRST[..78]),
                (60.0, 672.0, 16.0, &NEXT[..84]),
                (60.0, 644.0, 16.0, &NEXT[..84]),
                (280.0, 60.0, 14.0, "— 1 —"),
            ],
            &[
                (60.0, 760.0, 16.0, "众转移。"),
                (92.0, 732.0, 16.0, "二、值班值守"),
                (280.0, 60.0, 14.0, "— 2 —"),
            ],
        ],
        &[
            (TITLE, 1),
            (&[&FIRST[..78], &NEXT[..84], &NEXT[..84], "众转移。"].concat(), 1),
            ("二、值班值守", 2),
        ],
    );
}

#[test]
fn gbk_codes_and_cids_of_an_embedded_font_are_read() {
    let gbk = encoding_rs::GBK.encode("澜溪市").0.into_owned();
    for (encoding, text) in [("GBK-EUC-H", gbk), ("Identity-H", vec![0x10, 0x64])] {
        let shown = show_bytes((60.0, 700.0, 16.0), text);
        let mut file = with_font(vec![shown], encoding, dictionary! {});
        let program = file.add_object(Stream::new(dictionary! {}, b"no font at all".to_vec()));
        for object in file.objects.values_mut() {
            if let Ok(dict) = object.as_dict_mut()
                && dict.is_empty()
            {
                dict.set("FontFile2", program);
            }
        }
        let found = read(&bytes(file)).unwrap();
        assert!(found.warnings.is_empty(), "{encoding}: {:?}", found.warnings);
        let text = &found.paragraphs[0].text;
        let han = text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(text == "澜溪市" || (encoding == "Identity-H" && han), "{encoding}: {text}");
    }
}

#[test]
fn ruled_rows_are_table_rows() {
    let mut page: Vec<Operation> = [700.0, 670.0, 640.0]
        .iter()
        .map(|y: &f32| ((60.0, *y), (400.0, *y)))
        .chain([60.0, 200.0, 400.0].iter().map(|x: &f32| ((*x, 640.0), (*x, 700.0))))
        .flat_map(|(from, to): ((f32, f32), (f32, f32))| {
            [
                Operation::new("m", vec![from.0.into(), from.1.into()]),
                Operation::new("l", vec![to.0.into(), to.1.into()]),
                Operation::new("S", vec![]),
            ]
        })
        .collect();
    for line in [
        (64.0, 680.0, 12.0, "会议名称"),
        (204.0, 680.0, 12.0, "召集单位"),
        (64.0, 650.0, 12.0, "春季植树动员会"),
        (204.0, 650.0, 12.0, "青禾县林业局"),
        (60.0, 600.0, 12.0, "以上会议合并召开。"),
    ] {
        page.extend(shown(&line));
    }
    let found = read(&bytes(with_font(vec![page], "UniGB-UCS2-H", dictionary! {}))).unwrap();
    let found: Vec<(&str, ParagraphKind)> =
        found.paragraphs.iter().map(|p| (p.text.as_str(), p.kind)).collect();
    assert_eq!(
        found,
        [
            ("会议名称\t召集单位", ParagraphKind::Table),
            ("春季植树动员会\t青禾县林业局", ParagraphKind::Table),
            ("以上会议合并召开。", ParagraphKind::Text),
        ]
    );
}

#[test]
fn an_unmapped_font_is_said() {
    let shown = show_bytes((60.0, 700.0, 16.0), vec![0, 5, 0, 9, 0, 12]);
    let mut file = with_font(vec![shown], "Identity-H", dictionary! {});
    for object in file.objects.values_mut() {
        if let Ok(dict) = object.as_dict_mut() {
            dict.remove(b"CIDSystemInfo");
        }
    }
    let found = read(&bytes(file)).unwrap();
    assert!(found.paragraphs.is_empty());
    assert_eq!(found.warnings[0].kind, WarningKind::UnmappedFont);
    assert_eq!(found.warnings[0].pages.as_deref(), Some([1].as_slice()));
}

/// Adds form after form, each drawing the next, and draws the first on every page.
fn add_forms(file: &mut Document, depth: usize) {
    let mut next = None;
    for _ in 0..depth {
        let mut dict = dictionary! {
            "Type" => "XObject", "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        };
        if let Some(next) = next {
            dict.set("Resources", dictionary! { "XObject" => dictionary! { "X" => next } });
        }
        let draw = next.map_or(b"".as_slice(), |_| b"/X Do /X Do");
        next = Some(file.add_object(Stream::new(dict, draw.to_vec())));
    }
    for object in file.objects.values_mut() {
        match object {
            Object::Dictionary(page) if page.has(b"Contents") => {
                let resources = page.get_mut(b"Resources").and_then(Object::as_dict_mut).unwrap();
                resources.set("XObject", dictionary! { "X" => next.unwrap() });
            }
            Object::Stream(stream) if !stream.dict.has(b"Subtype") => {
                stream.set_content([stream.content.as_slice(), b"\n/X Do"].concat());
            }
            _ => {}
        }
    }
}

#[test]
fn forms_within_forms_end() {
    for (depth, cut) in [(3, false), (15, true)] {
        let mut file = pdf(&[&[(60.0, 700.0, 16.0, "石坞县")]]);
        add_forms(&mut file, depth);
        let found = read(&bytes(file)).unwrap();
        assert_eq!(found.paragraphs[0].text, "石坞县");
        let said = found.warnings.iter().any(|warning| warning.kind == WarningKind::Truncated);
        assert_eq!(said, cut, "{depth}");
    }
}

#[test]
fn what_cannot_be_opened_says_why() {
    let kind = |bytes: &[u8]| read(bytes).map(|_| ()).unwrap_err().0;
    assert_eq!(kind(b""), UnreadableKind::Empty);
    assert_eq!(kind(b"not a pdf at all"), UnreadableKind::Damaged);
    let whole = bytes(pdf(&[&[(60.0, 700.0, 16.0, TITLE)]]));
    assert_eq!(kind(&whole[..60]), UnreadableKind::Damaged);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_never_breaks_the_reader(
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in 0.3..1.0_f64,
    ) {
        let mut file = bytes(pdf(&[&[(60.0, 700.0, 16.0, FIRST), (60.0, 672.0, 16.0, NEXT)]]));
        for (at, byte) in hits {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let end = (file.len() as f64 * keep) as usize;
        let outcome = read(&file[..end]);
        prop_assert!(!matches!(outcome, Err((UnreadableKind::Crashed, _))));
    }
}
