//! Who stands for a story, and who names it, follows what becomes of it.

use chrono::TimeDelta;
use serde_json::Value;

use crate::events;
use crate::hand::{item, serve, story_of, three};
use crate::instance::{Instance, text};
use crate::life::{World, mine, start};

const DAY: i64 = 24 * 60;

/// The published files in which these words stand.
fn naming(griot: &Instance, words: &str) -> Vec<String> {
    let files = griot.published().into_iter();
    let naming = files.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(words));
    naming.map(|(path, _)| path).collect()
}

/// Joins the mine's collapse and the strike's end, which one outlet has; the elder and the younger.
fn joined(griot: &Instance) -> [String; 2] {
    let mut ids = ["orpailleurs", "grève"].map(|words| story_of(griot, "un", words));
    ids.sort();
    griot.says(&["story", "join", &ids[0], &ids[1], "--reason", "one week"]);
    ids
}

fn story(item: &Value) -> String {
    text(&item["_griot"]["story"])
}

/// Lists two stories beside one another, as where one follows the other up.
fn relate(griot: &Instance, one: &str, other: &str) {
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    for pair in [[one, other], [other, one]] {
        let relate = "INSERT INTO related (story, other) VALUES (?1, ?2)";
        database.execute(relate, pair).unwrap();
    }
}

#[test]
fn what_a_story_is_listed_beside_is_shown_with_it() {
    let (_outlets, griot) = three();
    let [mine, strike] = ["orpailleurs", "grève"].map(|words| story_of(&griot, "un", words));
    relate(&griot, &mine, &strike);
    let title = text(&item(&griot, "all", &strike).unwrap()["title"]);
    let shown = griot.says(&["story", "show", &mine]);
    assert!(
        shown.contains(&format!("  related    {strike}  {title}\n")),
        "{shown}"
    );
    let shown: Value =
        serde_json::from_str(&griot.says(&["story", "show", &mine, "--json"])).unwrap();
    let related = serde_json::json!([{ "id": strike, "title": title }]);
    assert_eq!(shown["related"], related);

    griot.says(&["story", "drop", &strike]);
    let shown = griot.says(&["story", "show", &mine]);
    assert!(!shown.contains("  related "), "as on its page: {shown}");
}

#[test]
fn a_withdrawn_story_is_named_nowhere_also_where_another_one_led_to_it() {
    let (_outlets, griot) = three();
    let [elder, younger] = joined(&griot);
    let title = text(&item(&griot, "all", &elder).unwrap()["title"]);
    let page = format!("story/{younger}/index.html");
    assert!(naming(&griot, &title).contains(&page));

    // By the other's name it is not withdrawn, and nobody is told that it was.
    let said = griot.run(&["story", "drop", &younger]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains(&elder), "{said:?}");
    assert!(item(&griot, "all", &elder).is_some());

    griot.says(&["story", "drop", &elder]);
    assert_eq!(naming(&griot, &title), [""; 0]);
    assert!(griot.read(&page).contains("retir"), "it says so");
}

#[test]
fn a_correction_is_told_where_another_story_led_to_it() {
    let (outlets, griot) = three();
    let [elder, younger] = joined(&griot);
    let before = item(&griot, "all", &elder).unwrap();
    let (mine, strike) = (events::mine("A"), events::strike("A"));
    let title = "Douze orpailleurs tués et une grève suspendue";
    let items = match text(&before["title"]) == mine.title {
        true => [mine.retitled(title), strike],
        false => [mine, strike.retitled(title)],
    };
    outlets[0].publish("/feed", serve(&items));
    griot.refresh(&["--all"]);
    assert_eq!(item(&griot, "all", &elder).unwrap()["title"], title);
    let page = griot.read(&format!("story/{younger}/index.html"));
    assert!(page.contains(title), "{page}");
}

#[test]
fn what_a_merged_story_was_listed_beside_is_listed_beside_the_one_that_lives() {
    let (outlets, griot) = three();
    outlets[1].publish("/feed", serve(&[events::harvest()]));
    griot.refresh(&["--all"]);
    let harvest = story_of(&griot, "deux", "riz");
    let mut ids = ["orpailleurs", "grève"].map(|words| story_of(&griot, "un", words));
    ids.sort();
    relate(&griot, &harvest, &ids[1]);
    joined(&griot);
    for (one, other) in [(&harvest, &ids[0]), (&ids[0], &harvest)] {
        let page = griot.read(&format!("story/{one}/index.html"));
        assert!(page.contains(other.as_str()), "{page}");
    }
}

