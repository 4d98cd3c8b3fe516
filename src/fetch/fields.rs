//! Header fields that say when to come back: pure readers of what servers send.

use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER};

use super::Freshness;

/// More seconds than this are read as this: some 68 years (RFC 9111, section 1.2.2).
const MOST_SECONDS: u64 = 1 << 31;

/// A field's first value, byte for byte: a byte is the character of the same number. None when it
/// is absent or empty.
pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    (!value.is_empty()).then(|| value.iter().copied().map(char::from).collect())
}

/// As [`text`], each of a field that may stand several times.
pub(super) fn texts(headers: &HeaderMap, name: HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter();
    values
        .map(|value| value.as_bytes().iter().copied().map(char::from).collect())
        .collect()
}

/// The value of a field that is a list, which may stand in several (RFC 9110, section 5.3).
pub(super) fn list(headers: &HeaderMap, name: HeaderName) -> String {
    texts(headers, name).join(", ")
}

/// The remaining lifetime of an answer (RFC 9111, sections 4.2.1 and 4.2.3): `max-age`, which
/// makes `Expires` void (5.3), less its `Age`.
pub(super) fn freshness(headers: &HeaderMap, now: DateTime<Utc>) -> Freshness {
    let said = max_age(&list(headers, CACHE_CONTROL)).or_else(|| {
        let expires = text(headers, EXPIRES)?;
        // What is no date, "0" above all, means that it has expired (5.3).
        Some(http_date(&expires, now).map_or(Duration::ZERO, |at| until(at, sent(headers, now))))
    });
    let age = text(headers, AGE).and_then(|age| seconds(&age));
    Freshness {
        lifetime: said.map(|said| said.saturating_sub(age.unwrap_or_default())),
        retry_after: wait(headers, now),
    }
}

/// `Retry-After` as a delay from now.
pub(super) fn wait(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    retry_after(&text(headers, RETRY_AFTER)?, sent(headers, now))
}

/// Reads `Retry-After` (RFC 9110, section 10.2.3): a number of seconds, or a date, which counts
/// from `sent`, the server's own idea of now. Servers also write fractions, two numbers for one, and
/// dates as mails and Atom have them: of several numbers the larger offends nobody.
#[must_use]
pub fn retry_after(value: &str, sent: DateTime<Utc>) -> Option<Duration> {
    let delays: Option<Vec<Duration>> = value.split(',').map(delay).collect();
    let longest = delays.and_then(|delays| delays.into_iter().max());
    let wait = longest.or_else(|| Some(until(any_date(value, sent)?, sent)))?;
    Some(wait.min(Duration::from_secs(MOST_SECONDS)))
}

/// A number of seconds; what is a part of one counts as one.
fn delay(value: &str) -> Option<Duration> {
    let (whole, part) = value.trim().split_once('.').unwrap_or((value, "0"));
    let part = seconds(part)?.min(Duration::from_secs(1));
    Some(seconds(whole)? + part)
}

/// A date of HTTP, of mail (RFC 5322, section 3.3) or of the internet (RFC 3339).
fn any_date(value: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let value = value.trim();
    let of_mail = || DateTime::parse_from_rfc2822(value).ok();
    let of_internet = || DateTime::parse_from_rfc3339(value).ok();
    let other = || of_mail().or_else(of_internet).map(|at| at.to_utc());
    http_date(value, now).or_else(other)
}

/// The `max-age` of a `Cache-Control` field (RFC 9111, section 5.2.2.1). Of several the first
/// counts; one that is no number is as if it were not there. `no-cache` and `no-store` say
/// nothing about when to ask again: every poll asks the publisher.
#[must_use]
pub fn max_age(cache_control: &str) -> Option<Duration> {
    let mut quoted = false;
    // A comma within quotes is part of some other directive's value.
    let directives = cache_control.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    directives.into_iter().find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim()
            .eq_ignore_ascii_case("max-age")
            .then(|| seconds(value))?
    })
}

