//! The namespaces that feeds use, by their URIs and, where those are missing or mistyped, by the
//! prefixes that everybody uses for them.

use super::{Warning, Warnings};

/// What an element's name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// RSS of any version, CDF, or no namespace at all.
    Core,
    /// Atom 1.0 or 0.3, whose text constructs are plain unless they say otherwise.
    Atom,
    /// RDF's own elements.
    Rdf,
    /// RSS 1.0 module `content:`.
    Content,
    /// Dublin Core elements or terms.
    Dc,
    /// Media RSS.
    Media,
    /// Apple's podcast elements, and Google's copies of them.
    Itunes,
    /// RSS 1.0 module `sy:`.
    Syndication,
    /// FeedBurner's additions.
    Feedburner,
    /// XHTML.
    Xhtml,
    /// Sitemaps.
    Sitemap,
    /// Google's news in sitemaps.
    News,
    /// Google's images in sitemaps.
    SitemapImage,
    /// Anything else.
    Other,
}

/// Namespace URIs without scheme and trailing `/` or `#`, lower-case: they are often mistyped so.
const URIS: &[(&str, Namespace)] = &[
    ("backend.userland.com/rss", Namespace::Core),
    ("backend.userland.com/rss2", Namespace::Core),
    ("backend.userland.com/rss091", Namespace::Core),
    ("blogs.law.harvard.edu/tech/rss", Namespace::Core),
    ("cyber.law.harvard.edu/rss", Namespace::Core),
    ("purl.org/rss/1.0", Namespace::Core),
    ("purl.org/net/rss1.1", Namespace::Core),
    ("my.netscape.com/rdf/simple/0.9", Namespace::Core),
    ("channel.netscape.com/rdf/simple/0.9", Namespace::Core),
    (
        "my.netscape.com/publish/formats/rss-0.91.dtd",
        Namespace::Core,
    ),
    ("www.w3.org/2005/atom", Namespace::Atom),
    ("purl.org/atom/ns", Namespace::Atom),
    ("example.com/newformat", Namespace::Atom),
    ("example.com/necho", Namespace::Atom),
    ("purl.org/echo", Namespace::Atom),
    ("uri/of/echo/namespace", Namespace::Atom),
    ("purl.org/pie", Namespace::Atom),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Namespace::Rdf),
    ("purl.org/rss/1.0/modules/content", Namespace::Content),
    ("purl.org/dc/elements/1.0", Namespace::Dc),
    ("purl.org/dc/elements/1.1", Namespace::Dc),
    ("purl.org/dc/terms", Namespace::Dc),
    ("search.yahoo.com/mrss", Namespace::Media),
    ("tools.search.yahoo.com/mrss", Namespace::Media),
    ("video.search.yahoo.com/mrss", Namespace::Media),
    ("www.itunes.com/dtds/podcast-1.0.dtd", Namespace::Itunes),
    ("example.com/dtds/podcast-1.0.dtd", Namespace::Itunes),
    (
        "www.google.com/schemas/play-podcasts/1.0",
        Namespace::Itunes,
    ),
    (
        "purl.org/rss/1.0/modules/syndication",
        Namespace::Syndication,
    ),
    ("rssnamespace.org/feedburner/ext/1.0", Namespace::Feedburner),
    ("www.w3.org/1999/xhtml", Namespace::Xhtml),
    ("www.sitemaps.org/schemas/sitemap/0.9", Namespace::Sitemap),
    ("www.google.com/schemas/sitemap/0.84", Namespace::Sitemap),
    ("www.google.com/schemas/sitemap/0.9", Namespace::Sitemap),
    ("www.google.com/schemas/sitemap-news/0.9", Namespace::News),
    (
        "www.google.com/schemas/sitemap-image/1.1",
        Namespace::SitemapImage,
    ),
    ("www.w3.org/2000/svg", Namespace::Other),
    ("www.w3.org/1998/math/mathml", Namespace::Other),
];

const PREFIXES: &[(&str, Namespace)] = &[
    ("atom", Namespace::Atom),
    ("atom10", Namespace::Atom),
    ("a10", Namespace::Atom),
    ("rdf", Namespace::Rdf),
    ("content", Namespace::Content),
    ("dc", Namespace::Dc),
    ("dcterms", Namespace::Dc),
    ("media", Namespace::Media),
    ("itunes", Namespace::Itunes),
    ("googleplay", Namespace::Itunes),
    ("sy", Namespace::Syndication),
    ("feedburner", Namespace::Feedburner),
    ("xhtml", Namespace::Xhtml),
    ("news", Namespace::News),
    ("image", Namespace::SitemapImage),
];

fn lookup(table: &[(&str, Namespace)], key: &str) -> Option<Namespace> {
    let row = table.iter().find(|(name, _)| *name == key);
    row.map(|(_, namespace)| *namespace)
}

fn by_uri(uri: &str) -> Option<Namespace> {
    let uri = uri.trim().to_ascii_lowercase();
    let bare = uri
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches(['/', '#']);
    lookup(URIS, bare)
}

/// The prefixes that are bound at a point of a document.
#[derive(Default)]
pub(super) struct Bindings<'a> {
    bound: Vec<(&'a str, Namespace)>,
}

impl<'a> Bindings<'a> {
    /// How many are bound now, to return to with [`Bindings::leave`].
    pub(super) fn depth(&self) -> usize {
        self.bound.len()
    }

    /// Forgets what was bound since `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        self.bound.truncate(depth);
    }

    /// Takes in one attribute, if it is a declaration.
    pub(super) fn declare(&mut self, attribute: &'a str, uri: &str) {
        let Some(rest) = attribute.strip_prefix("xmlns") else {
            return;
        };
        let (prefix, unknown) = match rest.strip_prefix(':') {
            Some(prefix) => (prefix, lookup(PREFIXES, prefix).unwrap_or(Namespace::Other)),
            None if rest.is_empty() => ("", Namespace::Core),
            None => return,
        };
        if self.bound.len() < MAX_BOUND {
            self.bound.push((prefix, by_uri(uri).unwrap_or(unknown)));
        }
    }

    /// Binds the prefix of an element's name, whatever it was bound to.
    pub(super) fn bind(&mut self, name: &'a str, namespace: Namespace) {
        let (prefix, _) = name.split_once(':').unwrap_or(("", name));
        if self.bound.len() < MAX_BOUND {
            self.bound.push((prefix, namespace));
        }
    }

    /// The namespace and local name of an element's name.
    pub(super) fn resolve<'n>(
        &self,
        name: &'n str,
        defects: &mut Warnings,
    ) -> (Namespace, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let bound = self.bound.iter().rev().find(|(bound, _)| *bound == prefix);
        let namespace = match bound {
            Some((_, namespace)) => *namespace,
            None if prefix.is_empty() => Namespace::Core,
            None => {
                defects.note(Warning::UndeclaredPrefix(prefix.to_owned()));
                lookup(PREFIXES, &prefix.to_ascii_lowercase()).unwrap_or(Namespace::Other)
            }
        };
        (namespace, local)
    }
}

/// No document binds more prefixes at one point.
const MAX_BOUND: usize = 64;
