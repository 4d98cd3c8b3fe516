//! What all pages have in common: head, masthead, footer.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::{Words, spoken};
use super::{LANGUAGES, Site, edition_name, page_file, story_folder};
use crate::domain::{Country, Edition, Language, StoryId};
use crate::publish::words::comma;

/// The formats of an edition: the end of its address, its media type, and what people call it.
const FORMATS: [(&str, &str, &str); 3] = [
    ("atom", "application/atom+xml", "Atom"),
    ("rss", "application/rss+xml", "RSS"),
    ("json", "application/feed+json", "JSON"),
];

/// Bytes of the names that a field proposes.
pub const PROPOSALS: usize = 3 * 1024;

/// For sites without a server of ours; the daemon says the same in a field.
const SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' https: http:; base-uri 'none'; form-action 'self'";

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
    /// The story that the page's content lives in now, and how many outlets report it.
    moved: Option<(StoryId, usize)>,
    /// Whether it is there in the instance's language only.
    alone: bool,
    /// The pages before and after it, by their folders.
    pub neighbours: [Option<String>; 2],
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
            alone: false,
            neighbours: [None, None],
        }
    }

    /// Without forms in other languages.
    pub fn alone(self) -> Self {
        Self {
            alone: true,
            ..self
        }
    }

    /// With the folders of the pages before and after it.
    pub fn between(self, before: Option<String>, after: Option<String>) -> Self {
        Self {
            neighbours: [before, after],
            ..self
        }
    }

    /// With autodiscovery of an edition's feeds.
    pub fn with_feed(self, edition: &'a Edition) -> Self {
        Self {
            feed: Some(edition),
            ..self
        }
    }

    /// With a redirect to the story that this one lives in.
    pub fn moved_to(self, id: StoryId, outlets: usize) -> Self {
        Self {
            moved: Some((id, outlets)),
            ..self
        }
    }

    /// With links that hold wherever the page is shown, below the path of the site's address.
    pub fn anywhere(self) -> Self {
        let root = self.site.instance.base_url.path().to_owned();
        Self { root, ..self }
    }

    /// The link to the page of a folder, in the language of this one. It names the file, so that
    /// whoever has chosen a language keeps it, and so that a store of files without any notion of an
    /// index is a complete site, too.
    pub fn to(&self, folder: &str) -> String {
        self.in_language(folder, self.language)
    }

    fn in_language(&self, folder: &str, language: Language) -> String {
        format!(
            "{}{}",
            self.root,
            page_file(folder, language, self.site.instance)
        )
    }

    /// The link to the page of a story that so many outlets report.
    pub fn to_story(&self, id: StoryId, outlets: usize) -> String {
        self.in_language(&story_folder(id), self.language_of_story(outlets))
    }

    /// The language of the page of a story that so many outlets report.
    fn language_of_story(&self, outlets: usize) -> Language {
        match outlets {
            0 | 1 => spoken(self.site.instance.language),
            _ => self.language,
        }
    }

    /// What stands between the parts of a list.
    pub fn comma(&self) -> &'static str {
        comma(self.language)
    }

    /// The whole document around `main`; its title is of these parts.
    pub fn render(&self, title: &[&str], main: &Markup) -> Vec<u8> {
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

    /// Parts of a line without markup. Among Arabic names may be Latin ones, which would take signs beside
    /// them to their own side: each part is isolated there (Unicode Standard Annex 9, section 2.4).
    fn line(&self, parts: &[&str]) -> String {
        let isolated = parts
            .iter()
            .map(|part| match self.language.is_right_to_left() {
                true => format!("\u{2068}{part}\u{2069}"),
                false => (*part).to_owned(),
            });
        isolated.collect::<Vec<_>>().join(" – ")
    }

    fn head(&self, title: &[&str]) -> Markup {
        let here = match self.moved {
            Some((id, outlets)) => self.address(&story_folder(id), self.language_of_story(outlets)),
            None => self.address(&self.path, self.language),
        };
        html! {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(SECURITY_POLICY);
                meta name="viewport" content="width=device-width";
                meta name="robots" content="noindex";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (self.line(title)) }
                link rel="canonical" href=(here);
                (self.alternates())
                link rel="stylesheet" href={ (self.root) "style.css" };
                link rel="icon" href={ (self.root) "icon.svg" } type="image/svg+xml";
                @if let Some((id, outlets)) = self.moved {
                    meta http-equiv="refresh" content={ "0; url=" (self.to_story(id, outlets)) };
                }
                @if let Some(edition) = self.feed {
                    @for (end, media_type, format) in FORMATS {
                        link rel="alternate" type=(media_type)
                            title={ (self.line(&[&self.site.instance.name, &edition_name(edition, self.language)])) " (" (format) ")" }
                            href={ (self.root) "feeds/" (edition.slug()) "." (end) };
                    }
                }
            }
        }
    }

    /// The address of a page; that of its folder, where it is in the instance's language.
    fn address(&self, folder: &str, language: Language) -> String {
        let instance = self.site.instance;
        let file = page_file(folder, language, instance);
        let file = file.strip_suffix("index.html").unwrap_or(&file);
        format!("{}{file}", instance.base_url)
    }

    /// The same page in other languages, and what stands before and after it.
    fn alternates(&self) -> Markup {
        let [before, after] = &self.neighbours;
        html! {
            @if !self.alone {
                @for language in LANGUAGES {
                    link rel="alternate" hreflang=(language) href=(self.address(&self.path, language));
                }
                link rel="alternate" hreflang="x-default" href={ (self.site.instance.base_url) (self.path) };
            }
            @if let Some(before) = before { link rel="prev" href=(self.to(before)); }
            @if let Some(after) = after { link rel="next" href=(self.to(after)); }
        }
    }

    fn masthead(&self) -> Markup {
        html! {
            header.masthead {
                (self.languages())
                div.title {
                    a.name href=(self.to("")) { bdi { (self.site.instance.name) } }
                    nav aria-label=(self.words.sections) {
                        ul {
                            li { a href={ (self.to("")) "#editions" } { (self.words.editions) } }
                            li { a href=(self.to("countries/")) { (self.words.countries) } }
                            li { a href=(self.to("sources/")) { (self.words.sources) } }
                        }
                    }
                }
            }
        }
    }

    /// The way to the same page in other languages; from a page that is in one only, to the start.
    fn languages(&self) -> Markup {
        let folder = if self.alone { "" } else { self.path.as_str() };
        html! {
            nav.languages aria-label=(self.words.languages_label) {
                ul {
                    @for language in LANGUAGES {
                        li {
                            @if language == self.language {
                                span aria-current="true" { (Words::of(language).own_name) }
                            } @else {
                                a href=(self.in_language(folder, language)) lang=(language) hreflang=(language) {
                                    (Words::of(language).own_name)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The field in which readers look for a country, which proposes `names`. On a server of ours
    /// the answer is its page, on any other the list of all countries.
    pub fn search(&self, names: &[Country]) -> Markup {
        let options = names.iter().map(|country| {
            html! { option value=(country.name(self.language)) {} }
        });
        let (options, _) = fitting(options, PROPOSALS);
        html! {
            form.search role="search" action=(self.to("countries/")) {
                label for="country" { (self.words.find) }
                div {
                    input #country type="search" name="q" required
                        autocomplete="off" list=[(!names.is_empty()).then_some("names")];
                    button { (self.words.search) }
                }
                @if !names.is_empty() { datalist #names { (options) } }
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
                ul.formats {
                    @for (end, media_type, format) in FORMATS {
                        li { a href={ (self.root) "feeds/" (slug) "." (end) } type=(media_type) { (format) } }
                    }
                }
                p { (self.words.subscribe_how) }
                dl.addresses {
                    @for (end, _, format) in FORMATS {
                        dt { (format) }
                        dd { code dir="ltr" tabindex="0" { (self.site.instance.base_url) wbr; "feeds/" (slug) "." (end) } }
                    }
                }
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
    let shown = contact.strip_prefix("mailto:").unwrap_or(contact);
    html! {
        @if let Some(target) = target { a href=(target) { bdi { (shown) } } }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_shown_without_its_scheme_and_leads_to_it() {
        for contact in ["me@example.org", "mailto:me@example.org"] {
            assert_eq!(
                contact_link(contact).into_string(),
                "<a href=\"mailto:me@example.org\"><bdi>me@example.org</bdi></a>"
            );
        }
    }
}
