//! The pages for people: the public folder alone is a whole site, in four languages, light, and
//! without anything that a browser has to run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use url::Url;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, griot, source, text};
use crate::outlet::{Outlet, Page};

/// The most that a page may weigh without its images.
const LIGHT: usize = 50 * 1024;

fn files(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            found.insert(name.to_owned(), fs::read(&path).unwrap());
        }
    }
}

/// The values of an attribute on a page.
fn attributes<'a>(page: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("{name}=\"");
    page.split([' ', '>'])
        .filter_map(move |part| part.strip_prefix(&start)?.split('"').next())
}

/// The language that a page's name says, on a French site.
fn language(name: &str) -> &str {
    let stem = name.strip_suffix(".html").unwrap();
    match stem.rsplit_once('.') {
        Some((_, language)) => language,
        None => "fr",
    }
}

/// Everything that a page of the site at `base` leads to is there, down to the place on the page.
fn assert_links_resolve(base: &Url, name: &str, page: &str, site: &BTreeMap<String, Vec<u8>>) {
    let here = base.join(name).unwrap();
    for link in ["href", "src", "action"]
        .iter()
        .flat_map(|name| attributes(page, name))
    {
        let place = here.join(link).unwrap();
        if place.host() != base.host() || place.port() != base.port() {
            continue;
        }
        let path = place.path().trim_start_matches('/');
        // Addresses that are given out name folders; links name files.
        let file = match link.starts_with("http") && (path.is_empty() || path.ends_with('/')) {
            true => format!("{path}index.html"),
            false => path.to_owned(),
        };
        let target = site.get(&file);
        assert!(target.is_some(), "{link} on {name}");
        if let Some(anchor) = place.fragment() {
            let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
            let target = String::from_utf8_lossy(target.unwrap());
            let there = attributes(&target, "id").any(|id| id == anchor);
            assert!(there, "{link} on {name}");
        }
    }
}

/// The same, of every page that an instance has published.
pub fn assert_no_link_leads_nowhere(griot: &Instance) {
    let base = "https://news.example/".parse().unwrap();
    let root = griot.public("");
    let mut site = BTreeMap::new();
    files(&root, &root, &mut site);
    // The operator's own page stands beside griot's.
    site.insert("about".to_owned(), Vec::new());
    for (name, bytes) in site.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert_links_resolve(&base, name, std::str::from_utf8(bytes).unwrap(), &site);
    }
}

#[test]
fn the_public_folder_alone_is_a_whole_light_site_in_four_languages() {
    let folder = tempfile::tempdir().unwrap();
    let output = griot()
        .args(["demo", "--once", "--listen", "127.0.0.1:0", "--dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let config = fs::read_to_string(folder.path().join("griot.toml")).unwrap();
    let base = config.split("base_url   = \"").nth(1).unwrap();
    let base: Url = base.split('"').next().unwrap().parse().unwrap();
    let root = folder.path().join("public");
    let mut site = BTreeMap::new();
    files(&root, &root, &mut site);
    let mut languages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, bytes) in site.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).unwrap();
        assert!(page.len() <= LIGHT, "{name}: {}", page.len());
        for never in ["<script", "<style", " style=\"", " onclick", "javascript:"] {
            assert!(!page.contains(never), "{never} on {name}");
        }
        let speaks = language(name);
        let direction = if speaks == "ar" { " dir=\"rtl\"" } else { "" };
        let root = format!("<html lang=\"{speaks}\"{direction}>");
        assert!(page.contains(&root), "{name}");
        assert_links_resolve(&base, name, page, &site);
        let (folder, _) = name.rsplit_once('/').unwrap_or_default();
        languages.entry(folder).or_default().insert(speaks);
    }
    for (folder, languages) in languages {
        let wanted = match folder.starts_with("story/") {
            true => [1, 4].contains(&languages.len()),
            false => languages.len() == 4,
        };
        assert!(wanted, "{folder}: {languages:?}");
    }
}

/// An instance with a French and an English report of one event, and the story's id.
fn joined() -> (Instance, String, [Outlet; 2]) {
    let english = Item::new(
        5,
        "Gold mine collapse kills eleven in northern Niger",
        "Eleven diggers died when a gallery caved in at Djado, the governor of Agadez said.",
    );
    let outlets = [
        Outlet::serving(Page::rss(rss("A", &[events::mine("A")]))),
        Outlet::serving(Page::rss(rss("B", &[english]))),
    ];
    let french = source("journal", &outlets[0].url("/feed"));
    let english =
        source("paper", &outlets[1].url("/feed")).replace("language = \"fr\"", "language = \"en\"");
    let griot = Instance::configured("countries = [\"NE\"]", &format!("{french}\n{english}"));
    griot.refresh(&[]);
    let mut ids: Vec<String> = griot
        .items("all")
        .iter()
        .map(|item| text(&item["_griot"]["story"]))
        .collect();
    if let [one, other] = ids.as_slice() {
        griot.says(&["story", "join", one, other, "--reason", "one mine"]);
        ids = vec![text(&griot.items("all")[0]["_griot"]["story"])];
    }
    (griot, ids.remove(0), outlets)
}

#[test]
fn readers_see_a_story_by_the_report_in_their_language() {
    let (griot, id, _outlets) = joined();
    let (french, english) = ("orpailleurs tués", "Gold mine collapse");
    let month = griot.public("ne").read_dir().unwrap();
    assert!(month.count() > 1, "the archive of a month");
    let heading = |file: &str, tag: &str| -> String {
        let page = griot.read(file);
        let rest = page.split(&format!("<{tag}")).nth(1).unwrap();
        rest.split("</h").next().unwrap().to_owned()
    };
    let story = format!("story/{id}/");
    for (folder, tag) in [("all/", "h3"), ("ne/", "h3"), (story.as_str(), "h1")] {
        assert!(heading(&format!("{folder}index.html"), tag).contains(french));
        assert!(heading(&format!("{folder}index.en.html"), tag).contains(english));
    }
    let page = griot.read(&format!("{story}index.pt.html"));
    assert!(page.contains("<h1 lang=\""), "{page}");
    for (file, why) in [
        ("index.html", "Le premier à en parler."),
        ("index.en.html", "The first to report it."),
    ] {
        assert!(griot.read(&format!("{story}{file}")).contains(why));
    }
}

#[test]
fn what_is_withdrawn_leaves_every_page_in_every_language() {
    let (griot, id, _outlets) = joined();
    let naming = |griot: &Instance| -> Vec<String> {
        let all = griot.published().into_iter();
        let pages = all.filter(|(name, _)| name.ends_with(".html"));
        pages
            .filter(|(_, page)| {
                let page = String::from_utf8_lossy(page);
                page.contains("orpailleurs") || page.contains("Gold mine")
            })
            .map(|(name, _)| name)
            .collect()
    };
    assert!(naming(&griot).len() >= 16, "{:?}", naming(&griot));
    griot.says(&["story", "drop", &id]);
    assert_eq!(naming(&griot), [""; 0]);
    for file in ["index.html", "index.ar.html"] {
        let page = griot.read(&format!("story/{id}/{file}"));
        assert!(page.contains("retiré") && page.contains("withdrawn"));
    }
}
