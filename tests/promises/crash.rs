//! A round that is killed loses nothing, doubles nothing and leaves no half file.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, text};
use crate::outlet::{Outlet, Page};
use crate::wellformed;

/// Instances that are killed, one after the other.
const RUNS: u64 = 6;
/// Kills of each, before and after its outlets publish more.
const KILLS: u64 = 4;
/// All of it takes no longer; fewer kills on a machine that is very slow.
const LIMIT: Duration = Duration::from_secs(50);

#[test]
fn after_a_kill_the_next_round_ends_as_an_undisturbed_one() {
    let outlets: Vec<Outlet> = (0..6).map(|_| Outlet::open()).collect();
    let started = Instant::now();
    let mut random = Random(20_261_121);
    let base = griot::clock::Clock::system().now();
    publish(&outlets, Edition::Morning, base);
    let undisturbed = instance(&outlets);
    let took = Instant::now();
    undisturbed.refresh(&[]);
    let took = took.elapsed();
    let morning = normalised(&undisturbed);
    publish(&outlets, Edition::Evening, base);
    undisturbed.refresh(&["--all"]);
    let evening = normalised(&undisturbed);
    assert_ne!(morning, evening);

    let (mut kills, mut runs) = (0, 0);
    for run in 0..RUNS {
        if started.elapsed() > LIMIT {
            break;
        }
        let griot = instance(&outlets);
        let mut ids = BTreeMap::new();
        for (edition, expected) in [(Edition::Morning, &morning), (Edition::Evening, &evening)] {
            publish(&outlets, edition, base);
            for _ in 0..KILLS {
                kills += u64::from(kill(&griot, took.mul_f64(random.next() * 0.9)));
                whole(&griot, &mut ids);
            }
            griot.refresh(&["--all"]);
            whole(&griot, &mut ids);
            let now = normalised(&griot);
            let (only_now, missing) = (without(&now, expected), without(expected, &now));
            assert!(
                only_now.is_empty() && missing.is_empty(),
                "run {run}: not in the undisturbed one: {only_now:#?}\nonly there: {missing:#?}"
            );
            let again = griot.refresh(&["--all"]);
            assert_eq!(again["entries"]["new"], 0);
            assert_eq!(again["editions"]["written"], 0);
        }
        runs += 1;
        let staging = std::fs::read_dir(griot.public(".staging")).unwrap();
        assert!(staging.count() <= 1, "run {run}: what was staged is swept");
    }
    println!("{kills} rounds were killed in {:?}", started.elapsed());
    assert!(
        kills >= runs,
        "too few rounds lived long enough to be killed"
    );
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

#[derive(Clone, Copy)]
enum Edition {
    Morning,
    Evening,
}

/// What each outlet's feed holds. Dates hang on `base` alone, so that a feed that is published again
/// says the same.
fn publish(outlets: &[Outlet], edition: Edition, base: DateTime<Utc>) {
    for (number, outlet) in outlets.iter().enumerate() {
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
            item.date = base - TimeDelta::minutes((60 * hours + number) as i64);
        }
        outlet.publish("/feed", Page::rss(rss(&format!("Fil {number}"), &items)));
    }
}

fn instance(outlets: &[Outlet]) -> Instance {
    let names: Vec<String> = (0..outlets.len())
        .map(|number| format!("fil-{number}"))
        .collect();
    let pairs: Vec<(&str, &Outlet)> = names.iter().map(String::as_str).zip(outlets).collect();
    Instance::of(&pairs)
}

/// Starts a round and kills it after `delay`; whether it still ran.
fn kill(griot: &Instance, delay: Duration) -> bool {
    let mut child = griot
        .command(&["refresh", "--all"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    let lived = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    lived
}

/// Every file that is there is whole, no item is there twice, and each event keeps its id.
fn whole(griot: &Instance, ids: &mut BTreeMap<String, String>) {
    if !griot.public("index.html").is_file() {
        return;
    }
    wellformed::all(griot);
    for edition in ["all", "ne", "sn", "ml"] {
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

/// The items of each edition without what hangs on the time of a round: ids and the time of the last change.
fn normalised(griot: &Instance) -> Vec<(&'static str, Value)> {
    let mut told = Vec::new();
    for edition in ["all", "ne", "sn", "ml"] {
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
fn without<'i>(
    items: &'i [(&'static str, Value)],
    others: &[(&'static str, Value)],
) -> Vec<&'i (&'static str, Value)> {
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
struct Random(u64);

impl Random {
    /// Between 0 and 1.
    fn next(&mut self) -> f64 {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
