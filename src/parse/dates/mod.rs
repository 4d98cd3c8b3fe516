//! Dates as feeds write them: ISO 8601, RFC 822 and its many misspellings, the dates of databases,
//! in the languages of the outlets. What names no zone is taken for UTC.

mod iso;
mod names;
mod words;

use chrono::{DateTime, Datelike, Utc};

use super::{Warning, Warnings};

/// Longer texts are no dates.
const MAX_LENGTH: usize = 200;

/// Reads `text` as a date; none where it is not one. It may be a placeholder, such as one of the
/// year 1: whether it can be is for others to judge.
#[must_use]
pub fn read(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_LENGTH {
        return None;
    }
    let text = names::fold(text);
    let text = without_brackets(&text);
    let date = compact(text)
        .or_else(|| iso::read(text))
        .or_else(|| epoch(text))
        .or_else(|| words::read(text))?;
    (1..=9999).contains(&date.year()).then_some(date)
}

/// The text without the name of a zone that repeats its offset (RFC 9557), or without the brackets
/// of a server's log around it.
fn without_brackets(text: &str) -> &str {
    let text = text.strip_prefix('[').unwrap_or(text);
    text.split_once(['[', ']'])
        .map_or(text, |(before, _)| before)
        .trim()
}

/// `20260303100500`, `202603031005`: date and time of day without any sign.
fn compact(text: &str) -> Option<DateTime<Utc>> {
    let is_one = matches!(text.len(), 12 | 14) && text.bytes().all(|byte| byte.is_ascii_digit());
    let (date, time) = text.split_at_checked(8).filter(|_| is_one)?;
    let is_of_feeds = text.starts_with("19") || text.starts_with("20");
    is_of_feeds
        .then(|| iso::read(&format!("{date}t{time}")))
        .flatten()
}

/// Seconds or milliseconds since 1970, as some programs write them, with or without a fraction.
fn epoch(text: &str) -> Option<DateTime<Utc>> {
    let (text, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(text) || !is_number(fraction) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    match text.len() {
        9 | 10 => DateTime::from_timestamp(number, 0),
        12 | 13 => DateTime::from_timestamp_millis(number),
        _ => None,
    }
}

/// As [`read`]; a text that says something else is noted.
pub(super) fn read_noted(text: &str, warnings: &mut Warnings) -> Option<DateTime<Utc>> {
    let date = read(text);
    if date.is_none() && !text.trim().is_empty() {
        warnings.note(Warning::UnreadableDate(text.trim().to_owned()));
    }
    date
}

#[cfg(test)]
mod tests;
