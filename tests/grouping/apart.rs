//! What is worded alike and is not one event.

use std::collections::BTreeSet;

use griot::domain::EntryId;

use crate::{BRIDGE, BRIDGE_LEAD, at, engine, item, stories};

#[test]
fn the_same_paywall_under_different_titles_makes_no_story() {
    const WALL: &str = "La suite est réservée aux abonnés de notre quotidien. Prenez un abonnement \
        d’essai ou identifiez-vous pour retrouver tous les articles de la rédaction.";
    let titles = [
        "La mairie de Parakou inaugure son abattoir moderne",
        "Natation : trois médailles pour les cadettes à Tunis",
        "Le riz local gagne du terrain sur les marchés de Bouaké",
        "Un incendie détruit la bibliothèque universitaire",
    ];
    for lead in [WALL, ""] {
        let items = (1..).zip(titles).map(|(number, title)| {
            let mut item = item(number, "A", "2026-03-02T08:00:00Z", title, lead);
            item.outlet = format!("Outlet {}", number % 2);
            // As the page behind the link has it.
            item.text = WALL.to_owned();
            item
        });
        let placed = stories(&engine().round(at("2026-03-02T09:00:00Z"), items.collect()));
        let apart: BTreeSet<_> = placed.values().collect();
        assert_eq!(apart.len(), titles.len(), "{lead}");
    }
}

#[test]
fn one_wording_about_two_countries_is_two_stories() {
    let report = |number, outlet, country: &str, of: &str| {
        let mut item = item(
            number,
            outlet,
            "2026-03-02T08:00:00Z",
            &format!("{of} : les infirmiers suspendent leur grève après un accord"),
            "Le syndicat appelle à reprendre le travail dès mercredi ; les primes seront versées.",
        );
        item.countries = vec![country.parse().unwrap()];
        item
    };
    let items = vec![
        report(1, "A", "GH", "Ghana"),
        report(2, "B", "ZM", "Zambie"),
        report(3, "C", "GH", "Ghana"),
    ];
    let placed = stories(&engine().round(at("2026-03-02T09:00:00Z"), items));
    assert_eq!(placed[&1], placed[&3]);
    assert_ne!(placed[&1], placed[&2]);
}

#[test]
fn the_id_stays_with_the_reports_that_still_tell_what_readers_know_it_by() {
    let mut engine = engine();
    let first = item(1, "A", "2026-03-02T08:00:00Z", BRIDGE, BRIDGE_LEAD);
    let second = item(
        2,
        "B",
        "2026-03-02T08:30:00Z",
        "Kandi : le pont routier s’effondre sous trois camions de coton",
        "Deux chauffeurs sont portés disparus dans le fleuve après l’effondrement de lundi.",
    );
    let told = stories(&engine.round(at("2026-03-02T09:00:00Z"), vec![first, second]));
    assert_eq!(told[&1], told[&2]);
    engine.represent(told[&1], EntryId(1));
    // A page whose address stays, and whose news do not.
    let other = item(
        1,
        "A",
        "2026-03-02T11:00:00Z",
        "Handball : les juniors se qualifient pour la finale",
        "Victoire 31 à 24 dans une salle comble.",
    );
    let after = stories(&engine.round(at("2026-03-02T11:30:00Z"), vec![other]));
    assert_ne!(after[&1], told[&1]);
    assert_eq!(after.get(&2).copied().unwrap_or(told[&2]), told[&2]);
}
