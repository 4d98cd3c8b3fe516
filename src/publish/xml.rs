//! A writer of XML documents that cannot write an ill-formed one.
//!
//! The crates `rss` and `atom_syndication` write control characters raw, have no `xml:lang` per
//! entry, and put extension elements behind the entries, where tombstones must stand before them;
//! quick-xml's writer leaves balance and fitness of characters to its caller. What a feed needs is
//! this much: balanced elements, attributes, text. Every character passes [`xml_text::is_fit`].

use super::xml_text;

/// Names and values of an element's attributes, in the order in which they are written.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document that is being written.
pub struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// An empty document: its declaration.
    pub fn new() -> Self {
        Self {
            out: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned(),
            open: Vec::new(),
        }
    }

    /// Opens an element that holds others.
    pub fn start(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.push_str(">\n");
        self.open.push(name);
    }

    /// Closes the element that was opened last.
    pub fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push_str(">\n");
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.push_str("/>\n");
    }

    /// An element that holds text.
    pub fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.tag(name, attributes);
        self.out.push('>');
        escape(&mut self.out, text);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// An element as this writer wrote it into another document, at the same depth.
    pub fn written(&mut self, element: &str) {
        self.out.push_str(element);
    }

    /// The bytes of the document, with everything closed that is open.
    pub fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.end();
        }
        self.out.into_bytes()
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
    }

    fn indent(&mut self) {
        for _ in &self.open {
            self.out.push_str("  ");
        }
    }
}

/// Escapes for text and attribute values alike.
///
/// `&` and `<` become hexadecimal references, which survive the readers that decode twice (RSS
/// Board, Best Practices Profile, on titles); `>` never ends a CDATA section that is none.
fn escape(out: &mut String, text: &str) {
    xml_text::rewrite(out, text, |c| match c {
        '&' => Some("&#x26;"),
        '<' => Some("&#x3C;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        c if xml_text::is_fit(c) => None,
        _ => Some(""),
    });
}
