//! What a configuration says of folders and files: nothing private is served, and no file counts twice.

use std::fs;
use std::path::Path;

use griot::config::{self, Problems, Severity};

/// The errors of a `griot.toml` with this text in `folder`, each as `line: message`.
fn errors(folder: &Path, text: &str) -> Vec<String> {
    let file = folder.join("griot.toml");
    fs::write(&file, text).unwrap();
    let problems = match config::load(&file) {
        Ok(_) => Vec::new(),
        Err(Problems(problems)) => problems,
    };
    let errors = problems.iter();
    errors
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| format!("{}: {}", problem.line.unwrap_or_default(), problem.message))
        .collect()
}

#[test]
fn neither_the_state_nor_the_configuration_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("site/inner")).unwrap();
    std::os::unix::fs::symlink(folder.join("site"), folder.join("alias")).unwrap();
    for (text, what) in [
        ("[instance]\npublic_dir = \".\"", "2: what griot remembers"),
        (
            "[instance]\nstate_dir = \"/nowhere\"\npublic_dir = \"..\"",
            "3: the configuration",
        ),
        (
            "[instance]\nstate_dir = \"site/state\"\npublic_dir = \"site\"",
            "3: what griot remembers",
        ),
        (
            "[instance]\nstate_dir = \"public/state\"",
            "2: what griot remembers",
        ),
        (
            "[instance]\nstate_dir = \"x\"\npublic_dir = \"./y/../x\"",
            "3: what griot remembers",
        ),
        // Whatever leads there.
        (
            "[instance]\nstate_dir = \"site/inner\"\npublic_dir = \"alias\"",
            "3: what griot remembers",
        ),
    ] {
        let lies = format!("{what} lies in the folder that readers are served from");
        assert_eq!(errors(folder, text), [lies], "{text}");
    }
    for text in [
        "",
        "[instance]\npublic_dir = \"site\"",
        // As systemd's state folder has it.
        "[instance]\nstate_dir = \"site\"\npublic_dir = \"site/public\"",
        "[instance]\nstate_dir = \"public-state\"",
    ] {
        assert_eq!(errors(folder, text), [""; 0], "{text}");
    }
}

#[test]
fn a_file_that_is_named_twice_is_said_so_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let outlet = "[[outlet]]\nname = \"A\"\n[[outlet.source]]\nurl = \"https://a.example/feed\"\n";
    fs::write(folder.join("a.toml"), outlet).unwrap();
    for (include, named) in [
        ("\"a.toml\", \"./a.toml\"", "a.toml"),
        ("\"griot.toml\"", "griot.toml"),
    ] {
        let said = errors(folder, &format!("include = [{include}]\n"));
        let [said] = &said[..] else {
            panic!("{said:?}")
        };
        assert!(
            said.starts_with("1: ") && said.ends_with(&format!("{named} was read already")),
            "{said}"
        );
    }
}

#[test]
fn the_instance_speaks_one_of_the_languages_that_griot_has_words_in() {
    let folder = tempfile::tempdir().unwrap();
    let said = |language: &str| {
        errors(
            folder.path(),
            &format!("[instance]\nlanguage = \"{language}\"\n"),
        )
    };
    for language in ["fr", "en", "pt-BR", "ar"] {
        assert_eq!(said(language), [""; 0], "{language}");
    }
    assert_eq!(
        said("de"),
        ["2: language in [instance]: griot's own words are not in \"de\""]
    );
}
