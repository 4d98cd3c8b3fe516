//! What an outlet leaves unsaid: the country that it writes from, and for.

use griot::attribute::Text;

use super::primary;

/// What an outlet of a country writes: its country, language, title, summary, what it is about.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

fn check_at(cases: &[Case]) {
    for (feed, language, title, summary, expected) in cases {
        let found = primary(&Text {
            language: language.parse().ok(),
            title,
            summary,
            feed_country: feed.parse().ok(),
            ..Text::default()
        });
        assert_eq!(found, *expected, "{title}");
    }
}

#[test]
fn a_country_named_in_passing_after_the_first_sentence_is_not_what_an_outlet_writes_about() {
    check_at(&[
        (
            "GA",
            "fr",
            "La doyenne des sages-femmes est morte",
            "Elle avait formé trois générations de soignantes. Son diplôme venait de Belgique.",
            &["GA"],
        ),
        (
            "ZM",
            "en",
            "Choir wins first prize at gala",
            "The singers rehearsed for eight months. Their next concert is in Botswana.",
            &["ZM"],
        ),
        // What the first sentence is about is told there.
        (
            "FR",
            "fr",
            "Les écoles rouvrent après deux semaines",
            "À Lomé, les élèves togolais ont repris le chemin des classes.",
            &["TG"],
        ),
        // Without a country of the source, the text's only one is what there is.
        (
            "",
            "fr",
            "La doyenne des sages-femmes est morte",
            "Elle avait formé trois générations de soignantes. Elle vivait au Togo.",
            &["TG"],
        ),
    ]);
}

#[test]
fn who_paid_and_where_goods_come_from_is_not_what_an_outlet_writes_about() {
    check_at(&[
        (
            "GM",
            "en",
            "New ferry reaches harbour",
            "The vessel was funded by Norway.",
            &["GM"],
        ),
        (
            "KM",
            "fr",
            "Pénurie d'oignons sur les marchés",
            "Les derniers sacs provenaient de Tanzanie.",
            &["KM"],
        ),
        (
            "ST",
            "pt",
            "Nova central elétrica entra em serviço",
            "A obra foi financiada pelo Japão.",
            &["ST"],
        ),
        (
            "MR",
            "ar",
            "افتتاح مدرسة جديدة في الحي",
            "البناء ممول من اليابان.",
            &["MR"],
        ),
    ]);
}

#[test]
fn a_state_s_institutions_are_those_of_the_source_s_country() {
    check_at(&[
        (
            "TD",
            "fr",
            "Le ministre des Transports reçoit l'ambassadrice d'Inde",
            "",
            &["IN", "TD"],
        ),
        (
            "SL",
            "en",
            "Parliament debates fishing bill",
            "A Dutch consultant attended the session.",
            &["SL"],
        ),
        (
            "GW",
            "pt",
            "Tribunal adia julgamento",
            "O réu tem passaporte italiano.",
            &["GW"],
        ),
        (
            "DZ",
            "ar",
            "البرلمان يناقش قانون الصيد",
            "حضر الجلسة خبير إيطالي.",
            &["DZ"],
        ),
    ]);
}

#[test]
fn a_state_s_institutions_are_another_s_where_title_or_lead_say_so() {
    check_at(&[
        (
            "FR",
            "fr",
            "Le ministre des Mines et de l'Énergie du Gabon démissionne",
            "",
            &["GA"],
        ),
        (
            "FR",
            "fr",
            "Le gouvernement de transition guinéen est remanié",
            "",
            &["GN"],
        ),
        ("IN", "en", "Zambia's new parliament meets", "", &["ZM"]),
        ("IN", "en", "Senate of Liberia rejects bill", "", &["LR"]),
        (
            "QA",
            "ar",
            "وزير الشؤون الخارجية الموريتاني يستقيل",
            "",
            &["MR"],
        ),
        (
            "FR",
            "fr",
            "Le gouvernement suspend trois radios",
            "Les journalistes protestent au Tchad contre cette décision.",
            &["TD"],
        ),
        (
            "GB",
            "en",
            "Police disperse student march",
            "Officers fired tear gas in Kampala on Monday.",
            &["UG"],
        ),
    ]);
}

#[test]
fn a_place_of_writing_is_not_what_a_text_about_another_country_is_about() {
    check_at(&[
        (
            "",
            "en",
            "Floods cut off villages",
            "ACCRA, Ghana (AP) — Rivers burst their banks in northern Togo.",
            &["TG"],
        ),
        (
            "",
            "fr",
            "Les pluies coupent des routes",
            "Avec notre correspondante à Abidjan, Awa Traoré. Des villages libériens sont isolés.",
            &["LR"],
        ),
        (
            "",
            "fr",
            "Le marché rouvre",
            "De notre envoyé spécial à Kampala. Les étals de Bujumbura sont pleins.",
            &["BI"],
        ),
        (
            "",
            "pt",
            "Chuvas cortam estradas",
            "Do nosso correspondente em Lisboa. Aldeias angolanas estão isoladas.",
            &["AO"],
        ),
    ]);
}

#[test]
fn a_state_s_institutions_are_those_of_the_country_under_which_the_outlet_files_the_text() {
    let filed = |category: &str| {
        primary(&Text {
            language: "fr".parse().ok(),
            title: "Le gouvernement relève le prix du pain",
            categories: &[category.to_owned()],
            feed_country: "BE".parse().ok(),
            ..Text::default()
        })
    };
    assert_eq!(filed("Burundi"), ["BI"]);
    assert_eq!(filed("Économie"), ["BE"]);
}
