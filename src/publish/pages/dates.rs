//! Times as people read them: absolute, in UTC.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use maud::{Markup, html};

use super::words::Words;
use crate::domain::Language;
use crate::publish::archive::Month;
use crate::publish::words::comma;

/// `20 novembre 2026, 14:05 UTC`, as a `time` element.
pub fn moment(time: DateTime<Utc>, language: Language) -> Markup {
    let comma = comma(language);
    let text = format!(
        "{}{comma}{} UTC",
        day(time.date_naive(), language),
        time.format("%H:%M")
    );
    element(time, &text)
}

/// `20 novembre, 14:05`, as a `time` element; where everything is of these days.
pub fn brief(time: DateTime<Utc>, language: Language) -> Markup {
    let month = Words::of(language).months[time.month0() as usize];
    let day = match (language.as_str(), time.day()) {
        ("fr", 1) => format!("1er {month}"),
        ("pt", number) => format!("{number} de {month}"),
        (_, number) => format!("{number} {month}"),
    };
    let comma = comma(language);
    element(time, &format!("{day}{comma}{}", time.format("%H:%M")))
}

/// `14:05`, as a `time` element; for a list under the name of its day.
pub fn clock(time: DateTime<Utc>) -> Markup {
    element(time, &time.format("%H:%M").to_string())
}

/// `14:05` and, below it, `20 novembre 2026`, as a `time` element.
pub fn clock_and_day(time: DateTime<Utc>, language: Language) -> Markup {
    html! {
        time datetime=(time.to_rfc3339_opts(SecondsFormat::Secs, true)) {
            (time.format("%H:%M")) " " small { (day(time.date_naive(), language)) }
        }
    }
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

/// `novembre 2026`.
pub fn month(month: Month, language: Language) -> String {
    let first = month.start();
    let name = Words::of(language).months[first.month0() as usize];
    match language.as_str() {
        "pt" => format!("{name} de {}", first.year()),
        _ => format!("{name} {}", first.year()),
    }
}

/// `Novembre 2026`, as a heading.
pub fn month_title(of: Month, language: Language) -> String {
    capital(&month(of, language))
}

/// `Vendredi 20 novembre 2026`.
pub fn weekday(date: NaiveDate, language: Language) -> String {
    let name = Words::of(language).weekdays[date.weekday().num_days_from_monday() as usize];
    let name = capital(name);
    let day = day(date, language);
    match language.as_str() {
        "pt" => format!("{name}, {day}"),
        "ar" => format!("{name}، {day}"),
        _ => format!("{name} {day}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
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
