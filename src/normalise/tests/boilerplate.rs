//! What every item of a feed carries goes, and what items say stays.

use super::*;

#[test]
fn tails_that_name_where_a_text_was_first_published_go() {
    for tail in [
        "L’article Titre est apparu en premier sur Le Fil.",
        "<p>L'article <a href='x'>Titre ? Oui.</a> est apparu en premier sur <a href='y'></a>.</p>",
        "The post Titre appeared first on Le Fil.",
        "O conteúdo Titre aparece primeiro em Le Fil – Notícias.",
        "ظهرت المقالة Titre أولاً على Le Fil.",
    ] {
        assert_eq!(
            summary(&format!("Le pont est rouvert. {tail}")),
            "Le pont est rouvert.",
            "{tail}"
        );
    }
}

#[test]
fn links_to_other_items_go_and_prose_about_reading_stays() {
    for tail in [
        "👉 Lire aussi : Mali : un autre titre",
        "Read More: https://fil.example/x",
        "<p>Leia também: Outro título</p>",
        "<p>Lire la suite</p>",
        "[…]",
        "اقرأ أيضاً: عنوان آخر",
    ] {
        assert_eq!(
            summary(&format!("Le pont est rouvert. {tail}")),
            "Le pont est rouvert.",
            "{tail}"
        );
    }
    for prose in [
        "Children read more books than ever.",
        "Il faut lire aussi les notes.",
    ] {
        assert_eq!(summary(prose), prose);
    }
    let around = "Le pont est rouvert. Lire aussi : La crue. Le trafic reprend.";
    assert_eq!(summary(around), "Le pont est rouvert. Le trafic reprend.");
}

#[test]
fn calls_to_follow_the_outlet_go_and_news_about_networks_stay() {
    for call in [
        "📲 Rejoignez-nous sur WhatsApp et Telegram !",
        "Pour plus d’informations et d’analyses sur la Niger, suivez Le Fil",
        "Follow us on Facebook for updates.",
        "Siga o nosso canal no WhatsApp.",
        "تابعونا على فيسبوك",
    ] {
        assert_eq!(
            summary(&format!("Le pont est rouvert. {call}")),
            "Le pont est rouvert.",
            "{call}"
        );
    }
    let news = "Le gouvernement suspend WhatsApp et Telegram jusqu’à lundi.";
    assert_eq!(summary(news), news);
}

#[test]
fn datelines_and_the_outlets_own_name_go_from_the_beginning() {
    for lead in [
        "NIAMEY (FdF) - ",
        "Luanda, 08 mar (CL) - ",
        "Le Fil du Fleuve – Niger. ",
        "Le Fil du Fleuve : ",
        "PARIS – ",
        "(Agence Ecofin) - ",
        "[Le Courrier] – ",
        "AFP - ",
        "Dakar, 12 mars (APS) – ",
        "Dakar, le 12 mars 2026 (APS)-",
        "Yaoundé, 3 mars 2026 - ",
        "Saint-Louis, le 1er mars – ",
        "NIAMEY, March 3 (Reuters) - ",
        "LAGOS, Nigeria (AP) — ",
        "BAMAKO, 3 mars (Xinhua) -- ",
        "Madrid, 3 mar (EFE).- ",
        "Luanda, 10 de março de 2026 (Lusa) - ",
        "(AFP) - NIAMEY - ",
        "القاهرة، 3 مارس (رويترز) - ",
        "الرباط - ",
        "الدار البيضاء (أ ف ب) – ",
    ] {
        assert_eq!(
            summary(&format!("{lead}Le pont est rouvert.")),
            "Le pont est rouvert.",
            "{lead}"
        );
    }
    for kept in [
        "Mali (centre) : trois villages évacués.",
        "NIGER – La route est rouverte.",
        "RDC - La route est rouverte.",
        "Kinshasa - Brazzaville : le pont.",
        "Bamako, Gao et Kidal sont reliées – enfin.",
        "Le 12 mars, la route rouvre - enfin.",
        "En 2026, 12 mars (jeudi), tout change.",
        "Le pont (Dosso) est rouvert - enfin.",
    ] {
        assert_eq!(summary(kept), kept);
    }
}

