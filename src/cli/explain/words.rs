//! Verdicts and what would turn them, in words.

use crate::domain::Language;
use crate::group::{Caution, Change, Comparison};

/// So many hours as people say them.
pub(super) fn hours(hours: f32) -> String {
    match hours {
        hours if hours >= 72.0 => format!("{:.1} days", hours / 24.0),
        hours if hours >= 10.0 => format!("{hours:.0} h"),
        hours => format!("{hours:.1} h"),
    }
}

/// `0.24, over 0.19`.
pub(super) fn against(score: f32, threshold: f32) -> String {
    match score >= threshold {
        true => format!("{score:.2}, over {threshold:.2}"),
        false => format!("{score:.2}, below {threshold:.2}"),
    }
}

/// Languages by their tags.
pub(super) fn languages(languages: &[Option<Language>]) -> String {
    let tags = languages.iter().map(|language| tag(*language));
    tags.collect::<Vec<_>>().join(", ")
}

/// A language by its tag.
pub(super) fn tag(language: Option<Language>) -> String {
    language.map_or_else(|| "no known language".to_owned(), |language| language.to_string())
}

/// The verdict on two entries, in a sentence.
pub(super) fn verdict(comparison: &Comparison) -> String {
    let Comparison {
        together,
        joins,
        threshold,
        spoken_by_both,
        ..
    } = comparison;
    let link = against(comparison.link.value, *threshold);
    match (together, joins) {
        (true, true) => format!("Together: their link is {link}."),
        (true, false) => format!(
            "Together, as it was decided when they came; by what is remembered now their link is {link}."
        ),
        (false, false) if !spoken_by_both.is_empty() => format!(
            "Apart: the stories of both have reports in {}, and each language has its reports in one \
             story; their link is {link}.",
            languages(spoken_by_both)
        ),
        (false, false) => format!("Apart: their link is {link}."),
        (false, true) => format!(
            "Apart, as it was decided when they came; by what is remembered now their link is {link}."
        ),
    }
}

/// The condition that a change is.
pub(super) fn condition(change: &Change, comparison: &Comparison) -> String {
    match change {
        Change::WithoutFactor { name } => format!("without the factor for \"{name}\""),
        Change::WithoutFactors { names } => {
            let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
            format!("without any of the factors for {}", quoted.join(", "))
        }
        Change::WithoutFeature { name } => format!("without what \"{name}\" brings"),
        Change::Hours { hours: then } => format!(
            "with {} between them instead of {}",
            hours(*then),
            hours(comparison.hours)
        ),
        Change::Points { points } => {
            let amount = points.abs();
            match *points > 0.0 {
                true => format!("with {amount:.3} points more{}", in_words(amount, comparison)),
                false => format!("with {amount:.3} points less"),
            }
        }
        Change::NoCopy => "if neither text were taken from the other".to_owned(),
        Change::Alone => "if each were alone in its story".to_owned(),
        Change::NotHeld => "if they were not in one story already".to_owned(),
        Change::Caution { caution } => format!("with caution = \"{}\" in [group]", name(*caution)),
    }
}

/// So many points in words such as the two have in common.
fn in_words(points: f32, comparison: &Comparison) -> String {
    let best = comparison.shared.first().filter(|best| best.points > 0.0);
    best.map_or_else(String::new, |best| {
        let count = (points / best.points).ceil().max(1.0);
        let words = if count == 1.0 { "word" } else { "words" };
        let like = best.words.first().map_or("", String::as_str);
        format!(", as {count:.0} more {words} in common bring, if as rare as {like}")
    })
}

fn name(caution: Caution) -> &'static str {
    match caution {
        Caution::Cautious => "cautious",
        Caution::Balanced => "balanced",
        Caution::Eager => "eager",
    }
}

/// What keeps two entries apart, for a list: the change that is easiest to grasp.
pub(super) fn in_short(comparison: &Comparison) -> String {
    if !comparison.spoken_by_both.is_empty() {
        let both = languages(&comparison.spoken_by_both);
        return format!("both stories have reports in {both}");
    }
    if comparison.joins {
        return "would be joined by what is remembered now".to_owned();
    }
    match comparison.otherwise.first() {
        Some(first) => format!("together {}", condition(&first.change, comparison)),
        None => "nothing by itself would join them".to_owned(),
    }
}
