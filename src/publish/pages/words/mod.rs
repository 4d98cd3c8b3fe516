//! The interface's words in French, English, Portuguese and Arabic. Every word that the pages
//! show and no outlet wrote stands here, each language in a file of its own.

mod arabic;
mod english;
mod french;
mod portuguese;

use crate::domain::{Language, Ownership, WALL};
use arabic::ARABIC;
use english::ENGLISH;
use french::FRENCH;
use portuguese::PORTUGUESE;

/// A counted noun; `#` stands for the number. Which form a number takes follows the plural rules
/// of the Unicode CLDR.
#[derive(Debug)]
pub struct Counted {
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
}

impl Counted {
    /// A noun of a language that knows one and many.
    const fn plain(one: &'static str, other: &'static str) -> Self {
        Self {
            one,
            two: other,
            few: other,
            many: other,
            other,
        }
    }

    /// The phrase for `count`.
    pub fn phrase(&self, count: usize, language: Language) -> String {
        self.form(count, language).replace('#', &count.to_string())
    }

    fn form(&self, count: usize, language: Language) -> &'static str {
        match (language.as_str(), count, count % 100) {
            ("fr", 0, _) | (_, 1, _) => self.one,
            ("ar", 2, _) => self.two,
            ("ar", _, 3..=10) => self.few,
            ("ar", _, 11..=99) => self.many,
            _ => self.other,
        }
    }
}

/// The words of one language. `{}` stands for a name.
#[derive(Debug)]
pub struct Words {
    pub tagline: &'static str,
    pub skip: &'static str,
    pub home: &'static str,
    pub moving: &'static str,
    pub editions: &'static str,
    pub all_news: &'static str,
    pub regions_across: &'static str,
    pub topics: &'static str,
    pub elsewhere: &'static str,
    pub stories: Counted,
    pub outlets: Counted,
    pub independent_texts: Counted,
    pub others: Counted,
    pub nothing_yet: &'static str,
    pub subscribe: &'static str,
    pub subscribe_how: &'static str,
    pub reading_list: &'static str,
    pub reported_by: &'static str,
    pub read_at: &'static str,
    pub first_published: &'static str,
    pub updated: &'static str,
    pub copy: &'static str,
    pub own_text: &'static str,
    /// Before the name of whom an outlet has its report from.
    pub after: &'static str,
    pub owner: &'static str,
    /// As [`Ownership`] lists them.
    ownership: [&'static str; 4],
    pub about: &'static str,
    pub mentioned: &'static str,
    pub related: &'static str,
    pub identifier: &'static str,
    pub sources: &'static str,
    pub sources_intro: &'static str,
    pub source: &'static str,
    pub state: &'static str,
    pub last_poll: &'static str,
    pub newest_entry: &'static str,
    pub entries: &'static str,
    pub well: &'static str,
    pub failing: Counted,
    /// With the time since which a source has brought nothing.
    pub silent: &'static str,
    pub not_asked: &'static str,
    /// As [`Words::trouble`] tells them apart.
    troubles: [&'static str; 9],
    pub never: &'static str,
    pub merged: &'static str,
    pub merged_into: &'static str,
    pub withdrawn: &'static str,
    pub withdrawn_why: &'static str,
    pub not_found: &'static str,
    pub not_found_why: &'static str,
    pub times: &'static str,
    pub contact: &'static str,
    /// What the language calls itself.
    pub own_name: &'static str,
    pub sections: &'static str,
    pub languages_label: &'static str,
    pub countries: &'static str,
    pub countries_how: &'static str,
    pub find: &'static str,
    pub search: &'static str,
    pub letters: &'static str,
    /// With the end of the day that it is about.
    pub most_reported: &'static str,
    pub archive: &'static str,
    pub earlier: &'static str,
    pub later: &'static str,
    pub came_first: &'static str,
    pub tie_copy: &'static str,
    pub tie_alike: &'static str,
    pub tie_across: &'static str,
    pub tie_ruling: &'static str,
    pub in_common: &'static str,
    pub retitled: &'static str,
    pub sources_well: Counted,
    pub sources_failing: Counted,
    pub sources_silent: Counted,
    /// From Monday.
    pub weekdays: [&'static str; 7],
    /// From January.
    pub months: [&'static str; 12],
}

impl Words {
    /// The words of `language`; English where we have none.
    pub fn of(language: Language) -> &'static Self {
        match language.as_str() {
            "fr" => &FRENCH,
            "pt" => &PORTUGUESE,
            "ar" => &ARABIC,
            _ => &ENGLISH,
        }
    }

    /// What kind of owner an outlet has.
    pub fn ownership(&self, ownership: Ownership) -> &'static str {
        self.ownership[match ownership {
            Ownership::State => 0,
            Ownership::Public => 1,
            Ownership::Private => 2,
            Ownership::Ngo => 3,
        }]
    }

    /// What keeps a source from being read, by the class of its last failure. Readers are told what
    /// they see of it; what the operator may do, and where, is not for them.
    pub fn trouble(&self, kind: &str) -> &'static str {
        self.troubles[match kind {
            "dns" | "unreachable" | "network" => 0,
            "timeout" => 1,
            "tls" => 2,
            "refused" => 3,
            "status" | "protocol" | "redirect" => 4,
            "denied" | WALL => 5,
            "missing" | "gone" => 6,
            "rate_limited" => 7,
            _ => 8,
        }]
    }
}

/// The language whose words the pages have for `language`: itself, or English.
pub fn spoken(language: Language) -> Language {
    match language.as_str() {
        "fr" | "pt" | "ar" => language,
        _ => Language::ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_form_that_each_language_wants() {
        for (language, count, phrase) in [
            (Language::FRENCH, 0, "0 média"),
            (Language::FRENCH, 1, "1 média"),
            (Language::FRENCH, 2, "2 médias"),
            (Language::ENGLISH, 0, "0 outlets"),
            (Language::PORTUGUESE, 1, "1 meio"),
            (Language::ARABIC, 2, "وسيلتا إعلام"),
            (Language::ARABIC, 3, "3 وسائل إعلام"),
            (Language::ARABIC, 11, "11 وسيلة إعلام"),
            (Language::ARABIC, 103, "103 وسائل إعلام"),
        ] {
            let words = Words::of(language);
            assert_eq!(words.outlets.phrase(count, language), phrase);
        }
    }

    #[test]
    fn no_line_of_french_begins_with_a_sign_that_belongs_to_the_word_before() {
        let words = format!("{:?}", Words::of(Language::FRENCH));
        for broken in [" :", " ;", " !", " ?", " »", "« "] {
            assert!(!words.contains(broken), "a plain space: {broken}");
        }
    }
}
