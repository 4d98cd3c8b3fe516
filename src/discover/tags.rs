//! The start tags of a page, read by HTML's habits: whatever is no tag is passed.
//!
//! Every byte is looked at a bounded number of times, whatever the page.

use std::borrow::Cow;

/// Attributes that are kept; a tag may have any number of others.
const READ: [&str; 3] = ["href", "rel", "type"];

/// Elements whose content is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// A start tag.
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub name: String,
    /// Attributes of [`READ`], each once, as written.
    attributes: Vec<(&'static str, &'a str)>,
}

impl Tag<'_> {
    /// The first attribute of this name, as HTML has it, with its references resolved.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, value) = self.attributes.iter().find(|(key, _)| *key == name)?;
        Some(unescape(value))
    }
}

/// Reads start tags off a page.
pub(super) struct Tags<'a> {
    rest: &'a str,
}

impl<'a> Tags<'a> {
    pub(super) fn new(page: &'a str) -> Self {
        Self { rest: page }
    }

    /// The next start tag; none at the end.
    pub(super) fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            self.rest = &self.rest[self.rest.find('<')? + 1..];
            if let Some(comment) = self.rest.strip_prefix("!--") {
                self.rest = &comment[comment.find("-->")?..];
            } else if self.rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return Some(self.tag());
            }
        }
    }

    fn tag(&mut self) -> Tag<'a> {
        let end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
        let name = self.take_until(end).to_ascii_lowercase();
        let mut attributes: Vec<(&'static str, &'a str)> = Vec::new();
        loop {
            let ignored = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '=');
            self.rest = self.rest.trim_start_matches(ignored);
            match self.rest.chars().next() {
                None => break,
                Some('>') => {
                    self.rest = &self.rest[1..];
                    break;
                }
                Some(_) => {
                    let (name, value) = self.attribute();
                    let read = READ
                        .into_iter()
                        .find(|read| name.eq_ignore_ascii_case(read));
                    let is_new = |name: &&str| attributes.iter().all(|(known, _)| known != name);
                    if let Some(name) = read.filter(is_new) {
                        attributes.push((name, value));
                    }
                }
            }
        }
        if RAW.contains(&&*name) {
            self.pass_raw(&name);
        }
        Tag { name, attributes }
    }

    /// Never called on an end or on what separates attributes, so that it always takes something.
    fn attribute(&mut self) -> (&'a str, &'a str) {
        let end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        let name = self.take_until(end);
        let after = self.rest.trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            return (name, "");
        };
        self.rest = value;
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.rest = &value[1..];
                let value = self.take_until(|c| c == quote);
                self.rest = self.rest.get(1..).unwrap_or_default();
                value
            }
            _ => self.take_until(|c| c.is_ascii_whitespace() || c == '>'),
        };
        (name, value)
    }

    /// Passes the content of an element that holds no markup, up to its end tag.
    fn pass_raw(&mut self, name: &str) {
        while let Some(at) = self.rest.find("</") {
            self.rest = &self.rest[at + 2..];
            let begins = self.rest.get(..name.len());
            if begins.is_some_and(|begins| begins.eq_ignore_ascii_case(name)) {
                return;
            }
        }
        self.rest = "";
    }

    fn take_until(&mut self, end: impl Fn(char) -> bool) -> &'a str {
        let (taken, rest) = self
            .rest
            .split_at(self.rest.find(end).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }
}

/// Resolves the references that addresses are written with.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, reference(&rest[1..end])?))) {
            Some((end, c)) => {
                plain.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "lt" => Some('<'),
        "gt" => Some('>'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
