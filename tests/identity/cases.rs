//! What single outlets are known to do.

use chrono::TimeDelta;
use griot::store::Store;

use super::{poll, start};

/// Items of `(guid, link, title, date, text)` as a feed writes them.
fn written(items: &[[&str; 5]]) -> String {
    let names = ["guid", "link", "title", "pubDate", "description"];
    let item = |said: &[&str; 5]| {
        let fields = names.iter().zip(said).filter(|(_, text)| !text.is_empty());
        let fields: String = fields
            .map(|(name, text)| format!("<{name}>{}</{name}>", text.replace('&', "&amp;")))
            .collect();
        format!("<item>{fields}</item>")
    };
    items.iter().map(item).collect()
}

/// Polls of one source, each a list of items of `(guid, link, title, date, text)`: how many entries
/// there are in the end, and how many edits were told.
fn polls(all: &[&[[&str; 5]]]) -> (usize, usize) {
    let store = Store::in_memory().unwrap();
    let mut edits = 0;
    for (number, items) in all.iter().enumerate() {
        let at = start() + TimeDelta::hours(number as i64);
        edits += poll(&store, &written(items), at).updated;
    }
    (store.waiting().unwrap().len(), edits)
}

const MORNING: &str = "Sun, 01 Mar 2026 04:12:31 GMT";
const NOON: &str = "Sun, 01 Mar 2026 05:40:02 GMT";
const LIVE: &str = "https://fil.example/direct";
const ONE: &str = "https://fil.example/un-11111";
const TWO: &str = "https://fil.example/deux-22222";

#[test]
fn a_guid_that_is_used_for_another_article_names_another_entry() {
    let first = ["fil-art", ONE, "La crue à Mopti", MORNING, ""];
    let second = ["fil-art", TWO, "Un pont rouvre au Niger", NOON, ""];
    assert_eq!(polls(&[&[first], &[second]]), (2, 0));
    assert_eq!(
        polls(&[&[first], &[second], &[first, second], &[second]]),
        (2, 0)
    );
    assert_eq!(polls(&[&[first, second], &[second], &[first]]), (2, 0));
    let series = ["fil-art", TWO, "La crue à Mopti, suite", NOON, ""];
    assert_eq!(polls(&[&[first, series], &[series], &[first]]), (2, 0));
}

#[test]
fn a_live_page_stays_one_entry_however_its_title_changes() {
    let states = [
        ["fil-live", LIVE, "Séisme à Agadir", MORNING, ""],
        ["fil-live", LIVE, "Dix morts, dit le gouverneur", NOON, ""],
        ["fil-live", LIVE, "Les secours arrivent", NOON, ""],
    ];
    assert_eq!(polls(&[&[states[0]], &[states[1]], &[states[2]]]), (1, 2));
}

#[test]
fn each_issue_of_a_series_is_an_entry_although_all_have_one_page_and_one_title() {
    let page = "https://fil.example/emissions/journal";
    let dates = ["Thu, 26", "Fri, 27", "Sat, 28"].map(|day| format!("{day} Feb 2026 12:00:00 GMT"));
    let texts = [
        "Le prix du mil.",
        "La grève à Zinder.",
        "Les pluies à Maradi.",
    ];
    let [first, second, third] = [("7f3a", 0), ("81bc", 1), ("9d02", 2)].map(|(guid, day)| {
        [
            guid,
            page,
            "Le journal de 13 heures",
            &*dates[day],
            texts[day],
        ]
    });
    assert_eq!(polls(&[&[first, second, third]]), (3, 0));
    assert_eq!(polls(&[&[first], &[second], &[third]]), (3, 0));
    let all: &[[&str; 5]] = &[third, second, first];
    assert_eq!(polls(&[&[first, second], all, all, &[third]]), (3, 0));
}

#[test]
fn news_that_are_parts_of_one_page_are_told_apart_by_their_fragments() {
    let news = [
        ("Zinder : un marché brûle dans la nuit", MORNING),
        ("Pétrole : l’oléoduc du Bénin rouvert", NOON),
        ("Football : le Mena bat le Maroc", NOON),
    ];
    let numbers = ["breves.html#4711", "breves.html#4712", "breves.html#4713"];
    let names = ["app#/news/alpha", "app#/news/beta", "app#!/news/gamma"];
    for places in [numbers, names] {
        let links = places.map(|place| format!("https://fil.example/{place}"));
        for has_guid in [true, false] {
            let [first, second, third] = [0, 1, 2].map(|n| {
                let guid = if has_guid { &*links[n] } else { "" };
                [guid, &*links[n], news[n].0, news[n].1, ""]
            });
            assert_eq!(polls(&[&[first, second], &[third], &[second]]), (3, 0));
            assert_eq!(polls(&[&[first], &[second], &[third]]), (3, 0));
            let mut edited = first;
            edited[2] = "Zinder : le marché a brûlé";
            assert_eq!(polls(&[&[first, second], &[second, edited]]), (2, 1));
        }
    }
}

#[test]
fn a_fragment_that_tracks_or_counts_revisions_tells_nothing_apart() {
    let guids = [0, 1].map(|revision| format!("{ONE}#{revision}"));
    let links = ["xtor=RSS-1", "utm_source=rss"].map(|origin| format!("{ONE}#{origin}"));
    let [before, after] =
        [0, 1].map(|poll| [&*guids[poll], &*links[poll], "La crue à Mopti", MORNING, ""]);
    assert_eq!(polls(&[&[before], &[after], &[before, after]]), (1, 0));
}

