//! What the words around a name say about it: a mere venue, a commentator, a neighbour, a first
//! name, the topic of a headline.

mod meetings;
pub(super) mod people;
mod roles;
mod words;

use std::ops::Range;

use super::fields::Field;
use super::gazetteer::{Kind, Match, Row};
use super::tokens::Tokens;
use words::{
    COMPARED_BY, COMPARISONS, CONJUNCTIONS, ENVOYS, GATHERINGS, INCLUDING, JOURNEYS, LANDS,
    LOCATIVES, LOCATIVES_IN_TEXT, NEIGHBOURLY, PAID, PAID_BY, PASSAGES, PASSED_BY, PLACES, TOWARDS,
};

/// A circumstance that changes what a name weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// The place where something was held or written, not what it is about.
    Venue,
    /// The place where a meeting of many is held.
    Host,
    /// Named to compare with: "comme au Rwanda", "à la kényane".
    Comparison,
    /// One of many that are not all named: "quatorze pays, dont le Kenya".
    Among,
    /// Where something came from or through, or who paid for it: "transité par le port de Beira",
    /// "funded by Norway".
    Passage,
    /// Where a coach or player comes from who is another's: "son entraîneur portugais".
    Theirs,
    /// Someone quoted as an outsider: "selon un analyste malien".
    Commentator,
    /// Who governs, in the first sentence: "le président béninois".
    Office,
    /// Where a player or coach in the text below a headline comes from: "the Brazilian striker".
    Player,
    /// Named to say what is near: "proche du Nigeria".
    Neighbour,
    /// The headline begins with it: "Niger : …".
    Topic,
    /// In a headline in capitals, where spelling proves nothing.
    Capitals,
    /// Also an ordinary word, and nothing else speaks for the country.
    Ambiguous,
    /// One of several countries of that name; the rest of the text decided.
    Either,
    /// The country of the source, for an institution that each country has.
    Home,
    /// Named in this field before.
    Repeated,
}

impl Rule {
    /// What is left of a name's weight under this rule.
    #[must_use]
    pub fn factor(self) -> f32 {
        match self {
            Self::Venue => 0.35,
            Self::Host | Self::Comparison => 0.2,
            Self::Commentator | Self::Neighbour | Self::Theirs | Self::Among | Self::Passage => 0.3,
            Self::Office => 1.3,
            Self::Capitals | Self::Player => 0.6,
            Self::Ambiguous => 0.5,
            Self::Repeated => 0.25,
            Self::Topic | Self::Either | Self::Home => 1.0,
        }
    }
}

/// What else stands around a name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    /// Whether the text speaks of a body of many countries.
    pub of_many: bool,
    /// Whether a team and another country are named in the same field.
    pub is_match: bool,
    /// Whether more than one country is named in the same field.
    pub is_abroad: bool,
}

