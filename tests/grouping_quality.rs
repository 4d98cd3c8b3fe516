//! Grouping gets no worse: labelled streams through the engine that `refresh` uses, held to the figures
//! that they had.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use griot::attribute::Attributor;
use griot::evaluate::grouping::{Grouped, Report};
use griot::group::Settings;

/// As `griot refresh` groups without a configuration.
fn settings() -> Settings {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn open(path: &Path) -> BufReader<File> {
    BufReader::new(File::open(path).unwrap())
}

/// How far a figure may fall, in points, before it counts as worse: what one entry of a small set
/// makes.
const SLACK: f64 = 0.6;

/// Holds a set to its lines of the table of figures: `set language B-cubed-F1 pairwise-precision`,
/// in percent.
fn hold(set: &str, report: &Report) {
    let table = fs::read_to_string(fixture("grouping-figures.tsv")).unwrap();
    let mut held = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, language, f1, precision] = cells[..] else {
            panic!("{line:?} has not four cells");
        };
        if name != set {
            continue;
        }
        held += 1;
        let score = match language {
            "all" => &report.all,
            language => &report.languages[language],
        };
        let figures = [
            ("B-cubed F1", score.b_cubed.f1, f1),
            ("pairwise precision", score.pairwise.precision, precision),
        ];
        for (name, now, then) in figures {
            let (now, then) = (now * 100.0, then.parse::<f64>().unwrap());
            assert!(
                now >= then - SLACK,
                "{set}, {language}: {name} fell from {then:.1} to {now:.1}\n{report}"
            );
        }
    }
    assert!(held > 0, "no figures are recorded for {set}");
}

/// Holds the pairs of entries in two languages: at least three quarters of those that report one
/// event are joined, and at most one in a hundred of those that report two.
fn hold_across_languages(set: &str, report: &Report) {
    let across = report.across_languages.unwrap();
    assert!(
        across.joined_rightly * 4 >= across.true_pairs * 3,
        "{set}: too few are joined across languages\n{report}"
    );
    assert!(
        across.joined_wrongly * 100 <= across.false_pairs,
        "{set}: too many are joined wrongly across languages\n{report}"
    );
}

#[test]
fn the_labelled_week_is_grouped_no_worse_than_it_was() {
    let entries = fixture("streams/week.jsonl");
    let grouped = Grouped::read(open(&entries), settings()).unwrap();
    let report = grouped.report().unwrap();
    hold("week", &report);
    hold_across_languages("week", &report);

    let (mut first, mut second) = (Vec::new(), Vec::new());
    grouped.write(&mut first).unwrap();
    let again = Grouped::read(open(&entries), settings()).unwrap();
    again.write(&mut second).unwrap();
    assert_eq!(first, second, "the same stream gives the same stories");
    let lines: BTreeSet<_> = first
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(lines.len(), report.stream, "each entry has a line");
}

#[test]
fn the_labelled_streams_are_grouped_no_worse_than_they_were() {
    for set in ["sahel", "lakes"] {
        let path = fixture(&format!("streams/{set}.jsonl"));
        let report = Grouped::read(open(&path), settings())
            .unwrap()
            .report()
            .unwrap();
        hold(set, &report);
        hold_across_languages(set, &report);
    }
}

/// Each was written by someone who had seen neither the engine nor another stream, and no search ran on them.
#[test]
fn the_streams_that_were_written_blind_are_grouped_no_worse_than_they_were() {
    for set in ["politics", "general", "july"] {
        let path = fixture(&format!("streams/{set}.jsonl"));
        let grouped = Grouped::read(open(&path), settings()).unwrap();
        hold(set, &grouped.report().unwrap());
    }
}

#[test]
fn near_but_different_pairs_stay_apart_and_copies_go_with_their_original() {
    let grouped = Grouped::read(open(&fixture("streams/week.jsonl")), settings()).unwrap();
    let pairs = grouped
        .judge(open(&fixture("streams/pairs/week.jsonl")))
        .unwrap();
    let joined = pairs.wrong.iter().filter(|wrong| !wrong.same);
    assert!(
        joined.clone().count() <= 1,
        "{:#?}",
        joined.collect::<Vec<_>>()
    );
    for kind in ["same-wire-copy", "same-revision"] {
        let kind = &pairs.kinds[kind];
        assert_eq!(kind.joined, kind.pairs);
    }
    let copies = grouped.report().unwrap().copies.unwrap();
    assert_eq!((copies.found, copies.wrongly), (copies.labelled, 0));
}

#[test]
fn every_shared_set_is_grouped_no_worse_than_it_was() {
    let Some(shared) = std::env::var_os("GRIOT_SHARED") else {
        println!("skipped: GRIOT_SHARED is not set");
        return;
    };
    for set in ["og2021", "allsides2021", "basil", "fr-gnews", "fr-news-day"] {
        let path = Path::new(&shared).join(format!("grouping/{set}.dev.jsonl"));
        let grouped = Grouped::read(open(&path), settings()).unwrap();
        hold(set, &grouped.report().unwrap());
    }
}
