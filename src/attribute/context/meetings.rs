//! Meetings of many: who meets comes from everywhere, and the place only says where.

use std::ops::Range;

use super::super::gazetteer::Kind;
use super::super::tokens::Tokens;
use super::is_place;
use super::words::LOCATIVES;

/// A meeting of many, or that one is held. Words for what two do, or one does alone, are not among
/// them: to meet, to discuss, to train.
const MEETS: &[&str] = &[
    "sommet",
    "sommets",
    "congres",
    "conference",
    "conclave",
    "forum",
    "reunion",
    "reunions",
    "reunir",
    "reunit",
    "reunissait",
    "reunissent",
    "reuni",
    "reunie",
    "reunis",
    "reunies",
    "reunira",
    "reuniront",
    "retrouver",
    "retrouvent",
    "retrouveront",
    "retrouves",
    "retrouvees",
    "assises",
    "session",
    "symposium",
    "colloque",
    "planchent",
    "debattent",
    "discutent",
    "summit",
    "congress",
    "meet",
    "meeting",
    "meetings",
    "gather",
    "gathers",
    "gathered",
    "gathering",
    "convene",
    "convenes",
    "convened",
    "cimeira",
    "congresso",
    "conferencia",
    "reuniao",
    "reunem",
    "reune",
    "reuniu",
    "reuniram",
    "reunidos",
    "reunidas",
    "sessao",
    "discutem",
    "debatem",
    "قمه",
    "القمه",
    "موتمر",
    "الموتمر",
    "اجتماع",
    "الاجتماع",
    "اجتماعات",
    "اجتمع",
    "اجتمعت",
    "اجتمعوا",
    "منتدي",
    "المنتدي",
    "assemblee",
    "assemblees",
    "assembly",
    "assembleia",
    "assembleias",
    "ouverture",
    "opening",
    "abertura",
    "adopte",
    "adoptent",
    "adopts",
    "adopt",
    "adota",
    "adotam",
    "adoptam",
    "جمعيه",
    "الجمعيه",
    "افتتاح",
    "يجتمع",
    "تجتمع",
    "يجتمعون",
    "ينعقد",
    "تنعقد",
    "انعقد",
    "انعقدت",
];

/// Where a body of many has its house.
const SEATS: &[&str] = &[
    "siege",
    "basee",
    "headquarters",
    "headquartered",
    "based",
    "sede",
    "sediada",
    "مقره",
    "مقرها",
    "المقر",
];

/// What may be of many, or of somebody …
const CONFERENCES: &[&str] = &["conference", "conferencia", "موتمر", "الموتمر"];
/// … with these.
const PRESS: &[&str] = &["presse", "press", "imprensa", "صحفي", "الصحفي", "صحافي"];

/// What a place does that has a meeting.
const HOSTS: &[&str] = &[
    "accueille",
    "accueillera",
    "accueilli",
    "abrite",
    "abritera",
    "hosts",
    "hosted",
    "acolhe",
    "acolheu",
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

/// Words among which a meeting and where it is held stand.
const REACH: usize = 7;

/// Whether the place at `span` only has the meeting, or the house of those who meet: "réunis en
/// conclave à Kigali", "Agadir accueille le congrès", "dont le siège est à Abidjan".
pub(super) fn is_host(tokens: &Tokens<'_>, span: &Range<usize>, kind: Kind) -> bool {
    is_place(kind) && (meets_before(tokens, span) || hosts(tokens, span) || is_seat(tokens, span))
}

/// Whether a meeting is named after the place at `span`: "la conférence de Berlin".
pub(super) fn is_named_after(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, 2);
    before
        .next()
        .is_some_and(|word| ["de", "d", "of"].contains(&word))
        && before.next().is_some_and(|word| MEETS.contains(&word))
}

fn meets_before(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, REACH);
    before.next().is_some_and(|word| LOCATIVES.contains(&word))
        && meets(before.take_while(|word| !SUBJECTS.contains(word)))
}

/// Whether a meeting is told of right after a headline's head, which ends at `end`.
pub(super) fn meets_after(tokens: &Tokens<'_>, end: usize) -> bool {
    let after = tokens.after(end, REACH);
    meets(after.take_while(|word| !SUBJECTS.contains(word)))
}

/// Words among which a house and its place stand.
const NEAR: usize = 3;

fn is_seat(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, NEAR + 1);
    before.next().is_some_and(|word| LOCATIVES.contains(&word))
        && before.any(|word| SEATS.contains(&word))
}

fn hosts(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut after = tokens.after(span.end, REACH);
    after.next().is_some_and(|word| HOSTS.contains(&word)) && meets(after)
}

/// Whether there is a meeting among these words, and not one of somebody with the press.
fn meets<'t>(words: impl Iterator<Item = &'t str>) -> bool {
    let words: Vec<&str> = words.collect();
    let of_the_press = |at: usize| {
        let beside = &words[at.saturating_sub(2)..words.len().min(at + 3)];
        CONFERENCES.contains(&words[at]) && beside.iter().any(|word| PRESS.contains(word))
    };
    (0..words.len()).any(|at| MEETS.contains(&words[at]) && !of_the_press(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::context::assert_folded;

    #[test]
    fn every_word_is_folded_as_the_texts_are() {
        assert_folded(&[MEETS, SEATS, CONFERENCES, PRESS, HOSTS, SUBJECTS]);
    }
}
