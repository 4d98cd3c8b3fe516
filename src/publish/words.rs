//! The instance's own words in feeds, in French, English, Portuguese and Arabic.

use crate::domain::{Language, Ownership};

/// What feeds say in one language.
#[derive(Debug)]
pub struct Words {
    /// The language itself.
    pub language: Language,
    /// The name of the edition that takes in everything.
    pub everything: &'static str,
    /// Before the name of the outlet whose text stands for the story.
    pub source: &'static str,
    /// Before the name of whom that outlet has it from.
    pub after: &'static str,
    /// Before the list of the other outlets.
    pub also_reported_by: &'static str,
    /// The title of the link to the page that sets the reports side by side.
    pub all_reports: &'static str,
    /// Before the stories that follow up, or are followed up.
    pub related: &'static str,
    /// What an edition is, for a feed's description; the edition's name stands before it.
    pub description: &'static str,
    /// Whose the texts are.
    pub rights: &'static str,
    /// In a tombstone, when a story was withdrawn.
    pub withdrawn: &'static str,
    /// In a tombstone, before the title of the story that took this one in.
    pub merged_into: &'static str,
    /// [`Ownership`] in the order state, public, private, NGO.
    ownership: [&'static str; 4],
    /// Above the editions of topics.
    pub topics: &'static str,
    /// Above the editions that the operator drew up.
    pub own_editions: &'static str,
    /// The five regions of Africa, north, west, central, east, south; then the Americas, Asia,
    /// Europe, Oceania, and what is left.
    pub regions: [&'static str; 10],
}

static FRENCH: Words = Words {
    language: Language::FRENCH,
    everything: "Toute l’actualité",
    source: "Source\u{a0}:",
    after: "d’après",
    also_reported_by: "Aussi rapporté par\u{a0}:",
    all_reports: "Tous les articles sur cet événement",
    related: "Voir aussi\u{a0}:",
    description: "chaque événement une fois, avec tous les médias qui l’ont rapporté",
    rights: "Titres, résumés et images appartiennent aux médias cités.",
    withdrawn: "Retiré",
    merged_into: "Réuni avec\u{a0}:",
    topics: "Rubriques",
    own_editions: "Autres éditions",
    ownership: ["média d’État", "service public", "privé", "ONG"],
    regions: [
        "Afrique du Nord",
        "Afrique de l’Ouest",
        "Afrique centrale",
        "Afrique de l’Est",
        "Afrique australe",
        "Amériques",
        "Asie",
        "Europe",
        "Océanie",
        "Autres pays",
    ],
};

static ENGLISH: Words = Words {
    language: Language::ENGLISH,
    everything: "All the news",
    source: "Source:",
    after: "from",
    also_reported_by: "Also reported by:",
    all_reports: "Every report of this event",
    related: "See also:",
    description: "each event once, with every outlet that reported it",
    rights: "Titles, summaries and images belong to the outlets named.",
    withdrawn: "Withdrawn",
    merged_into: "Merged into:",
    topics: "Topics",
    own_editions: "Other editions",
    ownership: ["state-owned", "public service", "private", "NGO"],
    regions: [
        "North Africa",
        "West Africa",
        "Central Africa",
        "East Africa",
        "Southern Africa",
        "Americas",
        "Asia",
        "Europe",
        "Oceania",
        "Other countries",
    ],
};

static PORTUGUESE: Words = Words {
    language: Language::PORTUGUESE,
    everything: "Todas as notícias",
    source: "Fonte:",
    after: "segundo",
    also_reported_by: "Também noticiado por:",
    all_reports: "Todas as notícias sobre este acontecimento",
    related: "Ver também:",
    description: "cada acontecimento uma vez, com todos os meios que o noticiaram",
    rights: "Títulos, resumos e imagens pertencem aos meios citados.",
    withdrawn: "Retirado",
    merged_into: "Reunido com:",
    topics: "Temas",
    own_editions: "Outras edições",
    ownership: ["estatal", "serviço público", "privado", "ONG"],
    regions: [
        "Norte de África",
        "África Ocidental",
        "África Central",
        "África Oriental",
        "África Austral",
        "Américas",
        "Ásia",
        "Europa",
        "Oceânia",
        "Outros países",
    ],
};

static ARABIC: Words = Words {
    language: Language::ARABIC,
    everything: "كل الأخبار",
    source: "المصدر:",
    after: "نقلاً عن",
    also_reported_by: "نشرته أيضًا:",
    all_reports: "كل ما نُشر عن هذا الحدث",
    related: "انظر أيضًا:",
    description: "كل حدث مرة واحدة، مع كل وسائل الإعلام التي نشرته",
    rights: "العناوين والملخصات والصور ملك لوسائل الإعلام المذكورة.",
    withdrawn: "سُحب",
    merged_into: "ضُم إلى:",
    topics: "أقسام",
    own_editions: "طبعات أخرى",
    ownership: ["حكومية", "خدمة عامة", "خاصة", "منظمة غير حكومية"],
    regions: [
        "شمال أفريقيا",
        "غرب أفريقيا",
        "وسط أفريقيا",
        "شرق أفريقيا",
        "الجنوب الأفريقي",
        "الأمريكتان",
        "آسيا",
        "أوروبا",
        "أوقيانوسيا",
        "بلدان أخرى",
    ],
};

/// The words for an instance of this language; English where it is none of the four.
#[must_use]
pub fn words(language: Language) -> &'static Words {
    match language.as_str() {
        "fr" => &FRENCH,
        "pt" => &PORTUGUESE,
        "ar" => &ARABIC,
        _ => &ENGLISH,
    }
}

/// What stands between the parts of a list in this language.
#[must_use]
pub fn comma(language: Language) -> &'static str {
    if language == Language::ARABIC {
        "، "
    } else {
        ", "
    }
}

