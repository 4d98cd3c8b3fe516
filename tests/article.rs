//! What the page of an article says, read whatever the outlet's page is made with.

use std::fs;
use std::path::Path;

use griot::article::{self, Article, Origin, Said};
use regex::Regex;
use url::Url;

/// A page, its address, and what is to be read in it.
struct Page {
    file: &'static str,
    address: &'static str,
    title: &'static str,
    /// Empty where the page does not say.
    published: &'static str,
    /// How its text begins and ends, and how many paragraphs it has.
    begins: &'static str,
    ends: &'static str,
    paragraphs: usize,
    keywords: &'static [&'static str],
    image: &'static str,
    authors: &'static [&'static str],
}

const PAGES: &[Page] = &[
    Page {
        file: "article_menus_fr",
        address: "https://sahelien-libre.example/koumbala-sarvina-accord-transit/?utm_source=x",
        title: "Ports : Koumbala et Sarvina signent un accord de transit",
        published: "2025-03-05T00:00:00+00:00",
        begins: "Le gouvernement de Koumbala et celui de Sarvina ont signé mercredi",
        ends: "deux convois ont été attaqués en février.",
        paragraphs: 4,
        keywords: &["transit", "Koumbala"],
        image: "https://sahelien-libre.example/wp-content/uploads/2025/03/port-koumbala.jpg",
        authors: &[],
    },
    Page {
        file: "article_jsonld_fr",
        address: "https://fr.orion.example/20250219/le-makira-mise-sur-le-solaire-1064694599.html",
        title: "Le Makira mise sur le solaire pour ses hôpitaux",
        published: "2025-02-19T11:57:00+00:00",
        begins: "« Nous attendons de nos partenaires",
        ends: "Plusieurs provinces du sud ont ainsi été ajoutées au projet.",
        paragraphs: 4,
        keywords: &["afrique", "makira", "énergie solaire", "santé"],
        image: "https://cdn.orion.example/img/07e9/02/13/1064689749_0:256:2730:1792_1920x0_80_0_0_ab.jpg",
        authors: &["Agence Orion"],
    },
    Page {
        file: "article_ads_fr",
        address: "https://buzzdujour.example/experts-oussou/",
        title: "Tombali : arrivée d'experts et de matériel médical à Oussou",
        published: "2025-04-11T08:20:11+00:00",
        begins: "Mercredi 9 avril, une trentaine d'experts",
        ends: "En mars, les présidents en avaient discuté au téléphone.",
        paragraphs: 4,
        keywords: &["Tombali", "hôpital"],
        image: "https://i0.wp.example/buzzdujour.example/wp-content/uploads/avion.jpg?fit=1200%2C800&ssl=1",
        authors: &["Rédaction"],
    },
    Page {
        file: "article_tables_fr",
        address: "http://courrier-belvaar.example/article.php?id=77",
        title: "Le Courrier de Belvaar",
        published: "2025-02-03T16:45:00+00:00",
        begins: "Les mareyeurs du port de Belvaar ont suspendu leurs achats lundi",
        ends: "à trois heures de mer.",
        paragraphs: 3,
        keywords: &[],
        image: "",
        authors: &[],
    },
    Page {
        file: "article_ar",
        address: "https://alofoq.example/economy/2025/1234",
        title: "وزير النقل يعلن إطلاق خط قطار جديد بين العاصمة وميناء بلفار",
        published: "2025-03-12T08:30:00+00:00",
        begins: "أعلن وزير النقل، يوم الأربعاء،",
        ends: "بحسب المصدر ذاته.",
        paragraphs: 3,
        keywords: &[],
        image: "https://alofoq.example/uploads/train.webp",
        authors: &["سلمى الكناني"],
    },
    Page {
        file: "article_pt",
        address: "https://jornaldabaia.example/economia/imposto-medicamentos/",
        title: "Governo de Lissongo reduz imposto sobre medicamentos",
        published: "2025-01-28T17:05:00+00:00",
        begins: "O Conselho de Ministros de Lissongo aprovou",
        ends: "nas províncias do interior.",
        paragraphs: 3,
        keywords: &[],
        image: "https://jornaldabaia.example/wp-content/uploads/farmacia.jpg",
        authors: &["Nélia Cardim"],
    },
    Page {
        file: "article_bare_en",
        address: "https://kessa-observer.example/2024-09-16/dam-full.html",
        title: "Dam on the Upper Kessa reaches full capacity",
        published: "2024-09-16T00:00:00+00:00",
        begins: "The reservoir behind the Upper Kessa dam",
        ends: "another fortnight of storms.",
        paragraphs: 4,
        keywords: &[],
        image: "",
        authors: &[],
    },
];

fn bytes(page: &Page) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    fs::read(folder.join(page.file).with_extension("html")).unwrap()
}

