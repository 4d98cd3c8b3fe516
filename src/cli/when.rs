//! Times as people type them.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::config;

/// Reads a date (`2026-11-01`, from midnight UTC on), a time (RFC 3339) or an age before `now` such
/// as `7d`.
///
/// # Errors
/// A sentence, when it is none of these.
pub(super) fn when(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(date.and_time(NaiveTime::MIN).and_utc());
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let age = config::parse_duration(text).and_then(|age| TimeDelta::from_std(age).ok());
    age.and_then(|age| now.checked_sub_signed(age))
        .ok_or_else(|| {
            format!(
                "\"{text}\" is no time; write a date such as 2026-11-01, a time such as \
                 2026-11-01T06:00:00Z, or an age such as 7d"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_a_time_and_an_age_are_read_and_nothing_else_is() {
        let now = DateTime::parse_from_rfc3339("2026-11-21T12:00:00Z").unwrap();
        let now = now.to_utc();
        let read = |text| when(text, now).map(|time| time.to_rfc3339());
        assert_eq!(read("2026-11-01").unwrap(), "2026-11-01T00:00:00+00:00");
        assert_eq!(
            read("2026-11-01T06:00:00+01:00").unwrap(),
            "2026-11-01T05:00:00+00:00"
        );
        assert_eq!(read("1d12h").unwrap(), "2026-11-20T00:00:00+00:00");
        for wrong in ["", "yesterday", "2026-13-01", "7", "999999y"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
