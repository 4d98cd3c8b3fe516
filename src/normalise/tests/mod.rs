//! What becomes of the items of a document.

mod boilerplate;
mod furniture;
mod links;
mod texts;
mod titles;

use std::sync::Arc;

use super::*;
use crate::domain::{Outlet, SourceId};
use crate::parse::{self, Warning};

fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

fn source() -> Source {
    Source {
        id: SourceId::new("fil"),
        outlet: Arc::new(Outlet {
            name: "Le Fil du Fleuve".to_owned(),
            site: None,
            language: None,
            owner: None,
            ownership: None,
            full_content: true,
        }),
        url: "https://fil.example/feed/".parse().unwrap(),
        country: None,
    }
}

/// The entries of an RSS channel of these items.
fn read(items: &str) -> (Vec<Entry>, Warnings) {
    read_on(items, &mut Memory::default())
}

/// As [`read`], by what earlier documents left behind.
fn read_on(items: &str, memory: &mut Memory) -> (Vec<Entry>, Warnings) {
    let xml = format!(
        "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' \
         xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Le Fil</title>\
         <copyright>© Le Fil</copyright>{items}</channel></rss>"
    );
    let document = parse::read(xml.as_bytes(), &parse::Context::default()).unwrap();
    remembering(&document, &source(), &Rules::default(), memory, now())
}

fn one(item: &str) -> Entry {
    let (mut entries, _) = read(&format!("<item>{item}</item>"));
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

fn summary(html: &str) -> String {
    clean(
        "Titre",
        html,
        None,
        Some("Le Fil du Fleuve"),
        &Rules::default(),
    )
    .summary
}

#[test]
fn dates_that_cannot_be_are_those_of_the_first_poll() {
    for (date, dated) in [
        ("Tue, 03 Mar 2026 10:00:00 GMT", true),
        ("Tue, 03 Mar 2037 10:00:00 GMT", false),
        ("Thu, 01 Jan 1970 00:00:00 GMT", false),
        ("Mon, 01 Jan 0001 00:00:00 +0000", false),
        ("hier", false),
        ("", false),
    ] {
        let entry = one(&format!(
            "<title>T</title><guid>1</guid><pubDate>{date}</pubDate>"
        ));
        assert_eq!(entry.dated, dated, "{date}");
        assert_eq!(entry.published == now(), !dated, "{date}");
        assert_eq!(entry.first_seen, now());
    }
}

#[test]
fn links_are_absolute_and_canonical_beside_the_original() {
    let entry = one("<title>T</title><link> /a/?utm_source=rss&amp;id=2#c </link>");
    assert_eq!(
        entry.url.as_deref(),
        Some("https://fil.example/a/?utm_source=rss&id=2#c")
    );
    assert_eq!(
        entry.canonical_url.as_deref(),
        Some("https://fil.example/a/?id=2")
    );
    assert_eq!(entry.key.guid, "https://fil.example/a/?id=2#c");
    let entry = one("<title>T</title><guid>1</guid><link>javascript:alert(1)</link>");
    assert_eq!(entry.url, None);
}

#[test]
fn an_item_without_text_is_left_out_and_one_without_title_gets_one() {
    let (entries, warnings) = read(
        "<item><guid>1</guid></item><item><guid>2</guid><description>Le pont est rouvert. Enfin.</description></item>",
    );
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].title, "Le pont est rouvert.");
    assert!(warnings.count(&Warning::Blank) == 1);
}

#[test]
fn a_logo_on_every_item_is_no_image() {
    let item = |n: u8, image: &str| {
        format!(
            "<item><title>T{n}</title><guid>{n}</guid><enclosure url='https://c.example/{image}' type='image/png' length='0'/></item>"
        )
    };
    let (entries, _) = read(
        &[
            item(1, "logo.png"),
            item(2, "logo.png"),
            item(3, "logo.png"),
            item(4, "x.png"),
        ]
        .concat(),
    );
    assert_eq!(entries[0].image, None);
    assert_eq!(entries[0].enclosures[0].length, None);
    assert_eq!(entries[3].image.as_deref(), Some("https://c.example/x.png"));
}

#[test]
fn the_widest_of_several_renditions_is_the_image() {
    let rendition = |name: &str, width: &str| {
        format!("<media:content url='https://fil.example/{name}' type='image/jpeg'{width}/>")
    };
    let image = |files: String| one(&format!("<title>a</title>{files}")).image;
    let small = rendition("small", " width='120'");
    let wide = rendition("wide", " width='1200'");
    let of_no_width = rendition("first", "");
    let is = |name: &str| Some(format!("https://fil.example/{name}"));
    assert_eq!(image(format!("{small}{wide}")), is("wide"));
    assert_eq!(image(format!("{of_no_width}{wide}")), is("first"));
    assert_eq!(image(small), is("small"));
}

