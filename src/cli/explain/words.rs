//! Verdicts and what would turn them, in words.

use crate::domain::Language;
use crate::group::{Caution, Change, Comparison};

/// So many hours: whole ones, and of few also the tenth.
pub(super) fn hours(hours: f32) -> String {
    match hours >= 10.0 {
        true => format!("{hours:.0} h"),
        false => format!("{hours:.1} h"),
    }
}

/// `0.24, over 0.19`; with as many digits as it takes to tell the two apart.
pub(super) fn against(score: f32, threshold: f32) -> String {
    let over = score >= threshold;
    let words = if over { "over" } else { "below" };
    let at = |digits: usize| {
        let (score, threshold) = (format!("{score:.digits$}"), format!("{threshold:.digits$}"));
        (score != threshold).then(|| format!("{score}, {words} {threshold}"))
    };
    let same = || format!("{score:.2}, just {words} {threshold:.2}");
    at(2).or_else(|| at(3)).unwrap_or_else(same)
}

/// Languages by their tags.
pub(super) fn languages(languages: &[Option<Language>]) -> String {
    let tags = languages.iter().map(|language| tag(*language));
    tags.collect::<Vec<_>>().join(", ")
}

/// A language by its tag.
pub(super) fn tag(language: Option<Language>) -> String {
    language.map_or_else(
        || "no known language".to_owned(),
        |language| language.to_string(),
    )
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
        (false, false) if spoken_by_both.is_empty() => format!("Apart: their link is {link}."),
        (false, false) if comparison.link.value < *threshold => format!(
            "Apart: their link is {link}; besides, the stories of both have reports in {}.",
            languages(spoken_by_both)
        ),
        (false, false) => format!(
            "Apart: the stories of both have reports in {}, and are not joined for those in other \
             languages; their link is {link}.",
            languages(spoken_by_both)
        ),
        (false, true) => format!(
            "Apart, as it was decided when they came; by what is remembered now their link is {link}."
        ),
    }
}

/// The verdict on two entries that the operator has ruled on.
pub(super) fn by_hand(together: bool, reason: &str, comparison: &Comparison) -> String {
    let verdict = if together { "Together" } else { "Apart" };
    let link = against(comparison.link.value, comparison.threshold);
    format!("{verdict}, as ruled by hand: {reason}. Their link is {link}.")
}

/// What there is to say of two entries of which one waits to be grouped.
pub(super) fn undecided(comparison: &Comparison) -> String {
    let link = against(comparison.link.value, comparison.threshold);
    format!("Not decided yet, as one of them waits to be grouped: their link is {link}.")
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
                true => format!(
                    "with {amount:.3} points more{}",
                    in_words(amount, comparison)
                ),
                false => format!("with {amount:.3} points less"),
            }
        }
        Change::NoCopy => "if neither text were taken from the other".to_owned(),
        Change::Alone => "if each were alone in its story".to_owned(),
        Change::NotClosed => {
            "if the reports of neither story were more alike than the two stories are".to_owned()
        }
        Change::NotHeld => "if they were not in one story already".to_owned(),
        Change::Caution { caution } => format!("with caution = \"{}\" in [group]", name(*caution)),
    }
}

/// More words in common than these are no measure of what is missing.
const FEW_WORDS: f32 = 4.0;

/// So many points in words such as the two have in common.
fn in_words(points: f32, comparison: &Comparison) -> String {
    let best = comparison.shared.first().filter(|best| best.points > 0.0);
    let Some(best) = best else {
        return String::new();
    };
    let count = (points / best.points).ceil().max(1.0);
    let like = best.words.first().map_or("", String::as_str);
    match count {
        1.0 => format!(", such as one more word in common as rare as {like} would bring"),
        _ if count <= FEW_WORDS => {
            format!(", such as {count:.0} more words in common as rare as {like} would bring")
        }
        _ => String::new(),
    }
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
        return match comparison.link.value >= comparison.threshold {
            true => format!("both stories have reports in {both}"),
            false => format!("too little in common; and both stories have reports in {both}"),
        };
    }
    if comparison.joins {
        return "would be joined by what is remembered now".to_owned();
    }
    match comparison.otherwise.first() {
        Some(first) => format!("would be joined {}", condition(&first.change, comparison)),
        None => "nothing by itself would join them".to_owned(),
    }
}
