//! The table's lines: what is named, in which languages, and what is asked of the spelling.

use std::borrow::Cow;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::super::Alias;
use super::super::tokens::{Tokens, same_case};
use super::flags::Flags;
use super::languages::Languages;
use crate::domain::{Country, Language};

/// `iso2[,iso2…], kind, lang, surface, weight, flags, source` a line, sorted; for what changes, such
/// as persons in office, also the month in which it was last checked.
const TABLE: &str = include_str!("../../../data/gazetteer.tsv");

/// What many institutions are, which outlets write with a small letter too: "the Madlanga
/// commission". Folded.
pub(in crate::attribute) const INSTITUTIONS: &[&str] = &[
    "academy",
    "act",
    "airlines",
    "airport",
    "airways",
    "authority",
    "bank",
    "bridge",
    "bureau",
    "college",
    "commission",
    "committee",
    "company",
    "dam",
    "exchange",
    "federation",
    "foundation",
    "group",
    "hospital",
    "inquiry",
    "mine",
    "movement",
    "museum",
    "park",
    "party",
    "police",
    "port",
    "prison",
    "railway",
    "refinery",
    "stadium",
    "union",
    "university",
];

/// The rows of the table that comes with griot, each or what is wrong with its line.
pub(super) fn rows() -> impl Iterator<Item = Result<Row, String>> {
    TABLE
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
        .map(|(at, line)| Row::parse(line).map_err(|error| format!("line {}: {error}", at + 1)))
}

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
    /// A body of many countries, or what is of a whole continent: it stands for none.
    Body,
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
            "body" => Self::Body,
            "block" => Self::Block,
            _ => return Err(format!("\"{word}\" is no kind of surface")),
        })
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub(in crate::attribute) struct Row {
    pub countries: Vec<Country>,
    pub kind: Kind,
    pub surface: Cow<'static, str>,
    pub weight: f32,
    pub flags: Flags,
    pub(super) languages: Languages,
}

impl Row {
    /// Whether texts in `language` may hold it.
    pub fn is_in(&self, language: Language) -> bool {
        Languages::tagged(language.as_str()).is_some_and(|asked| self.languages.meets(asked))
    }

    /// Whether an operator who names its surface takes it out: for these countries, or for all where
    /// none is named.
    pub fn is_meant(&self, removal: &Alias) -> bool {
        let asked = &removal.countries;
        asked.is_empty()
            || asked.len() == self.countries.len()
                && asked.iter().all(|country| self.countries.contains(country))
    }

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
            surface: Cow::Owned(surface.to_owned()),
            weight: 1.0,
            flags: Flags::default(),
            languages: language
                .and_then(|language| Languages::tagged(language.as_str()))
                .unwrap_or(Languages::ALL),
        }
    }

    /// The same under another spelling of its words.
    pub(super) fn spelled_as(&self, surface: String) -> Self {
        Self {
            surface: Cow::Owned(surface),
            ..self.clone()
        }
    }

    fn parse(line: &'static str) -> Result<Self, String> {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().ok_or("fewer than 7 cells");
        let (codes, kind, language) = (cell()?, cell()?, cell()?);
        let (surface, weight, flags, _source) = (cell()?, cell()?, cell()?, cell()?);
        if cells.nth(1).is_some() {
            return Err("more than 8 cells".into());
        }
        let mut countries: Vec<Country> = Vec::with_capacity(1);
        for code in codes.split(',').filter(|code| *code != "-") {
            countries.push(code.parse().map_err(|error| format!("{error}"))?);
        }
        let kind: Kind = kind.parse()?;
        let stands_alone = match kind {
            Kind::Home | Kind::Body => countries.is_empty(),
            Kind::Block => true,
            _ => !countries.is_empty(),
        };
        if !stands_alone {
            return Err(
                "a home or body row names no country, any other but a block one or more".into(),
            );
        }
        let flags: Flags = flags.parse()?;
        let mut languages = Languages::tagged(language)
            .ok_or_else(|| format!("\"{language}\" is no language of the table"))?;
        // A plain country name is the same country in a text of the neighbouring language.
        let plain = Flags {
            given: flags.given,
            ..Flags::default()
        };
        if kind == Kind::Name && flags == plain && languages.meets(Languages::LATIN) {
            languages = Languages::LATIN_OR_OTHER;
        }
        Ok(Self {
            countries,
            kind,
            surface: Cow::Borrowed(surface),
            weight: weight
                .parse()
                .map_err(|_| format!("\"{weight}\" is no weight"))?,
            flags,
            languages,
        })
    }

    /// Whether it is an acronym, which proves nothing in small letters.
    pub fn is_acronym(&self) -> bool {
        !self.surface.chars().any(char::is_lowercase)
    }

    /// Whether the words `span` spell this row, where the row asks for it; a plus at its end is part of
    /// it, since without one it is another word (Canal+). In a headline in
    /// capitals, capitals prove nothing: only an acronym passes that is no word, or has its dots.
    pub(super) fn spelled(&self, tokens: &Tokens<'_>, span: &Range<usize>, shouted: bool) -> bool {
        if self.flags.prefix
            && !tokens
                .gap(span.end)
                .starts_with(['-', '\u{2010}', '\u{2011}'])
        {
            return false;
        }
        if self.surface.ends_with('+') && !tokens.gap(span.end).starts_with('+') {
            return false;
        }
        if !self.flags.cased {
            return true;
        }
        if shouted {
            return !self.flags.word || tokens.written(span.start).contains('.');
        }
        if self.kind == Kind::Group && self.is_acronym() && goes_on(tokens, span.end) {
            return false;
        }
        let own = Tokens::of(&self.surface);
        span.clone().enumerate().all(|(nth, at)| {
            same_case(tokens.written(at), own.written(nth))
                || !self.flags.word && is_acronym_as_name(tokens.written(at), own.written(nth))
                || nth > 0 && INSTITUTIONS.contains(&tokens.key(at))
        })
    }
}

