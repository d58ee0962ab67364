//! Reads a meeting paper: name, kind, organizer, day, attendance, agenda.

use jiff::civil::Date;

use super::cues::{Field, any, cues};
use super::name::{self, Named};
use super::sheet::{self, Piece, Sheet};
use super::when;
use super::{Form, Mention, Paper, agenda, attendance, matter, organizer};
use crate::config::Config;
use crate::document::{Document, Level};
use crate::facts::Quote;
use crate::pattern::Pattern;

/// Finds the meeting a paper speaks of.
pub fn find(document: &Document, config: &Config) -> Option<Mention> {
    let sheet = sheet::lay_out(document);
    let named = name::of_document(document, &sheet)?;
    let mut mention = Mention::bare(&document.path, named.paper);
    let running: String =
        sheet.all.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("。");
    mention.title = unfold(&named.name, document.elements.title.as_deref().unwrap_or_default());
    mention.issued = document.elements.date.or_else(|| year_of(document));
    mention.matter = matter::words(&named.name);
    mention.series = name::series(&named.name, &running);
    mention.emergency = emergency(&named.name, &sheet);
    mention.proofs.insert("title".to_owned(), title_quote(document));
    read_when(&mut mention, &sheet, document);
    read_attendance(&mut mention, &sheet, document, config);
    read_agenda(&mut mention, &sheet, document);
    read_organizer(&mut mention, &named, &sheet, document, config);
    Some(mention)
}

/// The name in the title's own marks; folding keeps characters one for one.
fn unfold(name: &str, title: &str) -> String {
    let title: Vec<char> = title.chars().filter(|c| !c.is_whitespace()).collect();
    let folded: Vec<char> = when::fold(&title.iter().collect::<String>()).chars().collect();
    let wanted: Vec<char> = name.chars().collect();
    let at = folded.windows(wanted.len().max(1)).position(|window| window == wanted.as_slice());
    let found = at.and_then(|at| title.get(at..at + wanted.len()));
    found.map_or_else(|| name.replace('(', "（").replace(')', "）"), |chars| chars.iter().collect())
}

/// Without a day of issue the number's year must do: the middle of it.
fn year_of(document: &Document) -> Option<Date> {
    static YEAR: Pattern = Pattern::new(&["20"], "[〔\\[(（](20[0-9]{2})[〕\\])）]");
    let number = document.elements.number.as_deref()?;
    let year = YEAR.captures(number)?.get(1)?.as_str().parse().ok()?;
    Date::new(year, 7, 1).ok()
}

fn title_quote(document: &Document) -> Quote {
    let span = document.places.title.first().copied().unwrap_or_default();
    let text = document.elements.title.clone().unwrap_or_else(|| document.quote(span));
    Quote { span, text }
}

fn emergency(name: &str, sheet: &Sheet) -> bool {
    let opening: String = sheet.all.iter().take(3).map(|piece| piece.text.as_str()).collect();
    any(&cues().emergency, name) || any(&cues().emergency, &opening)
}

const HOLDS: &[&str] = &["召开", "举行", "举办", "开会", "参会", "主持", "召集"];
static DUE: Pattern = Pattern::new(
    &[],
    r"^ ?(?:\([^)]{1,5}\))? ?(?:上午|下午|晚上|晚|中午|下班|[0-9]{1,2}[:时点][0-9]{0,2}分?|半){0,4} ?(?:之前|以前|前|截止|底|起)|^[^,，;；。]{0,6}(?:报名|报送|报到)",
);
static BEFORE: Pattern =
    Pattern::new(&["原"], "原(?:定|计划|拟|通知)?(?:于|在)?[^,，;；。]{0,12}$");
static MOVED_TO: Pattern = Pattern::new(
    &["调整", "改", "变更", "延", "推迟", "提前"],
    "(?:调整|改期|改|变更|延期|推迟|提前|顺延|延)(?:召开)?(?:至|到|为|于|在)",
);

