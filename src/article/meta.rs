//! What a page says in its `meta` elements: Open Graph, cards, Dublin Core, and the many names that
//! publishing programs have.

use std::sync::LazyLock;

use dom_query::Matcher;

use super::claims::{Claims, note, note_author, note_date, note_name, note_names};
use super::page::{Page, all, matcher};

/// What the `meta` elements say, by family.
#[derive(Debug, Default)]
pub(super) struct Metas {
    pub open_graph: Claims,
    pub twitter: Claims,
    pub dublin_core: Claims,
    pub other: Claims,
}

static META: LazyLock<Matcher> = LazyLock::new(|| matcher("meta[content]"));

/// Reads the `meta` elements of a page.
pub(super) fn read(page: &Page) -> Metas {
    let mut metas = Metas::default();
    for meta in all(&page.root(), &META) {
        let content = meta.attr("content").unwrap_or_default();
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = meta.attr(key) {
                // Some name both Open Graph and another in one attribute.
                for name in name.to_lowercase().split_whitespace() {
                    metas.take(name, &content);
                }
            }
        }
    }
    metas
}

impl Metas {
    fn take(&mut self, name: &str, content: &str) {
        let (graph, card) = (&mut self.open_graph, &mut self.twitter);
        let (core, other) = (&mut self.dublin_core, &mut self.other);
        match name {
            "og:title" => note(&mut graph.title, content),
            "og:description" => note(&mut graph.description, content),
            "og:image" | "og:image:url" | "og:image:secure_url" => {
                note_image(&mut graph.images, content);
            }
            "og:url" => note(&mut graph.canonical, content),
            "og:site_name" => note(&mut graph.site_name, content),
            "og:locale" => note(&mut graph.language, content),
            "og:updated_time" | "article:modified_time" => note_date(&mut graph.modified, content),
            "article:published_time"
            | "og:published_time"
            | "og:article:published_time"
            | "og:pubdate" => note_date(&mut graph.published, content),
            "article:section" | "og:article:section" => note(&mut graph.section, content),
            "article:tag" | "og:article:tag" => note_names(&mut graph.keywords, content),
            "article:author" | "og:article:author" | "og:author" => {
                note_author(&mut graph.authors, content);
            }
            "twitter:title" => note(&mut card.title, content),
            "twitter:description" => note(&mut card.description, content),
            "twitter:image" | "twitter:image:src" => note_image(&mut card.images, content),
            "dc.title" | "dcterms.title" => note(&mut core.title, content),
            "dc.description" | "dcterms.description" | "dcterms.abstract" => {
                note(&mut core.description, content);
            }
            "dc.date.issued" | "dcterms.issued" | "dc.date.created" | "dcterms.created"
            | "dc.date" | "dcterms.date" => note_date(&mut core.published, content),
            "dc.date.modified" | "dcterms.modified" => note_date(&mut core.modified, content),
            "dc.creator" | "dcterms.creator" => note_author(&mut core.authors, content),
            "dc.subject" | "dcterms.subject" => note_names(&mut core.keywords, content),
            "dc.language" | "dcterms.language" => note(&mut core.language, content),
            "dc.publisher" | "dcterms.publisher" => note(&mut core.site_name, content),
            "title" | "parsely-title" | "sailthru.title" => note(&mut other.title, content),
            "description" | "sailthru.description" => note(&mut other.description, content),
            "datepublished"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "published_time"
            | "publication_date"
            | "publicationdate"
            | "article.published"
            | "article_date_original"
            | "parsely-pub-date"
            | "sailthru.date"
            | "date"
            | "cxenseparse:recs:publishtime"
            | "datecreated"
            | "creation_date"
            | "timestamp" => {
                note_date(&mut other.published, content);
            }
            "datemodified" | "last-modified" | "lastmod" | "modified_time" | "article.updated"
            | "revised" => note_date(&mut other.modified, content),
            "author" | "parsely-author" | "sailthru.author" | "byl" => {
                note_author(&mut other.authors, content);
            }
            // One list, and not the sum of several that say the same.
            "news_keywords" | "keywords" | "parsely-tags" | "sailthru.tags"
                if other.keywords.is_empty() =>
            {
                note_names(&mut other.keywords, content);
            }
            "section" | "articlesection" | "parsely-section" | "article.section" => {
                note(&mut other.section, content);
            }
            "image" | "thumbnail" | "parsely-image-url" | "sailthru.image.full" => {
                note_image(&mut other.images, content);
            }
            "content-language" | "language" => note(&mut other.language, content),
            "application-name" => note(&mut other.site_name, content),
            "cxenseparse:author" => note_name(&mut other.authors, content),
            _ => {}
        }
    }
}

/// Images that one family of elements names.
const MOST_IMAGES: usize = 10;

fn note_image(images: &mut Vec<String>, content: &str) {
    let content = content.trim();
    if !content.is_empty() && images.len() < MOST_IMAGES {
        images.push(content.to_owned());
    }
}
