//! An edition of the operator's takes in what its filter says, by what outlets report, and nothing else.

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, source};
use crate::outlet::{Outlet, Page};
use crate::wellformed;

const PUBLISH: &str = "countries = [\"NE\", \"SN\"]\n";

fn drought() -> Item {
    Item::new(
        4,
        "الجفاف يضرب مراعي شمال النيجر",
        "قال مربو الماشية إن الجفاف يضرب المراعي بالنيجر منذ ثلاثة أسابيع.",
    )
}

fn serve(items: &[Item]) -> Page {
    Page::rss(rss("Fil", items))
}

fn edition(name: &str, filter: &str) -> String {
    format!("[[edition]]\nname = \"{name}\"\n{filter}\n")
}

/// Two outlets that write French, and one that writes Arabic.
fn outlets() -> [Outlet; 3] {
    [
        Outlet::serving(serve(&[events::mine("A"), events::strike("A")])),
        Outlet::serving(serve(&[events::mine("B"), events::harvest()])),
        Outlet::serving(serve(&[drought()])),
    ]
}

fn sources([one, other, third]: &[Outlet; 3]) -> String {
    let third = source("Sahra", &third.url("/feed")).replacen("\"fr\"", "\"ar\"", 1);
    source("Un", &one.url("/feed")) + &source("Deux", &other.url("/feed")) + &third
}

fn titles(griot: &Instance, edition: &str) -> Vec<String> {
    let mut titles = griot.titles(edition);
    titles.sort();
    titles
}

#[test]
fn an_edition_takes_in_what_its_words_languages_and_outlets_say() {
    let outlets = outlets();
    let tables = [
        edition("orpaillage", "words = [\"ORPAILLEURS\", \"mine de fer\"]"),
        edition("mine-dor", "words = [\"mine d’or\"]"),
        edition("pas-de-mine", "without = [\"mine\", \"grève\"]"),
        edition("secheresse", "words = [\"جفاف\", \"sécheresse\"]"),
        edition("arabe", "languages = [\"ar\"]"),
        edition("des-deux", "outlets = [\"deux\"]"),
        edition(
            "un-sans-mine",
            "outlets = [\"Un\"]\nwithout = [\"orpailleur\", \"MINE\"]",
        ),
        edition(
            "niger-fr",
            "countries = [\"NE\"]\nlanguages = [\"fr\", \"en\"]",
        ),
        edition("or-seul", "words = [\"orpaille\"]"),
    ]
    .concat();
    let griot = Instance::configured(PUBLISH, &(tables + &sources(&outlets)));
    griot.refresh(&[]);
    let [mine, strike, harvest, drought] = ["orpailleurs", "Ziguinchor", "Niigata", "الجفاف"];
    for (edition, wanted) in [
        ("all", vec![mine, strike, harvest, drought]),
        ("orpaillage", vec![mine]),
        ("mine-dor", vec![mine]),
        ("pas-de-mine", vec![harvest, drought]),
        ("secheresse", vec![drought]),
        ("arabe", vec![drought]),
        ("des-deux", vec![mine, harvest]),
        ("un-sans-mine", vec![strike]),
        ("niger-fr", vec![mine]),
        ("or-seul", vec![]),
    ] {
        let titles = griot.titles(edition);
        assert_eq!(titles.len(), wanted.len(), "{edition}: {titles:?}");
        for words in wanted {
            let holds = |title: &String| title.contains(words);
            assert!(titles.iter().any(holds), "{edition}: {titles:?}");
        }
        let page = griot.read(&format!("{edition}/index.html"));
        assert_eq!(
            page.contains("Niigata"),
            titles.iter().any(|t| t.contains("Niigata"))
        );
    }
    assert_eq!(griot.json("arabe")["language"], "ar");
    let all = griot.items("all");
    let one = &griot.items("orpaillage")[0];
    assert!(
        all.iter().any(|item| item["id"] == one["id"]),
        "one story, one id"
    );
    wellformed::all(&griot);
}

#[test]
fn an_edition_of_a_language_shows_a_story_by_its_report_in_it() {
    let outlets = outlets();
    let arabic = Item::new(
        3,
        "مقتل أحد عشر منقبا في انهيار منجم ذهب في دجادو بالنيجر",
        "لقي أحد عشر منقبا عن الذهب حتفهم في انهيار منجم دجادو بمنطقة أغاديز في النيجر.",
    );
    outlets[2].publish("/feed", serve(std::slice::from_ref(&arabic)));
    let tables = edition("arabe", "languages = [\"ar\"]") + &sources(&outlets);
    let griot = Instance::configured(PUBLISH, &tables);
    griot.refresh(&[]);
    let story = |edition: &str, words: &str| {
        let items = griot.items(edition).into_iter();
        let mut ids = items.filter_map(|item| {
            let found = item["title"].as_str()?.contains(words);
            found.then(|| item["_griot"]["story"].as_str().map(ToOwned::to_owned))?
        });
        ids.next().unwrap()
    };
    let mine = story("ne", "Djado");
    let other = story("arabe", "دجادو");
    if mine != other {
        griot.says(&["story", "join", &mine, &other, "--reason", "one mine"]);
    }
    assert_eq!(griot.titles("arabe"), [arabic.title]);
    assert_eq!(griot.items("arabe")[0]["_griot"]["outlet_count"], 3);
    let titles = griot.titles("ne");
    assert!(
        titles.len() == 1 && titles[0].contains("Djado"),
        "{titles:?}"
    );
}

