//! Promises of the published folder.

use std::collections::BTreeMap;
use std::io::Read;

use super::*;

fn open() -> (tempfile::TempDir, Directory) {
    let folder = tempfile::tempdir().unwrap();
    let directory = Directory::open(&folder.path().join("public")).unwrap();
    (folder, directory)
}

fn read(directory: &Directory, path: &str) -> Vec<u8> {
    fs::read(directory.root().join(path)).unwrap()
}

#[test]
fn files_are_written_with_their_compressed_forms_and_only_when_they_change() {
    let (_folder, directory) = open();
    let text = "Niger ".repeat(1_000);
    let files = [("feeds/ne.atom", text.as_bytes()), ("index.html", b"<p>")];
    let first = directory.publish(&files).unwrap();
    assert_eq!(
        first,
        Summary {
            written: 2,
            unchanged: 0
        }
    );
    assert_eq!(read(&directory, "feeds/ne.atom"), text.as_bytes());

    let mut unzipped = Vec::new();
    let zipped = read(&directory, "feeds/ne.atom.gz");
    flate2::read::GzDecoder::new(&zipped[..])
        .read_to_end(&mut unzipped)
        .unwrap();
    assert_eq!(unzipped, text.as_bytes());
    let zstd = read(&directory, "feeds/ne.atom.zst");
    assert_eq!(zstd::decode_all(&zstd[..]).unwrap(), text.as_bytes());
    let mut plain = Vec::new();
    let packed = read(&directory, "feeds/ne.atom.br");
    brotli::BrotliDecompress(&mut &packed[..], &mut plain).unwrap();
    assert_eq!(plain, text.as_bytes());

    let again = directory.publish(&files).unwrap();
    assert_eq!(
        again,
        Summary {
            written: 0,
            unchanged: 2
        }
    );
    let changed = directory.publish(&[("index.html", b"<q>")]).unwrap();
    assert_eq!(
        changed,
        Summary {
            written: 1,
            unchanged: 0
        }
    );
    assert_eq!(read(&directory, "index.html"), b"<q>");
}

#[test]
fn a_lost_compressed_form_is_written_again() {
    let (_folder, directory) = open();
    directory.publish(&[("a", "text")]).unwrap();
    fs::remove_file(directory.root().join("a.gz")).unwrap();
    assert_eq!(directory.publish(&[("a", "text")]).unwrap().written, 1);
    assert!(directory.root().join("a.gz").is_file());
}

#[test]
fn two_folders_with_the_same_input_are_the_same_to_the_byte() {
    let contents = |directory: &Directory| -> BTreeMap<_, _> {
        let entries = fs::read_dir(directory.root()).unwrap().map(Result::unwrap);
        entries
            .filter(|entry| entry.path().is_file())
            .map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap()))
            .collect()
    };
    let (_one, first) = open();
    let (_two, second) = open();
    for directory in [&first, &second] {
        directory
            .publish(&[("a", "text"), ("b", "more text")])
            .unwrap();
    }
    assert_eq!(contents(&first), contents(&second));
    assert_eq!(contents(&first).len(), 8);
}

