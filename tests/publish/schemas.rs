//! The published documents by other people's schemas, where the tools and schemas are at hand.

use std::path::{Path, PathBuf};
use std::process::Command;

use griot::publish::Format;

use crate::fixture::{arabic, hostile, rich};
use crate::{document, documents};

/// The folder of schemas, or none with a word about it.
fn schemas() -> Option<PathBuf> {
    let shared = std::env::var_os("GRIOT_SHARED").map(PathBuf::from);
    if shared.is_none() {
        eprintln!("skipped: GRIOT_SHARED names no folder of schemas");
    }
    shared.map(|shared| shared.join("feeds/schemas"))
}

/// Runs a validator over a document; a tool that is not installed is skipped with a word.
fn validate(tool: &str, arguments: &[&Path], document: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document");
    std::fs::write(&file, document).unwrap();
    match Command::new(tool).args(arguments).arg(&file).output() {
        Err(_) => eprintln!("skipped: {tool} is not installed"),
        Ok(done) => assert!(
            done.status.success(),
            "{tool}: {}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        ),
    }
}

#[test]
fn atom_is_valid_by_relax_ng() {
    let Some(schemas) = schemas() else { return };
    for stories in [vec![], vec![rich(), arabic()], hostile()] {
        let atom = document(&stories, Format::Atom);
        validate("jing", &[Path::new("-c"), &schemas.join("atom.rnc")], &atom);
    }
}

#[test]
fn everything_is_well_formed_to_libxml() {
    for (format, text) in documents(&hostile()) {
        if format != Format::Json {
            validate("xmllint", &[Path::new("--noout")], &text);
        }
    }
}

#[test]
fn json_is_valid_by_its_schema() {
    let Some(schemas) = schemas() else { return };
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("schema.json");
    std::fs::write(&schema, json_schema(&schemas)).unwrap();
    for stories in [vec![], vec![rich(), arabic()], hostile()] {
        let json = document(&stories, Format::Json);
        validate("jsonschema", &[&schema, Path::new("-i")], &json);
    }
}

/// The schema of version 1.1, with that of version 1, to which it refers, inside it.
fn json_schema(schemas: &Path) -> String {
    let read = |name: &str, from: &str, to: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(schemas.join(name)).unwrap();
        serde_json::from_str(&text.replace(from, to)).unwrap()
    };
    let inside = "\"#/definitions/feed-1/";
    let mut schema = read("jsonfeed-1.1.schema.json", "\"feed-1#/", inside);
    let mut elder = read("jsonfeed-1.schema.json", "\"#/", inside);
    for name in ["$id", "id", "$schema"] {
        elder.as_object_mut().unwrap().remove(name);
    }
    schema["definitions"]["feed-1"] = elder;
    schema.to_string()
}