fn read_when(mention: &mut Mention, sheet: &Sheet, document: &Document) {
    let issued = mention.issued;
    let moved = matches!(mention.paper, Paper::Change | Paper::Cancellation);
    if moved {
        read_move(mention, sheet);
    }
    let fields = [Field::Time, Field::TimePlace];
    let stated: Vec<&Piece> = fields.iter().flat_map(|field| sheet.pieces(*field)).collect();
    let free = sheet.sentences();
    let held = free.filter(|piece| any(HOLDS, &piece.text)).collect::<Vec<_>>();
    let places = stated.iter().copied().chain(&held).chain(sheet.preamble.iter());
    for piece in places {
        let day = day_in(&piece.text, issued);
        let open = mention.date.is_none()
            && (mention.paper != Paper::Cancellation || mention.moved_from.is_none());
        let new = day.filter(|(_, day)| open && mention.moved_from != Some(*day));
        if let Some((_, day)) = new {
            mention.date = Some(day);
            mention.proofs.entry("date".to_owned()).or_insert_with(|| piece.quote(document));
        }
        let after = day.map_or(0, |(end, _)| end);
        let timed = mention.start.is_none() && (stated.contains(&piece) || after > 0);
        let clock = when::clock(piece.text.get(after..).unwrap_or_default());
        if let Some((start, lasts)) = clock.filter(|_| timed) {
            mention.start = Some(start);
            mention.minutes = mention.minutes.or(lasts);
        }
    }
    let running: String =
        sheet.all.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("。");
    let field = sheet.text(Field::Time) + &sheet.text(Field::TimePlace);
    let exact = when::length(&sheet.text(Field::Length)).or_else(|| when::length_in(&running));
    mention.minutes = exact.or_else(|| when::length(&field)).or(mention.minutes);
    mention.venue = venue(sheet);
    if mention.paper == Paper::Cancellation {
        mention.date = mention.date.or(mention.moved_from);
        mention.moved_from = None;
    }
}

/// The first day in a text that is neither a deadline nor the old day, with the byte it ends at.
fn day_in(text: &str, issued: Option<Date>) -> Option<(usize, Date)> {
    let days = when::dates(text, issued);
    let meets = days.into_iter().find(|(range, _)| {
        let before = text.get(..range.start).unwrap_or_default();
        !DUE.is_match(text.get(range.end..).unwrap_or_default()) && !BEFORE.is_match(before)
    });
    meets.map(|(range, day)| (range.end, day))
}

/// 原定3月25日…调整至3月30日.
fn read_move(mention: &mut Mention, sheet: &Sheet) {
    for piece in &sheet.all {
        let days = when::dates(&piece.text, mention.issued);
        for (range, day) in &days {
            let before = piece.text.get(..range.start).unwrap_or_default();
            if mention.moved_from.is_none() && BEFORE.is_match(before) {
                mention.moved_from = Some(*day);
            }
            let to = MOVED_TO.find_iter(before).last();
            let near = to.is_some_and(|to| {
                before.get(to.end()..).is_some_and(|gap| gap.chars().count() < 8)
            });
            if mention.paper == Paper::Change && mention.date.is_none() && near {
                mention.date = Some(*day);
                mention.start = when::clock(piece.text.get(range.end..).unwrap_or_default())
                    .map(|(start, _)| start);
            }
        }
    }
}

fn venue(sheet: &Sheet) -> Option<String> {
    static AT: Pattern = Pattern::new(
        &["召开", "举行", "举办", "开会"],
        r"[在到](?P<at>[^,，。;；:]{2,40}?)(?:主持)?(?:召开|举行|举办|开会|组织召开)",
    );
    static MAIN: Pattern = Pattern::new(
        &["会场", "地点"],
        r"(?:主会场|地点|会场)(?:设)?(?:在|为|改为|是|:)(?P<at>[^,，。;；:(]{3,40})",
    );
    let field = sheet.text(Field::Place);
    if !field.is_empty() {
        let main = MAIN
            .captures(&field)
            .and_then(|hit| hit.name("at"))
            .map_or(field.as_str(), |m| m.as_str());
        let first = main.split(['。', ',', '，', ';', '；']).find(|part| part.chars().count() >= 3);
        return first.map(|text| text.trim().to_owned());
    }
    let both = sheet.text(Field::TimePlace);
    let place = both.split([',', '，', '。', ';', '；', ' ']).find(|part| {
        ["室", "厅", "楼", "中心", "会场", "局", "院", "礼堂", "剧院", "现场"]
            .iter()
            .any(|end| part.contains(end))
    });
    if let Some(place) = place {
        return Some(place.trim().to_owned());
    }
    let running = || sheet.all.iter();
    let found = running()
        .find_map(|piece| MAIN.captures(&piece.text)?.name("at").map(|m| m.as_str().to_owned()));
    found.or_else(|| {
        running()
            .find_map(|piece| AT.captures(&piece.text)?.name("at").map(|m| m.as_str().to_owned()))
    })
}

