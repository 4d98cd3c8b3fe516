//! What comes with griot can be used as it is: the lists of outlets and what `griot init` writes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use griot::cli::{Exit, check, init};
use griot::config::{self, Config};

fn shipped(includes: &str) -> Config {
    let dir = tempfile::tempdir().unwrap();
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    for name in ["outlets.toml", "outlets.unverified.toml"] {
        fs::copy(lists.join(name), dir.path().join(name)).unwrap();
    }
    let file = dir.path().join("griot.toml");
    fs::write(&file, format!("include = [{includes}]\n")).unwrap();
    config::load(&file).unwrap_or_else(|problems| panic!("{problems}"))
}

/// `text` without the boilerplate of `outlet`.
fn stripped(outlet: &str, text: &str) -> String {
    let config = shipped("\"outlets.toml\"");
    let source = config
        .sources
        .iter()
        .find(|source| source.source.outlet.name == outlet)
        .unwrap();
    let rest = source
        .rules
        .strip
        .iter()
        .fold(text.to_owned(), |text, pattern| {
            pattern.replace_all(&text, "").into_owned()
        });
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn both_lists_load_alone_and_together() {
    let verified = shipped("\"outlets.toml\"").sources.len();
    let unverified = shipped("\"outlets.unverified.toml\"").sources.len();
    let both = shipped("\"outlets.toml\", \"outlets.unverified.toml\"");
    assert_eq!(both.sources.len(), verified + unverified);
    assert!(
        verified >= 50 && unverified >= 200,
        "{verified}, {unverified}"
    );
}

#[test]
fn the_four_founding_outlets_are_in_the_starter_list() {
    let config = shipped("\"outlets.toml\"");
    let names: BTreeSet<_> = config
        .enabled()
        .map(|s| s.source.outlet.name.as_str())
        .collect();
    for name in [
        "AfricaPresse",
        "Sputnik Afrique",
        "DoingBuzz",
        "Africa-Press",
    ] {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn the_line_that_switches_sputnik_off_works() {
    let list = include_str!("../config/outlets.toml");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("griot.toml");
    fs::write(&file, list.replace("#enabled = false", "enabled = false")).unwrap();
    let config = config::load(&file).unwrap();
    assert!(
        config
            .enabled()
            .all(|s| s.source.outlet.name != "Sputnik Afrique")
    );
}

#[test]
fn an_outlet_is_not_taken_for_the_countries_of_its_boilerplate() {
    for (outlet, text, news) in [
        (
            "Africa-Press",
            "Africa-Press – Tchad. Un pont a été inauguré.\nPour plus d’informations et d’analyses sur la Tchad, suivez Africa-Press",
            "Un pont a été inauguré.",
        ),
        (
            "Africa-Press",
            "África-Press – Cabo Verde. Abriu a ponte. Para mais informações e análises sobre a Cabo Verde, siga Africa-Press",
            "Abriu a ponte.",
        ),
        (
            "Africa-Press",
            "Africa-Press – Congo Brazzaville. A bridge opened. For more information and analysis about Congo Brazzaville, follow Africa-Press.",
            "A bridge opened.",
        ),
        (
            "DoingBuzz",
            "Un pont a été inauguré.\n👉 Lire aussi : Mali : une autre affaire\nLe maire était là.\n🚀Annonces pour Nos Partenaires !\nUn site web\nCommandez Maintenant\nLa foule aussi.\nRejoindre le groupe Telegram\nRestez connecté au Sénégal",
            "Un pont a été inauguré. Le maire était là. La foule aussi.",
        ),
        (
            "DoingBuzz",
            "Un pont a été inauguré… Lire la suite",
            "Un pont a été inauguré",
        ),
        (
            // The dots stay: the summary was cut off there.
            "Sputnik Afrique",
            "Un pont a été inauguré, a déclaré le maire... 03.05.2025, Sputnik Afrique",
            "Un pont a été inauguré, a déclaré le maire...",
        ),
        (
            "AfricaPresse",
            "• Les Pays • Afrique du Sud • Tchad • Tech • Emploi et Formation Breaking News • Togo : une affaire | 06 Nov 2025 • Ghana : une autre | 02 déc 2025 \nFatou Diallo 03 Mai 2025 Tchad 742 Lectures\nUn pont a été inauguré.\ntchad 2025-05-03\nMots clés tchad\nFacebook Twitter linkedin Pinterest\nArticles similaires\nMali : autre chose",
            "Un pont a été inauguré. tchad",
        ),
    ] {
        assert_eq!(stripped(outlet, text), news, "{outlet}");
    }
}

#[test]
fn init_writes_what_check_accepts_and_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let args = init::Args {
        dir: dir.path().join("new/config"),
    };
    let mut said = Vec::new();
    assert_eq!(init::run(&args, &mut said).unwrap(), 0);
    let said = String::from_utf8(said).unwrap();
    let file = args.dir.join("griot.toml");
    assert!(
        said.contains(&format!("--config {}", file.display())),
        "{said}"
    );

    let check = check::Args {
        json: true,
        ..Default::default()
    };
    let mut verdict = Vec::new();
    assert_eq!(
        check::run(&check, &file, true, &mut verdict).unwrap(),
        Exit::Done
    );
    let verdict: serde_json::Value = serde_json::from_slice(&verdict).unwrap();
    assert_eq!(verdict["ok"], true, "{verdict:#}");

    fs::write(&file, "# mine\n").unwrap();
    fs::remove_file(args.dir.join("outlets.toml")).unwrap();
    assert_eq!(init::run(&args, &mut Vec::new()).unwrap(), 2);
    assert_eq!(fs::read_to_string(&file).unwrap(), "# mine\n");
    assert!(!args.dir.join("outlets.toml").exists());
}

#[test]
fn check_ends_with_2_and_says_it_in_json_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("griot.toml");
    fs::write(&file, "[fetch]\ntimeoutt = \"1s\"\n").unwrap();
    let mut json = Vec::new();
    assert_eq!(
        check::run(
            &check::Args {
                json: true,
                ..Default::default()
            },
            &file,
            true,
            &mut json
        )
        .unwrap(),
        Exit::Usage
    );
    let verdict: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let problem = &verdict["problems"][0];
    assert_eq!(
        (problem["line"].as_u64(), problem["severity"].as_str()),
        (Some(2), Some("error"))
    );
    let mut text = Vec::new();
    check::run(
        &check::Args {
            json: false,
            ..Default::default()
        },
        &file,
        true,
        &mut text,
    )
    .unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(
        text.contains("griot.toml:2: unknown key \"timeoutt\" in [fetch]"),
        "{text}"
    );

    let mut missing = Vec::new();
    let nowhere = dir.path().join("none.toml");
    assert_eq!(
        check::run(
            &check::Args {
                json: false,
                ..Default::default()
            },
            &nowhere,
            true,
            &mut missing
        )
        .unwrap(),
        Exit::Usage
    );
}

/// Words that only the boilerplate of the founding outlets uses.
const BOILERPLATE: [&str; 14] = [
    "Les Pays",
    "Breaking News",
    "Lectures",
    "Articles similaires",
    "Mots clés",
    "Lire aussi",
    "Nos Partenaires",
    "WhatsApp",
    "Telegram",
    "Pinterest",
    "suivez",
    "Africa-Press –",
    "feedback.",
    "COMMENTAIRE",
];

/// Real pages of the founding outlets, when `GRIOT_SHARED` says where they lie.
#[test]
fn no_boilerplate_of_the_founding_outlets_survives() {
    let Ok(shared) = std::env::var("GRIOT_SHARED") else {
        println!("skipped: GRIOT_SHARED is not set");
        return;
    };
    let mut pages = 0;
    for file in fs::read_dir(Path::new(&shared).join("seeds")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let outlet = [
            ("suivez Africa-Press", "Africa-Press"),
            ("DoingBuzz", "DoingBuzz"),
            ("sputniknews", "Sputnik Afrique"),
            ("Lectures", "AfricaPresse"),
        ]
        .into_iter()
        .find(|(mark, _)| text.contains(mark));
        let Some((_, outlet)) = outlet else { continue };
        pages += 1;
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for text in [&text, &one_line] {
            let rest = stripped(outlet, text);
            assert!(rest.len() > 300, "{outlet}: too much is gone: {rest}");
            for boilerplate in BOILERPLATE {
                assert!(
                    !rest.contains(boilerplate),
                    "{outlet}: {boilerplate} in {rest}"
                );
            }
        }
    }
    assert!(pages >= 4, "{pages} pages");
}
