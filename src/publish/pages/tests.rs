//! Promises of the pages to their readers.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::{
    Countries, Country, Health, Instance, Outlet, Ownership, Report, Scope, Source, SourceId,
    Standing, Story, StoryRef, Tombstone, Topic, Trouble,
};

const LANGUAGES: [Language; 4] = [
    Language::FRENCH,
    Language::ENGLISH,
    Language::PORTUGUESE,
    Language::ARABIC,
];

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn edition_of(code: &str) -> Edition {
    Edition {
        topic: None,
        scope: Scope::Country(country(code)),
        language: None,
    }
}

fn instance() -> Instance {
    Instance {
        base_url: "https://griot.example/".parse().unwrap(),
        authority: "griot.example".to_owned(),
        name: "Exemple".to_owned(),
        contact: Some("https://griot.example/about".to_owned()),
        language: Language::FRENCH,
        items: 50,
        ttl_minutes: 60,
        images: true,
        topics: vec![],
        hub: None,
    }
}

fn time() -> DateTime<Utc> {
    "2026-11-20T14:05:00Z".parse().unwrap()
}

fn source(outlet: &str) -> Arc<Source> {
    let outlet = Outlet {
        name: outlet.to_owned(),
        site: Some("https://outlet.example/".parse().unwrap()),
        language: None,
        owner: Some("Groupe Exemple".to_owned()),
        ownership: Some(Ownership::State),
        full_content: false,
    };
    Arc::new(Source {
        id: SourceId::new("a-source"),
        outlet: Arc::new(outlet),
        url: "https://outlet.example/feed".parse().unwrap(),
        country: None,
    })
}

fn report(outlet: &str, title: &str, language: Language) -> Report {
    Report {
        source: source(outlet),
        feed_title: None,
        origin: None,
        title: title.to_owned(),
        url: "https://outlet.example/article".to_owned(),
        language: Some(language),
        published: time(),
        independent: true,
        rights: Some("© Outlet".to_owned()),
    }
}

fn id(number: usize) -> StoryId {
    format!("{number:026}").parse().unwrap()
}

/// A story that a French and an Arabic outlet report.
fn sample(number: usize, text: &str) -> Story {
    let id = id(number);
    let other = super::tests::id(number + 1);
    Story {
        id,
        uri: format!("tag:griot.example,2026:story/{id}"),
        published: time(),
        updated: time() + TimeDelta::hours(1),
        link: "https://outlet.example/article".to_owned(),
        title: text.to_owned(),
        summary: text.to_owned(),
        content: None,
        language: Some(Language::FRENCH),
        authors: Vec::new(),
        image: Some("https://outlet.example/image.jpg".to_owned()),
        enclosures: Vec::new(),
        countries: Countries {
            primary: vec![country("NE"), country("ML")],
            mentioned: vec![country("TD")],
        },
        topics: Vec::new(),
        reports: vec![
            report("Tam-Tam", text, Language::FRENCH),
            report("صدى", text, Language::ARABIC),
        ],
        related: vec![StoryRef {
            id: other,
            uri: format!("tag:griot.example,2026:story/{other}"),
            title: text.to_owned(),
        }],
    }
}

fn health(failures: u32, outlet: &str) -> Health {
    Health {
        source: source(outlet),
        standing: Standing::On,
        last_poll: Some(time()),
        last_success: Some(time()),
        next: None,
        failures,
        trouble: (failures > 0).then(|| Trouble {
            kind: Some("status".to_owned()),
            message: "the server answered <503>".to_owned(),
            since: Some(time()),
        }),
        moved_to: None,
        moving: None,
        warnings: Vec::new(),
        hub: None,
        entries: 20,
        newest: None,
    }
}

/// Who publishes an edition of Niger.
struct Publisher {
    instance: Instance,
    editions: Vec<Edition>,
}

impl Publisher {
    fn site(&self) -> Site<'_> {
        Site {
            instance: &self.instance,
            editions: &self.editions,
        }
    }
}

fn publisher() -> Publisher {
    Publisher {
        instance: instance(),
        editions: vec![edition_of("NE")],
    }
}

fn text(page: Vec<u8>) -> String {
    String::from_utf8(page).unwrap()
}