fn read_attendance(mention: &mut Mention, sheet: &Sheet, document: &Document, config: &Config) {
    let lines = attendance::sentences(sheet);
    let reach = attendance::reach(lines.iter().map(|line| line.text.as_str()), config);
    if let Some((level, at)) = reach {
        mention.reach = Some(level);
        if let Some(line) = lines.get(at) {
            mention.proofs.insert("reach".to_owned(), line.quote(document));
        }
    } else if mention.paper != Paper::Minutes {
        let to: Vec<String> =
            document.elements.recipients.iter().map(|name| when::fold(name)).collect();
        mention.reach =
            attendance::reach(to.iter().map(String::as_str), config).map(|(level, _)| level);
    }
    mention.attendees = attendance::attendees(sheet);
    let counted = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("。");
    mention.people = attendance::people(&counted).or_else(|| {
        sheet
            .all
            .iter()
            .filter(|piece| piece.text.contains('人'))
            .find_map(|piece| attendance::people(&piece.text))
    });
    if let Some(line) = lines.iter().find(|line| attendance::people(&line.text) == mention.people) {
        mention.proofs.insert("people".to_owned(), line.quote(document));
    }
    if let Some(line) = attendance::principals(&lines, config) {
        mention.principals = true;
        mention.proofs.insert("principals".to_owned(), line.quote(document));
    }
    mention.form = attendance::form(&mention.title, sheet);
    mention.form_stated = mention.form != Form::InPerson;
}

/// Clauses of an opening that every notice has.
static FRAME: Pattern = Pattern::new(
    &[
        "会期",
        "定于",
        "拟于",
        "订于",
        "通知如下",
        "事项通知",
        "决定",
        "经",
        "地点",
        "会议室",
        "现就",
        "召开",
        "请",
        "人",
    ],
    "会期|定于|拟于|订于|通知如下|事项通知|决定|经.{0,12}(?:研究|同意)|地点|会议室|现就|召开|请.{0,20}参加|[0-9]人",
);

fn read_agenda(mention: &mut Mention, sheet: &Sheet, document: &Document) {
    static CHAIR: Pattern = Pattern::new(
        &["主持", "召集"],
        r"(?P<who>[^,，。;；:、]{2,24}?)(?:主持(?:会议|召开|并讲话)?|召集)(?:[,，。;；]|会议|召开|$)",
    );
    let (items, pieces) = agenda::items(sheet);
    if let Some(piece) = pieces.first() {
        mention.proofs.insert("agenda".to_owned(), piece.quote(document));
    }
    for piece in &pieces {
        let (speech, speakers) = agenda::speeches(&piece.text);
        if speech > mention.speech || speakers > mention.speakers {
            mention.proofs.insert("speech".to_owned(), piece.quote(document));
        }
        mention.speech = mention.speech.max(speech);
        mention.speakers = mention.speakers.max(speakers);
    }
    // Minutes record what was decided in their body, whatever its headings.
    let told = if mention.paper == Paper::Minutes { &sheet.all } else { &pieces };
    let told = told.iter().map(|piece| piece.text.as_str());
    let opening =
        sheet.preamble.iter().take(2).flat_map(|piece| piece.text.split([',', '，', '。']));
    let opening = opening.filter(|clause| !FRAME.is_match(clause));
    let text: String = told.chain(opening).collect::<Vec<_>>().join("。");
    mention.topics = matter::words(&text);
    mention.agenda = items;
    mention.chair = sheet.all.iter().find_map(|piece| {
        let hit = CHAIR.captures(&piece.text)?;
        hit.name("who").map(|m| m.as_str().trim().to_owned())
    });
}

fn read_organizer(
    mention: &mut Mention,
    named: &Named,
    sheet: &Sheet,
    document: &Document,
    config: &Config,
) {
    let issuer = document
        .department
        .clone()
        .or_else(|| document.elements.issuers.first().map(|name| config.organs.canonical(name)));
    let issuer = issuer.as_deref();
    let own = organizer::of_paper(sheet, &named.name, issuer, config);
    if let Some((above, level)) =
        superior(&named.name, issuer, config).filter(|_| named.relay || watches(sheet))
    {
        mention.then = own_session(mention, sheet, issuer, config).map(Box::new);
        mention.organizer = organizer::of_superior(sheet, &named.name, level, config);
        mention.organizer_stated = mention.organizer.is_some();
        mention.people = None;
        mention.principals = false;
        mention.proofs.insert(
            "level".to_owned(),
            Quote { span: title_quote(document).span, text: above.to_owned() },
        );
        return;
    }
    mention.relays = relayed(named, sheet, issuer, config);
    if let Some(own) = own {
        mention.organizer = Some(own.name);
        mention.organizer_stated = own.stated;
    }
}