/// The rules that hold for `row`, found at `hit` in `tokens`.
pub(super) fn rules(
    tokens: &Tokens<'_>,
    hit: &Match<'_>,
    row: &Row,
    field: Field,
    around: Around,
) -> Vec<Rule> {
    let span = &hit.span;
    let mut rules = Vec::new();
    let is_head = field == Field::Title && is_topic(tokens, span, row.kind);
    let is_elsewhere = is_place(row.kind) && after_locative(tokens, span);
    if around.of_many && field == Field::Dateline || around.is_match && is_elsewhere {
        rules.push(Rule::Venue);
    } else if around.of_many && meetings::is_host(tokens, span, row.kind)
        || row.flags.venue && meetings::is_named_after(tokens, span)
        || is_place(row.kind) && is_head && is_host_by_head(tokens, span, row, around)
    {
        rules.push(Rule::Host);
    } else if row.flags.venue && is_venue(tokens, span, field) {
        rules.push(Rule::Venue);
    }
    if roles::is_commentator(tokens, span, row.kind) {
        rules.push(Rule::Commentator);
    }
    if row.kind == Kind::Demonym && roles::is_another_s(tokens, span) {
        rules.push(Rule::Theirs);
    } else if row.kind == Kind::Demonym
        && matches!(field, Field::Lead | Field::Rest)
        && roles::is_player(tokens, span)
    {
        rules.push(Rule::Player);
    }
    if row.kind == Kind::Demonym && field == Field::Lead && roles::is_office(tokens, span) {
        rules.push(Rule::Office);
    }
    if names_a_land(row.kind) && is_neighbour(tokens, span) {
        rules.push(Rule::Neighbour);
    }
    if is_comparison(tokens, span, row.kind) {
        rules.push(Rule::Comparison);
    }
    if field != Field::Title && names_a_land(row.kind) && is_one_of_many(tokens, span) {
        rules.push(Rule::Among);
    }
    let is_somewhere = is_place(row.kind) || names_a_land(row.kind);
    if field != Field::Title && is_somewhere && is_passage(tokens, span) {
        rules.push(Rule::Passage);
    }
    if row.flags.cased && !row.is_acronym() && tokens.shouts() {
        rules.push(Rule::Capitals);
    }
    if is_head && !rules.contains(&Rule::Host) {
        rules.push(Rule::Topic);
    }
    rules
}

/// Whether it is somewhere in a country.
fn is_place(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Capital | Kind::Place | Kind::City | Kind::Region
    )
}

/// Whether the city that a headline begins with only says where: "Nairobi : sommet de l'UA", "Genève : le
/// Togo élu …".
fn is_host_by_head(tokens: &Tokens<'_>, span: &Range<usize>, row: &Row, around: Around) -> bool {
    row.flags.venue && (around.of_many || around.is_abroad)
        || around.of_many && meetings::meets_after(tokens, span.end)
}

fn after_locative(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, 1);
    before.next().is_some_and(|word| LOCATIVES.contains(&word))
}

/// Whether it is a whole country: what is near a town is in the country of that town, as a rule.
pub(super) fn names_a_land(kind: Kind) -> bool {
    matches!(kind, Kind::Name | Kind::Alias | Kind::Demonym | Kind::Bloc)
}

fn is_venue(tokens: &Tokens<'_>, span: &Range<usize>, field: Field) -> bool {
    if field == Field::Dateline {
        return true;
    }
    let mut before = tokens.before(span.start, 3);
    let nearest = before.next().unwrap_or_default();
    let second = before.next().unwrap_or_default();
    let third = before.next().unwrap_or_default();
    if [nearest, second, third]
        .iter()
        .any(|word| ENVOYS.contains(word))
    {
        return false;
    }
    LOCATIVES.contains(&nearest)
        || is_journey(tokens, span)
        || ["de", "of"].contains(&nearest) && GATHERINGS.contains(&second)
        || GATHERINGS.contains(&nearest)
        || tokens
            .after(span.end, 1)
            .any(|next| GATHERINGS.contains(&next))
        || field != Field::Title && LOCATIVES_IN_TEXT.contains(&nearest)
}

fn is_neighbour(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, 4).peekable();
    if before
        .peek()
        .is_some_and(|word| CONJUNCTIONS.contains(word))
    {
        return false;
    }
    before.any(|word| NEIGHBOURLY.contains(&word))
        || tokens.after(span.end, 1).any(|word| {
            [
                "voisin",
                "voisine",
                "vizinho",
                "vizinha",
                "المجاور",
                "المجاوره",
            ]
            .contains(&word)
        })
}

/// Whether the text only compares with it: "comme au Rwanda", "unlike Ghana", "à la kényane".
fn is_comparison(tokens: &Tokens<'_>, span: &Range<usize>, kind: Kind) -> bool {
    let mut before = tokens.before(span.start, 2);
    let nearest = before.next().unwrap_or_default();
    let second = before.next().unwrap_or_default();
    if kind == Kind::Demonym {
        let small = tokens.get(span.start).is_some_and(|token| !token.capital);
        return small && nearest == "la" && second == "a";
    }
    COMPARISONS.contains(&nearest)
        || COMPARED_BY.contains(&nearest) && COMPARISONS.contains(&second)
}

