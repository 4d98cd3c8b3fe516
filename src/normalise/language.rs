//! The language of an entry: what its feed says, what is configured, what it reads like.

use std::collections::HashMap;
use std::sync::LazyLock;

use whatlang::{Detector, Lang, Script, detect_script};

use crate::domain::Language;

/// Shorter texts read like several languages.
const MIN_LETTERS: usize = 40;

/// From this length on a text that clearly reads otherwise is believed before the feed, whose tag
/// is often the default of its program.
const ENOUGH_TO_CONTRADICT: usize = 120;

/// The languages that a text may be taken for, each with its commonest words, where others are written
/// in its letters. It is compared with all languages that the detector knows: among a few, one of them
/// is always the nearest. Of most languages of Africa it knows nothing, and takes Yoruba for Italian.
#[rustfmt::skip]
const CANDIDATES: &[(Lang, &str, &str)] = &[
    (Lang::Fra, "fr", "de la le les des et du en un une que est dans pour qui par sur au aux pas ce cette il elle son sa ses plus avec ont été"),
    (Lang::Eng, "en", "the of and to in is that for on with as was by at from it his her he are be has have this not an who will said"),
    (Lang::Por, "pt", "de que do da em um para com não uma os no se na por mais as dos como mas ao das foi ou seu sua pela pelo são"),
    (Lang::Ara, "ar", ""),
    (Lang::Spa, "es", "de la que el en los del se las por un para con no una su al lo como más pero sus le ha fue es este son"),
    (Lang::Deu, "de", "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an hat werden aus er sie nach"),
    (Lang::Ita, "it", "di che il la in un per del non una della le si con da sono al dei gli alla nel ha anche come più è delle"),
    (Lang::Afr, "af", "die van en het in is dat nie te om vir op met hy sy wat by aan as sal was deur hulle ook kan word"),
    (Lang::Amh, "am", ""),
    (Lang::Rus, "ru", ""),
    (Lang::Nld, "nl", "de van het een en in is dat op te met voor zijn niet aan er om ook als bij door maar uit naar heeft over"),
    (Lang::Tur, "tr", "ve bir bu için ile da de olan çok daha gibi kadar ne olarak sonra en ya ki"),
    (Lang::Pes, "fa", ""),
    (Lang::Urd, "ur", ""),
];

/// The commonest words, each with the places of its languages among the candidates.
static COMMON: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut common = HashMap::<&str, Vec<usize>>::new();
    for (place, (_, _, words)) in CANDIDATES.iter().enumerate() {
        for word in words.split_whitespace() {
            common.entry(word).or_default().push(place);
        }
    }
    common
});

/// Of so many words of a text at least one is one of the commonest.
const WORDS_TO_ONE: usize = 20;

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
    let feed = said.feed.and_then(|tag| tag.parse().ok());
    let tag = stated.or(feed);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let detected = (letters >= MIN_LETTERS)
        .then(|| detect(text, tag))
        .flatten();
    match (tag, detected) {
        (Some(stated), Some((language, _))) if is_latin(stated) != is_latin(language) => {
            Some(language)
        }
        // A tag that no text is ever taken for cannot be contradicted.
        (Some(said), Some((language, true)))
            if stated.is_none() && letters >= ENOUGH_TO_CONTRADICT && is_candidate(said) =>
        {
            Some(language)
        }
        (Some(said), _) => Some(said),
        (None, detected) => detected.map(|(language, _)| language),
    }
}

/// What the text reads like, and whether that is sure; none where that is no language of ours. The
/// detector compares it with seventy, which takes a good part of the time that an entry takes to read; where its
/// words tell, or a tag says what it is most like among the candidates, it is not asked.
fn detect(text: &str, tag: Option<Language>) -> Option<(Language, bool)> {
    if let Some(place) = plainly(text) {
        return language_at(place).map(|language| (language, true));
    }
    if let Some(tag) = tag.filter(|tag| is_nearest(*tag, text)) {
        return Some((tag, false));
    }
    let found = whatlang::detect(text)?;
    let mut candidates = CANDIDATES.iter();
    let place = candidates.position(|(lang, ..)| *lang == found.lang())?;
    let (_, _, common) = CANDIDATES[place];
    let is_meant = common.is_empty() || is_written_with(place, text);
    let language = language_at(place).filter(|_| is_meant)?;
    Some((language, found.is_reliable()))
}

/// Words by which a language is told from each other one, at least.
const TELLING: usize = 3;

/// Where the language stands among the candidates in which a text is beyond doubt: one word in four
/// is one of its commonest, and of those that it does not share with another language there are several,
/// and more than twice as many as of the other's.
fn plainly(text: &str) -> Option<usize> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let (mut all, mut known) = (0, Vec::new());
    for word in words.filter(|word| !word.is_empty()) {
        all += 1;
        known.extend(COMMON.get(word));
    }
    let of = |place: usize| {
        known
            .iter()
            .filter(|places| places.contains(&place))
            .count()
    };
    let places = 0..CANDIDATES.len();
    let (own, place) = places.clone().map(|place| (of(place), place)).max()?;
    let only = |one: usize, other: usize| {
        let alone = |places: &&&Vec<usize>| places.contains(&one) && !places.contains(&other);
        known.iter().filter(alone).count()
    };
    let is_told_from = |other: usize| {
        let (ours, theirs) = (only(place, other), only(other, place));
        ours >= TELLING && ours > 2 * theirs
    };
    let mut others = places.filter(|other| *other != place);
    (own * 4 >= all && others.all(is_told_from)).then_some(place)
}

