use chrono::TimeDelta;

use super::*;
use crate::domain::Entry;
use crate::store::tests::{START, entry, poll, record, store};

fn wanted(store: &Store) -> Vec<EntryId> {
    let source = SourceId::new("a");
    let members = store.without_page(&[&source], START, START - TimeDelta::days(7), START);
    members
        .unwrap()
        .into_iter()
        .map(|member| member.id)
        .collect()
}

fn facts() -> Box<PageFacts> {
    Box::new(PageFacts {
        summary: "Un résumé qui dit en une phrase assez longue ce que la page de l'article dit de l'événement.".to_owned(),
        text: "Le texte.".to_owned(),
        image: Some("https://a.example/1.jpg".to_owned()),
        categories: vec!["Mines".to_owned()],
        authors: Vec::new(),
        published: Some(START - TimeDelta::hours(3)),
    })
}

fn filled(store: &Store, id: EntryId) -> Entry {
    store.entry(id).unwrap().unwrap().entry
}

#[test]
fn a_page_is_wanted_until_something_came_of_it_and_not_for_ever() {
    for came in [
        Came::Read(facts()),
        Came::Forbidden("robots.txt".to_owned()),
        Came::Failed("500".to_owned()),
    ] {
        let store = store();
        record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
        let ids = wanted(&store);
        assert_eq!(ids.len(), 1);
        store.begin_pages(&ids, START).unwrap();
        store.end_pages(&[(ids[0], came)]).unwrap();
        assert_eq!(wanted(&store), []);
    }
    let store = store();
    record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    let ids = wanted(&store);
    for _ in 0..5 {
        store.begin_pages(&ids, START).unwrap();
        let put_off = Came::Later {
            due: START,
            counts: false,
        };
        store.end_pages(&[(ids[0], put_off)]).unwrap();
        assert_eq!(wanted(&store), ids, "what was not asked counts as no try");
    }
    let put_off = |due| (ids[0], Came::Later { due, counts: true });
    for _ in 0..TRIES {
        assert_eq!(wanted(&store), ids);
        store.begin_pages(&ids, START).unwrap();
        let later = put_off(START + TimeDelta::minutes(1));
        store.end_pages(&[later]).unwrap();
        assert_eq!(wanted(&store), [], "it is left alone until then");
        store.end_pages(&[put_off(START)]).unwrap();
    }
    assert_eq!(wanted(&store), []);
}

#[test]
fn only_new_entries_of_the_sources_that_are_asked_for_are_wanted() {
    let store = store();
    let old = Entry {
        first_seen: START - TimeDelta::days(2),
        ..entry("a", "old", "Vieux")
    };
    let stale = Entry {
        published: START - TimeDelta::days(8),
        ..entry("a", "stale", "Archives")
    };
    let nowhere = Entry {
        url: None,
        ..entry("a", "nowhere", "Nulle part")
    };
    record(
        &store,
        vec![
            poll(
                "a",
                START,
                vec![old, stale, nowhere, entry("a", "new", "Neuf")],
            ),
            poll("b", START, vec![entry("b", "1", "Ailleurs")]),
        ],
    );
    let ids = wanted(&store);
    let titles: Vec<String> = ids.iter().map(|id| filled(&store, *id).title).collect();
    assert_eq!(titles, ["Neuf"]);
}

#[test]
fn what_the_feed_says_stands_also_after_an_edit() {
    let store = store();
    let mut first = entry("a", "1", "Un");
    first.dated = false;
    record(&store, vec![poll("a", START, vec![first.clone()])]);
    let ids = wanted(&store);
    store.begin_pages(&ids, START).unwrap();
    store.end_pages(&[(ids[0], Came::Read(facts()))]).unwrap();
    let entry = filled(&store, ids[0]);
    assert_eq!(entry.summary, facts().summary);
    assert_eq!(entry.image, facts().image);
    assert_eq!(
        (entry.published, entry.dated),
        (facts().published.unwrap(), true)
    );

    // The same again is no edit, and an edit takes nothing away.
    assert_eq!(
        record(&store, vec![poll("a", START, vec![first.clone()])])[0].updated,
        0
    );
    first.title = "Un, corrigé".to_owned();
    first.image = Some("https://a.example/own.jpg".to_owned());
    assert_eq!(
        record(&store, vec![poll("a", START, vec![first])])[0].updated,
        1
    );
    let entry = filled(&store, ids[0]);
    assert_eq!(entry.title, "Un, corrigé");
    assert_eq!(entry.summary, facts().summary);
    assert_eq!(entry.image.unwrap(), "https://a.example/own.jpg");
    assert_eq!(entry.published, facts().published.unwrap());
}

