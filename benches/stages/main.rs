//! What each stage costs, alone: a feed of twenty entries read, normalised when all of it is new and
//! when all of it is known, one text made safe, one entry attributed, twenty grouped among two
//! thousand, and an edition of fifty stories rendered in its three formats.

#[path = "../support/feed.rs"]
mod feed;
#[path = "../support/stream.rs"]
mod stream;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use griot::attribute::{Attributor, Text};
use griot::domain::{
    Countries, Country, Edition, Entry, Instance, Language, Outlet, Report, Scope, Source,
    SourceId, Story,
};
use griot::group::Engine;
use griot::normalise::{self, Memory, Rules};
use griot::parse::{self, Context, Document};
use griot::publish::{Issue, render_all};
use stream::Stream;

/// Entries of a feed.
const ENTRIES_OF_A_FEED: u64 = 20;
/// Entries among which new ones are grouped.
const WINDOW: u64 = 2_000;
/// Stories of an edition.
const STORIES: u64 = 50;

/// Language, title and summary of an entry as feeds carry them, the summary of usual length.
const ENTRIES: [(&str, &str, &str); 4] = [
    (
        "fr",
        "Mali : une école rouvre à Ménaka après deux ans de fermeture",
        "BAMAKO (FdF) - Les premiers élèves ont repris lundi le chemin de l'école fondamentale de \
         Ménaka, dans le nord-est du Mali. Des enseignants venus de Gao et du Niger voisin les \
         accompagnent, selon un militant malien de l'éducation. Le gouvernement de transition \
         promet d'ouvrir douze autres écoles avant la fin de l'année. Lire aussi : Le Tchad \
         recrute mille enseignants",
    ),
    (
        "en",
        "Nigerian and Beninese customs open joint border post near Sèmè",
        "Officials from Abuja and Cotonou cut the ribbon on Tuesday. Lorries bound for Lagos will \
         be checked only once, a change that traders from Togo and Ghana had asked for. The post \
         The Harmattan first reported the plan last year. The post appeared first on Harmattan.",
    ),
    (
        "pt",
        "Governo moçambicano anuncia novo hospital em Nampula",
        "Maputo, 03 mar (CL) - O hospital terá trezentas camas e será construído com apoio de \
         Portugal e do Brasil. As obras começam em maio, disse a ministra da Saúde durante uma \
         visita ao norte do país.",
    ),
    (
        "ar",
        "الخرطوم والقاهرة توقعان اتفاقا لتأهيل السكك الحديدية",
        "وقع السودان ومصر يوم الأحد اتفاقا لإعادة تأهيل خط السكة الحديدية بين أسوان ووادي حلفا. \
         وقال وزير النقل السوداني إن الأشغال تبدأ بعد موسم الأمطار.",
    ),
];

fn main() {
    divan::main();
}

fn stream() -> Stream {
    Stream { weekly: WINDOW }
}

/// When the stream is read.
fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn feed_text() -> String {
    feed::rss(&stream(), 0..ENTRIES_OF_A_FEED, now() - TimeDelta::days(1))
}

fn document() -> Document {
    parse::read(feed_text().as_bytes(), &Context::default()).expect("a feed")
}

fn source() -> Source {
    let outlet = Outlet {
        name: "Outlet".to_owned(),
        site: None,
        language: None,
        owner: None,
        ownership: None,
        full_content: true,
    };
    Source {
        id: SourceId::new("outlet"),
        outlet: Arc::new(outlet),
        url: "https://outlet.example/feed".parse().expect("a constant"),
        country: None,
    }
}

/// Reads a feed.
#[divan::bench]
fn parse_feed(bencher: Bencher<'_, '_>) {
    let text = feed_text();
    bencher
        .counter(ItemsCount::new(ENTRIES_OF_A_FEED))
        .bench(|| parse::read(black_box(text.as_bytes()), &Context::default()));
}

/// Makes entries of a feed of which nothing is known.
#[divan::bench]
fn normalise_new(bencher: Bencher<'_, '_>) {
    let (document, source) = (document(), source());
    bencher
        .counter(ItemsCount::new(ENTRIES_OF_A_FEED))
        .bench(|| normalise::entries(black_box(&document), &source, &Rules::default(), now()));
}

