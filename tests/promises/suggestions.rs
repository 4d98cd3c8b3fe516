//! A source that fails for long is looked for on its site's page, when the operator asks and only
//! then.

use serde_json::Value;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, source, text};
use crate::outlet::{Outlet, Page};

fn feed() -> Page {
    Page::rss(rss("Journal", &[events::mine("A")]))
}

/// The site's page with these links in its head.
fn page(links: &[&str]) -> Page {
    let links: String = links
        .iter()
        .map(|href| format!("<link rel=alternate type=application/rss+xml href={href}>"))
        .collect();
    Page::rss(format!("<!doctype html><title>Journal</title>{links}")).content_type("text/html")
}

/// A source at `path` whose poll came to `lost` so many times, and whose site's page is `page`.
fn failing(path: &str, lost: &Page, times: usize, page: Page) -> (Outlet, Instance) {
    let outlet = Outlet::open();
    outlet.publish(path, lost.clone());
    outlet.publish("/", page);
    let griot = Instance::configured("countries = [\"NE\"]", &source("a", &outlet.url(path)));
    for _ in 0..times {
        griot.run(&["refresh", "--all"]);
    }
    let asked = asked(&outlet);
    assert!(
        asked.iter().all(|asked| asked == path),
        "a round asks feeds alone: {asked:?}"
    );
    (outlet, griot)
}

fn asked(outlet: &Outlet) -> Vec<String> {
    outlet.asked().into_iter().map(|asked| asked.path).collect()
}

fn shown(griot: &Instance) -> Value {
    serde_json::from_str(&griot.says(&["sources", "show", "a", "--json"])).unwrap()
}

#[test]
fn the_feed_that_the_site_s_page_names_is_suggested_as_a_line_to_put_in() {
    let lost = Page::status(404);
    let (outlet, griot) = failing("/old", &lost, 3, page(&["/old", "/new"]));
    outlet.publish("/new", feed());
    let told = griot.says(&["sources", "show", "a"]);
    let line = format!("url = \"{}\"", outlet.url("/new"));
    assert!(
        told.contains("the site's page names another feed"),
        "{told}"
    );
    assert!(told.contains(&format!("put in: {line}")), "{told}");
    assert_eq!(
        asked(&outlet),
        ["/", "/new"],
        "the page once, the feed once"
    );

    let object = shown(&griot);
    assert_eq!(object["suggestion"]["toml"], line.as_str());
    assert_eq!(object["suggestion"]["url"], outlet.url("/new").as_str());
    assert_eq!(object["suggestion"]["entries"], 1);
    assert_eq!(object["no_suggestion"], Value::Null);
    let edited = std::fs::read_to_string(griot.config()).unwrap();
    let edited = edited.replace(&format!("url = \"{}\"", outlet.url("/old")), &line);
    std::fs::write(griot.config(), edited).unwrap();
    assert_eq!(griot.refresh(&["--all"])["sources"]["changed"], 1);
    asked(&outlet);
    assert_eq!(shown(&griot)["suggestion"], Value::Null);
    assert_eq!(asked(&outlet), [""; 0], "nobody looks for what is there");
}

#[test]
fn of_several_feeds_that_of_the_same_section_is_suggested() {
    let names = page(&[
        "/feed",
        "/sport/rss.xml",
        "/afrique/rss.xml",
        "/afrique/sport.xml",
    ]);
    let (outlet, griot) = failing("/afrique/feed", &Page::status(404), 3, names);
    outlet.publish("/afrique/rss.xml", feed());
    let object = shown(&griot);
    assert_eq!(
        object["suggestion"]["url"],
        outlet.url("/afrique/rss.xml").as_str()
    );
    assert_eq!(asked(&outlet), ["/", "/afrique/rss.xml"]);
}

#[test]
fn a_feed_that_says_it_is_gone_is_looked_for_at_once() {
    let (outlet, griot) = failing("/old", &Page::status(410), 1, page(&["/new"]));
    outlet.publish("/new", feed());
    assert_eq!(
        shown(&griot)["suggestion"]["url"],
        outlet.url("/new").as_str()
    );
}

