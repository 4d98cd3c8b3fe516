//! The life of a story over its rounds: what readers key on never moves, and what they call new
//! moves by rule. Time is the test's own.

use std::future::pending;

use chrono::{DateTime, TimeDelta, Utc};
use griot::clock::Clock;
use griot::refresh::{self, Quietly, Refresher, SETTLE_DAEMON, Summary, Which};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, source, text};
use crate::outlet::{Outlet, Page};

/// An instance with outlets that publish what they are told to, hour by hour.
pub struct World {
    pub outlets: Vec<Outlet>,
    pub griot: Instance,
    pub clock: Clock,
    pub refresher: Refresher,
    runtime: Runtime,
}

impl World {
    pub fn open(outlets: usize, tables: &str) -> Self {
        let outlets: Vec<_> = (0..outlets).map(|_| Outlet::open()).collect();
        let mut tables = format!("[schedule]\ndefault = \"0 0 * * *\"\n{tables}");
        for (number, outlet) in outlets.iter().enumerate() {
            outlet.publish("/feed", Page::rss(rss("Fil", &[])));
            tables += &source(&format!("outlet-{number}"), &outlet.url("/feed"));
        }
        let griot = Instance::configured("countries = [\"NE\", \"SN\", \"ML\"]", &tables);
        let clock = Clock::manual(start());
        let config = griot::config::load(&griot.config()).unwrap();
        Self {
            outlets,
            refresher: Refresher::open(config, clock.clone(), SETTLE_DAEMON).unwrap(),
            griot,
            clock,
            runtime: refresh::runtime().unwrap(),
        }
    }

    /// What an outlet's feed lists from now on.
    pub fn publish(&self, outlet: usize, items: &[Item]) {
        self.outlets[outlet].publish("/feed", Page::rss(rss("Fil", items)));
    }

    /// A round, so many minutes later.
    pub fn after(&mut self, minutes: i64) -> Summary {
        self.clock.advance(TimeDelta::minutes(minutes));
        let round = self
            .refresher
            .round(&Which::All, &Quietly, Box::pin(pending()));
        self.runtime.block_on(round).unwrap().unwrap()
    }

    pub fn only(&self, edition: &str) -> Value {
        let items = self.griot.items(edition);
        assert_eq!(items.len(), 1, "{:?}", self.griot.titles(edition));
        items.into_iter().next().unwrap()
    }

    /// Minutes since the start at which the only item says that it was updated.
    fn updated(&self) -> i64 {
        let item = self.only("ne");
        let at: DateTime<Utc> = text(&item["date_modified"]).parse().unwrap();
        let feed = self.griot.read("feeds/ne.atom");
        let updated = format!("<updated>{}</updated>", text(&item["date_modified"]));
        assert!(
            feed.contains(&format!("\n  {updated}")) && feed.contains(&format!("\n    {updated}")),
            "the feed is as new as its newest entry: {feed}"
        );
        (at - start()).num_minutes()
    }
}

pub fn start() -> DateTime<Utc> {
    "2026-11-10T06:00:00Z".parse().unwrap()
}

/// The mine's collapse as the outlet of this number reports it, an hour before the start.
pub fn mine(outlet: usize) -> Item {
    let mut item = events::mine(["A", "B", "C"][outlet % 3]);
    item.guid = format!("https://outlet-{outlet}.example/mine");
    item.date = start() - TimeDelta::hours(1);
    item
}

/// What readers know an item by.
pub fn key(item: &Value) -> [String; 3] {
    ["id", "url", "date_published"].map(|name| text(&item[name]))
}

#[test]
fn a_story_grows_to_eleven_outlets_and_is_updated_at_two_three_five_and_ten() {
    let mut world = World::open(11, "");
    world.publish(0, &[mine(0)]);
    world.after(0);
    assert!(world.griot.items("ne").is_empty(), "it settles");
    world.after(5);
    let first = world.only("ne");
    assert_eq!(world.updated(), -60, "the first version is no update");

    let mut moved = Vec::new();
    for outlets in 2..=11 {
        world.publish(outlets - 1, &[mine(outlets - 1)]);
        let before = world.updated();
        world.after(40);
        let now = world.only("ne");
        assert_eq!(key(&now), key(&first), "{outlets} outlets");
        assert_eq!(now["title"], first["title"]);
        assert_eq!(now["_griot"]["outlet_count"], outlets);
        if world.updated() != before {
            assert_eq!(world.updated(), (world.clock.now() - start()).num_minutes());
            moved.push(outlets);
        }
    }
    assert_eq!(moved, [2, 3, 5, 10]);
}

