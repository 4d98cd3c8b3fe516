//! The gazetteer: what countries, their people, places and institutions are called.
//!
//! A table of surfaces becomes a trie over folded words, in which the longest name that stands at
//! a place of a text is found in a few look-ups.

use std::collections::HashMap;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::tokens::{Form, Tokens, arabic_forms, same_case};
use crate::domain::{Country, Language};

/// `iso2[,iso2…], kind, lang, surface, weight, flags, source` a line, sorted.
const TABLE: &str = include_str!("../../data/gazetteer.tsv");

/// What a surface names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A country by its usual name.
    Name,
    /// A country by another name, or an acronym.
    Alias,
    /// Its people, or what is theirs: nigérien, Nigerien, nigerino, نيجري.
    Demonym,
    /// Its seat of government, or a palace that stands for it.
    Capital,
    /// A place of note.
    Place,
    /// A city.
    City,
    /// A region, province or state.
    Region,
    /// A person in its public life.
    Person,
    /// A party, company, armed group or institution.
    Group,
    /// A sports team.
    Team,
    /// An alliance that stands for its members.
    Bloc,
    /// An institution that each country has: it stands for the feed's own.
    Home,
    /// Words that look like a country and are none.
    Block,
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(match word {
            "name" => Self::Name,
            "alias" => Self::Alias,
            "demonym" => Self::Demonym,
            "capital" => Self::Capital,
            "place" => Self::Place,
            "city" => Self::City,
            "region" => Self::Region,
            "person" => Self::Person,
            "group" => Self::Group,
            "team" => Self::Team,
            "bloc" => Self::Bloc,
            "home" => Self::Home,
            "block" => Self::Block,
            _ => return Err(format!("\"{word}\" is no kind of surface")),
        })
    }
}

/// What a row asks for beyond its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// `cs`: each word as written, case included.
    pub cased: bool,
    /// `noname`: not where it is a person's first or last name (Maurice Kamto, Michael Jordan).
    pub not_name: bool,
    /// `venue`: a city where the world meets; weak where it only says where.
    pub venue: bool,
    /// `either`: one of its countries, which the rest of the text decides.
    pub either: bool,
    /// `word`: in capitals also an ordinary word (CAR, US).
    pub word: bool,
    /// `amb`: also an ordinary word or another's name; weaker unless the country is named too.
    pub ambiguous: bool,
    /// `clitic`: with a clitic another word (ومالي); then only beside another country.
    pub clitic: bool,
    /// `prefix`: the first half of a compound (franco-, russo-); only before a hyphen.
    pub prefix: bool,
}

impl FromStr for Flags {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, String> {
        let mut flags = Self::default();
        for flag in list.split(',').filter(|flag| *flag != "-") {
            match flag {
                "cs" => flags.cased = true,
                "noname" => flags.not_name = true,
                "venue" => flags.venue = true,
                "either" => flags.either = true,
                "word" => flags.word = true,
                "amb" => flags.ambiguous = true,
                "clitic" => flags.clitic = true,
                "prefix" => flags.prefix = true,
                _ => return Err(format!("\"{flag}\" is no flag")),
            }
        }
        Ok(flags)
    }
}

/// A set of languages: those a row is in, or those a text may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Languages(u8);

impl Languages {
    pub const ALL: Self = Self(0xff);
    const LATIN: Self = Self(0b111);
    const ARABIC: Self = Self(0b1000);
    const OTHER: Self = Self(0b1000_0000);

    /// The languages a text may be in: its own, and Arabic, whose letters tell.
    pub fn of_text(language: Option<Language>) -> Self {
        let own = match language.as_ref().map(Language::as_str) {
            None => return Self::ALL,
            Some("ar") => return Self(Self::ARABIC.0 | Self::OTHER.0),
            Some(tag) => Self::tagged(tag).unwrap_or(Self::OTHER),
        };
        Self(own.0 | Self::ARABIC.0)
    }

    fn tagged(tag: &str) -> Option<Self> {
        Some(match tag {
            "*" => Self::ALL,
            "fr" => Self(1),
            "en" => Self(2),
            "pt" => Self(4),
            "ar" => Self::ARABIC,
            "sw" => Self(16),
            "ha" => Self(32),
            _ => return None,
        })
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub countries: Vec<Country>,
    pub kind: Kind,
    pub surface: String,
    pub weight: f32,
    pub flags: Flags,
    languages: Languages,
}

impl Row {
    /// A row that an operator adds.
    pub fn added(
        countries: &[Country],
        kind: Kind,
        surface: &str,
        language: Option<Language>,
    ) -> Self {
        Self {
            countries: countries.to_vec(),
            kind,
            surface: surface.to_owned(),
            weight: 1.0,
            flags: Flags::default(),
            languages: language
                .and_then(|language| Languages::tagged(language.as_str()))
                .unwrap_or(Languages::ALL),
        }
    }

