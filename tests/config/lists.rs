//! Reading lists: as a part of a configuration, and as files of their own.

use std::fs;

use griot::config;
use griot::domain::Language;

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
