use proptest::prelude::*;

use super::*;

fn claims(script: &str) -> Claims {
    read(&[script.to_owned()], "https://site.example/a")
}

#[test]
fn an_article_is_found_wherever_it_stands() {
    let article =
        r#"{"@type": "NewsArticle", "headline": "A headline", "datePublished": "2025-01-02"}"#;
    for script in [
        article.to_owned(),
        format!("[{article}]"),
        format!(r#"{{"@context": "x", "@graph": [{{"@type": "WebSite"}}, {article}]}}"#),
        format!(r#"{{"@type": "WebPage", "mainEntity": {article}}}"#),
        format!(r#"{{"@type": "WebPage", "mainEntity": [{article}]}}"#),
        article.replace("NewsArticle", "http://schema.org/ReportageNewsArticle"),
        article.replace("\"NewsArticle\"", "[\"Thing\", \"schema:BlogPosting\"]"),
        article.replace("NewsArticle", "LiveBlogPosting"),
    ] {
        let claims = claims(&script);
        assert_eq!(claims.title.as_deref(), Some("A headline"), "{script}");
        assert!(claims.published.is_some(), "{script}");
    }
}

#[test]
fn broken_json_is_read_where_what_is_meant_is_plain() {
    let headline = |script: &str| claims(script).title;
    for script in [
        "<!-- {\"@type\":\"Article\",\"headline\":\"A\\u00e9 b\"} -->",
        "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"Aé b\"}\n//]]>",
        "/*<![CDATA[*/{\"@type\":\"Article\",\"headline\":\"Aé b\"}/*]]>*/",
        "{\"@type\":\"Article\",\"headline\":\"Aé\tb\",\"x\":\"a\nb\"}\u{0}",
        "{\"@type\":\"Article\",\"headline\":\"Aé b\",}",
        "{\"@type\":\"Article\",\"keywords\":[\"a\",\"b\",\n],\"headline\":\"Aé b\"\n,\n}",
        "{\"@type\":\"Article\",\"headline\":\"Aé b\",\"x\":\"l\\'eau\"};",
        "var data = {\"@type\":\"Article\",\"headline\":\"Aé b\"};",
        "{\"@type\":\"WebSite\"}{\"@type\":\"Article\",\"headline\":\"Aé b\"}",
        "{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;Aé b&quot;}",
        "{\"@type\":\"Article\",\"headline\":\"A&eacute; b\"}",
    ] {
        assert_eq!(headline(script).as_deref(), Some("Aé b"), "{script}");
    }
    for script in [
        "",
        "{",
        "{\"@type\":\"Article\"",
        "null",
        "[[[[[[[[",
        "\"Article\"",
    ] {
        assert_eq!(headline(script), None, "{script}");
    }
}

#[test]
fn the_article_of_the_page_is_told_from_others() {
    let other = r#"{"@type":"NewsArticle","headline":"Another","datePublished":"2020-01-01","author":"X","url":"https://site.example/b"}"#;
    for key in [
        "\"url\":\"http://www.site.example/a/\"",
        "\"mainEntityOfPage\":{\"@type\":\"WebPage\",\"@id\":\"https://site.example/a#page\"}",
    ] {
        let script = format!(r#"[{other}, {{"@type":"NewsArticle","headline":"This one",{key}}}]"#);
        assert_eq!(
            claims(&script).title.as_deref(),
            Some("This one"),
            "{script}"
        );
    }
    // Lists, comments and what else is linked hold no article of this page.
    for key in ["itemListElement", "comment", "isPartOf", "citation"] {
        assert_eq!(
            claims(&format!(r#"{{"@type":"ItemList","{key}":[{other}]}}"#)),
            Claims::default()
        );
    }
}

#[test]
fn each_field_is_read_in_all_its_shapes() {
    for (field, authors) in [
        (r#""author":"Ada Bel""#, vec!["Ada Bel"]),
        (
            r#""author":{"@type":"Person","name":"Ada Bel"}"#,
            vec!["Ada Bel"],
        ),
        (
            r#""author":[{"name":"Ada Bel"},"By Cem Dor",{"name":"https://x.example/y"}]"#,
            vec!["Ada Bel", "Cem Dor"],
        ),
        (
            r##""author":{"@id":"#p"},"hasPart":{"@id":"#p","@type":"Person","name":"Ada Bel"}"##,
            vec!["Ada Bel"],
        ),
        (r#""author":7,"creator":null"#, vec!["7"]),
    ] {
        assert_eq!(
            claims(&format!(r#"{{"@type":"Article",{field}}}"#)).authors,
            authors,
            "{field}"
        );
    }
    for (field, keywords) in [
        (r#""keywords":"a, b;c, A""#, vec!["a", "b", "c"]),
        (r#""keywords":["a, b"]"#, vec!["a", "b"]),
        (r#""keywords":["Doe, John","b"]"#, vec!["Doe, John", "b"]),
        (
            r#""keywords":[{"@type":"DefinedTerm","name":"a"}]"#,
            vec!["a"],
        ),
    ] {
        assert_eq!(
            claims(&format!(r#"{{"@type":"Article",{field}}}"#)).keywords,
            keywords,
            "{field}"
        );
    }
    for (field, images) in [
        (r#""image":"/i.jpg""#, vec!["/i.jpg"]),
        (r#""image":["/i.jpg","/j.jpg"]"#, vec!["/i.jpg", "/j.jpg"]),
        (
            r#""image":{"@type":"ImageObject","url":"/i.jpg"}"#,
            vec!["/i.jpg"],
        ),
        (
            r#""image":[{"contentUrl":"/i.jpg"}],"thumbnailUrl":"/t.jpg""#,
            vec!["/i.jpg", "/t.jpg"],
        ),
        (r#""image":{"url":{"@id":"x"}}"#, vec![]),
    ] {
        assert_eq!(
            claims(&format!(r#"{{"@type":"Article",{field}}}"#)).images,
            images,
            "{field}"
        );
    }
}

proptest! {
    #[test]
    fn no_script_makes_reading_panic(script in "([{}\\[\\]\",:\\\\]|\"@type\":|\"Article\"|\"@graph\":|\"@id\":\"#a\"|\"author\":|&quot;|<!--|\\PC){0,40}") {
        let _ = claims(&script);
        let _ = mended(&script);
    }
}
