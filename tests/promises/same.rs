//! What is published follows from what was read: not from the machine, its clock's zone, its
//! languages, the names of folders, or how many rounds it took.

use std::process::Command;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, differing};
use crate::outlet::{Outlet, Page};

/// Another machine: its zone, its languages, a single thread, and a folder of its own to work in.
fn elsewhere(command: &mut Command, zone: &str, language: &str) {
    command
        .env("TZ", zone)
        .env("LANG", language)
        .env("LC_ALL", language)
        .env("LANGUAGE", language)
        .env("TOKIO_WORKER_THREADS", "1")
        .current_dir(std::env::temp_dir());
}

#[test]
fn two_machines_with_the_same_archive_publish_the_same_bytes() {
    let outlets = [(); 3].map(|()| Outlet::open());
    outlets[0].publish(
        "/feed",
        Page::rss(rss("A", &[events::mine("A"), events::harvest()])),
    );
    outlets[1].publish(
        "/feed",
        Page::rss(rss("B", &[events::strike("B"), events::mine("B")])),
    );
    outlets[2].publish(
        "/feed",
        Page::rss(rss("C", &[events::mine("C"), events::strike("A")])),
    );
    let griot = Instance::of(&[
        ("un", &outlets[0]),
        ("deux", &outlets[1]),
        ("trois", &outlets[2]),
    ]);
    griot.refresh(&[]);
    let edited = events::mine("B").retitled("Mine d’or de Djado : douze morts au Niger");
    outlets[1].publish("/feed", Page::rss(rss("B", &[events::strike("B"), edited])));
    griot.refresh(&["--all"]);

    let machines = [("UTC", "C"), ("Pacific/Kiritimati", "ar_EG.UTF-8")].map(|(zone, language)| {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().display().to_string();
        let mut command = griot.command(&["replay", "--dir", &target]);
        elsewhere(&mut command, zone, language);
        let done = command.output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        folder
    });
    let [one, other] = machines.each_ref().map(|folder| {
        let files = crate::instance::files(&folder.path().join("public"));
        assert!(files.contains_key("feeds/ne.atom"), "{:?}", files.keys());
        files
    });
    assert_eq!(differing(&one, &other), [""; 0]);
    assert_eq!(differing(&one, &griot.published()), [""; 0]);
}

#[test]
fn a_round_that_brings_nothing_writes_nothing() {
    let outlet = Outlet::serving(Page::rss(rss(
        "A",
        &[events::mine("A"), events::strike("A")],
    )));
    let griot = Instance::of(&[("un", &outlet)]);
    griot.refresh(&[]);
    let stamps = || {
        let files = griot.published().into_keys();
        let stamp = |path: &String| std::fs::metadata(griot.public(path)).unwrap().modified();
        files
            .map(|path| (stamp(&path).unwrap(), path))
            .collect::<Vec<_>>()
    };
    let before = stamps();
    for _ in 0..2 {
        let summary = griot.refresh(&["--all"]);
        assert_eq!(summary["editions"]["written"], 0, "{summary}");
    }
    assert_eq!(stamps(), before);
}
