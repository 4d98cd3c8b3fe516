//! Meetings of many: who meets comes from everywhere, and the place only says where.

use std::ops::Range;

use super::super::gazetteer::Kind;
use super::super::tokens::Tokens;
use super::is_place;
use super::words::LOCATIVES;

/// A meeting, or that one is held.
const MEETS: &[&str] = &[
    "sommet",
    "sommets",
    "congres",
    "conference",
    "conclave",
    "forum",
    "reunion",
    "reunit",
    "reunis",
    "reunies",
    "reunissent",
    "rencontre",
    "retrouvent",
    "assemblee",
    "assises",
    "session",
    "atelier",
    "seminaire",
    "symposium",
    "colloque",
    "consultations",
    "pourparlers",
    "negociations",
    "planchent",
    "debattent",
    "discutent",
    "summit",
    "congress",
    "meeting",
    "meetings",
    "meet",
    "meets",
    "met",
    "gather",
    "gathers",
    "gathered",
    "gathering",
    "convene",
    "convenes",
    "workshop",
    "talks",
    "discuss",
    "discusses",
    "debate",
    "debates",
    "trains",
    "training",
    "cimeira",
    "congresso",
    "conferencia",
    "reuniao",
    "reunem",
    "reune",
    "encontro",
    "assembleia",
    "sessao",
    "seminario",
    "discutem",
    "discute",
    "debatem",
    "قمه",
    "القمه",
    "موتمر",
    "الموتمر",
    "اجتماع",
    "الاجتماع",
    "اجتماعات",
    "منتدي",
    "المنتدي",
    "دوره",
    "ورشه",
    "يجتمع",
    "تجتمع",
    "يجتمعون",
    "يبحث",
    "تبحث",
    "يناقش",
    "تناقش",
    "ينعقد",
    "تنعقد",
];

/// What a place does that has a meeting.
const HOSTS: &[&str] = &[
    "accueille",
    "accueillera",
    "accueilli",
    "abrite",
    "abritera",
    "recoit",
    "hosts",
    "hosted",
    "host",
    "acolhe",
    "acolheu",
    "recebe",
    "recebeu",
    "تستضيف",
    "يستضيف",
    "تحتضن",
    "يحتضن",
];

/// After these comes what is spoken of, and no longer where.
const SUBJECTS: &[&str] = &[
    "sur", "contre", "apres", "on", "over", "about", "against", "after", "sobre", "contra", "apos",
    "حول", "بشان", "ضد", "بعد",
];

/// Words between a meeting and where it is held.
const REACH: usize = 8;
/// Words between a host and the meeting.
const HOSTED: usize = 6;

/// Whether the place at `span` only has the meeting: "réunis en conclave à Kigali", "Agadir
/// accueille le congrès", "Addis-Abeba : le Conseil discute …".
pub(super) fn is_host(tokens: &Tokens<'_>, span: &Range<usize>, kind: Kind) -> bool {
    is_place(kind) && (meets_before(tokens, span) || hosts(tokens, span) || heads(tokens, span))
}

/// Whether a meeting is named after the place at `span`: "la conférence de Berlin".
pub(super) fn is_named_after(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, 2);
    before
        .next()
        .is_some_and(|word| ["de", "of"].contains(&word))
        && before.next().is_some_and(|word| MEETS.contains(&word))
}

fn meets_before(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, REACH);
    before.next().is_some_and(|word| LOCATIVES.contains(&word))
        && before
            .take_while(|word| !SUBJECTS.contains(word))
            .any(|word| MEETS.contains(&word))
}

fn hosts(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut after = tokens.after(span.end, HOSTED);
    after.next().is_some_and(|word| HOSTS.contains(&word))
        && after.any(|word| MEETS.contains(&word))
}

fn heads(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    span.start == 0
        && tokens.gap(span.end).contains(':')
        && tokens
            .after(span.end, tokens.len())
            .any(|word| MEETS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::tokens::fold;

    #[test]
    fn every_word_is_folded_as_the_texts_are() {
        for word in [MEETS, HOSTS, SUBJECTS].into_iter().flatten() {
            assert_eq!(fold(word), *word);
        }
    }
}
