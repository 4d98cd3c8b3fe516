//! What readers are served: the bytes of every format, whatever the stories hold.

mod fixture;
mod schemas;
#[path = "../validator/mod.rs"]
mod validator;

use griot::domain::{Edition, Filter, Scope, Story, Topic};
use griot::publish::archive::{self, Period, Volume};
use griot::publish::{Format, Issue, opml, paths, render_all, xml_text};
use proptest::prelude::*;
use quick_xml::events::Event;

use fixture::{arabic, country, hostile, instance, language, niger, plain, rich, tombstones};

/// The documents of every format for these stories, under the names that snapshots have.
fn documents(stories: &[Story]) -> Vec<(Format, String)> {
    let (instance, edition) = (instance(), niger());
    let stories: Vec<&Story> = stories.iter().collect();
    let issue = Issue {
        instance: &instance,
        edition: &edition,
        stories: &stories,
        tombstones: &tombstones(),
        prev_archive: Some("2026-10".parse().unwrap()),
    };
    let documents = render_all(&issue).into_iter();
    let texts = documents.map(|(_, document)| String::from_utf8(document).unwrap());
    Format::ALL.into_iter().zip(texts).collect()
}

#[test]
fn names_and_commas_of_a_feed_are_of_the_language_around_them() {
    let instance = griot::domain::Instance {
        language: language("ar"),
        ..instance()
    };
    let edition = Edition {
        language: Some(language("es")),
        ..niger()
    };
    let story = rich();
    let issue = Issue {
        instance: &instance,
        edition: &edition,
        stories: &[&story],
        tombstones: &[],
        prev_archive: None,
    };
    for (name, document) in render_all(&issue) {
        let text = String::from_utf8(document).unwrap();
        assert!(text.contains("النيجر (الإسبانية) – griot"), "{name}: {text}");
        assert!(text.contains("(Groupe Exemple، خاصة)"), "{name}: {text}");
    }
}

fn document(stories: &[Story], format: Format) -> String {
    let mut documents = documents(stories).into_iter();
    documents.find(|(each, _)| *each == format).unwrap().1
}

