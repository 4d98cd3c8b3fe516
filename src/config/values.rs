//! One function per kind of value: texts, numbers, countries, URLs, patterns.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use ipnet::IpNet;
use regex::Regex;
use toml::de::DeValue;
use url::Url;

use super::problem::Wrong;
use super::suggest::nearest;
use super::table::wrong_type;
use crate::domain::{Country, Language, address};
use crate::schedule::{BadSchedule, Pattern};

/// The longest pattern that is accepted, compiled: keeps a slip in a repetition from eating memory.
const MAX_PATTERN: usize = 1 << 20;

/// Text that is not blank.
pub(super) fn text(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = string(value, "\"…\"")?.trim();
    if text.is_empty() {
        return Err(Wrong::new(
            "it is empty",
            "give it a text or remove the key",
        ));
    }
    Ok(text.to_owned())
}

/// `true` or `false`.
pub(super) fn flag(value: &DeValue<'_>) -> Result<bool, Wrong> {
    value
        .as_bool()
        .ok_or_else(|| wrong_type(value, "true or false", "true or false, without quotes"))
}

/// A whole number within `range`.
pub(super) fn count(range: RangeInclusive<usize>) -> impl Fn(&DeValue<'_>) -> Result<usize, Wrong> {
    move |value| {
        let Some(number) = value.as_integer() else {
            return Err(wrong_type(value, "a whole number", "digits without quotes"));
        };
        usize::from_str_radix(number.as_str(), number.radix())
            .ok()
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                Wrong::new(
                    format!("{number} is out of range"),
                    format!("use {} to {}", range.start(), range.end()),
                )
            })
    }
}

/// One of `words`, each with what it stands for.
pub(super) fn word<T: Copy>(
    words: &'static [(&'static str, T)],
) -> impl Fn(&DeValue<'_>) -> Result<T, Wrong> {
    move |value| {
        let quoted: Vec<_> = words
            .iter()
            .map(|(word, _)| format!("\"{word}\""))
            .collect();
        let text = string(value, &quoted.join(" or "))?;
        words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| {
                let near = nearest(text, words.iter().map(|(word, _)| *word));
                let remedy = match near {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("use {}", quoted.join(" or ")),
                };
                Wrong::new(format!("\"{text}\" is none of the choices"), remedy)
            })
    }
}

/// An ISO 3166-1 code.
pub(super) fn country(value: &DeValue<'_>) -> Result<Country, Wrong> {
    let text = string(value, "\"NE\"")?;
    text.parse::<Country>().map_err(|_| {
        let remedy = super::codes::remedy(text);
        Wrong::new(format!("\"{text}\" is no country code"), remedy)
    })
}

/// A language tag.
pub(super) fn language(value: &DeValue<'_>) -> Result<Language, Wrong> {
    let text = string(value, "\"fr\"")?;
    text.parse().map_err(|_| {
        Wrong::new(
            format!("\"{text}\" is no language tag"),
            "use two or three letters, such as \"fr\", \"en\" or \"pt-BR\"",
        )
    })
}

/// An http or https URL.
pub(super) fn url(value: &DeValue<'_>) -> Result<Url, Wrong> {
    let text = string(value, "\"https://…\"")?;
    parse_url(text)
}

/// As [`url`], of a place that stands in everything that is published.
pub(super) fn public_url(value: &DeValue<'_>) -> Result<Url, Wrong> {
    let url = url(value)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Wrong::new(
            "it holds a name or a password",
            "leave them out: it stands in everything that is published",
        ));
    }
    if url.fragment().is_some() {
        return Err(Wrong::new(
            format!("\"{}\" has a fragment", address::shown(&url)),
            "end it before the \"#\"",
        ));
    }
    Ok(url)
}

/// As [`url`], from plain text.
pub(super) fn parse_url(text: &str) -> Result<Url, Wrong> {
    let url = Url::parse(text.trim()).map_err(|error| {
        let remedy = match text.contains('@') {
            true => "in a name or a password write / as %2F, # as %23 and ? as %3F",
            false => "write it whole, such as \"https://example.org/\"",
        };
        let shown = address::shown_text(text);
        Wrong::new(format!("\"{shown}\" is no URL ({error})"), remedy)
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Wrong::new(
            format!(
                "the scheme of \"{}\" is none that griot speaks",
                address::shown(&url)
            ),
            "use an http or https URL",
        ));
    }
    Ok(url)
}

/// An address to listen on.
pub(super) fn address(value: &DeValue<'_>) -> Result<SocketAddr, Wrong> {
    let text = string(value, "\"127.0.0.1:8080\"")?;
    text.parse().map_err(|_| {
        Wrong::new(
            format!("\"{text}\" is no address to listen on"),
            "write an IP address and a port, such as \"127.0.0.1:8080\" or \"[::1]:8080\"",
        )
    })
}

/// A range of addresses in CIDR notation.
pub(super) fn network(value: &DeValue<'_>) -> Result<IpNet, Wrong> {
    let text = string(value, "\"127.0.0.0/8\"")?;
    text.parse().map_err(|_| {
        let remedy = match text.parse::<IpAddr>() {
            Ok(address) => format!("write \"{}\" for this address alone", IpNet::from(address)),
            Err(_) => "write an address and a prefix length, such as \"127.0.0.0/8\"".to_owned(),
        };
        Wrong::new(format!("\"{text}\" is no CIDR range"), remedy)
    })
}

/// A path, as it is written.
pub(super) fn path(value: &DeValue<'_>) -> Result<PathBuf, Wrong> {
    text(value).map(PathBuf::from)
}

/// A regular expression.
pub(super) fn pattern(value: &DeValue<'_>) -> Result<Regex, Wrong> {
    let text = string(value, "'…', in single quotes")?;
    regex::RegexBuilder::new(text)
        .size_limit(MAX_PATTERN)
        .build()
        .map_err(|error| {
            Wrong::new(
                format!(
                    "\"{text}\" is no regular expression ({})",
                    last_line(&error)
                ),
                "correct it; single quotes keep backslashes as they are",
            )
        })
}

/// The regex crate draws the pattern first and says what is wrong on the last line.
fn last_line(error: &impl Display) -> String {
    let error = error.to_string();
    let last = error.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

/// Words or five fields that say when to poll.
pub(super) fn schedule(value: &DeValue<'_>) -> Result<Pattern, Wrong> {
    string(value, "\"hourly\"")?
        .parse()
        .map_err(|error: BadSchedule| {
            let message = error.to_string();
            // Most of these errors end in a remedy of their own.
            let (what, remedy) = message.split_once("; ").unwrap_or((
                &message,
                "use \"hourly\", \"@always\" or five fields as in crontab(5)",
            ));
            Wrong::new(what, remedy)
        })
}

/// The text of `value`, which is shown as `example` when it is none.
pub(super) fn string<'v>(value: &'v DeValue<'_>, example: &str) -> Result<&'v str, Wrong> {
    value
        .as_str()
        .ok_or_else(|| wrong_type(value, "text in quotes", example))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_country_by_its_name_is_answered_with_its_code() {
        let wrong = country(&DeValue::String("Côte d’Ivoire".into()))
            .or_else(|_| country(&DeValue::String("Niger".into())))
            .unwrap_err();
        assert_eq!(wrong.remedy, "did you mean \"NE\"?");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_value_panic(text in "\\PC{0,20}") {
            let value = DeValue::String(text.into());
            let _ = country(&value);
            let _ = network(&value);
            let _ = pattern(&value);
            let _ = url(&value);
        }
    }
}