/// Whether a text reads more like this language than like any other candidate: then none of them can
/// contradict the tag.
fn is_nearest(language: Language, text: &str) -> bool {
    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
        let candidates = CANDIDATES.iter().map(|(lang, ..)| *lang);
        Detector::with_allowlist(candidates.collect())
    });
    let place = place_of(language);
    place.is_some_and(|place| DETECTOR.detect_lang(text) == Some(CANDIDATES[place].0))
}

/// Whether enough of the text's words are among the commonest of the candidate at this place.
fn is_written_with(place: usize, text: &str) -> bool {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let (mut all, mut common) = (0, 0);
    for word in words.filter(|word| !word.is_empty()) {
        all += 1;
        let languages = COMMON.get(word);
        common += usize::from(languages.is_some_and(|languages| languages.contains(&place)));
    }
    common * WORDS_TO_ONE >= all
}

fn is_candidate(language: Language) -> bool {
    place_of(language).is_some()
}

fn language_at(place: usize) -> Option<Language> {
    CANDIDATES[place].1.parse().ok()
}

/// Where a language stands among the candidates.
fn place_of(language: Language) -> Option<usize> {
    let mut candidates = CANDIDATES.iter();
    candidates.position(|(_, tag, _)| *tag == language.as_str())
}

fn is_latin(language: Language) -> bool {
    !matches!(
        language.as_str(),
        "am" | "ar"
            | "be"
            | "bg"
            | "ckb"
            | "el"
            | "fa"
            | "he"
            | "hi"
            | "ja"
            | "kk"
            | "ko"
            | "ky"
            | "mk"
            | "mn"
            | "ps"
            | "ru"
            | "sd"
            | "tg"
            | "ti"
            | "ug"
            | "uk"
            | "ur"
            | "zh"
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

    const SWAHILI: &str = "Rais wa Jamhuri ya Muungano wa Tanzania amekutana na mawaziri wote mjini \
        Dodoma leo asubuhi ili kujadili bajeti ya serikali ya mwaka ujao, ambapo alisisitiza umuhimu wa kupunguza matumizi.";
    const HAUSA: &str = "Shugaban kasar Najeriya ya gana da dukkan ministoci a fadar gwamnati da ke \
        Abuja a safiyar yau domin tattauna kasafin kudin shekara mai zuwa, inda ya jaddada muhimmancin rage kashe kudade.";
    const YORUBA: &str = "Aare orile-ede Naijiria ti pade pelu gbogbo awon minisita ni ilu Abuja ni \
        owuro oni lati jiroro lori isuna owo odun to n bo, nibi ti o ti tenumo pataki didin inawo ijoba ku.";
    const PERSIAN: &str = "رئیس جمهور امروز در تهران با وزیران دولت دیدار کرد و درباره بودجه سال آینده گفتگو کرد \
        و گفت که دولت باید هزینه‌های خود را کاهش دهد و برای آموزش و بهداشت بیشتر سرمایه‌گذاری کند.";

    #[test]
    fn a_tag_that_no_text_is_taken_for_stands() {
        for (feed, text) in [
            ("sw", SWAHILI),
            ("sw-KE", SWAHILI),
            ("ha", HAUSA),
            ("yo", YORUBA),
            ("rw", SWAHILI),
            ("fa", PERSIAN),
            ("wo", FRENCH),
        ] {
            let said = Said {
                feed: Some(feed),
                ..Said::default()
            };
            assert_eq!(tag(said, text).as_deref(), feed.get(..2));
        }
    }

    #[test]
    fn a_text_in_a_language_of_which_nothing_is_known_has_none() {
        for text in [SWAHILI, HAUSA, YORUBA] {
            assert_eq!(tag(Said::default(), text), None, "{text}");
        }
        let default = Said {
            feed: Some("en-US"),
            ..Said::default()
        };
        assert_eq!(tag(default, SWAHILI).as_deref(), Some("en"));
    }

    #[test]
    fn the_little_words_of_a_title_tell_its_language() {
        for (language, title) in [
            (
                "en",
                "Harbour is to be closed for a week after the storm, as the mayor said",
            ),
            (
                "fr",
                "L’usine n’est pas encore rouverte, et les ouvriers sont dans la rue pour la paie",
            ),
            (
                "es",
                "El puerto no abre por las lluvias, pero los barcos están en la bahía",
            ),
        ] {
            assert_eq!(tag(Said::default(), title).as_deref(), Some(language));
            assert_eq!(plainly(title).and_then(language_at), language.parse().ok());
        }
        // Words that two languages have tell neither.
        assert_eq!(
            plainly("Visita de la delegación de Malabo en la sede"),
            None
        );
    }
}
