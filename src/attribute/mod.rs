//! Which countries a text is about, and which it only names.
//!
//! Names of countries, their people, places, persons and institutions are looked up in a gazetteer
//! ([`Attributor`]), longest first; each is evidence whose weight depends on where it stands and on
//! the words around it; a country with enough evidence is primary. What a text says comes before
//! what its source says.

mod arabic;
mod conflicts;
mod context;
mod evidence;
mod fields;
mod gazetteer;
mod home;
mod phrases;
mod score;
mod tokens;
mod topics;
mod vote;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::LazyLock;

pub use conflicts::{Conflict, Own, conflicts};
pub use context::Rule;
pub use fields::Field;
pub use gazetteer::{Kind, key};
pub use phrases::Phrases;
pub use topics::Topics;
pub use vote::vote;

use crate::domain::{Countries, Country, Language};
use gazetteer::{Gazetteer, Languages, Row};
use tokens::Tokens;

/// A surface that an operator adds to the gazetteer (`[[alias]]`), or removes from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// What it stands for; all of them together.
    pub countries: Vec<Country>,
    /// The words as they stand in texts; case and accents do not matter.
    pub surface: String,
    /// What the words name.
    pub kind: Kind,
    /// The only language they count in; every language when it is none.
    pub language: Option<Language>,
}

/// Words that look like a country and are none (`[[block]]`), such as "Coupe du Congo".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The words as they stand in texts; case and accents do not matter.
    pub surface: String,
}

/// What there is to judge an entry by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text<'a> {
    /// Its language, when it is known; else every language is tried.
    pub language: Option<Language>,
    /// Plain text.
    pub title: &'a str,
    /// Plain text; the first sentence counts most.
    pub summary: &'a str,
    /// The outlet's own categories.
    pub categories: &'a [String],
    /// The country of the source.
    pub feed_country: Option<Country>,
    /// The link at the outlet, whose folders may name a country.
    pub url: Option<&'a str>,
}

/// The countries of a text, with what speaks for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// What it is about, the weightiest first.
    pub primary: Vec<Country>,
    /// What it only names, by code.
    pub mentioned: Vec<Country>,
    /// The points of each country that anything speaks for, the most first.
    pub points: Vec<(Country, f32)>,
    /// Every piece of evidence, in the order of the fields and of the text.
    pub evidence: Vec<Evidence>,
}

/// One thing that speaks for a country.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Evidence {
    /// The country it speaks for.
    pub country: Country,
    /// The words, as they stand.
    pub surface: String,
    /// What the words name; none for the source's country and for URL folders.
    pub kind: Option<Kind>,
    /// Where they stand.
    pub field: Field,
    /// What the words weigh by themselves, 0 to 1.
    pub weight: f32,
    /// The circumstances that changed the weight.
    pub rules: Vec<Rule>,
    /// The points it brought the country.
    pub effect: f32,
}

impl From<Attribution> for Countries {
    fn from(attribution: Attribution) -> Self {
        Self {
            primary: attribution.primary,
            mentioned: attribution.mentioned,
        }
    }
}

/// Finds countries in texts. Its gazetteer is made ready when it is first needed: a round in which no
/// outlet has anything new does without.
pub struct Attributor {
    gazetteer: LazyLock<Gazetteer, Box<dyn FnOnce() -> Gazetteer + Send>>,
}

static BUNDLED: LazyLock<Attributor> = LazyLock::new(|| Attributor::new(&[], &[], &[]));

impl fmt::Debug for Attributor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attributor")
            .field("rows", &self.gazetteer.len())
            .finish()
    }
}

/// The languages that the gazetteer speaks.
const LANGUAGES: [Language; 4] = [
    Language::FRENCH,
    Language::ENGLISH,
    Language::PORTUGUESE,
    Language::ARABIC,
];

/// Whether words can be told to count in texts of this language alone.
#[must_use]
pub fn tells_apart(language: Language) -> bool {
    Languages::of_words(language).is_some()
}

impl Attributor {
    /// The gazetteer that comes with griot.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Names of countries, their people and their capitals, each with a language whose texts may
    /// hold it: what stands in every other headline, and tells of no event.
    pub fn everyday_names(&self) -> impl Iterator<Item = (Language, &str)> {
        self.gazetteer
            .rows()
            .filter(|row| matches!(row.kind, Kind::Name | Kind::Demonym | Kind::Capital))
            .flat_map(|row| {
                let spoken = LANGUAGES
                    .into_iter()
                    .filter(|language| row.is_in(*language));
                spoken.map(|language| (language, row.surface.as_ref()))
            })
    }

    /// The bundled gazetteer without `removals` (every row of that surface, or those of the given
    /// countries), with `additions` and `blocks`. What of these contradicts the rest is for
    /// [`conflicts`] to say.
    #[must_use]
    pub fn new(additions: &[Alias], blocks: &[Block], removals: &[Alias]) -> Self {
        let (additions, blocks, removals) =
            (additions.to_vec(), blocks.to_vec(), removals.to_vec());
        Self {
            gazetteer: LazyLock::new(Box::new(move || {
                let mut gazetteer = Gazetteer::new(Gazetteer::bundled_rows());
                for removal in &removals {
                    gazetteer.remove(removal);
                }
                for alias in &additions {
                    gazetteer.insert(Row::added(
                        &alias.countries,
                        alias.kind,
                        &alias.surface,
                        alias.language,
                    ));
                }
                for block in &blocks {
                    gazetteer.insert(Row::added(&[], Kind::Block, &block.surface, None));
                }
                gazetteer
            })),
        }
    }

    /// The countries of `text`.
    #[must_use]
    pub fn attribute(&self, text: &Text<'_>) -> Attribution {
        let clues = evidence::collect(&self.gazetteer, text);
        score::decide(clues, text.feed_country)
    }

    /// The countries that `text` names, by code, whatever it is about.
    #[must_use]
    pub fn names_in(&self, text: &str, language: Option<Language>) -> Vec<Country> {
        let tokens = Tokens::of(text);
        let mut named: Vec<_> = self
            .gazetteer
            .find(&tokens, Languages::of_text(language))
            .iter()
            .flat_map(|hit| &hit.rows)
            .filter(|row| !row.flags.either && row.weight >= evidence::SURE)
            .flat_map(|row| row.countries.iter().copied())
            .collect();
        named.sort_unstable();
        named.dedup();
        named
    }
}
