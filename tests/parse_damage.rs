//! Whatever is wrong with a document, every whole item in it is read, and the defect is told.

use griot::parse::{self, Context, Document, Format, Unreadable, Warning};
use proptest::prelude::*;

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/parse/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read(name: &str) -> Document {
    let read = parse::read(&fixture(name), &Context::default());
    read.unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn titles(document: &Document) -> Vec<&str> {
    let items = document.entries.iter();
    items
        .map(|item| item.head.title.as_ref().map_or("", |title| &title.value))
        .collect()
}

#[test]
fn each_defect_leaves_all_three_items_and_is_told() {
    let any = |_: &Warning| true;
    type Told = fn(&Warning) -> bool;
    let cases: &[(&str, &str, Told)] = &[
        ("bare-ampersand.xml", "Pêche & mines", |w| {
            *w == Warning::BareAmpersand
        }),
        ("bare-less-than.xml", "moins < plus, <3 et <<", |w| {
            *w == Warning::BareAngle
        }),
        ("cdata-without-end.xml", "Nouvelle 1", |w| {
            *w == Warning::OpenCdata
        }),
        ("control-characters.xml", "Nouvelle 1", |w| {
            *w == Warning::ControlCharacters
        }),
        ("cut-off-between-items.xml", "Nouvelle 1", |w| {
            *w == Warning::Truncated
        }),
        ("encoded-twice.xml", "Coopération sécuritaire", |w| {
            *w == Warning::EncodedTwice
        }),
        ("entity-bomb.xml", "&c;", |w| {
            *w == Warning::DeclaredEntities
        }),
        ("external-entity.xml", "&x;", |w| {
            *w == Warning::DeclaredEntities
        }),
        ("html-entities.xml", "L’été\u{a0}à Bamako", |w| {
            *w == Warning::HtmlEntities
        }),
        ("item-without-end.xml", "Nouvelle 1", |w| {
            *w == Warning::MismatchedTags
        }),
        ("items-outside-the-channel.xml", "Nouvelle 1", any),
        ("junk-after.xml", "Nouvelle 1", |w| *w == Warning::JunkAfter),
        ("junk-before.xml", "Nouvelle 1", |w| {
            *w == Warning::JunkBefore
        }),
        ("mismatched-tags.xml", "Nouvelle 1", |w| {
            *w == Warning::MismatchedTags
        }),
        ("unclosed-html-in-description.xml", "Nouvelle 1", |w| {
            *w == Warning::MismatchedTags
        }),
        ("undeclared-prefix.xml", "Nouvelle 1", |w| {
            matches!(w, Warning::UndeclaredPrefix(_))
        }),
        ("unquoted-attribute.xml", "Nouvelle 1", |w| {
            *w == Warning::LooseAttributes
        }),
        (
            "windows-1252-labelled-utf-8.xml",
            "L’été à Bamako, déjà",
            |w| matches!(w, Warning::WrongEncoding { .. }),
        ),
    ];
    for (name, first, told) in cases {
        let document = read(name);
        let found = titles(&document);
        assert_eq!((found.len(), found[0]), (3, *first), "{name}");
        assert_eq!(found[2], "Nouvelle 3", "{name}");
        let links: Vec<_> = document
            .entries
            .iter()
            .filter_map(|item| item.head.link())
            .collect();
        assert_eq!(links.len(), 3, "{name}");
        if *name != "items-outside-the-channel.xml" {
            assert!(
                document.warnings.iter().any(|(warning, _)| told(warning)),
                "{name}: {:?}",
                document.warnings
            );
        }
    }
}

#[test]
fn what_is_merely_unusual_is_read_in_silence() {
    for name in [
        "sound.xml",
        "bom-twice.xml",
        "declaration-twice.xml",
        "elements-in-capitals.xml",
        "utf-8-labelled-utf-16.xml",
        "utf-16-with-mark.xml",
        "atom-0.3.xml",
        "atom-1.0.xml",
        "rss-1.0.xml",
        "cdf.xml",
        "json-feed.json",
    ] {
        let document = read(name);
        assert_eq!(titles(&document).len(), 3, "{name}");
        assert_eq!(document.warnings.lines(), [""; 0], "{name}");
    }
}

#[test]
fn an_item_that_is_cut_off_is_kept_only_when_it_can_be_known_again() {
    assert_eq!(
        titles(&read("cut-off-in-an-item.xml")),
        ["Nouvelle 1", "Nouvelle 2"]
    );
    assert_eq!(
        titles(&read("json-feed-cut-off.json")),
        ["Nouvelle 1", "Nouvelle 2"]
    );
    let known = "<rss><channel><item><guid>1</guid><title>Whole</title><description>Cut";
    let document = parse::read(known.as_bytes(), &Context::default()).unwrap();
    assert_eq!(titles(&document), ["Whole"]);
}

#[test]
fn answers_that_are_no_feeds_are_told_apart() {
    let read = |text: &str| parse::read(text.as_bytes(), &Context::default()).unwrap_err();
    assert_eq!(read(""), Unreadable::Empty);
    assert_eq!(read(" \n\t"), Unreadable::Empty);
    let nothing = "<?xml version='1.0'?><!-- made by a script -->\n";
    assert_eq!(read(nothing), Unreadable::Empty);
    assert!(matches!(
        read("<answer><item><code>5</code></item></answer>"),
        Unreadable::NotAFeed(_)
    ));
    assert_eq!(
        read("<html><body><item><title>T</title></item></body></html>"),
        Unreadable::Html(Some("T".to_owned()))
    );
    let page = "<!DOCTYPE html><html><head><title>Accueil</title></head></html>";
    assert_eq!(read(page), Unreadable::Html(Some("Accueil".to_owned())));
    let check = "<!DOCTYPE html><html><title>Just a moment...</title></html>";
    assert_eq!(read(check), Unreadable::Challenge);
    assert!(
        matches!(read("<rss><channel><error>db down</error></channel></rss>"), Unreadable::ErrorChannel(said) if said == "db down")
    );
    assert!(
        matches!(read("{\"error\": \"no such feed\"}"), Unreadable::NotJsonFeed(said) if said == "no such feed")
    );
    assert!(matches!(
        read("<opml version='2.0'/>"),
        Unreadable::NotAFeed(_)
    ));
    assert_eq!(
        read("plain\n words").to_string(),
        "not a feed: plain text that begins \"plain words\""
    );
    for fragment in ["<br />\n<b>Fatal error</b>: x", "<p>Bientôt de retour</p>"] {
        assert!(
            matches!(read(fragment), Unreadable::Html(None)),
            "{fragment}"
        );
    }
    for json in [
        "[{\"title\": \"a\"}]",
        "{\"errors\": [{\"message\": \"gone\"}]}",
        "{\"error\": {\"code\": 5, \"message\": \"gone\"}}",
        "{\"status\": \"error\", \"msg\": \"gone\"}",
    ] {
        let said = read(json);
        let Unreadable::NotJsonFeed(said) = said else {
            panic!("{json}: {said}");
        };
        assert!(said == "a list" || said == "gone", "{json}: {said}");
    }
    for title in [
        "Page non trouvée",
        "Feed not found",
        "Página não encontrada",
        "Erreur 404 - Le Fil",
    ] {
        let channel = format!(
            "<rss><channel><title>{title}</title><description>Rien ici</description></channel></rss>"
        );
        assert_eq!(
            read(&channel),
            Unreadable::ErrorChannel(format!("{title}: Rien ici"))
        );
    }
}

#[test]
fn items_are_read_whatever_they_stand_in() {
    for (text, format) in [
        (
            "<entry xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>1</id></entry>",
            Format::Atom,
        ),
        (
            "<news><item><title>A</title></item><item><title>B</title></item></news>",
            Format::Rss,
        ),
        (
            "d</description></item><item><title>A</title></item></channel></rss>",
            Format::Rss,
        ),
        ("<rdf><item><title>A</title></item></rdf>", Format::Rdf),
    ] {
        let document = parse::read(text.as_bytes(), &Context::default()).unwrap();
        assert_eq!(titles(&document)[0], "A", "{text}");
        assert_eq!(document.format, format, "{text}");
    }
}

#[test]
fn what_lacks_its_end_takes_no_other_item_with_it() {
    for (damage, first) in [
        ("<title>A <!-- b</title><guid>1</guid>", "A  b"),
        ("<title><![CDATA[A</title><guid>1</guid>", "A"),
        ("<title>A</title><guid>1</guid><description><![CDATA[b", "A"),
        ("<title>A</title><guid>1</guid></item><!DOCTYPE ", "A"),
        ("<title>A</title><guid>1</guid></item><!-- b ", "A"),
        ("<title>A</title><guid>1</guid></item><? b ", "A"),
        ("<title>A</title><guid>1</guid></item><![CDATA[ b ", "A"),
    ] {
        let end = if damage.contains("</item>") {
            ""
        } else {
            "</item>"
        };
        let text = format!(
            "<rss><channel><item>{damage}{end}<item><title><![CDATA[B]]></title><guid>2</guid></item>\
             <item><!-- c --><title><![CDATA[C]]></title><guid>3</guid></item></channel></rss>"
        );
        let document = parse::read(text.as_bytes(), &Context::default()).unwrap();
        assert_eq!(titles(&document), [first, "B", "C"], "{damage}");
        assert!(!document.warnings.is_empty(), "{damage}");
    }
}

#[test]
fn what_a_field_or_an_item_binds_ends_with_it() {
    let media = "http://search.yahoo.com/mrss/";
    let mut text = "<rss><channel><div xmlns='http://www.w3.org/1999/xhtml'>x</div>".to_owned();
    for number in 0..100 {
        text += &format!(
            "<item xmlns:m{number}='{media}'><guid>{number}</guid><m{number}:title>T</m{number}:title></item>"
        );
    }
    let document = parse::read(text.as_bytes(), &Context::default()).unwrap();
    assert_eq!(titles(&document), ["T"; 100]);
}

#[test]
fn what_was_encoded_twice_and_escaped_is_undone_where_that_is_certain() {
    let title = |title: &str| {
        let text = format!("<rss><channel><item><title>{title}</title></item></channel></rss>");
        let document = parse::read(text.as_bytes(), &Context::default()).unwrap();
        let told = document.warnings.count(&Warning::EncodedTwice) > 0;
        (titles(&document)[0].to_owned(), told)
    };
    let twice = "L&acirc;&#128;&#153;Etat &agrave; c&ocirc;t&eacute;";
    assert_eq!(title(twice), ("L’Etat à côté".to_owned(), true));
    let once = "L&rsquo;&Eacute;tat &acirc;g&eacute;";
    assert_eq!(title(once), ("L’État âgé".to_owned(), false));
}

#[test]
fn a_feed_without_items_is_a_feed() {
    for text in [
        "<rss version='2.0'><channel><title>T</title></channel></rss>",
        "<rss/>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
    ] {
        let document = parse::read(text.as_bytes(), &Context::default()).unwrap();
        assert_eq!(document.entries, [], "{text}");
    }
}

#[test]
fn atom_is_read_with_its_bases_languages_and_types() {
    let document = read("atom-1.0.xml");
    assert_eq!(document.format, Format::Atom);
    assert_eq!(document.feed.head.link(), Some("https://fil.example/a/"));
    let first = &document.entries[0];
    assert_eq!(first.head.link(), Some("https://fil.example/a/1"));
    assert_eq!(first.head.language.as_deref(), Some("en"));
    assert_eq!(
        first.head.published.unwrap().to_rfc3339(),
        "2026-03-01T09:00:00+00:00"
    );
    assert_eq!(
        first.head.authors[0].uri.as_deref(),
        Some("https://fil.example/awa")
    );
    let content = &first.content[0].text;
    assert_eq!(content.value, "Un <a href=\"c\">lien</a>");
    assert_eq!(
        content.base.as_ref().unwrap().as_str(),
        "https://fil.example/a/b/"
    );
    let source = &first.source.as_ref().unwrap().feed.head;
    assert_eq!(source.title.as_ref().unwrap().value, "Autre");
    let second = &document.entries[1];
    assert_eq!(second.enclosures[0].url, "https://fil.example/a/2.mp3");
    assert_eq!(second.head.categories[0].label.as_deref(), Some("Mali"));
}

#[test]
fn files_are_read_from_attributes_and_from_text() {
    let text = "<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item><title>T</title>\
        <enclosure>https://fil.example/a.mp3</enclosure><enclosure length='0'>no address</enclosure>\
        <enclosure><url>https://fil.example/b.mp3</url></enclosure>\
        <media:thumbnail>https://fil.example/c.jpg</media:thumbnail>\
        <media:content url='https://fil.example/d.jpg'><media:title>D</media:title></media:content>\
        </item></channel></rss>";
    let document = parse::read(text.as_bytes(), &Context::default()).unwrap();
    let item = &document.entries[0];
    let enclosures: Vec<_> = item.enclosures.iter().map(|file| &*file.url).collect();
    assert_eq!(
        enclosures,
        ["https://fil.example/a.mp3", "https://fil.example/b.mp3"]
    );
    let media: Vec<_> = item.media.iter().map(|file| &*file.url).collect();
    assert_eq!(
        media,
        ["https://fil.example/c.jpg", "https://fil.example/d.jpg"]
    );
}

#[test]
fn hints_for_the_scheduler_are_read() {
    let hours = read("rss-1.0.xml").feed.hints.update_period.unwrap();
    assert_eq!(hours.as_secs(), 1_800);
    let text = "<rss><channel><ttl>90</ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>x</hour></skipHours>\
        <skipDays><day>Sunday</day></skipDays></channel></rss>";
    let hints = parse::read(text.as_bytes(), &Context::default())
        .unwrap()
        .feed
        .hints;
    assert_eq!(hints.ttl_minutes, Some(90));
    assert_eq!(hints.skip_hours, [0, 7]);
    assert_eq!(hints.skip_days, [chrono::Weekday::Sun]);
}

#[test]
fn elements_nested_without_end_are_flattened() {
    let text = format!(
        "<rss><channel><item><title>T</title><guid>1</guid><description>{}x</description></item></channel></rss>",
        "<b>".repeat(50_000)
    );
    let document = parse::read(text.as_bytes(), &Context::default()).unwrap();
    assert!(document.warnings.count(&Warning::TooDeep) > 0);
    assert_eq!(titles(&document), ["T"]);
}

/// A sound feed of `count` items.
fn feed(count: usize) -> String {
    let items: String = (0..count)
        .map(|n| format!("<item><title><![CDATA[T & {n}]]></title><guid>g{n}</guid><description>&lt;p&gt;é {n}&lt;/p&gt;</description></item>"))
        .collect();
    format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{items}</channel></rss>"
    )
}

