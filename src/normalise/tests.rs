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
    let xml = format!(
        "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' \
         xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Le Fil</title>\
         <copyright>© Le Fil</copyright>{items}</channel></rss>"
    );
    let document = parse::read(xml.as_bytes(), &parse::Context::default()).unwrap();
    entries(&document, &source(), &Rules::default(), now())
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
fn tails_that_name_where_a_text_was_first_published_go() {
    for tail in [
        "L’article Titre est apparu en premier sur Le Fil.",
        "<p>L'article <a href='x'>Titre ? Oui.</a> est apparu en premier sur <a href='y'></a>.</p>",
        "The post Titre appeared first on Le Fil.",
        "O conteúdo Titre aparece primeiro em Le Fil – Notícias.",
        "ظهرت المقالة Titre أولاً على Le Fil.",
    ] {
        assert_eq!(
            summary(&format!("Le pont est rouvert. {tail}")),
            "Le pont est rouvert.",
            "{tail}"
        );
    }
}

#[test]
fn links_to_other_items_go_and_prose_about_reading_stays() {
    for tail in [
        "👉 Lire aussi : Mali : un autre titre",
        "Read More: https://fil.example/x",
        "<p>Leia também: Outro título</p>",
        "<p>Lire la suite</p>",
        "[…]",
        "اقرأ أيضاً: عنوان آخر",
    ] {
        assert_eq!(
            summary(&format!("Le pont est rouvert. {tail}")),
            "Le pont est rouvert.",
            "{tail}"
        );
    }
    for prose in [
        "Children read more books than ever.",
        "Il faut lire aussi les notes.",
    ] {
        assert_eq!(summary(prose), prose);
    }
    let around = "Le pont est rouvert. Lire aussi : La crue. Le trafic reprend.";
    assert_eq!(summary(around), "Le pont est rouvert. Le trafic reprend.");
}

#[test]
fn calls_to_follow_the_outlet_go_and_news_about_networks_stay() {
    for call in [
        "📲 Rejoignez-nous sur WhatsApp et Telegram !",
        "Pour plus d’informations et d’analyses sur la Niger, suivez Le Fil",
        "Follow us on Facebook for updates.",
        "Siga o nosso canal no WhatsApp.",
        "تابعونا على فيسبوك",
    ] {
        assert_eq!(
            summary(&format!("Le pont est rouvert. {call}")),
            "Le pont est rouvert.",
            "{call}"
        );
    }
    let news = "Le gouvernement suspend WhatsApp et Telegram jusqu’à lundi.";
    assert_eq!(summary(news), news);
}

#[test]
fn datelines_and_the_outlets_own_name_go_from_the_beginning() {
    for lead in [
        "NIAMEY (FdF) - ",
        "Luanda, 08 mar (CL) - ",
        "Le Fil du Fleuve – Niger. ",
        "Le Fil du Fleuve : ",
        "PARIS – ",
        "(Agence Ecofin) - ",
        "[Le Courrier] – ",
        "AFP - ",
        "Dakar, 12 mars (APS) – ",
        "Dakar, le 12 mars 2026 (APS)-",
        "Yaoundé, 3 mars 2026 - ",
        "Saint-Louis, le 1er mars – ",
        "NIAMEY, March 3 (Reuters) - ",
        "LAGOS, Nigeria (AP) — ",
        "BAMAKO, 3 mars (Xinhua) -- ",
        "Madrid, 3 mar (EFE).- ",
        "Luanda, 10 de março de 2026 (Lusa) - ",
        "(AFP) - NIAMEY - ",
        "القاهرة، 3 مارس (رويترز) - ",
        "الرباط - ",
        "الدار البيضاء (أ ف ب) – ",
    ] {
        assert_eq!(
            summary(&format!("{lead}Le pont est rouvert.")),
            "Le pont est rouvert.",
            "{lead}"
        );
    }
    for kept in [
        "Mali (centre) : trois villages évacués.",
        "NIGER – La route est rouverte.",
        "RDC - La route est rouverte.",
        "Kinshasa - Brazzaville : le pont.",
        "Bamako, Gao et Kidal sont reliées – enfin.",
        "Le 12 mars, la route rouvre - enfin.",
        "En 2026, 12 mars (jeudi), tout change.",
        "Le pont (Dosso) est rouvert - enfin.",
    ] {
        assert_eq!(summary(kept), kept);
    }
}