fn read(page: &Page, bytes: &[u8]) -> Article {
    let address = Url::parse(page.address).unwrap();
    article::read(bytes, &address, Some("text/html"))
}

fn list(said: &Option<Said<Vec<String>>>) -> Vec<&str> {
    let said = said
        .as_ref()
        .map(|said| &said.value[..])
        .unwrap_or_default();
    said.iter().map(String::as_str).collect()
}

#[test]
fn pages_of_every_make_say_what_their_articles_are() {
    for page in PAGES {
        let article = read(page, &bytes(page));
        let file = page.file;
        assert_eq!(article.title.unwrap().value, page.title, "{file}");
        let published = article.published.map(|date| date.value.to_rfc3339());
        assert_eq!(published.unwrap_or_default(), page.published, "{file}");
        assert_eq!(list(&article.keywords), page.keywords, "{file}");
        let image = article.image.map(|image| image.value.to_string());
        assert_eq!(image.unwrap_or_default(), page.image, "{file}");
        assert_eq!(list(&article.authors), page.authors, "{file}");
    }
}

#[test]
fn the_text_is_the_articles_and_nothing_of_what_stands_around_it() {
    for page in PAGES {
        let article = read(page, &bytes(page));
        let text = list(&article.text);
        assert_eq!(text.len(), page.paragraphs, "{}: {text:#?}", page.file);
        assert!(
            text[0].starts_with(page.begins),
            "{}: {}",
            page.file,
            text[0]
        );
        assert!(
            text[text.len() - 1].ends_with(page.ends),
            "{}: {text:#?}",
            page.file
        );
    }
}

/// Without a word of a class, an id or a property, texts are found by what they are.
#[test]
fn the_text_is_found_where_no_name_says_where_it_is() {
    let names =
        Regex::new(r#"(?i) (?:class|id|itemprop|itemtype|itemscope)(?:="[^"]*")?"#).unwrap();
    let elements = Regex::new(r"(?i)(</?)(?:article|main|nav|aside|section)\b").unwrap();
    let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Latin-1, whose bytes are the first characters of Unicode.
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    for page in PAGES {
        let nameless = names.replace_all(&text(&bytes(page)), "").into_owned();
        let nameless = elements
            .replace_all(&nameless, "${1}div")
            .replace("articleBody", "x");
        let article = read(page, nameless.as_bytes());
        let found = list(&article.text).join("\n");
        assert!(found.contains(page.begins), "{}: {found}", page.file);
        assert!(found.ends_with(page.ends), "{}: {found}", page.file);
        for other in [
            "Articles similaires",
            "Les plus lus",
            "Rubriques",
            "Copyright",
            "Teachers' union",
        ] {
            assert!(!found.contains(other), "{}: {found}", page.file);
        }
    }
}

#[test]
fn each_value_is_told_with_its_place() {
    let article = read(&PAGES[1], &bytes(&PAGES[1]));
    let origins = [
        article.title.unwrap().origin,
        article.description.unwrap().origin,
        article.text.unwrap().origin,
        article.language.unwrap().origin,
    ];
    assert_eq!(
        origins,
        [Origin::JsonLd, Origin::Meta, Origin::Text, Origin::JsonLd]
    );
    let article = read(&PAGES[0], &bytes(&PAGES[0]));
    assert_eq!(article.canonical.as_ref().unwrap().origin, Origin::Markup);
    assert_eq!(
        article.canonical.unwrap().value.as_str(),
        "https://sahelien-libre.example/koumbala-sarvina-accord-transit/"
    );
    assert_eq!(article.site_name.unwrap().value, "Le Sahélien Libre");
    let article = read(&PAGES[6], &bytes(&PAGES[6]));
    assert_eq!(article.published.unwrap().origin, Origin::Address);
}

/// Structured data may hold all of a text of which the page shows a part.
#[test]
fn a_text_that_only_the_structured_data_has_is_taken_from_there() {
    let body = "Une phrase assez longue pour compter dans un article. ".repeat(12);
    let page = format!(
        "<script type=application/ld+json>{{\"@type\":\"Article\",\"articleBody\":\"{body}\\n{body}\"}}</script>\
         <p>Une phrase assez longue pour compter. La suite est réservée à nos abonnés.</p>"
    );
    let article = read(&PAGES[0], page.as_bytes());
    let text = article.text.unwrap();
    assert_eq!(text.origin, Origin::JsonLd);
    assert_eq!(text.value, [body.trim(), body.trim()]);
}

#[test]
fn pages_that_say_nothing_give_nothing() {
    for page in [
        "",
        " ",
        "<",
        "\0",
        "<html></html>",
        "{}",
        "\u{feff}<!doctype html><title></title>",
    ] {
        assert_eq!(
            read(&PAGES[3], page.as_bytes()),
            Article::default(),
            "{page:?}"
        );
    }
}
