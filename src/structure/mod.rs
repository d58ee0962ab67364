//! The parts of a document by GB/T 9704-2012. Never fails: what is not found is left empty.
//!
//! Every paragraph becomes a block at the same index; the parser only names it. All steps are linear in the text.

mod attachments;
mod class;
mod cues;
mod date;
mod footer;
mod issued;
mod issuers;
mod layout;
mod line;
mod masthead;
mod outline;
mod recipients;
mod sentences;
mod signature;
mod title;

use crate::config::Config;
use crate::document::{BlockKind, Document, Elements, Places, Source, Span, Zone};
use crate::organs::Organs;
use issuers::Names;
use layout::Layout;
use line::Line;
use masthead::{Head, Role, Spot};
use signature::{Search, Signature};

/// Names the parts of what a file held.
pub fn parse(source: Source, config: &Config) -> Document {
    let organs = &config.organs;
    let lines = line::lines(&source.paragraphs);
    let head = masthead::read(&lines, organs);
    let (mut elements, mut places) = (Elements::default(), Places::default());
    head.tell(&lines, organs, &mut elements, &mut places);
    let title = elements.title.as_deref().unwrap_or_default();
    let mast = head.organs(&lines, organs);
    let titled = issuers::of_title(title, organs).unwrap_or_default();
    let known = issuers::known(&mast, &titled, organs);
    let signature = Search { lines: &lines, from: head.end, known: &known, organs }.run();
    let mut layout = Layout::new(lines.len());
    layout.head(&head);
    let end = layout.body(&lines, head.end, signature.as_ref());
    let after = signature.as_ref().map_or(end, |signature| signature.after);
    let targets = issued::targets(title, lines.iter().skip(head.end).map(|line| line.text));
    let issued = issued::assign(&lines, after, &targets, &mut layout, organs);
    tail(&lines, &layout, signature.as_ref(), &mut elements, &mut places);
    elements.copies_to = copies(&lines, &layout, organs);
    let beside = issuers::beside(&lines, &head, &layout, organs);
    let signed = signature.map(|signature| signature.names).unwrap_or_default();
    let department = Names { mast, titled, signed, beside }.settle(organs, &mut elements);
    let class = class::class(&elements, &head.shape(&lines));
    drop(lines);
    let blocks = layout.blocks(source.paragraphs);
    Document {
        path: source.path,
        format: source.format,
        sha256: source.sha256,
        pages: source.pages,
        sentences: sentences::cut(&blocks),
        blocks,
        elements,
        places,
        department,
        class,
        issued,
        warnings: source.warnings,
    }
}

