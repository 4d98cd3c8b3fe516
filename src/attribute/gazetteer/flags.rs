//! What a row of the table asks for beyond its words.

use std::str::FromStr;

/// What a row asks for beyond its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::attribute) struct Flags {
    /// `cs`: each word as written, case included.
    pub cased: bool,
    /// `noname`: not where it is a person's first or last name (Maurice Kamto, Michael Jordan).
    pub not_name: bool,
    /// `given`: also a given name; not where a family name follows (Israel Adesanya).
    pub given: bool,
    /// `venue`: a city where the world meets; weak where it only says where.
    pub venue: bool,
    /// `either`: one of its countries, which the rest of the text decides.
    pub either: bool,
    /// `word`: in capitals also an ordinary word (CAR, US).
    pub word: bool,
    /// `amb`: also an ordinary word or another's name; weaker unless the country is named too.
    pub ambiguous: bool,
    /// `common`: an everyday word (بركان, a volcano); only after a word for a place, or where the
    /// country is named too.
    pub common: bool,
    /// `clitic`: with a clitic another word (ومالي); then only beside another country.
    pub clitic: bool,
    /// `prefix`: the first half of a compound (franco-, russo-); only before a hyphen.
    pub prefix: bool,
}

impl FromStr for Flags {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, String> {
        let mut flags = Self::default();
        for flag in list.split(',').filter(|flag| *flag != "-") {
            match flag {
                "cs" => flags.cased = true,
                "noname" => flags.not_name = true,
                "given" => flags.given = true,
                "venue" => flags.venue = true,
                "either" => flags.either = true,
                "word" => flags.word = true,
                "amb" => flags.ambiguous = true,
                "common" => flags.common = true,
                "clitic" => flags.clitic = true,
                "prefix" => flags.prefix = true,
                _ => return Err(format!("\"{flag}\" is no flag")),
            }
        }
        Ok(flags)
    }
}
