//! Stories as the stages before publishing hand them over, good and bad.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use griot::domain::{
    Countries, Country, Edition, Enclosure, Instance, Language, Outlet, Ownership, Report, Scope,
    Source, SourceId, Story, StoryId, StoryRef, Tombstone,
};

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn country(code: &str) -> Country {
    code.parse().unwrap()
}

pub fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}

pub fn instance() -> Instance {
    Instance {
        base_url: "https://news.example.org/".parse().unwrap(),
        authority: "example.org".to_owned(),
        name: "griot".to_owned(),
        contact: Some("https://example.org/about".to_owned()),
        language: Language::FRENCH,
        items: 50,
        ttl_minutes: 30,
        images: true,
        topics: vec![],
        hub: Some("https://hub.example.org/".parse().unwrap()),
    }
}

pub fn niger() -> Edition {
    Edition {
        topic: None,
        scope: Scope::Country(country("NE")),
        language: None,
    }
}

pub fn id(number: u8) -> StoryId {
    format!("01KAJ7Q4000000000000000{number:03}")
        .parse()
        .unwrap()
}

pub fn uri(number: u8) -> String {
    format!("tag:example.org,2026-11-20:story/{}", id(number))
}

pub fn outlet(name: &str, owner: Option<&str>, ownership: Option<Ownership>) -> Arc<Outlet> {
    Arc::new(Outlet {
        name: name.to_owned(),
        site: Some("https://presse.example/".parse().unwrap()),
        language: None,
        owner: owner.map(str::to_owned),
        ownership,
        full_content: false,
    })
}

pub fn report(outlet: &Arc<Outlet>, title: &str, tag: &str) -> Report {
    Report {
        source: Arc::new(Source {
            id: SourceId::new("a-source"),
            outlet: Arc::clone(outlet),
            url: "https://presse.example/feed/".parse().unwrap(),
            country: None,
        }),
        feed_title: Some("Exemple Presse – Niger".to_owned()),
        title: title.to_owned(),
        url: "https://presse.example/niger/article?id=1&lang=fr".to_owned(),
        language: Some(language(tag)),
        published: at("2026-11-20T09:00:00Z"),
        first_seen: at("2026-11-20T09:10:00Z"),
        independent: true,
        rights: Some("© 2026 Exemple Presse".to_owned()),
        origin: None,
        bond: None,
        retitled: Vec::new(),
    }
}

/// A story of one outlet, with nothing that could be left out.
pub fn plain(number: u8, title: &str) -> Story {
    let exemple = outlet("Exemple Presse", None, None);
    Story {
        id: id(number),
        uri: uri(number),
        published: at("2026-11-20T09:00:00Z"),
        updated: at("2026-11-20T09:00:00Z"),
        link: "https://presse.example/niger/article?id=1&lang=fr".to_owned(),
        title: title.to_owned(),
        summary: String::new(),
        content: None,
        language: Some(Language::FRENCH),
        authors: vec![],
        image: None,
        enclosures: vec![],
        countries: Countries {
            primary: vec![country("NE")],
            mentioned: vec![],
        },
        topics: vec![],
        reports: vec![report(&exemple, title, "fr")],
        related: vec![],
    }
}

/// A story with everything: three outlets in three languages, image, sound, related story.
pub fn rich() -> Story {
    let exemple = outlet(
        "Exemple Presse",
        Some("Groupe Exemple"),
        Some(Ownership::Private),
    );
    let radio = outlet("Radio du Fleuve", None, Some(Ownership::State));
    let sahara = outlet("صحراء ميديا", Some("مؤسسة الصحراء"), None);
    let mut story = plain(
        1,
        "Niger : la « grande » route Niamey–Agadez rouvre & c'est officiel",
    );
    let mut copy = report(&radio, "La route d’Agadez rouvre", "fr");
    copy.url = "https://radio.example/a'b?q=\"x\"&y=1".to_owned();
    copy.independent = false;
    let mut arabic = report(&sahara, "النيجر: إعادة فتح طريق أغاديز", "ar");
    arabic.url = "https://sahara.example/خبر/١".to_owned();
    let again = report(&radio, "Suite : la route d’Agadez", "fr");
    story.reports = vec![report(&exemple, &story.title, "fr"), copy, arabic, again];
    story.updated = at("2026-11-20T11:30:00.250Z");
    story.summary = "La RN25 est ouverte depuis mercredi ; 900 km, <b>sans</b> péage.".to_owned();
    story.authors = vec!["Aïcha Moussa".to_owned(), "A. Issoufou".to_owned()];
    story.image = Some("https://presse.example/img/route.jpg".to_owned());
    story.enclosures = vec![Enclosure {
        url: "https://presse.example/son.mp3".to_owned(),
        media_type: String::new(),
        length: None,
    }];
    story.countries.mentioned = vec![country("DZ")];
    story.topics = vec!["transports".to_owned()];
    story.related = vec![StoryRef {
        id: id(9),
        uri: uri(9),
        title: "Niger : la RN25 fermée".to_owned(),
        language: Some(Language::FRENCH),
        outlets: 1,
    }];
    story
}

/// An Arabic story whose full text may be republished.
pub fn arabic() -> Story {
    let mut story = plain(2, "النيجر: اجتماع في نيامي");
    story.language = Some(Language::ARABIC);
    story.summary = "اجتمع الوزراء اليوم في نيامي.".to_owned();
    story.content = Some(
        "<p>اجتمع الوزراء.</p><p><img src=\"https://presse.example/i.png\" alt=\"\"></p>"
            .to_owned(),
    );
    story.published = at("2026-11-19T08:00:00Z");
    story
}

