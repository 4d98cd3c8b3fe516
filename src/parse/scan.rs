//! Cuts XML into tags and text, as it comes: what no XML parser accepts is read by HTML's habits.
//!
//! Every byte is looked at a bounded number of times, whatever the input.

use std::borrow::Cow;

use super::entity::unescape;
use super::limits;
use super::{Warning, Warnings};

/// A piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name …>` or `<name …/>`.
    Start(Tag<'a>),
    /// `</name>`.
    End(&'a str),
    /// Text with its references resolved, or a CDATA section.
    Text(Cow<'a, str>),
}

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name with its prefix, as written.
    pub name: &'a str,
    /// Attributes by their names as written.
    pub attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// Whether it closes itself.
    pub empty: bool,
}

/// Reads tokens off a text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// What was found to be wrong.
    pub defects: Warnings,
    /// Where searches found, or will never find, what they looked for: keeps reading linear.
    cdata_end: Found,
    comment_end: Found,
    bracket: Found,
    subset_end: Found,
    double_quote: Found,
    single_quote: Found,
    /// Bytes that may still be looked at before they are read.
    lookahead: usize,
}

/// The last answer of a forward search, good until the reader has passed it.
#[derive(Clone, Copy, Default)]
struct Found(Option<(usize, Option<usize>)>);

impl Found {
    fn find(&mut self, text: &str, from: usize, needle: &str) -> Option<usize> {
        match self.0 {
            Some((searched, None)) if searched <= from => return None,
            Some((searched, Some(at))) if searched <= from && from <= at => return Some(at),
            _ => {}
        }
        let at = text.get(from..)?.find(needle).map(|offset| from + offset);
        self.0 = Some((from, at));
        at
    }
}

fn begins_name(byte: Option<&u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b == b':' || *b >= 0x80)
}

