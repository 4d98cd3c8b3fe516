//! Gathers what speaks for a country, and settles what may mean several.

use super::Text;
use super::context::{self, Around, Rule, people};
use super::fields::{Field, Parts, title_parts};
use super::gazetteer::{Gazetteer, Kind, Languages, Match, Row};
use super::home::{self, Placed};
use super::tokens::Tokens;
use crate::domain::{Country, Language};

/// From this weight on, a name alone is good evidence.
pub(super) const SURE: f32 = 0.6;

/// A name in a text, with the countries it speaks for.
pub(super) struct Clue {
    pub countries: Vec<Country>,
    pub kind: Option<Kind>,
    pub surface: String,
    pub field: Field,
    pub weight: f32,
    pub rules: Vec<Rule>,
    /// Whether it says where the text plays (see [`home`]).
    pub sets_the_scene: bool,
    either: bool,
    needs: Need,
}

/// What has to stand elsewhere in the text for a clue to count in full.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Nothing,
    /// The same country, named without doubt.
    Support,
    /// The same, or it does not count at all.
    Proof,
    /// Another country, named without doubt.
    Company,
}

impl Clue {
    /// What it weighs where it stands.
    pub fn strength(&self) -> f32 {
        self.rules
            .iter()
            .fold(self.weight, |weight, rule| weight * rule.factor())
    }

    /// Whether it names a state itself: its name, its people, its seat.
    pub fn names_a_state(&self) -> bool {
        matches!(
            self.kind,
            Some(Kind::Name | Kind::Alias | Kind::Demonym | Kind::Capital | Kind::Bloc)
        )
    }

    /// Whether it names one country without doubt.
    fn is_sure(&self) -> bool {
        !self.either
            && self.needs == Need::Nothing
            && !matches!(self.field, Field::Feed | Field::Url)
    }
}

/// Every clue of `text`, settled: what may mean one of several countries means one or is gone.
pub(super) fn collect(gazetteer: &Gazetteer, text: &Text<'_>) -> Vec<Clue> {
    let languages = Languages::of_text(text.language.or_else(|| guess_language(text)));
    let summary = Parts::of(text.summary);
    let (written_in, title) = title_parts(text.title);
    let parts = [
        (Field::Title, title),
        (Field::Dateline, written_in),
        (Field::Dateline, summary.dateline),
        (Field::Feed, summary.mark),
        (Field::Lead, summary.lead),
    ];
    let parts = parts
        .into_iter()
        .chain(summary.rest.iter().map(|rest| (Field::Rest, *rest)));
    let parts: Vec<Part<'_>> = parts
        .filter(|(_, words)| !words.is_empty())
        .map(|(field, words)| Part::read(gazetteer, languages, field, words))
        .collect();
    let of_many = parts.iter().any(Part::names_a_body);
    let mut clues: Vec<Clue> = parts.iter().flat_map(|part| part.clues(of_many)).collect();
    for category in text.categories {
        clues.extend(category_clue(gazetteer, category));
    }
    clues.extend(text.url.and_then(|url| url_clue(gazetteer, url)));
    clues.extend(text.feed_country.map(|country| Clue {
        countries: vec![country],
        kind: None,
        surface: String::new(),
        field: Field::Feed,
        weight: 1.0,
        rules: Vec::new(),
        sets_the_scene: false,
        either: false,
        needs: Need::Nothing,
    }));
    settle(clues, text.feed_country)
}

/// A part of a text, and the names that were found in it.
struct Part<'a> {
    field: Field,
    tokens: Tokens<'a>,
    found: Vec<Match<'a>>,
}

impl<'a> Part<'a> {
    fn read(gazetteer: &'a Gazetteer, languages: Languages, field: Field, words: &'a str) -> Self {
        let tokens = Tokens::of(words);
        let found = gazetteer.find(&tokens, languages);
        Self {
            field,
            tokens,
            found,
        }
    }

    /// Whether it speaks of a body of many countries, where that says what the text is about.
    fn names_a_body(&self) -> bool {
        let mut rows = self.found.iter().flat_map(|hit| &hit.rows);
        matches!(self.field, Field::Title | Field::Lead) && rows.any(|row| row.kind == Kind::Body)
    }