#[test]
fn what_came_while_it_settled_is_in_the_first_version() {
    let mut world = World::open(2, "[group]\nsettle = \"20m\"\n");
    world.publish(0, &[mine(0)]);
    world.after(0);
    world.publish(1, &[mine(1)]);
    world.after(10);
    assert!(world.griot.items("ne").is_empty());
    assert_eq!(
        world.refresher.next_event().unwrap(),
        Some(start() + TimeDelta::minutes(20)),
        "a daemon wakes when it has settled"
    );
    world.after(10);
    assert_eq!(world.only("ne")["_griot"]["outlet_count"], 2);
    assert_eq!(world.updated(), -60);
    world.after(40);
    assert_eq!(world.updated(), -60, "two outlets are told of already");
}

#[test]
fn corrections_are_told_every_half_hour_at_most_and_not_after_two_days() {
    let mut world = World::open(2, "");
    world.publish(0, &[mine(0)]);
    world.after(0);
    world.after(5);
    let first = world.only("ne");
    let corrected = |toll: &str| {
        let title =
            format!("Niger : {toll} orpailleurs tués dans l'effondrement d'une mine à Djado");
        vec![mine(0).retitled(&title)]
    };

    // Ten minutes after it was first shown the new words stand there, and are told of later.
    world.publish(0, &corrected("douze"));
    world.after(10);
    assert!(text(&world.only("ne")["title"]).contains("douze"));
    assert_eq!(world.updated(), -60);
    world.after(19);
    assert_eq!(world.updated(), -60);
    assert_eq!(
        world.refresher.next_event().unwrap(),
        Some(start() + TimeDelta::minutes(35))
    );
    world.after(1);
    assert_eq!(world.updated(), 35, "none is forgotten");

    // Another outlet's correction is none of the story's.
    world.publish(1, &[mine(1)]);
    world.after(35);
    assert_eq!(world.updated(), 70, "the second outlet");
    world.publish(
        1,
        &[mine(1).retitled("Djado, au Niger : l'effondrement d'une mine d'or fait onze morts")],
    );
    world.after(35);
    assert_eq!(world.updated(), 70);

    // Words that are taken back before they were told of are no news.
    world.publish(0, &corrected("treize"));
    world.after(35);
    assert_eq!(world.updated(), 140);
    world.publish(0, &corrected("quatorze"));
    world.after(10);
    world.publish(0, &corrected("treize"));
    world.after(50);
    assert_eq!(world.updated(), 140);

    world.clock.advance(TimeDelta::hours(48));
    world.publish(0, &corrected("quinze"));
    world.after(0);
    let last = world.only("ne");
    assert!(text(&last["title"]).contains("quinze"), "{last}");
    assert_eq!(world.updated(), 140);
    assert_eq!(key(&last), key(&first));
}

