//! What the words around a name, and the rest of the text, make of it.

use griot::attribute::Text;

use super::{check, primary};

#[test]
fn a_venue_is_not_what_a_text_is_about_and_a_metonym_is() {
    check(&[
        ("fr", "Paris rappelle son ambassadeur au Tchad", "FR TD"),
        (
            "fr",
            "Le président béninois en visite de travail à Paris",
            "BJ",
        ),
        (
            "fr",
            "Conférence de Genève : le Soudan demande de l'aide",
            "SD",
        ),
        ("fr", "Le Gabon défend son bilan à New York", "GA"),
        (
            "en",
            "Washington imposes sanctions on Malian officials",
            "US ML",
        ),
        ("en", "Kenyan runner wins marathon in London", "KE"),
        ("en", "Rwanda and DR Congo resume talks in Doha", "RW CD"),
        ("pt", "Angola abre pavilhão em Paris", "AO"),
        (
            "fr",
            "Bruxelles sanctionne deux généraux soudanais",
            "SD BE",
        ),
        ("ar", "السنغال تشارك في مؤتمر باريس", "SN"),
        ("en", "Ghana's finance minister flies to London", "GH"),
        ("en", "Ghana sends note to London", "GH GB"),
        ("ar", "وزير المالية السنغالي يتوجه إلى واشنطن", "SN"),
        (
            "fr",
            "Le gouverneur de la Banque du Ghana s'envole pour Tokyo",
            "GH",
        ),
    ]);
}

#[test]
fn outsiders_and_neighbours_are_only_mentioned() {
    check(&[
        (
            "fr",
            "Ghana : l'inflation va reculer, selon un économiste togolais",
            "GH",
        ),
        (
            "fr",
            "Le Burkina a raison, estime un politologue sénégalais",
            "BF",
        ),
        ("en", "Zambia debt deal is fair, says Kenyan analyst", "ZM"),
        (
            "pt",
            "Moçambique vai crescer, diz economista angolano",
            "MZ",
        ),
        (
            "fr",
            "Attaque au Bénin, dans une zone proche du Burkina Faso",
            "BJ",
        ),
        ("fr", "Le Togo ferme un poste frontalier du Ghana", "TG"),
        ("en", "Uganda village near South Sudan flooded", "UG"),
    ]);
}

#[test]
fn institutions_stand_for_their_country() {
    check(&[
        ("fr", "Kenya Airways commande trois avions", "KE"),
        ("fr", "La Banque de Maurice baisse son taux", "MU"),
        (
            "fr",
            "Royal Air Maroc ouvre une ligne vers le Tchad",
            "MA TD",
        ),
        ("en", "Ethiopian Airlines adds flights", "ET"),
        ("pt", "Sonangol vende participação", "AO"),
        ("ar", "سوناطراك توقع عقدا جديدا", "DZ"),
    ]);
}

#[test]
fn a_group_of_several_countries_counts_only_where_none_is_named() {
    check(&[
        ("en", "Boko Haram fighters surrender", "NG"),
        ("en", "Boko Haram attacks village in Cameroon", "CM"),
        ("fr", "Cameroun : Boko Haram enlève des pêcheurs", "CM"),
        ("en", "Duma Boko opens parliament", "BW"),
        (
            "en",
            "President Boko reshuffles cabinet as Botswana economy slows",
            "BW",
        ),
        ("fr", "Les shebab revendiquent un attentat au Kenya", "KE"),
        ("fr", "Le Jnim revendique une attaque au Togo", "TG"),
    ]);
}

#[test]
fn an_alliance_of_three_is_three_countries_and_larger_unions_are_none() {
    check(&[
        ("fr", "L'AES crée une banque d'investissement", "BF ML NE"),
        (
            "en",
            "Alliance of Sahel States launches passport",
            "BF ML NE",
        ),
        (
            "pt",
            "Aliança dos Estados do Sahel cria força conjunta",
            "BF ML NE",
        ),
        ("ar", "تحالف دول الساحل ينشئ قوة مشتركة", "BF ML NE"),
        ("fr", "La CEDEAO convoque un sommet extraordinaire", ""),
        ("fr", "La CEMAC révise ses règles de change", ""),
        ("en", "African Union condemns coup attempts", ""),
        ("pt", "SADC discute livre circulação", ""),
    ]);
}

