//! What the people at a name are in the text: those who govern, who comment, who play.

use std::ops::Range;

use super::super::gazetteer::Kind;
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
/// How it is urged, after who urges: whom others call for is no commentator.
const URGING: &[&str] = &[
    "invite",
    "invitent",
    "appelle",
    "appellent",
    "exhorte",
    "exhortent",
    "plaide",
    "plaident",
    "urges",
    "urge",
    "calls",
    "advises",
    "apela",
    "pede",
    "exorta",
    "يدعو",
    "تدعو",
    "يطالب",
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

/// Words between who urges and that they do.
const URGED: usize = 3;
/// Between who is quoted and the city that they are from.
const FROM: &[&str] = &["de", "d", "of", "from"];
/// No longer in office.
const FORMER: &[&str] = &[
    "ancien",
    "ancienne",
    "anciens",
    "ex",
    "former",
    "antigo",
    "antiga",
    "defunt",
    "feu",
    "السابق",
    "السابقه",
    "الاسبق",
    "الراحل",
];
/// Whose they are.
const POSSESSIVES: &[&str] = &[
    "son", "sa", "leur", "leurs", "its", "their", "his", "her", "seu", "sua", "seus",
];

/// Whether those who govern stand next to the people at `span`: "le président béninois". Who did so once
/// stands for no state any more: "l'ancien Premier ministre béninois".
pub(super) fn is_office(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    const REACH: usize = 3;
    let is_former = |word: &str| FORMER.contains(&word);
    let beside = |word: &str| OFFICES.contains(&word);
    (tokens.before(span.start, 1).any(beside) || tokens.after(span.end, 1).any(beside))
        && !tokens.before(span.start, REACH).any(is_former)
        && !tokens.after(span.end, 1).any(is_former)
}

/// Whether someone of the people or from the city at `span` is quoted for an opinion: "selon un analyste
/// malien", "l'universitaire d'Accra estime".
pub(super) fn is_commentator(tokens: &Tokens<'_>, span: &Range<usize>, kind: Kind) -> bool {
    let before = || tokens.before(span.start, 3);
    let is_role = |word: &str| ROLES.contains(&word);
    let has_role = match kind {
        Kind::Demonym => before().any(is_role) || tokens.after(span.end, 1).any(is_role),
        Kind::Capital | Kind::City => {
            before().next().is_some_and(|word| FROM.contains(&word))
                && before().nth(1).is_some_and(is_role)
        }
        _ => false,
    };
    let says = |word: &str| REPORTING.contains(&word);
    let urges = |word: &str| URGING.contains(&word);
    has_role
        && (tokens.after(0, tokens.len()).any(says) || tokens.after(span.end, URGED).any(urges))
}

/// Whether the player or coach at `span` is another's: "son entraîneur portugais", "its Brazilian
/// coach".
pub(super) fn is_another_s(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let mut before = tokens.before(span.start, 2);
    let nearest = before.next().unwrap_or_default();
    let second = before.next().unwrap_or_default();
    let next = tokens.after(span.end, 1).next().unwrap_or_default();
    PLAYERS.contains(&nearest) && POSSESSIVES.contains(&second)
        || POSSESSIVES.contains(&nearest) && PLAYERS.contains(&next)
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
    use crate::attribute::context::assert_folded;

    #[test]
    fn every_word_is_folded_as_the_texts_are() {
        assert_folded(&[ROLES, REPORTING, URGING, PLAYERS, FROM, FORMER, POSSESSIVES]);
    }
}