#[test]
fn readers_of_another_language_are_told_of_corrections_of_what_they_read() {
    let tables = "[[edition]]\nname = \"arabic\"\nlanguages = [\"ar\"]\n";
    let mut world = World::open(2, tables);
    let mut french = Item::new(
        1,
        "Niger : une attaque fait douze morts à Téra",
        "Douze civils ont été tués lundi dans l’attaque du village de Banibangou, dans la région de \
         Tillabéri, a annoncé le gouvernement. L’armée a riposté et déploré deux blessés.",
    );
    let mut arabic = Item::new(
        1,
        "مقتل اثني عشر مدنيا في هجوم في النيجر",
        "قتل اثنا عشر مدنيا يوم الاثنين في هجوم على قرية بانيبانغو في منطقة تيلابيري في النيجر، \
         حسب الحكومة.",
    );
    for (outlet, item) in [&mut french, &mut arabic].into_iter().enumerate() {
        item.guid = format!("https://outlet-{outlet}.example/attack");
        item.date = start() - TimeDelta::hours(1);
    }
    world.publish(0, &[french]);
    world.publish(1, &[arabic.clone()]);
    world.after(0);
    world.after(5);
    let [first, own] = ["ne", "arabic"].map(|edition| world.only(edition));
    assert_eq!(first["id"], own["id"]);
    assert_ne!(first["title"], own["title"]);

    let corrected = arabic.retitled("تصحيح: مقتل خمسة عشر مدنيا في هجوم في النيجر");
    world.publish(1, &[corrected]);
    world.after(40);
    let after = world.only("arabic");
    assert!(text(&after["title"]).contains("خمسة عشر"));
    assert_eq!(text(&after["date_modified"]), "2026-11-10T06:45:00Z");
    assert_eq!(key(&after), key(&own));
    let atom = world.griot.read("feeds/arabic.atom");
    let updated = "<updated>2026-11-10T06:45:00Z</updated>";
    assert_eq!(atom.matches(updated).count(), 2, "feed and entry: {atom}");
    assert_eq!(world.only("ne")["date_modified"], first["date_modified"]);
}

#[test]
fn the_item_stays_although_its_representative_is_gone_from_the_feed_and_the_poll_fails() {
    let mut world = World::open(2, "");
    for outlet in 0..2 {
        world.publish(outlet, &[mine(outlet)]);
    }
    world.after(0);
    world.after(5);
    let published = world.griot.published();
    for outlet in &world.outlets {
        outlet.publish("/feed", Page::status(500));
    }
    world.after(60);
    assert_eq!(differing(&published, &world.griot.published()), [""; 0]);
    for outlet in 0..2 {
        world.publish(outlet, &[]);
    }
    world.after(1_500);
    assert_eq!(differing(&published, &world.griot.published()), [""; 0]);
}

#[test]
fn a_story_that_moves_to_another_edition_keeps_its_id() {
    let mut world = World::open(1, "");
    let text_of = |country: &str, town: &str| {
        format!(
            "Le marché de {town} a rouvert lundi après six mois de travaux, a dit la mairie de {town}, au {country}."
        )
    };
    let mut item = Item::new(
        1,
        "Niger : le grand marché de Zinder rouvre après six mois de travaux",
        &text_of("Niger", "Zinder"),
    );
    item.date = start();
    world.publish(0, std::slice::from_ref(&item));
    world.after(0);
    world.after(5);
    let before = world.only("ne");
    assert!(world.griot.items("ml").is_empty());

    item.title = "Mali : le grand marché de Kayes rouvre après six mois de travaux".to_owned();
    item.text = text_of("Mali", "Kayes");
    world.publish(0, std::slice::from_ref(&item));
    world.after(60);
    let after = world.only("ml");
    assert_eq!(key(&after), key(&before));
    assert_eq!(
        after["_griot"]["countries"]["primary"],
        serde_json::json!(["ML"])
    );
    assert!(
        world.griot.items("ne").is_empty(),
        "{:?}",
        world.griot.titles("ne")
    );
    assert_eq!(key(&world.only("all")), key(&before));
}

