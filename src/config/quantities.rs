//! Values with a unit: durations and sizes.

use std::time::Duration;

use toml::de::DeValue;

use super::problem::Wrong;
use super::values::string;

/// Seconds in each unit of a duration. A year is 365 days.
const UNITS: [(&str, f64); 8] = [
    ("ms", 0.001),
    ("s", 1.0),
    ("m", 60.0),
    ("min", 60.0),
    ("h", 3_600.0),
    ("d", 86_400.0),
    ("w", 604_800.0),
    ("y", 31_536_000.0),
];

/// Bytes in each unit of a size.
const SIZES: [(&str, u64); 7] = [
    ("B", 1),
    ("kB", 1_000),
    ("KiB", 1 << 10),
    ("MB", 1_000_000),
    ("MiB", 1 << 20),
    ("GB", 1_000_000_000),
    ("GiB", 1 << 30),
];

/// A duration such as `30s`, `1h30m` or `7d`.
pub(super) fn duration(value: &DeValue<'_>) -> Result<Duration, Wrong> {
    let text = string(value, "\"30s\"")?;
    parse_duration(text).ok_or_else(|| {
        Wrong::new(
            format!("\"{text}\" is no duration"),
            "write numbers with ms, s, m, h, d, w or y, such as \"30s\" or \"1h30m\"",
        )
    })
}

/// A duration that is longer than nothing.
pub(super) fn positive_duration(value: &DeValue<'_>) -> Result<Duration, Wrong> {
    match duration(value)? {
        Duration::ZERO => Err(Wrong::new(
            "it may not be zero",
            "give it a time, such as \"30s\"",
        )),
        duration => Ok(duration),
    }
}

/// Reads a duration such as `30s`, `1h30m` or `7d`; none when it is none.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, unit, after) = number_and_unit(rest)?;
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let part = Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()?;
        total = total.checked_add(part)?;
        rest = after;
    }
    // Beyond a thousand years the arithmetic of dates ends.
    (total.as_secs() <= 1_000 * 31_536_000).then_some(total)
}

/// A size in bytes such as `10MiB` or `500kB`.
pub(super) fn size(value: &DeValue<'_>) -> Result<u64, Wrong> {
    let text = string(value, "\"10MiB\"")?;
    parse_size(text).ok_or_else(|| {
        Wrong::new(
            format!("\"{text}\" is no size"),
            "write a whole number with B, kB, KiB, MB, MiB, GB or GiB, such as \"10MiB\"",
        )
    })
}

fn parse_size(text: &str) -> Option<u64> {
    let (number, unit, after) = number_and_unit(text.trim())?;
    let (_, factor) = SIZES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    let bytes = number.parse::<u64>().ok()?.checked_mul(*factor)?;
    (after.is_empty() && bytes > 0).then_some(bytes)
}

/// Splits `1h30m` into `1`, `h` and `30m`.
fn number_and_unit(text: &str) -> Option<(&str, &str, &str)> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .filter(|length| *length > 0)?;
    let (number, rest) = text.split_at(digits);
    let rest = rest.trim_start();
    let letters = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let (unit, after) = rest.split_at(letters);
    Some((number, unit, after.trim_start()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_are_numbers_with_units() {
        for (text, seconds) in [
            ("0s", 0),
            ("30s", 30),
            ("1h30m", 5_400),
            ("1.5h", 5_400),
            ("7d", 604_800),
            ("1 y", 31_536_000),
        ] {
            assert_eq!(parse_duration(text), Some(Duration::from_secs(seconds)));
        }
        assert_eq!(parse_duration("250ms"), Some(Duration::from_millis(250)));
        for wrong in [
            "",
            "30",
            "s",
            "-1s",
            "1 fortnight",
            "1h 30",
            "9999999y",
            "1..5s",
        ] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes_are_whole_numbers_with_units() {
        assert_eq!(parse_size("10MiB"), Some(10 << 20));
        assert_eq!(parse_size("500 kb"), Some(500_000));
        assert_eq!(parse_size("1GiB"), Some(1 << 30));
        for wrong in [
            "",
            "10",
            "MiB",
            "0B",
            "1.5MiB",
            "99999999999999GiB",
            "1MiB2",
        ] {
            assert_eq!(parse_size(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_quantity_panic(text in "([0-9.]{0,25}[a-zA-Z\\PC]{0,4}){0,3}") {
            let value = DeValue::String(text.into());
            let _ = duration(&value);
            let _ = size(&value);
        }
    }
}
