//! Which number formats show a number as a date, a time or a span of time.

use calamine::ExcelDateTimeType::{self, DateTime, TimeDelta};

/// How a format shows a number, by its number in the file and its own code where it has one; `None` for a plain number.
pub(super) fn shown(number: u32, code: Option<&str>) -> Option<ExcelDateTimeType> {
    match (code, number) {
        (Some(code), _) => by_code(code),
        (None, 14..=22 | 27..=36 | 45 | 47 | 50..=58) => Some(DateTime),
        (None, 46) => Some(TimeDelta),
        _ => None,
    }
}

/// The first section decides: a letter of a date outside quotes and brackets, or hours, minutes or seconds alone in brackets.
fn by_code(code: &str) -> Option<ExcelDateTimeType> {
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign.to_ascii_lowercase() {
            // What follows is shown as it is, as wide as it is, or over and over.
            '\\' | '_' | '*' => drop(signs.next()),
            '"' => drop(signs.by_ref().find(|&sign| sign == '"')),
            '[' => {
                let inside = signs.by_ref().take_while(|&sign| sign != ']');
                let inside: String = inside.map(|sign| sign.to_ascii_lowercase()).collect();
                let span = |unit: &str| !inside.is_empty() && inside.replace(unit, "").is_empty();
                if ["h", "m", "s"].into_iter().any(span) {
                    return Some(TimeDelta);
                }
            }
            ';' => return None,
            'y' | 'm' | 'd' | 'h' | 's' => return Some(DateTime),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        let check = |codes: &[&str], expect: Option<ExcelDateTimeType>| {
            for code in codes {
                assert_eq!(by_code(code), expect, "{code}");
            }
        };
        let dates = [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\";@",
            "h:mm AM/PM",
            "[$-804]yyyy/m/d",
            "*-yyyy",
            "上午/下午h\"时\"",
        ];
        check(&dates, Some(DateTime));
        check(&["[h]:mm:ss", "[mm]", "[红色][ss]", "[H]\"小时\""], Some(TimeDelta));
        check(
            &[
                "General",
                "G/通用格式",
                "0.00_ ;[Red]-0.00",
                "0;yyyy",
                "\"第\"0\"day\"",
                "0\\d",
                "[DBNum1]0",
                "@",
            ],
            None,
        );
        assert_eq!(shown(14, None), Some(DateTime));
        assert_eq!(shown(46, None), Some(TimeDelta));
        assert_eq!(shown(58, None), Some(DateTime));
        assert_eq!(shown(14, Some("0.00")), None);
        assert_eq!(shown(0, None), None);
    }
}
