//! Every verdict on countries can be questioned.

use serde_json::Value;

use crate::feeds::{Item, rss};
use crate::instance::{Instance, griot, source};
use crate::outlet::{Outlet, Page};

const TITLE: &str = "Mali : deux ponts sur le Bani rouvrent à la circulation près de Ségou";

fn bridges(title: &str) -> Item {
    Item::new(
        2,
        title,
        "Les camions passent de nouveau depuis lundi. Une équipe venue du Niger voisin a aidé aux \
         travaux, dit la mairie.",
    )
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The evidence for one country: field, words and points.
fn evidence<'v>(countries: &'v Value, code: &str) -> Vec<(&'v str, &'v str, f64)> {
    let all = countries["evidence"].as_array().unwrap();
    all.iter()
        .filter(|one| one["country"] == code)
        .map(|one| {
            let text = |field: &str| one[field].as_str().unwrap();
            (
                text("field"),
                text("surface"),
                one["effect"].as_f64().unwrap(),
            )
        })
        .collect()
}

fn instance(outlet: &Outlet) -> Instance {
    Instance::configured("countries = [\"ML\"]", &source("Un", &outlet.url("/feed")))
}

#[test]
fn an_entry_is_explained_by_whatever_one_has_of_it() {
    let item = bridges(TITLE);
    let outlet = Outlet::serving(Page::rss(rss("Un", std::slice::from_ref(&item))));
    let griot = instance(&outlet);
    griot.refresh(&[]);
    let explained = json(&griot.says(&["explain", &item.guid, "--json"]));
    let countries = &explained["countries"];
    assert_eq!(
        (&countries["primary"][0], &countries["differs"]),
        (&"ML".into(), &false.into())
    );
    assert_eq!(countries["mentioned"], Value::from(vec!["NE"]));
    let mali = evidence(countries, "ML");
    assert_eq!((mali[0].0, mali[0].1), ("title", "Mali"));
    // The points are what the evidence brings, and half a point for the head of the headline.
    let sum: f64 = mali.iter().map(|(_, _, effect)| effect).sum();
    let points = countries["points"][0]["points"].as_f64().unwrap();
    assert!((points - sum - 0.5).abs() < 1e-3, "{countries}");
    // What stands near is weighed down, and says so.
    let niger = countries["evidence"].as_array().unwrap();
    let niger = niger.iter().find(|one| one["country"] == "NE").unwrap();
    assert!(
        niger["rules"]
            .as_array()
            .unwrap()
            .contains(&"neighbour".into()),
        "{niger}"
    );

    let number = explained["entry"].to_string();
    let slashed = format!("{}/", item.guid);
    let beginning = &item.guid[..item.guid.len() - 7];
    for name in [number.as_str(), &slashed, beginning] {
        assert_eq!(
            json(&griot.says(&["explain", name, "--json"])),
            explained,
            "{name}"
        );
    }
    let shown = griot.says(&["explain", &item.guid]);
    for part in [
        TITLE,
        "ML Mali (",
        "NE Niger (",
        "name, topic",
        "neighbour ×0.3",
        "  Mali\n",
        "  Niger\n",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("stored"), "{shown}");
}

