//! What can be seen of a sentence without knowing words: its outline number, its ending, its figures and dates.

/// What can be seen of one sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Outline level 1–4 its number claims (一、 （一） 1. （1）), 0 without one.
    pub level: u8,
    /// It is an article or chapter of rules (第三条).
    pub article: bool,
    /// It stands in the document as a heading: numbered and short, or without a full stop.
    pub heading: bool,
    /// Characters.
    pub chars: usize,
    /// Figures that count or measure something.
    pub figures: usize,
    /// Days, months and years.
    pub dates: usize,
    /// Titles in 《》.
    pub titles: usize,
    /// Latin letters stand in it.
    pub latin: bool,
    /// Items parted by 、.
    pub items: usize,
    /// Clauses parted by ； or ，.
    pub clauses: usize,
    /// Quoted terms.
    pub quoted: usize,
    /// Its last character.
    pub last: char,
}

/// Looks at a sentence.
pub fn look(text: &str) -> Shape {
    let mut shape = Shape { level: level(text), article: article(text), ..Shape::default() };
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        shape.chars += 1;
        match c {
            '《' => shape.titles += 1,
            '、' => shape.items += 1,
            '，' | '；' | ',' | ';' => shape.clauses += 1,
            '“' => shape.quoted += 1,
            c if c.is_ascii_alphabetic() => shape.latin = true,
            c if digit(c) && !chars.peek().is_some_and(|&next| digit(next) || next == '.') => {
                let after = chars.peek().copied().unwrap_or(' ');
                figure(&mut shape, before, after);
            }
            _ => {}
        }
        if !digit(c) {
            before = c;
        }
    }
    shape.last = text.chars().next_back().unwrap_or(' ');
    shape.heading = heading(&shape);
    shape
}

/// Counts a run of digits by what follows it; outline numbers and plan years count as nothing.
fn figure(shape: &mut Shape, before: char, after: char) {
    match after {
        '年' | '月' | '日' | '时' => shape.dates += 1,
        '〕' | ']' | '号' => {}
        '.' | '．' | '、' | '）' | ')' if shape.chars <= 4 => {}
        _ if before == '“' => {}
        _ => shape.figures += 1,
    }
}

fn digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

fn heading(shape: &Shape) -> bool {
    let open = !matches!(shape.last, '。' | '；' | '！' | '？' | ';' | '，');
    match shape.level {
        0 => shape.article && shape.chars <= 20 && open,
        _ if open => shape.chars <= 60 && shape.last != '：',
        _ => shape.last == '。' && shape.chars <= 24 && shape.clauses <= 2,
    }
}

/// The outline level a sentence's number claims.
fn level(text: &str) -> u8 {
    let text = text.trim_start_matches(['　', ' ', '\t']);
    if let Some(inner) = text.strip_prefix(['（', '(']) {
        return match inner.trim_start_matches(hanzi_number) {
            rest if rest.len() < inner.len() => 2 * u8::from(rest.starts_with(['）', ')'])),
            _ => {
                let rest = inner.trim_start_matches(digit);
                4 * u8::from(rest.len() < inner.len() && rest.starts_with(['）', ')']))
            }
        };
    }
    let rest = text.trim_start_matches(hanzi_number);
    if rest.len() < text.len() {
        return u8::from(rest.starts_with('、'));
    }
    let rest = text.trim_start_matches(digit);
    let dotted = rest.starts_with(['.', '．', '、']);
    let decimal = rest.chars().nth(1).is_some_and(digit);
    3 * u8::from(rest.len() < text.len() && dotted && !decimal)
}

fn article(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('第') else { return false };
    let after = rest.trim_start_matches(hanzi_number);
    after.len() < rest.len() && after.starts_with(['条', '章', '节'])
}

fn hanzi_number(c: char) -> bool {
    matches!(
        c,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零' | '〇'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        let check = |text: &str, expect: (u8, bool)| {
            let shape = look(text);
            assert_eq!((shape.level, shape.heading), expect, "{text}");
        };
        check("一、总体要求", (1, true));
        check("（三）加强领导。", (2, true));
        check("2.排查管网", (3, true));
        check("（2）更换阀门", (4, true));
        check("3.5公里的河道已经清淤。", (0, false));
        check("一是要把管护经费列入预算。", (0, false));
        check("（一）各镇应当在五月底前完成管网排查，并把结果报县水利局。", (2, false));
        check("第三章 罚则", (0, true));
        check("第三条 本办法所称管护，是指对供水设施的巡查和维修。", (0, false));
    }

    #[test]
    fn figures() {
        let check = |text: &str, expect: (usize, usize)| {
            let shape = look(text);
            assert_eq!((shape.figures, shape.dates), expect, "{text}");
        };
        check("3月15日前更换阀门120个。", (1, 2));
        check("1.更换阀门。", (0, 0));
        check("补助比例为12.5%。", (1, 0));
        check("按岚府发〔2026〕8号执行。", (0, 0));
    }
}
