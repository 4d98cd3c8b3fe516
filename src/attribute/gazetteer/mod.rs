//! The gazetteer: what countries, their people, places and institutions are called.
//!
//! A table of surfaces becomes a trie over folded words, in which the longest name that stands at
//! a place of a text is found in a few look-ups.

mod flags;
mod hash;
mod languages;
mod table;

use std::collections::HashMap;
use std::ops::Range;

pub(super) use languages::Languages;
pub use table::Kind;
pub(super) use table::{INSTITUTIONS, Row};

use super::Alias;
use super::arabic::{Form, arabic_forms};
use super::tokens::Tokens;
use hash::Quick;

/// A name found in a text.
pub(super) struct Match<'g> {
    /// The words it covers.
    pub span: Range<usize>,
    /// What it may mean: a block alone, or every row that fits.
    pub rows: Vec<&'g Row>,
    /// Whether an Arabic conjunction or preposition stands at its head.
    pub clitic: bool,
}

/// The table, ready to be searched.
pub(super) struct Gazetteer {
    rows: Vec<Row>,
    words: HashMap<Box<str>, u32, Quick>,
    steps: HashMap<(u32, u32), u32, Quick>,
    /// For each node, the first of the rows that end there, and for each row the next one.
    ends: Vec<u32>,
    next: Vec<u32>,
}

const ROOT: u32 = 0;
/// Room for the bundled table's words and nodes.
const SIZE: usize = 40_000;
/// No row ends here, or none follows.
const NONE: u32 = u32::MAX;

impl Gazetteer {
    /// The table that comes with griot, without lines that do not parse (a test holds that there
    /// are none).
    pub fn bundled_rows() -> impl Iterator<Item = Row> {
        table::rows().filter_map(Result::ok)
    }

    /// Makes the trie of `rows`.
    pub fn new(rows: impl Iterator<Item = Row>) -> Self {
        let mut gazetteer = Self {
            rows: Vec::with_capacity(SIZE),
            words: HashMap::with_capacity_and_hasher(SIZE, Quick::default()),
            steps: HashMap::with_capacity_and_hasher(SIZE, Quick::default()),
            ends: Vec::with_capacity(SIZE),
            next: Vec::with_capacity(SIZE),
        };
        gazetteer.ends.push(NONE);
        for row in rows {
            gazetteer.insert(row);
        }
        gazetteer
    }

