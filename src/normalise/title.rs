//! Titles as readers should see them: without the outlet's name and its shouting.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::boilerplate::key;

/// Whether something that decorates a text stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decoration {
    /// It goes.
    #[default]
    Drop,
    /// It stays.
    Keep,
}

static URGENT: LazyLock<Regex> = LazyLock::new(|| {
    let words = "urgent|alerte(?: info)?|flash(?: info)?|breaking(?: news)?|just in|última hora|ultima hora|urgente|عاجل";
    Regex::new(&format!(
        r"^(?i:\W{{0,3}}(?:{words})\s*[:!|–—-]+\s*|\[(?:{words})\]\s*)+"
    ))
    .expect("constant")
});

/// Cleans a plain title; `names` are the keys of the outlet's, which go from its end and beginning.
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
        let shorter = URGENT.replace(&text, "");
        if !shorter.is_empty() {
            text = shorter.into_owned();
        }
    }
    let mut rest = &*text;
    for _ in 0..MOST_NAMES {
        match without_name(rest, names) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    rest.to_owned()
}

/// Bytes of a title that are read: nobody reads more, and cleaning goes over it several times.
pub(super) const LONGEST: usize = 2_000;

/// So many times a title may name its outlet, with its section and its site.
const MOST_NAMES: usize = 4;

const SEPARATORS: [&str; 6] = [" - ", " – ", " — ", " | ", " :: ", " • "];

/// The title without the outlet's name at its end or beginning; none when it is not there.
fn without_name<'t>(title: &'t str, names: &[String]) -> Option<&'t str> {
    let (head, tail) = last_part(title)?;
    if is_name(tail, names) {
        return Some(head);
    }
    let (at, separator) = SEPARATORS
        .iter()
        .filter_map(|separator| Some((title.find(separator)?, separator)))
        .min()?;
    let (head, tail) = (title[..at].trim(), title[at + separator.len()..].trim());
    (is_name(head, names) && !tail.is_empty()).then_some(tail)
}

/// The title and what follows its last separator.
fn last_part(title: &str) -> Option<(&str, &str)> {
    let (at, separator) = SEPARATORS
        .iter()
        .filter_map(|separator| Some((title.rfind(separator)?, separator)))
        .max()?;
    let (head, tail) = (title[..at].trim(), title[at + separator.len()..].trim());
    (!head.is_empty() && !tail.is_empty()).then_some((head, tail))
}

/// Whether the part is one of the names, or it with a domain's ending: `Le Fil` and `lefil.net`.
fn is_name(part: &str, names: &[String]) -> bool {
    let part = key(part);
    !part.is_empty()
        && names.iter().any(|name| {
            let rest = part
                .strip_prefix(&**name)
                .or_else(|| name.strip_prefix(&*part));
            match name.chars().count() {
                0 => false,
                1 | 2 => part == *name,
                _ => rest.is_some_and(is_ending),
            }
        })
}

fn is_ending(rest: &str) -> bool {
    rest.is_empty()
        || rest.len() <= 6
            && matches!(
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
            counts.entry(key(tail)).or_insert((0, tail)).0 += 1;
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
    let kept: String = text
        .chars()
        .map(|c| if is_emoji(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    words.join(" ").replace(" .", ".").replace(" ,", ",")
}

fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23ff}' | '\u{fe0f}' | '\u{20e3}'
            | '\u{200d}' | '\u{e0020}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        clean(
            text,
            &[key("Le Fil du Fleuve")],
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
        ] {
            assert_eq!(title(given), "Crue à Mopti", "{given}");
        }
        for kept in [
            "Crue - le bilan",
            "Le Fil du Fleuve",
            "Mali-Niger : la route rouverte",
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