#[test]
fn an_entry_with_a_new_page_has_to_be_grouped_again() {
    let store = store();
    record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    let ids = wanted(&store);
    store.settle(&ids).unwrap();
    assert!(store.waiting().unwrap().is_empty());
    store.begin_pages(&ids, START).unwrap();
    store
        .end_pages(&[(ids[0], Came::Failed("500".to_owned()))])
        .unwrap();
    assert!(store.waiting().unwrap().is_empty());
    store.end_pages(&[(ids[0], Came::Read(facts()))]).unwrap();
    let [member] = store.waiting().unwrap().try_into().unwrap();
    assert_eq!(member.page, Some(*facts()));
}

#[test]
fn countries_by_feed_and_page_together_stand() {
    let store = store();
    record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    let ids = wanted(&store);
    store.begin_pages(&ids, START).unwrap();
    store.end_pages(&[(ids[0], Came::Read(facts()))]).unwrap();
    let countries = Countries {
        primary: vec!["NE".parse().unwrap()],
        mentioned: Vec::new(),
    };
    store.set_about(ids[0], &countries).unwrap();
    assert_eq!(filled(&store, ids[0]).countries, countries);
}

#[test]
fn a_page_is_found_by_its_address_and_goes_with_its_entry() {
    let store = store();
    let address = "https://a.example/1";
    let first = Entry {
        canonical_url: Some(address.to_owned()),
        ..entry("a", "1", "Un")
    };
    record(&store, vec![poll("a", START, vec![first])]);
    let ids = wanted(&store);
    store.begin_pages(&ids, START).unwrap();
    assert_eq!(store.page_at(address).unwrap(), None);
    store.end_pages(&[(ids[0], Came::Read(facts()))]).unwrap();
    assert_eq!(store.page_at(address).unwrap(), Some(*facts()));
    store.forget(&SourceId::new("a")).unwrap();
    assert_eq!(store.page_at(address).unwrap(), None);
    let left: i64 = store
        .db
        .query_row("SELECT COUNT(*) FROM page", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn rules_of_sites_are_kept_for_as_long_as_they_hold() {
    let store = store();
    let rules = |site: &str, hours: i64| SiteRules {
        site: site.to_owned(),
        until: START + TimeDelta::hours(hours),
        rules: "User-agent: griot\n".to_owned(),
    };
    store
        .keep_site_rules(&[
            rules("https://a.example", 1),
            rules("https://b.example", 24),
        ])
        .unwrap();
    store
        .keep_site_rules(&[rules("https://b.example", 48)])
        .unwrap();
    let known = |hours: i64| store.site_rules(START + TimeDelta::hours(hours)).unwrap();
    assert_eq!(
        known(0),
        [
            rules("https://a.example", 1),
            rules("https://b.example", 48)
        ]
    );
    assert_eq!(known(1), [rules("https://b.example", 48)]);
    assert_eq!(known(48), []);
}

#[test]
fn pages_are_taken_over_by_a_store_that_has_their_entries() {
    let (one, other) = (store(), store());
    for store in [&one, &other] {
        record(store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    }
    record(
        &one,
        vec![poll("b", START, vec![entry("b", "1", "Ailleurs")])],
    );
    let b = SourceId::new("b");
    let elsewhere = one.without_page(&[&b], START, START, START).unwrap()[0].id;
    let ids = wanted(&one);
    one.begin_pages(&[ids[0], elsewhere], START).unwrap();
    let read = |id| (id, Came::Read(facts()));
    one.end_pages(&[read(ids[0]), read(elsewhere)]).unwrap();
    let pages = one.read_pages().unwrap();
    assert_eq!(pages.len(), 2);
    for page in &pages {
        other.adopt_page(page).unwrap();
    }
    let adopted = other.read_pages().unwrap();
    assert_eq!(adopted, pages[..1]);
    assert_eq!(wanted(&other), []);
}
