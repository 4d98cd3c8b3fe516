//! `images = "cache"`: readers get the outlets' images from us, and no outlet sees who reads.

use std::fs;

use crate::events;
use crate::feeds::{Item, rss};
use crate::hand::story_of;
use crate::instance::{Instance, source, text};
use crate::outlet::{Outlet, Page};

const CACHE: &str = "countries = [\"NE\", \"SN\"]\nimages = \"cache\"";

/// An image of so many bytes, as far as its beginning tells.
fn png(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(size, b'.');
    bytes
}

fn image(bytes: Vec<u8>) -> Page {
    Page::rss(bytes).content_type("image/png")
}

/// A feed of items, each with these elements.
fn feed(items: &[(&Item, String)]) -> Page {
    let all: Vec<Item> = items.iter().map(|(item, _)| (*item).clone()).collect();
    let mut text = rss("Fil", &all);
    for (item, more) in items {
        let guid = format!("<guid>{}</guid>", item.guid);
        text = text.replace(&guid, &format!("{guid}{more}"));
    }
    Page::rss(text)
}

fn enclosure(url: &str, kind: &str) -> String {
    format!("<enclosure url=\"{url}\" type=\"{kind}\" length=\"9\"/>")
}

fn instance(publish: &str, outlet: &Outlet) -> Instance {
    Instance::configured(publish, &source("a", &outlet.url("/feed")))
}

/// How often the outlet was asked for this since the last look, at whatever address.
fn asked(outlet: &Outlet, path: &str) -> usize {
    let asked = outlet.asked();
    asked.iter().filter(|asked| asked.path == path).count()
}

/// Whether anything that is published names this.
fn is_named(griot: &Instance, words: &str) -> bool {
    let mut files = griot.published().into_iter();
    files.any(|(name, bytes)| {
        let is_text = !name.ends_with(".gz") && !name.ends_with(".br") && !name.ends_with(".zst");
        is_text && String::from_utf8_lossy(&bytes).contains(words)
    })
}

/// The copies in the public folder.
fn copies(griot: &Instance) -> Vec<String> {
    let names = griot.published().into_keys();
    names.filter(|name| name.starts_with("images/")).collect()
}

#[test]
fn readers_get_our_copy_and_the_outlet_is_asked_for_it_once() {
    let outlet = Outlet::open();
    let bytes = png(5_000);
    outlet.publish("/a.png", image(bytes.clone()));
    let mine = events::mine("A");
    let media = enclosure(&outlet.url("/a.png"), "image/png")
        + &enclosure(&outlet.url("/a.mp3"), "audio/mpeg")
        + &format!(
            "<content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
             &lt;p&gt;Djado&lt;/p&gt;&lt;img src=\"{}\"&gt;&lt;img src=\"{}\"&gt;</content:encoded>",
            outlet.url("/a.png"),
            outlet.url("/missing.png")
        );
    outlet.publish("/feed", feed(&[(&mine, media.clone())]));
    let griot = instance(&format!("{CACHE}\ncontent = \"full\""), &outlet);
    griot.refresh(&[]);

    let file = copies(&griot).pop().unwrap();
    assert!(file.ends_with(".png"), "{file}");
    assert_eq!(fs::read(griot.public(&file)).unwrap(), bytes);
    let ours = format!("https://news.example/{file}");
    let item = griot.items("ne").remove(0);
    assert_eq!(text(&item["image"]), ours);
    let html = text(&item["content_html"]);
    assert_eq!(html.matches("<img").count(), 1, "{html}");
    assert!(html.contains(&format!("<img src=\"{ours}\"")), "{html}");
    for document in ["feeds/ne.atom", "feeds/ne.rss", "ne/index.html"] {
        assert!(griot.read(document).contains(&ours), "{document}");
    }
    assert!(!is_named(&griot, &outlet.url("/a.png")));
    assert!(!is_named(&griot, "/missing.png"));
    assert!(is_named(&griot, &outlet.url("/a.mp3")));
    assert_eq!(asked(&outlet, "/a.png"), 1);

    // Neither an edit nor another round asks again; a copy that is lost does, and nothing else stays.
    let edited = mine.retitled("Niger : douze orpailleurs tués à Djado");
    outlet.publish("/feed", feed(&[(&edited, media)]));
    griot.refresh(&["--all"]);
    assert_eq!(asked(&outlet, "/a.png"), 0);
    assert_eq!(text(&griot.items("ne")[0]["image"]), ours);
    fs::rename(griot.public(&file), griot.public("images/left.png")).unwrap();
    griot.refresh(&["--all"]);
    assert_eq!(asked(&outlet, "/a.png"), 1);
    assert_eq!(copies(&griot), [file]);

    // A story that is withdrawn takes its image with it.
    let story = story_of(&griot, "a", "douze");
    griot.says(&["story", "drop", &story]);
    griot.refresh(&["--all"]);
    assert!(copies(&griot).is_empty());
}

