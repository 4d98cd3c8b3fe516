//! Month names, in the languages of the outlets, and zones.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The names and abbreviations of the twelve months: English, French, Portuguese, Spanish, German,
/// Italian, Dutch, Greek, Hungarian, Arabic (of the Maghreb, Egypt and the Levant) and Swahili;
/// lower-case, without accents.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "january", "janv", "janvier", "janeiro", "ene", "enero", "jaen", "januar", "jaenner",
        "janner", "gen", "gennaio", "januari", "ιαν", "ιανουαριοσ", "ιανουαριου",
        "يناير", "جانفي", "كانون الثاني",
    ],
    &[
        "feb", "february", "fev", "fevr", "fevrier", "fevereiro", "febrero", "februar", "febbraio",
        "februari", "φεβ", "φεβρουαριοσ", "φεβρουαριου", "فبراير", "فيفري", "شباط",
    ],
    &[
        "mar", "march", "mars", "marco", "marzo", "maerz", "marz", "mrz", "maart", "mrt", "μαρ",
        "μαρτιοσ", "μαρτιου", "marcius", "machi", "مارس", "اذار",
    ],
    &[
        "apr", "april", "avr", "avril", "abr", "abril", "aprile", "απρ", "απριλιοσ", "απριλιου",
        "aprilis", "aprili", "ابريل", "افريل", "نيسان",
    ],
    &[
        "may", "mai", "maio", "mayo", "mag", "maggio", "mei", "μαι", "μαιοσ", "μαιου",
        "majus", "مايو", "ماي", "ايار",
    ],
    &[
        "jun", "june", "juin", "junho", "junio", "juni", "giu", "giugno", "ιουν", "ιουνιοσ",
        "ιουνιου", "junius", "يونيو", "جوان", "حزيران",
    ],
    &[
        "jul", "july", "juil", "juill", "juillet", "julho", "julio", "juli", "lug", "luglio",
        "ιουλ", "ιουλιοσ", "ιουλιου", "julius", "julai", "يوليو", "يوليوز", "جويلية", "تموز",
    ],
    &[
        "aug", "august", "aout", "ago", "agosto", "augustus", "αυγ", "αυγουστοσ", "αυγουστου",
        "augusztus", "agosti", "اغسطس", "غشت", "اوت", "اب",
    ],
    &[
        "sep", "sept", "september", "septembre", "set", "setembro", "septiembre", "settembre",
        "σεπ", "σεπτ", "σεπτεμβριοσ", "σεπτεμβριου", "szeptember", "septemba", "سبتمبر", "شتنبر",
        "ايلول",
    ],
    &[
        "oct", "october", "octobre", "out", "outubro", "octubre", "okt", "oktober", "ott",
        "ottobre", "οκτ", "οκτωβριοσ", "οκτωβριου", "oktoba", "اكتوبر", "تشرين الاول",
    ],
    &[
        "nov", "november", "novembre", "novembro", "noviembre", "νοε", "νοεμ", "νοεμβριοσ",
        "νοεμβριου", "novemba", "نوفمبر", "نونبر", "تشرين الثاني",
    ],
    &[
        "dec", "december", "decembre", "dez", "dezembro", "dic", "diciembre", "dezember",
        "dicembre", "δεκ", "δεκεμβριοσ", "δεκεμβριου", "desemba", "ديسمبر", "دجنبر",
        "كانون الاول",
    ],
];

/// Zones by name, in minutes east of Greenwich. Where a name has several meanings, the one of
/// RFC 822, or the one that feeds use.
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
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
    let months = MONTHS.iter().zip(1..);
    months
        .filter(|(names, _)| names.contains(&word))
        .map(|(_, number)| number)
        .next()
}

/// The offset from Greenwich, in minutes, of the folded zone name.
pub(super) fn zone(word: &str) -> Option<i32> {
    let word = word.strip_prefix("etc/").unwrap_or(word);
    let row = ZONES.iter().find(|(name, _)| *name == word);
    row.map(|(_, minutes)| *minutes)
}
