//! An alert is given once for each story that comes to what it asks, whatever fails meanwhile, and
//! keeps no round from its end.

mod programs;
mod receiver;
mod tables;

use std::net::TcpListener as Port;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, Running, source, text, until};
use crate::outlet::{Outlet, Page};
use receiver::{Got, Receiver};

const PATIENCE: Duration = Duration::from_secs(20);

fn webhook(name: &str, conditions: &str, receiver: &Receiver) -> String {
    let address = receiver.address;
    format!(
        "[[alert]]\nname = \"{name}\"\n{conditions}\n\
         webhook = \"http://{address}/hooks/T0000/s3cretpath00token\"\n"
    )
}

fn serve(items: &[Item]) -> Page {
    Page::rss(rss("Fil", items))
}

/// An instance without private networks: what an operator names may be there all the same.
fn instance(alerts: &str, outlets: &[(&str, &Outlet)]) -> Instance {
    let sources: String = outlets
        .iter()
        .map(|(name, outlet)| source(name, &outlet.url("/feed")))
        .collect();
    Instance::configured(
        "countries = [\"NE\", \"SN\"]",
        &format!("{alerts}{sources}"),
    )
}

/// Makes what failed due again, as if its time had come.
fn hurry(griot: &Instance) {
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    database
        .execute_batch("UPDATE alerted SET due = 0 WHERE due IS NOT NULL")
        .unwrap();
}

