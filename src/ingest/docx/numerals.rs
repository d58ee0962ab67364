//! Numbers in the shapes Word numbers paragraphs with.

/// Ways to write a number, by their name in the file.
pub(super) fn write(format: &str, number: u32) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_lowercase(),
        "decimalFullWidth" | "decimalFullWidth2" => wide(number),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "koreanCounting" => counting(number, "〇一二三四五六七八九", "十百千", true),
        "chineseLegalSimplified" => counting(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟", false),
        "ideographLegalTraditional" => counting(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟", false),
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => {
            digits(number, "〇一二三四五六七八九")
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedParen" => {
            from_block(number, '⑴', 20).unwrap_or_else(|| format!("({number})"))
        }
        "decimalEnclosedFullstop" => {
            from_block(number, '⒈', 20).unwrap_or_else(|| format!("{number}."))
        }
        "ideographEnclosedCircle" => {
            from_block(number, '㊀', 10).unwrap_or_else(|| number.to_string())
        }
        "ideographTraditional" => cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        _ => number.to_string(),
    }
}

fn roman(mut number: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 5000 {
        return number.to_string();
    }
    let mut text = String::new();
    for (value, sign) in STEPS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// A to Z, then AA to ZZ, as Word counts.
fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(b'A' + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(16) as usize).collect()
}

fn wide(number: u32) -> String {
    digits(number, "０１２３４５６７８９")
}

fn digits(number: u32, signs: &str) -> String {
    let sign = |digit: char| digit.to_digit(10).and_then(|digit| signs.chars().nth(digit as usize));
    number.to_string().chars().filter_map(sign).collect()
}

/// 一百二十三; `short` writes 十二 where the long form writes 壹拾贰.
fn counting(number: u32, signs: &str, units: &str, short: bool) -> String {
    if number == 0 || number > 9999 {
        return digits(number, signs);
    }
    let text = number.to_string();
    let (mut written, mut gap) = (String::new(), false);
    for (at, digit) in text.chars().filter_map(|digit| digit.to_digit(10)).enumerate() {
        let place = text.len() - 1 - at;
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap && !written.is_empty() {
            written.push('零');
        }
        gap = false;
        let silent_one = short && digit == 1 && place == 1 && written.is_empty();
        if !silent_one {
            written.extend(signs.chars().nth(digit as usize));
        }
        written.extend(place.checked_sub(1).and_then(|unit| units.chars().nth(unit)));
    }
    written
}

fn circled(number: u32) -> String {
    let sign = match number {
        0 => Some('⓪'),
        1..=20 => char::from_u32('①' as u32 + number - 1),
        21..=35 => char::from_u32('㉑' as u32 + number - 21),
        36..=50 => char::from_u32('㊱' as u32 + number - 36),
        _ => None,
    };
    sign.map_or_else(|| number.to_string(), String::from)
}

fn from_block(number: u32, first: char, size: u32) -> Option<String> {
    let index = number.checked_sub(1).filter(|index| *index < size)?;
    char::from_u32(first as u32 + index).map(String::from)
}

fn cycle(number: u32, signs: &str) -> String {
    let index = number.saturating_sub(1) as usize % signs.chars().count().max(1);
    signs.chars().nth(index).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written() {
        let check = |format: &str, number: u32, expect: &str| {
            assert_eq!(write(format, number), expect, "{format}");
        };
        check("chineseCounting", 3, "三");
        check("chineseCounting", 10, "十");
        check("chineseCountingThousand", 11, "十一");
        check("japaneseCounting", 20, "二十");
        check("chineseCountingThousand", 102, "一百零二");
        check("chineseCountingThousand", 110, "一百一十");
        check("chineseLegalSimplified", 12, "壹拾贰");
        check("decimal", 7, "7");
        check("decimalZero", 7, "07");
        check("upperRoman", 14, "XIV");
        check("lowerLetter", 28, "bb");
        check("decimalEnclosedCircleChinese", 21, "㉑");
        check("decimalEnclosedParen", 3, "⑶");
        check("ideographTraditional", 3, "丙");
        check("decimalFullWidth", 12, "１２");
        check("ideographDigital", 10, "一〇");
    }
}
