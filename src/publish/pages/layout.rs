//! What all pages have in common: head, masthead, footer.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::{Words, spoken};
use super::{Site, edition_name};
use crate::domain::{Edition, Language};

/// The formats of an edition: the end of its address, its media type, and what people call it.
const FORMATS: [(&str, &str, &str); 3] = [
    ("atom", "application/atom+xml", "Atom"),
    ("rss", "application/rss+xml", "RSS"),
    ("json", "application/feed+json", "JSON"),
];

/// For sites without a server of ours; the daemon says the same in a field.
const SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self' https: http:; base-uri 'none'";

/// A page about to be written.
pub struct Page<'a> {
    pub site: Site<'a>,
    /// The language of the interface: one that we have words for.
    pub language: Language,
    pub words: &'static Words,
    /// The way from the page to the root of the site: `../../`.
    pub root: String,
    /// The page's place below the root: `story/01…/`.
    path: String,
    /// The edition that readers of this page may subscribe to.
    feed: Option<&'a Edition>,
    /// Where the page's content lives now.
    moved: Option<String>,
}

impl<'a> Page<'a> {
    /// A page at `path` below the root of the site: empty, or ending in a slash.
    pub fn at(path: &str, site: &Site<'a>, language: Language) -> Self {
        let language = spoken(language);
        Self {
            site: *site,
            language,
            words: Words::of(language),
            root: "../".repeat(path.matches('/').count()),
            path: path.to_owned(),
            feed: None,
            moved: None,
        }
    }

    /// With autodiscovery of an edition's feeds.
    pub fn with_feed(self, edition: &'a Edition) -> Self {
        Self {
            feed: Some(edition),
            ..self
        }
    }

    /// With a redirect to another place below the root of the site.
    pub fn moved_to(self, path: String) -> Self {
        Self {
            moved: Some(path),
            ..self
        }
    }

    /// With links that hold wherever the page is shown, below the path of the site's address.
    pub fn anywhere(self) -> Self {
        let root = self.site.instance.base_url.path().to_owned();
        Self { root, ..self }
    }

    /// The link to the start page.
    pub fn start(&self) -> &str {
        if self.root.is_empty() {
            "./"
        } else {
            &self.root
        }
    }

    /// What stands between the parts of a list.
    pub fn comma(&self) -> &'static str {
        if self.language == Language::ARABIC {
            "، "
        } else {
            ", "
        }
    }

    /// The whole document around `main`.
    pub fn render(&self, title: &str, main: &Markup) -> Vec<u8> {
        let document = html! {
            (DOCTYPE)
            html lang=(self.language) dir=[self.language.is_right_to_left().then_some("rtl")] {
                (self.head(title))
                body {
                    a.skip href="#main" { (self.words.skip) }
                    (self.masthead())
                    main #main { (main) }
                    (self.footer())
                }
            }
        };
        document.into_string().into_bytes()
    }

    fn head(&self, title: &str) -> Markup {
        let place = self.moved.as_ref().unwrap_or(&self.path);
        html! {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(SECURITY_POLICY);
                meta name="viewport" content="width=device-width";
                meta name="robots" content="noindex";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="canonical" href={ (self.site.instance.base_url) (place) };
                link rel="stylesheet" href={ (self.root) "style.css" };
                link rel="icon" href={ (self.root) "icon.svg" } type="image/svg+xml";
                @if let Some(place) = &self.moved {
                    meta http-equiv="refresh" content={ "0; url=" (self.root) (place) };
                }
                @if let Some(edition) = self.feed {
                    @for (end, media_type, format) in FORMATS {
                        link rel="alternate" type=(media_type)
                            title={ (self.site.instance.name) " – " (edition_name(edition, self.language)) " (" (format) ")" }
                            href={ (self.root) "feeds/" (edition.slug()) "." (end) };
                    }
                }
            }
        }
    }

    fn masthead(&self) -> Markup {
        html! {
            header.masthead {
                a.name href=(self.start()) { (self.site.instance.name) }
                nav {
                    a href={ (self.start()) "#editions" } { (self.words.editions) }
                    a href={ (self.root) "sources/" } { (self.words.sources) }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            footer {
                p { (self.words.times) }
                p {
                    a href={ (self.root) "editions.opml" } { (self.words.reading_list) }
                    @if let Some(contact) = &self.site.instance.contact {
                        " · " (around(self.words.contact, &contact_link(contact)))
                    }
                }
            }
        }
    }

    /// How to subscribe to `edition`.
    pub fn subscribe(&self, edition: &Edition) -> Markup {
        let slug = edition.slug();
        html! {
            section.subscribe aria-labelledby="subscribe" {
                h2 #subscribe { (self.words.subscribe) }
                p.formats {
                    @for (end, media_type, format) in FORMATS {
                        a href={ (self.root) "feeds/" (slug) "." (end) } type=(media_type) { (format) }
                    }
                }
                p { (self.words.subscribe_how) }
                p { code dir="ltr" { (self.site.instance.base_url) wbr; "feeds/" (slug) ".atom" } }
            }
        }
    }
}

/// A contact is a page, a mailbox, or words.
fn contact_link(contact: &str) -> Markup {
    let target = match super::text::web(contact) {
        Some(page) => Some(page.to_owned()),
        None if contact.contains('@') && !contact.contains([' ', ':']) => {
            Some(format!("mailto:{contact}"))
        }
        None => contact.starts_with("mailto:").then(|| contact.to_owned()),
    };
    html! {
        @if let Some(target) = target { a href=(target) { bdi { (contact) } } }
        @else { bdi { (contact) } }
    }
}

/// A phrase with `name` in the place of its `{}`.
pub fn around(phrase: &str, name: &Markup) -> Markup {
    let (before, after) = phrase.split_once("{}").unwrap_or_default();
    html! { (before) (name) (after) }
}

/// As many of `parts`, in their order, as fit into `bytes`; and how many were left out.
pub fn fitting(parts: impl Iterator<Item = Markup>, bytes: usize) -> (Markup, usize) {
    let mut text = String::new();
    let mut left_out = 0;
    for PreEscaped(part) in parts {
        if left_out == 0 && text.len() + part.len() <= bytes {
            text.push_str(&part);
        } else {
            left_out += 1;
        }
    }
    (PreEscaped(text), left_out)
}
