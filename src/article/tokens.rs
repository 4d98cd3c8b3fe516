//! HTML cut into tags and text, by HTML's habits: whatever is no tag is text or passed over.
//!
//! Every byte is looked at a bounded number of times, whatever the page. HTML's own tokenizers
//! compare every attribute of a tag with all others; a tag may have any number of them.

use std::borrow::Cow;

/// Attributes of one tag that are kept; a tag may have any number of others.
const MOST_ATTRIBUTES: usize = 40;

/// A piece of a page.
pub(super) enum Token<'a> {
    /// Text, its references unresolved.
    Text(&'a str),
    /// A start tag.
    Start(Tag<'a>),
    /// The name of an end tag, in lower case.
    End(Cow<'a, str>),
}

/// A start tag.
pub(super) struct Tag<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// Names and values as written.
    pub attributes: Vec<(&'a str, &'a str)>,
}

impl Tag<'_> {
    /// The first attribute of this name, as written.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }
}

/// Cuts a page.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// Elements whose end tag does not come any more, so that it need not be looked for again.
    endless: Vec<String>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(page: &'a str) -> Self {
        Self {
            rest: page,
            endless: Vec::new(),
        }
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let after = match self.rest.strip_prefix('<') {
                Some(after) => after,
                None if self.rest.is_empty() => return None,
                None => return Some(Token::Text(self.take_until(|c| c == '<'))),
            };
            let ends = after.strip_prefix('/');
            let begins_name = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
            if begins_name(after) {
                self.rest = after;
                return Some(Token::Start(self.tag()));
            } else if let Some(name) = ends.filter(|name| begins_name(name)) {
                self.rest = name;
                let tag = self.tag();
                return Some(Token::End(tag.name));
            } else if let Some(comment) = after.strip_prefix("!--") {
                self.rest = after_first(comment, "-->");
            } else if after.starts_with(['!', '?', '/']) {
                self.rest = after_first(after, ">");
            } else {
                let (text, rest) = self.rest.split_at(1);
                self.rest = rest;
                return Some(Token::Text(text));
            }
        }
    }

    /// What stands before the next end tag of `name`, which is passed over with it; none, and
    /// nothing passed over, when there is no such tag.
    pub(super) fn content(&mut self, name: &str) -> Option<&'a str> {
        if self.endless.iter().any(|endless| endless == name) {
            return None;
        }
        let mut searched = 0;
        while let Some(at) = self.rest[searched..].find("</") {
            let end = searched + at;
            let after = &self.rest[end + 2..];
            let is_it = after
                .get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name))
                && !after[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
            if is_it {
                let content = &self.rest[..end];
                self.rest = after_first(after, ">");
                return Some(content);
            }
            searched = end + 2;
        }
        self.endless.push(name.to_owned());
        None
    }

    /// Passes over everything up to the end.
    pub(super) fn drop_rest(&mut self) {
        self.rest = "";
    }

    fn tag(&mut self) -> Tag<'a> {
        let end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
        let name = lower(self.take_until(end));
        let mut attributes = Vec::new();
        loop {
            let ignored = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '=');
            self.rest = self.rest.trim_start_matches(ignored);
            match self.rest.strip_prefix('>') {
                Some(rest) => {
                    self.rest = rest;
                    break;
                }
                None if self.rest.is_empty() => break,
                None => {
                    let attribute = self.attribute();
                    if attributes.len() < MOST_ATTRIBUTES {
                        attributes.push(attribute);
                    }
                }
            }
        }
        Tag { name, attributes }
    }

    /// Never called on an end or on what separates attributes, so that it always takes something.
    fn attribute(&mut self) -> (&'a str, &'a str) {
        let end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        let name = self.take_until(end);
        let after = self.rest.trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            self.rest = after;
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

    fn take_until(&mut self, end: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(end).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}

fn after_first<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}

fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page as its tokens, one a line.
    fn cut(page: &str) -> String {
        let mut tokens = Tokens::new(page);
        let mut out = String::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Text(text) => out.push_str(&format!("{text:?}\n")),
                Token::End(name) => out.push_str(&format!("/{name}\n")),
                Token::Start(tag) => out.push_str(&format!("{} {:?}\n", tag.name, tag.attributes)),
            }
        }
        out
    }

    #[test]
    fn tags_are_read_however_they_are_written() {
        for tag in [
            "<a href='x>y' rel=\"n\">",
            "<A\nhref = 'x>y'\trel=n >",
            "<a/href='x>y'/rel=n >",
        ] {
            let read = "a [(\"href\", \"x>y\"), (\"rel\", \"n\")]\n";
            assert_eq!(cut(tag), read, "{tag}");
        }
        assert_eq!(
            cut("<input disabled value>"),
            "input [(\"disabled\", \"\"), (\"value\", \"\")]\n"
        );
    }

    #[test]
    fn what_is_no_tag_is_text_or_passed_over() {
        assert_eq!(
            cut("a < b<!-- <p> --><!doctype html><?php x ?></ x></P x>&amp;<"),
            "\"a \"\n\"<\"\n\" b\"\n/p\n\"&amp;\"\n\"<\"\n"
        );
        assert_eq!(cut("x<!-- no end <p>"), "\"x\"\n");
    }

    #[test]
    fn the_content_of_an_element_ends_with_its_own_end_tag() {
        let mut tokens = Tokens::new("if (a</b) '</scripts>'</SCRIPT >rest");
        assert_eq!(tokens.content("script"), Some("if (a</b) '</scripts>'"));
        assert_eq!(tokens.content("script"), None);
        assert!(matches!(tokens.next(), Some(Token::Text("rest"))));
    }
}