/// Reads an HTTP date in its three forms (RFC 9110, section 5.6.7). The two-digit year of the
/// RFC 850 form is taken to lie at most 50 years ahead of `now`.
#[must_use]
pub fn http_date(value: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let parts: Vec<&str> = value
        .split(|c: char| c.is_ascii_whitespace() || matches!(c, ',' | '-'))
        .filter(|part| !part.is_empty())
        .collect();
    let (day, month, year, time) = match parts[..] {
        // Fri, 20 Nov 2026 10:00:00 GMT and Friday, 20-Nov-26 10:00:00 GMT
        [_, day, month, year, time, zone] if is_utc(zone) => (day, month, year, time),
        // Fri Nov 20 10:00:00 2026
        [_, month, day, time, year] => (day, month, year, time),
        _ => return None,
    };
    let month = chrono::Month::try_from(month_number(month)?).ok()?;
    let day = number(day)?;
    let date = |year| NaiveDate::from_ymd_opt(year, month.number_from_month(), day);
    let year = match (year.len(), i32::try_from(number(year)?).ok()?) {
        (4, year) => year,
        (2, short) => full_year(short, now.year()),
        _ => return None,
    };
    let mut clock = time.splitn(3, ':').map(number);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // A leap second is read as the second before it.
    let at = date(year)?.and_hms_opt(hour, minute, second.min(59))?;
    (second <= 60).then(|| at.and_utc())
}

/// The server's own idea of now, so that its dates count as it meant them even when its clock or
/// ours is wrong; ours when it says nothing usable.
fn sent(headers: &HeaderMap, now: DateTime<Utc>) -> DateTime<Utc> {
    text(headers, DATE)
        .and_then(|date| http_date(&date, now))
        .unwrap_or(now)
}

/// GMT by its name, and by the others that servers give it.
fn is_utc(zone: &str) -> bool {
    let names = ["GMT", "UTC", "UT", "Z", "+0000"];
    names.iter().any(|name| name.eq_ignore_ascii_case(zone))
}

fn until(at: DateTime<Utc>, from: DateTime<Utc>) -> Duration {
    (at - from)
        .max(TimeDelta::zero())
        .to_std()
        .unwrap_or_default()
}

fn seconds(value: &str) -> Option<Duration> {
    let value = value.trim();
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    // Too many digits for a u64 still mean "very long".
    digits.then(|| Duration::from_secs(value.parse().unwrap_or(MOST_SECONDS).min(MOST_SECONDS)))
}

