//! Structured data: the JSON-LD that pages carry in scripts, by schema.org.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use super::claims::{Claims, note, note_author, note_date, note_name, note_names};
use crate::parse;

/// Objects of a page that are looked at.
const MOST_OBJECTS: usize = 2_000;

/// Objects nested deeper than this below the top are no article.
const MOST_DEPTH: usize = 6;

/// Where an article may stand below another object. What an article is part of, lists, comments and
/// recommendations are other things.
const BELOW: [&str; 4] = ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"];

type Object = Map<String, Value>;

/// What the scripts say of the article at `address`.
pub(super) fn read(scripts: &[String], address: &str) -> Claims {
    let documents: Vec<Value> = scripts.iter().flat_map(|script| values(script)).collect();
    let mut graph = Graph::default();
    for document in &documents {
        graph.add(document, 0);
    }
    let article = graph.article(address);
    let mut claims = article.map_or_else(Claims::default, |article| graph.claims(article));
    // A page says what its article does not.
    for page in graph.objects.iter().filter(|object| is_page(object)) {
        fill(&mut claims, graph.claims(page));
    }
    claims
}

fn fill(claims: &mut Claims, more: Claims) {
    claims.published = claims.published.or(more.published);
    claims.modified = claims.modified.or(more.modified);
    claims.language = claims.language.take().or(more.language);
    claims.description = claims.description.take().or(more.description);
    if claims.images.is_empty() {
        claims.images = more.images;
    }
}

/// The JSON of a script, or of what of it is JSON; several values may follow one another.
fn values(script: &str) -> Vec<Value> {
    static WRAPPING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<!--|-->|(?:/\*|//)?\s*(?:<!\[CDATA\[|\]\]>)(?:\s*\*/)?").expect("constant")
    });
    let bare = WRAPPING.replace_all(script, " ");
    let found = parsed(&bare);
    if !found.is_empty() {
        return found;
    }
    let found = parsed(&mended(&bare));
    if !found.is_empty() || !bare.contains("&quot;") {
        return found;
    }
    parsed(&mended(&parse::unescape(&bare)))
}

fn parsed(text: &str) -> Vec<Value> {
    let text = text.trim_start_matches(|c: char| !matches!(c, '{' | '['));
    let stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    stream.map_while(Result::ok).collect()
}

