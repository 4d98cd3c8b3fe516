//! Elements with what they hold, built from tokens whether or not the tags match.

use std::borrow::Cow;

use super::Warning;
use super::namespace::{Bindings, Namespace};
use super::scan::{Scanner, Tag, Token};

/// Elements below this depth are flattened into it.
const MAX_DEPTH: usize = 200;

/// The name of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub namespace: Namespace,
    /// Without prefix, lower-case.
    pub local: Cow<'a, str>,
    /// As written.
    pub raw: &'a str,
}

impl Name<'_> {
    /// Whether it is one of the names of RSS, Atom or CDF.
    pub(super) fn is_core(&self) -> bool {
        matches!(self.namespace, Namespace::Core | Namespace::Atom)
    }

    /// Whether it is an item of a feed.
    pub(super) fn is_feed_item(&self) -> bool {
        self.is_core() && matches!(&*self.local, "item" | "entry")
    }

    pub(super) fn is_item(&self) -> bool {
        match self.namespace {
            Namespace::Core | Namespace::Atom => self.is_feed_item(),
            Namespace::Sitemap => matches!(&*self.local, "url" | "sitemap"),
            _ => false,
        }
    }

    /// Whether it is the container of a sitemap, in whatever namespace.
    fn is_sitemap(&self) -> bool {
        matches!(&*self.local, "urlset" | "sitemapindex")
    }
}

/// An element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub name: Name<'a>,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
    pub children: Vec<Node<'a>>,
    /// Whether its end tag was found, or the start of what must follow it.
    pub closed: bool,
}

/// What an element holds.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Element(Element<'a>),
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    /// The attribute of that name (with prefix, in any case), trimmed.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// As [`Element::attribute`], where it says something.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.attribute(name).filter(|value| !value.is_empty())
    }

    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, &str)> {
        self.attributes
            .iter()
            .map(|(name, value)| (*name, &**value))
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of one of RSS's or Atom's names.
    pub(super) fn child(&self, local: &str) -> Option<&Element<'a>> {
        self.elements()
            .find(|child| child.name.is_core() && child.name.local == local)
    }

    /// Its text and that of its children, trimmed.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.collect(&mut out);
        let trimmed = out.trim();
        if trimmed.len() == out.len() {
            out
        } else {
            trimmed.to_owned()
        }
    }

    fn collect(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.collect(out),
            }
        }
    }

    fn push_text(&mut self, text: Cow<'a, str>) {
        match self.children.last_mut() {
            Some(Node::Text(last)) => last.to_mut().push_str(&text),
            _ => self.children.push(Node::Text(text)),
        }
    }
}

impl<'a> Element<'a> {
    /// A container of items that stand in none, of the namespace of `item`.
    pub(super) fn around(item: &Name<'a>) -> Self {
        let local = match item.namespace {
            Namespace::Atom => "feed",
            _ => "rss",
        };
        Self {
            name: Name {
                namespace: item.namespace,
                local: Cow::Borrowed(local),
                raw: local,
            },
            attributes: Vec::new(),
            children: Vec::new(),
            closed: true,
        }
    }
}

/// Reads a document as a flat run of containers and of the elements in them.
pub(super) struct Builder<'a> {
    pub scanner: Scanner<'a>,
    bindings: Bindings<'a>,
    pending: Option<Token<'a>>,
}