#[test]
fn a_session_in_every_address_doubles_nothing() {
    for address in [
        "https://fil.example/(S(SESSION))/article.aspx?n=1",
        "https://fil.example/article.php?n=1&sid=SESSION",
        "https://fil.example/sujet;sid=SESSION",
    ] {
        let [first, second] = ["lit3py55t21z5v55vlm25s55", "8f1c0a9b7d6e5f4a77aa0b1c"]
            .map(|session| address.replace("SESSION", session));
        let item = |link| ["", link, "La crue à Mopti", "", ""];
        assert_eq!(polls(&[&[item(&first)], &[item(&second)]]), (1, 0));
    }
}

#[test]
fn a_rewritten_address_is_known_by_its_guid_its_number_or_its_moment() {
    let new = "https://fil.example/tout-autre-11111";
    let other = "https://fil.example/tout-autre";
    for (guid, link, next) in [("fil-1", ONE, new), ("", ONE, new), (ONE, ONE, new)] {
        let next_guid = if guid == ONE { next } else { guid };
        let before = [guid, link, "La crue atteint le port de Mopti", MORNING, ""];
        let after = [
            next_guid,
            next,
            "La crue dépasse le port de Mopti",
            MORNING,
            "",
        ];
        assert_eq!(polls(&[&[before], &[after]]), (1, 1), "{guid}");
    }
    let before = [
        "fil-1",
        ONE,
        "La crue atteint le port de Mopti",
        MORNING,
        "",
    ];
    let after = ["fil-1", other, "Le port est noyé", MORNING, ""];
    assert_eq!(polls(&[&[before], &[after]]), (1, 1));
}

#[test]
fn another_scheme_of_guids_doubles_nothing() {
    for guids in [
        ["http://www.fil.example/un-11111/", ONE],
        ["https://fil.example/?p=11111", ONE],
        ["fil-11111", "11111 at https://fil.example"],
        ["", "fil-11111"],
        ["fil-11111", ""],
        ["La crue à Mopti", "La crue à Mopti, bilan"],
    ] {
        let item = |guid| [guid, ONE, "La crue à Mopti", MORNING, ""];
        assert_eq!(
            polls(&[&[item(guids[0])], &[item(guids[1])]]).0,
            1,
            "{guids:?}"
        );
    }
}

#[test]
fn one_article_in_two_sections_is_one_entry_wherever_it_is_listed() {
    let guid = |section| format!("{ONE}#xtor=RSS-3-[{section}]");
    let (world, africa) = (guid("monde"), guid("afrique"));
    let item = |guid| [guid, ONE, "La crue à Mopti", MORNING, ""];
    let both: &[[&str; 5]] = &[item(&world), item(&africa)];
    assert_eq!(
        polls(&[both, &[item(&africa)], &[item(&world)], both]),
        (1, 0)
    );
}

#[test]
fn what_a_link_carries_from_poll_to_poll_is_no_edit() {
    let links =
        ["xtor=RSS-1", "utm_campaign=midi", "at_medium=RSS"].map(|query| format!("{ONE}?{query}"));
    let items = links
        .each_ref()
        .map(|link| [[ONE, link, "La crue à Mopti", MORNING, ""]]);
    assert_eq!(polls(&[&items[0], &items[1], &items[2]]), (1, 0));
}

#[test]
fn a_moved_date_is_no_edit_and_an_edit_is_what_the_outlet_writes() {
    let tail = "Toute la rédaction du Fil vous remercie de votre lecture.";
    let text = |words: &str| format!("{words} {tail}");
    let texts = [
        "Un pont rouvre.",
        "Une route ferme.",
        "Une crue monte.",
        "Un port vit.",
    ];
    let texts = texts.map(text);
    let item = |n: usize, date: &'static str| {
        let links = [
            ONE,
            TWO,
            "https://fil.example/c-33333",
            "https://fil.example/d-44444",
        ];
        let titles = ["Pont", "Route", "Crue", "Port"];
        [links[n], links[n], titles[n], date, &*texts[n]]
    };
    // With two items nothing shows that the tail is one; with four it does, and then not again.
    let few: &[[&str; 5]] = &[item(0, MORNING), item(1, MORNING)];
    let many: &[[&str; 5]] = &[item(0, NOON), item(1, NOON), item(2, NOON), item(3, NOON)];
    assert_eq!(polls(&[few, many, few, many]), (4, 0));
    let mut edited = item(0, NOON);
    edited[4] = "Un pont rouvre enfin.";
    assert_eq!(polls(&[few, many, &[edited]]), (4, 1));
}

#[test]
fn a_tail_is_learnt_from_poll_to_poll_where_a_feed_holds_one_item_at_a_time() {
    let store = Store::in_memory().unwrap();
    let tail = "Toute la rédaction du Fil vous remercie de votre lecture.";
    for number in 0..6 {
        let link = format!("https://fil.example/ville-{number}");
        let title = format!("Nouvelle{number}");
        let text = format!("Un pont rouvre à Ville{number}. {tail}");
        let items = written(&[[&link, &link, &title, MORNING, &text]]);
        poll(&store, &items, start() + TimeDelta::hours(number));
    }
    let mut members = store.waiting().unwrap();
    assert_eq!(members.len(), 6);
    let last = members.pop().unwrap().entry;
    assert_eq!(last.summary, "Un pont rouvre à Ville5.");
}

#[test]
fn an_item_that_is_edited_again_and_again_keeps_its_words() {
    let store = Store::in_memory().unwrap();
    let text = "La crue monte. Les secours sont là. Le gouverneur parle.";
    for number in 0..8 {
        let link = format!("{ONE}?xtor=RSS-{number}");
        let title = format!("La crue, point {number}");
        let text = format!("{text} Point {number}.");
        let items = written(&[[ONE, &link, &title, MORNING, &text]]);
        poll(&store, &items, start() + TimeDelta::hours(number));
    }
    let members = store.waiting().unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].entry.summary, format!("{text} Point 7."));
}
