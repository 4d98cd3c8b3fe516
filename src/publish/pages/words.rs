//! The interface's words in French, English, Portuguese and Arabic. Every word that the pages
//! show and no outlet wrote stands here.

use crate::domain::{Language, Ownership};

/// A counted noun; `#` stands for the number. Which form a number takes follows the plural rules
/// of the Unicode CLDR.
pub struct Counted {
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
}

impl Counted {
    /// A noun of a language that knows one and many.
    const fn plain(one: &'static str, other: &'static str) -> Self {
        Self {
            one,
            two: other,
            few: other,
            many: other,
            other,
        }
    }

    /// The phrase for `count`.
    pub fn phrase(&self, count: usize, language: Language) -> String {
        self.form(count, language).replace('#', &count.to_string())
    }

    fn form(&self, count: usize, language: Language) -> &'static str {
        match (language.as_str(), count, count % 100) {
            ("fr", 0, _) | (_, 1, _) => self.one,
            ("ar", 2, _) => self.two,
            ("ar", _, 3..=10) => self.few,
            ("ar", _, 11..=99) => self.many,
            _ => self.other,
        }
    }
}

/// The words of one language. `{}` stands for a name.
pub struct Words {
    pub tagline: &'static str,
    pub skip: &'static str,
    pub home: &'static str,
    pub moving: &'static str,
    pub editions: &'static str,
    pub all_news: &'static str,
    pub regions_across: &'static str,
    pub topics: &'static str,
    /// Northern, Western, Middle, Eastern, Southern Africa.
    pub regions: [&'static str; 5],
    pub elsewhere: &'static str,
    pub stories: Counted,
    pub outlets: Counted,
    pub independent_texts: Counted,
    pub others: Counted,
    pub nothing_yet: &'static str,
    pub subscribe: &'static str,
    pub subscribe_how: &'static str,
    pub reading_list: &'static str,
    pub reported_by: &'static str,
    pub read_at: &'static str,
    pub first_published: &'static str,
    pub updated: &'static str,
    pub copy: &'static str,
    pub own_text: &'static str,
    /// Before the name of whom an outlet has its report from.
    pub after: &'static str,
    pub owner: &'static str,
    /// As [`Ownership`] lists them.
    ownership: [&'static str; 4],
    pub about: &'static str,
    pub mentioned: &'static str,
    pub related: &'static str,
    pub identifier: &'static str,
    pub sources: &'static str,
    pub sources_intro: &'static str,
    pub source: &'static str,
    pub state: &'static str,
    pub last_poll: &'static str,
    pub newest_entry: &'static str,
    pub entries: &'static str,
    pub well: &'static str,
    pub failing: Counted,
    pub not_asked: &'static str,
    pub never: &'static str,
    pub merged: &'static str,
    pub merged_into: &'static str,
    pub withdrawn: &'static str,
    pub withdrawn_why: &'static str,
    pub not_found: &'static str,
    pub not_found_why: &'static str,
    pub times: &'static str,
    pub contact: &'static str,
    /// French, English, Portuguese, Arabic.
    languages: [&'static str; 4],
    /// From Monday.
    pub weekdays: [&'static str; 7],
    /// From January.
    pub months: [&'static str; 12],
}

impl Words {
    /// The words of `language`; English where we have none.
    pub fn of(language: Language) -> &'static Self {
        match language.as_str() {
            "fr" => &FRENCH,
            "pt" => &PORTUGUESE,
            "ar" => &ARABIC,
            _ => &ENGLISH,
        }
    }

    /// What kind of owner an outlet has.
    pub fn ownership(&self, ownership: Ownership) -> &'static str {
        self.ownership[match ownership {
            Ownership::State => 0,
            Ownership::Public => 1,
            Ownership::Private => 2,
            Ownership::Ngo => 3,
        }]
    }

    /// The name of a language; its tag where we have no name.
    pub fn language(&self, language: Language) -> String {
        match language.as_str() {
            "fr" => self.languages[0].to_owned(),
            "en" => self.languages[1].to_owned(),
            "pt" => self.languages[2].to_owned(),
            "ar" => self.languages[3].to_owned(),
            other => other.to_owned(),
        }
    }
}

/// The language whose words the pages have for `language`: itself, or English.
pub fn spoken(language: Language) -> Language {
    match language.as_str() {
        "fr" | "pt" | "ar" => language,
        _ => Language::ENGLISH,
    }
}

static FRENCH: Words = Words {
    tagline: "Chaque événement une seule fois, avec tous les médias qui en parlent.",
    skip: "Aller au contenu",
    home: "Accueil",
    moving: "Ce qui fait l’actualité",
    editions: "Les éditions",
    all_news: "Toute l’actualité",
    regions_across: "Éditions régionales",
    topics: "Rubriques",
    regions: [
        "Afrique du Nord",
        "Afrique de l’Ouest",
        "Afrique centrale",
        "Afrique de l’Est",
        "Afrique australe",
    ],
    elsewhere: "Ailleurs",
    stories: Counted::plain("# sujet", "# sujets"),
    outlets: Counted::plain("# média", "# médias"),
    independent_texts: Counted::plain("# texte indépendant", "# textes indépendants"),
    others: Counted::plain("# autre", "# autres"),
    nothing_yet: "Rien pour l’instant. Le flux existe déjà : abonnez-vous, les sujets y viendront.",
    subscribe: "S’abonner",
    subscribe_how: "Copiez cette adresse dans votre lecteur de flux.",
    reading_list: "Toutes les éditions (OPML)",
    reported_by: "Qui en parle",
    read_at: "Lire chez {}",
    first_published: "Publié",
    updated: "mis à jour",
    copy: "reprise d’un texte déjà compté",
    own_text: "texte propre",
    after: "d’après",
    owner: "Propriétaire : {}",
    ownership: [
        "média d’État",
        "service public",
        "média privé",
        "média associatif",
    ],
    about: "Pays",
    mentioned: "Cités",
    related: "Sur le même sujet",
    identifier: "Identifiant",
    sources: "Les sources",
    sources_intro: "Les flux que nous relevons, et comment ils se portent.",
    source: "Source",
    state: "État",
    last_poll: "Dernier relevé",
    newest_entry: "Article le plus récent",
    entries: "Articles",
    well: "En ordre",
    failing: Counted::plain("# échec", "# échecs de suite"),
    not_asked: "Pas encore relevée",
    never: "jamais",
    merged: "Ce sujet a rejoint un autre",
    merged_into: "Il se poursuit ici :",
    withdrawn: "Ce sujet a été retiré",
    withdrawn_why: "Il n’est plus publié ici.",
    not_found: "Il n’y a rien à cette adresse",
    not_found_why: "L’adresse est peut-être mal recopiée, ou le sujet est trop ancien.",
    times: "Les heures sont en temps universel (UTC).",
    contact: "Contact : {}",
    languages: ["français", "anglais", "portugais", "arabe"],
    weekdays: [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};

static ENGLISH: Words = Words {
    tagline: "Every event once, with all the outlets that report it.",
    skip: "Skip to the content",
    home: "Home",
    moving: "What is moving",
    editions: "Editions",
    all_news: "All news",
    regions_across: "Regional editions",
    topics: "Topics",
    regions: [
        "North Africa",
        "West Africa",
        "Central Africa",
        "East Africa",
        "Southern Africa",
    ],
    elsewhere: "Elsewhere",
    stories: Counted::plain("# story", "# stories"),
    outlets: Counted::plain("# outlet", "# outlets"),
    independent_texts: Counted::plain("# independent text", "# independent texts"),
    others: Counted::plain("# other", "# others"),
    nothing_yet: "Nothing yet. The feed is already there: subscribe, and stories will come.",
    subscribe: "Subscribe",
    subscribe_how: "Copy this address into your feed reader.",
    reading_list: "All editions (OPML)",
    reported_by: "Who reports it",
    read_at: "Read at {}",
    first_published: "Published",
    updated: "updated",
    copy: "copy of a text already counted",
    own_text: "text of its own",
    after: "from",
    owner: "Owner: {}",
    ownership: [
        "state outlet",
        "public service",
        "private outlet",
        "non-profit outlet",
    ],
    about: "Countries",
    mentioned: "Mentioned",
    related: "Related",
    identifier: "Identifier",
    sources: "Sources",
    sources_intro: "The feeds that we poll, and how they are doing.",
    source: "Source",
    state: "State",
    last_poll: "Last poll",
    newest_entry: "Newest entry",
    entries: "Entries",
    well: "Well",
    failing: Counted::plain("# failure", "# failures in a row"),
    not_asked: "Not polled yet",
    never: "never",
    merged: "This story has joined another",
    merged_into: "It goes on here:",
    withdrawn: "This story was withdrawn",
    withdrawn_why: "It is no longer published here.",
    not_found: "There is nothing at this address",
    not_found_why: "It may have been copied wrongly, or the story is too old.",
    times: "All times are UTC.",
    contact: "Contact: {}",
    languages: ["French", "English", "Portuguese", "Arabic"],
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

static PORTUGUESE: Words = Words {
    tagline: "Cada acontecimento uma só vez, com todos os meios que o noticiam.",
    skip: "Ir para o conteúdo",
    home: "Início",
    moving: "O que está a mexer",
    editions: "Edições",
    all_news: "Todas as notícias",
    regions_across: "Edições regionais",
    topics: "Temas",
    regions: [
        "África do Norte",
        "África Ocidental",
        "África Central",
        "África Oriental",
        "África Austral",
    ],
    elsewhere: "Outros lugares",
    stories: Counted::plain("# assunto", "# assuntos"),
    outlets: Counted::plain("# meio", "# meios"),
    independent_texts: Counted::plain("# texto independente", "# textos independentes"),
    others: Counted::plain("# outro", "# outros"),
    nothing_yet: "Nada por enquanto. O feed já existe: subscreva-o, os assuntos virão.",
    subscribe: "Subscrever",
    subscribe_how: "Copie este endereço para o seu leitor de feeds.",
    reading_list: "Todas as edições (OPML)",
    reported_by: "Quem noticia",
    read_at: "Ler em {}",
    first_published: "Publicado",
    updated: "atualizado",
    copy: "cópia de um texto já contado",
    own_text: "texto próprio",
    after: "segundo",
    owner: "Proprietário: {}",
    ownership: [
        "meio estatal",
        "serviço público",
        "meio privado",
        "meio sem fins lucrativos",
    ],
    about: "Países",
    mentioned: "Citados",
    related: "Relacionados",
    identifier: "Identificador",
    sources: "Fontes",
    sources_intro: "Os feeds que consultamos, e como estão.",
    source: "Fonte",
    state: "Estado",
    last_poll: "Última consulta",
    newest_entry: "Artigo mais recente",
    entries: "Artigos",
    well: "Em ordem",
    failing: Counted::plain("# falha", "# falhas seguidas"),
    not_asked: "Ainda não consultada",
    never: "nunca",
    merged: "Este assunto juntou-se a outro",
    merged_into: "Continua aqui:",
    withdrawn: "Este assunto foi retirado",
    withdrawn_why: "Já não é publicado aqui.",
    not_found: "Não há nada neste endereço",
    not_found_why: "Talvez tenha sido mal copiado, ou o assunto é demasiado antigo.",
    times: "As horas são em tempo universal (UTC).",
    contact: "Contacto: {}",
    languages: ["francês", "inglês", "português", "árabe"],
    weekdays: [
        "segunda-feira",
        "terça-feira",
        "quarta-feira",
        "quinta-feira",
        "sexta-feira",
        "sábado",
        "domingo",
    ],
    months: [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
};

static ARABIC: Words = Words {
    tagline: "كل حدث مرة واحدة، مع جميع وسائل الإعلام التي نقلته.",
    skip: "انتقل إلى المحتوى",
    home: "الصفحة الأولى",
    moving: "أبرز ما يجري",
    editions: "الطبعات",
    all_news: "كل الأخبار",
    regions_across: "طبعات إقليمية",
    topics: "أقسام",
    regions: [
        "شمال أفريقيا",
        "غرب أفريقيا",
        "وسط أفريقيا",
        "شرق أفريقيا",
        "جنوب القارة الأفريقية",
    ],
    elsewhere: "خارج أفريقيا",
    stories: Counted {
        one: "خبر واحد",
        two: "خبران",
        few: "# أخبار",
        many: "# خبرًا",
        other: "# خبر",
    },
    outlets: Counted {
        one: "وسيلة إعلام واحدة",
        two: "وسيلتا إعلام",
        few: "# وسائل إعلام",
        many: "# وسيلة إعلام",
        other: "# وسيلة إعلام",
    },
    independent_texts: Counted {
        one: "نص مستقل واحد",
        two: "نصان مستقلان",
        few: "# نصوص مستقلة",
        many: "# نصًا مستقلًا",
        other: "# نص مستقل",
    },
    others: Counted {
        one: "وسيلة أخرى",
        two: "وسيلتان أخريان",
        few: "# وسائل أخرى",
        many: "# وسيلة أخرى",
        other: "# وسيلة أخرى",
    },
    nothing_yet: "لا شيء بعد. الخلاصة موجودة: اشترك فيها وستصلك الأخبار.",
    subscribe: "اشترك",
    subscribe_how: "انسخ هذا العنوان إلى قارئ الخلاصات.",
    reading_list: "جميع الطبعات (OPML)",
    reported_by: "من نقل الخبر",
    read_at: "اقرأ في {}",
    first_published: "نُشر",
    updated: "حُدّث",
    copy: "نقل لنص سبق عدّه",
    own_text: "نص خاص",
    after: "نقلاً عن",
    owner: "المالك: {}",
    ownership: ["إعلام حكومي", "خدمة عمومية", "إعلام خاص", "إعلام غير ربحي"],
    about: "البلدان",
    mentioned: "بلدان مذكورة",
    related: "أخبار ذات صلة",
    identifier: "المعرّف",
    sources: "المصادر",
    sources_intro: "الخلاصات التي نتابعها وحالتها.",
    source: "المصدر",
    state: "الحالة",
    last_poll: "آخر استطلاع",
    newest_entry: "أحدث مقال",
    entries: "المقالات",
    well: "سليم",
    failing: Counted {
        one: "إخفاق واحد",
        two: "إخفاقان متتاليان",
        few: "# إخفاقات متتالية",
        many: "# إخفاقًا متتاليًا",
        other: "# إخفاق متتالٍ",
    },
    not_asked: "لم يُستطلع بعد",
    never: "أبدًا",
    merged: "انضم هذا الخبر إلى خبر آخر",
    merged_into: "تتمته هنا:",
    withdrawn: "سُحب هذا الخبر",
    withdrawn_why: "لم يعد منشورًا هنا.",
    not_found: "لا شيء في هذا العنوان",
    not_found_why: "ربما نُسخ العنوان خطأً، أو أن الخبر قديم جدًا.",
    times: "الأوقات كلها بالتوقيت العالمي (UTC).",
    contact: "للاتصال: {}",
    languages: ["الفرنسية", "الإنجليزية", "البرتغالية", "العربية"],
    weekdays: [
        "الاثنين",
        "الثلاثاء",
        "الأربعاء",
        "الخميس",
        "الجمعة",
        "السبت",
        "الأحد",
    ],
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_form_that_each_language_wants() {
        for (language, count, phrase) in [
            (Language::FRENCH, 0, "0 média"),
            (Language::FRENCH, 1, "1 média"),
            (Language::FRENCH, 2, "2 médias"),
            (Language::ENGLISH, 0, "0 outlets"),
            (Language::PORTUGUESE, 1, "1 meio"),
            (Language::ARABIC, 2, "وسيلتا إعلام"),
            (Language::ARABIC, 3, "3 وسائل إعلام"),
            (Language::ARABIC, 11, "11 وسيلة إعلام"),
            (Language::ARABIC, 103, "103 وسائل إعلام"),
        ] {
            let words = Words::of(language);
            assert_eq!(words.outlets.phrase(count, language), phrase);
        }
    }
}
