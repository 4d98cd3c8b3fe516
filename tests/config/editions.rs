//! What an edition may be of, and what it may be called.

use griot::config;
use griot::domain::{Country, Scope};

use super::{errors, load};

#[test]
fn editions_are_everything_countries_regions_topics_each_with_its_languages() {
    let config = load(
        "[publish]\ncountries = [\"NE\", \"ml\"]\nlanguages = [\"fr\"]\n\
         topics = [\"sport\", \"eau\"]\ncountry_topics = [\"health\"]\n\
         [[topic]]\nname = \"eau\"\ntitle = \"L'eau\"\ncategories = [\"Barrages\"]\n\
         [[edition]]\nname = \"sahel\"\ntitle = \"Sahel\"\ncountries = [\"NE\", \"TD\"]\n",
    )
    .unwrap();
    let slugs: Vec<_> = config
        .editions()
        .iter()
        .map(|edition| edition.slug())
        .collect();
    assert_eq!(
        slugs,
        [
            "all",
            "all.fr",
            "ne",
            "ne.fr",
            "ne-health",
            "ne-health.fr",
            "ml",
            "ml.fr",
            "ml-health",
            "ml-health.fr",
            "sahel",
            "sahel.fr",
            "sport",
            "sport.fr",
            "eau",
            "eau.fr"
        ]
    );
    let all = config::defaults().editions();
    let countries = all
        .iter()
        .filter(|e| matches!(e.scope, Scope::Country(_)))
        .count();
    assert_eq!((all.len(), countries), (55, Country::african().count()));
}

#[test]
fn what_an_edition_may_be_called_is_said_with_the_line() {
    let own = |name: &str| format!("[[edition]]\nname = \"{name}\"\ncountries = [\"NE\"]\n");
    for name in [
        "index", "404", "css", "feeds", "all", "sources", "story", "style", "icon",
    ] {
        let found = errors(&own(name));
        let wanted =
            format!("2: name in [[edition]]: \"{name}\" stands for something else in paths");
        assert!(
            found.len() == 1 && found[0].starts_with(&wanted),
            "{found:?}"
        );
    }
    for name in ["NE", "ne", "Sahel", "le sahel", "a/b", "../x"] {
        assert!(errors(&own(name))[0].starts_with("2: "), "{name}");
    }
    // What topics are published as is taken, too.
    for name in ["sport", "ne-sport"] {
        let publish = "[publish]\ntopics = [\"sport\"]\ncountry_topics = [\"sport\"]\n";
        let found = errors(&format!("{publish}{}", own(name)));
        let wanted = format!("5: \"{name}\" is the edition of a topic");
        assert!(
            found.len() == 1 && found[0].starts_with(&wanted),
            "{found:?}"
        );
        assert!(load(&own(name)).is_ok());
    }
    for name in ["maghreb", "afrique-centrale", "g5-2"] {
        assert!(load(&own(name)).is_ok(), "{name}");
    }
}

#[test]
fn a_topic_that_there_is_not_is_answered_with_the_one_that_was_meant() {
    for (name, meant) in [
        ("sports", "sport"),
        ("Économie", "economy"),
        ("رياضة", "sport"),
    ] {
        let found = errors(&format!("[publish]\ntopics = [\"{name}\"]\n"));
        let wanted = format!("2: there is no topic \"{name}\": did you mean \"{meant}\"?");
        assert_eq!(found, [wanted]);
    }
    let found = errors("[[edition]]\nname = \"eaux\"\ntopics = [\"fleuves\"]\n");
    assert!(
        found[0].starts_with("3: ") && found[0].contains("[[topic]]"),
        "{found:?}"
    );
    let all = load("[publish]\ntopics = \"all\"\n").unwrap();
    assert!(all.publish.topics.len() > 10);
    let found = errors(
        "[[topic]]\nname = \"eau\"\ncategories = [\"Fleuve\"]\n\
         [[topic]]\nname = \"sport\"\ncategories = [\"fleuve\"]\n",
    );
    assert!(
        found[0].starts_with("6: the category \"fleuve\" stands already"),
        "{found:?}"
    );
}

#[test]
fn a_category_stands_for_one_topic_however_it_is_spelled() {
    let found = errors(
        "[[topic]]\nname = \"eau\"\ncategories = [\"Arène\", \"…\"]\n\
         [[topic]]\nname = \"ne\"\ncategories = [\"ARENE\"]\n",
    );
    for (error, wanted) in found.iter().zip([
        "3: there is no word in the category \"…\"",
        "5: name in [[topic]]: \"ne\" is no name of a topic",
        "6: the category \"ARENE\" stands already",
    ]) {
        assert!(error.starts_with(wanted), "{found:#?}");
    }
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn a_pattern_among_words_is_refused_rather_than_sought_as_it_stands() {
    let with = |word: &str| format!("[[edition]]\nname = \"mines\"\nwords = ['{word}']\n");
    for word in [
        "orpaill*",
        "mine|or",
        "\"Boko Haram\"",
        "wom?n",
        "/min(e|es)/",
    ] {
        let found = errors(&with(word));
        let wanted = format!("3: words in [[edition]]: {word} is a pattern");
        assert!(
            found.len() == 1 && found[0].starts_with(&wanted),
            "{found:?}"
        );
    }
    for word in [
        "mine d’or",
        "Qui est mort ?",
        "who died?",
        "24/7",
        "C-130",
        "M23",
    ] {
        assert!(load(&with(word)).is_ok(), "{word}");
    }
}

#[test]
fn a_key_that_is_known_is_named_once() {
    let found = errors("[instance]\npublic_dir = \".\"\nqqqqqqqqqqqq = 1\n");
    let listed: Vec<&String> = found.iter().filter(|e| e.contains("known here")).collect();
    assert!(
        listed.len() == 1 && listed[0].matches("public_dir").count() == 1,
        "{found:#?}"
    );
}

#[test]
fn a_country_that_is_none_is_answered_with_the_one_that_was_meant() {
    for (wrong, meant) in [
        ("NER", "NE"),
        ("Nigeria", "NG"),
        ("Cameroum", "CM"),
        ("EN", "NE"),
    ] {
        let found = errors(&format!("[publish]\ncountries = [\"{wrong}\"]\n"));
        let wanted = format!("\"{wrong}\" is no country code: did you mean \"{meant}\"?");
        assert!(found[0].ends_with(&wanted), "{found:?}");
    }
}

#[test]
fn any_country_can_have_an_edition_from_the_start() {
    let codes: Vec<_> = Country::all()
        .map(|country| format!("\"{country}\""))
        .collect();
    let config = load(&format!("[publish]\ncountries = [{}]\n", codes.join(", "))).unwrap();
    let slugs: std::collections::BTreeSet<_> = config
        .editions()
        .iter()
        .map(griot::domain::Edition::slug)
        .collect();
    assert_eq!(slugs.len(), codes.len() + 1);
    assert!(codes.len() >= 249 && slugs.contains("jp") && slugs.contains("lb"));
}
