//! The text of a page's article: where the page says it is, else where `dom_smoothie` finds it.

use std::sync::LazyLock;

use dom_query::{Document, Matcher, NodeRef};
use dom_smoothie::{Config, Readability};

use super::claims::line;
use super::page::{LONGEST_TEXT, Page, Step, all, is_inline, key, matcher, push_words, walk};
use super::{furniture, markup};

/// Where programs and themes put the text of an article, the surest first.
const PLACES: &[&str] = &[
    r#"[itemprop~="articleBody"]"#,
    ".article-body, .article__body, .articleBody, .article_body, .article-content, .article__content, .article-text, .article__text, .articletext, .texte-article, .article-texte",
    ".entry-content, .post-content, .post-body, .post__content, .td-post-content, .single-content, .single-post-content, .blog-content, .the-content, .elementor-widget-theme-post-content",
    ".story-body, .story-content, .story-text, .news-content, .news-body, .news-text, .news-detail, .newsdetail",
    ".field--name-body, .field-name-body, .node__content, .com-content-article__body, .item-page, .itemFullText",
    ".texte, .contenu, .corps, .conteudo, .materia, .noticia, .content-text, .contentpaneopen",
    "article",
    "main, [role=\"main\"]",
];

static KNOWN: LazyLock<Vec<Matcher>> =
    LazyLock::new(|| PLACES.iter().map(|p| matcher(p)).collect());
static TABLES: LazyLock<Matcher> =
    LazyLock::new(|| matcher("table, tbody, thead, tfoot, tr, td, th, caption"));
static BREAKS: LazyLock<Matcher> = LazyLock::new(|| matcher("br"));

/// Elements of one such name that are looked at.
const MOST_PLACES: usize = 10;

/// A text shorter than this is a lead, a caption or a notice, in bytes.
const SHORTEST: usize = 300;

/// A line is a list of links rather than text when they make up this share of it, in percent.
const LINKED: usize = 60;

/// A line shorter than this that is no sentence and no heading is a button, a label or a date.
const SHORTEST_LINE: usize = 40;

/// Before and after the text, so long a line that is no sentence is a title, a byline or the heading
/// of what follows the article.
const SHORTEST_END: usize = 100;

/// Stands for the end of a paragraph that is written with line breaks; no character of any text.
const BREAK: char = '\u{e000}';

/// The paragraphs of the article of `page`, whose title is `title`. The page is used up.
pub(super) fn read(page: &Page, title: &str) -> Vec<String> {
    furniture::clear(page);
    let said = KNOWN.iter().find_map(|place| {
        let texts = all(&page.root(), place);
        let texts = texts
            .iter()
            .take(MOST_PLACES)
            .map(|text| paragraphs(text, title));
        // The first is the article, others may follow it on pages that go on and on.
        texts.into_iter().find(|text| length(text) >= SHORTEST)
    });
    said.unwrap_or_else(|| found(page, title))
}

/// The text that stands out on a page which does not say where it is. A page with more text than any
/// article is none, and some characters would take the search quadratic time.
fn found(page: &Page, title: &str) -> Vec<String> {
    if page.root().text().len() > LONGEST_TEXT {
        return Vec::new();
    }
    plain_layout(page);
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    let document = page.document.clone();
    let Ok(mut readability) = Readability::with_document(document, None, Some(config)) else {
        return Vec::new();
    };
    let Ok(article) = readability.parse() else {
        return Vec::new();
    };
    let content = Document::from(article.content);
    paragraphs(&content.root(), title)
}

/// Makes boxes of the tables and breaks of the line breaks that old pages are laid out with: what
/// finds the text takes tables for data, and loses breaks beside some elements.
fn plain_layout(page: &Page) {
    for part in all(&page.root(), &TABLES) {
        part.rename("div");
    }
    for first in all(&page.root(), &BREAKS) {
        let mut next = first.next_sibling();
        while let Some(blank) = next.filter(|node| node.is_text() && !node.is_nonempty_text()) {
            next = blank.next_sibling();
        }
        if next.is_some_and(|next| next.has_name("br")) {
            first.replace_with(&page.document.tree.new_text(BREAK.to_string()));
        }
    }
}