#[test]
fn nobody_is_asked_for_a_source_that_is_well_or_fails_for_a_moment_or_offline() {
    let busy = Page::status(429).header("retry-after", "9000");
    let limited = Page::status(429);
    let missing = Page::status(404);
    for (lost, times, arguments, told) in [
        (&feed(), 3, [].as_slice(), None),
        (&missing, 2, &[], None),
        (&missing, 3, &["--offline"], Some("sources discover")),
        (&busy, 3, &[], None),
        (&limited, 3, &[], None),
    ] {
        let (outlet, griot) = failing("/feed", lost, times, page(&["/new"]));
        for more in [[].as_slice(), &["--json"]] {
            let said = griot.says(&[&["sources", "show", "a"], arguments, more].concat());
            assert_eq!(asked(&outlet), [""; 0]);
            if let (Some(words), true) = (told, more.is_empty()) {
                assert!(said.contains(words), "{said}");
            }
        }
    }
}

#[test]
fn a_page_that_does_not_help_is_said_to_in_a_few_words() {
    let missing = Page::status(404);
    for (page, requests, words) in [
        (Page::status(500), 1, "500"),
        (page(&[]), 1, "names no feed"),
        (page(&["/feed"]), 1, "names this very feed"),
        (page(&["/comments/feed/"]), 1, "names no feed"),
        (page(&["/dead"]), 2, "/dead answered 404"),
        (page(&["/"]), 2, "does not do either"),
        (Page::status(429), 1, "429"),
    ] {
        let (outlet, griot) = failing("/feed", &missing, 3, page);
        let said = griot.says(&["sources", "show", "a"]);
        assert_eq!(asked(&outlet).len(), requests, "{said}");
        let line = said
            .lines()
            .find(|line| line.contains("suggestion"))
            .unwrap();
        assert!(line.contains("none: ") && line.contains(words), "{said}");
        assert!(said.contains("griot sources discover"), "{said}");
        let object = shown(&griot);
        assert_eq!(object["suggestion"], Value::Null);
        assert!(text(&object["no_suggestion"]).contains(words), "{object}");
    }
}

#[test]
fn a_site_that_does_not_answer_is_no_failure_of_the_command() {
    let table = source("a", "http://127.0.0.1:9/feed");
    let griot = Instance::configured("countries = [\"NE\"]", &table);
    for _ in 0..3 {
        griot.run(&["refresh", "--all"]);
    }
    let said = griot.says(&["sources", "show", "a"]);
    assert!(
        said.contains("none: http://127.0.0.1:9/ cannot be connected to"),
        "{said}"
    );
}

#[test]
fn a_feed_behind_a_login_is_looked_for_with_it_at_its_own_origin_alone() {
    for elsewhere in [false, true] {
        let other = Outlet::serving(feed());
        let outlet = Outlet::open();
        outlet.publish("/new", feed());
        let new = if elsewhere {
            other.url("/feed")
        } else {
            "/new".to_owned()
        };
        outlet.publish("/", page(&[&new]));
        let login = outlet
            .url("/old")
            .replace("http://", "http://ali:opensesame@");
        let headers = "headers = { X-Token = \"tokeninline\" }\n";
        let table = source("a", &login) + headers;
        let griot = Instance::configured("countries = [\"NE\"]", &table);
        for _ in 0..3 {
            griot.run(&["refresh", "--all"]);
        }
        outlet.asked();
        griot.run(&["check", "--online"]);
        let told = griot.says(&["sources", "show", "a"]);
        assert!(
            told.contains("names another feed") && !told.contains("opensesame"),
            "{told}"
        );
        let asked = outlet.asked();
        assert_eq!(asked.len(), if elsewhere { 2 } else { 3 });
        for asked in asked {
            assert!(
                asked.headers.contains_key("authorization"),
                "{}",
                asked.path
            );
            assert_eq!(asked.headers["x-token"], "tokeninline", "{}", asked.path);
        }
        for asked in other.asked() {
            assert!(!asked.headers.contains_key("authorization"));
            assert!(!asked.headers.contains_key("x-token"));
        }
    }
}
