//! Promises of the pages to their readers.

mod history;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::{
    Bond, Countries, Country, Headline, Health, Instance, Outlet, Ownership, Report, Retitled,
    Scope, Silence, Source, SourceId, Standing, Story, StoryRef, Tie, Tombstone, Topic, Trouble,
};
use crate::publish::archive::Month;

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
        first_seen: time(),
        independent: true,
        rights: Some("© Outlet".to_owned()),
        bond: None,
        retitled: Vec::new(),
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
            language: Some(Language::FRENCH),
            outlets: 2,
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
        is_offline: false,
        configured_at: None,
        moved_to: None,
        moving: None,
        silence: None,
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

/// Every kind of page, with its file, of a site of `count` stories that all say `words`; in one of
/// its languages, of which French is its own.
fn site(count: usize, words: &str, language: Language) -> Vec<(String, String)> {
    let instance = instance();
    let stories: Vec<_> = (0..count).map(|number| sample(number, words)).collect();
    let shown: Vec<_> = stories.iter().collect();
    let published: Vec<_> = std::iter::once(Edition::EVERYTHING)
        .chain(Country::all().map(|country| edition_of(country.code())))
        .collect();
    let editions: Vec<_> = published
        .iter()
        .map(|edition| EditionSummary {
            edition: edition.clone(),
            stories: count,
            updated: None,
        })
        .collect();
    let site = Site {
        instance: &instance,
        editions: &published,
    };
    let moving = Moving {
        stories: &shown,
        until: Some(time()),
    };
    let file = |folder: &str| page_file(folder, language, &instance);
    let mut pages = vec![
        (file(""), start(&site, &editions, moving, language)),
        ("404.html".to_owned(), not_found(&site)),
        (file("countries/"), countries(&site, language)),
    ];
    let headlines: Vec<_> = stories.iter().map(headline).collect();
    let month = Month::of(time());
    for edition in &published {
        let page = super::edition(&site, edition, &shown, &[month], language);
        pages.push((file(&edition_folder(edition)), page));
        let volume = Volume {
            edition,
            month,
            headlines: &headlines,
            prev: None,
            next: None,
        };
        pages.extend(history(&site, &volume, language));
    }
    for told in &stories {
        let folder = story_folder(told.id);
        pages.push((file(&folder), story(&site, told, language)));
    }
    let withdrawn = Tombstone {
        id: id(count),
        uri: String::new(),
        at: time(),
        merged_into: None,
    };
    pages.push((
        file(&story_folder(withdrawn.id)),
        gone(&site, &withdrawn, language),
    ));
    let all: Vec<_> = (0..count).map(|_| health(3, words)).collect();
    pages.push((file("sources/"), sources(&site, &all, language)));
    pages
        .into_iter()
        .map(|(name, page)| (name, text(page)))
        .collect()
}

/// A story as lists of older ones show it.
fn headline(story: &Story) -> Headline {
    Headline {
        id: story.id,
        published: story.published,
        title: story.title.clone(),
        language: story.language,
        outlets: story.outlet_count(),
    }
}

/// The values of an attribute on a page.
fn attributes<'a>(page: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("{name}=\"");
    page.split([' ', '>'])
        .filter_map(move |part| part.strip_prefix(&start)?.split('"').next())
}

/// Where a page leads, and what it shows.
fn links(page: &str) -> impl Iterator<Item = &str> {
    ["href", "src", "action"]
        .into_iter()
        .flat_map(|name| attributes(page, name))
}

