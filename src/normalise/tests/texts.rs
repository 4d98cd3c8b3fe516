//! Texts are plain, bounded and safe.

use super::*;
use url::Url;

#[test]
fn a_summary_says_more_than_the_title_or_nothing() {
    let cleaned = clean(
        "Le pont rouvre",
        "<p>Le pont rouvre !</p>",
        None,
        None,
        &Rules::default(),
    );
    assert_eq!(cleaned.summary, "");
    let content = "<p>Le pont rouvre</p><p>Après deux mois de travaux, les camions passent.</p>";
    let cleaned = clean("Le pont rouvre", "", Some(content), None, &Rules::default());
    assert_eq!(
        cleaned.summary,
        "Après deux mois de travaux, les camions passent."
    );
    assert_eq!(cleaned.text, cleaned.summary);
}

#[test]
fn a_lead_is_bounded_and_ends_with_a_sentence_or_a_word() {
    let sentences = "Une phrase de taille moyenne qui dit peu. ".repeat(40);
    let lead = clean("T", "", Some(&sentences), None, &Rules::default()).summary;
    assert!(lead.len() <= 400 && lead.ends_with("peu."), "{lead}");
    let words = "mot ".repeat(400);
    let lead = clean("T", "", Some(&words), None, &Rules::default()).summary;
    assert!(
        lead.chars().count() <= 400 && lead.ends_with("mot…"),
        "{lead}"
    );
}

#[test]
fn nothing_dangerous_survives_in_content() {
    let bad = "&lt;p onclick='x()' style='a'&gt;Bon&lt;script&gt;x()&lt;/script&gt;&lt;a href='javascript:x()'&gt;l&lt;/a&gt;\
        &lt;iframe src='//e'&gt;&lt;/iframe&gt;&lt;form&gt;&lt;input&gt;&lt;/form&gt;&lt;img src='/1.gif' width='1'&gt;\
        &lt;img src='http://pixel.wp.com/b.gif'&gt;&lt;img src='a.jpg' onerror='x()'&gt;&lt;/p&gt;";
    let entry = one(&format!(
        "<title>T</title><link>https://fil.example/x/</link><content:encoded>{bad}</content:encoded>"
    ));
    let content = entry.content.unwrap();
    for danger in [
        "script",
        "onclick",
        "style",
        "javascript",
        "iframe",
        "form",
        "input",
        "1.gif",
        "pixel",
        "onerror",
    ] {
        assert!(!content.contains(danger), "{danger} in {content}");
    }
    assert!(content.contains("Bon"));
    assert!(content.contains("https://fil.example/x/a.jpg"), "{content}");
    assert_eq!(entry.image.as_deref(), Some("https://fil.example/x/a.jpg"));
}

#[test]
fn text_keeps_its_direction_and_loses_what_would_turn_its_surroundings() {
    let entry = one("<title>\u{202e}عنوان\u{202c} \u{200f}الخبر</title><guid>1</guid>");
    assert_eq!(entry.title, "عنوان الخبر");
    let title = |text: &str| one(&format!("<title>{text}</title><guid>1</guid>")).title;
    for (given, expected) in [
        ("\u{61c}Titre\u{3164} du jour\u{fe00}", "Titre du jour"),
        ("Titre\u{200d} du jour\u{200d}", "Titre du jour"),
        ("می\u{200c}روم\u{200c}", "می\u{200c}روم"),
        ("عام 1448 ه\u{200d}", "عام 1448 ه\u{200d}"),
    ] {
        assert_eq!(title(given), expected);
    }
    let entry = one(
        "<title>T</title><guid>1</guid><content:encoded>&lt;p dir=\"rtl\"&gt;\u{202e}نص\u{202c} \
         \u{2067}الخبر.&lt;/p&gt;</content:encoded>",
    );
    assert_eq!(
        entry.content.as_deref(),
        Some("<p dir=\"rtl\">نص الخبر.</p>")
    );
}

proptest::proptest! {
    #[test]
    fn no_html_is_too_odd_to_be_made_plain_and_safe(html in "(<[a-z/!]{0,4}[^<>]{0,6}>|&[a-z#0-9]{0,5};|[^<&]{0,8}){0,20}") {
        let _ = plain_text(&html);
        let safe = sanitise(&html, Some(&source().url));
        proptest::prop_assert!(!safe.to_lowercase().contains("<script"));
        proptest::prop_assert_eq!(plain_text_of_safe(&safe), plain_text(&safe));
        proptest::prop_assert_eq!(sanitise(&safe, None), safe);
    }

    #[test]
    fn cleaning_is_total_and_settles(title in "\\PC{0,40}", summary in "\\PC{0,200}") {
        let once = clean(&title, &summary, None, Some("Le Fil"), &Rules::default());
        proptest::prop_assert!(!once.summary.contains('\n'));
        proptest::prop_assert!(once.summary.chars().count() <= 1_000);
    }
}

