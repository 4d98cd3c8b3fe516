//! Institutions that each country has: whose they are, where nothing says so but the source.

use std::ops::Range;

use super::context::{self, Rule};
use super::evidence::Clue;
use super::fields::Field;
use super::gazetteer::Kind;
use super::tokens::Tokens;
use crate::domain::Country;

/// Between an institution and the country whose it is: "le ministre de la Santé du Mali".
const OF: &[&str] = &[
    "de", "du", "des", "d", "of", "for", "da", "do", "das", "dos",
];
/// What may stand after those.
const ARTICLES: &[&str] = &["la", "le", "les", "l", "the"];
/// What joins two of an institution's duties: "des Mines et de l'Énergie".
const AND: &[&str] = &["et", "and", "e"];
/// Before a country, they say that what is told happens there.
const INSIDE: &[&str] = &["au", "aux", "en", "in", "em", "no", "na", "في"];

/// A clue of one part of a text, and the words that it covers.
pub(super) struct Placed {
    pub span: Range<usize>,
    pub clue: Clue,
}

/// Takes out of a title's clues the institutions that are another's by its words: those after whose
/// country it names, "Ghana's parliament", "Bamako : le Premier ministre …", and those that are said
/// to be its, "le gouvernement du Mali".
pub(super) fn drop_owned(tokens: &Tokens<'_>, placed: &mut Vec<Placed>) {
    let owned: Vec<bool> = placed
        .iter()
        .map(|home| {
            home.clue.kind == Some(Kind::Home)
                && placed.iter().any(|other| owns(tokens, other, &home.span))
        })
        .collect();
    let mut owned = owned.into_iter();
    placed.retain(|_| !owned.next().unwrap_or_default());
}

fn owns(tokens: &Tokens<'_>, owner: &Placed, home: &Range<usize>) -> bool {
    let names_a_land = owner.clue.kind.is_some_and(context::names_a_land);
    owner.clue.kind != Some(Kind::Home)
        && (owner.clue.rules.contains(&Rule::Topic)
            || owner.span.end <= home.start && is_told_of(&owner.clue)
            || names_a_land && is_inside(tokens, &owner.span)
            || names_a_land && belongs(tokens, home, owner))
}

/// Whether a clue of the first sentence says where the text plays, or who acts in it, and does not
/// only name a country in passing: then the title's institution is not the source's.
pub(super) fn sets_the_scene(tokens: &Tokens<'_>, placed: &Placed) -> bool {
    let clue = &placed.clue;
    let Some(kind) = clue.kind.filter(|_| is_told_of(clue)) else {
        return false;
    };
    match kind {
        Kind::Home | Kind::Group => false,
        kind if context::names_a_land(kind) => {
            clue.rules.contains(&Rule::Office) || is_inside(tokens, &placed.span)
        }
        _ => true,
    }
}

/// Whether the title's institutions are the source's own: the outlet files the text under no other
/// country and its first sentence plays in none, or in that of the source too.
pub(super) fn is_at_home(clues: &[Clue], feed: Country) -> bool {
    let mut told = clues
        .iter()
        .filter(|clue| matches!(clue.field, Field::Lead | Field::Category));
    let abroad = |clue: &Clue| {
        (clue.sets_the_scene || clue.field == Field::Category) && !clue.countries.contains(&feed)
    };
    !told.clone().any(abroad) || told.any(|clue| clue.countries.contains(&feed))
}

/// Whether nothing says that it is only named beside.
fn is_told_of(clue: &Clue) -> bool {
    clue.rules.iter().all(|rule| rule.factor() >= 1.0)
}

fn is_inside(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, 1);
    before.next().is_some_and(|word| INSIDE.contains(&word))
}

/// Whether the country or people stands after the institution, with nothing between them but its duties.
fn belongs(tokens: &Tokens<'_>, home: &Range<usize>, owner: &Placed) -> bool {
    const LONGEST: usize = 8;
    let people = owner.clue.kind == Some(Kind::Demonym);
    let between = home.end..owner.span.start;
    let before = |at: usize, list: &[&str]| list.contains(&tokens.key(at.wrapping_sub(1)));
    let of = |at: usize| before(at, OF) || before(at, ARTICLES) && before(at - 1, OF);
    let shown = !tokens.title_case();
    let is_duty = |at: usize| {
        let word = tokens.key(at);
        [OF, ARTICLES, AND].iter().any(|list| list.contains(&word))
            || of(at)
            || word.starts_with("ال")
            || word.starts_with("وال")
            || shown && tokens.get(at).is_some_and(|token| token.capital)
    };
    (home.end..=home.end + LONGEST).contains(&owner.span.start)
        && (people || of(owner.span.start))
        && between.clone().all(is_duty)
        && (home.end..=owner.span.start).all(|at| tokens.joined(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_folded_as_the_texts_are() {
        context::assert_folded(&[OF, ARTICLES, AND, INSIDE]);
    }
}
