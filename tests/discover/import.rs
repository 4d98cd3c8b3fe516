//! `sources import`: a reading list as tables.

use std::fs;

use crate::site::{folder, griot, loaded, text};

#[test]
fn a_reading_list_becomes_tables_without_what_is_configured() {
    let (dir, file) = folder(
        "[[outlet]]\nname = \"J\"\n[[outlet.source]]\nid = \"mine\"\nurl = \"https://j.example/feed\"\n",
    );
    let list = "<opml version='2.0'><body><outline text='Afrique'>\
        <outline text='J' xmlUrl='https://j.example/feed'/>\
        <outline text='Écho' xmlUrl='https://e.example/feed' htmlUrl='https://e.example/'/>\
        <outline text='ÉCHO' xmlUrl='https://e.example/feed/atom'/></outline></body></opml>";
    fs::write(dir.path().join("list.opml"), list).unwrap();
    let config = file.to_str().unwrap();
    let args = ["--config", config, "sources", "import", "list.opml"];
    let output = griot(dir.path(), &args);
    assert_eq!(output.status.code(), Some(0));
    let tables = text(&output.stdout);
    assert_eq!(
        loaded(&tables),
        [
            ("https://e.example/feed".to_owned(), true),
            ("https://e.example/feed/atom".to_owned(), true)
        ]
    );
    assert!(text(&output.stderr).contains("\"mine\""));

    fs::write(dir.path().join("none.opml"), "<p>no list</p>").unwrap();
    let alone = tempfile::tempdir().unwrap();
    let none = dir.path().join("none.opml");
    let output = griot(alone.path(), &["sources", "import", none.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "needs no configuration");
    assert!(text(&output.stderr).contains("names no feed"));
}
