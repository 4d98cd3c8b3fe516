//! The language of an entry: what its feed says, what is configured, what it reads like.

use whatlang::{Detector, Lang, Script, detect_script};

use crate::domain::Language;

/// Shorter texts read like several languages.
const MIN_LETTERS: usize = 40;

/// From this length on a text that clearly reads otherwise is believed before the feed, whose tag
/// is often the default of its program.
const ENOUGH_TO_CONTRADICT: usize = 120;

/// The languages that a text may be taken for.
const CANDIDATES: &[(Lang, &str)] = &[
    (Lang::Fra, "fr"),
    (Lang::Eng, "en"),
    (Lang::Por, "pt"),
    (Lang::Ara, "ar"),
    (Lang::Spa, "es"),
    (Lang::Deu, "de"),
    (Lang::Ita, "it"),
    (Lang::Afr, "af"),
    (Lang::Amh, "am"),
    (Lang::Rus, "ru"),
    (Lang::Nld, "nl"),
    (Lang::Tur, "tr"),
];

/// What is said about an entry's language, the most particular first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said<'a> {
    /// The entry's own tag.
    pub entry: Option<&'a str>,
    /// The source's, as configured.
    pub configured: Option<Language>,
    /// The feed's tag.
    pub feed: Option<&'a str>,
}

/// The language of an entry whose title and summary are `text`.
pub(super) fn of(said: Said<'_>, text: &str) -> Option<Language> {
    let own = said.entry.and_then(|tag| tag.parse().ok());
    let stated = own.or(said.configured);
    if let Some(stated) = stated
        && detect_script(text).is_none_or(|script| (script == Script::Latin) == is_latin(stated))
    {
        // The text can say nothing against it.
        return Some(stated);
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let detected = (letters >= MIN_LETTERS).then(|| detect(text)).flatten();
    let feed = said.feed.and_then(|tag| tag.parse().ok());
    match (stated.or(feed), detected) {
        (Some(stated), Some((language, _))) if is_latin(stated) != is_latin(language) => {
            Some(language)
        }
        (Some(_), Some((language, true)))
            if stated.is_none() && letters >= ENOUGH_TO_CONTRADICT =>
        {
            Some(language)
        }
        (Some(stated), _) => Some(stated),
        (None, detected) => detected.map(|(language, _)| language),
    }
}

/// What the text reads like, and whether that is sure.
fn detect(text: &str) -> Option<(Language, bool)> {
    let detector = Detector::with_allowlist(CANDIDATES.iter().map(|(lang, _)| *lang).collect());
    let found = detector.detect(text)?;
    let (_, tag) = CANDIDATES.iter().find(|(lang, _)| *lang == found.lang())?;
    Some((tag.parse().ok()?, found.is_reliable()))
}

fn is_latin(language: Language) -> bool {
    !matches!(
        language.as_str(),
        "ar" | "am" | "ru" | "fa" | "he" | "ur" | "ti" | "el" | "zh" | "ja" | "ko" | "hi"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "Le ministre de la Santé a annoncé lundi que la campagne de vaccination \
        commencerait la semaine prochaine dans toutes les régions du pays, selon un communiqué publié par ses services.";

    fn tag(said: Said<'_>, text: &str) -> Option<String> {
        of(said, text).map(|language| language.to_string())
    }

    #[test]
    fn the_entrys_own_tag_comes_before_the_configured_and_that_before_the_feeds() {
        let configured = Some(Language::PORTUGUESE);
        let (entry, feed) = (Some("fr-FR"), Some("en"));
        assert_eq!(
            tag(
                Said {
                    entry,
                    configured,
                    feed
                },
                "x"
            )
            .as_deref(),
            Some("fr")
        );
        assert_eq!(
            tag(
                Said {
                    entry: None,
                    configured,
                    feed
                },
                "x"
            )
            .as_deref(),
            Some("pt")
        );
        assert_eq!(
            tag(
                Said {
                    feed,
                    ..Said::default()
                },
                "x"
            )
            .as_deref(),
            Some("en")
        );
    }

    #[test]
    fn a_long_text_contradicts_the_feeds_tag_and_a_short_one_does_not() {
        let said = Said {
            feed: Some("en-US"),
            ..Said::default()
        };
        assert_eq!(tag(said, FRENCH).as_deref(), Some("fr"));
        assert_eq!(tag(said, "Le ministre a dit").as_deref(), Some("en"));
    }

    #[test]
    fn another_script_contradicts_everybody() {
        let said = Said {
            configured: Some(Language::FRENCH),
            ..Said::default()
        };
        let arabic =
            "وقعت شركتا الطاقة في البلدين يوم الجمعة في الجزائر العاصمة ملحقا يمدد عقد الغاز";
        assert_eq!(tag(said, arabic).as_deref(), Some("ar"));
    }

    #[test]
    fn without_any_tag_the_text_decides_when_it_is_long_enough() {
        assert_eq!(tag(Said::default(), FRENCH).as_deref(), Some("fr"));
        assert_eq!(tag(Said::default(), "Oui"), None);
    }
}
