//! Times as people read them: absolute, in UTC.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use maud::{Markup, html};

use super::words::Words;
use crate::domain::Language;

/// `20 novembre 2026, 14:05 UTC`, as a `time` element.
pub fn moment(time: DateTime<Utc>, language: Language) -> Markup {
    let comma = if language == Language::ARABIC {
        "،"
    } else {
        ","
    };
    let text = format!(
        "{}{comma} {} UTC",
        day(time.date_naive(), language),
        time.format("%H:%M")
    );
    element(time, &text)
}

/// `14:05`, as a `time` element; for a list under the name of its day.
pub fn clock(time: DateTime<Utc>) -> Markup {
    element(time, &time.format("%H:%M").to_string())
}

fn element(time: DateTime<Utc>, text: &str) -> Markup {
    html! { time datetime=(time.to_rfc3339_opts(SecondsFormat::Secs, true)) { (text) } }
}

/// `20 novembre 2026`.
pub fn day(date: NaiveDate, language: Language) -> String {
    let month = Words::of(language).months[date.month0() as usize];
    let (number, year) = (date.day(), date.year());
    match language.as_str() {
        "fr" if number == 1 => format!("1er {month} {year}"),
        "pt" => format!("{number} de {month} de {year}"),
        _ => format!("{number} {month} {year}"),
    }
}

/// `Vendredi 20 novembre 2026`.
pub fn weekday(date: NaiveDate, language: Language) -> String {
    let name = Words::of(language).weekdays[date.weekday().num_days_from_monday() as usize];
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let name: String = first.chain(letters).collect();
    let day = day(date, language);
    match language.as_str() {
        "pt" => format!("{name}, {day}"),
        "ar" => format!("{name}، {day}"),
        _ => format!("{name} {day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_each_language_writes_them() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        for (language, text) in [
            (Language::FRENCH, "Dimanche 1er mars 2026"),
            (Language::ENGLISH, "Sunday 1 March 2026"),
            (Language::PORTUGUESE, "Domingo, 1 de março de 2026"),
            (Language::ARABIC, "الأحد، 1 مارس 2026"),
        ] {
            assert_eq!(weekday(date, language), text);
        }
    }

    #[test]
    fn machines_read_the_same_time() {
        let time = DateTime::from_timestamp(1_772_600_000, 0).unwrap();
        assert_eq!(
            moment(time, Language::FRENCH).into_string(),
            "<time datetime=\"2026-03-04T04:53:20Z\">4 mars 2026, 04:53 UTC</time>"
        );
    }
}
