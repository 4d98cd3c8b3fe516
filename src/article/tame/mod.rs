//! A page made tame: as HTML whose tags all match, of bounded size, depth and number of elements,
//! so that no page makes a tree of it, or what is done with the tree, costly.
//!
//! Browsers' rules for tags that do not match take time and memory out of all proportion: a few
//! hundred bytes of unclosed formatting make gigabytes of tree, and nesting costs its square. Here
//! tags are closed as those rules say in the cases that real pages have; what is nested deeper than
//! pages for people are is flattened.

mod kinds;

use std::borrow::Cow;

use super::tokens::{Tag, Token, Tokens};
use kinds::{BLOCKS, EMPTIED, SCOPES, UNTAGGED, VOID, is_heading, is_name, is_structure};

/// Elements of a page that are kept.
const MOST_ELEMENTS: usize = 40_000;

/// Elements nested deeper than this are left out, and what they hold is flattened.
const MOST_DEPTH: usize = 150;

/// Tags and texts of a page that are read.
const MOST_TOKENS: usize = 400_000;

/// Bytes of a page that are kept, without scripts, styles and the like.
const MOST_BYTES: usize = 4 << 20;

/// Character references, each of which is a step of its own for browsers' rules.
const MOST_REFERENCES: usize = 100_000;

/// A longer run of letters without a blank is no word, and is broken.
const LONGEST_WORD: usize = 4 << 10;

/// Longer values are no address, date or class: pictures, styles, data of scripts.
const LONGEST_VALUE: usize = 16 << 10;

/// Bytes of structured data that are read: of JSON, a few make much.
const MOST_DATA: usize = 512 << 10;

/// A tame page.
#[derive(Debug, Default)]
pub(super) struct Tame {
    /// Its HTML.
    pub html: String,
    /// What its scripts of type JSON-LD hold.
    pub scripts: Vec<String>,
    /// Whether something was left out because there was too much.
    pub cut: bool,
}

/// An open element.
struct Open {
    name: String,
    /// Whether its end tag came while elements in it were still open.
    ended: bool,
    /// Where its start tag stands in the output.
    tag: (usize, usize),
}

/// Makes `page` tame.
pub(super) fn tame(page: &str) -> Tame {
    let mut taming = Taming::default();
    let mut tokens = Tokens::new(page);
    taming.out.html.push_str("<!doctype html>");
    let mut count = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => taming.text(text),
            Token::Start(tag) => taming.start(&tag, &mut tokens),
            Token::End(name) => taming.end(&name),
        }
        count += 1;
        if taming.elements >= MOST_ELEMENTS
            || taming.out.html.len() >= MOST_BYTES
            || count >= MOST_TOKENS
        {
            taming.out.cut = true;
            break;
        }
    }
    taming.close_to(0);
    taming.out
}

#[derive(Default)]
struct Taming {
    out: Tame,
    open: Vec<Open>,
    elements: usize,
    references: usize,
    /// Bytes of text since its last blank.
    word: usize,
    /// Start tags left out for their depth, whose end tags are therefore to be passed over.
    flattened: usize,
    /// Of `html`, `head` and `body`, which were there: each counts once.
    seen: Vec<String>,
}

impl Taming {
    fn text(&mut self, text: &str) {
        let room = MOST_BYTES.saturating_sub(self.out.html.len());
        let text = &text[..text.floor_char_boundary(room.min(text.len()))];
        match text {
            "<" => self.out.html.push_str("&lt;"),
            text => {
                let text = self.referring(text);
                self.words(&text);
            }
        }
    }

    /// Writes text, with blanks where words go on for ever: what finds the text of an article takes
    /// quadratic time over them.
    fn words(&mut self, text: &str) {
        for piece in text.split_inclusive(char::is_whitespace) {
            let mut rest = piece;
            while self.word + rest.len() > LONGEST_WORD {
                let room = LONGEST_WORD.saturating_sub(self.word);
                let (word, after) = rest.split_at(rest.floor_char_boundary(room));
                self.out.html.push_str(word);
                self.out.html.push(' ');
                self.word = 0;
                rest = after;
            }
            self.out.html.push_str(rest);
            let ends = rest.ends_with(char::is_whitespace);
            self.word = if ends { 0 } else { self.word + rest.len() };
        }
    }

