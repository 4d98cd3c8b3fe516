//! Reading lists at a URL: fetched as politely as feeds, their feeds polled like any others, and what
//! their keepers or servers do harms nothing that is there.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::daemon::{PATIENCE, free, get, start};
use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, text, until};
use crate::outlet::{Outlet, Page};

const LIST: &str = "/list.opml";

/// A reading list of these feeds, each a title and its address.
fn opml(feeds: &[(&str, String)]) -> Page {
    let outlines: String = feeds
        .iter()
        .map(|(title, url)| {
            let url = url.replace('&', "&amp;");
            format!("<outline type=\"rss\" text=\"{title}\" language=\"fr\" xmlUrl=\"{url}\"/>\n")
        })
        .collect();
    Page::rss(format!(
        "<?xml version=\"1.0\"?>\n<opml version=\"2.0\"><head/><body>\n{outlines}</body></opml>"
    ))
    .content_type("text/x-opml")
}

/// An outlet that serves a feed, and a list of that feed alone.
fn listed() -> Outlet {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    outlet.publish(LIST, opml(&[("Le Fil", outlet.url("/feed"))]));
    outlet
}

/// An instance with these lists, which are all that it has, and these tables.
fn instance_with(lists: &[String], tables: &str) -> Instance {
    let griot = Instance::configured("countries = [\"NE\", \"SN\"]", tables);
    name_lists(&griot, lists);
    griot
}

fn instance(outlet: &Outlet) -> Instance {
    instance_with(&[outlet.url(LIST)], "[group]\nsettle = \"0s\"\n")
}

/// Puts lists at the head of the configuration.
fn name_lists(griot: &Instance, lists: &[String]) {
    let text = fs::read_to_string(griot.config()).unwrap();
    let text = text
        .strip_prefix("opml")
        .map_or(&*text, |rest| rest.split_once('\n').unwrap().1);
    let text = format!("opml = {lists:?}\n{text}");
    fs::write(griot.config(), text).unwrap();
}

/// The copies that are there.
fn copies(griot: &Instance) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(griot.path().join("state/lists")) else {
        return Vec::new();
    };
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Lets every list be due: it was last asked long ago.
fn let_time_pass(griot: &Instance) {
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    database.busy_timeout(PATIENCE).unwrap();
    let long_ago = "UPDATE list SET schedule = json_set(schedule,
        '$.last_poll', '2020-01-01T00:00:00Z', '$.last_success', '2020-01-01T00:00:00Z',
        '$.early_for', NULL)";
    assert_eq!(database.execute(long_ago, []).unwrap(), 1);
}

/// How often the one list has failed in a row.
fn failures(griot: &Instance) -> i64 {
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    database.busy_timeout(PATIENCE).unwrap();
    let failures = "SELECT json_extract(schedule, '$.failures') FROM list";
    database.query_row(failures, [], |row| row.get(0)).unwrap()
}

