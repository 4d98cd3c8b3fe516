//! Whether everything that is published can be read, by readers that are none of ours, and whether
//! validators have nothing to say against it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use crate::instance::{self, Instance};
use crate::validator;

/// Reads every feed and reading list of the public folder; a failure where one cannot be read, or
/// where a validator would object.
pub fn all(griot: &Instance) {
    folder(&griot.public(""), "https://news.example/");
}

/// As [`all`], of a public folder that is served at `base`.
pub fn folder(root: &Path, base: &str) {
    let now = griot::clock::Clock::system().now();
    let mut feeds = 0;
    let mut objections = BTreeMap::new();
    for (path, bytes) in instance::files(root) {
        let ending = path.rsplit('.').next().unwrap_or_default();
        if !["atom", "rss", "json", "opml", "html"].contains(&ending) {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is no UTF-8"));
        let location = format!("{base}{path}");
        let found = validator::objections(&path, &text, &location, now);
        // Editions share their stories: each objection once, with one path that it was seen at.
        for what in found {
            objections.entry(what).or_insert_with(|| path.clone());
        }
        match ending {
            "atom" => {
                let read = atom_syndication::Feed::from_str(&text);
                read.unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            "rss" => {
                let read = rss::Channel::from_str(&text);
                read.unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            "json" => {
                let read: Result<serde_json::Value, _> = serde_json::from_str(&text);
                read.unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            _ => {}
        }
        if ending != "json" {
            let foreign = text.chars().find(|c| !is_xml(*c));
            assert_eq!(
                foreign, None,
                "{path} holds a character that XML does not know"
            );
        }
        feeds += 1;
    }
    assert!(feeds > 0);
    assert!(objections.is_empty(), "{objections:#?}");
}

/// Holds every feed to other people's tools as well: the RELAX NG of RFC 4287, and libxml. Skipped, with
/// a word, where GRIOT_SHARED names no folder of schemas or a tool is missing.
pub fn by_schemas(root: &Path) {
    let Some(shared) = std::env::var_os("GRIOT_SHARED").map(PathBuf::from) else {
        return eprintln!("skipped: GRIOT_SHARED names no folder of schemas");
    };
    let of = |endings: &[&str]| -> Vec<PathBuf> {
        let paths = instance::files(root).into_keys();
        let wanted = paths.filter(|path| endings.iter().any(|ending| path.ends_with(ending)));
        wanted.map(|path| root.join(path)).collect()
    };
    let schema = shared.join("feeds/schemas/atom.rnc");
    run("jing", &["-c".into(), schema], of(&[".atom"]));
    run(
        "xmllint",
        &["--noout".into()],
        of(&[".atom", ".rss", ".opml"]),
    );
}

fn run(tool: &str, arguments: &[PathBuf], files: Vec<PathBuf>) {
    match Command::new(tool).args(arguments).args(files).output() {
        Err(_) => eprintln!("skipped: {tool} is not installed"),
        Ok(done) => assert!(
            done.status.success(),
            "{tool}: {}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        ),
    }
}

/// XML 1.0, section 2.2: Char.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