    /// The text as it stands or, where there were too many references, without them.
    fn referring<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        self.references += text.matches('&').count();
        match self.references > MOST_REFERENCES {
            true => Cow::Owned(text.replace('&', " ")),
            false => Cow::Borrowed(text),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        let name = &*tag.name;
        if UNTAGGED.contains(&name) || !is_name(name) {
            return;
        }
        if matches!(name, "html" | "head" | "body") {
            if !self.seen.iter().any(|seen| seen == name) {
                self.seen.push(name.to_owned());
                self.write_tag(name, tag);
            }
        } else if EMPTIED.contains(&name) || name == "title" {
            self.emptied(tag, tokens);
        } else if VOID.contains(&name) {
            if name == "hr" {
                self.close_paragraph();
            }
            self.write_tag(name, tag);
        } else if self.may_stand_here(name) {
            self.open(name, tag);
        }
    }

    /// Whether browsers take notice of a start tag of `name` here; what else it ends is closed.
    fn may_stand_here(&mut self, name: &str) -> bool {
        let context: &[&str] = match name {
            "form" => return self.open.iter().all(|open| open.name != "form"),
            "td" | "th" => &["tr", "tbody", "thead", "tfoot", "table"],
            "tr" => &["tbody", "thead", "tfoot", "table"],
            "caption" | "colgroup" | "tbody" | "tfoot" | "thead" => &["table"],
            "table" => {
                // One right in another, and in no cell of it, ends it.
                let inner = self.innermost(&["table", "td", "th", "caption"], &[]);
                if let Some(at) = inner.filter(|at| self.open[*at].name == "table") {
                    self.close_to(at);
                }
                return true;
            }
            _ => return true,
        };
        // Parts of tables end whatever stands between them and the table, and are nothing outside.
        let Some(at) = self.innermost(context, &[]) else {
            return false;
        };
        self.close_to(at + 1);
        true
    }

    fn open(&mut self, name: &str, tag: &Tag<'_>) {
        let link = self.close_implied(name);
        if self.open.len() >= MOST_DEPTH {
            self.flattened += 1;
            self.out.cut = true;
            return;
        }
        self.push(name, |taming| taming.write_tag(name, tag));
        if let Some(link) = link.filter(|_| self.open.len() < MOST_DEPTH) {
            self.push("a", |taming| taming.out.html.push_str(&link));
            self.elements += 1;
        }
    }

    fn push(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let start = self.out.html.len();
        write(self);
        self.open.push(Open {
            name: name.to_owned(),
            ended: false,
            tag: (start, self.out.html.len()),
        });
    }

    /// Writes an element whose content is no text of the page, but for a title's.
    fn emptied(&mut self, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        let name = &*tag.name;
        let Some(content) = tokens.content(name) else {
            // A script without an end is no text either; of the rest the tag alone is passed over.
            if matches!(name, "script" | "style") {
                tokens.drop_rest();
            }
            return;
        };
        let kind = tag.get("type").unwrap_or_default();
        let kept: usize = self.out.scripts.iter().map(String::len).sum();
        if name == "script"
            && kind.to_ascii_lowercase().contains("ld+json")
            && kept + content.len() <= MOST_DATA
        {
            self.out.scripts.push(content.to_owned());
        }
        self.write_tag(name, tag);
        if name == "title" {
            for piece in content.split_inclusive('<') {
                self.text(piece.trim_end_matches('<'));
                if piece.ends_with('<') {
                    self.text("<");
                }
            }
        }
        self.write_end(name);
    }

