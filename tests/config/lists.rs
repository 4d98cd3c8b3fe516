//! Reading lists: as a part of a configuration, and as files of their own.

use std::fs;

use griot::config;
use griot::domain::Language;
use proptest::prelude::*;

use super::{ONE_SOURCE, folder, load};

#[test]
fn a_reading_list_becomes_sources_and_overlaps_are_told() {
    let list = r#"<?xml version="1.0"?><opml version="2.0"><body><outline text="Afrique">
        <outline text="Écho" xmlUrl="https://echo.example/feed"/>
        <outline text="Le Fil &amp; Cie" xmlUrl="https://fil.example/?a=1&amp;b=2" htmlUrl="https://fil.example/" language="fr-FR"/>
        </outline></body></opml>"#;
    let (dir, file) = folder(&format!("opml = [\"list.opml\"]\n{ONE_SOURCE}"));
    fs::write(dir.path().join("list.opml"), list).unwrap();
    let config = config::load(&file).unwrap();
    let urls: Vec<_> = config
        .sources
        .iter()
        .map(|s| s.source.url.as_str())
        .collect();
    assert_eq!(
        urls,
        ["https://echo.example/feed", "https://fil.example/?a=1&b=2"]
    );
    assert_eq!(config.sources[1].source.outlet.name, "Le Fil & Cie");
    assert_eq!(config.sources[1].rules.language, Some(Language::FRENCH));
    assert!(
        config
            .warnings
            .iter()
            .any(|w| w.message.contains("echo.example/feed"))
    );
}

#[test]
fn a_reading_list_that_is_written_is_read_again() {
    let config =
        load(&format!("{ONE_SOURCE}language = \"fr\"\n").replace("Écho", "A & <B> \\\"C\\\""))
            .unwrap();
    let written = config::opml::export(&config, |_| true);
    let (read, warnings) = config::opml::import(&written);
    assert_eq!(warnings, []);
    assert_eq!(read[0].title, "A & <B> \"C\"");
    assert_eq!(read[0].url, config.sources[0].source.url);
    assert_eq!(read[0].language, Some(Language::FRENCH));
    let tables = config::opml::to_tables(&read);
    assert_eq!(load(&tables).unwrap().sources.len(), 1, "{tables}");
}

#[test]
fn a_damaged_reading_list_gives_what_stands_before_the_damage() {
    let list = "<opml><body><outline text='a' xmlUrl='https://a.example/f'/><outline text='b' xmlUrl='mailto:b'/></boddy>";
    let (read, warnings) = config::opml::import(list);
    assert_eq!((read.len(), warnings.len()), (1, 2), "{warnings:?}");
}

#[test]
fn what_is_left_out_is_named_and_feed_readers_addresses_are_read() {
    let list = "<opml><body>\n\
        <outline text='a' xmlUrl='feed://a.example/f'/>\n\
        <outline text='b' xmlUrl='FEED:https://b.example/f'/>\n\
        <outline text='C'\n xmlUrl='ftp://c.example/f?key=opensesame'/>\n\
        <outline xmlUrl='d'/></body></opml>";
    let (read, warnings) = config::opml::import(list);
    let urls: Vec<_> = read.iter().map(|feed| feed.url.as_str()).collect();
    assert_eq!(urls, ["http://a.example/f", "https://b.example/f"]);
    let said: Vec<_> = warnings.iter().map(|warning| warning.0.as_str()).collect();
    assert_eq!(
        said,
        [
            "line 4, \"C\": the scheme of \"ftp://c.example/f?key=…\" is none that griot speaks",
            "line 6: \"d\" is no URL (relative URL without a base)",
        ]
    );
}

/// A configuration that names a list elsewhere, of which `copy` is kept.
fn with_copy(tables: &str, copy: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let (dir, file) = folder(&format!(
        "opml = [\"https://l.example/list.opml\"]\n{tables}"
    ));
    let lists = config::lists::folder(&dir.path().join("state"));
    fs::create_dir_all(&lists).unwrap();
    let list = &config::load(&file).unwrap().lists[0];
    let name = config::lists::file_name(&list.name());
    fs::write(lists.join(name), copy).unwrap();
    (dir, file)
}

