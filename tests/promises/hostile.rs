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
            .find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}'));
        assert_eq!(
            turned, None,
            "{path} holds a character that turns the text around: {text}"
        );
        // Those of our own, which keep names apart in the titles of Arabic pages, end what they begin.
        let count = |of: char| text.matches(of).count();
        assert_eq!(count('\u{2068}'), count('\u{2069}'), "{path}: {text}");
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

/// Titles that were made to break something; each names a place of Niger, so that it is published.
const TITLES: [&str; 12] = [
    "Zinder ]]> <![CDATA[ fin",
    "Zinder &amp;lt;b&amp;gt; &#0; &nbsp; &unknown; &amp;amp; AT&T",
    "Zinder \u{202e}renversé\u{2066} isolé\u{200f} fin",
    "Zinder \u{fffe}\u{fdd0}\u{fffd}\u{1ffff}\u{85}\u{9f} fin",
    "Zinder cafÃ© rouvert Ã  Maradi",
    "<!DOCTYPE x [<!ENTITY a \"lol\">]>Zinder &a;&a;",
    "Zinder <b>gras</b> </title></item></channel>",
    "Zinder <a@b.example> écrit",
    "Zinder 3 < 4 & 5 > 4",
    "زيندر\u{202b} النيجر \u{202c} Zinder",
    "<i></i>Zinder\u{2028}deux\u{2029}lignes\u{b}\u{c}",
    "Zinder 👩‍👩‍👧‍👦 𝔊 e\u{301}\u{301}\u{301}",
];

const LINKS: [&str; 12] = [
    "https://médias.example/été?q=é#é",
    "https://outlet.example\\@evil.example\\x",
    "https://outlet.exa\nmple/a b\tc",
    "HTTP://Outlet.Example:80/%7euser/%c3%a9/../x",
    "https://outlet.example?q=1|2^3`4",
    "https://under_score.example/a[b]{c}",
    "/relative?a=1&b=2",
    "//outlet.example/x",
    "javascript:alert(1)",
    "mailto:redaction@outlet.example",
    "https://user:password@outlet.example/x",
    "https://outlet.example/%zz%",
];

const LANGUAGES: [&str; 6] = ["us", "fra", "pcm", "x-klingon", "fr_FR.UTF-8", "zgh-Tfng"];

/// Dates that are none, all but one: what has no date is of now.
const DATES: [&str; 6] = [
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "0001-01-01T00:00:00Z",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "-62135596800",
    "yesterday",
    "Seg, 24 Set 2018",
];

/// What each item is about, so that they are as many events.
const EVENTS: [&str; 12] = [
    "Un marché aux bestiaux brûle",
    "Le lycée technique rouvre",
    "Quatre dromadaires volés retrouvés",
    "La rougeole recule",
    "Un pont de pierre cède",
    "Le sultan reçoit un ambassadeur",
    "Grève des boulangers",
    "Une mosquée ancienne restaurée",
    "Les criquets ravagent le mil",
    "Un footballeur signe à Tunis",
    "Panne d’électricité géante",
    "Procès de huit trafiquants",
];

/// A full text with what sanitisers leave and validators do not.
const MARKUP: &str = "<p onclick=\"x()\" style=\"color:red\">Zinder <bdo dir=\"rtl\">x</bdo> <ruby>a<rtc>b</rtc></ruby> \
    <a href=\"/y z\">y</a> <a href=\"https://é.example/é\">é</a> <a href=\"mailto:a@b.example?subject=x y\">m</a> \
    <img src=\"data:image/png;base64,AAAA\"> <img src=\"p q.png\" srcset=\"r.png 2x\"> <audio controls src=\"a.mp3\"></audio> \
    <video controls poster=\"v.png\"><source src=\"v.mp4\"></video> <object data=\"o\"></object> <form><input name=\"i\"></form> \
    <iframe src=\"https://evil.example/\"></iframe> <table><tr><td>1<td>2</table> <li>3 &lt; 4 & 5</p></div> ]]>";

/// Where it happened.
const TOWNS: [&str; 12] = [
    "Zinder",
    "Agadez",
    "Tahoua",
    "Maradi",
    "Dosso",
    "Diffa",
    "Tillabéri",
    "Arlit",
    "Birni N'Konni",
    "Gaya",
    "Ayorou",
    "Mirriah",
];

/// The title of an item, about an event of its own.
fn title(place: usize) -> String {
    let about = format!("{} à {}", EVENTS[place], TOWNS[place]);
    TITLES[place].replace("Zinder", &about)
}

/// The full text of an item.
fn full_text(place: usize) -> String {
    let about = EVENTS[place];
    let words: Vec<&str> = about.split(' ').rev().collect();
    let words = words.join(" ").to_lowercase();
    format!(
        "<p>{about}, {words} : {about}.</p>{}",
        MARKUP.replace("Zinder", about)
    )
}

