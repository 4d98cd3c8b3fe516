//! Cuts HTML into tags and text. It need not agree with a browser about damaged markup: what comes
//! out of it is written anew, so that there is nothing left to disagree about.

use std::collections::BTreeSet;

/// A piece of HTML. Comments and declarations are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// `<name …>`.
    Start(Tag<'h>),
    /// `</name>`: its name as written.
    End(&'h str),
    /// Text, its references unresolved.
    Text(&'h str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    /// Its name as written.
    pub name: &'h str,
    /// What stands between the name and the closing bracket.
    pub rest: &'h str,
}

/// Elements whose content goes with them.
const DROPPED: &[&str] = &[
    "applet", "button", "iframe", "math", "noembed", "noframes", "script", "select", "style",
    "svg", "template", "textarea", "title", "xmp",
];

/// Of these, those whose content is never a reader's: without an end they go to the end.
const CODE: &[&str] = &["script", "style"];

/// Reads tokens off HTML; every byte is looked at a bounded number of times.
pub(super) struct Tokens<'h> {
    html: &'h str,
    at: usize,
    /// What is known not to come any more.
    missing: BTreeSet<&'static str>,
}

impl<'h> Tokens<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        Self {
            html,
            at: 0,
            missing: BTreeSet::new(),
        }
    }

    /// Where the next token begins.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'h str {
        &self.html[self.at..]
    }

    /// Text up to the next bracket; the one at the start is text.
    fn text(&mut self) -> Token<'h> {
        let rest = self.rest();
        let bracket = rest.bytes().skip(1).position(|byte| byte == b'<');
        let (text, _) = rest.split_at(bracket.map_or(rest.len(), |at| at + 1));
        self.at += text.len();
        Token::Text(text)
    }

    /// Where `end` first stands from here on, in any case; it is searched for in vain only once.
    fn find(&mut self, end: &'static str) -> Option<usize> {
        if self.missing.contains(end) {
            return None;
        }
        let found = find_ignoring_case(self.rest(), end);
        if found.is_none() {
            self.missing.insert(end);
        }
        found.map(|at| self.at + at)
    }

    /// Passes what begins with `<!` or `<?`, or with `</` and no name.
    fn pass_declaration(&mut self) {
        let comment = self.rest().starts_with("<!--");
        let end = match comment {
            true => self.find("-->").map(|at| at + 3),
            false => None,
        };
        let end = end.or_else(|| self.find(">").map(|at| at + 1));
        self.at = end.unwrap_or(self.html.len());
    }

    /// Reads the tag whose name begins at `name_at`.
    fn tag(&mut self, name_at: usize) -> Tag<'h> {
        let rest = &self.html[name_at..];
        let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let (name, rest) = rest.split_at(rest.bytes().position(ends).unwrap_or(rest.len()));
        let end = tag_end(rest);
        self.at = (name_at + name.len() + end + 1).min(self.html.len());
        Tag {
            name,
            rest: &rest[..end],
        }
    }

    /// What is left where no tag ends any more: a tag that was cut off is no text, a sign is.
    fn last(&mut self) -> Token<'h> {
        let rest = self.rest();
        self.at = self.html.len();
        let before_equals = rest.rfind('=').map_or("", |at| &rest[..at]);
        let mut tags = before_equals.match_indices('<').map(|(at, _)| at);
        let cut = tags.find(|at| begins_tag(&rest.as_bytes()[*at..]));
        Token::Text(&rest[..cut.unwrap_or(rest.len())])
    }

    /// Passes the content of an element that goes with it.
    fn pass_content(&mut self, tag: &Tag<'h>) {
        let Some(at) = dropped(tag.name) else { return };
        // Written as XML is, it holds nothing.
        if tag.rest.trim_end().ends_with('/') {
            return;
        }
        if let Some(end) = self.find(ENDS[at]) {
            self.at = end;
        } else if CODE.contains(&DROPPED[at]) {
            self.at = self.html.len();
        }
    }
}

/// The end tags of [`DROPPED`].
const ENDS: [&str; DROPPED.len()] = [
    "</applet",
    "</button",
    "</iframe",
    "</math",
    "</noembed",
    "</noframes",
    "</script",
    "</select",
    "</style",
    "</svg",
    "</template",
    "</textarea",
    "</title",
    "</xmp",
];

fn dropped(name: &str) -> Option<usize> {
    DROPPED
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
}

/// Where the tag ends whose attributes begin here: at the first bracket outside of quotes or, where
/// those do not match, at the first.
fn tag_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut at, mut after_equals) = (0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return at,
            b'"' | b'\'' if after_equals => {
                let value = &bytes[at + 1..];
                let Some(end) = value.iter().position(|other| other == byte) else {
                    break;
                };
                at += end + 1;
                after_equals = false;
            }
            b'=' => after_equals = true,
            byte => after_equals &= byte.is_ascii_whitespace(),
        }
        at += 1;
    }
    rest.find('>').unwrap_or(rest.len())
}

fn begins_tag(bytes: &[u8]) -> bool {
    match bytes {
        [b'<', b'/', letter, ..] | [b'<', letter, ..] => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

fn find_ignoring_case(text: &str, end: &str) -> Option<usize> {
    if !end.starts_with("</") {
        return text.find(end);
    }
    let mut tags = text.match_indices("</").map(|(at, _)| at);
    tags.find(|at| {
        let tag = text.as_bytes().get(*at..at + end.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(end.as_bytes()))
    })
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        while self.at < self.html.len() {
            let bytes = &self.html.as_bytes()[self.at..];
            if bytes[0] != b'<' {
                return Some(self.text());
            }
            if self.find(">").is_none() {
                return Some(self.last());
            }
            match bytes {
                [_, b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    return Some(Token::End(self.tag(self.at + 2).name));
                }
                [_, b'!', next, ..] if !next.is_ascii_alphabetic() && !b"-[>".contains(next) => {
                    return Some(self.text());
                }
                [_, b'/' | b'!' | b'?', ..] => self.pass_declaration(),
                _ if begins_tag(bytes) => {
                    let tag = self.tag(self.at + 1);
                    self.pass_content(&tag);
                    return Some(Token::Start(tag));
                }
                _ => return Some(self.text()),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let texts = Tokens::new(html).filter_map(|token| match token {
            Token::Text(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn text_is_what_stands_outside_of_tags_comments_and_what_goes_whole() {
        for (html, expected) in [
            ("a<b>c</b>d", "acd"),
            ("1 < 2 & 3 <3", "1 < 2 & 3 <3"),
            ("a <!' b<b>c</b>", "a <!' bc"),
            ("a<!-- > <b> -->c<!doctype x>d<?php e ?>f", "acdf"),
            ("a<p title='>' class=\"x>y\">b", "ab"),
            ("a<p title=it's>b", "ab"),
            ("a<SCRIPT>b<p>c</Script >d", "ad"),
            ("a<script>b", "a"),
            ("a<script src='x' />b", "ab"),
            ("a<iframe src=x>b", "ab"),
            ("a<svg><title>t</title><path/></svg>b", "ab"),
            ("a<object data=x>b</object>", "ab"),
            ("PSG<OM", "PSG<OM"),
            ("a <a href=\"http://e.example/", "a "),
            ("a<o:p>b</o:p>", "ab"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }
}
