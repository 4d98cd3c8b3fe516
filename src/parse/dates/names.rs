//! Month names, in the languages of the outlets, and zones.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Weekday;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The names and abbreviations of the months, in the languages of the outlets and their readers.
static MONTHS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/months.tsv").lines();
    let rows = lines.filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(name, month)| Some((name, month.parse().ok()?)))
        .collect()
});

/// Zones by name, in minutes east of Greenwich. Where a name has several meanings, the one of
/// RFC 822, or the one that feeds use.
const ZONES: &[(&str, i32)] = &[
    // The letters of RFC 822, section 5.1.
    ("z", 0),
    ("a", -60),
    ("m", -720),
    ("n", 60),
    ("y", 720),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 60),
    ("wat", 60),
    ("bst", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("cat", 120),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("sast", 120),
    ("eat", 180),
    ("eest", 180),
    ("msk", 180),
    ("trt", 180),
    ("gst", 240),
    ("mut", 240),
    ("pkt", 300),
    ("ist", 330),
    ("wib", 420),
    ("ict", 420),
    ("sgt", 480),
    ("hkt", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("cvt", -60),
    ("brt", -180),
    ("art", -180),
    ("at", -240),
    ("ast", -240),
    ("adt", -180),
    ("et", -300),
    ("est", -300),
    ("edt", -240),
    ("ct", -360),
    ("cst", -360),
    ("cdt", -300),
    ("mt", -420),
    ("mst", -420),
    ("mdt", -360),
    ("pt", -480),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
];

/// The weekdays in English, French, Portuguese, Spanish and Arabic.
const WEEKDAYS: &[(Weekday, &str)] = &[
    (
        Weekday::Mon,
        "mon monday lun lundi lunes seg segunda segunda-feira الاثنين",
    ),
    (
        Weekday::Tue,
        "tue tues tuesday mar mardi martes ter terca terca-feira الثلاثاء",
    ),
    (
        Weekday::Wed,
        "wed wednesday mer mercredi mie miercoles qua quarta quarta-feira الاربعاء",
    ),
    (
        Weekday::Thu,
        "thu thur thurs thursday jeu jeudi jue jueves qui quinta quinta-feira الخميس",
    ),
    (
        Weekday::Fri,
        "fri friday ven vendredi vie viernes sex sexta sexta-feira الجمعة",
    ),
    (Weekday::Sat, "sat saturday sam samedi sab sabado السبت"),
    (Weekday::Sun, "sun sunday dim dimanche dom domingo الاحد"),
];

/// Lower-case, without accents, with ASCII digits, and blanks and dashes of one kind: so that
/// `Août`, `AOUT` and `août` are one word.
pub(super) fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_bidi_control(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ς' => 'σ',
            '٠'..='٩' => digit(c, '٠'),
            '۰'..='۹' => digit(c, '۰'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '،' => ',',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .nfc()
        .collect()
}

fn digit(c: char, zero: char) -> char {
    char::from_digit((c as u32).wrapping_sub(zero as u32), 10).unwrap_or(c)
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The month, 1 to 12, that the folded `word` names.
pub(super) fn month(word: &str) -> Option<u32> {
    MONTHS.get(word).copied()
}

/// The weekday that the folded `word` names.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let mut rows = WEEKDAYS.iter();
    let row = rows.find(|(_, names)| names.split(' ').any(|name| name == word));
    row.map(|(weekday, _)| *weekday)
}

/// The offset from Greenwich, in minutes, of the folded zone name.
pub(super) fn zone(word: &str) -> Option<i32> {
    let word = word.strip_prefix("etc/").unwrap_or(word);
    let row = ZONES.iter().find(|(name, _)| *name == word);
    row.map(|(_, minutes)| *minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weekday_is_folded() {
        for (_, names) in WEEKDAYS {
            assert_eq!(fold(names), *names);
        }
    }

    #[test]
    fn every_month_of_the_table_is_folded_and_read() {
        let lines: Vec<&str> = include_str!("../../../data/months.tsv").lines().collect();
        assert_eq!(MONTHS.len(), lines.len());
        assert!(lines.is_sorted(), "sorted by bytes");
        for (name, month) in MONTHS.iter() {
            assert_eq!(fold(name), *name);
            assert!((1..=12).contains(month), "{name}");
        }
    }
}