/// The paper asks to watch, whatever its title.
fn watches(sheet: &Sheet) -> bool {
    static WATCH: Pattern = Pattern::new(
        &["组织", "我", "接"],
        "组织(?:好)?(?:收看|收听|参加|观看)|我(?:市|县|区)(?:分会场|参会|收看)|接(?:到)?[^,，。]{2,20}通知",
    );
    sheet.all.iter().take(4).any(|piece| WATCH.is_match(&piece.text))
}

/// The level above the issuer that a meeting's name gives (全省), with how its organs' names begin.
fn superior(name: &str, issuer: Option<&str>, config: &Config) -> Option<(&'static str, char)> {
    let place = config.organs.jurisdiction().level;
    let own =
        issuer.and_then(|issuer| config.organs.level(issuer)).or(place).unwrap_or(Level::City);
    let levels = [
        ("全国", Level::Central, '国'),
        ("国务院", Level::Central, '国'),
        ("全省", Level::Province, '省'),
        ("省", Level::Province, '省'),
        ("全市", Level::City, '市'),
        ("市", Level::City, '市'),
    ];
    let found =
        levels.into_iter().find(|(word, level, _)| *level < own && name.starts_with(word))?;
    Some((found.0, found.2))
}

/// The superior's meeting that an own meeting conveys or follows at once.
fn relayed(named: &Named, sheet: &Sheet, issuer: Option<&str>, config: &Config) -> Option<String> {
    let own = [&named.name].into_iter().map(String::as_str);
    let mut text = own.chain(sheet.all.iter().take(12).map(|piece| piece.text.as_str()));
    text.find_map(|line| conveyed(line, issuer, config))
}

/// The superior's meeting that a line says is conveyed or followed.
pub(super) fn conveyed(line: &str, issuer: Option<&str>, config: &Config) -> Option<String> {
    static CONVEYS: Pattern = Pattern::new(
        &["会议", "大会", "电话会", "视频会"],
        r"(?:传达|学习|贯彻|落实|按照|根据|收看|在)?(?P<name>(?:全国|国务院|全省|省|全市|市)[^,，。;；、:]{0,30}?(?:会议|大会|电视电话会|视频会))(?P<after>精神|要求|结束后|后)?",
    );
    CONVEYS.captures_iter(line).find_map(|hit| {
        let name = hit.name("name")?;
        let before = line.get(..name.start())?;
        let conveys = hit.name("after").is_some()
            || ["传达", "学习", "贯彻", "落实", "传达学习"]
                .iter()
                .any(|word| before.ends_with(word));
        let above = superior(name.as_str(), issuer, config).is_some();
        (conveys && above).then(|| name.as_str().to_owned())
    })
}

/// 会后接着召开全市…会议: a sitting of its own in the same paper.
fn own_session(
    watched: &Mention,
    sheet: &Sheet,
    issuer: Option<&str>,
    config: &Config,
) -> Option<Mention> {
    static NEXT: Pattern = Pattern::new(
        &["召开", "举行", "套开", "续开"],
        r"(?:会后|会议结束后|结束后|随后|接着|紧接着|套开|续开|之后)[^。;；]{0,20}?(?:召开|举行|套开|续开)(?P<name>(?:全市|全县|全区|我市|我县|市|县|区)?[^,，。;；]{0,30}?(?:会议|会))",
    );
    let piece = sheet.all.iter().find(|piece| NEXT.is_match(&piece.text))?;
    let name = NEXT.captures(&piece.text)?.name("name")?.as_str().to_owned();
    let mut own = Mention::bare(&watched.source, Paper::Notice);
    own.matter = matter::words(&name);
    if own.matter.is_empty() {
        own.matter.clone_from(&watched.matter);
    }
    let found = organizer::of_paper(&Sheet::default(), &name, issuer, config);
    own.organizer = found.map(|found| found.name);
    own.title = name;
    own.issued = watched.issued;
    own.date = watched.date;
    own.form = watched.form;
    own.form_stated = watched.form_stated;
    own.reach = watched.reach;
    own.attendees.clone_from(&watched.attendees);
    own.relays = Some(watched.title.clone());
    own.emergency = watched.emergency;
    Some(own)
}
