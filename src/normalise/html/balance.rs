//! HTML written anew so that its elements nest: no parser has anything to mend in it.
//!
//! The rules by which browsers mend damaged markup (the HTML standard, section 13.2.6) repeat
//! formatting elements in every block that follows, and move what is misplaced in a table before it:
//! a few kilobytes make gigabytes, or hours. Here every tag is looked at once, and written once.

use std::collections::BTreeSet;

use super::images::lazy;
use super::lists::{BLOCKS, FURNITURE};
use super::tokens::{Tag, Token, Tokens};

/// Elements deeper than this are left out; what they hold is not.
const MAX_DEPTH: usize = 64;

/// Attributes of one element beyond this are left out.
const MAX_ATTRIBUTES: usize = 50;

/// Attributes longer than this are left out: pictures in base64, which no list of schemes lets in.
const LONGEST_ATTRIBUTE: usize = 4_096;

/// Longer texts are written in several nodes: the serialiser looks at all of what is left of a node
/// for each character that it escapes.
const LONGEST_TEXT: usize = 16 * 1024;

/// Elements that have no end tag.
const VOID: &[&str] = &["area", "br", "col", "hr", "img", "source", "wbr"];

/// The parts of a table and how deep in it they stand.
const PARTS: &[(&str, u8)] = &[
    ("caption", 1),
    ("col", 1),
    ("colgroup", 1),
    ("tbody", 1),
    ("tfoot", 1),
    ("thead", 1),
    ("tr", 2),
    ("td", CELL),
    ("th", CELL),
];

const CELL: u8 = 3;

/// Writes the elements of `html` that are `allowed`, balanced, with their attributes as they stand, and
/// leaves out those that are not of the text.
pub(super) fn balanced(html: &str, allowed: &BTreeSet<&'static str>) -> String {
    let mut writer = Writer {
        out: String::with_capacity(html.len() + html.len() / 8),
        open: Vec::new(),
        furniture: None,
    };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => writer.text(text),
            Token::Start(tag) => {
                if let Some(name) = known(tag.name, allowed) {
                    writer.start(name, &tag);
                }
            }
            Token::End(name) => {
                if let Some(name) = known(name, allowed) {
                    writer.end(name);
                }
            }
        }
    }
    // What has no end would take the text with it.
    writer.furniture = None;
    writer.close_to(0);
    writer.out
}

/// The element of that name, in any case.
fn known(name: &str, allowed: &BTreeSet<&'static str>) -> Option<&'static str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    allowed.get(&*name.to_ascii_lowercase()).copied()
}

/// No element has a longer name.
const LONGEST_NAME: usize = 12;

