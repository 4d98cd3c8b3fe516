//! Editions, what readers subscribe to, and the instance that publishes them.

use url::Url;

use super::{Country, Filter, Language, Topic, filter};

/// What an edition takes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every story.
    All,
    /// The stories that are about this country.
    Country(Country),
    /// What the operator drew up: a region, several topics, what has certain words …
    Own {
        /// The name that stands in paths, such as `sahel`.
        slug: String,
        /// The name that readers see, such as `Sahel`.
        title: String,
        /// Which stories.
        filter: Filter,
    },
}

/// One output, a filter over the stories: a scope, optionally narrowed to a topic and to a
/// language; in RSS 2.0, Atom 1.0 and JSON Feed 1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// What it takes in.
    pub scope: Scope,
    /// The only topic of its stories, when it is narrowed to one.
    pub topic: Option<Topic>,
    /// The only language of its stories, when it is narrowed to one.
    pub language: Option<Language>,
}

impl Edition {
    /// The edition of everything.
    pub const EVERYTHING: Self = Self::of(Scope::All);

    /// The edition of a scope, narrowed to nothing.
    #[must_use]
    pub const fn of(scope: Scope) -> Self {
        Self {
            scope,
            topic: None,
            language: None,
        }
    }

    /// The part of its paths that names it: `ne`, `all`, `sahel`, `sport`, `ne-sport`, `ne.fr`.
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
        let scope = match &self.scope {
            Scope::All => "all".to_owned(),
            Scope::Country(country) => country.slug(),
            Scope::Own { slug, .. } => slug.clone(),
        };
        match (&self.scope, &self.topic) {
            (_, None) => scope,
            (Scope::All, Some(topic)) => topic.slug().to_owned(),
            (_, Some(topic)) => format!("{scope}-{}", topic.slug()),
        }
    }

    /// What readers in `language` see as its name, without the language that it is narrowed to:
    /// `Niger`, `Sahel`, `Niger – Sport`; that of every story is called `everything`.
    #[must_use]
    pub fn name(&self, language: Language, everything: &str) -> String {
        let scope = match &self.scope {
            Scope::All => everything,
            Scope::Country(country) => country.name(language),
            Scope::Own { title, .. } => title,
        };
        match (&self.scope, &self.topic) {
            (_, None) => scope.to_owned(),
            (Scope::All, Some(topic)) => topic.name(language).to_owned(),
            (_, Some(topic)) => format!("{scope} – {}", topic.name(language)),
        }
    }

    /// The countries of which a story has to be about one; none where any will do.
    #[must_use]
    pub fn countries(&self) -> &[Country] {
        match &self.scope {
            Scope::All => &[],
            Scope::Country(country) => std::slice::from_ref(country),
            Scope::Own { filter, .. } => &filter.countries,
        }
    }

    /// The topics of which a story has to have one; none where any will do.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        match (&self.topic, &self.scope) {
            (Some(topic), _) => std::slice::from_ref(topic),
            (None, Scope::Own { filter, .. }) => &filter.topics,
            (None, _) => &[],
        }
    }

    /// The languages of which one report of a story has to be in one, and in which it is shown;
    /// none where any will do.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        match (&self.language, &self.scope) {
            (Some(language), _) => std::slice::from_ref(language),
            (None, Scope::Own { filter, .. }) => &filter.languages,
            (None, _) => &[],
        }
    }

    /// The name under which it is noted with a story that its reports meet what it asks of them;
    /// none where countries, topics and the language that it is narrowed to are all that it asks for.
    #[must_use]
    pub fn noted_as(&self) -> Option<&str> {
        match &self.scope {
            Scope::Own { slug, filter, .. } if filter.asks_reports() => Some(slug),
            _ => None,
        }
    }

    /// Whether it takes in, in some language, a story that is about these countries, has these
    /// topics, and is noted to meet what the `editions` of these names ask of its reports.
    #[must_use]
    pub fn may_hold(&self, about: &[Country], on: &[String], editions: &[String]) -> bool {
        filter::takes(self.countries(), self.topics(), about, on)
            && self
                .noted_as()
                .is_none_or(|name| editions.iter().any(|noted| noted == name))
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
    /// The operator's own topics; those that griot knows have their names by themselves.
    pub topics: Vec<Topic>,
    /// The WebSub hub that is told of changes; feeds name it.
    pub hub: Option<Url>,
}

impl Instance {
    /// The name of the topic that stands as `slug` with stories, in the instance's language.
    #[must_use]
    pub fn topic_name(&self, slug: &str) -> String {
        let own = self.topics.iter().find(|topic| topic.slug() == slug);
        match own.cloned().or_else(|| Topic::new(slug, None)) {
            Some(topic) => topic.name(self.language).to_owned(),
            None => slug.to_owned(),
        }
    }
}
