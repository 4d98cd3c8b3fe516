//! Titles as readers should see them: without the outlet's name and its shouting.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::boilerplate::{folded, is_country, key};
use super::label::without_labels;
use crate::domain::Source;

/// Whether something that decorates a text stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decoration {
    /// It goes.
    #[default]
    Drop,
    /// It stays.
    Keep,
}

/// Cleans a plain title; `names` are the keys of the outlet's (see [`name_keys`]), which go from its end and beginning.
pub(super) fn clean(
    title: &str,
    names: &[String],
    urgency: Decoration,
    emoji: Decoration,
) -> String {
    let mut text = title.to_owned();
    if emoji == Decoration::Drop {
        text = without_emoji(&text);
    }
    if urgency == Decoration::Drop {
        text = without_labels(&text).to_owned();
    }
    let mut rest = &*text;
    for _ in 0..MOST_NAMES {
        match without_name(rest, names) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    match urgency {
        // A label may stand behind the name, or between the two.
        Decoration::Drop => without_labels(rest).to_owned(),
        Decoration::Keep => rest.to_owned(),
    }
}

/// Bytes of a title that are read: nobody reads more, and cleaning goes over it several times.
pub(super) const LONGEST: usize = 2_000;

/// So many times a title may name its outlet, with its section and its site.
const MOST_NAMES: usize = 4;

/// What may stand between a title and a name. A colon does not: "Le Fil : la rédaction déménage".
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*(?:[|•·»«›⋆●]|::)+\s*|\s+[-–—/~]+\s*|[-–—]+\s+").expect("constant")
});

/// Separators that a name itself may hold.
const MOST_IN_NAME: usize = 2;

/// "INFO LE FIL." before what an outlet says first.
static OWN_NEWS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:infos?|exclusif|document)\s+(.{2,30}?)\s*(?:[.:|]\s+|\s[-–—]+\s+)")
        .expect("constant")
});

/// The title without the outlet's name at its end or beginning; none when it is not there.
fn without_name<'t>(title: &'t str, names: &[String]) -> Option<&'t str> {
    if let Some(own) = OWN_NEWS.captures(title)
        && is_name(&own[1], names)
        && own[0].len() < title.len()
    {
        return Some(&title[own[0].len()..]);
    }
    let separators: Vec<regex::Match<'_>> = SEPARATOR.find_iter(title).collect();
    let last = separators.iter().rev().take(MOST_IN_NAME + 1);
    let tails = last.map(|found| (&title[..found.start()], &title[found.end()..]));
    let first = separators.iter().take(MOST_IN_NAME + 1);
    let heads = first.map(|found| (&title[found.end()..], &title[..found.start()]));
    let in_brackets = title
        .strip_suffix([')', ']'])
        .and_then(|title| title.rsplit_once(['(', '[']));
    tails
        .chain(in_brackets)
        .chain(heads)
        .find(|(rest, name)| !rest.trim().is_empty() && is_name(name, names))
        .map(|(rest, _)| rest.trim())
}

/// The title and what follows its last separator.
fn last_part(title: &str) -> Option<(&str, &str)> {
    let found = SEPARATOR.find_iter(title).last()?;
    let (head, tail) = (title[..found.start()].trim(), title[found.end()..].trim());
    (!head.is_empty() && !tail.is_empty()).then_some((head, tail))
}

/// An outlet's name by its letters, without their accents; and without an article before it, where
/// words are left: of one a place or a section may be called, too. None of a country's name, which
/// says what a title is about.
pub(super) fn name_keys(name: &str) -> impl Iterator<Item = String> {
    let bare = without_article(name).filter(|bare| bare.contains(char::is_whitespace));
    let names = std::iter::once(Cow::Borrowed(name)).chain(bare);
    let keys = names
        .filter(|name| !is_country(name))
        .map(|name| name_key(&name));
    keys.filter(|key| !key.is_empty())
}

fn name_key(name: &str) -> String {
    key(name).chars().flat_map(folded).collect()
}

static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:les?|la|the|el|los|las|os?|as?)\s+|l['’])").expect("constant")
});

/// A name without the article before it; none where it has none.
fn without_article(name: &str) -> Option<Cow<'_, str>> {
    match ARTICLE.replace(name.trim(), "") {
        Cow::Borrowed(_) => None,
        bare => Some(bare),
    }
}

/// Whether a feed's title names its outlet. A single word may name a section or a place, unless the
/// site is called so: "Sport", "Dakar".
pub(super) fn is_of_outlet(title: &str, source: &Source) -> bool {
    let sites = [Some(&source.url), source.outlet.site.as_ref()];
    let hosts = sites.into_iter().flatten().filter_map(Url::host_str);
    let mut labels = hosts.flat_map(|host| host.split('.'));
    title.trim().contains(char::is_whitespace) || {
        let title = name_key(title);
        labels.any(|label| name_key(label) == title)
    }
}

/// Whether the part is one of the names, or one with a domain's ending or an edition behind it:
/// `Le Fil`, `lefil.net`, `Le Fil Afrique`. What is only a part of a name is none: "Mali" and "Dakar"
/// are places, also for "Mali Actu" and "Dakaractu".
fn is_name(part: &str, names: &[String]) -> bool {
    let is = |part: &str| {
        names.iter().any(|name| match part.strip_prefix(&**name) {
            Some("") => true,
            Some(rest) => name.chars().count() > 2 && is_ending(rest),
            None => false,
        })
    };
    let edition = without_edition(part).unwrap_or_default();
    let is_edition = |name: &str| names.iter().any(|known| *known == name_key(name));
    is(&name_key(part))
        || without_article(part).is_some_and(|bare| is(&name_key(&bare)))
        || is_edition(edition)
        || without_article(edition).is_some_and(|bare| is_edition(&bare))
}

