//! What is hard about countries: words that mean several, or none. Each reading in sentences of
//! the four languages that outlets write in.

mod circumstances;
mod figures;
mod heads;
mod names;
mod sources;
mod spelling;
mod words;

use griot::attribute::{Attributor, Text};
use griot::domain::Country;

/// Language, title, and the countries it is about, by code and in any order.
type Case = (&'static str, &'static str, &'static str);

fn primary(text: &Text<'_>) -> Vec<String> {
    let found = Attributor::bundled().attribute(text).primary;
    let mut codes: Vec<_> = found.iter().map(Country::to_string).collect();
    codes.sort_unstable();
    codes
}

fn check(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(language, title, expected)| {
            let found = primary(&Text {
                language: language.parse().ok(),
                title,
                ..Text::default()
            });
            let mut wanted: Vec<_> = expected.split_whitespace().collect();
            wanted.sort_unstable();
            (found != wanted).then(|| format!("{title}: {found:?} instead of {wanted:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