    /// What in it speaks for a country; `of_many` says whether the text speaks of a body of many.
    fn clues(&self, of_many: bool) -> Vec<Clue> {
        let around = Around {
            of_many,
            is_match: is_match(&self.found),
            is_abroad: names_two(&self.found, |row| {
                !matches!(
                    row.kind,
                    Kind::Body | Kind::Home | Kind::Block | Kind::Group
                )
            }),
        };
        let mut placed: Vec<Placed> = Vec::new();
        let mut neighbours_until = None;
        for hit in &self.found {
            // "pays voisins comme le Mali, le Niger et le Tchad": the list shares its first rule.
            let listed = neighbours_until
                .is_some_and(|end| context::is_list(&self.tokens, end, hit.span.start));
            for row in &hit.rows {
                let says_something = match row.kind {
                    Kind::Home => self.field == Field::Title,
                    _ => !row.countries.is_empty(),
                };
                if !says_something {
                    continue;
                }
                let Some(mut clue) = self.clue(hit, row, around) else {
                    continue;
                };
                if listed && !clue.rules.contains(&Rule::Neighbour) {
                    clue.rules.push(Rule::Neighbour);
                }
                if clue.rules.contains(&Rule::Neighbour) {
                    neighbours_until = Some(hit.span.end);
                }
                let span = hit.span.clone();
                placed.push(Placed { span, clue });
            }
        }
        match self.field {
            Field::Title => home::drop_owned(&self.tokens, &mut placed),
            Field::Lead => {
                for one in &mut placed {
                    one.clue.sets_the_scene = home::sets_the_scene(&self.tokens, one);
                }
            }
            _ => {}
        }
        placed.into_iter().map(|one| one.clue).collect()
    }

    fn clue(&self, hit: &Match<'_>, row: &Row, around: Around) -> Option<Clue> {
        let tokens = &self.tokens;
        let mut rules = context::rules(tokens, hit, row, self.field, around);
        if row.kind == Kind::Demonym && people::is_surname(tokens, &hit.span) {
            return None;
        }
        if row.flags.given && people::is_given_name(tokens, &hit.span, &self.found) {
            return None;
        }
        if row.flags.not_name && people::is_first_name(tokens, &hit.span, &self.found) {
            // Among the capitals of an English headline a first name cannot be told.
            if !tokens.title_case() {
                return None;
            }
            rules.push(Rule::Ambiguous);
        }
        Some(Clue {
            countries: row.countries.clone(),
            kind: Some(row.kind),
            surface: tokens.surface(&hit.span).to_owned(),
            field: self.field,
            weight: row.weight,
            rules,
            sets_the_scene: false,
            either: row.flags.either,
            needs: match row.flags {
                flags if flags.clitic && hit.clitic => Need::Company,
                flags if flags.common && !context::is_called_a_place(tokens, &hit.span) => {
                    Need::Proof
                }
                flags if flags.ambiguous => Need::Support,
                _ => Need::Nothing,
            },
        })
    }
}

