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
        4,
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
fn pages_of_another_language_than_before_stay_nowhere() {
    let (griot, _, outlets) = joined();
    let pages = |griot: &Instance| {
        let root = griot.public("");
        let mut site = BTreeMap::new();
        files(&root, &root, &mut site);
        site.retain(|name, _| name.ends_with(".html"));
        site
    };
    let forms = |griot: &Instance, language: &str| {
        let ending = format!("index.{language}.html");
        let pages = pages(griot).into_keys();
        pages.filter(|name| name.ends_with(&ending)).count()
    };
    assert!(forms(&griot, "en") > 0 && forms(&griot, "fr") == 0);
    let text = fs::read_to_string(griot.config()).unwrap();
    let english = text.replacen("[instance]\n", "[instance]\nlanguage = \"en\"\n", 1);
    fs::write(griot.config(), english).unwrap();
    griot.refresh(&[]);
    assert_eq!(
        forms(&griot, "en"),
        0,
        "what spoke English is the page itself"
    );
    assert!(forms(&griot, "fr") > 0);
    for (name, page) in pages(&griot) {
        let page = String::from_utf8(page).unwrap();
        let language = match language(&name) {
            "fr" if !name.ends_with(".fr.html") => "en",
            named => named,
        };
        assert!(
            page.contains(&format!("<html lang=\"{language}\"")),
            "{name}"
        );
    }
    drop(outlets);
}

/// The rules of a style sheet: selector and declarations, those for some screens among the others.
fn rules(sheet: &str) -> Vec<(String, String)> {
    let mut rules = Vec::new();
    for part in sheet.split('}') {
        let Some((before, declarations)) = part.rsplit_once('{') else {
            continue;
        };
        let selectors = before.rsplit(['{', '/']).next().unwrap().split(',');
        let rule = |selector: &str| (selector.trim().to_owned(), declarations.to_owned());
        rules.extend(selectors.map(rule));
    }
    rules
}

#[test]
fn a_title_with_a_very_long_word_makes_no_page_wider_than_its_screen() {
    let word = "Burkinafasodevelopmentprogramme".repeat(4);
    let titles = ["mine", "grève"].map(|what| format!("Niger : {what} {word}"));
    let items = titles
        .each_ref()
        .map(|title| Item::new(2, title, "À Niamey."));
    let outlets = items.map(|item| Outlet::serving(Page::rss(rss("Fil", &[item]))));
    let griot = Instance::of(&[("un", &outlets[0]), ("deux", &outlets[1])]);
    griot.refresh(&[]);
    let sheet = griot.read("style.css");
    let rules = rules(&sheet);
    let body = rules
        .iter()
        .find(|(selector, _)| selector == "body")
        .unwrap();
    assert!(body.1.contains("overflow-wrap: break-word"), "{}", body.1);

    let story = text(&griot.items("ne")[0]["_griot"]["story"]);
    let month = griot.public("ne").read_dir().unwrap().map(Result::unwrap);
    let month = month.map(|entry| entry.file_name().into_string().unwrap());
    let mut month = month.filter(|name| name.starts_with("20"));
    let month = month.next().unwrap();
    let mut laid_out = 0;
    for page in [
        "",
        "ne/",
        &format!("ne/{month}/"),
        &format!("story/{story}/"),
    ] {
        let page = griot.read(&format!("{page}index.html"));
        let document = dom_query::Document::from(page.as_str());
        assert!(document.select("body").text().contains(&word));
        for (selector, declarations) in &rules {
            // What is said of a part of an element, or while a pointer rests on it, makes nothing wider.
            let Some(elements) = document.try_select(selector) else {
                continue;
            };
            if !elements
                .iter()
                .any(|element| element.text().contains(&word))
            {
                continue;
            }
            // What would keep the word in one piece, or a box as wide as it.
            for never in [
                "nowrap",
                "overflow-wrap: normal",
                "inline-flex",
                "display: flex",
                "max-content",
            ] {
                assert!(
                    !declarations.contains(never),
                    "{selector} {{{declarations}}}"
                );
            }
            if let Some((_, tracks)) = declarations.split_once("grid-template-columns:") {
                let tracks = tracks.split(';').next().unwrap();
                assert!(
                    tracks.contains("minmax(0,") || tracks.contains("minmax(min("),
                    "{tracks}"
                );
                laid_out += 1;
            }
        }
    }
    assert!(laid_out > 0, "titles stand in grids");
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
