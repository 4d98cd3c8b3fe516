//! The layout keeps to its own rules: a stage knows the domain and no other stage, and a foreign
//! crate is named in one module.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Stages, each of which may name these modules of ours besides itself.
const STAGES: &[(&str, &[&str])] = &[
    ("article", &["domain", "parse"]),
    ("attribute", &["domain"]),
    ("chance", &[]),
    ("clock", &[]),
    ("digest", &[]),
    ("domain", &[]),
    ("fetch", &["clock", "digest", "domain"]),
    ("group", &["domain"]),
    ("life", &["domain"]),
    ("normalise", &["digest", "domain", "parse"]),
    ("parse", &["domain"]),
    ("program", &[]),
    ("publish", &["domain"]),
    ("rhythm", &["domain"]),
    ("robots", &[]),
    ("schedule", &["domain"]),
    ("serve", &["clock", "domain"]),
    ("store", &["digest", "domain"]),
    ("websub", &["digest", "domain"]),
];

/// Foreign crates that one module alone may name; more where the reason stands beside it.
const CRATES: &[(&str, &[&str])] = &[
    ("ammonia", &["normalise"]),
    // The demo's sample outlets are web servers too.
    ("axum", &["serve", "demo"]),
    // Its tests read what is written by the other library.
    ("brotli", &["fetch", "publish"]),
    ("brotlic", &["publish"]),
    ("cron", &["schedule"]),
    ("dom_query", &["article"]),
    ("dom_smoothie", &["article"]),
    ("getrandom", &["chance"]),
    ("hmac", &["digest"]),
    ("httparse", &["serve"]),
    ("hyper", &["serve"]),
    ("indicatif", &["cli"]),
    ("maud", &["publish"]),
    ("prometheus_client", &["serve"]),
    // Reading lists are configuration; the rest of XML is feeds.
    ("quick_xml", &["parse", "config", "publish"]),
    ("reqwest", &["fetch"]),
    ("rusqlite", &["store"]),
    ("rust_stemmers", &["group"]),
    // What a folder's disk has left, and whether it may be written; pages of memory handed to connections.
    ("rustix", &["program", "refresh", "serve"]),
    ("sd_notify", &["daemon"]),
    ("sha1", &["digest"]),
    ("terminal_size", &["cli"]),
    ("whatlang", &["normalise"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The module of ours that a file belongs to: the first part of its path below `src`.
fn module(path: &Path) -> String {
    let inner = path.strip_prefix(root()).unwrap();
    let first = inner.components().next().unwrap().as_os_str();
    let name = first.to_str().unwrap();
    name.strip_suffix(".rs").unwrap_or(name).to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file with its module and its code: comments and tests are left out, for tests may look
/// further than what they test.
fn files() -> Vec<(PathBuf, String, String)> {
    let mut found = Vec::new();
    sources(&root(), &mut found);
    found
        .into_iter()
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code: String = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .flat_map(|line| [line, "\n"])
                .collect();
            (path.clone(), module(&path), code)
        })
        .collect()
}

/// The modules of ours that a piece of code names.
fn named(code: &str) -> BTreeSet<&str> {
    code.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &code[at + found.len()..];
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            &rest[..end]
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn a_stage_knows_the_domain_and_no_other_stage() {
    for (path, module, code) in files() {
        let Some((_, allowed)) = STAGES.iter().find(|(stage, _)| *stage == module) else {
            continue;
        };
        for name in named(&code) {
            assert!(
                name == module || allowed.contains(&name),
                "{} names crate::{name}, which {module} should not know",
                path.display()
            );
        }
    }
}

#[test]
fn a_foreign_crate_is_named_in_one_module() {
    for (path, module, code) in files() {
        for (name, homes) in CRATES {
            let says = |form: String| code.contains(&form);
            if says(format!("use {name}::")) || says(format!(" {name}::")) {
                assert!(
                    homes.contains(&module.as_str()),
                    "{} names the crate {name}, whose home is {homes:?}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_rules_speak_of_modules_that_exist() {
    let modules: BTreeSet<String> = files().into_iter().map(|(_, module, _)| module).collect();
    for (stage, _) in STAGES {
        assert!(modules.contains(*stage), "{stage}");
    }
}
