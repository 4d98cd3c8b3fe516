//! Editions, what readers subscribe to, and the instance that publishes them.

use url::Url;

use super::{Country, Language, Story};

/// What an edition takes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every story.
    All,
    /// The stories that are about this country.
    Country(Country),
    /// A region: the stories that are about any of these countries.
    Region {
        /// The name that stands in paths, such as `sahel`.
        slug: String,
        /// The name that readers see, such as `Sahel`.
        title: String,
        /// Its countries.
        countries: Vec<Country>,
    },
}

/// One output: a scope, optionally narrowed to a language; in RSS 2.0, Atom 1.0 and JSON Feed 1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// What it takes in.
    pub scope: Scope,
    /// The only language of its stories, when it is narrowed to one.
    pub language: Option<Language>,
}

impl Edition {
    /// The part of its paths that names it: `ne`, `all`, `sahel`, `ne.fr`.
    #[must_use]
    pub fn slug(&self) -> String {
        let scope = self.scope_slug();
        match self.language {
            Some(language) => format!("{scope}.{language}"),
            None => scope,
        }
    }

    /// As [`Edition::slug`], without the language: the folder of its page.
    #[must_use]
    pub fn scope_slug(&self) -> String {
        match &self.scope {
            Scope::All => "all".to_owned(),
            Scope::Country(country) => country.slug(),
            Scope::Region { slug, .. } => slug.clone(),
        }
    }

    /// Whether `story` belongs in it. A story is in a narrowed edition when one of its reports is
    /// in the language.
    #[must_use]
    pub fn admits(&self, story: &Story) -> bool {
        let about = &story.countries.primary;
        let in_scope = match &self.scope {
            Scope::All => true,
            Scope::Country(country) => about.contains(country),
            Scope::Region { countries, .. } => about.iter().any(|c| countries.contains(c)),
        };
        in_scope
            && self.language.is_none_or(|language| {
                story
                    .reports
                    .iter()
                    .any(|report| report.language == Some(language))
            })
    }
}

/// The facts of an instance that its publications carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Where readers find the editions; ends in a slash.
    pub base_url: Url,
    /// The authority of story ids (RFC 4151).
    pub authority: String,
    /// What readers see as the publisher's name.
    pub name: String,
    /// A page or address where outlets and readers reach the operator.
    pub contact: Option<String>,
    /// The language of the instance's own words in feeds: edition titles, "Also reported by".
    pub language: Language,
    /// How many items a subscription document holds at most.
    pub items: usize,
    /// Minutes between two rounds as readers may expect them (RSS `ttl`, `Cache-Control`).
    pub ttl_minutes: u32,
    /// Whether items carry images.
    pub images: bool,
}