#[test]
fn what_is_said_to_be_small_gives_way_to_what_may_be_a_picture() {
    let small =
        "<media:thumbnail url='https://fil.example/s72-c/photo.jpg' width='72' height='72'/>";
    let unknown = "<media:content url='https://fil.example/content.jpg' medium='image'/>";
    let text = "<description>&lt;img src='https://fil.example/text.jpg'&gt;</description>";
    for (files, expected) in [
        (format!("{small}{unknown}{text}"), "content.jpg"),
        (format!("{small}{text}"), "text.jpg"),
        (small.to_owned(), "s72-c/photo.jpg"),
    ] {
        let image = one(&format!("<title>a</title>{files}")).image;
        assert_eq!(image, Some(format!("https://fil.example/{expected}")));
    }
}

#[test]
fn where_an_image_says_nothing_the_next_one_is_taken() {
    let file = |url: &str| format!("<media:content url='{url}' medium='image'/>");
    let author = file("https://0.gravatar.com/avatar/0abc?s=96");
    let logo = file("https://fil.example/bandeau.jpg");
    let items: String = (0..4)
        .map(|n| {
            let photo = file(&format!("https://fil.example/{n}.jpg"));
            format!("<item><title>T{n}</title><guid>{n}</guid>{author}{logo}{photo}</item>")
        })
        .collect();
    let (entries, _) = read(&items);
    let images: Vec<&str> = entries.iter().filter_map(|e| e.image.as_deref()).collect();
    let expected: Vec<String> = (0..4)
        .map(|n| format!("https://fil.example/{n}.jpg"))
        .collect();
    assert_eq!(images, expected);
}

#[test]
fn what_an_image_is_called_matters_where_its_type_says_nothing() {
    for (kind, name, is_image) in [
        ("IMAGE/JPEG", "a", true),
        ("jpg", "a", true),
        ("application/octet-stream", "a.JPG", true),
        ("application/octet-stream", "a.zip", false),
        ("video/mp4", "a.jpg", false),
        ("audio", "a.jpg", false),
    ] {
        let file = format!("<enclosure url='https://fil.example/{name}' type='{kind}'/>");
        let image = one(&format!("<title>a</title>{file}")).image;
        assert_eq!(image.is_some(), is_image, "{kind} {name}");
    }
}

#[test]
fn an_item_that_was_taken_from_another_outlet_says_so() {
    let origin = |source: &str| one(&format!("<title>a</title>{source}")).origin;
    let taken = origin("<source url='https://autre.example/feed'>L’Autre &amp;amp; fils</source>");
    let taken = taken.unwrap();
    assert_eq!(taken.name, "L’Autre & fils");
    assert_eq!(taken.url.as_deref(), Some("https://autre.example/feed"));
    for own in [
        "<source url='https://fil.example/une'>À la une</source>",
        "<source url='https://cdn.example/'>Le Fil du Fleuve</source>",
        "<source url='https://autre.example/'></source>",
    ] {
        assert_eq!(origin(own), None, "{own}");
    }
}

#[test]
fn categories_are_taken_apart_and_kept_once() {
    let entry = one("<title>T</title><guid>1</guid><category>Politique, Société</category>");
    assert_eq!(entry.categories, ["Politique", "Société"]);
    let entry = one(
        "<title>T</title><guid>1</guid><category>Niger</category><category>niger</category><category></category>",
    );
    assert_eq!(entry.categories, ["Niger"]);
    assert_eq!(entry.rights.as_deref(), Some("© Le Fil"));
}

#[test]
fn the_same_poll_gives_the_same_entries() {
    let items =
        "<item><title>A</title><guid>1</guid></item><item><title>B</title><guid>1</guid></item>";
    assert_eq!(read(items), read(items));
}

#[test]
fn what_the_last_document_said_is_known_again_and_not_cleaned_again() {
    let old = "<item><guid>1</guid><title>URGENT : Le pont rouvre</title><description>Le pont de \
               Kandadji rouvre lundi à la circulation.</description></item>";
    let new = "<item><guid>2</guid><title>La foire commence</title><description>La foire de Gao \
               commence mardi.</description></item>";
    let edited = old.replace("lundi", "jeudi");
    let mut memory = Memory::default();
    let (first, _) = read_on(old, &mut memory);
    let relisted = |entry: &Entry| entry.listed.as_ref().unwrap().is_relisted;
    assert!(!relisted(&first[0]));

    // As it is kept between two polls.
    let kept = serde_json::to_string(&memory).unwrap();
    let mut memory: Memory = serde_json::from_str(&kept).unwrap();
    let (second, _) = read_on(&format!("{new}{old}"), &mut memory);
    assert_eq!(
        second.iter().map(relisted).collect::<Vec<_>>(),
        [false, true]
    );
    assert_eq!(second[0].summary, "La foire de Gao commence mardi.");
    let listed = |entry: &Entry| {
        let listed = entry.listed.clone().unwrap();
        (listed.marks, listed.words)
    };
    assert_eq!(listed(&second[1]), listed(&first[0]));

    let (third, _) = read_on(&format!("{new}{edited}"), &mut memory);
    assert_eq!(
        third.iter().map(relisted).collect::<Vec<_>>(),
        [true, false]
    );
    assert!(third[1].summary.contains("jeudi"));
    // What was listed before the last time is read.
    let (fourth, _) = read_on(old, &mut memory);
    assert_eq!(fourth[0].summary, first[0].summary);
}
