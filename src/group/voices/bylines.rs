//! Names in by-lines and credits: agencies, desks, and everybody else.

use super::credits::Credit;
use crate::domain::{Agency, Country};
use crate::group::text::words::fold;

/// Words between the names of a credit, folded.
const BETWEEN: [&str; 12] = [
    "et", "and", "e", "y", "und", "ed", "avec", "with", "com", "con", "mit", "и",
];

/// Words around the names of a credit, folded: they say no more than that it is one.
const AROUND: [&str; 60] = [
    "par",
    "by",
    "por",
    "von",
    "da",
    "di",
    "de",
    "du",
    "des",
    "from",
    "via",
    "selon",
    "d'apres",
    "depuis",
    "in",
    "source",
    "sources",
    "fonte",
    "fontes",
    "fuente",
    "fuentes",
    "quelle",
    "источник",
    "المصدر",
    "المصادر",
    "عن",
    "مع",
    "وكالات",
    "وكاله",
    "agence",
    "agences",
    "agency",
    "agencies",
    "agencia",
    "agencias",
    "presse",
    "press",
    "presstext",
    "l",
    "le",
    "la",
    "les",
    "the",
    "a",
    "o",
    "copyright",
    "c",
    "tous",
    "staff",
    "writers",
    "newsroom",
    "desk",
    "wires",
    "wire",
    "distribue",
    "distributed",
    "information",
    "informations",
    "informacion",
    "informacoes",
];

/// Who is behind a text when nobody is, folded: the desk.
const DESKS: [&str; 26] = [
    "redaction",
    "redacao",
    "redaccion",
    "redazione",
    "redaktion",
    "редакция",
    "التحرير",
    "تحرير",
    "service",
    "web",
    "webmaster",
    "admin",
    "administrator",
    "editor",
    "editors",
    "editorial",
    "team",
    "equipe",
    "equipo",
    "site",
    "online",
    "internet",
    "news",
    "actu",
    "info",
    "correspondance",
];

/// Whom a by-line names.
pub fn byline(authors: &[String], outlet: &str, about: &[Country]) -> Credit {
    let mut credit = Credit::default();
    for author in authors {
        // "Associated Press in Palm Beach, Florida"
        let place = [" in ", " à ", " em ", " en "];
        let (sole, _) =
            (place.iter().find_map(|word| author.split_once(word))).unwrap_or((author, ""));
        if let [Name::Agency(agency)] = names(sole, about)[..] {
            credit.agencies.insert(agency.name);
            continue;
        }
        for name in names(author, about) {
            match name {
                Name::Agency(agency) => {
                    credit.agencies.insert(agency.name);
                }
                Name::Other(words) => credit.own |= !is_of(&words, outlet),
                Name::Desk => {}
            }
        }
    }
    credit.of_agencies().unwrap_or_default()
}

/// Whether a name is the outlet's, or a part of it, or of its site.
pub(in crate::group) fn is_of(name: &str, outlet: &str) -> bool {
    let name = fold(name);
    let site = name
        .rsplit_once('.')
        .is_some_and(|(_, end)| end.len() > 1 && !end.contains(' '));
    name.chars().count() < LETTERS && !name.contains('.') || site || fold(outlet).contains(&name)
}

/// Letters of a name that says whose it is.
const LETTERS: usize = 3;

/// What a few words of a credit name.
pub(in crate::group) enum Name {
    /// An agency.
    Agency(&'static Agency),
    /// The outlet's own desk.
    Desk,
    /// Anybody else.
    Other(String),
}

/// The names in a few words, without what only joins them.
pub(in crate::group) fn names(text: &str, about: &[Country]) -> Vec<Name> {
    let mut out = Vec::new();
    for part in text.split([
        ',', '،', '/', '|', ';', '&', '+', '(', ')', '[', ']', ':', '©',
    ]) {
        let mut words: Vec<&str> = Vec::new();
        for word in part.split_whitespace() {
            let joins = BETWEEN.contains(&&*fold(word));
            if joins {
                out.extend(name(&words, about));
                words.clear();
            } else {
                words.push(word);
            }
        }
        out.extend(name(&words, about));
    }
    out
}

/// What a few words name; none when they say no more than that somebody is named.
fn name(words: &[&str], about: &[Country]) -> Option<Name> {
    let written = words.join(" ");
    if let Some(agency) = named(&written, about) {
        return Some(Name::Agency(agency));
    }
    let around = |word: &str| {
        let word = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
        word.is_empty()
            || AROUND.contains(&&*word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let first = words.iter().position(|word| !around(word))?;
    let last = words.iter().rposition(|word| !around(word))?;
    let bare = words[first..=last].join(" ");
    // "l'AFP", and in Arabic "and Reuters".
    let elided = bare
        .split_once(['\'', '’'])
        .map_or(&*bare, |(_, name)| name);
    let joined = bare.strip_prefix('و').unwrap_or(&bare);
    let agency = [elided, joined]
        .into_iter()
        .find_map(|name| named(name, about));
    // What says no more than that somebody is named may be of the name: "The Associated Press".
    let agency = agency.or_else(|| {
        let spans = (0..=first).flat_map(|from| (last..words.len()).rev().map(move |to| from..=to));
        spans
            .into_iter()
            .find_map(|span| named(&words[span].join(" "), about))
    });
    // "Reuters Staff", "AFP Dakar": a sentence about an agency goes on in small letters.
    let agency = agency.or_else(|| {
        (first..last)
            .filter(|end| {
                words[end + 1..=last]
                    .iter()
                    .all(|word| word.starts_with(char::is_uppercase))
            })
            .find_map(|end| named(&words[first..=end].join(" "), about))
    });
    if let Some(agency) = agency {
        return Some(Name::Agency(agency));
    }
    let desk = words[first..=last].iter().all(|word| {
        let word = fold(word);
        let word = word.rsplit(['\'', '’']).next().unwrap_or_default();
        AROUND.contains(&word) || DESKS.contains(&word)
    });
    Some(if desk { Name::Desk } else { Name::Other(bare) })
}

/// The agency of that name. In a credit it may be written small, unless its letters mean something
/// else as well.
fn named(text: &str, about: &[Country]) -> Option<&'static Agency> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let large =
        || Agency::named(&text.to_uppercase(), about).filter(|agency| !agency.is_mistakable());
    Agency::named(text, about).or_else(large)
}
