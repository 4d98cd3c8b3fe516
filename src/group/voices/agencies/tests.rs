//! What is a credit and what is not, in the languages that griot reads.

use super::*;
use crate::domain::{EntryId, SourceId};
use crate::group::Credits;

fn item(text: &str) -> Item {
    let at = chrono::DateTime::from_timestamp(1_772_000_000, 0).unwrap();
    Item {
        entry: EntryId(1),
        founds: "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap(),
        source: SourceId::new("fil"),
        outlet: "Le Fil du Fleuve".to_owned(),
        owner: None,
        language: None,
        title: "Le pont rouvre".to_owned(),
        summary: text.to_owned(),
        text: String::new(),
        categories: Vec::new(),
        credits: Credits::default(),
        published: Some(at),
        seen: at,
        countries: Vec::new(),
    }
}

/// Fails with every case that comes out otherwise.
fn assert_credited(cases: &[(&str, Option<&str>)]) {
    let wrong = cases.iter().filter_map(|(text, agency)| {
        let said = credited(&item(text));
        (said != *agency).then_some((text, said))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}

/// About these countries.
fn about(text: &str, codes: &[&str]) -> Item {
    let countries = codes.iter().map(|code| code.parse().unwrap()).collect();
    Item {
        countries,
        ..item(text)
    }
}

fn signed(authors: &[&str]) -> Item {
    let mut item = item("Le pont de Kandi est rouvert.");
    item.credits.authors = authors.iter().map(|&name| name.to_owned()).collect();
    item
}

#[test]
fn a_dateline_says_whose_the_text_is() {
    let cases = [
        ("PARIS, 5 mars (AFP) - Le pont est rouvert.", "AFP"),
        ("Quito, 5 mar 2026 (AFP) - La ruta abre.", "AFP"),
        ("KANDI/COTONOU (Reuters) - The bridge is open.", "Reuters"),
        (
            "BOUAKE, Ivory Coast (Reuters) - The bridge is open.",
            "Reuters",
        ),
        (
            "By Awa Diop and Jo Mills KANDI, Feb 17 (Reuters) - The bridge is open.",
            "Reuters",
        ),
        ("LAGOS, Nigeria (AP) — The bridge is open.", "AP"),
        ("Abidjan, 3 mars 2026 (AIP) – Le pont est rouvert.", "AIP"),
        ("COTONOU, APA – Le pont est rouvert.", "APA"),
        ("(Agence Ecofin) - Le pont est rouvert.", "Ecofin"),
        ("[AFP] Le pont est rouvert.", "AFP"),
        ("AFP – Le pont est rouvert.", "AFP"),
        ("LUANDA (Lusa) – A ponte reabriu.", "Lusa"),
        (
            "Luanda, 10 de março de 2026 (Lusa) - A ponte reabriu.",
            "Lusa",
        ),
        ("Praia, 3 mar (Inforpress) – A ponte reabriu.", "Inforpress"),
        ("Madrid, 3 mar (EFE).- El puente abre.", "EFE"),
        ("NAIROBI, March 3 (Xinhua) -- The bridge is open.", "Xinhua"),
        ("القاهرة (أ ش أ) - أعيد فتح الجسر.", "MENA"),
        ("الدار البيضاء (أ ف ب) – أعيد فتح الجسر.", "AFP"),
        ("القاهرة، 3 مارس (رويترز) - أعيد فتح الجسر.", "Reuters"),
        ("МОСКВА, 3 марта. /ТАСС/. Мост открыт.", "TASS"),
        ("МОСКВА, 3 мар - РИА Новости. Мост открыт.", "RIA Novosti"),
        ("BERLIN (dpa) - Die Brücke ist offen.", "dpa"),
        (
            "DAKAR, Senegal, March 3, 2026/APO Group/ -- The bridge is open.",
            "APO Group",
        ),
        ("ANKARA (Anadolu Ajansı) - The bridge is open.", "Anadolu"),
        (
            "La Havane (Prensa Latina) - Le pont est rouvert.",
            "Prensa Latina",
        ),
        // It holds against whatever else the text credits.
        ("NIAMEY (AFP) - Le pont est rouvert. Avec Reuters", "AFP"),
    ];
    assert_credited(&cases.map(|(text, agency)| (text, Some(agency))));
}

#[test]
fn a_sole_credit_at_the_end_says_whose_the_text_is() {
    let cases = [
        ("Le pont est rouvert. (AFP)", "AFP"),
        ("Le pont est rouvert (AFP).", "AFP"),
        ("Le pont est rouvert. AFP", "AFP"),
        ("Le pont est rouvert. Avec AFP", "AFP"),
        ("Le pont est rouvert. Avec l'AFP", "AFP"),
        ("Le pont est rouvert. La Rédaction avec AFP", "AFP"),
        ("Le pont est rouvert. Le Fil du Fleuve avec AFP", "AFP"),
        ("Le pont est rouvert. Source : PANA", "PANA"),
        ("Source : PANA", "PANA"),
        ("Le pont est rouvert.\n© 2026 AFP", "AFP"),
        ("Le pont est rouvert. – AFP", "AFP"),
        ("Le pont est rouvert. (AFP) Photo : Reuters", "AFP"),
        ("Le pont est rouvert, dit-on. /AIP/ kkf/fmo", "AIP"),
        ("Le pont est rouvert. (AIP)\nkkf/fmo", "AIP"),
        ("The bridge is open. With Reuters", "Reuters"),
        ("The bridge is open. Source: Xinhua", "Xinhua"),
        ("The bridge is open. (NAN)", "NAN"),
        ("“The bridge is open.” Associated Press", "AP"),
        ("A ponte reabriu. Com Agência Lusa", "Lusa"),
        ("A ponte reabriu. Fonte: ANGOP", "ANGOP"),
        ("El puente abre. Con información de EFE", "EFE"),
        ("Die Brücke ist offen. Quelle: dpa", "dpa"),
        ("أعيد فتح الجسر. المصدر: رويترز", "Reuters"),
        ("أعيد فتح الجسر. (وكالة الأناضول)", "Anadolu"),
        ("Мост открыт. Источник: ТАСС", "TASS"),
        ("Distribué par APO Group", "APO Group"),
    ];
    assert_credited(&cases.map(|(text, agency)| (text, Some(agency))));
}

#[test]
fn several_credits_a_journalist_a_picture_and_mere_mentions_make_no_text_an_agency_s() {
    let cases = [
        "Le pont est rouvert. Avec AFP et Reuters",
        "Le pont est rouvert. (AFP/Reuters)",
        "The bridge is open. With Reuters and AP",
        "A ponte reabriu. Com AFP e Lusa",
        "أعيد فتح الجسر. المصدر: رويترز وفرانس برس",
        "Le pont est rouvert. Awa Diop avec AFP",
        "Le pont est rouvert. M.D. avec AFP",
        "Le pont est rouvert. Avec AFP et notre correspondante",
        "Le pont est rouvert. Photo : AFP",
        "Le pont est rouvert. (© AFP/Awa Diop)",
        "Le pont est rouvert. Crédit photo AFP",
        "The bridge is open. (Image credit: AP)",
        "A ponte reabriu. Foto: Lusa",
        "L'accord entre Reuters et le ministère est signé.",
        "Le ministre l'a dit mardi à l'Agence France-Presse (AFP).",
        "Le pont est rouvert, a constaté un journaliste de l'AFP.",
        "Reuters said the bridge was open.",
        "AFP ferme un bureau.",
        "Le Monde, Reuters, des sites locaux : la presse parle du pont.",
        "Le MAPUTO Express a déraillé dans le nord.",
        "L'Autorité palestinienne (AP) - qui siège à Ramallah - se réunit.",
        "L'Association des planteurs du Sud (APS) – la plus ancienne – se réunit.",
        "Le pont est celui du Mouvement pour l'alternance et la paix (MAP)",
        "Il a quitté le bureau de la TAP.",
        "Le Maroc (map) - un pont.",
        "The minister met the NAN board.",
        "Niamey (centre) - Le pont est rouvert.",
        "Le pont est rouvert. Source : présidence de la République",
        "",
    ];
    assert_credited(&cases.map(|text| (text, None)));
}

#[test]
fn letters_that_two_agencies_share_need_a_country() {
    let text = "DAKAR, 12 mars (APS) – Le pont est rouvert.";
    assert_eq!(credited(&about(text, &["SN"])), Some("APS (Senegal)"));
    assert_eq!(
        credited(&about("ALGER- (APS) - Le pont.", &["DZ", "ML"])),
        Some("APS (Algeria)")
    );
    assert_eq!(credited(&item(text)), None);
    let named = "Le pont est rouvert. Source : Algérie Presse Service";
    assert_eq!(credited(&item(named)), Some("APS (Algeria)"));
}

#[test]
fn by_lines_that_name_an_agency_and_no_journalist_make_it_the_agency_s() {
    for (authors, agency) in [
        (&["AFP"][..], Some("AFP")),
        (&["afp"], Some("AFP")),
        (&["Par AFP"], Some("AFP")),
        (&["Agence France-Presse"], Some("AFP")),
        (&["Le Fil avec AFP"], Some("AFP")),
        (&["Le Fil du Fleuve", "AFP"], Some("AFP")),
        (&["La Rédaction avec AFP"], Some("AFP")),
        (&["agence, AFP, fil.example, Le"], Some("AFP")),
        (&["Reuters Staff"], Some("Reuters")),
        (&["Reuters in New York"], Some("Reuters")),
        (&["Associated Press in Palm Beach, Florida"], Some("AP")),
        (&["By The Associated Press"], Some("AP")),
        (&["Xinhua"], Some("Xinhua")),
        (&["APAnews"], Some("APA")),
        (&["Agence Ecofin"], Some("Ecofin")),
        (&["Agência Lusa"], Some("Lusa")),
        (&["رويترز"], Some("Reuters")),
        (&["Reuters | AFP"], None),
        (&["AFP", "Reuters"], None),
        (&["Awa Diop avec AFP"], None),
        (&["Awa Diop", "AFP"], None),
        (&["agence, AFP, Diop, Awa"], None),
        (&["Awa Diop"], None),
        (&["map"], None),
        (&["La Rédaction"], None),
    ] {
        assert_eq!(credited(&signed(authors)), agency, "{authors:?}");
    }
    // Whoever put it on the site does not make it the outlet's.
    let mut posted = signed(&["Awa Diop"]);
    posted.summary = "NIAMEY (AFP) - Le pont est rouvert.".to_owned();
    assert_eq!(credited(&posted), Some("AFP"));
    posted.summary = "Le pont est rouvert. (AFP)".to_owned();
    assert_eq!(credited(&posted), Some("AFP"));
}

#[test]
fn the_origin_the_rights_the_category_and_the_end_of_a_long_text_credit_too() {
    let text = "Le pont de Kandi est rouvert.";
    let with = |change: &dyn Fn(&mut Item)| {
        let mut item = item(text);
        change(&mut item);
        credited(&item)
    };
    assert_eq!(
        with(&|item| item.credits.origin = Some("APA".to_owned())),
        Some("APA")
    );
    assert_eq!(
        with(&|item| item.credits.origin = Some("Le Soir".to_owned())),
        None
    );
    for (rights, agency) in [
        ("© 2026 AFP", Some("AFP")),
        (
            "Copyright 2026 The Associated Press. All rights reserved.",
            Some("AP"),
        ),
        ("© Le Fil. Contient des dépêches de l'AFP.", None),
        ("© 2026 Le Fil du Fleuve", None),
    ] {
        let said = with(&|item| item.credits.rights = Some(rights.to_owned()));
        assert_eq!(said, agency, "{rights}");
    }
    assert_eq!(
        with(&|item| item.categories = vec!["Bénin".to_owned(), "AFP".to_owned()]),
        Some("AFP")
    );
    assert_eq!(
        with(&|item| item.categories = vec!["AP".to_owned(), "MAP".to_owned()]),
        None
    );
    assert_eq!(
        with(&|item| item.credits.ending = "href='x'>le pont. (AFP)".to_owned()),
        Some("AFP")
    );
    assert_eq!(
        with(&|item| item.outlet = "Xinhua".to_owned()),
        Some("Xinhua")
    );
    assert!(is_one("APS") && is_one("Agence Ecofin") && !is_one("Le Fil du Fleuve"));
}
