//! RSS, RDF, Atom and CDF documents and news sitemaps: their containers, and the items and fields in them.

use super::document::{Document, Feed, Format, Item};
use super::limits::Parts;
use super::namespace::Namespace;
use super::scan::{Tag, Token};
use super::scope::Scope;
use super::sitemap::Sitemap;
use super::tree::{Builder, Element, Name, Node, is_container};
use super::unreadable::{classify, is_error, is_of_page, shorten};
use super::{Context, Unreadable, Warning, fields, limits};

/// Containers nest two deep; deeper ones are damage.
const MAX_CONTAINERS: usize = 8;

pub(super) fn read(text: &str, context: &Context<'_>) -> Result<Document, Unreadable> {
    let mut reader = Reader::new(text, context);
    while let Some(token) = reader.builder.next() {
        match token {
            Token::Start(tag) => reader.start(tag),
            Token::End(name) => reader.end(name),
            Token::Text(text) => reader.text(&text),
        }
    }
    reader.finish(text, context)
}

struct Reader<'a> {
    builder: Builder<'a>,
    /// The open containers: their names as written, and what holds inside.
    open: Vec<(&'a str, Scope)>,
    outermost: Scope,
    format: Option<Format>,
    /// The name of the document's first element, whatever it is.
    root: Option<&'a str>,
    /// Whether the first item stands in no container.
    is_bare: bool,
    /// Whether there is text outside of the elements.
    has_text: bool,
    /// Whether a container has been closed that stands in no other.
    over: bool,
    /// How many elements the feed's own fields have so far.
    fields: usize,
    /// A container as if it held all of the feed's own fields, and what holds in it.
    channel: Option<(Element<'a>, Scope)>,
    items: Vec<Item>,
    /// What there is besides the items of a sitemap.
    sitemap: Sitemap,
    parts: Parts,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, context: &Context<'_>) -> Self {
        Self {
            builder: Builder::new(text),
            open: Vec::new(),
            outermost: Scope {
                base: context.base(),
                stated: false,
                language: context.language(),
            },
            format: None,
            root: None,
            is_bare: false,
            has_text: false,
            over: false,
            fields: 0,
            channel: None,
            items: Vec::new(),
            sitemap: Sitemap::default(),
            parts: Parts::default(),
        }
    }

    fn warn(&mut self, warning: Warning) {
        self.builder.scanner.defects.note(warning);
    }

    fn start(&mut self, tag: Tag<'a>) {
        self.root.get_or_insert(tag.name);
        let empty = tag.empty;
        let name = self.builder.name_of(&tag);
        if self.format.is_none() {
            if name.is_feed_item() && !self.root.is_some_and(is_of_page) {
                self.enter_without_container(&name);
            } else if !is_container(&name) {
                self.warn(Warning::JunkBefore);
                return;
            }
        }
        if is_container(&name) {
            let element = self.builder.element(tag);
            self.enter(element, empty);
        } else {
            self.field(tag, &name);
        }
    }

    fn enter(&mut self, element: Element<'a>, empty: bool) {
        if self.over && self.open.is_empty() {
            self.warn(Warning::JunkAfter);
        }
        let format = format_of(&element);
        self.format.get_or_insert(format);
        let scope = self.scope().enter(&element).into_owned();
        if !empty && self.open.len() < MAX_CONTAINERS {
            self.open.push((element.name.raw, scope.clone()));
        }
        match &mut self.channel {
            // The innermost container is the one whose scope and attributes count.
            Some((channel, held)) if channel.children.is_empty() && !self.over => {
                (*channel, *held) = (element, scope);
            }
            Some(_) => {}
            None => self.channel = Some((element, scope)),
        }
    }

    /// Begins a feed with its first item: an entry that is a document of its own (RFC 4287, section
    /// 2), items in a house's own container, or what is left of a feed without its beginning.
    fn enter_without_container(&mut self, item: &Name<'a>) {
        let channel = Element::around(item);
        self.format = Some(format_of(&channel));
        self.is_bare = true;
        self.channel = Some((channel, self.outermost.clone()));
    }

    fn scope(&self) -> &Scope {
        self.open.last().map_or(&self.outermost, |(_, scope)| scope)
    }

    fn field(&mut self, tag: Tag<'a>, name: &Name<'a>) {
        let is_item = name.is_item();
        if self.over && self.open.is_empty() && !is_item {
            self.warn(Warning::JunkAfter);
            return;
        }
        if is_item {
            let (element, _) = self.builder.fill(tag, limits::ELEMENTS);
            self.item(element);
            return;
        }
        let room = limits::ELEMENTS.saturating_sub(self.fields);
        let (element, elements) = self.builder.fill(tag, room);
        self.fields += elements;
        if room == 0 {
            self.warn(Warning::TooMuch("markup"));
        } else if let Some((channel, _)) = &mut self.channel {
            channel.children.push(Node::Element(element));
        }
    }

    fn item(&mut self, mut element: Element<'a>) {
        if self.items.len() >= limits::ITEMS {
            self.warn(Warning::TooMuch("items"));
            return;
        }
        if self.open.is_empty() {
            self.warn(Warning::ItemsOutside);
        }
        let scope = self.scope().clone();
        if element.name.namespace == Namespace::Sitemap {
            let article = (self.sitemap).take(&element, &scope, &mut self.builder.scanner.defects);
            self.items.extend(article);
            return;
        }
        if !element.closed {
            element.children.retain(is_whole);
            if !self.is_identified(&element) {
                return;
            }
        }
        let mut item = fields::item(&element, &scope, &mut self.builder.scanner.defects);
        if self.parts.shorten(&mut item) {
            self.warn(Warning::TooMuch("detail in an item"));
        }
        self.items.push(item);
    }

    /// Whether an item that the document's end cuts off is known to be the same item when it comes
    /// whole: by its guid or id or, in a document of items without, by its link.
    fn is_identified(&self, item: &Element<'a>) -> bool {
        let has = |name| {
            let child = item.child(name);
            child.is_some_and(|child| child.said("href").is_some() || !child.text().is_empty())
        };
        let others_have_none = || {
            let other = self.items.last();
            other.is_some_and(|other| other.head.id.is_none())
        };
        has("guid")
            || has("id")
            || item.said("rdf:about").is_some()
            || has("link") && others_have_none()
    }

    fn end(&mut self, raw: &'a str) {
        let ends = |(name, _): &(&str, Scope)| name.eq_ignore_ascii_case(raw);
        if let Some(at) = self.open.iter().rposition(ends) {
            self.open.truncate(at);
            self.over |= at == 0;
        } else if self.format.is_some() && !self.over {
            self.warn(Warning::MismatchedTags);
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.has_text = true;
            match (self.format.is_none(), self.over) {
                (true, _) => self.warn(Warning::JunkBefore),
                (_, true) => self.warn(Warning::JunkAfter),
                _ => self.warn(Warning::MismatchedTags),
            }
        }
    }

    fn finish(mut self, text: &str, context: &Context<'_>) -> Result<Document, Unreadable> {
        let (Some(format), Some((channel, scope))) = (self.format, self.channel.take()) else {
            return Err(match self.root {
                None if !self.has_text => Unreadable::Empty,
                root => classify(text, root),
            });
        };
        if self.is_bare && !self.items.iter().any(says_something) {
            return Err(classify(text, self.root));
        }
        if !self.over && !channel.closed {
            self.warn(Warning::Truncated);
        }
        let mut feed = fields::feed(&channel, &scope, &mut self.builder.scanner.defects);
        if limits::shorten(&mut feed.head) {
            self.warn(Warning::TooMuch("detail in the feed"));
        }
        if format == Format::Sitemap {
            let has_articles = !self.items.is_empty();
            self.sitemap.finish(&channel, has_articles, &mut feed)?;
        } else if self.items.is_empty()
            && let Some(message) = error_message(&channel, &feed)
        {
            return Err(Unreadable::ErrorChannel(message));
        }
        Ok(Document {
            format,
            encoding: String::new(),
            base: context.base(),
            feed,
            entries: self.items,
            warnings: self.builder.scanner.defects,
        })
    }
}

