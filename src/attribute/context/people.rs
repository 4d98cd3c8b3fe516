//! Whether a word that names a country or people is part of a person's name.

use std::ops::Range;

use super::super::gazetteer::{INSTITUTIONS, Match};
use super::super::tokens::Tokens;

/// Words before a name with which it is no person's: articles, prepositions, titles of states.
const NOT_FIRST_NAMES: &[&str] = &[
    "ile",
    "la",
    "le",
    "les",
    "l",
    "d",
    "a",
    "in",
    "the",
    "republique",
    "banque",
    "pour",
    "de",
    "from",
    "for",
    "with",
    "and",
    "et",
    "en",
    "avec",
    "sur",
    "why",
    "how",
    "as",
    "to",
    "of",
    "on",
];
/// What a country or city has, beside its institutions. Folded.
const NOT_FAMILY_NAMES: &[&str] = &[
    "agreement",
    "airforce",
    "air",
    "armed",
    "army",
    "association",
    "basketball",
    "board",
    "bridge",
    "broadcasting",
    "championship",
    "championships",
    "city",
    "climate",
    "club",
    "coast",
    "conference",
    "council",
    "court",
    "cricket",
    "customs",
    "defence",
    "defense",
    "embassy",
    "energy",
    "fashion",
    "festival",
    "film",
    "football",
    "forces",
    "forum",
    "games",
    "government",
    "harbour",
    "high",
    "institute",
    "investment",
    "marathon",
    "medical",
    "ministry",
    "minister",
    "national",
    "navy",
    "olympics",
    "open",
    "opera",
    "parliament",
    "petroleum",
    "pipeline",
    "ports",
    "power",
    "premier",
    "president",
    "prime",
    "red",
    "revenue",
    "rugby",
    "school",
    "securities",
    "stock",
    "summit",
    "supreme",
    "talks",
    "today",
    "tourism",
    "tower",
    "week",
    "wildlife",
    "match",
    "habitat",
    "europlace",
    "musees",
    "aeroport",
    "metropole",
];
/// Given names of the Arab world before which a people is a family name: محمد المصري. Folded. Those
/// that are also common words (علي is the folded على, "on") are not among them.
const GIVEN_NAMES: &[&str] = &[
    "محمد",
    "احمد",
    "محمود",
    "مصطفي",
    "يوسف",
    "ابراهيم",
    "اسماعيل",
    "عمر",
    "عثمان",
    "حسن",
    "حسين",
    "خالد",
    "طارق",
    "كريم",
    "سامي",
    "سمير",
    "منير",
    "نبيل",
    "هشام",
    "ياسر",
    "ياسين",
    "انور",
    "وليد",
    "رشيد",
    "عبدالله",
    "عبدالرحمن",
    "عبدالعزيز",
    "عبدالحميد",
    "عبدالقادر",
    "زياد",
    "فادي",
    "شادي",
    "رامي",
    "هاني",
    "ايمن",
    "اشرف",
    "عماد",
    "فواد",
    "فريد",
    "حمزه",
    "ايوب",
    "زكريا",
    "يحيي",
    "عيسي",
    "موسي",
    "ادريس",
    "بلال",
    "مراد",
    "منصف",
    "المنصف",
    "الطاهر",
    "لطفي",
    "شكري",
    "فتحي",
    "معز",
    "قيس",
    "انيس",
    "نزار",
    "غسان",
    "مروان",
    "جورج",
    "ميشال",
    "بيار",
    "الياس",
    "جوزيف",
    "حسام",
    "وايل",
    "تامر",
    "عمرو",
    "فاطمه",
    "عايشه",
    "خديجه",
    "زينب",
    "مريم",
    "ليلي",
    "نادين",
    "سلمي",
    "نجوي",
    "منال",
    "رانيا",
    "سعاد",
];
/// They join a given name to a father's or a family's: تركي بن طلال.
const OF: &[&str] = &["بن", "ال"];

/// Whether the word at `span` is part of a person's name: a capitalised word that is no name of
/// the gazetteer stands right after or before it.
pub(in crate::attribute) fn is_first_name(
    tokens: &Tokens<'_>,
    span: &Range<usize>,
    found: &[Match<'_>],
) -> bool {
    let begins = |at: usize| found.iter().any(|hit| hit.span.start == at);
    let ends = |at: usize| found.iter().any(|hit| hit.span.end == at);
    let capital = |at: usize| tokens.get(at).is_some_and(|token| token.capital);
    let after = tokens.gap(span.end) == " " && capital(span.end) && !begins(span.end);
    // "Michael B. Jordan": a dot after one letter ends no sentence.
    let initial = |at: usize| tokens.gap(at) == ". " && tokens.key(at - 1).len() == 1;
    let before = span.start > 0
        && (matches!(tokens.gap(span.start), " " | "-") || initial(span.start))
        && capital(span.start - 1)
        && !ends(span.start)
        && !NOT_FIRST_NAMES.contains(&tokens.key(span.start - 1));
    after || before
}

/// Whether a family name follows the given name at `span`: a capitalised word that is no name of the
/// gazetteer, no acronym and nothing that a country or city has. Among the capitals of an English
/// headline none can be told, however short it is: "Israel Strikes Gaza".
pub(in crate::attribute) fn is_given_name(
    tokens: &Tokens<'_>,
    span: &Range<usize>,
    found: &[Match<'_>],
) -> bool {
    const LONG: usize = 4;
    let is_small = |at: usize| {
        let capital = tokens.get(at).is_some_and(|token| token.capital);
        !capital && tokens.key(at).len() >= LONG
    };
    let next = tokens.key(span.end);
    tokens.gap(span.end) == " "
        && tokens.get(span.end).is_some_and(|token| token.capital)
        && tokens.written(span.end).contains(char::is_lowercase)
        && !found.iter().any(|hit| hit.span.start == span.end)
        && !INSTITUTIONS.contains(&next)
        && !NOT_FAMILY_NAMES.contains(&next)
        && !tokens.title_case()
        && (0..tokens.len()).any(is_small)
}

/// Whether the people at `span` is an Arabic family name, or a given one: a given name stands before
/// it ("محمد المصري"), or "son of" next to it.
pub(in crate::attribute) fn is_surname(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let word = tokens.key(span.start);
    if span.len() != 1 || !tokens.get(span.start).is_some_and(|token| token.arabic) {
        return false;
    }
    // One man: "المصرية" and "المصريون" are no names.
    let singular = word.starts_with("ال") && word.ends_with('ي');
    let before = || tokens.before(span.start, 1);
    // "عبد الله المصري": the servant of one of the names of God.
    let given = before().any(|name| GIVEN_NAMES.contains(&name))
        || tokens.before(span.start, 2).nth(1) == Some("عبد");
    singular && tokens.joined(span.start) && given
        || tokens.joined(span.start) && before().any(|name| OF.contains(&name))
        || tokens.joined(span.end) && tokens.after(span.end, 1).any(|name| OF.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::context::assert_folded;

    #[test]
    fn every_word_is_folded_as_the_texts_are() {
        assert_folded(&[NOT_FIRST_NAMES, NOT_FAMILY_NAMES, GIVEN_NAMES, OF]);
    }
}