#[test]
fn the_agency_of_a_dateline_stays_as_where_the_text_is_from() {
    let origin = |text: &str| {
        let item = format!("<title>T</title><guid>1</guid><description>{text}</description>");
        one(&item).origin.map(|origin| origin.name)
    };
    for (text, name) in [
        ("COTONOU (APA) - Le pont.", "APA"),
        ("Dakar, le 12 mars 2026 (APS)- Le pont.", "APS"),
        ("AFP - Le pont.", "AFP"),
        ("(Agence Ecofin) - Le pont.", "Agence Ecofin"),
        ("Madrid, 3 mar (EFE).- El puente.", "EFE"),
        ("الدار البيضاء (أ ف ب) – الجسر.", "أ ف ب"),
    ] {
        assert_eq!(origin(text).as_deref(), Some(name), "{text}");
    }
    for text in [
        "NIAMEY (FdF) - Le pont.",
        "PARIS – Le pont.",
        "Le pont (AFP) est rouvert.",
    ] {
        assert_eq!(origin(text), None, "{text}");
    }
    let own = |outlet| {
        clean(
            "T",
            "DAKAR (APS) - Le pont.",
            None,
            Some(outlet),
            &Rules::default(),
        )
    };
    assert_eq!(own("Agence de presse sénégalaise").credit, None);
    assert_eq!(own("Le Soleil").credit.as_deref(), Some("APS"));
}

#[test]
fn the_outlets_own_patterns_go_wherever_they_stand() {
    let rules = Rules {
        strip: vec![Regex::new(r"^Fil-Press\s*[–-]\s*[^.]{2,40}\.\s*").unwrap()],
        ..Rules::default()
    };
    let clean = clean(
        "T",
        "<p>Fil-Press – Niger. Le pont.</p>",
        None,
        None,
        &rules,
    );
    assert_eq!(clean.summary, "Le pont.");
}

#[test]
fn a_sentence_that_a_feed_repeats_is_learnt_to_be_boilerplate() {
    let items: String = ["Un", "Deux", "Trois", "Quatre"]
        .map(|n| format!("<item><title>{n}</title><guid>{n}</guid><description>Nouvelle {n} du jour. Une marque de la maison Dupont.</description></item>"))
        .concat();
    let (entries, _) = read(&items);
    assert_eq!(entries[1].summary, "Nouvelle Deux du jour.");
}

#[test]
fn boilerplate_goes_from_content_too() {
    let entry = one(
        "<title>T</title><guid>1</guid><content:encoded>&lt;p&gt;Le pont est rouvert.&lt;/p&gt;\
        &lt;p&gt;L’article &lt;a href='x'&gt;T&lt;/a&gt; est apparu en premier sur Le Fil.&lt;/p&gt;</content:encoded>",
    );
    assert_eq!(
        entry.content.as_deref(),
        Some("<p>Le pont est rouvert.</p>")
    );
}

/// A channel whose items have these titles and texts, read: the summaries.
fn summaries(items: &[(&str, &str)]) -> Vec<String> {
    let items: String = items
        .iter()
        .map(|(title, text)| {
            format!(
                "<item><title>{title}</title><guid>{title}</guid>\
                 <description>{text}</description></item>"
            )
        })
        .collect();
    let (entries, _) = read(&items);
    entries.into_iter().map(|entry| entry.summary).collect()
}

#[test]
fn a_background_or_a_quotation_that_several_items_have_in_common_stays() {
    let background = "Le Niger est dirigé par une junte depuis juillet 2023.";
    let quotation = "« Nous ne céderons rien », a dit le ministre.";
    let texts = [
        (
            "Niger : un pont rouvre",
            format!("Le pont de Dosso rouvre. {background}"),
        ),
        (
            "Le Niger ferme une mine",
            format!("La mine ferme. {quotation} {background}"),
        ),
        (
            "Crise au Niger",
            format!("Un accord est signé. {background}"),
        ),
        ("Bénin : une crue", "La crue monte à Malanville.".to_owned()),
        (
            "Port de Lomé",
            format!("Le port est fermé. {quotation} Il rouvrira."),
        ),
        ("Togo : une loi", "La loi est votée.".to_owned()),
        ("Mali : une route", "La route est coupée.".to_owned()),
        ("Ghana : un budget", "Le budget est adopté.".to_owned()),
    ];
    let items: Vec<(&str, &str)> = texts
        .iter()
        .map(|(title, text)| (*title, &**text))
        .collect();
    let expected: Vec<&str> = items.iter().map(|(_, text)| *text).collect();
    assert_eq!(summaries(&items), expected);
}

