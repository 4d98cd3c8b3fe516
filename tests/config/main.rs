//! What a configuration promises: every mistake at once, each with its place and its remedy.

mod editions;
mod lists;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use griot::config::{self, Config, Content, Coverage, Problems, Severity};
use griot::domain::Language;
use tempfile::TempDir;

/// A folder with a `griot.toml` of this text.
fn folder(text: &str) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("griot.toml");
    fs::write(&file, text).unwrap();
    (dir, file)
}

fn load(text: &str) -> Result<Config, Problems> {
    let (_dir, file) = folder(text);
    config::load(&file)
}

/// The errors of `text`, each as `line: message: remedy`.
fn errors(text: &str) -> Vec<String> {
    let Problems(problems) = load(text).expect_err("nothing was found wrong");
    problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| {
            let line = problem.line.unwrap_or_default();
            format!("{line}: {}: {}", problem.message, problem.remedy)
        })
        .collect()
}

const ONE_SOURCE: &str =
    "[[outlet]]\nname = \"Écho\"\n[[outlet.source]]\nurl = \"https://echo.example/feed\"\n";

#[test]
fn every_mistake_is_named_at_once_with_line_and_remedy() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config/mistakes.toml");
    let Problems(problems) = config::load(&file).expect_err("nothing was found wrong");
    let found: Vec<String> = problems
        .iter()
        .map(|problem| problem.to_string().replace(env!("CARGO_MANIFEST_DIR"), ""))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
    for problem in &problems {
        assert!(
            !problem.message.is_empty() && !problem.remedy.is_empty(),
            "{problem:?}"
        );
    }
}

#[test]
fn an_unknown_key_is_answered_with_the_one_that_was_meant() {
    assert_eq!(
        errors("[fetch]\n\nintervall = \"1s\"\n"),
        ["3: unknown key \"intervall\" in [fetch]: did you mean \"per_host_interval\"?"]
    );
}

#[test]
fn one_broken_line_hides_no_other_mistake() {
    let found = errors("[fetch]\ntimeout = 30s\nconcurency = 3\n[group]\nwindow = \"soon\"\n");
    let lines: Vec<_> = found
        .iter()
        .filter_map(|error| error.split(':').next())
        .collect();
    assert_eq!(lines, ["2", "3", "5"], "{found:#?}");
}

#[test]
fn one_wrong_value_hides_no_other_mistake_of_its_table() {
    let found = errors(
        "[[edition]]\nname = \"NE\"\noutlets = [\"Nobody\"]\ntopics = [\"sporty\"]\n\
         [[alert]]\nname = \"mines\"\nreported_by = [\"Nobody\"]\n\
         [[outlet]]\nname = \"Écho\"\n[[outlet.source]]\nurl = \"https://echo.example/feed\"\n\
         headers = { \"Bad Header\" = \"x\", Host = \"h\", User-Agent = \"x\" }\n",
    );
    for what in [
        "2: name in [[edition]]: \"NE\" is no name of an edition",
        "3: there is no outlet \"Nobody\"",
        "4: there is no topic \"sporty\"",
        "5: [[alert]] does not say what is to be done",
        "7: there is no outlet \"Nobody\"",
        "12: headers in [[outlet.source]]: \"Bad Header\" is no name of a header field",
        "12: headers in [[outlet.source]]: Host is griot's to set",
        "12: headers in [[outlet.source]]: User-Agent is griot's to set",
    ] {
        let times = found.iter().filter(|error| error.starts_with(what)).count();
        assert_eq!(times, 1, "{what}: {found:#?}");
    }
}

#[test]
fn one_broken_file_hides_no_mistake_of_another() {
    let (dir, file) = folder("include = [\"a.toml\", \"b.toml\", \"c.toml\"]\n");
    fs::write(dir.path().join("a.toml"), "[[outlet]\nname = ").unwrap();
    fs::write(dir.path().join("b.toml"), "[[outlet]]\nname = \"Écho\"\n").unwrap();
    let Problems(problems) = config::load(&file).unwrap_err();
    for (name, word) in [
        ("a.toml", "TOML"),
        ("b.toml", "no source"),
        ("griot.toml", "c.toml"),
    ] {
        let found = problems
            .iter()
            .any(|p| p.file.ends_with(name) && p.message.contains(word));
        assert!(found, "{name}: {problems:#?}");
    }
}