/// Whether the acronym of a group goes on at `end` after a hyphen, and is another's: "CGT-B" is not
/// the CGT. States stand so beside one another.
fn goes_on(tokens: &Tokens<'_>, end: usize) -> bool {
    const LONGEST: usize = 3;
    let next = tokens.written(end);
    tokens.gap(end) == "-"
        && (1..=LONGEST).contains(&next.chars().count())
        && next.chars().all(char::is_uppercase)
}

/// Whether `written` is a long acronym as some papers write it, like a name: "Swapo" for SWAPO.
fn is_acronym_as_name(written: &str, acronym: &str) -> bool {
    const SHORTEST: usize = 5;
    let mut letters = written.chars();
    acronym.len() >= SHORTEST
        && acronym.chars().all(|c| c.is_ascii_uppercase())
        && letters.next().is_some_and(char::is_uppercase)
        && letters.all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> impl Iterator<Item = &'static str> {
        TABLE.lines().filter(|line| !line.starts_with('#'))
    }

    #[test]
    fn every_line_of_the_table_is_a_row() {
        let wrong: Vec<_> = rows().filter_map(Result::err).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(rows().count() > 10_000);
    }

    #[test]
    fn the_lines_are_sorted_and_none_stands_twice() {
        let all: Vec<_> = lines().collect();
        let misplaced = all.windows(2).find(|pair| pair[0] >= pair[1]);
        assert_eq!(misplaced, None);
    }

    #[test]
    fn weights_are_shares_and_only_blocks_and_bodies_weigh_nothing() {
        for row in rows().filter_map(Result::ok) {
            let silent = matches!(row.kind, Kind::Block | Kind::Body) && row.countries.is_empty();
            assert_eq!(row.weight == 0.0, silent, "{}", row.surface);
            assert!((0.0..=1.0).contains(&row.weight), "{}", row.surface);
        }
    }

    #[test]
    fn words_that_name_two_countries_say_that_the_text_decides() {
        let mut names: Vec<_> = rows()
            .filter_map(Result::ok)
            .filter(|row| matches!(row.kind, Kind::Name | Kind::Alias | Kind::Demonym))
            .filter(|row| !row.flags.either)
            .map(|row| (crate::attribute::tokens::fold(&row.surface), row))
            .collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        let clash = names.windows(2).find(|pair| {
            pair[0].0 == pair[1].0
                && pair[0].1.countries != pair[1].1.countries
                && pair[0].1.languages.meets(pair[1].1.languages)
        });
        assert_eq!(
            clash.map(|pair| (&pair[0].1.surface, &pair[1].1.surface)),
            None
        );
    }

    #[test]
    fn a_name_that_is_an_everyday_word_in_small_letters_asks_for_its_capital() {
        // French, English, Portuguese, Spanish, Swahili and Hausa words.
        const WORDS: &[&str] = &[
            "vienne", "berne", "milan", "calais", "savanes", "chili", "tours", "nice", "gap",
            "polish", "turkey", "suede", "chile", "tamale", "trump", "nyala", "sin", "reunion",
            "jersey", "beira", "lagos", "roma", "damas", "damasco", "juba", "camaroes", "granada",
            "salvador", "peru", "gana", "goma", "huye", "rubio", "florida", "colonia", "porto",
            "faro", "praia", "mali", "uhuru", "arusha", "bata", "kara", "gao", "same", "ho",
        ];
        let bare: Vec<String> = rows()
            .filter_map(Result::ok)
            .filter(|row| !matches!(row.kind, Kind::Block | Kind::Body) && !row.flags.cased)
            // Elsewhere Mali is no word but the country.
            .filter(|row| row.surface != "Mali" || row.is_in("sw".parse().unwrap()))
            .filter(|row| WORDS.contains(&crate::attribute::tokens::fold(&row.surface).as_str()))
            .map(|row| row.surface.into_owned())
            .collect();
        assert_eq!(bare, [""; 0]);
    }

    #[test]
    fn no_block_hides_an_institution_that_each_country_has() {
        let of = |kind: Kind| {
            let rows = rows().filter_map(Result::ok);
            rows.filter(move |row| row.kind == kind)
                .map(|row| crate::attribute::tokens::fold(&row.surface))
        };
        let blocks: Vec<String> = of(Kind::Block).collect();
        let hidden: Vec<String> = of(Kind::Home)
            .filter(|home| blocks.contains(home))
            .collect();
        assert_eq!(hidden, [""; 0]);
    }

    #[test]
    fn the_month_of_a_check_is_a_month() {
        for line in lines() {
            let Some(checked) = line.split('\t').nth(7) else {
                continue;
            };
            let month = format!("{checked}-01").parse::<chrono::NaiveDate>();
            assert!(month.is_ok(), "{line}");
        }
    }
}