    /// Closes what a start tag of `name` ends; gives the start tag of a link that was open in a
    /// paragraph which ends, for it goes on in what follows.
    fn close_implied(&mut self, name: &str) -> Option<String> {
        match name {
            "li" => self.close_within(&["li"], &["ul", "ol", "menu", "dir", "table"]),
            "dd" | "dt" => self.close_within(&["dd", "dt"], &["dl", "table"]),
            "button" => self.close_within(&["button"], SCOPES),
            "a" | "nobr" => {
                if let Some(at) = self.innermost(&[name], SCOPES) {
                    self.finish(at);
                }
            }
            _ => {}
        }
        let link = match BLOCKS.contains(&name) {
            true => self.close_paragraph(),
            false => None,
        };
        let ruby = |name: &str| matches!(name, "rt" | "rp");
        let ends = |top: &str| is_heading(name) && is_heading(top) || ruby(name) && ruby(top);
        // What waited for the one to end may have stood in another.
        while self.open.last().is_some_and(|open| ends(&open.name)) {
            self.close_to(self.open.len() - 1);
        }
        link
    }

    fn close_paragraph(&mut self) -> Option<String> {
        let from = self.innermost(&["p"], SCOPES)?;
        let link = self.open[from..]
            .iter()
            .find(|open| open.name == "a" && !open.ended)
            .and_then(|open| self.out.html.get(open.tag.0..open.tag.1))
            .map(str::to_owned);
        self.close_to(from);
        link
    }

    /// Closes the innermost open element of one of `names` that stands inside of `bounds`.
    fn close_within(&mut self, names: &[&str], bounds: &[&str]) {
        if let Some(at) = self.innermost(names, bounds) {
            self.close_to(at);
        }
    }

    fn innermost(&self, names: &[&str], bounds: &[&str]) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if names.contains(&&*open.name) {
                return Some(at);
            }
            if bounds.contains(&&*open.name) {
                break;
            }
        }
        None
    }

    fn end(&mut self, name: &str) {
        if VOID.contains(&name) || EMPTIED.contains(&name) || UNTAGGED.contains(&name) {
            return;
        }
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        let bounds: &[&str] = match name {
            "li" => &["ul", "ol", "table"],
            "tr" | "tbody" | "thead" | "tfoot" | "td" | "th" | "caption" => &["table"],
            name if SCOPES.contains(&name) => &[],
            _ => SCOPES,
        };
        let at = match is_heading(name) {
            true => self.innermost(&["h1", "h2", "h3", "h4", "h5", "h6"], bounds),
            false => self.innermost(&[name], bounds),
        };
        let is_row_or_group = matches!(name, "tr" | "tbody" | "thead" | "tfoot");
        match at {
            Some(at) if is_structure(name) || is_row_or_group => self.close_to(at),
            Some(at) => self.finish(at),
            None => {}
        }
    }

    /// Ends an element of text at its end tag: at once or, where a block was begun in it, when that
    /// has ended.
    fn finish(&mut self, at: usize) {
        let mut within = self.open[at + 1..].iter();
        if within.any(|open| is_structure(&open.name)) {
            self.open[at].ended = true;
        } else {
            self.close_to(at);
        }
    }

    /// Closes the elements from the innermost up to the one at `index`, and those around it that
    /// waited for it.
    fn close_to(&mut self, index: usize) {
        while self.open.len() > index || self.open.last().is_some_and(|top| top.ended) {
            if let Some(open) = self.open.pop() {
                self.write_end(&open.name);
            }
        }
    }

    fn write_tag(&mut self, name: &str, tag: &Tag<'_>) {
        self.elements += 1;
        self.out.html.push('<');
        self.out.html.push_str(name);
        for (key, value) in &tag.attributes {
            let runs = key
                .get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case("on"));
            if !is_name(key) || runs || value.len() > LONGEST_VALUE {
                continue;
            }
            let value = self.referring(value).replace('"', "&quot;");
            let out = &mut self.out.html;
            out.push(' ');
            out.push_str(key);
            if !value.is_empty() {
                out.push_str("=\"");
                out.push_str(&value);
                out.push('"');
            }
        }
        self.out.html.push('>');
    }

    fn write_end(&mut self, name: &str) {
        self.out.html.push_str("</");
        self.out.html.push_str(name);
        self.out.html.push('>');
    }
}

#[cfg(test)]
mod tests;