/// An element under construction, and how many prefixes were bound before it.
struct Open<'a> {
    element: Element<'a>,
    bound: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            scanner: Scanner::new(text),
            bindings: Bindings::default(),
            pending: None,
        }
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        self.pending.take().or_else(|| self.scanner.next(None))
    }

    /// An element without its content, and its prefixes bound.
    pub(super) fn element(&mut self, tag: Tag<'a>) -> Element<'a> {
        for (name, value) in &tag.attributes {
            self.bindings.declare(name, value);
        }
        let mut name = self.name(tag.name);
        if name.is_sitemap() {
            // Some leave the declaration out, or mistype it.
            self.bindings.bind(tag.name, Namespace::Sitemap);
            name.namespace = Namespace::Sitemap;
        }
        Element {
            name,
            attributes: tag.attributes,
            children: Vec::new(),
            closed: tag.empty,
        }
    }

    /// The name that `tag` gives its element, under the prefixes that it declares itself.
    pub(super) fn name_of(&mut self, tag: &Tag<'a>) -> Name<'a> {
        let bound = self.bindings.depth();
        for (name, value) in &tag.attributes {
            self.bindings.declare(name, value);
        }
        let name = self.name(tag.name);
        self.bindings.leave(bound);
        name
    }

    fn name(&mut self, raw: &'a str) -> Name<'a> {
        let (namespace, local) = self.bindings.resolve(raw, &mut self.scanner.defects);
        let local = if local.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(local.to_ascii_lowercase())
        } else {
            Cow::Borrowed(local)
        };
        Name {
            namespace,
            local,
            raw,
        }
    }

    /// Reads the element that `tag` begins, up to its end tag, its container's, or the start of another item.
    /// Gives it back with the number of its elements, which are no more than `most`.
    pub(super) fn fill(&mut self, tag: Tag<'a>, most: usize) -> (Element<'a>, usize) {
        let bound = self.bindings.depth();
        let root = self.element(tag);
        let mut build = Build::new(root, bound, most);
        while !build.done {
            let open = build.top().name.raw;
            let Some(token) = self.scanner.next(Some(open)) else {
                self.scanner.defects.note(Warning::Truncated);
                break;
            };
            match token {
                Token::Text(text) => build.top_mut().push_text(text),
                Token::Start(tag) => self.start(&mut build, tag),
                Token::End(name) => self.end(&mut build, name),
            }
        }
        let closed = build.done;
        let elements = 1 + build.elements;
        let mut root = build.finish();
        root.closed = closed;
        self.bindings.leave(bound);
        (root, elements)
    }

    fn start(&mut self, build: &mut Build<'a>, tag: Tag<'a>) {
        let bound = self.bindings.depth();
        let name = self.name_of(&tag);
        // No field holds items, nor does an item: what is open has lost its end tag.
        if name.is_item() {
            self.scanner.defects.note(Warning::MismatchedTags);
            self.pending = Some(Token::Start(tag));
            build.done = true;
            return;
        }
        if build.is_at_field() && is_misplaced(&name, &build.top().name) {
            self.scanner.defects.note(Warning::MismatchedTags);
            if build.stack.len() == 1 {
                self.pending = Some(Token::Start(tag));
                build.done = true;
                return;
            }
            build.close_to(build.stack.len() - 1, true);
        }
        if build.stack.len() >= MAX_DEPTH || build.elements >= build.most {
            let warning = match build.elements >= build.most {
                true => Warning::TooMuch("markup"),
                false => Warning::TooDeep,
            };
            self.scanner.defects.note(warning);
            build.flattened += usize::from(!tag.empty);
            return;
        }
        build.elements += 1;
        let empty = tag.empty;
        let element = self.element(tag);
        if empty {
            self.bindings.leave(bound);
            build.top_mut().children.push(Node::Element(element));
        } else {
            build.stack.push(Open { element, bound });
        }
    }

    fn end(&mut self, build: &mut Build<'a>, raw: &'a str) {
        let ends = |open: &Open| open.element.name.raw.eq_ignore_ascii_case(raw);
        let innermost = build.stack.iter().rposition(ends);
        if build.flattened > 0 && innermost != Some(0) {
            build.flattened -= 1;
            return;
        }
        match innermost {
            Some(at) => {
                if at + 1 < build.stack.len() {
                    self.scanner.defects.note(Warning::MismatchedTags);
                }
                self.bindings.leave(build.stack[at].bound);
                build.close_to(at, true);
            }
            None => {
                self.scanner.defects.note(Warning::MismatchedTags);
                let name = self.name(raw);
                if is_container(&name) {
                    self.pending = Some(Token::End(raw));
                    build.done = true;
                } else if build.in_leaf() {
                    build.close_to(build.stack.len() - 1, true);
                }
            }
        }
    }
}

/// An element and its open descendants.
struct Build<'a> {
    stack: Vec<Open<'a>>,
    elements: usize,
    /// Descendants that are kept.
    most: usize,
    /// Start tags that were too deep to keep, and whose end tags are therefore to be passed over.
    flattened: usize,
    done: bool,
}

impl<'a> Build<'a> {
    fn new(root: Element<'a>, bound: usize, most: usize) -> Self {
        let done = root.closed;
        Self {
            stack: vec![Open {
                element: root,
                bound,
            }],
            elements: 0,
            most,
            flattened: 0,
            done,
        }
    }

    fn top(&self) -> &Element<'a> {
        &self.stack[self.stack.len() - 1].element
    }

    fn top_mut(&mut self) -> &mut Element<'a> {
        let last = self.stack.len() - 1;
        &mut self.stack[last].element
    }

    /// Whether the innermost element is a field of the item, or of the channel.
    fn is_at_field(&self) -> bool {
        let depth = usize::from(self.stack[0].element.name.is_item());
        self.stack.len() == depth + 1
    }

    /// Whether it is one that holds text only.
    fn in_leaf(&self) -> bool {
        self.is_at_field() && is_leaf(&self.top().name)
    }

    /// Closes the elements from the innermost up to the one at `index`; the root stays.
    fn close_to(&mut self, index: usize, closed: bool) {
        while self.stack.len() > index.max(1) {
            if let Some(mut open) = self.stack.pop() {
                open.element.closed = closed;
                self.top_mut().children.push(Node::Element(open.element));
            }
        }
        self.done |= index == 0;
    }

    fn finish(mut self) -> Element<'a> {
        self.close_to(1, self.done);
        self.stack.swap_remove(0).element
    }
}

/// The elements that hold the feed's own fields and its items.
pub(super) fn is_container(name: &Name<'_>) -> bool {
    let is_feed = match name.namespace {
        Namespace::Core | Namespace::Atom => {
            matches!(&*name.local, "rss" | "channel" | "feed" | "rdf")
        }
        Namespace::Rdf => name.local == "rdf",
        _ => name.local == "rss",
    };
    is_feed || name.is_sitemap()
}

/// Whether a field begins in one that cannot hold it: that one has lost its end tag.
fn is_misplaced(name: &Name<'_>, open: &Name<'_>) -> bool {
    let holds_its_own = matches!(open.namespace, Namespace::Media | Namespace::Itunes);
    is_field(name) && (is_leaf(open) || holds_its_own && name.is_core())
}

/// Elements that hold text only, or nothing.
fn is_leaf(name: &Name<'_>) -> bool {
    let core = [
        "author",
        "category",
        "comments",
        "copyright",
        "enclosure",
        "generator",
        "guid",
        "id",
        "language",
        "lastbuilddate",
        "link",
        "managingeditor",
        "pubdate",
        "published",
        "title",
        "ttl",
        "updated",
        "webmaster",
    ];
    name.namespace == Namespace::Dc || name.is_core() && core.contains(&&*name.local)
}

/// Elements that stand in items and channels, and in no element that holds text only.
fn is_field(name: &Name<'_>) -> bool {
    let core = ["content", "description", "image", "source", "summary"];
    let modules = [Namespace::Content, Namespace::Media, Namespace::Itunes];
    is_leaf(name)
        || modules.contains(&name.namespace)
        || name.is_core() && core.contains(&&*name.local)
}