#[test]
fn copies_that_cannot_be_looked_at_are_not_taken_for_lost() {
    let outlet = Outlet::open();
    outlet.publish("/a.png", image(png(500)));
    let media = enclosure(&outlet.url("/a.png"), "image/png");
    outlet.publish("/feed", feed(&[(&events::mine("A"), media)]));
    let griot = instance(CACHE, &outlet);
    griot.refresh(&[]);
    assert_eq!((copies(&griot).len(), asked(&outlet, "/a.png")), (1, 1));

    let (folder, away) = (griot.public("images"), griot.path().join("away"));
    fs::rename(&folder, &away).unwrap();
    fs::write(&folder, "no folder").unwrap();
    let said = griot.run(&["refresh", "--all"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("images"), "{}", said.err);

    fs::remove_file(&folder).unwrap();
    fs::rename(&away, &folder).unwrap();
    griot.refresh(&["--all"]);
    assert_eq!((copies(&griot).len(), asked(&outlet, "/a.png")), (1, 0));
}

#[test]
fn what_is_no_image_or_too_large_or_out_of_reach_is_left_out_and_harms_no_round() {
    let html = Page::rss("<!doctype html><p>a</p>").content_type("image/png");
    let svg =
        Page::rss("<svg xmlns=\"http://www.w3.org/2000/svg\"/>").content_type("image/svg+xml");
    let outlet = Outlet::open();
    outlet.publish("/html.png", html);
    outlet.publish("/drawing.svg", svg);
    outlet.publish("/large.png", image(png((2 << 20) + 1)));
    outlet.publish("/broken.png", Page::status(500));
    let there = ["/html.png", "/drawing.svg", "/large.png", "/broken.png"].map(|at| outlet.url(at));
    let elsewhere = ["http://10.0.0.1/private.png", "http://127.0.0.1:1/dead.png"];
    let urls = there.into_iter().chain(elsewhere.map(str::to_owned));
    let media: String = urls.map(|url| enclosure(&url, "image/png")).collect();
    outlet.publish("/feed", feed(&[(&events::mine("A"), media)]));
    let griot = instance(CACHE, &outlet);
    griot.refresh(&[]);
    let item = griot.items("ne").remove(0);
    assert!(item["image"].is_null() && item["attachments"].is_null());
    for words in [
        "drawing.svg",
        "private.png",
        "dead.png",
        "html.png",
        "large.png",
    ] {
        assert!(!is_named(&griot, words), "{words}");
    }
    assert!(copies(&griot).is_empty());
    let first = outlet.asked();
    assert!(first.iter().any(|asked| asked.path == "/html.png"));
    griot.refresh(&["--all"]);
    // A failure is left alone for a day.
    let again: Vec<_> = outlet.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(again, ["/feed"]);
}

#[test]
fn copies_stay_within_their_bound_and_those_of_the_oldest_story_go_first() {
    let outlet = Outlet::open();
    let (strike, mine) = (events::strike("A"), events::mine("A"));
    let [first, second] = ["/strike.png", "/mine.png"].map(|path| {
        outlet.publish(path, image(png(900)));
        enclosure(&outlet.url(path), "image/png")
    });
    outlet.publish("/feed", feed(&[(&strike, first.clone())]));
    let griot = instance(&format!("{CACHE}\nimage_cache = \"1KiB\""), &outlet);
    griot.refresh(&[]);
    let elder = copies(&griot);
    assert!(elder.len() == 1 && griot.items("sn")[0]["image"].is_string());
    outlet.publish("/feed", feed(&[(&mine, second), (&strike, first)]));
    griot.refresh(&["--all"]);
    assert!(griot.items("sn")[0]["image"].is_null());
    assert!(griot.items("ne")[0]["image"].is_string());
    let newer = copies(&griot);
    assert!(newer.len() == 1 && newer != elder);
    outlet.asked();
    griot.refresh(&["--all"]);
    let again: Vec<_> = outlet.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(again, ["/feed"]);
}

#[test]
fn another_choice_writes_every_edition_anew_and_no_story_is_news_by_it() {
    let outlet = Outlet::open();
    outlet.publish("/a.png", image(png(900)));
    let theirs = outlet.url("/a.png");
    let media = enclosure(&theirs, "image/png");
    outlet.publish("/feed", feed(&[(&events::mine("A"), media)]));
    let choice = |choice: &str| format!("countries = [\"NE\"]\nimages = \"{choice}\"");
    let griot = instance(&choice("link"), &outlet);
    griot.refresh(&[]);
    let before = griot.items("ne").remove(0);
    assert_eq!(text(&before["image"]), theirs);
    for (chosen, asks) in [("cache", 1), ("none", 0), ("link", 0), ("cache", 1)] {
        griot.configure(&choice(chosen), &source("a", &outlet.url("/feed")));
        outlet.asked();
        griot.refresh(&["--all"]);
        assert_eq!(asked(&outlet, "/a.png"), asks, "{chosen}");
        let item = griot.items("ne").remove(0);
        assert_eq!(item["date_modified"], before["date_modified"]);
        let copies = copies(&griot);
        match chosen {
            "link" => assert_eq!(text(&item["image"]), theirs),
            "none" => assert!(item["image"].is_null()),
            _ => assert_eq!(
                text(&item["image"]),
                format!("https://news.example/{}", copies[0])
            ),
        }
        assert_eq!(copies.len(), usize::from(chosen == "cache"), "{chosen}");
        assert_eq!(is_named(&griot, &theirs), chosen == "link", "{chosen}");
    }
}
