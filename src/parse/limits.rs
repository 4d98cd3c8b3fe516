//! How much of a document is read. Each bound lies well above what honest feeds hold, and what lies
//! beyond it is left out and told of: a body of ten megabytes costs less than a second and, beside
//! itself, less than some tens of megabytes.

use super::document::{Head, Item};

/// Items of a document.
pub(super) const ITEMS: usize = 10_000;

/// Bytes of one text: longer than any article.
pub(super) const TEXT: usize = 512 * 1024;

/// Elements of one item, and of all of a feed's own fields together.
pub(super) const ELEMENTS: usize = 20_000;

/// Attributes of one element.
pub(super) const ATTRIBUTES: usize = 200;

/// Bytes of an address that others are resolved against: each of them grows by it.
pub(super) const BASE: usize = 256;

/// Bytes of a language tag (RFC 5646, section 4.4.1, asks for 35).
pub(super) const LANGUAGE: usize = 64;

/// Bytes of an id or guid: longer ones are none.
pub(super) const ID: usize = 4_096;

/// Links, persons, categories or files of one item or feed.
pub(super) const LISTED: usize = 100;

/// The same, once the document has had [`PARTS`] of them.
const LISTED_LATE: usize = 2;

/// Links, persons, categories and files of all items together.
const PARTS: usize = 100_000;

/// Full texts of one item.
const CONTENTS: usize = 10;

/// What is left of a document's allowance of parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    taken: usize,
}

impl Parts {
    /// Shortens the lists of `item` to what is allowed; whether any was longer.
    pub(super) fn shorten(&mut self, item: &mut Item) -> bool {
        let most = match self.taken < PARTS {
            true => LISTED,
            false => LISTED_LATE,
        };
        let mut cut = Cut::default();
        cut.head(&mut item.head, most);
        cut.list(&mut item.content, CONTENTS.min(most));
        cut.list(&mut item.enclosures, most);
        cut.list(&mut item.media, most);
        if let Some(source) = &mut item.source {
            cut.head(&mut source.feed.head, most);
        }
        self.taken = self.taken.saturating_add(cut.kept);
        cut.any
    }
}

/// Shortens the lists of a feed; whether any was longer.
pub(super) fn shorten(head: &mut Head) -> bool {
    let mut cut = Cut::default();
    cut.head(head, LISTED);
    cut.any
}

#[derive(Default)]
struct Cut {
    kept: usize,
    any: bool,
}

impl Cut {
    fn head(&mut self, head: &mut Head, most: usize) {
        self.list(&mut head.links, most);
        self.list(&mut head.authors, most);
        self.list(&mut head.contributors, most);
        self.list(&mut head.categories, most);
    }

    fn list<T>(&mut self, list: &mut Vec<T>, most: usize) {
        self.any |= list.len() > most;
        list.truncate(most);
        list.shrink_to_fit();
        self.kept += list.len();
    }
}