/// Words among which the first of many stand that are named.
const NAMED: usize = 10;

/// Whether it is named as one of many countries: "quatorze pays, dont le Kenya et l'Éthiopie".
fn is_one_of_many(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, NAMED).peekable();
    let mut is_named_for_all = false;
    while let Some(word) = before.next() {
        is_named_for_all |=
            INCLUDING.contains(&word) && before.peek().is_some_and(|all| LANDS.contains(all));
    }
    is_named_for_all
}

/// Whether something came from the place or country at `span`, or through it, or was paid for there.
fn is_passage(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut by_whom = false;
    let mut before = tokens.before(span.start, 5).skip_while(|word| {
        by_whom |= PAID_BY.contains(word);
        PASSED_BY.contains(word)
    });
    let what = before.next();
    drop(before);
    what.is_some_and(|word| PASSAGES.contains(&word) || by_whom && PAID.contains(&word))
}

/// Whether someone travels to the city at `span`: "flies to London", "يتوجه إلى باريس". What is sent
/// there, a message or a bill, is sent to its state.
fn is_journey(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, 3);
    before.next().is_some_and(|word| TOWARDS.contains(&word))
        && before.any(|word| JOURNEYS.contains(&word))
}

/// Whether the words before `span` say that it is a place: "مدينة بركان".
pub(super) fn is_called_a_place(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    tokens.before(span.start, 1).any(|word| {
        PLACES
            .iter()
            .any(|noun| word.strip_suffix(noun).is_some_and(is_clitics))
    })
}

/// Whether it is nothing but what Arabic writes together with the next word.
fn is_clitics(prefix: &str) -> bool {
    prefix.chars().all(|c| "وفبكل".contains(c)) && prefix.chars().count() <= 2
}

/// Whether nothing but commas, articles and conjunctions stands between two names.
pub(super) fn is_list(tokens: &Tokens<'_>, end: usize, start: usize) -> bool {
    const LINKS: &[&str] = &[
        "le", "la", "les", "l", "et", "ou", "du", "de", "d", "des", "the", "and", "or", "o", "a",
        "os", "as", "e", "ou", "do", "da", "و",
    ];
    start - end <= 2
        && tokens
            .after(end, start - end)
            .all(|word| LINKS.contains(&word))
        && (end..=start).all(|at| tokens.gap(at).trim().trim_matches(',').len() <= 2)
}

/// Whether it stands in the head of the headline, which a colon or a spaced dash closes: "Niger :
/// …", "Mali-Algérie : …", "Niger/Politique – …".
fn is_topic(tokens: &Tokens<'_>, span: &Range<usize>, kind: Kind) -> bool {
    const LONGEST: usize = 5;
    let head = (span.end..=LONGEST.min(tokens.len().saturating_sub(1))).find(|at| {
        let gap = tokens.gap(*at);
        gap.contains(':') || gap.starts_with(" –") || gap.starts_with(" —") || gap.starts_with(" -")
    });
    let Some(head) = head else { return false };
    match kind {
        Kind::Name | Kind::Alias | Kind::Bloc => (0..head).all(|at| {
            tokens
                .get(at)
                .is_some_and(|token| token.capital || token.arabic)
        }),
        Kind::Capital | Kind::Place | Kind::City | Kind::Region => span.start == 0,
        _ => false,
    }
}

/// Holds that the words of these lists are as the texts are that they are sought in.
#[cfg(test)]
pub(super) fn assert_folded(lists: &[&[&str]]) {
    for word in lists.iter().copied().flatten() {
        assert_eq!(super::tokens::fold(word), *word);
    }
}
