//! What holds for any input: no panic, places inside the text, order changes nothing, totals are the sum of their rows.

use jianfu::ingest::{self, Input, Opened};
use proptest::prelude::*;

use crate::office;

/// Text made of the pieces official documents are made of, in any order, so that every branch of the structure is met.
fn document() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("澜溪市教育局文件".to_owned()),
        Just("澜教发〔2026〕12号".to_owned()),
        Just("秘密★1年".to_owned()),
        Just("特急".to_owned()),
        Just("澜溪市教育局关于做好某项工作的通知".to_owned()),
        Just("各县（区）教育局，市直各学校：".to_owned()),
        Just("一、时间：3月20日上午9:00，会期2小时。".to_owned()),
        Just("（一）各县（区）要制定实施方案，并于3月25日前报市教育局。".to_owned()),
        Just("附件：1.名单".to_owned()),
        Just("附件".to_owned()),
        Just("澜溪市教育局".to_owned()),
        Just("2026年3月5日".to_owned()),
        Just("抄送：市委办公室。".to_owned()),
        Just("现将《方案》印发给你们".to_owned()),
        "\\PC{0,40}",
        "[〔〕《》“”（）。，：；、0-9０-９一二三四五六七八九十年月日号第\\t 　]{0,30}",
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|lines| lines.join("\n"))
}

fn source(text: &str) -> Option<jianfu::document::Source> {
    match ingest::parse(Opened::of_bytes("例.txt", text.as_bytes().to_vec())) {
        Ok(Input::Document(source)) => Some(source),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_goes_down_the_line(text in document()) {
        let config = office::config();
        if let Some(source) = source(&text) {
            let (document, reading) = office::read(source, &config);
            let size = |block: usize| document.blocks[block].text.chars().count();
            for (sentence, judged) in document.sentences.iter().zip(&reading.sentences) {
                prop_assert!(sentence.span.start < sentence.span.end && sentence.span.end <= size(sentence.span.block));
                prop_assert_eq!(document.words(sentence), document.quote(sentence.span));
                prop_assert_eq!(sentence.span, judged.span);
            }
            for finding in jianfu::rules::check(&document, &reading, &config) {
                prop_assert!(finding.span.start <= finding.span.end && finding.span.end <= size(finding.span.block));
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000), head in 0usize..7) {
        let heads: [&[u8]; 7] = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"<html>", b"\xff\xfe"];
        let mut all = heads[head].to_vec();
        all.extend(bytes);
        let _ = ingest::parse(Opened::of_bytes("例", all));
    }

    #[test]
    fn order_changes_nothing(texts in proptest::collection::vec(document(), 1..5), turn in 0usize..5) {
        let config = office::config();
        let readable = texts.into_iter().enumerate().filter(|(_, text)| source(text).is_some());
        let named: Vec<_> = readable.map(|(number, text)| (format!("{number}.txt"), text)).collect();
        let mut turned = named.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        let (one, two) = (office::desk(&named, &config), office::desk(&turned, &config));
        prop_assert_eq!(one.corpus.readings, two.corpus.readings);
        prop_assert_eq!(one.corpus.sittings, two.corpus.sittings);
        let sorted = |mut findings: Vec<jianfu::finding::Finding>| {
            findings.sort_by(|a, b| (&a.subject, &a.rule, a.span, &a.message).cmp(&(&b.subject, &b.rule, b.span, &b.message)));
            findings
        };
        prop_assert_eq!(sorted(one.findings), sorted(two.findings));
    }
}
