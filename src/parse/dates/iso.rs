//! ISO 8601 and W3C-DTF, in full and with parts left out.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::words::{clock, offset};

/// Reads `2026-11-20T10:00:00Z`, `20261120`, `2026-11`, `2026-324`, `26-11-20`, `-2611`, and so on.
/// `text` is folded.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    let (date, time) = split(text);
    let date = day(date)?.and_hms_opt(0, 0, 0)?;
    let time = time.trim();
    if time.is_empty() {
        return Some(date.and_utc());
    }
    let zone_at = time
        .find(|c| !matches!(c, '0'..='9' | ':' | '.' | ','))
        .unwrap_or(time.len());
    let (time, zone) = time.split_at(zone_at);
    let zone = match zone.trim() {
        "" => 0,
        zone => offset(zone)?,
    };
    // `10.05.30`; after all digits or colons a dot begins a fraction.
    let dotted = time.find('.').is_some_and(|at| at <= 2);
    let seconds = match dotted {
        true => clock(&time.replace('.', ":"))?,
        false => clock(time)?,
    };
    Some((date + Duration::seconds(seconds) - Duration::minutes(i64::from(zone))).and_utc())
}

/// Splits the date from the time at a `t`, underscore or blank that follows digits and dashes.
fn split(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    match rest.strip_prefix(['t', '_']) {
        Some(time) => (date, time),
        None if rest.is_empty() || rest.starts_with(' ') => (date, rest),
        None => ("", text),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str| part.parse::<u32>().ok();
    let ymd = |year: &str, month: &str, day: &str| {
        NaiveDate::from_ymd_opt(full_year(year)?, number(month)?, number(day)?)
    };
    match parts[..] {
        [year, month, day] if year.len() == 4 || year.len() == 2 => ymd(year, month, day),
        ["", year, month] if year.len() == 2 => ymd(year, month, "1"),
        ["", rest] if rest.len() == 4 => ymd(&rest[..2], &rest[2..], "1"),
        ["", year] if year.len() == 2 => ymd(year, "1", "1"),
        [year, day] if day.len() == 3 => NaiveDate::from_yo_opt(full_year(year)?, number(day)?),
        [year, month] if year.len() == 4 && month.len() <= 2 => ymd(year, month, "1"),
        [year, rest] if year.len() == 4 && rest.len() == 4 => ymd(year, &rest[..2], &rest[2..]),
        [all] => match all.len() {
            4 => ymd(all, "1", "1"),
            5 => NaiveDate::from_yo_opt(full_year(&all[..2])?, number(&all[2..])?),
            6 => ymd(&all[..2], &all[2..4], &all[4..]),
            7 => NaiveDate::from_yo_opt(full_year(&all[..4])?, number(&all[4..])?),
            8 => ymd(&all[..4], &all[4..6], &all[6..]),
            _ => None,
        },
        _ => None,
    }
}

/// A year of four digits, or of two in this century.
fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(year + 2000),
        _ => None,
    }
}