impl Head {
    /// Puts what the head says into the elements.
    fn tell(
        &self,
        lines: &[Line<'_>],
        organs: &Organs,
        elements: &mut Elements,
        places: &mut Places,
    ) {
        let title = title::join(lines, &self.title);
        elements.kind = title::kind(&title).map(str::to_owned);
        elements.title = Some(title).filter(|title| !title.is_empty());
        places.title = self.title.iter().map(|at| whole(lines, *at)).collect();
        let listed: String = lines
            .get(self.recipients.clone())
            .into_iter()
            .flatten()
            .map(|line| line.text)
            .collect();
        elements.recipients = recipients::split(&listed, organs);
        places.recipients =
            (!self.recipients.is_empty()).then(|| whole(lines, self.recipients.start));
        if let Some(spot) = &self.number {
            let text = lines.get(spot.line).and_then(|line| line.text.get(spot.range.clone()));
            elements.number = text.map(|text| text.trim().to_owned());
            places.number = Some(span(lines, spot));
        }
        if let Some((spot, mark)) = &self.secrecy {
            elements.secrecy = Some((*mark).to_owned());
            places.secrecy = Some(span(lines, spot));
        }
        elements.urgency = self.urgency.map(str::to_owned);
        if let Some((spot, names)) = &self.signatory {
            elements.signatory = Some(names.clone());
            places.signatory = Some(span(lines, spot));
        }
        if let Some((spot, date)) = &self.date {
            elements.date = *date;
            places.date = Some(span(lines, spot));
        }
    }

    /// What besides the elements tells the class.
    fn shape(&self, lines: &[Line<'_>]) -> class::Shape {
        let above = self
            .roles
            .iter()
            .enumerate()
            .filter(|(at, role)| matches!(role, Role::Titled) && !self.title.contains(at));
        let marks = above.filter_map(|(at, _)| lines.get(at)).map(|line| line.compact.as_ref());
        let body = lines.iter().skip(self.end).filter(|line| !line.outside).take(3);
        class::Shape {
            numbered: self.number.is_some() || self.blank_number,
            masthead: self.roles.iter().any(|role| matches!(role, Role::FileMark | Role::Number)),
            marks: marks.collect(),
            opening: body.flat_map(|line| line.text.chars().take(200)).collect(),
        }
    }
}

/// Adds what the tail says: signature, date, attachments, copies.
fn tail(
    lines: &[Line<'_>],
    layout: &Layout,
    signature: Option<&Signature>,
    elements: &mut Elements,
    places: &mut Places,
) {
    if let Some(signature) = signature {
        places.signature = signature.lines.clone().map(|at| whole(lines, at)).collect();
        if let Some((spot, date)) = &signature.date {
            elements.date = *date;
            places.date = Some(span(lines, spot));
        }
    }
    let text = |at: usize| lines.get(at).map(|line| line.text);
    let listed: Vec<usize> = layout.lines_of(BlockKind::Attachment, Zone::Tail).collect();
    elements.attachments = attachments::names(listed.iter().filter_map(|at| text(*at)));
    places.attachments = listed.iter().map(|at| whole(lines, *at)).collect();
    if elements.date.is_none() {
        let footer = layout.lines_of(BlockKind::Footer, Zone::Tail);
        let printed = footer.filter_map(|at| Some((at, date::find(text(at)?)?)));
        if let Some((at, dated)) = printed.last() {
            elements.date = dated.date;
            places.date = Some(span(lines, &Spot { line: at, range: dated.range }));
        }
    }
}

/// 抄送 over all lines of the footer but the 印发 line.
fn copies(lines: &[Line<'_>], layout: &Layout, organs: &Organs) -> Vec<String> {
    let footer = layout.lines_of(BlockKind::Footer, Zone::Tail).filter_map(|at| lines.get(at));
    let listed: String =
        footer.filter(|line| !footer::is_printed(line)).map(|line| line.text).collect();
    footer::copies(&listed, organs)
}

fn whole(lines: &[Line<'_>], at: usize) -> Span {
    let end = lines.get(at).map_or(0, |line| line.text.chars().count());
    Span { block: at, start: 0, end }
}

fn span(lines: &[Line<'_>], spot: &Spot) -> Span {
    let text = lines.get(spot.line).map_or("", |line| line.text);
    let count = |upto: usize| text.get(..upto).unwrap_or(text).chars().count();
    Span { block: spot.line, start: count(spot.range.start), end: count(spot.range.end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Class, Format, Paragraph, ParagraphKind};

    fn read(text: &str) -> Document {
        let toml = "[jurisdiction]\nlevel = \"city\"\nprovince = \"岚川省\"\ncity = \"澜溪市\"\n\
                    counties = [\"望桥区\", \"青禾县\", \"石坞县\"]\ntownships = [\"柳渡镇\", \"松岭乡\"]";
        let paragraph = |text: &str| {
            let text = text.trim_end().to_owned();
            Paragraph { text, kind: ParagraphKind::Text, page: None }
        };
        let source = Source {
            path: "t.txt".to_owned(),
            format: Format::Txt,
            sha256: String::new(),
            paragraphs: text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(paragraph)
                .collect(),
            pages: None,
            warnings: Vec::new(),
        };
        parse(source, &Config::parse(toml, None).expect("the test's own configuration"))
    }

    /// Letters for the parts: 版头 M, 标题 T, 主送 R, 标题层 H, 段 P, 附件说明 A, 署名 S, 日期 D, 版记 F, 其他 o;
    /// small letters in a document issued inside (t h p s d o), x in an annex, - outside.
    fn parts(document: &Document) -> String {
        let letter = |block: &crate::document::Block| {
            let c = match block.kind {
                BlockKind::Masthead => 'M',
                BlockKind::Title => 'T',
                BlockKind::Recipients => 'R',
                BlockKind::Heading => 'H',
                BlockKind::Paragraph | BlockKind::Table => 'P',
                BlockKind::Attachment => 'A',
                BlockKind::Signature => 'S',
                BlockKind::Date => 'D',
                BlockKind::Footer => 'F',
                BlockKind::Other => 'O',
            };
            match block.zone {
                Zone::Issued => c.to_ascii_lowercase(),
                Zone::Annex => 'x',
                Zone::Outside => '-',
                _ => c,
            }
        };
        document.blocks.iter().map(letter).collect()
    }

    /// `expect`: parts | class | department | number | title | date | recipients.
    fn check(text: &str, expect: &str) {
        let document = read(text);
        let elements = &document.elements;
        let shown = |text: &Option<String>| text.clone().unwrap_or_default();
        let class = serde_json::to_value(document.class).expect("a class has a name");
        let got = [
            parts(&document),
            class.as_str().unwrap_or_default().to_owned(),
            shown(&document.department),
            shown(&elements.number),
            shown(&elements.title),
            elements.date.map(|date| date.to_string()).unwrap_or_default(),
            elements.recipients.join(" "),
        ];
        assert_eq!(got.join("|"), expect, "{text}");
    }

    #[test]
    fn red_head_with_everything() {
        let text = "000001\n特　急\n澜溪市人民政府办公室文件\n澜政办发〔2026〕8号　　签发人：周某\n澜溪市人民政府办公室\n\
            关于印发《澜溪市节水办法\n（试行）》的通知\n各县（区）人民政府，\n市政府各部门：\n现将办法印发给你们。\n\
            附件：1.名单\n　　　2.汇总表\n澜溪市人民政府办公室\n2026年3月5日\n（此件公开发布）\n澜溪市节水办法\n（试行）\n\
            第一章　总则\n第一条　为了节水，制定本办法。\n附件1\n名单\n抄送：市委办公室，市政协办公室。\n\
            澜溪市人民政府办公室　　2026年3月6日印发";
        check(
            text,
            "MMMMTTTRRPAASDOtthpxxFF|in_scope|澜溪市人民政府办公室|澜政办发〔2026〕8号|\
             澜溪市人民政府办公室关于印发《澜溪市节水办法（试行）》的通知|2026-03-05|各县（区）人民政府 市政府各部门",
        );
        let document = read(text);
        let elements = &document.elements;
        assert_eq!(elements.urgency.as_deref(), Some("特急"));
        assert_eq!(elements.signatory.as_deref(), Some("周某"));
        assert_eq!(elements.attachments, ["名单", "汇总表"]);
        assert_eq!(elements.copies_to, ["市委办公室", "市政协办公室"]);
        assert_eq!(document.issued[0].title, "澜溪市节水办法（试行）");
        assert_eq!(document.issued[0].blocks, 15..19);
    }

    #[test]
    fn telegrams_speeches_and_strange_signatures() {
        check(
            "发电单位：澜溪市水利局　　签批盖章：\n等级：加急　明电　澜水明电〔2026〕3号\n关于检修闸门的通知\n各县（区）水利局：\n\
             5月底前检修一遍。\n2026年5月18日",
            "MMTRPD|in_scope|澜溪市水利局|澜水明电〔2026〕3号|关于检修闸门的通知|2026-05-18|各县（区）水利局",
        );
        check(
            "在全市秋粮会议上的讲话\n周某\n（2026年9月1日）\n同志们：\n今天讲两件事。",
            "TODPP|other|||在全市秋粮会议上的讲话|2026-09-01|",
        );
        check(
            "澜溪市水利局文件\n澜水〔2026〕4号\n澜溪市水利局关于巡堤的通知\n各县（区）水利局：\n5月底前巡一遍。\n\
             澜溪市水务局\n2026年5月18日",
            "MMTRPSD|in_scope|澜溪市水利局|澜水〔2026〕4号|澜溪市水利局关于巡堤的通知|2026-05-18|各县（区）水利局",
        );
    }

    #[test]
    fn kinds_of_documents() {
        check(
            "澜溪市人民政府令\n第12号\n《澜溪市物业办法》已经审议通过，现予公布。\n市长　周某\n2026年2月10日\n\
             澜溪市物业办法\n第一条　为了规范物业，制定本办法。",
            "TMPSDtp|in_scope|澜溪市人民政府|第12号|澜溪市人民政府令|2026-02-10|",
        );
        check(
            "澜溪市人民政府专题会议纪要\n〔2026〕11号\n澜溪市人民政府办公室　　2026年3月30日\n\
             3月26日，副市长李某主持召开会议。纪要如下：\n一、同意迁建。\n出席：王某",
            "TMDPPP|minutes|澜溪市人民政府|〔2026〕11号|澜溪市人民政府专题会议纪要|2026-03-30|",
        );
        check(
            "澜溪市人民政府办公室\n督办事项通知单\n承办单位：市住建局、望桥区人民政府\n督办事项：路面积水。\n2026年4月7日",
            "MTRPD|off_scope|澜溪市人民政府办公室||督办事项通知单|2026-04-07|市住建局 望桥区人民政府",
        );
        check(
            "澜溪市教育局\n澜溪市教育局关于召开安全会的通知\n各科室：\n定于3月9日开会。\n澜溪市教育局\n2026年3月8日",
            "MTRPSD|meeting_notice|澜溪市教育局||澜溪市教育局关于召开安全会的通知|2026-03-08|各科室",
        );
        check(
            "督办通知单\n编号：2026-18\n望桥区人民政府：\n请修复路面。\n澜溪市人民政府办公室\n2026年4月7日",
            "TMRPSD|off_scope|澜溪市人民政府办公室||督办通知单|2026-04-07|望桥区人民政府",
        );
        check(
            "会议通知\n各科室：\n定于3月9日召开干部大会。\n市教育局安全科\n3月8日",
            "TRPSD|meeting_notice|澜溪市教育局||会议通知||各科室",
        );
        check(
            "中共青禾县委　青禾县人民政府\n关于加强治理的意见\n（2026年1月3日）\n为加强治理，提出如下意见。\n一、目标\n到年底见效。",
            "TTDPHP|other|中共青禾县委||中共青禾县委青禾县人民政府关于加强治理的意见|2026-01-03|",
        );
    }

    #[test]
    fn joint_and_wrapped() {
        check(
            "澜溪市教育局\n澜溪市公安局　文件\n澜教发〔2026〕15号\n关于加强校车管理的通知\n各县（区）教育局、公安局：\n\
             请落实。\n澜溪市教育局　　澜溪市公安局\n2026年4月8日",
            "MMMTRPSD|in_scope|澜溪市教育局|澜教发〔2026〕15号|关于加强校车管理的通知|2026-04-08|各县（区）教育局、公安局",
        );
        check(
            "澜溪市整治形式主义为基层减负\n专项工作机制办公室文件\n澜减负办〔2026〕1号\n关于开展自查的通知\n各县（区）：\n\
             请自查。\n澜溪市整治形式主义为基层减负\n专项工作机制办公室\n2026年3月1日",
            "MMMTRPSSD|in_scope|澜溪市整治形式主义为基层减负专项工作机制办公室|澜减负办〔2026〕1号|关于开展自查的通知|2026-03-01|各县（区）",
        );
    }

    #[test]
    fn secrecy_is_a_mark_and_not_a_word() {
        assert_eq!(
            read("机密★5年\n澜溪市教育局文件\n关于考务的通知\n各校：\n请保密。").class,
            Class::Classified
        );
        assert_eq!(
            read("000001　　秘密\n关于考务的通知\n各校：\n请保密。").class,
            Class::Classified
        );
        assert_eq!(read("关于保密工作的通知\n各校：\n秘密文件由专人保管。").elements.secrecy, None);
        assert_eq!(
            read("秘密级载体管理办法\n第一条　为了保密，制定本办法。").elements.secrecy,
            None
        );
    }

    #[test]
    fn fragments_and_nothing() {
        check("各级要切实提高认识，狠抓落实。", "P|other|||||");
        check("", "|other|||||");
        check("一、总体要求\n坚持节约。", "HP|other|||||");
    }
}
