//! Outlets, who publish, and sources, which we poll.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Country, Language};

/// The lasting name of a source. Entries hang on it, not on the source's URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(String);

impl SourceId {
    /// Names a source; whether the name is well formed is the configuration's to check.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Who stands behind an outlet; shown beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// A government or one of its bodies.
    State,
    /// A public broadcaster with a charter of its own.
    Public,
    /// A company or a person.
    Private,
    /// A non-governmental organisation.
    Ngo,
}

impl Ownership {
    /// The word that configuration and JSON use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Public => "public",
            Self::Private => "private",
            Self::Ngo => "ngo",
        }
    }
}

/// A publisher, such as Africa-Press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// Its name, as readers see it. Unique in a configuration.
    pub name: String,
    /// Its site, for people.
    pub site: Option<Url>,
    /// The language it writes in, when it is one.
    pub language: Option<Language>,
    /// Outlets of one owner are one voice where independent texts are counted.
    pub owner: Option<String>,
    /// What kind of owner that is.
    pub ownership: Option<Ownership>,
    /// Whether its full texts may be republished, or only summaries.
    pub full_content: bool,
}

/// One feed URL of an outlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its lasting name.
    pub id: SourceId,
    /// Whose feed it is.
    pub outlet: Arc<Outlet>,
    /// Where the configuration says the feed is; a permanent redirect may have moved it since.
    pub url: Url,
    /// The country its entries are about when their text names none.
    pub country: Option<Country>,
}
