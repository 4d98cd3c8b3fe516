//! A page as a tree, and how its elements are read.

use std::sync::LazyLock;

use dom_query::{Document, Matcher, NodeRef, Selection};
use url::Url;

use super::claims::address;
use super::tame::tame;
use crate::parse;

/// Bytes of an element's text that are read where one line is wanted.
const LONGEST_LINE: usize = 4_000;

/// Bytes of text that are taken out of a page.
pub(super) const LONGEST_TEXT: usize = 256 << 10;

/// A page as a tree of bounded size and depth.
pub(super) struct Page {
    pub document: Document,
    /// Its structured data.
    pub scripts: Vec<String>,
    /// Its address.
    pub url: Url,
    /// What its relative addresses are relative to.
    base: Url,
    /// Whether something was left out because there was too much.
    pub cut: bool,
}

impl Page {
    /// Reads a page that came from `url`.
    pub(super) fn read(bytes: &[u8], url: &Url, content_type: Option<&str>) -> Self {
        let tame = tame(&parse::page(bytes, content_type));
        let document = Document::from(tame.html);
        let base = first(&document.root(), &BASE)
            .and_then(|base| base.attr("href"))
            .and_then(|href| address(url, &href));
        Self {
            document,
            scripts: tame.scripts,
            base: base.unwrap_or_else(|| url.clone()),
            url: url.clone(),
            cut: tame.cut,
        }
    }

    /// `reference` as an absolute address of the web.
    pub(super) fn address(&self, reference: &str) -> Option<Url> {
        address(&self.base, reference)
    }

    /// What its relative addresses are relative to.
    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    pub(super) fn root(&self) -> NodeRef<'_> {
        self.document.root()
    }
}

static BASE: LazyLock<Matcher> = LazyLock::new(|| matcher("base[href]"));

/// A selector of our own.
pub(super) fn matcher(selector: &str) -> Matcher {
    Matcher::new(selector).expect("constant")
}

/// The elements below `node` that match, in the order of the page.
pub(super) fn all<'a>(node: &NodeRef<'a>, matcher: &Matcher) -> Vec<NodeRef<'a>> {
    Selection::from(*node)
        .select_matcher_iter(matcher)
        .collect()
}

/// The first element below `node` that matches.
pub(super) fn first<'a>(node: &NodeRef<'a>, matcher: &Matcher) -> Option<NodeRef<'a>> {
    Selection::from(*node).select_matcher_iter(matcher).next()
}

/// Elements within a line of text; all others begin a line of their own.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// A step of a walk through a page.
pub(super) enum Step<'n, 'a> {
    /// An element begins.
    Begin(&'n NodeRef<'a>),
    /// It ends.
    End(&'n NodeRef<'a>),
    /// A text.
    Text(&'n NodeRef<'a>),
}

/// Walks through what `node` holds, itself included, in the order of the page. An element whose
/// beginning is answered with `false` is passed over.
pub(super) fn walk<'a>(node: NodeRef<'a>, visit: &mut dyn FnMut(Step<'_, 'a>) -> bool) {
    let mut here = node;
    loop {
        let enters = if here.is_text() {
            visit(Step::Text(&here));
            false
        } else {
            !here.is_element() || visit(Step::Begin(&here))
        };
        if let Some(child) = here.first_child().filter(|_| enters) {
            here = child;
            continue;
        }
        if enters && here.is_element() {
            visit(Step::End(&here));
        }
        loop {
            if here.id == node.id {
                return;
            }
            if let Some(next) = here.next_sibling() {
                here = next;
                break;
            }
            let Some(parent) = here.parent() else { return };
            here = parent;
            if here.is_element() {
                visit(Step::End(&here));
            }
        }
    }
}

pub(super) fn is_inline(node: &NodeRef<'_>) -> bool {
    INLINE.iter().any(|name| node.has_name(name))
}

/// The text of an element on one line, cut where it is longer than a line should be.
pub(super) fn line_of(node: &NodeRef<'_>) -> String {
    let mut out = String::new();
    walk(*node, &mut |step| {
        if out.len() >= LONGEST_LINE {
            return false;
        }
        match step {
            Step::Text(text) => push_words(&mut out, &text.text()),
            Step::Begin(element) | Step::End(element) => {
                if !is_inline(element) && !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
        }
        true
    });
    out.truncate(out.floor_char_boundary(LONGEST_LINE.min(out.len())));
    out.truncate(out.trim_end().len());
    out
}

/// Appends text, its white space folded.
pub(super) fn push_words(out: &mut String, text: &str) {
    if text.starts_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
    let mut words = text.split_whitespace();
    if let Some(word) = words.next() {
        out.push_str(word);
    }
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
    if text.ends_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// A text by its letters and digits alone.
pub(super) fn key(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