proptest! {
    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse::read(&bytes, &Context::default());
    }

    #[test]
    fn no_markup_is_too_odd(pieces in proptest::collection::vec("<rss>|<channel>|<item>|</item>|</channel>|<title>|</title>|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<!DOCTYPE|&|<|>|&#x|;|'|\"|=|a|é| |<a b='|<feed xmlns='http://www.w3.org/2005/Atom'>|<entry>|</entry>|<content type='xhtml'>|\\{\"items\":\\[|\\}|\\]", 0..60)) {
        let _ = parse::read(pieces.concat().as_bytes(), &Context::default());
    }

    #[test]
    fn a_feed_cut_anywhere_keeps_every_whole_item(count in 1usize..6, at in 0.0f64..1.0) {
        let whole = feed(count);
        let cut = &whole.as_bytes()[..(whole.len() as f64 * at) as usize];
        let complete = String::from_utf8_lossy(cut).matches("</item>").count();
        match parse::read(cut, &Context::default()) {
            Ok(document) => {
                let ids: Vec<_> = document.entries.iter().filter_map(|item| item.head.id.clone()).collect();
                prop_assert!(ids.len() == complete || ids.len() == complete + 1);
                for (n, id) in ids.iter().enumerate() {
                    prop_assert_eq!(id, &format!("g{n}"));
                }
            }
            Err(_) => prop_assert_eq!(complete, 0),
        }
    }
}