#[test]
fn every_link_within_the_site_leads_to_one_of_its_files() {
    let pages: Vec<_> = LANGUAGES
        .into_iter()
        .flat_map(|language| site(3, "Un titre comme un autre", language))
        .collect();
    let mut files: BTreeSet<_> = pages.iter().map(|(name, _)| name.clone()).collect();
    files.extend(ASSETS.map(|(name, _)| name.to_owned()));
    files.insert("editions.opml".to_owned());
    let base = instance().base_url;
    for (name, page) in &pages {
        let here = base.join(name).unwrap();
        let ids: BTreeSet<&str> = attributes(page, "id").collect();
        for link in links(page) {
            if let Some(anchor) = link.strip_prefix('#') {
                assert!(ids.contains(anchor), "{link} on {name}");
                continue;
            }
            let place = here.join(link).unwrap();
            let path = place.path().trim_start_matches('/');
            let known = place.host_str() != base.host_str()
                || path.starts_with("feeds/")
                || path == "about"
                || files.contains(path)
                // Only what says where the page is leaves the file to the server.
                || (page.contains(&format!(" href=\"{link}\"")) && link.starts_with("https:")
                    && files.contains(&format!("{path}index.html")));
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
            // What is gone or never was is said in all languages at once, on one page.
            if name == "404.html" || page.contains("class=\"other\"") {
                continue;
            }
            let direction = if language.is_right_to_left() {
                " dir=\"rtl\""
            } else {
                ""
            };
            let root = format!("<html lang=\"{language}\"{direction}>");
            assert!(page.contains(&root), "{name} in {language}");
        }
    }
    let mut publisher = publisher();
    publisher.instance.language = "sw".parse().unwrap();
    let swahili_site = publisher.site();
    assert!(text(not_found(&swahili_site)).contains("<html lang=\"en\">"));
}

#[test]
fn a_title_in_another_language_carries_it_and_its_direction() {
    let page = text(story(
        &publisher().site(),
        &sample(0, "Titre"),
        Language::FRENCH,
    ));
    assert!(page.contains("<h3 lang=\"ar\" dir=\"rtl\">"), "{page}");
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
        "Publié le <time datetime=\"2026-11-20T14:05:00Z\">20 novembre 2026, 14:05 UTC</time>",
        "mis à jour le <time",
        "<time datetime=\"2026-11-20T14:05:00Z\">14:05 <small>20 novembre 2026</small></time>",
        "média d’État",
        "Groupe Exemple",
        "© Outlet",
        "<a href=\"../../ne/index.html\">Niger</a>",
        "<p>Tchad</p>",
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
        &[],
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
        &[],
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
        language: Some(Language::ARABIC),
        outlets: 2,
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
        format!("<meta http-equiv=\"refresh\" content=\"0; url=../../{place}index.html\">"),
        format!("<link rel=\"canonical\" href=\"https://griot.example/{place}\">"),
        format!("<a href=\"../../{place}index.html\" lang=\"ar\" dir=\"rtl\">Titre</a>"),
    ] {
        assert!(page.contains(&part), "{part}");
    }
    for (outlets, file) in [(2, "index.pt.html"), (1, "index.html")] {
        let living = tombstone.merged_into.as_mut().unwrap();
        living.outlets = outlets;
        let page = gone(&publisher().site(), &tombstone, Language::PORTUGUESE);
        let page = text(page);
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"pt\""));
        let refresh =
            format!("<meta http-equiv=\"refresh\" content=\"0; url=../../{place}{file}\">");
        assert!(page.contains(&refresh), "{page}");
    }
    tombstone.merged_into = None;
    let page = text(gone(&publisher().site(), &tombstone, Language::FRENCH));
    assert!(!page.contains("refresh") && !page.contains("Titre"));
}

#[test]
fn sources_in_trouble_come_first_with_what_is_wrong() {
    let mut silent = health(0, "Lambda");
    silent.silence = Some(Silence {
        since: time(),
        weekly: 140,
    });
    let all = [health(0, "Alpha"), silent, health(3, "Omega")];
    let page = text(sources(&publisher().site(), &all, Language::FRENCH));
    assert!(page.find("Omega") < page.find("Lambda"));
    assert!(page.find("Lambda") < page.find("Alpha"));
    assert!(page.contains("Plus rien de neuf depuis le <time"), "{page}");
    for counted in ["1 source en ordre", "1 en difficulté", "1 silencieuse"] {
        assert!(page.contains(counted), "{counted}: {page}");
    }
    assert!(page.contains("3 échecs de suite"));
    assert!(page.contains("Le site répond par une erreur."));
    assert!(page.contains("En ordre"));
    let page = text(sources(&publisher().site(), &all, Language::ARABIC));
    assert!(page.contains("رد الموقع بخطأ.") && !page.contains("answered"));
}

#[test]
fn a_site_below_a_path_keeps_its_links_there() {
    let mut publisher = publisher();
    publisher.instance.base_url = "https://example.org/news/".parse().unwrap();
    let page = text(not_found(&publisher.site()));
    assert!(page.contains("href=\"/news/style.css\""), "{page}");
    assert!(page.contains("href=\"/news/index.html\""), "{page}");
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
    let page = text(start(
        &publisher().site(),
        &editions,
        Moving::default(),
        Language::FRENCH,
    ));
    let place = |name| page.find(name).unwrap();
    assert!(place("Algérie") < place("Égypte") && place("Égypte") < place("Tunisie"));
}