/// What `node` holds as paragraphs, without lists of links, labels, and headings of nothing.
fn paragraphs(node: &NodeRef<'_>, title: &str) -> Vec<String> {
    let mut reading = Reading::default();
    walk(*node, &mut |step| {
        match step {
            Step::Text(text) => reading.text(&text.text()),
            Step::Begin(element) if element.has_name("br") => reading.line_break(),
            Step::Begin(element) if element.has_name("a") => reading.links += 1,
            Step::End(element) if element.has_name("a") => reading.links -= 1,
            Step::Begin(element) | Step::End(element) if !is_inline(element) => {
                reading.finish();
                reading.in_heading = is_heading(element) && matches!(step, Step::Begin(_));
            }
            _ => {}
        }
        reading.length <= LONGEST_TEXT
    });
    reading.finish();
    let title = key(title);
    let is_title = |line: &str| !title.is_empty() && key(line) == title;
    let mut paragraphs = reading.paragraphs;
    paragraphs.retain(|paragraph| !is_title(paragraph));
    let is_text = |line: &String| line.len() >= SHORTEST_END || is_sentence(line);
    let end = paragraphs
        .iter()
        .rposition(is_text)
        .map_or(0, |last| last + 1);
    paragraphs.truncate(end);
    let start = paragraphs.iter().position(is_text).unwrap_or_default();
    paragraphs.drain(..start);
    paragraphs
}

fn is_heading(element: &NodeRef<'_>) -> bool {
    ["h2", "h3", "h4", "h5", "h6"]
        .iter()
        .any(|name| element.has_name(name))
}

/// Whether a line ends as sentences do.
fn is_sentence(line: &str) -> bool {
    line.ends_with([
        '.', '!', '?', '…', ':', ';', ',', '»', '”', '"', ')', '؟', '۔', '،',
    ])
}

fn length(paragraphs: &[String]) -> usize {
    paragraphs.iter().map(String::len).sum()
}

#[derive(Default)]
struct Reading {
    paragraphs: Vec<String>,
    /// The paragraph under way.
    here: String,
    /// Bytes of it that stand in links.
    linked: usize,
    /// Links that are open.
    links: usize,
    /// Whether it is a heading.
    in_heading: bool,
    /// Line breaks since its last word.
    breaks: usize,
    /// Bytes in all.
    length: usize,
}

impl Reading {
    fn text(&mut self, text: &str) {
        let mut parts = text.split(BREAK);
        self.words(parts.next().unwrap_or_default());
        for part in parts {
            self.finish();
            self.words(part);
        }
    }

    fn words(&mut self, text: &str) {
        if text.trim().is_empty() {
            push_words(&mut self.here, text);
            return;
        }
        if self.breaks > 1 {
            self.finish();
        }
        self.breaks = 0;
        let before = self.here.len();
        push_words(&mut self.here, text);
        self.length += self.here.len() - before;
        if self.links > 0 {
            self.linked += self.here.len() - before;
        }
    }

    /// One break is a line of a paragraph, two are the paragraph's end.
    fn line_break(&mut self) {
        self.breaks += 1;
        push_words(&mut self.here, " ");
    }

    fn finish(&mut self) {
        let (here, linked) = (
            std::mem::take(&mut self.here),
            std::mem::take(&mut self.linked),
        );
        self.breaks = 0;
        let is_list = linked * 100 > here.trim().len() * LINKED;
        let Some(line) = line(&here).filter(|_| !is_list) else {
            return;
        };
        let is_label = line.len() < SHORTEST_LINE && !self.in_heading && !is_sentence(&line);
        if !is_label && !markup::is_byline(&line) {
            self.paragraphs.push(line);
        }
    }
}