/// Whether it has anything of an item: others than feeds have elements of that name too.
fn says_something(item: &Item) -> bool {
    let has_text = item.head.title.is_some() || item.summary.is_some();
    has_text || item.head.link().is_some() || !item.enclosures.is_empty()
}

/// Whether a part of an item that the document's end cuts off is not cut off itself.
fn is_whole(part: &Node<'_>) -> bool {
    match part {
        Node::Element(element) => element.closed,
        Node::Text(_) => true,
    }
}

fn format_of(element: &Element<'_>) -> Format {
    match (element.name.namespace, &*element.name.local) {
        (Namespace::Rdf, _) | (_, "rdf") => Format::Rdf,
        (Namespace::Sitemap, _) => Format::Sitemap,
        (_, "feed") => Format::Atom,
        (_, "channel") => Format::Cdf,
        _ => Format::Rss,
    }
}

/// What a channel without items says is wrong.
fn error_message(channel: &Element<'_>, feed: &Feed) -> Option<String> {
    let mut elements = channel.elements();
    if let Some(error) = elements.find(|child| child.name.local.starts_with("error")) {
        return Some(shorten(&error.text()));
    }
    let title = feed.head.title.as_ref()?;
    let said = feed
        .subtitle
        .as_ref()
        .map(|text| format!(": {}", text.value));
    is_error(&title.value).then(|| shorten(&format!("{}{}", title.value, said.unwrap_or_default())))
}
