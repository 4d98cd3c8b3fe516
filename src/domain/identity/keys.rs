//! Texts, addresses and dates as far as items are compared by them.

use std::collections::BTreeSet;

use chrono::{DateTime, Timelike, Utc};

/// Whether a date is a moment's, to the second; midnight and the like are a whole day's.
#[must_use]
pub fn is_moment(date: DateTime<Utc>) -> bool {
    date.minute() != 0 || date.second() != 0
}

/// Words of a title that are compared.
const MOST_WORDS: usize = 30;

/// The words of a title that are no mere articles.
#[must_use]
pub fn words(title: &str) -> BTreeSet<String> {
    let words = title.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.chars().count() > 2);
    words.map(str::to_lowercase).take(MOST_WORDS).collect()
}

/// A text by its letters and digits alone.
pub(super) fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

pub(super) fn is_address(guid: &str) -> bool {
    guid.starts_with("http://") || guid.starts_with("https://")
}

pub(super) fn guid_key(guid: &str) -> String {
    match is_address(guid) {
        true => page_key(guid),
        false => guid.to_owned(),
    }
}

/// An address without what outlets change of all of theirs at once: scheme, `www.`, the last slash.
pub(super) fn page_key(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let (path, query) = match rest.find(['?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    format!("{}{query}", path.trim_end_matches('/'))
}

/// Whether the page is the front page of its host, which names no item.
pub(super) fn is_front(page: &str) -> bool {
    !page.contains(['/', '?', '#'])
}

/// The number or code in an address that names the article: the last long run of digits that is
/// no date, else the last long part of letters and digits.
pub(super) fn code(page: &str) -> Option<String> {
    page.split_once('/').and_then(|(_, path)| code_in(path))
}

pub(super) fn code_in(text: &str) -> Option<String> {
    let parts = || text.split(|c: char| !c.is_ascii_alphanumeric());
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    let number = parts()
        .filter(|part| (5..=15).contains(&part.len()) && digits(part) == part.len())
        .rfind(|part| !is_date(part));
    let mixed =
        || parts().rfind(|part| part.len() >= 12 && digits(part) >= 2 && digits(part) < part.len());
    number.or_else(mixed).map(str::to_owned)
}

/// Whether eight or six digits are a date: 20260310, 10032026, 202603.
fn is_date(digits: &str) -> bool {
    let number = |range: std::ops::Range<usize>| {
        digits
            .get(range)
            .and_then(|part| part.parse::<u32>().ok())
            .unwrap_or_default()
    };
    let likely = |year: u32, month: u32, day: u32| {
        (1990..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    match digits.len() {
        6 => likely(number(0..4), number(4..6), 1),
        8 => {
            likely(number(0..4), number(4..6), number(6..8))
                || likely(number(4..8), number(2..4), number(0..2))
        }
        _ => false,
    }
}