#[test]
fn a_place_of_writing_and_the_outlets_own_furniture_are_not_the_news() {
    let about = |title, summary| {
        primary(&Text {
            language: "fr".parse().ok(),
            title,
            summary,
            ..Text::default()
        })
    };
    assert_eq!(
        about(
            "Le Burundi reçoit un prêt pour ses routes",
            "PARIS (AFP) - Le gouvernement burundais a signé un accord lundi."
        ),
        ["BI"]
    );
    assert_eq!(
        about(
            "Le Ghana relance le rail",
            "Savane-Press – Niger. Le gouvernement ghanéen a lancé les travaux.\n\
             Pour plus d'informations sur la Niger, suivez Savane-Press"
        ),
        ["GH"]
    );
    assert_eq!(
        about(
            "La Zambie rouvre ses mines de cuivre",
            "La production reprend. Lire aussi : Le Sénégal découvre du gaz"
        ),
        ["ZM"]
    );
}

#[test]
fn a_text_without_a_country_is_about_its_sources() {
    let of = |feed: Option<&str>, url| {
        primary(&Text {
            language: "fr".parse().ok(),
            title: "Les enseignants reprennent le travail",
            feed_country: feed.and_then(|code| code.parse().ok()),
            url,
            ..Text::default()
        })
    };
    assert_eq!(of(Some("TD"), None), ["TD"]);
    assert_eq!(of(None, Some("https://example.org/togo/reprise")), ["TG"]);
    assert!(of(None, None).is_empty());
}

#[test]
fn an_institution_that_each_country_has_is_the_sources_unless_the_headline_says_whose() {
    let of = |language: &str, title| {
        primary(&Text {
            language: language.parse().ok(),
            title,
            feed_country: "AO".parse().ok(),
            ..Text::default()
        })
    };
    assert_eq!(of("pt", "Selecção nacional defronta Gana"), ["AO", "GH"]);
    assert_eq!(of("fr", "Ghana : le chef de l'État en tournée"), ["GH"]);
    assert_eq!(of("fr", "Le chef de l'État ghanéen en tournée"), ["GH"]);
}

#[test]
fn what_is_near_a_town_is_in_its_country_and_what_is_near_a_country_is_not() {
    check(&[
        ("fr", "Une embuscade près de Ménaka fait six morts", "ML"),
        ("en", "Lorry overturns near Kumasi", "GH"),
        ("fr", "Dori : un marché rouvre près du Niger", "BF"),
    ]);
}

#[test]
fn the_lead_says_whose_the_places_of_a_title_are() {
    let of = |title, summary| {
        primary(&Text {
            language: "fr".parse().ok(),
            title,
            summary,
            ..Text::default()
        })
    };
    let places = of(
        "Adré manque d'eau",
        "Les familles soudanaises affluent dans l'est.",
    );
    assert_eq!(places, ["SD", "TD"]);
    // A title that names a state says by itself what it is about.
    let state = of(
        "Le Tchad manque d'eau",
        "Les familles soudanaises affluent dans l'est.",
    );
    assert_eq!(state, ["TD"]);
}

#[test]
fn the_dateline_of_a_title_and_the_mark_of_an_outlet_are_not_what_it_is_about() {
    check(&[
        ("fr", "GENÈVE, 3 mars (AP) -- La faim recule", ""),
        ("en", "ACCRA, Ghana (AP) — Togo votes on Sunday", "TG"),
    ]);
    let marked = |title| {
        primary(&Text {
            language: "fr".parse().ok(),
            title,
            summary: "Savane-Press – Niger. Les étals ont rouvert lundi.",
            ..Text::default()
        })
    };
    assert_eq!(marked("Accra : le marché rouvre"), ["GH"]);
    assert_eq!(marked("Le marché rouvre"), ["NE"]);
}