/// How many lists were asked for, name other feeds and failed; how many sources were polled.
fn counts(summary: &Value) -> [u64; 4] {
    let lists = &summary["lists"];
    ["asked", "changed", "failed"]
        .map(|name| lists[name].as_u64().unwrap())
        .into_iter()
        .chain(summary["sources"]["polled"].as_u64())
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

fn asked(outlet: &Outlet, path: &str) -> Vec<u16> {
    let asked = outlet.asked().into_iter();
    asked
        .filter(|asked| asked.path == path)
        .map(|asked| asked.status)
        .collect()
}

#[test]
fn the_first_refresh_polls_the_feeds_of_a_list_and_later_ones_ask_whether_it_changed() {
    let outlet = listed();
    let griot = instance(&outlet);
    assert_eq!(counts(&griot.refresh(&[])), [1, 1, 0, 1]);
    assert_eq!(griot.items("ne").len(), 1);
    let first = outlet.asked();
    assert_eq!(first[0].path, LIST, "the list comes before its feeds");
    assert!(!first[0].is_conditional());
    let accept = first[0].headers["accept"].to_str().unwrap();
    assert!(accept.contains("text/x-opml"), "{accept}");

    assert_eq!(counts(&griot.refresh(&[])), [0, 0, 0, 0], "nothing is due");
    let list = griot.says(&["sources", "list"]);
    assert!(list.contains("le-fil"), "{list}");
    let shown = griot.says(&["sources", "list", "--json"]);
    assert!(shown.contains("\"the reading list http://"), "{shown}");
    let named = griot.refresh(&["--source", "le-fil"]);
    assert_eq!(counts(&named), [0, 0, 0, 1]);
    outlet.asked();
    assert_eq!(counts(&griot.refresh(&["--all"])), [1, 0, 0, 1]);
    assert_eq!(asked(&outlet, LIST), [304]);
}

#[test]
fn a_feed_that_a_list_adds_is_polled_and_one_that_it_drops_is_not_and_stays_as_it_reported() {
    let outlet = listed();
    outlet.publish("/second", Page::rss(rss("B", &[events::strike("B")])));
    let griot = instance(&outlet);
    griot.refresh(&[]);
    let both = [
        ("Le Fil", outlet.url("/feed")),
        ("Écho", outlet.url("/second")),
    ];
    outlet.publish(LIST, opml(&both));
    outlet.asked();
    assert_eq!(counts(&griot.refresh(&[])), [0, 0, 0, 0], "it is not due");
    let_time_pass(&griot);
    assert_eq!(counts(&griot.refresh(&[])), [1, 1, 0, 1]);
    assert_eq!(asked(&outlet, "/second"), [200]);
    assert_eq!((griot.items("ne").len(), griot.items("sn").len()), (1, 1));

    outlet.publish(LIST, opml(&both[1..]));
    let_time_pass(&griot);
    assert_eq!(counts(&griot.refresh(&[])), [1, 1, 0, 0]);
    griot.refresh(&["--all"]);
    assert_eq!(asked(&outlet, "/feed"), [0; 0]);
    assert_eq!(griot.items("ne").len(), 1, "what it reported stays");
    // Another date in the list's head is no other list of feeds.
    let rest = opml(&both[1..]);
    outlet.publish(LIST, rest.header("x-date", "tomorrow"));
    assert_eq!(counts(&griot.refresh(&["--all"])), [1, 0, 0, 1]);
}

#[test]
fn what_is_no_list_keeps_the_earlier_copy_and_is_said_once() {
    let outlet = listed();
    let griot = instance(&outlet);
    let whole = "<opml><body><outline text='a' xmlUrl='http://a.example/f'/></body></opml>";
    let wrong = [
        (Page::status(500), "500"),
        (Page::rss(""), "nothing in it"),
        (
            Page::rss("<!DOCTYPE html><html><p>Bientôt</p></html>"),
            "<html>",
        ),
        (Page::rss("plain words"), "is no OPML"),
        (Page::rss("<opml><body/></opml>"), "names no feed"),
        (Page::rss(whole.trim_end_matches("</opml>")), "breaks off"),
        (
            Page::rss(whole.replace("</body>", "</boddy>")),
            "is damaged",
        ),
        (Page::rss(rss("A", &[])), "<rss>"),
    ];
    // Where there is no copy yet, its feeds are missed.
    outlet.publish(LIST, wrong[0].0.clone());
    let said = griot.run(&["refresh"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.contains("none of its feeds is known"), "{said:?}");
    assert!(copies(&griot).is_empty());

    outlet.publish(LIST, opml(&[("Le Fil", outlet.url("/feed"))]));
    assert_eq!(counts(&griot.refresh(&["--all"])), [1, 1, 0, 1]);
    let copy = fs::read(&copies(&griot)[0]).unwrap();
    for (page, why) in &wrong {
        outlet.publish(LIST, page.clone());
        let failed = griot.refresh(&["--all"]);
        assert_eq!(counts(&failed), [1, 0, 1, 1], "{why}");
        let failure = &failed["lists"]["failures"][0];
        let message = text(&failure["message"]);
        assert!(message.contains(why), "{why}: {message}");
        assert!(message.contains(&outlet.url(LIST)), "{message}");
        assert_eq!(failure["has_copy"], true);
        assert_eq!(fs::read(&copies(&griot)[0]).unwrap(), copy, "{why}");
    }
    outlet.publish(LIST, opml(&[("Le Fil", outlet.url("/feed"))]));
    griot.refresh(&["--all"]);
    outlet.publish(LIST, wrong[0].0.clone());
    let first = griot.run(&["--quiet", "refresh", "--all"]);
    assert_eq!((first.code, first.err.lines().count()), (Some(0), 1));
    assert!(
        first.err.contains("its feeds stay as they were"),
        "{first:?}"
    );
    assert_eq!(griot.says(&["--quiet", "refresh", "--all"]), "");
}

#[test]
fn a_list_whose_server_wants_to_be_left_alone_is_left_alone() {
    let outlet = listed();
    let griot = instance(&outlet);
    griot.refresh(&[]);
    outlet.publish(LIST, Page::status(429).header("retry-after", "3600"));
    let_time_pass(&griot);
    assert_eq!(counts(&griot.refresh(&[])), [1, 0, 1, 0]);
    outlet.asked();
    assert_eq!(counts(&griot.refresh(&["--all"])), [0, 0, 0, 1]);
    assert_eq!(asked(&outlet, LIST), [0; 0]);
}

#[test]
fn where_a_list_has_moved_for_good_is_said_once_with_the_place_to_correct() {
    let outlet = listed();
    let griot = instance(&outlet);
    outlet.publish("/new.opml", opml(&[("Le Fil", outlet.url("/feed"))]));
    let moved = outlet.url("/new.opml?key=cleSecrete");
    outlet.publish(LIST, Page::status(301).header("location", &moved));
    let said = griot.run(&["refresh"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("moved for good to http://"), "{said:?}");
    assert!(said.err.contains("griot.toml:1"), "{said:?}");
    assert!(!said.err.contains("cleSecrete"), "{said:?}");
    assert_eq!(griot.run(&["refresh", "--all"]).err, "");
    let said = griot.says(&["check", "--online"]);
    assert!(said.contains("it has moved for good"), "{said}");
}

#[test]
fn a_copy_that_is_lost_or_another_is_asked_for_without_conditions_and_its_owner_s_alone() {
    let outlet = listed();
    let griot = instance(&outlet);
    griot.refresh(&[]);
    let copy = copies(&griot).remove(0);
    let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&copy), 0o600);
    let whole = fs::read(&copy).unwrap();
    // One of an instance that was killed before it had stored what the copy is known by.
    fs::write(&copy, opml_text(&outlet.url("/other"))).unwrap();
    outlet.asked();
    griot.run(&["refresh", "--all"]);
    assert_eq!(asked(&outlet, LIST), [200]);
    assert_eq!(fs::read(&copy).unwrap(), whole);

    fs::remove_file(&copy).unwrap();
    let part = copy.with_extension("part");
    fs::write(&part, "what was not put in place").unwrap();
    let said = griot.run(&["check"]);
    assert!(said.out.contains("was not fetched yet"), "{said:?}");
    assert_eq!(
        counts(&griot.refresh(&[]))[..2],
        [1, 1],
        "it is due at once"
    );
    assert_eq!(asked(&outlet, LIST), [200]);
    assert_eq!(copies(&griot), std::slice::from_ref(&copy));

    fs::write(&copy, "<opml>").unwrap();
    let said = griot.run(&["check"]);
    assert!(said.out.contains("is damaged"), "{said:?}");
    griot.refresh(&[]);
    assert_eq!(fs::read(&copy).unwrap(), whole);

    name_lists(&griot, &[]);
    griot.refresh(&[]);
    assert!(copies(&griot).is_empty(), "it is configured no longer");
    name_lists(&griot, &[outlet.url(LIST)]);
    outlet.asked();
    griot.refresh(&[]);
    assert_eq!(asked(&outlet, LIST), [200]);
}

fn opml_text(url: &str) -> String {
    format!("<opml><body><outline text='x' xmlUrl='{url}'/></body></opml>")
}

#[test]
fn a_list_leads_nobody_into_a_private_network() {
    let outlet = listed();
    let private = TcpListener::bind("127.0.0.2:0").unwrap();
    private.set_nonblocking(true).unwrap();
    let secret = format!("http://{}/admin", private.local_addr().unwrap());
    outlet.publish(
        LIST,
        opml(&[("Le Fil", outlet.url("/feed")), ("Admin", secret)]),
    );
    let griot = instance(&outlet);
    let allow = |networks: &str| {
        let text = fs::read_to_string(griot.config()).unwrap();
        let (before, rest) = text.split_once("allow_networks = ").unwrap();
        let rest = rest.split_once('\n').unwrap().1;
        let text = format!("{before}allow_networks = {networks}\n{rest}");
        fs::write(griot.config(), text).unwrap();
    };
    allow("[]");
    let said = griot.run(&["refresh", "--json"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.contains("\"refused\""), "{said:?}");
    assert!(outlet.asked().is_empty(), "the list itself");

    allow("[\"127.0.0.1/32\"]");
    let said = griot.run(&["refresh", "--all", "--json"]);
    let summary: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(counts(&summary), [1, 1, 0, 2]);
    assert_eq!(summary["failures"][0]["kind"], "refused");
    assert!(private.accept().is_err(), "nobody was there");
}

#[test]
fn no_key_in_a_list_s_address_is_shown() {
    let outlet = listed();
    let url = format!("{}?apikey=cleSecrete", outlet.url(LIST));
    let url = url.replace("http://", "http://operatrice:motdepasse77@");
    let griot = instance_with(&[url], "");
    let mut heard = Vec::new();
    let fine = opml(&[("Le Fil", outlet.url("/feed"))]);
    let pages = [
        Page::status(404),
        fine,
        Page::rss("<html/>"),
        Page::status(500),
    ];
    for page in pages {
        outlet.publish(LIST, page);
        for arguments in [
            ["check", "--json"].as_slice(),
            &["check"],
            &["check", "--online"],
            &["check", "--online", "--json"],
            &["-vv", "refresh", "--all"],
            &["-vv", "--log-format", "json", "refresh", "--all", "--json"],
            &["--quiet", "refresh", "--all"],
            &["sources", "list", "--json"],
            &["sources", "show", "le-fil"],
            &["sources", "export"],
        ] {
            let said = griot.run(arguments);
            heard.push((format!("{arguments:?}"), said.out + &said.err));
        }
    }
    let names = copies(&griot)
        .into_iter()
        .map(|path| path.display().to_string());
    heard.extend(names.map(|name| ("a copy".to_owned(), name)));
    for (path, bytes) in griot.published() {
        heard.push((path, String::from_utf8_lossy(&bytes).into_owned()));
    }
    heard.push(("sources".to_owned(), griot.read("sources/index.html")));
    for (of, text) in &heard {
        for key in ["operatrice", "motdepasse77", "cleSecrete"] {
            assert!(!text.contains(key), "{of} says {key}: {text}");
        }
    }
    let said = heard.iter().any(|(_, text)| text.contains("apikey=…"));
    assert!(said, "it is named all the same");
    let asked = outlet.asked();
    let with_login = |asked: &crate::outlet::Asked| asked.headers.contains_key("authorization");
    assert!(asked.iter().filter(|one| one.path == LIST).all(with_login));
    assert!(
        !asked
            .iter()
            .any(|one| one.path == "/feed" && with_login(one))
    );
}

#[test]
fn check_tells_what_a_copy_gives_and_asks_nobody_unless_it_is_to() {
    let outlet = listed();
    let griot = instance(&outlet);
    let said = griot.says(&["check"]);
    assert!(said.contains("griot.toml:1: warning: "), "{said}");
    assert!(said.contains("was not fetched yet"), "{said}");
    assert!(said.contains("`griot refresh` or `griot run`"), "{said}");
    griot.refresh(&[]);
    outlet.asked();
    let said = griot.says(&["check"]);
    assert!(
        said.contains("gives 1 source of the 1 that it names"),
        "{said}"
    );
    let json: Value = serde_json::from_str(&griot.says(&["check", "--json"])).unwrap();
    assert_eq!(json["lists"][0]["copy"]["feeds"], 1);
    assert!(outlet.asked().is_empty());

    let two = [("Le Fil", outlet.url("/feed")), ("Écho", outlet.url("/b"))];
    outlet.publish(LIST, opml(&two));
    let said = griot.says(&["check", "--online"]);
    assert!(said.contains("OPML, 2 feeds"), "{said}");
    assert!(
        griot.says(&["check"]).contains("gives 1 source"),
        "nothing is kept"
    );
    outlet.publish(LIST, Page::status(404));
    let said = griot.run(&["check", "--online"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("failed  http://"), "{said:?}");
    outlet.asked();
    griot.run(&["check", "--online", "--source", "le-fil"]);
    assert_eq!(asked(&outlet, LIST), [0; 0]);
}

#[test]
fn a_daemon_fetches_lists_beside_its_rounds_and_takes_a_change_over() {
    let outlet = listed();
    outlet.publish("/second", Page::rss(rss("B", &[events::strike("B")])));
    // A list whose server never answers keeps nobody's news.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let slow = format!("http://{}{LIST}", silent.local_addr().unwrap());
    let griot = instance(&outlet);
    name_lists(&griot, &[slow.clone(), outlet.url(LIST)]);
    let address = free();
    let mut daemon = start(&griot, address);
    let served = |words: &'static str| {
        move || get(address, "/feeds/all.json", "").filter(|answer| answer.contains(words))
    };
    until(
        PATIENCE,
        "the story of a listed feed",
        served("orpailleurs"),
    );
    assert_eq!(daemon.terminate(PATIENCE), Some(0));

    name_lists(&griot, &[outlet.url(LIST)]);
    griot.refresh(&[]);
    outlet.asked();
    let log = griot.path().join("log");
    let mut daemon = griot
        .command(&["run", "--listen", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log).unwrap())
        .spawn()
        .map(crate::instance::Running)
        .unwrap();
    until(PATIENCE, "it serves", served("orpailleurs"));
    let both = [
        ("Le Fil", outlet.url("/feed")),
        ("Écho", outlet.url("/second")),
    ];
    outlet.publish(LIST, opml(&both));
    let_time_pass(&griot);
    // A round begins at once where the configuration was to be read.
    let hang_up = || {
        let id = daemon.0.id().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-HUP", &id]).status().unwrap().success());
    };
    hang_up();
    until(PATIENCE, "the story of the new feed", served("Ziguinchor"));
    assert_eq!(
        asked(&outlet, "/feed"),
        [0; 0],
        "nothing is asked before its time"
    );

    outlet.publish(LIST, Page::status(404));
    let told = |words: &'static str| {
        let log = log.clone();
        move || {
            fs::read_to_string(&log)
                .unwrap()
                .contains(words)
                .then_some(())
        }
    };
    // What came is recorded after the round, and told at the end of the next.
    let fails = |times: i64| {
        let_time_pass(&griot);
        hang_up();
        until(PATIENCE, "it was asked for", || {
            (failures(&griot) == times).then_some(())
        });
    };
    fails(1);
    fails(2);
    hang_up();
    until(PATIENCE, "the trouble is told", told("answered 404"));
    outlet.publish(LIST, opml(&both));
    fails(0);
    hang_up();
    until(
        PATIENCE,
        "its end is told",
        told("the reading list answers again"),
    );
    let text = fs::read_to_string(&log).unwrap();
    assert_eq!(text.matches("answered 404").count(), 1, "{text}");
    assert_eq!(daemon.terminate(PATIENCE), Some(0));
}
