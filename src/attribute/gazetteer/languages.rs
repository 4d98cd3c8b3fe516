//! The languages that a row is in, or that a text may be in.

use crate::domain::Language;

/// A set of languages: those a row is in, or those a text may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::attribute) struct Languages(u8);

impl Languages {
    pub const ALL: Self = Self(0xff);
    pub(super) const LATIN: Self = Self(0b111);
    /// Whatever is not in Arabic letters.
    pub(super) const LATIN_OR_OTHER: Self = Self(Self::LATIN.0 | Self::OTHER.0);
    const ARABIC: Self = Self(0b1000);
    const OTHER: Self = Self(0b1000_0000);

    /// The languages a text may be in: its own, and Arabic, whose letters tell, unless its own is
    /// written in them too.
    pub fn of_text(language: Option<Language>) -> Self {
        let own = match language.as_ref().map(Language::as_str) {
            None => return Self::ALL,
            Some("fa" | "ur" | "ps" | "ckb" | "sd" | "ug") => return Self(Self::OTHER.0),
            Some("ar") => return Self(Self::ARABIC.0 | Self::OTHER.0),
            Some(tag) => Self::tagged(tag).unwrap_or(Self::OTHER),
        };
        Self(own.0 | Self::ARABIC.0)
    }

    /// The languages of words that count in this one alone; none where the table has no such
    /// language.
    pub fn of_words(language: Language) -> Option<Self> {
        Self::tagged(language.as_str())
    }

    pub(super) fn tagged(tag: &str) -> Option<Self> {
        Some(match tag {
            "*" => Self::ALL,
            "fr" => Self(1),
            "en" => Self(2),
            "pt" => Self(4),
            "ar" => Self::ARABIC,
            "sw" => Self(16),
            "ha" => Self(32),
            _ => return None,
        })
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
