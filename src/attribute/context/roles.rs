//! What the people at a name are in the text: those who govern, who comment, who play.

use std::ops::Range;

use super::super::tokens::Tokens;
use super::words::OFFICES;

/// Who is quoted for an opinion.
const ROLES: &[&str] = &[
    "analyste",
    "expert",
    "experte",
    "experts",
    "journaliste",
    "politologue",
    "geopolitologue",
    "militant",
    "militante",
    "panafricaniste",
    "chercheur",
    "chercheuse",
    "economiste",
    "observateur",
    "sociologue",
    "universitaire",
    "specialiste",
    "specialistes",
    "historien",
    "historienne",
    "historiens",
    "juriste",
    "juristes",
    "constitutionnaliste",
    "criminologue",
    "anthropologue",
    "philosophe",
    "professeur",
    "essayiste",
    "chroniqueur",
    "editorialiste",
    "consultant",
    "consultante",
    "politologues",
    "sociologues",
    "observateurs",
    "historian",
    "historians",
    "scholar",
    "professor",
    "economists",
    "researchers",
    "journalists",
    "academics",
    "pundit",
    "pundits",
    "columnist",
    "lawyer",
    "historiador",
    "historiadora",
    "sociologo",
    "sociologa",
    "jurista",
    "politologa",
    "analistas",
    "especialistas",
    "professora",
    "academico",
    "ativista",
    "comentador",
    "analyst",
    "analysts",
    "journalist",
    "researcher",
    "economist",
    "academic",
    "commentator",
    "analista",
    "especialista",
    "jornalista",
    "investigador",
    "economista",
    "politologo",
    "analystes",
    "journalistes",
    "economistes",
    "militants",
    "chercheurs",
    "activist",
    "activista",
    "محلل",
    "خبير",
    "صحفي",
    "باحث",
    "المحلل",
    "الخبير",
    "محلله",
    "خبيره",
    "صحفيه",
    "صحافي",
    "ناشط",
    "ناشطه",
    "باحثه",
    "اكاديمي",
    "اكاديميه",
    "مورخ",
    "كاتب",
    "كاتبه",
    "خبراء",
    "محللون",
    "محللين",
    "مراقبون",
];
/// How an opinion is reported.
const REPORTING: &[&str] = &[
    "selon",
    "estime",
    "estiment",
    "assure",
    "signale",
    "tranche",
    "juge",
    "apres",
    "avance",
    "affirme",
    "explique",
    "analyse",
    "decrypte",
    "avertit",
    "previent",
    "alerte",
    "deplore",
    "denonce",
    "considere",
    "soutient",
    "souligne",
    "analysent",
    "affirment",
    "redoute",
    "confie",
    "predit",
    "doute",
    "entretien",
    "interview",
    "according",
    "says",
    "said",
    "warns",
    "argues",
    "believes",
    "thinks",
    "fears",
    "predicts",
    "cautions",
    "claims",
    "explains",
    "insists",
    "say",
    "warn",
    "segundo",
    "afirma",
    "diz",
    "considera",
    "defende",
    "alerta",
    "avisa",
    "adverte",
    "explica",
    "critica",
    "dizem",
    "preve",
    "sustenta",
    "entende",
    "بحسب",
    "وفق",
    "حسب",
    "قال",
    "يقول",
    "قالت",
    "وفقا",
    "يري",
    "تري",
    "يحذر",
    "يعتبر",
];
/// Who plays, or leads those who do.
const PLAYERS: &[&str] = &[
    "striker",
    "forward",
    "midfielder",
    "defender",
    "winger",
    "goalkeeper",
    "keeper",
    "coach",
    "tactician",
    "referee",
    "footballer",
    "boxer",
    "cyclist",
    "attaquant",
    "attaquante",
    "milieu",
    "defenseur",
    "ailier",
    "gardien",
    "portier",
    "entraineur",
    "technicien",
    "selectionneur",
    "arbitre",
    "buteur",
    "coureur",
    "avancado",
    "medio",
    "defesa",
    "treinador",
    "tecnico",
    "selecionador",
    "seleccionador",
    "arbitro",
    "guarda",
    "المهاجم",
    "مهاجم",
    "مهاجمه",
    "مهاجمها",
    "اللاعب",
    "لاعب",
    "لاعبه",
    "لاعبها",
    "المدافع",
    "مدافع",
    "الحارس",
    "حارس",
    "الجناح",
    "المدرب",
    "مدرب",
    "مدربه",
    "مدربها",
    "الحكم",
    "حكم",
    "هداف",
    "الهداف",
    "المحترف",
    "الملاكم",
];

/// Whether those who govern stand next to the people at `span`: "le président béninois".
pub(super) fn is_office(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    tokens
        .before(span.start, 1)
        .chain(tokens.after(span.end, 1))
        .any(|word| OFFICES.contains(&word))
}

/// Whether someone of the people at `span` is quoted for an opinion: "selon un analyste malien".
pub(super) fn is_commentator(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let has_role = tokens
        .before(span.start, 3)
        .chain(tokens.after(span.end, 1))
        .any(|word| ROLES.contains(&word));
    has_role
        && tokens
            .after(0, tokens.len())
            .any(|word| REPORTING.contains(&word))
}

/// Whether a player or coach stands next to the people at `span`: "le gardien camerounais", "the
/// Brazilian striker".
pub(super) fn is_player(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    tokens
        .before(span.start, 1)
        .chain(tokens.after(span.end, 1))
        .any(|word| PLAYERS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::tokens::fold;

    #[test]
    fn every_word_is_folded_as_the_texts_are() {
        for list in [ROLES, REPORTING, PLAYERS] {
            for word in list {
                assert_eq!(fold(word), *word);
            }
        }
    }
}
