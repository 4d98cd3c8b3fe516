//! How many texts of their own a story has, however many outlets carry it.

use super::*;
use crate::instance::text;

const DESPATCH: &str = "Onze orpailleurs ont péri jeudi dans l'effondrement d'une galerie de la mine \
    d'or de Djado, dans la région d'Agadez, a annoncé le gouverneur.";
const MORE: &str = "Les secours cherchent quatre autres hommes sous les gravats, et la mine reste \
    fermée jusqu'à la fin de l'enquête.";

#[test]
fn an_agency_s_text_counts_once_in_whatever_dress_outlets_carry_it() {
    let title = "Niger : onze orpailleurs tués dans l'effondrement d'une mine à Djado";
    let whole = Item::new(9, title, &format!("NIAMEY (AFP) - {DESPATCH} {MORE}"));
    // Cut, and under another title.
    let cut = Item::new(
        8,
        "Effondrement d'une mine d'or à Djado au Niger : onze orpailleurs morts",
        DESPATCH,
    );
    // In other words, with the agency in the by-line alone.
    let signed = Item::new(
        7,
        "Mine d'or de Djado : onze orpailleurs meurent dans un effondrement au Niger",
        "Une galerie de la mine d'or de Djado s'est effondrée jeudi dans la région d'Agadez : onze \
         orpailleurs sont morts, selon le gouverneur.",
    );
    let own = Item::new(
        6,
        "Niger : une mine d'or s'effondre à Djado, onze orpailleurs tués",
        "L'effondrement d'une galerie a coûté la vie à onze orpailleurs jeudi à Djado, région \
         d'Agadez, d'après le gouverneur.",
    );
    // The agency is one source of two.
    let compiled = Item::new(
        5,
        "Onze orpailleurs morts à Djado, au Niger, dans l'effondrement d'une mine d'or",
        "À Djado, région d'Agadez, onze orpailleurs sont morts jeudi quand une galerie de la mine \
         d'or s'est effondrée. Avec AFP et Reuters",
    );
    let by = "<dc:creator xmlns:dc=\"http://purl.org/dc/elements/1.1/\">AFP</dc:creator></item>";
    let items = [&whole, &cut, &signed, &own, &compiled];
    let outlets = items.map(|item| {
        let feed = rss("Fil", std::slice::from_ref(item));
        let is_signed = item.guid == signed.guid;
        Outlet::serving(Page::rss(if is_signed {
            feed.replace("</item>", by)
        } else {
            feed
        }))
    });
    let names = ["Un", "Deux", "Trois", "Quatre", "Cinq"];
    let tables: String = names
        .iter()
        .zip(&outlets)
        .map(|(name, outlet)| source(name, &outlet.url("/feed")))
        .collect();
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    griot.refresh(&[]);

    let id = text(&explained(&griot, &[&whole.guid])["story"]);
    let story = explained(&griot, &[&id]);
    let counts = (&story["outlets"], &story["independent_texts"]);
    let shown = griot.says(&["explain", &id]);
    assert_eq!(counts, (&5.into(), &3.into()), "{shown}");
    assert!(
        shown.contains("5 reports of 5 outlets, 3 independent texts"),
        "{shown}"
    );
    let entries = story["entries"].as_array().unwrap();
    let repeats = |item: &Item| -> Vec<String> {
        let entry = entries.iter().find(|one| one["guid"] == item.guid).unwrap();
        let all = entry["grouping"]["repeats"].as_array().unwrap();
        all.iter().map(|one| text(&one["repeats"])).collect()
    };
    assert_eq!(
        items.map(repeats),
        [
            vec![],
            vec!["copy".to_owned()],
            vec!["agency".to_owned()],
            vec![],
            vec![]
        ]
    );
    assert!(shown.contains("both have their text from AFP"), "{shown}");
    // The dateline is no part of the text; whom it names is told to readers.
    let item = &griot.items("ne")[0];
    assert!(!item.to_string().contains("NIAMEY (AFP)"), "{item}");
    assert!(item.to_string().contains("d’après AFP"), "{item}");
}