fn opml(outlines: impl IntoIterator<Item = String>) -> String {
    let outlines: String = outlines.into_iter().collect();
    format!("<opml version=\"2.0\"><body>{outlines}</body></opml>")
}

fn outline(title: &str, url: &str) -> String {
    format!("<outline text=\"{title}\" xmlUrl=\"{url}\"/>")
}

#[test]
fn a_list_elsewhere_changes_nothing_that_is_configured_and_speaks_for_no_outlet_but_its_own() {
    let copy = opml([
        outline("Écho du soir", "https://echo.example/feed"),
        outline("écho", "https://www.echo.example/soir"),
        outline("ÉCHO", "https://elsewhere.example/feed"),
        outline("Fil", "https://fil.example/feed"),
        outline("\u{1b}[31mRouge", "https://rouge.example/feed"),
        outline(
            "Long",
            &format!("https://long.example/{}", "x".repeat(3_000)),
        ),
        outline(&"mot ".repeat(500), "https://mot.example/feed"),
    ]);
    let (_dir, file) = with_copy(ONE_SOURCE, &copy);
    let config = config::load(&file).unwrap();
    let sources: Vec<_> = config
        .sources
        .iter()
        .map(|one| (one.source.outlet.name.as_str(), one.source.url.as_str()))
        .collect();
    let [own, evening, fil, red, long] = sources[..] else {
        panic!("{sources:?}")
    };
    assert_eq!(own, ("Écho", "https://echo.example/feed"));
    assert_eq!(evening, ("Écho", "https://www.echo.example/soir"));
    assert_eq!(fil, ("Fil", "https://fil.example/feed"));
    assert_eq!(red.0, "[31mRouge");
    assert!(long.0.chars().count() < 125, "{}", long.0);
    let list = &config.lists[0];
    let copy = list.copy.unwrap();
    assert_eq!((copy.named, copy.feeds), (7, 4));
    assert!(list.place.ends_with("griot.toml:1"), "{}", list.place);
    let warned = |words: &str| config.warnings.iter().any(|w| w.message.contains(words));
    for words in [
        "stand elsewhere",
        "elsewhere.example/feed as \"ÉCHO\"",
        "too long",
    ] {
        assert!(warned(words), "{words}: {:#?}", config.warnings);
    }
}

#[test]
fn what_a_list_elsewhere_gives_is_bounded_and_said_in_a_few_sentences() {
    let of_one_host =
        (0..900).map(|n| outline(&format!("a{n}"), &format!("https://a.example/{n}")));
    let others = (0..6_000).map(|n| outline(&format!("b{n}"), &format!("https://b{n}.example/f")));
    let wrong = (0..900).map(|n| outline("w", &format!("mailto:{n}")));
    let copy = opml(of_one_host.chain(others).chain(wrong));
    let (_dir, file) = with_copy("", &copy);
    let config = config::load(&file).unwrap();
    assert_eq!(config.sources.len(), 5_000);
    let of_host = |one: &&config::SourceConfig| one.source.url.host_str() == Some("a.example");
    assert_eq!(config.sources.iter().filter(of_host).count(), 200);
    let of_list = |warning: &&config::Problem| warning.message.contains("l.example");
    let said: Vec<_> = config.warnings.iter().filter(of_list).collect();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(
        said.iter()
            .any(|one| one.message.contains("1900 of its outlines"))
    );
}

