//! `griot demo` shows the whole work without configuration or internet.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::instance::{Running, griot, text};
use crate::wellformed;

#[test]
fn one_round_says_what_it_did_and_leaves_the_editions() {
    let folder = tempfile::tempdir().unwrap();
    let output = griot()
        .args(["demo", "--once", "--listen", "127.0.0.1:0", "--dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let number = |before: &str, after: &str| -> usize {
        let line = said
            .lines()
            .find(|line| line.contains(before) && line.contains(after));
        let line = line.unwrap_or_else(|| panic!("no line with {before}: {said}"));
        line.split_whitespace()
            .find_map(|word| word.trim_matches(',').parse().ok())
            .unwrap()
    };
    assert!(number("polled", "outlets") >= 6);
    let outlets = said.split(" sample outlets").next().unwrap();
    let outlets: usize = outlets.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(outlets >= 6);
    let (entries, stories) = (number("entries", ""), number("stories", ""));
    assert!(entries > stories && stories > 10, "{said}");
    assert!(number("editions", "Atom") >= 55);
    assert!(said.contains("reported by several outlets"), "{said}");
    assert!(!said.contains("failed") && !said.contains("()"), "{said}");
    for file in [
        "state/griot.db",
        "public/index.html",
        "public/feeds/all.atom",
        "public/feeds/ne.rss",
        "public/feeds/all.fr.json",
        "public/editions.opml",
    ] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
    let public = folder.path().join("public");
    // The outlets that have the images are gone.
    let front = fs::read_to_string(public.join("index.html")).unwrap();
    assert!(!front.contains("<img "), "{front}");
    let all: Value =
        serde_json::from_slice(&fs::read(public.join("feeds/all.json")).unwrap()).unwrap();
    let base = text(&all["feed_url"]).replace("feeds/all.json", "");
    wellformed::folder(&public, &base);
    wellformed::by_schemas(&public);
}

#[test]
fn a_busy_port_falls_back_to_a_free_one() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let mut child = griot()
        .args(["demo", "--listen", &address, "--dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let mut demo = Running(child);
    let mut told_of_the_port = false;
    let mut grew = false;
    for line in said.lines() {
        let line = line.unwrap();
        told_of_the_port |= line.contains(&address) && line.contains("free port");
        assert!(!line.contains(&format!("http://{address}/")), "{line}");
        if line.trim_start().starts_with('+') {
            grew = true;
            break;
        }
    }
    assert!(told_of_the_port && grew);
    let code = demo.terminate(Duration::from_secs(10));
    assert_eq!(code, Some(130), "it was interrupted");
}