#[test]
fn the_outlets_own_patterns_go_wherever_they_stand() {
    let rules = Rules {
        strip: vec![Regex::new(r"^Fil-Press\s*[–-]\s*[^.]{2,40}\.\s*").unwrap()],
        ..Rules::default()
    };
    let clean = clean(
        "T",
        "<p>Fil-Press – Niger. Le pont.</p>",
        None,
        None,
        &rules,
    );
    assert_eq!(clean.summary, "Le pont.");
}

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
fn a_sentence_that_a_feed_repeats_is_learnt_to_be_boilerplate() {
    let items: String = ["Un", "Deux", "Trois", "Quatre"]
        .map(|n| format!("<item><title>{n}</title><guid>{n}</guid><description>Nouvelle {n} du jour. Une marque de la maison Dupont.</description></item>"))
        .concat();
    let (entries, _) = read(&items);
    assert_eq!(entries[1].summary, "Nouvelle Deux du jour.");
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
fn boilerplate_goes_from_content_too() {
    let entry = one(
        "<title>T</title><guid>1</guid><content:encoded>&lt;p&gt;Le pont est rouvert.&lt;/p&gt;\
        &lt;p&gt;L’article &lt;a href='x'&gt;T&lt;/a&gt; est apparu en premier sur Le Fil.&lt;/p&gt;</content:encoded>",
    );
    assert_eq!(
        entry.content.as_deref(),
        Some("<p>Le pont est rouvert.</p>")
    );
}

#[test]
fn text_keeps_its_direction_and_loses_what_would_turn_its_surroundings() {
    let entry = one("<title>\u{202e}عنوان\u{202c} \u{200f}الخبر</title><guid>1</guid>");
    assert_eq!(entry.title, "عنوان الخبر");
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
    assert_eq!(entry.key.guid, "https://fil.example/a/?id=2");
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

proptest::proptest! {
    #[test]
    fn no_html_is_too_odd_to_be_made_plain_and_safe(html in "(<[a-z/!]{0,4}[^<>]{0,6}>|&[a-z#0-9]{0,5};|[^<&]{0,8}){0,20}") {
        let _ = plain_text(&html);
        let safe = sanitise(&html, Some(&source().url));
        proptest::prop_assert!(!safe.to_lowercase().contains("<script"));
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
/// A channel whose items have these titles and texts, read: the summaries.
fn summaries(items: &[(&str, &str)]) -> Vec<String> {
    let items: String = items
        .iter()
        .map(|(title, text)| {
            format!(
                "<item><title>{title}</title><guid>{title}</guid>\
                 <description>{text}</description></item>"
            )
        })
        .collect();
    let (entries, _) = read(&items);
    entries.into_iter().map(|entry| entry.summary).collect()
}

#[test]
fn a_background_or_a_quotation_that_several_items_have_in_common_stays() {
    let background = "Le Niger est dirigé par une junte depuis juillet 2023.";
    let quotation = "« Nous ne céderons rien », a dit le ministre.";
    let texts = [
        (
            "Niger : un pont rouvre",
            format!("Le pont de Dosso rouvre. {background}"),
        ),
        (
            "Le Niger ferme une mine",
            format!("La mine ferme. {quotation} {background}"),
        ),
        (
            "Crise au Niger",
            format!("Un accord est signé. {background}"),
        ),
        ("Bénin : une crue", "La crue monte à Malanville.".to_owned()),
        (
            "Port de Lomé",
            format!("Le port est fermé. {quotation} Il rouvrira."),
        ),
        ("Togo : une loi", "La loi est votée.".to_owned()),
        ("Mali : une route", "La route est coupée.".to_owned()),
        ("Ghana : un budget", "Le budget est adopté.".to_owned()),
    ];
    let items: Vec<(&str, &str)> = texts
        .iter()
        .map(|(title, text)| (*title, &**text))
        .collect();
    let expected: Vec<&str> = items.iter().map(|(_, text)| *text).collect();
    assert_eq!(summaries(&items), expected);
}

#[test]
fn one_alert_told_by_several_items_is_no_boilerplate() {
    let alert = "L’Algérie a exprimé sa profonde préoccupation lundi.";
    let items: Vec<(String, &str)> = (0..12)
        .map(|n| (format!("Titre{n}"), if n < 4 { alert } else { "" }))
        .collect();
    let items: Vec<(&str, &str)> = items
        .iter()
        .map(|(title, text)| (&**title, *text))
        .collect();
    assert_eq!(summaries(&items)[..4], [alert; 4]);
}

#[test]
fn a_tail_of_some_items_is_learnt_from_where_it_stands() {
    let tail = "Cette dépêche vous est offerte par la maison Dupont.";
    let items: Vec<(String, String)> = (0..20)
        .map(|n| {
            let tail = if n % 5 == 0 { tail } else { "" };
            (format!("Titre{n}"), format!("Nouvelle{n} du jour. {tail}"))
        })
        .collect();
    let items: Vec<(&str, &str)> = items
        .iter()
        .map(|(title, text)| (&**title, &**text))
        .collect();
    let clean = summaries(&items);
    assert!(
        clean.iter().all(|text| !text.contains("Dupont")),
        "{clean:?}"
    );
    assert_eq!(clean[5], "Nouvelle5 du jour.");
}
