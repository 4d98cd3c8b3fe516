use super::*;

fn alias(surface: &str, code: &str) -> Alias {
    Alias {
        countries: vec![code.parse().unwrap()],
        surface: surface.to_owned(),
        kind: Kind::Alias,
        language: None,
    }
}

fn primary(attributor: &Attributor, title: &str) -> String {
    let text = Text {
        language: "fr".parse().ok(),
        title,
        ..Text::default()
    };
    let found = attributor.attribute(&text).primary;
    found
        .iter()
        .map(Country::code)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn an_operator_adds_blocks_and_removes_names() {
    let title = "Zorglub inaugure la foire de Niamey-sur-Loire";
    assert_eq!(primary(Attributor::bundled(), title), "NE");
    let blocks = [Block {
        surface: "Niamey-sur-Loire".to_owned(),
    }];
    let own = Attributor::new(&[alias("Zorglub", "TG")], &blocks, &[]);
    assert_eq!(primary(&own, title), "TG");
    let without = Attributor::new(&[], &[], &[alias("Niamey", "NE")]);
    assert_eq!(primary(&without, title), "");
}

#[test]
fn what_is_at_odds_with_the_table_or_with_itself_is_said_with_its_surface() {
    let block = |surface: &str| Block {
        surface: surface.to_owned(),
    };
    let said = |aliases: &[Alias], blocks: &[Block], removals: &[Alias]| -> Vec<String> {
        let found = conflicts(aliases, blocks, removals);
        found.into_iter().map(|conflict| conflict.message).collect()
    };
    for (alias, words) in [
        (
            alias("Bamako", "SN"),
            "\"Bamako\" stands for ML in the gazetteer, too",
        ),
        (
            alias("BAMAKO", "ML"),
            "\"BAMAKO\" stands for ML in the gazetteer already",
        ),
        (alias("fleuve Niger", "NE"), "\"fleuve Niger\" is blocked"),
    ] {
        let found = said(std::slice::from_ref(&alias), &[], &[]);
        assert!(found.len() == 1 && found[0].starts_with(words), "{found:?}");
        // What is taken out is no contradiction.
        let out = Alias {
            countries: Vec::new(),
            ..alias.clone()
        };
        assert_eq!(said(&[alias], &[], &[out]), [""; 0]);
    }
    let own = [alias("Zorglub", "TG"), alias("zorglub", "BJ")];
    assert!(said(&own, &[], &[])[0].contains("stands for BJ here, and for TG"));
    assert!(said(&own[..1], &[block("ZORGLUB")], &[])[0].contains("hides"));
    assert!(
        said(&[], &[], &[alias("Niamey", "ML")])[0].contains("NE in the gazetteer and not for ML")
    );
    assert!(said(&[], &[], &[alias("Zorglub", "ML")])[0].contains("is not in the gazetteer"));
    let fine = [alias("Zorglub", "TG")];
    assert_eq!(
        said(
            &fine,
            &[block("Zorglub-sur-Loire")],
            &[alias("Niamey", "NE")]
        ),
        [""; 0]
    );
}

#[test]
fn the_countries_that_a_text_names_are_told_by_code() {
    let named = Attributor::bundled().names_in("Le Togo reçoit des Béninois", "fr".parse().ok());
    assert_eq!(
        named.iter().map(Country::code).collect::<Vec<_>>(),
        ["BJ", "TG"]
    );
}

#[test]
fn who_meets_plays_or_compares_somewhere_is_not_of_there() {
    let about = |language: &str, title: &str, summary: &str| {
        let text = Text {
            language: language.parse().ok(),
            title,
            summary,
            ..Text::default()
        };
        let found = Attributor::bundled().attribute(&text).primary;
        let codes: Vec<_> = found.iter().map(Country::code).collect();
        codes.join(" ")
    };
    for (language, title, summary, codes) in [
        // A meeting of many, and one of a government at home.
        (
            "fr",
            "Les ministres de la CEMAC réunis à Libreville sur la monnaie",
            "",
            "",
        ),
        (
            "fr",
            "Cotonou accueille le forum africain de la presse",
            "",
            "",
        ),
        (
            "pt",
            "Chefes de Estado da CPLP em cimeira em Luanda",
            "",
            "",
        ),
        ("en", "African bishops meet in Accra", "", ""),
        (
            "fr",
            "Paludisme : l'OMS appelle à la vigilance",
            "NAIROBI (AFP) - Les cas augmentent.",
            "",
        ),
        (
            "fr",
            "Le gouvernement réunit les syndicats à Libreville",
            "",
            "GA",
        ),
        (
            "fr",
            "L'Union africaine condamne l'attaque de Mocímboa da Praia",
            "",
            "MZ",
        ),
        ("fr", "L'ONU se réunit sur la crise à Goma", "", "CD"),
        // What is spoken of, who is spoken to, and a state in its capital.
        (
            "fr",
            "Bamako : l'ONU appelle à la reprise des pourparlers",
            "",
            "ML",
        ),
        ("en", "UN envoy meets army chief in Khartoum", "", "SD"),
        (
            "fr",
            "Une mission du FMI discute de la dette à Lomé",
            "",
            "TG",
        ),
        ("fr", "Bamako reçoit une mission de la CEDEAO", "", "ML"),
        (
            "fr",
            "L'ONU tient une conférence de presse à Goma",
            "",
            "CD",
        ),
        // A match on neutral ground, and one at home.
        (
            "fr",
            "CAN : les Éperviers dominent la Namibie à Tunis",
            "",
            "NA TG",
        ),
        ("fr", "Les Éperviers s'entraînent à Accra", "", "GH TG"),
        // Comparisons, outsiders, those who were.
        (
            "fr",
            "Comme au Botswana, le diamant finance les écoles de Maseru",
            "",
            "LS",
        ),
        ("fr", "Le Togo veut une réforme à la béninoise", "", "TG"),
        ("fr", "Le Horoya limoge son entraîneur tunisien", "", "GN"),
        (
            "fr",
            "Une économiste kényane invite le Malawi à la prudence",
            "",
            "MW",
        ),
        (
            "fr",
            "La France appelle à la libération d'un journaliste nigérien",
            "",
            "FR NE",
        ),
        ("en", "What life is like in Khartoum", "", "SD"),
        (
            "fr",
            "La mission est arrivée à Bangui",
            "Elle est dirigée par l'ancien Premier ministre botswanais.",
            "CF",
        ),
        // Acronyms: as a name, and of another body after a hyphen.
        (
            "fr",
            "UN ACCORD AU BENIN APRES LE CONGRES DE PARAKOU",
            "",
            "BJ",
        ),
        ("en", "Chadema rejects voters' roll", "", "TZ"),
        ("fr", "La CFDT-Z dépose un préavis", "", ""),
        ("fr", "RDC-FMI : accord sur un programme", "", "CD"),
    ] {
        assert_eq!(about(language, title, summary), codes, "{title}");
    }
}

proptest::proptest! {
    #[test]
    fn any_entry_is_attributed_without_a_panic(title in "\\PC{0,80}", summary in "(\\PC|\n){0,200}") {
        let found = Attributor::bundled().attribute(&Text { title: &title, summary: &summary, ..Text::default() });
        proptest::prop_assert!(found.primary.len() <= 5);
        proptest::prop_assert!(found.primary.iter().all(|country| !found.mentioned.contains(country)));
    }
}