fn hostile_rss() -> String {
    let mut text = "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>a &lt;b&gt; ]]&gt; \u{fffd}</title>\
         <language>us</language><copyright>© &amp;copy; &lt;i&gt;tous&lt;/i&gt; droits</copyright>"
        .to_owned();
    for place in 0..TITLES.len() {
        let title = title(place);
        let link = escaped(LINKS[place]);
        let categories: String = (0..300)
            .map(|number| {
                format!(
                    "<category domain=\"x y\">{} {number}</category>",
                    escaped(&title)
                )
            })
            .collect();
        text += &format!(
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"true\">g {place}</guid>\
             <pubDate>{}</pubDate><author>redaction@outlet.example (A &lt;b&gt;)</author><dc:creator>{title}</dc:creator>\
             <dc:language>{}</dc:language>{categories}<source url=\"{link}\">{title}</source>\
             <enclosure url=\"{link}\" length=\"-1\" type=\"image/jpg; x\"/><enclosure url=\"https://a.example/s.mp3\" length=\"x\" type=\"\"/>\
             <description>{} au Niger. {title}</description>\
             <content:encoded>{}</content:encoded></item>",
            DATES[place % DATES.len()],
            LANGUAGES[place % LANGUAGES.len()],
            EVENTS[place],
            escaped(&full_text(place)),
            title = escaped(&title),
        );
    }
    text + "</channel></rss>"
}

fn hostile_atom() -> String {
    let mut text = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"x-klingon\" xml:base=\"relative/\">\
         <id>not an iri</id><title type=\"html\">&lt;b&gt;t&lt;/b&gt;</title><updated>x</updated>"
        .to_owned();
    for place in 0..TITLES.len() {
        let title = title(place);
        let link = escaped(LINKS[place]).replace('"', "&quot;");
        text += &format!(
            "<entry xml:lang=\"{}\"><id>{link} {place}</id><title type=\"html\">{title}</title><link href=\"{link}\"/>\
             <link rel=\"alternate\" href=\"{link}\"/><link rel=\"enclosure\" href=\"{link}\" type=\"a b\"/>\
             <author><name>{title}</name><email>no address</email><uri>javascript:x</uri></author>\
             <updated>{}</updated><rights type=\"html\">&lt;script&gt;x&lt;/script&gt;{title}</rights>\
             <content type=\"html\">{}</content></entry>",
            LANGUAGES[place % LANGUAGES.len()],
            DATES[(place + 1) % DATES.len()],
            escaped(&full_text(place)),
            title = escaped(&title),
        );
    }
    text + "</feed>"
}

/// JSON knows escapes for halves of characters, which are none.
fn hostile_json() -> String {
    let items = (0..TITLES.len()).map(|place| {
        let title = title(place);
        let item = serde_json::json!({
            "id": format!("{} \u{0}{place}", LINKS[place]), "url": LINKS[place], "title": format!("{title} HALF"),
            "content_html": full_text(place), "image": LINKS[place], "language": LANGUAGES[place % LANGUAGES.len()],
            "date_published": DATES[(place + 2) % DATES.len()],
            "authors": [{ "name": title, "url": LINKS[place] }], "tags": [title, "", "HALF"],
            "attachments": [{ "url": LINKS[place], "mime_type": "x", "size_in_bytes": -3 }],
        });
        item.to_string().replace("HALF", "\\ud800 \\udc00\\ud83d")
    });
    let items: Vec<String> = items.collect();
    let items = items.join(",");
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"\\ud800\", \"items\": [{items}]}}"
    )
}

#[test]
fn validators_object_to_nothing_whatever_outlets_send() {
    let (rss, atom) = (Outlet::open(), Outlet::open());
    rss.publish("/feed", Page::rss(hostile_rss()));
    atom.publish(
        "/feed",
        Page::rss(hostile_atom()).content_type("application/atom+xml"),
    );
    let json = Outlet::open();
    json.publish(
        "/feed",
        Page::rss(hostile_json()).content_type("application/feed+json"),
    );
    let sources = [("un", &rss), ("deux", &atom), ("trois", &json)];
    let tables: String = sources
        .iter()
        .map(|(name, outlet)| crate::instance::source(name, &outlet.url("/feed")))
        .collect();
    let publish =
        "countries = [\"NE\"]\nlanguages = [\"fr\", \"ar\"]\ncontent = \"full\"\nitems = 500";
    let griot = Instance::configured(publish, &tables.replace("language = \"fr\"\n", ""));
    let summary = griot.refresh(&[]);
    assert_eq!(summary["entries"]["new"], 3 * TITLES.len(), "{summary}");
    let items = griot.items("all");
    let stories = griot.says(&["story", "list", "--json"]);
    assert!(items.len() > 5, "{stories}");
    for item in &items {
        let html = item["content_html"].as_str().unwrap();
        assert!(
            html.contains("<table>"),
            "the full text is published: {item}"
        );
    }
    wellformed::all(&griot);
    wellformed::by_schemas(&griot.public(""));
}