    fn parse(line: &str) -> Result<Self, String> {
        let cells: Vec<_> = line.split('\t').collect();
        let [countries, kind, language, surface, weight, flags, _source] = cells[..] else {
            return Err(format!("{} cells instead of 7", cells.len()));
        };
        let countries = countries
            .split(',')
            .filter(|code| *code != "-")
            .map(|code| code.parse().map_err(|error| format!("{error}")))
            .collect::<Result<Vec<Country>, _>>()?;
        let kind: Kind = kind.parse()?;
        let stands_alone = match kind {
            Kind::Home => countries.is_empty(),
            Kind::Block => true,
            _ => !countries.is_empty(),
        };
        if !stands_alone {
            return Err("a home row names no country, any other but a block one or more".into());
        }
        let flags: Flags = flags.parse()?;
        let mut languages = Languages::tagged(language)
            .ok_or_else(|| format!("\"{language}\" is no language of the table"))?;
        // A plain country name is the same country in a text of the neighbouring language.
        if kind == Kind::Name && flags == Flags::default() && languages.meets(Languages::LATIN) {
            languages = Languages(Languages::LATIN.0 | Languages::OTHER.0);
        }
        Ok(Self {
            countries,
            kind,
            surface: surface.to_owned(),
            weight: weight
                .parse()
                .map_err(|_| format!("\"{weight}\" is no weight"))?,
            flags,
            languages,
        })
    }

    /// Whether the words `span` spell this row, where the row asks for it. In a headline in
    /// capitals, capitals prove nothing: only an acronym that is no word passes whole.
    fn spelled(&self, tokens: &Tokens<'_>, span: &Range<usize>, shouted: bool) -> bool {
        if self.flags.prefix
            && !tokens
                .gap(span.end)
                .starts_with(['-', '\u{2010}', '\u{2011}'])
        {
            return false;
        }
        if !self.flags.cased {
            return true;
        }
        if shouted {
            return !self.flags.word;
        }
        let own = Tokens::of(&self.surface);
        span.clone()
            .enumerate()
            .all(|(nth, at)| same_case(tokens.written(at), own.written(nth)))
    }
}

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
    words: HashMap<Box<str>, u32>,
    steps: HashMap<(u32, u32), u32>,
    ends: Vec<Vec<u32>>,
}

const ROOT: u32 = 0;

impl Gazetteer {
    /// The table that comes with griot, without lines that do not parse (a test holds that there
    /// are none).
    pub fn bundled_rows() -> impl Iterator<Item = Row> {
        Self::parse_bundled().filter_map(Result::ok)
    }

    pub(super) fn parse_bundled() -> impl Iterator<Item = Result<Row, String>> {
        TABLE
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
            .map(|(at, line)| Row::parse(line).map_err(|error| format!("line {}: {error}", at + 1)))
    }

    /// Makes the trie of `rows`.
    pub fn new(rows: impl Iterator<Item = Row>) -> Self {
        let mut gazetteer = Self {
            rows: Vec::new(),
            words: HashMap::with_capacity(1 << 14),
            steps: HashMap::with_capacity(1 << 14),
            ends: vec![Vec::new()],
        };
        for row in rows {
            gazetteer.insert(row);
        }
        gazetteer
    }

    /// Adds one row.
    pub fn insert(&mut self, row: Row) {
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
                self.ends.push(Vec::new());
            }
            node = next;
        }
        if node != ROOT {
            self.ends[node as usize].push(id(self.rows.len()));
            self.rows.push(row);
        }
    }

    /// The names in `tokens`, leftmost first and longest first; none overlaps another.
    pub fn find(&self, tokens: &Tokens<'_>, languages: Languages) -> Vec<Match<'_>> {
        let shouted = tokens.shouts();
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.longest_at(tokens, at, languages, shouted) {
                Some(hit) => {
                    at = hit.span.end;
                    found.push(hit);
                }
                None => at += 1,
            }
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
                            && (!form.article || matches!(row.kind, Kind::Demonym | Kind::Block))
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

    /// The rows that end at `node` and fit, the weightiest for each reading; a block among them
    /// stands alone.
    fn rows_at(&self, node: u32, fits: impl Fn(&Row) -> bool) -> Vec<&Row> {
        let mut rows: Vec<&Row> = Vec::new();
        for row in self.ends[node as usize]
            .iter()
            .map(|row| &self.rows[*row as usize])
        {
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

/// Ids of words, nodes and rows; the table is far from four thousand million of them.
fn id(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
