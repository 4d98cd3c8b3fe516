//! Languages by their primary subtag.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A primary language subtag (RFC 5646, section 2.2.1), lower-case: `fr` of `fr-FR`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 3]);

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
    /// Arabic.
    pub const ARABIC: Self = Self(*b"ar\0");

    /// The subtag, as in `fr`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(3);
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }

    /// Whether the language is written from right to left.
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        matches!(
            self.as_str(),
            "ar" | "fa" | "he" | "iw" | "ur" | "ps" | "yi" | "dv" | "ug" | "sd" | "ckb"
        )
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads the primary subtag of a tag such as `fr`, `fr-FR` or `pt_BR`.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        let letters = primary.as_bytes();
        if !(2..=3).contains(&letters.len()) || !letters.iter().all(u8::is_ascii_alphabetic) {
            return Err(UnknownLanguage(tag.to_owned()));
        }
        let mut subtag = [0; 3];
        for (slot, letter) in subtag.iter_mut().zip(letters) {
            *slot = letter.to_ascii_lowercase();
        }
        Ok(Self(subtag))
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
    fn tags_are_read_by_their_primary_subtag() {
        for (tag, primary) in [
            ("fr", "fr"),
            ("FR-fr", "fr"),
            ("pt_BR", "pt"),
            ("swa", "swa"),
        ] {
            assert_eq!(tag.parse::<Language>().unwrap().as_str(), primary);
        }
        for wrong in ["", "f", "français", "12", "french-FR"] {
            assert!(wrong.parse::<Language>().is_err(), "{wrong}");
        }
    }
}