#[test]
fn no_copy_of_a_list_makes_a_configuration_wrong() {
    let edition = "[[edition]]\nname = \"fil\"\noutlets = [\"Fil\"]\n\
        [[alert]]\nname = \"a\"\nreported_by = [\"Fil\"]\ncommand = [\"/bin/true\"]\n";
    let fil = opml([outline("fil", "https://fil.example/feed")]);
    let (dir, file) = with_copy(edition, &fil);
    let outlets = |config: &config::Config| match &config.own_editions[0] {
        griot::domain::Scope::Own { filter, .. } => filter.outlets.clone(),
        other => panic!("{other:?}"),
    };
    let config = config::load(&file).unwrap();
    assert_eq!(outlets(&config), ["fil"]);
    let name = config::lists::file_name(&config.lists[0].name());
    let path = config::lists::folder(&dir.path().join("state")).join(name);
    for copy in [
        b"".as_slice(),
        b"<html>",
        b"\xff\xfe",
        b"<opml><body>",
        b"<opml></opml>",
    ] {
        fs::write(&path, copy).unwrap();
        let config = config::load(&file).unwrap();
        assert_eq!(config.lists[0].copy, None);
        // It takes nothing until the list names it, rather than everything.
        assert_eq!(outlets(&config), ["Fil"]);
        let warned = |words: &str| config.warnings.iter().any(|w| w.message.contains(words));
        assert!(warned("is damaged") && warned("there is no outlet \"Fil\""));
    }
    fs::remove_file(&path).unwrap();
    assert!(config::load(&file).is_ok());
}

#[test]
fn a_list_that_is_no_whole_one_is_told_from_one_that_is() {
    let feed = outline("a", "https://a.example/f");
    for (text, fault) in [
        (opml([feed.clone()]), None),
        (
            format!("\u{feff}<?xml version='1.0'?><OPML><body>{feed}</body></OPML>"),
            None,
        ),
        (String::new(), Some("is no OPML")),
        ("{\"a\": 1}".to_owned(), Some("is no OPML")),
        (
            "<!doctype html><html><body/></html>".to_owned(),
            Some("is no OPML but <html>"),
        ),
        (opml([]), Some("names no feed")),
        (
            format!("<opml><body>{feed}"),
            Some("breaks off before </opml>"),
        ),
    ] {
        let list = config::opml::read(&text);
        assert_eq!(list.fault.as_deref(), fault, "{text}");
    }
    let damaged = format!("<opml><body>{feed}</boddy></opml>");
    let fault = config::opml::read(&damaged).fault.unwrap();
    assert!(fault.starts_with("is damaged at byte "), "{fault}");
}

#[test]
fn lists_made_to_take_long_are_read_in_time_that_grows_with_their_length() {
    // Looked for among all the others, the attribute that stands again and again would take hours.
    let many = (0..200_000).map(|n| format!(" a{n}='{n}'"));
    let again = (0..200_000).map(|_| " a199999='x'".to_owned());
    let attributes: String = many.chain(again).collect();
    let long = format!("<outline{attributes} xmlUrl='https://a.example/f'/>");
    let deep = "<outline text='x'>".repeat(200_000);
    let same = outline("a", "https://a.example/f").repeat(50_000);
    let text = opml([long, same, deep]);
    let list = config::opml::read(&text);
    assert_eq!(list.feeds.len(), 1);
    assert_eq!(list.warnings.len(), 50_000 + 1);
}

proptest! {
    #[test]
    fn no_text_is_too_odd_for_a_reading_list(
        pieces in prop::collection::vec(
            prop_oneof![
                "\\PC{0,12}",
                Just("<opml>".to_owned()), Just("</opml>".to_owned()), Just("<body>".to_owned()),
                Just("<outline ".to_owned()), Just("xmlUrl='https://a.example/".to_owned()),
                Just("text=\"".to_owned()), Just("'".to_owned()), Just("/>".to_owned()),
                Just("&#x".to_owned()), Just("&amp;".to_owned()), Just("<![CDATA[".to_owned()),
                Just("<!DOCTYPE x [".to_owned()), Just("<!--".to_owned()), Just("\u{0}\u{1b}".to_owned()),
            ],
            0..40,
        )
    ) {
        let text = pieces.concat();
        let list = config::opml::read(&text);
        for feed in &list.feeds {
            prop_assert!(matches!(feed.url.scheme(), "http" | "https"));
            prop_assert!(!feed.title.chars().any(char::is_control));
        }
        for warning in &list.warnings {
            prop_assert!(!warning.0.chars().any(char::is_control), "{:?}", warning);
            prop_assert!(warning.0.len() < 2_000);
        }
        prop_assert!(list.fault.is_some() || !list.feeds.is_empty());
    }
}
