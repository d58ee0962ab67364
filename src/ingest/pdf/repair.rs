//! Characters that producers wrote wrongly: 方正 punctuation, radicals for ideographs, private-use bullets, «».

use encoding_rs::GB18030;

use super::rows::is_wide;

/// A character as it was meant; `None` for one that says nothing.
pub(super) fn character(c: char) -> Option<char> {
    match c {
        '\u{a1a1}'..='\u{a3fe}' => Some(founder(c)),
        '\u{2e80}'..='\u{2fd5}' => Some(radical(c)),
        '\u{fe10}'..='\u{fe48}' => Some(upright(c)),
        '\u{e000}'..='\u{f8ff}' => bullet(c),
        '\u{a0}' | '\u{2002}'..='\u{200a}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => None,
        _ => (!c.is_control() && c != '\u{fffd}').then_some(c),
    }
}

/// 方正 maps full-width marks to their raw GBK codes.
fn founder(c: char) -> char {
    let bytes = (c as u32 as u16).to_be_bytes();
    let text = GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
    let meant = text.and_then(|text| text.chars().next());
    meant.filter(|meant| !('\u{e000}'..='\u{f8ff}').contains(meant)).unwrap_or(c)
}

/// Kangxi radicals in the order of U+2F00, each as its ideograph.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Radicals of the supplement block that look exactly like an ideograph in use.
const SUPPLEMENT: &str = "⺁厂⺋卩⺘扌⺝月⺟母⺠民⺡氵⺯糸⺰纟⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

fn radical(c: char) -> char {
    if c >= '\u{2f00}' {
        return KANGXI.chars().nth(c as usize - 0x2f00).unwrap_or(c);
    }
    let mut pairs = SUPPLEMENT.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == c {
            return to;
        }
    }
    c
}

/// Forms for vertical text.
fn upright(c: char) -> char {
    const FORMS: &str = "︐，︑、︒。︓：︔；︕！︖？︗〖︘〗︙…︱—︵（︶）︷｛︸｝︹〔︺〕︻【︼】︽《︾》︿〈﹀〉﹁「﹂」﹃『﹄』﹇［﹈］";
    let mut pairs = FORMS.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == c {
            return to;
        }
    }
    c
}

/// Symbol fonts put their glyphs in the private area; only bullets are known.
fn bullet(c: char) -> Option<char> {
    match c {
        '\u{f06c}' | '\u{f06e}' | '\u{f075}' | '\u{f076}' | '\u{f09f}' | '\u{f0a7}'
        | '\u{f0b2}' | '\u{f0b7}' | '\u{f0d8}' | '\u{f0fc}' => Some('•'),
        _ => None,
    }
}

/// «» stand for 《》 where they touch Chinese.
pub(super) fn title_marks(text: String) -> String {
    if !text.contains(['«', '»']) || !text.chars().any(is_wide) {
        return text;
    }
    text.chars()
        .map(|c| match c {
            '«' => '《',
            '»' => '》',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_as_they_were_meant() {
        let check = |text: &str, expect: &str| {
            assert_eq!(text.chars().filter_map(character).collect::<String>(), expect);
        };
        check("镇村\u{a3ac}减负\u{a1a3}", "镇村，减负。");
        check("\u{2f00}\u{2f26}\u{2f64}\u{2ed3}", "一子用长");
        check("\u{f0b7}要点\u{200b}\u{e123}", "•要点");
        check("︵二︶", "（二）");
        check("ꀀ", "ꀀ");
    }

    #[test]
    fn title_marks_only_in_chinese() {
        assert_eq!(title_marks("印发«方案»".into()), "印发《方案》");
        assert_eq!(title_marks("«bonjour»".into()), "«bonjour»");
    }

    #[test]
    fn every_kangxi_radical_is_listed() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(SUPPLEMENT.chars().count() % 2, 0);
        assert_eq!(radical('\u{2fd5}'), '龠');
    }
}