#[test]
fn where_a_player_or_coach_comes_from_is_not_what_a_match_is_about() {
    let of = |language: &str, title, summary| {
        primary(&Text {
            language: language.parse().ok(),
            title,
            summary,
            ..Text::default()
        })
    };
    let match_report = of(
        "fr",
        "Le TP Mazembe reprend la tête",
        "L'attaquant zambien a inscrit un doublé.",
    );
    assert_eq!(match_report, ["CD"]);
    let arabic = of(
        "ar",
        "الوداد ينفرد بالصدارة",
        "سجل المهاجم السنغالي هدف اللقاء الوحيد.",
    );
    assert_eq!(arabic, ["MA"]);
    // Where the headline tells of him, he is what it is about.
    assert_eq!(of("en", "Zambian striker retires at 33", ""), ["ZM"]);
}

#[test]
fn an_institution_is_known_by_its_name_also_with_a_small_letter() {
    check(&[
        ("en", "Zondo commission files handed to police", "ZA"),
        ("en", "Standard bank lifts profit", "ZA"),
    ]);
}

#[test]
fn a_government_in_the_first_sentence_is_a_party_to_what_the_title_tells() {
    let of = |summary| {
        primary(&Text {
            language: "fr".parse().ok(),
            title: "Le Togo renforce ses patrouilles en mer",
            summary,
            ..Text::default()
        })
    };
    let partner = of("Le gouvernement béninois fournira deux vedettes.");
    assert_eq!(partner, ["BJ", "TG"]);
    let supplier = of("Les vedettes viennent d'un chantier naval béninois.");
    assert_eq!(supplier, ["TG"]);
}

/// What titles with summaries are about: language, title, summary, and the countries.
fn check_told(cases: &[(&str, &str, &str, &[&str])]) {
    for (language, title, summary, expected) in cases {
        let found = primary(&Text {
            language: language.parse().ok(),
            title,
            summary,
            ..Text::default()
        });
        assert_eq!(found, *expected, "{title}");
    }
}

#[test]
fn where_a_body_of_many_meets_or_has_its_house_is_not_what_it_decides_on() {
    check_told(&[
        (
            "fr",
            "L'Uemoa révise ses règles budgétaires",
            "Le conseil des ministres s'était réuni vendredi à Dakar.",
            &[],
        ),
        (
            "en",
            "African Development Bank names new vice-president",
            "The lender is headquartered in Abidjan.",
            &[],
        ),
        (
            "pt",
            "SADC prolonga o mandato da missão de observadores",
            "Os chefes da diplomacia reuniram-se em Gaborone.",
            &[],
        ),
        (
            "ar",
            "الاتحاد الأفريقي يعلن خطة للأمن الغذائي",
            "أديس أبابا – أقرت المفوضية الخطة بعد شهور من المشاورات.",
            &[],
        ),
    ]);
}

#[test]
fn one_named_for_many_and_where_something_passed_are_not_what_it_is_about() {
    check_told(&[
        (
            "fr",
            "Le Bénin ouvre un salon du livre jeunesse",
            "Des éditeurs de neuf pays, dont le Togo et le Maroc, exposent.",
            &["BJ"],
        ),
        (
            "en",
            "Rwanda hosts cycling tour",
            "Riders from eleven countries, including Eritrea and Algeria, start on Sunday.",
            &["RW"],
        ),
        (
            "fr",
            "Le Burkina reçoit du blé",
            "La cargaison a transité par le port de Lomé.",
            &["BF"],
        ),
    ]);
}

#[test]
fn a_beach_is_no_capital_and_a_company_of_two_countries_is_of_the_one_that_is_named() {
    check(&[
        (
            "pt",
            "Moçambique: banhistas resgatados na Praia do Bilene",
            "MZ",
        ),
        ("fr", "Burundi : la Regideso relève ses tarifs", "BI"),
        ("fr", "Kinshasa : la Regideso annonce des coupures", "CD"),
    ]);
}