    /// Its rows, in the order in which they came.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        let mut live: Vec<u32> = (0..id(self.ends.len()))
            .flat_map(|node| self.ends_at(node))
            .collect();
        live.sort_unstable();
        live.into_iter().map(|row| &self.rows[row as usize])
    }

    /// How many rows it holds.
    pub fn len(&self) -> usize {
        (0..id(self.ends.len()))
            .map(|node| self.ends_at(node).count())
            .sum()
    }

    /// Adds one row, and the spellings of a state's name that hashtags and hasty writers use: in one
    /// word, and without apostrophes ("#SouthSudan", "Cote dIvoire").
    pub fn insert(&mut self, row: Row) {
        // Shorter ones are words: "R.-U.", "É.-U.".
        const SHORTEST: usize = 6;
        if matches!(row.kind, Kind::Name | Kind::Alias) && !row.flags.cased {
            let glued = row.surface.replace(|c: char| !c.is_alphanumeric(), "");
            let bare = row.surface.replace(['\'', '’'], "");
            let words = key(&row.surface).len();
            let mut others = vec![glued, bare];
            others.retain(|other| other.len() >= SHORTEST && key(other).len() < words);
            others.dedup();
            for other in others {
                self.add(row.spelled_as(other));
            }
        }
        self.add(row);
    }

    fn add(&mut self, row: Row) {
        let tokens = Tokens::of(&row.surface);
        let mut node = ROOT;
        for at in 0..tokens.len() {
            let fresh = id(self.words.len());
            let word = match self.words.get(tokens.key(at)) {
                Some(word) => *word,
                None => *self.words.entry(tokens.key(at).into()).or_insert(fresh),
            };
            let fresh = id(self.ends.len());
            let next = *self.steps.entry((node, word)).or_insert(fresh);
            if next == fresh {
                self.ends.push(NONE);
            }
            node = next;
        }
        if node != ROOT {
            let fresh = id(self.rows.len());
            let mut place = &mut self.ends[node as usize];
            if *place != NONE {
                let mut last = *place as usize;
                while self.next[last] != NONE {
                    last = self.next[last] as usize;
                }
                place = &mut self.next[last];
            }
            *place = fresh;
            self.next.push(NONE);
            self.rows.push(row);
        }
    }

    /// Takes out what an operator means.
    pub fn remove(&mut self, removal: &Alias) {
        if let Some(node) = self.node_of(&removal.surface) {
            let rows: Vec<u32> = self.ends_at(node).collect();
            let mut left = NONE;
            for row in rows.into_iter().rev() {
                if !self.rows[row as usize].is_meant(removal) {
                    self.next[row as usize] = left;
                    left = row;
                }
            }
            self.ends[node as usize] = left;
        }
    }

    /// The names in `tokens`, leftmost first and longest first; none overlaps another. A name gives
    /// way to one that begins within it and reaches further: in "le Cap-Vert", "Le Cap" does.
    pub fn find(&self, tokens: &Tokens<'_>, languages: Languages) -> Vec<Match<'_>> {
        let shouted = tokens.shouts();
        let longest_at = |at| self.longest_at(tokens, at, languages, shouted);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let Some(hit) = longest_at(at) else {
                at += 1;
                continue;
            };
            let hit = (hit.span.start + 1..hit.span.end)
                .filter_map(longest_at)
                .find(|inner| inner.span.end > hit.span.end)
                .unwrap_or(hit);
            at = hit.span.end;
            found.push(hit);
        }
        found
    }

    fn longest_at(
        &self,
        tokens: &Tokens<'_>,
        at: usize,
        languages: Languages,
        shouted: bool,
    ) -> Option<Match<'_>> {
        let mut best: Option<Match<'_>> = None;
        let mut walk = |form: Form<'_>| {
            let mut node = self.step(ROOT, &form.key);
            let mut end = at + 1;
            while let Some(here) = node {
                let span = at..end;
                if best.as_ref().is_none_or(|best| best.span.end < end) {
                    let rows = self.rows_at(here, |row| {
                        row.languages.meets(languages)
                            && (!form.article
                                || matches!(row.kind, Kind::Demonym | Kind::Body | Kind::Block))
                            && row.spelled(tokens, &span, shouted)
                    });
                    if !rows.is_empty() {
                        best = Some(Match {
                            span,
                            rows,
                            clitic: form.clitic,
                        });
                    }
                }
                if end >= tokens.len() || !tokens.joined(end) {
                    break;
                }
                node = self.step_over(here, tokens, end);
                end += 1;
            }
        };
        if tokens.get(at)?.arabic {
            arabic_forms(tokens.key(at), walk);
        } else {
            walk(Form {
                key: tokens.key(at).into(),
                clitic: false,
                article: false,
            });
        }
        best
    }

    fn step(&self, node: u32, key: &str) -> Option<u32> {
        let word = self.words.get(key)?;
        self.steps.get(&(node, *word)).copied()
    }

    fn step_over(&self, node: u32, tokens: &Tokens<'_>, at: usize) -> Option<u32> {
        let whole = self.step(node, tokens.key(at));
        if whole.is_some() || !tokens.get(at)?.arabic {
            return whole;
        }
        let mut next = None;
        arabic_forms(tokens.key(at), |form| {
            next = next.or_else(|| self.step(node, &form.key));
        });
        next
    }

    /// The numbers of the rows that end at `node`.
    fn ends_at(&self, node: u32) -> impl Iterator<Item = u32> {
        let at = |row: u32| (row != NONE).then_some(row);
        std::iter::successors(at(self.ends[node as usize]), move |row| {
            at(self.next[*row as usize])
        })
    }

    fn ending_at(&self, node: u32) -> impl Iterator<Item = &Row> {
        self.ends_at(node).map(|row| &self.rows[row as usize])
    }

    /// The rows that end at `node` and fit, the weightiest for each reading; a block among them
    /// stands alone.
    fn rows_at(&self, node: u32, fits: impl Fn(&Row) -> bool) -> Vec<&Row> {
        let mut rows: Vec<&Row> = Vec::new();
        for row in self.ending_at(node) {
            if !fits(row) {
                continue;
            }
            if row.kind == Kind::Block {
                return vec![row];
            }
            match rows
                .iter_mut()
                .find(|known| known.countries == row.countries)
            {
                Some(known) if known.weight < row.weight => *known = row,
                Some(_) => {}
                None => rows.push(row),
            }
        }
        rows
    }

    /// Every row of this surface, whatever its language and spelling; none of other forms of it.
    pub fn all_of(&self, surface: &str) -> Vec<&Row> {
        let node = self.node_of(surface);
        node.map_or_else(Vec::new, |node| self.ending_at(node).collect())
    }

    fn node_of(&self, surface: &str) -> Option<u32> {
        let words = key(surface);
        let node = words
            .iter()
            .try_fold(ROOT, |node, word| self.step(node, word));
        node.filter(|node| *node != ROOT)
    }

    /// The rows whose surface is all of `text`, whatever their language and spelling.
    pub fn exactly(&self, text: &str) -> Vec<&Row> {
        let tokens = Tokens::of(text);
        let mut node = Some(ROOT);
        for at in 0..tokens.len() {
            node = node.and_then(|node| self.step_over(node, &tokens, at));
        }
        node.map_or_else(Vec::new, |node| self.rows_at(node, |_| true))
    }
}

/// A surface as it is looked up: its words without case, accents, Arabic vowel signs and dots,
/// whatever stands between them.
#[must_use]
pub fn key(surface: &str) -> Vec<String> {
    let tokens = Tokens::of(surface);
    (0..tokens.len())
        .map(|at| tokens.key(at).to_owned())
        .collect()
}

/// Ids of words, nodes and rows; the table is far from four thousand million of them.
fn id(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