impl Words {
    /// What kind of owner stands behind an outlet.
    #[must_use]
    pub fn ownership(&self, ownership: Ownership) -> &'static str {
        self.ownership[match ownership {
            Ownership::State => 0,
            Ownership::Public => 1,
            Ownership::Private => 2,
            Ownership::Ngo => 3,
        }]
    }

    /// The two counts of a story: `6 outlets, 2 independent texts`.
    #[must_use]
    pub fn counts(&self, outlets: usize, texts: usize) -> String {
        let one = |count: usize, one: &'static str, many: &'static str| {
            format!("{count} {}", if count == 1 { one } else { many })
        };
        match self.language.as_str() {
            "fr" => format!(
                "{}, {}",
                one(outlets, "média", "médias"),
                one(texts, "texte indépendant", "textes indépendants")
            ),
            "pt" => format!(
                "{}, {}",
                one(outlets, "meio", "meios"),
                one(texts, "texto independente", "textos independentes")
            ),
            // Arabic has a form for each of one, two, few and many: the noun first needs none.
            "ar" => format!("وسائل الإعلام: {outlets}، النصوص المستقلة: {texts}"),
            _ => format!(
                "{}, {}",
                one(outlets, "outlet", "outlets"),
                one(texts, "independent text", "independent texts")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_in_number() {
        assert_eq!(
            words(Language::ENGLISH).counts(6, 1),
            "6 outlets, 1 independent text"
        );
        assert_eq!(
            words(Language::FRENCH).counts(1, 2),
            "1 média, 2 textes indépendants"
        );
    }

    #[test]
    fn other_languages_get_english() {
        assert_eq!(words("de".parse().unwrap()).language, Language::ENGLISH);
    }

    #[test]
    fn no_line_of_french_begins_with_a_sign_that_belongs_to_the_word_before() {
        let words = format!("{:?}", words(Language::FRENCH));
        for broken in [" :", " ;", " !", " ?", " »", "« "] {
            assert!(!words.contains(broken), "a plain space: {broken}");
        }
    }
}