struct Writer {
    out: String,
    open: Vec<&'static str>,
    /// Of the open element that is not of the text: its place among the open ones, and where it begins.
    furniture: Option<(usize, usize)>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.is_in_structure() && !text.trim().is_empty() {
            self.open_cell();
        }
        let mut rest = text;
        while rest.len() > LONGEST_TEXT {
            let end = rest.floor_char_boundary(LONGEST_TEXT);
            let end = rest[..end]
                .rfind(['&', ' '])
                .filter(|at| *at > 0)
                .unwrap_or(end);
            self.escaped(&rest[..end]);
            // The comment parts two nodes, and is left out later.
            self.out.push_str("<!---->");
            rest = &rest[end..];
        }
        self.escaped(rest);
    }

    fn escaped(&mut self, text: &str) {
        for (number, part) in text.split('<').enumerate() {
            if number > 0 {
                self.out.push_str("&lt;");
            }
            self.out.push_str(part);
        }
    }

    fn start(&mut self, name: &'static str, tag: &Tag<'_>) {
        if let Some(depth) = part(name) {
            let Some(table) = self.innermost("table") else {
                return;
            };
            self.close_parts(table, depth);
        } else if self.is_in_structure() {
            self.open_cell();
        }
        match name {
            "li" => self.close_within("li", &["ul", "ol", "menu", "dir"]),
            "dd" | "dt" => {
                self.close_within("dd", &["dl"]);
                self.close_within("dt", &["dl"]);
            }
            "a" => self.close_within("a", &[]),
            "rp" | "rt" => self.close_top(&["rp", "rt"]),
            _ if is_heading(name) => self.close_top(&["h1", "h2", "h3", "h4", "h5", "h6"]),
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.close_within("p", &[]);
        }
        let is_void = VOID.contains(&name);
        if self.open.len() >= MAX_DEPTH && !is_void {
            return;
        }
        if !is_void && self.furniture.is_none() && is_furniture(tag) {
            self.furniture = Some((self.open.len(), self.out.len()));
        }
        self.out.push('<');
        self.out.push_str(name);
        if let Some(address) = Some(tag.rest).filter(|_| name == "img").and_then(lazy) {
            // Of two attributes of one name the first counts (HTML, section 13.2.5.33).
            write_attribute("src", address, &mut self.out);
        }
        write_attributes(tag.rest, &mut self.out);
        self.out.push('>');
        if !is_void {
            self.open.push(name);
        }
    }

    fn end(&mut self, name: &'static str) {
        if VOID.contains(&name) {
            return;
        }
        let is_part = part(name).is_some();
        for (at, open) in self.open.iter().enumerate().rev() {
            if *open == name {
                self.close_to(at);
                return;
            }
            // What stands in a cell ends nothing outside of it.
            let stops = match is_part {
                true => *open == "table",
                false => part(open).is_some() && name != "table",
            };
            if stops {
                return;
            }
        }
    }

    fn innermost(&self, name: &str) -> Option<usize> {
        self.open.iter().rposition(|open| *open == name)
    }

    /// Closes the open elements from the innermost to the one at `at`.
    fn close_to(&mut self, at: usize) {
        for (place, name) in self.open.drain(at..).enumerate().rev() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
            if let Some((_, begin)) = self.furniture.take_if(|(open, _)| *open == at + place) {
                self.out.truncate(begin);
            }
        }
    }

    /// Closes `name`, unless a table's part or one of `stops` stands between.
    fn close_within(&mut self, name: &str, stops: &[&str]) {
        for (at, open) in self.open.iter().enumerate().rev() {
            if *open == name {
                self.close_to(at);
                return;
            }
            if part(open).is_some() || stops.contains(open) {
                return;
            }
        }
    }

    fn close_top(&mut self, names: &[&str]) {
        if self.open.last().is_some_and(|top| names.contains(top)) {
            self.close_to(self.open.len() - 1);
        }
    }

    /// Closes the parts of the table at `table` in which a part of this depth cannot stand.
    fn close_parts(&mut self, table: usize, depth: u8) {
        let parts = self.open[table..].iter();
        let end = parts.clone().position(|open| match *open {
            // A caption and a group of columns hold no other parts.
            "caption" | "colgroup" => true,
            open => part(open).is_some_and(|other| other >= depth),
        });
        self.close_to(table + end.unwrap_or(parts.len()));
    }

    /// Whether a table is open, and no cell of it.
    fn is_in_structure(&self) -> bool {
        match self.open.last() {
            Some(&"caption") | None => false,
            Some(&"table") => true,
            Some(top) => part(top).is_some_and(|depth| depth < CELL),
        }
    }

    /// Gives what is misplaced in a table a cell of its own.
    fn open_cell(&mut self) {
        self.close_top(&["colgroup"]);
        self.out.push_str("<td>");
        self.open.push("td");
    }
}

fn part(name: &str) -> Option<u8> {
    let row = PARTS.iter().find(|(known, _)| *known == name);
    row.map(|(_, depth)| *depth)
}

fn is_furniture(tag: &Tag<'_>) -> bool {
    let classes = attribute(tag.rest, "class").unwrap_or_default();
    let mut classes = classes.split_ascii_whitespace();
    classes.any(|class| FURNITURE.contains(&class))
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Writes the attributes in `rest`, each quoted, with its references unresolved.
fn write_attributes(rest: &str, out: &mut String) {
    for (name, value) in attributes(rest).take(MAX_ATTRIBUTES) {
        write_attribute(name, value, out);
    }
}

fn write_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for (number, part) in value.split('"').enumerate() {
        if number > 0 {
            out.push_str("&quot;");
        }
        out.push_str(part);
    }
    out.push('"');
}

/// The value of the attribute of this name, its references unresolved.
pub(super) fn attribute<'h>(rest: &'h str, name: &str) -> Option<&'h str> {
    let mut all = attributes(rest).take(MAX_ATTRIBUTES);
    all.find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// The attributes in what stands between a tag's name and its end.
fn attributes(mut rest: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
    let all = std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '='));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        if rest.is_empty() {
            return None;
        }
        let value;
        (value, rest) = match after.trim_start().strip_prefix('=') {
            Some(after) => attribute_value(after.trim_start()),
            None => ("", after),
        };
        Some((name, value))
    });
    all.filter(move |(name, value)| {
        !name.is_empty() && name.chars().all(is_name) && value.len() <= LONGEST_ATTRIBUTE
    })
}

/// An attribute's value, and what follows it.
fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text.find(|c: char| c.is_ascii_whitespace());
    text.split_at(end.unwrap_or(text.len()))
}