/// Every kind of page, with its file, of a site of `count` stories that all say `words`.
fn site(count: usize, words: &str, language: Language) -> Vec<(String, String)> {
    let instance = instance();
    let stories: Vec<_> = (0..count).map(|number| sample(number, words)).collect();
    let shown: Vec<_> = stories.iter().collect();
    let editions: Vec<_> = [Edition {
        topic: None,
        scope: Scope::All,
        language: None,
    }]
    .into_iter()
    .chain(Country::all().map(|country| edition_of(country.code())))
    .map(|edition| EditionSummary {
        edition,
        stories: count,
        updated: None,
    })
    .collect();
    let published: Vec<_> = editions
        .iter()
        .map(|summary| summary.edition.clone())
        .collect();
    let site = Site {
        instance: &instance,
        editions: &published,
    };
    let mut pages = vec![
        (
            "index.html".to_owned(),
            start(&site, &editions, &shown, language),
        ),
        ("404.html".to_owned(), not_found(&site, language)),
    ];
    for summary in &editions {
        let page = edition(&site, &summary.edition, &shown, language);
        pages.push((edition_file(&summary.edition), page));
    }
    for told in &stories {
        pages.push((story_file(told.id), story(&site, told, language)));
    }
    let withdrawn = Tombstone {
        id: id(count),
        uri: String::new(),
        at: time(),
        merged_into: None,
    };
    pages.push((story_file(withdrawn.id), gone(&site, &withdrawn, language)));
    let all: Vec<_> = (0..count).map(|_| health(3, words)).collect();
    pages.push((
        "sources/index.html".to_owned(),
        sources(&site, &all, language),
    ));
    pages
        .into_iter()
        .map(|(name, page)| (name, text(page)))
        .collect()
}

