//! What the texts of one document may cost to be read.

use super::html::{paragraphs, paragraphs_of_excess};

/// Tags and references of all texts of a document that are read with a browser's care: ten times
/// what the fullest feeds hold. What lies beyond is read for its first words alone.
const SIGNS: usize = 200_000;

/// Bytes of all full texts of a document that are kept.
const KEPT: usize = 16 << 20;

/// What is left of it.
#[derive(Debug)]
pub(super) struct Allowance {
    signs: usize,
    kept: usize,
    denied: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            signs: SIGNS,
            kept: KEPT,
            denied: 0,
        }
    }
}

impl Allowance {
    /// Whether the markup of a text may be read; if so, it counts.
    pub(super) fn admits(&mut self, html: &str) -> bool {
        let signs = html.bytes().filter(|byte| matches!(byte, b'<' | b'&'));
        match self.signs.checked_sub(signs.count()) {
            Some(left) => {
                self.signs = left;
                true
            }
            None => {
                self.denied += 1;
                false
            }
        }
    }

    /// The full text, if it may be kept.
    pub(super) fn keep(&mut self, html: String) -> Option<String> {
        match self.kept.checked_sub(html.len()) {
            Some(left) => {
                self.kept = left;
                Some(html)
            }
            None => {
                self.denied += 1;
                None
            }
        }
    }

    /// The paragraphs of HTML or text, each plain.
    pub(super) fn paragraphs(&mut self, html: &str) -> Vec<String> {
        match self.admits(html) {
            true => paragraphs(html),
            false => paragraphs_of_excess(html),
        }
    }

    /// The text of HTML, of which no more than so many bytes are looked at.
    pub(super) fn plain(&mut self, html: &str, longest: usize) -> String {
        self.paragraphs(&html[..html.floor_char_boundary(longest)])
            .join(" ")
    }

    /// How many texts had to do without.
    pub(super) fn denied(&self) -> usize {
        self.denied
    }
}