/// A name without its last word, which begins with a capital: the edition of a country or a section.
fn without_edition(part: &str) -> Option<&str> {
    let (name, edition) = part.trim().rsplit_once(' ')?;
    let capital = edition.starts_with(char::is_uppercase);
    (capital && name_key(name).chars().count() > 2).then_some(name)
}

fn is_ending(rest: &str) -> bool {
    matches!(
        rest,
        "com"
            | "net"
            | "org"
            | "info"
            | "news"
            | "fr"
            | "tv"
            | "online"
            | "actu"
            | "afrique"
            | "africa"
            | "ci"
            | "sn"
            | "ml"
            | "ma"
            | "be"
            | "pt"
            | "es"
            | "ng"
            | "infos"
    )
}

/// What three titles in four end with after a separator is the outlet's name, whatever its
/// configured one.
pub(super) fn common_ending<'t>(titles: impl Iterator<Item = &'t str>) -> Option<String> {
    let mut all = 0;
    let mut counts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for title in titles {
        all += 1;
        if let Some((_, tail)) = last_part(title) {
            counts.entry(name_key(tail)).or_insert((0, tail)).0 += 1;
        }
    }
    let (count, tail) = counts.into_values().max()?;
    (all >= 5 && count * 4 >= all * 3).then(|| tail.to_owned())
}

/// The text without emoji, and without the gaps that they leave.
pub(super) fn without_emoji(text: &str) -> String {
    if !text.contains(is_emoji) {
        return text.to_owned();
    }
    let mut after_emoji = false;
    let kept: String = text
        .chars()
        .map(|c| {
            // A joiner joins letters too, in Arabic and Indian scripts.
            after_emoji = is_emoji(c) || after_emoji && c == '\u{200d}';
            if after_emoji { ' ' } else { c }
        })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    words.join(" ").replace(" .", ".").replace(" ,", ",")
}

fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23ff}' | '\u{fe0f}' | '\u{20e3}'
            | '\u{e0020}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        clean(
            text,
            &name_keys("Le Fil du Fleuve").collect::<Vec<_>>(),
            Decoration::Drop,
            Decoration::Drop,
        )
    }

    #[test]
    fn the_outlets_name_goes_from_either_end_and_nothing_else() {
        for given in [
            "Crue à Mopti - Le Fil du Fleuve",
            "Crue à Mopti | lefildufleuve.com",
            "Le Fil du Fleuve – Crue à Mopti",
            "Crue à Mopti – Le fil du fleuve | Le Fil du Fleuve",
            "Crue à Mopti |Fil du Fleuve",
            "Crue à Mopti « LE FIL DU FLEUVE",
            "Crue à Mopti :: Le Fil du Fleuve Afrique",
            "Crue à Mopti · lefildufleuve.fr",
            "Crue à Mopti- Le Fil du Fleuve",
            "Crue à Mopti (Le Fil du Fleuve)",
            "Le Fil du Fleuve Mali | Crue à Mopti",
            "INFO LE FIL DU FLEUVE. Crue à Mopti",
            "Info Fil du Fleuve - Crue à Mopti",
            "Crue à Mopti / Le Fil du Fleuve (vidéo)",
        ] {
            assert_eq!(title(given), "Crue à Mopti", "{given}");
        }
        for kept in [
            "Crue - le bilan",
            "Le Fil du Fleuve",
            "Mali-Niger : la route rouverte",
            "Le Fil du Fleuve suspendu au Niger",
            "Le Fil du Fleuve : la rédaction déménage",
            "Mali – Le Fil du Fleuve suspendu",
            "Un an de suspension du Fil du Fleuve",
        ] {
            assert_eq!(title(kept), kept);
        }
    }

    #[test]
    fn shouting_and_emoji_go_unless_they_are_wanted() {
        assert_eq!(title("🔴 URGENT : séisme à Agadir 😱"), "séisme à Agadir");
        assert_eq!(title("[BREAKING] Talks resume"), "Talks resume");
        assert_eq!(title("عاجل | زلزال في أكادير"), "زلزال في أكادير");
        assert_eq!(title("Urgent besoin d'aide"), "Urgent besoin d'aide");
        let joined = "می\u{200c}روم ක්\u{200d}ෂ";
        assert_eq!(title(joined), joined);
        assert_eq!(
            title("Fête 👨\u{200d}👩\u{200d}👧 au village ❤\u{fe0f}"),
            "Fête au village"
        );
        let kept = clean("🔴 URGENT : x", &[], Decoration::Keep, Decoration::Keep);
        assert_eq!(kept, "🔴 URGENT : x");
    }

    #[test]
    fn an_ending_that_nearly_all_titles_share_is_a_name() {
        let ending = |titles: &[String]| common_ending(titles.iter().map(|title| &**title));
        let mut titles: Vec<String> = (0..6).map(|n| format!("Titre {n} - RFI")).collect();
        assert_eq!(ending(&titles).as_deref(), Some("RFI"));
        titles.extend((0..6).map(|n| format!("Titre {n}")));
        assert_eq!(ending(&titles), None);
    }
}
