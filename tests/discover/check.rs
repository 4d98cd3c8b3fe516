//! `check --online`: whether sources are where the configuration says.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::site::{Reply, Site, feed, folder, griot, html, text};

/// A list of four sources: one that works, one that moved, one that is a page, one that is off.
fn list(site: &Site) -> String {
    let source = |name: &str, path: &str, more: &str| {
        format!(
            "[[outlet]]\nname = \"{name}\"\nsite = \"https://{name}.example/\"\n\
             [[outlet.source]]\nid = \"{name}\"\nurl = \"{}\"\n{more}",
            site.url(path)
        )
    };
    [
        source("works", "/rss", ""),
        source("moved", "/old", ""),
        source("page", "/", ""),
        source("off", "/off", "enabled = false\n"),
    ]
    .concat()
}

fn four() -> Site {
    Site::start([
        ("/rss", feed("Journal", "une")),
        ("/old", Reply::Moved("/rss")),
        ("/", html("")),
        ("/off", feed("Journal", "off")),
    ])
}

#[test]
fn check_online_says_of_every_source_that_is_on_how_it_answers() {
    let site = four();
    let (dir, file) = folder(&list(&site));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["--config", config, "check", "--online"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    for part in [
        "ok      works: RSS, 3 entries, newest 2025-07-03 10:00, fr\n".to_owned(),
        format!("put in: url = \"{}\"\n", site.url("/rss")),
        "an HTML page instead of a feed (\"Journal\")".to_owned(),
        "the same entries as works: keep one of the two\n".to_owned(),
        "try: griot sources discover https://page.example/\n".to_owned(),
        "2 ok (1 moved for good), 1 failed; nothing was stored\n".to_owned(),
    ] {
        assert!(out.contains(&part), "{part} in\n{out}");
    }
    let mut asked = site.asked();
    asked.sort();
    assert_eq!(asked, ["/", "/old", "/rss", "/rss"]);
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is stored: {left:?}");
}

#[test]
fn check_online_asks_only_the_named_source_even_one_that_is_off() {
    let site = four();
    let (dir, file) = folder(&list(&site));
    let config = file.to_str().unwrap();
    let run = |more: &[&str]| {
        let mut args = vec!["--config", config, "check", "--online", "--json"];
        args.extend(more);
        griot(dir.path(), &args)
    };
    let output = run(&["--source", "off"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verdict["online"]["ok"], 1);
    assert_eq!(verdict["online"]["sources"][0]["id"], "off");
    assert_eq!(verdict["online"]["sources"][0]["came"], "feed");
    assert_eq!(verdict["online"]["sources"][0]["language"], "fr");
    assert_eq!(site.asked(), ["/off"]);

    let output = run(&["--source", "nobody"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nobody"));
}

#[test]
fn check_online_leaves_a_host_alone_that_asks_for_it() {
    let site = Site::start([("/a", Reply::Busy), ("/b", Reply::Busy)]);
    let (dir, file) = folder(&format!(
        "[[outlet]]\nname = \"J\"\n[[outlet.source]]\nurl = \"{}\"\n\
         [[outlet.source]]\nurl = \"{}\"\n",
        site.url("/a"),
        site.url("/b")
    ));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["--config", config, "check", "--online"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("wants to be left alone"), "{out}");
    assert!(out.contains("1 failed, 1 not asked for now"), "{out}");
    assert!(out.contains("\nlater   "), "{out}");
    assert_eq!(site.asked().len(), 1);
}

#[test]
fn quiet_names_only_what_there_is_to_do() {
    let site = four();
    let (dir, file) = folder(&list(&site));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["-q", "--config", config, "check", "--online"]);
    let out = text(&output.stdout);
    assert!(!out.contains("ok      works:"), "{out}");
    assert!(
        out.contains("ok      moved:") && out.contains("failed  page:"),
        "{out}"
    );
}

#[test]
fn check_online_asks_nobody_while_the_configuration_is_wrong() {
    let site = four();
    let (dir, file) = folder(&format!("{}sitee = 1\n", list(&site)));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["--config", config, "check", "--online"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(site.asked().is_empty());
}

#[test]
fn a_file_of_outlets_alone_can_be_checked_online() {
    let site = four();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("outlets.toml"), list(&site)).unwrap();
    let args = ["--config", "outlets.toml", "check", "--online", "--json"];
    let output = griot(dir.path(), &args);
    let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{verdict:#}");
    assert_eq!(
        (&verdict["ok"], &verdict["errors"]),
        (&true.into(), &0.into())
    );
    let sources = verdict["online"]["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 3);
    for source in sources {
        assert_eq!(source["kind"], "refused", "no default opens loopback");
    }
    assert!(site.asked().is_empty());
}

#[test]
fn the_list_of_untried_outlets_can_be_checked_as_it_is() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/outlets.unverified.toml");
    let dir = tempfile::tempdir().unwrap();
    let output = griot(dir.path(), &["check", "--config", list.to_str().unwrap()]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains("can be used"), "{out}");
}