#[test]
fn unclosed_formatting_does_not_multiply() {
    let fonts: String = (0..98).map(|n| format!("<font size=\"{n}\">")).collect();
    let bomb = format!("<p>{fonts}x{}", "<p>x".repeat(60_000));
    assert!(sanitise(&bomb, None).len() < 2 * bomb.len());
    let stray: String = (0..3_000).map(|n| format!("<font size={n}></x>")).collect();
    let bomb = format!("{stray}{}", "<p>x".repeat(3_000));
    assert!(sanitise(&bomb, None).len() < 2 * bomb.len());
    let article = "<p><b>Un</b> <i>deux</i></p>".repeat(500);
    assert_eq!(sanitise(&article, None), article);
}

#[test]
fn markup_and_entities_escaped_once_or_twice_become_text() {
    let title = |text| clean(text, "", None, None, &Rules::default()).title;
    for given in [
        "L&rsquo;&eacute;t&eacute;",
        "L&amp;rsquo;&amp;eacute;t&amp;eacute;",
        "<b>L’été</b>",
    ] {
        assert_eq!(title(given), "L’été", "{given}");
    }
    assert_eq!(title("a < b &amp; c"), "a < b & c");
}

/// The entries of an RSS channel that was read at `url`.
fn read_at(url: &str, items: &str) -> Vec<Entry> {
    let url: Url = url.parse().unwrap();
    let source = Source {
        url: url.clone(),
        ..source()
    };
    let xml = format!(
        "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{items}</channel></rss>"
    );
    let context = parse::Context {
        url: Some(&url),
        ..parse::Context::default()
    };
    let document = parse::read(xml.as_bytes(), &context).unwrap();
    entries(&document, &source, &Rules::default(), now()).0
}

#[test]
fn no_reference_brings_the_key_of_a_source_to_readers() {
    let references = [
        "",
        "#",
        "#a",
        "?",
        "?key=SECRETKEY",
        "/a?key=SECRETKEY&amp;id=2",
        "/SECRETKEY/a",
        "/a#key=SECRETKEY",
        "https://fil.example/q?key=SECRETKEY#a",
    ];
    for reference in references {
        let item = format!(
            "<item><title>T</title><link>{reference}</link>\
             <enclosure url='{reference}' type='image/jpeg'/>\
             <content:encoded>&lt;p>Le texte &lt;a href='{reference}'>en note&lt;/a> \
             &lt;img src='{reference}'> &lt;q cite='{reference}'>cité&lt;/q>&lt;/p></content:encoded></item>"
        );
        let entries = read_at("https://fil.example/q?key=SECRETKEY", &item);
        let told = format!("{:?}", entries);
        assert!(!told.contains("SECRETKEY"), "{reference}: {told}");
        let leads = reference.starts_with("/a");
        assert_eq!(entries[0].url.is_some(), leads, "{reference}");
        assert!(!told.contains("fil.example/q"), "{reference}: {told}");
    }
}

#[test]
fn notes_lead_to_the_page_of_their_article() {
    let item = "<item><title>T</title><link>/a?id=2</link><content:encoded>\
        &lt;p>Le texte &lt;a href='#n1'>1&lt;/a> &lt;a href=''>ici&lt;/a> &lt;img src='#x'>&lt;/p>\
        </content:encoded></item>";
    let entries = read_at("https://fil.example/q?rubrique=2", item);
    let content = entries[0].content.as_deref().unwrap();
    assert!(
        content.contains("href=\"https://fil.example/a?id=2#n1\""),
        "{content}"
    );
    assert!(
        content.contains("href=\"https://fil.example/a?id=2\""),
        "{content}"
    );
    assert!(!content.contains("src="), "{content}");
}

#[test]
fn an_address_that_is_escaped_twice_leads_where_it_is_meant_to() {
    for link in [
        "<link><![CDATA[https://ex.example/a?x=1&amp;id=2]]></link>",
        "<link>https://ex.example/a?x=1&amp;amp;id=2</link>",
        "<link>https://ex.example/a?x=1&amp;#38;id=2</link>",
        "<link>https://ex.example/a?x=1&amp;#038;id=2</link>",
    ] {
        let entry = one(&format!("<title>T</title>{link}"));
        assert_eq!(
            entry.url.as_deref(),
            Some("https://ex.example/a?x=1&id=2"),
            "{link}"
        );
    }
    let entry = one("<title>T</title><link>https://ex.example/a?x=1&amp;y=b%26c</link>");
    assert_eq!(
        entry.url.as_deref(),
        Some("https://ex.example/a?x=1&y=b%26c")
    );
}

#[test]
fn a_title_that_is_plain_keeps_what_only_looks_like_markup() {
    for (title, expected) in [
        (
            "Rust : Vec<String> expliqué <3",
            "Rust : Vec<String> expliqué <3",
        ),
        ("Un <b>pont</b> rouvre", "Un pont rouvre"),
        ("Prix < 5 € & plus", "Prix < 5 € & plus"),
        ("Le <titre> d’avant", "Le <titre> d’avant"),
    ] {
        let json = serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{"id": "1", "title": title, "content_text": "Le texte de l’item."}],
        });
        let document =
            parse::read(json.to_string().as_bytes(), &parse::Context::default()).unwrap();
        let (entries, _) = entries(&document, &source(), &Rules::default(), now());
        assert_eq!(entries[0].title, expected);
    }
}