fn number(digits: &str) -> Option<u32> {
    let plain = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

fn month_number(name: &str) -> Option<u8> {
    const NAMES: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let name = name.to_ascii_lowercase();
    let at = NAMES.find(&name)?;
    (name.len() == 3 && at % 3 == 0).then(|| u8::try_from(at / 3 + 1).ok())?
}

fn full_year(short: i32, this_year: i32) -> i32 {
    let year = this_year - this_year.rem_euclid(100) + short;
    if year > this_year + 50 {
        year - 100
    } else {
        year
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 10, 0, 0).unwrap()
    }

    #[test]
    fn dates_are_read_in_all_three_forms_rfc9110_5_6_7() {
        for text in [
            "Fri, 20 Nov 2026 10:00:00 GMT",
            "Friday, 20-Nov-26 10:00:00 GMT",
            "Fri Nov 20 10:00:00 2026",
            "fri, 20 nov 2026 10:00:00 +0000",
        ] {
            assert_eq!(http_date(text, now()), Some(now()), "{text}");
        }
        let single = http_date("Sun Nov  6 08:49:37 1994", now());
        assert_eq!(
            single,
            Utc.with_ymd_and_hms(1994, 11, 6, 8, 49, 37).single()
        );
        let old = http_date("Sunday, 06-Nov-94 08:49:37 GMT", now());
        assert_eq!(old, single, "a two-digit year far ahead is one of the past");
        for wrong in [
            "",
            "0",
            "-1",
            "tomorrow",
            "Fri, 32 Nov 2026 10:00:00 GMT",
            "Fri, 20 Nov 2026 10:00:00 CET",
            "a b c d e GMT",
        ] {
            assert_eq!(http_date(wrong, now()), None, "{wrong}");
        }
    }

    #[test]
    fn retry_after_is_read_in_both_forms_rfc9110_10_2_3() {
        let secs = |value| retry_after(value, now()).map(|wait| wait.as_secs());
        assert_eq!(secs("120"), Some(120));
        assert_eq!(secs(" 0 "), Some(0));
        assert_eq!(secs("Fri, 20 Nov 2026 10:30:00 GMT"), Some(1800));
        assert_eq!(secs("Fri, 20 Nov 2020 10:30:00 GMT"), Some(0));
        assert_eq!(secs("99999999999999999999999999"), Some(MOST_SECONDS));
        for wrong in ["-5", ".5", "5.", "soon", "", "+3", "1e9", "12, soon"] {
            assert_eq!(secs(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_retry_after_is_read_where_it_is_clear_what_is_meant() {
        let secs = |value| retry_after(value, now()).map(|wait| wait.as_secs());
        assert_eq!(secs("120.5"), Some(121));
        assert_eq!(secs("120, 240"), Some(240));
        assert_eq!(secs("240 ,120"), Some(240));
        for date in [
            "Fri, 20 Nov 2026 10:30:00 -0000",
            "Fri, 20 Nov 2026 12:30:00 +0200",
            "Fri, 20 Nov 2026 05:30:00 EST",
            "2026-11-20T10:30:00Z",
        ] {
            assert_eq!(secs(date), Some(1800), "{date}");
        }
    }

    #[test]
    fn max_age_is_found_among_directives_rfc9111_5_2_2_1() {
        let secs = |value| max_age(value).map(|age| age.as_secs());
        assert_eq!(secs("public, MAX-AGE=600, must-revalidate"), Some(600));
        assert_eq!(secs("max-age=\"60\""), Some(60));
        assert_eq!(secs("s-maxage=9, max-age=5, max-age=7"), Some(5));
        assert_eq!(secs("community=\"a, max-age=9\", max-age=5"), Some(5));
        for none in [
            "no-cache",
            "max-age",
            "max-age=",
            "max-age=-1",
            "x-max-age=5",
            "no-store",
        ] {
            assert_eq!(secs(none), None, "{none}");
        }
    }

    fn fields(list: &[(HeaderName, &'static str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn lifetime_is_max_age_else_expires_less_age_rfc9111_4_2() {
        let left = |list: &[_]| {
            freshness(&fields(list), now())
                .lifetime
                .map(|left| left.as_secs())
        };
        let expires = (EXPIRES, "Fri, 20 Nov 2026 12:00:00 GMT");
        assert_eq!(left(&[]), None);
        assert_eq!(left(std::slice::from_ref(&expires)), Some(7200));
        assert_eq!(
            left(&[(CACHE_CONTROL, "max-age=60"), expires.clone()]),
            Some(60)
        );
        assert_eq!(
            left(&[(CACHE_CONTROL, "max-age=60"), (AGE, "20")]),
            Some(40)
        );
        assert_eq!(left(&[(EXPIRES, "0")]), Some(0));
        // A server whose clock is a year behind means two hours all the same.
        let behind = [
            (EXPIRES, "Thu, 20 Nov 2025 12:00:00 GMT"),
            (DATE, "Thu, 20 Nov 2025 10:00:00 GMT"),
        ];
        assert_eq!(left(&behind), Some(7200));
    }

    proptest! {
        #[test]
        fn no_field_makes_a_reader_panic(value in any::<String>()) {
            let _ = (http_date(&value, now()), max_age(&value), retry_after(&value, now()));
        }

        #[test]
        fn a_date_that_is_written_is_read_back(seconds in 0_i64..4_000_000_000) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let imf = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            prop_assert_eq!(http_date(&imf, now()), Some(at));
            let asctime = at.format("%a %b %e %H:%M:%S %Y").to_string();
            prop_assert_eq!(http_date(&asctime, now()), Some(at));
        }

        #[test]
        fn a_retry_after_is_never_read_as_shorter(seconds in 0_u64..MOST_SECONDS) {
            let wait = retry_after(&seconds.to_string(), now()).unwrap();
            prop_assert_eq!(wait.as_secs(), seconds);
        }
    }
}