/// Knows the entries of a feed again that said the same before.
#[divan::bench]
fn normalise_known(bencher: Bencher<'_, '_>) {
    let (document, source) = (document(), source());
    let mut memory = Memory::default();
    let mut read = || -> Vec<Entry> {
        normalise::remembering(&document, &source, &Rules::default(), &mut memory, now()).0
    };
    read();
    bencher
        .counter(ItemsCount::new(ENTRIES_OF_A_FEED))
        .bench_local(|| black_box(read()));
}

/// Makes the HTML of a full text safe.
#[divan::bench]
fn sanitise(bencher: Bencher<'_, '_>) {
    let (_, _, summary) = ENTRIES[0];
    let paragraph = format!("<p class=x onclick=y>{summary} <a href=\"/z\">lien</a></p>\n");
    let html = paragraph.repeat(10);
    let base = "https://outlet.example/".parse().expect("a constant");
    bencher.bench(|| normalise::sanitise(black_box(&html), Some(&base)));
}

/// Finds the countries of one entry.
#[divan::bench(args = ENTRIES.map(|(language, ..)| language))]
fn attribute(bencher: Bencher<'_, '_>, language: &str) {
    let attributor = Attributor::bundled();
    let entry = ENTRIES.iter().find(|entry| entry.0 == language);
    let (_, title, summary) = entry.expect("the argument comes from the entries");
    let text = Text {
        language: language.parse().ok(),
        title,
        summary,
        ..Text::default()
    };
    bencher.bench(|| attributor.attribute(black_box(&text)));
}

/// Makes the gazetteer ready.
#[divan::bench]
fn gazetteer() -> Attributor {
    Attributor::new(&[], &[], &[])
}

/// Groups the entries of a feed among those of a week.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn group(bencher: Bencher<'_, '_>) {
    let stream = stream();
    let settings =
        griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled());
    let engine = || {
        let mut engine = Engine::new(settings.clone());
        let entries = (0..WINDOW).map(|number| {
            let event = stream.item(stream.event(number));
            (stream.item(number), event.founds)
        });
        engine.restore(entries.collect());
        let items = (WINDOW..WINDOW + ENTRIES_OF_A_FEED).map(|number| stream.item(number));
        (engine, items.collect::<Vec<_>>())
    };
    bencher
        .counter(ItemsCount::new(ENTRIES_OF_A_FEED))
        .with_inputs(engine)
        .bench_local_values(|(mut engine, items)| {
            let now = items.iter().map(|item| item.seen).max().unwrap_or_default();
            let changes = engine.round(now, items);
            (engine, changes)
        });
}

/// Renders an edition in its three formats.
#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let instance = Instance {
        base_url: "https://news.example/".parse().expect("a constant"),
        authority: "news.example".to_owned(),
        name: "griot".to_owned(),
        contact: None,
        language: Language::FRENCH,
        items: 50,
        ttl_minutes: 30,
        images: true,
        topics: Vec::new(),
        hub: None,
    };
    let niger: Country = "NE".parse().expect("a constant");
    let edition = Edition::of(Scope::Country(niger));
    let stories: Vec<Story> = (0..STORIES).map(|number| story(number, niger)).collect();
    let stories: Vec<&Story> = stories.iter().collect();
    let issue = Issue {
        instance: &instance,
        edition: &edition,
        stories: &stories,
        tombstones: &[],
        prev_archive: None,
    };
    bencher
        .counter(ItemsCount::new(STORIES))
        .bench(|| render_all(black_box(&issue)));
}

fn story(number: u64, country: Country) -> Story {
    let item = stream().item(number);
    let source = Arc::new(source());
    let link = format!("https://outlet.example/{number}");
    Story {
        id: item.founds,
        uri: format!("tag:news.example,2026-01-01:story/{}", item.founds),
        published: item.seen,
        updated: item.seen,
        link: link.clone(),
        title: item.title.clone(),
        summary: item.summary,
        content: Some(format!("<p>{}</p>", item.text)).filter(|_| !item.text.is_empty()),
        language: item.language,
        authors: Vec::new(),
        image: None,
        enclosures: Vec::new(),
        countries: Countries {
            primary: vec![country],
            ..Countries::default()
        },
        topics: Vec::new(),
        reports: vec![Report {
            source,
            feed_title: None,
            title: item.title,
            url: link,
            language: item.language,
            published: item.seen,
            first_seen: item.seen,
            independent: true,
            rights: None,
            origin: None,
            bond: None,
            retitled: Vec::new(),
        }],
        related: Vec::new(),
    }
}