/// JSON with the mistakes of templates undone: line breaks and tabs in strings, commas before a
/// closing bracket, backslashes that escape nothing.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut rest) = (false, text.chars().peekable());
    while let Some(c) = rest.next() {
        match c {
            '"' => in_string = !in_string,
            '\\' if in_string => match rest.peek() {
                Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') => {
                    out.push(c);
                    out.extend(rest.next());
                    continue;
                }
                _ => continue,
            },
            c if c.is_control() => {
                out.push(' ');
                continue;
            }
            '}' | ']' if !in_string => {
                let end = out.trim_end();
                if end.ends_with(',') {
                    out.truncate(end.len() - 1);
                }
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// The objects of a page, and by what name others refer to them.
#[derive(Default)]
struct Graph<'a> {
    objects: Vec<&'a Object>,
    named: HashMap<&'a str, &'a Object>,
}

impl<'a> Graph<'a> {
    fn add(&mut self, value: &'a Value, depth: usize) {
        if depth > MOST_DEPTH || self.objects.len() >= MOST_OBJECTS {
            return;
        }
        match value {
            Value::Array(values) => {
                for value in values {
                    self.add(value, depth + 1);
                }
            }
            Value::Object(object) => {
                // An object that is nothing but its name is a reference to another.
                if let Some(Value::String(name)) = object.get("@id").filter(|_| object.len() > 1) {
                    self.named.entry(name).or_insert(object);
                }
                self.objects.push(object);
                for key in BELOW {
                    if let Some(value) = object.get(key) {
                        self.add(value, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// The article of the page: the one that names its address, else the one that says most.
    fn article(&self, address: &str) -> Option<&'a Object> {
        let articles = self.objects.iter().copied().filter(|o| is_article(o));
        let rank = |object: &Object| {
            let names_page = ["url", "@id", "mainEntityOfPage"].iter().any(|key| {
                object
                    .get(*key)
                    .and_then(|value| self.address(value))
                    .is_some_and(|url| same_page(url, address))
            });
            let says = ["headline", "name", "datePublished", "articleBody", "author"];
            let says = says.iter().filter(|key| object.contains_key(**key)).count();
            (names_page, says)
        };
        // Of equals the first.
        let mut best: Option<((bool, usize), &Object)> = None;
        for article in articles {
            let rank = rank(article);
            if best.is_none_or(|(known, _)| rank > known) {
                best = Some((rank, article));
            }
        }
        best.map(|(_, article)| article)
    }

    fn claims(&self, object: &Object) -> Claims {
        let mut claims = Claims::default();
        for key in ["headline", "name", "alternativeHeadline"] {
            self.text(object, key, |text| note(&mut claims.title, text));
        }
        for key in ["description", "abstract"] {
            self.text(object, key, |text| note(&mut claims.description, text));
        }
        for key in ["datePublished", "dateCreated", "uploadDate"] {
            self.text(object, key, |text| note_date(&mut claims.published, text));
        }
        self.text(object, "dateModified", |text| {
            note_date(&mut claims.modified, text)
        });
        self.text(object, "articleSection", |text| {
            note(&mut claims.section, text)
        });
        self.text(object, "inLanguage", |text| {
            note(&mut claims.language, text)
        });
        for key in ["author", "creator"] {
            self.text(object, key, |text| note_author(&mut claims.authors, text));
        }
        self.keywords(object, &mut claims.keywords);
        self.text(object, "publisher", |text| {
            note(&mut claims.site_name, text)
        });
        for key in ["url", "mainEntityOfPage"] {
            let url = object.get(key).and_then(|value| self.address(value));
            if let Some(url) = url.filter(|url| !url.contains('#')) {
                note(&mut claims.canonical, url);
            }
        }
        for key in ["image", "primaryImageOfPage", "thumbnailUrl"] {
            if let Some(value) = object.get(key) {
                self.images(value, &mut claims.images, 0);
            }
        }
        if let Some(Value::String(body)) = object.get("articleBody") {
            claims.text = Some(parse::unescape(body).into_owned());
        }
        claims
    }

    /// Tells `note` every text under `key`: strings, the names of objects, the elements of lists.
    fn text(&self, object: &Object, key: &str, mut note: impl FnMut(&str)) {
        let Some(value) = object.get(key) else { return };
        let values = match value {
            Value::Array(values) => &values[..],
            value => std::slice::from_ref(value),
        };
        for value in values {
            match value {
                Value::String(text) => note(&parse::unescape(text)),
                Value::Number(number) => note(&number.to_string()),
                Value::Object(object) => {
                    let object = self.meant(object);
                    let named = ["name", "@value", "headline"]
                        .iter()
                        .find_map(|key| object.get(*key));
                    if let Some(Value::String(text)) = named {
                        note(&parse::unescape(text));
                    }
                }
                _ => {}
            }
        }
    }

    fn keywords(&self, object: &Object, keywords: &mut Vec<String>) {
        match object.get("keywords") {
            // One string holds them all; in a list each stands for itself.
            Some(Value::String(text)) => note_names(keywords, &parse::unescape(text)),
            Some(Value::Array(values)) if values.len() == 1 => {
                self.text(object, "keywords", |text| note_names(keywords, text));
            }
            _ => self.text(object, "keywords", |text| note_name(keywords, text)),
        }
    }

    /// The address that a value is or has.
    fn address<'v>(&self, value: &'v Value) -> Option<&'v str>
    where
        'a: 'v,
    {
        match value {
            Value::String(text) => Some(text),
            Value::Object(object) => {
                let object: &'v Object = self.meant(object);
                let mut keys = ["url", "contentUrl", "@id"].iter();
                keys.find_map(|key| object.get(*key)?.as_str())
            }
            Value::Array(values) => values.first().and_then(|value| match value {
                Value::Array(_) => None,
                value => self.address(value),
            }),
            _ => None,
        }
    }

    fn images(&self, value: &Value, images: &mut Vec<String>, depth: usize) {
        match value {
            Value::Array(values) if depth == 0 => {
                for value in values.iter().take(10) {
                    self.images(value, images, 1);
                }
            }
            value => images.extend(self.address(value).map(str::to_owned)),
        }
    }

    /// The object that is meant: the one that is referred to, or the object itself.
    fn meant<'v>(&self, object: &'v Object) -> &'v Object
    where
        'a: 'v,
    {
        let name = object.get("@id").filter(|_| object.len() == 1);
        let name = name.and_then(Value::as_str);
        name.and_then(|name| self.named.get(name))
            .copied()
            .unwrap_or(object)
    }
}

fn kinds(object: &Object) -> impl Iterator<Item = &str> {
    let kinds = match object.get("@type") {
        Some(Value::Array(kinds)) => &kinds[..],
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    let names = kinds.iter().filter_map(Value::as_str);
    // `http://schema.org/NewsArticle`, `schema:NewsArticle`.
    names.map(|name| name.rsplit(['/', ':', '#']).next().unwrap_or(name))
}

/// Whether it is an article: `NewsArticle`, `ReportageNewsArticle`, `BlogPosting` and their kin.
fn is_article(object: &Object) -> bool {
    kinds(object).any(|kind| {
        kind.ends_with("Article")
            || kind.ends_with("Posting") && kind != "JobPosting"
            || kind == "Report"
    })
}

fn is_page(object: &Object) -> bool {
    kinds(object).any(|kind| matches!(kind, "WebPage" | "ItemPage"))
}

/// Whether two addresses are of one page, whatever their scheme, final slash and fragment.
fn same_page(a: &str, b: &str) -> bool {
    let bare = |address: &str| -> Cow<'_, str> {
        let address = address.split('#').next().unwrap_or_default();
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        let address = address.strip_prefix("www.").unwrap_or(address);
        Cow::Owned(address.trim_end_matches('/').to_owned())
    };
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests;