/// Text that was made to break something, each defect named by its title.
pub fn hostile() -> Vec<Story> {
    let titles = [
        "CDATA ends ]]> here <![CDATA[ and opens",
        "<script>alert(1)</script><img src=x onerror=alert(1)></b>",
        "controls \u{0}\u{1}\u{8}\u{b}\u{c}\u{e}\u{1f}\u{7f}\u{80}\u{9f} end",
        "noncharacters \u{fffe}\u{ffff}\u{fdd0}\u{1ffff} end",
        "bidi \u{202e}override\u{2066}isolate\u{200f} end",
        "entities &amp; &lt;b&gt; &#0; &nbsp; &unknown;",
        "<!DOCTYPE x [<!ENTITY a \"b\">]>&a;",
        "emoji 👩‍👩‍👧‍👦 🇳🇪 𝔊 e\u{301}",
        "replaced \u{fffd} and cafÃ© encoded twice",
        "a@b.example (Awa) <c@d.example>",
        "",
        " \u{a0}\u{2028}\u{feff} ",
    ];
    let bad_outlet = outlet("<i>O & \"Co\"</i>\u{0}", Some("a</b>"), None);
    let mut stories: Vec<Story> = (10..)
        .zip(titles)
        .map(|(number, title)| {
            let mut story = plain(number, title);
            story.summary = title.to_owned();
            story.authors = vec![title.to_owned()];
            story.topics = vec![title.to_owned()];
            story.reports.push(report(&bad_outlet, title, "en"));
            story.reports[0].rights = Some(title.to_owned());
            story.reports[0].feed_title = Some(title.to_owned());
            story.related = vec![StoryRef {
                id: id(9),
                uri: uri(9),
                title: title.to_owned(),
                language: None,
                outlets: 1,
            }];
            story
        })
        .collect();
    let mut huge = plain(40, &"énorme ".repeat(150_000));
    huge.summary = "x".repeat(1_000_000);
    let mut links = plain(41, "links");
    links.link = "javascript:alert(1)".to_owned();
    links.image = Some("https://a.example/\"><script>".to_owned());
    links.reports[0].url = "/relative".to_owned();
    links.reports.push(report(&bad_outlet, "", "en"));
    links.reports[1].url = String::new();
    links.enclosures = vec![Enclosure {
        url: "https://a.example/x".to_owned(),
        media_type: "nonsense".to_owned(),
        length: Some(1),
    }];
    let mut orphan = plain(42, "no report, no country");
    orphan.reports.clear();
    orphan.countries = Countries::default();
    stories.extend([huge, links, orphan]);
    stories.extend(addresses());
    stories.extend([markup(), languages()]);
    stories
}

/// Addresses that browsers take and validators do not.
fn addresses() -> Vec<Story> {
    let addresses = [
        "https://médias.example/été?q=é#é",
        "https://a.example\\@evil.example\\x",
        "https://a.exa\nmple/\ta b",
        "HTTP://A.Example:80/%7euser/%c3%a9/../x",
        "https://a.example?only=query",
        "https://under_score.example/a^b`c|d",
        "http://[::1]/a[b]",
        "https://a.example/%zz%",
        "//a.example/x",
        "ftp://a.example/x",
    ];
    let story = |(number, address): (u8, &str)| {
        let mut story = plain(number, address);
        story.link = address.to_owned();
        story.image = Some(address.to_owned());
        story.enclosures = vec![Enclosure {
            url: address.to_owned(),
            media_type: "audio/mpeg; charset=x".to_owned(),
            length: Some(u64::MAX),
        }];
        story.reports[0].url = address.to_owned();
        if let Ok(url) = address.parse() {
            let source = Arc::make_mut(&mut story.reports[0].source);
            source.url = url;
            let outlet = Arc::make_mut(&mut source.outlet);
            outlet.site = Some(source.url.clone());
        }
        let bad = outlet(address, Some(address), None);
        let mut other = report(&bad, "", "fr");
        other.url = address.to_owned();
        story.reports.push(other);
        story
    };
    (50..).zip(addresses).map(story).collect()
}

/// Full text with what sanitising leaves and validators warn of.
fn markup() -> Story {
    let mut story = plain(70, "markup");
    story.content = Some(
        "<p>a <bdo dir=\"rtl\">b</bdo> <ruby>c<rtc>d</rtc></ruby> 3 &gt; 2 &amp; &nbsp;</p>\
         <audio src=\"https://a.example/a.mp3\" controls=\"\"></audio>\
         <a href=\"/relative\">e</a> <a href=\"mailto:a@b.example\">f</a>\
         <a href=\"https://é.example/ x\">g</a><img src=\"i.png\" alt=\"h\">\
         <video controls=\"\" poster=\"p.png\"><source src=\"https://a.example/v.mp4\"></video>"
            .to_owned(),
    );
    story
}

/// Languages that are none, and one that validators have never heard of.
fn languages() -> Story {
    let mut story = plain(71, "Dem say di matter don land for court");
    story.language = Some(language("pcm"));
    story.published = at("2026-11-19T09:00:00Z");
    story.reports[0].language = Some(language("pcm"));
    let radio = outlet("Radio du Fleuve", None, None);
    story.reports.push(report(&radio, "Autre", "qqq"));
    story
}

pub fn tombstones() -> Vec<Tombstone> {
    let elder = StoryRef {
        id: id(1),
        uri: uri(1),
        title: rich().title,
        language: rich().language,
        outlets: 1,
    };
    vec![
        Tombstone {
            id: id(7),
            uri: uri(7),
            at: at("2026-11-20T12:00:00Z"),
            merged_into: Some(elder),
        },
        Tombstone {
            id: id(8),
            uri: uri(8),
            at: at("2026-11-20T10:00:00Z"),
            merged_into: None,
        },
    ]
}