#[test]
fn a_story_that_passes_so_many_outlets_is_told_once_with_all_that_one_wants_to_know() {
    let [first, second, third] = [(); 3].map(|()| Outlet::serving(serve(&[])));
    first.publish("/feed", serve(&[events::mine("A"), events::strike("A")]));
    let receiver = Receiver::open(&[]);
    let alerts = webhook("deux médias", "outlets = 2\nindependent = 2", &receiver)
        + "headers = { Authorization = { file = \"hook.token\" } }\n";
    let griot = instance(
        &alerts,
        &[("Un", &first), ("Deux", &second), ("Trois", &third)],
    );
    std::fs::write(griot.path().join("hook.token"), "Bearer abc\n").unwrap();
    griot.refresh(&[]);
    assert!(receiver.got().is_empty(), "one outlet is not two");

    second.publish("/feed", serve(&[events::mine("B")]));
    griot.refresh(&["--all"]);
    let got = receiver.got();
    assert_eq!(got.len(), 1, "{got:?}");
    let Got {
        path,
        headers,
        body,
    } = &got[0];
    assert_eq!(path, "/hooks/T0000/s3cretpath00token");
    assert_eq!(headers["authorization"], "Bearer abc");
    assert_eq!(headers["content-type"], "application/json");
    assert!(
        headers["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("griot/")
    );
    let id = text(&body["id"]);
    assert_eq!(
        headers["idempotency-key"].to_str().unwrap(),
        format!("\"{id}\"")
    );
    let item = &griot.items("ne")[0];
    for (ours, theirs) in [
        ("story", &item["_griot"]["story"]),
        ("uri", &item["id"]),
        ("title", &item["title"]),
        ("link", &item["url"]),
        ("published", &item["date_published"]),
        ("countries", &item["_griot"]["countries"]),
        ("outlet_count", &item["_griot"]["outlet_count"]),
        ("independent_count", &item["_griot"]["independent_count"]),
    ] {
        assert_eq!(body[ours], *theirs, "{ours}");
    }
    assert_eq!(body["alert"], "deux médias");
    let story = text(&body["story"]);
    assert_eq!(body["page"], format!("https://news.example/story/{story}/"));
    let outlets = body["outlets"].as_array().unwrap();
    let names: Vec<_> = outlets.iter().map(|one| text(&one["outlet"])).collect();
    assert_eq!(names, ["Un", "Deux"]);

    third.publish("/feed", serve(&[events::mine("C")]));
    griot.refresh(&["--all"]);
    griot.refresh(&["--all"]);
    assert_eq!(griot.items("ne")[0]["_griot"]["outlet_count"], 3);
    assert!(receiver.got().is_empty(), "each story once");
    let listed: Value = serde_json::from_str(&griot.says(&["alert", "list", "--json"])).unwrap();
    assert_eq!(
        (&listed["told"], &listed["waiting"]),
        (&1.into(), &0.into())
    );
    // Keys are shown nowhere.
    for said in [
        griot.says(&["alert", "list"]),
        griot.says(&["alert", "test", "deux médias"]),
        griot.says(&["check"]),
    ] {
        assert!(!said.contains("s3cret") && !said.contains("abc"), "{said}");
    }
    let tried = receiver.got();
    assert_eq!(tried.len(), 1);
    assert!(
        text(&tried[0].body["title"]).contains("made up"),
        "{tried:?}"
    );
}

#[test]
fn every_condition_has_to_hold_and_each_alert_is_its_own() {
    let outlet = Outlet::serving(serve(&[
        events::mine("A"),
        events::strike("A").filed(&["Éducation"]),
        events::harvest(),
    ]));
    let receiver = Receiver::open(&[]);
    let alerts = [
        ("mots", "words = [\"ORPAILLEUR\", \"grève\"]"),
        (
            "mots-ne",
            "words = [\"orpailleurs\", \"grève\"]\ncountries = [\"NE\"]",
        ),
        ("rubrique", "topics = [\"education\"]"),
        ("langue", "languages = [\"ar\"]"),
        (
            "nom",
            "reported_by = [\"un\"]\nwithout = [\"grève\", \"mine\"]",
        ),
        ("deux", "outlets = 2\ncountries = [\"NE\"]"),
    ]
    .map(|(name, conditions)| webhook(name, conditions, &receiver))
    .concat();
    let griot = instance(&alerts, &[("Un", &outlet)]);
    griot.refresh(&[]);
    let mut got: Vec<(String, String)> = receiver
        .got()
        .iter()
        .map(|got| (text(&got.body["alert"]), text(&got.body["title"])))
        .collect();
    got.sort();
    let titles = [events::mine("A"), events::strike("A"), events::harvest()];
    let [mine, strike, harvest] = titles.map(|item| item.title);
    let wanted = [
        ("mots", &strike),
        ("mots-ne", &mine),
        ("nom", &harvest),
        ("rubrique", &strike),
    ];
    let got: Vec<_> = got.iter().map(|(alert, title)| (&**alert, title)).collect();
    assert_eq!(got, wanted);
}

#[test]
fn a_new_alert_is_silent_about_what_was_so_before_and_about_what_is_old() {
    let [first, second] = [(); 2].map(|()| Outlet::serving(serve(&[])));
    let old = Item {
        date: events::strike("A").date - chrono::TimeDelta::days(3),
        ..events::strike("A")
    };
    first.publish("/feed", serve(&[events::mine("A")]));
    let outlets = [("Un", &first), ("Deux", &second)];
    let griot = instance("", &outlets);
    griot.refresh(&[]);

    let receiver = Receiver::open(&[]);
    let sources = instance_tables(&outlets);
    let alert = |conditions| webhook("tout", conditions, &receiver) + &sources;
    griot.configure("countries = [\"NE\", \"SN\"]", &alert("outlets = 1"));
    first.publish("/feed", serve(&[events::mine("A"), old]));
    griot.refresh(&["--all"]);
    assert_eq!(griot.items("all").len(), 2);
    assert!(
        receiver.got().is_empty(),
        "one was there, and one is no news"
    );
    second.publish("/feed", serve(&[events::harvest(), events::mine("B")]));
    griot.refresh(&["--all"]);
    let got = receiver.got();
    assert_eq!(got.len(), 1, "{got:?}");
    assert_eq!(got[0].body["title"], events::harvest().title);

    // With other conditions it is another alert, and what is so already is no news to it either.
    griot.configure("countries = [\"NE\", \"SN\"]", &alert("outlets = 2"));
    griot.refresh(&["--all"]);
    first.publish(
        "/feed",
        serve(&[events::mine("A").retitled("Mine de Djado : le bilan monte")]),
    );
    griot.refresh(&["--all"]);
    assert!(receiver.got().is_empty());
}

fn instance_tables(outlets: &[(&str, &Outlet)]) -> String {
    let outlets = outlets.iter();
    outlets
        .map(|(name, outlet)| source(name, &outlet.url("/feed")))
        .collect()
}

#[test]
fn what_fails_is_tried_again_by_the_same_id_and_given_up_after_a_day() {
    let outlet = Outlet::serving(serve(&[events::mine("A")]));
    let receiver = Receiver::open(&[500, 302]);
    let griot = instance(
        &webhook("mine", "words = [\"mine\"]", &receiver),
        &[("Un", &outlet)],
    );
    let said = griot.run(&["refresh"]);
    assert_eq!(said.code, Some(0), "the round is done: {}", said.err);
    assert!(
        said.err.contains("answered 500") && !said.err.contains("s3cret"),
        "{}",
        said.err
    );
    let first = receiver.got();
    assert_eq!(first.len(), 1);
    griot.refresh(&["--all"]);
    assert!(receiver.got().is_empty(), "not before its time");
    hurry(&griot);
    griot.refresh(&["--all"]);
    let second = receiver.got();
    assert_eq!(second.len(), 1, "a redirect is not followed");
    hurry(&griot);
    griot.refresh(&["--all"]);
    let third = receiver.got();
    for again in [&second, &third] {
        assert_eq!(again[0].body["id"], first[0].body["id"]);
    }
    hurry(&griot);
    griot.refresh(&["--all"]);
    assert!(receiver.got().is_empty(), "it was taken");

    // One that is never taken is given up a day after it was decided.
    let receiver = Receiver::open(&[410; 9]);
    let alerts = webhook("or", "words = [\"orpailleurs\"]", &receiver);
    let griot = instance(&alerts, &[("Un", &outlet)]);
    let said = griot.run(&["refresh"]);
    assert!(said.err.contains("tried again"), "{}", said.err);
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    let day = 24 * 3_600_000_i64;
    database
        .execute("UPDATE alerted SET at = at - ?1, due = 0", [day])
        .unwrap();
    let said = griot.run(&["refresh"]);
    assert!(said.err.contains("given up"), "{}", said.err);
    hurry(&griot);
    griot.refresh(&[]);
    assert_eq!(receiver.got().len(), 2);
    let listed = griot.says(&["alert", "list"]);
    assert!(listed.contains("0 told, 0 waiting, 1 failed"), "{listed}");
}

#[test]
fn what_was_decided_before_a_kill_is_given_after_it() {
    let outlet = Outlet::serving(serve(&[events::mine("A")]));
    // It accepts, and never answers.
    let silent = Port::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let alert = format!(
        "[[alert]]\nname = \"mine\"\nwords = [\"mine\"]\nwebhook = \"http://{address}/\"\n"
    );
    let griot = instance(&alert, &[("Un", &outlet)]);
    let child = griot
        .command(&["refresh"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut round = Running(child);
    let _asked = silent.accept().unwrap();
    assert_eq!(
        griot.items("ne").len(),
        1,
        "the editions are out before anyone is told"
    );
    round.0.kill().unwrap();
    round.wait(PATIENCE);

    let receiver = Receiver::open(&[]);
    let sources = instance_tables(&[("Un", &outlet)]);
    let alert = webhook("mine", "words = [\"mine\"]", &receiver);
    griot.configure("countries = [\"NE\", \"SN\"]", &(alert + &sources));
    griot.refresh(&[]);
    assert_eq!(
        receiver.got().len(),
        1,
        "to the address that the alert has now"
    );
    griot.refresh(&[]);
    assert!(receiver.got().is_empty());
}

#[test]
fn a_merged_story_is_told_as_what_it_became_and_a_withdrawn_one_is_not() {
    let [first, second] = [(); 2].map(|()| Outlet::serving(serve(&[])));
    first.publish("/feed", serve(&[events::mine("A"), events::strike("A")]));
    let receiver = Receiver::open(&[503, 503]);
    let alerts = webhook("deux", "words = [\"grève\", \"riz\"]", &receiver);
    second.publish("/feed", serve(&[events::harvest()]));
    let griot = instance(&alerts, &[("Un", &first), ("Deux", &second)]);
    griot.run(&["refresh"]);
    assert_eq!(receiver.got().len(), 2, "neither was taken");
    let ids: Vec<String> = griot
        .items("all")
        .iter()
        .filter(|item| !text(&item["title"]).contains("riz"))
        .map(|item| text(&item["_griot"]["story"]))
        .collect();
    let rice = griot.items("all").into_iter().find(|item| {
        let title = text(&item["title"]);
        title.contains("riz")
    });
    let rice = text(&rice.unwrap()["_griot"]["story"]);
    griot.says(&["story", "join", &ids[0], &ids[1], "--reason", "as a test"]);
    griot.says(&["story", "drop", &rice]);
    hurry(&griot);
    griot.refresh(&["--all"]);
    let got = receiver.got();
    assert_eq!(got.len(), 1, "{got:?}");
    let elder = ids.iter().min().unwrap();
    assert_eq!(got[0].body["story"], **elder);
    assert_eq!(got[0].body["outlets"].as_array().unwrap().len(), 2);
}

#[test]
fn two_stories_that_become_one_are_told_as_one() {
    let outlet = Outlet::serving(serve(&[events::mine("A"), events::strike("A")]));
    let receiver = Receiver::open(&[503, 503]);
    let alerts = webhook("deux", "words = [\"grève\", \"mine\"]", &receiver);
    let griot = instance(&alerts, &[("Un", &outlet)]);
    griot.run(&["refresh"]);
    assert_eq!(receiver.got().len(), 2, "neither was taken");
    let items = griot.items("all");
    let ids: Vec<String> = items.iter().map(|i| text(&i["_griot"]["story"])).collect();
    griot.says(&["story", "join", &ids[0], &ids[1], "--reason", "as a test"]);
    hurry(&griot);
    griot.refresh(&["--all"]);
    let got = receiver.got();
    assert_eq!(got.len(), 1, "{got:?}");
    assert_eq!(got[0].body["story"], **ids.iter().min().unwrap());
}

#[test]
fn the_daemon_tells_in_the_background_while_it_serves() {
    let outlet = Outlet::serving(serve(&[events::mine("A")]));
    let receiver = Receiver::open(&[]);
    let alerts = webhook("mine", "words = [\"mine\"]", &receiver);
    // Another one is never answered.
    let silent = Port::bind("127.0.0.1:0").unwrap();
    let slow = format!(
        "[[alert]]\nname = \"lent\"\nwords = [\"mine\"]\nwebhook = \"http://{}/\"\n",
        silent.local_addr().unwrap()
    );
    let tables = format!("[group]\nsettle = \"0s\"\n{alerts}{slow}");
    let griot = instance(&tables, &[("Un", &outlet)]);
    let child = griot
        .command(&["run", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut daemon = Running(child);
    let _asked = silent.accept().unwrap();
    let got = until(PATIENCE, "the alert is given", || {
        Some(receiver.got()).filter(|got| !got.is_empty())
    });
    assert_eq!(got.len(), 1);
    until(PATIENCE, "that is noted", || {
        let listed = griot.says(&["alert", "list"]);
        listed.contains("1 told, 0 waiting").then_some(())
    });
    let asked = Instant::now();
    assert_eq!(daemon.terminate(PATIENCE), Some(0));
    assert!(
        asked.elapsed() < Duration::from_secs(9),
        "it does not wait for the slow one"
    );
    griot.configure("countries = [\"NE\", \"SN\"]", &{
        let sources = instance_tables(&[("Un", &outlet)]);
        webhook("mine", "words = [\"mine\"]", &receiver) + &sources
    });
    griot.refresh(&["--all"]);
    assert!(receiver.got().is_empty());
}

#[test]
fn a_replay_tells_nobody() {
    let outlet = Outlet::serving(serve(&[events::mine("A")]));
    let receiver = Receiver::open(&[]);
    let griot = instance(
        &webhook("mine", "outlets = 1", &receiver),
        &[("Un", &outlet)],
    );
    griot.refresh(&[]);
    assert_eq!(receiver.got().len(), 1);
    let folder = griot.path().join("replayed");
    griot.says(&["replay", "--dir", folder.to_str().unwrap()]);
    assert!(receiver.got().is_empty());
}
