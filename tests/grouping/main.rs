//! What grouping promises: one story per event, ids that stay, and no surprise on the way.

mod apart;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use griot::attribute::Attributor;
use griot::domain::{EntryId, EntryKey, SourceId, StoryId};
use griot::group::{Changes, Credits, Engine, Item, Settings};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn item(number: i64, outlet: &str, published: &str, title: &str, summary: &str) -> Item {
    let seen = at(published);
    let source = SourceId::new(outlet.to_lowercase());
    let key = EntryKey {
        source: source.clone(),
        guid: number.to_string(),
    };
    Item {
        entry: EntryId(number),
        founds: StoryId::mint(seen, &key, |_| u128::from(number.unsigned_abs()) << 16),
        source,
        outlet: outlet.to_owned(),
        owner: None,
        language: "fr".parse().ok(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        text: String::new(),
        categories: Vec::new(),
        credits: Credits::default(),
        published: Some(seen),
        seen,
        countries: Vec::new(),
    }
}

fn stories(changes: &Changes) -> BTreeMap<i64, StoryId> {
    changes
        .assigned
        .iter()
        .map(|a| (a.entry.0, a.story))
        .collect()
}

/// As `griot refresh` groups without a configuration.
fn settings() -> Settings {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
}

fn engine() -> Engine {
    Engine::new(settings())
}

const BRIDGE: &str = "Le pont de Kandi s’effondre : trois camions dans le fleuve";
const BRIDGE_LEAD: &str = "Le pont routier de Kandi s’est effondré lundi matin au passage d’un \
    convoi de trois camions chargés de coton ; deux chauffeurs sont portés disparus.";

#[test]
fn a_country_in_common_is_no_event_in_common_however_small_the_stream() {
    let mut items = vec![
        item(
            1,
            "A",
            "2026-03-02T08:00:00Z",
            "Togo : la récolte de soja dépasse les prévisions",
            "Le gouvernement du Togo se réjouit à Lomé d’une campagne record dans les Savanes.",
        ),
        item(
            2,
            "B",
            "2026-03-02T08:10:00Z",
            "Togo : une panne géante prive Kara d’électricité",
            "Des milliers de Togolais sont dans le noir ; à Lomé, la compagnie promet un retour mardi.",
        ),
        item(
            3,
            "C",
            "2026-03-02T08:20:00Z",
            "Togo : les Éperviers connaissent leur groupe",
            "La sélection du Togo affrontera le Gabon, selon le tirage annoncé à Lomé.",
        ),
    ];
    for item in &mut items {
        item.countries = vec!["TG".parse().unwrap()];
    }
    let placed = stories(&engine().round(at("2026-03-02T09:00:00Z"), items));
    let apart: BTreeSet<_> = placed.values().collect();
    assert_eq!(apart.len(), 3);
}

#[test]
fn two_outlets_on_one_event_share_a_story_and_another_event_stands_apart() {
    let changes = engine().round(
        at("2026-03-02T12:00:00Z"),
        vec![
            item(1, "A", "2026-03-02T09:00:00Z", BRIDGE, BRIDGE_LEAD),
            item(
                2,
                "B",
                "2026-03-02T10:00:00Z",
                "Kandi : le pont routier s’est effondré, deux chauffeurs disparus",
                "Trois camions de coton ont plongé dans le fleuve lundi quand le pont de Kandi a cédé.",
            ),
            item(
                3,
                "C",
                "2026-03-02T10:30:00Z",
                "Les enseignants du Togo suspendent leur grève",
                "Le syndicat a obtenu le paiement des primes en retard.",
            ),
        ],
    );
    let stories = stories(&changes);
    assert_eq!(stories.len(), 3, "every entry has a story");
    assert_eq!(stories[&1], stories[&2]);
    assert_ne!(stories[&1], stories[&3]);
    let reason = &changes.assigned[1].reason;
    assert_eq!(reason.partner, Some(EntryId(1)));
    assert!(reason.score >= reason.threshold, "{reason:?}");
    assert!(reason.shared.contains(&"pont".to_owned()), "{reason:?}");
}

#[test]
fn a_story_keeps_its_id_while_it_grows() {
    let mut engine = engine();
    let first = engine.round(
        at("2026-03-02T09:30:00Z"),
        vec![item(1, "A", "2026-03-02T09:00:00Z", BRIDGE, BRIDGE_LEAD)],
    );
    let second = engine.round(
        at("2026-03-02T10:30:00Z"),
        vec![item(2, "B", "2026-03-02T10:00:00Z", BRIDGE, BRIDGE_LEAD)],
    );
    assert_eq!(stories(&second)[&2], stories(&first)[&1]);
    assert!(
        !stories(&second).contains_key(&1),
        "what did not change is not reported"
    );
    assert!(second.assigned[0].reason.near_copy);
    assert_eq!(
        engine.round(at("2026-03-02T11:00:00Z"), Vec::new()),
        Changes::default()
    );
}

#[test]
fn an_edited_entry_stays_in_its_story() {
    let mut engine = engine();
    let first = engine.round(
        at("2026-03-02T10:30:00Z"),
        vec![
            item(1, "A", "2026-03-02T09:00:00Z", BRIDGE, BRIDGE_LEAD),
            item(2, "B", "2026-03-02T10:00:00Z", BRIDGE, BRIDGE_LEAD),
        ],
    );
    let edited = item(
        1,
        "A",
        "2026-03-02T09:00:00Z",
        "Le pont de Kandi s’effondre : quatre camions dans le fleuve",
        BRIDGE_LEAD,
    );
    let second = engine.round(at("2026-03-02T11:00:00Z"), vec![edited]);
    assert_eq!(second, Changes::default());
    assert_eq!(stories(&first)[&1], stories(&first)[&2]);
}

#[test]
fn an_edit_into_another_event_leaves_the_story_with_an_id_never_used() {
    let mut engine = engine();
    let first = engine.round(
        at("2026-03-02T10:30:00Z"),
        vec![
            item(1, "A", "2026-03-02T09:00:00Z", BRIDGE, BRIDGE_LEAD),
            item(2, "B", "2026-03-02T10:00:00Z", BRIDGE, BRIDGE_LEAD),
        ],
    );
    let shared = stories(&first)[&1];
    let other = |number, outlet| {
        item(
            number,
            outlet,
            "2026-03-02T10:00:00Z",
            "Football : les Écureuils gagnent à Lomé",
            "L’équipe nationale s’est imposée deux buts à un sur le terrain de Kégué.",
        )
    };
    let second = engine.round(at("2026-03-02T11:00:00Z"), vec![other(2, "B")]);
    assert_ne!(stories(&second)[&2], shared);
    let third = engine.round(at("2026-03-02T12:00:00Z"), vec![other(1, "A")]);
    // The football story exists, so the entry joins it; the bridge's id goes with its last report.
    assert_eq!(
        stories(&third).get(&1).copied().unwrap_or(shared),
        shared.min(stories(&second)[&2])
    );
}

#[test]
fn when_two_stories_prove_to_be_one_the_elder_id_lives() {
    let mut engine = engine();
    let a = item(1, "A", "2026-03-02T09:00:00Z", BRIDGE, BRIDGE_LEAD);
    let b = item(2, "B", "2026-03-02T10:00:00Z", BRIDGE, BRIDGE_LEAD);
    let (elder, younger) = (a.founds, b.founds);
    assert!(elder < younger);
    engine.restore(vec![(a, elder), (b, younger)]);
    assert_eq!(
        engine.round(at("2026-03-02T10:30:00Z"), Vec::new()),
        Changes::default()
    );
    let changes = engine.round(
        at("2026-03-02T11:00:00Z"),
        vec![item(3, "C", "2026-03-02T10:50:00Z", BRIDGE, BRIDGE_LEAD)],
    );
    let merges: Vec<_> = changes.merged.iter().map(|m| (m.from, m.into)).collect();
    assert_eq!(merges, [(younger, elder)]);
    assert_eq!(stories(&changes), BTreeMap::from([(2, elder), (3, elder)]));
}

#[test]
fn a_new_toll_two_days_later_from_the_same_outlet_joins_the_first_report() {
    let joins = |second: &str| {
        let mut engine = engine();
        let first = item(
            1,
            "A",
            "2026-03-02T09:00:00Z",
            "Une pirogue chavire sur le lac Tembo : 14 morts à Kisala",
            "La pirogue revenait du marché de Kisala quand elle a heurté un tronc sur le lac Tembo.",
        );
        let before = engine.round(at("2026-03-02T09:30:00Z"), vec![first]);
        let later = item(
            2,
            "A",
            "2026-03-04T09:00:00Z",
            second,
            "Les plongeurs ont fouillé le lac Tembo devant Kisala, deux jours après le drame.",
        );
        let after = engine.round(at("2026-03-04T09:30:00Z"), vec![later]);
        stories(&after)[&2] == stories(&before)[&1]
    };
    assert!(joins(
        "Pirogue du lac Tembo : le bilan monte à 19 morts à Kisala"
    ));
    assert!(!joins(
        "Pirogue du lac Tembo : le piroguier arrêté à Kisala"
    ));
}

#[test]
fn a_follow_up_days_later_is_another_story_that_is_listed_beside_the_first() {
    let mut engine = engine();
    let first = item(
        1,
        "A",
        "2026-03-02T09:00:00Z",
        "Onze villageois tués dans l’attaque de Gassol",
        "Des hommes armés ont attaqué dimanche soir le village de Gassol, près de Takoum.",
    );
    let other = item(
        2,
        "B",
        "2026-03-02T11:00:00Z",
        "Les planteurs de cacao réclament un prix garanti",
        "Leur fédération s’est réunie lundi dans la ville portuaire de Belaro.",
    );
    let before = engine.round(at("2026-03-02T12:00:00Z"), vec![first, other]);
    let follow_up = item(
        3,
        "B",
        "2026-03-05T10:00:00Z",
        "Couvre-feu à Gassol et à Takoum",
        "Le gouverneur interdit de circuler la nuit, trois jours après l’attaque du village.",
    );
    let changes = engine.round(at("2026-03-05T12:00:00Z"), vec![follow_up]);
    let (first, second) = (stories(&before)[&1], stories(&changes)[&3]);
    assert_ne!(first, second, "another event");
    assert_eq!(
        changes.related,
        [(first, second)],
        "the elder id stands first"
    );
}

#[test]
fn what_returns_under_one_title_follows_nothing_up() {
    let mut engine = engine();
    let communique = |number, published| {
        item(
            number,
            "A",
            published,
            "Communiqué du Conseil des ministres de Belaro",
            "Le Conseil des ministres s’est réuni ce mercredi au palais de Belaro sous la présidence \
             du chef de l’État.",
        )
    };
    engine.round(
        at("2026-03-04T20:00:00Z"),
        vec![communique(1, "2026-03-04T19:00:00Z")],
    );
    let later = vec![communique(2, "2026-03-10T19:00:00Z")];
    let changes = engine.round(at("2026-03-10T19:30:00Z"), later);
    assert_eq!(stories(&changes).len(), 1);
    assert_eq!(changes.related, []);
}

#[test]
fn an_id_that_is_reserved_is_not_minted() {
    let mut engine = engine();
    let entry = item(1, "A", "2026-03-02T09:00:00Z", BRIDGE, BRIDGE_LEAD);
    engine.reserve(entry.founds);
    let taken = entry.founds;
    let changes = engine.round(at("2026-03-02T10:00:00Z"), vec![entry]);
    assert_eq!(stories(&changes)[&1], taken.next());
}

#[test]
fn a_recurring_title_is_a_new_story_each_time() {
    let title = "Prix des carburants : communiqué de la direction";
    let mut engine = engine();
    let mut ids = BTreeSet::new();
    for (number, day) in (1..).zip(["02", "03", "04"]) {
        let date = format!("2026-03-{day}T07:00:00Z");
        let lead = format!("La direction publie ses prix : essence 6{number}5 francs le litre.");
        let changes = engine.round(at(&date), vec![item(number, "A", &date, title, &lead)]);
        ids.extend(stories(&changes).into_values());
    }
    assert_eq!(ids.len(), 3);
}

#[test]
fn one_event_in_two_languages_is_one_story() {
    let mut english = item(
        2,
        "B",
        "2026-03-02T10:00:00Z",
        "Kandi bridge collapses under cotton trucks, Ouorou Bagri says",
        "Mayor Ouorou Bagri said three trucks fell into the Alibori river in Kandi on Monday.",
    );
    english.language = "en".parse().ok();
    english.countries = vec!["BJ".parse().unwrap()];
    let mut french = item(
        1,
        "A",
        "2026-03-02T09:00:00Z",
        "Le pont de Kandi s’effondre : trois camions dans l’Alibori",
        "Le maire, Ouorou Bagri, annonce que trois camions de coton sont tombés dans le fleuve Alibori.",
    );
    french.countries = vec!["BJ".parse().unwrap()];
    let changes = engine().round(at("2026-03-02T12:00:00Z"), vec![french, english]);
    let stories = stories(&changes);
    assert_eq!(stories[&1], stories[&2]);
}

#[test]
fn what_left_the_window_is_forgotten_and_an_edit_of_it_changes_nothing() {
    let mut engine = engine();
    let entry = item(1, "A", "2026-03-02T09:00:00Z", BRIDGE, BRIDGE_LEAD);
    engine.round(at("2026-03-02T09:30:00Z"), vec![entry.clone()]);
    assert_eq!(
        engine.round(at("2026-03-12T09:30:00Z"), vec![entry]),
        Changes::default()
    );
}

#[test]
fn an_archive_polled_today_is_grouped_by_its_own_dates() {
    let polled = at("2026-11-20T10:00:00Z");
    let old = |number, outlet, date, title, lead| {
        let mut item = item(number, outlet, date, title, lead);
        item.seen = polled;
        item
    };
    let talks = "Niger et Russie conviennent d’intensifier leur coopération militaire";
    let changes = engine().round(
        polled,
        vec![
            old(
                1,
                "A",
                "2024-01-17T09:00:00Z",
                talks,
                "Le ministre de la Défense a été reçu à Moscou.",
            ),
            old(
                2,
                "B",
                "2024-01-17T15:00:00Z",
                talks,
                "Reçu à Moscou, le ministre nigérien de la Défense.",
            ),
            old(
                3,
                "A",
                "2024-03-19T09:00:00Z",
                "Le Niger rompt sa coopération militaire avec Washington",
                "La junte dénonce l’accord avec effet immédiat.",
            ),
            old(
                4,
                "C",
                "2024-03-26T18:00:00Z",
                "Coopération militaire : le chef de la junte du Niger au téléphone avec Moscou",
                "Les deux dirigeants veulent renforcer leur coopération sécuritaire.",
            ),
            old(
                5,
                "B",
                "2024-04-11T18:00:00Z",
                "Niger : des instructeurs militaires russes atterrissent à Niamey",
                "Leur arrivée ouvre la coopération militaire entre le Niger et la Russie.",
            ),
        ],
    );
    let stories = stories(&changes);
    assert_eq!(stories[&1], stories[&2]);
    assert_eq!(stories.values().collect::<BTreeSet<_>>().len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_at_any_time_gets_exactly_one_story(
        entries in prop::collection::vec(("\\PC{0,80}", "\\PC{0,200}", 0_i64..4_000_000_000, 0_usize..4), 1..20)
    ) {
        let seen = at("2026-03-02T09:00:00Z");
        let languages = ["fr", "ar", "zh", "x"];
        let items: Vec<_> = entries
            .iter()
            .zip(0..)
            .map(|((title, summary, seconds, language), number)| {
                let mut item = item(number, "A", "2026-03-02T09:00:00Z", title, summary);
                item.published = DateTime::from_timestamp(*seconds, 0);
                item.language = languages[*language].parse().ok();
                item
            })
            .collect();
        let count = items.len();
        let changes = engine().round(seen + TimeDelta::minutes(1), items);
        prop_assert_eq!(stories(&changes).len(), count);
        prop_assert!(changes.assigned.iter().all(|a| a.reason.score.is_finite()));
    }
}
