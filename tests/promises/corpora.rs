//! Corpora that lie beside the project: what really was served, and the articles of the four
//! outlets that griot was first wanted for. Skipped, with a word, where GRIOT_SHARED names none.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::Value;

use crate::instance::{Instance, source, text};
use crate::outlet::{Outlet, Page, Validators};
use crate::seeds::{self, Shape};
use crate::wellformed;

fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("GRIOT_SHARED").map(PathBuf::from);
    if shared.is_none() {
        eprintln!("skipped: GRIOT_SHARED names no folder of corpora");
    }
    shared
}

/// The documents of a folder, by name.
fn documents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "jsonl"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// Serves documents and polls them all; the summary and the exit code.
fn poll(documents: &[(String, Vec<u8>)]) -> (Outlet, Instance, Value, Option<i32>) {
    let outlet = Outlet::open();
    let mut tables = String::new();
    for (name, bytes) in documents {
        let path = format!("/{name}");
        publish(&outlet, &path, bytes.clone());
        tables +=
            &source(&name.replace('.', "-"), &outlet.url(&path)).replace("language = \"fr\"\n", "");
    }
    let griot = Instance::configured("countries = \"all\"", &tables);
    let said = griot.run(&["refresh", "--json"]);
    assert_eq!(said.err, "");
    let summary = serde_json::from_str(&said.out).unwrap();
    (outlet, griot, summary, said.code)
}

fn publish(outlet: &Outlet, path: &str, bytes: Vec<u8>) {
    let ending = path.rsplit('.').next().unwrap();
    let content_type = match ending {
        "json" => "application/feed+json",
        "html" => "text/html",
        _ => "application/xml",
    };
    let page = Page::rss(bytes).content_type(content_type);
    outlet.publish(path, page.validators(Validators::None));
}

#[test]
fn real_feeds_are_polled_in_one_round_and_again_without_a_change() {
    let Some(shared) = shared() else { return };
    let mut feeds = documents(&shared.join("feeds/real"));
    let (outlet, griot, summary, _) = poll(&feeds);
    for failure in summary["failures"].as_array().unwrap() {
        let message = text(&failure["message"]);
        println!("{}: {message}", failure["source"]);
        assert!(!message.is_empty() && message.lines().count() == 1 && message.len() < 400);
    }
    println!(
        "{} {} {}",
        summary["sources"], summary["entries"], summary["stories"]
    );
    let several = griot.says(&["story", "list", "--limit", "100000", "--json"]);
    let several = several
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    println!(
        "{} stories of several outlets",
        several
            .filter(|story| story["outlets"].as_u64() > Some(1))
            .count()
    );
    assert!(
        summary["entries"]["new"].as_u64() > Some(1_000),
        "{summary}"
    );
    wellformed::all(&griot);
    wellformed::by_schemas(&griot.public(""));

    // The same documents with a comment that moves: nothing is new, nothing edited. What stands
    // behind a document that is cut off would be part of its last text.
    let is_whole = |bytes: &[u8]| {
        let ends = ["</rss>", "</feed>", "</rdf:RDF>"];
        let end = bytes.trim_ascii_end();
        ends.iter().any(|tag| end.ends_with(tag.as_bytes()))
    };
    let before = griot.published();
    for (name, bytes) in &mut feeds {
        if name.ends_with(".xml") && is_whole(bytes) {
            bytes.extend(b"\n<!-- built anew -->\n");
        }
        publish(&outlet, &format!("/{name}"), bytes.clone());
    }
    let said = griot.run(&["refresh", "--all", "--json"]);
    let again: Value = serde_json::from_str(&said.out).unwrap();
    let entries = &again["entries"];
    assert_eq!(
        (&entries["new"], &entries["updated"]),
        (&0.into(), &0.into()),
        "{again}"
    );
    let changed = crate::instance::differing(&before, &griot.published());
    assert_eq!(changed, [""; 0]);
}

#[test]
fn damaged_feeds_and_failing_sites_harm_nothing() {
    let Some(shared) = shared() else { return };
    for folder in ["feeds/damage", "feeds/shapes"] {
        let (_outlet, griot, summary, code) = poll(&documents(&shared.join(folder)));
        assert!(matches!(code, Some(0 | 3)), "{summary}");
        for failure in summary["failures"].as_array().unwrap() {
            println!("{}: {}", failure["source"], failure["message"]);
        }
        wellformed::all(&griot);
        wellformed::by_schemas(&griot.public(""));
    }
}

#[test]
fn the_founding_outlets_articles_come_to_their_countries_and_stay_apart() {
    let Some(shared) = shared() else { return };
    let wrong = Mutex::new(Vec::new());
    let judge = &|shape: Shape| {
        let outlet = Outlet::open();
        let griot = Instance::configured("countries = \"all\"", "");
        seeds::set_up(&griot, &outlet, &shared.join("seeds"), shape);
        griot.refresh(&[]);
        let mut wrong = wrong.lock().unwrap();
        if let Err(what) = seeds::judge(&griot) {
            wrong.push(format!("{shape:?}: {what}"));
        }
        let boilerplate = seeds::boilerplate(&griot);
        if !boilerplate.is_empty() {
            wrong.push(format!("{shape:?}: {boilerplate:?}"));
        }
    };
    std::thread::scope(|scope| {
        for shape in Shape::ALL {
            scope.spawn(move || judge(shape));
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert_eq!(wrong, [""; 0], "{}", wrong.join("\n"));
}

/// The slugs of the countries' editions that hold an item.
pub fn filled(griot: &Instance) -> BTreeSet<String> {
    fs::read_dir(griot.public("feeds"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .filter(|slug| !griot.items(slug).is_empty())
        .collect()
}