#[test]
fn a_story_comes_and_goes_with_what_is_reported_and_only_its_editions_are_written() {
    let outlets = outlets();
    let tables = edition(
        "sans-deuil",
        "without = [\"deuil national\"]\ncountries = [\"NE\", \"SN\"]",
    ) + &edition("deuil", "words = [\"deuil national\"]")
        + &edition("arabe", "languages = [\"ar\"]")
        + &sources(&outlets);
    let griot = Instance::configured(PUBLISH, &tables);
    griot.refresh(&[]);
    let before = griot.published();
    let id = |edition: &str, words: &str| {
        let items = griot.items(edition).into_iter();
        let mut ids = items.filter_map(|item| {
            let found = item["title"].as_str()?.contains(words);
            found.then(|| item["id"].as_str().map(ToOwned::to_owned))?
        });
        ids.next()
    };
    let mine = id("sans-deuil", "orpailleurs").expect("it is there at first");
    assert_eq!(griot.titles("deuil"), [""; 0]);

    let mut edited = events::mine("B");
    edited.text += " Un DEUIL NATIONAL de trois jours est décrété.";
    outlets[1].publish("/feed", serve(&[edited, events::harvest()]));
    griot.refresh(&["--all"]);
    assert_eq!(id("sans-deuil", "orpailleurs"), None);
    assert_eq!(
        id("deuil", "orpailleurs"),
        Some(mine.clone()),
        "the same story"
    );
    let atom = griot.read("feeds/sans-deuil.atom");
    assert!(
        !atom.contains("deleted-entry"),
        "it lives on elsewhere under the same id"
    );
    let changed = differing(&before, &griot.published());
    assert!(
        changed.iter().any(|path| path == "feeds/deuil.atom"),
        "{changed:?}"
    );
    assert!(
        !changed.iter().any(|path| path.starts_with("feeds/arabe.")),
        "{changed:?}"
    );
    assert_eq!(griot.refresh(&["--all"])["editions"]["written"], 0);

    // What is withdrawn leaves its mark where it was last.
    let story = mine.rsplit('/').next().unwrap();
    griot.says(&["story", "drop", story]);
    let deuil = griot.read("feeds/deuil.atom");
    assert!(
        deuil.contains("deleted-entry") && deuil.contains(&mine),
        "{deuil}"
    );
    assert!(!griot.read("feeds/arabe.atom").contains("deleted-entry"));

    // And all of it comes back to the byte when the folder is lost.
    let before = griot.published();
    std::fs::remove_dir_all(griot.public("")).unwrap();
    griot.refresh(&[]);
    assert_eq!(differing(&before, &griot.published()), [""; 0]);
}

#[test]
fn a_changed_filter_holds_for_what_is_there_already() {
    let outlets = outlets();
    let tables = |filter: &str| edition("choix", filter) + &sources(&outlets);
    let griot = Instance::configured(PUBLISH, &tables("words = [\"grève\"]"));
    griot.refresh(&[]);
    for (filter, wanted) in [
        ("words = [\"grève\"]", "Ziguinchor"),
        ("words = [\"riz\"]", "Niigata"),
        ("outlets = [\"Sahra\"]", "الجفاف"),
        ("topics = [\"sport\"]", ""),
        ("countries = [\"SN\"]", "Ziguinchor"),
        ("countries = [\"SN\"]\nwithout = [\"enseignants\"]", ""),
    ] {
        griot.configure(PUBLISH, &tables(filter));
        griot.refresh(&[]);
        let titles = titles(&griot, "choix");
        match wanted {
            "" => assert!(titles.is_empty(), "{filter}: {titles:?}"),
            _ => assert!(
                titles.len() == 1 && titles[0].contains(wanted),
                "{filter}: {titles:?}"
            ),
        }
    }
    // A source that moves to another outlet takes its reports along.
    griot.configure(PUBLISH, &tables("outlets = [\"Deux\"]"));
    griot.refresh(&[]);
    assert_eq!(griot.titles("choix").len(), 2);
    let moved = tables("outlets = [\"Sahra\"]").replace("name = \"Sahra\"", "name = \"Autre\"");
    let moved = moved.replacen("name = \"Deux\"", "name = \"Sahra\"", 1);
    griot.configure(PUBLISH, &moved);
    griot.refresh(&[]);
    assert_eq!(griot.titles("choix").len(), 2);
}

#[test]
fn a_filter_that_cannot_be_is_said_with_its_line_and_remedy() {
    let outlets = outlets();
    let sources = sources(&outlets);
    for (filter, what, remedy) in [
        (
            "words = [\"…\"]",
            "there is no word in \"…\"",
            "as they stand in texts",
        ),
        ("words = []", "the list of words is empty", "remove the key"),
        ("without = \"grève\"", "expected a list", "[\"…\"]"),
        (
            "languages = [\"français\"]",
            "\"français\" is no language tag",
            "\"fr\"",
        ),
        (
            "outlets = [\"Deu\"]",
            "there is no outlet \"Deu\"",
            "did you mean \"Deux\"?",
        ),
        (
            "outlets = [\"Nobody at all\"]",
            "there is no outlet",
            "[[outlet]] table",
        ),
        (
            "topics = [\"football\"]",
            "there is no topic",
            "[[topic]] table",
        ),
        (
            "language = \"fr\"\nwords = [\"riz\"]",
            "unknown key \"language\"",
            "did you mean \"languages\"?",
        ),
        ("title = \"Rien\"", "does not say what it takes in", "words"),
    ] {
        let griot = Instance::configured(PUBLISH, &(edition("choix", filter) + &sources));
        let said = griot.run(&["check"]);
        assert_eq!(said.code, Some(2), "{filter}: {}", said.out);
        let line = said.out.lines().find(|line| line.contains(what));
        let line = line.unwrap_or_else(|| panic!("{filter}: {}", said.out));
        assert!(
            line.contains("griot.toml:") && line.contains(remedy),
            "{filter}: {line}"
        );
    }
}