#[test]
fn the_start_page_has_room_for_every_country() {
    for language in LANGUAGES {
        let pages = site(20, &"Un titre assez long ".repeat(10), language);
        let (_, page) = &pages[0];
        for country in Country::all() {
            let link = format!("{}/", country.slug());
            let link = page_file(&link, language, &instance());
            assert!(
                page.contains(&format!("<a href=\"{link}\">")),
                "{country} in {language}"
            );
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
        let page = |at: usize| {
            text(edition(
                &site,
                &published[at],
                &stories,
                &[],
                Language::FRENCH,
            ))
        };
        let leads = |page: &str, slug: &str| {
            links(page).any(|link| link == format!("../{slug}/index.html"))
        };
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
        let front = text(start(
            &site,
            &summaries,
            Moving::default(),
            Language::FRENCH,
        ));
        assert!(
            front.contains("Rubriques") && front.contains("<a href=\"sport/index.html\">Sport</a>")
        );
        assert!(
            !front.contains("ne-sport"),
            "a country's own are on its page"
        );
    }
}

#[test]
fn whoever_has_chosen_a_language_keeps_it_from_page_to_page() {
    for language in LANGUAGES {
        let ending = page_file("", language, &instance());
        for (name, page) in site(2, "Titre", language) {
            if page.contains("class=\"other\"") {
                continue;
            }
            let (chrome, _) = page.split_once("</head>").unwrap();
            let body = &page[chrome.len()..];
            let within = links(body).filter(|link| link.ends_with(".html"));
            let elsewhere: Vec<_> = within.filter(|link| !link.ends_with(&ending)).collect();
            let others: BTreeSet<_> = LANGUAGES
                .into_iter()
                .filter(|other| *other != language)
                .map(|other| page_file("", other, &instance()))
                .collect();
            let offered: BTreeSet<_> = elsewhere
                .iter()
                .map(|link| link.rsplit('/').next().unwrap().to_owned())
                .collect();
            assert_eq!((elsewhere.len(), offered), (3, others), "{name}");
            assert_eq!(chrome.matches("hreflang").count(), 5, "{name}");
        }
    }
}

#[test]
fn a_story_of_one_outlet_is_led_to_in_the_sites_own_language() {
    let mut told = sample(0, "Titre");
    told.reports.truncate(1);
    let page = text(edition(
        &publisher().site(),
        &edition_of("NE"),
        &[&told],
        &[],
        Language::ENGLISH,
    ));
    let link = format!("../story/{}/index.html", told.id);
    assert!(links(&page).any(|each| each == link), "{page}");
    let page = text(story(&publisher().site(), &told, Language::FRENCH));
    assert!(
        !page.contains("index.en.html\" rel") && !page.contains("<link rel=\"alternate\" hreflang")
    );
    assert!(links(&page).any(|each| each == "../../index.en.html"));
}

#[test]
fn a_story_says_why_its_reports_are_together_and_what_was_changed() {
    let mut told = sample(0, "Titre");
    told.reports[1].published += TimeDelta::hours(1);
    told.reports[1].bond = Some(Bond {
        tie: Tie::AcrossLanguages,
        with: Some("Tam-Tam".to_owned()),
        words: vec!["نيامي".to_owned()],
    });
    told.reports[1].retitled = vec![Retitled {
        at: time() + TimeDelta::hours(2),
        before: "العنوان السابق".to_owned(),
    }];
    told.related[0].language = Some(Language::ARABIC);
    let page = text(story(&publisher().site(), &told, Language::FRENCH));
    for said in [
        "Le premier à en parler.",
        "Rapporte, dans une autre langue, ce que dit l’article publié par <bdi>Tam-Tam</bdi>.",
        "En commun\u{a0}: <bdi lang=\"ar\">نيامي</bdi>.",
        "<del lang=\"ar\" dir=\"rtl\">العنوان السابق</del>",
        "16:05 UTC</time>\u{a0}; avant\u{a0}:",
        "<li lang=\"ar\" dir=\"rtl\"><a href=\"../",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.find("Tam-Tam") < page.find("صدى"));
    told.reports.truncate(1);
    let page = text(story(&publisher().site(), &told, Language::FRENCH));
    assert!(!page.contains("class=\"why\""), "nothing to explain");
}

#[test]
fn only_who_is_known_to_be_the_first_is_called_so() {
    let later = TimeDelta::hours(3);
    for (dated, seen, is_told) in [
        (later, TimeDelta::zero(), true),
        (later, later, true),
        // Of one round the dates decide, and of one moment the rounds.
        (TimeDelta::zero(), later, true),
        (TimeDelta::zero(), TimeDelta::zero(), false),
        // The other was there hours before the one that is dated first.
        (later, -later, false),
    ] {
        let mut told = sample(0, "Titre");
        told.reports[1].published += dated;
        told.reports[1].first_seen += seen;
        let page = text(story(&publisher().site(), &told, Language::FRENCH));
        let first = page.matches("Le premier à en parler.").count();
        assert_eq!(first, usize::from(is_told), "{dated} {seen}");
        assert!(page.find("Tam-Tam") < page.find("صدى"));
    }
}

#[test]
fn languages_and_regions_are_called_by_one_name_each() {
    let spanish: Language = "es".parse().unwrap();
    let mut told = sample(0, "Titre");
    told.reports[1].language = Some(spanish);
    let page = text(story(&publisher().site(), &told, Language::FRENCH));
    assert!(page.contains("texte propre · espagnol"), "{page}");
    let narrowed = Edition {
        language: Some(spanish),
        ..edition_of("GQ")
    };
    let name = edition_name(&narrowed, Language::ARABIC);
    assert_eq!(name, "غينيا الاستوائية (الإسبانية)");
    for language in LANGUAGES {
        let (_, start) = &site(1, "Titre", language)[0];
        let mut instance = instance();
        instance.language = language;
        let list = text(crate::publish::opml::render(&instance, &[edition_of("DZ")]));
        let region = list.split("<outline text=\"").nth(1).unwrap();
        let region = region.split('"').next().unwrap();
        assert!(start.contains(&format!("<h3>{region}</h3>")), "{region}");
    }
}

#[test]
fn every_country_is_found_by_its_name_in_any_language() {
    for language in LANGUAGES {
        let published: Vec<_> = Country::african()
            .map(|each| edition_of(each.code()))
            .collect();
        let instance = instance();
        let site = Site {
            instance: &instance,
            editions: &published,
        };
        let page = text(countries(&site, language));
        for country in Country::african() {
            for other in LANGUAGES {
                let name = maud::html! { (country.name(other)) }.into_string();
                assert!(page.contains(&name), "{name} on the page in {language}");
            }
        }
    }
}

#[test]
fn names_in_latin_letters_stand_apart_on_arabic_pages() {
    for (name, page) in site(2, "Titre", Language::ARABIC) {
        if name == "404.html" {
            continue;
        }
        let title = page.split("<title>").nth(1).unwrap();
        assert!(title.contains("\u{2068}Exemple\u{2069}"), "{name}: {title}");
        assert!(page.contains("<bdi>Exemple</bdi></a>"), "{name}");
    }
    let (_, page) = &site(2, "Titre", Language::FRENCH)[0];
    assert!(!page.contains('\u{2068}'), "nothing to keep apart");
}

#[test]
fn links_beside_one_another_are_apart_without_the_style_too() {
    for (name, page) in site(2, "Titre", Language::FRENCH) {
        for glued in ["</a><a", "</a><span", "</span><a"] {
            assert!(!page.contains(glued), "{glued} on {name}: {page}");
        }
    }
}

#[test]
fn every_page_has_its_landmarks_with_names() {
    for (name, page) in site(2, "Titre", Language::FRENCH) {
        for landmark in [
            "<header class=\"masthead\">",
            "<main id=\"main\">",
            "<footer>",
        ] {
            assert_eq!(page.matches(landmark).count(), 1, "{landmark} on {name}");
        }
        for (at, _) in page.match_indices("<nav") {
            let tag = page[at..].split('>').next().unwrap();
            assert!(tag.contains(" aria-label"), "{tag} on {name}");
        }
        let ids: Vec<&str> = attributes(&page, "id").collect();
        let once: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{name}");
        for label in attributes(&page, "aria-labelledby").chain(attributes(&page, "for")) {
            assert!(ids.contains(&label), "{label} on {name}");
        }
    }
}