#[test]
fn the_elder_of_two_stories_that_prove_to_be_one_lives_and_the_younger_leads_there() {
    let mut world = World::open(2, "");
    world.publish(0, &[mine(0)]);
    world.after(0);
    let mut other = events::strike("B");
    other.date = start();
    world.publish(1, std::slice::from_ref(&other));
    world.after(5);
    world.after(5);
    let (elder, younger) = (world.only("ne"), world.only("sn"));
    let (elder_id, younger_id) = (text(&elder["id"]), text(&younger["id"]));
    assert!(
        elder_id < younger_id,
        "ids are in the order of the first polls"
    );

    // What it reports is corrected: it was the mine all along.
    other.title = mine(1).title;
    other.text = mine(1).text;
    world.publish(1, std::slice::from_ref(&other));
    let summary = world.after(60);
    assert_eq!(summary.stories.merged, 1);
    let merged = world.only("all");
    assert_eq!(key(&merged), key(&elder));
    assert_eq!(merged["_griot"]["outlet_count"], 2);
    assert!(world.griot.items("sn").is_empty());
    for edition in ["sn", "all"] {
        let atom = world.griot.read(&format!("feeds/{edition}.atom"));
        let when = format!("ref=\"{younger_id}\" when=\"2026-11-10T07:10:00Z\"");
        assert!(atom.contains(&when), "{atom}");
    }
    let page = text(&younger["_griot"]["page"]).replace("https://news.example/", "");
    let page = world.griot.read(&format!("{page}index.html"));
    assert!(page.contains(&text(&elder["_griot"]["page"])), "{page}");
    crate::wellformed::all(&world.griot);

    // Words that are changed back found no second story of the old id.
    let mut again = events::strike("B");
    again.date = start();
    world.publish(1, &[again]);
    world.after(60);
    let ids: Vec<_> = world
        .griot
        .items("all")
        .iter()
        .map(|item| text(&item["id"]))
        .collect();
    assert!(!ids.contains(&younger_id), "{ids:?}");
}

#[test]
fn a_story_that_was_merged_before_it_was_shown_leaves_no_page() {
    let mut world = World::open(2, "[group]\nsettle = \"20m\"\n");
    world.publish(0, &[mine(0)]);
    world.after(0);
    let mut other = events::strike("B");
    other.date = start();
    world.publish(1, std::slice::from_ref(&other));
    world.after(5);
    (other.title, other.text) = (mine(1).title, mine(1).text);
    world.publish(1, &[other]);
    assert_eq!(world.after(5).stories.merged, 1);
    world.after(20);
    assert_eq!(world.only("all")["_griot"]["outlet_count"], 2);
    let stories = std::fs::read_dir(world.griot.public("story")).unwrap();
    assert_eq!(stories.count(), 1);
}

#[test]
fn a_counter_that_moves_is_no_correction_and_a_toll_that_grows_is_one() {
    let mut world = World::open(1, "");
    let told = |dead: u32, views: u32| {
        let mut item = mine(0);
        item.text = format!(
            "<p>{} Le bilan : {dead} morts.</p>Vues : {views}<br>",
            item.text
        );
        item
    };
    world.publish(0, &[told(12, 37)]);
    world.after(0);
    world.after(5);
    let first = world.only("ne");
    assert!(!text(&first["summary"]).contains("Vues"), "{first}");
    for views in [120, 4_000] {
        world.publish(0, &[told(12, views)]);
        world.after(60);
        assert_eq!(world.only("ne"), first);
    }
    world.publish(0, &[told(15, 5_000)]);
    world.after(60);
    assert_eq!(world.updated(), 185);
    assert!(text(&world.only("ne")["summary"]).contains("15 morts"));
}

#[test]
fn the_id_stays_with_the_part_that_holds_the_representative() {
    for names_the_representative in [true, false] {
        let mut world = World::open(3, "");
        for outlet in 0..3 {
            world.publish(outlet, &[mine(outlet)]);
        }
        world.after(0);
        world.after(5);
        let before = world.only("ne");
        let own = text(&before["url"]);
        let goes: Vec<_> = (0..3)
            .map(|outlet| mine(outlet).guid)
            .filter(|guid| (*guid == own) == names_the_representative)
            .collect();
        let story = text(&before["_griot"]["story"]).parse().unwrap();
        world.refresher.split(story, &goes, "two events").unwrap();
        let items = world.griot.items("ne");
        assert_eq!(items.len(), 2);
        let kept = items
            .iter()
            .find(|item| item["id"] == before["id"])
            .unwrap();
        assert_eq!(key(kept), key(&before));
        assert_eq!(kept["title"], before["title"]);
        let part = items
            .iter()
            .find(|item| item["id"] != before["id"])
            .unwrap();
        assert_ne!(part["url"], before["url"]);
        world.after(60);
        assert_eq!(world.griot.items("ne").len(), 2);
    }
}
