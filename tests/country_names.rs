//! Every country can have an edition, so every one has to be known by its name and its people, as
//! headlines of the four languages write them.

use std::collections::BTreeMap;

use griot::attribute::{Attributor, Text};
use griot::domain::{Country, Language};

/// `code | name with its article | demonym | its feminine`, a country a line.
const FRENCH: &str = include_str!("fixtures/countries/french-names.txt");

/// What goes wrong with `title`, when it is not about `country` and nothing else.
fn wrong(country: Country, language: Language, title: &str) -> Option<String> {
    let found = Attributor::bundled()
        .attribute(&Text {
            language: Some(language),
            title,
            ..Text::default()
        })
        .primary;
    (found != [country]).then(|| format!("{title}: {found:?} instead of {country}"))
}

fn check(language: Language, titles: impl IntoIterator<Item = (Country, String)>) {
    let wrong: Vec<_> = titles
        .into_iter()
        .filter_map(|(country, title)| wrong(country, language, &title))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct French {
    country: Country,
    /// The article with what follows it: a space or an apostrophe; empty for Cuba and Haïti.
    article: &'static str,
    name: &'static str,
    masculine: &'static str,
    feminine: &'static str,
}

fn french() -> impl Iterator<Item = French> {
    let lines = FRENCH.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let cells: Vec<_> = line.split('|').collect();
        let articles = ["les ", "le ", "la ", "l'"];
        let article = articles.into_iter().find(|a| cells[1].starts_with(a));
        let article = article.unwrap_or_default();
        French {
            country: cells[0].parse().unwrap(),
            article,
            name: &cells[1][article.len()..],
            masculine: cells[2],
            feminine: cells[3],
        }
    })
}

fn plural(word: &str) -> String {
    if word.ends_with(['s', 'x']) {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

#[test]
fn the_french_names_are_those_of_every_country() {
    let named: BTreeMap<_, _> = french().map(|row| (row.country, row.name)).collect();
    let missing: Vec<_> = Country::all()
        .filter(|country| !named.contains_key(country))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_country_is_known_by_its_french_name_with_article_and_preposition() {
    check(
        Language::FRENCH,
        french().flat_map(|row| {
            let French { article, name, .. } = row;
            let (of, at) = match article {
                "les " => ("des ", "aux "),
                "le " => ("du ", "au "),
                "la " => ("de la ", "en "),
                "l'" if name.starts_with("île") => ("de l'", "à l'"),
                "l'" => ("de l'", "en "),
                _ => ("de ", "à "),
            };
            let capital = |text: String| {
                let mut letters = text.chars();
                letters
                    .next()
                    .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                    .unwrap_or_default()
            };
            [
                format!(
                    "{} relance son industrie",
                    capital(format!("{article}{name}"))
                ),
                format!("La visite {of}{name} reportée"),
                format!("Des inondations {at}{name} font douze morts"),
            ]
            .map(|title| (row.country, title))
        }),
    );
}

#[test]
fn every_people_is_known_in_french_in_both_genders_and_numbers_and_in_capitals() {
    check(
        Language::FRENCH,
        french()
            .filter(|row| !row.masculine.is_empty())
            .flat_map(|row| {
                let men = plural(row.masculine);
                [
                    format!("Un ministre {} démissionne", row.masculine),
                    format!("Une ministre {} démissionne", row.feminine),
                    format!("L’équipe {} qualifiée", row.feminine),
                    format!("Des pêcheurs {men} secourus"),
                    format!("Les députées {} boudent la séance", plural(row.feminine)),
                    format!("LES {} AUX URNES", men.to_uppercase()),
                ]
                .map(|title| (row.country, title))
            }),
    );
}

/// The names in `language` that stand in running text as they are. "Reunião" is a meeting before
/// it is an island; "São Martinho" the French half of one.
fn plain_names(language: Language) -> impl Iterator<Item = (Country, &'static str)> {
    Country::all()
        .map(move |country| (country, country.name(language)))
        .filter(|(country, name)| !name.contains(['(', ',']) && country.code() != "RE")
}

#[test]
fn every_country_is_known_by_its_english_portuguese_and_arabic_name() {
    let titles = |language: Language, write: fn(&str) -> Vec<String>| {
        let titles: Vec<_> = plain_names(language)
            .flat_map(|(country, name)| write(name).into_iter().map(move |title| (country, title)))
            .collect();
        assert!(titles.len() > 240, "{}", titles.len());
        check(language, titles);
    };
    titles(Language::ENGLISH, |name| {
        vec![
            format!("Floods kill twelve in {name}"),
            format!("{name}: Rains delay harvest"),
        ]
    });
    titles(Language::PORTUGUESE, |name| {
        vec![format!("Cheias em {name} fazem doze mortos")]
    });
    titles(Language::ARABIC, |name| {
        vec![format!("فيضانات في {name} تودي بحياة العشرات")]
    });
}