/// Walks a document with a strict parser; returns the decoded text of each element of this name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut texts, mut inside, mut depth) = (Vec::new(), false, 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
                inside = tag.name().as_ref() == name.as_bytes();
                if inside {
                    texts.push(String::new());
                }
            }
            Event::Empty(tag) => tag.attributes().for_each(|each| assert!(each.is_ok())),
            Event::End(_) => {
                depth -= 1;
                inside = false;
            }
            Event::Text(text) if inside => {
                texts.last_mut().unwrap().push_str(&text.decode().unwrap());
            }
            Event::GeneralRef(reference) if inside => {
                let text = format!("&{};", &*reference.decode().unwrap());
                let text = quick_xml::escape::unescape(&text).unwrap();
                texts.last_mut().unwrap().push_str(&text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert!(xml.chars().all(xml_text::is_fit));
    texts
}

#[test]
fn an_edition_in_every_format() {
    for (format, text) in documents(&[rich(), arabic()]) {
        insta::assert_snapshot!(format!("edition.{}", format.extension()), text);
    }
}

#[test]
fn hostile_text_in_every_format() {
    for (format, text) in documents(&hostile()) {
        insta::assert_snapshot!(format!("hostile.{}", format.extension()), text);
    }
}

#[test]
fn an_edition_without_stories_is_complete() {
    let (instance, edition) = (instance(), niger());
    let issue = Issue {
        instance: &instance,
        edition: &edition,
        stories: &[],
        tombstones: &[],
        prev_archive: None,
    };
    for (path, bytes) in render_all(&issue) {
        insta::assert_snapshot!(path.replace('/', "."), String::from_utf8(bytes).unwrap());
    }
}

/// What validators have against the documents of these stories.
fn objections(stories: &[Story]) -> Vec<String> {
    let documents = documents(stories).into_iter();
    let all = documents.flat_map(|(format, text)| {
        let path = paths::feed(&niger(), format);
        let location = format!("https://news.example.org/{path}");
        let found =
            validator::objections(&path, &text, &location, fixture::at("2026-12-31T00:00:00Z"));
        found.into_iter().map(move |what| format!("{path}: {what}"))
    });
    all.collect()
}

#[test]
fn validators_object_to_nothing() {
    for stories in [vec![], vec![rich(), arabic()], hostile()] {
        let found = objections(&stories);
        assert_eq!(found, [""; 0], "{}", found.join("\n"));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(
        documents(&[rich(), arabic()]),
        documents(&[rich(), arabic()])
    );
}

#[test]
fn other_readers_find_what_we_wrote() {
    let stories = [rich(), arabic()];
    let feed: atom_syndication::Feed = document(&stories, Format::Atom).parse().unwrap();
    assert_eq!(feed.entries.len(), 2);
    assert_eq!(feed.entries[0].id, rich().uri);
    assert_eq!(feed.entries[0].title.value, rich().title);
    assert_eq!(feed.updated.to_rfc3339(), "2026-11-20T11:30:00+00:00");
    let related = feed.entries[0]
        .links
        .iter()
        .filter(|link| link.rel == "related");
    assert_eq!(related.count(), 3, "two outlets and one story");

    let channel: rss::Channel = document(&stories, Format::Rss).parse().unwrap();
    let item = &channel.items[0];
    assert_eq!(item.title, Some(rich().title));
    assert_eq!(item.guid.as_ref().unwrap().value, rich().uri);
    assert!(!item.guid.as_ref().unwrap().permalink);
    assert_eq!(
        item.source.as_ref().unwrap().url,
        "https://presse.example/feed/"
    );

    let json: serde_json::Value = serde_json::from_str(&document(&stories, Format::Json)).unwrap();
    let griot = &json["items"][0]["_griot"];
    assert_eq!(griot["outlet_count"], 3);
    assert_eq!(griot["independent_count"], 3);
    assert_eq!(griot["also_reported_by"].as_array().unwrap().len(), 2);
    assert_eq!(griot["also_reported_by"][0]["independent"], false);
}

#[test]
fn whom_an_outlet_has_its_report_from_is_named() {
    let mut story = plain(1, "Titre");
    story.reports[0].origin = Some(griot::domain::Origin {
        name: "L’Autre <Journal>".to_owned(),
        url: Some("https://autre.example/".to_owned()),
    });
    for format in Format::ALL {
        let text = document(std::slice::from_ref(&story), format);
        assert!(text.contains("(d’après L’Autre "), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&document(&[story], Format::Json)).unwrap();
    let html = json["items"][0]["content_html"].as_str().unwrap();
    assert!(html.contains("L’Autre &lt;Journal&gt;)"), "{html}");
    let outlet = &json["items"][0]["_griot"]["outlet"];
    assert_eq!(outlet["origin"]["name"], "L’Autre <Journal>");
    assert_eq!(outlet["origin"]["url"], "https://autre.example/");
}

#[test]
fn full_text_only_where_the_story_has_it() {
    let rss: rss::Channel = document(&[rich(), arabic()], Format::Rss).parse().unwrap();
    assert_eq!(rss.items[0].content, None);
    assert!(
        rss.items[1]
            .content
            .as_ref()
            .unwrap()
            .contains("<p>اجتمع الوزراء.</p>")
    );
    assert!(!rss.items[1].description.as_ref().unwrap().contains("<img"));
}

#[test]
fn full_texts_leave_documents_that_readers_take() {
    let long = format!("<p>{}</p>", "Le fleuve est en crue. ".repeat(6_000));
    let stories: Vec<Story> = (0..60)
        .map(|number| Story {
            content: Some(long.clone()),
            ..plain(number, "Crue du fleuve")
        })
        .collect();
    // The W3C's validator reads 5 MB of a document.
    for (format, text) in documents(&stories) {
        assert!(text.len() < 5_000_000, "{format:?}: {}", text.len());
        assert!(text.len() > 1_000_000, "{format:?}: {}", text.len());
    }
    let json: serde_json::Value = serde_json::from_str(&document(&stories, Format::Json)).unwrap();
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.len(), stories.len());
    let is_full = |item: &serde_json::Value| item["content_html"].as_str().unwrap().contains(&long);
    let newest = items.iter().take_while(|item| is_full(item)).count();
    assert!(newest > 10, "{newest}");
    assert!(!items[newest..].iter().any(is_full));

    let (instance, edition) = (instance(), niger());
    let volume = Volume {
        instance: &instance,
        edition: &edition,
        period: "2026-11".parse().unwrap(),
        updated: None,
        prev: None,
        next: None,
    };
    let mut archive = archive::Document::begin(volume);
    for some in stories.chunks(7) {
        archive.add(&some.iter().collect::<Vec<_>>());
    }
    let archive = String::from_utf8(archive.finish()).unwrap();
    assert!(archive.len() < 5_000_000, "{}", archive.len());
    assert_eq!(texts(&archive, "content").len(), stories.len());
}

#[test]
fn an_instance_without_images_names_none() {
    let edition = niger();
    let instance = griot::domain::Instance {
        images: false,
        ..instance()
    };
    let (rich, arabic) = (rich(), arabic());
    let issue = Issue {
        instance: &instance,
        edition: &edition,
        stories: &[&rich, &arabic],
        tombstones: &[],
        prev_archive: None,
    };
    for (path, document) in render_all(&issue) {
        let text = String::from_utf8(document).unwrap();
        for image in [".jpg", ".png", "img src"] {
            assert!(!text.contains(image), "{path} {image}");
        }
        assert!(text.contains("son.mp3"), "{path}");
    }
}

#[test]
fn hostile_html_is_shown_as_text() {
    for (format, text) in documents(&hostile()) {
        let html = match format {
            Format::Atom => texts(&text, "content"),
            Format::Rss => texts(&text, "description").split_off(1),
            Format::Json => {
                let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                let items = json["items"].as_array().unwrap().iter();
                items
                    .map(|item| item["content_html"].as_str().unwrap().to_owned())
                    .collect()
            }
        };
        assert_eq!(html.len(), hostile().len());
        for html in html {
            for bad in ["<script", "<img", "<i>", "</b>", "javascript:", "<!"] {
                assert!(!html.contains(bad), "{bad} in {html}");
            }
        }
    }
}

#[test]
fn a_months_archive_is_linked_and_closed() {
    let (instance, edition, story) = (instance(), niger(), rich());
    let month: Period = "2026-11".parse().unwrap();
    let volume = Volume {
        instance: &instance,
        edition: &edition,
        period: month,
        updated: Some(story.updated),
        prev: Some("2026-09".parse().unwrap()),
        next: Some("2026-12-01".parse().unwrap()),
    };
    let mut document = archive::Document::begin(volume);
    document.add(&[&story]);
    let text = String::from_utf8(document.finish()).unwrap();
    let path = paths::archive(&edition, month);
    let location = format!("https://news.example.org/{path}");
    let now = fixture::at("2026-12-31T00:00:00Z");
    assert_eq!(validator::objections(&path, &text, &location, now), [""; 0]);
    insta::assert_snapshot!("archive.atom", text);
    assert_eq!(
        paths::archive(&edition, month),
        "feeds/ne/archive/2026-11.atom"
    );
}

#[test]
fn the_reading_list_is_nested_by_region_then_topics_then_the_operators_own() {
    let edition = |scope, language| Edition {
        language,
        ..Edition::of(scope)
    };
    let on_sport = |scope| Edition {
        topic: Topic::new("sport", None),
        ..Edition::of(scope)
    };
    let editions = [
        edition(Scope::All, None),
        edition(Scope::Country(country("NE")), None),
        edition(Scope::Country(country("NE")), Some(language("fr"))),
        edition(Scope::Country(country("DZ")), None),
        edition(Scope::Country(country("RU")), None),
        edition(Scope::Country(country("LB")), None),
        edition(Scope::Country(country("EG")), None),
        edition(Scope::Country(country("AQ")), None),
        edition(
            Scope::Own {
                slug: "sahel".to_owned(),
                title: "Sahel & <co>".to_owned(),
                filter: Filter {
                    countries: vec![country("NE"), country("ML")],
                    ..Filter::default()
                },
            },
            None,
        ),
        on_sport(Scope::All),
        on_sport(Scope::Country(country("NE"))),
    ];
    let text = String::from_utf8(opml::render(&instance(), &editions)).unwrap();
    texts(&text, "title");
    insta::assert_snapshot!("editions.opml", text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_published_and_reads_back(
        title in any::<String>(),
        summary in any::<String>(),
        url in any::<String>(),
    ) {
        let mut story = fixture::plain(1, &title);
        story.summary = summary.clone();
        story.content = Some(summary);
        story.link = url.clone();
        story.image = Some(url.clone());
        story.reports.push(fixture::report(&fixture::outlet(&url, Some(&title), None), &title, "en"));
        story.reports[0].rights = Some(title.clone());
        // What may stand in a full text is not any text, but what sanitising leaves.
        let digest = Story { content: None, ..story.clone() };
        let found = objections(&[digest]);
        prop_assert!(found.is_empty(), "{found:#?}");
        let wanted = xml_text::title(&title);
        prop_assume!(!wanted.is_empty());
        for (format, text) in documents(std::slice::from_ref(&story)) {
            let read = match format {
                Format::Json => {
                    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                    json["items"][0]["title"].as_str().unwrap().to_owned()
                }
                // The edition's own title stands before; in Atom that of the source stands behind.
                _ => texts(&text, "title")[1].clone(),
            };
            let read = if format != Format::Json && xml_text::has_tag(&wanted) {
                quick_xml::escape::unescape(&read).unwrap().into_owned()
            } else {
                read
            };
            prop_assert_eq!(&read, &wanted);
        }
    }
}