/// Whether a team and another country are named: where they play is neither's affair.
fn is_match(found: &[Match<'_>]) -> bool {
    let is_side = |row: &Row| {
        matches!(
            row.kind,
            Kind::Team | Kind::Name | Kind::Alias | Kind::Demonym
        )
    };
    let mut rows = found.iter().flat_map(|hit| &hit.rows);
    names_two(found, is_side) && rows.any(|row| row.kind == Kind::Team)
}

/// Whether the rows of some kinds name more than one country.
fn names_two(found: &[Match<'_>], counts: impl Fn(&Row) -> bool) -> bool {
    let rows = found.iter().flat_map(|hit| &hit.rows);
    let mut countries = rows
        .filter(|row| !row.flags.either && counts(row))
        .flat_map(|row| row.countries.iter());
    countries
        .next()
        .is_some_and(|first| countries.any(|other| other != first))
}

/// A category counts where all of it is the name of a country or place.
fn category_clue(gazetteer: &Gazetteer, category: &str) -> Option<Clue> {
    let rows = gazetteer.exactly(category);
    let row = rows.into_iter().find(|row| names_a_place(row))?;
    Some(Clue {
        countries: row.countries.clone(),
        kind: Some(row.kind),
        surface: category.to_owned(),
        field: Field::Category,
        weight: 1.0,
        rules: Vec::new(),
        sets_the_scene: false,
        either: row.flags.either,
        needs: Need::Nothing,
    })
}

/// The path of a URL counts where its words name one country.
fn url_clue(gazetteer: &Gazetteer, url: &str) -> Option<Clue> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let tokens = Tokens::of(path.split_once('/')?.1);
    let found = gazetteer.find(&tokens, Languages::ALL);
    let mut rows = found
        .iter()
        .flat_map(|hit| &hit.rows)
        .filter(|row| names_a_place(row));
    let first = rows.next()?;
    rows.all(|row| row.countries == first.countries)
        .then(|| Clue {
            countries: first.countries.clone(),
            kind: Some(first.kind),
            surface: path.to_owned(),
            field: Field::Url,
            weight: first.weight,
            rules: Vec::new(),
            sets_the_scene: false,
            either: first.flags.either,
            needs: Need::Nothing,
        })
}

fn names_a_place(row: &Row) -> bool {
    matches!(
        row.kind,
        Kind::Name | Kind::Alias | Kind::Capital | Kind::Place | Kind::City | Kind::Region
    ) && !row.flags.word
}

/// Settles the doubtful clues by the sure ones.
fn settle(clues: Vec<Clue>, feed: Option<Country>) -> Vec<Clue> {
    let sure: Vec<Country> = clues
        .iter()
        .filter(|clue| clue.is_sure())
        .flat_map(|clue| clue.countries.iter().copied())
        .collect();
    let named: Vec<Country> = clues
        .iter()
        .filter(|clue| clue.kind != Some(Kind::Group) && clue.field != Field::Feed)
        .filter(|clue| clue.weight >= SURE)
        .flat_map(|clue| clue.countries.iter().copied())
        .collect();
    let at_home = feed.is_some_and(|feed| home::is_at_home(&clues, feed));
    clues
        .into_iter()
        .filter(|clue| clue.kind != Some(Kind::Home) || at_home)
        .filter_map(|clue| settle_one(clue, &sure, feed))
        // A group that works in several countries tells only where nothing else does.
        .filter(|clue| {
            clue.kind != Some(Kind::Group)
                || clue.weight >= SURE
                || named.iter().all(|country| clue.countries.contains(country))
        })
        .collect()
}

fn settle_one(mut clue: Clue, sure: &[Country], feed: Option<Country>) -> Option<Clue> {
    if clue.kind == Some(Kind::Home) {
        clue.countries = vec![feed?];
        clue.rules.push(Rule::Home);
    }
    if clue.either {
        let named: Vec<_> = clue.countries.iter().filter(|c| sure.contains(c)).collect();
        let chosen = match named[..] {
            [] => feed
                .filter(|country| clue.countries.contains(country))
                .or_else(|| clue.countries.first().copied())?,
            [only] => *only,
            // Both are named apart from it: it adds nothing to either.
            _ => return None,
        };
        clue.countries = vec![chosen];
        clue.rules.push(Rule::Either);
    }
    let others = |country: &Country| !clue.countries.contains(country);
    match clue.needs {
        Need::Company if !sure.iter().any(others) => return None,
        Need::Proof if sure.iter().all(others) => return None,
        Need::Support if sure.iter().all(others) => clue.rules.push(Rule::Ambiguous),
        _ => {}
    }
    Some(clue)
}

/// A guess by the letters in which Persian and Urdu differ from Arabic, and by the commonest little
/// words; none when they do not tell.
fn guess_language(text: &Text<'_>) -> Option<Language> {
    const FRENCH: &[&str] = &[
        "le", "la", "les", "des", "du", "et", "est", "une", "dans", "pour", "au", "aux", "sur",
        "par", "ont", "avec",
    ];
    const ENGLISH: &[&str] = &[
        "the", "of", "and", "in", "to", "is", "for", "on", "with", "by", "from", "at", "has",
        "after", "over",
    ];
    const PORTUGUESE: &[&str] = &[
        "o", "os", "as", "da", "do", "dos", "das", "e", "em", "no", "na", "para", "com", "uma",
        "ao", "pelo", "pela",
    ];
    const PERSIAN: &[char] = &['ک', 'ی', 'ہ', 'ے', 'ں', 'ٹ', 'ڈ', 'ڑ', 'گ', 'پ', 'چ', 'ژ'];
    // One such word may be a name that Arabic writes so.
    const FEWEST: usize = 2;
    let words = || {
        [text.title, text.summary]
            .into_iter()
            .flat_map(str::split_whitespace)
    };
    if words()
        .filter(|word| word.contains(PERSIAN))
        .nth(FEWEST - 1)
        .is_some()
    {
        return "fa".parse().ok();
    }
    let mut counts = [
        (Language::FRENCH, 0),
        (Language::ENGLISH, 0),
        (Language::PORTUGUESE, 0),
    ];
    for part in [text.title, text.summary] {
        for word in part.split(|c: char| !c.is_alphanumeric()) {
            for (slot, words) in counts.iter_mut().zip([FRENCH, ENGLISH, PORTUGUESE]) {
                slot.1 += usize::from(words.iter().any(|known| known.eq_ignore_ascii_case(word)));
            }
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    (counts[0].1 >= 2 && counts[0].1 >= 2 * counts[1].1).then_some(counts[0].0)
}
