//! Documents that name tests: `module::test` between backquotes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// What stands between backquotes and names a test.
pub fn names(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|name| name.contains("::"))
        .map(str::to_owned)
        .collect()
}

/// The files in which a test of this path may lie, for a document on those of `folder`.
fn places(module: &str, folder: &str) -> Vec<PathBuf> {
    let path = module.replace("::", "/");
    [folder, "tests", "src"]
        .iter()
        .flat_map(|folder| ["", "/tests", "/mod"].map(|end| format!("{folder}/{path}{end}.rs")))
        .map(|place| root().join(place))
        .collect()
}

/// Whether there is a test of this name.
pub fn exists(name: &str, folder: &str) -> bool {
    let (module, test) = name.rsplit_once("::").unwrap_or(("", name));
    places(module, folder)
        .iter()
        .any(|place| fs::read_to_string(place).is_ok_and(|text| tests(&text).contains(test)))
}

/// The tests of a file.
pub fn tests(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_test) {
            found.insert(rest.split('(').next().unwrap().to_owned());
        }
        is_test = line == "#[test]" || line.starts_with("#[tokio::test");
    }
    found
}