#[test]
fn one_alert_told_by_several_items_is_no_boilerplate() {
    let alert = "L’Algérie a exprimé sa profonde préoccupation lundi.";
    let items: Vec<(String, &str)> = (0..12)
        .map(|n| match n {
            0..4 => (format!("L’Algérie préoccupée, version {n}"), alert),
            _ => (format!("Titre{n}"), ""),
        })
        .collect();
    let items: Vec<(&str, &str)> = items
        .iter()
        .map(|(title, text)| (&**title, *text))
        .collect();
    assert_eq!(summaries(&items)[..4], [alert; 4]);
}

#[test]
fn a_tail_of_some_items_is_learnt_from_where_it_stands() {
    let tail = "Cette dépêche vous est offerte par la maison Dupont.";
    let items: Vec<(String, String)> = (0..20)
        .map(|n| {
            let tail = if n % 5 == 0 { tail } else { "" };
            (format!("Titre{n}"), format!("Nouvelle{n} du jour. {tail}"))
        })
        .collect();
    let items: Vec<(&str, &str)> = items
        .iter()
        .map(|(title, text)| (&**title, &**text))
        .collect();
    let clean = summaries(&items);
    assert!(
        clean.iter().all(|text| !text.contains("Dupont")),
        "{clean:?}"
    );
    assert_eq!(clean[5], "Nouvelle5 du jour.");
}

#[test]
fn a_text_that_items_of_different_titles_share_is_not_theirs() {
    let titles = [
        "Grève des enseignants",
        "Inauguration du port",
        "La sélection bat le voisin",
        "Le parlement adopte un budget",
        "Choléra : trois cents cas",
        "De l’or dans le nord",
        "Un satellite lancé",
        "Le fleuve en crue",
        "Éruption du volcan",
        "La monnaie en débat",
    ];
    let photo = "Photo : DR. Lire la suite de cet article sur le site du journal.";
    let all: Vec<(&str, &str)> = titles.map(|title| (title, photo)).into();
    assert_eq!(summaries(&all), [""; 10]);
    let reserved = "Ce texte est réservé à ceux qui soutiennent la maison.";
    let some: Vec<(&str, String)> = (titles.iter().enumerate())
        .map(|(n, title)| match n {
            1 | 5 | 8 => (*title, reserved.to_owned()),
            n => (*title, format!("Nouvelle numéro {n} du matin.")),
        })
        .collect();
    let some: Vec<(&str, &str)> = some.iter().map(|(title, text)| (*title, &**text)).collect();
    let clean = summaries(&some);
    for (n, text) in clean.iter().enumerate() {
        assert_eq!(text.is_empty(), matches!(n, 1 | 5 | 8), "{clean:?}");
    }
}

#[test]
fn an_item_that_is_listed_twice_proves_nothing() {
    let text = "La route de Ségou est coupée depuis la crue de dimanche.";
    let item = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><link>{link}</link><description>{text}</description></item>"
        )
    };
    let page = "https://fil.example/route";
    let items = ["La crue", "Ségou isolée", "Le point", "Dimanche"].map(|title| item(title, page));
    assert!(
        read(&items.concat())
            .0
            .iter()
            .any(|entry| entry.summary == text)
    );
    let mut memory = Memory::default();
    for title in ["Une voie", "Une digue", "Une ville", "Une attente"] {
        let (entries, _) = read_on(&item(title, page), &mut memory);
        assert_eq!(entries[0].summary, text, "{title}");
    }
}

#[test]
fn what_one_document_after_the_other_says_under_different_titles_is_learnt() {
    let text = "Retrouvez toute la vie du pays sur les pages de la maison.";
    let mut memory = Memory::default();
    let mut last = String::new();
    for n in 0..6 {
        let item = format!(
            "<item><title>Titre{n}</title><link>/a/{n}</link><description>{text}</description></item>"
        );
        last = read_on(&item, &mut memory).0.remove(0).summary;
    }
    assert_eq!(last, "");
}
