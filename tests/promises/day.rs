//! A day of six outlets, and what has to be true of an instance whatever was done to it meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, source, text};
use crate::outlet::{Outlet, Page};
use crate::wellformed;

/// The editions that are looked at.
const EDITIONS: [&str; 4] = ["all", "ne", "sn", "ml"];

/// What feeds hold at a time of the day.
#[derive(Clone, Copy, Debug)]
pub enum Edition {
    Morning,
    Evening,
}

/// Six outlets, and what an instance that nothing happens to makes of their day.
pub struct Day {
    outlets: Vec<Outlet>,
    base: DateTime<Utc>,
    morning: Items,
    evening: Items,
}

/// The items of each edition without what hangs on the time of a round.
type Items = Vec<(&'static str, Value)>;

/// The ids by which readers know events, by their links.
pub type Ids = BTreeMap<String, String>;

impl Day {
    pub fn open() -> Self {
        let mut day = Self {
            outlets: (0..6).map(|_| Outlet::open()).collect(),
            base: griot::clock::Clock::system().now(),
            morning: Items::new(),
            evening: Items::new(),
        };
        let undisturbed = day.instance();
        day.publish(Edition::Morning);
        undisturbed.refresh(&[]);
        day.morning = items(&undisturbed);
        day.publish(Edition::Evening);
        undisturbed.refresh(&["--all"]);
        day.evening = items(&undisturbed);
        assert_ne!(day.morning, day.evening);
        day
    }

    /// An instance that polls all of them.
    pub fn instance(&self) -> Instance {
        let mut tables = "[group]\nsettle = \"0s\"\n".to_owned();
        for (number, outlet) in self.outlets.iter().enumerate() {
            tables += &source(&format!("fil-{number}"), &outlet.url("/feed"));
        }
        Instance::configured("countries = [\"NE\", \"SN\", \"ML\"]", &tables)
    }

    /// Puts an edition into the outlets' feeds. Dates hang on the day alone, so that a feed that is
    /// published again says the same.
    pub fn publish(&self, edition: Edition) {
        for (number, outlet) in self.outlets.iter().enumerate() {
            let words = ["A", "B", "C"][number % 3];
            let own = |at: usize| {
                let (title, text) = OWN[2 * number + at];
                Item::new(20, title, text)
            };
            let mut items = vec![own(0)];
            if number < 3 {
                items.push(events::mine(words));
            }
            if let Edition::Evening = edition {
                items.push(own(1));
                if number >= 3 {
                    items.push(events::strike(words));
                }
            }
            for item in &mut items {
                let hours = 1 + item.text.len() % 23;
                item.date = self.base - TimeDelta::minutes((60 * hours + number) as i64);
            }
            outlet.publish("/feed", Page::rss(rss(&format!("Fil {number}"), &items)));
        }
    }

    /// After a round that ended well: as an undisturbed one, and the published files are those that the
    /// store alone makes in an empty folder, to the byte.
    pub fn holds(&self, griot: &Instance, edition: Edition, ids: &mut Ids) {
        self.is_undisturbed(griot, edition, ids);
        assert_eq!(self.not_of_the_store(griot), [""; 0]);
    }

    /// Nothing is lost or doubled against an instance that nothing happened to, a further round finds
    /// nothing to do, and every compressed form is of its file.
    pub fn is_undisturbed(&self, griot: &Instance, edition: Edition, ids: &mut Ids) {
        whole(griot, ids);
        let expected = self.expected(edition);
        let now = items(griot);
        let (only_now, missing) = (without(&now, expected), without(expected, &now));
        assert!(
            only_now.is_empty() && missing.is_empty(),
            "not in the undisturbed one: {only_now:#?}\nonly there: {missing:#?}"
        );
        let again = griot.refresh(&["--all"]);
        assert_eq!(again["entries"]["new"], 0);
        assert_eq!(again["editions"]["written"], 0);
        forms(griot);
    }

    /// No report is missing that an instance has which nothing happened to, whoever tells its story.
    pub fn is_told(&self, griot: &Instance, edition: Edition) {
        let reports = |items: &Items| -> BTreeSet<(&str, String)> {
            let reports = items.iter().flat_map(|(edition, item)| {
                let others = item["_griot"]["also_reported_by"].as_array();
                let reports = others.into_iter().flatten().chain([item]);
                reports.map(|report| (*edition, text(&report["url"])))
            });
            reports.collect()
        };
        let (told, expected) = (reports(&items(griot)), reports(self.expected(edition)));
        let missing: Vec<_> = expected.difference(&told).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    fn expected(&self, edition: Edition) -> &Items {
        match edition {
            Edition::Morning => &self.morning,
            Edition::Evening => &self.evening,
        }
    }

    /// The published files that are not what the store alone makes in an empty folder, and those that
    /// it makes beside.
    pub fn not_of_the_store(&self, griot: &Instance) -> Vec<String> {
        let anew = self.instance();
        std::fs::create_dir_all(anew.path().join("state")).unwrap();
        griot.says(&[
            "backup",
            anew.path().join("state/griot.db").to_str().unwrap(),
        ]);
        anew.refresh(&[]);
        differing(&griot.published(), &anew.published())
    }
}

/// Every file that is there is whole, no event is there twice, and each keeps its id.
pub fn whole(griot: &Instance, ids: &mut Ids) {
    if !griot.public("index.html").is_file() {
        return;
    }
    wellformed::all(griot);
    for edition in EDITIONS {
        if !griot.public(&format!("feeds/{edition}.json")).is_file() {
            continue;
        }
        let mut links = Vec::new();
        for item in griot.items(edition) {
            let (link, id) = (text(&item["url"]), text(&item["id"]));
            assert_eq!(
                ids.entry(link.clone()).or_insert_with(|| id.clone()),
                &id,
                "{link}"
            );
            links.push(link);
        }
        let all = links.len();
        links.sort();
        links.dedup();
        assert_eq!(links.len(), all, "{edition} holds an event twice");
    }
}

/// Each compressed form holds what its file does.
fn forms(griot: &Instance) {
    let files = griot.published();
    let mut seen = 0;
    for (path, bytes) in &files {
        let Some((stem, ending)) = path.rsplit_once('.') else {
            continue;
        };
        let mut plain = Vec::new();
        match ending {
            "gz" => drop(flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut plain)),
            "br" => drop(brotli::BrotliDecompress(&mut &bytes[..], &mut plain)),
            "zst" => plain = zstd::decode_all(&bytes[..]).unwrap_or_default(),
            _ => continue,
        }
        assert!(files[stem] == plain, "{path} is not of its file");
        seen += 1;
    }
    assert!(seen > 0);
}

/// What each outlet alone reports, in the morning and in the evening.
const OWN: [(&str, &str); 12] = [
    (
        "Un pont sur le Bani relie Djenné à Mopti",
        "Le gouvernement du Mali a ouvert le pont de Djenné à la circulation.",
    ),
    (
        "Bamako : la bibliothèque nationale rouvre",
        "Fermée deux ans pour travaux, la bibliothèque du Mali accueille à nouveau.",
    ),
    (
        "Mali : le coton se vend mieux à Sikasso",
        "Les producteurs de coton de Sikasso ont livré leur récolte à un prix relevé.",
    ),
    (
        "Kayes perd son dernier train de voyageurs",
        "La ligne ferroviaire de Kayes, dans l'ouest du Mali, cesse tout service.",
    ),
    (
        "Tombouctou restaure trois manuscrits rares",
        "Des restaurateurs du Mali ont sauvé trois manuscrits du XVe siècle.",
    ),
    (
        "Le lac Faguibine se remplit à nouveau",
        "Dans le nord du Mali, le lac Faguibine reçoit l'eau du fleuve.",
    ),
    (
        "Gao : un vaccin pour les chameaux",
        "Les vétérinaires de Gao, au Mali, commencent une campagne pour le bétail.",
    ),
    (
        "Ségou célèbre son festival de marionnettes",
        "La ville de Ségou, au Mali, fête ses marionnettes jusqu'à dimanche.",
    ),
    (
        "Une raffinerie d'or ouvre près de Bamako",
        "Le Mali traitera lui-même une part de son or.",
    ),
    (
        "Koulikoro : panne d'électricité géante",
        "Une panne a privé Koulikoro, au Mali, de courant durant dix heures.",
    ),
    (
        "Mali : nouvelle carte scolaire en octobre",
        "Le ministère de l'Éducation du Mali redessine les académies.",
    ),
    (
        "Bougouni élève une statue à ses tirailleurs",
        "Au Mali, Bougouni rend hommage à ses anciens combattants.",
    ),
];

/// The items of each edition without ids and the time of the last change.
fn items(griot: &Instance) -> Items {
    let mut told = Vec::new();
    for edition in EDITIONS {
        for mut whole in griot.items(edition) {
            let item = whole.as_object_mut().unwrap();
            item.remove("id");
            item.remove("date_modified");
            item["content_html"] = without_addresses(&text(&item["content_html"])).into();
            let own = item["_griot"].as_object_mut().unwrap();
            own.remove("story");
            own.remove("page");
            own.remove("related");
            told.push((edition, whole));
        }
    }
    told
}

/// The items of the one that are not among those of the other.
fn without<'i>(items: &'i Items, others: &Items) -> Vec<&'i (&'static str, Value)> {
    items.iter().filter(|item| !others.contains(item)).collect()
}

/// Related stories are linked by their pages' addresses, which hold ids.
fn without_addresses(html: &str) -> String {
    let mut parts = html.split("https://news.example/story/");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(&part[26..]);
    }
    rest
}

/// Numbers that look random and are the same every time.
pub struct Random(pub u64);

impl Random {
    /// Between 0 and 1.
    pub fn next(&mut self) -> f64 {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