#[test]
fn what_stands_twice_is_named_with_its_first_place() {
    let twice = format!("{ONE_SOURCE}{ONE_SOURCE}");
    let found = errors(&twice);
    assert_eq!(found.len(), 3, "{found:#?}");
    for (error, first) in found.iter().zip([":2", ":3", ":4"]) {
        assert!(
            error.contains("stands already at") && error.contains(first),
            "{error}"
        );
    }
}

#[test]
fn included_files_lie_beside_the_file_that_names_them() {
    let (dir, file) = folder("include = [\"more/outlets.toml\"]\n");
    fs::create_dir(dir.path().join("more")).unwrap();
    fs::write(dir.path().join("more/outlets.toml"), ONE_SOURCE).unwrap();
    let config = config::load(&file).unwrap();
    assert_eq!(config.sources.len(), 1);
    assert_eq!(config.instance.public_dir, dir.path().join("public"));
}

#[test]
fn settings_in_an_included_file_are_refused_rather_than_ignored() {
    let (dir, file) = folder("include = [\"a.toml\"]\n");
    fs::write(
        dir.path().join("a.toml"),
        format!("[fetch]\ntimeout = \"1s\"\n{ONE_SOURCE}"),
    )
    .unwrap();
    let Problems(problems) = config::load(&file).unwrap_err();
    assert!(
        problems[0].message.contains("included file"),
        "{problems:#?}"
    );
}

#[test]
fn an_outlet_hands_its_settings_to_its_sources() {
    let config = load(
        r#"
        [publish]
        content = "full"
        [[outlet]]
        name = "Écho"
        language = "fr"
        strip = ['^Écho – ']
        content = "summary"
        [[outlet.source]]
        url = "https://echo.example/niger/feed"
        country = "NE"
        strip = ['Suite$']
        [[outlet.source]]
        url = "https://echo.example/en/feed"
        language = "en"
        enabled = false
        "#,
    )
    .unwrap();
    let [first, second] = &config.sources[..] else {
        panic!("two sources")
    };
    assert_eq!(first.source.id.as_str(), "echo-niger");
    assert_eq!(first.rules.language, Some(Language::FRENCH));
    assert_eq!(first.source.country, "NE".parse().ok());
    let patterns: Vec<_> = first.rules.strip.iter().map(regex::Regex::as_str).collect();
    assert_eq!(patterns, ["^Écho – ", "Suite$"]);
    assert_eq!(second.rules.language, Some(Language::ENGLISH));
    assert!(!first.source.outlet.full_content);
    assert_eq!(config.publish.content, Content::Full);
    assert_eq!(config.enabled().count(), 1);
}

#[test]
fn one_line_switches_a_whole_outlet_off() {
    let off = ONE_SOURCE.replace("[[outlet.source]]", "enabled = false\n[[outlet.source]]");
    assert_eq!(load(&off).unwrap().enabled().count(), 0);
}

#[test]
fn the_authority_of_ids_is_the_host_of_the_site_and_a_loopback_name_is_warned_about() {
    let public =
        load("[instance]\nbase_url = \"https://news.example/griot\"\ncontact = \"a@b.example\"\n")
            .unwrap();
    assert_eq!(public.instance().authority, "news.example");
    assert_eq!(
        public.instance().base_url.as_str(),
        "https://news.example/griot/"
    );
    let warned = |config: &Config| {
        config
            .warnings
            .iter()
            .any(|w| w.message.contains("authority"))
    };
    assert!(!warned(&public));
    assert!(warned(
        &load("[instance]\nbase_url = \"http://localhost:8080\"\n").unwrap()
    ));
}

#[test]
fn a_value_that_is_none_is_refused_with_those_there_are() {
    let found = errors("[publish]\nimages = \"proxy\"\n");
    for value in ["\"none\"", "\"link\"", "\"cache\""] {
        assert!(found[0].contains(value), "{found:?}");
    }
    let found = errors("opml = [\"ftp://list.example/l.opml\"]\n");
    assert!(found[0].contains("use an http or https URL"), "{found:?}");
}