fn continues_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.') || byte >= 0x80
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            defects: Warnings::default(),
            cdata_end: Found::default(),
            comment_end: Found::default(),
            bracket: Found::default(),
            subset_end: Found::default(),
            double_quote: Found::default(),
            single_quote: Found::default(),
            lookahead: text.len(),
        }
    }

    /// The next token; none at the end. `open` is the name of the innermost open element: an
    /// endless CDATA section ends with it.
    pub(super) fn next(&mut self, open: Option<&str>) -> Option<Token<'a>> {
        while self.at < self.text.len() {
            if self.peek(0) != Some(&b'<') {
                return Some(self.text_token());
            }
            match self.markup(open) {
                Markup::Token(token) => return Some(token),
                Markup::Skipped => {}
                Markup::Literal => {
                    self.defects.note(Warning::BareAngle);
                    self.at += 1;
                    return Some(Token::Text(Cow::Borrowed("<")));
                }
            }
        }
        None
    }

    fn peek(&self, offset: usize) -> Option<&u8> {
        self.text.as_bytes().get(self.at + offset)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn text_token(&mut self) -> Token<'a> {
        let rest = self.rest();
        let length = rest.find('<').unwrap_or(rest.len());
        self.at += length;
        Token::Text(unescape(&rest[..length], &mut self.defects))
    }

    fn markup(&mut self, open: Option<&str>) -> Markup<'a> {
        match self.peek(1) {
            Some(b'/') if begins_name(self.peek(2)) => Markup::Token(self.end_tag()),
            Some(b'!') => self.declaration(open),
            Some(b'?') => {
                self.at += self.rest_of_declaration();
                Markup::Skipped
            }
            next if begins_name(next) => self.start_tag(),
            _ => Markup::Literal,
        }
    }

    fn end_tag(&mut self) -> Token<'a> {
        self.at += 2;
        let name = self.name();
        let rest = self.rest();
        match rest.find(['>', '<']) {
            Some(end) if rest.as_bytes()[end] == b'>' => self.at += end + 1,
            Some(end) => {
                self.defects.note(Warning::MismatchedTags);
                self.at += end;
            }
            None => {
                self.defects.note(Warning::Truncated);
                self.at = self.text.len();
            }
        }
        Token::End(name)
    }

    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest
            .bytes()
            .position(|byte| !continues_name(byte))
            .unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn declaration(&mut self, open: Option<&str>) -> Markup<'a> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            let start = self.at + "<!--".len();
            let end = self.comment_end.find(self.text, start, "-->");
            if end.is_some_and(|end| self.closes(open, start, end)) {
                // The end that was found is another's.
                self.defects.note(Warning::BareAngle);
                self.at = start;
                return Markup::Skipped;
            }
            self.at = end.map_or_else(|| self.at + self.rest_of_declaration(), |end| end + 3);
            return Markup::Skipped;
        }
        if rest.starts_with("<![CDATA[") {
            return Markup::Token(self.cdata(open));
        }
        if begins_name(self.peek(2)) || self.peek(2) == Some(&b'[') {
            self.doctype();
            return Markup::Skipped;
        }
        Markup::Literal
    }

    /// How much of what comes next is a declaration or an instruction, which ends with the next
    /// bracket, or before a field of the feed.
    fn rest_of_declaration(&mut self) -> usize {
        let rest = self.rest();
        let end = self.bracket.find(self.text, self.at, ">");
        let end = end.map_or(rest.len(), |end| end + 1 - self.at);
        let field = rest[1..end]
            .find('<')
            .and_then(|_| beginning_of_field(&rest[1..end]));
        let Some(at) = field else { return end };
        self.defects.note(Warning::BareAngle);
        at + 1
    }

    /// Whether the innermost open element ends in this part of the document or, outside of items,
    /// whether an item begins in it and does not end. So much is looked at in all that reading
    /// stays linear.
    fn closes(&mut self, open: Option<&str>, start: usize, end: usize) -> bool {
        if end - start > self.lookahead {
            return false;
        }
        self.lookahead -= end - start;
        let part = &self.text[start..end];
        let count = |tag: &str| part.matches(tag).count();
        match open {
            Some(name) => part.contains(&format!("</{name}>")),
            None => count("<item") + count("<entry") != count("</item") + count("</entry"),
        }
    }

    /// A CDATA section. One without an end, or whose end is clearly another's, ends with the
    /// element or the item that it stands in.
    fn cdata(&mut self, open: Option<&str>) -> Token<'a> {
        let start = self.at + "<![CDATA[".len();
        let end = self.cdata_end.find(self.text, start, "]]>");
        let body = &self.text[start..end.unwrap_or(self.text.len())];
        let next = body.find("<![CDATA[");
        let own = &body[..next.unwrap_or(body.len())];
        let first = |ends: &[&str]| ends.iter().filter_map(|end| own.find(end)).min();
        let closed = match open {
            Some(name) if end.is_none() || next.is_some() => {
                first(&[&format!("</{name}>"), "</item>", "</entry>"])
            }
            Some(_) => None,
            None => first(&["<item", "<entry"]),
        };
        let (stop, resume) = match (closed, end) {
            (Some(stop), _) => (start + stop, start + stop),
            (None, Some(end)) => (end, end + 3),
            (None, None) => (self.text.len(), self.text.len()),
        };
        if closed.is_some() || end.is_none() {
            self.defects.note(Warning::OpenCdata);
        }
        if closed.is_none() && end.is_none() {
            self.defects.note(Warning::Truncated);
        }
        self.at = resume;
        Token::Text(Cow::Borrowed(&self.text[start..stop]))
    }

    /// Passes a document type declaration; what it declares is not used.
    fn doctype(&mut self) {
        let rest = self.rest();
        let sign = rest[1..].find(['[', '>', '<']).map(|at| at + 1);
        let sign = sign.map(|at| (at, rest.as_bytes()[at]));
        if let Some((at, b'<')) = sign {
            self.defects.note(Warning::BareAngle);
            self.at += at;
            return;
        }
        let subset = sign.filter(|(_, sign)| *sign == b'[').map(|(at, _)| at);
        let close = subset.and_then(|open| self.subset_end.find(self.text, self.at + open, "]"));
        let from = close.unwrap_or(self.at);
        if self.text[self.at..from].contains("<!ENTITY") {
            self.defects.note(Warning::DeclaredEntities);
        }
        self.at = self.text[from..]
            .find('>')
            .map_or(self.text.len(), |end| from + end + 1);
    }

    fn start_tag(&mut self) -> Markup<'a> {
        let start = self.at;
        self.at += 1;
        let name = self.name();
        let mut attributes = Vec::new();
        loop {
            self.skip_space();
            match self.peek(0) {
                Some(b'>') => {
                    self.at += 1;
                    return Markup::tag(name, attributes, false);
                }
                Some(b'/') if self.peek(1) == Some(&b'>') => {
                    self.at += 2;
                    return Markup::tag(name, attributes, true);
                }
                Some(byte) if *byte != b'<' => {
                    if !continues_name(*byte) {
                        self.skip_character();
                    } else if let Some(attribute) = self.attribute() {
                        if attributes.len() < limits::ATTRIBUTES {
                            attributes.push(attribute);
                        } else {
                            self.defects.note(Warning::TooMuch("attributes"));
                        }
                    }
                }
                Some(_) => {
                    self.at = start;
                    return Markup::Literal;
                }
                None => {
                    self.defects.note(Warning::Truncated);
                    return Markup::Skipped;
                }
            }
        }
    }

    fn skip_space(&mut self) {
        while self.peek(0).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn skip_character(&mut self) {
        self.at += self.rest().chars().next().map_or(1, char::len_utf8);
        self.defects.note(Warning::LooseAttributes);
    }

    fn attribute(&mut self) -> Option<(&'a str, Cow<'a, str>)> {
        let name = self.name();
        self.skip_space();
        if self.peek(0) != Some(&b'=') {
            self.defects.note(Warning::LooseAttributes);
            return Some((name, Cow::Borrowed("")));
        }
        self.at += 1;
        self.skip_space();
        let value = match self.peek(0)? {
            b'"' => self.quoted("\""),
            b'\'' => self.quoted("'"),
            _ => self.unquoted(),
        };
        Some((name, unescape(value, &mut self.defects)))
    }

    fn quoted(&mut self, quote: &str) -> &'a str {
        let found = match quote {
            "\"" => &mut self.double_quote,
            _ => &mut self.single_quote,
        };
        match found.find(self.text, self.at + 1, quote) {
            Some(end) => {
                let value = &self.text[self.at + 1..end];
                match beginning_of_field(value) {
                    // The quote that was found opens another attribute's value.
                    Some(field) => {
                        self.at += 1 + field;
                        &value[..field]
                    }
                    None => {
                        self.at = end + 1;
                        value
                    }
                }
            }
            None => {
                self.at += 1;
                self.unquoted()
            }
        }
    }

    fn unquoted(&mut self) -> &'a str {
        self.defects.note(Warning::LooseAttributes);
        let rest = self.rest();
        let length = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '<')
            .unwrap_or(rest.len());
        // A slash before the bracket is the tag's.
        let closes = rest.as_bytes().get(length) == Some(&b'>');
        let value = &rest[..length];
        let value = match value.strip_suffix('/') {
            Some(value) if closes => value,
            _ => value,
        };
        self.at += value.len();
        value
    }
}

/// Where a field of a feed begins in what should be an attribute's value, in which no tag may stand.
fn beginning_of_field(value: &str) -> Option<usize> {
    const FIELDS: &[&str] = &[
        "category",
        "description",
        "entry",
        "guid",
        "item",
        "link",
        "pubdate",
        "title",
        "updated",
    ];
    let mut tags = value.match_indices('<').map(|(at, _)| at);
    tags.find(|at| {
        let name = &value[at + 1..];
        let name = name.strip_prefix('/').unwrap_or(name);
        let end = name.bytes().position(|byte| !continues_name(byte));
        let name = &name[..end.unwrap_or(name.len())];
        FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name))
    })
}

enum Markup<'a> {
    Token(Token<'a>),
    Skipped,
    Literal,
}

impl<'a> Markup<'a> {
    fn tag(name: &'a str, attributes: Vec<(&'a str, Cow<'a, str>)>, empty: bool) -> Self {
        Self::Token(Token::Start(Tag {
            name,
            attributes,
            empty,
        }))
    }
}