/// The values of `href` and `src` on a page.
fn links(page: &str) -> impl Iterator<Item = &str> {
    page.split([' ', '>'])
        .filter_map(|part| part.strip_prefix("href=\"").or(part.strip_prefix("src=\"")))
        .filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_link_within_the_site_leads_to_one_of_its_files() {
    let pages = site(3, "Titre", Language::FRENCH);
    let mut files: BTreeSet<_> = pages.iter().map(|(name, _)| name.clone()).collect();
    files.extend(ASSETS.map(|(name, _)| name.to_owned()));
    files.insert("editions.opml".to_owned());
    let base = instance().base_url;
    for (name, page) in &pages {
        let here = base.join(name).unwrap();
        for link in links(page) {
            let place = here.join(link).unwrap();
            let path = place.path().trim_start_matches('/');
            let known = place.host_str() != base.host_str()
                || path.starts_with("feeds/")
                || path == "about"
                || files.contains(path)
                || files.contains(&format!("{path}index.html"));
            assert!(known, "{link} on {name}");
        }
    }
}

#[test]
fn no_page_is_over_its_limit_whatever_the_outlets_write() {
    let long = "Un titre sans fin <&\"> ".repeat(2_000);
    let unbroken = "ث".repeat(100_000);
    for words in [
        long.as_str(),
        unbroken.as_str(),
        "&\"<>'".repeat(9_000).as_str(),
    ] {
        for (name, page) in site(60, words, Language::ARABIC) {
            assert!(page.len() <= MAX_BYTES, "{name}: {}", page.len());
        }
    }
    let mut crowded = sample(0, &long);
    crowded.reports = (0..500)
        .map(|_| report(&long, &long, Language::FRENCH))
        .collect();
    crowded.related = (0..500).map(|_| crowded.related[0].clone()).collect();
    crowded.countries.primary = Country::all().collect();
    let page = story(&publisher().site(), &crowded, Language::FRENCH);
    assert!(page.len() <= MAX_BYTES, "{}", page.len());
}

#[test]
fn what_outlets_write_is_never_markup() {
    let hostile = "<script>alert(1)</script>\"><img src=x onerror=y>";
    for (name, page) in site(2, hostile, Language::FRENCH) {
        assert!(!page.contains("<script"), "{name}");
        assert!(!page.contains("<img src=x"), "{name}");
    }
}

#[test]
fn links_to_anything_but_the_web_are_left_out() {
    let mut told = sample(0, "Titre");
    "javascript:alert(1)".clone_into(&mut told.link);
    told.image = Some("data:image/png;base64,AA".to_owned());
    for report in &mut told.reports {
        "javascript:alert(2)".clone_into(&mut report.url);
    }
    let page = text(story(&publisher().site(), &told, Language::FRENCH));
    assert!(
        !page.contains("javascript:") && !page.contains("data:"),
        "{page}"
    );
}

#[test]
fn pages_speak_the_readers_language_in_its_direction() {
    for language in LANGUAGES {
        for (name, page) in site(1, "Titre", language) {
            let direction = if language.is_right_to_left() {
                " dir=\"rtl\""
            } else {
                ""
            };
            let root = format!("<html lang=\"{language}\"{direction}>");
            assert!(page.contains(&root), "{name} in {language}");
        }
    }
    let swahili = "sw".parse().unwrap();
    assert!(text(not_found(&publisher().site(), swahili)).contains("<html lang=\"en\">"));
}

#[test]
fn a_title_in_another_language_carries_it_and_its_direction() {
    let page = text(story(
        &publisher().site(),
        &sample(0, "Titre"),
        Language::FRENCH,
    ));
    assert!(
        page.contains("<p class=\"title\" lang=\"ar\" dir=\"rtl\">"),
        "{page}"
    );
    let page = text(story(
        &publisher().site(),
        &sample(0, "Titre"),
        Language::ARABIC,
    ));
    assert!(page.contains("<h1 lang=\"fr\" dir=\"ltr\">"), "{page}");
}

#[test]
fn a_story_shows_who_reports_it_when_and_who_owns_them() {
    let page = text(story(
        &publisher().site(),
        &sample(0, "Titre"),
        Language::FRENCH,
    ));
    for shown in [
        "2 médias, 2 textes indépendants",
        "<time datetime=\"2026-11-20T14:05:00Z\">20 novembre 2026, 14:05 UTC</time>",
        "média d’État",
        "Groupe Exemple",
        "© Outlet",
        "<a href=\"../../ne/\">Niger</a>",
        "<dd>Tchad</dd>",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn images_are_shown_only_where_the_instance_allows_them() {
    let mut publisher = publisher();
    let told = sample(0, "Titre");
    assert!(text(story(&publisher.site(), &told, Language::FRENCH)).contains("<img "));
    publisher.instance.images = false;
    assert!(!text(story(&publisher.site(), &told, Language::FRENCH)).contains("<img "));
    let page = edition(
        &publisher.site(),
        &edition_of("NE"),
        &[&told],
        Language::FRENCH,
    );
    assert!(!text(page).contains("<img "));
}

#[test]
fn every_page_stays_out_of_search_engines_and_lets_one_skip_to_its_content() {
    for (name, page) in site(1, "Titre", Language::FRENCH) {
        assert!(
            page.contains("<meta name=\"robots\" content=\"noindex\">"),
            "{name}"
        );
        assert!(page.contains("<a class=\"skip\" href=\"#main\">"), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert_eq!(page.matches("<main id=\"main\">").count(), 1, "{name}");
    }
}

#[test]
fn readers_find_the_feeds_of_an_edition_from_its_page() {
    let page = text(edition(
        &publisher().site(),
        &edition_of("NE"),
        &[],
        Language::FRENCH,
    ));
    for (format, end) in [
        ("application/atom+xml", "atom"),
        ("application/rss+xml", "rss"),
        ("application/feed+json", "json"),
    ] {
        assert!(page.contains(&format!("<link rel=\"alternate\" type=\"{format}\"")));
        assert!(page.contains(&format!("href=\"../feeds/ne.{end}\"")));
    }
}

#[test]
fn stories_stand_under_the_names_of_their_days() {
    let today = sample(0, "Aujourd’hui");
    let mut before = sample(1, "La veille");
    before.published -= TimeDelta::days(1);
    let page = edition(
        &publisher().site(),
        &edition_of("NE"),
        &[&today, &today, &before],
        Language::FRENCH,
    );
    let page = text(page);
    assert_eq!(page.matches("Vendredi 20 novembre 2026").count(), 1);
    assert_eq!(page.matches("Jeudi 19 novembre 2026").count(), 1);
}

#[test]
fn a_merged_story_leads_to_the_one_that_lives_and_a_withdrawn_one_says_nothing_of_it() {
    let living = StoryRef {
        id: id(2),
        uri: String::new(),
        title: "Titre".to_owned(),
    };
    let mut tombstone = Tombstone {
        id: id(1),
        uri: String::new(),
        at: time(),
        merged_into: Some(living),
    };
    let page = text(gone(&publisher().site(), &tombstone, Language::FRENCH));
    let place = format!("story/{}/", id(2));
    for part in [
        format!("<meta http-equiv=\"refresh\" content=\"0; url=../../{place}\">"),
        format!("<link rel=\"canonical\" href=\"https://griot.example/{place}\">"),
        format!("<a href=\"../../{place}\""),
    ] {
        assert!(page.contains(&part), "{part}");
    }
    tombstone.merged_into = None;
    let page = text(gone(&publisher().site(), &tombstone, Language::FRENCH));
    assert!(!page.contains("refresh") && !page.contains("Titre"));
}

#[test]
fn sources_in_trouble_come_first_with_what_is_wrong() {
    let all = [health(0, "Alpha"), health(3, "Omega")];
    let page = text(sources(&publisher().site(), &all, Language::FRENCH));
    assert!(page.find("Omega") < page.find("Alpha"));
    assert!(page.contains("3 échecs de suite"));
    assert!(page.contains("the server answered &lt;503&gt;"));
    assert!(page.contains("En ordre"));
}

#[test]
fn a_site_below_a_path_keeps_its_links_there() {
    let mut publisher = publisher();
    publisher.instance.base_url = "https://example.org/news/".parse().unwrap();
    let page = text(not_found(&publisher.site(), Language::FRENCH));
    assert!(page.contains("href=\"/news/style.css\""), "{page}");
    assert!(page.contains("href=\"/news/\""), "{page}");
}

#[test]
fn countries_stand_in_the_order_of_their_names_in_the_readers_language() {
    let editions: Vec<_> = ["TN", "EG", "DZ"]
        .map(|code| EditionSummary {
            edition: edition_of(code),
            stories: 1,
            updated: None,
        })
        .into();
    let page = text(start(&publisher().site(), &editions, &[], Language::FRENCH));
    let place = |name| page.find(name).unwrap();
    assert!(place("Algérie") < place("Égypte") && place("Égypte") < place("Tunisie"));
}

#[test]
fn the_start_page_has_room_for_every_country() {
    for language in LANGUAGES {
        let pages = site(20, &"Un titre assez long ".repeat(10), language);
        let (_, page) = &pages[0];
        for country in Country::all() {
            let link = format!("<a href=\"{}/\">", country.slug());
            assert!(page.contains(&link), "{country} in {language}");
        }
    }
}

#[test]
fn editions_on_topics_are_led_to_from_their_country_and_the_start_page() {
    let on = |scope: Scope, slug: &str| Edition {
        topic: Topic::new(slug, None),
        ..Edition::of(scope)
    };
    let niger = || Scope::Country(country("NE"));
    let mut published = vec![
        Edition::EVERYTHING,
        Edition::of(niger()),
        on(niger(), "sport"),
        on(niger(), "health"),
        edition_of("ML"),
        on(Scope::All, "sport"),
    ];
    let many = (0..2_000).map(|number| on(niger(), &format!("sujet-{number}")));
    for more in [Vec::new(), many.collect()] {
        published.extend(more);
        let instance = instance();
        let site = Site {
            instance: &instance,
            editions: &published,
        };
        let told = sample(1, &"Titre ".repeat(50));
        let stories = vec![&told; 60];
        let page = |at: usize| text(edition(&site, &published[at], &stories, Language::FRENCH));
        let leads = |page: &str, slug: &str| links(page).any(|link| link == format!("../{slug}/"));
        let country = page(1);
        assert!(leads(&country, "ne-sport") && leads(&country, "ne-health"));
        assert!(country.contains(">Santé</a>") && country.len() <= MAX_BYTES);
        let topic = page(2);
        assert!(leads(&topic, "ne") && leads(&topic, "ne-health") && !leads(&topic, "ne-sport"));
        assert!(!leads(&page(4), "ne-sport"));
        let summaries: Vec<_> = published
            .iter()
            .map(|edition| EditionSummary {
                edition: edition.clone(),
                stories: 1,
                updated: None,
            })
            .collect();
        let front = text(start(&site, &summaries, &[], Language::FRENCH));
        assert!(front.contains("Rubriques") && front.contains("<a href=\"sport/\">Sport</a>"));
        assert!(
            !front.contains("ne-sport"),
            "a country's own are on its page"
        );
    }
}
