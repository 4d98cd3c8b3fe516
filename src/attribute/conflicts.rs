//! What an operator's own words do to the gazetteer, and to each other, that they hardly meant.

use super::gazetteer::{Kind, Row, key};
use super::{Alias, Attributor, Block};
use crate::domain::{Country, Language};

/// One of the operator's own words, by its place among those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// One that is added.
    Alias(usize),
    /// One that names no country.
    Block(usize),
    /// One that is taken out.
    Removal(usize),
}

/// An own word that does nothing, or something else than it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which word.
    pub of: Own,
    /// What is wrong with it, beginning with its surface.
    pub message: String,
    /// The own word that it is at odds with, which ends the sentence; the gazetteer where it is
    /// none.
    pub with: Option<Own>,
    /// What to do about it.
    pub remedy: &'static str,
}

/// What is at odds among an operator's words and the bundled gazetteer.
#[must_use]
pub fn conflicts(aliases: &[Alias], blocks: &[Block], removals: &[Alias]) -> Vec<Conflict> {
    let mut found = Vec::new();
    let words = aliases
        .iter()
        .enumerate()
        .map(|(at, word)| (Own::Alias(at), &word.surface));
    let blocked = blocks
        .iter()
        .enumerate()
        .map(|(at, word)| (Own::Block(at), &word.surface));
    for (of, surface) in words.chain(blocked) {
        if key(surface).is_empty() {
            found.push(Conflict {
                of,
                message: format!("\"{surface}\" has no letter and no digit, so no text holds it"),
                with: None,
                remedy: "correct the words, or remove this table",
            });
        }
    }
    for (at, alias) in aliases.iter().enumerate() {
        let earlier = aliases[..at].iter().position(|other| meet(other, alias));
        match earlier {
            Some(first) => found.push(twice(at, alias, first, &aliases[first])),
            None => found.extend(known(at, alias, removals)),
        }
    }
    for (at, block) in blocks.iter().enumerate() {
        let own = key(&block.surface);
        let hidden = aliases.iter().position(|alias| key(&alias.surface) == own);
        let earlier = blocks[..at]
            .iter()
            .position(|other| key(&other.surface) == own);
        if let Some(first) = earlier {
            found.push(Conflict {
                of: Own::Block(at),
                message: format!("\"{}\" is blocked already", block.surface),
                with: Some(Own::Block(first)),
                remedy: "keep one of the two",
            });
        } else if let Some(alias) = hidden {
            found.push(Conflict {
                of: Own::Block(at),
                message: format!("\"{}\" hides the [[alias]]", block.surface),
                with: Some(Own::Alias(alias)),
                remedy: "keep one of the two",
            });
        } else if rows(&block.surface).any(|row| row.kind == Kind::Block) {
            found.push(Conflict {
                of: Own::Block(at),
                message: format!("\"{}\" is blocked in the gazetteer already", block.surface),
                with: None,
                remedy: "remove this table",
            });
        }
    }
    for (at, removal) in removals.iter().enumerate() {
        found.extend(idle(at, removal));
    }
    found
}

/// An alias whose words another one has, too.
fn twice(at: usize, alias: &Alias, first: usize, other: &Alias) -> Conflict {
    let (message, remedy) = if alias.countries == other.countries {
        (
            format!("\"{}\" stands twice for the same", alias.surface),
            "keep one of the two",
        )
    } else {
        let codes = (codes(&alias.countries), codes(&other.countries));
        (
            format!(
                "\"{}\" stands for {} here, and for {}",
                alias.surface, codes.0, codes.1
            ),
            "keep one; a word that stands for several countries at once is one [[alias]] with all of them",
        )
    };
    Conflict {
        of: Own::Alias(at),
        message,
        with: Some(Own::Alias(first)),
        remedy,
    }
}

/// What the gazetteer makes of the words of an alias, unless that is taken out.
fn known(at: usize, alias: &Alias, removals: &[Alias]) -> Option<Conflict> {
    let of = Own::Alias(at);
    let surface = &alias.surface;
    let own = key(surface);
    let is_same = |removal: &&Alias| key(&removal.surface) == own;
    let out: Vec<&Alias> = removals.iter().filter(is_same).collect();
    let stays = |row: &&Row| {
        covers(row, alias.language) && !out.iter().any(|removal| row.is_meant(removal))
    };
    let mut rows: Vec<&Row> = rows(surface).filter(stays).collect();
    // Another meaning says more than the same once more.
    rows.sort_by_key(|row| row.countries == alias.countries);
    let row = rows.first()?;
    let (message, remedy) = if row.kind == Kind::Block {
        (
            format!("\"{surface}\" is blocked in the gazetteer as no country's name"),
            "remove this table, or take the block out by another [[alias]] with remove = true",
        )
    } else if row.countries == alias.countries {
        (
            format!(
                "\"{surface}\" stands for {} in the gazetteer already",
                codes(&row.countries)
            ),
            "remove this table, unless the word is to count in full wherever it stands",
        )
    } else {
        (
            format!(
                "\"{surface}\" stands for {} in the gazetteer, too",
                codes(&row.countries)
            ),
            "take that meaning out by another [[alias]] with remove = true, or choose longer words",
        )
    };
    Some(Conflict {
        of,
        message,
        with: None,
        remedy,
    })
}

/// A removal that removes nothing.
fn idle(at: usize, removal: &Alias) -> Option<Conflict> {
    let mut known: Vec<Country> = Vec::new();
    for row in rows(&removal.surface) {
        if row.is_meant(removal) {
            return None;
        }
        known.extend(&row.countries);
    }
    let surface = &removal.surface;
    let message = if known.is_empty() {
        format!("\"{surface}\" is not in the gazetteer, so nothing is removed")
    } else {
        let (asked, known) = (codes(&removal.countries), codes(&known));
        format!(
            "\"{surface}\" stands for {known} in the gazetteer and not for {asked}, so nothing is removed"
        )
    };
    Some(Conflict {
        of: Own::Removal(at),
        message,
        with: None,
        remedy: "correct the words or the country, or remove this table",
    })
}

fn rows(surface: &str) -> impl Iterator<Item = &'static Row> {
    Attributor::bundled().gazetteer.all_of(surface).into_iter()
}

/// Whether two aliases are the same words in texts of one language.
fn meet(one: &Alias, other: &Alias) -> bool {
    let languages = one.language.is_none() || other.language.is_none();
    (languages || one.language == other.language) && key(&one.surface) == key(&other.surface)
}

/// Whether texts in which an alias of this language counts may hold the row.
fn covers(row: &Row, language: Option<Language>) -> bool {
    language.is_none_or(|language| row.is_in(language))
}

fn codes(countries: &[Country]) -> String {
    let codes: Vec<_> = countries.iter().map(Country::code).collect();
    codes.join(", ")
}
