//! What a feed slips in does not reach readers.

use std::fs;

use crate::feeds::{Item, escaped, rss};
use crate::instance::Instance;
use crate::outlet::{Outlet, Page};
use crate::wellformed;

/// Everything that is published in plain text, with its path.
fn documents(griot: &Instance) -> Vec<(String, String)> {
    let plain = |path: &String| {
        ["atom", "rss", "json", "html", "opml"]
            .iter()
            .any(|ending| path.ends_with(&format!(".{ending}")))
    };
    griot
        .published()
        .into_iter()
        .filter(|(path, _)| plain(path))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

#[test]
fn markup_that_does_something_is_taken_out_everywhere() {
    let script = "Niger : <script>alert(1)</script><b onclick=\"evil()\">gras</b> ]]> & <img src=x onerror=evil()>";
    let items = [
        Item::new(
            1,
            script,
            "<p onmouseover=\"evil()\">Niamey, Niger <script>evil()</script><a href=\"javascript:evil()\">lien</a><iframe src=\"https://evil.example/\"></iframe><svg onload=evil()></p> ]]>",
        ),
        Item::new(
            2,
            "Mali \u{202e}gnp.exe\u{202c} \u{2066}caché\u{2069} : les écoles de Kayes",
            "Un \u{200b}texte \u{feff}de Kayes au Mali \u{202e}à l'envers",
        ),
    ];
    let outlet = Outlet::serving(Page::rss(rss("<script>evil()</script>", &items)));
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    assert_eq!(griot.items("all").len(), 2, "{:?}", griot.titles("all"));
    wellformed::all(&griot);
    for (path, text) in documents(&griot) {
        for bad in [
            "<script>evil",
            "<script>alert",
            "onerror=evil()>",
            "onclick=\"",
            "javascript:evil",
            "<iframe",
            "onload=evil",
            "evil.example",
        ] {
            assert!(!text.contains(bad), "{path} holds {bad}: {text}");
        }
        let turned = text
            .chars()
            .find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert_eq!(
            turned, None,
            "{path} holds a character that turns the text around: {text}"
        );
    }
}

#[test]
fn links_that_are_no_web_addresses_are_never_published() {
    let feed = |link: &str, guid: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>A</title><item><title>Niger : Niamey sans électricité</title>\
             <link>{}</link><guid isPermaLink=\"false\">{guid}</guid><description>Niamey, au Niger.</description>\
             </item></channel></rss>",
            escaped(link)
        )
    };
    for link in [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        " vbscript:x",
    ] {
        let outlet = Outlet::serving(Page::rss(feed(link, "1")));
        let griot = Instance::of(&[("a", &outlet)]);
        griot.refresh(&[]);
        wellformed::all(&griot);
        for item in griot.items("all") {
            let url = item["url"].as_str().unwrap();
            assert!(
                url.starts_with("http://") || url.starts_with("https://"),
                "{url}"
            );
        }
        for (path, text) in documents(&griot) {
            for scheme in ["javascript:", "data:text", "file:///", "vbscript:"] {
                assert!(!text.contains(scheme), "{path} holds {scheme}: {text}");
            }
        }
    }
}

#[test]
fn control_characters_and_floods_of_text_are_bounded() {
    let long = "Niger ".repeat(180_000);
    let text = rss(
        "A",
        &[
            Item::new(1, &long, &long),
            Item::new(
                2,
                "Niger : deux\u{b}mots\u{1}à Niamey",
                "Niamey,\u{0}au\u{8}Niger",
            ),
        ],
    );
    let outlet = Outlet::serving(Page::rss(text));
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    assert!(!griot.items("all").is_empty());
    wellformed::all(&griot);
    for (path, text) in documents(&griot) {
        assert!(text.len() < 100_000, "{path} has {} bytes", text.len());
    }
}

#[test]
fn an_entity_bomb_and_an_outside_entity_cost_nothing_and_tell_nothing() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(&secret, "GEHEIM").unwrap();
    let mut bomb = "<!DOCTYPE rss [<!ENTITY a0 \"lol\">".to_owned();
    for level in 1..30 {
        bomb += &format!(
            "<!ENTITY a{level} \"{}\">",
            format!("&a{};", level - 1).repeat(10)
        );
    }
    bomb += "]><rss version=\"2.0\"><channel><title>A</title><item><title>Niger &a29;</title><guid>1</guid></item></channel></rss>";
    let outside = format!(
        "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file://{}\">]><rss version=\"2.0\"><channel><title>A</title>\
         <item><title>Niger &x;</title><guid>2</guid><link>https://a.example/2</link></item></channel></rss>",
        secret.path().display()
    );
    let one = Outlet::serving(Page::rss(bomb));
    let other = Outlet::serving(Page::rss(outside));
    let griot = Instance::of(&[("bomb", &one), ("outside", &other)]);
    let said = griot.run(&["refresh"]);
    assert!(matches!(said.code, Some(0 | 3)), "{said:?}");
    wellformed::all(&griot);
    for (path, text) in documents(&griot) {
        assert!(
            !text.contains("GEHEIM") && !text.contains("lollol"),
            "{path}"
        );
    }
}