#[test]
fn whose_words_an_item_shows_its_link_leads_to() {
    let (outlets, griot) = three();
    let story = story_of(&griot, "un", "orpailleurs");
    let before = item(&griot, "ne", &story).unwrap();
    assert_eq!(text(&before["url"]), events::mine("A").guid);
    // The outlet writes another event under the same guid.
    let mut other = events::harvest();
    other.guid = events::mine("A").guid;
    outlets[0].publish("/feed", serve(&[other, events::strike("A")]));
    griot.refresh(&["--all"]);
    let after = item(&griot, "ne", &story).unwrap();
    assert_eq!(after["date_published"], before["date_published"]);
    let outlet = text(&after["_griot"]["outlet"]["outlet"]);
    let words = if outlet == "deux" { "B" } else { "C" };
    assert_eq!(text(&after["title"]), events::mine(words).title);
    assert_eq!(text(&after["url"]), events::mine(words).guid);
}

#[test]
fn an_old_story_is_news_when_somebody_reports_it_now() {
    let mut world = World::open(3, "");
    let mut strike = events::strike("B");
    strike.date = start() - TimeDelta::hours(2);
    world.publish(2, &[strike]);
    let mut old = mine(0);
    old.date = start() - TimeDelta::hours(7 * 24 + 2);
    world.publish(0, &[old]);
    world.after(0);
    world.after(5);
    let titles = world.griot.titles("all");
    assert_eq!(
        titles,
        [events::strike("B").title],
        "what is old floods nothing"
    );
    let mut late = mine(1);
    late.date = start() - TimeDelta::hours(7 * 24 - 8);
    world.publish(1, &[late]);
    world.after(20);
    assert_eq!(world.griot.titles("all").len(), 2);
    assert_eq!(world.only("ne")["_griot"]["outlet_count"], 2);
}

#[test]
fn archives_of_other_months_do_not_name_what_is_withdrawn() {
    let mut world = World::open(2, "");
    world.publish(0, &[mine(0)]);
    world.after(0);
    world.after(5);
    let mut strike = events::strike("B");
    strike.date = start() + TimeDelta::days(24);
    world.publish(1, &[strike]);
    world.after(24 * DAY);
    world.after(5);
    let (mine, strike) = (story(&world.only("ne")), story(&world.only("sn")));
    relate(&world.griot, &mine, &strike);
    // December is over, and its archive says what the strike is listed beside.
    world.after(30 * DAY);
    let archive = || world.griot.read("feeds/sn/archive/2026-12.atom");
    let title = events::mine("A").title;
    assert!(archive().contains(&title), "{}", archive());
    let withdrawn = world.refresher.withdraw(mine.parse().unwrap(), None);
    assert!(withdrawn.unwrap());
    assert!(!archive().contains(&title), "{}", archive());
    assert!(archive().contains(&events::strike("B").title));
}

#[test]
fn a_page_that_led_to_what_was_forgotten_goes_with_it() {
    let mut world = World::open(2, "[retention]\nkeep = \"30d\"\n");
    let mut strike = events::strike("B");
    strike.date = start() - TimeDelta::hours(2);
    world.publish(0, &[mine(0)]);
    world.publish(1, &[strike]);
    world.after(0);
    world.after(5);
    let mut ids = [story(&world.only("ne")), story(&world.only("sn"))];
    ids.sort();
    let both = ids.each_ref().map(|id| id.parse().unwrap());
    world.refresher.join(&both, "one week").unwrap();
    let pages = ids
        .each_ref()
        .map(|id| world.griot.public(&format!("story/{id}/index.html")));
    assert!(pages[1].is_file());
    world.publish(0, &[]);
    world.publish(1, &[]);
    for days in [60, 1, 1, 1] {
        world.after(days * DAY);
    }
    assert!(!pages[0].exists(), "it was forgotten");
    assert!(!pages[1].exists(), "and nothing leads there");
}