#[test]
fn a_story_is_explained_with_each_of_its_entries() {
    let item = bridges(TITLE);
    let [one, other] =
        [(); 2].map(|()| Outlet::serving(Page::rss(rss("Fil", std::slice::from_ref(&item)))));
    let griot = Instance::of(&[("Un", &one), ("Deux", &other)]);
    griot.refresh(&[]);
    let story = &griot.items("ml")[0];
    let id = story["_griot"]["story"].as_str().unwrap();
    let explained = json(&griot.says(&["explain", id, "--json"]));
    assert_eq!(explained["story"], id);
    assert_eq!(explained["countries"]["primary"], Value::from(vec!["ML"]));
    assert_eq!(explained["entries"].as_array().unwrap().len(), 2);
    let page = format!("https://news.example/story/{id}/");
    let uri = story["id"].as_str().unwrap();
    let lower = id.to_lowercase();
    for name in [&page, uri, &id[..12], &lower] {
        assert_eq!(
            json(&griot.says(&["explain", name, "--json"])),
            explained,
            "{name}"
        );
    }
    assert_eq!(griot.says(&["explain", id]).matches("+1.00  ML").count(), 2);
    // The same address in two feeds is two entries.
    let said = griot.run(&["explain", &item.guid]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("  Un  ") && said.err.contains("  Deux  "),
        "{}",
        said.err
    );
    let said = griot.run(&["explain", "01ZZZZ"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("no story and no entry \"01ZZZZ\""),
        "{}",
        said.err
    );
}

#[test]
fn a_verdict_that_would_be_another_today_is_told() {
    let item = bridges(TITLE);
    let outlet = Outlet::serving(Page::rss(rss("Un", std::slice::from_ref(&item))));
    let griot = instance(&outlet);
    griot.refresh(&[]);
    let id = griot.items("ml")[0]["_griot"]["story"]
        .as_str()
        .unwrap()
        .to_owned();
    let words = "[[alias]]\nsurface = \"Mali\"\nremove = true\n[[alias]]\nsurface = \"Ségou\"\nremove = true\n\
                 [[alias]]\nsurface = \"Bani\"\nremove = true\n\
                 [[alias]]\nsurface = \"deux ponts\"\ncountry = [\"SN\"]\n";
    griot.configure(
        "countries = [\"ML\"]",
        &format!("{words}{}", source("Un", &outlet.url("/feed"))),
    );
    let explained = json(&griot.says(&["explain", &item.guid, "--json"]));
    let countries = &explained["countries"];
    assert_eq!(countries["primary"][0], "SN");
    assert_eq!(countries["stored"]["primary"], Value::from(vec!["ML"]));
    assert_eq!(countries["differs"], true);
    for name in [&item.guid, &id] {
        let shown = griot.says(&["explain", name]);
        assert!(shown.contains("stored    about ML Mali"), "{shown}");
        assert!(
            shown.contains("today's words and rules say otherwise"),
            "{shown}"
        );
    }
}

#[test]
fn any_wording_is_tried_without_an_instance() {
    let say = |arguments: &[&str]| {
        let said = griot().arg("explain").args(arguments).output().unwrap();
        assert!(said.status.success(), "{said:?}");
        String::from_utf8(said.stdout).unwrap()
    };
    let tried = json(&say(&["--text", "النيجر يفتح طريق أغاديز", "--json"]));
    assert_eq!(tried["countries"]["primary"][0], "NE");
    // What an outlet writes stands last in its line, whatever its direction.
    let shown = say(&["--text", "النيجر يفتح طريق أغاديز"]);
    let line = shown.lines().find(|line| line.starts_with("   +")).unwrap();
    assert!(line.ends_with("  النيجر"), "{line}");
    let by_source = say(&["--text", "Les prix du mil baissent", "--feed-country", "NE"]);
    assert!(
        by_source.contains("about     NE Niger") && by_source.contains("its source says"),
        "{by_source}"
    );
    let quoted = [
        "--text",
        "Selon un analyste malien, le Niger avance",
        "--json",
    ];
    let quoted = json(&say(&quoted));
    assert_eq!(
        evidence(&quoted["countries"], "ML"),
        [("title", "malien", 0.27)]
    );
    let summary = [
        "--text",
        "Les prix baissent",
        "--summary",
        "Le mil est bon marché à Zinder.",
        "--json",
    ];
    assert_eq!(
        json(&say(&summary))["countries"]["evidence"][0]["field"],
        "lead"
    );
    let nothing = say(&["--text", "Les prix du mil baissent"]);
    assert!(nothing.contains("no country"), "{nothing}");
}

#[test]
fn colours_are_there_only_where_they_are_wanted() {
    let painted = |arguments: &[&str]| {
        let mut command = griot();
        command
            .args(["explain", "--text", "Le Togo signe"])
            .args(arguments);
        let said = command.output().unwrap();
        String::from_utf8(said.stdout).unwrap().contains('\u{1b}')
    };
    assert!(painted(&["--color", "always"]));
    assert!(!painted(&["--color", "never"]));
    assert!(!painted(&[]), "this is no terminal");
}

#[test]
fn an_evaluation_names_which_country_was_given_for_which() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("items.jsonl");
    let item = |id: &str, title: &str, expected: &str| {
        format!(
            "{{\"id\":\"{id}\",\"lang\":\"fr\",\"title\":\"{title}\",\"countries_primary\":[{expected}]}}\n"
        )
    };
    let items = [
        item("a", "Le Togo signe un accord", "\"BJ\""),
        item("b", "Le Togo vote lundi", "\"BJ\""),
        item("c", "Les prix du mil baissent", "\"ML\""),
        item("d", "Le Ghana signe un accord", ""),
        item("e", "Le Ghana vote lundi", "\"GH\""),
    ];
    std::fs::write(&file, items.concat()).unwrap();
    let say = |arguments: &[&str]| {
        let mut command = griot();
        command
            .args(["evaluate", "countries"])
            .arg(&file)
            .args(arguments);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let report = json(&say(&["--json"]));
    let exchanges = serde_json::json!([
        {"expected": "BJ", "given": "TG", "items": ["a", "b"]},
        {"expected": null, "given": "GH", "items": ["d"]},
        {"expected": "ML", "given": null, "items": ["c"]},
    ]);
    assert_eq!(report["exchanges"], exchanges);
    let shown = say(&[]);
    for line in [
        "BJ        TG         2  a b",
        "-         GH         1  d",
        "ML        -          1  c",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
}

#[test]
fn of_many_stories_that_an_id_may_mean_the_newest_are_shown_and_the_others_counted() {
    let titles = [
        "Mali : le fleuve déborde à Mopti",
        "Bénin : une usine de coton à Parakou",
        "Togo : le port de Lomé agrandi",
        "Ghana : new cocoa price",
        "Sénégal : grève des enseignants",
        "Tchad : un pont sur le Chari",
        "Niger : campagne contre la rougeole",
        "Guinée : le train de Simandou roule",
        "Gabon : un parc pour les éléphants",
        "Kenya: runners win in Boston",
        "Rwanda : un festival de cinéma",
        "Angola: diamonds found near Lunda",
    ];
    let items = titles.map(|title| Item::new(2, title, title));
    let outlet = Outlet::serving(Page::rss(rss("A", &items)));
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    let listed = json(&griot.says(&["story", "list", "--limit", "1", "--json"]));
    // What they share is the time of the round.
    let beginning = &listed["id"].as_str().unwrap()[..8];
    for command in [&["story", "show", beginning][..], &["explain", beginning]] {
        let said = griot.run(command);
        assert_eq!(said.code, Some(2), "{}", said.err);
        let lines: Vec<_> = said.err.lines().skip(1).collect();
        assert_eq!((lines.len(), lines[10]), (11, "  and 2 more"));
        assert!(lines[..10].is_sorted_by(|newer, older| newer > older));
    }
}