#[test]
fn the_settings_shown_in_the_example_are_the_defaults() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config/griot.toml"))
        .unwrap();
    let shown: Vec<_> = text
        .lines()
        .filter(|line| {
            line.starts_with('#') && line[1..].starts_with(|c: char| c.is_ascii_lowercase())
        })
        .collect();
    assert!(shown.len() > 25, "the example shows too little: {shown:#?}");
    let uncommented: String = text
        .lines()
        .map(|line| match shown.contains(&line) {
            true => format!("{}\n", &line[1..]),
            false => format!("{line}\n"),
        })
        .collect();
    let (dir, file) = folder(&uncommented);
    fs::write(dir.path().join("outlets.toml"), ONE_SOURCE).unwrap();
    let written = config::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
    let defaults = config::defaults();
    assert_eq!(written.fetch, defaults.fetch);
    assert_eq!(
        written.schedule.default.as_str(),
        defaults.schedule.default.as_str()
    );
    assert_eq!(
        written.schedule.min_interval,
        defaults.schedule.min_interval
    );
    assert_eq!(written.schedule.adaptive, defaults.schedule.adaptive);
    assert_eq!(written.schedule.backoff, defaults.schedule.backoff);
    assert_eq!(written.text, defaults.text);
    assert_eq!(written.group, defaults.group);
    assert_eq!(written.publish, defaults.publish);
    assert_eq!(written.archive, defaults.archive);
    assert_eq!(written.retention, defaults.retention);
    assert_eq!(written.serve, defaults.serve);
    assert_eq!(written.instance.authority, defaults.instance.authority);
    assert_eq!(written.instance.base_url, defaults.instance.base_url);
    assert_eq!(written.instance.name, defaults.instance.name);
    assert_eq!(written.instance.language, defaults.instance.language);
    assert_eq!(
        written.instance.state_dir,
        dir.path().join(&defaults.instance.state_dir)
    );
    assert_eq!(
        written.instance.public_dir,
        dir.path().join(&defaults.instance.public_dir)
    );
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let config = config::defaults();
    assert_eq!(config.publish.countries, Coverage::All);
    assert_eq!(config.publish.items, 50);
    assert_eq!(config.fetch.max_body, 10 * 1024 * 1024);
    assert_eq!(config.group.window, Duration::from_secs(7 * 86_400));
    assert_eq!(config.group.settle, None);
    assert_eq!(config.schedule.min_interval, Duration::from_secs(3_600));
}

#[test]
fn every_round_means_every_round_unless_an_interval_is_asked_for() {
    let least = |schedule: &str| {
        let text = format!("[schedule]\n{schedule}\n{ONE_SOURCE}");
        load(&text).unwrap().schedule.min_interval
    };
    assert_eq!(least("default = \"@always\""), Duration::ZERO);
    let both = "min_interval = \"2s\"\ndefault = \"@always\"";
    assert_eq!(least(both), Duration::from_secs(2));
    assert_eq!(least("default = \"@hourly\""), Duration::from_secs(3_600));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in "(\\[{0,2}[a-z.]{0,8}\\]{0,2}|[a-z_]{1,8} ?= ?|[\"'\\[{1],?|\\PC|\n){0,40}") {
        let _ = load(&text);
        let _ = config::opml::import(&text);
    }
}

#[test]
fn words_are_added_to_the_gazetteer_or_taken_out() {
    let kinds = [
        "name", "alias", "demonym", "capital", "city", "place", "region", "person", "group",
        "team", "bloc",
    ];
    for kind in kinds {
        let text =
            format!("[[alias]]\nsurface = \"Sokoto\"\ncountry = [\"NG\"]\nkind = \"{kind}\"\n");
        assert_eq!(load(&text).unwrap().aliases[0].kind, kind.parse().unwrap());
    }
    let config = load(
        "[[alias]]\nsurface = \"Air\"\nremove = true\n[[block]]\nsurface = \"Coupe du Congo\"\n",
    )
    .unwrap();
    assert_eq!(config.removals[0].surface, "Air");
    assert_eq!((config.aliases.len(), config.blocks.len()), (0, 1));
}

#[test]
fn words_of_the_operator_say_nothing_that_has_no_effect() {
    let alias = |rest: &str| errors(&format!("[[alias]]\nsurface = \"Sokoto\"\n{rest}\n"));
    for (key, value) in [("kind", "place"), ("language", "fr")] {
        let found = alias(&format!("remove = true\n{key} = \"{value}\""));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with(&format!("4: {key} has no effect beside remove")),
            "{found:?}"
        );
    }
    let found = alias("country = [\"NG\"]\nlanguage = \"de\"");
    assert!(
        found[0].starts_with("4: language in [[alias]]: no words are kept for \"de\""),
        "{found:?}"
    );
    let found = alias("country = []");
    assert!(
        found[0].starts_with("3: the list of countries is empty"),
        "{found:?}"
    );
    let found = alias("country = [\"NG\"]\nkind = \"plase\"");
    assert!(found[0].ends_with("did you mean \"place\"?"), "{found:?}");
}
