//! Where the items of a JSON document begin and end, without reading them.

use std::borrow::Cow;

use super::super::{Warning, Warnings, limits};

/// A document cut into its items and the rest, so that each item stands or falls alone, and a
/// document that is cut off keeps the items that are whole.
pub(super) struct Outline<'a> {
    /// The document without its items, closed if it was cut off.
    pub root: Cow<'a, str>,
    pub items: Vec<&'a str>,
    pub warnings: Warnings,
}

impl<'a> Outline<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut outline = Self {
            root: Cow::Borrowed(text),
            items: Vec::new(),
            warnings: Warnings::default(),
        };
        let Some(start) = items_start(text) else {
            return outline;
        };
        let mut opened = None;
        let end = walk(&text[start..], |at, byte, depth| {
            let at = start + at;
            match (byte, depth) {
                (b'{', 0) => opened = Some(at),
                (b'}', 0) => outline.take(opened.take().map_or("", |from| &text[from..=at])),
                (b']', _) if depth < 0 => return true,
                _ => {}
            }
            false
        });
        outline.root = Cow::Owned(match end {
            Some(end) => format!("{}{}", &text[..start], &text[start + end..]),
            None => {
                outline.warnings.note(Warning::Truncated);
                format!("{}]}}", &text[..start])
            }
        });
        outline
    }

    fn take(&mut self, item: &'a str) {
        if self.items.len() < limits::ITEMS {
            self.items.push(item);
        } else {
            self.warnings.note(Warning::TooMuch("items"));
        }
    }
}

/// Where the array of items begins, after its bracket.
fn items_start(text: &str) -> Option<usize> {
    let end = walk(text, |at, byte, depth| {
        let key = || {
            text[..at]
                .trim_end()
                .strip_suffix(':')?
                .trim_end()
                .strip_suffix("\"items\"")
        };
        byte == b'[' && depth == 1 && key().is_some()
    })?;
    Some(end + 1)
}

/// Calls `visit` with each bracket outside strings, its place and how deep it stands, until it
/// says that this is the one; its place then.
fn walk(text: &str, mut visit: impl FnMut(usize, u8, i32) -> bool) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => {
                if visit(at, byte, depth) {
                    return Some(at);
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                if visit(at, byte, depth) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