#[test]
fn paths_that_lead_out_are_refused() {
    let (_folder, directory) = open();
    for path in [
        "../x",
        "/etc/x",
        "a/../../x",
        "",
        ".",
        "a/",
        ".staging/x",
        "a\0b",
    ] {
        let refused = directory.publish(&[(path, "")]);
        assert!(matches!(refused, Err(Error::Refused(_))), "{path:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out() {
    let (folder, directory) = open();
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, directory.root().join("feeds")).unwrap();
    let refused = directory.publish(&[("feeds/ne.atom", "x")]);
    assert!(matches!(refused, Err(Error::Symlink(_))));
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

#[test]
fn a_staging_folder_that_leads_elsewhere_is_not_swept() {
    let (folder, directory) = open();
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("0"), "somebody's").unwrap();
    fs::remove_dir_all(directory.root().join(STAGING)).unwrap();
    std::os::unix::fs::symlink(&outside, directory.root().join(STAGING)).unwrap();
    let opened = Directory::open(directory.root());
    assert!(matches!(opened, Err(Error::Symlink(_))));
    let refused = directory.publish(&[("a", "text")]);
    assert!(matches!(refused, Err(Error::Symlink(_))));
    assert!(outside.join("0").exists());
}

#[test]
fn what_a_crash_left_is_swept_at_the_next_start() {
    let (_folder, directory) = open();
    let staging = directory.root().join(STAGING);
    fs::write(staging.join("0.gz"), "half").unwrap();
    Directory::open(directory.root()).unwrap();
    assert!(!staging.join("0.gz").exists());
}

#[test]
fn what_another_process_is_writing_is_not_swept() {
    let (_folder, directory) = open();
    let staging = directory.root().join(STAGING);
    let lock = stage::lock(&staging).unwrap();
    fs::write(staging.join("0"), "being written").unwrap();
    Directory::open(directory.root()).unwrap();
    assert!(staging.join("0").exists());
    drop(lock);
}

#[test]
fn pages_can_be_removed_and_feeds_cannot() {
    let (_folder, directory) = open();
    let page = "story/X/index.html";
    directory
        .publish(&[(page, "p"), ("feeds/ne.atom", "f")])
        .unwrap();
    assert_eq!(directory.remove(&[page, "story/never/there"]).unwrap(), 1);
    assert!(!directory.root().join("story").exists());
    assert!(matches!(
        directory.remove(&["feeds/ne.atom"]),
        Err(Error::Lasting(_))
    ));
    assert_eq!(read(&directory, "feeds/ne.atom"), b"f");
}

#[test]
fn an_error_names_the_path_and_the_remedy() {
    let (_folder, directory) = open();
    fs::write(directory.root().join("feeds"), "a file").unwrap();
    let error = directory
        .publish(&[("feeds/ne.atom", "x")])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("feeds") && error.contains("remove it"),
        "{error}"
    );
}

#[test]
fn a_form_of_a_text_that_a_crash_kept_from_its_place_is_written_again() {
    let (_folder, directory) = open();
    let file = [("feeds/ne.atom", "the text that stands")];
    directory.publish(&file).unwrap();
    let form = directory.root().join("feeds/ne.atom.gz");
    let before = fs::read(&form).unwrap();
    let plain = fs::metadata(directory.root().join(file[0].0)).unwrap();
    // What a process leaves that dies between two renames.
    let other = File::create(&form).unwrap();
    other
        .set_modified(plain.modified().unwrap() + std::time::Duration::from_secs(1))
        .unwrap();

    assert_eq!(directory.publish(&file).unwrap().written, 1);
    assert_eq!(fs::read(&form).unwrap(), before);
    assert_eq!(directory.publish(&file).unwrap().written, 0);
}

#[test]
fn what_is_not_there_is_told_from_what_cannot_be_read() {
    let (_folder, directory) = open();
    assert_eq!(directory.read("feeds/ne.atom").unwrap(), None);
    assert!(directory.names("images").unwrap().is_empty());
    directory.publish(&[("images/a.png", [0xff_u8])]).unwrap();
    assert_eq!(
        directory.names("images").unwrap(),
        ["a.png".to_owned()].into()
    );
    let damaged = directory.read("images/a.png").unwrap_err().to_string();
    assert!(
        damaged.contains("a.png") && damaged.contains("damaged"),
        "{damaged}"
    );
    assert!(directory.read("images").is_err());
    assert!(directory.names("images/a.png").is_err());
}

#[test]
fn a_folder_goes_with_its_last_file() {
    let (_folder, directory) = open();
    let pages = ["ne/2026-11/1/index.html", "ne/2026-11/index.html"];
    directory
        .publish(&pages.map(|page| (page, "text")))
        .unwrap();
    directory.publish(&[("ne/index.html", "text")]).unwrap();
    // The month's folder is in use when the day's goes, and is not any more after that.
    assert_eq!(directory.remove(&pages).unwrap(), 2);
    assert_eq!(
        directory.names("ne").unwrap().len(),
        4,
        "a page and its forms"
    );
    assert_eq!(directory.remove(&["ne/index.html"]).unwrap(), 1);
    assert!(!directory.root().join("ne").exists());
}
