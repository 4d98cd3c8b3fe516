//! Which page an item leads to, and who wrote it.

use super::*;

const ATOM: &str = "xmlns:atom='http://www.w3.org/2005/Atom'";

fn url(item: &str) -> Option<String> {
    one(&format!("<title>a</title>{item}")).url
}

/// The entry of an Atom feed in French with these links.
fn atom(links: &str) -> Entry {
    let xml = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Le Fil</title>\
         <entry><id>1</id><title>a</title>{links}</entry></feed>"
    );
    let document = parse::read(xml.as_bytes(), &parse::Context::default()).unwrap();
    let (mut entries, _) = entries(&document, &source(), &Rules::default(), now());
    entries.remove(0)
}

#[test]
fn of_several_pages_the_one_for_people_and_in_its_language_is_the_item_s() {
    let link = |kind: &str, language: &str, path: &str| {
        format!("<link rel='alternate'{kind}{language} href='https://fil.example/{path}'/>")
    };
    let (json, html) = (
        " type='application/json'",
        " type='TEXT/HTML; charset=utf-8'",
    );
    let (french, arabic) = (" hreflang='fr-NE'", " hreflang='ar'");
    for (links, path) in [
        ([link(json, "", "json"), link(html, "", "html")], "html"),
        ([link(json, french, "json"), link("", "", "page")], "page"),
        ([link(html, arabic, "ar"), link(html, french, "fr")], "fr"),
        ([link(html, arabic, "ar"), link(html, "", "any")], "any"),
        ([link(html, "", "one"), link(html, "", "two")], "one"),
        ([link(json, arabic, "a"), link(json, arabic, "b")], "a"),
    ] {
        let url = atom(&links.concat()).url.unwrap();
        assert_eq!(url, format!("https://fil.example/{path}"), "{links:?}");
    }
    let both = format!(
        "<atom:link {ATOM} rel='alternate' type='text/html' href='https://fil.example/amp'/>\
         <link>https://fil.example/page</link>"
    );
    assert_eq!(url(&both).unwrap(), "https://fil.example/page");
}

#[test]
fn a_damaged_link_is_mended_or_gives_way_to_the_guid() {
    for (link, expected) in [
        ("www.autre.example/a", "https://www.autre.example/a"),
        ("http//www.autre.example/a", "http://www.autre.example/a"),
        ("http://https://autre.example/a", "https://autre.example/a"),
        (
            "&lt;a href=\"https://autre.example/a\"&gt;ici&lt;/a&gt;",
            "https://autre.example/a",
        ),
        ("&lt;b&gt;ici&lt;/b&gt;", "https://fil.example/guid"),
        ("javascript:void(0)", "https://fil.example/guid"),
    ] {
        let item = format!("<link>{link}</link><guid>https://fil.example/guid</guid>");
        assert_eq!(url(&item).as_deref(), Some(expected), "{link}");
    }
}

#[test]
fn a_link_in_a_text_is_written_as_it_was_understood() {
    let html = "&lt;p&gt;&lt;a href=\"ht\ntps://fil.example/a\"&gt;un&lt;/a&gt; \
                &lt;a href=\"https://fil.example\\@evil.example/b\"&gt;deux&lt;/a&gt; \
                &lt;a href=\"www.autre.example/c\"&gt;trois&lt;/a&gt;&lt;/p&gt;";
    let entry = one(&format!(
        "<title>T</title><link>https://fil.example/x/</link><content:encoded>{html}</content:encoded>"
    ));
    let content = entry.content.unwrap();
    for href in [
        "\"https://fil.example/a\"",
        "\"https://fil.example/@evil.example/b\"",
        "\"https://www.autre.example/c\"",
    ] {
        assert!(content.contains(href), "{href}: {content}");
    }
}

#[test]
fn what_a_program_calls_nobody_is_no_author() {
    let authors = |names: &[&str]| {
        let names = names.iter().map(|name| format!("<author>{name}</author>"));
        one(&format!("<title>a</title>{}", names.collect::<String>())).authors
    };
    let nobody: [&str; 0] = [];
    assert_eq!(
        authors(&["admin", "Super User", "noreply@blogger.com (Unknown)"]),
        nobody
    );
    assert_eq!(
        authors(&["a@b.example (Awa), c@d.example (Bob)", "Issa Admin"]),
        ["Awa", "Bob", "Issa Admin"]
    );
    assert_eq!(authors(&["Awa Diop, awa@example.org"]), ["Awa Diop"]);
}
