//! Languages by their primary subtag.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// `code, fr, en, pt, ar` a line.
const NAMES: &str = include_str!("../../data/languages.tsv");

/// A primary language subtag (RFC 5646, section 2.2.1), lower-case: `fr` of `fr-FR`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 3]);

/// ISO 639-1.
const TWO: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie \
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi \
    mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc \
    sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve \
    vi vo wa wo xh yi yo za zh zu";

/// What ISO 639-2 has beside those of which outlets may write, and the code for what is not known.
const THREE: &str = "ach ada bas bej bem ber bin byn dua dyu efi ewo fan fat fil fon gaa gba gez haw kab kam kmb \
    kpe loz lua lun luo mas men mos nso nub nym nyn nyo nzi sid snk srr suk sus syr tem tig tiv tmh tog tum umb \
    und vai wal yao zen znd";

/// Other codes that feeds give, and those that stand for them: the ones of three letters of what has
/// one of two, and such as are no longer used.
const OTHERWISE: [(&str, &str); 31] = [
    ("afr", "af"),
    ("amh", "am"),
    ("ara", "ar"),
    ("deu", "de"),
    ("eng", "en"),
    ("ewe", "ee"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ful", "ff"),
    ("ger", "de"),
    ("hau", "ha"),
    ("ibo", "ig"),
    ("in", "id"),
    ("ita", "it"),
    ("iw", "he"),
    ("ji", "yi"),
    ("kin", "rw"),
    ("lin", "ln"),
    ("mlg", "mg"),
    ("orm", "om"),
    ("por", "pt"),
    ("run", "rn"),
    ("rus", "ru"),
    ("sna", "sn"),
    ("som", "so"),
    ("spa", "es"),
    ("swa", "sw"),
    ("tir", "ti"),
    ("wol", "wo"),
    ("yor", "yo"),
    ("zul", "zu"),
];

/// The text does not begin with a language subtag of two or three letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no language tag (such as fr, en or pt-BR)")]
pub struct UnknownLanguage(pub String);

impl Language {
    /// French.
    pub const FRENCH: Self = Self(*b"fr\0");
    /// English.
    pub const ENGLISH: Self = Self(*b"en\0");
    /// Portuguese.
    pub const PORTUGUESE: Self = Self(*b"pt\0");
    /// A language that is not known, or has no code that everybody knows.
    pub const UNDETERMINED: Self = Self(*b"und");
    /// Arabic.
    pub const ARABIC: Self = Self(*b"ar\0");

    /// The subtag, as in `fr`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(3);
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }

    /// Whether ISO 639-1 lists it, or ISO 639-2 does because the former has no code for it. RFC 5646
    /// knows more (`pcm`, `zgh`).
    #[must_use]
    pub fn is_listed(self) -> bool {
        LISTED.contains(self.as_str())
    }

    /// What it is called in a language; in English where that is none of the interface's, and its
    /// subtag where we have no name.
    #[must_use]
    pub fn name(&self, language: Self) -> &str {
        let names = NAMED.get(self.as_str());
        names.map_or(self.as_str(), |names| names[language.column()])
    }

    /// Which of four names is in the language, in tables that have them in French, English, Portuguese
    /// and Arabic.
    pub(super) fn column(self) -> usize {
        match self.as_str() {
            "fr" => 0,
            "pt" => 2,
            "ar" => 3,
            _ => 1,
        }
    }

    /// Whether the language is written from right to left.
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        matches!(
            self.as_str(),
            "ar" | "fa" | "he" | "ur" | "ps" | "yi" | "dv" | "ug" | "sd" | "ckb"
        )
    }
}

/// Looked into for every entry and every word of the tables.
static LISTED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    TWO.split_whitespace()
        .chain(THREE.split_whitespace())
        .collect()
});

static NAMED: LazyLock<HashMap<&str, [&str; 4]>> = LazyLock::new(|| {
    let rows = NAMES.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        let code = cells.next()?;
        Some((
            code,
            [cells.next()?, cells.next()?, cells.next()?, cells.next()?],
        ))
    });
    rows.collect()
});

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads the primary subtag of a tag such as `fr`, `fr-FR` or `pt_BR`. What has a code of two
    /// letters is known by that (RFC 5646, section 2.2.1), and a code of two letters that stands for
    /// no language, such as a country's, is none.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        let letters = primary.as_bytes();
        if !(2..=3).contains(&letters.len()) || !letters.iter().all(u8::is_ascii_alphabetic) {
            return Err(UnknownLanguage(tag.to_owned()));
        }
        let lower = primary.to_ascii_lowercase();
        let code = OTHERWISE
            .iter()
            .find(|(other, _)| *other == lower)
            .map_or(lower.as_str(), |(_, code)| code);
        let mut subtag = [0; 3];
        subtag[..code.len()].copy_from_slice(code.as_bytes());
        let language = Self(subtag);
        if code.len() == 2 && !language.is_listed() {
            return Err(UnknownLanguage(tag.to_owned()));
        }
        Ok(language)
    }
}

impl TryFrom<String> for Language {
    type Error = UnknownLanguage;

    fn try_from(tag: String) -> Result<Self, UnknownLanguage> {
        tag.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.as_str().to_owned()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_otherwise_is_listed() {
        assert!(OTHERWISE.is_sorted());
        for (_, code) in OTHERWISE {
            assert!(code.parse::<Language>().unwrap().is_listed());
        }
        assert!(!"pcm".parse::<Language>().unwrap().is_listed());
        assert!("mos".parse::<Language>().unwrap().is_listed());
    }

    #[test]
    fn languages_are_called_by_their_names_and_every_line_of_them_can_be_read() {
        for (tag, language, name) in [
            ("es", Language::FRENCH, "espagnol"),
            ("sw", Language::ARABIC, "السواحلية"),
            ("fr", Language::PORTUGUESE, "francês"),
            ("ha", Language::UNDETERMINED, "Hausa"),
            ("und", Language::FRENCH, "und"),
        ] {
            assert_eq!(tag.parse::<Language>().unwrap().name(language), name);
        }
        assert_eq!(NAMED.len(), NAMES.lines().count());
        for line in NAMES.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 5, "{line}");
            assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "{line}");
            let language: Language = cells[0].parse().unwrap();
            assert_eq!(language.as_str(), cells[0]);
        }
    }

    #[test]
    fn tags_are_read_by_their_primary_subtag() {
        for (tag, primary) in [
            ("fr", "fr"),
            ("FR-fr", "fr"),
            ("pt_BR", "pt"),
            ("swa", "sw"),
            ("fra", "fr"),
            ("iw", "he"),
            ("pcm", "pcm"),
        ] {
            assert_eq!(tag.parse::<Language>().unwrap().as_str(), primary);
        }
        for wrong in ["", "f", "français", "12", "french-FR", "us", "cn-zh", "xx"] {
            assert!(wrong.parse::<Language>().is_err(), "{wrong}");
        }
    }
}
