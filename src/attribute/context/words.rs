//! The words by which the rules of the context are told. All are as the text is folded: without
//! case, accents, vowel signs and hamzas.

/// Right before a city, they say where something was held.
pub(super) const LOCATIVES: &[&str] = &["a", "in", "at", "em", "في", "au", "near", "outside"];
/// The same in running text, where headlines use them for more.
pub(super) const LOCATIVES_IN_TEXT: &[&str] = &["depuis", "from", "via", "no", "na", "من"];
/// Right before a city, they say where someone is going, after one of [`JOURNEYS`].
pub(super) const TOWARDS: &[&str] = &["to", "for", "pour", "para", "الي"];
/// Going somewhere.
pub(super) const JOURNEYS: &[&str] = &[
    "travel",
    "travels",
    "travelled",
    "flies",
    "flew",
    "flown",
    "jets",
    "leaves",
    "departs",
    "trip",
    "visit",
    "tour",
    "envole",
    "part",
    "parti",
    "partie",
    "depart",
    "quitte",
    "viaja",
    "viajou",
    "parte",
    "partiu",
    "segue",
    "visita",
    "viagem",
    "يتوجه",
    "توجه",
    "يصل",
    "وصل",
    "يغادر",
    "غادر",
    "يسافر",
    "سافر",
    "يطير",
    "زياره",
    "رحله",
    "متوجها",
    "عايدا",
];
/// What is held or housed in a city that it is not about.
pub(super) const GATHERINGS: &[&str] = &[
    "conference",
    "sommet",
    "forum",
    "accord",
    "accords",
    "musee",
    "marathon",
    "bourse",
    "festival",
    "club",
    "universite",
    "summit",
    "court",
    "clube",
    "museu",
    "tribunal",
    "salon",
    "foire",
    "rencontre",
    "reunion",
    "negociations",
    "pourparlers",
    "talks",
    "cimeira",
    "conferencia",
    "acordo",
    "traite",
    "protocole",
    "open",
    "rally",
    "expo",
    "convention",
    "موتمر",
    "قمه",
    "معرض",
    "مهرجان",
];
/// With these the city stands for its state after all.
pub(super) const ENVOYS: &[&str] = &[
    "ambassadeur",
    "ambassadrice",
    "ambassador",
    "ambassade",
    "embassy",
    "embaixador",
    "embaixadora",
    "embaixada",
    "reaction",
    "envoy",
    "سفيرها",
    "سفيره",
    "سفير",
    "السفير",
    "سفاره",
    "diplomates",
    "diplomats",
];
/// Who governs, and what they govern with.
pub(super) const OFFICES: &[&str] = &[
    "president",
    "presidente",
    "presidency",
    "presidence",
    "presidencia",
    "minister",
    "ministre",
    "ministro",
    "ministra",
    "premier",
    "government",
    "gouvernement",
    "governo",
    "army",
    "armee",
    "exercito",
    "authorities",
    "autorites",
    "autoridades",
    "parliament",
    "parlement",
    "parlamento",
    "الرييس",
    "رييس",
    "الرياسه",
    "وزير",
    "وزيره",
    "الوزير",
    "الوزيره",
    "الوزراء",
    "الحكومه",
    "الجيش",
    "السلطات",
    "الخارجيه",
    "الداخليه",
    "الدفاع",
    "البرلمان",
];
/// Before a country, they say that something else is near it.
pub(super) const NEIGHBOURLY: &[&str] = &[
    "proche",
    "proches",
    "pres",
    "frontaliere",
    "frontalier",
    "frontaliers",
    "frontalieres",
    "voisin",
    "voisine",
    "voisins",
    "limitrophe",
    "limitrophes",
    "near",
    "bordering",
    "neighbouring",
    "neighboring",
    "vizinho",
    "vizinha",
    "perto",
    "fronteirica",
    "fronteirico",
    "المجاور",
    "المجاوره",
    "الجاره",
    "قرب",
];
/// Before a country, they say that something is compared with it: "comme au", "à l'instar du".
pub(super) const COMPARISONS: &[&str] = &["comme", "instar", "unlike", "غرار"];
/// What may stand between those and the country.
pub(super) const COMPARED_BY: &[&str] = &[
    "au", "aux", "en", "a", "le", "la", "l", "du", "de", "d", "des", "in", "the", "no", "na", "em",
    "o", "do", "da",
];
/// After these a new thought begins.
pub(super) const CONJUNCTIONS: &[&str] = &["et", "and", "e", "و"];
/// With these before it, an everyday word is the name of a place: town, province, port …
pub(super) const PLACES: &[&str] = &[
    "مدينه",
    "محافظه",
    "ولايه",
    "اقليم",
    "بلده",
    "منطقه",
    "ميناء",
    "مطار",
    "قريه",
    "جزيره",
    "واحه",
    "جماعه",
    "بلديه",
    "مقاطعه",
    "دايره",
    "شاطي",
    "قلعه",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::context::assert_folded;

    #[test]
    fn every_word_is_folded_as_the_texts_are() {
        assert_folded(&[
            LOCATIVES,
            TOWARDS,
            JOURNEYS,
            LOCATIVES_IN_TEXT,
            GATHERINGS,
            ENVOYS,
            OFFICES,
            NEIGHBOURLY,
            COMPARISONS,
            COMPARED_BY,
            CONJUNCTIONS,
            PLACES,
        ]);
    }
}
