//! Every verdict on what is together and what is apart can be questioned.

mod pairs;
mod stories;
mod texts;

use serde_json::Value;

use crate::feeds::{Item, rss};
use crate::instance::{Instance, source};
use crate::outlet::{Outlet, Page};

fn serving(items: &[Item]) -> Outlet {
    Outlet::serving(Page::rss(rss("Fil", items)))
}

/// What `explain` says of these, for programs.
fn explained(griot: &Instance, names: &[&str]) -> Value {
    let mut arguments = vec!["explain", "--json"];
    arguments.extend(names);
    serde_json::from_str(&griot.says(&arguments)).unwrap()
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

/// What a list of features or factors comes to.
fn sum(features: &Value) -> f64 {
    let features = features.as_array().unwrap().iter();
    features
        .map(|one| number(&one["value"]) * number(&one["weight"]))
        .sum()
}

fn product(factors: &Value) -> f64 {
    let factors = factors.as_array().unwrap().iter();
    factors.map(|one| number(&one["value"])).product()
}

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one["name"].as_str().unwrap()).collect()
}

/// The change of this kind that is said to turn the verdict.
fn change<'v>(pair: &'v Value, kind: &str) -> Option<&'v Value> {
    let all = pair["comparison"]["otherwise"].as_array().unwrap();
    all.iter().find(|one| one["change"] == kind)
}

/// The only entry that has this guid.
fn entry(griot: &Instance, item: &Item) -> String {
    explained(griot, &[&item.guid])["entry"].to_string()
}

/// An instance of outlets with a language and further lines each, which serve one item each.
fn of(outlets: &[(&str, &str, &str, &Item)]) -> (Instance, Vec<Outlet>) {
    let mut tables = String::new();
    let mut served = Vec::new();
    for (name, language, lines, item) in outlets {
        let outlet = serving(std::slice::from_ref(*item));
        let table = source(name, &outlet.url("/feed"));
        let language = format!("language = \"{language}\"\n{lines}\n");
        tables += &table.replace("language = \"fr\"\n", &language);
        served.push(outlet);
    }
    (
        Instance::configured("countries = [\"NE\"]", &tables),
        served,
    )
}

/// A bridge falls somewhere; each outlet tells it in words of its own.
fn bridge(outlet: &str, place: &str, hours: i64) -> Item {
    let (title, text) = match outlet {
        "Un" => (
            format!("{place} : un pont s'effondre sous un camion de ciment"),
            "L'ouvrage a cédé lundi au passage d'un camion chargé de ciment ; le chauffeur est sauf.",
        ),
        _ => (
            format!("{place} : le chauffeur sauf après la chute d'un pont"),
            "Un camion est tombé lundi avec le pont qu'il franchissait. Une enquête est ouverte.",
        ),
    };
    Item::new(hours, &title, text)
}

/// Two outlets tell of a bridge each: what is said of the two, and shown, and whether they are one
/// story.
fn bridges(one: (&str, i64), other: (&str, i64)) -> (Value, String) {
    let items = [bridge("Un", one.0, one.1), bridge("Deux", other.0, other.1)];
    let outlets = [0, 1].map(|place| serving(&items[place..=place]));
    let griot = Instance::of(&[("Un", &outlets[0]), ("Deux", &outlets[1])]);
    griot.refresh(&[]);
    let names = items.map(|item| item.guid);
    let names = names.each_ref().map(String::as_str);
    let shown = griot.says(&[&["explain"], names.as_slice()].concat());
    (explained(&griot, &names), shown)
}
