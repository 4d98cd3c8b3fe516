//! Meetings of many: who meets comes from everywhere, and the place only says where.

use std::ops::Range;

use super::super::gazetteer::Kind;
use super::super::tokens::Tokens;
use super::is_place;
use super::words::LOCATIVES;

/// Bodies of many countries, each as its words. One of up to three letters counts only where it is written in
/// capitals: "AU" is no French preposition.
const BODIES: &[&[&str]] = &[
    &["union", "africaine"],
    &["african", "union"],
    &["uniao", "africana"],
    &["الاتحاد", "الافريقي"],
    &["ua"],
    &["au"],
    &["cedeao"],
    &["ecowas"],
    &["ايكواس"],
    &["sadc"],
    &["cemac"],
    &["ceeac"],
    &["eccas"],
    &["uemoa"],
    &["bceao"],
    &["beac"],
    &["brvm"],
    &["comesa"],
    &["igad"],
    &["eac"],
    &["cplp"],
    &["palop"],
    &["oif"],
    &["francophonie"],
    &["commonwealth"],
    &["ohada"],
    &["cames"],
    &["caf"],
    &["fifa"],
    &["bad"],
    &["afdb"],
    &["bafd"],
    &["boad"],
    &["afreximbank"],
    &["zlecaf"],
    &["afcfta"],
    &["g20"],
    &["g7"],
    &["g77"],
    &["brics"],
    &["opec"],
    &["opep"],
    &["oci"],
    &["onu"],
    &["un"],
    &["nations", "unies"],
    &["united", "nations"],
    &["nacoes", "unidas"],
    &["الامم", "المتحده"],
    &["onusien"],
    &["onusienne"],
    &["oms"],
    &["who"],
    &["unesco"],
    &["unicef"],
    &["fao"],
    &["oit"],
    &["fmi"],
    &["imf"],
    &["banque", "mondiale"],
    &["world", "bank"],
    &["banco", "mundial"],
    &["البنك", "الدولي"],
    &["ue"],
    &["eu"],
    &["union", "europeenne"],
    &["european", "union"],
    &["uniao", "europeia"],
    &["الاتحاد", "الاوروبي"],
    &["ligue", "arabe"],
    &["arab", "league"],
    &["جامعه", "الدول", "العربيه"],
    &["الجامعه", "العربيه"],
    &["africa", "cdc"],
    &["cdc", "afrique"],
];

/// What is of a whole continent, or of more.
const OF_ALL: &[&str] = &[
    "africain",
    "africaine",
    "africains",
    "africaines",
    "panafricain",
    "panafricaine",
    "panafricains",
    "panafricaines",
    "continental",
    "continentale",
    "african",
    "africans",
    "pan",
    "africano",
    "africana",
    "africanos",
    "africanas",
    "افريقي",
    "افريقيه",
    "الافريقي",
    "الافريقيه",
    "الافارقه",
    "افارقه",
    "القاري",
    "القاريه",
];

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
    "debate",
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
    "abrite",
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

/// Whether a text speaks of a body of many countries, or of what is of all of them.
pub(in crate::attribute) fn speak_of_many(tokens: &Tokens<'_>) -> bool {
    let shouts = tokens.shouts();
    (0..tokens.len()).any(|at| {
        OF_ALL.contains(&tokens.key(at))
            || BODIES.iter().any(|body| {
                let stands = body.iter().enumerate();
                stands
                    .map(|(nth, word)| (at + nth, *word))
                    .all(|(at, word)| tokens.key(at) == word && is_spelled(tokens, at, shouts))
            })
    })
}

/// Whether a word may be the acronym that it looks like.
fn is_spelled(tokens: &Tokens<'_>, at: usize, shouts: bool) -> bool {
    const SHORT: usize = 3;
    let written = tokens.written(at);
    written.chars().count() > SHORT || !shouts && written.chars().all(|c| !c.is_lowercase())
}

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
        let bodies = BODIES.iter().flat_map(|body| body.iter());
        for word in [OF_ALL, MEETS, HOSTS, SUBJECTS]
            .into_iter()
            .flatten()
            .chain(bodies)
        {
            assert_eq!(fold(word), *word);
        }
    }

    #[test]
    fn a_short_acronym_is_written_in_capitals() {
        let many = |text| speak_of_many(&Tokens::of(text));
        assert!(many("L'UA appelle au calme"));
        assert!(many("O Banco Mundial aprova um crédito"));
        assert!(!many("Un accord au Bénin"));
        assert!(!many("UN ACCORD AU BENIN"));
        assert!(many("LES MINISTRES AFRICAINS A KIGALI"));
    }
}
